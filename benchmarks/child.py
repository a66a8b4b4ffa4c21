"""Start a program as a process of its own, on chosen cores, and say what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

UNIT = 1 if sys.platform == "darwin" else 1024
"""In how many bytes the system counts a process's peak of memory."""

THREAD_SETTINGS = (
    "NUMBA_NUM_THREADS",
    "POLARS_MAX_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
)


@dataclass
class Outcome:
    """What a process printed, and what it took; `refused` says why there is nothing to read."""

    printed: str
    wall_seconds: float
    processor_seconds: float
    peak_bytes: int
    refused: str = ""


def start(command: Sequence[str], *, cores: int = 0, patience: float = 0.0) -> Outcome:
    """Run a command to its end, on the first `cores` cores if any are given, with as many threads.

    The system counts our own peak of memory as part of what a child takes: who calls this stays small, and
    leaves NumPy and Polars to other processes.
    """
    environment = dict(os.environ)
    if cores:
        environment.update(dict.fromkeys(THREAD_SETTINGS, str(cores)))
    with tempfile.TemporaryDirectory(prefix="glasscity-benchmark-") as folder:
        printed, errors = Path(folder) / "printed", Path(folder) / "errors"
        began = time.perf_counter()
        with printed.open("wb") as output, errors.open("wb") as complaints:
            process = subprocess.Popen(
                [*pinned(cores), *command], stdout=output, stderr=complaints, env=environment
            )
            late = False
            while True:
                number, status, used = os.wait4(process.pid, os.WNOHANG if patience else 0)
                if number:
                    break
                if not late and time.perf_counter() - began > patience:
                    process.kill()
                    late = True
                time.sleep(0.01)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        refused = ""
        if late:
            refused = f"took longer than {patience:.0f} seconds"
        elif process.returncode:
            said = errors.read_text(encoding="utf-8").strip().splitlines()
            refused = said[-1] if said else f"exit code {process.returncode}"
            # What is kept must not say where on this machine the project lies.
            refused = refused.replace(f"{Path(__file__).parents[1]}/", "")
        return Outcome(
            printed.read_text(encoding="utf-8"),
            wall,
            used.ru_utime + used.ru_stime,
            used.ru_maxrss * UNIT,
            refused,
        )


def pinned(cores: int) -> list[str]:
    """Return what to put before a command so that it stays on the first `cores` cores we may use."""
    if not cores or not hasattr(os, "sched_getaffinity"):
        return []
    ours = sorted(os.sched_getaffinity(0))
    return ["taskset", "--cpu-list", ",".join(map(str, ours[:cores]))]

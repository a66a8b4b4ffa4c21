"""One target for some time: starts the worker, watches it, starts it anew when it died, and counts."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fuzzing.faults import write_failure
from fuzzing.target import CORPUS, ROOT

COVERED = re.compile(rb"cov: (\d+) ft: (\d+)")
SECONDS_BETWEEN_NEWS = 30
SECONDS_TO_WARM_UP = 3600
MOST_RESTARTS = 40
ARTIFACTS = {"timeout": "hang", "oom": "memory", "crash": "crash", "leak": "memory"}
"""What libFuzzer calls the input with which the process died, and what we call it."""
SUFFIXES = {"scenario": ".toml"}


class Stopped(Exception):
    """The campaign was asked to end."""


def stop(*_: object) -> None:
    """End the campaign."""
    raise Stopped


@dataclass
class Findings:
    """What came of a target."""

    target: str
    inputs: int = 0
    cpu: float = 0.0
    edges: int = 0
    features: int = 0
    answers: int = 0
    tracebacks: int = 0
    hangs: int = 0
    memory: int = 0
    crashes: int = 0
    failures: list[str] = field(default_factory=list)

    @staticmethod
    def heading() -> str:
        """Return the first line of the summary."""
        return (
            f"{'target':<10}{'inputs':>10}{'cpu s':>8}{'edges':>8}{'features':>10}{'answers':>9}"
            f"{'tracebacks':>12}{'hangs':>7}{'memory':>8}{'crashes':>9}"
        )

    def line(self) -> str:
        """Return its line of the summary."""
        return (
            f"{self.target:<10}{self.inputs:>10,}{self.cpu:>8.0f}{self.edges:>8,}{self.features:>10,}"
            f"{self.answers:>9,}{self.tracebacks:>12}{self.hangs:>7}{self.memory:>8}{self.crashes:>9}"
        )


class Campaign:
    """Tries one target for so many seconds of the processor.

    Parameters
    ----------
    scratch : a folder that may be thrown away; kept : where interesting inputs stay for the next time.
    """

    def __init__(self, name: str, seconds: float, seed: int, scratch: Path, kept: Path | None) -> None:
        self.findings = Findings(name)
        self._seconds, self._seed, self._scratch = seconds, seed, scratch
        self._corpus = (kept or ROOT / "build" / "fuzzing") / name
        self._before: dict[str, Any] = {"inputs": 0, "cpu": 0.0}
        self._answers: set[str] = set()
        self._kinds: set[str] = set()
        self._killed: Counter[str] = Counter()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> Findings:
        """Try inputs until the time is up."""
        self._scratch.mkdir(parents=True)
        self._corpus.mkdir(parents=True, exist_ok=True)
        (self._scratch / "corpus").mkdir()
        for folder in (CORPUS / self.findings.target, self._corpus):
            for path in folder.glob("*"):
                if path.is_file():
                    shutil.copy(path, self._scratch / "corpus" / f"{folder.parent.name}-{path.name}")
        try:
            for restart in range(MOST_RESTARTS):
                if self.findings.cpu >= self._seconds - 1 or not self._one_process(restart):
                    break
        finally:
            self._end()
            self._count()
            for path in (self._scratch / "corpus").glob("*"):
                if re.fullmatch("[0-9a-f]{40}", path.name):
                    shutil.copy(path, self._corpus / path.name)
        return self.findings

    def _one_process(self, restart: int) -> bool:
        """Let one worker run to its end, and return whether another one may go on."""
        left = self._seconds - self.findings.cpu
        worker = [sys.executable, str(Path(__file__).with_name("worker.py")), self.findings.target]
        worker += [str(self._scratch), str(left), str(self._seed + restart)]
        for old in ("news.json", "current"):
            (self._scratch / old).unlink(missing_ok=True)
        with (self._scratch / "log").open("ab") as log:
            self._process = subprocess.Popen(
                worker, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        code = self._watched(self._process)
        self._count()
        begun = self._news() is not None
        # What this worker said is counted now, once.
        self._before = {"inputs": self.findings.inputs, "cpu": self.findings.cpu}
        (self._scratch / "news.json").unlink(missing_ok=True)
        if code == 0:
            return False
        if not begun:
            self.findings.failures.append(f"the worker does not start:\n{self._last_words()}")
            self.findings.crashes += 1
            return False
        self._keep_what_killed_it(code)
        return True

    def _watched(self, process: subprocess.Popen[bytes]) -> int | None:
        """Return the exit code of the worker, or None where it had to be killed as it no longer moved."""
        said = time.monotonic()
        seen, seen_at = b"", time.monotonic()
        while process.poll() is None:
            time.sleep(0.5)
            now = self._sign_of_life()
            if now != seen:
                seen, seen_at = now, time.monotonic()
            # Far beyond the worker's own limit: not even its alarm gets through any more.
            longest = 900 if now else SECONDS_TO_WARM_UP
            if time.monotonic() - seen_at > longest:
                self._end()
                return None
            if time.monotonic() - said > SECONDS_BETWEEN_NEWS:
                said = time.monotonic()
                self._count()
                print(self.findings.line(), file=sys.stderr, flush=True)
        return process.returncode

    def _sign_of_life(self) -> bytes:
        with contextlib.suppress(OSError):
            return (self._scratch / "news.json").read_bytes()
        return b""

    def _end(self) -> None:
        """End the worker and whatever it started."""
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _news(self) -> dict[str, Any] | None:
        with contextlib.suppress(OSError, ValueError):
            news: dict[str, Any] = json.loads((self._scratch / "news.json").read_text(encoding="utf-8"))
            return news
        return None

    def _count(self) -> None:
        """Take in what the worker says, and what libFuzzer says of the code that was reached."""
        found, news = self.findings, self._news()
        if news is not None:
            found.inputs = self._before["inputs"] + news["inputs"]
            found.cpu = self._before["cpu"] + news["cpu"]
            self._answers |= set(news["answers"])
            self._kinds |= set(news["kinds"])
            found.answers = len(self._answers)
            alone = Counter(kind.partition("-")[0] for kind in self._kinds)
            found.hangs = self._killed["hang"] + alone.pop("Hang", 0)
            found.memory = self._killed["memory"] + alone.pop("MemoryError", 0)
            found.tracebacks = sum(alone.values())
            found.failures += [one for one in news["failures"] if one not in found.failures]
        with contextlib.suppress(OSError):
            reached = COVERED.findall((self._scratch / "log").read_bytes())
            if reached:
                found.edges = max(found.edges, int(reached[-1][0]))
                found.features = max(found.features, int(reached[-1][1]))

    def _keep_what_killed_it(self, code: int | None) -> None:
        """Keep the input with which the worker died."""
        artifacts = sorted(self._scratch.glob("artifact-*"))
        name = artifacts[0].name.split("-")[1] if artifacts else ""
        kind = ARTIFACTS.get(name, "hang" if code is None else "crash")
        place = artifacts[0] if artifacts else self._scratch / "current"
        data = place.read_bytes() if place.exists() else b""
        suffix = SUFFIXES.get(self.findings.target, ".json")
        path = write_failure(self.findings.target, suffix, kind, data, self._last_words())
        for one in artifacts:
            one.unlink()
        self._killed[kind] += 1
        self.findings.crashes = self._killed["crash"]
        self.findings.failures.append(f"{kind} (exit code {code}): {path}")

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            return (self._scratch / "log").read_bytes()[-4000:].decode(errors="replace")
        return ""

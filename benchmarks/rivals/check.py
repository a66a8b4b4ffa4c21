"""Check that every rival lives through the same city: mean after 8 days, share of days with several acts.

Example: python benchmarks/rivals/check.py --citizens 100000

Both are known: 999.16 (scores not rounded to whole points) and .0050. The tolerances are 3.4 and 4 standard
errors, so that they shrink with the root of the number of citizens: .04 and .0001 for a million, .126 and
.00032 for 100,000, .28 and .0007 for 20,000.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RIVALS = ("hand_fused", "numpy_scipy", "polars_frames", "mesa_agents", "mesa_frames_city", "starsim_city")
NEEDS = {"mesa_agents": "mesa", "mesa_frames_city": "mesa_frames", "starsim_city": "starsim"}
OWN = {"mesa_frames_city": HERE.parents[1] / ".venv-mesa-frames" / "bin" / "python"}
"""Rivals that live in an environment of their own."""

DAYS = 8
MEAN, SEVERAL_ACTS = 999.16, 0.0050


def interpreter(rival: str) -> str:
    """Return the Python that has what a rival needs; empty if there is none."""
    if rival in OWN:
        return str(OWN[rival]) if OWN[rival].exists() else ""
    needed = NEEDS.get(rival, "numba")
    return sys.executable if importlib.util.find_spec(needed) else ""


def tolerances(citizens: int) -> tuple[float, float]:
    """Return how far the mean, and the share with several acts, may be from what is known."""
    root: float = citizens**0.5
    return 40 / root, 0.1 / root


def wrong(measured: dict[str, Any]) -> list[str]:
    """Return what is wrong with what a rival's city came to."""
    for_mean, for_acts = tolerances(measured["citizens"])
    found = []
    if abs(measured["mean"] - MEAN) > for_mean:
        found.append(f"mean {measured['mean']:.3f}, not {MEAN} ± {for_mean:.3f}")
    if abs(measured["several_acts"] - SEVERAL_ACTS) > for_acts:
        found.append(f"several acts {measured['several_acts']:.5f}, not {SEVERAL_ACTS} ± {for_acts:.5f}")
    if sum(measured["counts"].values()) != measured["citizens"]:
        found.append(f"categories hold {sum(measured['counts'].values()):,} citizens")
    return found


def check(rival: str, citizens: int, seed: int = 1, threads: int = 1) -> dict[str, Any]:
    """Let a rival live in a process of its own, and return what `live.py` says of it."""
    command = [interpreter(rival), str(HERE / "live.py"), rival, "--citizens", str(citizens)]
    command += ["--days", str(DAYS), "--seed", str(seed), "--threads", str(threads)]
    measured: dict[str, Any] = json.loads(subprocess.check_output(command))
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2])
    parser.add_argument("--citizens", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("rivals", nargs="*", default=list(RIVALS))
    given = parser.parse_args()
    failed = False
    for rival in given.rivals:
        if not interpreter(rival):
            print(f"{rival}: not installed")
            continue
        measured = check(rival, given.citizens, given.seed)
        found = wrong(measured)
        failed |= bool(found)
        said = "; ".join(found) or "right"
        print(f"{rival}: mean {measured['mean']:.3f}, several acts {measured['several_acts']:.5f}: {said}")
    sys.exit(failed)


if __name__ == "__main__":
    main()

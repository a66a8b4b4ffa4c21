"""Throw hostile input at every door of the program for some minutes, and say what came of it.

    python verification/fuzzing [--minutes 10] [--target scenario|folder|command|page|all] [--seed 1]

Minutes are those of the processor, shared evenly among the targets. Ctrl-C ends it with the summary of what
was tried until then. Exit code 1: there was a traceback, a hang, or memory without bound; the input that did
it lies in tests/corpus/failures/, in the smallest form found.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzzing.campaign import Campaign, Findings, Stopped, stop
from fuzzing.targets import NAMES


def main() -> int:
    """Fuzz, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--minutes", type=float, default=10, help="of the processor, for all targets together"
    )
    parser.add_argument("--target", choices=[*NAMES, "all"], default="all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, choices=[1], default=1, help="targets take turns")
    parser.add_argument("--corpus", type=Path, help="folder in which interesting inputs stay for next time")
    asked = parser.parse_args()
    names = NAMES if asked.target == "all" else (asked.target,)
    seconds = asked.minutes * 60 / len(names)
    signal.signal(signal.SIGTERM, stop)
    os.nice(5)
    found: list[Findings] = []
    with tempfile.TemporaryDirectory(prefix="glasscity-fuzzing-") as scratch:
        for name in names:
            campaign = Campaign(name, seconds, asked.seed, Path(scratch) / name, asked.corpus)
            try:
                campaign.run()
            except (KeyboardInterrupt, Stopped):
                print("stopped", file=sys.stderr)
                found.append(campaign.findings)
                break
            found.append(campaign.findings)
    print(Findings.heading())
    for one in found:
        print(one.line())
    for one in found:
        for failure in one.failures:
            print(f"  {one.target}: {failure}")
    return int(any(one.failures for one in found))


if __name__ == "__main__":
    sys.exit(main())

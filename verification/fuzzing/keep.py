"""Choose a few of the inputs that were found for `tests/corpus`: the smallest of each kind of answer.

    python verification/fuzzing/keep.py TARGET [--most 60] [--bytes 120000] [FOLDER…]

Reads build/fuzzing/TARGET if no folder is named, and what lies in tests/corpus already.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzzing.faults import limited
from fuzzing.target import CORPUS, ROOT
from fuzzing.targets import NAMES, target_named


def main() -> None:
    """Try all of them, and write those that are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("target", choices=NAMES)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--most", type=int, default=60)
    parser.add_argument("--bytes", type=int, default=120_000)
    asked = parser.parse_args()
    home = CORPUS / asked.target
    home.mkdir(parents=True, exist_ok=True)
    there = [path for path in sorted(home.iterdir()) if path.is_file()]
    new = [
        path
        for folder in asked.folders or [ROOT / "build" / "fuzzing" / asked.target]
        for path in sorted(folder.iterdir(), key=lambda one: one.stat().st_size)
    ]
    known: set[str] = set()
    left = asked.bytes - sum(path.stat().st_size for path in there)
    with tempfile.TemporaryDirectory(prefix="glasscity-fuzzing-") as desk:
        target = target_named(asked.target, Path(desk))
        number = len(there)
        for path in [*there, *new]:
            data = path.read_bytes()
            answer = limited(target, data)
            if answer in known or not data:
                continue
            known.add(answer)
            if path in there or number >= asked.most or len(data) > left:
                continue
            slug = re.sub(r"[^\w]+", "-", answer, flags=re.ASCII).strip("-")[:48] or "empty"
            short = hashlib.sha256(data).hexdigest()[:6]
            (home / f"{slug}-{short}{target.suffix}").write_bytes(data)
            number, left = number + 1, left - len(data)
    print(f"{asked.target}: {number} inputs, {len(known)} kinds of answer")


if __name__ == "__main__":
    main()

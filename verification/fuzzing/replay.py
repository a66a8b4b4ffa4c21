"""Try inputs of the fuzzer again, one by one, and let a fault be seen.

python verification/fuzzing/replay.py TARGET FILE…
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzzing.targets import target_named


def main() -> None:
    """Try every file that was named."""
    name, *files = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="glasscity-fuzzing-") as desk:
        target = target_named(name, Path(desk))
        for file in map(Path, files):
            print(f"{file}: {target.attempt(file.read_bytes())}", flush=True)


if __name__ == "__main__":
    main()

"""Inputs that the fuzzer found worth keeping: each is answered, in time, without a traceback.

`tests/corpus/TARGET` holds one of every kind of answer and whatever went wrong once, see docs/fuzzing.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "verification"))

from fuzzing.faults import limited  # noqa: E402
from fuzzing.target import CORPUS  # noqa: E402
from fuzzing.targets import NAMES, target_named  # noqa: E402


@pytest.mark.parametrize("name", NAMES)
def test_every_kept_input_is_answered(name: str, tmp_path: Path):
    inputs = sorted(path for path in (CORPUS / name).iterdir() if path.is_file())
    assert inputs
    target = target_named(name, tmp_path)
    for path in inputs:
        try:
            limited(target, path.read_bytes())
        except BaseException as error:
            error.add_note(f"again: python verification/fuzzing/replay.py {name} {path.relative_to(ROOT)}")
            raise


def test_no_failure_of_the_fuzzer_is_left_unmended():
    left = [path.name for path in (CORPUS / "failures").rglob("*") if path.is_file()]
    assert not left, "mend it, then move the input to tests/corpus/TARGET"

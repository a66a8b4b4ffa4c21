"""Inputs that the fuzzer found worth keeping: each is answered, in time, without a traceback.

`tests/corpus/TARGET` holds one of every kind of answer and whatever went wrong once, see docs/fuzzing.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "verification"))

from fuzzing.faults import Hang, limited, shrunk  # noqa: E402
from fuzzing.signatures import signature  # noqa: E402
from fuzzing.target import CORPUS, Broken, check_message  # noqa: E402
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


class Door:
    """A target that has every fault."""

    name, suffix, seconds = "door", ".txt", 1

    def smaller(self, data: bytes):
        return (data[:n] + data[n + 1 :] for n in range(len(data)))

    def attempt(self, data: bytes) -> str:
        while b"for ever" in data:
            pass
        if b"x" in data:
            raise ValueError(data)
        return "fine"


def test_what_takes_for_ever_is_a_hang():
    with pytest.raises(Hang):
        limited(Door(), b"for ever")
    assert limited(Door(), b"fine") == "fine"


def test_an_input_is_made_as_small_as_it_still_goes_wrong():
    with pytest.raises(ValueError, match="x") as caught:
        limited(Door(), b"abcxdef")
    assert shrunk(Door(), b"abcxdef", signature(caught.value)) == b"x"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("glasscity: f\nTraceback (most recent call last):", 2),
        ("", 1),
        ("glasscity: f", 120),
        ("glasscity: f" * 9999, 2),
    ],
)
def test_a_message_that_is_none_is_a_fault(said: str, code: int):
    check_message("glasscity: f: wrong", 2)
    with pytest.raises(Broken):
        check_message(said, code)

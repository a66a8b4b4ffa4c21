"""What a campaign found, in words and as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import Any

from mutation.campaign import Tried
from mutation.trial import DIFFERS, ENDLESS, FAILS, NO_PROGRAM

KILLED = (DIFFERS, FAILS, ENDLESS)


def wilson(killed: int, number: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, after Wilson (1927)."""
    if number == 0:
        return 0.0, 1.0
    z, share = 1.959964, killed / number
    middle = share + z * z / (2 * number)
    half = z * sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    return (middle - half) / (1 + z * z / number), (middle + half) / (1 + z * z / number)


def counted(tried: Sequence[Tried]) -> Sequence[Tried]:
    """Return those that are programs at all."""
    return [one for one in tried if one.outcome.kind != NO_PROGRAM]


def killed(tried: Sequence[Tried]) -> int:
    """Return how many were noticed."""
    return sum(one.outcome.kind in KILLED for one in tried)


def score(tried: Sequence[Tried]) -> float:
    """Return the share that was noticed."""
    those = counted(tried)
    return killed(those) / len(those) if those else 1.0


def as_numbers(tried: Sequence[Tried], equal: int) -> dict[str, Any]:
    """Return everything, to be written as JSON."""
    those = counted(tried)
    return {
        "mutants": len(those),
        "killed": killed(those),
        "score": score(those),
        "interval": wilson(killed(those), len(those)),
        "known to be equivalent, not tried": equal,
        "by outcome": dict(Counter(one.outcome.kind for one in tried)),
        "by check": dict(Counter(one.outcome.check for one in those if one.outcome.kind in KILLED)),
        "by file": {file: _numbers(part) for file, part in _by_file(those).items()},
        "survivors": [
            {**one.mutant._asdict(), "before": one.before, "after": one.after, "why": one.outcome.kind}
            for one in those
            if one.outcome.kind not in KILLED
        ],
    }


def _by_file(tried: Sequence[Tried]) -> dict[str, list[Tried]]:
    files = sorted({one.mutant.file for one in tried})
    return {file: [one for one in tried if one.mutant.file == file] for file in files}


def _numbers(tried: Sequence[Tried]) -> dict[str, Any]:
    kinds = Counter(one.outcome.kind for one in tried)
    return {
        "mutants": len(tried),
        **{kind: kinds[kind] for kind in KILLED},
        "survive": len(tried) - killed(tried),
        "score": score(tried),
        "interval": wilson(killed(tried), len(tried)),
    }


def in_words(tried: Sequence[Tried], equal: int, of_all: int) -> str:
    """Return a table by file, the survivors, and the score."""
    those = counted(tried)
    head = f"{'file':34}{'mutants':>8}{'differ':>8}{'fail':>6}{'endless':>8}{'survive':>8}   score"
    rows = [_row(file, part) for file, part in _by_file(those).items()]
    survivors = [survivor(one) for one in those if one.outcome.kind not in KILLED]
    low, high = wilson(killed(those), len(those))
    last = (
        f"{killed(those)} of {len(those)} mutants are noticed: {score(those):.1%} (95 %: {low:.1%} to "
        f"{high:.1%}); drawn from {of_all}, beside {equal} that are known to be equivalent"
    )
    return "\n".join([*survivors, "", head, *rows, _row("all", those), "", last])


def _row(name: str, tried: Sequence[Tried]) -> str:
    one = _numbers(tried)
    low, high = one["interval"]
    counts = f"{one[DIFFERS]:8}{one[FAILS]:6}{one[ENDLESS]:8}{one['survive']:8}"
    return f"{name:34}{one['mutants']:8}{counts}{one['score']:8.1%} ({low:.0%} to {high:.0%})"


def survivor(one: Tried) -> str:
    """Return what a mutant that survived says, and where."""
    where = f"{one.mutant.file}:{one.mutant.line} {one.mutant.function} {one.mutant.operator}"
    return f"{one.outcome.kind}: {where}\n  - {one.before}\n  + {one.after}"

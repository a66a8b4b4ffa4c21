"""What happens on a day by chance, at yearly rates under frozen bounds (`docs/draws.md`).

Rule: each occasion happens to a citizen at most once a day. One draw per citizen and day selects the set of
candidates, as independent coins with the probabilities bound / 365 would; each candidate is kept with the
probability rate / bound, by a draw of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from reference.chance import Chance, Person, threshold_for
from reference.draws import draw

WHOLE = 1 << 64
"""Positions on the line from 0 to 1 are counted in 2**-64."""


class Occasion(NamedTuple):
    """Something that may happen: its code, its rate and frozen bound a year, and on whom the rate depends."""

    code: int
    per_year: Decimal
    bound_per_year: Decimal
    depends: dict[str, dict[str, Decimal]]
    only: dict[str, list[str]]

    def kept(self, person: Person) -> int:
        """Return the threshold of being kept, once it is a candidate: rate / bound."""
        return threshold_for(Chance(self.per_year, self.bound_per_year, self.depends, self.only), person)


class Line(NamedTuple):
    """Occasions in the order of their codes, and C_k, the probability of having met one of the first k."""

    occasions: list[Occasion]
    passed: list[int]


def in_line(occasions: Sequence[Occasion]) -> Line:
    """Rule: C_k = 1 - (1 - b_1) (1 - b_2) … (1 - b_k) with b = bound / 365, in 2**-64, rounded down."""
    in_order = sorted(occasions, key=lambda occasion: occasion.code)
    none_so_far, passed = Fraction(1), []
    for occasion in in_order:
        none_so_far *= 1 - Fraction(occasion.bound_per_year) / 365
        passed.append(min(int((1 - none_so_far) * WHOLE), WHOLE - 1))
    return Line(in_order, passed)


def candidates(line: Line, key: int, citizen: int, day: int, stream: int) -> Iterator[Occasion]:
    """Rule: the first candidate is the first k with u < C_k; after candidate k, the next one is found with
    u = C_k + v (1 - C_k), where v is a new draw. If u is not below the last C, there is none left."""
    number, behind = 0, None
    while True:
        words = draw(key, citizen, day, stream, number, 0)
        position = words[1] << 32 | words[0]
        if behind is not None:
            position = behind + (position * (WHOLE - 1 - behind) >> 64)
        found = bisect_right(line.passed, position)
        if found == len(line.passed):
            return
        yield line.occasions[found]
        number, behind = number + 1, line.passed[found]


def happen(
    line: Line, people: Sequence[Person], key: int, day: int, candidate_stream: int, kept_stream: int
) -> list[tuple[int, int]]:
    """Return (citizen, code) of everything that happens today where nothing but the rate counts."""
    return [
        (citizen, occasion.code)
        for citizen, person in enumerate(people)
        for occasion in candidates(line, key, citizen, day, candidate_stream)
        if draw(key, citizen, day, kept_stream, 0, occasion.code)[0] < occasion.kept(person)
    ]

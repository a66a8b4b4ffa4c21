"""What bears on how often people do things and ask for them: factors of several origins.

Rule: every origin (how people believe, whether they speak, how they live, …) has rows of factors, one
number for each citizen. The rate of an occasion is multiplied by every row that bears on it, one origin
after the other, rounded down each time. An origin that is switched off bears on nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from reference.shares import nearest

UNCHANGED = 128
"""Factors are in 128ths: this one leaves a rate as it is."""
MOST = 255
"""The largest factor, what a byte holds: just below 2."""
Factors = list[int]
"""A factor for each citizen."""


class Origin(Protocol):
    """Something that bears on what people do."""

    enabled: bool

    def rows_on(self, code: int) -> list[Factors]:
        """Return the rows that bear on an occasion; they change in place as days go by."""


class Leanings:
    """Everything that bears on what people do, origin after origin."""

    def __init__(self, origins: Sequence[Origin]) -> None:
        self._origins = origins

    def rows_on(self, code: int) -> list[Factors]:
        """Return all rows that bear on the occasion of a code, in the order in which they are multiplied."""
        return [row for origin in self._origins if origin.enabled for row in origin.rows_on(code)]

    def bearing_on(self, codes: Iterable[int]) -> list[list[Factors]]:
        """Return all rows that bear on each of some occasions."""
        return [self.rows_on(code) for code in codes]


def in_128ths(factor: Decimal) -> int:
    """Return a factor in 128ths: the nearest, halves up, and at most what a byte holds."""
    return min(nearest(factor, UNCHANGED), MOST)

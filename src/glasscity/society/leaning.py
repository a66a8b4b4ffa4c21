"""What bears on how often people do things and ask for them: factors of several origins, multiplied.

Rule: every origin (what people believe, whether they speak, how they live, …) keeps rows of factors, one
number for each citizen, and says which row bears on which occasion. The rate of an occasion is multiplied by
every row that bears on it. An origin that is switched off bears on nothing.
Units: factors in 128ths, from 0 to 255 (just below 2).

Exactly:
- A factor is kept in 128ths: the nearest, halves up, and at most 255. The threshold of an occasion becomes
  floor(threshold × factor / 128), one row after the other.
- The origins come in this order: propensity, minds, support, voice, then circumstances by code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

UNCHANGED = 128
"""The factor that leaves a rate as it is."""
MOST = 255
"""The largest factor."""
NO_ROW = -1


class Bearing(NamedTuple):
    """The rows of one origin: how many, and which of them bears on which occasion (by address code)."""

    rows: int
    of_code: dict[int, int]


NOTHING = Bearing(0, {})


class Origin(Protocol):
    """Something that bears on what people do."""

    bearing: Bearing
    enabled: bool

    def attach(self, leaning: NDArray[np.uint8]) -> None:
        """Take the rows of factors, uint8 [rows, citizens], to write into."""


class Leanings:
    """The factors of a city, origin after origin.

    Attributes
    ----------
    factor : uint8 [rows, citizens]; never without a row.
    """

    def __init__(self, citizens: int, origins: Sequence[Origin]) -> None:
        self._origins = list(origins)
        rows = sum(one.bearing.rows for one in origins)
        self.factor = np.full((max(rows, 1), citizens), UNCHANGED, np.uint8)
        self._first: list[int] = []
        first = 0
        for one in self._origins:
            self._first.append(first)
            one.attach(self.factor[first : first + one.bearing.rows])
            first += one.bearing.rows

    def bearing_on(self, codes: Sequence[int]) -> NDArray[np.int64]:
        """Return int64 [occasions, most origins of any]: the rows that bear on it, then NO_ROW.

        The rows are in the order of their origins: products are rounded down one after the other.
        """
        origins = [
            (first, origin.bearing.of_code)
            for first, origin in zip(self._first, self._origins, strict=True)
            if origin.enabled
        ]
        found = [[first + of_code[code] for first, of_code in origins if code in of_code] for code in codes]
        rows = np.full((len(codes), max(map(len, found), default=0)), NO_ROW, np.int64)
        for place, some in enumerate(found):
            rows[place, : len(some)] = some
        return rows

"""What one circumstance does to rates while it lasts: an origin of leanings.

Rule: whoever is in the circumstance has its factors, everybody else has none. Conduct and services with the
same factor, at every stage of the run, share a row. A row holds factors below 2 (see `leaning`); a larger one
is split into two that multiply, so that a circumstance is one origin or two.
Reads: who is in it. Writes: leanings. Draws: none. Units: factors in 128ths.

Exactly:
- A conduct has the factor that is named for it, or else that of its domain; a service its own. A factor f is
  first = f in 128ths, the nearest, halves up, at most 255; if that is 255, a second row has 128 × 128 f / 255
  to the nearest, at most 255, which comes right after the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from glasscity.scenario import Scenario
from glasscity.society.conduct import SERVICE_FLAG
from glasscity.society.leaning import MOST, UNCHANGED, Bearing

ONE = Decimal(1)
HALF = Decimal("0.5")
PARTS = 2


class Burden:
    """One part of the factors of one circumstance.

    Parameters
    ----------
    place : the bit of the circumstance.
    code : its code.
    part : 0 for what one row can hold, 1 for the rest of larger factors.
    of_code : the row that bears on an occasion, by its address code.
    """

    def __init__(self, place: int, code: int, part: int, of_code: dict[int, int]) -> None:
        self._place, self._code, self._part = place, code, part
        self.bearing = Bearing(1 + max(of_code.values()), of_code)
        self.enabled = False
        self._rows = np.empty((self.bearing.rows, 0), np.uint8)
        self._factor = np.full(self.bearing.rows, UNCHANGED, np.uint8)
        self._bits = np.empty(0, np.uint16)

    def attach(self, leaning: NDArray[np.uint8]) -> None:
        """Take the rows of factors, uint8 [rows, citizens], to write into."""
        self._rows = leaning
        self._write()

    def change(self, scenario: Scenario, bits: NDArray[np.uint16]) -> None:
        """Use the factors of `scenario` from this morning on, for everybody who is in it."""
        self.enabled, self._bits = scenario.changes_lives, bits
        factors = factors_of(scenario, self._code)
        for code, row in self.bearing.of_code.items():
            self._factor[row] = in_parts(factors.get(code, ONE))[self._part]
        self._write()

    def lie(self, bits: NDArray[np.uint16], touched: NDArray[np.uint32]) -> None:
        """Write the factors of citizens for whom something began or ended."""
        inside = bits[touched] >> np.uint16(self._place) & np.uint16(1)
        for row, factor in zip(self._rows, self._factor, strict=True):
            row[touched] = np.where(inside, factor, np.uint8(UNCHANGED))

    def _write(self) -> None:
        if self._rows.shape[1]:
            self.lie(self._bits, np.arange(len(self._bits), dtype=np.uint32))


def burdens_of(course: Sequence[Scenario], place: int, code: int) -> list[Burden]:
    """Return the origins that one circumstance needs: none, one, or two where a factor reaches 2."""
    stages = [factors_of(scenario, code) for scenario in course]
    burdens = []
    for part in range(PARTS):
        rows: dict[tuple[int, ...], int] = {}
        of_code = {}
        for occasion in sorted({occasion for factors in stages for occasion in factors}):
            values = tuple(in_parts(factors.get(occasion, ONE))[part] for factors in stages)
            if any(value != UNCHANGED for value in values):
                of_code[occasion] = rows.setdefault(values, len(rows))
        if of_code:
            burdens.append(Burden(place, code, part, of_code))
    return burdens


def factors_of(scenario: Scenario, code: int) -> dict[int, Decimal]:
    """Return the factors of a circumstance by the address code of what they bear on."""
    there = scenario.circumstances
    kinds = there.kinds.values() if there is not None else ()
    kind = next((kind for kind in kinds if kind.code == code), None)
    if kind is None:
        return {}
    factors = {
        conduct.code: kind.conduct.get(name, kind.domains.get(conduct.domain, ONE))
        for name, conduct in scenario.conduct.items()
    }
    asked = {scenario.services[name].code + SERVICE_FLAG: factor for name, factor in kind.services.items()}
    return {occasion: factor for occasion, factor in (factors | asked).items() if factor != 1}


def in_parts(factor: Decimal) -> tuple[int, int]:
    """Return a factor as two of 128ths that multiply to it, the first as large as a row can hold."""
    first = min(int(factor * UNCHANGED + HALF), MOST)
    if first < MOST:
        return first, UNCHANGED
    return first, min(int(factor * UNCHANGED * UNCHANGED / first + HALF), MOST)

"""Whoever has lost many contacts has lost their help: it bears on what they do.

Rule: somebody is isolated whose contacts are fewer than a declared share of those on the first day. The
isolated do some things more or less often, each by its own factor.
Reads: free places. Writes: leanings. Draws: none. Units: factors in 128ths.

Exactly:
- Isolated is who has fewer contacts than share_left × those of the first day, compared exactly; it is worked
  out at the beginning and after each week's changes. Factors are in 128ths, the nearest, halves up, at most
  255.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from glasscity.scenario import Scenario
from glasscity.society.leaning import MOST, UNCHANGED, Bearing


class Support:
    """Which citizens are isolated, and what that does.

    Attributes
    ----------
    isolated : bool [citizens].
    """

    def __init__(self, course: Sequence[Scenario], contacts: NDArray[np.int64]) -> None:
        supports = [one.rewiring.support for one in course if one.rewiring is not None]
        named = {name for support in supports if support is not None for name in support.conduct}
        self._names = sorted(named, key=lambda name: course[0].conduct[name].code)
        codes = [course[0].conduct[name].code for name in self._names]
        self.bearing = Bearing(len(codes), {code: row for row, code in enumerate(codes)})
        self.enabled = False
        self.isolated = np.zeros(len(contacts), np.bool_)
        self._contacts = contacts
        self._rows = np.empty((0, len(contacts)), np.uint8)
        self._factors: list[int] = []

    def attach(self, leaning: NDArray[np.uint8]) -> None:
        """Take the rows of factors, uint8 [conduct, citizens], to write into."""
        self._rows = leaning

    def change(self, scenario: Scenario, free: NDArray[np.uint16]) -> None:
        """Go by the rules of `scenario` from this morning on."""
        support = scenario.rewiring.support if scenario.rewiring is not None and scenario.rewires else None
        self.enabled = support is not None
        if support is None:
            return
        self._share = support.share_left.as_integer_ratio()
        factors = [support.conduct.get(name, Decimal(1)) for name in self._names]
        self._factors = [min(int(factor * UNCHANGED + Decimal("0.5")), MOST) for factor in factors]
        self.weigh(free)

    def weigh(self, free: NDArray[np.uint16]) -> None:
        """See who is isolated now, by the free places of everybody."""
        if not self.enabled:
            return
        part, whole = self._share
        self.isolated = (self._contacts - free) * whole < self._contacts * part
        for row, factor in zip(self._rows, self._factors, strict=False):
            row[:] = np.where(self.isolated, factor, UNCHANGED)

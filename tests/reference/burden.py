"""What one circumstance does to rates of conduct and of requests while it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from glasscity.scenario import Scenario
from reference.act import SERVICE_FLAG
from reference.leaning import MOST, UNCHANGED, Factors, in_128ths
from reference.shares import HALF


class Burden:
    """The factors of one circumstance, on everything that it bears on at some stage of a run.

    Rule: whoever is in it has its factors, everybody else has none. A factor that one row cannot hold is
    two that multiply.
    """

    def __init__(self, course: Sequence[Scenario], code: int, citizens: int) -> None:
        self._code = code
        self._occasions = sorted({one for scenario in course for one in factors_of(scenario, code)})
        self._rows = {one: ([UNCHANGED] * citizens, [UNCHANGED] * citizens) for one in self._occasions}
        self.enabled = False

    def change(self, scenario: Scenario, inside: Sequence[bool]) -> None:
        """Use the factors of a scenario from this morning on; `inside` says who is in the circumstance."""
        self.enabled = scenario.changes_lives
        self._factors = {one: Decimal(1) for one in self._occasions} | factors_of(scenario, self._code)
        self.lie(inside)

    def lie(self, inside: Sequence[bool]) -> None:
        """Bear on those who are in the circumstance."""
        for occasion, rows in self._rows.items():
            for row, factor in zip(rows, in_two(self._factors[occasion]), strict=True):
                row[:] = [factor if one else UNCHANGED for one in inside]

    def rows_on(self, code: int) -> list[Factors]:
        """Return the factors on an occasion, in two parts."""
        return list(self._rows.get(code, ()))


def factors_of(scenario: Scenario, code: int) -> dict[int, Decimal]:
    """Rule: a conduct has the factor that stands for it, else that of its domain; a service has its own."""
    circumstances = scenario.circumstances
    kinds = circumstances.kinds.values() if circumstances is not None else ()
    factors = {}
    for kind in kinds:
        if kind.code == code:
            for name, conduct in scenario.conduct.items():
                factors[conduct.code] = kind.conduct.get(name, kind.domains.get(conduct.domain, Decimal(1)))
            for name, factor in kind.services.items():
                factors[SERVICE_FLAG + scenario.services[name].code] = factor
    return {occasion: factor for occasion, factor in factors.items() if factor != 1}


def in_two(factor: Decimal) -> tuple[int, int]:
    """Rule: the first part is as much as a row can hold, the second is the rest; both in 128ths."""
    first = in_128ths(factor)
    if first < MOST:
        return first, UNCHANGED
    return first, min(int(factor * UNCHANGED * UNCHANGED / first + HALF), MOST)

"""Whoever has lost many contacts has lost their help, and it bears on what they do."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from glasscity.scenario import Scenario
from reference.leaning import UNCHANGED, Factors, in_128ths


class Support:
    """Who is isolated, and what that does.

    Rule: somebody is isolated who has less than a declared share of the contacts of the first day. The
    isolated do some things more or less often, each by its own factor.
    """

    def __init__(self, course: Sequence[Scenario], first_contacts: Sequence[int]) -> None:
        supports = [one.rewiring.support for one in course if one.rewiring is not None]
        self._names = sorted({name for one in supports if one is not None for name in one.conduct})
        self._row_of = {
            course[0].conduct[name].code: [UNCHANGED] * len(first_contacts) for name in self._names
        }
        self._first_contacts = first_contacts
        self.isolated = [False] * len(first_contacts)
        self.enabled = False

    def change(self, scenario: Scenario, contacts: Sequence[int]) -> None:
        """Go by the rules of a scenario from this morning on; `contacts` says how many everybody has now."""
        self._scenario = scenario
        rules = scenario.rewiring
        self.enabled = scenario.rewires and rules is not None and rules.support is not None
        self.weigh(contacts)

    def weigh(self, contacts: Sequence[int]) -> None:
        """See who is isolated now."""
        rules = self._scenario.rewiring
        if not self.enabled or rules is None or rules.support is None:
            return
        left = Fraction(rules.support.share_left)
        self.isolated = [
            now < left * first for now, first in zip(contacts, self._first_contacts, strict=True)
        ]
        for name in self._names:
            factor = in_128ths(rules.support.conduct.get(name, Decimal(1)))
            row = self._row_of[self._scenario.conduct[name].code]
            row[:] = [factor if one else UNCHANGED for one in self.isolated]

    def rows_on(self, code: int) -> list[Factors]:
        """Return the factors of the isolated on a conduct."""
        return [self._row_of[code]] if code in self._row_of else []

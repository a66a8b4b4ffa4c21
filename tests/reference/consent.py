"""Who consents to being scored, at the start of the regime and later."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from glasscity.draws import CITY_CONSENT, CONSENT_CHANGE
from glasscity.scenario import Scenario
from glasscity.scenario.consent import Consent
from glasscity.scenario.model import yearly_to_daily
from glasscity.scenario.quantities import threshold32
from reference.chance import Person, always_the_same, threshold_for
from reference.draws import draw


class Consents:
    """The consents of a city.

    Attributes
    ----------
    given : 1 where a citizen may be scored: by consent, or because nobody is asked.
    """

    def __init__(self, scenario: Scenario, people: Sequence[Person], seed: int) -> None:
        self.people, self.seed = people, seed
        self.given = [1] * len(people)
        self.asked: Consent | None = None
        self.changed_yesterday: list[int] = []
        self.change(scenario)

    def change(self, scenario: Scenario) -> None:
        """Rule: whoever is asked for the first time, or by another share, is asked anew, and consents with a
        chance that may depend on who they are; where nobody is asked, everybody may be scored."""
        before, self.asked = self.asked, scenario.scoring.consent if scenario.asks_consent else None
        self.changed_yesterday = []
        asked = self.asked
        if asked is None:
            self.given = [1] * len(self.people)
        elif before is None or (before.share, before.depends) != (asked.share, asked.depends):
            share = always_the_same(asked.share, asked.depends)
            self.given = [
                int(draw(self.seed, citizen, 0, CITY_CONSENT, 0, 0)[0] < threshold_for(share, person))
                for citizen, person in enumerate(self.people)
            ]

    def declared(self) -> list[int]:
        """Return who changed their mind yesterday: it holds from this morning on."""
        declared, self.changed_yesterday = self.changed_yesterday, []
        return declared

    def declare(self, key: int, day: int) -> None:
        """Rule: somebody without consent comes to give it at one yearly rate, and whoever has given it
        withdraws it at another."""
        if self.asked is None:
            return
        joining, withdrawing = self.asked.joining_per_year, self.asked.withdrawing_per_year
        for citizen, given in enumerate(self.given):
            chance = threshold32(yearly_to_daily(Decimal(withdrawing if given else joining)))
            if chance and draw(key, citizen, day, CONSENT_CHANGE, 0, 0)[0] < chance:
                self.given[citizen] = 1 - given
                self.changed_yesterday.append(citizen)

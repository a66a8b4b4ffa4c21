"""Everything that the rules of a scheme say of rights, by arithmetic alone."""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.rights.answering import Accounts, accounts_of
from glasscity.rights.crossing import Crossing, crossing_of
from glasscity.rights.detriment import Door, Taking, doors_of, takings_of
from glasscity.rights.excepted import Excepted, excepted_of
from glasscity.rights.proportion import Proportion, proportion_of
from glasscity.rights.protected import Protection, protection_of
from glasscity.rights.refusing import Refusing, refusing_of
from glasscity.rights.repeated import Repetition, repetition_of
from glasscity.rights.way_back import WayBack, way_back_of
from glasscity.scenario import Scenario


@dataclass(frozen=True)
class Findings:
    """What the rules say; `rules` are all of them, `takings` those against people, `doors` what is at stake.

    `excepted` : parameters with points of their own. `assumed` : places of the scenario that say that a
    number of theirs is assumed.
    """

    scored: bool
    rules: int
    takings: tuple[Taking, ...]
    doors: tuple[Door, ...]
    crossing: Crossing
    proportion: Proportion
    way_back: WayBack
    repetition: Repetition
    protection: Protection
    accounts: Accounts
    refusing: Refusing
    excepted: tuple[Excepted, ...]
    assumed: tuple[str, ...]

    @property
    def shut(self) -> tuple[Door, ...]:
        """Doors that some category closes or makes dearer."""
        return tuple(door for door in self.doors if door.shuts)

    @property
    def never_expire(self) -> int:
        """How many rules against people have no expiry."""
        return sum(taking.expires_after_days is None for taking in self.takings)

    @property
    def published(self) -> int:
        """How many rules against people rest on a publication, whether or not part of them is assumed."""
        return sum(bool(taking.rests_on) for taking in self.takings)

    @property
    def published_in_full(self) -> int:
        """How many rules against people rest on a publication, and assume nothing."""
        return sum(bool(taking.rests_on) and not taking.assumed for taking in self.takings)


def findings_of(scenario: Scenario) -> Findings:
    """Return what the rules say, by arithmetic alone."""
    takings, doors = takings_of(scenario), doors_of(scenario)
    return Findings(
        scored=scenario.scoring.enabled,
        rules=len(scenario.rulebook.rules),
        takings=takings,
        doors=doors,
        crossing=crossing_of(scenario, takings, doors),
        proportion=proportion_of(scenario, takings),
        way_back=way_back_of(scenario, takings),
        repetition=repetition_of(scenario, takings),
        protection=protection_of(scenario, takings),
        accounts=accounts_of(scenario, takings, doors),
        refusing=refusing_of(scenario, doors),
        excepted=excepted_of(scenario),
        assumed=tuple(place for place, _ in scenario.assumptions()),
    )

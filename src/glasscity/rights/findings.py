"""Everything that the rules of a scheme say of rights, by arithmetic alone."""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.rights.answering import Accounts
from glasscity.rights.crossing import Crossing
from glasscity.rights.detriment import Door, Taking
from glasscity.rights.proportion import Proportion
from glasscity.rights.protected import Protection
from glasscity.rights.refusing import Refusing
from glasscity.rights.repeated import Repetition
from glasscity.rights.way_back import WayBack


@dataclass(frozen=True)
class Findings:
    """What the rules say; `rules` are all of them, `takings` those against people, `doors` what is at stake.

    `assumed` : places of the scenario that say that a number of theirs is assumed.
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

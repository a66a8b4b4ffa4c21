"""Copies of the file that others took, and go by: whoever corrects the file does not correct them."""

from __future__ import annotations

from typing import Any, NamedTuple

from glasscity.draws import CITY_COPY_TAKEN, COPY_PASSED_ON
from glasscity.scenario import Scenario
from glasscity.scenario.copies import Holder
from glasscity.scenario.quantities import threshold32
from glasscity.tables import CORRECTION, NO_CATEGORY, REPAIR
from reference.draws import draw, high_product
from reference.reading import Reading
from reference.rows import Row


class Copy(NamedTuple):
    """What a service read when a citizen's copy was taken: a category, and the worst that a rule had set."""

    category: int
    override: int


class Copies:
    """The copies of one data centre's file.

    Attributes
    ----------
    held : by the name of a service that answers by a copy, the copy of everybody.
    corrected : by service, on whose file something was corrected or repaired since their copy was taken.
    """

    def __init__(self, seed: int, life: Any) -> None:
        """Nobody holds a copy yet: calendars are of the city's `seed`, what is passed on of `life.key`."""
        self._seed, self._life = seed, life
        self._holder_of: dict[str, Holder] = {}
        self._offsets: dict[str, list[int]] = {}
        self._tonight: list[tuple[str, int, Copy]] = []
        self._undone: list[int] = []
        self.held: dict[str, list[Copy]] = {}
        self.corrected: dict[str, set[int]] = {}

    def change(self, scenario: Scenario, reading: Reading) -> None:
        """Rule: from this morning on these hold copies; whoever is new takes everybody's at once.

        The copies of whoever holds none any more are thrown away.
        """
        self.begin()
        holders = scenario.holders.values()
        before, self._holder_of = self._holder_of, {name: one for one in holders for name in one.services}
        self.held = {name: self.held[name] for name in self._holder_of if name in self.held}
        for name, holder in self._holder_of.items():
            self._offsets[name] = [self._offset(citizen, holder) for citizen in reading.file.citizens]
            if name not in before or before[name].code != holder.code:
                everybody = reading.file.citizens
                self.held[name] = [self._take(name, citizen, reading) for citizen in everybody]
                self.corrected[name] = set()

    def begin(self) -> None:
        """Rule: what was taken in the evening is read from the next day on."""
        for name, citizen, copy in self._tonight:
            if name in self.held:
                self.held[name][citizen] = copy
                self.corrected[name].discard(citizen)
        self._tonight = []

    def recorded(self, entries: list[Row]) -> None:
        """Take note of whose file was corrected or repaired today."""
        self._undone = sorted({entry.citizen for entry in entries if entry.kind in (CORRECTION, REPAIR)})
        for corrected in self.corrected.values():
            corrected.update(self._undone)

    def take(self, day: int, reading: Reading) -> None:
        """Rule: copies are taken anew by a calendar, and on the evening of a correction that is passed on."""
        for name, holder in self._holder_of.items():
            for citizen in reading.file.citizens:
                told = citizen in self._undone and self._is_told(citizen, holder, day)
                if told or (day + self._offsets[name][citizen]) % holder.renewed_after_days == 0:
                    self._tonight.append((name, citizen, self._take(name, citizen, reading)))

    def _offset(self, citizen: int, holder: Holder) -> int:
        """Rule: every citizen's day in a holder's calendar is drawn once, by the city's seed."""
        word = draw(self._seed, citizen, 0, CITY_COPY_TAKEN, 0, holder.code)[0]
        return high_product(word, holder.renewed_after_days)

    def _is_told(self, citizen: int, holder: Holder, day: int) -> bool:
        """Rule: what was corrected on one day on one file is passed on together, or not at all."""
        word = draw(self._life.key, citizen, day, COPY_PASSED_ON, 0, holder.code)[0]
        return word < threshold32(holder.passes_on)

    def _take(self, name: str, citizen: int, reading: Reading) -> Copy:
        """Return a copy as it would be taken now."""
        return Copy(*reading.on_file(reading.scenario.services[name], citizen))

    def as_read(self, name: str, citizen: int, reading: Reading) -> tuple[int, int]:
        """Rule: a service reads its copy, or else the file; whoever has no category today has none there."""
        if name not in self.held:
            return reading.on_file(reading.scenario.services[name], citizen)
        copy = self.held[name][citizen]
        unscored = reading.file.category[citizen] == NO_CATEGORY
        return NO_CATEGORY if unscored else copy.category, copy.override

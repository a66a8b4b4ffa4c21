"""Copies of the file that others took, and go by: whoever corrects the file does not correct them.

Rule: a service with a holder answers by the holder's copy. A holder takes every citizen's anew after so many
days, each on a day of their own; and on the evening of a day with a correction or a repair on a citizen's
file, if it is passed on. What is taken in the evening is read from the next day on. A holder who is new takes
everybody's at once. A copy that no longer counts (its table is off) is not read, and not kept up.
Reads: the file, the books of contexts, the day's entries. Writes: copies.
Draws: CITY_COPY_TAKEN, COPY_PASSED_ON. Units: days.
Source: GDPR, Art. 19, for the duty to tell recipients of a rectification.

Exactly:
- A holder takes a citizen's copy on the evenings of days with (day + o) mod `renewed_after_days` = 0, o one
  of that many by w0 of CITY_COPY_TAKEN(citizen, 0, 0, holder), and on the evening of a correction or repair
  if w0 of COPY_PASSED_ON(citizen, day, 0, holder) is below t(passes_on). At the beginning everybody's is
  taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.authority.reading import NO_COPY, Held, standing
from glasscity.authority.sanction import Terms
from glasscity.draws import Life
from glasscity.parallel import Workers
from glasscity.rows import in_one, of_kind
from glasscity.scenario import Scenario
from glasscity.scenario.copies import Holder
from glasscity.scenario.quantities import threshold32


class Taken(NamedTuple):
    """What was taken this evening: row of the copy, citizens, their categories and overrides."""

    row: int
    citizens: NDArray[np.uint32]
    category: NDArray[np.uint8]
    override: NDArray[np.uint8]


class Turns:
    """One holder's calendar: whose copy is taken anew on which day."""

    def __init__(self, holder: Holder, services: list[int], citizens: int, seed: np.uint64) -> None:
        self.code, self.services = holder.code, services
        self.passes_on = np.uint64(threshold32(holder.passes_on))
        self._period = holder.renewed_after_days
        turn = _turns(citizens, seed, holder.code, self._period)
        self._by_turn = np.argsort(turn, kind="stable").astype(np.uint32)
        self._first = np.searchsorted(turn[self._by_turn], np.arange(self._period + 1))

    def on(self, day: int) -> NDArray[np.uint32]:
        """Return whose turn it is: (day + their offset) is a multiple of the period."""
        turn = -day % self._period
        return self._by_turn[self._first[turn] : self._first[turn + 1]]


class Copies:
    """The copies of one data centre's file."""

    def __init__(self, course: Sequence[Scenario], citizens: int, seed: int, life: Life) -> None:
        codes = sorted({code for one in course for _, served in _holders(one) for code in served})
        size = max(service.code for one in course for service in one.services.values()) + 1
        self._place = {code: row for row, code in enumerate(codes)}
        shape = len(codes), citizens
        self.held = Held(
            np.full(size, NO_COPY, np.int16),
            np.zeros(shape, np.uint8),
            np.zeros(shape, np.uint8),
            np.zeros(shape, np.bool_),
        )
        self._seed, self._life = np.uint64(seed), life
        self._turns: list[Turns] = []
        self._holder_of: dict[int, int] = {}
        self._tonight: list[Taken] = []
        self._undone = np.empty(0, np.uint32)

    def change(self, scenario: Scenario, *file: Any) -> None:
        """Go by the `[copies]` of `scenario` from this morning on; `file` is what `standing` reads."""
        self.begin()
        citizens = self.held.category.shape[1]
        holders = list(_holders(scenario))
        before = self._holder_of
        self._turns = [Turns(holder, served, citizens, self._seed) for holder, served in holders]
        self._holder_of = {code: holder.code for holder, served in holders for code in served}
        self.held.row[:] = NO_COPY
        everybody = np.arange(citizens, dtype=np.uint32)
        for service, holder in self._holder_of.items():
            self.held.row[service] = self._place[service]
            if before.get(service) != holder:
                self._tonight.append(self._take(service, everybody, None, *file))
        self.begin()

    def begin(self) -> None:
        """Put what was taken last night in the place of what was there before."""
        for taken in self._tonight:
            self.held.category[taken.row, taken.citizens] = taken.category
            self.held.override[taken.row, taken.citizens] = taken.override
            self.held.corrected[taken.row, taken.citizens] = False
        self._tonight = []

    def recorded(self, entries: NDArray[np.void]) -> None:
        """Take note of whose file was corrected or repaired today."""
        undone = of_kind(entries, (tables.CORRECTION, tables.REPAIR))
        self._undone = np.unique(entries["citizen"][undone])
        self.held.corrected[:, self._undone] = True

    def take(self, day: int, workers: Workers, *file: Any) -> None:
        """Let holders take new copies this evening: by the calendar, and where a correction is passed on."""
        for turns in self._turns:
            told = _told(self._undone, self._life.key, day, turns.code, turns.passes_on)
            citizens = np.concatenate([turns.on(day), told])
            self._tonight += [self._take(service, citizens, workers, *file) for service in turns.services]

    def _take(self, service: int, citizens: NDArray[np.uint32], workers: Workers | None, *file: Any) -> Taken:
        return Taken(self._place[service], citizens, *_read(citizens, service, workers, *file))


def _holders(scenario: Scenario) -> Iterator[tuple[Holder, list[int]]]:
    """Yield every holder with the codes of the services that answer by its copy."""
    for holder in scenario.holders.values():
        yield holder, [scenario.services[name].code for name in holder.services]


@njit(cache=True, nogil=True)
def _turns(citizens, seed, code, period):  # type: ignore[no-untyped-def]
    """Return every citizen's offset in the holder's calendar."""
    turn = np.empty(citizens, np.int64)
    for citizen in range(citizens):
        w = draws.draw(seed, citizen, 0, draws.CITY_COPY_TAKEN, 0, code)
        turn[citizen] = draws.high_product(w[0], period)
    return turn


@njit(cache=True, nogil=True)
def _told(citizens, life, day, code, passes_on):  # type: ignore[no-untyped-def]
    """Return those of whose corrections of today the holder is told."""
    told = np.zeros(len(citizens), np.bool_)
    for i in range(len(citizens)):
        w = draws.draw(life, citizens[i], day, draws.COPY_PASSED_ON, 0, code)
        told[i] = np.uint64(w[0]) < passes_on
    return citizens[told]


def _read(
    citizens: NDArray[np.uint32], service: int, workers: Workers | None, terms: Terms, *more: Any
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the categories and overrides that a service would read on file now."""
    if terms.walls:
        rows = citizens, service, terms, *more
        number = len(citizens)
        parts = (
            workers.run(_read_in_context, number, *rows) if workers else [_read_in_context(0, number, *rows)]
        )
        category, override = zip(*parts, strict=True)
        return in_one(category), in_one(override)
    _, _, file, _ = more
    return file.category[citizens], file.override[citizens]


@njit(cache=True, nogil=True)
def _read_in_context(lo, hi, citizens, service, terms, bands, formula, file, book):  # type: ignore[no-untyped-def]
    category, override = np.empty(hi - lo, np.uint8), np.empty(hi - lo, np.uint8)
    for i in range(hi - lo):
        category[i], override[i] = standing(terms, bands, formula, file, book, citizens[lo + i], service)
    return category, override

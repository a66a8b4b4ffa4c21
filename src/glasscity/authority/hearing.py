"""Appeals are heard in the order in which they come, as far as there is time for them.

Rule: so many hearings a day in every town, first come, first heard; the rest wait. A share of hearings
follows the file whatever is said. In the others an appeal with good evidence succeeds with one probability,
and one without with another, both times a factor for whoever comes with help; the answer comes some days
later, and what is granted becomes correction entries.
Reads: appeals, the evidence that they bring, who has help. Writes: hearings, corrections to be recorded.
Draws: HEARING.
The number of hearings is a declared global path: who is heard today depends on everybody who waits.

Exactly:
- Hearings a day are hearings_per_day × citizens of the town on the first day / 100,000, rounded up. Appeals
  of one day come in the order of citizens and ids. They are heard after what expires and before what is
  recorded, each on the day it is made or later.
- HEARING(citizen, day of the conduct, n, parameter), n = floor(entry_lo / 65536) mod 65536: w0 below
  t(machine_believed) follows the file; else it is granted if w1 is below t(corrected_if_wrong or
  corrected_if_right, × helpers.corrected with help, at most 1). It is answered after one of `answer_days`,
  both ends included, by w2. Granted, what still stands that day of the entry, its cap entry and its override
  is undone, each for itself: also an override whose entry has expired.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.draws import Life
from glasscity.mailbox import Mailbox
from glasscity.rows import in_one
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32

CITIZENS_PER_UNIT = 100_000
BELOW = np.uint64(16)
"""Bits of an id that tell apart the entries of one filing."""
Hearer = Callable[[NDArray[np.void]], NDArray[np.uint8]]
"""Says which town hears each appeal."""


class Hearings:
    """The queue of one data centre, and the answers that are under way."""

    def __init__(
        self, scenario: Scenario, citizens: NDArray[np.int64], helped: NDArray[np.uint8], life: Life
    ) -> None:
        """Open the queue.

        `citizens` : int64 [towns], how many live there on the first day; `helped` : uint8 [citizens], 1 for
        whoever comes with help.
        """
        days = scenario.time.days
        self._coming = Mailbox(tables.APPEAL, days)
        self._answers = Mailbox(tables.APPEAL, days)
        self._waiting = np.empty(0, tables.APPEAL)
        self._waits_in = np.empty(0, np.uint8)
        self._citizens = citizens
        self._helped = helped
        self._life = life
        self.granted_anyway: tuple[int, int] | None = None
        self.change(scenario)

    def change(self, scenario: Scenario) -> None:
        """Go by the appeals of `scenario` from now on; without them, nobody is heard."""
        appeals = scenario.appeals
        if appeals is None or not appeals.enabled:
            self._capacity = np.zeros(len(self._citizens), np.int64)
            return
        own = [town.hearings_per_day for _, town in sorted(scenario.towns.items(), key=lambda i: i[1].code)]
        per_day = [appeals.hearings_per_day if number is None else number for number in own or [None]]
        self._capacity = -(-np.array(per_day, np.int64) * self._citizens // CITIZENS_PER_UNIT)
        self._believed = np.uint64(threshold32(appeals.machine_believed))
        granted = (appeals.corrected_if_right, appeals.corrected_if_wrong)
        helped = appeals.helpers.corrected if appeals.helpers is not None else Decimal(1)
        self._granted = np.array(
            [[threshold32(min(p * factor, Decimal(1))) for p in granted] for factor in (Decimal(1), helped)],
            np.uint64,
        )
        self._answer_days = np.array(appeals.answer_days, np.int64)

    @property
    def waiting(self) -> int:
        """How many appeals wait to be heard."""
        return len(self._waiting)

    def take_in(self, appeals: NDArray[np.void]) -> None:
        """Accept appeals; each is made on its day."""
        made = appeals.compress(appeals["made"] >= 0)
        self._coming.send(made, made["made"])

    def hear(self, day: int, hearer: Hearer) -> tuple[NDArray[np.void], NDArray[np.void]]:
        """Hear as many as there is time for; return those heard, and those answered today.

        `hearer` says which town hears an appeal.
        """
        coming = self._coming.take(day)
        coming = coming.take(np.lexsort((coming["entry_lo"], coming["entry_hi"], coming["citizen"])))
        queue = in_one([self._waiting, coming])
        town = np.concatenate([self._waits_in, hearer(coming)])
        turn = _place_in_line(town) < self._capacity[town]
        heard, self._waiting, self._waits_in = queue.compress(turn), queue.compress(~turn), town[~turn]
        if not len(heard):
            return heard, self._answers.take(day)
        _hear(heard, self._helped, self._believed, self._granted, self._answer_days, self._life.key, day)
        if self.granted_anyway is not None:
            high, low = map(np.uint64, self.granted_anyway)
            same = (heard["entry_hi"] == high) & (heard["entry_lo"] >> BELOW == low >> BELOW)
            heard["corrected"][same] = 1
        self._answers.send(heard, heard["answered"])
        return heard, self._answers.take(day)


def _place_in_line(town: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how many of the same town stand before each in the queue."""
    order = np.argsort(town, kind="stable")
    first = np.searchsorted(town[order], town[order])
    place = np.empty(len(town), np.int64)
    place[order] = np.arange(len(town)) - first
    return place


@njit(cache=True, nogil=True)
def _hear(heard, helped, believed, granted, answer_days, key, day):  # type: ignore[no-untyped-def]
    for i in range(len(heard)):
        appeal = heard[i]
        parameter = np.uint32(appeal.entry_lo >> np.uint64(32))
        conduct_day = np.uint32(appeal.entry_hi >> np.uint64(16) & np.uint64(0xFFFF))
        copy = np.uint32(appeal.entry_lo >> np.uint64(16) & np.uint64(0xFFFF))
        words = draws.draw(key, appeal.citizen, conduct_day, draws.HEARING, copy, parameter)
        listens = np.uint64(words[0]) >= believed
        appeal.corrected = np.uint8(
            listens and np.uint64(words[1]) < granted[helped[appeal.citizen], appeal.wrong]
        )
        appeal.heard = day
        span = answer_days[1] - answer_days[0] + 1
        appeal.answered = day + answer_days[0] + draws.high_product(words[2], span)

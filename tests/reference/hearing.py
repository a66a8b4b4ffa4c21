"""Appeals are heard in the order in which they come, as far as there is time for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from glasscity.draws import HEARING
from glasscity.scenario import Scenario
from glasscity.scenario.appeals import Appeals
from glasscity.scenario.quantities import threshold32
from reference.draws import draw, high_product
from reference.rows import Row
from reference.waiting import Waiting

CITIZENS_PER_UNIT = 100_000
Hearer = Callable[[Row], int]
"""Says which town hears an appeal."""


class Hearings:
    """The queue of one data centre, and the answers that are under way."""

    def __init__(self, scenario: Scenario, citizens: Sequence[int], helped: Sequence[int], life: Any) -> None:
        """Open the queue.

        `citizens` says how many live in each town on the first day; `helped` has a 1 for whoever comes with
        help; `life.key` is what happens is drawn by.
        """
        self._scenario = scenario
        self._citizens, self._helped, self._life = citizens, helped, life
        self._coming, self._answers = Waiting(), Waiting()
        self._queue: list[tuple[int, Row]] = []
        self.granted_anyway: tuple[int, int] | None = None

    def change(self, scenario: Scenario) -> None:
        """Go by the appeals of `scenario` from now on; without them nobody is heard, and all wait."""
        self._scenario = scenario

    def take_in(self, appeals: list[Row]) -> None:
        """Accept appeals; each is made on its day."""
        for appeal in appeals:
            if appeal.made >= 0:
                self._coming.send(appeal, appeal.made)

    def capacity(self, town: int) -> int:
        """Rule: so many hearings a day for every 100,000 citizens, rounded up; a town may have its own."""
        appeals = self._scenario.appeals
        if appeals is None or not appeals.enabled:
            return 0
        towns = sorted(self._scenario.towns.values(), key=lambda one: one.code)
        per_day = towns[town].hearings_per_day if towns else None
        if per_day is None:
            per_day = appeals.hearings_per_day
        return -(-per_day * self._citizens[town] // CITIZENS_PER_UNIT)

    def hear(self, day: int, hearer: Hearer) -> tuple[list[Row], list[Row]]:
        """Rule: first come, first heard, in each town; those of one day in the order of citizens.

        Returns those heard today, and those answered today.
        """
        coming = sorted(self._coming.take(day), key=lambda a: (a.citizen, a.entry_hi, a.entry_lo))
        queue = self._queue + [(hearer(appeal), appeal) for appeal in coming]
        taken: Counter[int] = Counter()
        self._queue, heard = [], []
        for town, appeal in queue:
            if taken[town] < self.capacity(town):
                taken[town] += 1
                heard.append(self._hear(self._scenario.appeals, appeal, day))
            else:
                self._queue.append((town, appeal))
        for appeal in heard:
            self._answers.send(appeal, appeal.answered)
        return heard, self._answers.take(day)

    def _hear(self, appeals: Appeals, appeal: Row, day: int) -> Row:
        """Rule: a share of hearings follows the file; in the others it is granted with a probability.

        That depends on the evidence, whether the entry is wrong; help multiplies it, and it is at most 1.
        """
        parameter, copy = appeal.entry_lo >> 32, appeal.entry_lo >> 16 & 0xFFFF
        conduct_day = appeal.entry_hi >> 16 & 0xFFFF
        words = draw(self._life.key, appeal.citizen, conduct_day, HEARING, copy, parameter)
        probability = appeals.corrected_if_wrong if appeal.wrong else appeals.corrected_if_right
        if self._helped[appeal.citizen] and appeals.helpers is not None:
            probability = min(probability * appeals.helpers.corrected, Decimal(1))
        listens = words[0] >= threshold32(appeals.machine_believed)
        granted = listens and words[1] < threshold32(probability)
        if self.granted_anyway is not None:
            high, low = self.granted_anyway
            granted = granted or (appeal.entry_hi, appeal.entry_lo >> 16) == (high, low >> 16)
        shortest, longest = appeals.answer_days
        answered = day + shortest + high_product(words[2], longest - shortest + 1)
        return appeal.but(corrected=int(granted), heard=day, answered=answered)

"""One city that is being watched: days pass one by one, and one can go back.

Nothing here changes what happens: a city watched to its last day has the digest of the same run unwatched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from glasscity.digest import Digest
from glasscity.errors import BadInput
from glasscity.measure.daily import Measures
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.step import pass_day
from glasscity.watch.numbers import Numbers
from glasscity.watch.past import Past
from glasscity.watch.rows import Rows, SoFar
from glasscity.world import City, Today, World, found_city, open_world

Progress = Callable[[str, int, int], None]


class Telling(Protocol):
    """Tells how far something is that takes long, and what is known of it so far."""

    def __call__(self, what: str, done: int, of: int, so_far: Sequence[float] = ()) -> None:
        """Tell that `done` of `of` are done; `so_far`: points, a day each, of a life that is lived again."""


DAWN = -1
"""The day before the first."""


def nothing(what: str, done: int, of: int, so_far: Sequence[float] = ()) -> None:
    """Tell nobody."""


class WatchedCity:
    """A city in motion, with its past.

    Parameters
    ----------
    city : what the seed makes of the scenario's people and ties, where that is known already.

    Attributes
    ----------
    scenario, seed, life : what it is a function of.
    city : what the seed made of it; day : the last day that is over, -1 before the first.
    world : the city in motion; today : what the last day brought about, None before the first.
    rows : what every day brought about; numbers : a row for every day.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        life: int,
        workers: Workers,
        *,
        city: City | None = None,
    ) -> None:
        self.scenario, self.seed, self.life = scenario, seed, life
        self.city: City = found_city(scenario, seed, workers) if city is None else city
        self.world: World = open_world(scenario, self.city, seed, life, workers)
        self.measures = Measures(scenario, self.world)
        self.day = DAWN
        self.today: Today | None = None
        self.rows = Rows(scenario, seed, life)
        self.numbers = Numbers(scenario, self.world)
        self._past = Past((scenario, self.city, *self.world.coming.values()))
        self._past.take(DAWN, self.world, self.measures)
        self._taken_in = Digest()

    @property
    def ended(self) -> bool:
        """Whether the last day is over."""
        return self.day == self.scenario.time.days - 1

    @property
    def digest(self) -> str:
        """The digest of the run, once the last day is over."""
        return self._taken_in.close(self.world.file, self.world.city) if self.ended else ""

    def pass_day(self) -> Today:
        """Let a day pass."""
        if self.ended:
            raise BadInput(f"{self.scenario.name}: the last day is over")
        day = self.day + 1
        today = pass_day(self.world, day)
        self.measures.measure(self.world, today)
        self.measures.tally(today)
        self._taken_in.entries(today.entries)
        self.day, self.today = day, today
        self.rows.take_in(today)
        self.numbers.take_in(self.world, self.measures, today)
        self._past.take(day, self.world, self.measures)
        return today

    def go_to(self, day: int, progress: Progress = nothing) -> None:
        """Go to the end of a day, forwards or back."""
        if not DAWN <= day < self.scenario.time.days:
            raise BadInput(f"day {day}: this city has days -1 … {self.scenario.time.days - 1}")
        if day < self.day:
            self._back_to(day)
        began = self.day
        while self.day < day:
            self.pass_day()
            progress("days", self.day - began, day - began)

    def _back_to(self, day: int) -> None:
        """Go back to the last checkpoint that is not after a day."""
        kept, (world, measures) = self._past.before(day)
        self.world, self.measures = world, measures
        self.day, self.today = kept, None
        self.rows.back_to(kept)
        self.numbers.back_to(kept)
        self._taken_in = Digest(self._taken_in.links[: kept + 1])

    def so_far(self, citizen: int | None = None) -> SoFar:
        """Return the run up to last night, with all its rows or those about one citizen."""
        if self.day == DAWN:
            raise BadInput("nothing has happened yet: let a day pass first")
        return SoFar(self.rows, self.world, self.day, citizen)

    def copy_before(self, day: int) -> tuple[int, World]:
        """Return a world of its own from the last checkpoint that is before the morning of `day`."""
        kept, (world, _) = self._past.before(day - 1)
        return kept, world

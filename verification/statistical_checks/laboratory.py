"""Small cities, each made so that what is counted in it has a closed form, and their lives.

Every city is the starter city that ships, with settings of its own. A life is kept in memory: the rows that a
check asks for, and the world as it is on the last evening.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

import glasscity
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.step import pass_day
from glasscity.world import City, Today, World, found_city, open_world

STARTER = "starter.toml"
PLAIN = ("rulebook.influence.kind='off'", "rulebook.influence.weight=0")
NAMES = ("red_light", "unpaid_bill", "bill_on_time", "volunteering", "critical_post")
CODES = {name: code for code, name in enumerate(NAMES, 1)}
Watch = Callable[[World, Today], None]


@dataclass
class Life:
    """What a city's days brought about."""

    scenario: Scenario
    city: City
    world: World
    rows: dict[str, NDArray[Any]]

    def __getattr__(self, name: str) -> NDArray[Any]:
        """Return the rows of one kind, of all days."""
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def citizens(self) -> int:
        """How many people there are."""
        return self.city.population.number

    @property
    def days(self) -> int:
        """How many days they lived."""
        return self.scenario.time.days


class Laboratory:
    """The cities of one campaign, by its seed; each is made when it is first asked for.

    Attributes
    ----------
    seed : makes cities and lives.
    quick : whether cities have an eighth of their citizens.
    """

    def __init__(self, seed: int = 1, quick: bool = False) -> None:
        self.seed, self.quick = seed, quick
        self._kept: dict[Callable[[Laboratory], Any], Any] = {}

    def get(self, make: Callable[[Laboratory], Any]) -> Any:
        """Return what `make` makes in this laboratory, made once."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return self._kept[make]

    def clear(self) -> None:
        """Forget all cities: the checks of the next group need others."""
        self._kept.clear()

    def size(self, citizens: int) -> int:
        """Return how many citizens a city has in this campaign."""
        return citizens // 8 if self.quick else citizens

    def found(self, *settings: str, citizens: int) -> City:
        """Make a city, without letting it live."""
        scenario = scenario_of(*settings, citizens=self.size(citizens), days=1)
        with Workers(1) as workers:
            return found_city(scenario, self.seed, workers)

    def live(
        self,
        *settings: str,
        citizens: int,
        days: int,
        rows: Sequence[str] = (),
        watch: Watch | None = None,
        life: int = 0,
    ) -> Life:
        """Let a city live; `watch` is called on every evening, `life` numbers several lives of one city."""
        scenario = scenario_of(*settings, citizens=self.size(citizens), days=days)
        kept: dict[str, list[NDArray[Any]]] = {name: [] for name in rows}
        with Workers(1) as workers:
            city = found_city(scenario, self.seed, workers)
            world = open_world(scenario, city, self.seed, self.seed + 1_000_003 + life, workers)
            for day in range(days):
                today = pass_day(world, day)
                for name, days_so_far in kept.items():
                    days_so_far.append(getattr(today, name))
                if watch is not None:
                    watch(world, today)
        return Life(scenario, city, world, {name: np.concatenate(some) for name, some in kept.items()})


def scenario_of(*settings: str, citizens: int, days: int) -> Scenario:
    """Return the starter city, where nobody's contacts matter, changed."""
    path = resources.files("glasscity") / "scenario" / STARTER
    return glasscity.load(str(path), settings=[*PLAIN, *settings], citizens=citizens, days=days)


def rates(**given: tuple[float, float]) -> list[str]:
    """Return settings of conduct, {name: (per_year, bound_per_year)}, the same for everybody."""
    settings = []
    for name, (per_year, bound) in given.items():
        settings += [
            f"conduct.{name}.per_year={per_year}",
            f"conduct.{name}.bound_per_year={bound}",
            f"conduct.{name}.depends={{}}",
        ]
    return settings


def actor_of(entries: NDArray[Any]) -> NDArray[np.int64]:
    """Return whose deed each entry is about, by its id."""
    return (entries["entry_hi"] >> np.uint64(32)).astype(np.int64)


def copy_of(entries: NDArray[Any]) -> NDArray[np.int64]:
    """Return what the id of each entry says of how its filing came about."""
    return (entries["entry_lo"] >> np.uint64(16) & np.uint64(0xFFF)).astype(np.int64)

"""What is to be lived: settings by lives, all of them listed before anything runs.

A *point* is the scenario with some settings, or another city; every point is lived with the same lives. So
points of one scenario differ by their settings only (common draws). Another city has the same seeds; draws
are common as far as it has the same people who do the same things. Task number = point × lives + life.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from glasscity import draws
from glasscity.errors import BadInput
from glasscity.scenario import Scenario, load, parse
from glasscity.seeds import check_seed

FORMAT = 1
"""Version of the folder of an ensemble."""
MOST_TASKS = 1_000_000


@dataclass(frozen=True)
class Point:
    """One choice of settings: what is varied by path, as text, in the order of the paths.

    `city` is the name of another city among those of the plan; empty for the scenario itself.
    """

    settings: tuple[str, ...] = ()
    city: str = ""

    @property
    def values(self) -> dict[str, str]:
        """What each path is set to."""
        return dict(setting.split("=", 1) for setting in self.settings)

    @property
    def label(self) -> str:
        """What a reader sees."""
        return ", ".join([self.city, *self.settings] if self.city else self.settings) or "as it is"


@dataclass(frozen=True)
class City:
    """A city beside the scenario of a plan: its name, and the scenario as TOML."""

    name: str
    scenario: str


@dataclass(frozen=True)
class Plan:
    """All runs of an ensemble or a sweep.

    Attributes
    ----------
    scenario : the scenario as TOML; points : what is varied; seed : makes the city, the same for all.
    lives : the seeds that make what happens, the same for every point.
    baseline : whether every life is also lived without a score.
    each_citizen : whether what became of each synthetic citizen is kept, run by run.
    cities : other cities, which points name.
    """

    name: str
    scenario: str
    points: tuple[Point, ...]
    seed: int
    lives: tuple[int, ...]
    baseline: bool = True
    each_citizen: bool = False
    cities: tuple[City, ...] = ()

    @property
    def tasks(self) -> int:
        """How many runs there are."""
        return len(self.points) * len(self.lives)

    @property
    def question(self) -> Scenario:
        """The scenario, read anew."""
        return _read(self.scenario, self.name)

    def lived_at(self, point: int) -> Scenario:
        """Return the scenario of a point, its settings made."""
        wanted = self.points[point]
        texts = {one.name: one.scenario for one in self.cities}
        city = _read(texts[wanted.city], wanted.city) if wanted.city else self.question
        return load(city, settings=wanted.settings)

    def task(self, number: int) -> tuple[int, int]:
        """Return the places of a task's point and life."""
        return divmod(number, len(self.lives))

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as plain data, ready for JSON; other cities only where there are any."""
        data = {"format": FORMAT, **asdict(self)}
        if not self.cities:
            del data["cities"]
            for point in data["points"]:
                del point["city"]
        return data

    @property
    def sha256(self) -> str:
        """One number for the plan: two plans with the same number are the same plan."""
        return hashlib.sha256(json.dumps(self.to_dict(), sort_keys=True).encode()).hexdigest()


def _read(scenario: str, name: str) -> Scenario:
    return parse(tomllib.loads(scenario, parse_float=Decimal), name)


def plan_from(data: dict[str, Any]) -> Plan:
    """Return the plan that `Plan.to_dict` wrote."""
    points = tuple(Point(tuple(one["settings"]), one.get("city", "")) for one in data["points"])
    cities = tuple(City(one["name"], one["scenario"]) for one in data.get("cities", ()))
    rest = {name: data[name] for name in ("name", "scenario", "seed", "baseline", "each_citizen")}
    return Plan(points=points, lives=tuple(data["lives"]), cities=cities, **rest)


def lives_of(seed: int, number: int) -> tuple[int, ...]:
    """Return the first `number` lives of a city: the first one is that of a plain run.

    Raises `BadInput` for what is no seed.
    """
    check_seed("seed", seed)
    found = (draws.words(np.uint64(seed), one, 0, draws.LIFE_SEED, 0, 0) for one in range(number))
    return tuple(int(words[0]) | int(words[1]) << 32 for words in found)


def plan_for(
    scenario: Scenario,
    points: tuple[Point, ...] = (Point(),),
    *,
    seed: int = 1,
    lives: int = 32,
    baseline: bool = True,
    each_citizen: bool = False,
    others: tuple[Scenario, ...] = (),
) -> Plan:
    """Return the plan to live every point with the first `lives` lives, after each point has been checked.

    Parameters
    ----------
    others : cities that points name.

    Raises `BadInput` where a point is no scenario: then nothing runs.
    """
    if not lives >= 1:
        raise BadInput(f"lives: {lives} is not a number of lives; expected 1 or more")
    if len(points) * lives > MOST_TASKS:
        raise BadInput(
            f"{len(points):,} points with {lives:,} lives each are {len(points) * lives:,} runs; "
            f"at most {MOST_TASKS:,} are taken: vary less, or live fewer lives"
        )
    plan = Plan(
        scenario.name,
        scenario.to_toml(),
        points,
        seed,
        lives_of(seed, lives),
        baseline,
        each_citizen,
        tuple(City(one.name, one.to_toml()) for one in others),
    )
    cities = {one.name: one for one in others}
    for point in points:
        load(cities[point.city] if point.city else scenario, settings=point.settings)
    return plan

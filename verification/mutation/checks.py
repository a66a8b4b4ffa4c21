"""What a mutant has to get past: small random cities, and tests of single parts.

A check is seen as a row of things, each with a name and a hash, in the order in which they come about. The
mutant is killed at the first that is not as it was. The random cities of `checks.toml` are the same in the
engine and in the slow reference, which a test of the suite holds, so whatever differs here differs there.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
TESTS = HERE.parents[1] / "tests"
if str(TESTS) not in sys.path:
    sys.path.insert(0, str(TESTS))

Seen = tuple[str, str]
PIECE, LARGE = 7, 1000
"""Citizens of one piece of work, and from how many on it is not cut."""
HOLDS = "pytest ends with 0"


class Made(NamedTuple):
    """A city of the tests: the name of what makes it, and its size."""

    city: str
    citizens: int
    days: int


class Checks(NamedTuple):
    """Which cities, random ones by their number, and which tests, as pytest knows them."""

    seed: int
    random: list[int]
    made: list[Made]
    tests: list[str]

    def cities(self) -> dict[str, int | Made]:
        """Return all cities by the names of their checks."""
        random: dict[str, int | Made] = {f"random {number}": number for number in self.random}
        return random | {f"{one.city}, {one.citizens} people": one for one in self.made}


def read_checks() -> Checks:
    """Return what `checks.toml` names."""
    read = tomllib.loads((HERE / "checks.toml").read_text(encoding="utf-8"))
    return Checks(**read | {"made": [Made(**one) for one in read["made"]]})


def city(seed: int, which: int | Made) -> Any:
    """Return the scenario and the seeds of a city."""
    import cities
    from reference import busy, everything
    from reference.random_scenarios import scenario_of

    if isinstance(which, int):
        return tuple(scenario_of(seed, which)[0])
    makers = {**vars(cities), **vars(busy), **vars(everything)}
    return makers[which.city](citizens=which.citizens, days=which.days), seed, seed + 1


def observe(name: str, cities: dict[str, Any]) -> Iterator[Seen]:
    """Carry a check out; `cities`: scenario and seeds of each, by the names of their checks."""
    if name in cities:
        yield from _live(*cities[name])
    else:
        yield name, _tested(name)


def _live(scenario: Any, seed: int, life: int) -> Iterator[Seen]:
    """Yield the city on its first morning, every row and measure of every day, and the end.

    In a small city the work is cut as it is for threads, into small pieces; in a large one it is done whole.
    What nobody asks about any more is forgotten early, as the cities are little.
    """
    from glasscity.authority import at_hand
    from glasscity.digest import Digest
    from glasscity.measure.daily import Measures
    from glasscity.parallel import Workers
    from glasscity.step import SCHEDULE
    from glasscity.world import Today, found_city, open_world
    from pieces import InPieces

    at_hand.FEWEST_TIDIED = 4
    small = scenario.population.citizens < LARGE
    with InPieces(PIECE) if small else Workers(1) as workers:
        city = found_city(scenario, seed, workers)
        people, ties = city.population, city.ties
        yield "the people", _hash(people.levels, people.household, people.home_x, people.home_y, city.town)
        yield "the ties", _hash(ties.start, ties.contact, ties.layers, *city.contacts)
        world = open_world(scenario, city, seed, life, workers)
        rows = [one.name for one in fields(Today) if one.name not in ("day", "failed", "inspected")]
        digest, measures = Digest(), Measures(scenario, world)
        for day in range(scenario.time.days):
            today = Today(day)
            for phase in SCHEDULE:
                phase.run(world, today)
            digest.entries(today.entries)
            measures.measure(world, today)
            measures.tally(today)
            for name in rows:
                yield f"day {day}, {name}", _hash(getattr(today, name))
            looked = [part for one in today.inspected for part in one[2:]]
            yield f"day {day}, inspected", _hash(*looked) + repr([one[:2] for one in today.inspected])
            yield f"day {day}, failed", repr(today.failed)
        yield "the end", digest.close(world.file, world.city)
        for name, frame in measures.frames().items():
            yield f"measured: {name}", hashlib.sha256(repr(frame.rows()).encode()).hexdigest()


def _hash(*arrays: Any) -> str:
    taken = hashlib.sha256()
    for array in arrays:
        taken.update(repr(array.shape).encode())
        taken.update(array.tobytes())
    return taken.hexdigest()


def _tested(name: str) -> str:
    """Return how tests end, "0" where they hold."""
    import pytest

    root = str(TESTS.parent)
    asked = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", root, "-m", ""]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return f"pytest ends with {int(pytest.main([*asked, str(TESTS / name)]))}"

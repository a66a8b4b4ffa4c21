"""Branches: a life that is another one from some morning on, for everything that draws by it."""

from __future__ import annotations

import numpy as np
import pytest

from cities import live
from glasscity.digest import Digest
from glasscity.draws import Life
from glasscity.parallel import Workers
from glasscity.scenario import load
from glasscity.step import SCHEDULE
from glasscity.twin.change import change
from glasscity.twin.lockstep import _replay
from glasscity.world import Today, World, found_city, open_world
from test_everything import JOINT, MOVES, OPEN_COURTS, TOWNS

SEED, LIFE, OTHER = 1, 0xA1B2C3D4E5F60718, 0x1827364554637281
CITIZENS, DAYS, DAY = 1000, 50, 25
OFTEN = [
    f"data_centre.{name}.per_year=30"
    for name in ("wrong_version", "merged_files", "imported_twice", "expiry_missed", "correction_lost")
]
LOT = (
    "conduct.drawn={code=990, label='drawn by lot', domain='traffic', context='streets', lawful=true, "
    "gravity=0, per_year=0, bound_per_year=0, assumed='a test'}",
    "organisations.experiment={code=60000, label='The experiment', kind='other', assumed='a test'}",
    "catalogue.blocks.experiment={drawn={first=4000000000, count=1}}",
    "rulebook.rules.drawn={points=0, override={category='D', days=40}, assumed='a test'}",
    "experiment={day=30, share=0.5, by='experiment', conduct='drawn', assumed='a test'}",
)


@pytest.fixture(scope="module")
def everything():
    """The essay's city with every mechanism that draws, each of them often."""
    towns = (f"towns={TOWNS}", f"relocation={MOVES}", f"joint={JOINT}", *OPEN_COURTS, *OFTEN)
    consent = "{share=0.9, joining_per_year=0.5, withdrawing_per_year=0.2, assumed='a test'}"
    more = [
        *LOT,
        f"scoring={{consent={consent}}}",
        "repair.waiting=[{gravity=0, days=3}]",
        "repair.applies=1",
    ]
    return load("essay", citizens=CITIZENS, days=DAYS, settings=[*towns, *more])


class Branched:
    """A city that is lived, and branches on a morning."""

    def __init__(self, scenario, life=LIFE, *, branch=None):
        self.days, self.entries = [], []
        digest = Digest()
        with Workers(1) as workers:
            self.world = open_world(scenario, found_city(scenario, SEED, workers), SEED, life, workers)
            for day in range(scenario.time.days):
                if branch is not None and day == branch[0]:
                    self.world.branch(branch[1])
                today = Today(day)
                for phase in SCHEDULE:
                    phase.run(self.world, today)
                digest.entries(today.entries)
                self.days.append(today)
        self.digest = digest.close(self.world.file, self.world.city)


@pytest.fixture(scope="module")
def lived(everything):
    return Branched(everything)


def test_a_branch_to_the_same_life_changes_nothing(everything, lived):
    assert Branched(everything, branch=(DAY, LIFE)).digest == lived.digest


def test_a_branch_on_the_morning_of_day_0_is_a_run_with_that_life(everything, lived):
    branched = Branched(everything, branch=(0, OTHER))
    other = live(everything, seed=SEED, life=OTHER)
    assert branched.digest == other.digest != lived.digest
    for there, here in zip(other.days, branched.days, strict=True):
        assert_same(there, here)


def test_a_branch_changes_nothing_before_its_day_and_something_on_it(everything, lived):
    branched = Branched(everything, branch=(DAY, OTHER))
    for day in range(DAY):
        assert_same(lived.days[day], branched.days[day])
    assert lived.days[DAY].acts.tobytes() != branched.days[DAY].acts.tobytes()
    assert branched.digest != lived.digest


def assert_same(there: Today, here: Today) -> None:
    for name, rows in vars(there).items():
        if isinstance(rows, np.ndarray):
            assert rows.tobytes() == vars(here)[name].tobytes(), f"{name}, day {there.day}"


def test_everything_that_draws_was_at_work(lived):
    world = lived.world
    parts = (world.minds, world.voice, world.circumstances, world.rewiring, world.consents, world.residents)
    assert None not in (*parts, world.experiment, world.owners, world.inspectors, world.appellants)
    centre = world.centre
    assert centre.mishaps is not None
    for name in (
        *("acts", "requests", "filings", "entries", "denunciations", "appeals", "hearings", "repairs"),
        *("mishaps", "mishandled", "tie_changes", "voice_moves", "relocations", "circumstance_moves"),
    ):
        assert any(len(getattr(today, name)) for today in lived.days), name


def keys_in(thing, found, seen, path):
    """Collect where a world keeps its life's number, by walking through everything that it holds."""
    if id(thing) in seen:
        return
    seen[id(thing)] = thing
    if isinstance(thing, int | np.integer) and not isinstance(thing, bool) and int(thing) == LIFE:
        found.append(path)
    elif isinstance(thing, dict):
        for name, one in thing.items():
            keys_in(one, found, seen, f"{path}[{name!r}]")
    elif isinstance(thing, list | tuple | set | frozenset):
        for place, one in enumerate(thing):
            keys_in(one, found, seen, f"{path}[{place}]")
    elif isinstance(thing, np.ndarray):
        if thing.dtype == np.uint64 and (thing == np.uint64(LIFE)).any():
            found.append(path)
    elif type(thing).__module__.startswith("glasscity") and hasattr(thing, "__dict__"):
        for name, one in vars(thing).items():
            keys_in(one, found, seen, f"{path}.{name}")


def test_no_part_of_a_world_keeps_the_number_of_its_life(everything):
    with Workers(1) as workers:
        world = open_world(everything, found_city(everything, SEED, workers), SEED, LIFE, workers)
        _replay(world, change(everything, "influence"), SEED)
        found, seen = [], {}
        keys_in(world, found, seen, "world")
    assert len(found) == 1, found
    assert found[0].endswith("life.key")
    lives = {id(one) for one in seen.values() if isinstance(one, Life)}
    assert lives == {id(world.life)}
    assert sum(isinstance(one, World) for one in seen.values()) == 1

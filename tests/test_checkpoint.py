"""Checkpoints: a world that goes on from one lives exactly as the one it was taken from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from glasscity import checkpoint
from glasscity.digest import Digest
from glasscity.measure.daily import Measures
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.step import pass_day
from glasscity.world import Today, World, found_city, open_world

EVERYTHING = "benchmarks/rongcheng-all.toml"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1) as found:
        yield found


def opened(scenario: Scenario, workers: Workers) -> World:
    return open_world(scenario, found_city(scenario, 3, workers), 3, 9, workers)


def same(ours: Any, theirs: Any) -> bool:
    """Return whether two days brought about the same, to the last byte."""
    if isinstance(ours, Today):
        return all(same(getattr(ours, one.name), getattr(theirs, one.name)) for one in fields(ours))
    if isinstance(ours, np.ndarray):
        return np.array_equal(ours, theirs) and ours.dtype == theirs.dtype
    if isinstance(ours, list | tuple):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs)


@pytest.mark.parametrize("name", ["essay", EVERYTHING, "suining-2010"])
def test_a_world_goes_on_as_if_nothing_had_been(name, workers):
    scenario = load(name, citizens=1500, days=60)
    world = opened(scenario, workers)
    measures = Measures(scenario, world)
    for day in range(25):
        today = pass_day(world, day)
        measures.measure(world, today)
        measures.tally(today)
    kept = checkpoint.take(24, world, measures, lasting=(scenario,))
    lived = []
    for day in range(25, 60):
        lived.append(pass_day(world, day))
        measures.measure(world, lived[-1])
        measures.tally(lived[-1])
    for _ in range(2):
        other, counted = checkpoint.restore(kept)
        for ours in lived:
            theirs = pass_day(other, ours.day)
            counted.measure(other, theirs)
            counted.tally(theirs)
            assert same(ours, theirs), ours.day
        assert Digest().close(other.file, other.city) == Digest().close(world.file, world.city)
        frames = counted.frames()
        assert all(frames[table].equals(frame) for table, frame in measures.frames().items())


def test_arrays_that_look_into_another_one_still_do(workers):
    world = opened(load("essay", citizens=500, days=20), workers)
    (other,) = checkpoint.restore(checkpoint.take(-1, world))
    assert other.minds is not None
    assert np.shares_memory(other.minds.state.leaning, other.leanings.factor)
    assert not np.shares_memory(other.leanings.factor, world.leanings.factor)


def test_an_array_in_another_order_is_kept_and_a_part_of_one_is_refused(workers):
    world = opened(load("essay", citizens=50, days=5), workers)
    table = np.asfortranarray(np.arange(12).reshape(3, 4))
    _, again = checkpoint.restore(checkpoint.take(0, world, table))
    assert (again == table).all()
    with pytest.raises(TypeError, match="another order"):
        checkpoint.take(0, world, table[1:])


def test_what_never_changes_is_not_copied(workers):
    scenario = load("essay", citizens=500, days=20)
    world = opened(scenario, workers)
    kept = checkpoint.take(-1, world, scenario, lasting=(scenario,))
    other, question = checkpoint.restore(kept)
    assert other.city.population is world.city.population
    assert other.workers is workers
    assert question is scenario
    assert kept.size == len(kept.outline) + sum(map(len, kept.arrays)) > 100_000

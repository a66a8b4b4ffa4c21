"""Same scenario and seeds, same digest, whatever the threads; other seeds, another one."""

from __future__ import annotations

import pytest

import glasscity
from cities import changed, live, starter


@pytest.fixture(scope="module")
def first():
    return live(starter(), seed=1, life=2).digest


def test_twice_in_a_row(first):
    assert live(starter(), seed=1, life=2).digest == first


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_any_number_of_threads(first, threads):
    assert live(starter(), seed=1, life=2, threads=threads).digest == first


def test_any_number_of_threads_in_a_city_of_several_ranges():
    scenario = starter(citizens=70_000, days=8)
    assert live(scenario, threads=1).digest == live(scenario, threads=2).digest


def test_another_seed_and_another_life(first):
    digests = {first, live(starter(), seed=2, life=2).digest, live(starter(), seed=1, life=3).digest}
    assert len(digests) == 3


def test_the_same_city_with_another_life():
    one, other = live(starter(), life=2), live(starter(), life=3)
    assert (one.city.ties.contact == other.city.ties.contact).all()
    assert (one.city.population.levels == other.city.population.levels).all()
    assert len(one.acts) != len(other.acts) or (one.acts != other.acts).any()


def test_what_does_not_happen_does_not_matter(first):
    assert (
        live(changed(starter(), "title='Another title'", "notes=['a note']"), seed=1, life=2).digest == first
    )
    assert live(changed(starter(), "rulebook.rules.red_light.points=-6"), seed=1, life=2).digest != first


def test_the_shipped_digest_of_the_starter_city(tmp_path):
    """The command, Python and the bare loop agree."""
    scenario = starter(citizens=1500, days=30)
    run = glasscity.run(scenario, seed=5, life=9, out=tmp_path / "run", threads=2)
    assert run.digest == live(scenario, seed=5, life=9).digest

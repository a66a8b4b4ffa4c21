"""Who knows whom, and what the companies file of it."""

from __future__ import annotations

import igraph
import numpy as np
import pytest

from cities import changed, live, starter
from glasscity.parallel import Workers
from glasscity.society.ties import HOUSEHOLD_BIT, layer_bits
from glasscity.world import found_city


def _found(scenario, seed=1, threads=1):
    with Workers(threads) as workers:
        return found_city(scenario, seed, workers)


@pytest.fixture(scope="module")
def scenario():
    return starter(citizens=5000)


@pytest.fixture(scope="module")
def city(scenario):
    return _found(scenario)


def _graph(ties):
    citizen = np.repeat(np.arange(len(ties.start) - 1), ties.degree())
    once = citizen < ties.contact
    edges = np.column_stack([citizen[once], ties.contact[once]])
    return igraph.Graph(n=len(ties.start) - 1, edges=edges)


def test_ties_are_symmetric_sorted_and_never_to_oneself(city):
    ties = city.ties
    citizen = np.repeat(np.arange(len(ties.start) - 1), ties.degree())
    there = set(zip(citizen.tolist(), ties.contact.tolist(), ties.layers.tolist(), strict=True))
    assert there == {(b, a, layers) for a, b, layers in there}
    assert len(there) == len(ties.contact)
    assert (citizen != ties.contact).all()
    for i in range(0, 5000, 97):
        row = ties.contact[ties.start[i] : ties.start[i + 1]]
        assert (np.diff(row.astype(np.int64)) > 0).all()


def test_adults_of_a_household_know_each_other(city):
    household, ties = city.population.household, city.ties
    citizen = np.repeat(np.arange(len(ties.start) - 1), ties.degree())
    at_home = ties.layers & HOUSEHOLD_BIT > 0
    assert (household[citizen[at_home]] == household[ties.contact[at_home]]).all()
    sizes = np.bincount(household)
    sizes = sizes[sizes > 0].astype(np.int64)
    assert at_home.sum() == (sizes * (sizes - 1)).sum()
    assert (city.population.home_x == city.population.home_x[household]).all()


def test_mean_degree_of_a_layer_is_what_the_rule_says(scenario):
    name, layer = next(iter(scenario.network.layers.items()))
    plain = changed(
        scenario,
        f"network.layers.{name}.homophily={{}}",
        f"network.layers.{name}.only={{}}",
        f"network.layers.{name}.circles=1",
        f"network.layers.{name}.circle_size=16",
        f"network.layers.{name}.within=256",
        f"network.layers.{name}.tie=0.3",
        "population.citizens=5120",
    )
    ties = _found(plain).ties
    number = int((ties.layers & layer_bits(plain)[name] > 0).sum()) // 2
    pairs = 5120 * 15 / 2
    sigma = np.sqrt(pairs * 0.3 * 0.7)
    assert abs(number - pairs * 0.3) < 4 * sigma
    assert layer.code < 8


def test_homophily_sorts_ties(scenario):
    name = next(iter(scenario.network.layers))
    settings = [f"network.layers.{name}.tie=0.05", f"network.layers.{name}.only={{}}"]
    mixed = _found(changed(scenario, *settings, f"network.layers.{name}.homophily={{}}"))
    alike = _found(changed(scenario, *settings, f"network.layers.{name}.homophily={{ sex = 6 }}"))
    bit = layer_bits(scenario)[name]

    def assortativity(city):
        ties = city.ties
        citizen = np.repeat(np.arange(len(ties.start) - 1), ties.degree())
        layer = (ties.layers & bit > 0) & (citizen < ties.contact)
        edges = np.column_stack([citizen[layer], ties.contact[layer]])
        graph = igraph.Graph(n=len(ties.start) - 1, edges=edges)
        return graph.assortativity_nominal(city.population.row("sex").tolist(), directed=False)

    assert abs(assortativity(mixed)) < 0.05
    # Same-sex pairs tie six times as readily: (6 - 1) / (6 + 1) of the excess is left as assortativity.
    assert abs(assortativity(alike) - 5 / 7) < 0.05


def test_people_meet_in_circles_so_friends_of_friends_are_friends(city):
    graph = _graph(city.ties)
    random_graph = graph.density()
    assert graph.transitivity_undirected() > 5 * random_graph


def test_the_city_is_the_same_on_any_number_of_threads(scenario):
    one, two = _found(scenario, threads=1), _found(scenario, threads=2)
    for name in ("start", "contact", "layers"):
        assert np.array_equal(getattr(one.ties, name), getattr(two.ties, name))
    assert np.array_equal(one.contacts.filed_by, two.contacts.filed_by)
    assert np.array_equal(one.population.levels, two.population.levels)


def test_only_companies_file_contacts(scenario, city):
    ties, contacts = city.ties, city.contacts
    filed = contacts.filed_by > 0
    assert 0 < filed.sum() < len(filed)
    codes = {o.code for o in scenario.organisations.values() if o.sees_ties}
    assert set(np.unique(contacts.filed_by[filed])) <= codes
    assert np.array_equal(contacts.contact, ties.contact[filed])
    citizen = np.repeat(np.arange(len(ties.start) - 1), ties.degree())
    there = set(zip(citizen[filed].tolist(), contacts.contact.tolist(), strict=True))
    assert there == {(b, a) for a, b in there}
    blind = [f"organisations.{n}.sees_ties={{}}" for n in scenario.organisations]
    assert len(_found(changed(scenario, *blind)).contacts.contact) == 0


def test_an_isolated_citizen_more_changes_nobody_else():
    scenario = starter(citizens=3000, days=40)
    fewer = live(changed(scenario, "population.isolated=2"))
    more = live(changed(scenario, "population.isolated=3"))
    newcomer = 3002
    kept = more.entries[more.entries["citizen"] != newcomer]
    assert np.array_equal(fewer.entries, kept)
    assert np.array_equal(fewer.acts, more.acts[more.acts["citizen"] != newcomer])
    assert np.array_equal(fewer.city.ties.contact, more.city.ties.contact)
    assert np.array_equal(fewer.city.ties.start, more.city.ties.start[:-1])
    for name in ("home_x", "home_y", "household"):
        before, after = getattr(fewer.city.population, name), getattr(more.city.population, name)
        assert np.array_equal(before, after[:-1])
    assert np.array_equal(fewer.city.population.levels, more.city.population.levels[:, :-1])
    assert np.array_equal(fewer.world.file.total, more.world.file.total[:-1])
    assert (more.entries["citizen"] == newcomer).sum() + (more.acts["citizen"] == newcomer).sum() > 0

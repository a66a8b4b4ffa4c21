"""Do ties sort by score? Published closed forms, another implementation, and what rewiring does to it."""

from __future__ import annotations

import igraph
import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, live
from glasscity import tables
from glasscity.measure.ties import category_assortativity, count_ends, score_assortativity
from glasscity.study.segregation import segregation, segregation_of_first_ties
from glasscity.verify import verify
from test_rewiring import eager, rewired

NEWMAN = [[258, 16, 35, 13], [12, 157, 58, 19], [13, 23, 306, 35], [5, 7, 24, 16]]
"""Couples by the groups of the two, in thousandths (Newman 2003, Table I)."""


def rows_of(edges, number):
    both = sorted([(a, b) for a, b in edges] + [(b, a) for a, b in edges])
    start = np.searchsorted([a for a, _ in both], np.arange(number + 1)).astype(np.int64)
    contact = np.array([b for _, b in both], np.uint32)
    return start, contact, np.full(len(both), 4, np.uint8)


def assortativities(edges, category, total):
    ends, scored, alike, squared, *sums = count_ends(
        *rows_of(edges, len(category)), np.array(category, np.uint8), np.array(total, np.int32), 0
    )
    return category_assortativity(scored, alike, squared), score_assortativity(ends, *sums)


def test_newmans_matrix():
    """With shares that add up to 1 the published matrix gives r = .623; here no end of a tie comes first."""
    edges, category = [], []
    for i, row in enumerate(NEWMAN):
        for j, number in enumerate(row):
            for _ in range(number):
                edges.append((len(category), len(category) + 1))
                category += [i, j]
    by_category, _ = assortativities(edges, category, [0] * len(category))
    assert by_category == pytest.approx(0.623, abs=0.001)


def test_a_path_of_four_by_degree():
    edges, degree = [(0, 1), (1, 2), (2, 3)], [1, 2, 2, 1]
    _, by_score = assortativities(edges, degree, [1000 * d for d in degree])
    assert by_score == pytest.approx(-0.5)


def test_like_knows_like_and_unlike():
    assert assortativities([(0, 1), (2, 3)], [0, 0, 1, 1], [0, 0, 9000, 9000]) == (1.0, 1.0)
    assert assortativities([(0, 2), (1, 3)], [0, 0, 1, 1], [0, 0, 9000, 9000]) == (-1.0, -1.0)
    assert assortativities([(0, 1)], [0, 0], [5000, 5000]) == (None, None)
    assert assortativities([(0, 1)], [0, tables.NO_CATEGORY], [0, 1000])[0] is None


def test_the_same_as_igraph_on_a_random_network():
    rng = np.random.default_rng(3)
    graph = igraph.Graph.Erdos_Renyi(n=400, m=1800)
    category, total = rng.integers(0, 6, 400), rng.integers(-80, 60, 400)
    by_category, by_score = assortativities(graph.get_edgelist(), category, 1000 * total)
    assert by_category == pytest.approx(graph.assortativity_nominal(category.tolist(), directed=False))
    assert by_score == pytest.approx(graph.assortativity(total.tolist(), directed=False))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("segregation") / "run"
    support = "{share_left=0.8, conduct={volunteering=0.5}, assumed='a test'}"
    return glasscity.run(rewired(eager(citizens=1200, days=80), support=support), out=folder)


def test_a_run_can_be_made_again(run):
    found = verify(run.path)
    assert found.passed, [check for check in found.checks if not check.passed]
    assert {"tie_changes again", "tie_days again", "ties again", "baseline_tie_days again"} <= {
        check.name for check in found.checks
    }


def test_the_weeks_add_up(run):
    weeks, changes = run.table("tie_days").collect(), run.named("tie_changes").collect()
    assert weeks["day"].to_list() == [*range(0, 78, 7), 79]
    assert weeks["dropped"].sum() == (changes["why"] == "too low a category").sum() > 100
    assert weeks["lost_touch"].sum() == (changes["why"] == "lost touch").sum() > 10
    assert weeks["formed"].sum() == (changes["formed"] == 1).sum() > 50
    ended = weeks["dropped"] + weeks["lost_touch"]
    assert (weeks["ties"].diff() == (weeks["formed"] - ended)).drop_nulls().all()
    assert weeks["isolated"][0] == 0 < weeks["isolated"][-1]


def test_ties_have_their_days(run):
    ties, changes = run.table("ties").collect(), run.table("tie_changes").collect()
    weeks = run.table("tie_days").collect()
    assert (ties["until_day"] < 0).sum() == weeks["ties"][-1]
    assert (ties["since_day"] == 0).sum() == weeks["ties"][0]
    assert (ties["until_day"] >= 0).sum() == (changes["formed"] == 0).sum()
    assert (ties["since_day"] > 0).sum() == (changes["formed"] == 1).sum()
    lasted = ties.filter(pl.col("until_day") >= 0)
    assert (lasted["until_day"] > lasted["since_day"]).all()
    lasting = ties.filter(pl.col("until_day") < 0)
    contacts = np.bincount(np.concatenate([lasting["citizen"], lasting["contact"]]), minlength=1200)
    assert contacts.tolist() == run.citizens["contacts"].to_list()


def test_the_last_week_is_what_the_tables_give(run):
    last = run.table("tie_days").collect().row(-1, named=True)
    ties = run.table("ties").filter(pl.col("until_day") < 0).collect()
    graph = igraph.Graph(n=1200, edges=ties.select("citizen", "contact").rows())
    places = run.citizens["category"].to_physical().to_list()
    points = [int(total // 1000) for total in run.table("citizens").collect()["total"]]
    assert last["by_category"] == pytest.approx(graph.assortativity_nominal(places, directed=False))
    assert last["by_score"] == pytest.approx(graph.assortativity(points, directed=False))
    found = segregation(run)
    assert found.by_category == last["by_category"]
    assert found.by_score == last["by_score"]
    assert segregation_of_first_ties(run).by_category < found.by_category


def test_ties_sort_by_category_where_people_choose_and_not_by_chance():
    """Ties that stay, that end by choice, and that end by chance, in several lives."""
    frozen = changed(eager(citizens=1500, days=150), "rulebook.influence.weight=0")
    chosen, blind = rewired(frozen, knows="1"), rewired(frozen, knows="0", lose_touch="0.1")

    def by_category(city, life):
        lived = live(city, life=life)
        ties, file = lived.world.city.ties, lived.world.file
        counted = count_ends(ties.start, ties.contact, ties.layers, file.category, file.total, 0)
        return category_assortativity(*counted[1:4])

    lives = range(4)
    still, sorting, chance = ([by_category(city, life) for life in lives] for city in (frozen, chosen, blind))
    more = np.array(sorting) - still
    assert (more > 0.05).all()
    assert (np.abs(np.array(chance) - still) < more / 2).all()

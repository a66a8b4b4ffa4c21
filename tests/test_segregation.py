"""Do ties sort by score? Week by week, and what rewiring does to it."""

from __future__ import annotations

import igraph
import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, live
from glasscity.indices.mixing import category_assortativity
from glasscity.measure.ties import count_ends
from glasscity.study.segregation import segregation, segregation_of_first_ties
from glasscity.verify import verify
from test_rewiring import eager, rewired


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

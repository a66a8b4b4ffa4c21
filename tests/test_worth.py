"""What a score is worth as knowledge, how unequally it closes doors, and what it is said to gain."""

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import starter
from glasscity.study.gains import gains_of
from glasscity.study.inequality import category_spells, inequality_of, restriction_days
from glasscity.study.validity import predict, totals_on, validity_of


def test_the_area_is_the_share_of_pairs_that_are_told_rightly():
    rng = np.random.default_rng(7)
    sign, acted = rng.integers(0, 6, 150), rng.random(150) < 0.4
    found = predict("everybody", sign, acted)
    pairs = [(a > b) + (a == b) / 2 for a in sign[acted] for b in sign[~acted]]
    assert found.area == pytest.approx(np.mean(pairs))
    assert found.low < found.area < found.high
    assert predict("few", sign[:30], np.arange(30) < 3) is None


def test_a_prophet_and_a_coin():
    acted = np.arange(200) < 80
    assert predict("prophet", acted.astype(np.int64), acted).area == 1
    assert predict("coin", np.zeros(200, np.int64), acted).area == 0.5


def test_days_of_closed_doors_are_those_of_the_measure_of_harm(essay_year):
    harm = essay_year.table("harm_days").filter(pl.col("kind").cast(pl.String) == "all").collect()
    copies = (
        essay_year.table("copy_days").select(pl.col("closed", "opened").sum()).collect().row(0, named=True)
    )
    by_file = harm["citizens"].sum() - copies["closed"] + copies["opened"]
    assert restriction_days(essay_year).sum() == by_file
    found = inequality_of(essay_year)
    assert 0 < found.scores < found.restriction_days < 1
    assert 0.01 < found.borne_by_hardest_hit <= 1


def test_the_spells_of_everybody_fill_the_run(essay_year):
    spells = category_spells(essay_year)
    lengths = spells.group_by("citizen").agg(days=(pl.col("end") - pl.col("first")).sum())
    assert lengths.height == 6000
    assert (lengths["days"] == 365).all()


def test_totals_of_the_last_day_are_those_on_file(essay_year):
    totals = totals_on(essay_year, 364)
    on_file = essay_year.table("citizens").select("total").collect()["total"].to_numpy()
    assert (totals == on_file).all()


def test_the_score_tells_something_and_conduct_itself_is_the_measure_beside_it(essay_year):
    found = validity_of(essay_year)
    assert found.read_on == 181
    assert set(found.traits) == set(essay_year.scenario.population.traits)
    assert found.traits["prudence"] > 0.1
    assert found.by_score.low > 0.5
    assert found.by_score.citizens == 6000
    assert {one.who.split(": ")[0] for one in found.groups} <= {
        "income",
        "born_here",
        "sex",
        "disability",
        "age",
    }


def test_a_score_that_nothing_feeds_tells_nothing(tmp_path):
    blind = starter(citizens=3000, days=120)
    settings = [f"organisations.{name}.sees={{}}" for name in blind.organisations]
    run = glasscity.run(blind, settings=settings, out=tmp_path / "blind", baseline=False)
    found = validity_of(run)
    if found is not None:
        assert found.by_score.area == 0.5
    assert not restriction_days(run).any()
    assert inequality_of(run).borne_by_hardest_hit is None


def test_gains_count_every_act_once_and_are_none_where_nobody_answers(essay_year):
    gains = gains_of(essay_year)
    acts = essay_year.table("conduct_days").select(pl.col("acts").sum()).collect().item()
    assert sum(g.unlawful.here + g.rewarded.here + g.other.here for g in gains) == acts
    credit = next(gain for gain in gains if gain.domain == "credit")
    assert credit.gravity.here > credit.unlawful.here > 0
    if essay_year.scenario.response is None:
        assert all(gain.unlawful.here == gain.unlawful.without_score for gain in gains)

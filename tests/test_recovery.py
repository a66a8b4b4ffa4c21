"""Ways back from low categories, moves between categories, and what lots show: against oracles."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, starter
from glasscity.study.assignment import assignment_of, difference
from glasscity.study.lives import lives_of
from glasscity.study.mobility import mobility_of
from glasscity.study.recovery import ENDINGS, recovery_of
from glasscity.study.summary import summarise
from test_assignment import DAY, DAYS, DEBT, _city
from test_circumstance import BOUNDS, _circumstances


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "by-lot"
    return glasscity.run(_city(DEBT, days=200), seed=1, life=2, out=folder)


@pytest.fixture(scope="module")
def lives_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "lives"
    scenario = changed(starter(*BOUNDS, citizens=2000, days=120), _circumstances())
    return glasscity.run(scenario, seed=1, life=2, out=folder)


# ── Mobility ──────────────────────────────────────────────────────────────────────────────────────────


def test_monthly_moves_are_those_of_the_table(run):
    found = mobility_of(run)
    assert found is not None
    state, history = dict.fromkeys(range(run.citizens_number), 1), []
    moves = defaultdict(list)
    for day, citizen, after in run.table("moves").select("day", "citizen", "after").collect().iter_rows():
        moves[day].append((citizen, after))
    for day in range(run.days_number):
        state.update(moves[day])
        if day % 30 == 29:
            history.append(dict(state))
    assert found.months == len(history) - 1 == 5
    names = run.scenario.category_names
    for i, before in enumerate(found.categories):
        for j, after in enumerate(found.categories):
            pair = names.index(before), names.index(after)
            number = sum(
                (one[citizen], other[citizen]) == pair
                for one, other in pairwise(history)
                for citizen in state
            )
            assert found.moves[i][j] == number
    assert np.allclose(np.sum(found.shares, axis=1), 1)


# ── Recovery ──────────────────────────────────────────────────────────────────────────────────────────


def test_falls_and_ways_back_citizen_by_citizen(run):
    found = recovery_of(run)
    assert found is not None
    lots = run.table("assigned").filter(pl.col("treated") > 0).collect()
    drawn = set(zip(lots["citizen"], lots["day"], strict=True))
    rows = run.table("moves").collect().sort("citizen", "day").to_dicts()
    by_citizen = defaultdict(list)
    for row in rows:
        by_citizen[row["citizen"]].append(row)
    falls = defaultdict(list)
    for citizen, moves in by_citizen.items():
        for place, move in enumerate(moves):
            if move["after"] >= 2 and move["after"] > move["before"] and (citizen, move["day"]) not in drawn:
                later = (one["day"] for one in moves[place + 1 :] if one["after"] <= move["before"])
                falls[move["after"]].append((move["day"], next(later, None)))
    names = run.scenario.category_names
    for grade in found.grades:
        mine = falls[names.index(grade.category)]
        back = [(day, until) for day, until in mine if until is not None]
        assert (grade.falls, grade.recovered) == (len(mine), len(back))
        assert sum(grade.ended_by.values()) == len(back)
        assert set(grade.ended_by) <= set(ENDINGS)
        watched = [until - day if until is not None else 199 - day for day, until in mine]
        expected = _survival(watched, [until is not None for _, until in mine], 90)
        assert grade.back_after["90 days"] == pytest.approx(1 - expected)
        assert grade.back_after["365 days"] is None
        assert grade.points_lost > 0
    assert found.gained_by_busiest > found.gained_a_year > 0


def _survival(days, over, until):
    """Return the share still going on, the slow way."""
    going_on = 1.0
    for day in range(until + 1):
        at_risk = sum(one >= day for one in days)
        ended = sum(one == day and flag for one, flag in zip(days, over, strict=True))
        going_on *= 1 - ended / at_risk if at_risk else 1
    return going_on


def test_good_deeds_alone_bring_back_where_nothing_expires(tmp_path):
    scenario = starter("rulebook.influence.kind='off'", citizens=2000, days=150)
    rule = "rulebook.rules.red_light={points=-12, assumed='a test'}"
    found = recovery_of(glasscity.run(changed(scenario, rule), out=tmp_path / "run", baseline=False))
    assert found is not None
    assert {ending for grade in found.grades for ending in grade.ended_by} == {"good deeds"}
    expiring = "rulebook.rules.red_light={points=-35, expires_after_days=20, assumed='a test'}"
    settings = [expiring, "conduct.bill_on_time.per_year=0", "conduct.volunteering.per_year=0"]
    found = recovery_of(
        glasscity.run(changed(scenario, *settings), out=tmp_path / "expiring", baseline=False)
    )
    assert found is not None
    assert {ending for grade in found.grades for ending in grade.ended_by} == {"expiry"}


# ── What the lots show ────────────────────────────────────────────────────────────────────────────────


def test_a_difference_with_its_interval():
    values = np.array([1.0, 0, 1, 1, 0, 0, 0, 0, 9])
    groups = np.array([0, 1, 2, 3], np.uint32), np.array([4, 5, 6, 7], np.uint32)
    effect = difference(values, groups, "a thing", "then", "share")
    assert (effect.assigned, effect.control, effect.difference) == (0.75, 0, 0.75)
    assert effect.high - effect.difference == pytest.approx(1.959964 * np.sqrt(0.25 / 4))
    assert effect.is_told_apart
    nothing = difference(np.zeros(9), groups, "a thing", "then", "share")
    assert not nothing.is_told_apart


def test_effects_are_the_means_of_both_groups(run):
    found = assignment_of(run)
    assert found is not None
    lots = run.table("assigned").collect()
    treated = lots.filter(pl.col("treated") > 0)["citizen"].to_list()
    control = lots.filter(pl.col("treated") == 0)["citizen"].to_list()
    assert (found.assigned, found.controls) == (len(treated), len(control))
    assert (found.category, found.day, found.days) == ("D", DAY, DAYS)
    effects = {(effect.what, effect.when): effect for effect in found.effects}
    # The share in debt 30 days after the last day of it, from its moves.
    moves = run.table("circumstance_moves").filter(pl.col("day") <= DAY + DAYS - 1 + 30).collect()
    debtors = set()
    for citizen, begun in moves.sort("day", maintain_order=True).select("citizen", "begun").iter_rows():
        (debtors.add if begun else debtors.discard)(citizen)
    debt = effects["in debt", "30 days after"]
    assert debt.assigned == pytest.approx(np.mean([citizen in debtors for citizen in treated]))
    assert debt.control == pytest.approx(np.mean([citizen in debtors for citizen in control]))
    assert debt.low > 0.1
    unlawful = run.table("acts").filter(pl.col("conduct").is_in([1, 2]) & (pl.col("day") >= DAY + DAYS))
    number = unlawful.filter(pl.col("citizen").is_in(treated)).select(pl.len()).collect().item()
    later = effects["unlawful acts", "afterwards"]
    assert later.assigned == pytest.approx(number / len(treated) * 365 / (200 - DAY - DAYS))
    assert later.low > 0
    while_it = effects["in D", "1 day after"]
    assert while_it.assigned <= 0.02
    assert effects["points on one's own file", "90 days after"].difference < 0


def test_nothing_differs_once_it_is_over_where_nothing_carries_it_on(tmp_path):
    scenario = _city(days=110, citizens=1500)
    spared = changed(scenario, "experiment.enabled=false")
    acts = [
        glasscity.run(one, seed=1, life=2, out=tmp_path / name, baseline=False)
        for name, one in (("drawn", scenario), ("spared", spared))
    ]
    assert acts[0].table("acts").collect().equals(acts[1].table("acts").collect())
    assert assignment_of(acts[1]) is None
    found = assignment_of(acts[0])
    assert found is not None
    later = [effect for effect in found.effects if effect.what.startswith("in D") and effect.days_after == 30]
    assert not later[0].is_told_apart


# ── Lives ─────────────────────────────────────────────────────────────────────────────────────────────


def test_lives_beside_the_city_without_a_score(lives_run):
    found = lives_of(lives_run)
    assert found is not None
    moves = lives_run.table("circumstance_moves").collect()
    for one, code in zip(found.circumstances, (1, 5, 9), strict=True):
        mine = moves.filter(pl.col("circumstance") == code)
        begun = mine.filter(pl.col("begun") > 0)
        assert one.at_end == begun.height - (mine.height - begun.height)
        assert one.begun == begun.filter(pl.col("cause") > 0).height
        assert one.by_answer == begun.filter(pl.col("cause").is_in([3, 4])).height
        assert one.by_score == begun.filter(pl.col("reason") >= 2).height
        assert one.begun_without is not None
    assert found.circumstances[2].by_answer == found.circumstances[2].begun > 10
    assert [one.service for one in found.unasked] == ["doctor"]
    assert found.unasked[0].without_score is not None


def test_the_days_add_up_to_the_moves(lives_run):
    days = lives_run.table("circumstance_days").collect()
    moves = lives_run.table("circumstance_moves").collect()
    for name, code in (("jobless", 1), ("indebted", 5), ("hopeless", 9)):
        mine = moves.filter(pl.col("circumstance") == code)
        change = np.zeros(120, np.int64)
        np.add.at(change, mine["day"].to_numpy(), np.where(mine["begun"].to_numpy() > 0, 1, -1))
        counted = days.filter(pl.col("circumstance") == name).group_by("day").agg(pl.col("citizens").sum())
        held = dict(counted.iter_rows())
        assert [held.get(day, 0) for day in range(120)] == np.cumsum(change).tolist()


def test_verify_makes_the_new_tables_again(lives_run):
    from glasscity.verify import verify

    found = verify(lives_run.path)
    assert found.passed
    looked_at = {check.name for check in found.checks}
    tables_of = ("circumstance_moves", "circumstance_days", "unasked_days", "baseline_circumstance_days")
    assert {f"{name} again" for name in tables_of} <= looked_at


def test_the_summary_has_all_of_it(run, lives_run):
    told = summarise(run).to_dict()
    assert told["assignment"]["effects"]
    assert told["recovery"]["grades"]
    assert told["mobility"]["indices"]["shorrocks"] > 0
    assert summarise(lives_run).to_dict()["lives"]["unasked"]

"""Ready studies: what they ask, what they find, and that the finding says what the runs said."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import escape

import numpy as np
import polars as pl
import pytest

import glasscity
from glasscity.ensemble.findings import AtPoint, Found, findings_of
from glasscity.ensemble.intervals import Interval, interval
from glasscity.ensemble.measures import BY_NAME
from glasscity.ensemble.plan import plan_from
from glasscity.ensemble.ready import LOTS, STUDIES, study
from glasscity.ensemble.store import Store, read
from glasscity.ensemble.studies import (
    SAME_DRAWS,
    TOO_FEW,
    Comparison,
    Ranking,
    Row,
    Variant,
    answer_of,
    in_words,
    plan_of,
)
from glasscity.ensemble.work import live_all
from glasscity.errors import BadInput
from glasscity.show.study_page import page_html
from glasscity.study.drawn import drawn_of, lots_of


@pytest.fixture(scope="module")
def friends(tmp_path_factory):
    chosen = study("friends")
    plan = plan_of(chosen, seed=1, lives=3, citizens=400, days=90)
    store = Store.open(tmp_path_factory.mktemp("studies") / "friends", plan)
    assert live_all(store, processes=1) == 0
    return chosen, store, answer_of(chosen, findings_of(store), plan)


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_is_of_scenarios_and_measures_that_there_are(name):
    chosen = STUDIES[name]
    plan = plan_of(chosen, seed=1, lives=1, citizens=300, days=90)
    assert len(plan.points) == len(chosen.labels) == len(set(chosen.labels))
    assert len(set(plan.points)) == len(plan.points)
    assert set(chosen.measures) <= set(BY_NAME)
    if isinstance(chosen.finding, Comparison):
        told = chosen.finding
        assert 1 <= told.variant < len(chosen.labels)
        assert all("{effect}" in sentence for sentence in (told.more, told.less, told.neither))
    else:
        assert isinstance(chosen.finding, Ranking)


def test_the_finding_says_what_the_runs_said(friends):
    chosen, store, answer = friends
    runs = store.table("runs").sort("point", "life")["restricted"].to_numpy().reshape(2, 3)
    mean = (runs[0] - runs[1]).mean()
    effect = next(one for one in answer.rows[1].effects if one.measure == "restricted")
    assert effect.difference.mean == pytest.approx(mean)
    said = float(re.search(r"([\d.]+) ± [\d.]+ days per citizen", answer.finding)[1])
    assert said == pytest.approx(abs(mean), abs=0.05)
    told = chosen.finding
    sure = effect.difference.excludes_zero
    wanted = (told.more if mean > 0 else told.less) if sure else told.neither
    assert answer.finding.startswith(wanted.partition("{effect}")[0])


def test_without_contacts_scores_no_door_is_closed_through_them(friends):
    found = {one.measure: one.here.mean for one in friends[2].rows[1].point.found}
    assert found["restricted_by_contacts"] == 0
    assert {one.measure: one.here.mean for one in friends[2].rows[0].point.found}[
        "restricted_by_contacts"
    ] > 0


def test_the_page_has_the_finding_and_a_picture_for_each_measure(friends):
    chosen, _, answer = friends
    page = page_html(answer)
    assert "SYNTHETIC" in page
    assert escape(answer.finding) in page
    assert page.count("<figure") == len(chosen.measures)
    assert page.count("<svg") == 2 * len(chosen.measures)
    assert "<script" not in page
    assert "//" not in re.sub(r'xmlns="[^"]*"', "", page)


def test_every_safeguard_changes_the_city():
    chosen = study("safeguards")
    plan = plan_of(chosen, seed=1, lives=1, citizens=300, days=30)
    *alone, together = plan.points[1:]
    assert set(together.settings) == {setting for point in alone for setting in point.settings}


def test_sizes_are_told_with_their_intervals():
    assert in_words(Interval(-3.14159, 0.4, 9), "days per citizen") == "3.14 ± 0.40 days per citizen"
    assert in_words(Interval(0.0123, 0.004, 9), "share") == "1.23 ± 0.40 in 100"
    assert in_words(Interval(12.0, None, 1), "points") == "12.0 points"


def test_there_is_no_other_study():
    with pytest.raises(BadInput, match="did you mean 'friends'"):
        study("freinds")
    assert Variant("x", lambda city: ("a=1",)).settings(None) == ("a=1",)


# ── Other cities as variants ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def regimes(tmp_path_factory):
    chosen = study("regimes")
    plan = plan_of(chosen, seed=1, lives=2, citizens=300, days=60)
    store = Store.open(tmp_path_factory.mktemp("studies") / "regimes", plan)
    assert live_all(store, processes=1) == 0
    return chosen, store, answer_of(chosen, findings_of(store), plan)


def test_a_variant_that_is_another_city_is_that_city(regimes, tmp_path):
    _, store, _ = regimes
    essay = glasscity.load("essay", citizens=300, days=60)
    alone = glasscity.run(essay, seed=1, life=store.plan.lives[1], out=tmp_path / "alone", threads=1)
    (row,) = store.table("runs").filter((pl.col("point") == 2) & (pl.col("life") == 1)).to_dicts()
    assert row["digest"] == alone.digest
    assert store.plan.lived_at(2).name == "essay"
    cities = pl.read_parquet(store.path / "runs.parquet")["city"].to_list()
    assert cities[::2] == ["rongcheng-2016", "rongcheng-2021", "essay", "no-score"]


def test_a_plan_with_other_cities_is_read_back_as_it_was(regimes):
    _, store, _ = regimes
    assert read(store.path).plan == store.plan
    assert plan_from(json.loads(json.dumps(store.plan.to_dict()))) == store.plan
    alone = plan_of(study("friends"), seed=1, lives=1, citizens=300, days=30).to_dict()
    assert "cities" not in alone
    assert all(list(point) == ["settings"] for point in alone["points"])


def test_regimes_with_the_same_people_see_the_same_acts(regimes):
    _, store, answer = regimes
    runs = store.table("runs").sort("point", "life")["unlawful_acts"].to_numpy().reshape(4, 2)
    assert (runs[0] == runs[1]).all()
    assert (runs[0] != runs[2]).all()
    assert escape(answer.rows[0].label) in page_html(answer)


def test_the_page_says_how_lives_of_other_cities_are_paired_and_who_has_nothing_of_a_kind(regimes):
    chosen, _, answer = regimes
    page = page_html(answer)
    assert escape(chosen.pairing) in page
    assert SAME_DRAWS not in page
    assert answer.rows[3].found("restricted") is None
    assert f"Nothing of the kind is counted in: {escape(chosen.labels[3])}." in page
    assert answer.scenario == "4 cities"


def row(label, *lives):
    found = Found("restricted", "a door closed", "days per citizen", interval(np.array(lives)), None)
    return Row(label, AtPoint(0, label, 0, (found,)), ())


def test_a_ranking_names_the_first_the_next_and_those_with_none():
    rows = row("one", 1.0, 2.0), row("two", 30.0, 32.0), row("three", 0.0, 0.0)
    ranking = Ranking("{most}: {highest}; {next}: {second}.", " {none}.")
    said = ranking.said("restricted", rows)
    assert said.startswith("two: 31.0 ± ")
    assert "; one: 1.50 ± " in said
    assert said.endswith(" 1 of 3.")
    assert ranking.said("restricted", rows[:2])[-1] == "."
    assert ranking.said("restricted", rows[:1]) == TOO_FEW


# ── D by lot ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def lots(tmp_path_factory):
    """The essay's city, with many drawn, once put into D and once spared."""
    folder = tmp_path_factory.mktemp("lots")
    settings = [one.replace("share=0.1", "share=0.4").replace("days=180", "days=30") for one in LOTS]
    drawn = glasscity.load("essay", citizens=400, days=130, settings=settings)
    spared = glasscity.load(drawn, settings=["experiment.enabled=false"])
    return [
        glasscity.run(city, seed=1, life=3, out=folder / name, baseline=False)
        for name, city in (("drawn", drawn), ("spared", spared))
    ]


def test_the_same_people_are_drawn_where_they_are_spared(lots):
    drawn, spared = lots
    assigned = drawn.table("assigned").filter(pl.col("treated") > 0).collect()["citizen"].to_list()
    assert len(assigned) > 100
    assert [lots_of(run, run.scenario).tolist() for run in lots] == [assigned, assigned]
    assert not spared.folder.names("assigned")


def test_what_became_of_those_drawn_is_what_the_tables_say(lots):
    for run in lots:
        found = drawn_of(run)
        who = set(lots_of(run, run.scenario).tolist())
        state = dict.fromkeys(range(400), 2)
        first = {}
        moves = run.table("moves").sort("day", maintain_order=True).collect().to_dicts()
        for move in moves:
            first.setdefault(move["citizen"], move["before"])
        state.update(zip(range(400), run.citizens["category"].to_physical().to_list(), strict=True))
        state.update(first)
        at_the_end = {}
        for move in moves:
            if move["day"] <= 89:
                at_the_end[move["citizen"]] = move["after"]
            if move["day"] <= 89 + 30:
                state[move["citizen"]] = move["after"]
        worst = len(run.scenario.category_names) - 1
        assert found.people == len(who)
        assert found.inside == {30: pytest.approx(sum(state[one] == worst for one in who) / len(who))}
        fell = {one for one, category in at_the_end.items() if category == worst} - who
        assert found.fallen == len(fell)
        assert found.out is None
    drawn, spared = (drawn_of(run) for run in lots)
    assert drawn.hardships[30] > spared.hardships[30]


def test_who_falls_by_themselves_is_watched_for_a_year(tmp_path):
    settings = [one.replace("days=180", "days=20").replace("day=60", "day=200") for one in LOTS]
    city = glasscity.load("essay", citizens=400, days=590, settings=settings)
    found = drawn_of(glasscity.run(city, seed=1, out=tmp_path / "run", baseline=False))
    assert set(found.inside) == {30, 180, 365}
    assert found.fallen > 3
    assert 0 <= found.out <= 1
    assert drawn_of(glasscity.run("fuzhou", out=tmp_path / "none", baseline=False)) is None


def test_the_command_writes_the_page_and_the_tables(tmp_path):
    command = [sys.executable, "-m", "glasscity", "study", "denunciation", "--lives", "2"]
    command += ["--citizens", "200", "--days", "20", "--processes", "1", "--out", str(tmp_path / "here")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "What it hangs on" in done.stdout
    assert (tmp_path / "here/study.html").is_file()
    assert pl.read_parquet(tmp_path / "here/runs.parquet").height == 4


def answered(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "glasscity", "study", *map(str, arguments)], capture_output=True, text=True
    )


def test_all_ten_are_listed_and_each_name_that_is_nearly_right_is_seen():
    listed = answered("--json")
    assert list(json.loads(listed.stdout)["studies"]) == [
        *("friends", "denunciation", "silence", "safeguards", "trap", "regimes", "cities"),
        *("error", "responsibility", "criteria"),
    ]
    wrong = answered("eror")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "there is no study 'eror' (did you mean 'error'?)" in wrong.stderr


def test_responsibility_is_a_study_too(tmp_path):
    small = ("--citizens", 150, "--days", 15, "--lives", 1, "--processes", 1, "--out", tmp_path)
    done = answered("responsibility", *small, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["citizens"], found["days"], found["lives"]) == (150, 15, 1)
    assert "Whose doing is it?" in (tmp_path / "study.html").read_text()


def test_criteria_is_a_study_of_one_life(tmp_path):
    refused = answered("criteria", "--lives", 3, "--out", tmp_path / "none")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "study criteria: it is about one life" in refused.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_criteria_is_answered_by_one_command(tmp_path):
    done = answered("criteria", "--citizens", 400, "--days", 130, "--out", tmp_path / "found", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["volunteers"] == 100
    assert (tmp_path / "found" / "study.html").exists()
    again = answered("criteria", "--citizens", 400, "--days", 130, "--out", tmp_path / "found", "--json")
    assert again.stdout == done.stdout

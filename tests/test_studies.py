"""Ready studies: what they ask, what they find, and that the finding says what the runs said."""

from __future__ import annotations

import re
import subprocess
import sys
from html import escape

import polars as pl
import pytest

from glasscity.ensemble.findings import findings_of
from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.measures import BY_NAME
from glasscity.ensemble.store import Store
from glasscity.ensemble.studies import STUDIES, Variant, answer_of, in_words, plan_of, study
from glasscity.ensemble.work import live_all
from glasscity.errors import BadInput
from glasscity.show.study_page import page_html


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
    plan = plan_of(chosen, seed=1, lives=1, citizens=300, days=30)
    assert len(plan.points) == len(chosen.labels) == len(set(chosen.labels))
    assert len({point.settings for point in plan.points}) == len(plan.points)
    assert set(chosen.measures) <= set(BY_NAME)
    assert 1 <= chosen.told_of < len(chosen.labels)
    assert all("{effect}" in sentence for sentence in chosen.sentence)


def test_the_finding_says_what_the_runs_said(friends):
    chosen, store, answer = friends
    runs = store.table("runs").sort("point", "life")["restricted"].to_numpy().reshape(2, 3)
    mean = (runs[0] - runs[1]).mean()
    effect = next(one for one in answer.rows[1].effects if one.measure == "restricted")
    assert effect.difference.mean == pytest.approx(mean)
    said = float(re.search(r"([\d.]+) ± [\d.]+ days per citizen", answer.finding)[1])
    assert said == pytest.approx(abs(mean), abs=0.05)
    more, fewer, neither = chosen.sentence
    sure = effect.difference.excludes_zero
    wanted = (more if mean > 0 else fewer) if sure else neither
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


def test_the_command_writes_the_page_and_the_tables(tmp_path):
    command = [sys.executable, "-m", "glasscity", "study", "denunciation", "--lives", "2"]
    command += ["--citizens", "200", "--days", "20", "--processes", "1", "--out", str(tmp_path / "here")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "What it hangs on" in done.stdout
    assert (tmp_path / "here/study.html").is_file()
    assert pl.read_parquet(tmp_path / "here/runs.parquet").height == 4

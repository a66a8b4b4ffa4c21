"""The study of one wrong record: what is drawn, what is followed, and what the finding says of it."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

import glasscity
from cities import allow_appeals, changed, starter
from glasscity.errors import BadInput
from glasscity.show.error_page import error_html
from glasscity.show.error_text import rows_of
from glasscity.study.truth import BY_ORGANISATIONS, LIE, entries_about_deeds
from glasscity.twin import one_error
from glasscity.twin.error_findings import answer_of, plan_of
from glasscity.twin.error_lives import live_plan
from glasscity.twin.one_error import ErrorPlan, Traced, drawn, live_errors, wrong_filings

FOLLOWED = 25


@pytest.fixture
def city(monkeypatch):
    """Nothing spreads, there are no caps, many filings are wrong, and half of what is wrong is corrected."""
    monkeypatch.setattr(one_error, "FOLLOWED", FOLLOWED)
    errors = "{wrong_person=0.2, duplicated=0.1, assumed='a test'}"
    city = starter("rulebook.influence.kind='off'", citizens=400, days=60)
    more = [f"organisations.{name}.errors={errors}" for name in city.organisations]
    city = changed(city, *more, "population.names={number=100, assumed='a test'}")
    return allow_appeals(city, corrected_if_wrong="0.5")


def plan(city, filings=12):
    return ErrorPlan(city.name, city.to_toml(), 1, (2,), filings)


def test_what_is_drawn_is_wrong_took_points_and_came_early(city, tmp_path):
    run = glasscity.run(city, seed=1, life=2, baseline=False, out=tmp_path / "run")
    found, some = wrong_filings(run), drawn(run, 12)
    assert found.height > some.height == 12
    assert set(some["wrong"]) <= {*BY_ORGANISATIONS, LIE}
    assert (some["counted"] < 0).all()
    assert some["day"].max() <= 60 - 1 - FOLLOWED
    everything = entries_about_deeds(run).collect()
    right = everything.filter(everything["wrong"].is_null())
    assert right.height
    assert some.join(right, on=["entry_hi", "entry_lo"], how="semi").is_empty()
    assert drawn(run, 12).equals(some)


def test_where_nothing_spreads_the_subject_is_short_of_its_points_until_it_is_corrected(city):
    lived = [Traced(**row) for row in live_errors(plan(city), 0)]
    assert len(lived) == 12
    gone = [one for one in lived if one.undone]
    assert 0 < len(gone) < 12
    for one in lived:
        assert len(one.lost) == len(one.worse) == FOLLOWED + 1
        assert (one.touched, one.reached, one.farthest) == (0, 0, 0)
        stays = one.undone_after if one.undone else FOLLOWED + 1
        assert one.lost == [-one.points] * stays + [0.0] * (FOLLOWED + 1 - stays)
        assert not any(one.worse[stays:])
        assert one.undone in ("", "corrected")
    assert any(any(one.worse) for one in lived)


def test_where_contacts_count_others_are_reached_over_ties(city):
    tied = changed(city, "rulebook.influence.kind='level'", "rulebook.influence.weight=0.9")
    lived = [Traced(**row) for row in live_errors(plan(tied, 4), 0)]
    assert any(one.reached for one in lived)
    for one in lived:
        assert one.touched >= one.reached >= one.most_at_once
        assert (one.farthest > 0) == (one.reached > 0)
        assert one.farthest <= FOLLOWED


def test_distances_are_the_fewest_ties_there_ever_were():
    start = np.array([[0, 1], [1, 0], [1, 2], [2, 1], [3, 3]])
    formed = np.array([[2, 3]])
    found = one_error._distances(5, [start, formed], [0])
    assert found.tolist() == [[0, 1, 2, 3, np.inf]]


def traced(points, at_end, worse=0, reached=0, undone=""):
    lost = [float(-points)] * 100 + [float(at_end)] * 81
    days = [True] * worse + [False] * (181 - worse)
    more = {"touched": reached, "reached": reached, "farthest": 2 * bool(reached), "undone": undone}
    return Traced(1, 5, LIE, points, lost=lost, worse=days, undone_after=40 if undone else -1, **more)


def test_the_finding_says_what_was_found():
    asked = plan_of(seed=1, lives=2, citizens=300, days=200)
    lives = [[traced(-10, 10, 60), traced(-20, 0, 0, undone="corrected")], [traced(-6, 6, 20, reached=3)]]
    expired = answer_of(asked, [[traced(-6, 0, undone="expired")], [traced(-6, 6)]])
    assert (expired.corrected.mean, expired.gone.mean, expired.corrected_after) == (0, 0.5, None)
    answer = answer_of(asked, lives)
    assert answer.filings == 3
    assert answer.points.mean == (15 + 6) / 2
    assert [share.mean for _, share in answer.differing] == [1, 1, 0.75]
    assert dict(answer.curve)[180].mean == (5 + 6) / 2
    assert answer.worse_days.mean == (30 + 20) / 2
    assert (answer.corrected.mean, answer.gone.mean, answer.corrected_after) == (0.25, 0.25, 40)
    assert (answer.most_reached, answer.farthest, answer.each_reached) == (3, 2, (3, 0, 0))
    assert [(one.kind, one.filings, one.gone) for one in answer.kinds] == [(LIE, 3, 1)]
    assert "75 ± " in answer.finding
    assert "by 5.5 ± 6.4 points on average of 10.5 ± " in answer.finding
    assert "67 in 100 moved nobody else by a point" in answer.finding
    assert len({row[0] for row in rows_of(answer)}) == len(rows_of(answer))
    page = error_html(answer)
    assert "SYNTHETIC" in page
    assert page.count("<figure") == 2
    assert page.count("<svg") == 4
    assert "<script" not in page


def test_what_is_there_is_not_lived_again(city, tmp_path):
    asked = plan(city, 3)
    lived = live_plan(asked, tmp_path / "here", processes=1)
    (life,) = (tmp_path / "here" / "lives").iterdir()
    rows = json.loads(life.read_text())
    rows[0]["reached"] = 77
    life.write_text(json.dumps(rows))
    again = live_plan(asked, tmp_path / "here", processes=1)
    assert [one.reached for one in again[0]] == [77, *(one.reached for one in lived[0][1:])]
    with pytest.raises(BadInput, match="another plan was begun there"):
        live_plan(plan(city, 4), tmp_path / "here")
    life.write_text("{")
    with pytest.raises(BadInput, match="damaged since it was written"):
        live_plan(asked, tmp_path / "here")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "notes").touch()
    with pytest.raises(BadInput, match="something else already"):
        live_plan(asked, tmp_path / "taken")


def test_what_is_too_small_is_refused():
    with pytest.raises(BadInput, match="100 days are too few"):
        plan_of(seed=1, lives=None, citizens=None, days=100)
    with pytest.raises(BadInput, match="lives: 0"):
        plan_of(seed=1, lives=0, citizens=None, days=None)
    asked = plan_of(seed=1, lives=2, citizens=300, days=200)
    with pytest.raises(BadInput, match="take more --citizens or --days"):
        answer_of(asked, [[], []])


def test_the_command_writes_the_page(tmp_path):
    command = [sys.executable, "-m", "glasscity", "study", "error", "--lives", "1", "--citizens", "400"]
    command += ["--days", "200", "--processes", "1", "--out", str(tmp_path / "here"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["synthetic"].startswith("SYNTHETIC")
    assert 0 < data["filings"] <= 6
    assert (tmp_path / "here/study.html").is_file()
    listed = subprocess.run(command[:4], capture_output=True, text=True)
    assert "error" in listed.stdout

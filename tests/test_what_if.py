"""One life with something and without it: what differs, how often it comes to that, and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import resources

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import erring, live, starter
from glasscity.ensemble.plan import lives_of
from glasscity.errors import BadInput, CheckFailed
from glasscity.results import Run
from glasscity.show.what_if_page import what_if_html
from glasscity.show.what_if_text import in_lives, rows_of, verdict, what_if_text
from glasscity.study.explain import find, story
from glasscity.twin.branches import Question, live_branch, live_branches, other_lives
from glasscity.twin.what_if import COSTLIEST, _with_what_counted, what_if
from test_behaviour import EXAMPLE, RESPONSE

SEED, LIFE = 1, 2
INFLUENCE = ("rulebook.influence.kind='level'", "rulebook.influence.weight=0.3")


@pytest.fixture(scope="module")
def essay(tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "essay"
    return glasscity.run("essay", citizens=500, days=120, seed=SEED, life=LIFE, baseline=False, out=path)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Nobody's score depends on anybody else's, nobody responds, and caps let little through."""
    path = tmp_path_factory.mktemp("runs") / "alone"
    city = erring("rulebook.influence.kind='off'", citizens=200, days=60)
    return glasscity.run(city, seed=SEED, life=LIFE, baseline=False, out=path)


@pytest.fixture(scope="module")
def fell(essay):
    return find(essay, f"fell to {essay.scenario.category_names[-1]}")[0]


@pytest.fixture(scope="module")
def found(essay, fell):
    return what_if(essay, fell, COSTLIEST, lives=4, threads=1, processes=1)


def rendered(renderable, width=100):
    from rich.console import Console

    console = Console(width=width, color_system=None)
    with console.capture() as printed:
        console.print(renderable)
    return printed.get()


def test_the_line_with_it_is_the_life_that_the_story_works_out(essay, fell, found):
    told = story(essay, fell)
    assert (found.start, found.start_category) == (told.start, told.start_category)
    for evening, day in zip(found.with_it, told.lifeline, strict=True):
        assert evening[:5] == (day.day, day.base, day.influence, day.total, day.category)
    refused = [
        event for event in told.events if event.kind == "refused" and event.reason != "ordinary refusal"
    ]
    assert sum(answer.by_category for one in found.with_it for answer in one.answers) == len(refused)


def test_without_the_costliest_filing_they_do_not_fall(essay, fell, found):
    filing, worst = found.filing, essay.scenario.category_names[-1]
    assert found.without == "this filing"
    assert filing.points == _with_what_counted(essay, fell)["counted"].min() < 0
    assert found.differences[: filing.day] == [0.0] * filing.day
    assert found.differences[filing.day] == pytest.approx(-filing.points, abs=0.5)
    assert found.with_it[-1].category == worst
    assert found.without_it[-1].category != worst
    first = verdict(found)[0]
    days = sum(one.category == worst for one in found.with_it)
    assert re.search(rf"With it: fell to {worst} on \d+ \w+, {days} days in {worst}; without it: ", first)
    assert "never below" in first


def test_the_table_has_the_days_that_matter_and_no_others(found):
    rows = dict(rows_of(found))
    assert found.filing.day in rows
    assert len(found.with_it) - 1 in rows
    assert len(rows) < len(found.with_it) / 3
    for day in range(1, len(found.with_it)):
        for line in (found.with_it, found.without_it):
            if line[day].category != line[day - 1].category:
                assert line[day].category in rows[day]


def test_a_filing_that_a_cap_let_nothing_through_of_makes_no_difference(alone):
    def is_nothing(filing):
        counts_for_nothing = filing.height and filing["counted"].item() == 0
        return counts_for_nothing and "expiry" not in _kinds_after(alone, citizen, filing)

    for citizen in range(200):
        last = _with_what_counted(alone, citizen).sort("day").tail(1)
        if is_nothing(last):
            break
    found = what_if(alone, citizen, f"filing:{last['filing'].item()}", lives=0, threads=1)
    assert found.same
    assert found.differences == [0.0] * 60
    assert verdict(found) == [
        "In this life it makes no difference: the same on every day without this filing."
    ]
    assert "makes no difference" in rendered(what_if_text(found))


def _kinds_after(run, citizen, filing):
    later = run.ledger.filter((pl.col("citizen") == citizen) & (pl.col("day") >= filing["day"].item()))
    return later.select(pl.col("kind").cast(pl.String)).collect()["kind"].to_list()


def test_where_nothing_spreads_a_filing_costs_its_points_from_its_day_on(alone):
    citizen = find(alone, "typical")[0]
    found = what_if(alone, citizen, COSTLIEST, lives=0, threads=1)
    assert found.differences[found.filing.day] == -found.filing.points
    assert found.branches is None
    assert "--lives 32 says how often" in " ".join(rendered(what_if_text(found)).split())


def question(run, citizen, words, day, lives):
    scenario = run.scenario
    return Question(scenario.name, scenario.to_toml(), words, SEED, LIFE, citizen, day, lives)


def test_a_branch_to_the_own_life_is_the_own_life(essay, fell, found):
    asked = question(essay, fell, found.words, found.filing.day + 1, (LIFE,))
    for became, line in zip(live_branch(asked, 0), (found.with_it, found.without_it), strict=True):
        after = line[found.filing.day + 1 :]
        assert became.category == line[-1].category
        assert became.points == line[-1].total
        assert became.worst_days == sum(one.category == found.categories[-1] for one in after)
        assert became.refusals == sum(answer.by_category for one in after for answer in one.answers)


def test_other_changes_are_told_over_whole_lives(tmp_path):
    city = starter(*INFLUENCE, citizens=200, days=40)
    run = glasscity.run(city, seed=SEED, life=LIFE, baseline=False, out=tmp_path / "run")
    lives = other_lives(SEED, LIFE, 3)
    branches = live_branches(question(run, 7, "influence", 0, lives), processes=1)
    assert branches.day == 0
    ends = [live(city, seed=SEED, life=life).world.file for life in lives]
    names = city.category_names
    assert [there for there, _ in branches.each] == [names[end.category[7]] for end in ends]
    assert branches.with_it.points.mean == pytest.approx(np.mean([end.total[7] for end in ends]) / 1000)
    without = [live(starter(citizens=200, days=40), seed=SEED, life=life).world.file for life in lives]
    assert branches.without_it.points.mean == pytest.approx(np.mean([end.base[7] for end in without]) / 1000)
    mean = branches.with_it.points.mean - branches.without_it.points.mean
    assert branches.points.mean == pytest.approx(mean)


def test_what_is_counted_over_lives_adds_up(found):
    branches = found.branches
    assert branches.day == found.filing.day + 1
    assert branches.lives == len(branches.each) == 4
    for side, over in enumerate((branches.with_it, branches.without_it)):
        ends = [pair[side] for pair in branches.each]
        assert over.at_end == {name: ends.count(name) for name in found.categories}
        assert over.worst_at_end == ends.count(branches.worst) <= over.ever_worst <= 4
    difference = branches.with_it.worst_days.mean - branches.without_it.worst_days.mean
    assert branches.worst_days.mean == pytest.approx(difference)
    assert branches.with_it.ever_worst > branches.without_it.ever_worst
    said = in_lives(found, branches)
    assert f"in {branches.with_it.ever_worst} of 4 lives with it" in said
    assert f"in {branches.without_it.ever_worst} without it" in said


def test_the_number_of_processes_changes_nothing(essay, fell, found):
    again = what_if(essay, fell, found.words, lives=4, threads=2, processes=2)
    assert again == found


def test_the_own_life_is_none_of_the_others():
    assert other_lives(SEED, lives_of(SEED, 3)[1], 4) == (lives_of(SEED, 5)[0], *lives_of(SEED, 5)[2:])
    assert other_lives(SEED, LIFE, 4) == lives_of(SEED, 4)


def test_a_filing_of_the_last_day_has_no_branches(alone):
    last = alone.ledger.filter(
        (pl.col("day") == 59) & (pl.col("kind").cast(pl.String) == "conduct")
    ).collect()
    citizen = last["citizen"][0]
    filing = _with_what_counted(alone, citizen).filter(pl.col("day") == 59)["filing"][0]
    assert what_if(alone, citizen, f"filing:{filing}", lives=2, threads=1).branches is None


def test_the_page_has_both_pictures_and_their_tables(essay, found):
    page = what_if_html(essay, found)
    assert "SYNTHETIC" in page
    assert page.count("<figure") == 2
    assert page.count("<svg") == 4
    assert page.count("<details><summary>Table") == 2
    assert "<script" not in page
    assert "This is one life" in page
    assert verdict(found)[0].removesuffix(".") in page
    for name in (found.with_it[-1].category, found.without_it[-1].category):
        assert f"<title>{name} with" in page


def test_without_a_score_there_is_no_second_line(essay, fell):
    found = what_if(essay, fell, "score", lives=0, threads=1)
    assert all(one.total is None and one.category == "none" for one in found.without_it)
    assert "without it: not scored" in verdict(found)[0]
    assert "SYNTHETIC" in rendered(what_if_text(found), width=80)
    assert what_if_html(essay, found).count("<svg") == 2


def a_filing_of_somebody_else(run, citizen):
    other = run.ledger.filter((pl.col("citizen") != citizen) & (pl.col("points") < 0)).head(1).collect()
    return _with_what_counted(run, other["citizen"][0])["filing"][0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("filing:" + "0" * 32, "no filing 0{32} about citizen 7 came on file"),
        ("filing:12", "32 hexadecimal digits"),
        ("influence", None),
        ("costliest:x", "not something that a twin can be without"),
        ("denunciation", "nobody denounces"),
        ("rule:jaywalking", "there is no such rule"),
    ],
)
def test_what_is_not_there_cannot_be_left_out(alone, words, message):
    if message is None:
        assert what_if(alone, 7, words, lives=0, threads=1).same
        return
    with pytest.raises(BadInput, match=message):
        what_if(alone, 7, words, lives=0, threads=1)


def test_other_bad_input_is_refused(alone, tmp_path):
    with pytest.raises(BadInput, match="about citizen 7 came on file"):
        what_if(alone, 7, f"filing:{a_filing_of_somebody_else(alone, 7)}", lives=0)
    with pytest.raises(BadInput, match="--lives: -1 is not a number of lives"):
        what_if(alone, 7, COSTLIEST, lives=-1)
    with pytest.raises(BadInput, match="--processes: 0 is not a number of processes"):
        what_if(alone, 7, COSTLIEST, processes=0)
    with pytest.raises(BadInput, match="there is no such citizen"):
        what_if(alone, 200, COSTLIEST, lives=0)
    bare = starter("recording.ledger='aggregates'", citizens=100, days=10)
    sums = glasscity.run(bare, baseline=False, out=tmp_path / "sums")
    with pytest.raises(BadInput, match="kept the rows of no single citizen"):
        what_if(sums, 7, COSTLIEST, lives=0)
    run = glasscity.run(starter(citizens=50, days=1), baseline=False, out=tmp_path / "quiet")
    with pytest.raises(BadInput, match="no filing cost citizen 7 any points"):
        what_if(run, 7, COSTLIEST, lives=0)


def test_a_run_that_does_not_come_about_again_is_refused(alone, monkeypatch):
    monkeypatch.setattr(Run, "digest", property(lambda self: "0" * 64))
    with pytest.raises(CheckFailed, match="does not come about again"):
        what_if(alone, 7, COSTLIEST, lives=1, threads=1)


def test_own_rules_of_behaviour_hold_in_every_life(tmp_path):
    file, city = tmp_path / "rules.py", tmp_path / "city.toml"
    file.write_text(EXAMPLE, encoding="utf-8")
    text = (resources.files("glasscity") / "scenario" / "starter.toml").read_text(encoding="utf-8")
    city.write_text(text + RESPONSE, encoding="utf-8")
    folder = tmp_path / "run"
    run = glasscity.run(city, citizens=150, days=40, baseline=False, behaviour=file, out=folder)
    with pytest.raises(BadInput, match="rules of behaviour of its own"):
        what_if(run, 7, "rule:red_light", lives=0)
    with pytest.raises(BadInput, match="criteria are published"):
        what_if(run, 7, "secrecy", lives=0, behaviour=file)
    found = what_if(run, 7, "rule:red_light", lives=2, threads=1, processes=2, behaviour=file)
    assert found.branches.lives == 2


def program(*arguments):
    command = [sys.executable, "-m", "glasscity", "explain", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_command_prints_writes_and_gives_json(essay, fell, found, tmp_path):
    page = tmp_path / "pages" / "life.html"
    asked = ("--what-if", COSTLIEST, "--lives", 1, "--processes", 1)
    done = program(essay.path, fell, *asked, "--page", page, "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["synthetic"].startswith("SYNTHETIC")
    assert len(data["with_it"]) == len(data["without_it"]) == 120
    assert data["with_it"][-1]["total"] == found.with_it[-1].total
    assert data["branches"]["lives"] == 1
    assert data["filing"]["id"] == found.filing.id
    assert "SYNTHETIC" in page.read_text()
    refused = program(essay.path, fell, "--page", page)
    assert refused.returncode == 2
    assert "go with --what-if" in refused.stderr
    refused = program(essay.path, fell, "--what-if", "influense")
    assert refused.returncode == 2
    assert "did you mean 'influence'" in refused.stderr
    assert "Traceback" not in refused.stderr

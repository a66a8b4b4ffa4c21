"""Circumstances, ways back and lots in what people read: stories, summaries on a terminal, the report."""

from __future__ import annotations

import io
import re

import polars as pl
import pytest
from rich.console import Console

import glasscity
from cities import changed
from glasscity import tables
from glasscity.show.report import report_html
from glasscity.show.story_text import story_text
from glasscity.show.summary_text import summary_text
from glasscity.study.story import story
from glasscity.study.summary import summarise
from test_assignment import _city
from test_circumstance import BOUNDS, _circumstances


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "lives"
    loans = ("services.loan.bound_per_year=4", "services.loan.per_year=1.2")
    scenario = changed(_city(days=200), *BOUNDS[:2], *loans, _circumstances())
    return glasscity.run(scenario, seed=1, life=2, out=folder)


@pytest.fixture(scope="module")
def html(run):
    return report_html(run)


def _text(shown, width=100):
    console = Console(width=width, file=io.StringIO())
    console.print(shown)
    return console.file.getvalue()


def _first(run, *wanted):
    moves = run.table("circumstance_moves").filter(*wanted).sort("day", "citizen").collect()
    assert len(moves)
    return moves.row(0, named=True)


def test_the_story_of_a_blow_says_what_did_it(run):
    row = _first(run, pl.col("cause") == tables.BY_PRICE, pl.col("circumstance") == 5, pl.col("begun") > 0)
    told = story(run, row["citizen"])
    category = run.scenario.category_names[row["category"]]
    blow = f"falls into debt on day {row['day']} after a loan was dearer in category {category}"
    assert blow in told.sentence
    (event,) = [
        one for one in told.events if one.kind == "circumstance" and one.day == row["day"] and one.reason
    ]
    assert (event.what, event.worse, event.service) == ("falls into debt", True, "loan")
    text = " ".join(_text(story_text(told)).split())
    assert "falls into debt" in text
    assert "after a loan was dearer" in text


def test_every_move_has_its_event_in_order(run):
    for citizen in run.table("circumstance_moves").collect()["citizen"].unique().sort().head(25):
        moves = run.table("circumstance_moves").filter(pl.col("citizen") == citizen).collect().sort("day")
        events = [one for one in story(run, citizen).events if one.kind == "circumstance"]
        assert [one.day for one in events] == moves["day"].to_list()
        assert [one.worse for one in events] == [bool(begun) for begun in moves["begun"]]


def test_an_ordinary_refusal_is_not_laid_at_the_score_s_door(run):
    ordinary = pl.col("reason") == tables.ORDINARY
    row = _first(run, ordinary, pl.col("circumstance") == 9)
    told = story(run, row["citizen"])
    events = [one for one in told.events if one.kind == "circumstance" and one.day == row["day"]]
    assert "an ordinary refusal" in events[0].cause
    assert "gives up asking" not in told.sentence


def test_from_the_first_morning(run):
    row = _first(run, pl.col("cause") == tables.AT_START, pl.col("circumstance") == 1)
    first = next(one for one in story(run, row["citizen"]).events if one.kind == "circumstance")
    assert (first.day, first.what, first.cause) == (0, "without work", "from the first morning")


@pytest.mark.parametrize("width", [60, 80, 110])
def test_a_summary_on_a_terminal_tells_of_lives_and_lots(run, width):
    text = _text(summary_text(summarise(run)), width)
    for words in ("lives at the end", "in debt", "requests not made", "D by lot, 30 days after"):
        assert words in text
    assert max(map(len, text.splitlines())) <= width


def test_the_report_has_all_of_it(run, html):
    for words in ("What becomes of people’s lives", "What a category does by itself", "The way back"):
        assert words in html
    assert "From month to month" in html
    assert 'id="figure-circumstances"' in html
    assert 'id="figure-by-lot"' in html
    summary = summarise(run)
    assert f"{summary.assignment.assigned:,} citizens were put into D by lot" in html
    mobility = summary.mobility
    assert f"Shorrocks {mobility.indices.shorrocks:.2f}" in html
    for grade in summary.recovery.grades:
        assert re.search(rf"<td>{grade.category}</td><td class=\"number\">{grade.falls:,}</td>", html)


def test_the_balance_lays_the_difference_at_the_door_of_lives(run, html):
    unlawful = summarise(run).unlawful_acts
    here, without = unlawful.here, unlawful.without_score
    assert f"There are {here:,.0f} unlawful acts here, and {without:,.0f} without a score." in html
    assert "by construction, not as a finding" not in html
    assert "What a refusal does to a life" in html


def test_a_city_without_them_has_no_word_of_them(tmp_path):
    run = glasscity.run(_city("experiment.enabled=false", days=40), out=tmp_path / "run", baseline=False)
    page = report_html(run)
    assert "by lot" not in page
    assert "figure-circumstances" not in page
    text = _text(summary_text(summarise(run)))
    assert "by lot" not in text
    assert "lives at the end" not in text


def test_without_a_score_lives_are_shown_too(tmp_path):
    scenario = changed(_city(days=60), *BOUNDS[:2], "services.loan.bound_per_year=6", _circumstances())
    run = glasscity.run(scenario.without_score(), out=tmp_path / "run")
    page = report_html(run)
    assert "figure-circumstances" in page
    assert "never because of a score" in page
    assert "lives change by chance and by ordinary refusals only" in page
    assert "lives at the end" in _text(summary_text(summarise(run)))

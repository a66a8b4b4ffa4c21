"""What a reader sees of ties that change: the summary, the story of a citizen, the report."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from rich.console import Console

import glasscity
from cities import changed
from glasscity.errors import CheckFailed
from glasscity.show.report import report_html
from glasscity.show.story_text import story_text
from glasscity.show.summary_text import summary_text
from glasscity.study.explain import find, story
from glasscity.study.summary import summarise
from glasscity.study.tie_events import DROPPED, DROPS, KINDS, MET, PARTED, tie_events
from test_rewiring import eager, rewired


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return a run in which much happens to ties, for reading only."""
    folder = tmp_path_factory.mktemp("ties") / "run"
    city = changed(rewired(eager(citizens=1200, days=120), knows="1"), "recording.acts=true")
    return glasscity.run(city, out=folder, baseline=False)


@pytest.fixture(scope="module")
def changes(run):
    return run.table("tie_changes").collect()


def printed(renderable, width=120):
    console = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(renderable)
    return console.export_text()


def test_the_summary_counts_what_the_tables_have(run, changes):
    ties = summarise(run).ties
    why = Counter(run.named("tie_changes").collect()["why"].to_list())
    assert ties.dropped == why["too low a category"] > 500
    assert ties.lost_touch == why["lost touch"]
    assert ties.formed == why["a better category"] + why["met through contacts"]
    assert ties.at_end == ties.at_start - ties.dropped - ties.lost_touch + ties.formed
    low = changes.filter(pl.col("why") == 1)["contact"].to_list()
    assert ties.most_dropped == max(Counter(low).values())
    assert ties.sorting.by_category > ties.first_ties.by_category


def test_contacts_on_file_who_are_contacts_no_more(run, changes):
    """In plain Python, tie by tie."""
    on_file = set()
    ties = run.table("ties").collect()
    first = ties.filter((pl.col("since_day") == 0) & (pl.col("filed_by") > 0))
    on_file |= set(first.select("citizen", "contact").rows())
    heard = changes.filter(pl.col("on_file").is_between(0, run.days_number - 1)).sort(
        "on_file", maintain_order=True
    )
    for change in heard.to_dicts():
        pair = tuple(sorted((change["citizen"], change["contact"])))
        (on_file.add if change["formed"] else on_file.discard)(pair)
    lasting = set(ties.filter(pl.col("until_day") < 0).select("citizen", "contact").rows())
    assert run.citizens["known_contacts"].sum() == 2 * len(on_file)
    stale = len(on_file - lasting)
    assert stale > 100
    assert abs(summarise(run).ties.stale - stale) <= 0.01 * stale


def test_the_summary_says_it(run):
    summary = summarise(run)
    said = [sentence for sentence in summary.headlines if "dropped" in sentence]
    assert len(said) == 1
    assert f"{summary.ties.dropped:,} ties were dropped" in said[0]
    text = printed(summary_text(summary))
    assert "sorted by category" in text
    assert f"{summary.ties.formed:,}" in text
    assert summary.to_dict()["ties"]["dropped"] == summary.ties.dropped


def test_the_story_tells_every_change(run, changes):
    dropped = find(run, "dropped", number=3)
    for citizen in (*dropped, 5, 77, 400):
        told = [event for event in story(run, citizen).events if event.kind in KINDS]
        theirs = changes.filter((pl.col("citizen") == citizen) | (pl.col("contact") == citizen))
        assert sum(event.number for event in told) == theirs.height
        by_others = theirs.filter((pl.col("why") == 1) & (pl.col("contact") == citizen))
        assert sum(event.number for event in told if event.kind == DROPPED) == by_others.height
        assert {event.day for event in told} == set(theirs["day"].to_list())


def test_who_is_dropped_by_most_is_found_and_their_story_says_so(run, changes):
    most = (
        changes.filter(pl.col("why") == 1)
        .group_by("contact")
        .len()
        .sort("len", "contact", descending=[True, False])
    )
    (citizen,) = find(run, "dropped")
    assert citizen == most["contact"][0]
    told = story(run, citizen)
    assert f"was dropped by {most['len'][0]} contacts for being in " in told.sentence
    text = printed(story_text(told), 160)
    assert "dropped by " in text
    assert "their category is too far below" in text


def test_one_day_of_ties_in_words():
    def row(citizen, contact, formed, why, filed_by=1, on_file=20):
        more = {"layers": 4, "since": 0, "filed_by": filed_by, "on_file": on_file}
        return {"day": 14, "citizen": citizen, "contact": contact, "formed": formed, "why": why, **more}

    rows = [
        row(2, 1, 0, 1),
        row(3, 1, 0, 1),
        row(1, 4, 0, 1, on_file=-1),
        row(5, 1, 0, 2, 0, -1),
        row(6, 1, 1, 3),
    ]
    events = tie_events(1, rows)[14]
    assert [(event.kind, event.what, event.more["other"]) for event in events] == [
        (DROPPED, "dropped by 2 contacts", None),
        (DROPS, "drops 1 contact", 4),
        (PARTED, "loses touch with 1 contact", 5),
        (MET, "1 new contact", 6),
    ]
    causes = [event.more["cause"] for event in events]
    assert causes[0] == "their category is too far below"
    assert causes[1].endswith("the authority never hears of it, and the tie stays on file")
    assert causes[2] == "whatever the score; no company files this tie"
    assert causes[3] == "one of the two is in a better category; the authority hears of it 6 days later"


def test_the_report_shows_how_ties_sort(run):
    html = report_html(run)
    assert "Whom people know" in html
    assert 'id="figure-ties"' in html
    assert f"{summarise(run).ties.dropped:,} ties dropped for a low category" in html


def test_where_no_tie_changes_nothing_is_said(tmp_path):
    still = glasscity.run(eager(citizens=300, days=20), out=tmp_path / "still", baseline=False)
    summary = summarise(still)
    assert summary.ties is None
    assert "Whom people know" not in report_html(still)
    assert not any("dropped" in sentence for sentence in summary.headlines)
    with pytest.raises(CheckFailed, match="nobody in this run was dropped for a category"):
        find(still, "dropped")

"""One citizen's story: the sums add up, a changed file is found out, and who is found is as described."""

import datetime
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed
from glasscity import Run, tables
from glasscity.errors import BadInput, CheckFailed
from glasscity.folder import MANIFEST, manifest_hash
from glasscity.scenario import load
from glasscity.study.explain import Story, find, story
from glasscity.study.find import findable
from glasscity.study.likeness import like_them

SOMEBODY = range(0, 6000, 211)
FOUND = ["fell to D", "fell to B", "rose to AAA", "tipped by contacts", "refused", "came back", "override"]
FOUND += ["never seen", "typical"]


@pytest.fixture(scope="module")
def stories(essay_year) -> dict[int, Story]:
    """Return the stories of many citizens, those worth telling among them."""
    picked = {citizen for what in FOUND for citizen in find(essay_year, what, number=2)}
    return {citizen: story(essay_year, citizen) for citizen in sorted({*SOMEBODY, *picked})}


def milli(points: float) -> int:
    return round(points * 1000)


def row_of(run: Run, citizen: int) -> dict:
    return run.table("citizens").filter(pl.col("citizen") == citizen).collect().row(0, named=True)


def doctored(
    run: Run, copy: Path, table: str, change: Callable[[pl.DataFrame], pl.DataFrame], *, hide: bool = True
) -> Run:
    """Return a copy of a run with a table changed; `hide` makes every hash fit again."""
    shutil.copytree(run.path, copy)
    for name in run.folder.names(table):
        change(pl.read_parquet(copy / name)).write_parquet(copy / name)
    if hide:
        manifest = json.loads((copy / MANIFEST).read_text())
        for name in run.folder.names(table):
            data = (copy / name).read_bytes()
            manifest["files"][name] |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        manifest["manifest_sha256"] = manifest_hash(manifest)
        (copy / MANIFEST).write_text(json.dumps(manifest))
    return Run(copy)


# The sums


def test_the_lifeline_ends_where_the_run_ended(essay_year, stories):
    for citizen, told in stories.items():
        end, row = told.lifeline[-1], row_of(essay_year, citizen)
        assert [milli(points) for points in end[1:4]] == [row["base"], row["influence"], row["total"]]
        assert end.category == told.end_category == row["category"]


def test_every_day_has_a_row_and_its_parts_add_up(stories):
    for told in stories.values():
        assert [row.day for row in told.lifeline] == list(range(365))
        for row in told.lifeline:
            assert milli(row.total) == min(max(milli(row.base) + milli(row.influence), 0), 2_000_000)


def test_events_add_up_to_the_lifeline_day_by_day(stories):
    for told in stories.values():
        base, influence, category = milli(told.start), 0, told.start_category
        of_day: dict[int, list] = {}
        for event in told.events:
            of_day.setdefault(event.day, []).append(event)
        for row in told.lifeline:
            for event in of_day.get(row.day, []):
                base += milli(event.points or 0)
                influence += milli(event.contacts or 0)
                if event.kind == "category":
                    assert event.before == category
                    category = event.category
                assert (milli(event.base), milli(event.influence)) == (base, influence)
                assert event.category == category
            assert (milli(row.base), milli(row.influence), row.category) == (base, influence, category)


def test_the_lifelines_of_a_whole_village_are_its_daily_table(tmp_path):
    """Everybody's story together gives the run's own counts and sum of totals, on every day."""
    run = glasscity.run("essay", citizens=60, days=120, baseline=False, out=tmp_path / "run")
    lives = [story(run, citizen).lifeline for citizen in range(60)]
    for day in run.days.to_dicts():
        today = [life[day["day"]] for life in lives]
        assert sum(milli(row.total) for row in today) == day["total_mp"]
        for name in run.scenario.category_names:
            assert sum(row.category == name for row in today) == day[f"in_{name}"]


def test_events_are_dated_and_in_order(stories):
    for told in stories.values():
        assert [event.day for event in told.events] == sorted(event.day for event in told.events)
        for event in told.events:
            assert event.date == told.start_date + datetime.timedelta(days=event.day)


# What a story tells


def test_every_row_of_a_citizen_is_told(essay_year, stories):
    for citizen, told in stories.items():
        mine = pl.col("citizen") == citizen
        number = {
            name: essay_year.table(name).filter(mine).collect().height
            for name in ("acts", "ledger", "influence", "moves", "decisions")
        }
        kinds = [event.kind for event in told.events]
        assert kinds.count("act") == number["acts"]
        assert sum(event.points is not None for event in told.events) == number["ledger"]
        assert kinds.count("contacts") == number["influence"]
        assert kinds.count("category") == number["moves"]
        asked = ("refused", "dearer", "cheaper", "first")
        assert sum(kind in asked for kind in kinds) == number["decisions"]


def test_an_act_is_marked_as_filed_if_and_only_if_an_entry_tells_of_it(essay_year, stories):
    organisations = essay_year.scenario.organisations.values()
    for citizen, told in stories.items():
        entries = essay_year.table("ledger").filter(pl.col("citizen") == citizen).collect()
        entries = entries.filter(pl.col("kind") == tables.CONDUCT)
        on_file = set(entries.select("conduct_day", "conduct").iter_rows())
        codes = {name: conduct.code for name, conduct in essay_year.scenario.conduct.items()}
        for event in told.events:
            if event.kind == "act":
                assert (event.seen == "filed") == ((event.day, codes[event.conduct]) in on_file)
                if event.seen == "not on file by the end":
                    watching = [o for o in organisations if o.sees.get(event.conduct)]
                    assert event.day + max(o.delay_days[1] for o in watching) >= 365


def test_an_entry_names_who_filed_it_and_through_what(essay_year, stories):
    scenario = essay_year.scenario
    blocks = {(o, c): (first, last) for o, c, first, last in scenario.blocks()}
    entries = [event for told in stories.values() for event in told.events if event.kind == "entry"]
    assert entries
    for event in entries:
        first, last = blocks[event.organisation, event.conduct]
        assert first <= event.parameter <= last
        assert event.filed_by.startswith(scenario.organisations[event.organisation].label)
        assert event.what == scenario.conduct[event.conduct].label
        assert event.conduct_day < event.day


def test_caps_expiry_and_overrides_are_named_in_plain_words(essay_year, stories):
    causes = {event.cause for told in stories.values() for event in told.events}
    capped = essay_year.table("ledger").filter(pl.col("kind") == tables.CAP).first().collect()
    one = story(essay_year, capped["citizen"].item())
    causes |= {event.cause for event in one.events if event.kind == "cap"}
    assert "deleted after 180 days" in causes
    assert "to category C for 365 days, whatever the score" in causes
    assert any(cause.startswith("does not count: at most") for cause in causes)


def test_the_story_of_a_fall_says_so_in_one_sentence(essay_year):
    told = story(essay_year, find(essay_year, "fell to D")[0])
    assert told.sentence.startswith("Fell from AA to D in ")
    assert "filed" in told.sentence
    assert told.sentence.endswith(".")
    assert "\n" not in told.sentence


def test_a_story_is_ready_for_json(stories):
    for told in stories.values():
        data = told.to_dict()
        assert json.loads(json.dumps(data)) == data
        assert data["synthetic"].startswith("SYNTHETIC")
        assert len(data["lifeline"][0]) == 5


def test_like_them_counts_every_citizen_exactly_once(essay_year):
    groups: dict[str, int] = {}
    for citizen in range(0, 6000, 7):
        alike = like_them(essay_year, citizen)
        assert groups.setdefault(alike.rule, alike.number) == alike.number
    assert sum(number + 1 for number in groups.values()) <= 6000


def test_those_like_them_really_are(essay_year):
    citizen = find(essay_year, "fell to D")[0]
    told = story(essay_year, citizen)
    assert "ended in category D" in told.like_them_rule
    in_worst = essay_year.citizens.filter(pl.col("category").cast(pl.String) == "D").height
    assert 0 < told.like_them < in_worst


@pytest.mark.parametrize("citizen", [-1, 6000, 10**9, True, "17", 3.0])
def test_there_is_no_such_citizen(essay_year, citizen):
    with pytest.raises(BadInput, match=r"there is no such citizen; this run has 0 … 5999"):
        story(essay_year, citizen)


def test_a_number_from_a_table_is_a_number(essay_year):
    assert story(essay_year, np.uint32(17)) == story(essay_year, 17)


# A changed file is found out


def test_a_changed_file_is_not_believed(essay_year, tmp_path):
    run = doctored(essay_year, tmp_path / "run", "ledger", lambda frame: frame.head(10), hide=False)
    with pytest.raises(CheckFailed, match="damaged or changed"):
        story(run, 1)


CHANGES = {
    "points": ("ledger", pl.col("points") + 1000),
    "counts": ("ledger", 1 - pl.col("counts")),
    "influence": ("influence", pl.col("influence") + 1),
    "after": ("moves", pl.lit(5, pl.UInt8)),
    "before": ("moves", pl.lit(4, pl.UInt8)),
    "total": ("citizens", pl.col("total") - 1),
    "base": ("citizens", pl.col("base") + 1),
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_with_hashes_that_fit_is_found_by_the_sums(essay_year, tmp_path, column):
    citizen = find(essay_year, "fell to C")[0]
    table, value = CHANGES[column]
    mine = pl.col("citizen") == citizen

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        kept = frame.schema[column]
        return frame.with_columns(pl.when(mine).then(value.cast(kept)).otherwise(column).alias(column))

    run = doctored(essay_year, tmp_path / "run", table, change)
    with pytest.raises(CheckFailed, match=f"citizen {citizen}: "):
        story(run, citizen)
    other = next(number for number in range(6000) if number != citizen)
    assert story(run, other).lifeline == story(essay_year, other).lifeline


def test_an_expiry_of_what_was_never_there_is_found_out(essay_year, tmp_path):
    expired = essay_year.table("ledger").filter(pl.col("kind") == tables.EXPIRY).first().collect()
    citizen = expired["citizen"].item()
    high, low = expired["cause_hi"].item(), expired["cause_lo"].item()
    cause = (pl.col("entry_hi") == high) & (pl.col("entry_lo") == low)

    def rename(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(
            entry_lo=pl.when(cause).then(pl.lit(low + 1, pl.UInt64)).otherwise("entry_lo")
        )

    with pytest.raises(CheckFailed, match="an entry expires that was not there"):
        story(doctored(essay_year, tmp_path / "run", "ledger", rename), citizen)


# Runs that recorded less, or score nobody


def test_without_influence_on_record_the_story_says_so(tmp_path):
    city = changed(load("essay"), "recording.influence=false")
    run = glasscity.run(city, citizens=1000, days=60, baseline=False, out=tmp_path / "run")
    told = story(run, 3)
    assert told.lifeline[-1].total is None
    assert milli(told.lifeline[-1].base) == row_of(run, 3)["base"]
    assert any("recording.influence = false" in note for note in told.notes)
    assert not any(event.kind == "contacts" for event in told.events)


def test_without_acts_on_record_the_story_tells_the_file(tmp_path):
    city = changed(load("essay"), "recording.acts=false")
    run = glasscity.run(city, citizens=1000, days=60, baseline=False, out=tmp_path / "run")
    told = story(run, 3)
    assert any("recording.acts = false" in note for note in told.notes)
    assert not any(event.kind == "act" for event in told.events)
    with pytest.raises(CheckFailed, match="did not record acts"):
        find(run, "never seen")


def test_where_influence_is_off_the_base_is_the_score(tmp_path):
    city = changed(load("rongcheng-2016"), "recording.influence=false")
    run = glasscity.run(city, citizens=1000, days=60, baseline=False, out=tmp_path / "run")
    told = story(run, find(run, "typical")[0])
    assert told.lifeline[-1].total == told.lifeline[-1].base
    assert not told.notes


def test_where_nobody_is_scored_the_courts_are_left(tmp_path):
    run = glasscity.run("no-score", citizens=1500, days=120, out=tmp_path / "run")
    told = story(run, find(run, "typical")[0])
    assert not told.scored
    assert {row.category for row in told.lifeline} == {"none"}
    assert told.sentence.startswith("Nobody is scored here")
    fines = [event.fine for event in told.events if event.fine is not None]
    assert all(event.points == 0 for event in told.events if event.kind == "entry")
    assert len(fines) == sum(event.kind == "entry" for event in told.events)
    for what in ("fell to D", "tipped by contacts", "refused", "came back", "override"):
        with pytest.raises(CheckFailed, match="nobody in this run"):
            find(run, what)


# Who is found


def test_everything_that_can_be_found_is_found(essay_year):
    for what in findable(essay_year):
        found = find(essay_year, what, number=4)
        assert found == find(essay_year, what.upper(), number=4)
        assert 1 <= len(found) == len(set(found)) <= 4
        assert find(essay_year, what) == found[:1]


@pytest.mark.parametrize("category", ["AA", "A", "B", "C", "D"])
def test_who_fell_came_from_a_better_category(essay_year, category):
    names = essay_year.scenario.category_names
    for citizen in find(essay_year, f"fell to {category}", number=5):
        told = story(essay_year, citizen)
        moves = [event for event in told.events if event.kind == "category" and event.category == category]
        assert any(names.index(move.before) < names.index(category) for move in moves)
        assert told.end_category == category


def test_who_rose_came_from_a_worse_category(essay_year):
    names = essay_year.scenario.category_names
    for citizen in find(essay_year, "rose to aaa", number=5):
        told = story(essay_year, citizen)
        assert any(e.kind == "category" and e.category == "AAA" and not e.worse for e in told.events)
        assert told.end_category == names[0]


def test_who_was_tipped_by_contacts_would_stand_better_without_them(essay_year):
    scenario = essay_year.scenario
    names = scenario.category_names
    bounds = [float(b.at_least) for b in scenario.rulebook.categories.bands if b.at_least is not None]
    gaps = []
    for citizen in find(essay_year, "tipped by contacts", number=20):
        told = story(essay_year, citizen)
        end = told.lifeline[-1]
        assert f"without which it would be {told.without_contacts}" in told.sentence
        alone = sum(end.base < bound for bound in bounds)
        assert told.without_contacts == names[alone]
        gaps.append(names.index(end.category) - alone)
        assert end.influence < 0
    assert min(gaps) >= 1
    assert gaps == sorted(gaps, reverse=True)


def test_who_was_refused_was_refused_because_of_the_score(essay_year):
    found = find(essay_year, "refused", number=5)
    numbers = []
    for citizen in found:
        events = story(essay_year, citizen).events
        numbers.append(sum(e.kind == "refused" and e.reason != "ordinary refusal" for e in events))
    assert numbers == sorted(numbers, reverse=True)
    because = (pl.col("outcome") == tables.REFUSED) & (pl.col("reason") != tables.ORDINARY)
    most = essay_year.table("decisions").filter(because).group_by("citizen").len().collect()
    assert numbers[0] == most["len"].max()


def test_who_came_back_was_in_the_worst_category(essay_year):
    for citizen in find(essay_year, "came back", number=3):
        told = story(essay_year, citizen)
        assert "D" in {row.category for row in told.lifeline}
        assert told.end_category != "D"


def test_whose_category_a_rule_set(essay_year):
    told = story(essay_year, find(essay_year, "override")[0])
    assert any(event.kind == "override" for event in told.events)


def test_who_was_never_seen_broke_the_law(essay_year):
    conduct = essay_year.scenario.conduct
    told = story(essay_year, find(essay_year, "never seen")[0])
    unlawful = [event for event in told.events if event.conduct and not conduct[event.conduct].lawful]
    assert len(unlawful) > 3
    assert f"none of {len(unlawful)} unlawful acts came on file" in told.sentence
    assert all(event.kind == "act" and event.seen != "filed" for event in unlawful)


def test_who_is_typical_ends_in_the_middle_half(essay_year):
    totals = essay_year.citizens["total"]
    typical = story(essay_year, find(essay_year, "typical")[0]).lifeline[-1].total
    assert totals.quantile(0.25) <= typical <= totals.quantile(0.75)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("typcal", "did you mean 'typical'"),
        ("came bakc", "did you mean 'came back'"),
        ("fell to Z", "there is no category 'Z'"),
        ("rose to", "what can be found: fell to AA"),
        ("", "what can be found"),
        ("[bold]fell[/bold]", "what can be found"),
    ],
)
def test_what_cannot_be_found_is_said(essay_year, what, said):
    with pytest.raises(BadInput) as error:
        find(essay_year, what)
    assert said in str(error.value)


def test_nobody_rises_to_the_worst_category(essay_year):
    with pytest.raises(CheckFailed, match="nobody in this run rose to D"):
        find(essay_year, "rose to d")


@pytest.mark.parametrize("number", [0, -1, True, 1.5])
def test_a_number_of_citizens_is_one_or_more(essay_year, number):
    with pytest.raises(BadInput, match="expected 1 or more"):
        find(essay_year, "typical", number=number)

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
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.society.confusion import build_confusions
from glasscity.society.population import build_population
from glasscity.study.event import APPEAL_STEPS, ENTRIES
from glasscity.study.explain import Event, Story, find, story
from glasscity.study.find import findable
from glasscity.study.likeness import like_them
from glasscity.study.summary import summarise
from glasscity.study.truth import (
    ABOUT_DEEDS,
    AGAIN,
    ANOTHER_CONDUCT,
    BY_ORGANISATIONS,
    LIE,
    MADE_UP,
    SOMEBODY_ELSE,
    TWICE,
    told_entries,
)

SOMEBODY = range(0, 6000, 211)
FOUND = ["fell to D", "fell to B", "rose to AAA", "tipped by contacts", "refused", "came back", "override"]
FOUND += ["never seen", "typical"]
WRONGED = ["wrongly in C", "wrongly accused", "corrected", "cleared", "an informer", "fell to D", "override"]

ERRORS = (
    "{missed=0.05, late=0.05, duplicated=0.02, wrong_person=0.03, wrong_parameter=0.02, stale=0.02, "
    "late_days=[20, 60], stale_days=[30, 60], invented_per_year=0.05, invented_bound_per_year=0.05, "
    "assumed='a test'}"
)
APPEALS = (
    "{notified=0.8, if_wrong=0.6, if_right=0.05, after_days=[1, 10], hearings_per_day=200, "
    "answer_days=[2, 10], corrected_if_wrong=0.9, corrected_if_right=0.3, machine_believed=0.2, "
    "assumed='a test'}"
)
MOTIVES = (
    "{duty={code=1, label='out of duty', tells='the truth', each_act=0.02, assumed='a test'}, "
    "malice={code=2, label='out of malice', tells='a lie', per_year=0.5, bound_per_year=0.5, "
    "assumed='a test'}}"
)


def wronged_city(citizens: int = 2500, days: int = 200) -> Scenario:
    """Return a city of the essay in which much goes wrong."""
    city = load("essay", citizens=citizens, days=days)
    about = ["littering", "noise_at_night", "criticising_ruling_party", "unannounced_gathering"]
    told = f"about={about}, layers=['friends', 'neighbours', 'workmates'], reward='secret_denunciation'"
    told += f", checked=0.3, lie_found=0.5, assumed='a test', motives={MOTIVES}"
    blocks = [f"{name}={{first={19_510_001 + 100 * n}, count=5}}" for n, name in enumerate(about)]
    blocks.append("secret_denunciation={first=19_500_001, count=50}")
    return changed(
        city,
        "population.names={number=500, assumed='a test'}",
        *(f"organisations.{n}.errors={ERRORS}" for n in city.organisations if n != "denunciation_office"),
        f"catalogue.blocks.denunciation_office={{{', '.join(blocks)}}}",
        f"denunciation={{to='denunciation_office', {told}}}",
        f"appeals={APPEALS}",
        "harm={points_per_gravity=5, assumed='a test'}",
        *("data_centre.enabled=false", "repair.enabled=false"),
    )


def unharmed_city(citizens: int = 1500, days: int = 60) -> Scenario:
    """Return the city of the essay with none of what goes wrong."""
    tables = load("essay", citizens=citizens, days=days).to_dict()
    for organisation in tables["organisations"].values():
        organisation.pop("errors", None)
    for owner in tables["owners"].values():
        owner.pop("failure", None)
    for name in ("denunciation", "appeals", "harm", "data_centre", "repair", "response", "voice"):
        tables.pop(name, None)
    for name in ("circumstances", "rewiring", "copies"):
        tables.pop(name, None)
    tables["rulebook"]["criteria_published"] = True
    return Scenario.model_validate(tables)


@pytest.fixture(scope="module")
def wronged(tmp_path_factory) -> Run:
    """Return a run in which much goes wrong, for reading only."""
    folder = tmp_path_factory.mktemp("explain") / "wronged"
    return glasscity.run(wronged_city(), out=folder, baseline=False)


@pytest.fixture(scope="module")
def wronged_stories(wronged) -> dict[int, Story]:
    """Return stories of citizens who were wronged, and of others."""
    picked = {citizen for what in WRONGED for citizen in find(wronged, what, number=3)}
    return {citizen: story(wronged, citizen) for citizen in sorted({*range(0, 2500, 97), *picked})}


@pytest.fixture(scope="module")
def village(tmp_path_factory) -> tuple[Run, list[Story]]:
    """Return a village in which much goes wrong, and everybody's story."""
    folder = tmp_path_factory.mktemp("explain") / "village"
    run = glasscity.run(wronged_city(150, 150), out=folder, baseline=False)
    return run, [story(run, citizen) for citizen in range(150)]


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


@pytest.fixture(params=["essay_year", "wronged"])
def told(request) -> tuple[Run, dict[int, Story]]:
    """Return a run and many of its stories."""
    stories = request.getfixturevalue("stories" if request.param == "essay_year" else "wronged_stories")
    return request.getfixturevalue(request.param), stories


def test_the_lifeline_ends_where_the_run_ended(told):
    run, stories = told
    for citizen, one in stories.items():
        end, row = one.lifeline[-1], row_of(run, citizen)
        assert [milli(points) for points in end[1:4]] == [row["base"], row["influence"], row["total"]]
        assert end.category == one.end_category == row["category"]


def test_every_day_has_a_row_and_its_parts_add_up(told):
    run, stories = told
    for one in stories.values():
        assert [row.day for row in one.lifeline] == list(range(run.days_number))
        for row in one.lifeline:
            assert milli(row.total) == min(max(milli(row.base) + milli(row.influence), 0), 2_000_000)


def test_events_add_up_to_the_lifeline_day_by_day(told):
    for one in told[1].values():
        base, influence, category = milli(one.start), 0, one.start_category
        of_day: dict[int, list] = {}
        for event in one.events:
            of_day.setdefault(event.day, []).append(event)
        for row in one.lifeline:
            for event in of_day.get(row.day, []):
                base += milli(event.points or 0)
                influence += milli(event.contacts or 0)
                if event.kind == "category":
                    assert event.before == category
                    category = event.category
                assert (milli(event.base), milli(event.influence)) == (base, influence)
                assert event.category == category
            assert (milli(row.base), milli(row.influence), row.category) == (base, influence, category)


def test_the_lifelines_of_a_whole_village_are_its_daily_table(village):
    """Everybody's story together gives the run's own counts and sum of totals, on every day."""
    run, stories = village
    for day in run.days.to_dicts():
        today = [one.lifeline[day["day"]] for one in stories]
        assert sum(milli(row.total) for row in today) == day["total_mp"]
        for name in run.scenario.category_names:
            assert sum(row.category == name for row in today) == day[f"in_{name}"]


def test_events_are_dated_and_in_order(told):
    for one in told[1].values():
        assert [event.day for event in one.events] == sorted(event.day for event in one.events)
        for event in one.events:
            assert event.date == one.start_date + datetime.timedelta(days=event.day)


# What a story tells


def test_every_row_of_a_citizen_is_told(told):
    run, stories = told
    for citizen, one in stories.items():
        mine = pl.col("citizen") == citizen
        names = ("acts", "ledger", "influence", "moves", "decisions", "appeals", "hearings")
        frames = {name: run.table(name).filter(mine).collect() for name in names if run.folder.names(name)}
        number = {name: frame.height for name, frame in frames.items()}
        kinds = [event.kind for event in one.events]
        assert kinds.count("act") == number["acts"]
        assert sum(event.points is not None for event in one.events) == number["ledger"]
        assert kinds.count("contacts") == number["influence"]
        assert kinds.count("category") == number["moves"]
        asked = ("refused", "dearer", "cheaper", "first")
        assert sum(kind in asked for kind in kinds) == number["decisions"]
        if run.folder.names("denunciations"):
            told_of = run.table("denunciations").filter(pl.col("informer") == citizen).collect()
            assert kinds.count("told") == told_of.height
        if run.folder.names("appeals"):
            made = frames["appeals"].filter((pl.col("contested") > 0) & (pl.col("made") < run.days_number))
            assert kinds.count("notified") == frames["appeals"]["notified"].sum()
            assert kinds.count("contested") == made.height
            assert kinds.count("heard") == number["hearings"]
            assert kinds.count("answered") == (frames["hearings"]["answered"] < run.days_number).sum()


def test_an_act_is_marked_as_filed_if_and_only_if_an_entry_tells_of_it(told):
    run, stories = told
    organisations = run.scenario.organisations.values()
    codes = {name: conduct.code for name, conduct in run.scenario.conduct.items()}
    entries = run.table("ledger").filter(pl.col("kind").is_in(ABOUT_DEEDS)).select("citizen", "entry_hi")
    of_deed: dict[int, set[int]] = {}
    for citizen, deed in entries.collect().iter_rows():
        of_deed.setdefault(deed, set()).add(citizen)
    seen = set()
    for citizen, one in stories.items():
        for event in one.events:
            if event.kind != "act":
                continue
            files = of_deed.get(int(tables.filing_hi(citizen, event.day, codes[event.conduct])), set())
            assert (event.seen == "filed") == (citizen in files)
            assert (event.seen == "filed about somebody else") == (bool(files) and citizen not in files)
            assert (event.other in files) == (event.seen == "filed about somebody else")
            seen.add(event.seen)
            if event.seen == "not on file by the end":
                watching = [o for o in organisations if o.sees.get(event.conduct)]
                late = [o.errors.late_days[1] if o.errors else 0 for o in watching]
                delays = [o.delay_days[1] + days for o, days in zip(watching, late, strict=True)]
                assert event.day + max([1, *delays]) >= run.days_number
    assert {"filed", "filed about somebody else"} <= seen


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


# What is true


def entries_of(stories: dict[int, Story]) -> list[tuple[int, Event]]:
    """Return every entry about a deed in some stories, with whose story it is."""
    return [(c, event) for c, one in stories.items() for event in one.events if event.kind in ENTRIES]


def test_what_is_said_to_be_true_of_an_entry_is_true(wronged, wronged_stories):
    scenario = wronged.scenario
    names = {conduct.code: name for name, conduct in scenario.conduct.items()}
    acts = wronged.table("acts").select("citizen", "day", "conduct").collect()
    did = {(citizen, day, names[conduct]) for citizen, day, conduct in acts.iter_rows()}
    labels = {conduct.label: name for name, conduct in scenario.conduct.items()}
    told = wronged.named("denunciations").collect()
    told_of = {
        (row["informer"], row["target"], row["day"], row["conduct"]): row["lie"] for row in told.to_dicts()
    }
    met = set()
    for citizen, event in entries_of(wronged_stories):
        deed = (citizen, event.conduct_day, event.conduct)
        met.add(event.wrong)
        if event.conduct == "secret_denunciation":
            assert event.cause.endswith(f"citizen {event.other or event.cause.split()[-1]}")
            continue
        if event.kind == "denunciation":
            assert event.wrong == (LIE if told_of[event.other, *deed] else None)
            assert event.truth.startswith(f"told in secret by citizen {event.other} (one of their ")
            assert event.truth.endswith(
                "a lie, nothing of the kind happened" if event.wrong else "it is true"
            )
        if event.wrong is None:
            assert deed in did
        elif event.wrong == SOMEBODY_ELSE:
            assert event.other != citizen
            assert f"it was citizen {event.other}'s deed (" in event.truth
            assert any((event.other, event.conduct_day, name) in did for name in names.values())
        elif event.wrong == ANOTHER_CONDUCT:
            done = labels[event.truth.split("“")[1].rstrip("”")]
            assert (citizen, event.conduct_day, done) in did
            assert done != event.conduct
        elif event.wrong in (TWICE, AGAIN):
            assert (citizen, event.conduct_day) in {(who, day) for who, day, _ in did}
            if event.wrong == AGAIN:
                assert event.day - event.conduct_day >= 30
                assert f"{event.day - event.conduct_day} days after" in event.truth
    assert met == {None, LIE, *BY_ORGANISATIONS}


def test_who_is_confused_is_a_namesake_or_lives_next_door(wronged, wronged_stories):
    with Workers(1) as workers:
        population = build_population(wronged.scenario, 1, workers)
        confusions = build_confusions([wronged.scenario], population, 1, workers)
    said = set()
    for citizen, event in entries_of(wronged_stories):
        if event.wrong == SOMEBODY_ELSE:
            next_door = "who lives next door" in event.truth
            said.add(next_door)
            assert (confusions.next_door if next_door else confusions.namesake)[event.other] == citizen
    assert said == {True, False}


def test_every_denunciation_is_found_in_the_file_of_the_person_told_of(wronged):
    told = told_entries(wronged, wronged.table("denunciations"))
    due = told.filter(pl.col("day") + 1 < wronged.days_number)
    entries = wronged.table("ledger").filter(pl.col("kind") == tables.DENUNCIATION).collect()
    both = due.join(entries, on=["entry_hi", "entry_lo"], how="inner", suffix="_entry")
    assert both.height == due.height == entries.height > 500
    assert (both["target"] == both["citizen"]).all()
    assert (both["conduct"] == both["conduct_entry"]).all()
    several = entries.group_by("citizen", "conduct", "conduct_day").len().filter(pl.col("len") > 1)
    assert several.height > 20, "told of by several on one day"


def test_the_stories_of_a_village_are_its_summary(village):
    run, stories = village
    summary = summarise(run)
    entries = entries_of(dict(enumerate(stories)))
    assert len(entries) == summary.errors.entries
    for kind in summary.errors.kinds:
        assert sum(event.wrong == kind.kind for _, event in entries) == kind.entries
    ends = [(one.end_category, one.true_categories[-1]) for one in stories]
    names = run.scenario.category_names
    for name, row in zip(names, summary.errors.matrix, strict=True):
        assert [ends.count((name, truly)) for truly in names] == list(row)
    told = [event for one in stories for event in one.events if event.kind == "told"]
    assert len(told) == summary.denunciations.number
    assert sum(event.wrong == LIE for event in told) == summary.denunciations.lies
    steps = [event for one in stories for event in one.events if event.kind in APPEAL_STEPS]
    both = (summary.appeals.wrong, summary.appeals.right)
    for kind, name in (("notified", "told"), ("heard", "heard"), ("answered", "answered")):
        number = sum(event.kind == kind for event in steps)
        assert number == sum(getattr(funnel, name) for funnel in both), kind
    taken_back = [event for one in stories for event in one.events if event.kind == "correction"]
    assert 0 < sum(funnel.corrected for funnel in both) <= len(taken_back)
    fines = [event.fine for one in stories for event in one.events if event.fine is not None]
    assert (len(fines), sum(fines)) == (summary.fines.number.here, summary.fines.money.here)


def test_the_restriction_days_of_a_village_follow_from_its_lifelines(village):
    run, stories = village
    summary = summarise(run)
    harm, copies = summary.harm, {one.service: one for one in summary.copies.read}
    assert len(copies) == 2
    for service in harm.services:
        terms = run.scenario.services[service.service]
        shut = set()
        for name, term in terms.terms.items():
            dearer = (term.price or 0) > (terms.price or 0) if term.price is not None else False
            dearer |= (term.interest_percent or 0) > (terms.interest_percent or 0)
            if term.refused or dearer:
                shut.add(name)
        both = [
            (day.category, truly)
            for one in stories
            for day, truly in zip(one.lifeline, one.true_categories, strict=True)
        ]
        closed = [truly for category, truly in both if category in shut]
        if copy := copies.get(service.service):
            assert service.days["all"] - copy.closed + copy.opened == len(closed)
            continue
        assert service.days["all"] == len(closed)
        assert service.days["erroneous"] == sum(truly not in shut for truly in closed)
    assert harm.days["erroneous"] > 0


def test_the_true_category_is_told_day_by_day(wronged, wronged_stories):
    apart = 0
    for citizen, one in wronged_stories.items():
        moves = wronged.named("shadow_moves").filter(pl.col("citizen") == citizen).collect().to_dicts()
        truly = {move["day"]: move["after"] for move in moves}
        now = one.start_category
        for day, category in enumerate(one.true_categories):
            now = truly.get(day, now)
            assert category == now
        for event in one.events:
            if event.kind == "category":
                assert event.true_category == one.true_categories[event.day]
        apart += one.days_apart
        differs = one.end_category != one.true_categories[-1]
        assert (f"on the true record it would be {one.true_categories[-1]};" in one.sentence) == differs
    assert apart > 0


def test_an_appeal_goes_step_by_step(wronged_stories):
    answers, waits = set(), 0
    for one in wronged_stories.values():
        reached: dict[tuple, list] = {}
        for event in one.events:
            if event.kind in APPEAL_STEPS:
                key = (event.conduct, event.conduct_day, event.parameter, event.wrong)
                reached.setdefault(key, []).append(event)
        for steps in reached.values():
            if len({step.kind for step in steps}) < len(steps):
                continue
            kinds = [step.kind for step in steps]
            assert kinds == list(APPEAL_STEPS[: len(kinds)])
            waits += "days of waiting" in steps[-1].cause
            if kinds[-1] == "answered":
                assert steps[2].day < steps[3].day
                answers.add(steps[-1].cause)
    assert {"the entry is taken back", "the entry stays"} <= answers


def test_what_is_taken_back_was_there_and_goes_once(wronged_stories):
    number = 0
    for one in wronged_stories.values():
        for event in one.events:
            if event.kind != "correction":
                continue
            number += 1
            assert event.cause.startswith("taken back after an appeal")
            granted = [e for e in one.events if e.kind == "answered" and e.day == event.day and e.corrected]
            assert any(e.parameter == event.parameter for e in granted)
            same = [e for e in one.events if e.parameter == event.parameter and e.points is not None]
            before = [e for e in same if e.day < event.day and e.conduct_day == event.conduct_day]
            assert any(e.points == -event.points for e in before)
    assert number > 3


def test_an_entry_says_whether_its_citizen_was_told(wronged, wronged_stories):
    said = set()
    for citizen, one in wronged_stories.items():
        appeals = wronged.table("appeals").filter(pl.col("citizen") == citizen).collect()
        told = [event.notified for _, event in entries_of({citizen: one}) if event.notified is not None]
        assert len(told) == appeals.height
        assert sum(told) == appeals["notified"].sum()
        said |= set(told)
    assert said == {True, False}


def test_who_told_is_secret_unless_the_city_says_otherwise(wronged, wronged_stories, tmp_path):
    accused = [one for one in wronged_stories.values() if any(e.kind == "denunciation" for e in one.events)]
    assert accused
    assert all("citizen never learns it" in " ".join(one.notes) for one in accused)
    city = changed(wronged_city(600, 60), "denunciation.secret=false")
    open_city = glasscity.run(city, out=tmp_path / "run", baseline=False)
    target = open_city.table("ledger").filter(pl.col("kind") == tables.DENUNCIATION).first().collect()
    one = story(open_city, target["citizen"].item())
    assert any(event.truth.startswith("told by citizen") for event in one.events)
    assert not any("never learns it" in note for note in one.notes)


def test_a_city_in_which_nothing_goes_wrong_tells_of_none_of_it(tmp_path):
    run = glasscity.run(unharmed_city(), out=tmp_path / "run", baseline=False)
    assert findable(run) == [
        *("fell to AA", "fell to A", "fell to B", "fell to C", "fell to D"),
        *("rose to AAA", "rose to AA", "rose to A", "rose to B", "rose to C"),
        *("tipped by contacts", "refused", "came back", "override", "never seen", "typical"),
    ]
    for what in ("wrongly in D", "wrongly accused", "corrected", "an informer"):
        with pytest.raises(CheckFailed, match="nobody in this run"):
            find(run, what)
    kinds = {"act", "entry", "cap", "override", "expiry", "contacts", "category"}
    kinds |= {"refused", "dearer", "cheaper", "first"}
    for citizen in range(0, 1500, 50):
        one = story(run, citizen)
        assert one.true_categories == ()
        assert {event.kind for event in one.events} <= kinds
        for event in one.events:
            assert (event.wrong, event.truth, event.other, event.notified) == (None, "", None, None)
            assert event.true_category is None
            assert event.seen in (None, "filed", "not seen", "not on file by the end")
        assert not any(word in one.sentence for word in ("wrong", "true record", "told of", "contested"))


def test_a_story_reads_the_rules_of_its_day(tmp_path):
    """Influence stops, and the total is read in another way: interventions are no damage."""
    city = changed(
        wronged_city(400, 60),
        "interventions=[{day=30, path='rulebook.influence.weight', to=0, assumed='a test'}, "
        "{day=40, path='rulebook.lowest_total', to=950, assumed='a test'}]",
    )
    run = glasscity.run(city, out=tmp_path / "run", baseline=False)
    for citizen in range(0, 400, 20):
        assert story(run, citizen).lifeline[-1].total >= 950


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
IN_THE_WRONGED_CITY = {
    "corrected": ("hearings", 1 - pl.col("corrected"), "taken back without an appeal|the entry stays"),
    "answered": ("hearings", pl.col("answered") - 1, "taken back without an appeal"),
    "before": ("shadow_moves", pl.lit(5, pl.UInt8), "on the true record, a move that starts from another"),
    "cause_lo": ("ledger", pl.col("cause_lo") + 1, "that was not there, or twice"),
}


@pytest.mark.parametrize("column", IN_THE_WRONGED_CITY)
def test_a_change_of_what_went_wrong_is_found_by_the_story(wronged, tmp_path, column):
    citizen = find(wronged, "corrected")[0]
    table, value, said = IN_THE_WRONGED_CITY[column]
    mine = pl.col("citizen") == citizen
    if table == "ledger":
        mine &= pl.col("kind") == tables.CORRECTION

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        kept = frame.schema[column]
        return frame.with_columns(pl.when(mine).then(value.cast(kept)).otherwise(column).alias(column))

    with pytest.raises(CheckFailed, match=said):
        story(doctored(wronged, tmp_path / "run", table, change), citizen)


def test_an_entry_cannot_be_taken_back_twice(wronged, tmp_path):
    citizen = find(wronged, "corrected")[0]
    mine = (pl.col("citizen") == citizen) & (pl.col("kind") == tables.CORRECTION)

    def again(frame: pl.DataFrame) -> pl.DataFrame:
        second = frame.filter(mine).head(1).with_columns(entry_lo=pl.col("entry_lo") + 1)
        return pl.concat([frame, second])

    with pytest.raises(CheckFailed, match=r"is taken back that was not there, or twice|the sums"):
        story(doctored(wronged, tmp_path / "run", "ledger", again), citizen)


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
    entries = [event for event in told.events if event.kind == "entry"]
    assert all(event.points == 0 for event in entries)
    assert len(fines) <= len(entries)
    assert all(event.fine is not None for event in entries if event.wrong is None and event.other is None)
    for what in ("fell to D", "tipped by contacts", "refused", "came back", "override"):
        with pytest.raises(CheckFailed, match="nobody in this run"):
            find(run, what)


# Who is found


def test_everything_that_can_be_found_is_found(essay_year, wronged):
    nowhere = {"wrongly in D"}
    for run in (essay_year, wronged):
        for what in findable(run):
            try:
                found = find(run, what, number=4)
            except CheckFailed:
                assert what in nowhere, "a small city need not hold it"
                continue
            assert found == find(run, what.upper(), number=4)
            assert 1 <= len(found) == len(set(found)) <= 4
            assert find(run, what) == found[:1]


@pytest.mark.parametrize("category", ["A", "B", "C"])
def test_who_is_wrongly_in_a_category_stands_better_on_the_true_record(wronged, category):
    names = wronged.scenario.category_names
    number = sum(summarise(wronged).errors.matrix[names.index(category)][: names.index(category)])
    everybody = find(wronged, f"wrongly in {category.lower()}", number=2500)
    assert len(everybody) == number > 0
    gaps = []
    for citizen in everybody[:8]:
        one = story(wronged, citizen)
        assert one.end_category == category
        gaps.append(names.index(category) - names.index(one.true_categories[-1]))
    assert min(gaps) > 0
    assert gaps == sorted(gaps, reverse=True)


def test_who_is_wrongly_accused_lost_points_for_what_they_did_not_do(wronged):
    lost = []
    for citizen in find(wronged, "wrongly accused", number=6):
        entries = entries_of({citizen: story(wronged, citizen)})
        wrong = [event for _, event in entries if event.wrong in (SOMEBODY_ELSE, LIE, MADE_UP)]
        lost.append(sum(event.points for event in wrong if event.points < 0))
    assert lost == sorted(lost)
    assert lost[0] < -20


def test_those_cleared_rose_on_the_day_of_a_correction_the_lowest_first(wronged):
    moves = wronged.table("moves").collect()
    corrections = wronged.table("ledger").filter(pl.col("kind") == tables.CORRECTION).collect()
    rose = moves.filter(pl.col("after") < pl.col("before"))
    both = rose.join(corrections, on=["citizen", "day"])
    found = find(wronged, "cleared", number=20)
    assert set(found) <= set(both["citizen"].to_list())
    lowest = [both.filter(pl.col("citizen") == citizen)["before"].max() for citizen in found]
    assert lowest[0] == max(lowest)
    assert {"correction", "answered"} <= {event.kind for event in story(wronged, found[0]).events}


def test_who_was_corrected_had_an_entry_taken_back(wronged):
    for citizen in find(wronged, "corrected", number=5):
        one = story(wronged, citizen)
        assert any(event.kind == "correction" for event in one.events)
        assert any(event.kind == "answered" and event.corrected for event in one.events)
        assert "taken back" in one.sentence


def test_an_informer_told_most_often_of_others(wronged):
    told = []
    for citizen in find(wronged, "an informer", number=5):
        one = story(wronged, citizen)
        told.append(sum(event.kind == "told" for event in one.events))
        assert f"told of others {told[-1]} times" in one.sentence
        targets = {event.other for event in one.events if event.kind == "told"}
        rewards = [event for event in one.events if event.conduct == "secret_denunciation"]
        assert rewards
        for event in rewards:
            assert int(event.cause.split()[-1]) in targets
            assert event.points == 8
    assert told == sorted(told, reverse=True)
    most = wronged.table("denunciations").group_by("informer").len().collect()["len"].max()
    assert told[0] == most


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
    mine = [event for event in told.events if event.conduct and event.kind != "told"]
    unlawful = [event for event in mine if not conduct[event.conduct].lawful]
    assert len(unlawful) > 3
    assert f"none of {len(unlawful)} unlawful acts came on file" in told.sentence
    known = ("filed", "filed about somebody else")
    assert all(event.kind == "act" and event.seen not in known for event in unlawful)


def test_who_is_typical_ends_in_the_middle_half(essay_year):
    totals = essay_year.citizens["total"]
    typical = story(essay_year, find(essay_year, "typical")[0]).lifeline[-1].total
    assert totals.quantile(0.25) <= typical <= totals.quantile(0.75)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("typcal", "did you mean 'typical'"),
        ("wrongly acused", "did you mean 'wrongly accused'"),
        ("wrongly in Z", "there is no category 'Z'"),
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

"""Copies of the file that others go by: when they are renewed, what they close, and what they leave alone."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

import glasscity
from bad_copies import holder
from cities import allow_appeals, changed, erring, live
from glasscity import draws, tables
from glasscity.errors import BadInput
from glasscity.intervention import stages
from glasscity.parallel import Workers
from glasscity.scenario import load
from glasscity.show.report import report_html
from glasscity.step import SCHEDULE
from glasscity.study.explain import story
from glasscity.study.inequality import restriction_days
from glasscity.study.summary import summarise
from glasscity.verify import verify
from glasscity.world import Today, found_city, open_world

SEED, LIFE, CODE = 1, 2, 7
LOAN, DOCTOR = 1, 2
LONG = 5000
"""Days after which no copy is renewed in these runs, but for the few whose turn it happens to be."""


def copying(scenario, **parts):
    parts = {"code": CODE, "services": "['loan', 'doctor']", **parts}
    return changed(scenario, f"copies={{bureau={holder(**parts)}}}")


def watched(scenario, threads=1):
    """Let a city live; keep, day by day, what is on file and what is read on the copies, and all answers."""
    read, corrected, on_file, days = [], [], [], []
    with Workers(threads) as workers:
        world = open_world(scenario, found_city(scenario, SEED, workers), SEED, LIFE, workers)
        for day in range(scenario.time.days):
            today = Today(day)
            for phase in SCHEDULE[:-1]:
                phase.run(world, today)
            read.append(world.centre.held.category.copy())
            SCHEDULE[-1].run(world, today)
            assert np.array_equal(read[-1], world.centre.held.category)
            corrected.append(world.centre.held.corrected.copy())
            on_file.append(world.file.category.copy())
            days.append(today)
    return SimpleNamespace(read=read, corrected=corrected, on_file=on_file, days=days)


def turns(citizens, period):
    words = (draws.words(np.uint64(SEED), i, 0, draws.CITY_COPY_TAKEN, 0, CODE)[0] for i in range(citizens))
    return np.array([int(word) * period >> 32 for word in words])


def undone(today):
    some = today.entries[np.isin(today.entries["kind"], (tables.CORRECTION, tables.REPAIR))]
    return np.unique(some["citizen"])


@pytest.fixture(scope="module")
def scenario():
    """A city with errors that are corrected, in which loans and doctors are asked for often."""
    often = [f"services.{name}.{key}" for name in ("loan", "doctor") for key in ("per_year=9", "depends={}")]
    often += ["services.loan.bound_per_year=12", "services.doctor.bound_per_year=12"]
    return allow_appeals(changed(erring(), *often))


@pytest.fixture(scope="module")
def without(scenario):
    return live(scenario)


@pytest.fixture(scope="module")
def lived(scenario):
    return watched(copying(scenario, passes_on="0", renewed_after_days="20"))


def test_copies_are_renewed_when_it_is_their_turn_and_only_then(lived):
    turn = turns(len(lived.on_file[0]), 20)
    assert set(turn) == set(range(20))
    first = lived.read[0]
    assert (first == first[0, 0]).all()
    renewed = 0
    for day in range(len(lived.days) - 1):
        due = (day + turn) % 20 == 0
        before, after = lived.read[day], lived.read[day + 1]
        assert np.array_equal(after[:, ~due], before[:, ~due])
        assert (after[:, due] == lived.on_file[day][due]).all()
        renewed += (after != before).any(axis=0).sum()
    assert renewed > 1000


def test_renewed_daily_a_copy_is_just_a_day_behind(scenario):
    daily = watched(copying(scenario, renewed_after_days="1"))
    for day in range(1, len(daily.days)):
        assert (daily.read[day] == daily.on_file[day - 1]).all()
    assert any((read != file).any() for read, file in zip(daily.read, daily.on_file, strict=True))


@pytest.mark.parametrize("passes_on", ["0", "0.4", "1"])
def test_a_correction_renews_the_copy_that_evening_if_it_is_passed_on(scenario, passes_on):
    seldom = watched(copying(scenario, passes_on=passes_on, renewed_after_days=str(LONG)))
    turn = turns(len(seldom.on_file[0]), LONG)
    told = missed = 0
    for day in range(len(seldom.days) - 1):
        renewed = (day + turn) % LONG == 0
        for citizen in undone(seldom.days[day]).tolist():
            word = draws.words(np.uint64(LIFE), citizen, day, draws.COPY_PASSED_ON, 0, CODE)[0]
            is_told = int(word) / 2**32 < float(passes_on)
            renewed[citizen] |= is_told
            told, missed = told + is_told, missed + (not is_told)
        assert np.array_equal(seldom.read[day + 1][:, ~renewed], seldom.read[day][:, ~renewed])
        assert (seldom.read[day + 1][:, renewed] == seldom.on_file[day][renewed]).all()
    assert (told > 50) == (passes_on != "0")
    assert (missed > 50) == (passes_on != "1")


def test_it_is_known_who_was_corrected_since_the_copy_was_taken(lived):
    turn = turns(len(lived.on_file[0]), 20)
    since = np.zeros(len(turn), bool)
    for day, today in enumerate(lived.days):
        since[undone(today)] = True
        assert (lived.corrected[day] == since).all()
        since[(day + turn) % 20 == 0] = False


def test_copies_change_answers_and_nothing_that_is_recorded(scenario, without):
    copied = live(copying(scenario))
    assert copied.digest == without.digest
    assert (copied.decisions != without.decisions).any()
    reasons = set(copied.decisions["reason"].tolist())
    assert tables.OUTDATED_COPY in reasons
    assert tables.OUTDATED_COPY not in without.decisions["reason"]


def test_switched_off_it_changes_nothing_and_costs_nothing(scenario, without):
    off = live(copying(scenario, enabled="false"))
    assert off.digest == without.digest
    assert np.array_equal(off.decisions, without.decisions)
    assert not off.world.centre.keeps_copies
    assert not off.world.centre.held.category.size


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_changes_nothing(scenario, lived, threads):
    again = live(copying(scenario, passes_on="0", renewed_after_days="20"), threads=threads)
    assert np.array_equal(again.decisions, np.concatenate([today.decisions for today in lived.days]))


def _answer(scenario, decision, category):
    """Return the outcome and the money of a category's terms, from the scenario itself."""
    name = {LOAN: "loan", DOCTOR: "doctor"}[int(decision["service"])]
    service = scenario.services[name]
    term = service.terms.get(scenario.category_names[category])
    if term is None:
        return tables.GRANTED, 0
    if term.refused:
        return tables.REFUSED, 0
    if term.first:
        return tables.FIRST, 0
    above = term.price - service.price if term.price is not None else 0
    if term.interest_percent is not None:
        above = service.amount * (term.interest_percent - service.interest_percent) / 100
    return (tables.DEARER if above > 0 else tables.CHEAPER), round(above * 100)


def test_the_reason_is_an_outdated_copy_where_the_file_would_answer_otherwise(scenario, lived):
    met = set()
    for day, today in enumerate(lived.days):
        for decision in today.decisions:
            row = 0 if decision["service"] == LOAN else 1
            read, now = lived.read[day][row, decision["citizen"]], lived.on_file[day][decision["citizen"]]
            assert decision["category"] == read
            if decision["reason"] == tables.ORDINARY:
                continue
            outcome, money = _answer(scenario, decision, read)
            assert (decision["outcome"], decision["money"]) == (outcome, money)
            outdated = outcome != tables.GRANTED and (outcome, money) != _answer(scenario, decision, now)
            assert (decision["reason"] == tables.OUTDATED_COPY) == outdated
            met |= {(outcome, outdated)}
    assert {(tables.REFUSED, True), (tables.REFUSED, False), (tables.DEARER, True)} <= met


def test_who_is_not_scored_is_served_on_ordinary_terms_copy_or_not(scenario):
    declared = "share=0.5, joining_per_year=5, withdrawing_per_year=5, assumed='a test'"
    asked = watched(copying(changed(scenario, f"scoring={{consent={{{declared}}}}}")))
    unscored_with_copy = scored_without = 0
    for day, today in enumerate(asked.days):
        for decision in today.decisions:
            citizen = decision["citizen"]
            read, now = asked.read[day][0, citizen], asked.on_file[day][citizen]
            if tables.NO_CATEGORY not in (read, now):
                continue
            assert decision["category"] == tables.NO_CATEGORY
            assert decision["outcome"] == tables.GRANTED or decision["reason"] == tables.ORDINARY
            unscored_with_copy += read != tables.NO_CATEGORY
            scored_without += now != tables.NO_CATEGORY
    assert unscored_with_copy
    assert scored_without


def test_behind_walls_a_copy_holds_what_the_context_says(scenario):
    walled = changed(scenario, "rulebook.walls=true")
    daily, weekly = (watched(copying(walled, renewed_after_days=days)) for days in ("1", "7"))
    assert any((read[0] != read[1]).any() for read in daily.read)
    plain = live(walled).decisions
    late = {(int(d["citizen"]), int(d["service"])): int(d["category"]) for d in plain if d["day"] == 90}
    by_copy = [d for d in daily.days[90].decisions if (int(d["citizen"]), int(d["service"])) in late]
    same = sum(late[int(d["citizen"]), int(d["service"])] == d["category"] for d in by_copy)
    assert len(late) == len(by_copy) > 20
    assert same > 0.9 * len(late)
    outdated = [
        sum((today.decisions["reason"] == tables.OUTDATED_COPY).sum() for today in city.days)
        for city in (daily, weekly)
    ]
    assert 0 < outdated[0] < outdated[1]


@pytest.fixture(scope="module")
def runs(scenario, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies")
    measured = changed(scenario, "harm={points_per_gravity=5, assumed='a test'}")
    made = {}
    for passes_on in ("0", "1"):
        city = copying(measured, passes_on=passes_on, renewed_after_days="20")
        made[passes_on] = glasscity.run(
            city, seed=SEED, life=LIFE, out=folder / passes_on, baseline=passes_on == "0", threads=2
        )
    return made


def test_a_door_stays_closed_by_an_old_copy_and_opens_without_it(runs):
    never, always = (summarise(runs[passes_on]).copies for passes_on in ("0", "1"))
    assert never.after_correction > 100
    # What is passed on in the evening is read in the morning: a single day is left.
    corrections = sum(len(undone(today)) for today in live(runs["1"].scenario).days)
    assert 0 < always.after_correction <= 2 * corrections
    assert always.after_correction < never.after_correction / 2
    assert always.closed < never.closed


def test_copy_days_say_what_outdated_copies_did(scenario, lived, runs):
    names = scenario.category_names
    closing = {
        name: [
            name_of in service.terms
            and (service.terms[name_of].refused or _is_dearer(service, service.terms[name_of]))
            for name_of in names
        ]
        for name, service in scenario.services.items()
    }
    frame = runs["0"].table("copy_days").collect()
    assert frame["holder"].unique().to_list() == ["bureau"]
    for row in frame.iter_rows(named=True):
        place = ["loan", "doctor"].index(row["service"])
        shut = np.array(closing[row["service"]])
        read, now = lived.read[row["day"]][place], lived.on_file[row["day"]]
        only = shut[read] & ~shut[now]
        assert row["differ"] >= (read != now).sum()
        assert row["closed"] == only.sum()
        assert row["after_correction"] == (only & lived.corrected[row["day"]][place]).sum()
        assert row["opened"] == (shut[now] & ~shut[read]).sum()
    assert frame["opened"].sum() > 0


def _is_dearer(service, term):
    if term.price is not None:
        return term.price > service.price
    return term.interest_percent is not None and term.interest_percent > service.interest_percent


def test_restriction_days_go_by_what_is_read(runs):
    run = runs["0"]
    harm = run.table("harm_days").filter(pl.col("kind") == "all").collect()["citizens"].sum()
    copies = summarise(run).copies
    assert restriction_days(run).sum() == harm - copies.closed + copies.opened
    kinds = run.table("harm_days").group_by("kind").agg(pl.col("citizens").sum()).collect()
    days = dict(zip(kinds["kind"].cast(pl.String), kinds["citizens"], strict=True))
    assert days["unrelated"] <= harm - copies.closed
    assert days["erroneous"] > 0


def test_from_a_day_on_and_until_a_day(scenario):
    def dated(*changes):
        listed = ", ".join(f"{{day={d}, path='copies.bureau.{p}', assumed='a test'}}" for d, p in changes)
        return f"interventions=[{listed}]"

    city = copying(scenario, enabled="false", passes_on="0", renewed_after_days=str(LONG))
    course = dated((40, "enabled', to=true, label='"), (70, "enabled', to=false, label='"))
    lived, plain = watched(changed(city, course)), live(scenario)
    inside = np.array([40 <= day < 70 for day in plain.decisions["day"]])
    ours = np.concatenate([today.decisions for today in lived.days])
    assert np.array_equal(ours[~inside], plain.decisions[~inside])
    assert (ours[inside] != plain.decisions[inside]).any()
    assert (lived.read[40] == lived.on_file[39]).all()
    told = dated((50, "passes_on', to=1, label='"))
    passed = watched(copying(changed(scenario, told), passes_on="0", renewed_after_days=str(LONG)))
    renewed = {False: [], True: []}
    for day, today in enumerate(passed.days[:-1]):
        for citizen in undone(today).tolist():
            is_renewed = passed.read[day + 1][0, citizen] == passed.on_file[day][citizen]
            renewed[day >= 50].append(is_renewed)
    assert all(renewed[True])
    assert not all(renewed[False])


def test_a_holder_keeps_its_code(scenario):
    later = "interventions=[{day=3, path='copies.bureau.code', to=2, assumed='a test'}]"
    with pytest.raises(BadInput, match=r"'copies.bureau.code' is settled before day 0"):
        stages(copying(changed(scenario, later)))


def test_it_is_told(runs):
    run = runs["0"]
    summary = summarise(run)
    assert any("by an old copy of the file" in sentence for sentence in summary.headlines)
    assert "Old copies of the file kept doors closed for" in report_html(run)
    decisions = run.named("decisions").filter(pl.col("reason") == "an outdated copy").collect()
    refused = decisions.filter(pl.col("outcome") == "refused").row(0, named=True)
    event = next(e for e in story(run, refused["citizen"]).events if e.reason == "an outdated copy")
    assert "on an old copy of the file" in event.cause


def test_the_run_can_be_verified(runs):
    assert verify(runs["0"].path).passed
    assert not runs["0"].folder.names("baseline_copy_days")


def test_the_essay_has_copies():
    city = load("essay")
    assert sorted(service for h in city.holders.values() for service in h.services) == ["loan", "rented_flat"]
    assert not live(load("no-score", citizens=2000, days=3)).world.centre.keeps_copies

"""Published patterns: every city is held against them, and a city that is broken does not show them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import glasscity
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load, shipped
from glasscity.show.patterns_text import nowhere_markdown
from glasscity.study.truth import OTHER_POINTS, OVERDUE, entries_about_deeds
from glasscity.validation.patterns import measures, mistakes, people, table
from glasscity.validation.patterns.cities import CITIES
from glasscity.validation.patterns.pattern import (
    SHARE,
    Bounds,
    Concern,
    Over,
    Pattern,
    Standing,
    Verdict,
    about,
    at_most,
    more_than,
    share_about,
)
from glasscity.validation.patterns.published import PATTERNS
from glasscity.validation.patterns.seen import Seen
from glasscity.validation.patterns.table import chosen_cities, judged, patterns_of, summary_of
from glasscity.validation.result import Effort

PAGE = (Path(__file__).parents[1] / "docs/patterns.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2) as found:
        yield found


@pytest.fixture
def effort(workers) -> Effort:
    return Effort(2, 1, workers, lambda *_: None)


# ── Every city, every pattern ─────────────────────────────────────────────────────────────────────────


def test_every_city_that_ships_has_patterns_or_says_why_it_has_none():
    cities = chosen_cities([])
    assert [city.name for city in cities] == shipped()
    for city in cities:
        assert bool(city.concerns) != bool(city.nothing), city.name
        assert all(concern.pattern in PATTERNS for concern in city.concerns), city.name
    assert {concern.pattern for city in cities for concern in city.concerns} == set(PATTERNS)


def test_who_is_set_to_a_pattern_or_not_asked_says_how():
    for city in CITIES.values():
        for concern in city.concerns:
            if concern.standing is not Standing.TESTED:
                assert concern.because or concern.missed, (city.name, concern.pattern)
            if concern.standing is Standing.CALIBRATED:
                assert not concern.missed, (city.name, concern.pattern)


def test_a_city_that_nobody_thought_of_is_noticed(monkeypatch):
    monkeypatch.delitem(CITIES, "suqian")
    with pytest.raises(BadInput, match="suqian: nothing says which published patterns concern it"):
        chosen_cities([])


def test_an_unknown_city_is_named():
    with pytest.raises(BadInput, match=r"validate --patterns 'suqin': no such city \(did you mean 'suqian'"):
        chosen_cities(["suqin"])


# ── How it is judged ──────────────────────────────────────────────────────────────────────────────────


def verdict_of(
    bounds: Bounds, values: list[float], *, standing: Standing = Standing.TESTED, missed: str = ""
) -> table.PatternRow:
    pattern = Pattern("a", "b", "c", SHARE, bounds, lambda _: 0.0)
    return table._row(Concern("a", standing, "because", missed), pattern, values)


def test_the_whole_interval_has_to_lie_within():
    bounds = share_about(0.2)
    assert (round(bounds.low, 4), round(bounds.high, 4)) == (0.1111, 0.3333)
    assert verdict_of(bounds, [0.2, 0.21, 0.19]).verdict is Verdict.SHOWN
    assert verdict_of(bounds, [0.5, 0.51, 0.49]).verdict is Verdict.NOT_SHOWN
    assert verdict_of(bounds, [0.3, 0.34, 0.32]).verdict is Verdict.UNDECIDED
    assert verdict_of(bounds, [0.2, float("nan"), 0.2]).verdict is Verdict.UNDECIDED
    assert verdict_of(bounds, [float("nan")] * 3).verdict is Verdict.NOT_SHOWN
    assert about(8)[:2] == (4, 16)


def test_some_patterns_have_to_hold_in_every_life_and_some_in_one():
    assert verdict_of(more_than(0.5, Over.EVERY_LIFE), [0.6, 0.7]).verdict is Verdict.SHOWN
    assert verdict_of(more_than(0.5, Over.EVERY_LIFE), [0.6, 0.5]).verdict is Verdict.NOT_SHOWN
    found = verdict_of(at_most(0.1, Over.ANY_LIFE), [0.6, 0.1])
    assert (found.verdict, found.ours, found.interval) == (Verdict.SHOWN, "10.0 %", "10.0 to 60.0 %")
    assert found.judged == "at most 10.0 %, in one life or more"


def test_what_a_city_was_set_to_is_no_test_and_a_miss_of_it_is_said():
    for values, verdict in (([0.2, 0.2], Verdict.CALIBRATED), ([0.9, 0.9], Verdict.CALIBRATED_MISSED)):
        assert verdict_of(share_about(0.2), values, standing=Standing.CALIBRATED).verdict is verdict


def test_what_comes_out_otherwise_than_told_is_said():
    told = verdict_of(share_about(0.2), [0.9, 0.9], missed="a reason")
    assert (told.as_told, told.because) == (True, "because; a reason")
    assert not verdict_of(share_about(0.2), [0.9, 0.9]).as_told
    better = verdict_of(share_about(0.2), [0.2, 0.2], missed="a reason")
    assert not better.as_told
    assert "IT IS TOLD AS NOT SHOWN" in better.because
    assert verdict_of(share_about(0.2), [0.1, 0.3], missed="a reason").as_told, "undecided fits both"


# ── A broken city does not show them ──────────────────────────────────────────────────────────────────


def blind(name: str, citizens: int) -> Scenario:
    """Return a city in which no organisation notices anything."""
    city = load(name, citizens=citizens)
    sees = [f"organisations.{key}.sees.{c}=0" for key, one in city.organisations.items() for c in one.sees]
    return load(city, settings=sees)


def verdicts(name: str, effort: Effort) -> dict[str, Verdict]:
    (found,) = patterns_of(chosen_cities([name]), effort)
    return {
        concern.pattern: row.verdict for concern, row in zip(CITIES[name].concerns, found.rows, strict=True)
    }


def test_hardly_anybody_of_suining_is_at_the_bottom_and_the_one_man_is_not_there(effort):
    found = verdicts("suining-2010", replace(effort, lives=5))
    assert found["lowest-grades"] is Verdict.SHOWN
    assert found["one-man-in-d"] is Verdict.NOT_SHOWN
    assert found["blame-to-praise"] is Verdict.CALIBRATED
    assert found["surveys"] is Verdict.NOT_SHOWN


def test_where_no_filing_is_made_nobody_is_at_the_bottom(effort, monkeypatch):
    monkeypatch.setattr(table, "load", blind)
    (found,) = patterns_of(chosen_cities(["suining-2010"]), effort)
    rows = dict(zip((one.pattern for one in CITIES["suining-2010"].concerns), found.rows, strict=True))
    assert rows["lowest-grades"].verdict is Verdict.NOT_SHOWN
    assert "NOT EXPLAINED" in rows["lowest-grades"].because
    assert rows["negative-records"].verdict is Verdict.CALIBRATED_MISSED
    assert rows["blame-to-praise"].ours == "none in any life"
    assert not found.as_told
    assert "otherwise than told: suining-2010: negative records" in summary_of([found])


def test_where_lapses_gather_the_one_man_is_there(effort, monkeypatch):
    often = ["conduct.instalment_missed.per_year=24", "conduct.instalment_missed.bound_per_year=100"]
    monkeypatch.setattr(table, "load", lambda name, citizens: load(name, citizens=3000, settings=often))
    assert verdicts("suining-2010", effort)["one-man-in-d"] is Verdict.SHOWN


# ── What is read off a life ───────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def essay() -> Scenario:
    return load("essay", citizens=2000, days=150)


@pytest.fixture(scope="module")
def essay_seen(essay, workers) -> Seen:
    return Seen(essay, 1, 2, workers)


def test_wrong_entries_are_those_that_the_truth_calls_wrong(essay, essay_seen, tmp_path):
    run = glasscity.run(essay, seed=1, life=2, baseline=False, out=tmp_path / "run")
    of_the_run = entries_about_deeds(run).collect()
    on_both_records = (OTHER_POINTS, OVERDUE)
    wrong = of_the_run.filter(of_the_run["wrong"].is_not_null() & ~of_the_run["wrong"].is_in(on_both_records))
    ours = mistakes._wrong(essay_seen)
    assert len(ours) > 100
    assert set(ours.select("entry_hi", "entry_lo", "citizen").iter_rows()) == set(
        wrong.select("entry_hi", "entry_lo", "citizen").iter_rows()
    )
    assert mistakes.with_wrong_entry(essay_seen) == wrong["citizen"].n_unique() / 2000
    assert mistakes.wrong_entries(essay_seen) == len(wrong) / len(of_the_run)


def test_without_errors_nothing_is_wrong_and_without_hearings_nothing_corrected(workers):
    city = load("commercial-score", citizens=1500, days=60)
    seen = Seen(city, 1, 1, workers)
    assert mistakes.with_wrong_entry(seen) == mistakes.off_by_more_than(0)(seen) == 0
    for read in (mistakes.granted, mistakes.changed_of_wrong, mistakes.longest_wrong_person):
        assert read(seen) != read(seen), "not a number"


def test_what_is_late_and_missing_follows_from_delays_and_sight(essay, essay_seen, workers):
    blind_city = blind("essay", 2000)
    unseen = Seen(load(blind_city, days=150), 1, 2, workers)
    assert 0.3 < mistakes.missing(essay_seen) < 0.7
    assert mistakes.missing(unseen) > 0.99
    erring = [name for name, one in essay.organisations.items() if one.errors is not None]
    punctual = [f"organisations.{name}.errors.{kind}=0" for name in erring for kind in ("late", "stale")]
    prompt = Seen(load(essay, settings=punctual), 1, 2, workers)
    assert mistakes.late_entries(essay_seen) > 0.03
    assert mistakes.late_entries(prompt) < 0.01


def test_who_answers_to_nothing_changes_nothing(essay, essay_seen, workers):
    indifferent = load(
        essay,
        settings=[
            *("response.enabled=false", "voice.enabled=false"),
            *("rewiring.enabled=false", "circumstances.enabled=false"),
        ],
    )
    seen = Seen(indifferent, 1, 2, workers)
    assert people.changed_conduct(seen) == 0
    assert people.changed_conduct(essay_seen) > 0.4
    assert people.support_lost(seen) != people.support_lost(seen), "nobody hears of anything"
    assert 0.05 < people.support_lost(essay_seen) < 0.25
    assert people.know_of_it(essay_seen) > 0.15
    assert people.rewards_to_punishments(essay_seen) < 1


def test_towns_and_the_national_list_are_read(workers):
    city = load("thirty-cities", citizens=20_000, days=250)
    seen = Seen(city, 1, 1, workers)
    assert 0.1 < measures.flights_to_trains(seen) < 1
    assert measures.stops_for_each_listed(seen) > 0.2
    assert measures.take_part_in("as_suzhou")(seen) == 1
    few = Seen(load("fuzhou", citizens=2000, days=5), 1, 1, workers)
    assert 0.02 < measures.take_part(few) < 0.1
    assert measures.worse_off_by_score(few) == 0
    unlisted = Seen(load(city, settings=["joint.enabled=false"]), 1, 1, workers)
    assert measures.flights_to_trains(unlisted) != measures.flights_to_trains(unlisted), "none is stopped"


# ── The page and the command ──────────────────────────────────────────────────────────────────────────


def test_the_page_has_every_city_and_every_pattern_as_the_code_has_them():
    """What comes out is held against the page by `verification/patterns.py`; what is static, here."""
    for city in chosen_cities(CITIES):
        part = re.split(r"\n##+ ", PAGE.split(f"\n### {city.name}\n")[1])[0]
        if city.nothing:
            assert city.nothing[1:] in part
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in part.splitlines()
            if line.startswith("| ")
        ]
        assert len(rows) == len(city.concerns) + bool(city.concerns)
        for row, concern in zip(rows[1:], city.concerns, strict=True):
            pattern = PATTERNS[concern.pattern]
            what = f"{pattern.what} ({concern.where})" if concern.where else pattern.what
            conditions = judged(pattern) if pattern.measure is not None else ""
            published = f"{pattern.published}, {pattern.source}"
            assert [*row[:2], *row[3:5]] == [what, published, conditions, concern.standing.value]
            verdict = row[5].split(" (")[0]
            if concern.missed:
                assert verdict in ("not shown", "undecided"), (city.name, what)
                assert concern.missed in part
            else:
                assert verdict in ("shown", "undecided", "calibrated"), (city.name, what)
    assert "\n".join(nowhere_markdown()) in PAGE


def test_the_command(program):
    answer = program("validate", "--patterns", "suqian", "gladsaxe", "signals", "--lives", 2)
    assert answer.code == 0
    assert "not shown (1)" in answer.out
    assert "none: four figures of points" in answer.out
    assert "repeats a published calculation" in answer.out
    assert "of 1 patterns that cities are asked to show 0 are shown, 1 are not, and 0 undecided" in answer.out
    found = json.loads(program("validate", "--patterns", "suqian", "--lives", 2, "--json").out)
    assert found["cities"][0]["rows"][0]["verdict"] == "not shown"
    assert found["cities"][0]["rows"][0]["values"] == [0.0, 0.0]
    answer = program("validate", "--patterns", "suqin")
    assert (answer.code, answer.out) == (2, "")


def test_the_command_says_no_where_something_is_otherwise_than_told(program, monkeypatch):
    told = CITIES["suqian"]
    expected = tuple(replace(concern, missed="") for concern in told.concerns)
    monkeypatch.setitem(CITIES, "suqian", replace(told, concerns=expected))
    answer = program("validate", "--patterns", "suqian", "--lives", 2)
    assert answer.code == 1
    assert "NOT EXPLAINED" in answer.out
    assert "otherwise than it is explained in docs/patterns.md" in answer.err

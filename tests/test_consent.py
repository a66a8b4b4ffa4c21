"""Consent: who is scored, what counts, who is left out, across a dated change of regime."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, live, starter
from glasscity import draws, tables
from glasscity.days import simulate
from glasscity.intervention import stages
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints, threshold32
from glasscity.show.report import report_html
from glasscity.study.consent import GROUPS, LOW, WITHOUT
from glasscity.study.story import story
from glasscity.study.summary import summarise
from glasscity.verify import verify
from glasscity.world import found_city

NOBODY = tables.NO_CATEGORY


def consenting(share: str = "0.5", *settings: str, more: str = "", **kwargs: int) -> Scenario:
    """Return the starter city with consent."""
    table = f'scoring.consent={{share={share}, assumed="a test"{", " + more if more else ""}}}'
    return starter(table, *settings, **kwargs)


def switching(day: int, **kwargs: int) -> Scenario:
    """Return a city in which scoring needs consent from `day` on, and people change their minds."""
    more = "enabled=false, joining_per_year=3, withdrawing_per_year=4"
    change = f'interventions=[{{day={day}, path="scoring.consent.enabled", to=true, assumed="a test"}}]'
    influence = 'rulebook.influence={kind="level", weight=0.3, every_days=1, assumed="a test"}'
    return consenting("0.6", change, influence, more=more, **kwargs)


def consents_by_day(scenario: Scenario, lived, regime_from: int = 0) -> list[np.ndarray]:
    """Return who may be scored on every day, worked out in plain Python from the addressed draws."""
    consent, number = scenario.scoring.consent, scenario.population.citizens
    share = threshold32(consent.share)
    asked = [int(draws.words(np.uint64(1), c, 0, draws.CITY_CONSENT, 0, 0)[0]) < share for c in range(number)]
    rates = [threshold32(rate / 365) for rate in (consent.joining_per_year, consent.withdrawing_per_year)]
    days, now = [], np.ones(number, bool)
    declared: list[int] = []
    for day in range(scenario.time.days):
        if day == regime_from:
            now, declared = np.array(asked), []
        for citizen in declared:
            now[citizen] = not now[citizen]
        days.append(now.copy())
        declared = []
        if day >= regime_from:
            for c in range(number):
                word = int(draws.words(np.uint64(2), c, day, draws.CONSENT_CHANGE, 0, 0)[0])
                if word < rates[int(now[c])]:
                    declared.append(c)
    return days


def test_who_is_scored_follows_the_draws():
    scenario = switching(20, citizens=300, days=60)
    lived = live(scenario)
    expected = consents_by_day(scenario, lived, regime_from=20)
    category = np.zeros(300, np.uint8)
    for today, consents in zip(lived.days, expected, strict=True):
        category[today.moves["citizen"]] = today.moves["after"]
        assert np.array_equal(category == NOBODY, ~consents), today.day
    assert (expected[-1] != expected[20]).sum() > 20, "people change their minds"


def test_what_counts_is_what_is_recorded_with_consent():
    scenario = switching(20, citizens=300, days=60)
    lived = live(scenario)
    expected = consents_by_day(scenario, lived, regime_from=20)
    filed = np.isin(lived.entries["kind"], [tables.CONDUCT, tables.CAP, tables.OVERRIDE])
    ruled = {scenario.conduct[name].code for name in scenario.rulebook.rules}
    seen = set()
    for entry in lived.entries[filed]:
        if entry["conduct"] not in ruled:
            continue
        consents = bool(expected[entry["day"]][entry["citizen"]])
        assert bool(entry["counts"]) == consents
        assert consents or entry["kind"] == tables.CONDUCT, "no cap and no override without consent"
        seen.add(consents)
    assert seen == {True, False}
    uncounted = lived.entries[(lived.entries["counts"] == 0) & filed]
    assert uncounted["points"].any(), "violations are recorded, with the points that they would take"


def test_the_ledger_adds_up_on_every_day_across_the_change():
    expiring = ["rulebook.rules.red_light.expires_after_days=15"]
    scenario = changed(switching(30, citizens=2000, days=90), *expiring)
    lived = live(scenario, keep_bases=True)
    counting = lived.entries[lived.entries["counts"] > 0]
    expected = np.full(2000, millipoints(scenario.rulebook.start), np.int64)
    for day, base in enumerate(lived.bases):
        today = counting[counting["day"] == day]
        np.add.at(expected, today["citizen"], today["points"])
        assert np.array_equal(base, expected), day
    undone = lived.entries[lived.entries["kind"] == tables.EXPIRY]
    assert set(undone["counts"].tolist()) == {0, 1}
    before = counting[(counting["day"] < 30) & (counting["kind"] == tables.CONDUCT)]
    gone = lived.world.file.consents == 0
    held = np.isin(np.flatnonzero(gone), before["citizen"])
    assert held.any(), "some withdrew who have entries that count, and keep them"


def test_nobody_without_consent_moves_a_friend():
    """Against the rule in plain Python, day by day, for everybody."""
    scenario = switching(10, citizens=300, days=40)
    lived = live(scenario)
    consents = consents_by_day(scenario, lived, regime_from=10)
    start, contact = lived.city.contacts.start, lived.city.contacts.contact
    begin = millipoints(scenario.rulebook.start)
    base, influence = np.full(300, begin, np.int64), np.zeros(300, np.int64)
    total = base.copy()
    for today, now in zip(lived.days, consents, strict=True):
        counting = today.entries[today.entries["counts"] > 0]
        np.add.at(base, counting["citizen"], counting["points"])
        after = influence.copy()
        for citizen in np.flatnonzero(now):
            friends = [f for f in contact[start[citizen] : start[citizen + 1]] if now[f]]
            difference = sum(int(total[f]) - begin for f in friends)
            after[citizen] = (2 * 3 * difference + 10 * len(friends)) // (20 * len(friends)) if friends else 0
        changes = {int(row["citizen"]): int(row["influence"]) for row in today.influence}
        assert changes == {int(c): int(after[c]) for c in np.flatnonzero(after != influence)}
        influence, total = after, base + after
    assert influence.any()


def test_the_same_on_any_number_of_threads_and_off_changes_nothing():
    scenario = switching(20, citizens=40_000, days=25)
    assert live(scenario, threads=1).digest == live(scenario, threads=2).digest
    plain = live(starter())
    assert live(consenting(more="enabled=false")).digest == plain.digest
    everybody = live(consenting("1"))
    assert everybody.digest == plain.digest, "where everybody consents, nothing differs"
    assert live(consenting("0.5")).digest != plain.digest


def test_before_its_day_the_regime_changes_nothing():
    influence = 'rulebook.influence={kind="level", weight=0.3, every_days=1, assumed="a test"}'
    with_it, without = live(switching(40)), live(starter(influence))
    for name in ("acts", "entries", "moves", "decisions"):
        early = [rows[rows["day"] < 40] for rows in (getattr(with_it, name), getattr(without, name))]
        assert np.array_equal(*early), name
    assert np.array_equal(with_it.acts, without.acts), "consent moves no draw of what people do"


def test_a_larger_share_holds_all_of_a_smaller_one():
    few, many = (live(consenting(share, days=2)).world.file.consents for share in ("0.3", "0.6"))
    assert few.sum() < many.sum()
    assert not (few > many).any()
    by_income = live(consenting("0.5", more="depends={income={low=0}}", days=2))
    poor = by_income.city.population.row("income") == 0
    assert not by_income.world.file.consents[poor].any()
    assert by_income.world.file.consents[~poor].any()


def test_without_consent_there_is_no_advantage_and_no_harm_and_fines_as_ever():
    harm = 'harm={points_per_gravity=1, assumed="a test"}'
    nobody = consenting("0", harm, citizens=4000, days=120)
    lived = live(nobody)
    assert set(lived.decisions["category"].tolist()) == {NOBODY}
    assert set(lived.decisions["outcome"].tolist()) <= {tables.GRANTED, tables.REFUSED}
    assert not lived.decisions["money"].any()
    with Workers(1) as workers:
        city = found_city(nobody, 1, workers)
        measured = simulate(nobody, city, 1, 2, workers).measures
        scored = simulate(starter(harm, citizens=4000, days=120), city, 1, 2, workers).measures
        bare = simulate(nobody.without_score(), city, 1, 2, workers).measures
    assert measured["harm_days"].is_empty()
    assert not scored["harm_days"].is_empty()
    fined = [frames["conduct_days"]["fined"].sum() for frames in (measured, scored, bare)]
    assert fined[0] == fined[1] == fined[2] > 0
    assert measured["days"]["without_consent"].unique().to_list() == [4000]
    assert measured["days"]["mean_total"].null_count() == 120


def _with_an_override(*settings: str) -> Scenario:
    """A starter city in which fights put people in the worst category, and the doctor refuses that one."""
    worst = starter().category_names[-1]
    conduct = next(name for name in starter().rulebook.rules if starter().rewards(name) is False)
    return starter(
        f"services.doctor.terms={{{worst}={{refused=true}}}}",
        "services.doctor.basic=true",
        f"rulebook.rules.{conduct}.override={{category={worst!r}, days=60}}",
        *settings,
        citizens=6000,
        days=120,
    )


def test_a_basic_service_is_closed_by_a_published_punishment_only():
    bands = starter().rulebook.categories.bands
    tight = f"rulebook.categories.bands.{len(bands) - 2}.at_least=995"
    squeezed = [
        f"rulebook.categories.bands.{i}.at_least={1000 + len(bands) - i}" for i in range(len(bands) - 2)
    ]
    open_to_all = _with_an_override(tight, *squeezed)
    protected = changed(open_to_all, "scoring.basic_protected=true")
    code = open_to_all.services["doctor"].code
    reasons = {}
    for name, scenario in (("open", open_to_all), ("protected", protected)):
        lived = live(scenario)
        asked = lived.decisions[lived.decisions["service"] == code]
        refused = asked[(asked["outcome"] == tables.REFUSED) & (asked["reason"] != tables.ORDINARY)]
        reasons[name] = set(refused["reason"].tolist())
        assert len(refused)
    assert tables.OWN_FILE in reasons["open"]
    assert reasons["protected"] == {tables.OVERRIDDEN}


def test_harm_counts_a_protected_service_only_where_a_rule_closes_it():
    harm = 'harm={points_per_gravity=1, assumed="a test"}'
    scenario = _with_an_override(harm, "scoring.basic_protected=true")
    with Workers(1) as workers:
        city = found_city(scenario, 1, workers)
        measured = simulate(scenario, city, 1, 2, workers)
    file, worst = measured.world.file, len(scenario.category_names) - 1
    last = measured.measures["harm_days"].filter(
        (pl.col("day") == 119) & (pl.col("service").cast(pl.String) == "doctor") & (pl.col("kind") == "all")
    )
    assert int(last["citizens"].sum()) == int((file.override == worst).sum()) > 0


@pytest.fixture(scope="module")
def switched(tmp_path_factory) -> glasscity.Run:
    scenario = switching(60, citizens=2500, days=150)
    return glasscity.run(scenario, seed=3, out=tmp_path_factory.mktemp("runs") / "switched")


def test_a_run_across_the_change_verifies(switched):
    found = verify(switched.path)
    assert found.passed, [check.first for check in found.checks if not check.passed]


def test_the_summary_tells_of_those_without_consent(switched):
    summary = summarise(switched)
    consent = summary.consent
    assert consent is not None
    assert consent.without_at_start == 0
    assert consent.without == consent.ended - consent.begun == summary.categories[-1].at_end > 0
    assert sum(category.at_end for category in summary.categories) == 2500
    assert sum(way.number for way in summary.ways.matrix) == 2500
    assert consent.without == switched.days["without_consent"][-1]
    asked = switched.named("request_days").collect()
    assert sum(answer.requests for answer in consent.answers) == asked["number"].sum()
    none = asked.filter(pl.col("category").cast(pl.String) == "none")
    assert sum(answer.requests for answer in consent.of(WITHOUT)) == none["number"].sum() > 0
    assert all(answer.money == 0 for answer in consent.of(WITHOUT))
    assert sum(answer.requests for answer in consent.of(LOW)) > 0
    assert any("for want of consent" in sentence for sentence in summary.headlines)
    assert len(consent.answers) == len(GROUPS) * len(switched.scenario.services)


def test_the_report_and_the_stories_tell_of_it(switched):
    page = report_html(switched)
    assert "SYNTHETIC" in page
    assert "Without consent" in page
    ended = switched.citizens.filter(pl.col("category") == "none")["citizen"].to_list()
    told = story(switched, ended[0])
    assert told.end_category == "none"
    moves = switched.table("moves").group_by("citizen").agg(pl.len(), pl.col("after").first()).collect()
    only_left = moves.filter((pl.col("len") == 1) & (pl.col("after") == NOBODY))["citizen"]
    assert "fell to a worse category once" not in story(switched, only_left[0]).like_them_rule
    said = [event for event in told.events if event.kind == "category" and "no longer scored" in event.what]
    assert said
    assert said[-1].cause == "no consent to being scored"
    for citizen in range(0, 2500, 50):
        story(switched, citizen)


def test_the_change_of_regime_says_what_it_does():
    first, second = stages(switching(20))
    assert not first.scenario.asks_consent
    assert second.scenario.asks_consent
    assert second.sentences == ["from day 20 on, scoring.consent.enabled is true (it was false)."]


def test_back_to_the_mandatory_regime_everybody_is_scored():
    more = 'interventions=[{day=20, path="scoring.consent.enabled", to=false, assumed="a test"}]'
    lived = live(consenting("0.4", more, more="withdrawing_per_year=5"))
    assert (lived.world.file.category != NOBODY).all()
    assert (lived.moves["before"] == NOBODY).any()
    late = lived.entries[(lived.entries["day"] >= 20) & (lived.entries["kind"] == tables.CONDUCT)]
    ruled = [lived.world.centre.regulations.rules.known[code] for code in late["conduct"]]
    assert (late["counts"][np.array(ruled)] == 1).all()

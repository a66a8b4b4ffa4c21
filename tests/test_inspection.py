"""Inspection that follows records: the published loop, a plain Python oracle, and what switches it off."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, live, starter
from glasscity import draws, tables
from glasscity.scenario import load
from glasscity.scenario.quantities import threshold32
from glasscity.show.report import report_html
from glasscity.study.explain import story
from glasscity.study.inspections import inspections_of
from glasscity.study.summary import summarise
from glasscity.verify import verify

LIFE = np.uint64(2)
TABLE = "organisations.traffic_police.inspection"


def _inspecting(*parts, among="districts", citizens=2000, days=40, sees="1"):
    given = ", ".join([f"among='{among}'", "inspects=['red_light']", "assumed='a test'", *parts])
    return starter(
        f"organisations.traffic_police.sees.red_light={sees}",
        f"{TABLE}={{{given}}}",
        citizens=citizens,
        days=days,
    )


def _first_share(lived, last=1):
    """Return the first district's share of the records that the last days' visits went by."""
    known = np.sum([today.inspected[0].known for today in lived.days[-last:]], axis=0)
    return known[0] / known.sum()


def _weights(discovery):
    reported = 1 - Decimal(discovery)
    return (
        f"organisations.inspectors.sees.incident={discovery}",
        f"organisations.residents.sees.incident={reported}",
    )


RULES = "organisations.inspectors.inspection"
CORRECTED = f"{RULES}.corrected=true"
TRUTH = 3.68511 / (3.68511 + 2.816466)


# ── The published loop ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("settings", "limit"),
    [
        (_weights("0.7"), 0.6387),
        (_weights("0.5"), 0.5989),
        ((*_weights("1"), CORRECTED), 0.5668),
    ],
    ids=["weight 0.7", "weight 0.5", "corrected"],
)
def test_the_share_settles_where_it_was_published(settings, limit):
    """A quick look, 4 lives of 400 days; `glasscity validate inspections` asks with more."""
    shares = [_first_share(live(load("inspection", settings=settings, days=400), life=n)) for n in range(4)]
    assert abs(np.mean(shares) - limit) < 0.012


def test_with_discovery_alone_it_runs_away():
    short = (f"{RULES}.remembered_days=1", f"{RULES}.visits=5")
    lives = [live(load("inspection", settings=(*_weights("1"), *short), days=150), life=n) for n in range(12)]
    shares = [_first_share(lived) for lived in lives]
    assert {0.0, 1.0} == set(shares)


def test_without_following_there_is_no_loop():
    lived = live(load("inspection", settings=[*_weights("1"), f"{RULES}.follows=0"], days=150))
    visits = np.sum([today.inspected[0].visits for today in lived.days], axis=0)
    assert abs(visits[0] / visits.sum() - 0.5) < 0.03
    recorded = np.bincount(lived.city.population.row("district")[lived.entries["citizen"]])
    assert abs(recorded[0] / recorded.sum() - TRUTH) < 0.01


# ── An oracle in plain Python ─────────────────────────────────────────────────────────────────────────


def _choose(word, counts):
    position, place = word * sum(counts) >> 32, 0
    while position >= counts[place]:
        position -= counts[place]
        place += 1
    return place


@pytest.mark.parametrize("corrected", [False, True])
def test_visits_and_discoveries_are_those_of_a_plain_reading(corrected):
    rules = ["visits=3", "follows=0.6", "at_start={north=5, south=2}", "remembered_days=10"]
    scenario = _inspecting(*rules, f"corrected={str(corrected).lower()}", sees="0.8")
    lived = live(scenario)
    district = lived.city.population.row("district")
    people = np.bincount(district).tolist()
    police, conduct = scenario.organisations["traffic_police"], scenario.conduct["red_light"]
    follows, recorded, found = threshold32(Decimal("0.6")), [], 0
    for today in lived.days:
        records = np.sum(recorded[-10:], axis=0).tolist() if recorded else [0, 0]
        if today.day < 10:
            records = [records[0] + 5, records[1] + 2]
        visits = [0, 0]
        for visit in range(3):
            word = draws.words(LIFE, police.code, today.day, draws.INSPECTION_VISIT, 0, visit)
            visits[_choose(int(word[0]), records if int(word[1]) < follows else people)] += 1
        seen = []
        for place in (0, 1):
            factor = (visits[place] << 32) // 3
            if corrected:
                share = follows * records[place] // sum(records)
                share += ((1 << 32) - follows) * people[place] // sum(people)
                factor = factor * ((1 << 32) - share) >> 32
            seen.append(threshold32(Decimal("0.8")) * factor >> 32)
        assert today.inspected[0].visits.tolist() == visits
        assert today.inspected[0].known.tolist() == records
        expected = {
            int(act["citizen"])
            for act in today.acts[today.acts["conduct"] == conduct.code]
            if int(
                draws.words(
                    LIFE, int(act["citizen"]), today.day, draws.FILING, 0, police.code << 16 | conduct.code
                )[0]
            )
            < seen[district[act["citizen"]]]
        }
        filed = today.filings[today.filings["conduct"] == conduct.code]
        assert set(filed["citizen"].tolist()) == expected
        found += len(expected)
        new = today.entries[
            (today.entries["conduct"] == conduct.code) & (today.entries["kind"] == tables.CONDUCT)
        ]
        recorded.append(np.bincount(district[new["citizen"]], minlength=2))
    assert found > 50


def test_more_is_seen_of_people_in_low_categories():
    """Labelling: the same act is seen more often of somebody who is in C."""
    bounds = "{name='A', at_least=1000}, {name='B', at_least=996}, {name='C', at_least=800}, {name='D'}"
    bands = f"rulebook.categories.bands=[{bounds}]"
    scenario = changed(
        _inspecting("of_category={A=0.2, C=3}", among="categories", citizens=4000, days=120, sees="0.3"),
        bands,
    )
    lived = live(scenario)
    looked = [0, 0, 0], [0, 0, 0]
    for today in lived.days:
        group = today.inspected[0].group
        for place, rows in enumerate((today.acts, today.filings)):
            mine = group[rows["citizen"][rows["conduct"] == 1]]
            for number in range(3):
                looked[place][number] += int((mine == number).sum())
    seen = [found / done for done, found in zip(*looked, strict=True)]
    assert abs(seen[0] - 0.06) < 0.02
    assert abs(seen[1] - 0.3) < 0.05
    assert abs(seen[2] - 0.9) < 0.05


def test_more_is_seen_of_people_with_records():
    scenario = _inspecting("each_entry=1", "most=3", among="records", citizens=4000, days=120, sees="0.2")
    lived = live(scenario)
    own = np.zeros(4000, int)
    for today in lived.days:
        assert np.array_equal(today.inspected[0].group, own)
        new = today.entries[(today.entries["conduct"] == 1) & (today.entries["kind"] == tables.CONDUCT)]
        np.add.at(own, new["citizen"], 1)
    found = inspections_by_records(lived)
    assert abs(found[0] - 0.2) < 0.02
    assert abs(found[1] - 0.4) < 0.05
    assert abs(found[2] - 0.6) < 0.1


def inspections_by_records(lived):
    """Return the share of acts seen of people with 0, 1, 2 records."""
    done, seen = np.zeros(256), np.zeros(256)
    for today in lived.days:
        for counts, rows in ((done, today.acts), (seen, today.filings)):
            group = today.inspected[0].group[rows["citizen"][rows["conduct"] == 1]]
            counts += np.bincount(group, minlength=256)
    return seen[:3] / done[:3]


# ── What switches it off, and what else holds ─────────────────────────────────────────────────────────


def test_switched_off_it_changes_nothing():
    plain = live(starter("organisations.traffic_police.sees.red_light=1", days=40))
    off = live(_inspecting("enabled=false"))
    assert off.digest == plain.digest
    assert off.world.recorded is None
    assert live(_inspecting()).digest != plain.digest


def test_a_factor_of_1_for_everybody_changes_nothing():
    plain = live(starter("organisations.traffic_police.sees.red_light=1", days=40))
    assert live(_inspecting(among="categories")).digest == plain.digest
    assert live(_inspecting(among="records")).digest == plain.digest


def test_the_digest_does_not_depend_on_threads():
    scenario = _inspecting("visits=3", citizens=5000)
    assert live(scenario, threads=1).digest == live(scenario, threads=2).digest


def test_the_ledger_adds_up():
    lived = live(_inspecting())
    counted = lived.entries[lived.entries["counts"] > 0]
    sums = np.full(2000, 1_000_000, np.int64)
    np.add.at(sums, counted["citizen"], counted["points"])
    assert np.array_equal(sums, lived.world.file.base)


def test_it_begins_on_the_day_of_an_intervention():
    change = f"interventions=[{{day=20, path='{TABLE}.enabled', to=true, assumed='a test'}}]"
    lived = live(changed(_inspecting("enabled=false"), change))
    assert [bool(today.inspected) for today in lived.days] == [day >= 20 for day in range(40)]
    assert lived.days[20].inspected[0].known.sum() > 0


def test_the_summary_the_report_and_the_stories_tell_of_it(tmp_path):
    run = glasscity.run("inspection", days=60, out=tmp_path / "run", baseline=False)
    assert verify(tmp_path / "run").passed
    (found,) = inspections_of(run)
    acts = run.named("acts").collect().height
    assert sum(group.acts for group in found.groups) == acts
    assert sum(group.visits for group in found.groups) == 60 * 30
    assert sum(group.known for group in found.groups) == 988 + run.table("ledger").collect().height
    line = next(said for said in summarise(run).headlines if said.startswith("The inspectors"))
    assert "First district has" in line
    assert 'id="figure-inspections-inspectors"' in report_html(run)
    mine = run.table("ledger").filter(pl.col("organisation") == 1).collect()["citizen"][0]
    causes = [event.cause for event in story(run, mine).events if event.kind == "entry"]
    assert any(cause.startswith("found on a visit") for cause in causes)


@pytest.mark.parametrize(
    ("parts", "among", "says"),
    [
        (("each_entry=1", "most=3"), "records", "found of what people with no record did"),
        (("of_category={A=0.5}",), "categories", "found of what people in category B did"),
    ],
    ids=["records", "categories"],
)
def test_labelling_is_told_of_too(tmp_path, parts, among, says):
    scenario = _inspecting(*parts, among=among, sees="0.3", citizens=4000, days=90)
    run = glasscity.run(scenario, out=tmp_path / "run", baseline=False)
    assert any(says in said for said in summarise(run).headlines)
    (found,) = inspections_of(run)
    assert sum(group.acts for group in found.groups) == len(
        run.named("acts").filter(pl.col("conduct") == "red_light").collect()
    )
    assert 'id="figure-inspections-traffic_police"' in report_html(run)
    frame = run.table("ledger").filter(pl.col("conduct") == 1).collect()
    causes = [event.cause for event in story(run, frame["citizen"][0]).events if event.kind == "entry"]
    assert any(cause.startswith("found by looking") for cause in causes)

"""The ledger, case by case, and the sums that must hold in any city."""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from cities import changed, live, parse, starter
from glasscity import tables
from glasscity.authority import category, ledger, rulebook, score
from glasscity.authority.state import open_file
from glasscity.mailbox import Mailbox
from glasscity.parallel import Workers

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))
CITIZENS = 3
START = 1_000_000
NOTHING = np.empty(0, tables.ENTRY)


def _filings(scenario, listed):
    rows = np.zeros(len(listed), tables.FILING)
    for row, filing in zip(rows, listed, strict=True):
        conduct = scenario.conduct[filing["conduct"]].code
        blocks = [
            by[filing["conduct"]] for by in scenario.catalogue.blocks.values() if filing["conduct"] in by
        ]
        parameter = filing.get("parameter", blocks[0].first)
        row["due"], row["citizen"], row["day"] = filing["day"], filing["citizen"], filing["day"] - 1
        row["conduct"], row["parameter"], row["kind"] = conduct, parameter, tables.CONDUCT
        row["filing_hi"] = tables.filing_hi(filing["citizen"], filing["day"] - 1, conduct)
        row["filing_lo"] = tables.filing_lo(parameter, tables.CONDUCT, 0)
    return rows


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path):
    case = tomllib.loads(path.read_text(), parse_float=Decimal)
    off = ["rulebook.influence.kind='off'", f"time.days={case['days']}"]
    off += [f"time.start={case['start']}"] if "start" in case else []
    off += [f"rulebook.rules.{name}.expires_after_days=36500" for name in starter().rulebook.rules]
    scenario = starter(*off, *case.get("rules", ()), days=case["days"])
    rules = rulebook.prepare_rules(scenario)
    bands, formula = category.prepare_bands(scenario), score.prepare_formula(scenario)
    categories = len(scenario.category_names) if rulebook.some_override(rules) else 0
    first, town = category.first_categories(scenario), np.zeros(CITIZENS, np.uint8)
    file = open_file(town, formula.start, first, categories, len(rules.yearly))
    expiring = Mailbox(tables.ENTRY, case["days"])
    due = _filings(scenario, case["filings"])
    everybody = np.arange(CITIZENS, dtype=np.uint32)
    kinds: Counter[str] = Counter()
    for day in range(case["days"]):
        if day in scenario.time.new_years():
            ledger.new_year(rules, file)
        today = ledger.due_in_order(due[due["due"] == day])
        entries = ledger.record(rules, file, today, expiring.take(day), NOTHING, NOTHING, day, Workers(1))
        expiring.send(*ledger.time_is_up(rules, entries))
        score.score_touched(formula, file, everybody)
        category.categorise_touched(bands, file, everybody, day)
        kinds.update(tables.ENTRY_KINDS[kind] for kind in entries["kind"].tolist())
        for expected in case["expected"]:
            if expected["day"] == day:
                citizen = expected["citizen"]
                place = f"citizen {citizen} on day {day}"
                assert file.total[citizen] == expected["score"] * 1000, place
                if "category" in expected:
                    assert scenario.category_names[file.category[citizen]] == expected["category"], place
    assert dict(kinds) == case["entries"]


@pytest.fixture(scope="module")
def varied():
    """A city with caps of both windows, expiry, overrides, exceptions and a range of points."""
    scenario = starter(citizens=3000, days=200)
    conducts = list(scenario.conduct)
    settings = [f"conduct.{name}.per_year=30" for name in conducts]
    settings += [f"conduct.{name}.bound_per_year=100" for name in conducts]
    settings += [f"conduct.{name}.depends={{}}" for name in conducts]
    settings += [
        "time.start=2018-09-01",
        "rulebook.caps.standing={code=9, window='standing', most_gained=15, most_lost=12, assumed='a test'}",
        "rulebook.rules.red_light.cap='standing'",
        "rulebook.rules.bill_on_time.cap='standing'",
        "rulebook.rules.red_light.expires_after_days=20",
        "rulebook.rules.bill_on_time.expires_after_days=35",
        "rulebook.rules.volunteering.expires_after_days=50",
        "rulebook.rules.unpaid_bill.override={category='D', days=9}",
    ]
    return changed(scenario, *settings)


def test_start_plus_entries_is_the_base_of_everybody_on_every_day(varied):
    lived = live(varied, keep_bases=True)
    entries = lived.entries
    assert {tables.CONDUCT, tables.CAP, tables.EXPIRY, tables.OVERRIDE} <= set(np.unique(entries["kind"]))
    sums = np.full(varied.population.citizens, START, np.int64)
    for day, base in enumerate(lived.bases):
        today = entries[(entries["day"] == day) & (entries["counts"] == 1)]
        np.add.at(sums, today["citizen"], today["points"])
        assert np.array_equal(sums, base), day


def test_rows_come_in_canonical_order_and_ids_are_unique(varied):
    entries = live(varied).entries
    order = np.lexsort((entries["entry_lo"], entries["entry_hi"], entries["citizen"], entries["day"]))
    assert np.array_equal(order, np.arange(len(entries)))
    assert len(np.unique(entries[["entry_hi", "entry_lo"]])) == len(entries)


def test_an_entry_is_undone_at_most_once_with_its_own_cap_entry(varied):
    entries = live(varied).entries
    by_id = {(int(e["entry_hi"]), int(e["entry_lo"])): e for e in entries}
    undone = Counter()
    for entry in entries[entries["kind"] == tables.EXPIRY]:
        cause = by_id[int(entry["cause_hi"]), int(entry["cause_lo"])]
        undone[int(entry["cause_hi"]), int(entry["cause_lo"])] += 1
        assert entry["points"] == -cause["points"]
        assert entry["citizen"] == cause["citizen"]
        assert cause["kind"] != tables.EXPIRY
    assert max(undone.values()) == 1
    caps = entries[entries["kind"] == tables.CAP]
    for cap in caps:
        own = int(cap["cause_hi"]), int(cap["cause_lo"])
        mine = int(cap["entry_hi"]), int(cap["entry_lo"])
        assert by_id[own]["kind"] == tables.CONDUCT
        assert (own in undone) == (mine in undone)


def test_a_filing_id_names_actor_day_conduct_and_parameter(varied):
    entries = live(varied).entries
    conduct = entries[entries["kind"] == tables.CONDUCT]
    assert (conduct["entry_hi"] >> 32 == conduct["citizen"]).all()
    assert (conduct["entry_hi"] >> 16 & 0xFFFF == conduct["conduct_day"]).all()
    assert (conduct["entry_hi"] & 0xFFFF == conduct["conduct"]).all()
    assert (conduct["entry_lo"] >> 32 == conduct["parameter"]).all()
    assert (conduct["cause_lo"] & 0xFFFF == 0).all()


def test_nothing_is_recorded_on_the_day_it_happens(varied):
    entries = live(varied).entries
    conduct = entries[entries["kind"] == tables.CONDUCT]
    assert (conduct["day"] > conduct["conduct_day"]).all()


def test_every_entry_of_conduct_has_an_act_of_its_citizen(varied):
    lived = live(varied)
    acts = {(int(a["citizen"]), int(a["day"]), int(a["conduct"])) for a in lived.acts}
    for entry in lived.entries[lived.entries["kind"] == tables.CONDUCT]:
        assert (int(entry["citizen"]), int(entry["conduct_day"]), int(entry["conduct"])) in acts


def _dropped(*settings):
    """Return the ledger of a city without its three busiest parameters, and what it should be."""
    scenario = starter(*settings, citizens=4000, days=120)
    before = live(scenario).entries
    used, number = np.unique(before["parameter"], return_counts=True)
    dropped = used[np.argsort(number)[-3:]].tolist()
    after = live(changed(scenario, f"catalogue.dropped={dropped}")).entries
    kept = before[~np.isin(before["parameter"], dropped)]
    assert 0 < len(kept) < len(before)
    return kept, after


def test_dropping_a_parameter_removes_exactly_its_entries():
    kept, after = _dropped("rulebook.caps.good_deeds.most_gained=100000")
    assert np.array_equal(kept, after)


def test_under_a_cap_others_may_take_the_room_but_no_deed_moves():
    kept, after = _dropped("rulebook.caps.good_deeds.most_gained=5")
    kept, after = (some[some["kind"] == tables.CONDUCT] for some in (kept, after))
    assert np.array_equal(kept, after)


def test_points_vary_within_a_conduct_by_parameter_alone():
    scenario = starter(citizens=4000, days=120)
    entries = live(scenario).entries
    rule = scenario.rulebook.rules["critical_post"]
    excepted = [exception.parameter for exception in scenario.catalogue.exceptions]
    mine = entries[
        (entries["conduct"] == scenario.conduct["critical_post"].code)
        & (entries["kind"] == tables.CONDUCT)
        & ~np.isin(entries["parameter"], excepted)
    ]
    assert (mine["points"] >= rule.points_from * 1000).all()
    assert (mine["points"] <= rule.points_to * 1000).all()
    assert (mine["points"] % 1000 == 0).all()
    by_parameter = {}
    for entry in mine:
        by_parameter.setdefault(int(entry["parameter"]), set()).add(int(entry["points"]))
    assert all(len(points) == 1 for points in by_parameter.values())
    assert len(set.union(*by_parameter.values())) > 3


def test_an_exception_of_the_catalogue_has_its_own_points():
    scenario = starter(citizens=4000, days=120)
    exception = scenario.catalogue.exceptions[0]
    entries = live(scenario).entries
    mine = entries[(entries["parameter"] == exception.parameter) & (entries["kind"] == tables.CONDUCT)]
    assert len(mine) > 0
    assert (mine["points"] == int(exception.points * 1000)).all()


def test_a_category_set_by_a_rule_ends_also_where_nothing_else_expires():
    tables_of = starter(citizens=3000, days=60).to_dict()
    for rule in tables_of["rulebook"]["rules"].values():
        rule.pop("expires_after_days", None)
        rule.pop("override", None)
    tables_of["rulebook"]["rules"]["red_light"]["override"] = {"category": "C", "days": 10}
    lived = live(parse(tables_of, "a test"))
    begun = lived.entries[lived.entries["kind"] == tables.OVERRIDE]
    ended = lived.entries[lived.entries["kind"] == tables.EXPIRY]
    assert len(ended) == (begun["day"] < 50).sum() > 0

"""The cities that ship: what they promise, and that every rule of theirs fires."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from importlib import resources

import numpy as np
import polars as pl
import pytest

from cities import Lived, live
from glasscity import __version__, tables
from glasscity.days import Simulated, simulate
from glasscity.formats import MAKING
from glasscity.measure.harm import KINDS
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load, parse, shipped
from glasscity.society import error
from glasscity.world import Today, found_city
from refresh_baselines import BASELINES, FILE, SWITCHED, as_tables, small, switched_off


def test_the_cities_that_ship():
    assert shipped() == [
        *("commercial-score", "essay", "falsification", "fuzhou", "gladsaxe", "influence", "inspection"),
        *("lending", "no-score", "rongcheng-2016", "rongcheng-2021", "signals", "suining-2010", "suqian"),
        *("suzhou", "thirty-cities", "thresholds"),
    ]


@pytest.mark.parametrize("name", shipped())
def test_toml_out_and_in_again_is_equal(name):
    scenario = load(name)
    again = parse(tomllib.loads(scenario.to_toml(), parse_float=Decimal), name)
    assert again == scenario
    assert load(scenario) is scenario


@pytest.mark.parametrize("name", shipped())
def test_every_table_with_numbers_says_where_they_come_from(name):
    scenario = load(name)
    for place, table in scenario.tables():
        numbers = [
            key
            for key, value in table.items()
            if isinstance(value, int | Decimal) and not isinstance(value, bool)
        ]
        unsourced = {"format", "code", "share", "at_least", "first", "count", "circles"}
        if "source" in table or "assumed" in table or not set(numbers) - unsourced:
            continue
        # A table without its own statement is an inner one: what encloses it makes the statement.
        enclosing = [outer for where, outer in scenario.tables() if where and place.startswith(where)]
        assert any("source" in outer or "assumed" in outer for outer in enclosing), place


def test_the_essay_has_what_the_essay_says():
    essay = load("essay")
    assert essay.rulebook.start == 1000
    assert essay.organisations_number == 142
    assert essay.parameters_number == 160_000
    assert sum(o.count for o in essay.organisations.values() if o.company) == 8
    assert {o.kind for o in essay.organisations.values()} == {"municipal", "judicial", "commercial", "other"}
    bands = [(band.name, band.at_least) for band in essay.rulebook.categories.bands]
    assert bands == [("AAA", 1050), ("AA", 1000), ("A", 950), ("B", 900), ("C", 850), ("D", None)]
    sights = {sight for o in essay.organisations.values() for sight in o.observes}
    assert {"purchases", "messages", "posts", "places"} <= sights
    assert not essay.rulebook.criteria_published
    assert essay.rulebook.influence.kind == "level"


PUBLISHED_IN_RONGCHENG = {
    # Attachment 1 of the measures of 2016, and the press rules of FACTS: points of each.
    Decimal(-20): 4,
    Decimal(-50): 3,
    Decimal(-10): 4,
    Decimal(-40): 1,
    Decimal(-30): 3,
    Decimal(-60): 1,
    Decimal(-100): 1,
    Decimal(-5): 2,
    Decimal(1): 1,
    Decimal(2): 1,
    Decimal(30): 1,
    Decimal(10): 1,
}


def test_rongcheng_has_the_published_table():
    rongcheng = load("rongcheng-2016")
    rules = rongcheng.rulebook.rules.values()
    for points, number in PUBLISHED_IN_RONGCHENG.items():
        assert sum(rule.points == points for rule in rules) >= number, points
    assert any((rule.points_from, rule.points_to) == (-50, -5) for rule in rules)
    assert sum(rule.override is not None and rule.override.category == "C" for rule in rules) == 2
    assert rongcheng.population.citizens == 740_000
    assert rongcheng.rulebook.start == 1000
    bands = {band.name: band for band in rongcheng.rulebook.categories.bands}
    assert [(b.name, b.at_least) for b in bands.values()] == [
        ("AAA", 1050),
        ("AA", 1030),
        ("A", 960),
        ("B", 850),
        ("C", 600),
        ("D", None),
    ]
    assert all(bands[name].sureness == "L" for name in ("AAA", "AA", "A", "B", "C"))
    assert rongcheng.rulebook.influence.kind == "off"


def _year(name: str, citizens: int) -> tuple[Scenario, Lived, Simulated]:
    """Let a city live as long as it says, and measure it."""
    scenario = load(name, citizens=citizens)
    days: list[Today] = []
    with Workers(2) as workers:
        city = found_city(scenario, 1, workers)
        measured = simulate(scenario, city, 1, 2, workers, record=days.append)
    names = ("acts", "requests", "entries", "moves", "decisions")
    rows = {name: np.concatenate([getattr(today, name) for today in days]) for name in names}
    return scenario, Lived(city, measured.world, **rows, digest=measured.digest, days=days), measured


@pytest.fixture(scope="module")
def essay_year():
    return _year("essay", 12_000)


@pytest.fixture(scope="module")
def rongcheng_year():
    return _year("rongcheng-2016", 120_000)


@pytest.fixture(scope="module", params=["essay", "rongcheng-2016"])
def year(request):
    fixture = {"essay": "essay_year", "rongcheng-2016": "rongcheng_year"}[request.param]
    return request.getfixturevalue(fixture)[:2]


def test_every_rule_fires_or_says_why_not(year):
    scenario, lived = year
    fired = set(np.unique(lived.entries["conduct"][lived.entries["kind"] == tables.CONDUCT]).tolist())
    silent = {name for name in scenario.rulebook.rules if scenario.conduct[name].code not in fired}
    assert not silent, f"rules that never fired: {sorted(silent)}"
    assert all(len(reason) > 20 for reason in scenario.unfired.values())


def test_every_category_and_every_service_term_is_met(year):
    scenario, lived = year
    ever = set(np.unique(lived.moves["after"]).tolist()) | set(np.unique(lived.world.file.category).tolist())
    names = [scenario.category_names[c] for c in ever]
    expected = set(scenario.category_names)
    if scenario.name == "rongcheng-2016":
        # D is under 600 points: a year of published points takes hardly anybody there (Suining had 24).
        expected -= {"D"}
    assert expected <= set(names)
    outcomes = set(np.unique(lived.decisions["outcome"]).tolist())
    assert {tables.GRANTED, tables.REFUSED, tables.FIRST} <= outcomes
    if scenario.name == "essay":
        assert {tables.DEARER, tables.CHEAPER} <= outcomes
        assert {tables.OWN_FILE, tables.CONTACTS, tables.ORDINARY} <= set(
            np.unique(lived.decisions["reason"])
        )


def test_rongcheng_comes_near_the_published_records_per_subject(rongcheng_year):
    scenario, lived, _ = rongcheng_year
    entries = lived.entries
    conduct = entries[entries["kind"] == tables.CONDUCT]
    overriding = [
        scenario.conduct[name].code
        for name, rule in scenario.rulebook.rules.items()
        if rule.override is not None
    ]
    negative = ((conduct["points"] < 0) | np.isin(conduct["conduct"], overriding)).sum() / 120_000
    positive = (conduct["points"] > 0).sum() / 120_000
    assert abs(negative - 0.42) < 0.02
    assert abs(positive - 0.05) < 0.005


# ── Errors, denunciations, appeals, harm ──────────────────────────────────────────────────────────────


def _copies(entries):
    return entries["entry_lo"] >> np.uint64(16) & np.uint64(0xFFF)


def _actors(entries):
    return (entries["entry_hi"] >> np.uint64(32)).astype(np.uint32)


def _first_entries(lived, *kinds):
    """Return the entries that filings gave, without those that followed from them."""
    return lived.entries[np.isin(lived.entries["kind"], kinds)]


def _is_wrong(scenario, lived, entries):
    """Return which entries tell of what their citizen did not do, or of what was filed before."""

    def packed(citizen, day, conduct):
        return citizen.astype(np.uint64) << np.uint64(32) | day.astype(np.uint64) << np.uint64(16) | conduct

    done = packed(lived.acts["citizen"], lived.acts["day"], lived.acts["conduct"])
    did = np.isin(packed(entries["citizen"], entries["conduct_day"], entries["conduct"]), done)
    again = (entries["kind"] == tables.CONDUCT) & (_copies(entries) > 0)
    rewards = scenario.denunciation and scenario.denunciation.reward
    reward = scenario.conduct[rewards].code if rewards else 0
    return (~did | again) & (entries["conduct"] != reward)


def test_every_error_occurs(year):
    scenario, lived = year
    filed = _first_entries(lived, tables.CONDUCT)
    copies = _copies(filed)
    for kind in (error.DUPLICATE, error.STALE, error.INVENTED, error.MISTAKEN):
        assert (copies == kind).sum() > 10, kind
    actor = _actors(filed)
    wrong = filed["citizen"] != actor
    confusions = lived.world.confusions
    by_name, next_door = (whom[actor] == filed["citizen"] for whom in confusions)
    assert (by_name | next_door)[wrong].all()
    assert by_name[wrong].sum() > next_door[wrong].sum() > 5
    share = _is_wrong(scenario, lived, filed).mean()
    assert 0.008 < share < 0.013, "about 1 filing in 100 is wrong"


def test_filings_of_the_essay_come_late_and_get_lost(essay_year):
    scenario, lived, _ = essay_year
    true = lived.all("shadow_entries")
    true = true[true["kind"] == tables.CONDUCT]
    filed = _first_entries(lived, tables.CONDUCT)
    original = filed[_copies(filed) == error.ORIGINAL]
    assert len(original) < len(true)
    longest = np.zeros(1 << 16, np.int64)
    for organisation in scenario.organisations.values():
        longest[organisation.code : organisation.code + organisation.count] = organisation.delay_days[1]
    late = original["day"] - original["conduct_day"] > longest[original["organisation"]]
    assert 0.03 < late.mean() < 0.08


def test_every_denunciation_of_the_essay_occurs(essay_year):
    scenario, lived, _ = essay_year
    rules = scenario.denunciation
    told = lived.all("denunciations")
    for motive in rules.motives.values():
        of_this = told[told["motive"] == motive.code]
        assert len(of_this) > 50, motive.label
        assert (of_this["lie"] == (motive.tells == "a lie")).all()
    assert set(np.unique(told["conduct"]).tolist()) == {scenario.conduct[name].code for name in rules.about}
    assert (told["informer"] != told["target"]).all()
    assert 0 < told["found_out"].sum() < (told["looked_into"] & told["lie"]).sum() < told["lie"].sum()
    filed = _first_entries(lived, tables.DENUNCIATION)
    reward = scenario.conduct[rules.reward].code
    rewarded = lived.entries[(lived.entries["conduct"] == reward) & (lived.entries["kind"] == tables.CONDUCT)]
    assert not (lived.acts["conduct"] == reward).any()
    assert 0.95 < len(filed) / (told["found_out"] == 0).sum() <= 1
    assert 0.99 < len(rewarded) / len(filed) < 1.02
    assert (filed["points"] < 0).all()
    lies = _is_wrong(scenario, lived, filed)
    assert 0.1 < lies.mean() < 0.25


def test_every_turn_of_an_appeal_occurs(year):
    scenario, lived = year
    appeals, hearings = lived.all("appeals"), lived.all("hearings")
    assert abs(appeals["notified"].mean() - float(scenario.appeals.notified)) < 0.01
    contested = appeals[appeals["contested"] > 0]
    assert (contested["notified"] == 1).all()
    for wrong in (0, 1):
        heard = hearings[hearings["wrong"] == wrong]
        assert (contested["wrong"] == wrong).any()
        assert len(heard)
        assert (heard["corrected"] == 0).any()
    assert hearings["corrected"].any()
    undone = lived.entries[lived.entries["kind"] == tables.CORRECTION]
    # The data centre corrects on its own what it had on the wrong file.
    taken_back = set(undone[["cause_hi", "cause_lo"]].tolist())
    granted = hearings[(hearings["corrected"] > 0) & (hearings["answered"] < scenario.time.days)]
    assert np.mean([one in taken_back for one in granted[["entry_hi", "entry_lo"]].tolist()]) > 0.8


def test_harm_of_every_kind_is_measured(essay_year, rongcheng_year):
    found = {}
    for scenario, _, measured in (essay_year, rongcheng_year):
        harm = measured.measures["harm_days"]
        found[scenario.name] = dict(harm.group_by("kind").agg(pl.col("citizens").sum()).iter_rows())
    assert set(found["essay"]) == set(KINDS)
    # Contacts' scores count for nothing in Rongcheng, so nobody is harmed by association.
    assert set(found["rongcheng-2016"]) == set(KINDS) - {"by association"}
    for by_kind in found.values():
        assert all(0 < citizens <= by_kind["all"] for citizens in by_kind.values())


def test_the_figures_in_the_notes_of_the_essay(essay_year):
    scenario, lived, _ = essay_year
    citizens, file, shadow = scenario.population.citizens, lived.world.file, lived.world.shadow.file
    entries = _first_entries(lived, tables.CONDUCT, tables.DENUNCIATION)
    wrong = entries[_is_wrong(scenario, lived, entries)]

    def share(rows):
        return len(np.unique(rows["citizen"])) / citizens

    assert abs(share(wrong) - 0.25) < 0.025
    assert abs(share(wrong[wrong["kind"] == tables.CONDUCT]) - 0.20) < 0.02
    off = np.abs(file.total.astype(np.int64) - shadow.total)
    assert abs((off > 25_000).mean() - 0.04) < 0.01
    assert abs((file.category > shadow.category).mean() - 0.06) < 0.01
    appeals, hearings = lived.all("appeals"), lived.all("hearings")
    assert share(appeals[appeals["contested"] > 0]) < 0.01
    assert 0.001 < share(hearings[hearings["corrected"] > 0]) < 0.005
    categories = np.bincount(file.category, minlength=6) / citizens
    best, worst = categories[0], categories[-1]
    assert 0.04 < best < 0.08
    assert 0.03 < worst < 0.06


def test_the_essay_without_its_mechanisms_is_the_essay_without_their_tables():
    off = small("essay")
    assert live(off).digest != live(switched_off(off)).digest
    bare = as_tables(off)
    for name in (*SWITCHED, "harm", "owners", "proxies"):
        bare.pop(name, None)
    bare["population"].pop("names")
    for organisation in bare["organisations"].values():
        for table in ("errors", "inspection", "owner", "accounts"):
            organisation.pop(table, None)
    without, switched = live(parse(bare, "essay")), live(switched_off(off))
    assert np.array_equal(without.entries, switched.entries)
    assert np.array_equal(without.acts, switched.acts)
    assert without.digest == switched.digest
    assert without.world.shadow is switched.world.shadow is None


@pytest.mark.parametrize("name", BASELINES)
def test_exact_baselines(name):
    release = json.loads(FILE.read_text(encoding="utf-8"))[__version__]
    known = release["digests"]
    assert release["format"] == MAKING
    assert live(BASELINES[name](), seed=1, life=2).digest == known[name], (
        "results have changed; if that is meant, run tests/refresh_baselines.py and say so in CHANGELOG.md"
    )
    assert list(known) == list(BASELINES)


def test_the_mechanisms_of_the_starter_work_when_switched_on():
    path = resources.files("glasscity") / "scenario" / "starter.toml"
    before, heading, after = path.read_text(encoding="utf-8").partition("# ── Errors, denunciations")
    switched_on = re.sub(r"^# (?=\[|[a-z_.]+ += )", "", after, flags=re.MULTILINE)
    tables_of_starter = tomllib.loads(before + heading + switched_on, parse_float=Decimal)
    city = parse(tables_of_starter, "starter.toml")
    assert city.harm is not None
    lived = live(city)
    assert set(np.unique(lived.all("denunciations")["motive"]).tolist()) == {1, 2}
    copies = set(np.unique(_copies(_first_entries(lived, tables.CONDUCT))).tolist())
    assert {error.ORIGINAL, error.DUPLICATE, error.INVENTED} <= copies
    assert (lived.entries["citizen"] != _actors(lived.entries)).any()
    assert lived.all("hearings")["corrected"].any()
    assert lived.world.shadow is not None


def test_no_score_is_the_same_people_doing_the_same_things():
    # What people answer to differs; the people, and what they would do of themselves, do not.
    settings = [f"{name}.enabled=false" for name in ("response", "voice", "rewiring", "circumstances")]
    essay = live(load("essay", citizens=3000, days=60, settings=settings))
    bare = live(load("no-score", citizens=3000, days=60, settings=settings))
    assert np.array_equal(essay.acts, bare.acts)
    assert np.array_equal(essay.requests, bare.requests)
    assert np.array_equal(essay.city.population.levels, bare.city.population.levels)
    assert not bare.entries["counts"].any()
    assert not bare.entries["points"].any()
    fined = {load("no-score").conduct[name].code for name in load("no-score").courts.fines}
    assert set(np.unique(bare.entries["conduct"]).tolist()) <= fined
    assert len(essay.all("denunciations"))
    assert not len(bare.all("denunciations"))
    assert not len(bare.all("appeals"))
    assert (bare.world.file.category == tables.NO_CATEGORY).all()
    assert set(np.unique(bare.decisions["reason"]).tolist()) <= {tables.NO_REASON, tables.ORDINARY}
    ordinary = essay.decisions["reason"] == tables.ORDINARY
    assert ((bare.decisions["reason"] == tables.ORDINARY)[ordinary]).all()


def test_the_baseline_of_a_city_is_that_city_without_a_score():
    essay, bare = load("essay", citizens=2000, days=30), load("no-score", citizens=2000, days=30)
    assert live(essay.without_score()).digest == live(bare).digest

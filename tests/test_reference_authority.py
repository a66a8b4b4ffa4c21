"""The authority's side once more, in plain Python, beside the engine: every row and all files, every day."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from cities import APPEALS, allow_appeals, changed, erring, starter
from glasscity import tables
from glasscity.scenario import Scenario, load
from reference.authority_beside import live_beside
from reference.contacts import ContactsOnFile
from reference.data_centre import DataCentre
from reference.everything import LOANS
from reference.filing import new_filing

TEST = "assumed='a test'"
NO_CONTACTS = "rulebook.influence.kind='off'"

# ── The cities that ship ──────────────────────────────────────────────────────────────────────────────

SHIPPED = {
    "essay": 70,
    "no-score": 60,
    "rongcheng-2016": 100,
    "rongcheng-2021": 100,
    "suining-2010": 100,
    "suqian": 100,
    "suzhou": 100,
    "fuzhou": 100,
    "commercial-score": 60,
    "inspection": 60,
    "gladsaxe": 100,
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_city_that_ships_is_the_same_day_by_day(name):
    seen = live_beside(load(name, citizens=256, days=SHIPPED[name]))
    assert seen["entries"] > 0


def busier(scenario: Scenario, acts: int, requests: int) -> Scenario:
    """Return a city in which everybody does everything so many times a year."""
    rates = [f"conduct.{name}.{key}" for name in scenario.conduct for key in _often(acts)]
    rates += [f"services.{name}.{key}" for name in scenario.services for key in _often(requests)]
    return changed(scenario, *rates, *(f"services.{name}.asked_by={{}}" for name in scenario.services))


def _often(per_year: int) -> tuple[str, ...]:
    return f"per_year={per_year}", f"bound_per_year={per_year * 10}", "depends={}"


def dated(*changes: tuple[int, str, str]) -> str:
    """Return interventions as one setting."""
    rows = [f"{{day={day}, path='{path}', {to}, {TEST}}}" for day, path, to in changes]
    return f"interventions=[{', '.join(rows)}]"


def test_thirty_towns_join_one_after_the_other():
    joining = [(change.day // 6, change.path, "to=true") for change in load("thirty-cities").interventions]
    often = ("relocation.per_year=2", "relocation.bound_per_year=20", "network.community=64")
    scenario = load("thirty-cities", citizens=1920, days=60, settings=[dated(*joining), *often])
    seen = live_beside(busier(scenario, 1, 2))
    assert min(seen[what] for what in ("transfer", "override", "national list", "moves")) > 20


# ── Everything at once ────────────────────────────────────────────────────────────────────────────────

MISHAPS = {
    "wrong_version": f"{{per_year=20, days=9, points={{red_light=-9}}, {TEST}}}",
    "merged_files": f"{{per_year=20, days=12, share=0.2, undone=0.6, {TEST}}}",
    "imported_twice": f"{{per_year=20, days=6, share=0.4, {TEST}}}",
    "expiry_missed": f"{{per_year=20, days=5, found_after_days=11, {TEST}}}",
    "correction_lost": f"{{per_year=30, days_back=15, {TEST}}}",
}
ALL_MISHAPS = f"data_centre={{{', '.join(f'{kind}={table}' for kind, table in MISHAPS.items())}}}"
REPAIR = (
    "repair={waiting=[{gravity=0, days=8}, {gravity=3, days=20}], applies=0.6, within_days=10, "
    f"conditions_met=0.8, clean_days=2, decided_after_days=[1, 4], {TEST}}}"
)
AMNESTY = f"to={{conduct=['red_light', 'critical_post'], {TEST}}}"
CONSENT = f"scoring.consent={{share=0.8, joining_per_year=2, withdrawing_per_year=1, {TEST}}}"
CLOSE_BANDS = ", ".join(
    f"{{name='{name}', at_least={bound}}}"
    for name, bound in (("AAA", 1050), ("AA", 1000), ("A", 998), ("B", 994), ("C", 985))
)


def towns(start: object = 1000, scale: object = 1, rule: str = "origin", more: str = "") -> list[str]:
    """Return two towns between which people move three times a year, and a national list."""
    west = f"share=0.5, start={start}, scale={scale}, {TEST}{more}"
    return [
        f"towns={{east={{code=1, label='East', share=0.5, {TEST}}}, west={{code=2, label='West', {west}}}}}",
        f"relocation={{per_year=3, bound_per_year=3, rule='{rule}', appeals_heard_by='origin', {TEST}}}",
        f"joint={{categories=['D', 'C'], services=['loan'], stays_days=20, {TEST}}}",
    ]


def everything() -> Scenario:
    """Return the essay's city with all mechanisms, often enough that each does something in a few weeks."""
    given = ", ".join(f"{key}={value}" for key, value in APPEALS.items())
    settings = [
        *("network.community=128", "time.start=2018-11-20", f"appeals={{{given}}}", REPAIR, CONSENT),
        *(ALL_MISHAPS, *towns(more=", rules={red_light=-3}, hearings_per_day=2000")),
        *("rewiring.drop.per_week=0.3", "rewiring.lose_touch=0.1", "rewiring.seek.per_week=0.4"),
        *("rulebook.influence.every_days=2", "rulebook.influence.weight=0.5"),
        *("rulebook.rules.red_light.expires_after_days=25", "rulebook.rules.littering.expires_after_days=12"),
        "rulebook.rules.littering.override={category='C', days=20}",
        f"rulebook.categories.bands=[{CLOSE_BANDS}, {{name='D'}}]",
        dated((60, "rulebook.amnesty", f"to={{conduct=['red_light'], {TEST}}}")),
    ]
    return changed(busier(load("essay", citizens=256, days=70, settings=settings), 3, 4), *LOANS)


def test_everything_at_once_is_the_same_and_everything_happens():
    seen = live_beside(everything())
    happened = [*tables.ENTRY_KINDS.values(), *tables.MISHAPS.values(), *tables.OUTCOMES.values()]
    happened += [reason for reason in tables.REASONS.values() if reason]
    happened += ["declarations", "heard", "repairs", "tie changes on file", "copies", "influence"]
    assert not [what for what in happened if not seen[what]]


# ── One mechanism after the other ─────────────────────────────────────────────────────────────────────

BUREAU = (
    "copies={bureau={code=7, label='Bureau', services=['loan', 'doctor'], renewed_after_days=20, "
    f"passes_on=0.4, {TEST}}}}}"
)
RATES = [
    f"services.{name}.{rate}"
    for name in ("loan", "doctor")
    for rate in ("per_year=30", "bound_per_year=40", "depends={}")
]
HELP = f"appeals.helpers={{share=0.5, contests=2, corrected=1.5, {TEST}}}"
BELIEVED = ("appeals.machine_believed=0.3", "appeals.corrected_if_right=0.4")
OTHER_SCALE = towns(800, 0.7, more=", hearings_per_day=600, rules={red_light=-3}, at_least={B=790}")
STARTING_ANEW = towns(500, 0.5, "destination")
LOOKING = f"inspection={{among='records', inspects=['red_light'], each_entry=0.5, most=3, {TEST}}}"
LOT = "label='by lot', domain='traffic', context='streets', lawful=true, gravity=0"
BY_LOT = (
    f"conduct.drawn={{code=7, {LOT}, per_year=0, bound_per_year=0, {TEST}}}",
    f"organisations.lots={{code=51, label='The experiment', kind='other', {TEST}}}",
    "catalogue.blocks.lots={drawn={first=51001, count=1}}",
    f"rulebook.rules.drawn={{points=0, override={{category='D', days=30}}, {TEST}}}",
    f"experiment={{day=20, share=0.3, by='lots', conduct='drawn', {TEST}}}",
)
ANOTHER_RULE = f"to={{points=-7, cap='standing', expires_after_days=9, {TEST}}}"

MECHANISMS: dict[str, tuple[str, ...]] = {
    "repair and amnesty": (REPAIR, ALL_MISHAPS, dated((70, "rulebook.amnesty", AMNESTY))),
    "repair that ends": (
        REPAIR,
        dated((30, "repair.enabled", "to=false"), (50, "repair.clean_days", "to=9")),
    ),
    "consent": (CONSENT, REPAIR, "services.loan.basic=true", "scoring.basic_protected=true"),
    "consent from a day on": (
        *(CONSENT, "scoring.consent.enabled=false"),
        dated(
            (30, "scoring.consent.enabled", "to=true"),
            (60, "scoring.consent.share", "to=0.3"),
            (75, "scoring.consent.enabled", "to=false"),
        ),
    ),
    "copies that come and go": (
        *(BUREAU, REPAIR),
        dated(
            (20, "copies.bureau.enabled", "to=false"),
            (40, "copies.bureau.enabled", "to=true"),
            (60, "copies.bureau.renewed_after_days", "to=5"),
            (70, "copies.bureau.passes_on", "to=1"),
        ),
    ),
    "walls": (BUREAU, dated((20, "rulebook.walls", "to=true"), (60, "rulebook.walls", "to=false"))),
    "drift": (CONSENT, "rulebook.influence.kind='drift'", "rulebook.influence.every_days=2"),
    "influence that ends": (
        "rulebook.influence.every_days=3",
        dated(
            (40, "rulebook.influence.weight", "to=0"),
            (60, "rulebook.influence.weight", "to=0.3"),
            (70, "rulebook.influence.kind", "to='drift'"),
            (80, "rulebook.influence.weight", "to=0"),
        ),
    ),
    "scoring that stops": (
        *(REPAIR, BUREAU),
        dated((30, "scoring.enabled", "to=false"), (50, "scoring.enabled", "to=true")),
    ),
    "totals once a month": (
        *("rulebook.recalculated='monthly'", NO_CONTACTS, CONSENT, "rulebook.walls=true", REPAIR),
        dated((45, "rulebook.lowest_total", "to=995"), (70, "rulebook.recalculated", "to='daily'")),
    ),
    "few hearings": (
        *("appeals.hearings_per_day=400", HELP, *BELIEVED),
        dated((30, "appeals.enabled", "to=false"), (50, "appeals.enabled", "to=true")),
    ),
    "rules that change": (
        dated(
            (20, "rulebook.rules.red_light", "drop=true"),
            (40, "rulebook.rules.red_light", ANOTHER_RULE),
            (50, "rulebook.rules.critical_post", "drop=true"),
        ),
    ),
    "towns of different scales": (
        *(BUREAU, NO_CONTACTS, *OTHER_SCALE),
        dated(
            (20, "relocation.rule", "to='destination'"),
            (30, "joint.enabled", "to=false"),
            (40, "towns.west.scored", "to=false"),
            (50, "joint.enabled", "to=true"),
            (55, "relocation.appeals_heard_by", "to='destination'"),
            (60, "towns.west.scored", "to=true"),
            (70, "joint.stays_days", "to=3"),
            (75, "relocation.rule", "to='origin'"),
        ),
    ),
    "towns and mishaps": (ALL_MISHAPS, CONSENT, NO_CONTACTS, *OTHER_SCALE, "rulebook.walls=true"),
    "starting anew": (NO_CONTACTS, *STARTING_ANEW),
    "contacts in towns that join": (
        *("rulebook.influence.kind='drift'", *towns(more=", scored=false")),
        dated((50, "towns.west.scored", "to=true")),
    ),
    "inspection by records": (f"organisations.traffic_police.{LOOKING}",),
    "a category by lot": (*BY_LOT, NO_CONTACTS),
}
HAPPENS = {
    "repair and amnesty": ("repair", "repairs", *tables.MISHAPS.values()),
    "repair that ends": ("repair", "repairs"),
    "consent": ("declarations", "repair"),
    "copies that come and go": ("copies", "an outdated copy"),
    "walls": ("own file", "dearer"),
    "drift": ("influence", "contacts' scores"),
    "few hearings": ("heard", "correction"),
    "towns of different scales": ("transfer", "national list", "correction", "cap"),
    "towns and mishaps": ("transfer", *tables.MISHAPS.values()),
    "starting anew": ("transfer", "expiry"),
    "contacts in towns that join": ("transfer", "influence"),
    "a category by lot": ("override", "category set by a rule"),
}


def often_wronged(*settings: str) -> Scenario:
    """Return a small city with caps, overrides, expiry, errors that are contested, and many requests."""
    city = erring("network.community=64", *RATES, citizens=128, days=90)
    return changed(allow_appeals(city), *settings)


@pytest.mark.parametrize("name", MECHANISMS)
def test_each_mechanism_is_the_same_day_by_day(name):
    seen = live_beside(often_wronged(*MECHANISMS[name]))
    happened = ("conduct", "cap", "override", "expiry", "correction", "moves", "decisions")
    assert not [what for what in (*happened, *HAPPENS.get(name, ())) if not seen[what]]


# ── The cases that a lawyer can read ──────────────────────────────────────────────────────────────────

CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_reference_alone_settles_every_case(path):
    case = tomllib.loads(path.read_text(), parse_float=Decimal)
    never = [f"rulebook.rules.{name}.expires_after_days=36500" for name in starter().rulebook.rules]
    start = [f"time.start={case['start']}"] if "start" in case else []
    scenario = starter(NO_CONTACTS, *never, *start, *case.get("rules", ()), days=case["days"])
    centre = DataCentre(scenario, [0, 0, 0], ContactsOnFile([[], [], []]))
    blocks = list(scenario.catalogue.blocks.values())
    for filing in case["filings"]:
        name, day = filing["conduct"], filing["day"]
        first = next(by[name].first for by in blocks if name in by)
        about = scenario.conduct[name].code, filing.get("parameter", first)
        centre.take_in([new_filing(day - 1, day, filing["citizen"], 1, *about, tables.CONDUCT)])
    for day in range(case["days"]):
        centre.score(centre.record(day, day in scenario.time.new_years()), day)
        centre.categorise(day)
        for expected in (one for one in case["expected"] if one["day"] == day):
            assert centre.file.total[expected["citizen"]] == expected["score"] * 1000
            if "category" in expected:
                found = scenario.category_names[centre.file.category[expected["citizen"]]]
                assert found == expected["category"]
    kinds = [tables.ENTRY_KINDS[entry.kind] for entry in centre.ledger.entries]
    assert {kind: kinds.count(kind) for kind in kinds} == case["entries"]


# ── Where the engine once did not do what the documents say ───────────────────────────────────────────

WRONG_VERSION = f"data_centre={{wrong_version={{per_year=60, days=30, points={{red_light=-9}}, {TEST}}}}}"

ONCE_AMISS: dict[str, tuple[str, ...]] = {
    "another version of the rules where the catalogue has no exceptions": (
        *(WRONG_VERSION, "catalogue.exceptions=[]"),
    ),
    "contacts of whoever moves to another scale today": (
        *(f"conduct.{name}.per_year=0" for name in starter().conduct),
        *("rulebook.influence.every_days=1", *towns(500, 0.5)),
    ),
    "repair for somebody who moved where one starts with less": (
        *(REPAIR, NO_CONTACTS, *towns(900, 1, "destination")),
    ),
    "a mishap that one intervention ends, and another one that lets mishaps happen again": (
        WRONG_VERSION,
        dated((20, "data_centre.enabled", "to=false"), (22, "data_centre.enabled", "to=true")),
    ),
    "a mishap that begins again, for a shorter time, while it is under way": (
        WRONG_VERSION,
        dated((20, "data_centre.wrong_version.days", "to=1")),
    ),
    "influence that ends when totals come to be worked out once a month": (
        dated((40, "rulebook.influence.kind", "to='off'"), (40, "rulebook.recalculated", "to='monthly'")),
    ),
    "somebody who starts anew on the day on which influence ends": (
        *towns(rule="destination"),
        "relocation.per_year=30",
        "relocation.bound_per_year=30",
        dated((40, "rulebook.influence.weight", "to=0")),
    ),
    "a second amnesty for the same conduct": (
        dated((40, "rulebook.amnesty", AMNESTY), (70, "rulebook.amnesty", AMNESTY)),
    ),
}


@pytest.mark.parametrize("name", ONCE_AMISS)
def test_where_the_engine_once_did_not_do_what_the_documents_say(name):
    live_beside(often_wronged(*ONCE_AMISS[name]))

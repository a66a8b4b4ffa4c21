"""How organisations err: every kind at its rate, what it touches, and what it leaves as it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import glasscity
from cities import changed, live, starter
from glasscity import draws, tables
from glasscity.parallel import Workers
from glasscity.society import error, organisation
from glasscity.society.confusion import build_confusions

LIFE = np.uint64(2)
NAMES = "population.names={number=60, assumed='a test'}"
COPY = np.uint64(0xFFF)


def _busy(*settings, citizens=4000, days=40):
    """Return the starter city with much to file, and one parameter for each conduct of the water works."""
    scenario = starter(citizens=citizens, days=days)
    rates = [f"conduct.{name}.per_year=40" for name in scenario.conduct]
    rates += [f"conduct.{name}.bound_per_year=60" for name in scenario.conduct]
    rates += [f"conduct.{name}.depends={{}}" for name in scenario.conduct]
    blocks = [
        "catalogue.blocks.water_works.red_light={first=22001, count=1}",
        "catalogue.blocks.water_works.unpaid_bill={first=22002, count=1}",
        "catalogue.blocks.water_works.bill_on_time={first=22003, count=1}",
        "organisations.water_works.sees.red_light=0.9",
    ]
    return changed(scenario, *rates, *blocks, NAMES, *settings)


def _errors(scenario, *only, **errors):
    """Return a city whose organisations (or only those named) err."""
    given = ", ".join(f"{key}={value}" for key, value in errors.items())
    table = f"{{{given}, assumed='a test'}}" if given else "{assumed='a test'}"
    return changed(scenario, *[f"organisations.{name}.errors={table}" for name in only or ORGANISATIONS])


ORGANISATIONS = list(starter().organisations)
ALL_KINDS = {
    "missed": 0.05,
    "late": 0.1,
    "late_days": "[3, 9]",
    "duplicated": 0.1,
    "wrong_person": 0.1,
    "wrong_parameter": 0.1,
    "stale": 0.1,
    "stale_days": "[10, 20]",
    "invented_per_year": 2,
    "invented_bound_per_year": 4,
}


@pytest.fixture(scope="module")
def busy():
    return _busy()


@pytest.fixture(scope="module")
def true_city(busy):
    return live(busy)


@pytest.fixture(scope="module")
def all_kinds(busy):
    return _errors(busy, **ALL_KINDS)


@pytest.fixture(scope="module")
def erring_city(all_kinds):
    return live(all_kinds)


def _filed(scenario, lived):
    """Return the true filings of all days, what reaches the data centre of them, and the confusions."""
    watchers = organisation.prepare_watchers(scenario, 1)
    tables_of_errors = error.prepare_errors(scenario, watchers)
    with Workers(1) as workers:
        confusions = build_confusions([scenario], lived.city.population, 1, workers)
        true, garbled = [], []
        for day in range(scenario.time.days):
            acts = lived.acts[lived.acts["day"] == day]
            true.append(organisation.observe(watchers, acts, LIFE, day, workers))
            garbled.append(error.garble(tables_of_errors, watchers, confusions, true[-1], LIFE))
    return np.concatenate(true), np.concatenate(garbled), confusions


def _copies(rows, name="filing_lo"):
    return rows[name] >> np.uint64(16) & COPY


def _has_rate(number, of, rate):
    return abs(number - of * rate) < 4 * np.sqrt(of * rate * (1 - rate))


def _id(rows, hi="filing_hi", lo="filing_lo"):
    return set(zip(rows[hi].tolist(), (rows[lo] >> np.uint64(16)).tolist(), strict=True))


# ── What switches it off ──────────────────────────────────────────────────────────────────────────────


def test_errors_of_zero_are_no_errors(busy, true_city):
    none = live(_errors(busy, invented_bound_per_year=9))
    assert none.digest == true_city.digest
    assert none.world.shadow is not None
    assert true_city.world.shadow is None


def test_names_alone_change_nothing(busy, true_city):
    assert live(changed(busy, "population.names={number=3, assumed='a test'}")).digest == true_city.digest


# ── Each kind alone ───────────────────────────────────────────────────────────────────────────────────


def test_missed(busy, true_city):
    true, filed, _ = _filed(_errors(busy, missed=0.2), true_city)
    assert len(true) > 20_000
    assert _has_rate(len(true) - len(filed), len(true), 0.2)
    assert np.array_equal(filed, true[np.isin(true, filed)])


def test_late(busy, true_city):
    true, filed, _ = _filed(_errors(busy, late=0.2, late_days="[30, 39]"), true_city)
    later = filed["due"] - true["due"]
    assert set(later[later > 0].tolist()) == set(range(30, 40))
    assert _has_rate((later > 0).sum(), len(true), 0.2)
    assert _has_rate((later == 30).sum(), (later > 0).sum(), 0.1)
    filed["due"] = true["due"]
    assert np.array_equal(filed, true)


def test_duplicated(busy, true_city):
    true, filed, _ = _filed(_errors(busy, duplicated=0.2), true_city)
    again = filed[_copies(filed) == error.DUPLICATE]
    assert np.array_equal(filed[_copies(filed) == error.ORIGINAL], true)
    assert len(again) == len(filed) - len(true)
    assert _has_rate(len(again), len(true), 0.2)
    again["filing_lo"] &= ~(COPY << np.uint64(16))
    assert np.isin(again, true).all()


def test_stale(busy, true_city):
    true, filed, _ = _filed(_errors(busy, stale=0.2, stale_days="[180, 189]"), true_city)
    again = filed[_copies(filed) == error.STALE]
    assert np.array_equal(filed[_copies(filed) == error.ORIGINAL], true)
    assert _has_rate(len(again), len(true), 0.2)
    first = {(row["filing_hi"], row["parameter"]): row["due"] for row in true}
    later = {int(row["due"] - first[row["filing_hi"], row["parameter"]]) for row in again}
    assert later == set(range(180, 190))


@pytest.mark.parametrize(("namesake", "by_name"), [(1, True), (0, False)])
def test_wrong_person(busy, true_city, namesake, by_name):
    true, filed, confusions = _filed(_errors(busy, wrong_person=0.2, namesake=namesake), true_city)
    whom = confusions.namesake if by_name else confusions.next_door
    actor = (filed["filing_hi"] >> np.uint64(32)).astype(np.uint32)
    assert np.array_equal(actor, true["citizen"])
    wrong = filed["citizen"] != actor
    assert np.array_equal(filed["citizen"][wrong], whom[actor][wrong])
    may_be = whom[actor] != actor
    assert _has_rate(wrong.sum(), may_be.sum(), 0.2)
    filed["citizen"] = true["citizen"]
    assert np.array_equal(filed, true)


def test_the_share_of_namesakes_among_wrong_persons(busy, true_city):
    _, filed, confusions = _filed(_errors(busy, wrong_person=0.3, namesake=0.7), true_city)
    actor = (filed["filing_hi"] >> np.uint64(32)).astype(np.uint32)
    wrong = (filed["citizen"] != actor) & (confusions.namesake[actor] != confusions.next_door[actor])
    wrong &= (confusions.namesake[actor] != actor) & (confusions.next_door[actor] != actor)
    by_name = filed["citizen"][wrong] == confusions.namesake[actor][wrong]
    assert _has_rate(by_name.sum(), wrong.sum(), 0.7)


def test_wrong_parameter(busy, true_city):
    true, filed, _ = _filed(_errors(busy, wrong_parameter=0.2), true_city)
    mistaken = filed["parameter"] != true["parameter"]
    several = busy.organisations["water_works"].code
    may_be = true["organisation"] == several
    assert not mistaken[~may_be].any()
    assert np.array_equal(mistaken, _copies(filed) == error.MISTAKEN)
    assert _has_rate(mistaken.sum(), may_be.sum(), 0.2)
    after = filed[mistaken]
    parameters = {busy.conduct[name].code: 22001 + number for number, name in enumerate(WATER)}
    assert [parameters[code] for code in after["conduct"].tolist()] == after["parameter"].tolist()
    assert (after["conduct"] != true["conduct"][mistaken]).all()
    red = true["conduct"][mistaken] == busy.conduct["red_light"].code
    unpaid = after["conduct"][red] == busy.conduct["unpaid_bill"].code
    assert _has_rate(unpaid.sum(), red.sum(), 0.5)
    for name in ("due", "citizen", "filing_hi", "day", "organisation", "kind"):
        assert np.array_equal(filed[name], true[name]), name


WATER = ("red_light", "unpaid_bill", "bill_on_time")


def test_invented(busy):
    scenario = _errors(busy, "water_works", invented_per_year=4, invented_bound_per_year=6)
    lived, without = live(scenario), live(busy)
    made_up = lived.entries[_copies(lived.entries, "entry_lo") == error.INVENTED]
    made_up = made_up[made_up["kind"] == tables.CONDUCT]
    assert (made_up["organisation"] == scenario.organisations["water_works"].code).all()
    assert (made_up["entry_hi"] >> np.uint64(32) == made_up["citizen"]).all()
    assert (made_up["parameter"] == 22001 + np.searchsorted([1, 2, 3], made_up["conduct"])).all()
    days = made_up["day"] - made_up["conduct_day"]
    assert (days >= 10).all()
    assert (days <= 30).all()
    # Whatever is due within the run: 10 to 30 days under way, of 40.
    citizen_days = 4000 * (40 - 30) + 4000 * sum(range(1, 21)) / 21
    assert abs(len(made_up) - citizen_days * 4 / 365) < 4 * np.sqrt(citizen_days * 4 / 365)
    each = [(made_up["conduct"] == code).sum() for code in (1, 2, 3)]
    assert all(_has_rate(number, len(made_up), 1 / 3) for number in each)
    rest = lived.entries[_copies(lived.entries, "entry_lo") != error.INVENTED]
    conduct = [some[some["kind"] == tables.CONDUCT] for some in (rest, without.entries)]
    assert np.array_equal(*conduct)


def test_what_is_invented_depends_on_no_other_organisations_rate(busy):
    def made_up(rate):
        one = _errors(busy, "water_works", invented_per_year=rate, invented_bound_per_year=6)
        both = _errors(one, "traffic_police", invented_per_year=3, invented_bound_per_year=3)
        entries = live(both).entries
        return entries[_copies(entries, "entry_lo") == error.INVENTED]

    before, after = made_up(1), made_up(5)
    water = busy.organisations["water_works"].code
    police = [some[some["organisation"] != water] for some in (before, after)]
    assert len(police[0]) > 100
    assert np.array_equal(*police)
    mine, mine_after = (some[some["organisation"] == water] for some in (before, after))
    assert 4 < len(mine_after) / len(mine) < 6
    assert _id(mine, "entry_hi", "entry_lo") < _id(mine_after, "entry_hi", "entry_lo")


# ── All kinds together ────────────────────────────────────────────────────────────────────────────────


def test_every_kind_reaches_the_ledger(erring_city):
    entries = erring_city.entries[erring_city.entries["kind"] == tables.CONDUCT]
    assert set(_copies(entries, "entry_lo").tolist()) == {
        error.ORIGINAL,
        error.DUPLICATE,
        error.STALE,
        error.INVENTED,
        error.MISTAKEN,
    }
    assert (entries["entry_hi"] >> np.uint64(32) != entries["citizen"]).any()


def test_the_true_record_is_that_of_a_city_without_errors(true_city, erring_city):
    shadow, true = erring_city.world.shadow.file, true_city.world.file
    assert not np.array_equal(erring_city.world.file.base, true.base)
    for name in ("base", "influence", "total", "category"):
        assert np.array_equal(getattr(shadow, name), getattr(true, name)), name
    for today, with_errors in zip(true_city.days, erring_city.days, strict=True):
        assert np.array_equal(today.entries, with_errors.shadow_entries)
        assert np.array_equal(today.moves, with_errors.shadow_moves)
    assert np.array_equal(true_city.acts, erring_city.acts)


def test_ids_are_unique(erring_city):
    entries = erring_city.entries
    assert len(np.unique(entries[["entry_hi", "entry_lo"]])) == len(entries)


def test_two_deeds_mistaken_for_a_third_are_told_apart():
    """Everything is mistaken and filed twice, through a single parameter for each conduct."""
    often = [f"conduct.{name}.{key}=300" for name in WATER for key in ("per_year", "bound_per_year")]
    city = _errors(_busy(*often, citizens=1000, days=20), wrong_parameter=0.5, duplicated=1, stale=1)
    _, filed, _ = _filed(city, live(city))
    assert len(_id(filed)) == len(filed)
    third = filed[_copies(filed) == error.MISTAKEN]
    same = np.stack([third["citizen"], third["day"], third["parameter"]])
    assert np.unique(same, axis=1).shape[1] < len(third)


def test_start_plus_entries_is_the_base_with_errors(all_kinds, erring_city):
    entries = erring_city.entries[erring_city.entries["counts"] == 1]
    sums = np.full(all_kinds.population.citizens, 1_000_000, np.int64)
    np.add.at(sums, entries["citizen"], entries["points"])
    assert np.array_equal(sums, erring_city.world.file.base)


def test_errors_do_not_depend_on_threads(all_kinds, erring_city):
    assert live(all_kinds, threads=2).digest == erring_city.digest


def test_one_isolated_citizen_more_changes_nobody_else(all_kinds, erring_city):
    """What is filed about everybody else is the same, errors and all; so are their scores."""
    more = live(changed(all_kinds, "population.isolated=1"))
    others = more.entries[more.entries["citizen"] < 4000]
    assert len(more.entries) > len(others)
    assert np.array_equal(others, erring_city.entries)
    assert np.array_equal(more.world.file.total[:4000], erring_city.world.file.total)
    confusions = more.world.confusions
    assert confusions.namesake[4000] == confusions.next_door[4000] == 4000


@pytest.mark.parametrize("kind", ["missed", "late", "duplicated", "wrong_person", "wrong_parameter", "stale"])
def test_one_organisations_errors_leave_the_others_filings(all_kinds, erring_city, kind):
    raised = live(changed(all_kinds, f"organisations.traffic_police.errors.{kind}=0.6"))
    police = range(11, 13)
    rows = []
    for entries in (erring_city.entries, raised.entries):
        entries = entries[~np.isin(entries["organisation"], police)]
        rows.append(entries[entries["kind"] == tables.CONDUCT])
    assert len(rows[0]) > 10_000
    assert np.array_equal(*rows)
    if kind != "wrong_parameter":
        assert raised.digest != erring_city.digest


def test_a_dropped_parameter_files_nothing_by_mistake_either(all_kinds, erring_city):
    dropped = live(changed(all_kinds, "catalogue.dropped=[22002]")).entries
    assert not (dropped["parameter"] == 22002).any()
    before = erring_city.entries
    assert {error.MISTAKEN, error.INVENTED} < set(
        _copies(before[before["parameter"] == 22002], "entry_lo").tolist()
    )
    # What would have come through it, and was mistaken for something else, does not come about either.
    unpaid = before["entry_hi"] & np.uint64(0xFFFF) == all_kinds.conduct["unpaid_bill"].code
    kept = before[(before["parameter"] != 22002) & ~unpaid]
    kept, after = (some[some["kind"] == tables.CONDUCT] for some in (kept, dropped))
    assert np.array_equal(kept, after)


def test_without_a_score_only_what_the_courts_fine_is_garbled(all_kinds):
    bare = live(all_kinds.without_score())
    fined = {all_kinds.conduct[name].code for name in all_kinds.courts.fines}
    assert set(bare.entries["conduct"].tolist()) == fined
    assert (_copies(bare.entries, "entry_lo") > 0).any()


def test_a_deed_is_fined_once_however_it_is_filed(tmp_path):
    """Duplicates bring no second fine; what is mistaken for something fined is fined as that."""
    scenario = starter(citizens=1500, days=60)
    twice = _errors(scenario, duplicated=1)
    runs = [glasscity.run(city, out=tmp_path / str(n)) for n, city in enumerate([scenario, twice])]
    once, again = (run.named("conduct_days").collect() for run in runs)
    assert again["entries"].sum() == 2 * once["entries"].sum() > 0
    assert again["fined"].sum() == once["fined"].sum() > 0
    mistaken = _errors(_busy(citizens=1500, days=40), "water_works", wrong_parameter=1)
    fined = glasscity.run(mistaken, out=tmp_path / "mistaken").named("conduct_days").collect()
    kinds = set(fined.filter(fined["fined"] > 0)["conduct"].cast(str).to_list())
    assert kinds == {"red_light", "unpaid_bill"}


# ── Whom one is mistaken for ──────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def confused():
    scenario = _errors(starter(NAMES, "population.isolated=3", citizens=5000), wrong_person=0.1)
    lived = live(changed(scenario, "time.days=1"))
    return lived.city.population, lived.world.confusions


def _names(number, names):
    """Return everybody's name, drawn as the documents say: the r-th with a share proportional to 1 / r."""
    share = np.cumsum(1 / np.arange(1, names + 1)) / (1 / np.arange(1, names + 1)).sum()
    words = [draws.words(np.uint64(1), citizen, 0, draws.CITY_NAME, 0, 0)[0] for citizen in range(number)]
    return np.searchsorted(share, np.array(words) / 2**32, side="right")


def test_namesakes_have_the_same_name_and_are_never_oneself(confused):
    _, confusions = confused
    name = _names(5000, 60)
    namesake = confusions.namesake[:5000]
    assert np.array_equal(name[namesake], name)
    several = np.bincount(name, minlength=60)[name] > 1
    assert several.sum() > 4900
    assert (namesake[several] != np.arange(5000)[several]).all()
    assert np.array_equal(np.sort(namesake), np.arange(5000))
    assert (confusions.namesake[5000:] == [5000, 5001, 5002]).all()


def test_names_are_as_frequent_as_one_over_their_rank():
    name = _names(20_000, 60)
    weight = (1 / np.arange(1, 61)) / (1 / np.arange(1, 61)).sum()
    seen = np.bincount(name, minlength=60)
    assert all(_has_rate(number, 20_000, share) for number, share in zip(seen, weight, strict=True))


def test_whoever_has_a_rare_name_is_mistaken_for_nobody():
    city = changed(starter(citizens=500, days=30), "population.names={number=1_000_000, assumed='a test'}")
    lived = live(_errors(city, wrong_person=1, namesake=1))
    oneself = lived.world.confusions.namesake == np.arange(500)
    assert 0.5 < oneself.mean() < 1
    entries = lived.entries[lived.entries["kind"] == tables.CONDUCT]
    actor = (entries["entry_hi"] >> np.uint64(32)).astype(np.int64)
    assert np.array_equal(entries["citizen"] == actor, oneself[actor])


def test_next_door_is_the_next_household_of_the_community(confused):
    population, confusions = confused
    households = np.unique(population.household[:5000])
    community = 256
    for first in range(0, 5000, community):
        here = households[(households >= first) & (households < first + community)]
        for place, household in enumerate(here.tolist()):
            people = np.flatnonzero(population.household == household)
            assert set(confusions.next_door[people].tolist()) == {int(here[(place + 1) % len(here)])}
    assert (confusions.next_door[5000:] == [5000, 5001, 5002]).all()


def test_confusions_are_the_citys_own():
    scenario = _errors(starter(NAMES), wrong_person=0.1)
    one, other = (live(changed(scenario, "time.days=1"), life=life).world.confusions for life in (2, 3))
    assert np.array_equal(one.namesake, other.namesake)
    assert np.array_equal(one.next_door, other.next_door)
    elsewhere = live(changed(scenario, "time.days=1"), seed=9).world.confusions
    assert not np.array_equal(one.namesake, elsewhere.namesake)


def test_no_two_records_are_ever_compared():
    """The module that says who is mistaken for whom sees households and seeds, and no attribute."""
    text = Path(error.__file__).with_name("confusion.py").read_text(encoding="utf-8")
    assert "levels" not in text
    assert ".row(" not in text

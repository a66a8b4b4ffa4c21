"""Towns with scales of their own, moves between them, the national list, and the roll-out."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, live, starter
from glasscity import tables
from glasscity.days import simulate
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.scenario.towns import rescaled, town_scales
from glasscity.show.report import write_report
from glasscity.study.story import story
from glasscity.study.summary import summarise
from glasscity.verify import verify
from glasscity.world import found_city

OFF = ("rulebook.influence.kind='off'", "rulebook.influence.weight=0")
TOWNS = (
    "towns={"
    "alpha={code=1, label='Alpha', share=0.5, assumed='a test'}, "
    "beta={code=2, label='Beta', share=0.3, scale=0.1, start=100, assumed='a test'}, "
    "gamma={code=3, label='Gamma', share=0.2, scale=0.35, start=500, rules={red_light=-7}, "
    "assumed='a test'}}",
)


def _moving(rule="origin", often=6):
    return (
        f"relocation={{per_year={often}, bound_per_year=10, rule='{rule}', appeals_heard_by='origin', "
        "assumed='a test'}",
    )


def _busy(*settings, citizens=2000, days=60):
    """Return a city in which much happens, to many."""
    city = starter(citizens=citizens, days=days)
    often = [f"conduct.{name}.per_year=20" for name in city.conduct]
    often += [f"conduct.{name}.bound_per_year=200" for name in city.conduct]
    often += [f"services.{name}.per_year=20" for name in city.services]
    often += [f"services.{name}.bound_per_year=200" for name in city.services]
    return changed(city, *often, *settings)


def _start(scenario):
    return np.array([town.start for town in town_scales(scenario)])


def _in_town(lived, day):
    """Return the town of everybody on a day, from the relocations alone."""
    town = lived.city.town.copy()
    for today in lived.days[: day + 1]:
        town[today.relocations["citizen"]] = today.relocations["after"]
    return town


@pytest.fixture(scope="module")
def mixed():
    return _busy(*TOWNS, *_moving(), "rulebook.rules.red_light.expires_after_days=20")


@pytest.fixture(scope="module")
def lived(mixed):
    return live(mixed, keep_bases=True)


# ── Scales ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("points", "to", "of", "expected"),
    [(30_000, 100, 1000, 3000), (-30_005, 100, 1000, -3000), (5, 100, 1000, 1), (-3000, 1000, 100, -30_000)],
)
def test_points_are_rescaled_with_halves_rounded_up(points, to, of, expected):
    from glasscity.authority.rulebook import rescaled as in_kernels

    assert rescaled(points, to, of) == in_kernels(points, to, of) == expected


def test_a_town_resolves_what_it_does_not_say(mixed):
    alpha, beta, gamma = town_scales(mixed)
    national = mixed.rulebook
    assert alpha.start == national.start * 1000
    for town, scale in ((alpha, "1"), (beta, "0.1"), (gamma, "0.35")):
        for band, bound in zip(national.categories.bands, town.bounds, strict=False):
            assert bound - town.start == (band.at_least - national.start) * 1000 * Decimal(scale)


def test_each_town_gives_its_own_points(mixed, lived):
    from glasscity.authority.rulebook import national_points_of, prepare_rules

    rules, scales = prepare_rules(mixed), town_scales(mixed)
    rows = lived.entries[(lived.entries["kind"] == tables.CONDUCT) & (lived.entries["counts"] == 1)]
    names = {conduct.code: name for name, conduct in mixed.conduct.items()}
    by_day = {day: _in_town(lived, day) for day in np.unique(rows["day"]).tolist()}
    seen = set()
    for row in rows[:3000]:
        scale = scales[by_day[int(row["day"])][row["citizen"]]]
        own = scale.rules.get(names[int(row["conduct"])])
        national = int(national_points_of(rules, row["conduct"], row["parameter"]))
        assert row["points"] == (scale.from_national(national) if own is None else own)
        seen.add((scale.name, own is None))
    assert {("alpha", True), ("beta", True), ("gamma", True), ("gamma", False)} <= seen


def test_a_scale_of_one_everywhere_changes_nothing_but_the_town():
    town = "{{code={}, label='a town', share=0.5, assumed='a test'}}"
    same = f"towns={{a={town.format(1)}, b={town.format(2)}}}"
    city = starter(citizens=1000, days=40)
    assert live(changed(city, same)).digest == live(city).digest


# ── Moving ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ledger_adds_up_with_transfers_on_every_day(mixed, lived):
    start = _start(mixed)[lived.city.town]
    sums = start.copy()
    moved = 0
    for today, base in zip(lived.days, lived.bases, strict=True):
        counts = today.entries["counts"] == 1
        np.add.at(sums, today.entries["citizen"][counts], today.entries["points"][counts])
        assert (sums == base).all()
        moved += int((today.entries["kind"] == tables.TRANSFER).sum())
    assert moved > 500


@pytest.mark.parametrize("rule", ["origin", "destination"])
def test_a_transfer_is_exact(rule):
    city = _busy(*TOWNS, *_moving(rule), *OFF, days=40)
    lived, start = live(city, keep_bases=True), _start(city)
    scale = [town.scale for town in town_scales(city)]
    directions = set()
    for today in lived.days[1:]:
        transfers = today.entries[today.entries["kind"] == tables.TRANSFER]
        assert sorted(transfers["citizen"]) == sorted(today.relocations["citizen"])
        points = dict(zip(transfers["citizen"].tolist(), transfers["points"].tolist(), strict=True))
        before = lived.bases[today.day - 1]
        for move in today.relocations:
            citizen, here, there = int(move["citizen"]), int(move["before"]), int(move["after"])
            deviation = int(before[citizen]) - int(start[here])
            carried = rescaled(deviation, scale[there], scale[here]) if rule == "origin" else 0
            assert int(before[citizen]) + points[citizen] == start[there] + carried
            directions.add((here, there))
    assert len(directions) == 6


def test_moving_takes_effect_the_day_after_it_is_drawn(lived):
    assert not len(lived.days[0].relocations)
    moved = lived.all("relocations")
    assert len(moved) > 100
    assert (moved["before"] != moved["after"]).all()
    assert (lived.world.residents.town == _in_town(lived, len(lived.days) - 1)).all()
    assert (lived.world.file.town == lived.world.residents.town).all()


@pytest.mark.parametrize("rule", ["origin", "destination"])
def test_what_expires_after_a_move_is_undone_on_the_new_scale(rule):
    city = _busy(*TOWNS, *_moving(rule), *OFF, "rulebook.rules.red_light.expires_after_days=10")
    lived = live(city)
    scale = [town.scale for town in town_scales(city)]
    by_id = {(int(e["entry_hi"]), int(e["entry_lo"])): e for e in lived.entries}
    towns = {day: _in_town(lived, day) for day in range(city.time.days)}
    looked_at = 0
    for entry in lived.entries[lived.entries["kind"] == tables.EXPIRY]:
        undone, citizen = by_id[int(entry["cause_hi"]), int(entry["cause_lo"])], entry["citizen"]
        path = [int(towns[day][citizen]) for day in range(int(undone["day"]), int(entry["day"]) + 1)]
        expected = int(undone["points"])
        if len(set(path)) > 1:
            looked_at += 1
            expected = rescaled(expected, scale[path[-1]], scale[path[0]]) if rule == "origin" else 0
        assert entry["points"] == -expected
    assert looked_at > 20


def test_nobody_moves_where_moving_is_off(mixed):
    still = changed(mixed, "relocation.enabled=false")
    lived = live(still)
    assert not len(lived.all("relocations"))
    assert not (lived.entries["kind"] == tables.TRANSFER).any()


def test_threads_do_not_matter(mixed, lived):
    assert live(mixed, threads=2).digest == lived.digest


# ── Contacts in other towns ──────────────────────────────────────────────────────────────────────────────


def test_contacts_count_on_ones_own_scale():
    weight = (
        *("rulebook.influence.kind='level'", "rulebook.influence.weight=0.3"),
        *("rulebook.influence.every_days=1", "network.community=64"),
        "network.layers.friends.within=1024",
    )
    city = _busy(*TOWNS, *weight, "towns.beta.scored=false", citizens=600, days=30)
    with Workers(1) as workers:
        founded = found_city(city, 1, workers)
    before, after = (live(changed(city, f"time.days={days}")).world.file for days in (29, 30))
    towns, start, contact = town_scales(city), founded.contacts.start, founded.contacts.contact
    looked_at = across = 0
    for citizen in range(600):
        own = towns[founded.town[citizen]]
        others = [int(other) for other in contact[start[citizen] : start[citizen + 1]]]
        others = [other for other in others if towns[founded.town[other]].scored]
        if not own.scored or not others:
            continue
        deviation = 0
        for other in others:
            there = towns[founded.town[other]]
            across += there is not own
            deviation += rescaled(int(before.total[other]) - there.start, own.scale, there.scale)
        assert after.influence[citizen] == rescaled(deviation, 3, 10 * len(others))
        looked_at += 1
    assert looked_at > 300
    assert across > 100


# ── The national list ────────────────────────────────────────────────────────────────────────────────────

JOINT = "joint={{categories=['D', 'C'], services=['loan'], stays_days={}, assumed='a test'}}"
ABROAD = "services.loan.asked_elsewhere=0.5"


def _by_list(lived):
    decisions = lived.decisions
    return decisions[decisions["reason"] == tables.NATIONAL_LIST]


@pytest.mark.parametrize("stays", [0, 12])
def test_the_list_is_one_day_late_and_holds_in_every_town(stays):
    city = _busy(*TOWNS, *_moving(), *OFF, ABROAD, JOINT.format(stays), citizens=3000)
    lived, names = live(city), city.category_names
    listed = {names.index("C"), names.index("D")}
    until = np.full(3000, -1)
    refused = home = 0
    for today in lived.days:
        asked = today.requests[today.requests["service"] == city.services["loan"].code]
        answers = today.decisions[today.decisions["service"] == city.services["loan"].code]
        for request, answer in zip(asked, answers, strict=True):
            on_list = until[request["citizen"]] >= today.day
            if request["elsewhere"]:
                assert (answer["reason"] == tables.NATIONAL_LIST) == on_list
            elif on_list:
                assert answer["outcome"] == tables.REFUSED
                home += answer["reason"] == tables.NATIONAL_LIST
            refused += on_list
        for move in today.moves:
            if int(move["after"]) in listed:
                until[move["citizen"]] = 10**6
            elif int(move["before"]) in listed:
                until[move["citizen"]] = today.day + stays
    assert refused > 100
    assert home > 0


def test_without_joint_punishment_nobody_is_refused_abroad():
    city = _busy(*TOWNS, ABROAD, JOINT.format(5), "services.loan.ordinary_refusal=0")
    on, off = live(city), live(changed(city, "joint.enabled=false"))
    assert len(_by_list(on)) > 50
    assert not len(_by_list(off))
    elsewhere = off.decisions[off.requests["elsewhere"] == 1]
    assert len(elsewhere) > 100
    assert not (elsewhere["outcome"] == tables.REFUSED).any()


# ── Roll-out ─────────────────────────────────────────────────────────────────────────────────────────────

ROLL_OUT = (
    "towns.beta.scored=false",
    "interventions=[{day=20, path='towns.beta.scored', to=true, label='Beta joins', assumed='a test'}]",
)


def test_the_roll_out_reaches_a_town_on_its_day():
    city = _busy(*TOWNS, *ROLL_OUT, *OFF)
    lived = live(city)
    beta = np.flatnonzero(lived.city.town == 1)
    entries = lived.entries[np.isin(lived.entries["citizen"], beta)]
    assert len(entries[entries["day"] < 20]) > 50
    assert not entries[entries["day"] < 20]["counts"].any()
    assert entries[entries["day"] >= 20]["counts"].all()
    moves = lived.moves[np.isin(lived.moves["citizen"], beta)]
    first = moves[moves["before"] == tables.NO_CATEGORY]
    assert len(first) == len(beta)
    assert (first["day"] == 20).all()
    early = lived.decisions[np.isin(lived.decisions["citizen"], beta) & (lived.decisions["day"] < 20)]
    assert (early["category"] == tables.NO_CATEGORY).all()
    assert set(early["reason"]) <= {tables.NO_REASON, tables.ORDINARY}


WHOLE = "{code=2, label='Beta', share=0.3, scale=0.5, assumed='a test'}"


@pytest.mark.parametrize(
    ("path", "to", "said"),
    [
        ("towns.nowhere.scored", "true", "there is no table 'nowhere' on the way of 'towns.nowhere.scored'"),
        ("towns.beta.scale", "0.5", "scale and attraction of towns.beta are settled"),
        ("towns.beta", WHOLE, "code, share, start, scale and attraction of towns.beta are settled"),
        ("towns", "{}", "of towns.alpha are settled before day 0"),
        ("towns.beta.scored", "1", "towns.beta.scored: expected true or false"),
    ],
)
def test_what_no_roll_out_can_change(path, to, said):
    change = f"interventions=[{{day=5, path='{path}', to={to}, assumed='a test'}}]"
    with pytest.raises(BadInput, match=said):
        live(changed(starter(), *TOWNS, change))


# ── The run ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_run_with_towns_verifies(tmp_path):
    city = _busy(*TOWNS, *_moving(), *ROLL_OUT, ABROAD, JOINT.format(3), citizens=800, days=40)
    city = changed(city, "harm={points_per_gravity=2, assumed='a test'}")
    run = glasscity.run(city, seed=3, out=tmp_path / "run", threads=2)
    found = verify(run.path)
    assert found.passed, [check for check in found.checks if not check.passed]
    looked_at = {check.name for check in found.checks}
    assert {"relocations again", "town_days again"} <= looked_at


def test_town_days_count_everybody(mixed):
    city = changed(mixed, JOINT.format(3))
    with Workers(2) as workers:
        founded = found_city(city, 1, workers)
        done = simulate(city, founded, 1, 2, workers)
    frame, file, towns = done.measures["town_days"], done.world.file, town_scales(city)
    last = frame.filter(pl.col("day") == city.time.days - 1).to_dicts()
    for number, (row, town) in enumerate(zip(last, towns, strict=True)):
        there = file.town == number
        assert row["citizens"] == there.sum()
        away = int((file.total[there].astype(np.int64) - town.start).sum())
        assert row["deviation_mp"] == rescaled(away, 1000, town.scale)
        for category, name in enumerate(city.category_names):
            assert row[f"in_{name}"] == (file.category[there] == category).sum()
    flow = frame.group_by("town", maintain_order=True).agg(pl.col("moved_in", "moved_out").sum())
    first = np.bincount(founded.town, minlength=3)
    assert (first + flow["moved_in"].to_numpy() - flow["moved_out"].to_numpy()).tolist() == [
        row["citizens"] for row in last
    ]


# ── What is told ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rule", ["origin", "destination"])
def test_every_life_is_told_and_its_sums_fit(rule, tmp_path):
    city = _busy(*TOWNS, *_moving(rule), *ROLL_OUT, citizens=400, days=60)
    city = changed(city, "rulebook.rules.red_light.expires_after_days=20", JOINT.format(5), ABROAD)
    run = glasscity.run(city, seed=3, out=tmp_path / "run", baseline=False)
    movers = run.table("relocations").collect()
    labels = [town.label for town in town_scales(city)]
    for citizen in [*range(0, 400, 23), *movers["citizen"].to_list()[:25]]:
        told = story(run, citizen)
        moves = movers.filter(pl.col("citizen") == citizen).to_dicts()
        transfers = [event for event in told.events if event.kind == "transfer"]
        assert [event.what for event in transfers] == [
            f"moves from {labels[move['before']]} to {labels[move['after']]}" for move in moves
        ]
        for event in transfers:
            assert ("points there are" if rule == "origin" else "starts anew with") in event.cause
        home = town_scales(city)[labels.index(told.who["Town"])]
        assert not moves or home.label == labels[moves[-1]["after"]]


def test_the_table_of_cities(tmp_path):
    city = _busy(*TOWNS, *_moving(), *ROLL_OUT, ABROAD, JOINT.format(3), citizens=1500, days=40)
    run = glasscity.run(city, seed=3, out=tmp_path / "run")
    summary = summarise(run)
    alpha, beta, gamma = summary.towns
    assert [town.scored_since for town in (alpha, beta, gamma)] == [0, 20, 0]
    assert sum(town.citizens for town in summary.towns) == 1500
    assert sum(town.moved_in - town.moved_out for town in summary.towns) == 0
    people = run.table("citizens").collect()
    for town in summary.towns:
        there = people.filter(pl.col("town").cast(pl.String) == town.town)
        mean = ((there["total"] / 1000 - town.start) / town.scale).mean()
        assert town.mean_deviation == pytest.approx(mean, abs=0.01)
        assert sum(town.shares.values()) == pytest.approx(1)
        assert town.restriction_days > 0
    page = write_report(run, tmp_path / "report.html").read_text()
    assert "Town by town" in page
    for label in ("Alpha", "Beta", "Gamma"):
        assert label in page

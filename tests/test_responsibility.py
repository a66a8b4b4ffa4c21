"""Whose doing is it: Shapley values and their axioms, exact parts citizen by citizen, groups of a city."""

from __future__ import annotations

import json
from itertools import permutations
from math import factorial

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import glasscity
from cities import erring, starter
from glasscity import tables
from glasscity.cli.main import main
from glasscity.errors import BadInput
from glasscity.measure.harm import KINDS
from glasscity.parallel import Workers
from glasscity.responsibility.filers import INFORMERS, Names, filers_of
from glasscity.responsibility.findings import found_of
from glasscity.responsibility.groups import SANCTIONER, groups_of, scenario_of
from glasscity.responsibility.mechanical import share_out
from glasscity.responsibility.shapley import coalitions_of, orders_by_lot, shares_exact, shares_of_order
from glasscity.responsibility.together import ORDERS, City, live_together, outcome
from glasscity.scenario import load, parse, shipped, without
from glasscity.show.responsibility_page import page_html

ALL, ERRONEOUS, BY_ASSOCIATION = (KINDS.index(name) for name in ("all", "erroneous", "by association"))
SEED, LIFE = 1, 2


def games(most=5):
    """Return values of all coalitions, nobody's being any number."""
    number = st.integers(1, most).map(lambda players: 1 << players)
    values = st.integers(-(10**6), 10**6)
    return number.flatmap(lambda size: st.lists(values, min_size=size, max_size=size)).map(
        lambda found: np.array(found, np.int64)
    )


def by_hand(values):
    """Return n! times the Shapley values: what everybody adds, summed over every order."""
    players = len(values).bit_length() - 1
    added = [0] * players
    for order in permutations(range(players)):
        there = 0
        for player in order:
            added[player] += int(values[there | 1 << player] - values[there])
            there |= 1 << player
    return added


@settings(max_examples=60, deadline=None)
@given(games())
def test_shares_are_what_everybody_adds_in_every_order(values):
    assert shares_exact(values).tolist() == by_hand(values)


@settings(max_examples=60, deadline=None)
@given(games())
def test_efficiency_shares_add_up_exactly(values):
    players = len(values).bit_length() - 1
    assert shares_exact(values).sum() == factorial(players) * (values[-1] - values[0])


@settings(max_examples=60, deadline=None)
@given(games(4), st.data())
def test_symmetry_and_nobody_who_adds_nothing_has_a_share(values, data):
    players = len(values).bit_length() - 1
    coalitions = np.arange(len(values))
    player = data.draw(st.integers(0, players - 1))
    shares = shares_exact(values[coalitions & ~(1 << player)])
    assert shares[player] == 0
    other = data.draw(st.integers(0, players - 1))
    # Where only their number counts, two players are alike.
    both = (coalitions >> player & 1) + (coalitions >> other & 1)
    rest = coalitions & ~(1 << player) & ~(1 << other)
    alike = shares_exact(values[rest] + 1000 * both**2)
    assert alike[player] == alike[other]


@settings(max_examples=40, deadline=None)
@given(games(4), st.data())
def test_additivity_of_two_games_everybody_has_both_shares(values, data):
    more = data.draw(st.lists(st.integers(-1000, 1000), min_size=len(values), max_size=len(values)))
    more = np.array(more, np.int64)
    assert (shares_exact(values + more) == shares_exact(values) + shares_exact(more)).all()


def test_the_airport_game():
    """Littlechild and Owen 1973: whoever needs a runway at all shares alike in each further stretch of it."""
    needs = [1, 3, 4, 8]
    values = np.array(
        [max((needs[i] for i in range(4) if coalition >> i & 1), default=0) for coalition in range(16)]
    )
    closed_form, reached, so_far = [], 0.0, 0
    for place, need in enumerate(needs):
        reached += (need - so_far) / (4 - place)
        closed_form.append(reached)
        so_far = need
    assert shares_exact(values) / factorial(4) == pytest.approx(closed_form)


def test_several_games_at_once_and_a_wrong_number_of_coalitions():
    values = np.arange(48).reshape(2, 3, 8) ** 2
    shares = shares_exact(values)
    assert shares.shape == (2, 3, 3)
    assert shares[1, 2].tolist() == by_hand(values[1, 2])
    with pytest.raises(ValueError, match="6 coalitions; expected 2"):
        shares_exact(np.zeros(6, np.int64))


def test_orders_average_to_the_shares():
    values = np.array([0, 5, 7, 1, 30, 2, 9, 100])
    of = dict(enumerate(values))
    added = sum(shares_of_order(order, of) for order in permutations(range(3)))
    assert added.tolist() == shares_exact(values).tolist()
    for order in orders_by_lot(("a", "b", "c"), 6, 1):
        assert shares_of_order(order, of).sum() == 100
        assert coalitions_of(order)[-1] == 7


def test_orders_keep_unions_together_and_come_in_pairs():
    unions = ("a", "b", "b", "c", "b")
    orders = orders_by_lot(unions, 40, 7)
    assert orders == orders_by_lot(unions, 40, 7)
    assert orders != orders_by_lot(unions, 40, 8)
    for order in orders:
        names = [unions[player] for player in order]
        assert sorted(order) == [0, 1, 2, 3, 4]
        assert "".join(names) in ("abbbc", "acbbb", "bbbac", "bbbca", "cabbb", "cbbba")
    assert all(order[::-1] == other for order, other in zip(orders[::2], orders[1::2], strict=True))


def test_members_of_a_union_add_up_to_it():
    """Owen's values: what the members of a union have is what it would have as one player."""
    lots = np.random.default_rng(5)
    values = lots.integers(-100, 100, 16)
    # Players 1 and 2 are a union: as one player, all coalitions that hold both or neither.
    whole = np.array([values[(c & 1) | (6 if c & 2 else 0) | (c & 4) << 1] for c in range(8)])
    unions = ("a", "b", "b", "c")
    orders = [order for order in permutations(range(4)) if abs(order.index(1) - order.index(2)) == 1]
    of = dict(enumerate(values))
    owen = sum(shares_of_order(order, of) for order in orders) / len(orders)
    assert owen[1] + owen[2] == pytest.approx(shares_exact(whole)[1] / factorial(3))
    drawn = orders_by_lot(unions, 400, 3)
    assert set(drawn) == set(orders)


@pytest.fixture(scope="module")
def essay():
    often = (
        "data_centre.imported_twice.per_year=20",
        "rulebook.rules.long_gaming.points_from=-30",
        "rulebook.rules.long_gaming.points_to=-30",
    )
    return load("essay", citizens=500, days=70, settings=often)


@pytest.fixture(scope="module")
def shared(essay):
    with Workers(1) as workers:
        return share_out(essay, SEED, LIFE, 4, workers)


def test_parts_add_up_to_the_harm_of_a_run_exactly(essay, shared, tmp_path):
    run = glasscity.run(essay, seed=SEED, life=LIFE, baseline=False, out=tmp_path / "run")
    assert shared.digest == run.digest
    days = run.table("harm_days").group_by("kind").agg(pl.col("citizens").sum()).collect()
    counted = dict(days.with_columns(pl.col("kind").cast(pl.String)).iter_rows())
    assert counted["all"] > 500
    assert counted["erroneous"] > 50
    for game in (shared.filed, shared.erred):
        parts = game.of_several + game.centre + game.contacts + game.copies + game.nobody
        parts = parts + game.by_filer.sum(axis=1)
        assert game.total.tolist() == [counted.get(kind, 0) * game.parts for kind in KINDS]
        assert (parts == game.total).all()


def test_those_tipped_by_contacts_are_the_contacts_part(shared):
    game = shared.filed
    assert game.total[BY_ASSOCIATION] > 0
    assert game.contacts[BY_ASSOCIATION] == game.total[BY_ASSOCIATION]


def test_a_day_in_error_is_nobodys_if_nobody_errs(shared):
    """The true record would not close it, unless friends' true scores would have lifted it."""
    game = shared.erred
    assert game.nobody[ERRONEOUS] <= 0.05 * game.total[ERRONEOUS]
    assert game.nobody[ALL] > 0.3 * game.total[ALL]
    made = dict(zip(game.names, game.by_filer[ERRONEOUS], strict=True))
    assert made[INFORMERS] > 0


HARM = "harm={points_per_gravity=5, assumed='a test'}"


def plain():
    """Return a city in which a score is a plain sum: no contacts, caps, expiry, overrides or errors."""
    scenario = starter(
        HARM,
        "rulebook.influence.kind='off'",
        "rulebook.rules.unpaid_bill={points=-40, assumed='a test'}",
        "rulebook.rules.red_light={points=-30, assumed='a test'}",
        "rulebook.rules.volunteering={points=25, assumed='a test'}",
        citizens=500,
        days=80,
    )
    bare = scenario.to_dict()
    for one in bare["organisations"].values():
        one.pop("errors", None)
    for rule in bare["rulebook"]["rules"].values():
        for key in ("cap", "expires_after_days", "override"):
            rule.pop(key, None)
    return parse(bare, "plain")


def test_where_nothing_is_wrong_nobody_erred():
    with Workers(1) as workers:
        found = share_out(plain(), SEED, LIFE, 3, workers)
    game = found.erred
    assert game.total[ALL] > 0
    assert game.total[ERRONEOUS] == 0
    assert game.nobody[ALL] == game.total[ALL]
    assert not game.by_filer.any()
    assert found.filed.contacts[ALL] == found.filed.nobody[ALL] == 0


def worse(service, name):
    """Return whether a category closes a service or makes it dearer."""
    term = service.terms.get(name)
    if term is None or term.refused:
        return term is not None
    pairs = (term.price, service.price), (term.interest_percent, service.interest_percent)
    return any(one is not None and one > ordinary for one, ordinary in pairs)


def test_parts_are_those_of_plain_sums(tmp_path):
    """In a city of plain sums the values of all coalitions are worked out from the ledger alone."""
    scenario = plain()
    run = glasscity.run(scenario, seed=SEED, life=LIFE, baseline=False, out=tmp_path / "run")
    ledger = run.table("ledger").filter(pl.col("kind") == tables.CONDUCT).collect()
    names = list(scenario.organisations)
    with Workers(1) as workers:
        game = share_out(scenario, SEED, LIFE, len(names), workers).filed
    place = {
        code: number
        for number, one in enumerate(scenario.organisations.values())
        for code in range(one.code, one.code + one.count)
    }
    bands = scenario.rulebook.categories.bands
    bounds = [float(band.at_least) for band in bands if band.at_least is not None]
    services = scenario.services.values()
    doors = [sum(worse(service, name) for service in services) for name in scenario.category_names]
    start = float(scenario.rulebook.start)
    size = 1 << len(names)
    values = np.zeros((run.citizens_number, size), np.int64)
    for citizen, rows in ledger.group_by("citizen"):
        by_day = rows.sort("day")
        points = np.zeros((len(names), scenario.time.days))
        for day, organisation, mp in by_day.select("day", "organisation", "points").iter_rows():
            points[place[organisation], day] += mp / 1000
        sums = points.cumsum(axis=1)
        really = [doors[sum(start + total < bound for bound in bounds)] for total in sums.sum(axis=0)]
        for coalition in range(size):
            some = [i for i in range(len(names)) if coalition >> i & 1]
            for day, total in enumerate(sums[some].sum(axis=0)):
                closed = doors[sum(start + total < bound for bound in bounds)]
                values[citizen[0], coalition] += min(closed, really[day])
    assert (values[:, -1] > 0).sum() > 30
    expected = shares_exact(values).sum(axis=0)
    assert game.of_several[ALL] == 0
    assert game.by_filer[ALL, : len(names)].tolist() == expected.tolist()


def test_with_fewer_places_the_largest_stand_alone():
    names = Names(starter())
    weight = np.array([[5, 0, 3, 0, 9], [0, 0, 1, 0, 0]])
    filers = filers_of(names, weight, 2)
    assert filers.places[0].tolist()[4] == 0
    assert filers.places[0, 0] == filers.places[0, 2] == 1
    assert filers.alone.tolist() == [[False] * 4 + [True], [False, False, True, False, False]]


def test_nobody_is_told_apart_where_two_weigh_alike_but_by_their_order():
    filers = filers_of(Names(starter()), np.array([[4, 4, 4, 4, 4]]), 3)
    assert filers.places[0].tolist() == [0, 1, 2, 2, 2]


@pytest.mark.parametrize("name", [name for name in shipped() if name not in ("no-score", "inspection")])
def test_every_group_of_every_city_can_do_otherwise(name):
    scenario = load(name, citizens=500, days=20)
    groups = groups_of(scenario)
    assert 4 <= len(groups) <= 12
    everybody = (1 << len(groups)) - 1
    assert scenario_of(scenario, groups, everybody).to_dict() == scenario.to_dict()
    does_something = {group.name: 1 << place for place, group in enumerate(groups)}
    if not any(worse(one, rank) for one in scenario.services.values() for rank in one.terms):
        del does_something[SANCTIONER]
    for one in (0, *(everybody & ~bit for bit in does_something.values())):
        assert scenario_of(scenario, groups, one).to_dict() != scenario.to_dict()


@pytest.fixture(scope="module")
def city():
    return load("essay", citizens=200, days=30, settings=["rulebook.influence.weight=0.7"])


@pytest.fixture(scope="module")
def together(city):
    return live_together(city, seed=1, lives=1, processes=1)


def test_groups_parts_add_up_in_every_life(together):
    whole = (together.everybody - together.nobody)[:, : len(KINDS)]
    assert (together.everybody[:, ALL] > 0).all()
    assert (together.shares.sum(axis=1) == ORDERS * whole).all()


def test_where_nobody_does_harm_there_is_none_and_without_a_closed_door_neither(city, together):
    assert not together.nobody[:, : len(KINDS)].any()
    place = next(i for i, group in enumerate(together.groups) if group.name == SANCTIONER)
    assert not together.but_one[:, place, : len(KINDS)].any()
    everybody = (1 << len(together.groups)) - 1
    one = City(city.to_toml(), city.name, 1, None, None)
    assert outcome(one, together.lives[0], everybody).tolist() == together.everybody[0].tolist()
    # Half of the coalitions are not lived, since no door is closed in them: try one.
    some = 0b10110 & ~(1 << place)
    assert not outcome(one, together.lives[0], some)[: len(KINDS)].any()


def test_without_contacts_nobody_is_tipped_by_them(together):
    place = next(i for i, group in enumerate(together.groups) if group.name == "contacts")
    assert together.everybody[:, BY_ASSOCIATION].sum() > 0
    assert together.but_one[:, place, BY_ASSOCIATION].sum() == 0


def test_processes_make_no_difference(city, together):
    again = live_together(city, seed=1, lives=1, processes=2)
    assert (again.shares == together.shares).all()
    assert (again.but_one == together.but_one).all()


def test_a_group_can_be_looked_into(city):
    groups = groups_of(city, "judicial")
    assert {group.name for group in groups if group.union == "judicial"} == {"courts", "enforcement"}
    with pytest.raises(BadInput, match=r"--into judical: no group.*did you mean .judicial"):
        groups_of(city, "judical")


def test_the_page_says_what_it_is_not(essay, shared, together):
    found = found_of(essay, SEED, LIFE, 4, shared, together)
    page = page_html(found)
    assert "SYNTHETIC" in page
    assert "A causal share is not yet responsibility." in page
    assert page.count("<figure") == 5
    assert sum(part.days["all"] for part in found.filed) == pytest.approx(found.restricted["all"])
    assert sum(group.part["all"].mean for group in found.groups) == pytest.approx(1)


def test_what_is_taken_out_is_out():
    scenario = erring()
    edited = scenario.to_dict()
    without.errors_of(scenario.organisations)(edited)
    without.detriments(edited)
    without.influence(edited)
    assert all("errors" not in one for one in edited["organisations"].values())
    for service in edited["services"].values():
        assert not any(term["refused"] for term in (service["terms"] or {}).values())
    without.points_of(["red_light"])(edited)
    assert edited["rulebook"]["rules"]["red_light"]["points"] == 0
    without.rules(["unpaid_bill"])(edited)
    assert "unpaid_bill" not in edited["rulebook"]["rules"]


def exit_code(arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code


def test_the_command(tmp_path, capsys):
    out = tmp_path / "found.html"
    arguments = ["responsibility", "essay", "--citizens", "150", "--days", "15", "--lives", "1"]
    assert exit_code([*arguments, "--players", "3", "--processes", "1", "--out", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["synthetic"] is True
    assert found["page"] == str(out)
    assert sum(part["days"]["all"] for part in found["filed"]) == pytest.approx(found["restricted"]["all"])
    assert out.read_text().startswith("<!doctype html>")
    assert exit_code([*arguments[:-1], "0", "--players", "2"]) == 0
    said = capsys.readouterr().out
    assert "SYNTHETIC" in said
    assert "not yet responsibility" in " ".join(said.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-score"], "no-score: nobody is scored in this city"),
        (["inspection"], "inspection: this city does not count harm"),
        (["essay", "--players", "9"], "--players 9: expected 2 to 8"),
        (["essay", "--lives", "-1"], "--lives -1: expected 0 or more"),
        (["essay", "--into", "nobody"], "--into nobody: no group of organisations has that name"),
        (["essay", "--out", "found.pdf"], "found.pdf: --out writes a page"),
        (["esay"], "did you mean 'essay'"),
    ],
)
def test_bad_input(arguments, message, capsys):
    assert exit_code(["responsibility", *arguments]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert message in said
    assert "Traceback" not in said

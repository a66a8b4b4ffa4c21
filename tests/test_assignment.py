"""A category given by lot: who is drawn, what is on file, and whether it traps anybody."""

from __future__ import annotations

import numpy as np
import pytest

import glasscity
from cities import changed, live, starter
from glasscity import tables
from glasscity.study.mechanisms import by_lot
from glasscity.study.summary import summarise

DAY, DAYS = 20, 40
LOT = 7
RAISED = (
    "conduct.unpaid_bill.bound_per_year=13",
    "services.loan.bound_per_year=4",
    "services.loan.per_year=2",
)
DEBT = (
    "circumstances={every_days=7, assumed='a test', kinds={indebted={code=1, label='in debt', "
    "words={begins='falls into debt', ends='is out of debt'}, begins_when_refused={loan=1}, "
    "ends_per_year=0.1, conduct={unpaid_bill=3.9}, assumed='a test'}}}"
)


def _city(*settings, citizens=3000, days=120, share="0.3"):
    """Return the starter city with lots on day 20 that put some into D for 40 days."""
    lot = "label='drawn by lot', domain='traffic', context='streets', lawful=true, gravity=0"
    return starter(
        *RAISED,
        f"conduct.drawn={{code={LOT}, {lot}, per_year=0, bound_per_year=0, assumed='a test'}}",
        "organisations.experiment={code=51, label='The experiment', kind='other', assumed='a test'}",
        "catalogue.blocks.experiment={drawn={first=51001, count=1}}",
        f"rulebook.rules.drawn={{points=0, override={{category='D', days={DAYS}}}, assumed='a test'}}",
        "rulebook.influence.kind='off'",
        f"experiment={{day={DAY}, share={share}, by='experiment', conduct='drawn', assumed='a test'}}",
        *settings,
        citizens=citizens,
        days=days,
    )


@pytest.fixture(scope="module")
def scenario():
    return _city()


@pytest.fixture(scope="module")
def lived(scenario):
    return live(scenario)


@pytest.fixture(scope="module")
def lots(lived):
    return lived.all("assigned")


def _groups(lots):
    return [lots["citizen"][lots["treated"] == flag] for flag in (1, 0)]


def test_equal_shares_are_drawn_among_those_who_are_better_off(lived, lots):
    before = np.full(3000, 1, np.uint8)
    moves = lived.moves[lived.moves["day"] < DAY]
    before[moves["citizen"]] = moves["after"]
    eligible = (before < 3).sum()
    treated, control = _groups(lots)
    for group in (treated, control):
        assert abs(len(group) - 0.3 * eligible) < 4 * np.sqrt(0.21 * eligible)
    assert not np.intersect1d(treated, control).size
    assert (lots["category"] == before[lots["citizen"]]).all()
    assert set(lots["category"].tolist()) <= {0, 1, 2}
    assert (lots["day"] == DAY).all()


def test_the_ledger_says_by_whom_and_for_how_long(lived, lots):
    treated, control = _groups(lots)
    entries = lived.entries[lived.entries["conduct"] == LOT]
    assert set(entries["parameter"].tolist()) == {51001}
    assert not entries["points"].any()
    for kind, day in ((tables.CONDUCT, DAY), (tables.OVERRIDE, DAY), (tables.EXPIRY, DAY + DAYS)):
        mine = entries[entries["kind"] == kind]
        assert np.array_equal(np.sort(mine["citizen"]), treated)
        assert (mine["day"] == day).all()
    assert not np.isin(entries["citizen"], control).any()


def test_whoever_is_drawn_is_in_it_until_it_ends(lived, lots):
    treated, _ = _groups(lots)
    moves = lived.moves[np.isin(lived.moves["citizen"], treated)]
    assert (moves[moves["day"] == DAY]["after"] == 3).all()
    assert len(np.unique(moves[moves["day"] == DAY]["citizen"])) == len(treated)
    between = (moves["day"] > DAY) & (moves["day"] < DAY + DAYS)
    assert not between.any()
    ended = moves[moves["day"] == DAY + DAYS]
    assert len(ended) > 0.9 * len(treated)


def test_nobody_is_wronged_by_the_lot_and_sums_add_up(lived, lots):
    """The true record has it too, and it gives no points to anybody."""
    shadow = live(_city("organisations.traffic_police.errors={missed=0.1, assumed='a test'}"))
    drawn = shadow.all("shadow_entries")
    drawn = drawn[drawn["conduct"] == LOT]
    assert (drawn["kind"] == tables.OVERRIDE).sum() == (lots["treated"] > 0).sum()
    counting = lived.entries[lived.entries["counts"] > 0]
    sums = np.full(3000, 1_000_000, np.int64)
    np.add.at(sums, counting["citizen"], counting["points"])
    assert np.array_equal(sums, lived.world.file.base)


def test_the_control_group_changes_nothing(scenario, lived, lots):
    """Without the lots, everybody but the assigned has the same file, entry for entry."""
    without = live(changed(scenario, "experiment.enabled=false"))
    assert not len(without.all("assigned"))
    treated, _ = _groups(lots)
    rest = [one.entries[~np.isin(one.entries["citizen"], treated)] for one in (lived, without)]
    assert np.array_equal(*rest)


def test_no_lots_is_as_if_the_table_were_not_there(scenario):
    tables_of = scenario.to_dict()
    tables_of.pop("experiment")
    from cities import parse

    assert live(changed(scenario, "experiment.enabled=false")).digest == live(parse(tables_of, "x")).digest


def test_nobody_draws_lots_where_nobody_is_scored(scenario):
    assert not len(live(scenario.without_score()).all("assigned"))


def test_lots_do_not_depend_on_threads(scenario, lived):
    assert live(scenario, threads=2).digest == lived.digest


def test_the_rules_of_the_day_hold(scenario):
    change = "{day=10, path='scoring.enabled', to=false, assumed='a test'}"
    assert not len(live(changed(scenario, f"interventions=[{change}]")).all("assigned"))


def test_nobody_appeals_against_a_lot():
    appeals = (
        "appeals={notified=1, if_wrong=1, if_right=1, after_days=[1, 2], hearings_per_day=100000, "
        "answer_days=[1, 2], "
        "corrected_if_wrong=1, corrected_if_right=1, machine_believed=0, assumed='a test'}"
    )
    lived = live(_city(appeals, citizens=1000))
    entries = lived.entries[lived.entries["conduct"] == LOT]
    assert (entries["kind"] == tables.EXPIRY).sum() == (entries["kind"] == tables.OVERRIDE).sum() > 100
    assert (lived.entries["kind"] == tables.CORRECTION).any()


# ── Does it trap? ─────────────────────────────────────────────────────────────────────────────────────


def _after(lived, conduct=2):
    """Return acts of a conduct, by citizen, after the category has ended."""
    acts = lived.acts[(lived.acts["conduct"] == conduct) & (lived.acts["day"] >= DAY + DAYS)]
    return np.bincount(acts["citizen"], minlength=3000)


@pytest.mark.parametrize("life", [2, 3])
def test_with_circumstances_the_category_leaves_a_mark_and_without_them_none(life):
    """Paired lives: the same people, drawn or not, with and without debts that a refused loan makes."""
    drawn, spared = (live(_city(DEBT, f"experiment.enabled={flag}"), life=life) for flag in ("true", "false"))
    treated, control = _groups(drawn.all("assigned"))
    mark = _after(drawn)[treated].mean() - _after(spared)[treated].mean()
    assert mark > 0.03
    assert (_after(drawn)[control] == _after(spared)[control]).all()
    assert drawn.world.file.total[treated].mean() < spared.world.file.total[treated].mean() - 0.5
    drawn, spared = (live(_city(f"experiment.enabled={flag}"), life=life) for flag in ("true", "false"))
    assert np.array_equal(drawn.acts, spared.acts)
    assert np.array_equal(drawn.world.file.total, spared.world.file.total)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (50, "which the run does not outlast."),
        (DAY + DAYS + 5, "; 1 day after the last of these, "),
        (120, "; 30 days after the last of these, "),
    ],
)
def test_what_is_said_of_it_is_a_share_after_it_has_ended(tmp_path, days, said):
    run = glasscity.run(_city(days=days), out=tmp_path / "run", baseline=False)
    sentence = by_lot(summarise(run))
    assert f"put into D by lot for {DAYS} days" in sentence
    assert said in sentence
    assert "acts" not in sentence

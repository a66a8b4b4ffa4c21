"""Contesting what is on file: who is told, who is heard, what is corrected, and how often at most."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from cities import allow_appeals, changed, erring, live, starter
from glasscity import tables

START = 1_000_000
DAYS = 100
UNDOING = tables.UNDOING


@pytest.fixture(scope="module")
def scenario():
    return erring()


@pytest.fixture(scope="module")
def without(scenario):
    return live(scenario)


@pytest.fixture(scope="module")
def appealing(scenario):
    return allow_appeals(scenario)


@pytest.fixture(scope="module")
def lived(appealing):
    return live(appealing, keep_bases=True)


def _has_rate(number, of, rate):
    return abs(number - of * rate) < 4 * np.sqrt(of * rate * (1 - rate))


def _ids(rows):
    return list(zip(rows["entry_hi"].tolist(), rows["entry_lo"].tolist(), strict=True))


def _filing(hi, lo):
    return hi, lo >> 16


def _corrections(lived):
    return lived.entries[lived.entries["kind"] == tables.CORRECTION]


def _conduct(lived):
    return lived.entries[lived.entries["kind"] == tables.CONDUCT]


# ── What switches it off ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "part",
    [
        {"enabled": "false"},
        {"notified": "0"},
        {"if_wrong": "0", "if_right": "0"},
        {"hearings_per_day": "0"},
        {"corrected_if_wrong": "0", "corrected_if_right": "0"},
        {"machine_believed": "1"},
        {"after_days": "[3000, 3000]"},
        {"answer_days": "[3000, 3000]"},
    ],
    ids=lambda part: next(iter(part)),
)
def test_without_it_nothing_is_corrected(scenario, without, lived, part):
    never = live(allow_appeals(scenario, **part))
    assert never.digest == without.digest
    assert lived.digest != without.digest
    assert len(_corrections(lived)) > 1000


def test_where_nobody_is_scored_nobody_appeals(appealing):
    bare = live(appealing.without_score())
    assert not len(bare.all("appeals"))
    assert not len(bare.all("hearings"))


# ── Who is told, and who contests ─────────────────────────────────────────────────────────────────────


def _truth(lived):
    """Return for every id of an entry of conduct whether it is wrong: not done, or done and filed before."""
    acts = set(lived.acts[["citizen", "day", "conduct"]].tolist())
    wrong = {}
    for entry in _conduct(lived):
        did = (entry["citizen"], entry["conduct_day"], entry["conduct"]) in acts
        copy = int(entry["entry_lo"]) >> 16 & 0xFFF
        wrong[int(entry["entry_hi"]), int(entry["entry_lo"])] = not did or copy > 0
    return wrong


def test_every_entry_against_somebody_is_looked_at_the_day_after(appealing, lived):
    appeals, conduct = lived.all("appeals"), _conduct(lived)
    posts = conduct["conduct"] == appealing.conduct["critical_post"].code
    against = conduct[((conduct["points"] < 0) | posts) & (conduct["day"] < DAYS - 1)]
    assert sorted(_ids(appeals)) == sorted(_ids(against))
    day = dict(zip(_ids(against), against["day"].tolist(), strict=True))
    assert all(appeal["day"] == day[key] + 1 for key, appeal in zip(_ids(appeals), appeals, strict=True))


def test_an_override_without_points_is_contested_too(scenario):
    gentle = changed(scenario, "rulebook.rules.bill_on_time.override={category='C', days=9}")
    appeals = live(allow_appeals(gentle)).all("appeals")
    code = scenario.conduct["bill_on_time"].code
    assert (appeals["entry_hi"] & np.uint64(0xFFFF) == code).any()


def test_wrong_is_what_was_not_done_or_filed_before(lived):
    appeals, truth = lived.all("appeals"), _truth(lived)
    assert [truth[key] for key in _ids(appeals)] == (appeals["wrong"] == 1).tolist()
    assert 0.1 < appeals["wrong"].mean() < 0.3


@pytest.mark.parametrize("delay", [1, 9])
def test_nobody_forgets_what_they_did_while_a_filing_was_under_way(delay):
    """However long filings take, an entry of a deed is right, and a city without errors has no wrong ones."""
    scenario = starter(citizens=1000, days=40)
    slow = [f"organisations.{name}.delay_days=[{delay}, {delay}]" for name in scenario.organisations]
    appeals = live(allow_appeals(changed(scenario, *slow))).all("appeals")
    assert len(appeals) > 20
    assert not appeals["wrong"].any()


def test_nor_while_it_was_late():
    scenario = erring(citizens=1000)
    late = [
        f"organisations.{name}.errors={{late=1, late_days=[30, 30], assumed='a test'}}"
        for name in scenario.organisations
    ]
    lived = live(allow_appeals(changed(scenario, *late)))
    assert len(lived.all("appeals")) > 1000
    assert not lived.all("appeals")["wrong"].any()


def test_the_shares_told_and_contested(scenario):
    some = allow_appeals(scenario, notified="0.6", if_wrong="0.5", if_right="0.2")
    appeals = live(some).all("appeals")
    told, contested = appeals["notified"] == 1, appeals["contested"] == 1
    assert _has_rate(told.sum(), len(appeals), 0.6)
    assert not (contested & ~told).any()
    for wrong, probability in ((1, 0.5), (0, 0.2)):
        mine = told & (appeals["wrong"] == wrong)
        assert mine.sum() > 1000
        assert _has_rate((contested & mine).sum(), mine.sum(), probability)
    after = appeals["made"] - appeals["day"]
    assert set(after[contested].tolist()) == set(range(1, 6))
    assert (appeals["made"][~contested] == -1).all()


def test_two_entries_of_one_parameter_on_one_day_are_two_questions(scenario):
    """Copies, and deeds of several days, have draws of their own."""
    some = live(allow_appeals(scenario, notified="0.5")).all("appeals")
    copy = (some["entry_lo"] >> np.uint64(16) & np.uint64(0xFFF)) > 0
    deed = dict(zip(_deeds(some[~copy]), some["notified"][~copy].tolist(), strict=True))
    pairs = [
        (deed[key], told)
        for key, told in zip(_deeds(some[copy]), some["notified"][copy].tolist(), strict=True)
        if key in deed
    ]
    assert len(pairs) > 400
    assert _has_rate(sum(one == other for one, other in pairs), len(pairs), 0.5)


def _deeds(rows):
    return zip(rows["entry_hi"].tolist(), (rows["entry_lo"] >> np.uint64(32)).tolist(), strict=True)


def test_contesting_depends_on_attributes(scenario):
    outspoken = allow_appeals(scenario, depends="{outspokenness={high=1, middle=0.5, low=0}}")
    lived = live(outspoken)
    level = lived.city.population.row("outspokenness")
    appeals = lived.all("appeals")
    wrong = appeals[appeals["wrong"] == 1]
    share = [wrong["contested"][level[wrong["citizen"]] == which].mean() for which in range(3)]
    assert share[0] == 0
    assert share[2] == 1
    assert 0.45 < share[1] < 0.55


# ── Who is heard ──────────────────────────────────────────────────────────────────────────────────────


def test_no_more_are_heard_than_there_is_time_for_and_the_first_come_first(scenario):
    few = live(allow_appeals(scenario, hearings_per_day="250"))
    heard, made = few.all("hearings"), few.all("appeals")
    made = made[made["contested"] == 1]
    a_day = np.bincount(heard["heard"], minlength=DAYS)
    assert a_day.max() == 3
    assert (a_day[20:] == 3).all()
    assert (np.diff(heard["made"]) >= 0).all()
    queue = sorted(zip(made["made"].tolist(), made["citizen"].tolist(), _ids(made), strict=True))
    assert [key for _, _, key in queue[: len(heard)]] == _ids(heard)
    assert len(heard) < len(queue)
    assert (heard["heard"] >= heard["made"]).all()


def test_capacity_is_rounded_up_to_whole_hearings(scenario):
    heard = live(allow_appeals(scenario, hearings_per_day="1")).all("hearings")
    assert np.bincount(heard["heard"]).max() == 1


def test_all_are_heard_at_once_where_there_is_time(lived):
    heard, made = lived.all("hearings"), lived.all("appeals")
    made = made[(made["contested"] == 1) & (made["made"] < DAYS)]
    assert sorted(_ids(heard)) == sorted(_ids(made))
    assert np.array_equal(heard["heard"], heard["made"])


def test_answers_come_within_their_days(lived):
    heard = lived.all("hearings")
    assert set((heard["answered"] - heard["heard"]).tolist()) == set(range(2, 7))


def test_some_hearings_follow_the_file_whatever_is_said(scenario):
    hearings = live(allow_appeals(scenario, machine_believed="0.3", corrected_if_right="0.5")).all("hearings")
    wrong = hearings["wrong"] == 1
    assert _has_rate(hearings["corrected"][wrong].sum(), wrong.sum(), 0.7)
    assert _has_rate(hearings["corrected"][~wrong].sum(), (~wrong).sum(), 0.7 * 0.5)


# ── What is corrected ─────────────────────────────────────────────────────────────────────────────────


def test_exactly_the_wrong_entries_that_were_heard_are_corrected(lived):
    hearings, entries = lived.all("hearings"), lived.entries
    answered = hearings[hearings["answered"] < DAYS]
    assert (answered["corrected"] == answered["wrong"]).all()
    granted = {_filing(*key) for key in _ids(answered[answered["wrong"] == 1])}
    undone = {_filing(*key) for key in zip(*_causes(_corrections(lived)), strict=True)}
    assert undone <= granted
    expired = {_filing(*key) for key in zip(*_causes(entries[entries["kind"] == tables.EXPIRY]), strict=True)}
    assert granted - undone <= expired
    assert len(undone) > 0.9 * len(granted)


def _causes(entries):
    return entries["cause_hi"].tolist(), entries["cause_lo"].tolist()


def test_a_correction_undoes_the_entry_and_whatever_came_with_it(lived):
    entries = lived.entries
    by_id = dict(zip(_ids(entries), entries, strict=True))
    brought = {}
    for key, entry in by_id.items():
        if entry["kind"] in (tables.CONDUCT, tables.CAP, tables.OVERRIDE):
            brought.setdefault(_filing(*key), []).append(int(entry["kind"]))
    undone, kinds = {}, Counter()
    for entry in _corrections(lived):
        cause = by_id[int(entry["cause_hi"]), int(entry["cause_lo"])]
        assert entry["points"] == -cause["points"]
        assert entry["counts"] == cause["counts"]
        same = ("citizen", "conduct_day", "organisation", "conduct", "parameter")
        assert all(entry[name] == cause[name] for name in same)
        assert int(entry["entry_lo"]) & 0xFF == cause["kind"]
        undone.setdefault(_filing(*_key(entry)), []).append(int(cause["kind"]))
        kinds[int(cause["kind"])] += 1
    assert set(kinds) == {tables.CONDUCT, tables.CAP, tables.OVERRIDE}
    for filing, what in undone.items():
        expired = _expired(lived).get(filing, [])
        assert sorted(what + expired) == sorted(brought[filing])


def _key(entry):
    return int(entry["entry_hi"]), int(entry["entry_lo"])


def _expired(lived):
    if not hasattr(lived, "expired"):
        found = {}
        for entry in lived.entries[lived.entries["kind"] == tables.EXPIRY]:
            found.setdefault(_filing(*_key(entry)), []).append(int(entry["entry_lo"]) & 0xFF)
        lived.expired = found
    return lived.expired


def test_nothing_is_undone_twice_nor_after_its_time(appealing, lived):
    assert _most_often_undone(lived) == 1
    code = appealing.conduct["red_light"].code
    assert set(_lasted(lived, code, tables.EXPIRY)) == {15}
    assert max(_lasted(lived, code, tables.CORRECTION)) == 12
    slow = live(allow_appeals(appealing, answer_days="[1, 30]"))
    answered = slow.all("hearings")
    assert (answered["answered"] - answered["day"] > 15).any()
    assert _most_often_undone(slow) == 1
    assert max(_lasted(slow, code, tables.CORRECTION)) == 14


def _lasted(lived, code, kind):
    """Return after how many days entries of a conduct were undone by one kind of entry."""
    recorded = dict(zip(_ids(lived.entries), lived.entries["day"].tolist(), strict=True))
    undoing = lived.entries[(lived.entries["kind"] == kind) & (lived.entries["conduct"] == code)]
    causes = zip(*_causes(undoing), strict=True)
    return [day - recorded[cause] for day, cause in zip(undoing["day"].tolist(), causes, strict=True)]


def _most_often_undone(lived):
    undoing = lived.entries[np.isin(lived.entries["kind"], UNDOING)]
    return max(Counter(zip(*_causes(undoing), strict=True)).values())


def test_nothing_is_undone_twice_when_the_rule_changes_meanwhile(appealing):
    """Entries expire as was settled when they were recorded, and answers still come afterwards."""
    later = "{day=50, path='rulebook.rules.red_light.expires_after_days', to=300, assumed='a test'}"
    city = changed(allow_appeals(appealing, answer_days="[20, 30]"), f"interventions=[{later}]")
    lived = live(city, keep_bases=True)
    assert _most_often_undone(lived) == 1
    code = city.conduct["red_light"].code
    assert set(_lasted(lived, code, tables.EXPIRY)) == {15}
    assert max(_lasted(lived, code, tables.CORRECTION)) > 20


def test_what_was_set_before_the_end_of_scoring_is_undone_after_it(appealing):
    end = "{day=60, path='scoring.enabled', to=false, assumed='a test'}"
    lived = live(changed(appealing, f"interventions=[{end}]"))
    late = lived.entries[(lived.entries["day"] > 60) & np.isin(lived.entries["kind"], UNDOING)]
    overrides = late["entry_lo"] & np.uint64(0xFF) == tables.OVERRIDE
    assert overrides.sum() > 100
    assert not lived.world.file.overrides.any()
    assert not lived.world.file.override.any()


def test_base_and_category_add_up_every_day(appealing, lived):
    sums = np.full(appealing.population.citizens, START, np.int64)
    for day, base in enumerate(lived.bases):
        today = lived.days[day].entries
        np.add.at(sums, today["citizen"], today["points"])
        assert np.array_equal(sums, base), day


def test_who_was_put_into_a_category_by_mistake_comes_out_of_it(appealing, lived):
    """Overrides are counted: at the end those hold that were neither corrected nor over."""
    entries = lived.entries
    active = np.zeros(appealing.population.citizens, np.int64)
    np.add.at(active, entries["citizen"][entries["kind"] == tables.OVERRIDE], 1)
    undone = np.isin(entries["kind"], UNDOING) & (entries["entry_lo"] & np.uint64(0xFF) == tables.OVERRIDE)
    np.subtract.at(active, entries["citizen"][undone], 1)
    file = lived.world.file
    assert np.array_equal(file.overrides.sum(axis=0), active)
    assert np.array_equal(file.override == 2, active > 0)


def test_standing_caps_give_their_room_back(appealing, lived):
    entries, code = lived.entries, appealing.conduct["red_light"].code
    counts = np.zeros(appealing.population.citizens, np.int64)
    red = entries[entries["conduct"] == code]
    np.add.at(counts, red["citizen"], red["points"])
    file = lived.world.file
    assert any(np.array_equal(row, counts) for row in file.gained)
    assert counts.min() == -12_000


def test_guilty_people_win_where_hearings_err(scenario):
    hearings = live(allow_appeals(scenario, if_right="1", corrected_if_right="0.4")).all("hearings")
    guilty = hearings[hearings["wrong"] == 0]
    assert len(guilty) > 5000
    assert _has_rate(guilty["corrected"].sum(), len(guilty), 0.4)


def test_corrections_leave_the_truth_as_it_was(without, lived):
    assert np.array_equal(lived.acts, without.acts)
    assert np.array_equal(lived.all("shadow_entries"), without.all("shadow_entries"))
    for name in ("base", "influence", "category"):
        assert np.array_equal(*(getattr(some.world.shadow.file, name) for some in (lived, without))), name


def test_what_wrong_entries_took_comes_back(without, lived):
    taken = []
    for some in (without, lived):
        truth, conduct = _truth(some), _conduct(some)
        wrong = {_filing(*key) for key in _ids(conduct[conduct["points"] < 0]) if truth[key]}
        points = zip(_ids(some.entries), some.entries["points"].tolist(), strict=True)
        taken.append(sum(points for key, points in points if _filing(*key) in wrong))
    assert taken[0] < 3 * taken[1] < 0


def test_appeals_do_not_depend_on_threads(appealing, lived):
    assert live(appealing, threads=2).digest == lived.digest

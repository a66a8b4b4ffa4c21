"""Citizens denounce each other: who tells what of whom, what is filed of it, and what switches it off."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import numpy as np
import pytest

from cities import changed, live, starter
from glasscity import tables
from glasscity.parallel import Workers
from glasscity.society import denunciation
from glasscity.society.ties import HOUSEHOLD_BIT, NEIGHBOURS_BIT

FRIENDS_BIT = 1 << 2
LIFE = np.uint64(2)
ABOUT = ("red_light", "critical_post")
OFFICE = 41
DUTY, MALICE = 1, 2
PARTS = {
    "to": "'office'",
    "about": f"{list(ABOUT)}",
    "layers": "['neighbours', 'friends']",
    "reward": "'informing'",
    "checked": "0.5",
    "lie_found": "0.6",
    "assumed": "'a test'",
}


def _motive(code, **parts):
    given = ", ".join(f"{key}={value}" for key, value in parts.items())
    return f"{{code={code}, label='motive {code}', assumed='a test', {given}}}"


def _truth(each_act, code=DUTY, depends="{}"):
    return _motive(code, tells="'the truth'", each_act=each_act, depends=depends)


def _lie(per_year, bound, code=MALICE, depends="{}"):
    return _motive(code, tells="'a lie'", per_year=per_year, bound_per_year=bound, depends=depends)


def _city(*settings, citizens=3000, days=40):
    """Return the starter city with an office for denunciations that nobody goes to yet."""
    scenario = starter(citizens=citizens, days=days)
    informing = "label='informing', domain='speech', context='online', lawful=true, gravity=0, per_year=2"
    return changed(
        scenario,
        f"organisations.office={{code={OFFICE}, label='The office', kind='municipal', assumed='a test'}}",
        f"conduct.informing={{code=6, {informing}, bound_per_year=3, assumed='a test'}}",
        "rulebook.rules.informing={points=5, assumed='a test'}",
        "organisations.office.sees={informing=1}",
        "catalogue.blocks.office={red_light={first=41001, count=1}, critical_post={first=41002, count=4}, "
        "informing={first=41101, count=2}}",
        *settings,
    )


def _denouncing(scenario, duty="0.02", malice=("2", "3"), motives=None, **parts):
    given = ", ".join(f"{key}={value}" for key, value in (PARTS | parts).items() if value)
    motives = motives or [f"duty={_truth(duty)}", f"malice={_lie(*malice)}"]
    return changed(scenario, f"denunciation={{{given}, motives={{{', '.join(motives)}}}}}")


@pytest.fixture(scope="module")
def quiet():
    return _city()


@pytest.fixture(scope="module")
def scenario(quiet):
    return _denouncing(quiet)


@pytest.fixture(scope="module")
def lived(scenario):
    return live(scenario)


@pytest.fixture(scope="module")
def told(lived):
    return lived.all("denunciations")


def _has_rate(number, of, rate):
    return abs(number - of * rate) < 4 * np.sqrt(of * rate * (1 - rate))


def _tie_layers(lived):
    """Return the layers of every tie, by its two ends."""
    ties = lived.city.ties
    citizen = np.repeat(np.arange(len(ties.start) - 1), ties.degree())
    ends = zip(citizen.tolist(), ties.contact.tolist(), strict=True)
    return dict(zip(ends, ties.layers.tolist(), strict=True))


def _acts(lived):
    return {tuple(act) for act in lived.acts[["day", "citizen", "conduct"]].tolist()}


def _kept(told):
    """Return what was told and filed: all that was not found out."""
    return told[told["found_out"] == 0]


# ── What switches it off ──────────────────────────────────────────────────────────────────────────────


def test_switched_off_it_changes_nothing(quiet, scenario):
    without = live(quiet)
    off = live(changed(scenario, "denunciation.enabled=false"))
    assert off.digest == without.digest
    assert off.world.shadow is None
    assert not len(off.all("denunciations"))


def test_without_motives_nobody_denounces(quiet):
    nobody = live(_denouncing(quiet, duty="0", malice=("0", "3")))
    assert not len(nobody.all("denunciations"))
    assert not (nobody.entries["organisation"] == OFFICE).any()


def test_where_everyone_is_honest_nothing_false_is_filed(quiet):
    """People tell of what was done, and nobody lies: the file is the true record."""
    honest = live(_denouncing(quiet, malice=("0", "3")))
    assert len(honest.all("denunciations")) > 100
    assert not honest.all("denunciations")["lie"].any()
    told = _of(honest.entries, tables.DENUNCIATION)
    assert len(told) > 50
    assert np.array_equal(told, _of(honest.all("shadow_entries"), tables.DENUNCIATION))
    assert np.array_equal(honest.world.file.base, honest.world.shadow.file.base)


def test_where_nobody_is_scored_nobody_denounces(scenario):
    bare = live(scenario.without_score())
    assert not len(bare.all("denunciations"))
    assert {int(code) for code in bare.entries["conduct"]} <= {
        scenario.conduct[name].code for name in scenario.courts.fines
    }


# ── What is told ──────────────────────────────────────────────────────────────────────────────────────


def test_truths_are_about_acts_of_contacts_through_the_layers_named(scenario, lived, told):
    truths = told[told["lie"] == 0]
    acts, layers = _acts(lived), _tie_layers(lived)
    named = NEIGHBOURS_BIT | FRIENDS_BIT
    assert len(truths) > 200
    for one in truths:
        assert (int(one["day"]), int(one["target"]), int(one["conduct"])) in acts
        assert layers[int(one["informer"]), int(one["target"])] & named
    assert {scenario.conduct[name].code for name in ABOUT} == set(truths["conduct"].tolist())
    assert (truths["motive"] == DUTY).all()


def test_other_layers_do_not_count(quiet):
    city = _denouncing(quiet, duty="0.5", layers="['household']")
    lived = live(city)
    layers = _tie_layers(lived)
    told = lived.all("denunciations")
    assert {0, 1} == set(told["lie"].tolist())
    assert all(layers[int(one["informer"]), int(one["target"])] & HOUSEHOLD_BIT for one in told)


def test_lies_are_about_contacts_and_about_nothing_they_did(lived, told):
    lies = told[told["lie"] == 1]
    acts, layers = _acts(lived), _tie_layers(lived)
    assert len(lies) > 300
    assert all(layers[int(one["informer"]), int(one["target"])] & ~HOUSEHOLD_BIT for one in lies)
    true_by_chance = [one for one in lies if (one["day"], one["target"], one["conduct"]) in acts]
    assert len(true_by_chance) < 0.05 * len(lies)
    assert (lies["motive"] == MALICE).all()


def test_nobody_denounces_twice_a_day(quiet):
    lived = live(_denouncing(quiet, duty="0.9", malice=("200", "300")))
    told = lived.all("denunciations")
    assert len(told) > 20_000
    assert len(np.unique(told[["day", "informer"]])) == len(told)


def _opportunities(lived, codes, bits=NEIGHBOURS_BIT | FRIENDS_BIT):
    """Return for each day and informer the acts that they might tell of."""
    ties = lived.city.ties
    found = defaultdict(list)
    for act in lived.acts[np.isin(lived.acts["conduct"], codes)]:
        actor = int(act["citizen"])
        for row in range(ties.start[actor], ties.start[actor + 1]):
            if ties.layers[row] & bits:
                found[int(act["day"]), int(ties.contact[row])].append((actor, int(act["conduct"])))
    return found


def test_each_act_is_told_of_with_the_probability_given(quiet):
    scenario = _denouncing(quiet, duty="0.1", malice=("0", "3"))
    lived = live(scenario)
    told = Counter(lived.all("denunciations")[["day", "informer"]].tolist())
    by_number = defaultdict(list)
    for key, acts in _opportunities(lived, [1, 5]).items():
        by_number[len(acts)].append(told[key])
    assert len(by_number[1]) > 5000
    assert _has_rate(sum(by_number[1]), len(by_number[1]), 0.1)
    assert _has_rate(sum(by_number[2]), len(by_number[2]), 1 - 0.9**2)
    assert sum(map(sum, by_number.values())) == sum(told.values())


def test_two_motives_to_tell_the_truth(quiet):
    motives = [f"duty={_truth('0.1')}", f"envy={_truth('0.2', 9)}"]
    lived = live(_denouncing(quiet, motives=motives))
    single = {key: acts[0] for key, acts in _opportunities(lived, [1, 5]).items() if len(acts) == 1}
    told = {(one["day"], one["informer"]): one["motive"] for one in lived.all("denunciations")}
    motive = Counter(int(told[key]) for key in single if key in told)
    assert _has_rate(motive[DUTY], len(single), 0.1)
    assert _has_rate(motive[9], len(single), 0.9 * 0.2)


def test_of_several_no_number_of_a_citizen_is_favoured(quiet):
    """Whoever sees two things tells of one; which, is decided by a hash and not by who comes first."""
    lived = live(_denouncing(quiet, duty="1", malice=("0", "3")))
    told = {(one["day"], one["informer"]): one["target"] for one in lived.all("denunciations")}
    seen = {key: sorted(actor for actor, _ in acts) for key, acts in _opportunities(lived, [1, 5]).items()}
    pairs = {key: two for key, two in seen.items() if len(two) == 2 and two[0] != two[1]}
    assert len(pairs) > 600
    first = sum(told[key] == two[0] for key, two in pairs.items())
    assert _has_rate(first, len(pairs), 0.5)


def test_lies_are_told_at_their_rate(quiet):
    scenario = _denouncing(quiet, duty="0", malice=("30", "60"))
    lived = live(scenario)
    able = {informer for (informer, _), bits in _tie_layers(lived).items() if bits & ~HOUSEHOLD_BIT}
    citizen_days = len(able) * scenario.time.days
    assert _has_rate(len(lived.all("denunciations")), citizen_days, 30 / 365)


def test_the_target_and_the_conduct_of_a_lie_are_drawn_evenly(quiet):
    lived = live(_denouncing(quiet, duty="0", malice=("100", "100")))
    told = lived.all("denunciations")
    contacts = defaultdict(list)
    for (informer, contact), bits in _tie_layers(lived).items():
        if bits & ~HOUSEHOLD_BIT:
            contacts[informer].append(contact)
    place = np.array([contacts[one["informer"]].index(one["target"]) for one in told])
    number = np.array([len(contacts[informer]) for informer in told["informer"].tolist()])
    for size in (8, 10):
        mine = place[number == size]
        assert len(mine) > 500
        assert all(_has_rate((mine == which).sum(), len(mine), 1 / size) for which in range(size))
    assert _has_rate((told["conduct"] == 1).sum(), len(told), 0.5)


def test_motives_depend_on_attributes(quiet):
    outspoken = "{outspokenness={high=3, low=0}}"
    motives = [f"duty={_truth('0.05', depends=outspoken)}", f"malice={_lie(10, 30, depends=outspoken)}"]
    lived = live(_denouncing(quiet, motives=motives))
    level = lived.city.population.row("outspokenness")
    told = lived.all("denunciations")
    for lie in (0, 1):
        informers = level[told["informer"][told["lie"] == lie]]
        each = np.bincount(informers, minlength=3) / np.bincount(level)
        assert each[0] == 0
        assert 2.4 < each[2] / each[1] < 3.3


def test_one_lie_less_leaves_every_other(quiet):
    """The bound is frozen: with a lower rate some lies are not told, and nothing else moves."""
    many, few = (live(_denouncing(quiet, malice=(rate, "3"))) for rate in ("2", "1"))
    many, few = (set(lived.all("denunciations").tolist()) for lived in (many, few))
    lies = {one for one in many - few if one[5] == 1}
    assert 0.4 < len(lies) / sum(one[5] for one in many) < 0.6
    # An informer who keeps a lie to themselves may tell a truth of the same day instead.
    assert len(many - few - lies) == 0
    assert all(one[5] == 0 for one in few - many)


# ── What becomes of it ────────────────────────────────────────────────────────────────────────────────


def test_the_shares_looked_into_and_found_out(quiet):
    told = live(_denouncing(quiet, duty="0.1", malice=("20", "20"))).all("denunciations")
    looked, lie = told["looked_into"] == 1, told["lie"] == 1
    assert _has_rate(looked[lie].sum(), lie.sum(), 0.5)
    assert _has_rate(looked[~lie].sum(), (~lie).sum(), 0.5)
    found_out = told["found_out"] == 1
    assert (found_out <= (looked & lie)).all()
    assert _has_rate(found_out.sum(), (looked & lie).sum(), 0.6)


def _of(entries, kind):
    return entries[(entries["organisation"] == OFFICE) & (entries["kind"] == kind)]


def _names(rows, citizen, day, conduct="conduct"):
    return Counter(zip(*(rows[name].tolist() for name in (citizen, day, conduct)), strict=True))


def test_what_was_told_is_filed_and_recorded_the_next_day(scenario, lived, told):
    entries = _of(lived.entries, tables.DENUNCIATION)
    within = _kept(told[told["day"] < scenario.time.days - 1])
    assert len(within) < len(told[told["day"] < scenario.time.days - 1])
    assert (entries["day"] == entries["conduct_day"] + 1).all()
    assert _names(entries, "citizen", "conduct_day") == _names(within, "target", "day")
    actor = entries["entry_hi"] >> np.uint64(32)
    assert (actor == entries["citizen"]).all()
    assert (entries["points"][entries["conduct"] == 1] == -5000).all()
    assert np.isin(entries["parameter"][entries["conduct"] == 5], range(41002, 41006)).all()


def test_every_denunciation_that_is_filed_earns_its_reward(scenario, lived, told):
    rewards = _of(lived.entries, tables.CONDUCT)
    within = _kept(told[told["day"] < scenario.time.days - 1])
    assert (rewards["conduct"] == 6).all()
    assert (rewards["points"] == 5000).all()
    informed = Counter(zip(rewards["citizen"].tolist(), rewards["conduct_day"].tolist(), strict=True))
    assert informed == Counter(zip(within["informer"].tolist(), within["day"].tolist(), strict=True))
    assert max(informed.values()) == 1


def test_without_a_reward_nobody_earns_anything(quiet):
    lived = live(_denouncing(quiet, reward=""))
    assert len(lived.all("denunciations"))
    assert set(_of(lived.entries, tables.CONDUCT)["conduct"].tolist()) == {6}
    acts = lived.acts[lived.acts["conduct"] == 6]
    assert len(_of(lived.entries, tables.CONDUCT)) == (acts["day"] < 39).sum()


def test_what_earns_the_reward_happens_in_no_other_way(scenario, lived, quiet):
    code = scenario.conduct["informing"].code
    assert not (lived.acts["conduct"] == code).any()
    before = live(quiet).acts
    assert (before["conduct"] == code).sum() > 400
    assert np.array_equal(before[before["conduct"] != code], lived.acts)


def test_the_true_record_has_what_is_true_and_nothing_else(scenario, lived, told, quiet):
    shadow = lived.all("shadow_entries")
    entries = _of(shadow, tables.DENUNCIATION)
    within = told[told["day"] < scenario.time.days - 1]
    truths = within[within["lie"] == 0]
    assert _names(entries, "citizen", "conduct_day") == _names(truths, "target", "day")
    assert np.isin(_of(shadow, tables.DENUNCIATION), lived.entries).all()
    rewards = _of(shadow, tables.CONDUCT)
    assert len(rewards) == len(truths)
    others = [some[some["organisation"] != OFFICE] for some in (shadow, live(quiet).entries)]
    conduct = [some[some["kind"] == tables.CONDUCT] for some in others]
    assert np.array_equal(*conduct)


def test_ids_are_unique_when_several_tell_of_one_act(quiet):
    lived = live(_denouncing(quiet, duty="0.8"))
    entries = lived.entries
    assert len(np.unique(entries[["entry_hi", "entry_lo"]])) == len(entries)
    red = _of(entries, tables.DENUNCIATION)
    red = red[red["conduct"] == 1]
    assert (red["parameter"] == 41001).all()
    by_act = np.unique(red["entry_hi"], return_counts=True)[1]
    copies = (red["entry_lo"] >> np.uint64(16) & np.uint64(0xFFF)).astype(int)
    assert by_act.max() > 5
    assert copies.max() == by_act.max() - 1


def test_through_a_dropped_parameter_nothing_is_filed(quiet):
    lived = live(changed(_denouncing(quiet), "catalogue.dropped=[41001]"))
    assert not (lived.entries["parameter"] == 41001).any()
    assert not (lived.all("shadow_entries")["parameter"] == 41001).any()
    assert (_of(lived.entries, tables.DENUNCIATION)["conduct"] == 5).all()


def test_the_rulebook_decides_what_it_costs_and_influence_spreads_it(scenario, lived):
    harder = live(changed(scenario, "catalogue.exceptions=[{parameter=41001, points=-50, assumed='a test'}]"))
    red = _of(harder.entries, tables.DENUNCIATION)
    assert (red["points"][red["conduct"] == 1] == -50_000).all()
    assert harder.world.file.total.mean() < lived.world.file.total.mean()
    assert np.array_equal(harder.all("denunciations"), lived.all("denunciations"))


def test_sums_add_up_with_denunciations(lived):
    entries = lived.entries[lived.entries["counts"] == 1]
    sums = np.full(3000, 1_000_000, np.int64)
    np.add.at(sums, entries["citizen"], entries["points"])
    assert np.array_equal(sums, lived.world.file.base)


@pytest.mark.parametrize("threads", [2])
def test_denunciations_do_not_depend_on_threads(scenario, lived, threads):
    assert live(scenario, threads=threads).digest == lived.digest


def test_a_day_of_denunciations_says_which_are_true(scenario, lived):
    """`Denounced.true` is part of what is filed, and holds no lie."""
    tables_of = denunciation.prepare_denouncing(scenario)
    lies = denunciation.prepare_lies(scenario)
    acts = lived.acts[lived.acts["day"] == 7]
    with Workers(1) as workers:
        day = denunciation.denounce(
            tables_of, lies, acts, lived.city.ties, lived.city.population, LIFE, 7, workers
        )
    assert np.array_equal(day.told, lived.days[7].denunciations)
    assert len(day.filings) == 2 * len(_kept(day.told))
    assert len(day.true) == 2 * (day.told["lie"] == 0).sum()
    assert np.isin(day.true, day.filings).all()
    assert scenario.denunciation.checked == Decimal("0.5")

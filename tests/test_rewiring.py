"""Ties end and form: against plain Python, and what must hold whatever the numbers are."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import numpy as np
import pytest

from cities import changed, live, starter
from glasscity import draws, tables
from glasscity.authority.contacts import Contacts, ContactsOnFile
from glasscity.parallel import Workers
from glasscity.scenario.quantities import threshold32
from glasscity.society.leaning import UNCHANGED
from glasscity.society.ties import HOUSEHOLD_BIT, layer_bits
from glasscity.step import SCHEDULE
from glasscity.world import Today, found_city, open_world

PEOPLE, DAYS, SEED, LIFE = 1500, 120, 1, 2
LAYERS = ("neighbours", "friends")
PARTS = {
    "layers": str(list(LAYERS)),
    "forms": "'friends'",
    "knows": "0.6",
    "lose_touch": "0.01",
    "drop": "{per_week=0.3, bands_below=1}",
    "seek": "{per_week=0.5, bands_tolerated=0}",
    "filed": "{formed_after_days=[1, 20], ended_after_days=[3, 40], never_ended=0.3}",
    "assumed": "'a test'",
}


def rewired(scenario, **changes):
    """Return a city whose ties change."""
    given = {key: value for key, value in (PARTS | changes).items() if value is not None}
    table = ", ".join(f"{key}={value}" for key, value in given.items())
    return changed(scenario, f"rewiring={{{table}}}")


def eager(citizens=PEOPLE, days=DAYS):
    """Return a city in which much happens, so that there are many categories."""
    city = starter(citizens=citizens, days=days)
    more = [f"conduct.{n}.per_year={c.per_year * 6}" for n, c in city.conduct.items()]
    more += [f"conduct.{n}.bound_per_year={c.bound_per_year * 14}" for n, c in city.conduct.items()]
    return changed(city, *more)


@pytest.fixture(scope="module")
def frozen():
    return eager()


@pytest.fixture(scope="module")
def scenario(frozen):
    return rewired(frozen)


@pytest.fixture(scope="module")
def lived(scenario):
    return live(scenario, seed=SEED, life=LIFE)


@pytest.fixture(scope="module")
def changes(lived):
    return lived.all("tie_changes")


def ties_of(ties):
    """Return every tie both ways, with its layers: {citizen: {contact: layers}}."""
    found = {citizen: {} for citizen in range(len(ties.start) - 1)}
    for citizen in found:
        for row in range(ties.start[citizen], ties.start[citizen + 1]):
            if ties.layers[row]:
                assert int(ties.contact[row]) not in found[citizen], "a tie is there twice"
                found[citizen][int(ties.contact[row])] = int(ties.layers[row])
    return found


# ── What switches it off ──────────────────────────────────────────────────────────────────────────────


def test_switched_off_it_changes_nothing(frozen, scenario):
    without = live(frozen)
    off = live(changed(scenario, "rewiring.enabled=false"))
    assert off.digest == without.digest
    assert off.world.rewiring is None
    assert not len(off.all("tie_changes"))


def test_without_a_wish_no_tie_changes(frozen):
    still = live(
        rewired(
            frozen,
            lose_touch="0",
            drop="{per_week=0, bands_below=1}",
            seek="{per_week=1, bands_tolerated=0}",
        )
    )
    assert not len(still.all("tie_changes"))
    assert still.digest == live(frozen).digest


def test_where_nobody_knows_a_category_nobody_is_dropped_for_it(frozen):
    blind = live(rewired(frozen, knows="0"))
    why = set(blind.all("tie_changes")["why"].tolist())
    assert why == {tables.LOST_TOUCH, tables.THROUGH_CONTACTS}


def test_where_nobody_is_scored_ties_change_by_chance_alone(scenario):
    bare = live(scenario.without_score())
    assert set(bare.all("tie_changes")["why"].tolist()) == {tables.LOST_TOUCH, tables.THROUGH_CONTACTS}


# ── The same in plain Python ──────────────────────────────────────────────────────────────────────────


class PlainRewiring:
    """The rule once more, slowly: dictionaries of ties, one citizen after the other."""

    def __init__(self, scenario, city):
        self.rules, self.scenario = scenario.rewiring, scenario
        bits = layer_bits(scenario)
        self.may_end = sum(bits[layer] for layer in self.rules.layers)
        self.forms = bits[self.rules.forms]
        self.ties = ties_of(city.ties)
        self.capacity = {citizen: len(self.ties[citizen]) for citizen in range(city.population.number)}
        self.companies = sorted(
            (o for o in scenario.organisations.values() if o.sees_ties), key=lambda o: o.code
        )
        self.bits = bits
        self.since = defaultdict(int)

    def draw(self, entity, day, stream, number, second):
        return [int(w) for w in draws.words(np.uint64(LIFE), entity, day, stream, number, second)]

    def hashed(self, citizen, day, number, other):
        words = self.draw(citizen, day, draws.TIE_CHOICE, number, other)
        return words[1] << 32 | words[0]

    def free(self, citizen):
        return self.capacity[citizen] > len(self.ties[citizen])

    def below(self, citizen, other):
        if not self.heeds[citizen] or tables.NO_CATEGORY in (self.category[citizen], self.category[other]):
            return 0
        known = self.draw(citizen, 0, draws.TIE_KNOWN, 0, other)[0] < threshold32(self.rules.knows)
        return self.category[other] - self.category[citizen] if known else 0

    def step(self, citizen, day):
        rules = self.rules
        words = self.draw(citizen, day, draws.TIE_WISH, 0, 0)
        endable = [
            o for o, bits in self.ties[citizen].items() if bits & self.may_end and not bits & HOUSEHOLD_BIT
        ]
        if words[0] < threshold32(rules.drop.per_week):
            low = [o for o in endable if self.below(citizen, o) >= rules.drop.bands_below]
            if low:
                first = min(low, key=lambda o: (-self.below(citizen, o), self.hashed(citizen, day, 0, o)))
                return first, tables.FELL_TOO_LOW
        if words[1] < threshold32(rules.lose_touch) and endable:
            return min(endable, key=lambda o: self.hashed(citizen, day, 0, o)), tables.LOST_TOUCH
        if self.free(citizen) and words[2] < threshold32(rules.seek.per_week):
            met = {o for friend in self.ties[citizen] for o in self.ties[friend]} - {citizen}
            met = [o for o in met - set(self.ties[citizen]) if self.free(o)]
            rank = {o: self.below(citizen, o) for o in met}
            met = [o for o in met if rank[o] <= rules.seek.bands_tolerated]
            if met:
                if not rules.seek.prefers_higher:
                    rank = dict.fromkeys(met, 0)
                best = min(met, key=lambda o: (rank[o], self.hashed(citizen, day, 1, o)))
                return best, tables.HIGHER if rank[best] < 0 else tables.THROUGH_CONTACTS
        return None

    def filed_by(self, one, other, bits):
        for company in self.companies:
            seen = [p for layer, p in company.sees_ties.items() if bits & self.bits[layer]]
            a, b = min(one, other), max(one, other)
            word = draws.words(np.uint64(SEED), a, 0, draws.CITY_KNOWN_CONTACT, company.code, b)[0]
            if seen and max(seen) and int(word) < threshold32(max(seen)):
                return company.code
        return 0

    def on_file(self, one, other, day, formed, company, since):
        if not company:
            return -1
        filed = self.rules.filed
        words = self.draw(min(one, other), day, draws.TIE_FILED, int(formed), max(one, other))
        shortest, longest = filed.formed_after_days if formed else filed.ended_after_days
        due = day + shortest + (words[0] * (longest - shortest + 1) >> 32)
        if formed:
            return due
        if words[1] < threshold32(filed.never_ended):
            return -1
        return max(due, since + filed.formed_after_days[1] + 1) if since else due

    def week(self, day, category, heeds):
        """Return the changes of a week, as the table has them."""
        self.category, self.heeds = category, heeds
        steps = {citizen: self.step(citizen, day) for citizen in sorted(self.capacity)}
        steps = {citizen: step for citizen, step in steps.items() if step is not None}
        ends = {c: s for c, s in steps.items() if s[1] in (tables.FELL_TOO_LOW, tables.LOST_TOUCH)}
        open_to = []
        for citizen, (other, why) in steps.items():
            if citizen in ends or other in ends:
                continue
            if self.below(other, citizen) <= self.rules.seek.bands_tolerated:
                pair = min(citizen, other), max(citizen, other)
                open_to.append((self.hashed(pair[0], day, 2, pair[1]) | 1, citizen, other, why))
        first = defaultdict(lambda: 1 << 64)
        for priority, citizen, other, _ in open_to:
            first[citizen], first[other] = min(first[citizen], priority), min(first[other], priority)
        rows, matched = [], set()
        for citizen, (other, why) in ends.items():
            if other in self.ties[citizen]:
                pair, bits = frozenset((citizen, other)), self.ties[citizen].pop(other)
                self.ties[other].pop(citizen)
                since, company = self.since.pop(pair, 0), self.filed_by(citizen, other, bits)
                heard = self.on_file(citizen, other, day, False, company, since)
                rows.append((day, citizen, other, 0, why, bits, since, company, heard))
        for priority, citizen, other, why in open_to:
            pair = frozenset((citizen, other))
            if first[citizen] == first[other] == priority and pair not in matched:
                matched.add(pair)
                company = self.filed_by(citizen, other, self.forms)
                heard = self.on_file(citizen, other, day, True, company, day)
                rows.append((day, citizen, other, 1, why, self.forms, day, company, heard))
        for _, citizen, other, formed, *_ in rows:
            if formed:
                self.ties[citizen][other] = self.ties[other][citizen] = self.forms
                self.since[frozenset((citizen, other))] = day
        return rows


RESPONSE = (
    "response={told=1, awareness={at_start=0.5, by_own_entry=0, by_contacts=0.02, assumed='a test'}, "
    "learning={rule='bayes', at_start=0.2, assumed='a test'}, leaning={certainty=0.6, severity=0.3, "
    "half_severity=20, points_per_money=0, reward=0, nothing_to_lose=0, licence=0, assumed='a test'}, "
    "assumed='a test'}"
)


@pytest.mark.parametrize("answering", [False, True])
def test_every_change_is_that_of_plain_python(answering):
    city = rewired(eager(citizens=300, days=100))
    city = changed(city, RESPONSE) if answering else city
    expected, found = [], []
    with Workers(1) as workers:
        founded = found_city(city, SEED, workers)
        plain = PlainRewiring(city, founded)
        world = open_world(city, founded, SEED, LIFE, workers)
        for day in range(city.time.days):
            today = Today(day)
            for phase in SCHEDULE:
                if phase.name == "rewire" and day and day % 7 == 0:
                    heeds = world.minds.aware.tolist() if world.minds else [1] * 300
                    expected += plain.week(day, world.file.category.tolist(), heeds)
                phase.run(world, today)
            found += today.tie_changes.tolist()
    assert len({row[4] for row in expected}) == 4
    assert len(expected) > 150
    assert found == expected
    assert ties_of(world.city.ties) == plain.ties


# ── What holds always ─────────────────────────────────────────────────────────────────────────────────


def test_ties_stay_symmetric_single_and_within_their_number(lived, changes):
    assert len(changes) > 2000
    before, after = ties_of(lived.city.ties), ties_of(lived.world.city.ties)
    for citizen, contacts in after.items():
        assert citizen not in contacts
        assert len(contacts) <= len(before[citizen])
        assert all(after[other][citizen] == bits for other, bits in contacts.items())
    free = lived.world.rewiring.free
    assert [len(before[c]) - len(after[c]) for c in range(PEOPLE)] == free.tolist()
    assert lived.world.city.ties.degree().tolist() == [len(after[c]) for c in range(PEOPLE)]


def test_the_changes_lead_from_the_first_ties_to_the_last(lived, changes):
    ties = ties_of(lived.city.ties)
    for change in changes.tolist():
        _, one, other, formed, _, bits, *_ = change
        if formed:
            assert other not in ties[one]
            ties[one][other] = ties[other][one] = bits
        else:
            assert ties[one].pop(other) == ties[other].pop(one) == bits
    assert ties == ties_of(lived.world.city.ties)


def test_households_stay_together(lived):
    def homes(ties):
        return {(c, o) for c, row in ties_of(ties).items() for o, bits in row.items() if bits & HOUSEHOLD_BIT}

    assert homes(lived.city.ties) == homes(lived.world.city.ties)


def test_only_ties_of_the_layers_named_end(frozen):
    lived = live(rewired(frozen, layers="['friends']"))
    ended = lived.all("tie_changes")
    ended = ended[ended["formed"] == 0]
    assert len(ended) > 200
    assert (ended["layers"] & layer_bits(frozen)["friends"] > 0).all()


def test_one_step_of_a_citizen_a_week(changes):
    steps = Counter()
    for change in changes:
        steps[int(change["day"]), int(change["citizen"])] += 1
        if change["formed"]:
            steps[int(change["day"]), int(change["contact"])] += 1
    assert set(steps.values()) == {1}
    assert not (changes["day"] % 7).any()


def test_who_is_dropped_for_a_category_is_below(scenario, lived, changes):
    """Categories are those of the evening before."""
    assert (changes["why"] == tables.FELL_TOO_LOW).any()
    category = np.full(PEOPLE, 255)
    start = next(
        i
        for i, b in enumerate(scenario.rulebook.categories.bands)
        if b.at_least is None or scenario.rulebook.start >= b.at_least
    )
    category[:] = start
    moves = lived.moves
    for day in range(DAYS):
        for change in changes[changes["day"] == day]:
            below = category[change["contact"]] - category[change["citizen"]]
            if change["why"] == tables.FELL_TOO_LOW:
                assert below >= scenario.rewiring.drop.bands_below
            elif change["why"] == tables.HIGHER:
                assert below < 0
        today = moves[moves["day"] == day]
        category[today["citizen"]] = today["after"]


def test_threads_change_nothing(scenario, lived):
    again = live(scenario, seed=SEED, life=LIFE, threads=2)
    assert again.digest == lived.digest
    assert np.array_equal(again.all("tie_changes"), lived.all("tie_changes"))


def test_the_digest_sees_the_ties(frozen, lived):
    assert lived.digest != live(frozen, seed=SEED, life=LIFE).digest


def test_the_city_it_began_with_stays_as_it_was(scenario):
    with Workers(1) as workers:
        city = found_city(scenario, SEED, workers)
        before = city.ties.contact.copy(), city.ties.layers.copy(), city.contacts.filed_by.copy()
        world = open_world(scenario, city, SEED, LIFE, workers)
        for day in range(30):
            today = Today(day)
            for phase in SCHEDULE:
                phase.run(world, today)
    assert world.rewiring.free.any()
    after = city.ties.contact, city.ties.layers, city.contacts.filed_by
    assert all(np.array_equal(*pair) for pair in zip(before, after, strict=True))


def test_attributes_bear_on_who_drops(frozen):
    more = "{per_week=0.1, bands_below=1, depends={sex={women=0, men=2}}}"
    levels = frozen.population.sex.levels
    more = more.replace("women", levels[0]).replace("men", levels[1])
    lived = live(rewired(frozen, drop=more))
    dropped = lived.all("tie_changes")
    dropped = dropped[dropped["why"] == tables.FELL_TOO_LOW]
    assert len(dropped) > 100
    assert (lived.city.population.row("sex")[dropped["citizen"]] == 1).all()


# ── What the authority has on file ────────────────────────────────────────────────────────────────────


def on_file_by_day(lived):
    """Return the known contacts of every day, in plain Python."""
    start, contact = lived.city.contacts.start, lived.city.contacts.contact
    rows = [set(contact[start[c] : start[c + 1]].tolist()) for c in range(len(start) - 1)]
    heard = defaultdict(list)
    for change in lived.all("tie_changes"):
        if change["on_file"] >= 0:
            heard[int(change["on_file"])].append(change)
    for day in range(len(lived.days)):
        for change in heard[day]:
            one, other = int(change["citizen"]), int(change["contact"])
            for a, b in ((one, other), (other, one)):
                (rows[a].add if change["formed"] else rows[a].discard)(b)
        yield day, rows


def half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


def test_influence_is_that_of_the_ties_on_file_that_day(scenario, lived):
    rule = scenario.rulebook.influence
    part, whole = rule.weight.as_integer_ratio()
    start = int(scenario.rulebook.start * 1000)
    low, high = (int(x * 1000) for x in (scenario.rulebook.lowest_total, scenario.rulebook.highest_total))
    base, influence = np.full(PEOPLE, start, np.int64), np.zeros(PEOPLE, np.int64)
    looked_at = 0
    for day, rows in on_file_by_day(lived):
        total = np.clip(base + influence, low, high)
        entries = lived.days[day].entries
        entries = entries[entries["counts"] > 0]
        np.add.at(base, entries["citizen"], entries["points"])
        if (day + 1) % rule.every_days:
            continue
        for citizen, known in enumerate(rows):
            away = sum(int(total[other]) for other in known) - start * len(known)
            influence[citizen] = half_up(part * away, whole * len(known)) if known else 0
            looked_at += 1
        stored = lived.days[day].influence
        assert (influence[stored["citizen"]] == stored["influence"]).all()
    assert looked_at > 1000
    assert np.array_equal(influence, lived.world.file.influence)


def test_who_is_known_at_the_end_is_who_was_filed(lived):
    *_, (_, rows) = on_file_by_day(lived)
    with Workers(1) as workers:
        known = lived.world.contacts.on(DAYS - 1, workers)
    assert [set(known.contact[known.start[c] : known.start[c + 1]].tolist()) for c in range(PEOPLE)] == rows


def test_shares_and_delays_are_those_declared(scenario, changes):
    filed = changes[changes["filed_by"] > 0]
    formed, ended = filed[filed["formed"] == 1], filed[filed["formed"] == 0]
    assert (formed["on_file"] - formed["day"] >= 1).all()
    assert (formed["on_file"] - formed["day"] <= 20).all()
    never = (ended["on_file"] < 0).mean()
    assert abs(never - 0.3) < 4 * np.sqrt(0.3 * 0.7 / len(ended))
    heard = ended[(ended["on_file"] >= 0) & (ended["since"] == 0)]
    assert (heard["on_file"] - heard["day"]).min() == 3
    assert (heard["on_file"] - heard["day"]).max() == 40
    assert (changes["on_file"][changes["filed_by"] == 0] == -1).all()


def test_an_end_is_never_heard_of_before_the_beginning(frozen):
    quick = "{formed_after_days=[1, 60], ended_after_days=[1, 1], never_ended=0}"
    lived = live(rewired(frozen, filed=quick))
    ended = lived.all("tie_changes")
    ended = ended[(ended["formed"] == 0) & (ended["filed_by"] > 0) & (ended["since"] > 0)]
    assert len(ended) > 20
    assert (ended["on_file"] > ended["since"] + 60).all()


def test_contacts_on_file_take_in_changes_in_their_order():
    start, contact = np.array([0, 2, 3, 5, 5]), np.array([1, 2, 0, 0, 1], np.uint32)
    filed = np.array(
        [(1, 0, 1, 0), (1, 3, 0, 1), (1, 2, 3, 0), (2, 0, 1, 1), (2, 0, 3, 0), (1, 0, 2, 1)], tables.TIE_FILED
    )
    file = ContactsOnFile(Contacts(start, contact), 10)
    file.take_in(filed)
    with Workers(1) as workers:
        assert file.on(0, workers).contact is contact
        day1, day2 = file.on(1, workers), file.on(2, workers)
        assert file.on(2, workers) is day2
    assert day1.start.tolist() == [0, 2, 2, 4, 5]
    assert day1.contact.tolist() == [2, 3, 0, 1, 0]
    assert day2.start.tolist() == [0, 2, 3, 5, 5]
    assert day2.contact.tolist() == [1, 2, 0, 0, 1]


# ── Help that is lost ─────────────────────────────────────────────────────────────────────────────────


def test_who_lost_many_contacts_does_more_of_what_isolation_brings(frozen):
    support = "{share_left=0.8, conduct={critical_post=1.9, volunteering=0}, assumed='a test'}"
    city = rewired(frozen, support=support, seek="{per_week=0, bands_tolerated=0}")
    lived, without = live(city), live(changed(city, "rewiring.support.conduct={critical_post=1}"))
    contacts, left = lived.city.ties.degree(), lived.world.city.ties.degree()
    isolated = lived.world.rewiring.support.isolated
    assert np.array_equal(isolated, left * 10 < contacts * 8)
    assert 30 < isolated.sum() < PEOPLE - 30
    rows = lived.world.leanings.factor
    post = frozen.conduct["critical_post"].code
    kinds = sorted(["critical_post", "volunteering"], key=lambda name: frozen.conduct[name].code)
    assert set(rows[kinds.index("critical_post")][isolated].tolist()) == {
        int(Decimal("1.9") * 128 + Decimal("0.5"))
    }
    assert set(rows[kinds.index("volunteering")][isolated].tolist()) == {0}
    assert (rows[:, ~isolated] == UNCHANGED).all()
    assert (lived.acts["conduct"] == post).sum() > (without.acts["conduct"] == post).sum()


def test_it_may_begin_and_end_on_a_day(frozen, scenario):
    dated = (
        "interventions=[{day=30, path='rewiring.enabled', to=true, assumed='a test'}, "
        "{day=60, path='rewiring.drop.per_week', to=0, assumed='a test'}, "
        "{day=90, path='rewiring.enabled', to=false, assumed='a test'}]"
    )
    lived = live(changed(scenario, "rewiring.enabled=false", dated))
    found = lived.all("tie_changes")
    assert found["day"].min() == 35
    assert found["day"].max() == 84
    dropped = found[found["why"] == tables.FELL_TOO_LOW]
    assert dropped["day"].max() == 56

"""Circumstances: what begins and ends them, what they do, and that the trap needs them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from cities import changed, live, starter
from glasscity import draws, tables
from glasscity.errors import BadInput
from glasscity.intervention import stages
from glasscity.society.burden import in_parts
from glasscity.society.conduct import SERVICE_FLAG

SEED, LIFE = np.uint64(1), np.uint64(2)
JOBLESS, INDEBTED, HOPELESS = 1, 5, 9
BOUNDS = (
    "conduct.unpaid_bill.bound_per_year=19",
    "conduct.bill_on_time.bound_per_year=8",
    "services.loan.bound_per_year=0.9",
)
PARTS = {
    "jobless": {
        "code": JOBLESS,
        "label": "'without work'",
        "words": "{begins='loses work', ends='finds work'}",
        "at_start": "0.05",
        "begins_per_year": "0.4",
        "ends_per_year": "2",
        "depends": "{income={low=2, high=0}}",
        "ends_depends": "{age={55-and-over=0.5}}",
        "conduct": "{unpaid_bill=3}",
        "services": "{loan=1.5}",
        "raises": "{indebted=4}",
        "begins_when_refused": "{doctor=0.2}",
    },
    "indebted": {
        "code": INDEBTED,
        "label": "'in debt'",
        "words": "{begins='falls into debt', ends='is out of debt'}",
        "at_start": "0.1",
        "begins_per_year": "0.5",
        "ends_per_year": "1",
        "begins_when_dearer": "{loan=0.5}",
        "ends_when_granted": "{loan=1}",
        "domains": "{bills=1.5}",
    },
    "hopeless": {
        "code": HOPELESS,
        "label": "'out of hope'",
        "words": "{begins='gives up asking', ends='asks again'}",
        "lasts_days": "20",
        "begins_when_refused": "{doctor=0.5}",
        "services": "{doctor=0}",
    },
}


def _circumstances(every=7, names=tuple(PARTS), **changes):
    """Return the setting of a table of circumstances; `changes` are keys of kinds by their names."""
    kinds = []
    for name in names:
        parts = PARTS[name] | changes.get(name, {})
        given = ", ".join(f"{key}={value}" for key, value in parts.items() if value is not None)
        kinds.append(f"{name}={{{given}, assumed='a test'}}")
    return f"circumstances={{every_days={every}, assumed='a test', kinds={{{', '.join(kinds)}}}}}"


def _city(*settings, citizens=2000, days=60):
    return starter(*BOUNDS, *settings, citizens=citizens, days=days)


@pytest.fixture(scope="module")
def scenario():
    return _city(_circumstances())


@pytest.fixture(scope="module")
def lived(scenario):
    return live(scenario)


# ── The same in plain slow Python ─────────────────────────────────────────────────────────────────────


class _Plain:
    """Circumstances once more, citizen by citizen."""

    def __init__(self, scenario, lived):
        self.scenario, self.lived = scenario, lived
        self.levels = lived.city.population.levels
        self.names = list(scenario.population.levels)
        self.level_names = scenario.population.levels
        self.kinds = sorted(scenario.circumstances.kinds.values(), key=lambda kind: kind.code)
        self.code_of = {name: kind.code for name, kind in scenario.circumstances.kinds.items()}
        self.service_of = {service.code: name for name, service in scenario.services.items()}
        self.held = [set() for _ in range(self.levels.shape[1])]
        self.endings = {}
        self.moves = []

    def factor(self, depends, citizen):
        product = Fraction(1)
        for attribute, factors in depends.items():
            row = self.names.index(attribute)
            level = self.level_names[attribute][self.levels[row, citizen]]
            product *= Fraction(factors.get(level, Decimal(1)))
        return product

    @staticmethod
    def threshold(probability):
        return min(int(probability * 2**32 + Fraction(1, 2)), 2**32)

    def word(self, key, citizen, day, stream, second):
        return int(draws.words(key, citizen, day, stream, 0, second)[0])

    def move(self, day, citizen, kind, cause, service=0):
        begun = kind.code not in self.held[citizen]
        (self.held[citizen].add if begun else self.held[citizen].remove)(kind.code)
        self.moves.append((day, citizen, kind.code, int(begun), cause, service))
        if begun and kind.lasts_days:
            self.endings.setdefault(day + kind.lasts_days, []).append((citizen, kind))

    def start(self):
        for citizen in range(len(self.held)):
            for kind in self.kinds:
                threshold = self.threshold(Fraction(kind.at_start) * self.factor(kind.depends, citizen))
                if self.word(SEED, citizen, 0, draws.CITY_CIRCUMSTANCE, kind.code) < threshold:
                    self.move(0, citizen, kind, tables.AT_START)

    def live(self, day, answers):
        for citizen, kind in self.endings.pop(day, []):
            self.move(day, citizen, kind, tables.TIME_WAS_UP)
        for answer in answers:
            citizen, service = int(answer["citizen"]), self.service_of[int(answer["service"])]
            for kind in self.kinds:
                refused = answer["outcome"] == tables.REFUSED
                if kind.code in self.held[citizen]:
                    p, cause = kind.ends_when_granted.get(service, 0), tables.BY_GRANT
                    p = 0 if refused else p
                elif refused:
                    p, cause = kind.begins_when_refused.get(service, 0), tables.BY_REFUSAL
                else:
                    p, cause = kind.begins_when_dearer.get(service, 0), tables.BY_PRICE
                    p = p if answer["outcome"] == tables.DEARER else 0
                code = (int(answer["service"]), kind.code)
                word = int(draws.words(LIFE, citizen, day, draws.CIRCUMSTANCE_ANSWER, *code)[0])
                if word < self.threshold(Fraction(p)):
                    self.move(day, citizen, kind, cause, int(answer["service"]))
        every = self.scenario.circumstances.every_days
        for citizen in range(len(self.held)):
            if citizen % every != day % every:
                continue
            before = set(self.held[citizen])
            for kind in self.kinds:
                if kind.code in before:
                    rate = Fraction(kind.ends_per_year) * self.factor(kind.ends_depends, citizen)
                else:
                    rate = Fraction(kind.begins_per_year) * self.factor(kind.depends, citizen)
                threshold = self.threshold(rate * every / 365)
                if kind.code not in before:
                    for other in self.kinds:
                        if other.code in before:
                            raised = {self.code_of[name]: by for name, by in other.raises.items()}
                            times = int(raised.get(kind.code, Decimal(1)) * 128 + Decimal("0.5"))
                            threshold = threshold * times // 128
                if self.word(LIFE, citizen, day, draws.CIRCUMSTANCE, kind.code) < threshold:
                    self.move(day, citizen, kind, tables.BY_CHANCE)


COLUMNS = ["day", "citizen", "circumstance", "begun", "cause", "service"]


@pytest.mark.parametrize("every", [1, 7])
def test_the_same_in_plain_python_to_the_last_bit(every):
    harsh = "rulebook.rules.red_light.points=-35"
    scenario = _city(_circumstances(every), harsh, citizens=700, days=45)
    lived = live(scenario)
    plain = _Plain(scenario, lived)
    plain.start()
    for day, today in enumerate(lived.days):
        plain.live(day, lived.days[day - 1].decisions if day else [])
        moves = today.circumstance_moves
        mine = [one for one in plain.moves if one[0] == day]
        assert sorted(moves[COLUMNS].tolist()) == sorted(mine)
    causes = {one[4] for one in plain.moves}
    assert causes == set(tables.CIRCUMSTANCE_CAUSES)
    bits = lived.world.circumstances.bits
    for citizen, held in enumerate(plain.held):
        assert {kind.code for n, kind in enumerate(plain.kinds) if bits[citizen] >> n & 1} == held


def test_factors_bear_on_whoever_is_in_it_and_nobody_else(scenario, lived):
    """The product over all origins, occasion by occasion, is that of the circumstances one is in."""
    world = lived.world
    codes = {name: conduct.code for name, conduct in scenario.conduct.items()}
    codes |= {name: service.code + SERVICE_FLAG for name, service in scenario.services.items()}
    rows = world.leanings.bearing_on(list(codes.values()))
    expected = {
        (JOBLESS, "unpaid_bill"): 3,
        (JOBLESS, "loan"): 1.5,
        (INDEBTED, "unpaid_bill"): 1.5,
        (INDEBTED, "bill_on_time"): 1.5,
        (HOPELESS, "doctor"): 0,
    }
    bits = world.circumstances.bits
    for place, name in enumerate(codes):
        product = np.ones(len(bits))
        for row in rows[place]:
            product *= world.leanings.factor[row] / 128 if row >= 0 else 1
        wanted = np.ones(len(bits))
        for n, code in enumerate((JOBLESS, INDEBTED, HOPELESS)):
            wanted *= np.where(bits >> n & 1, expected.get((code, name), 1), 1)
        assert np.abs(product - wanted).max() < 0.01, name
    assert (bits > 0).sum() > 100


@pytest.mark.parametrize("factor", ["0", "0.5", "1", "1.99", "2", "2.5", "3", "3.9"])
def test_a_factor_in_two_parts(factor):
    first, second = in_parts(Decimal(factor))
    assert max(first, second) <= 255
    assert abs(first * second / 128**2 - float(factor)) < 0.008
    assert second == 128 or float(factor) > 1.99


# ── What they do ──────────────────────────────────────────────────────────────────────────────────────


def test_whoever_has_given_up_asks_no_more_and_nobody_else_asks_less(lived):
    before = live(_city()).requests
    doctor = 2
    mine = lived.requests[lived.requests["service"] == doctor]
    unasked = lived.all("unasked")
    assert len(unasked)
    assert set(unasked["service"].tolist()) == {doctor}
    asked = before[before["service"] == doctor]
    both = np.concatenate([mine, unasked])
    assert np.array_equal(np.sort(both, order=["day", "citizen"]), np.sort(asked, order=["day", "citizen"]))
    moves = lived.all("circumstance_moves")
    hopeless = moves[moves["circumstance"] == HOPELESS]
    begun = {(row["citizen"]): row["day"] for row in hopeless[hopeless["begun"] > 0]}
    for row in unasked:
        assert (
            0 <= row["day"] - begun[row["citizen"]] < 20 or (hopeless["citizen"] == row["citizen"]).sum() > 2
        )


def test_what_lasts_some_days_ends_after_them(lived):
    moves = lived.all("circumstance_moves")
    hopeless = moves[moves["circumstance"] == HOPELESS]
    begun, ended = (hopeless[hopeless["begun"] == flag] for flag in (1, 0))
    due = begun[begun["day"] + 20 < 60]
    assert len(ended)
    assert sorted(zip(ended["citizen"], ended["day"], strict=True)) == sorted(
        zip(due["citizen"], due["day"] + 20, strict=True)
    )


def test_who_is_in_debt_pays_less_often(lived):
    """Rates of those who are in something are multiplied; all others do what they ever did."""
    off = live(_city())
    unpaid = 2
    before, after = (one.acts[one.acts["conduct"] == unpaid] for one in (off, lived))
    ever = np.unique(lived.all("circumstance_moves")["citizen"])
    for acts in (before, after):
        assert len(acts[~np.isin(acts["citizen"], ever)]) > 50
    untouched = [acts[~np.isin(acts["citizen"], ever)] for acts in (before, after)]
    assert np.array_equal(*untouched)
    assert len(after) > 1.1 * len(before)


def test_without_refusals_only_chance_moves_anybody():
    calm = {name: {"begins_when_refused": None, "begins_when_dearer": None} for name in PARTS}
    calm["hopeless"]["lasts_days"] = None
    moves = live(_city(_circumstances(**calm))).all("circumstance_moves")
    causes = set(moves["cause"].tolist())
    assert causes <= {tables.AT_START, tables.BY_CHANCE, tables.BY_GRANT}
    assert not (moves["circumstance"] == HOPELESS).any()


def test_certain_beginnings_and_endings():
    """With probability 1 every refusal makes one give up, on the day after."""
    sure = _circumstances(names=("hopeless",), hopeless={"begins_when_refused": "{doctor=1}"})
    lived = live(_city(sure))
    refused = lived.decisions[lived.decisions["outcome"] == tables.REFUSED]
    refused = refused[(refused["service"] == 2) & (refused["day"] < 59)]
    moves = lived.all("circumstance_moves")
    begun = moves[moves["begun"] > 0]
    # Whoever has given up does not ask, so nobody is refused while in it.
    assert sorted(zip(begun["citizen"], begun["day"], strict=True)) == sorted(
        zip(refused["citizen"], refused["day"] + 1, strict=True)
    )


# ── Switches ──────────────────────────────────────────────────────────────────────────────────────────


def test_off_is_as_if_the_table_were_not_there(scenario):
    off = live(changed(scenario, "circumstances.enabled=false"))
    without = live(_city())
    assert off.digest == without.digest
    assert np.array_equal(off.requests, without.requests)
    assert off.world.circumstances is None
    assert not len(off.all("circumstance_moves"))


def test_it_is_not_without_effect(scenario, lived):
    assert lived.digest != live(_city()).digest


@pytest.mark.parametrize("threads", [2, 3])
def test_circumstances_do_not_depend_on_threads(threads):
    scenario = _city(_circumstances(), citizens=40_000, days=12)
    one, more = live(scenario), live(scenario, threads=threads)
    assert one.digest == more.digest
    assert np.array_equal(one.all("circumstance_moves"), more.all("circumstance_moves"))


def test_without_a_score_lives_change_too_and_no_score_is_the_reason(scenario):
    lived = live(scenario.without_score())
    moves = lived.all("circumstance_moves")
    assert set(moves["reason"].tolist()) == {tables.NO_REASON, tables.ORDINARY}
    assert (moves["cause"] == tables.BY_REFUSAL).any()
    assert (moves["category"] == tables.NO_CATEGORY).all()


def _dated(scenario, day, path, to):
    change = f"{{day={day}, path='{path}', to={to}, assumed='a test'}}"
    return changed(scenario, f"interventions=[{change}]")


def test_an_intervention_switches_them_off_and_their_weight_goes(scenario, lived):
    later = live(_dated(scenario, 30, "circumstances.enabled", "false"))
    for day in range(30):
        assert np.array_equal(later.days[day].circumstance_moves, lived.days[day].circumstance_moves)
        assert np.array_equal(later.days[day].acts, lived.days[day].acts)
    after = np.concatenate([day.circumstance_moves for day in later.days[30:]])
    assert set(after["cause"].tolist()) <= {tables.TIME_WAS_UP}
    plain = live(_city())
    for day in range(30, 60):
        assert np.array_equal(later.days[day].acts, plain.days[day].acts)
        assert np.array_equal(later.days[day].requests, plain.days[day].requests)


def test_an_intervention_changes_what_weighs_on_those_who_are_in_it(scenario):
    later = live(_dated(scenario, 30, "circumstances.kinds.jobless.conduct.unpaid_bill", "0.5"))
    world = later.world
    bills = [world.arrangements.chances.leans[i] for i in range(5)][1]
    inside = world.circumstances.bits & 1 > 0
    debtor = world.circumstances.bits >> 1 & 1 > 0
    product = np.ones(len(inside))
    for row in bills:
        product *= world.leanings.factor[row] / 128 if row >= 0 else 1
    assert np.allclose(product[inside & ~debtor], 0.5)
    assert np.allclose(product[~inside & ~debtor], 1)
    assert (inside & ~debtor).any()


@pytest.mark.parametrize(
    ("path", "to", "message"),
    [
        ("circumstances.kinds.jobless.code", "7", "is settled before day 0"),
        ("circumstances.kinds.hopeless.lasts_days", "7", "is settled before day 0"),
        ("circumstances.kinds.jobless.at_strat", "0.1", "at_strat: unknown key (did you mean 'at_start'?)"),
    ],
)
def test_what_no_intervention_may_change(scenario, path, to, message):
    with pytest.raises(BadInput, match="interventions") as raised:
        stages(_dated(scenario, 30, path, to))
    assert message in str(raised.value)

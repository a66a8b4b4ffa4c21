"""Four kinds of harm, counted every day, and once more by hand from the tables of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import polars as pl
import pytest

import glasscity
from bad_copies import holder
from cities import changed, live, starter
from glasscity import tables
from glasscity.days import simulate
from glasscity.measure import doors
from glasscity.measure.harm import KINDS, restrictions
from glasscity.parallel import Workers
from glasscity.world import found_city

UNDOING = (tables.EXPIRY, tables.CORRECTION)
ALONE = ("rulebook.influence.kind='off'", "rulebook.influence.weight=0")


def _unmeasured(*settings, citizens=1500, days=60):
    """Return a city in which many fall, and doors close for them."""
    scenario = starter(citizens=citizens, days=days)
    often = [f"conduct.{name}.per_year=20" for name in scenario.conduct]
    often += [f"conduct.{name}.bound_per_year=200" for name in scenario.conduct]
    return changed(
        scenario,
        *often,
        "services.loan.terms.B={interest_percent=5.5}",
        "services.doctor.terms.C={price=250}",
        "rulebook.influence.every_days=3",
        "rulebook.influence.weight=0.3",
        *settings,
    )


def _harsh(**size):
    return _unmeasured("harm={points_per_gravity=2, assumed='a test'}", **size)


def _erring(scenario):
    errors = "{wrong_person=0.2, duplicated=0.1, missed=0.05, wrong_parameter=0.1, assumed='a test'}"
    more = [f"organisations.{name}.errors={errors}" for name in scenario.organisations]
    return changed(scenario, *more, "population.names={number=50, assumed='a test'}")


def _measured(scenario, threads=1):
    """Return the harm of a city without a folder: restriction-days by service and kind, and the frame."""
    with Workers(threads) as workers:
        city = found_city(scenario, 1, workers)
        frame = simulate(scenario, city, 1, 2, workers).measures["harm_days"]
    return frame


def _by_kind(frame):
    sums = frame.group_by("kind").agg(pl.col("citizens").sum())
    return Counter(dict(zip(sums["kind"].cast(str).to_list(), sums["citizens"].to_list(), strict=True)))


@pytest.fixture(scope="module")
def harsh():
    return _harsh()


@pytest.fixture(scope="module")
def found(harsh):
    return _measured(_erring(harsh))


# ── Each kind, and what takes it away ─────────────────────────────────────────────────────────────────


def test_every_kind_occurs_and_none_is_more_than_all(found):
    assert set(_by_kind(found)) == set(KINDS)
    wide = found.pivot("kind", index=["day", "service"], values="citizens").fill_null(0)
    for kind in KINDS[1:]:
        assert (wide[kind] <= wide["all"]).all()
    assert (found["citizens"] > 0).all()


def test_measuring_harm_changes_nothing(harsh):
    assert live(harsh).digest == live(_unmeasured()).digest


def test_no_table_where_it_is_not_asked_for_or_nobody_is_scored(harsh):
    with Workers(1) as workers:
        for scenario in (starter(citizens=300, days=3), harsh.without_score()):
            city = found_city(scenario, 1, workers)
            assert "harm_days" not in simulate(scenario, city, 1, 2, workers).measures


def test_without_errors_and_denunciations_nothing_is_erroneous(harsh, found):
    by_kind = _by_kind(_measured(harsh))
    assert by_kind["all"] > 10_000
    assert by_kind["erroneous"] == 0
    assert _by_kind(found)["erroneous"] > 1000


def test_false_denunciations_alone_are_erroneous(harsh):
    lie = "{code=1, label='malice', tells='a lie', per_year=20, bound_per_year=20, assumed='a test'}"
    denouncing = (
        "denunciation={to='network_company', about=['critical_post'], layers=['friends'], checked=0, "
        f"lie_found=0, assumed='a test', motives={{malice={lie}}}}}"
    )
    assert _by_kind(_measured(changed(harsh, denouncing)))["erroneous"] > 1000


def test_without_influence_nothing_is_by_association(harsh):
    by_kind = _by_kind(_measured(changed(_erring(harsh), *ALONE)))
    assert by_kind["by association"] == 0
    assert by_kind["erroneous"] > 1000


def test_within_the_bound_of_gravity_nothing_is_disproportionate(harsh):
    """Own points only, and no conduct that harms nobody: its points are out of proportion, however few."""
    grave = changed(harsh, *ALONE, "conduct.critical_post.gravity=1")
    assert _by_kind(_measured(grave))["disproportionate"] > 1000
    mild = changed(grave, "harm.points_per_gravity=1000000")
    assert _by_kind(_measured(mild))["disproportionate"] == 0
    harmless = changed(mild, "conduct.critical_post.gravity=0")
    assert _by_kind(_measured(harmless))["disproportionate"] > 1000


def test_with_one_context_nothing_is_unrelated(harsh):
    one = [f"conduct.{name}.context='streets'" for name in harsh.conduct]
    one += [f"services.{name}.context='streets'" for name in harsh.services]
    alone = changed(harsh, *ALONE, *one)
    assert _by_kind(_measured(changed(harsh, *ALONE)))["unrelated"] > 1000
    assert _by_kind(_measured(alone))["unrelated"] == 0
    set_by_rule = changed(alone, "rulebook.rules.unpaid_bill.override={category='D', days=20}")
    assert _by_kind(_measured(set_by_rule))["unrelated"] == 0
    elsewhere = changed(set_by_rule, "conduct.unpaid_bill.context='credit'")
    assert _by_kind(_measured(elsewhere))["unrelated"] > 1000


def test_what_a_cap_takes_back_was_never_lost(harsh):
    """A red light costs 5 points, of which the cap lets 2 through: in proportion where 2 are."""
    only = [f"conduct.{name}.per_year=0" for name in harsh.conduct if name != "red_light"]
    capped = changed(
        harsh,
        *ALONE,
        *only,
        "rulebook.rules.red_light.points=-50",
        "rulebook.rules.red_light.cap='standing'",
        "rulebook.caps.standing={code=9, window='standing', most_lost=45, assumed='a test'}",
        "harm.points_per_gravity=11.25",
    )
    by_kind = _by_kind(_measured(capped))
    assert by_kind["all"] > 1000
    assert by_kind["disproportionate"] == 0
    assert _by_kind(_measured(changed(capped, "harm.points_per_gravity=2")))["disproportionate"] > 1000


def test_a_gain_that_a_cap_takes_back_was_never_won(harsh):
    """Good deeds beyond the cap do not make what follows out of proportion."""
    city = changed(
        harsh,
        *ALONE,
        *[f"conduct.{name}.gravity=10" for name in ("red_light", "unpaid_bill", "critical_post")],
        "harm.points_per_gravity=1000",
        "rulebook.caps.good_deeds.most_gained=1",
        "rulebook.rules.volunteering.points=30",
    )
    by_kind = _by_kind(_measured(city))
    assert by_kind["all"] > 1000
    assert by_kind["disproportionate"] == 0


def test_a_door_counts_when_it_is_dearer_or_closed_and_not_when_it_is_cheaper(harsh):
    lenient = changed(
        harsh,
        "services.loan.terms={A={interest_percent=5}, D={interest_percent=5}}",
        "services.doctor.terms={D={first=true}, C={price=150}}",
    )
    assert _measured(lenient).is_empty()


def test_terms_that_change_during_the_run_count_from_their_day(harsh):
    opened = "{day=30, path='services.doctor.terms', to={}, assumed='a test'}"
    with_change = _measured(changed(harsh, f"interventions=[{opened}]"))
    doctor = (pl.col("day") >= 30) & (pl.col("service") == "doctor")
    before = _measured(harsh)
    assert len(before.filter(doctor)) > 30
    assert with_change.equals(before.filter(~doctor))


def test_harm_does_not_depend_on_threads():
    """A city of several ranges, with everybody's names and errors."""
    city = _erring(_harsh(citizens=40_000, days=12))
    one, two = (_measured(city, threads) for threads in (1, 2))
    assert _by_kind(one)["erroneous"] > 1000
    assert one.equals(two)


@pytest.mark.parametrize("walls", ["true", "false"])
def test_counted_alone_restrictions_are_the_same(harsh, walls):
    protected = ("services.doctor.basic=true", "rulebook.rules.critical_post.override={category='D', days=9}")
    city = changed(harsh, f"rulebook.walls={walls}", *protected)
    last = (pl.col("day") == city.time.days - 1) & (pl.col("kind") == "all")
    counted = _measured(city).filter(last)
    assert restrictions(city, live(city).world)[0] == counted["citizens"].sum() > 100


@pytest.mark.parametrize("walls", ["true", "false"])
def test_how_many_services_are_counted_at_once_changes_nothing(harsh, walls, monkeypatch):
    copied = f"copies={{bureau={holder(services=['doctor'])}}}"
    city = changed(harsh, f"rulebook.walls={walls}", "services.doctor.context='streets'", copied)
    together = _measured(city)
    assert together["service"].n_unique() > 1
    monkeypatch.setattr(doors, "AT_ONCE", 1)
    assert _measured(city).equals(together)


def test_a_city_without_services_harms_nobody_in_this_sense():
    measured = "harm={points_per_gravity=1, assumed='a test'}"
    bare = changed(starter(citizens=300, days=5), "services={}", measured)
    assert _measured(bare).is_empty()


# ── Once more, by hand ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def everything(harsh, tmp_path_factory):
    """A small city with all mechanisms at once, as a run."""
    duty = "{code=1, label='duty', tells='the truth', each_act=0.05, assumed='a test'}"
    lie = "{code=2, label='malice', tells='a lie', per_year=10, bound_per_year=20, assumed='a test'}"
    city = changed(
        _erring(_harsh(citizens=250, days=100)),
        "denunciation={to='network_company', about=['critical_post'], layers=['friends'], checked=0.5, "
        f"lie_found=0.5, assumed='a test', motives={{duty={duty}, malice={lie}}}}}",
        "appeals={notified=1, if_wrong=1, if_right=0.2, after_days=[1, 9], hearings_per_day=2000, "
        "answer_days=[1, 9], corrected_if_wrong=0.9, corrected_if_right=0.4, machine_believed=0.1, "
        "assumed='a test'}",
        "rulebook.rules.red_light.expires_after_days=30",
        "rulebook.rules.red_light.cap='standing'",
        "rulebook.caps.standing={code=9, window='standing', most_lost=14, assumed='a test'}",
        "rulebook.rules.unpaid_bill.override={category='D', days=12}",
        "rulebook.rules.critical_post.override={category='C', days=25}",
        "rulebook.rules.critical_post.expires_after_days=60",
        "conduct.red_light.context='credit'",
    )
    folder = tmp_path_factory.mktemp("runs") / "everything"
    return glasscity.run(city, out=folder, baseline=False)


class _ByHand:
    """Everybody's file on one day, worked out entry by entry."""

    def __init__(self, run, day):
        self.city = run.scenario
        self.names = self.city.category_names
        self.codes = {conduct.code: conduct for conduct in self.city.conduct.values()}
        self.ledger = defaultdict(list)
        for entry in run.table("ledger").filter(pl.col("day") <= day).collect().iter_rows(named=True):
            if entry["counts"]:
                self.ledger[entry["citizen"]].append(entry)
        self.moved = {}
        for name in ("moves", "shadow_moves"):
            moves = run.table(name).filter(pl.col("day") <= day).select("citizen", "after")
            self.moved[name] = dict(moves.collect().rows())
        self.start = Decimal(self.city.rulebook.start)

    def band(self, total):
        rules = self.city.rulebook
        total = min(max(total, rules.lowest_total), rules.highest_total)
        for band in rules.categories.bands:
            if band.at_least is None or total >= band.at_least:
                return self.names.index(band.name)
        raise AssertionError

    def closes(self, service, category):
        term = service.terms.get(self.names[category])
        if term is None:
            return False
        dearer = term.price is not None and term.price > service.price
        dearer |= term.interest_percent is not None and term.interest_percent > service.interest_percent
        return term.refused or dearer

    def kinds(self, citizen, service):
        """Return of which kinds the harm of one citizen at one door is."""
        first = self.band(self.start)
        now, true = (self.moved[name].get(citizen, first) for name in ("moves", "shadow_moves"))
        if not self.closes(service, now):
            return set()
        base, fair, in_context, set_now, set_here = self.file(citizen, service.context)
        by_context = max(self.band(in_context), set_here)
        in_proportion = max(self.band(fair), set_now)
        alone = max(self.band(base), set_now)
        not_needed = {
            "erroneous": true,
            "unrelated": by_context,
            "disproportionate": in_proportion,
            "by association": alone,
        }
        return {"all"} | {kind for kind, band in not_needed.items() if not self.closes(service, band)}

    def file(self, citizen, context):
        """Return base, fair base, the base of one context, and the worst override in all and in it."""
        entries = self.ledger[citizen]
        undone = {(e["cause_hi"], e["cause_lo"]) for e in entries if e["kind"] in UNDOING}
        standing = [
            e for e in entries if e["kind"] not in UNDOING and (e["entry_hi"], e["entry_lo"]) not in undone
        ]
        base = self.start + sum(Decimal(e["points"]) / 1000 for e in standing)
        assert base == self.start + sum(Decimal(e["points"]) / 1000 for e in entries)
        filings, set_now, set_here = defaultdict(Decimal), 0, 0
        in_context = self.start
        for entry in standing:
            conduct = self.codes[entry["conduct"]]
            points = Decimal(entry["points"]) / 1000
            filings[entry["entry_hi"], entry["entry_lo"] >> 16, conduct.gravity] += points
            in_context += points if conduct.context == context else 0
            if entry["kind"] == tables.OVERRIDE:
                (name,) = (name for name, c in self.city.conduct.items() if c is conduct)
                category = self.names.index(self.city.rulebook.rules[name].override.category)
                set_now = max(set_now, category)
                set_here = max(set_here, category if conduct.context == context else 0)
        each = self.city.harm.points_per_gravity
        fair = self.start + sum(max(points, -each * filing[2]) for filing, points in filings.items())
        return base, fair, in_context, set_now, set_here


@pytest.mark.parametrize("day", [5, 40, 75, 99])
def test_harm_counted_by_hand(everything, day):
    by_hand = _ByHand(everything, day)
    counted = Counter()
    for name, service in everything.scenario.services.items():
        for citizen in range(everything.citizens_number):
            counted.update((name, kind) for kind in by_hand.kinds(citizen, service))
    found = everything.table("harm_days").filter(pl.col("day") == day).collect()
    rows = found.select(pl.col("service", "kind").cast(str), "citizens").rows()
    assert {(service, kind): citizens for service, kind, citizens in rows} == dict(counted)
    assert counted["loan", "all"] > 0
    if day > 5:
        assert {kind for _, kind in counted} == set(KINDS)
        assert len({counted["loan", kind] for kind in KINDS}) > 3


def test_the_small_city_has_everything(everything):
    kinds = set(everything.table("ledger").collect()["kind"].to_list())
    expected = {
        *(tables.CONDUCT, tables.DENUNCIATION, tables.CORRECTION),
        *(tables.EXPIRY, tables.CAP, tables.OVERRIDE),
    }
    assert kinds == expected


def test_the_run_passes_verification(everything):
    from glasscity.verify import verify

    found = verify(everything.path)
    assert found.passed, [check for check in found.checks if not check.passed]
    names = {check.name for check in found.checks}
    assert {f"{name} again" for name in ("denunciations", "appeals", "hearings", "shadow_moves")} <= names
    assert "harm_days again" in names


def test_every_table_has_names(everything):
    told = everything.named("denunciations").collect()
    assert set(told["motive"].unique().cast(str)) == {"duty", "malice"}
    assert set(told["conduct"].unique().cast(str)) == {"critical_post"}
    moves = everything.named("shadow_moves").collect()
    assert set(moves["after"].unique().cast(str)) <= set(everything.scenario.category_names)
    assert everything.named("appeals").collect()["date"].min().year == 2018
    for name in ("appeals", "hearings", "harm_days", "denunciations", "shadow_moves"):
        assert len(everything.named(name).collect()) > 0

"""Companies: accounts, owners that link their services and fail, proxies, gaps with conduct equal."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, live, starter
from glasscity import draws, tables
from glasscity.scenario.quantities import threshold32
from glasscity.show.report import report_html
from glasscity.society.error import FAILED
from glasscity.study import gaps
from glasscity.study.explain import story
from glasscity.study.failures import failures_of
from glasscity.study.proxies import proxies_of
from glasscity.study.summary import summarise
from glasscity.study.truth import TWICE
from glasscity.verify import verify

LIFE = np.uint64(2)
SERVICE, SHOP = 1, 51
NAMES = "population.names={number=100, assumed='a test'}"


def _owner(*parts, code=1):
    given = ", ".join([f"code={code}", "label='An owner'", "assumed='a test'", *parts])
    return f"{{{given}}}"


def _failure(per_year="365", days=2, **parts):
    given = ", ".join(f"{key}={value}" for key, value in parts.items())
    return f"failure={{per_year={per_year}, days={days}, assumed='a test', {given}}}"


def _city(*settings, citizens=3000, days=30):
    """Return the starter city with a second company that sees the same posts, and each post often."""
    return starter(
        "organisations.network_company.sees.critical_post=1",
        f"organisations.shop={{code={SHOP}, label='The shop', kind='commercial', company=true, "
        "assumed='a test', sees={volunteering=1}}",
        "catalogue.blocks.shop={volunteering={first=51001, count=3}}",
        "conduct.critical_post={code=5, label='a post', domain='speech', context='online', lawful=true, "
        "gravity=0, per_year=20, bound_per_year=40, assumed='a test'}",
        "conduct.volunteering.per_year=6",
        "conduct.volunteering.bound_per_year=10",
        *settings,
        citizens=citizens,
        days=days,
    )


def _owned(*parts, accounts=("0.4", "0.5"), settings=(), **more):
    shares = dict(zip(("network_company", "shop"), accounts, strict=True))
    tables_of = [
        f"organisations.{name}.accounts={{share={share}, assumed='a test'}}"
        for name, share in shares.items()
        if share
    ]
    owned = [f"organisations.{name}.owner='big'" for name in shares]
    return _city(f"owners={{big={_owner(*parts)}}}", *owned, *tables_of, *settings, **more)


def _filed(lived, organisation):
    entries = lived.entries
    return entries[(entries["organisation"] == organisation) & (entries["kind"] == tables.CONDUCT)]


def _has_account(organisation, share, citizens=3000, seed=1):
    """Return, in plain Python, who has an account."""
    word = (
        int(draws.words(np.uint64(seed), citizen, 0, draws.CITY_ACCOUNT, 0, organisation)[0])
        for citizen in range(citizens)
    )
    return np.array([one < threshold32(share) for one in word])


# ── Accounts ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_service_sees_only_those_with_an_account():
    everybody, some = live(_city()), live(_owned())
    for organisation, share in ((SERVICE, Decimal("0.4")), (SHOP, Decimal("0.5"))):
        known = _has_account(organisation, share)
        before, after = _filed(everybody, organisation), _filed(some, organisation)
        assert np.array_equal(after, before[known[before["citizen"]]])
        assert abs(known.mean() - float(share)) < 0.03


def test_linked_services_know_whoever_one_of_them_knows():
    everybody, linked = live(_city()), live(_owned("linked=true"))
    known = _has_account(SERVICE, Decimal("0.4")) | _has_account(SHOP, Decimal("0.5"))
    for organisation in (SERVICE, SHOP):
        before, after = _filed(everybody, organisation), _filed(linked, organisation)
        assert np.array_equal(after, before[known[before["citizen"]]])


def test_accounts_depend_on_attributes():
    depends = "organisations.shop.accounts={share=0.5, depends={income={low=0, high=2}}, assumed='a test'}"
    lived = live(_city(depends))
    income = lived.city.population.row("income")
    acts = lived.acts[lived.acts["conduct"] == 4]
    seen = np.bincount(income[_filed(lived, SHOP)["citizen"]], minlength=3) / np.bincount(
        income[acts["citizen"]]
    )
    assert seen[0] == 0
    assert 0.3 < seen[1] < 0.6
    assert seen[2] > 0.6  # all but what is not yet due


def test_an_account_for_everybody_and_an_owner_that_never_fails_change_nothing():
    plain = live(_city())
    assert live(_owned(accounts=("1", "1"))).digest == plain.digest
    assert live(_owned("linked=true", accounts=("", ""))).digest == plain.digest
    assert plain.world.owners is None


def test_more_accounts_from_a_day_on():
    change = "interventions=[{day=15, path='owners.big.linked', to=true, assumed='a test'}]"
    apart, linked, later = live(_owned()), live(_owned("linked=true")), live(_owned(settings=(change,)))

    def before(rows, day=15):
        return rows[rows["conduct_day"] < day]

    assert np.array_equal(before(_filed(later, SHOP)), before(_filed(apart, SHOP)))
    posts = [_filed(lived, SHOP) for lived in (later, linked)]
    assert np.array_equal(*(some[some["conduct_day"] >= 15] for some in posts))


# ── Failures ──────────────────────────────────────────────────────────────────────────────────────────


def _made(lived):
    """Return the ids of what the two services filed, by day of the conduct."""
    filed = np.concatenate([_filed(lived, SERVICE), _filed(lived, SHOP)])
    return filed[np.lexsort((filed["entry_lo"], filed["entry_hi"]))]


def test_all_services_of_an_owner_fail_on_the_same_days_and_no_others():
    plain, failed = live(_owned(days=120)), live(_owned(_failure("10", 5, lost=1), days=120))
    failing = {today.day for today in failed.days if today.failed}
    assert 5 <= len(failing) < 60
    expected, until = set(), 0
    for day in range(120):
        word = int(draws.words(LIFE, 1, day, draws.OWNER_FAILURE, 0, 0)[0])
        if day >= until and word < threshold32(Decimal(10) / 365):
            until = day + 5
        expected |= {day} if day < until else set()
    assert failing == expected
    for organisation in (SERVICE, SHOP):
        before = _filed(plain, organisation)
        kept = before[~np.isin(before["conduct_day"], list(failing))]
        assert np.array_equal(_filed(failed, organisation), kept)
        assert len(kept) < len(before)
    others = [
        lived.entries[
            ~np.isin(lived.entries["organisation"], (SERVICE, SHOP))
            & (lived.entries["kind"] == tables.CONDUCT)
        ]
        for lived in (plain, failed)
    ]
    assert np.array_equal(*others)


def test_shares_of_filings_are_lost_duplicated_and_put_on_the_wrong_person():
    plain = _made(live(_owned(accounts=("1", "1"))))
    parts = {"lost": "0.2", "duplicated": "0.3", "wrong_person": "0.5"}
    failed = live(_owned(_failure(**parts), accounts=("1", "1"), settings=(NAMES,)))
    found = _made(failed)
    copy = found["entry_lo"] >> np.uint64(16) & np.uint64(0xFFF)
    first, again = found[copy == 0], found[copy == FAILED]
    assert set(copy.tolist()) == {0, FAILED}
    for number, of, share in ((len(first), len(plain), 0.8), (len(again), len(first), 0.3)):
        assert abs(number - of * share) < 4 * sqrt(of * share * (1 - share)) + 30
    wrong = (first["citizen"] != first["entry_hi"] >> np.uint64(32)).sum()
    assert 0.45 < wrong / len(first) < 0.55
    counted = failed.entries[failed.entries["counts"] > 0]
    sums = np.full(3000, 1_000_000, np.int64)
    np.add.at(sums, counted["citizen"], counted["points"])
    assert np.array_equal(sums, failed.world.file.base)
    assert failed.world.shadow is not None
    assert len(np.unique(found[["entry_hi", "entry_lo"]])) == len(found)


def test_failures_do_not_depend_on_threads():
    scenario = _owned(_failure("50", 3, lost="0.2", duplicated="0.3"), citizens=5000)
    assert live(scenario, threads=1).digest == live(scenario, threads=2).digest


def test_a_run_with_failures_says_so(tmp_path):
    parts = {"duplicated": "0.3", "lost": "0.1", "wrong_person": "0.2"}
    scenario = _owned(_failure("40", 5, **parts), accounts=("1", "1"), settings=(NAMES,), days=60)
    run = glasscity.run(scenario, out=tmp_path / "run", baseline=False)
    assert verify(tmp_path / "run").passed
    days = run.table("failure_days").collect()
    assert 5 <= days.height < 60
    (found,) = failures_of(run)
    filed = run.table("ledger").filter(
        pl.col("organisation").is_in((SERVICE, SHOP)) & (pl.col("kind") == tables.CONDUCT)
    )
    actor, copy = pl.col("entry_hi") // 2**32, pl.col("entry_lo") // 2**16 % 256
    assert found.days == days.height
    early = days.filter(pl.col("day") < 55)  # what was filed later may still be under way
    on_file = (
        filed.filter(pl.col("conduct_day") < 55)
        .select(
            duplicated=(copy == FAILED).sum(),
            wrong_person=((pl.col("citizen") != actor) & (copy == 0)).sum(),
        )
        .collect()
    )
    for what in ("duplicated", "wrong_person"):
        assert early[what].sum() == on_file[what][0] > 100
        assert getattr(found, what) == days[what].sum()
    assert 0.07 < found.lost / found.filings < 0.13
    summary = summarise(run)
    assert next(kind for kind in summary.errors.kinds if kind.kind == TWICE).entries > 100
    assert any(said.startswith("An owner: all 2 services failed on") for said in summary.headlines)
    assert "Failures of all services of an owner" in report_html(run)
    mine = filed.filter(copy == FAILED).collect()["citizen"][0]
    told = [event.truth for event in story(run, mine).events if event.kind == "entry"]
    assert "filed twice when the services of An owner failed: this deed is on file already" in told


# ── Proxies, and gaps with conduct equal ──────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def taste(tmp_path_factory):
    """Return a run in which the poor write posts that cost points, and nobody does anything unlawful."""
    scenario = changed(
        _city(days=90),
        "conduct.critical_post.depends={income={low=2, high=0}}",
        "conduct.red_light.per_year=0",
        "conduct.unpaid_bill.per_year=0",
        "conduct.volunteering.depends={}",
        "conduct.bill_on_time.depends={}",
        "conduct.bill_on_time.per_year=0",
        "rulebook.influence.kind='off'",
        "rulebook.influence.weight=0",
        "proxies={posts={label='a grudge', conduct='critical_post', attribute='income', levels=['low'], "
        "assumed='a test'}}",
    )
    return glasscity.run(scenario, out=tmp_path_factory.mktemp("taste") / "run", baseline=False)


def test_a_proxy_is_held_against_the_base_rate(taste):
    (found,) = proxies_of(taste)
    people = taste.citizens
    posts = taste.named("ledger").filter(
        (pl.col("conduct") == "critical_post") & (pl.col("kind") == "conduct")
    )
    filed = posts.collect()["citizen"].unique()
    low = people.filter(pl.col("income") == "low")["citizen"]
    everybody = found.among_all
    assert everybody.filed == len(filed)
    assert everybody.filed_with == len(set(filed) & set(low))
    assert everybody.base_rate == len(low) / 3000
    assert everybody.precision > everybody.base_rate + 0.05
    assert [group.precision for group in found.by_group if group.group == "low"] == [1.0]
    assert sum(group.filed for group in found.by_group) == everybody.filed
    assert any(said.startswith("“a post” is taken for “a grudge”") for said in summarise(taste).headlines)


def test_a_gap_is_left_where_taste_differs_and_none_where_it_does_not(taste):
    found = {(gap.attribute, gap.level): gap for gap in gaps.gaps_of(taste, ["D"])}
    assert found["income", "low"].points.high < -5
    assert found["income", "high"].points.low > 5
    assert abs(found["sex", "female"].points.with_conduct_equal) < 3
    assert found["income", "low"].points.excludes_zero
    html = report_html(taste)
    assert "Gaps with true conduct equal" in html
    assert "Conduct taken for a trait" in html


def test_a_gap_is_the_weighted_difference_within_strata():
    """By hand: two strata, of 30 and 10 citizens, with differences of 2 and of -6."""
    values = np.array([10.0] * 10 + [8.0] * 20 + [1.0] * 5 + [7.0] * 5)
    mine = np.array([True] * 10 + [False] * 20 + [True] * 5 + [False] * 5)
    strata = np.array([0] * 30 + [3] * 10)
    difference, covered = gaps._difference(values, mine, strata)
    assert difference.with_conduct_equal == pytest.approx(0.75 * 2 - 0.25 * 6)
    assert difference.low == difference.high == difference.with_conduct_equal
    assert difference.as_it_is == pytest.approx(105 / 15 - 195 / 25)
    assert covered == 1


def test_a_stratum_with_too_few_is_left_out():
    values = np.array([1.0] * 10 + [0.0] * 10 + [50.0] + [0.0] * 4)
    mine = np.array([True] * 10 + [False] * 10 + [True] + [False] * 4)
    strata = np.array([0] * 20 + [1] * 5)
    difference, covered = gaps._difference(values, mine, strata)
    assert difference.with_conduct_equal == 1
    assert covered == 20 / 25

"""A lender who goes by the file: its two rules, branches that know nothing of each other, what is on file."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import glasscity
from cities import live
from glasscity import tables
from glasscity.authority.lending import ALWAYS, common_rate, thresholds
from glasscity.errors import BadInput
from glasscity.results import Run
from glasscity.scenario import Scenario, load
from glasscity.study.entry_words import REASON_WORDS
from glasscity.study.summary import summarise
from reference.lending import accepted

REPAYS = np.array([7000, 7000, 6500, 6000, 4500, 2000, 1000])
AT_START = np.array([[0, 30, 30, 20, 10, 10, 0], [0, 0, 30, 30, 20, 10, 10]])
EQUAL = 'lending.policy="equal opportunity"'


def city(*changes: str, branches: int = 1, days: int = 300) -> Scenario:
    return load("lending", citizens=200 * branches, days=days, settings=changes)


def test_the_published_first_day():
    rate, of = common_rate(REPAYS, AT_START, AT_START @ REPAYS)
    assert Fraction(int(rate), int(of)) == Fraction(525, 590)
    bars = thresholds(True, REPAYS, AT_START)
    assert bars[0].tolist() == [ALWAYS] * 4 + [0] * 3
    assert bars[1].tolist()[:4] == [ALWAYS] * 4
    share = (Fraction(525, 590) * 495 - 375) / 90
    assert bars[1, 4] == int(share * ALWAYS + Fraction(1, 2))
    assert round(bars[1, 4] / 2**32, 3) == 0.727


def test_max_utility_lends_to_whoever_is_likelier_to_repay_than_not():
    bars = thresholds(False, np.array([9000, 5001, 5000, 0]), np.zeros((2, 4), np.int64))
    assert bars.tolist() == [[ALWAYS, ALWAYS, 0, 0]] * 2


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    some.lists(some.integers(0, 10_000), min_size=2, max_size=7).flatmap(
        lambda chances: some.tuples(
            some.just(sorted(chances, reverse=True)),
            *[some.lists(some.integers(0, 10_000), min_size=len(chances), max_size=len(chances))] * 2,
        )
    ),
    some.sampled_from([1, 3000]),
)
def test_equal_opportunity_is_the_best_of_all_rates(drawn, coarse):
    """Against the reference, which tries them all in fractions; few people make many ties."""
    chances, *customers = drawn
    customers = [[number // coarse for number in group] for group in customers]
    bars = thresholds(True, np.array(chances), np.array(customers))
    best = accepted("equal opportunity", [Fraction(chance, 10_000) for chance in chances], customers)
    assert bars.tolist() == [[int(one * ALWAYS + Fraction(1, 2)) for one in group] for group in best]


@pytest.mark.parametrize("change", [(), (EQUAL,)], ids=["max utility", "equal opportunity"])
def test_a_branch_lives_as_it_would_alone(change):
    """One city of many branches is as many lives of a city of one."""
    alone, together = live(city(*change)), live(city(*change, branches=4))
    for name in ("acts", "entries", "decisions", "moves"):
        for mine, theirs in zip(alone.days, together.days, strict=True):
            rows = getattr(theirs, name)
            assert getattr(mine, name).tolist() == rows[rows["citizen"] < 200].tolist()
    others = together.world.file.category.reshape(4, 200)
    assert not (others[0] == others[1]).all()


def test_the_first_evening_is_as_published():
    category = live(city(days=1)).world.file.category
    groups = [np.bincount(category[first : first + 100], minlength=7) for first in (0, 100)]
    assert np.array(groups).tolist() == AT_START.tolist()


def test_levels_are_points_and_the_ledger_adds_up():
    lived = live(city(days=2500))
    entries = np.concatenate([today.entries for today in lived.days])
    points = np.bincount(entries["citizen"], weights=entries["points"] * entries["counts"], minlength=200)
    assert (lived.world.file.base == 3000 + points).all()
    assert lived.world.file.base.min() >= 0
    assert lived.world.file.base.max() == 6000
    capped = entries[entries["kind"] == tables.CAP]
    assert set(capped["points"].tolist()) == {-1000}


def test_one_applies_a_day_at_every_branch_and_repays_the_day_after():
    lived = live(city(branches=3, days=400))
    lent_to: set[int] = set()
    for today in lived.days:
        assert (today.requests["citizen"] // 200).tolist() == [0, 1, 2]
        if today.day > 0:
            assert set(today.acts["citizen"].tolist()) == lent_to
        granted = today.decisions["outcome"] == tables.GRANTED
        assert (today.decisions["category"][granted] <= 3).all()
        assert set(today.decisions["reason"][~granted].tolist()) <= {tables.LENDER}
        lent_to = set(today.decisions["citizen"][granted].tolist())


def test_several_a_day_and_nobody_twice():
    lived = live(city("lending.applicants=300", days=20))
    for today in lived.days:
        asked = today.requests["citizen"].tolist()
        assert asked == sorted(set(asked))
        assert len(asked) > 120


def test_switched_off_nobody_applies():
    off = live(city("lending.enabled=false"))
    assert not sum(len(today.requests) + len(today.acts) + len(today.entries) for today in off.days)
    assert set(off.world.file.total.tolist()) == {3000}


def test_the_rule_changes_who_is_lent_to():
    def lent(*change: str) -> float:
        days = live(city(*change, branches=20, days=2000)).days
        answers = np.concatenate([today.decisions for today in days])
        second = answers[answers["citizen"] % 200 >= 100]
        return float((second["outcome"] == tables.GRANTED).mean())

    assert lent(EQUAL) > lent() + 0.1


def test_another_rule_from_some_day_on():
    change = 'interventions=[{day=100, path="lending.policy", to="equal opportunity", assumed="a test"}]'
    plain, changed = live(city(branches=5)), live(city(change, branches=5))

    def same(day: int) -> bool:
        return bool(plain.days[day].decisions.tobytes() == changed.days[day].decisions.tobytes())

    assert all(same(day) for day in range(100))
    assert not all(same(day) for day in range(100, 300))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("lending") / "run"
    return glasscity.run(city(EQUAL, branches=2, days=500), out=out, checkpoint_every=100, baseline=False)


def test_a_run_counts_loans_and_is_made_again(kept):
    days = kept.table("lending_days").collect()
    assert days.columns == ["day", "group", "asked", "lent", "repaid", "defaulted", "chance"]
    sums = days.select(pl.col("asked", "lent", "repaid", "defaulted").sum()).row(0)
    assert sums[0] == 1000
    lent_on_the_last_day = days.filter(pl.col("day") == 499)["lent"].sum()
    assert sums[2] + sums[3] == sums[1] - lent_on_the_last_day
    first = days.filter(pl.col("day") == 0)["chance"].to_list()
    assert first == [0.59, 0.495]
    found = summarise(kept).lending
    assert [one.lent for one in found.groups] == [
        days.filter(pl.col("group") == name)["lent"].sum() for name in ("first", "second")
    ]
    assert any("by the rule “equal opportunity”" in said for said in summarise(kept).headlines)


def test_checkpoints_and_threads_change_nothing(kept, tmp_path):
    again = glasscity.run(city(EQUAL, branches=2, days=500), out=tmp_path / "run", threads=1, baseline=False)
    assert again.digest == kept.digest


def test_the_reason_has_words():
    assert set(REASON_WORDS) == set(tables.REASONS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('lending.service="house"', "lending.service: there is no service 'house'"),
        ("services.loan.per_year=1", "services.loan.per_year: 1; the lender draws who applies"),
        ('lending.organisation="banks"', "there is no organisation 'banks' (did you mean 'bank'?)"),
        ('lending.repaid="defaulted"', "name the same conduct twice"),
        ("organisations.bank.sees.earlier_credit=1", "files it on day 0 by itself"),
        ("catalogue.blocks.bank.earlier_credit.count=6", "needs a parameter for each of the 7 categories"),
        ("lending.repays.L0=0.3", "lending.repays.L0: 0.3 is above 0.2 of the better category L1"),
        ("lending.repays.L0=0.00001", "at most four decimals"),
        ("lending.repays={L6=1}", "says nothing of L5, L4, L3, L2, L1, L0"),
        ("lending.groups.first.customers=101", "a branch has 201 customers, and there are 200 citizens"),
        ("lending.groups.second.at_start.L0=50", "140 customers in all, and the group has 100"),
        ("lending.groups.second.at_start.L7=1", "there is no category 'L7'"),
        ("lending.groups.second.code=1", "1 is already the code of 'first'"),
        ('lending.policy="fair"', "lending.policy"),
        ("lending.applicants=0", "lending.applicants"),
    ],
)
def test_bad_input_is_told(change, said):
    changes = [change, "conduct.defaulted.bound_per_year=1"]
    if change.startswith("services"):
        changes.append("services.loan.bound_per_year=2")
    with pytest.raises(BadInput) as told:
        city(*changes)
    assert said in str(told.value)


def test_no_opening_no_levels_at_the_start(tmp_path):
    text = city().to_toml().replace('opening = "earlier_credit"\n', "")
    (tmp_path / "city.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"lending\.groups\.first\.at_start: needs `lending\.opening`"):
        load(tmp_path / "city.toml")

"""The statistical checks themselves: they alarm when they should and not otherwise, and say so truly."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "verification"))

from statistical_checks import held  # noqa: E402
from statistical_checks.battery import TESTS, tried  # noqa: E402
from statistical_checks.battery_words import BAD, GOOD, ORDERS, words_of  # noqa: E402
from statistical_checks.builds import BUILDS  # noqa: E402
from statistical_checks.check import BOUND, GROUPS, all_checks, checks_of, false_alarms, run  # noqa: E402
from statistical_checks.laboratory import Laboratory  # noqa: E402

RANDOM = np.random.default_rng(20_180_101)
FEW = 1 << 18
OBVIOUS = [name for name in BAD if "rounds" not in name and "50.2" not in name]


def test_all_levels_together_stay_below_the_bound():
    checks = all_checks()
    assert false_alarms(checks) < BOUND
    assert all(one.level > 0 and len(one.formula) > 20 for one in checks)
    named = [(one.group, one.name) for one in checks]
    assert len(set(named)) == len(named)
    assert sum(one.group != "draws" for one in checks) > 100


def test_p_values_of_the_truth_are_even():
    """400 times: cells are even as Pearson says; an exact p-value is never too small too often."""
    shares = np.array([0.1, 0.2, 0.3, 0.4])
    of_cells = [held.cells(RANDOM.multinomial(2000, shares), shares * 2000).p for _ in range(400)]
    assert stats.kstest(of_cells, "uniform").pvalue > 1e-4
    of_coins = [held.binomial(RANDOM.binomial(500, 0.3), 500, 0.3).p for _ in range(400)]
    for level in (0.01, 0.1, 0.5):
        assert np.mean(np.array(of_coins) <= level) < level + 4 * np.sqrt(level / 400)


@pytest.mark.parametrize(("trials", "probability"), [(400, 0.1), (100_000, 0.02), (5_000, 0.5)])
def test_a_deviation_said_to_be_found_is_found(trials, probability):
    """The smallest ones that the exact law of the alternative finds, tried a hundred times."""
    said = held.binomial(int(trials * probability), trials, probability).detects
    more = float(said.split(" ")[0]) / (100 if "%" in said.split(" more")[0] else 1)
    found = RANDOM.binomial(trials, min(1.0, probability * (1 + 1.02 * more)), 100)
    alarms = [held.binomial(int(number), trials, probability).p < held.LEVEL for number in found]
    assert sum(alarms) >= 94
    nearer = RANDOM.binomial(trials, probability * (1 + more / 3), 100)
    assert sum(held.binomial(int(number), trials, probability).p < held.LEVEL for number in nearer) <= 20


def test_a_tiny_bias_alarms_and_none_does_not():
    draws = RANDOM.random(4_000_000)
    assert held.binomial(int((draws < 0.3).sum()), len(draws), 0.3).p > held.LEVEL
    assert held.binomial(int((draws < 0.3 * 1.01).sum()), len(draws), 0.3).p < held.LEVEL
    days = RANDOM.integers(1, 8, 100_000)
    assert held.evenly(days, 1, 7).p > held.LEVEL
    assert held.evenly(np.append(days, 8), 1, 7).p == 0
    assert held.evenly(np.where(RANDOM.random(len(days)) < 0.02, 1, days), 1, 7).p < held.LEVEL


def test_other_laws_hold_what_they_should():
    assert held.poisson(100, 100).p > 0.9
    assert held.poisson(160, 100).p < held.LEVEL
    chances = np.array([0.1, 0.5] * 10_000)
    assert held.sum_of_chances(6_000, chances).p > 0.9
    assert held.sum_of_chances(6_400, chances).p < held.LEVEL
    one, other = RANDOM.integers(0, 3, 10_000), RANDOM.integers(0, 4, 10_000)
    assert held.table(one, other).p > held.LEVEL
    assert held.table(one, np.where(RANDOM.random(10_000) < 0.1, one, other)).p < held.LEVEL
    assert held.exactly([1, 2], [1, 2]).p == 1
    assert held.exactly([1, 2], [1, 3]).p == 0


def test_cells_in_which_little_is_expected_are_put_together():
    law = 0.5 ** np.arange(1, 31)
    seen = np.bincount(np.minimum(RANDOM.geometric(0.5, 5_000), 30), minlength=31)[1:]
    law[-1] *= 2
    one = held.cells(seen, law * 5_000)
    assert one.p > held.LEVEL
    assert int(one.expected.split(" ")[0]) < 10


@pytest.mark.parametrize("name", ["NumPy's PCG64", "Philox4x32 with 10 rounds, written once more"])
def test_the_battery_passes_good_generators(name):
    words = GOOD[name](1, FEW)
    alarms = [test for test in TESTS if tried(test, words).p < held.LEVEL]
    assert not alarms


@pytest.mark.parametrize("name", OBVIOUS)
def test_the_battery_finds_bad_generators(name):
    words = BAD[name](1, FEW)
    assert any(tried(test, words).p < held.LEVEL for test in TESTS)


def test_words_of_an_order_are_those_of_the_engine():
    from glasscity import draws

    few = words_of(ORDERS["days run fastest"], 9, 800)
    for i in (0, 364, 365, 799):
        wanted = draws.words(np.uint64(9), i // 365, i % 365, draws.FILING, 0, 11 << 16 | 1)
        assert few[i] == wanted[0]
    block = words_of(ORDERS["citizens run fastest, all four words"], 9, 8)
    assert tuple(block[4:].tolist()) == draws.words(np.uint64(9), 1, 17, draws.OCCASION_CANDIDATE, 0, 0)


def test_faults_of_biased_builds_stand_where_they_are_said_to():
    package = ROOT / "src" / "glasscity"
    for build in BUILDS:
        assert build.fits(package), f"{build.fault}: {build.text!r} is not once in {build.file}"
        assert build.applied_to((package / build.file).read_text(encoding="utf-8"))
        assert set(build.groups) <= set(GROUPS)
    assert len({build.file for build in BUILDS}) > 12
    with pytest.raises(ValueError, match="stands there 0 times"):
        BUILDS[0].applied_to("nothing of the kind")


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS[1:])
def test_a_group_of_checks_in_small(group):
    laboratory = Laboratory(seed=5, quick=True)
    for one in checks_of(group):
        assert not run(one, laboratory).alarms, one.name


def test_one_group_of_checks_in_small():
    laboratory = Laboratory(seed=5, quick=True)
    for one in checks_of("inspection"):
        assert not run(one, laboratory).alarms, one.name

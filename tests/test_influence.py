"""What contacts' scores add: both rules against their closed forms, and nothing when switched off."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from cities import changed, live, starter
from glasscity.authority.score import Formula, _nearest, influence_is_due, score_all
from glasscity.authority.state import File
from glasscity.parallel import Workers

START = 1_000_000


def _rows(edges, number):
    both = sorted([(a, b) for a, b in edges] + [(b, a) for a, b in edges])
    start = np.searchsorted([a for a, _ in both], np.arange(number + 1)).astype(np.int64)
    return start, np.array([b for _, b in both], np.uint32)


def _file(base):
    base = np.array(base, np.int32)
    number = len(base)
    nothing = np.zeros((0, number))
    return File(
        base,
        np.zeros(number, np.int32),
        base.copy(),
        np.zeros(number, np.uint8),
        np.zeros(number, np.uint8),
        nothing.astype(np.uint16),
        nothing.astype(np.int32),
        nothing.astype(np.int32),
        np.empty(0, np.uint8),
        np.zeros(number, np.uint8),
    )


def _formula(kind, weight, every_days=1):
    ratio = Fraction(weight)
    whole = (kind, ratio.numerator, ratio.denominator, every_days)
    town = (START, -(2**31), 2**31 - 1, 1000)
    by_town = [np.array([number], np.int64) for number in town]
    return Formula(*(np.int64(number) for number in whole), False, *by_town, np.array([True]))


def _after(days, formula, file, start, contact):
    with Workers(1) as workers:
        for day in range(days):
            score_all(formula, file, start, contact, day, workers, keep=True)
    return file


NETWORKS = {
    "pair": ([(0, 1)], 2),
    "path": ([(0, 1), (1, 2), (2, 3)], 4),
    "star": ([(0, k) for k in range(1, 7)], 7),
    "ring": ([(k, (k + 1) % 8) for k in range(8)], 8),
    "two islands and a hermit": ([(0, 1), (1, 2), (0, 2), (3, 4)], 6),
}


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("weight", ["0.1", "0.5", "0.9"])
def test_level_converges_to_its_closed_form(network, weight):
    edges, number = NETWORKS[network]
    start, contact = _rows(edges, number)
    rng = np.random.default_rng(5)
    deviation = rng.integers(-200_000, 200_000, number)
    file = _after(400, _formula(1, weight), _file(START + deviation), start, contact)
    w = float(weight)
    mean = np.zeros((number, number))
    for i in range(number):
        row = contact[start[i] : start[i + 1]]
        mean[i, row] = 1 / len(row) if len(row) else 0
    expected = np.linalg.solve(np.eye(number) - w * mean, deviation)
    # Each day rounds by at most half a millipoint, and errors shrink by w a day.
    assert np.abs(file.total - START - expected).max() <= 0.5 / (1 - w) + 1


def test_level_on_a_regular_network_with_equal_deviations():
    edges, number = NETWORKS["ring"]
    start, contact = _rows(edges, number)
    file = _after(300, _formula(1, "0.75"), _file([START - 10_000] * number), start, contact)
    assert np.ptp(file.total) == 0
    assert abs(int(file.total[0]) - (START - 40_000)) <= 0.5 / (1 - 0.75)


def test_level_reads_yesterday():
    start, contact = _rows([(0, 1)], 2)
    file = _after(1, _formula(1, "0.5"), _file([START + 1000, START]), start, contact)
    assert file.total.tolist() == [START + 1000, START + 500]
    _after(1, _formula(1, "0.5"), file, start, contact)
    assert file.total.tolist() == [START + 1250, START + 500]


def test_halves_are_rounded_up_in_both_directions():
    start, contact = _rows([(0, 1)], 2)
    file = _after(1, _formula(1, "0.5"), _file([START + 1, START - 1]), start, contact)
    assert file.influence.tolist() == [0, 1]


def test_quotients_are_exact_although_they_are_estimated():
    chance = np.random.default_rng(5)
    for below in (1, 2, 3, 7, 1000, 65536, 655_360, (1 << 20) + 1):
        whole = chance.integers(-(1 << 28), 1 << 28, 40)
        for quotient in (0, 1, -1, *map(int, whole)):
            for rest in {0, 1, below // 2, (below - 1) // 2, (below + 1) // 2, below - 1}:
                above = quotient * below + rest
                found = _nearest(np.int64(above), np.int64(below))
                assert found == (2 * above + below) // (2 * below)


def test_drift_keeps_the_mean_on_a_regular_network_and_shrinks_deviations():
    edges, number = NETWORKS["ring"]
    start, contact = _rows(edges, number)
    rng = np.random.default_rng(6)
    base = START + rng.integers(-200_000, 200_000, number)
    days, w = 50, 0.02
    file = _after(days, _formula(2, "0.02"), _file(base), start, contact)
    mean = np.zeros((number, number))
    for i in range(number):
        mean[i, contact[start[i] : start[i + 1]]] = 0.5
    step = (1 - w) * np.eye(number) + w * mean
    expected = np.linalg.matrix_power(step, days) @ base
    assert np.abs(file.total - expected).max() <= 0.5 * days
    assert abs(file.total.mean() - base.mean()) <= 0.5 * days
    eigenvalues = np.sort(np.linalg.eigvalsh(step))
    spread = np.ptp(file.total) / np.ptp(base)
    assert eigenvalues[0] ** days - 0.01 <= spread <= eigenvalues[-2] ** days + 0.01


def test_drift_forgets_own_conduct_at_the_rate_the_page_says():
    everybody = [(a, b) for a in range(100) for b in range(a)]
    start, contact = _rows(everybody, 100)
    file = _file([START + 100_000, *[START] * 99])
    _after(35, _formula(2, "0.02"), file, start, contact)
    assert 0.47 < (file.total[0] - START) / 100_000 < 0.53


def test_somebody_without_contacts_has_no_influence():
    start, contact = _rows([(0, 1)], 3)
    file = _after(20, _formula(1, "0.5"), _file([START, START + 5000, START + 7000]), start, contact)
    assert file.influence[2] == 0


def test_influence_is_worked_out_on_its_days():
    days = [day for day in range(21) if influence_is_due(_formula(1, "0.5", every_days=7), day)]
    assert days == [6, 13, 20]


def _same_for_any_network(*settings):
    scenario = changed(starter(), *settings)
    lonely = [f"network.layers.{name}.tie=0" for name in scenario.network.layers]
    lonely.append("network.neighbours.tie=0")
    a, b = live(scenario), live(changed(scenario, *lonely))
    assert not np.array_equal(a.city.ties.contact, b.city.ties.contact)
    assert np.array_equal(a.entries, b.entries)
    return np.array_equal(a.world.file.total, b.world.file.total), a


@pytest.mark.parametrize("switch", ["kind='off'", "weight=0"])
def test_switched_off_nobodys_score_depends_on_anybody_else(switch):
    same, lived = _same_for_any_network(f"rulebook.influence.{switch}")
    assert same
    assert not lived.world.file.influence.any()


@pytest.mark.parametrize("kind", ["level", "drift"])
def test_switched_on_scores_depend_on_contacts(kind):
    same, lived = _same_for_any_network(f"rulebook.influence.kind='{kind}'", "rulebook.influence.weight=0.2")
    assert not same
    assert lived.world.file.influence.any()

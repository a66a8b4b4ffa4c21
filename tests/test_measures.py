"""Measures: published examples, closed forms, and the same numbers as other people's implementations."""

from __future__ import annotations

from dataclasses import astuple

import igraph
import networkx
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as some

from glasscity import tables
from glasscity.indices.fairness import Spread, demographic_parity, equalised_odds
from glasscity.indices.inequality import gini, lorenz
from glasscity.indices.mixing import category_assortativity, score_assortativity
from glasscity.indices.mobility import mobility_indices, transition_shares
from glasscity.indices.ranking import area_under_curve, rank_correlation
from glasscity.indices.survival import Survival
from glasscity.measure.ties import count_ends
from glasscity.show.equal_conduct import equal_conduct_html
from glasscity.show.facts import Facts
from glasscity.show.worth_figures import who_bears_it
from glasscity.study.inequality import CURVE_AT, inequality_of, restriction_days
from glasscity.study.parity import FEWEST, parity_of
from glasscity.study.summary import summarise
from glasscity.study.validity import GRAVE
from glasscity.study.words import attribute_label
from glasscity.validation.measures import GIDDY, GIDDY_START, GROUP, NEWMAN, TOLD, TRUE

QUICKLY = settings(max_examples=60, deadline=None)

# ── Mobility: giddy ───────────────────────────────────────────────────────────────────────────────────


def test_giddys_published_example():
    found = mobility_indices(np.array(GIDDY), np.array(GIDDY_START))
    assert np.allclose(
        astuple(found), (0.19758992, 0.60684855, 0.03978200, 0.22776759, 0.04636660), atol=2e-8
    )


@pytest.mark.parametrize("number", [2, 3, 6])
def test_mobility_of_those_who_stay_who_mix_and_who_take_turns(number):
    even = np.full(number, 1 / number)
    stay = mobility_indices(np.eye(number), even)
    assert np.allclose(astuple(stay), 0)
    mix = mobility_indices(np.full((number, number), 1 / number), even)
    assert np.allclose([mix.shorrocks, mix.determinant, mix.second_eigenvalue, mix.leaving], 1)
    assert mix.distance == pytest.approx((number + 1) / (3 * number))
    turn = mobility_indices(np.roll(np.eye(number), 1, axis=1), even)
    assert turn.shorrocks == pytest.approx(number / (number - 1))
    assert turn.second_eigenvalue == pytest.approx(0, abs=1e-9)


def test_whoever_was_never_seen_to_leave_is_held_to_stay():
    assert transition_shares(np.array([[3, 1], [0, 0]])).tolist() == [[0.75, 0.25], [0.0, 1.0]]


# ── Assortativity: Newman, networkx, igraph ───────────────────────────────────────────────────────────


def assortativities(edges, category, total):
    both = sorted([(a, b) for a, b in edges] + [(b, a) for a, b in edges])
    start = np.searchsorted([a for a, _ in both], np.arange(len(category) + 1)).astype(np.int64)
    contact = np.array([b for _, b in both], np.uint32)
    rows = start, contact, np.full(len(both), 4, np.uint8)
    ends, scored, alike, squared, *sums = count_ends(
        *rows, np.array(category, np.uint8), np.array(total, np.int64), 0
    )
    return category_assortativity(scored, alike, squared), score_assortativity(ends, *sums)


def test_newmans_matrix():
    """Husbands by wives the published matrix gives r = .623; as ties, where no end comes first, .622."""
    matrix = np.array(NEWMAN)
    squared = int((matrix.sum(axis=0) * matrix.sum(axis=1)).sum())
    found = category_assortativity(int(matrix.sum()), int(np.trace(matrix)), squared)
    assert found == pytest.approx(0.623, abs=0.0005)
    edges, category = [], []
    for i, row in enumerate(NEWMAN):
        for j, number in enumerate(row):
            for _ in range(number):
                edges.append((len(category), len(category) + 1))
                category += [i, j]
    by_category, _ = assortativities(edges, category, [0] * len(category))
    assert by_category == pytest.approx(0.622, abs=0.0005)


def test_a_path_of_four_by_degree():
    edges, degree = [(0, 1), (1, 2), (2, 3)], [1, 2, 2, 1]
    _, by_score = assortativities(edges, degree, [1000 * d for d in degree])
    assert by_score == pytest.approx(-0.5)
    assert networkx.degree_assortativity_coefficient(networkx.path_graph(4)) == pytest.approx(by_score)


def test_like_knows_like_and_unlike():
    assert assortativities([(0, 1), (2, 3)], [0, 0, 1, 1], [0, 0, 9000, 9000]) == (1.0, 1.0)
    assert assortativities([(0, 2), (1, 3)], [0, 0, 1, 1], [0, 0, 9000, 9000]) == (-1.0, -1.0)
    assert assortativities([(0, 1)], [0, 0], [5000, 5000]) == (None, None)
    assert assortativities([(0, 1)], [0, tables.NO_CATEGORY], [0, 1000])[0] is None


@QUICKLY
@given(some.integers(0, 2**32 - 1), some.integers(4, 60), some.floats(0.05, 0.9), some.integers(2, 6))
def test_assortativity_is_that_of_networkx_and_of_igraph(seed, number, density, categories):
    rng = np.random.default_rng(seed)
    graph = networkx.gnp_random_graph(number, density, seed=seed)
    edges = list(graph.edges)
    category, points = rng.integers(0, categories, number), rng.integers(-80, 60, number)
    ends = [one for edge in edges for one in edge]
    assume(len({int(category[one]) for one in ends}) > 1)
    assume(len({int(points[one]) for one in ends}) > 1)
    found = assortativities(edges, category, 1000 * points)
    networkx.set_node_attributes(graph, dict(enumerate(category.tolist())), "category")
    networkx.set_node_attributes(graph, dict(enumerate(points.tolist())), "points")
    by_networkx = (
        networkx.attribute_assortativity_coefficient(graph, "category"),
        networkx.numeric_assortativity_coefficient(graph, "points"),
    )
    other = igraph.Graph(n=number, edges=edges)
    by_igraph = (
        other.assortativity_nominal(category.tolist(), directed=False),
        other.assortativity(points.tolist(), directed=False),
    )
    assert found == pytest.approx(by_networkx, abs=1e-9)
    assert found == pytest.approx(by_igraph, abs=1e-9)


# ── Group fairness: fairlearn ─────────────────────────────────────────────────────────────────────────


def parities(told, true, group):
    """Return demographic parity and equalised odds from rows, as fairlearn takes them."""

    def counted(who):
        return np.bincount(group, who).astype(np.int64)

    people = demographic_parity(counted(told), counted(np.ones(len(group))))
    actors = demographic_parity(counted(told * true), counted(true))
    others = demographic_parity(counted(told * (1 - true)), counted(1 - true))
    return people, equalised_odds(actors, others)


def test_fairlearns_published_example():
    people, odds = parities(TOLD, TRUE, GROUP)
    assert (people.difference, people.ratio) == pytest.approx((0.25, 2 / 3))
    assert (odds.difference, odds.ratio) == (1.0, 0.0)


def test_equal_groups_differ_by_nothing_and_a_missing_group_has_no_rate():
    equal = demographic_parity(np.array([3, 6, 0]), np.array([10, 20, 0]))
    assert (equal.difference, equal.ratio) == pytest.approx((0, 1))
    assert demographic_parity(np.array([3, 0]), np.array([10, 0])) is None
    assert demographic_parity(np.array([0, 0]), np.array([5, 9])) == Spread(0.0, None)
    assert equalised_odds(equal, None) is None
    assert equalised_odds(Spread(0.0, None), Spread(0.2, 0.5)) == Spread(0.2, 0.5)


def test_parity_of_a_run_is_that_of_its_rows(essay_year):
    people = essay_year.citizens
    grave = [c.code for c in essay_year.scenario.conduct.values() if not c.lawful and c.gravity >= GRAVE]
    acted = essay_year.table("acts").filter(pl.col("conduct").is_in(grave)).collect()["citizen"].unique()
    true = people["citizen"].is_in(acted.to_list()).cast(pl.Int64).to_numpy()
    told = people["category"].cast(pl.String).is_in(["C", "D"]).cast(pl.Int64).to_numpy()
    found = {one.attribute: one for one in parity_of(essay_year)}
    for attribute in ("sex", "income"):
        demographic, odds = parities(told, true, people[attribute].to_physical().to_numpy().astype(int))
        assert astuple(found[attribute].demographic) == pytest.approx(astuple(demographic))
        assert astuple(found[attribute].odds) == pytest.approx(astuple(odds))
        assert sum(group.people for group in found[attribute].groups) == 6000
        assert sum(group.low for group in found[attribute].groups) == told.sum() > 100
    assert all(group.people >= FEWEST for one in found.values() for group in one.groups)
    assert summarise(essay_year).parity == tuple(found.values())
    html = equal_conduct_html(Facts(essay_year))
    assert "most often in C or D" in html
    assert html.count(f"<td>{attribute_label(essay_year.scenario, 'income').capitalize()}</td>") == 1
    assert f'<td class="number">{found["income"].demographic.ratio:.2f}</td>' in html


# ── Inequality: closed forms ──────────────────────────────────────────────────────────────────────────


def test_gini_meets_its_closed_forms():
    assert gini(np.array([7, 7, 7, 7])) == 0
    assert gini(np.array([0, 0, 0, 12])) == pytest.approx(3 / 4)
    # Evenly spaced values 1 … n: (n² − 1) / (3 n (n + 1)).
    values = np.arange(1, 101)
    assert gini(values) == pytest.approx((100**2 - 1) / (3 * 100 * 101))
    assert gini(np.zeros(5, np.int64)) is None
    assert gini(np.empty(0, np.int64)) is None


@pytest.mark.parametrize("shape", [2.5, 3.0, 5.0])
def test_gini_and_lorenz_of_paretos_incomes(shape):
    """Pareto's law with exponent a: Gini 1 / (2 a − 1), Lorenz 1 − (1 − p) ** (1 − 1 / a)."""
    places = (np.arange(100_000) + 0.5) / 100_000
    values = np.round(1e9 * (1 - places) ** (-1 / shape)).astype(np.int64)
    assert gini(values) == pytest.approx(1 / (2 * shape - 1), abs=0.002)
    at = np.array([0.1, 0.5, 0.9])
    assert np.allclose(lorenz(values, at), 1 - (1 - at) ** (1 - 1 / shape), atol=0.002)


def test_lorenz_of_evenly_spaced_values():
    at = np.array([0.0, 0.25, 0.5, 1.0])
    found = lorenz(np.arange(100, 0, -1), at)
    people = 100 * at
    assert np.allclose(found, people * (people + 1) / (100 * 101))
    assert lorenz(np.zeros(4, np.int64), at) is None
    assert np.allclose(lorenz(np.array([0, 0, 0, 12]), np.array([0.5, 0.75, 0.875, 1])), [0, 0, 0.5, 1])


@QUICKLY
@given(some.lists(some.integers(0, 10**6), min_size=1, max_size=60).filter(any))
def test_gini_is_twice_the_area_over_lorenzs_curve(values):
    at = np.linspace(0, 1, len(values) + 1)
    area = np.trapezoid(lorenz(np.array(values), at), at)
    assert gini(np.array(values)) == pytest.approx(1 - 2 * area, abs=1e-9)
    pairs = np.abs(np.subtract.outer(values, values)).mean() / (2 * np.mean(values))
    assert gini(np.array(values)) == pytest.approx(pairs, abs=1e-9)


def test_the_curves_of_a_run(essay_year):
    found = inequality_of(essay_year)
    closed = np.sort(restriction_days(essay_year))
    assert found.borne_by_hardest_hit == pytest.approx(closed[-60:].sum() / closed.sum())
    half = CURVE_AT.index(0.5)
    assert found.restriction_curve[half] == pytest.approx(closed[:3000].sum() / closed.sum())
    assert found.restriction_curve[-2] == pytest.approx(1 - found.borne_by_hardest_hit)
    assert found.restriction_curve[half] < found.scores_curve[half] < 0.5
    figure = who_bears_it(Facts(essay_year), found)
    assert figure.wide.count("<path") == 2
    assert (
        f"Gini's coefficient is twice the area between a curve and the line: {gini(closed):.2f} for days"
        in (figure.note)
    )


# ── Orders and lasting: scikit-learn, scipy ───────────────────────────────────────────────────────────


@QUICKLY
@given(some.lists(some.tuples(some.integers(-9, 9), some.booleans()), min_size=2, max_size=60))
def test_area_and_rank_correlation_are_those_of_the_libraries(pairs):
    from scipy.stats import spearmanr
    from sklearn.metrics import roc_auc_score

    sign, acted = np.array([one for one, _ in pairs]), np.array([other for _, other in pairs])
    assume(acted.any() and not acted.all())
    found = area_under_curve(sign, acted)
    assert found.area == pytest.approx(roc_auc_score(acted, sign))
    assert found.low <= found.area <= found.high
    assume(len(set(sign.tolist())) > 1)
    assert rank_correlation(sign, acted.astype(np.int64)) == pytest.approx(spearmanr(sign, acted)[0])


def test_rank_correlation_is_of_ranks_alone():
    values = np.array([1, 2, 5, 9])
    assert rank_correlation(values, values**3) == pytest.approx(1)
    assert rank_correlation(values, -values) == pytest.approx(-1)
    assert rank_correlation(values, np.zeros(4, np.int64)) == 0


@QUICKLY
@given(some.lists(some.tuples(some.integers(1, 40), some.booleans()), min_size=1, max_size=40))
def test_kaplan_and_meier_as_in_scipy(watched):
    from scipy.stats import CensoredData, ecdf

    days, over = np.array([one for one, _ in watched]), np.array([other for _, other in watched])
    theirs = ecdf(CensoredData(uncensored=days[over], right=days[~over])).sf
    found = Survival(days, over)
    for day in range(1, int(days.max()) + 1):
        assert found.over_by(day) == pytest.approx(1 - float(theirs.evaluate(day)), abs=1e-9)


def test_kaplan_and_meier_by_hand():
    """Ends after 6, 6, 6, 7, 10; still going on after 6, 9, 10, 11: the start of Freireich's trial."""
    days = np.array([6, 6, 6, 6, 7, 9, 10, 10, 11])
    over = np.array([True, True, True, False, True, False, True, False, False])
    found = Survival(days, over)
    going_on = (1 - 3 / 9) * (1 - 1 / 5) * (1 - 1 / 3)
    assert found.over_by(6) == pytest.approx(3 / 9)
    assert found.over_by(9) == pytest.approx(1 - (1 - 3 / 9) * (1 - 1 / 5))
    assert found.over_by(11) == pytest.approx(1 - going_on)
    assert found.over_by(12) is None
    assert found.median == 10
    assert found.over_by(5) == 0


def test_where_all_are_back_and_where_none_is():
    back = Survival(np.array([1, 2, 3, 4]), np.ones(4, np.bool_))
    assert back.median == 2
    assert back.over_by(90) == 1
    none = Survival(np.array([30, 40]), np.zeros(2, np.bool_))
    assert none.median is None
    assert none.over_by(40) == 0
    assert none.over_by(41) is None

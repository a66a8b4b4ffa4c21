"""The job for measuring time: a ring of friends, a fine propensity, and points that drift."""

from __future__ import annotations

from pathlib import Path

import igraph
import numpy as np
import pytest

from cities import changed, live
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.scenario import load, parse
from glasscity.society.propensity import LOWERED, RAISED
from glasscity.world import found_city

SCORE_CITY = Path(__file__).parents[1] / "benchmarks" / "score-city.toml"
CITIZENS = 100_000


@pytest.fixture(scope="module")
def scenario():
    return load(SCORE_CITY, citizens=CITIZENS, days=9)


@pytest.fixture(scope="module")
def lived(scenario):
    return live(scenario, keep_bases=True)


def test_after_eight_days_the_mean_is_the_published_one(lived):
    """999.16: eight days of filings are on file at the end of the ninth day. Four standard errors."""
    tolerance = 0.04 * (1_000_000 / CITIZENS) ** 0.5
    assert lived.world.file.total.mean() / 1000 == pytest.approx(999.16, abs=tolerance)


def test_several_acts_on_a_day_are_as_frequent_as_independence_says(lived):
    _, acts = np.unique(lived.acts[["day", "citizen"]], return_counts=True)
    assert (acts > 1).sum() / (9 * CITIZENS) == pytest.approx(0.0050, abs=0.0004)


def test_threads_change_nothing(scenario, lived):
    assert live(scenario, threads=3).digest == lived.digest


def test_start_and_entries_give_the_base(lived):
    base = np.full(CITIZENS, 1_000_000, np.int64)
    for day, on_file in enumerate(lived.bases):
        today = lived.days[day].entries
        np.add.at(base, today["citizen"], today["points"])
        assert np.array_equal(base, on_file)


def test_what_goes_with_the_propensity_is_done_twice_p_times_as_often(scenario):
    long = live(load(scenario, days=60))
    level = long.world.propensities.level / 1000
    good = np.isin(long.acts["conduct"], [scenario.conduct[n].code for n in scenario.propensity.raises])
    for raised, expected in ((True, level), (False, 1 - level)):
        acts = np.bincount(long.acts["citizen"][good == raised], minlength=CITIZENS)
        for low, high in ((0, 0.2), (0.4, 0.6), (0.8, 1)):
            some = (level >= low) & (level < high)
            share = acts[some].sum() / acts.sum()
            assert share == pytest.approx(expected[some].sum() / expected.sum(), rel=0.02)


def test_the_worst_category_discourages_and_the_best_encourages(scenario):
    """Day by day in plain NumPy: a thousandth for every day begun in D or AAA, within the bounds."""
    steep = load(
        scenario,
        citizens=5000,
        days=30,
        settings=[
            "rulebook.influence.kind='off'",
            *(f"conduct.deed_{n}.per_year=100" for n in (11, 12)),
            *(f"conduct.deed_{n}.bound_per_year=200" for n in (11, 12)),
        ],
    )
    lived, still = live(steep), live(changed(steep, "propensity.daily={}"))
    first = still.world.propensities.level
    names = steep.category_names
    level, category = first.astype(np.int64), np.full(5000, names.index("AA"))
    for day, today in enumerate(lived.days):
        if day > 0:
            level += (category == names.index("AAA")).astype(np.int64) - (category == names.index("D"))
            level = np.clip(level, 1, 999)
        category[today.moves["citizen"]] = today.moves["after"]
    assert np.array_equal(lived.world.propensities.level, level)
    assert (level > first).sum() > 500 < (level < first).sum()
    leaning = lived.world.leanings.factor
    for row, share in ((RAISED, level), (LOWERED, 1000 - level)):
        assert np.array_equal(leaning[row], np.minimum((512 * share + 1000) // 2000, 255))


def test_switched_off_it_is_as_without_its_table(scenario):
    few = load(scenario, citizens=3000)
    tables = few.to_dict()
    tables.pop("propensity")
    assert live(changed(few, "propensity.enabled=false")).digest == live(parse(tables, "a test")).digest
    assert live(few).digest != live(parse(tables, "a test")).digest


def test_everybody_has_as_many_friends_as_the_ring_says(scenario):
    """Watts and Strogatz: without rewiring a lattice, with it shorter ways and less clustering."""
    graphs = []
    for rewired in (0, 0.1):
        with Workers(2) as workers:
            small = load(scenario, citizens=4000, settings=[f"network.ring.rewired={rewired}"])
            ties = found_city(small, 1, workers).ties
        citizen = np.repeat(np.arange(4000), ties.degree())
        graphs.append(igraph.Graph(4000, np.column_stack([citizen, ties.contact])[citizen < ties.contact]))
    lattice, small_world = graphs
    assert set(lattice.degree()) == {10}
    assert lattice.transitivity_undirected() == pytest.approx(2 / 3, abs=1e-9)
    assert np.mean(small_world.degree()) == pytest.approx(10, abs=0.02)
    assert small_world.transitivity_undirected() == pytest.approx(2 / 3 * 0.9**3, abs=0.03)
    assert small_world.average_path_length() < lattice.average_path_length() / 20


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("network.ring.contacts=9", "contacts is 9; half of them are on either side, so it is even"),
        ("network.ring.rewired=1.5", "network.ring.rewired"),
        ("propensity.raises=['deed_99']", "there is no conduct 'deed_99'"),
        ("propensity.raises=['deed_1']", "'deed_1' stands in `raises` and in `lowers`; it goes one way"),
        ("propensity.daily={E=0.001}", "there is no category 'E'"),
        ("propensity.daily={D=0.0001}", "D: expected at most three decimals, got 0.0001"),
        ("propensity.lowest=1", "lowest is 1 and highest 0.999; lowest is below highest"),
        ("conduct.deed_1.bound_per_year=8", "above its bound_per_year of 8"),
        (
            "harm={points_per_gravity=1, assumed='a test'}",
            "recording.true_record: [harm] says",
        ),
    ],
)
def test_bad_input_gives_one_clear_message(scenario, setting, said):
    with pytest.raises(BadInput) as fault:
        changed(scenario, setting)
    assert said in str(fault.value)

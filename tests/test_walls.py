"""Walls between contexts: a service reads only what arose in its own, and no contacts."""

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, live
from glasscity import tables
from glasscity.measure.harm import KINDS
from glasscity.scenario import load

DAY = 120


@pytest.fixture(scope="module")
def scenario():
    """A city with overrides, contacts and many refusals: the essay's, where little closes a door."""
    bands = ", ".join(
        f"{{name='{name}', at_least={bound}}}"
        for name, bound in [("AAA", 1050), ("AA", 1000), ("A", 995), ("B", 990), ("C", 980)]
    )
    settings = [f"rulebook.categories.bands=[{bands}, {{name='D'}}]", "appeals.enabled=false"]
    settings += [f"{name}.enabled=false" for name in ("circumstances", "response", "voice", "rewiring")]
    settings += [f"copies.{name}.enabled=false" for name in load("essay").copies]
    return load("essay", citizens=2000, days=240, settings=settings)


@pytest.fixture(scope="module")
def open_city(scenario):
    return live(scenario)


@pytest.fixture(scope="module")
def walled(scenario):
    return live(changed(scenario, "rulebook.walls=true"))


def _refused(decisions):
    return (decisions["outcome"] == tables.REFUSED) & (decisions["reason"] != tables.ORDINARY)


def test_walls_change_decisions_and_nothing_that_is_recorded(open_city, walled):
    assert walled.digest == open_city.digest
    assert 0 < _refused(walled.decisions).sum() < _refused(open_city.decisions).sum()


def test_nobody_is_refused_through_contacts_behind_walls(open_city, walled):
    assert (open_city.decisions["reason"] == tables.CONTACTS).any()
    assert not (walled.decisions["reason"] == tables.CONTACTS).any()


def test_the_category_is_that_of_the_context_alone(scenario, walled):
    bounds = [1_050_000, 1_000_000, 995_000, 990_000, 980_000]
    context = {conduct.code: conduct.context for conduct in scenario.conduct.values()}
    behind = {service.code: service.context for service in scenario.services.values()}
    names = scenario.category_names
    sets = {
        scenario.conduct[name].code: names.index(rule.override.category)
        for name, rule in scenario.rulebook.rules.items()
        if rule.override is not None
    }
    entries = walled.entries[walled.entries["counts"] > 0]
    met = set()
    for decision in walled.decisions[::7]:
        own = entries[(entries["citizen"] == decision["citizen"]) & (entries["day"] <= decision["day"])]
        here = [e for e in own if context[int(e["conduct"])] == behind[int(decision["service"])]]
        base = 1_000_000 + sum(int(e["points"]) for e in here)
        by_points = next((place for place, bound in enumerate(bounds) if base >= bound), len(bounds))
        held = [sets[int(e["conduct"])] for e in here if e["kind"] == tables.OVERRIDE]
        for e in here:
            if e["kind"] in tables.UNDOING and int(e["entry_lo"]) & 255 == tables.OVERRIDE:
                held.remove(sets[int(e["conduct"])])
        expected = max([by_points, *held])
        assert decision["category"] == expected
        met.add(expected)
    assert len(met) > 3


def test_behind_walls_no_harm_is_unrelated_or_by_association(scenario, tmp_path):
    totals = {}
    for name, walls in (("open", "false"), ("walled", "true")):
        run = glasscity.run(changed(scenario, f"rulebook.walls={walls}"), out=tmp_path / name, baseline=False)
        frame = run.table("harm_days").group_by("kind").agg(pl.col("citizens").sum()).collect()
        totals[name] = dict(zip(frame["kind"].cast(pl.String), frame["citizens"], strict=True))
    assert totals["open"]["unrelated"] > totals["open"]["all"] / 2
    assert totals["open"]["by association"] > 0
    assert 0 < totals["walled"]["all"] < totals["open"]["all"]
    assert set(totals["walled"]) <= set(KINDS) - {"unrelated", "by association"}


def test_walls_from_a_day_on(scenario, open_city, walled):
    built = f"interventions=[{{day={DAY}, path='rulebook.walls', to=true, assumed='a test'}}]"
    lived = live(changed(scenario, built), threads=2)
    before, after = lived.decisions["day"] < DAY, lived.decisions["day"] >= DAY
    assert np.array_equal(lived.decisions[before], open_city.decisions[open_city.decisions["day"] < DAY])
    assert np.array_equal(lived.decisions[after], walled.decisions[walled.decisions["day"] >= DAY])

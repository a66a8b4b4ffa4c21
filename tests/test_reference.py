"""The whole day in plain slow Python against the engine: every row of every day, the end, and the digest."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

import cities
from cities import allow_appeals, changed, erring
from glasscity import step, tables
from glasscity.scenario import Scenario, load
from glasscity.world import Today
from reference.day import SCHEDULE, live
from reference.digest import digest_of
from reference.everything import everything, everything_changes
from reference.rows import tuples
from test_voice import NO_FEAR
from test_voice import city as speaking_city

SEED, LIFE = 1, 2
ROWS = [field.name for field in fields(Today) if field.name not in ("day", "failed", "inspected")]
SHIPPED = {
    "essay": (220, 80),
    "no-score": (220, 60),
    "rongcheng-2016": (220, 100),
    "rongcheng-2021": (220, 100),
    "suining-2010": (220, 100),
    "suqian": (220, 100),
    "suzhou": (220, 100),
    "fuzhou": (220, 100),
    "thirty-cities": (150, 250),
    "commercial-score": (220, 60),
    "inspection": (220, 60),
    "influence": (220, 60),
    "signals": (220, 2),
    "thresholds": (220, 100),
    "falsification": (220, 60),
    "lending": (420, 200),
    "gladsaxe": (220, 100),
}
RING = Path(__file__).parents[1] / "benchmarks" / "score-city.toml"
STAYING = ("relocation.enabled=false",), {"relocations", "transfer"}
"""Nobody moves, and everything else happens."""
MOVING = (), set()
"""Everything happens."""
MERGED = "merged_files={per_year=20, days=8, share=1, undone=1, assumed='a test'}"
LOST = "correction_lost={per_year=60, days_back=9, assumed='a test'}"


def same(scenario: Scenario, seed: int = SEED, life: int = LIFE) -> Counter[str]:
    """Let a city live twice, compare every day and how it ends, and count the rows of each kind."""
    engine = cities.live(scenario, seed=seed, life=life)
    *days, final = live(scenario, seed, life)
    met: Counter[str] = Counter()
    for mine, theirs in zip(days, engine.days, strict=True):
        for name in ROWS:
            rows = getattr(theirs, name)
            assert tuples(getattr(mine, name), rows.dtype) == rows.tolist(), (name, theirs.day)
            met[name] += len(rows)
        assert [tuple(one) for one in mine.failed] == [tuple(one) for one in theirs.failed], theirs.day
        for one, other in zip(mine.inspected, theirs.inspected, strict=True):
            assert (one.name, one.among, one.codes) == (other.name, other.among, other.codes.tolist())
            assert (one.group, one.visits) == (other.group.tolist(), other.visits.tolist()), theirs.day
            assert one.known == other.known.tolist(), theirs.day
        met["failed"] += len(theirs.failed)
        met["inspected"] += len(theirs.inspected)
        met.update(tables.ENTRY_KINDS[entry.kind] for entry in mine.entries)
        met.update(tables.REASONS[decision.reason] for decision in mine.decisions)
        met.update(tables.CIRCUMSTANCE_CAUSES[move.cause] for move in mine.circumstance_moves)
        met.update(tables.TIE_REASONS[change.why] for change in mine.tie_changes)
        met.update(tables.MISHAPS[mishap.kind] for mishap in mine.mishandled)
    file, city = engine.world.file, engine.world.city
    for name in ("base", "influence", "total", "category"):
        assert getattr(final, name) == getattr(file, name).tolist(), name
    order = city.ties.in_order()
    ties = [(other, layers) for row in final.ties for other, layers in sorted(row.items())]
    assert [other for other, _ in ties] == city.ties.contact[order].tolist()
    assert [layers for _, layers in ties] == city.ties.layers[order].tolist()
    assert digest_of(days, final) == engine.digest
    return met


def test_the_order_of_the_day_is_that_of_the_engine():
    assert list(SCHEDULE) == [phase.name for phase in step.SCHEDULE]
    for phase in step.SCHEDULE:
        assert SCHEDULE[phase.name].__doc__ == phase.sentence


@pytest.mark.parametrize("name", SHIPPED)
def test_every_city_that_ships(name):
    citizens, days = SHIPPED[name]
    met = same(load(name, citizens=citizens, days=days, settings=["network.community=16"]))
    assert met["acts"] > 0
    assert met["entries"] > 0


def test_a_ring_of_friends_with_drift():
    met = same(load(RING, citizens=220, days=60, settings=["recording.influence=true"]))
    assert met["influence"] > 0


@pytest.mark.parametrize(("settings", "without"), [STAYING, MOVING], ids=["staying", "moving"])
def test_everything_at_once(settings, without):
    met = same(everything(*settings))
    kinds = {*tables.ENTRY_KINDS.values(), *tables.MISHAPS.values(), *tables.TIE_REASONS.values()}
    causes = {*tables.CIRCUMSTANCE_CAUSES.values(), *tables.REASONS.values()} - {""}
    assert {name for name in {*ROWS, *kinds, *causes, "failed", "inspected"} if not met[name]} == without


def test_everything_while_rules_change():
    same(everything_changes())


@pytest.mark.parametrize(("mishap", "kind"), [(MERGED, "merged files"), (LOST, "correction lost")])
def test_a_deed_that_comes_to_its_file_late_was_done_all_the_same(mishap, kind):
    slowly = {"if_right": "0.8", "corrected_if_right": "0.6", "answer_days": "[9, 15]"}
    plain = changed(allow_appeals(erring(citizens=120, days=60), **slowly), f"data_centre={{{mishap}}}")
    assert same(filed_at_once(plain))[kind]


def filed_at_once(scenario: Scenario, errors: str = "") -> Scenario:
    """Return the city in which every filing arrives on the next day, but for such errors."""
    errors = f"errors={{{errors}late_days=[1, 1], assumed='a test'}}"
    parts = "delay_days=[1, 1]", errors
    return changed(
        scenario, *(f"organisations.{name}.{part}" for name in scenario.organisations for part in parts)
    )


def test_a_stale_copy_of_a_deed_wrongs_nobody_however_late_it_comes():
    plain = speaking_city(citizens=150, days=50, fear=NO_FEAR.replace("told=0", "told=1"))
    often = [f"conduct.red_light.{rate}" for rate in ("per_year=30", "bound_per_year=60")]
    assert same(filed_at_once(changed(plain, *often), "stale=0.9, stale_days=[12, 20], "))["voice_moves"]

"""The table of docs/mechanisms.md: every row has a switch that works, a page, and a test that exists."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from glasscity.scenario import load
from glasscity.scenario.reading import parse

ROOT = Path(__file__).parent.parent


def _rows():
    place = ROOT / "verification" / "mechanism_rows.py"
    spec = importlib.util.spec_from_file_location("mechanism_rows", place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


rows = _rows()


@pytest.mark.parametrize("row", rows.ROWS, ids=lambda row: row.name)
def test_row(row):
    city = load(row.base, citizens=2000).to_dict()
    with_it, without = (rows.altered(city, changes) for changes in (row.added, row.without))
    assert parse(with_it, "with") != parse(without, "without")
    assert (ROOT / "docs" / row.page).is_file()
    file, _, test = row.test.partition("::")
    assert f"def {test.partition('[')[0]}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")


def test_every_table_with_a_switch_has_a_row():
    switched = [name for name, table in load("essay").to_dict().items() if _can_be_off(table)]
    places = {place.split(".")[0] for row in rows.ROWS for place, _ in (*row.added, *row.without)}
    assert set(switched) <= places
    assert {"response", "voice", "rewiring", "circumstances", "denunciation", "appeals"} <= set(switched)


def _can_be_off(table):
    return isinstance(table, dict) and "enabled" in table


def test_a_change_leaves_the_city_as_it_was():
    city = {"a": {"b": {"c": 1}, "d": {}}, "e": {"f": 2}}
    changed = rows.altered(city, (("a.*.c", 3), ("e.f", None), ("g", {"h": 4})))
    assert changed == {"a": {"b": {"c": 3}, "d": {}}, "e": {}, "g": {"h": 4}}
    assert city == {"a": {"b": {"c": 1}, "d": {}}, "e": {"f": 2}}

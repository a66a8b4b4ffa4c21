"""The table of docs/mechanisms.md: every row has a switch that works, a page, and a test that can fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from glasscity.scenario import load
from glasscity.scenario.reading import parse

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "verification"))

import changes  # noqa: E402
import mechanism_page  # noqa: E402
import mechanism_rows as rows  # noqa: E402
import switches  # noqa: E402


@pytest.mark.parametrize("row", rows.ROWS, ids=lambda row: row.name)
def test_row(row):
    city = load(row.city.base, citizens=2000).to_dict()
    with_it, without = (changes.altered(city, change) for change in (row.added, row.without))
    assert parse(with_it, "with") != parse(without, "without")
    assert row.gone
    assert (ROOT / "docs" / row.page).is_file()
    file, _, test = row.test.partition("::")
    assert f"def {test.partition('[')[0]}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")


def test_names_are_those_of_one_row_each():
    assert len({row.name for row in rows.ROWS}) == len(rows.ROWS)


def test_every_table_with_a_switch_has_a_row():
    switched = [name for name, table in load("essay").to_dict().items() if _can_be_off(table)]
    places = {place.split(".")[0] for row in rows.ROWS for place, _ in (*row.added, *row.without)}
    assert set(switched) <= places
    assert {"response", "voice", "rewiring", "circumstances", "denunciation", "appeals"} <= set(switched)


def _can_be_off(table):
    return isinstance(table, dict) and "enabled" in table


def test_a_change_leaves_the_city_as_it_was():
    city = {"a": {"b": {"c": 1}, "d": {}}, "e": {"f": 2}}
    changed = changes.altered(city, (("a.*.c", 3), ("e.f", None), ("g", {"h": 4})))
    assert changed == {"a": {"b": {"c": 3}, "d": {}}, "e": {}, "g": {"h": 4}}
    assert city == {"a": {"b": {"c": 1}, "d": {}}, "e": {"f": 2}}


def test_a_test_that_needs_nothing_of_a_mechanism_does_not_fail_without_it():
    """The rule for caps taken away: the case of the yearly cap fails, that of the clamp does not."""
    caps = next(row for row in rows.ROWS if row.name == "caps")
    other = rows.Row("none", caps.without, test="test_ledger.py::test_case[clamp]")
    needs, does_not = switches.verdicts([caps, other])
    assert needs.good
    assert needs.said == "passes with it, fails without it"
    assert not does_not.good


def test_an_invalid_scenario_is_no_failed_assertion():
    nothing = rows.Row("none", (("organisations", {}),), test="test_ledger.py::test_case[clamp]")
    (verdict,) = switches.verdicts([nothing])
    assert verdict.with_it.passed == 1
    assert verdict.without.failed == 0
    assert not verdict.good


def test_the_page_has_a_table_for_each_city_and_one_line_for_each_mechanism():
    some = [row for row in rows.ROWS if row.name in ("caps", "repair", "joint punishment")]
    measured = dict.fromkeys(mechanism_page.HEADLINES, 1.0)
    found = {
        (row.name, which): [measured | {"mean score": life + (which == "with")} for life in range(3)]
        for row in some
        for which in ("with", "without")
    }
    passed, failed = switches.Outcome(passed=1), switches.Outcome(failed=1)
    tested = [switches.Verdict(row.name, row.test, passed, failed) for row in some]
    text = mechanism_page.page(some, found, tested)
    assert text.count("| *the city itself* |") == 2
    assert "`thirty-cities`: 60,000 citizens, 365 days, 20 lives." in text
    for row in some:
        assert text.count(f"\n| {row.name} |") == 2
    assert "SYNTHETIC" in text

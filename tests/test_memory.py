"""What people remember having done: as long as an entry about it may come."""

from __future__ import annotations

import numpy as np
import pytest

from cities import allow_appeals, changed, starter
from glasscity import tables
from glasscity.society.memory import Memory
from glasscity.society.organisation import longest_way

MERGED = "data_centre={merged_files={per_year=1, days=9, share=1, undone=1, assumed='a test'}}"
TWICE = "data_centre={imported_twice={per_year=1, days=5, share=1, assumed='a test'}}"
LOST = "data_centre={correction_lost={per_year=1, days_back=3, assumed='a test'}}"
NAMES = "population.names={number=50, assumed='a test'}"
WAYS = {"no mishap": ((), 0), "merged files": ((NAMES, MERGED), 9), "imported twice": ((TWICE,), 5)}
DONE = np.zeros(1, tables.ACT)
DONE["citizen"], DONE["conduct"] = 7, 3


def remembered(memory: Memory, days: int) -> int:
    """Let days pass after a deed of day 0, and return for how many of them it is remembered."""
    entry = np.zeros(1, tables.ENTRY)
    entry["citizen"], entry["conduct"] = 7, 3
    for day in range(1, days):
        memory.remember(DONE[:0], day)
        if not memory.did(entry)[0]:
            return day - 1
    return days


@pytest.mark.parametrize("name", WAYS)
def test_a_deed_is_remembered_until_the_day_after_its_last_entry_and_no_longer(name):
    settings, waits = WAYS[name]
    scenario = starter(*settings)
    memory = Memory([scenario])
    memory.remember(DONE, 0)
    assert remembered(memory, 400) == longest_way(scenario) + waits + 1
    off = Memory([changed(scenario, "scoring.enabled=false")])
    off.remember(DONE, 0)
    assert remembered(off, 400) == longest_way(scenario) + 1


@pytest.mark.parametrize("beyond", [0, 1])
def test_what_a_late_filing_is_about_is_not_forgotten(beyond):
    """Also where it comes before the day of the deed is forgotten: it may wait at the data centre."""
    scenario = starter(NAMES, MERGED)
    memory, filing = Memory([scenario]), np.zeros(1, tables.FILING)
    filing["citizen"], filing["conduct"], filing["due"] = 7, 3, longest_way(scenario) + beyond
    memory.expect(filing)
    memory.remember(DONE, 0)
    assert (remembered(memory, 400) == 400) == bool(beyond)


def test_what_is_contested_is_not_forgotten_where_corrections_come_back():
    contested = np.zeros(2, tables.ENTRY)
    contested["citizen"], contested["conduct"] = (7, 8), 3
    for settings in ((), (LOST,)):
        memory = Memory([changed(allow_appeals(starter()), *settings)])
        memory.remember(DONE, 0)
        memory.contested(contested)
        assert (remembered(memory, 400) == 400) == bool(settings)
        assert not memory.did(contested)[1], "what nobody did does not come true by contesting it"

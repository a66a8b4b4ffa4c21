"""Citizens apply to have entries against them struck out, when they have stood long enough.

Rule: of the entries against a citizen (those that take points or set a category), a share is applied for, on
a day evenly spread after the shortest time for the gravity of the conduct. A share of applicants has done
what is asked. Nobody applies twice for one entry.
Reads: yesterday's entries, gravity. Writes: applications. Draws: REPAIR.
Leaves out: what it costs, and applications that nobody may make.

Exactly:
- Against somebody is what `appeal` calls so. REPAIR(citizen, day of the conduct, n, parameter), n as there:
  w0 below t(applies) applies, on the day of the entry + the days of the highest step of `waiting` that its
  gravity reaches + one of (within_days + 1) by w1. It is decided one of `decided_after_days` later, both ends
  included, by w2; the conditions are met if w3 is below t(conditions_met).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.society.appeal import code_by_lot, entries_against


class Applying(NamedTuple):
    """waiting : int64 days [conduct codes]; within : int64 days; applies, met : uint64 thresholds;
    decided_after : int64 days, shortest and longest; by_lot : conduct of an experiment, 0 for none."""

    waiting: NDArray[np.int64]
    within: np.int64
    applies: np.uint64
    met: np.uint64
    decided_after: NDArray[np.int64]
    by_lot: np.int64


def prepare_applying(scenario: Scenario) -> Applying | None:
    """Work out the tables, where entries can be repaired."""
    repair = scenario.repair
    if repair is None or not scenario.repairs:
        return None
    waiting = np.zeros(max(conduct.code for conduct in scenario.conduct.values()) + 1, np.int64)
    for conduct in scenario.conduct.values():
        waiting[conduct.code] = repair.days_of(conduct.gravity)
    return Applying(
        waiting,
        np.int64(repair.within_days),
        np.uint64(threshold32(repair.applies)),
        np.uint64(threshold32(repair.conditions_met)),
        np.array(repair.decided_after_days, np.int64),
        code_by_lot(scenario),
    )


def apply(applying: Applying, yesterday: NDArray[np.void], key: np.uint64) -> NDArray[np.void]:
    """Return the applications that yesterday's entries will bring about, with the day of the decision."""
    applications: NDArray[np.void] = _apply(applying, entries_against(yesterday, applying.by_lot), key)
    return applications


@njit(cache=True, nogil=True)
def _apply(applying, against, key):  # type: ignore[no-untyped-def]
    applications = np.zeros(len(against), tables.REPAIR_DECISION)
    number = 0
    for i in range(len(against)):
        entry = against[i]
        copy = entry.entry_lo >> np.uint64(16) & np.uint64(0xFFFF)
        words = draws.draw(key, entry.citizen, entry.conduct_day, draws.REPAIR, copy, entry.parameter)
        if np.uint64(words[0]) >= applying.applies:
            continue
        application = applications[number]
        number += 1
        application.citizen = entry.citizen
        application.entry_hi, application.entry_lo = entry.entry_hi, entry.entry_lo
        after = applying.waiting[entry.conduct] + draws.high_product(words[1], applying.within + 1)
        application.made = entry.day + after
        span = applying.decided_after[1] - applying.decided_after[0] + 1
        application.day = application.made + applying.decided_after[0] + draws.high_product(words[2], span)
        application.met = np.uint8(np.uint64(words[3]) < applying.met)
    return applications[:number]

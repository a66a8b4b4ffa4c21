"""Citizens contest what is on file about them, if they learn of it.

Rule: a share of entries against a citizen is made known to them the day after. They contest a wrong entry (of
something they did not do, or a copy of a deed already filed) with one probability and a right one with
another, after some days; more readily with help, and as earlier answers have taught them (see `appellant`).
Reads: yesterday's entries, what people remember, attribute levels, readiness, help. Writes: appeals, and
what is not to be forgotten.
Draws: APPEAL.

Exactly:
- Against somebody is an entry of a deed (kinds 1 and 2) of yesterday that takes points or whose filing set a
  category; what an experiment files is not. It is wrong if its citizen did not do its conduct that day, if it
  is of kind 1 and its copy mod 256 is not 0, or if it was imported a second time.
- APPEAL(citizen, day of the conduct, n, parameter), n = floor(entry_lo / 65536) mod 65536: made known if w0
  is below t(notified); contested if also w1 is below floor(t(p × factors of `depends`) × readiness / 128), p
  = `if_wrong` or `if_right`, times `helpers.contests` for who has help. It is made on today + one of
  `after_days`, both ends included, by w2.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.society.appellant import Appellants
from glasscity.society.leaning import UNCHANGED
from glasscity.society.memory import Memory
from glasscity.society.occasions import LevelTable, Row, level_table, look_up

IF_RIGHT, IF_WRONG, WITH_HELP = 0, 1, 2
"""Rows of the table of contesting: with help, two further on."""
FILING_KEY = np.dtype([("hi", "<u8"), ("lo", "<u8")])


class Appealing(NamedTuple):
    """notified : uint64 threshold; contests : thresholds of contesting a right and a wrong entry,
    alone and with help; after_days : int64 shortest and longest; by_lot : conduct that nobody contests, 0 for
    none."""

    notified: np.uint64
    contests: LevelTable
    after_days: NDArray[np.int64]
    by_lot: np.int64


def prepare_appealing(scenario: Scenario) -> Appealing | None:
    """Work out the tables, where appeals are enabled."""
    appeals = scenario.appeals
    if appeals is None or not scenario.hears_appeals:
        return None
    helped = appeals.helpers.contests if appeals.helpers is not None else Decimal(1)
    rows = [
        Row(probability * factor, Decimal(1), appeals.depends, {})
        for factor in (Decimal(1), helped)
        for probability in (appeals.if_right, appeals.if_wrong)
    ]
    return Appealing(
        np.uint64(threshold32(appeals.notified)),
        level_table(scenario.population.levels, rows),
        np.array(appeals.after_days, np.int64),
        code_by_lot(scenario),
    )


def code_by_lot(scenario: Scenario) -> np.int64:
    """Return the conduct that an experiment files by lot, 0 for none: nobody did it or contests it."""
    experiment = scenario.experiment
    return np.int64(scenario.conduct[experiment.conduct].code if experiment is not None else 0)


def contest(
    appealing: Appealing,
    yesterday: NDArray[np.void],
    memory: Memory,
    appellants: Appellants,
    levels: NDArray[np.uint8],
    key: np.uint64,
    day: int,
) -> NDArray[np.void]:
    """Return the appeals that yesterday's entries bring about, each with the day it is made."""
    against = entries_against(yesterday, appealing.by_lot)
    copy = against["entry_lo"] >> np.uint64(16) & np.uint64(0xFFF)
    repeated = (copy % np.uint64(tables.COPIES) > 0) & (against["kind"] == tables.CONDUCT)
    repeated |= copy & np.uint64(tables.SECOND_IMPORT) > 0
    wrong = ~memory.did(against) | repeated
    readiness, helped = appellants.readiness, appellants.helped
    appeals: NDArray[np.void] = _contest(appealing, against, wrong, readiness, helped, levels, key, day)
    memory.contested(against.compress(appeals["contested"] > 0))
    return appeals


def entries_against(entries: NDArray[np.void], by_lot: np.int64) -> NDArray[np.void]:
    """Return the entries of deeds that take points or set a category, those of the lots left out."""
    original: NDArray[np.bool_] = (entries["kind"] == tables.CONDUCT) | (
        entries["kind"] == tables.DENUNCIATION
    )
    original &= entries["conduct"] != by_lot
    return entries.compress(original & ((entries["points"] < 0) | _sets_category(entries)))


def _sets_category(entries: NDArray[np.void]) -> NDArray[np.bool_]:
    """Return which entries brought an override entry with them."""
    overriding: NDArray[np.bool_] = entries["kind"] == tables.OVERRIDE
    if not overriding.any():
        return overriding
    key = np.empty(len(entries), FILING_KEY)
    key["hi"], key["lo"] = entries["entry_hi"], entries["entry_lo"] >> np.uint64(16)
    return np.isin(key, key[overriding])


@njit(cache=True, nogil=True)
def _contest(appealing, against, wrong, readiness, helped, levels, key, day):  # type: ignore[no-untyped-def]
    appeals = np.zeros(len(against), tables.APPEAL)
    number = 0
    for i in range(len(against)):
        entry = against[i]
        copy = entry.entry_lo >> np.uint64(16) & np.uint64(0xFFFF)
        words = draws.draw(key, entry.citizen, entry.conduct_day, draws.APPEAL, copy, entry.parameter)
        told = np.uint64(words[0]) < appealing.notified
        row = (IF_WRONG if wrong[i] else IF_RIGHT) + WITH_HELP * helped[entry.citizen]
        ready = look_up(appealing.contests, row, levels, entry.citizen) * np.uint64(readiness[entry.citizen])
        contests = told and np.uint64(words[1]) < ready // np.uint64(UNCHANGED)
        span = appealing.after_days[1] - appealing.after_days[0] + 1
        appeal = appeals[number]
        appeal.day, appeal.citizen = day, entry.citizen
        appeal.entry_hi, appeal.entry_lo = entry.entry_hi, entry.entry_lo
        appeal.wrong, appeal.notified, appeal.contested = wrong[i], told, contests
        appeal.made = day + appealing.after_days[0] + draws.high_product(words[2], span) if contests else -1
        appeal.heard, appeal.answered, appeal.corrected = -1, -1, 0
        number += 1
    return appeals[:number]

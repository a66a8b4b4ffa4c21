"""Which files a mishap of the data centre is about, and what it makes of them.

Reads: citizens, organisations, entries, rules. Writes: nothing. Draws: MISHAP_BATCH, MOVED_BACK.

Exactly:
- In the batch: w0 of MISHAP_BATCH(citizen, day on which it began, 0, 0) below t(share), for organisations
  MISHAP_BATCH(code of the member, day, 1, 0). Moved back: w0 of MOVED_BACK(actor, day of the conduct, n,
  parameter xor conduct that was done) below t(undone), n = floor(entry_lo / 65536) mod 65536.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.authority import rulebook
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints, threshold32

CITIZEN, ORGANISATION = 0, 1


def other_version(scenario: Scenario) -> dict[str, NDArray[Any]] | None:
    """Return what of the rules differs in the other version, by the names of `Rules`; the other points are
    those of every parameter."""
    errors = scenario.data_centre
    if errors is None or errors.wrong_version is None or not scenario.centre_errs:
        return None
    rules = rulebook.prepare_rules(scenario)
    low, high = rules.low.copy(), rules.high.copy()
    named = errors.wrong_version.points
    for name, points in named.items():
        low[scenario.conduct[name].code] = high[scenario.conduct[name].code] = millipoints(points)
    keep = np.ones(len(rules.exception_parameter), np.bool_)
    for _, conduct, first, last in scenario.blocks():
        if conduct in named:
            keep &= (rules.exception_parameter < first) | (rules.exception_parameter > last)
    other: dict[str, NDArray[Any]] = {
        "low": low,
        "high": high,
        "exception_parameter": rules.exception_parameter[keep],
        "exception_points": rules.exception_points[keep],
    }
    return {**other, "fixed": rulebook.fixed_points(rules._replace(**other), scenario)}


def named_as_entries(filings: NDArray[np.void]) -> NDArray[np.void]:
    """Return rows with the ids of the entries that filings give."""
    rows = np.zeros(len(filings), tables.ENTRY)
    rows["entry_hi"] = filings["filing_hi"]
    rows["entry_lo"] = filings["filing_lo"] | filings["kind"].astype(np.uint64) << np.uint64(8)
    return rows


def as_filings(entries: NDArray[np.void], day: int) -> NDArray[np.void]:
    """Return the filings behind entries, as if they arrived today."""
    filings = np.empty(len(entries), tables.FILING)
    filings["due"], filings["day"] = day, entries["conduct_day"]
    for name in ("citizen", "organisation", "conduct", "parameter", "kind"):
        filings[name] = entries[name]
    filings["filing_hi"] = entries["entry_hi"]
    filings["filing_lo"] = entries["entry_lo"] & ~np.uint64(0xFFFF)
    return filings


def in_batch(who: NDArray[Any], began: int, what: int, share: Decimal, key: np.uint64) -> NDArray[np.bool_]:
    """Return which citizens or organisations belong to the batch of a mishap that began on a day."""
    chosen: NDArray[np.bool_] = _hash_below(who, began, what, np.uint64(threshold32(share)), key)
    return chosen


@njit(cache=True, nogil=True)
def _hash_below(who, began, what, threshold, key):  # type: ignore[no-untyped-def]
    chosen = np.empty(len(who), np.bool_)
    for i in range(len(who)):
        chosen[i] = np.uint64(draws.draw(key, who[i], began, draws.MISHAP_BATCH, what, 0)[0]) < threshold
    return chosen


@njit(cache=True, nogil=True)
def are_moved_back(entries, threshold, key):  # type: ignore[no-untyped-def]
    """Return which entries are moved back: those of one filing together."""
    chosen = np.empty(len(entries), np.bool_)
    for i in range(len(entries)):
        entry = entries[i]
        actor, conduct = entry.entry_hi >> np.uint64(32), np.uint32(entry.entry_hi & np.uint64(0xFFFF))
        copy = np.uint32(entry.entry_lo >> np.uint64(16) & np.uint64(0xFFFF))
        w = draws.draw(key, actor, entry.conduct_day, draws.MOVED_BACK, copy, entry.parameter ^ conduct)
        chosen[i] = np.uint64(w[0]) < threshold
    return chosen


@njit(cache=True, nogil=True)
def right_points(rules, entries, town):  # type: ignore[no-untyped-def]
    """Return the points (mp) that entries of these towns should have been given."""
    points = np.empty(len(entries), np.int32)
    for i in range(len(entries)):
        points[i] = rulebook.points_of(rules, town[i], entries[i].conduct, entries[i].parameter)
    return points

"""The ledger: filings that are due become entries; entries that have had their time are undone by entries.

Rule: a filing gives an entry of kind `conduct` with the points of its parameter. What a cap does not let
through is taken back by a `cap` entry; an override is an `override` entry. After its time an entry is undone,
once, by an `expiry` entry, together with its own cap entry. Caps apply when an entry is recorded.
What is recorded about somebody without consent does not count, then or later, and brings no cap or override;
what counted before consent was withdrawn still does, and the base stays where it is.
Always: start + Σ points of entries that count = base, for every citizen at the end of every day.
Reads: filings due, expiring entries, rules. Writes: entries, `base`, caps, overrides. Draws: none.
Units: millipoints. Nothing is ever changed or removed.

Exactly:
- The order of a day: on 1 January yearly caps begin anew; what expires is undone, then what appeals
  corrected, then mergers found out; then what is granted for repair, then an amnesty; last, filings are
  recorded in the order of the citizen named and of the id. The day's entries are then in the order of citizen
  and id.
- A filing brings an entry of its kind. Without a rule, in a town that does not score, or without consent it
  does not count, and nothing follows. Else base changes by its points. Under a cap a gain fits as far as
  most_gained - gained, a loss as far as most_lost - lost (for a standing cap lost = -gained; nothing given is
  no bound); the rest is taken back by an entry of kind 6. Last, a rule with an override brings an entry of
  kind 7; it holds from this evening on.
- An undoing entry has the opposite points, of the kind of what undoes it. A standing cap gets its room back,
  from the entry and from its cap entry; a yearly one does not. An override is over. What is not undone yet is
  undone once only.
- The last day is day of recording + expires_after_days, of an override + its days, by the rules of the day of
  recording: on that day it is undone. Entries that undo do not expire.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.order import canonical_order, in_order
from glasscity.authority.rulebook import (
    NO_CAP,
    NOT_FIXED,
    UNBOUNDED,
    Rules,
    points_of,
    rescaled,
    some_override,
)
from glasscity.authority.state import File, may_be_scored
from glasscity.parallel import Workers
from glasscity.rows import in_a_row, in_one, of_kind
from glasscity.scenario.towns import SCALE_ONE

NO_TRANSFERS = np.empty(0, tables.ENTRY)


class Due(NamedTuple):
    """Filings (dtype FILING), and their places in canonical order: None where they lie in it."""

    filings: NDArray[np.void]
    order: NDArray[np.uint32] | None


def due_in_order(filings: NDArray[np.void]) -> Due:
    """Return filings with their canonical order."""
    return Due(filings, canonical_order(filings["citizen"], filings["filing_hi"], filings["filing_lo"]))


def record(
    rules: Rules,
    file: File,
    due: Due,
    expiring: NDArray[np.void],
    corrected: NDArray[np.void],
    repaired: NDArray[np.void],
    day: int,
    workers: Workers,
    transfers: NDArray[np.void] = NO_TRANSFERS,
) -> NDArray[np.void]:
    """Record one day and return its entries in canonical order (citizen, entry id).

    Parameters
    ----------
    due : filings that reach the data centre today.
    expiring : entries (dtype ENTRY) whose time is up today.
    corrected : entries that were found to be wrong, with the cap and override entries that followed them.
    transfers : entries of those who live in another town from today on; `base` has them already.
    repaired : entries that are struck out, on application or by an amnesty, with those that followed them.
    """
    filings, order = due
    undone = [
        (_in_order(some), kind)
        for some, kind in (
            *((expiring, tables.EXPIRY), (corrected, tables.CORRECTION)),
            (repaired, tables.REPAIR),
        )
        if len(some)
    ]
    most = 1 + int((rules.cap != NO_CAP).any()) + int(some_override(rules))
    entries = np.empty(most * len(filings) + sum(len(some) for some, _ in undone), tables.ENTRY)
    number = 0
    for some, kind in undone:
        number = _undo(rules, file, some, kind, day, entries, number)
    parts = workers.run(_record, len(filings), rules, file, filings, order, day, entries, number, most)
    recorded = in_a_row(entries, [(0, number), *parts])
    if not number and not len(transfers):
        return recorded  # In order already: an entry's id is its filing's, what follows it comes next.
    return _in_order(in_one([transfers, recorded]) if len(transfers) else recorded)


def _in_order(entries: NDArray[np.void]) -> NDArray[np.void]:
    return in_order(entries, "entry_hi", "entry_lo")


def time_is_up(rules: Rules, entries: NDArray[np.void]) -> tuple[NDArray[np.void], NDArray[np.int32]]:
    """Return the entries that will expire, and on which days."""
    if not rules.expires.any() and not rules.override_days.any():
        return entries[:0], np.empty(0, np.int32)
    lasting = _lasting(rules, entries)
    expire = (lasting > 0) & ~of_kind(entries, tables.UNDOING) & rules.known[entries["conduct"]]
    return entries.compress(expire), (entries["day"] + lasting)[expire].astype(np.int32)


def _lasting(rules: Rules, entries: NDArray[np.void]) -> NDArray[np.int32]:
    """Return for how many days each entry stays, 0 for ever."""
    conduct = entries["conduct"]
    overriding = entries["kind"] == tables.OVERRIDE
    lasting: NDArray[np.int32] = np.where(overriding, rules.override_days[conduct], rules.expires[conduct])
    return lasting


def new_year(rules: Rules, file: File) -> None:
    """Give every yearly cap its whole room back."""
    for cap in np.flatnonzero(rules.yearly):
        file.gained[cap] = 0
        file.lost[cap] = 0


@njit(cache=True, nogil=True)
def _undo(rules, file, undone, kind, day, entries, number):  # type: ignore[no-untyped-def]
    """Undo entries; the ordinal of what undoes is the kind of what it undoes."""
    for i in range(len(undone)):
        old, new = undone[i], entries[number + i]
        new.day, new.citizen = day, old.citizen
        new.entry_hi, new.entry_lo = old.entry_hi, tables.entry_lo(old.entry_lo, kind, old.kind)
        new.cause_hi, new.cause_lo = old.entry_hi, old.entry_lo
        new.conduct_day, new.organisation = old.conduct_day, old.organisation
        new.conduct, new.parameter = old.conduct, old.parameter
        new.points, new.kind, new.counts = -old.points, kind, old.counts
        if not old.counts:
            continue
        citizen = old.citizen
        file.base[citizen] -= old.points
        if old.kind == tables.OVERRIDE:
            _change_overrides(file, citizen, rules.override[old.conduct], -1)
        else:
            cap = rules.cap[old.conduct]
            if cap != NO_CAP and not rules.yearly[cap]:
                file.gained[cap, citizen] -= old.points
    return number + len(undone)


@njit(cache=True, nogil=True)
def _record(lo, hi, rules, file, filings, order, day, entries, number, most):  # type: ignore[no-untyped-def]
    """Record filings in the given order, or as they lie where it is None: those from place `lo` on, to `hi`.

    A citizen's filings are recorded together, with the first of them. Each part writes where it has room for
    `most` entries a filing, and returns where its own begin and end.
    """
    lo, hi = _next_citizen(filings, order, lo), _next_citizen(filings, order, hi)
    number += lo * most
    begins = number
    known, scored, caps, overrides = rules.known, rules.scored, rules.cap, rules.override
    fixed, towns, consents, base = rules.fixed, file.town, file.consents, file.base
    for place in range(lo, hi):
        i = place if order is None else order[place]
        filing, entry = filings[i], entries[number]
        citizen, conduct = filing.citizen, filing.conduct
        entry.day, entry.citizen = day, citizen
        entry.entry_hi = entry.cause_hi = filing.filing_hi
        entry.cause_lo = filing.filing_lo
        entry.entry_lo = tables.entry_lo(filing.filing_lo, filing.kind, 0)
        entry.conduct_day, entry.organisation = filing.day, filing.organisation
        entry.conduct, entry.parameter, entry.kind = conduct, filing.parameter, filing.kind
        entry.points, entry.counts = 0, 0
        number += 1
        town = towns[citizen]
        if not known[conduct] or not scored[town]:
            continue
        points = fixed[town, conduct]
        if points == NOT_FIXED:
            points = points_of(rules, town, conduct, filing.parameter)
        entry.points = points
        if not may_be_scored(consents, citizen):
            continue
        entry.counts = 1
        base[citizen] += points
        cap = caps[conduct]
        if cap != NO_CAP:
            excess = _beyond_cap(rules, file, citizen, cap, points)
            if excess != 0:
                number = _follow(entries, number, entry, tables.CAP, -excess)
                base[citizen] -= excess
        if overrides[conduct] != tables.NO_CATEGORY:
            number = _follow(entries, number, entry, tables.OVERRIDE, 0)
            _change_overrides(file, citizen, overrides[conduct], 1)
    return begins, number


@njit(cache=True, nogil=True)
def _next_citizen(filings, order, place):  # type: ignore[no-untyped-def]
    """Return the first place from `place` on whose filing is about another citizen than the one before it."""
    while 0 < place < len(filings):
        i = place if order is None else order[place]
        before = place - 1 if order is None else order[place - 1]
        if filings[i].citizen != filings[before].citizen:
            break
        place += 1
    return place


@njit(cache=True, nogil=True, inline="always")
def _follow(entries, number, cause, kind, points):  # type: ignore[no-untyped-def]
    """Add an entry that another one brings with it."""
    entry = entries[number]
    entry.day, entry.citizen = cause.day, cause.citizen
    entry.entry_hi, entry.entry_lo = cause.entry_hi, tables.entry_lo(cause.entry_lo, kind, 0)
    entry.cause_hi, entry.cause_lo = cause.entry_hi, cause.entry_lo
    entry.conduct_day, entry.organisation = cause.conduct_day, cause.organisation
    entry.conduct, entry.parameter = cause.conduct, cause.parameter
    entry.points, entry.kind, entry.counts = points, kind, 1
    return number + 1


@njit(cache=True, nogil=True, inline="always")
def _beyond_cap(rules, file, citizen, cap, points):  # type: ignore[no-untyped-def]
    """Take up room under a cap and return the points (mp, with their sign) that do not fit."""
    so_far = np.int64(file.gained[cap, citizen])
    most_gained = _on_scale(rules, file.town[citizen], rules.most_gained[cap])
    most_lost = _on_scale(rules, file.town[citizen], rules.most_lost[cap])
    if not rules.yearly[cap]:
        if points > 0:
            fits = max(0, min(points, most_gained - so_far))
        else:
            fits = min(0, max(points, -most_lost - so_far))
        file.gained[cap, citizen] += fits
    elif points > 0:
        fits = max(0, min(points, most_gained - so_far))
        file.gained[cap, citizen] += fits
    else:
        fits = min(0, max(points, np.int64(file.lost[cap, citizen]) - most_lost))
        file.lost[cap, citizen] -= fits
    return points - fits


@njit(cache=True, nogil=True, inline="always")
def _on_scale(rules, town, bound):  # type: ignore[no-untyped-def]
    """Return a cap's bound in points of a town; none stays none."""
    return np.int64(bound) if bound == UNBOUNDED else rescaled(bound, rules.scale[town], SCALE_ONE)


@njit(cache=True, nogil=True)
def _change_overrides(file, citizen, category, change):  # type: ignore[no-untyped-def]
    """Count an override in or out; what holds is the worst of those that are active."""
    file.overrides[category, citizen] = np.uint16(np.int64(file.overrides[category, citizen]) + change)
    worst = 0
    for band in range(file.overrides.shape[0]):
        if file.overrides[band, citizen] > 0:
            worst = band
    file.override[citizen] = worst

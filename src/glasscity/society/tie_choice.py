"""Whom one drops, loses touch with, or proposes to; and which proposals become ties.

Rule: in a week a citizen takes at most one step. First: with the wish to drop, one drops the contact in the
worst category among those known to be too far below oneself. Else, perhaps, one loses touch with a contact.
Else, with a free place and the wish, one proposes to a contact of a contact who has a free place too: known
better categories first, nobody known to be too far below. Every proposal has a priority, the keyed hash of
the pair; it becomes a tie if the other accepts, and if it is the first of all that concern either of the two.
Reads: ties, categories of yesterday, attribute levels. Writes: steps. Draws: TIE_WISH, TIE_CHOICE, TIE_KNOWN.
Units: probabilities as 32-bit thresholds, categories counted from the best.

Exactly:
- TIE_WISH(citizen, day, 0, 0) decides in this order. With w0 below t(drop.per_week × factors) one drops, if
  anybody is too low. Else with w1 below t(lose_touch) one loses touch with the smallest lot of those who may
  go, if there are any. Else, with a free place and w2 below t(seek.per_week × factors), one proposes.
- May go: contacts whose tie has a layer of `layers` and not the bit of a household. How far below another is:
  their category less one's own if one knows it, that is if w0 of TIE_KNOWN(one, 0, 0, other) is below
  t(knows); 0 if not, if one is not aware of the system where people respond, and if either has no category.
  Negative is above.
- Too low are those of who may go who are at least `bands_below` below; one drops the lowest, of several the
  one with the smallest lot. The lot of another is w1 × 2^32 + w0 of TIE_CHOICE(one, day, 0, other), to drop
  or lose touch, and of TIE_CHOICE(one, day, 1, other), to propose.
- Proposed to are contacts of contacts with a free place, no contacts yet, and at most `bands_tolerated`
  below; with `prefers_higher` those least below first; of several the smallest lot.
- A proposal stands if the other ends no tie this week and the proposer is at most `bands_tolerated` below in
  the other's eyes. Its priority is w1 × 2^32 + w0, with the last bit set, of TIE_CHOICE(lower id, day, 2,
  higher id). It becomes a tie if that is the smallest of all standing proposals that concern either of the
  two; of two that propose to each other the lower id's counts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.rows import row_type
from glasscity.society.occasions import LevelTable, look_up
from glasscity.society.ties import HOUSEHOLD_BIT

STEP = row_type([("citizen", "<u4"), ("other", "<u4"), ("why", "u1")])
"""What a citizen means to do this week, and with whom."""

DROP, SEEK = 0, 1
"""Rows of the table of wishes."""
DROPPED_NUMBER, SOUGHT_NUMBER, PRIORITY_NUMBER = 0, 1, 2
"""Draws of TIE_CHOICE."""
NOBODY = np.int64(-1)
FAR = np.uint64(0xFFFFFFFFFFFFFFFF)
TAKEN = np.uint64(0)


class Rules(NamedTuple):
    """What ties change by.

    wishes : thresholds of wanting to drop and to seek, by levels; lose_touch, knows : uint64 thresholds;
    layers : bits of the ties that may end; forms : bit of a new tie; below, tolerated : categories;
    prefers : whether better categories go first.
    """

    wishes: LevelTable
    lose_touch: np.uint64
    knows: np.uint64
    layers: np.int64
    forms: np.int64
    below: np.int64
    tolerated: np.int64
    prefers: bool


class Places(NamedTuple):
    """The ties of the day in rows of fixed length; a free place holds its owner's number and no layer.

    start : int64 [citizens + 1]; contact : uint32, layers : uint8, filed_by : uint16, since : uint16 (the day
    the tie began), each of them [places]; free : uint16 [citizens], how many places are free.
    """

    start: NDArray[np.int64]
    contact: NDArray[np.uint32]
    layers: NDArray[np.uint8]
    filed_by: NDArray[np.uint16]
    since: NDArray[np.uint16]
    free: NDArray[np.uint16]


class Standing(NamedTuple):
    """What people go by: uint8 [citizens] category, and uint8 [citizens] whether they heed categories."""

    category: NDArray[np.uint8]
    heeds: NDArray[np.uint8]


@njit(cache=True, nogil=True)
def wish(lo, hi, rules, places, standing, levels, key, day):  # type: ignore[no-untyped-def]
    """Return what citizens lo … hi mean to do, in their order."""
    steps = np.empty(64, STEP)
    number = 0
    for citizen in range(lo, hi):
        words = draws.draw(key, citizen, day, draws.TIE_WISH, 0, 0)
        other, why = NOBODY, 0
        if np.uint64(words[0]) < look_up(rules.wishes, DROP, levels, citizen):
            other, why = _lowest(rules, places, standing, citizen, key, day), tables.FELL_TOO_LOW
        if other == NOBODY and np.uint64(words[1]) < rules.lose_touch:
            other, why = _any(rules, places, citizen, key, day), tables.LOST_TOUCH
        seeks = np.uint64(words[2]) < look_up(rules.wishes, SEEK, levels, citizen)
        if other == NOBODY and places.free[citizen] and seeks:
            other, why = _sought(rules, places, standing, citizen, key, day)
        if other == NOBODY:
            continue
        if number == len(steps):
            steps = np.concatenate((steps, np.empty(len(steps), STEP)))
        steps[number].citizen, steps[number].other, steps[number].why = citizen, other, why
        number += 1
    return steps[:number]


@njit(cache=True, nogil=True, inline="always")
def _may_end(rules, layers):  # type: ignore[no-untyped-def]
    return layers & rules.layers and not layers & HOUSEHOLD_BIT


@njit(cache=True, nogil=True, inline="always")
def _choice(key, citizen, day, number, other):  # type: ignore[no-untyped-def]
    w = draws.draw(key, citizen, day, draws.TIE_CHOICE, number, other)
    return np.uint64(w[1]) << np.uint64(32) | np.uint64(w[0])


@njit(cache=True, nogil=True, inline="always")
def gap(rules, standing, citizen, other, key):  # type: ignore[no-untyped-def]
    """Return how many categories `other` is below `citizen`, if `citizen` knows and heeds it; else 0."""
    own, theirs = np.int64(standing.category[citizen]), np.int64(standing.category[other])
    if not standing.heeds[citizen] or own == tables.NO_CATEGORY or theirs == tables.NO_CATEGORY:
        return np.int64(0)
    known = draws.draw(key, citizen, 0, draws.TIE_KNOWN, 0, other)[0]
    return theirs - own if np.uint64(known) < rules.knows else np.int64(0)


@njit(cache=True, nogil=True, inline="always")
def _lowest(rules, places, standing, citizen, key, day):  # type: ignore[no-untyped-def]
    """Return the contact in the worst category known to be too far below; of several, the smallest hash."""
    chosen, worst, smallest = NOBODY, rules.below - 1, FAR
    for row in range(places.start[citizen], places.start[citizen + 1]):
        if not _may_end(rules, np.int64(places.layers[row])):
            continue
        other = np.int64(places.contact[row])
        below = gap(rules, standing, citizen, other, key)
        if below < max(worst, rules.below):
            continue
        hashed = _choice(key, citizen, day, DROPPED_NUMBER, other)
        if below > worst or hashed < smallest:
            chosen, worst, smallest = other, below, hashed
    return chosen


@njit(cache=True, nogil=True, inline="always")
def _any(rules, places, citizen, key, day):  # type: ignore[no-untyped-def]
    """Return one of the contacts whose tie may end, each as likely."""
    chosen, smallest = NOBODY, FAR
    for row in range(places.start[citizen], places.start[citizen + 1]):
        if _may_end(rules, np.int64(places.layers[row])):
            hashed = _choice(key, citizen, day, DROPPED_NUMBER, places.contact[row])
            if hashed < smallest:
                chosen, smallest = np.int64(places.contact[row]), hashed
    return chosen


@njit(cache=True, nogil=True, inline="always")
def row_of(places, citizen, other):  # type: ignore[no-untyped-def]
    """Return the place of a tie among those of `citizen`, or -1."""
    for row in range(places.start[citizen], places.start[citizen + 1]):
        if places.contact[row] == other and places.layers[row]:
            return row
    return NOBODY


@njit(cache=True, nogil=True, inline="always")
def _sought(rules, places, standing, citizen, key, day):  # type: ignore[no-untyped-def]
    """Return the contact of a contact to propose to, and why: the best category known, the smallest hash."""
    chosen, best, smallest = NOBODY, rules.tolerated, FAR
    for row in range(places.start[citizen], places.start[citizen + 1]):
        if not places.layers[row]:
            continue
        friend = np.int64(places.contact[row])
        for place in range(places.start[friend], places.start[friend + 1]):
            other = np.int64(places.contact[place])
            if not places.layers[place] or not places.free[other] or other == citizen:
                continue
            if row_of(places, citizen, other) != NOBODY:
                continue
            below = gap(rules, standing, citizen, other, key)
            if below > rules.tolerated:
                continue
            rank = below if rules.prefers else np.int64(0)
            if rank > best:
                continue
            hashed = _choice(key, citizen, day, SOUGHT_NUMBER, other)
            if rank < best or hashed < smallest:
                chosen, best, smallest = other, rank, hashed
    if chosen == NOBODY:
        return chosen, 0
    higher = rules.prefers and best < 0
    return chosen, tables.HIGHER if higher else tables.THROUGH_CONTACTS


@njit(cache=True, nogil=True)
def match(rules, standing, ending, proposals, first, key, day):  # type: ignore[no-untyped-def]
    """Return which proposals become ties, bool [proposals].

    `first`, uint64 [citizens], is room for the priority that goes first for each citizen.
    """
    formed = np.zeros(len(proposals), np.bool_)
    priority = np.full(len(proposals), FAR, np.uint64)
    for step in proposals:
        first[step.citizen] = first[step.other] = FAR
    for step in ending:
        first[step.citizen] = TAKEN
    for i in range(len(proposals)):
        one, other = np.int64(proposals[i].citizen), np.int64(proposals[i].other)
        if first[other] == TAKEN or gap(rules, standing, other, one, key) > rules.tolerated:
            continue
        # The lowest bit keeps a priority apart from TAKEN.
        hashed = _choice(key, min(one, other), day, PRIORITY_NUMBER, max(one, other))
        priority[i] = hashed | np.uint64(1)
        first[one], first[other] = min(first[one], priority[i]), min(first[other], priority[i])
    for i in range(len(proposals)):
        one, other = proposals[i].citizen, proposals[i].other
        if priority[i] < FAR and first[one] == priority[i] and first[other] == priority[i]:
            formed[i] = True
            first[one] = first[other] = TAKEN
    return formed

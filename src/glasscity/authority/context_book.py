"""What is on file of each citizen, context by context: the base that the entries of one context alone give.

Rule: an entry belongs to the context of its conduct. In every context the base is start + Σ points of the
entries that belong to it; an override counts in its own context only. On moving, a base is read on the scale
of the new town like the whole one. Behind *walls* a service reads the book of its own context, no contacts.
Reads: entries, relocations. Writes: the book. Draws: none. Units: millipoints.

Exactly:
- Entries are added to a context's base on days on which totals are worked out, those since the last such day
  together; an entry of kind 8 rescales each of them as it does the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.rulebook import rescaled
from glasscity.authority.score import Formula
from glasscity.rows import of_kind
from glasscity.scenario import Scenario


class Book(NamedTuple):
    """The book as kernels read it.

    base : int32 mp [contexts, citizens]; context, category : int64 [pairs], of every rule that sets a
    category; active : uint16 [pairs, citizens], overrides that hold.
    """

    base: NDArray[np.int32]
    context: NDArray[np.int64]
    category: NDArray[np.int64]
    active: NDArray[np.uint16]


NO_BOOK = Book(
    np.empty((0, 0), np.int32), np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, 0), np.uint16)
)
"""The book of a data centre that keeps none."""


class ContextBook:
    """Keeps the book of one data centre.

    Attributes
    ----------
    context_of : int64 [conduct codes], the context of each conduct, in the order of the scenario.
    """

    def __init__(self, course: Sequence[Scenario], town: NDArray[np.uint8], formula: Formula) -> None:
        scenario = course[0]
        contexts = list(scenario.contexts)
        self.context_of = np.zeros(1 + max(c.code for c in scenario.conduct.values()), np.int64)
        for conduct in scenario.conduct.values():
            self.context_of[conduct.code] = contexts.index(conduct.context)
        base = np.tile(formula.start[town].astype(np.int32), (len(contexts), 1))
        context, category, self._pair = _overriding(course, self.context_of)
        self._waiting: list[NDArray[np.void]] = []
        self.book = Book(base, context, category, np.zeros((len(context), len(town)), np.uint16))

    def take_in(
        self,
        relocations: NDArray[np.void],
        entries: NDArray[np.void],
        formula: Formula,
        carries: bool,
        worked_out: bool,
    ) -> None:
        """Enter one day: who moved, and what was recorded; points wait until totals are `worked_out`."""
        _move(relocations, self.book.base, formula, carries)
        some = entries[(entries["counts"] > 0) & (entries["kind"] != tables.TRANSFER)]
        self._waiting.append(some)
        if worked_out:
            for points in self._waiting:
                _enter(self.book.base, self.context_of, points)
            self._waiting = []
        undoing = of_kind(some, tables.UNDOING)
        undone = undoing & (some["entry_lo"] & np.uint64(0xFF) == tables.OVERRIDE)
        for rows, count in ((some["kind"] == tables.OVERRIDE, np.add), (undone, np.subtract)):
            set_by = some[rows]
            count.at(self.book.active, (self._pair[set_by["conduct"]], set_by["citizen"]), np.uint16(1))


def _overriding(
    course: Sequence[Scenario], context_of: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return context and category of all rules that set one at some time, and the row of each conduct."""
    sets = np.full(len(context_of), tables.NO_CATEGORY, np.int64)
    for scenario in reversed(course):
        for name, rule in scenario.rulebook.rules.items():
            if rule.override is not None:
                category = scenario.category_names.index(rule.override.category)
                sets[scenario.conduct[name].code] = category
    codes = np.flatnonzero(sets != tables.NO_CATEGORY)
    pairs, which = np.unique(np.column_stack([context_of[codes], sets[codes]]), axis=0, return_inverse=True)
    pair = np.full(len(context_of), -1, np.int64)
    pair[codes] = which.ravel()
    return pairs[:, 0].copy(), pairs[:, 1].copy(), pair


@njit(cache=True, nogil=True, inline="always")
def set_in(book, context, citizen):  # type: ignore[no-untyped-def]
    """Return the worst category that rules of one context have set, 0 if none."""
    worst = np.int64(0)
    for pair in range(len(book.context)):
        if book.context[pair] == context and book.active[pair, citizen] > 0:
            worst = max(worst, book.category[pair])
    return worst


@njit(cache=True, nogil=True)
def _enter(base, context_of, entries):  # type: ignore[no-untyped-def]
    for i in range(len(entries)):
        base[context_of[entries[i].conduct], entries[i].citizen] += entries[i].points


@njit(cache=True, nogil=True)
def _move(relocations, base, formula, carries):  # type: ignore[no-untyped-def]
    for i in range(len(relocations)):
        citizen, here, there = relocations[i].citizen, relocations[i].before, relocations[i].after
        for context in range(base.shape[0]):
            base[context, citizen] = read_anew(formula, carries, here, there, base[context, citizen])


@njit(cache=True, nogil=True, inline="always")
def read_anew(formula, carries, here, there, points):  # type: ignore[no-untyped-def]
    """Return points of one town on the scale of another, or its start where nothing is carried over."""
    if not carries:
        return formula.start[there]
    return formula.start[there] + rescaled(
        points - formula.start[here], formula.scale[there], formula.scale[here]
    )

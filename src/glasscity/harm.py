"""Four kinds of harm, counted every day, for every citizen and every door that is closed or dearer to them.

A *restriction-day* is a day on which a citizen's category closes a service to them, or makes it dearer. It is

- *erroneous* if the true record would not close it (the shadow's category would not);
- *unrelated* if what arose in the service's own context alone would not close it: points, and categories set
  by a rule;
- *disproportionate* if one's own points in proportion to the gravity of one's conduct would not close it;
- *by association* if one's own file alone, without contacts, would not close it.

Points are what a filing gave after its cap. A day may be of several kinds, or of none: then it is harm that
is right by the rules, and harm all the same.
Reads: files of the data centre and its shadow, the day's entries. Writes: counts, and nothing in the city.
Units: restriction-days. Source of the kinds: AI Act, Art. 5(1)(c), for the second and third.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.category import band_of
from glasscity.authority.rulebook import rescaled
from glasscity.authority.score import total_of
from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints
from glasscity.scenario.towns import SCALE_ONE
from glasscity.world import Today, World

KINDS = ("all", "erroneous", "unrelated", "disproportionate", "by association")
ALL, ERRONEOUS, UNRELATED, DISPROPORTIONATE, BY_ASSOCIATION = range(5)


class Doors(NamedTuple):
    """closed : bool [services, categories], refused or dearer; protected : bool [services], closed only by a
    category that a rule has set; context : int64 [services]."""

    closed: NDArray[np.bool_]
    protected: NDArray[np.bool_]
    context: NDArray[np.int64]


class OverridesByContext(NamedTuple):
    """Overrides that are active, by the context of their conduct.

    context : int64 [pairs], category : int64 [pairs], of every rule that sets a category;
    active : uint16 [pairs, citizens]. pair : int64 [conduct codes], the row of a conduct, or -1.
    """

    context: NDArray[np.int64]
    category: NDArray[np.int64]
    active: NDArray[np.uint16]
    pair: NDArray[np.int64]


class Harm:
    """Counts restriction-days of one run."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        assert scenario.harm is not None
        contexts = list(scenario.contexts)
        self._services = list(scenario.services)
        services = [scenario.services[name] for name in self._services]
        self._codes = np.array([service.code for service in services], np.int64)
        self._behind = np.array([contexts.index(service.context) for service in services], np.int64)
        size = max(conduct.code for conduct in scenario.conduct.values()) + 1
        self._context = np.zeros(size, np.int64)
        self._fair_loss = np.zeros(size, np.int64)
        for conduct in scenario.conduct.values():
            self._context[conduct.code] = contexts.index(conduct.context)
            self._fair_loss[conduct.code] = millipoints(scenario.harm.points_per_gravity) * conduct.gravity
        number, formula = world.city.population.number, world.centre.regulations.formula
        self._fair = formula.start[world.city.town].astype(np.int32)
        self._by_context = np.tile(self._fair, (len(contexts), 1))
        self._overrides = _overrides_by_context(scenario, self._context, number)
        self._days: list[NDArray[np.int64]] = []
        self._waiting: list[NDArray[np.void]] = []

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        now = world.centre.regulations
        _move(today.relocations, self._by_context, self._fair, now.formula, now.carries)
        entries = today.entries[(today.entries["counts"] > 0) & (today.entries["kind"] != tables.TRANSFER)]
        self._waiting.append(entries)
        if world.centre.worked_out:
            for some in self._waiting:
                self._take_in_points(some, now.formula.scale[world.file.town[some["citizen"]]])
            self._waiting = []
        self._take_in_overrides(entries)
        terms = now.terms
        shadow = world.shadow.file if world.shadow is not None else world.file
        closed = terms.refused[self._codes] | (terms.money[self._codes] > 0)
        counted = world.workers.run(
            _count,
            len(self._fair),
            world.file,
            shadow.category,
            shadow.override,
            Doors(closed, terms.protected[self._codes], self._behind),
            self._by_context,
            self._fair,
            self._overrides,
            now.formula,
            now.bands.bounds,
        )
        self._days.append(np.sum(counted, axis=0))

    def _take_in_points(self, entries: NDArray[np.void], scale: NDArray[np.int64]) -> None:
        """Add the points of entries, of each context and in proportion: they are in the totals now."""
        conduct, points = entries["conduct"], entries["points"].astype(np.int64)
        np.add.at(self._by_context, (self._context[conduct], entries["citizen"]), points.astype(np.int32))
        self._take_in_proportion(entries, scale)

    def _take_in_proportion(self, entries: NDArray[np.void], scale: NDArray[np.int64]) -> None:
        """Add the points that would be in proportion: a filing's loss is bounded by gravity, undone as made.

        What a filing gave is its points and those of its cap entry; both are recorded, and undone, together.
        """
        if not len(entries):
            return
        filing = entries["entry_lo"] >> np.uint64(16)
        same = (entries["entry_hi"][1:] == entries["entry_hi"][:-1]) & (filing[1:] == filing[:-1])
        first = np.flatnonzero(np.concatenate([[True], ~same]))
        points, some = np.add.reduceat(entries["points"].astype(np.int64), first), entries[first]
        bound = (self._fair_loss[some["conduct"]] * scale[first] + SCALE_ONE // 2) // SCALE_ONE
        undoing = np.isin(some["kind"], tables.UNDOING)
        fair = np.where(undoing, np.minimum(points, bound), np.maximum(points, -bound))
        np.add.at(self._fair, some["citizen"], fair.astype(np.int32))

    def _take_in_overrides(self, entries: NDArray[np.void]) -> None:
        """Count overrides in, and out when they are undone."""
        overrides = self._overrides
        undoing = np.isin(entries["kind"], tables.UNDOING)
        undone = undoing & (entries["entry_lo"] & np.uint64(0xFF) == tables.OVERRIDE)
        for rows, count in ((entries["kind"] == tables.OVERRIDE, np.add), (undone, np.subtract)):
            some = entries[rows]
            count.at(overrides.active, (overrides.pair[some["conduct"]], some["citizen"]), np.uint16(1))

    def frame(self) -> pl.DataFrame:
        """Return one row per day, service and kind: how many citizens were restricted."""
        days, services, kinds = len(self._days), len(self._services), len(KINDS)
        numbers = np.array(self._days, np.int64).reshape(days, services, kinds)
        day, service, kind = (axis.ravel() for axis in np.indices(numbers.shape))
        return pl.DataFrame(
            {
                "day": day.astype(np.int32),
                "service": pl.Series(service.astype(np.uint32)).cat.to(pl.Enum(self._services)),
                "kind": pl.Series(kind.astype(np.uint32)).cat.to(pl.Enum(KINDS)),
                "citizens": numbers.ravel(),
            }
        ).filter(pl.col("citizens") > 0)


def _overrides_by_context(scenario: Scenario, context: NDArray[np.int64], number: int) -> OverridesByContext:
    """Return the table for all rules that set a category at some time; nobody has an override yet."""
    sets = np.full(len(context), tables.NO_CATEGORY, np.int64)
    for stage in reversed(stages(scenario)):
        for name, rule in stage.scenario.rulebook.rules.items():
            if rule.override is not None:
                category = scenario.category_names.index(rule.override.category)
                sets[scenario.conduct[name].code] = category
    codes = np.flatnonzero(sets != tables.NO_CATEGORY)
    pairs, which = np.unique(np.column_stack([context[codes], sets[codes]]), axis=0, return_inverse=True)
    pair = np.full(len(context), -1, np.int64)
    pair[codes] = which.ravel()
    active = np.zeros((len(pairs), number), np.uint16)
    return OverridesByContext(pairs[:, 0].copy(), pairs[:, 1].copy(), active, pair)


@njit(cache=True, nogil=True)
def _count(lo, hi, file, shadow, shadow_override, doors, by_context, fair, overrides, formula, bounds):  # type: ignore[no-untyped-def]
    services = doors.closed.shape[0]
    counted = np.zeros((services, 5), np.int64)
    for citizen in range(lo, hi):
        category, town = file.category[citizen], file.town[citizen]
        if category == tables.NO_CATEGORY:
            continue
        override = np.int64(file.override[citizen])
        for service in range(services):
            if not _is_closed(doors, service, category, override):
                continue
            counted[service, ALL] += 1
            if not _is_closed(doors, service, shadow[citizen], shadow_override[citizen]):
                counted[service, ERRONEOUS] += 1
            alone = by_context[doors.context[service], citizen]
            set_here = np.int64(0)
            for pair in range(len(overrides.context)):
                here = overrides.context[pair] == doors.context[service]
                if here and overrides.active[pair, citizen] > 0:
                    set_here = max(set_here, overrides.category[pair])
            if not _closes(doors, service, alone, set_here, formula, bounds, town):
                counted[service, UNRELATED] += 1
            if not _closes(doors, service, fair[citizen], override, formula, bounds, town):
                counted[service, DISPROPORTIONATE] += 1
            moved = file.influence[citizen] != 0
            if moved and not _closes(doors, service, file.base[citizen], override, formula, bounds, town):
                counted[service, BY_ASSOCIATION] += 1
    return counted


@njit(cache=True, nogil=True)
def _move(relocations, by_context, fair, formula, carries):  # type: ignore[no-untyped-def]
    """Read what those who moved have on the scale of their new town, as their base is."""
    for i in range(len(relocations)):
        citizen, here, there = relocations[i].citizen, relocations[i].before, relocations[i].after
        to, of = (formula.scale[there], formula.scale[here]) if carries else (np.int64(0), np.int64(1))
        fair[citizen] = formula.start[there] + rescaled(fair[citizen] - formula.start[here], to, of)
        for context in range(by_context.shape[0]):
            away = by_context[context, citizen] - formula.start[here]
            by_context[context, citizen] = formula.start[there] + rescaled(away, to, of)


@njit(cache=True, nogil=True)
def _closes(doors, service, base, override, formula, bounds, town):  # type: ignore[no-untyped-def]
    """Return whether a base without any contacts would close the service."""
    band = band_of(total_of(formula, town, base, 0), bounds[town])
    return _is_closed(doors, service, max(band, override), override)


@njit(cache=True, nogil=True)
def _is_closed(doors, service, category, override):  # type: ignore[no-untyped-def]
    """Return whether a category closes a service; where it is protected, only one that a rule has set."""
    if doors.protected[service]:
        return override > 0 and doors.closed[service, override]
    return doors.closed[service, category]

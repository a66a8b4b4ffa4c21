"""Four kinds of harm, counted every day, for every citizen and every door that is closed or dearer to them.

A *restriction-day* is a day on which a citizen's category closes a service to them, or makes it dearer. It is

- *erroneous* if the true record would not close it (the shadow's category would not);
- *unrelated* if the points that arose in the service's own context alone would not close it;
- *disproportionate* if points in proportion to the gravity of the conduct would not close it;
- *by association* if one's own file alone, without contacts, would not close it.

A day may be of several kinds, or of none: then it is harm that is right by the rules, and harm all the same.
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
from glasscity.authority.score import total_of
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints
from glasscity.step import Today, World

KINDS = ("all", "erroneous", "unrelated", "disproportionate", "by association")
ALL, ERRONEOUS, UNRELATED, DISPROPORTIONATE, BY_ASSOCIATION = range(5)


class Doors(NamedTuple):
    """closed : bool [services, categories], refused or dearer; context : int64 [services]."""

    closed: NDArray[np.bool_]
    context: NDArray[np.int64]


class Harm:
    """Counts restriction-days of one run."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        assert scenario.harm is not None
        terms = world.centre.regulations.terms
        contexts = list(scenario.contexts)
        self._services = list(scenario.services)
        services = [scenario.services[name] for name in self._services]
        codes = [service.code for service in services]
        self._doors = Doors(
            terms.refused[codes] | (terms.money[codes] > 0),
            np.array([contexts.index(service.context) for service in services], np.int64),
        )
        size = max(conduct.code for conduct in scenario.conduct.values()) + 1
        self._context = np.zeros(size, np.int64)
        self._fair_loss = np.zeros(size, np.int64)
        for conduct in scenario.conduct.values():
            self._context[conduct.code] = contexts.index(conduct.context)
            self._fair_loss[conduct.code] = millipoints(scenario.harm.points_per_gravity) * conduct.gravity
        number, start = world.city.population.number, world.centre.regulations.formula.start
        self._by_context = np.full((len(contexts), number), start, np.int32)
        self._fair = np.full(number, start, np.int32)
        self._days: list[NDArray[np.int64]] = []

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        entries = today.entries[today.entries["counts"] > 0]
        conduct, points = entries["conduct"], entries["points"].astype(np.int64)
        np.add.at(self._by_context, (self._context[conduct], entries["citizen"]), points.astype(np.int32))
        np.add.at(self._fair, entries["citizen"], self._in_proportion(entries).astype(np.int32))
        shadow = world.shadow.file.category if world.shadow is not None else world.file.category
        counted = world.workers.run(
            _count,
            len(self._fair),
            world.file,
            shadow,
            self._doors,
            self._by_context,
            self._fair,
            world.centre.regulations.formula,
            world.centre.regulations.bands.bounds,
        )
        self._days.append(np.sum(counted, axis=0))

    def _in_proportion(self, entries: NDArray[np.void]) -> NDArray[np.int64]:
        """Return the points that would be in proportion: losses bounded by gravity, undone as made."""
        points, bound = entries["points"].astype(np.int64), self._fair_loss[entries["conduct"]]
        undoing = np.isin(entries["kind"], [tables.EXPIRY, tables.CORRECTION])
        fair: NDArray[np.int64] = np.where(undoing, np.minimum(points, bound), np.maximum(points, -bound))
        return fair

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


@njit(cache=True, nogil=True)
def _count(lo, hi, file, shadow, doors, by_context, fair, formula, bounds):  # type: ignore[no-untyped-def]
    services = doors.closed.shape[0]
    counted = np.zeros((services, 5), np.int64)
    for citizen in range(lo, hi):
        category = file.category[citizen]
        if category == tables.NO_CATEGORY:
            continue
        for service in range(services):
            if not doors.closed[service, category]:
                continue
            counted[service, ALL] += 1
            if not doors.closed[service, shadow[citizen]]:
                counted[service, ERRONEOUS] += 1
            override = np.int64(file.override[citizen])
            alone = by_context[doors.context[service], citizen]
            if not _closes(doors, service, alone, 0, formula, bounds):
                counted[service, UNRELATED] += 1
            if not _closes(doors, service, fair[citizen], override, formula, bounds):
                counted[service, DISPROPORTIONATE] += 1
            if not _closes(doors, service, file.base[citizen], override, formula, bounds):
                counted[service, BY_ASSOCIATION] += 1
    return counted


@njit(cache=True, nogil=True)
def _closes(doors, service, base, override, formula, bounds):  # type: ignore[no-untyped-def]
    """Return whether a base without any contacts would close the service."""
    return doors.closed[service, max(band_of(total_of(formula, base, 0), bounds), override)]

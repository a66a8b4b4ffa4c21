"""What is measured every day: the last thing of a day, and it changes nothing.

The daily aggregates are kept in memory (they do not grow with the number of citizens) and end up in the
tables `days`, `conduct_days` and `request_days` of a run.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.state import File
from glasscity.intervention import stages
from glasscity.measure.beliefs import Beliefs
from glasscity.measure.circumstances import CircumstanceDays
from glasscity.measure.copies import CopyDays
from glasscity.measure.day_rows import DayRows
from glasscity.measure.fines import FinedDeeds
from glasscity.measure.harm import Harm
from glasscity.measure.inspections import Attention
from glasscity.measure.lending import open_lending_days
from glasscity.measure.ties import TieDays
from glasscity.measure.towns import TownDays
from glasscity.measure.voice import VoiceDays
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.society.company import Failed
from glasscity.world import Today, World

PER_DAY = ("acts", "entries", "moves", "moves_down", "requests")
PER_CONDUCT = ("acts", "forgone", "more", "entries", "gained_mp", "lost_mp", "fined")
PER_KIND_OF_REQUEST = ("day", "service", "outcome", "reason", "category", "number", "money")


class Measures:
    """Daily aggregates of one run."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        self._categories = scenario.category_names
        self._conducts = {conduct.code: name for name, conduct in scenario.conduct.items()}
        self._services = {service.code: name for name, service in scenario.services.items()}
        course = [stage.scenario for stage in stages(scenario)]
        self._scored = any(one.scoring.enabled for one in course)
        self._asked = any(one.asks_consent for one in course)
        self._counts = np.bincount(world.file.category, minlength=256).astype(np.int64)
        self._total, self._worked_out = _sum_of_totals(world.file), True
        in_categories = [f"in_{name}" for name in self._categories]
        self._days = DayRows("day", *in_categories, "total_mp", "without_consent", *PER_DAY)
        self._conduct_days = DayRows("day", "conduct", *PER_CONDUCT)
        self._request_days = DayRows(*PER_KIND_OF_REQUEST)
        self._fined = FinedDeeds(course)
        self._beliefs = Beliefs(scenario) if world.minds is not None else None
        self._circumstances = CircumstanceDays(course, world) if world.circumstances is not None else None
        self._failed: list[tuple[int | str, ...]] | None = [] if world.owners is not None else None
        self._attention = Attention(scenario) if world.inspectors is not None else None
        self._lending = open_lending_days(scenario)
        self._towns = TownDays(scenario) if scenario.towns and self._scored else None
        self.harm = Harm(scenario, world) if scenario.harm is not None and self._scored else None
        self._copies = CopyDays(course) if world.centre.keeps_copies else None
        self._ties = TieDays(world) if world.rewiring is not None else None
        self._voice = VoiceDays() if world.voice is not None else None

    def measure(self, world: World, today: Today) -> None:
        """Take in one day, all but the rows that `tally` counts."""
        moves = today.moves
        size = len(self._counts)
        self._counts += np.bincount(moves["after"], minlength=size)
        self._counts -= np.bincount(moves["before"], minlength=size)
        if world.centre.totals_moved or len(moves) or not self._worked_out:
            self._total = _sum_of_totals(world.file)
        self._worked_out = world.centre.worked_out
        worse = int(((moves["after"] > moves["before"]) & (moves["after"] != tables.NO_CATEGORY)).sum())
        numbers = [
            _without_consent(world.file),
            len(today.acts),
            len(today.entries),
            len(moves),
            worse,
            len(today.requests),
        ]
        self._days.add([today.day, *self._counts[: len(self._categories)].tolist(), self._total, *numbers])
        if self.harm is not None:
            self.harm.measure(world, today)
        if self._copies is not None:
            self._copies.measure(world, today)
        if self._circumstances is not None:
            self._circumstances.measure(world, today)
        if self._ties is not None:
            self._ties.measure(world, today)
        if self._attention is not None:
            self._attention.measure(today)
        if self._beliefs is not None and world.minds is not None:
            self._beliefs.measure(world.minds, today.day)
        if self._voice is not None:
            self._voice.measure(world, today)
        if self._towns is not None:
            self._towns.measure(world, today)
        if self._lending is not None:
            self._lending.measure(world, today)
        if self._failed is not None:
            self._failed += [(today.day, *one) for one in today.failed]

    def tally(self, today: Today) -> None:
        """Count a day's rows, which nobody changes any more; days in order, at any time after their own."""
        self._conduct_days.add(self._conduct(today))
        self._request_days.add(_requests(today))

    def _conduct(self, today: Today) -> NDArray[np.int64]:
        """Return the day's rows: day, conduct, `PER_CONDUCT`."""
        columns = np.zeros((len(PER_CONDUCT), max(self._conducts) + 1), np.int64)
        for column, deeds in zip(columns, (today.acts, today.forgone, today.more), strict=False):
            _count_deeds(deeds, column)
        _add_up_entries(today.entries, *columns[3:6])
        columns[6] = self._fined.count(today.entries, today.day)
        some = np.flatnonzero(columns.any(axis=0))
        return np.column_stack([np.full(len(some), today.day), some, columns[:, some].T])

    def frames(self) -> dict[str, pl.DataFrame]:
        """Return the tables `days`, `conduct_days` and `request_days`."""
        days = self._days.frame()
        scored = int(self._counts.sum()) - pl.col("without_consent")
        days = days.with_columns(
            mean_total=pl.when(scored > 0).then(pl.col("total_mp") / scored / MILLIPOINTS)
        )
        in_categories = [f"in_{name}" for name in self._categories]
        days = days.drop([] if self._asked else ["without_consent"], [] if self._scored else in_categories)
        categories_by_code = dict(enumerate(self._categories)) | {tables.NO_CATEGORY: "none"}
        harm = {"harm_days": self.harm.frame()} if self.harm is not None else {}
        copies = {"copy_days": self._copies.frame()} if self._copies is not None else {}
        lives = self._circumstances.frames() if self._circumstances is not None else {}
        failed = {"failure_days": _failure_days(self._failed)} if self._failed is not None else {}
        looked = {"inspection_days": self._attention.frame()} if self._attention is not None else {}
        beliefs = {"belief_days": self._beliefs.frame()} if self._beliefs is not None else {}
        ties = {"tie_days": self._ties.frame()} if self._ties is not None else {}
        voice = {"voice_days": self._voice.frame()} if self._voice is not None else {}
        lent = {"lending_days": self._lending.frame()} if self._lending is not None else {}
        towns = {"town_days": self._towns.frame()} if self._towns is not None else {}
        return (
            harm
            | copies
            | lives
            | ties
            | looked
            | lent
            | beliefs
            | voice
            | towns
            | failed
            | {
                "days": days,
                "conduct_days": self._conduct_days.frame().with_columns(named("conduct", self._conducts)),
                "request_days": self._request_days.frame().with_columns(
                    named("service", self._services),
                    named("outcome", tables.OUTCOMES),
                    named("reason", tables.REASONS),
                    named("category", categories_by_code),
                ),
            }
        )


@njit(cache=True, nogil=True)
def _count_deeds(deeds, number):  # type: ignore[no-untyped-def]
    for i in range(len(deeds)):
        number[deeds[i].conduct] += 1


@njit(cache=True, nogil=True)
def _add_up_entries(entries, filed, gained, lost):  # type: ignore[no-untyped-def]
    """Count entries of kind conduct, and add up the points (mp) that count, by conduct."""
    for i in range(len(entries)):
        entry = entries[i]
        conduct = entry.conduct
        if entry.kind == tables.TRANSFER:
            continue
        filed[conduct] += entry.kind == tables.CONDUCT
        points = np.int64(entry.points) * entry.counts
        gained[conduct] += max(points, 0)
        lost[conduct] += min(points, 0)


@njit(cache=True, nogil=True)
def _sum(values, counted):  # type: ignore[no-untyped-def]
    """Return the sum of the values that are `counted`, or of all where it is None."""
    total = np.int64(0)
    for i in range(np.uint64(len(values))):
        if counted is None or counted[i] != 0:
            total += np.int64(values[i])
    return total


def _without_consent(file: File) -> int:
    return len(file.consents) - int(np.count_nonzero(file.consents))


def _sum_of_totals(file: File) -> int:
    """Return the sum of the totals (mp) of all who may be scored."""
    return int(_sum(file.total, file.consents if len(file.consents) else None))


def _failure_days(rows: list[tuple[int | str, ...]]) -> pl.DataFrame:
    schema = {"day": pl.Int64, "owner": pl.String} | dict.fromkeys(Failed._fields[1:], pl.Int64)
    return pl.DataFrame(rows, schema, orient="row")


def named(column: str, names: dict[int, str]) -> pl.Expr:
    """Return the expression that puts names in the place of a column's codes."""
    return pl.col(column).replace_strict(names, return_dtype=pl.Enum(list(dict.fromkeys(names.values()))))


def _sum_by(group: NDArray[Any], values: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    sums = np.zeros(size, np.int64)
    np.add.at(sums, group, values)
    return sums


def _requests(today: Today) -> NDArray[np.int64]:
    """Return the day's rows, `PER_KIND_OF_REQUEST`."""
    d = today.decisions
    if not len(d):
        return np.empty((0, len(PER_KIND_OF_REQUEST)), np.int64)
    packed = (
        d["service"].astype(np.int64) << 24
        | d["outcome"].astype(np.int64) << 16
        | d["reason"].astype(np.int64) << 8
        | d["category"]
    )
    kinds, which, number = np.unique(packed, return_inverse=True, return_counts=True)
    money = _sum_by(which, d["money"], len(kinds))
    columns = [np.full(len(kinds), today.day), kinds >> 24, kinds >> 16 & 255, kinds >> 8 & 255, kinds & 255]
    return np.column_stack([*columns, number, money])

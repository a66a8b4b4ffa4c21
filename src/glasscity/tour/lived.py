"""One life of one city, looked at from above: who is in which category week by week, who says what.

Rule: the city is lived without the true record, which nobody in it reads. Everything is looked at in the
evening, before the first day and then after every seventh.
Reads: a city in motion. Writes: nothing. Units: points, citizens, weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.measure.voice import VoiceDays
from glasscity.parallel import Workers
from glasscity.rows import of_kind
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.society.response.minds import WEEK
from glasscity.step import pass_day
from glasscity.tour.variations import city_of
from glasscity.world import World, found_city, open_world


@dataclass(frozen=True)
class Year:
    """One life of one variation of the city, to be lived."""

    variation: str
    citizens: int
    days: int
    seed: int
    life: int

    def work(self) -> Lived:
        """Live it, on one thread."""
        with Workers(1) as workers:
            scenario = city_of(self.variation, self.citizens, self.days)
            city = found_city(scenario, self.seed, workers)
            world = open_world(scenario, city, self.seed, self.life, workers, true_record=False)
            return _live(scenario, world, workers)


@dataclass(frozen=True)
class Lived:
    """What a life came to.

    Attributes
    ----------
    weeks : uint8 [weeks + 1, citizens], the category at the start and at the end of every week.
    base, total : float64 [citizens], points on the last day, without contacts and with them.
    alone, category : uint8 [citizens], the category that each of them gives.
    against : int64 [citizens], entries on file that took points; unlawful : unlawful acts done.
    start, contact : known contacts of citizen i are contact[start[i]:start[i + 1]].
    voice : rows of what people think and say, at the start of every week; empty where nobody has opinions.
    """

    weeks: NDArray[np.uint8]
    base: NDArray[np.float64]
    total: NDArray[np.float64]
    alone: NDArray[np.uint8]
    category: NDArray[np.uint8]
    against: NDArray[np.int64]
    unlawful: NDArray[np.int64]
    start: NDArray[np.int64]
    contact: NDArray[np.uint32]
    voice: tuple[dict[str, Any], ...]


def category_of(points: NDArray[np.int32], scenario: Scenario) -> NDArray[np.uint8]:
    """Return the category in whose band points (mp) lie; the best is 0."""
    bounds = [band.at_least for band in scenario.rulebook.categories.bands if band.at_least is not None]
    below: NDArray[np.uint8] = np.sum(
        [points < bound * MILLIPOINTS for bound in bounds], axis=0, dtype=np.uint8
    )
    return below


def _live(scenario: Scenario, world: World, workers: Workers) -> Lived:
    number = world.city.population.number
    unlawful_codes = [one.code for one in scenario.conduct.values() if not one.lawful]
    against, unlawful = np.zeros(number, np.int64), np.zeros(number, np.int64)
    weeks = [world.file.category.copy()]
    measure = VoiceDays() if world.voice is not None else None
    for day in range(scenario.time.days):
        today = pass_day(world, day)
        entries, acts = today.entries, today.acts
        costs = of_kind(entries, tables.DEEDS) & (entries["points"] < 0)
        against += np.bincount(entries["citizen"][costs & (entries["counts"] == 1)], minlength=number)
        unlawful += np.bincount(acts["citizen"][np.isin(acts["conduct"], unlawful_codes)], minlength=number)
        if measure is not None:
            measure.measure(world, today)
        if day % WEEK == WEEK - 1:
            weeks.append(world.file.category.copy())
    known = world.contacts.on(scenario.time.days - 1, workers)
    voice = measure.frame().gather_every(WEEK).to_dicts() if measure is not None else []
    file = world.file
    return Lived(
        np.array(weeks, np.uint8),
        file.base / MILLIPOINTS,
        file.total / MILLIPOINTS,
        np.maximum(category_of(file.base, scenario), file.override),
        file.category.copy(),
        against,
        unlawful,
        known.start,
        known.contact,
        tuple(voice),
    )

"""Where one citizen lived, day by day, and what their points are worth there."""

from __future__ import annotations

from bisect import bisect_right

from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.scenario.towns import TownScale, rescaled, town_scales
from glasscity.study.on_file import OnFile
from glasscity.study.words import points_text


class Residence:
    """The towns of one citizen; a city without towns is one town."""

    def __init__(self, scenario: Scenario, file: OnFile | None) -> None:
        self._stages = [(stage.day, stage.scenario) for stage in stages(scenario)]
        self._scales: dict[int, list[TownScale]] = {}
        self._days, self._towns = [-1], [0]
        if file is not None and scenario.towns:
            names = [town.name for town in town_scales(scenario)]
            self._towns = [names.index(file.citizen["home_town"])]
            for move in file.relocations:
                self._days.append(move["day"])
                self._towns.append(move["after"])

    def town(self, day: int) -> int:
        """Return the number of the town on a day."""
        return self._towns[bisect_right(self._days, day) - 1]

    def scale(self, day: int, town: int | None = None) -> TownScale:
        """Return how the town of a day, or another one, reads points on that day."""
        place = max(place for place, (first, _) in enumerate(self._stages) if first <= day)
        if place not in self._scales:
            self._scales[place] = town_scales(self._stages[place][1])
        return self._scales[place][self.town(day) if town is None else town]

    def carries(self, day: int) -> bool:
        """Return whether whoever moves on a day takes their distance from the start along."""
        scenario = next(scenario for first, scenario in reversed(self._stages) if first <= day)
        return scenario.relocation is not None and scenario.relocation.rule == "origin"

    def points_later(self, points: int, then: int, now: int) -> int:
        """Return what points (mp) of one day are on a later one: on its scale, or 0 after starting anew."""
        if any(then < day <= now and not self.carries(day) for day in self._days[1:]):
            return 0
        return rescaled(points, self.scale(now).scale, self.scale(then).scale)

    def move_words(self, day: int, before: int, after: int) -> tuple[str, str]:
        """Return in words a move to another town, and what the base (mp) before it is there."""
        here, there = self.scale(day, self.town(day - 1)), self.scale(day)
        was, now = (points_text(base / MILLIPOINTS, sign=False) for base in (before, after))
        carried = f"{was} points there are {now} here" if self.carries(day) else f"starts anew with {now}"
        return f"moves from {here.label} to {there.label}", carried


def why_scored(scenario: Scenario, begins: bool, asked: bool) -> str:
    """Return why somebody comes to be scored, or is so no longer, where that is known."""
    if asked:
        return "consent given" if begins else "no consent to being scored"
    return "this town does not score yet" if scenario.towns and not begins else ""

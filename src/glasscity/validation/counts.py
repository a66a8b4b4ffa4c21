"""Published counts as tests of shape: one that a city was set to, and one that a city is held against."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from glasscity import tables
from glasscity.ensemble.intervals import interval
from glasscity.scenario import Scenario, load
from glasscity.study.fit import fit, sign_of
from glasscity.validation.lived import live_through, span
from glasscity.validation.result import Effort, Row
from glasscity.world import Today

RONGCHENG, SUINING = "rongcheng-2016", "suining-2010"
RECORDS_LIVES, BOTTOM_LIVES = 4, 1
CITIZENS = 50_000
IN_C_OR_D, INHABITANTS = 24, 1_300_000
"""What was published of Suining."""
NEAR, ORDER = 0.1, 10
"""What was set has to be met to a tenth; what hangs on assumed bounds, to an order of magnitude."""


def rows(effort: Effort) -> list[Row]:
    """Live through both cities, and count what is on file."""
    effort.progress("counts", 0, 2)
    found = _records(effort)
    effort.progress("counts", 1, 2)
    return [*found, _at_the_bottom(effort)]


@dataclass
class Records:
    """Counts conduct on file by the sign of its rule, until the window is over."""

    scenario: Scenario
    window: int
    number: dict[str, int] = field(default_factory=lambda: {"negative": 0, "positive": 0})

    def __post_init__(self) -> None:
        rules = self.scenario.rulebook.rules.items()
        self._codes = {
            sign: [self.scenario.conduct[name].code for name, rule in rules if sign_of(rule) == sign]
            for sign in self.number
        }

    def take_in(self, today: Today) -> None:
        """Count the entries of a day."""
        if today.day >= self.window:
            return
        entries = today.entries[today.entries["kind"] == tables.CONDUCT]
        for sign, codes in self._codes.items():
            self.number[sign] += int(np.isin(entries["conduct"], codes).sum())


def _records(effort: Effort) -> list[Row]:
    """Count records per person in Rongcheng's city, which was set to these counts."""
    scenario = load(RONGCHENG, citizens=CITIZENS)
    fitted = fit(scenario)
    lives = []
    for life in range(1, effort.number_of(RECORDS_LIVES) + 1):
        records = Records(scenario, fitted.window_days)
        live_through(scenario, effort.seed, life, effort.workers, records.take_in)
        lives.append(records.number)
    found = []
    for target in fitted.targets:
        ours = interval(np.array([life[target.sign] / CITIZENS for life in lives]))
        assert ours is not None
        found.append(
            Row(
                f"{RONGCHENG}: {target.sign} records per person in {fitted.window_days} days",
                f"{target.published:.3f}",
                f"{ours.mean:.3f}",
                span(ours.low, ours.high, 3),
                f"mean within {100 * NEAR:.0f} %",
                abs(ours.mean - target.published) <= NEAR * target.published,
                "the rates were set to this count: it shows that a run does as it was set, no more",
            )
        )
    return found


def _at_the_bottom(effort: Effort) -> Row:
    """Count people in the two worst categories of Suining's city, which was set to nothing of it."""
    scenario = load(SUINING)
    number = effort.number_of(BOTTOM_LIVES)
    below = 0
    for life in range(1, number + 1):
        world = live_through(scenario, effort.seed, life, effort.workers).world
        below += int((world.file.category >= len(scenario.category_names) - 2).sum())
    people = number * scenario.population.citizens
    share = below / people
    low, high = stats.binomtest(below, people).proportion_ci(0.95, method="wilson")
    published = IN_C_OR_D / INHABITANTS
    return Row(
        f"{SUINING}: people in C or D of a million",
        f"{1e6 * published:.1f}",
        f"{1e6 * share:.1f}",
        span(1e6 * low, 1e6 * high, 1),
        f"within a factor of {ORDER}",
        published / ORDER <= share <= published * ORDER,
        "set to nothing of Suining; it hangs on assumed bounds of the grades, so its order alone is compared",
    )

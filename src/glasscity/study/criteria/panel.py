"""Diaries and score histories as a panel of weeks: what was done when, and how the score moved.

Rule: an act may come on file 1 to 45 days later; nobody outside knows when. So each act is spread evenly over
each of three spans of delay (`LAGS`), and falls into the weeks that these days lie in: its *exposure*. The
score's side has, for every week, the change in points; the sum of signed roots of the daily steps, in which a
loss of fifty does not drown rules of one point; and how many daily steps there were of each size, in whole
points: contacts move scores by fractions, entries by whole points.
Reads: diaries and score histories only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscity.study.criteria.diaries import Diaries

WEEK = 7
LAGS = ((1, 5), (6, 15), (16, 45))
"""Spans of delay, in days, both ends included."""
MOST_STEPS = 80
"""So many sizes of steps, the commonest, are told apart."""
FEWEST_SEEN = 3

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Panel:
    """Weeks of volunteers.

    conducts : names;
    exposure : float32 [volunteers, weeks, conducts, lags], acts whose entry may fall into the week;
    change, root : float32 [volunteers, weeks], points, and signed roots of points, of the week;
    sizes : float64 [sizes], points; steps : float32 [volunteers, weeks, sizes], how many steps of each;
    done : int64 [volunteers, weeks, conducts], acts of the week.
    """

    conducts: tuple[str, ...]
    exposure: Floats
    change: Floats
    root: Floats
    sizes: NDArray[np.float64]
    steps: Floats
    done: NDArray[np.int64]

    @property
    def quiet(self) -> float:
        """The share of days on which the score took no step, contacts' fractions left out."""
        return 1 - float(self.steps.mean(axis=(0, 1)).sum()) / WEEK

    @property
    def volunteers(self) -> int:
        """How many volunteers."""
        return int(self.exposure.shape[0])

    @property
    def weeks(self) -> int:
        """How many weeks."""
        return int(self.exposure.shape[1])

    def part(self, volunteers: int, weeks: int) -> Panel:
        """Return the first weeks of the first volunteers."""
        some = slice(volunteers), slice(weeks)
        return Panel(
            self.conducts,
            self.exposure[some],
            self.change[some],
            self.root[some],
            self.sizes,
            self.steps[some],
            self.done[some],
        )


def panel_of(diaries: Diaries) -> Panel:
    """Return diaries and score histories as a panel of whole weeks."""
    weeks = diaries.acts.shape[1] // WEEK
    daily = np.diff(diaries.totals, axis=1)[:, : weeks * WEEK]
    whole = np.rint(daily)
    sizes = _sizes(whole)
    by_week = (len(daily), weeks, WEEK)
    steps = np.stack([(whole == size).reshape(by_week).sum(axis=2) for size in sizes], axis=2)
    done = diaries.acts[:, : weeks * WEEK].reshape(*by_week, -1).sum(axis=2, dtype=np.int64)
    return Panel(
        diaries.conducts,
        _exposure(diaries.acts, weeks),
        daily.reshape(by_week).sum(axis=2).astype(np.float32),
        (np.sign(whole) * np.sqrt(np.abs(whole))).reshape(by_week).sum(axis=2).astype(np.float32),
        sizes,
        steps.astype(np.float32),
        done,
    )


def _sizes(whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sizes of steps to tell apart: the commonest, in order."""
    sizes, seen = np.unique(whole[whole != 0], return_counts=True)
    enough = seen >= FEWEST_SEEN
    commonest = np.argsort(-seen[enough], kind="stable")[:MOST_STEPS]
    return np.sort(sizes[enough][commonest]) if enough.any() else np.array([-1.0, 1.0])


def _exposure(acts: NDArray[np.uint8], weeks: int) -> Floats:
    """Spread each act over its spans of delay; sums of sums make every week a difference of four terms."""
    citizens, days, conducts = acts.shape
    before = np.zeros((citizens, days + 1, conducts), np.int32)
    np.cumsum(acts, axis=1, out=before[:, 1:], dtype=np.int32)
    sums = np.zeros((citizens, days + 2, conducts), np.int32)
    np.cumsum(before, axis=1, out=sums[:, 1:], dtype=np.int32)
    first = np.arange(weeks) * WEEK
    spread = []
    for soonest, latest in LAGS:
        upper = _between(sums, first - soonest + 1)
        lower = _between(sums, first - latest)
        spread.append((upper - lower).astype(np.float32) / (latest - soonest + 1))
    return np.stack(spread, axis=3)


def _between(sums: NDArray[np.int32], first: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return for each week the sum of `before` over its seven days, shifted to begin at `first`."""
    return sums[:, np.maximum(first + WEEK, 0)] - sums[:, np.maximum(first, 0)]


def within(values: Floats) -> NDArray[np.float64]:
    """Return values [volunteers, weeks, …] less each volunteer's mean and each week's mean."""
    exact: NDArray[np.float64] = values.astype(np.float64)
    exact -= exact.mean(axis=1, keepdims=True)
    exact -= exact.mean(axis=0, keepdims=True)
    return exact

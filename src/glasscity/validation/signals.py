"""What friends' records say about a person (Wei and others 2016): a formula, cell by cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from glasscity.scenario import load
from glasscity.validation.lived import Lived, live_through
from glasscity.validation.result import Effort, Row
from glasscity.world import World

SCENARIO = "signals"
ERROR, UNLIKE = 0.25, 0.4
"""ε, and p₁: the probability of a tie to somebody unlike, where one to somebody alike is sure."""
SIGMAS = 3
BEYOND = 2 * float(stats.norm.sf(SIGMAS))
"""Probability of lying beyond so many standard deviations by chance."""


class Cell(NamedTuple):
    """Those with the same own record and as many good and bad friends' records.

    own : +1 or −1; good, bad : friends' records; number : people; kept : those who keep their word.
    """

    own: int
    good: int
    bad: int
    number: int
    kept: int

    @property
    def published(self) -> float:
        """The probability that one of them keeps their word, by the formula."""
        own = (ERROR / (1 - ERROR)) ** self.own
        friends = (ERROR * UNLIKE + 1 - ERROR) / (ERROR + (1 - ERROR) * UNLIKE)
        return float(1 / (1 + own * friends ** (self.bad - self.good)))

    @property
    def chance(self) -> float:
        """How likely a share as far off as ours is by chance (two sides, exact)."""
        return float(stats.binomtest(self.kept, self.number, self.published).pvalue)


def cells_of(lived: Lived) -> list[Cell]:
    """Return all cells: records are counted on file, who keeps their word is the city's own truth."""
    world = lived.world
    signal = np.sign(world.file.total.astype(np.int64) - lived.start)
    good, bad = (_friends_with(world, signal == sign) for sign in (1, -1))
    kept = world.city.population.with_levels({"word": ["kept"]})
    found = np.stack([signal, good, bad], axis=1)[signal != 0]
    kinds, place, number = np.unique(found, axis=0, return_inverse=True, return_counts=True)
    those = np.bincount(place.ravel(), weights=kept[signal != 0], minlength=len(kinds)).astype(int)
    return [
        Cell(int(own), int(good), int(bad), int(people), int(kept))
        for (own, good, bad), people, kept in zip(kinds, number, those, strict=True)
    ]


def _friends_with(world: World, those: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many of everybody's known contacts are among some."""
    start, contact = world.city.contacts.start, world.city.contacts.contact
    among = np.concatenate([[0], np.cumsum(those[contact])])
    found: NDArray[np.int64] = (among[start[1:]] - among[start[:-1]]).astype(np.int64)
    return found


def rows(effort: Effort) -> list[Row]:
    """Live through it once, and compare every cell."""
    effort.progress("signals", 0, 1)
    cells = cells_of(live_through(load(SCENARIO), effort.seed, 1, effort.workers))
    outside = [cell for cell in cells if cell.chance < BEYOND]
    compared = sum(cell.number for cell in cells)
    said = "; ".join(
        f"own {cell.own:+d}, {cell.good} good and {cell.bad} bad: {cell.kept / cell.number:.4f} "
        f"of {cell.number:,}, published {cell.published:.4f}"
        for cell in outside
    )
    found = [
        Row(
            f"P(keeps their word) in {len(cells)} cells of own and friends' records, {compared:,} people",
            "the formula",
            f"{len(outside)} of {len(cells)} cells beyond {SIGMAS}σ",
            "",
            f"binomial {SIGMAS}σ in every cell",
            not outside,
            said or f"by chance {len(cells) * BEYOND:.1f} cells would be",
        )
    ]
    largest = sorted(cells, key=lambda cell: -cell.number)[:4]
    for cell in sorted(largest, key=lambda cell: (-cell.own, cell.bad)):
        low, high = stats.binomtest(cell.kept, cell.number).proportion_ci(0.95, method="wilson")
        record = "good" if cell.own > 0 else "bad"
        found.append(
            Row(
                f"own record {record}, friends' {cell.good} good and {cell.bad} bad ({cell.number:,} people)",
                f"{cell.published:.4f}",
                f"{cell.kept / cell.number:.4f}",
                f"{low:.4f} to {high:.4f}",
                f"{SIGMAS}σ",
                cell.chance >= BEYOND,
            )
        )
    return found

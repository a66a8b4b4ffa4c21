"""Group fairness of low categories: demographic parity, and equalised odds with true conduct.

Rule: for each attribute, the share of people in the low categories, group by group; how far these shares
lie apart is demographic parity. The same among those who did something gravely unlawful in the run (gravity
5 of 10 or more), and among those who did not, is equalised odds: the true acts, whether or not anybody
filed them. See `indices.fairness`. Shares of fewer than 20 people are left out.
Units: shares from 0 to 1.
Leaves out: chance. The largest share is never below the smallest, so the difference of equal groups is a
little above 0; and grave acts are one reading of what would justify a low category, the scheme has others.
Beside it stand the gaps with all unlawful and rewarded acts equal (`gaps`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.indices.fairness import Spread, demographic_parity, equalised_odds
from glasscity.results import Run
from glasscity.study.gaps import ATTRIBUTES
from glasscity.study.validity import GRAVE
from glasscity.study.words import attribute_label, level_text

FEWEST = 20
"""A share of fewer people is not counted as one."""


@dataclass(frozen=True)
class Group:
    """How many people of a group are in a low category: of all of them, and of those who acted gravely."""

    level: str
    people: int
    low: int
    grave: int
    low_of_grave: int

    @property
    def share(self) -> float:
        """Share of all of the group."""
        return self.low / self.people


@dataclass(frozen=True)
class Parity:
    """How far the groups of one attribute lie apart.

    Attributes
    ----------
    groups : those of `FEWEST` people or more, in the order of the population's levels.
    demographic : of all people; among_grave, among_others : of those who did something gravely unlawful and
        of those who did not; odds : equalised odds, the worse of these two. None where fewer than two groups
        have enough people, or the run kept no acts.
    """

    attribute: str
    attribute_label: str
    groups: tuple[Group, ...]
    demographic: Spread
    among_grave: Spread | None
    among_others: Spread | None
    odds: Spread | None


def low_categories(names: list[str]) -> list[str]:
    """Return the categories that count as low: the two worst, or the worst where there are at most three."""
    return names[-2:] if len(names) > 3 else names[-1:]


def parity_of(run: Run) -> tuple[Parity, ...]:
    """Return the parity of every attribute of which two groups are large enough."""
    people = run.table("citizens").sort("citizen").collect()
    names = low_categories(run.scenario.category_names)
    grave = _grave(run) if run.folder.names("acts") else None
    people = people.with_columns(
        low=pl.col("category").is_in(names),
        grave=pl.Series(grave) if grave is not None else pl.lit(False),
    )
    found = []
    for attribute in ATTRIBUTES:
        counted = people.group_by(pl.col(attribute).cast(pl.String)).agg(
            pl.len(),
            pl.col("low").sum(),
            pl.col("grave").sum(),
            (pl.col("low") & pl.col("grave")).sum().alias("both"),
        )
        by_level = {str(level): numbers for level, *numbers in counted.iter_rows()}
        groups = [
            Group(level_text(level), *by_level.get(level, [0, 0, 0, 0]))
            for level in run.scenario.population.levels[attribute]
        ]
        groups = [group for group in groups if group.people >= FEWEST]
        among_all = _spread([group.low for group in groups], [group.people for group in groups])
        if among_all is None:
            continue
        actors = others = None
        if grave is not None:
            actors = _spread([group.low_of_grave for group in groups], [group.grave for group in groups])
            others = _spread(
                [group.low - group.low_of_grave for group in groups],
                [group.people - group.grave for group in groups],
            )
        label = attribute_label(run.scenario, attribute)
        odds = equalised_odds(actors, others)
        found.append(Parity(attribute, label, tuple(groups), among_all, actors, others, odds))
    return tuple(found)


def _spread(low: list[int], people: list[int]) -> Spread | None:
    """Return how far shares lie apart, those of too few people left out."""
    enough = np.array(people, np.int64) >= FEWEST
    return demographic_parity(np.array(low, np.int64)[enough], np.array(people, np.int64)[enough])


def _grave(run: Run) -> NDArray[np.bool_]:
    """Return bool [citizens]: who did something gravely unlawful."""
    codes = [c.code for c in run.scenario.conduct.values() if not c.lawful and c.gravity >= GRAVE]
    acts = run.table("acts").filter(pl.col("conduct").is_in(codes)).select("citizen").unique().collect()
    found = np.zeros(run.citizens_number, np.bool_)
    found[acts["citizen"].to_numpy()] = True
    return found

"""What became of those drawn by lot: with the category, or spared; and of those who came there otherwise.

Rule: the lots of an experiment follow from scenario, life and the categories of the evening before. So they
can be drawn again in a run in which the experiment is switched off, and the same people be looked at in
both: put into the category, and spared. Life by life, what differs is what the category did to them.
Who was in the category on the last day of it and had not been drawn came there otherwise, by deeds or by
errors; of those it is told how many are in a better category a year later.
Units: shares from 0 to 1; hardships are circumstances at a time, counted for each person and added up.
Leaves out: in a city whose people move between towns, or whose consents change, on the very morning of the
lots, who would have been drawn may differ by those people.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from glasscity.draws import Life
from glasscity.experiment import Experiment
from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.study.standing import categories_on, circumstances_on

MONTH, HALF_A_YEAR, YEAR = 30, 180, 365
TIMES = (MONTH, HALF_A_YEAR, YEAR)
"""Days after the category has ended at which people are looked at."""

_known: WeakKeyDictionary[Run, Drawn | None] = WeakKeyDictionary()


@dataclass(frozen=True)
class Drawn:
    """Those whom the lots name, whether or not they were put into the category.

    Attributes
    ----------
    people : how many were, or would have been, assigned.
    inside : by days after the end, the share of them who are in the category or a worse one.
    hardships : by days after the end, their circumstances in the mean.
    fallen : others who were in it on its last day; out : the share of them in a better one a year later, None
        where there is nobody, or the run ends before.
    """

    people: int
    inside: dict[int, float]
    hardships: dict[int, float]
    fallen: int
    out: float | None


def drawn_of(run: Run) -> Drawn | None:
    """Return what became of those drawn; None without an experiment, or where rows were left out."""
    if run not in _known:
        _known[run] = _drawn_of(run)
    return _known[run]


def lots_of(run: Run, city: Scenario) -> NDArray[np.uint32]:
    """Return who is drawn for the category, by the categories of the evening before.

    Parameters
    ----------
    city : the scenario in force on the day of the lots.
    """
    experiment = Experiment(city, Life(np.uint64(run.manifest["life"])))
    (before,) = categories_on(run, [experiment.day - 1])
    lots = experiment.draw(before)
    return np.array(lots["citizen"][lots["treated"] > 0])


def _drawn_of(run: Run) -> Drawn | None:
    rules = run.scenario.experiment
    if rules is None or not run.scenario.scoring.enabled or run.kept != "all":
        return None
    if run.days_number <= rules.day:
        return None
    city = next(one.scenario for one in reversed(stages(run.scenario)) if one.day <= rules.day)
    override = city.rulebook.rules[rules.conduct].override
    assert override is not None
    category = city.category_names.index(override.category)
    lots = lots_of(run, city)
    last = rules.day + override.days - 1
    after = [days for days in TIMES if last + days < run.days_number]
    if not after or not len(lots):
        return Drawn(len(lots), {}, {}, 0, None)
    names = len(city.category_names)
    at_the_end, *later = categories_on(run, [last, *(last + days for days in after)])
    inside = {
        days: float(((state >= category) & (state < names))[lots].mean())
        for days, state in zip(after, later, strict=True)
    }
    fell = (at_the_end >= category) & (at_the_end < names)
    fell[lots] = False
    out = float((later[-1] < category)[fell].mean()) if after[-1] == YEAR and fell.any() else None
    return Drawn(len(lots), inside, _hardships(run, lots, last, after), int(fell.sum()), out)


def _hardships(run: Run, lots: NDArray[np.uint32], last: int, after: list[int]) -> dict[int, float]:
    if not run.folder.names("circumstance_moves"):
        return {}
    held = circumstances_on(run, [last + days for days in after])
    return {
        days: float(sum(state[lots].mean() for state in kinds.values()))
        for days, kinds in zip(after, held, strict=True)
    }

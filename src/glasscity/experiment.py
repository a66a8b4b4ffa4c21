"""A category given by lot: the experiment that measures what being in it does.

Rule: on the morning of its day, everybody in a better category than the one assigned draws a lot. A share
is assigned the category: an organisation files a conduct that nobody does, whose rule gives no points and
sets the category for some days. Another share of the same size is the control: written down, and left alone.
The assigned differ from the controls by the lot alone, so what differs later is what the category did.
Whoever fell by their own deeds can be compared with nobody.
Reads: categories. Writes: filings, the lots. Draws: ASSIGNMENT. Units: days, shares.
Source: the randomised experiment; Fisher (1935), "The Design of Experiments".
Leaves out: what the assigned do to others (contacts' scores do not change by an assigned category).

Exactly:
- ASSIGNMENT(citizen, day, 0, 0): of those in a better category than the one assigned, who has w0 below
  t(share) is assigned, who has it below 2 t(share) is a control. The filing is due the same day, through the
  first parameter of the block.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.draws import Life
from glasscity.intervention import Stage
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32


class Experiment:
    """The experiment of a run.

    Attributes
    ----------
    day : the day on which the lots are drawn.
    """

    def __init__(self, scenario: Scenario, life: Life) -> None:
        rules = scenario.experiment
        assert rules is not None
        override = scenario.rulebook.rules[rules.conduct].override
        assert override is not None
        self.day = rules.day
        self._category = scenario.category_names.index(override.category)
        self._conduct = scenario.conduct[rules.conduct].code
        self._organisation = scenario.organisations[rules.by].code
        self._parameter = scenario.catalogue.blocks[rules.by][rules.conduct].first
        self._share = np.uint64(threshold32(rules.share))
        self._life = life

    def draw(self, category: NDArray[np.uint8]) -> NDArray[np.void]:
        """Return the lots of those who were assigned or are controls, in order of citizen."""
        lots: NDArray[np.void] = _draw(category, self._category, self._share, self._life.key, self.day)
        return lots

    def filings(self, assigned: NDArray[np.void]) -> NDArray[np.void]:
        """Return what is filed about those who are assigned the category, due at once."""
        citizens = assigned["citizen"][assigned["treated"] > 0]
        filings = np.zeros(len(citizens), tables.FILING)
        filings["due"] = filings["day"] = self.day
        filings["citizen"], filings["organisation"] = citizens, self._organisation
        filings["conduct"], filings["parameter"] = self._conduct, self._parameter
        filings["kind"] = tables.CONDUCT
        deed = np.uint64(self.day << 16 | self._conduct)
        filings["filing_hi"] = citizens.astype(np.uint64) << np.uint64(32) | deed
        filings["filing_lo"] = tables.filing_lo(self._parameter, tables.CONDUCT, 0)
        return filings


def open_experiment(course: Sequence[Stage], life: Life) -> Experiment | None:
    """Return the experiment of a city by the rules of its day, or nothing where there is none."""
    rules = course[0].scenario.experiment
    if rules is None:
        return None
    in_force = [stage.scenario for stage in course if stage.day <= rules.day][-1]
    return Experiment(in_force, life) if in_force.experiments else None


@njit(cache=True, nogil=True)
def _draw(category, assigned, share, key, day):  # type: ignore[no-untyped-def]
    lots = np.zeros(len(category), tables.ASSIGNED)
    number = 0
    for citizen in range(len(category)):
        if category[citizen] >= assigned:
            continue
        word = np.uint64(draws.draw(key, citizen, day, draws.ASSIGNMENT, 0, 0)[0])
        if word >= np.uint64(2) * share:
            continue
        lots[number].day, lots[number].citizen = day, citizen
        lots[number].treated, lots[number].category = word < share, category[citizen]
        number += 1
    return lots[:number]

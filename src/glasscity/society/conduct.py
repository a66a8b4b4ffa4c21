"""What people do on a day, and what they ask for: the truth, which the authority never sees.

Rule: conduct and requests are occasions (see `occasions`), drawn together: conduct first, then services, so
that no service changes what people do.
Reads: attribute levels. Writes: acts and requests of the day. Draws: OCCASION_CANDIDATE, OCCASION_KEPT.
Units: rates per 365 days. Leaves out, so far: that people answer to being scored.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.society.occasions import Chances, Occasion, happen, prepare_chances
from glasscity.society.population import Population

SERVICE_FLAG = 1 << 16
"""Added to a service's code in the address of its draws, to keep it apart from a conduct of that code."""


def prepare_conduct(scenario: Scenario) -> Chances:
    """Work out the tables of the day's draws."""
    denunciation = scenario.denunciation
    reward = denunciation.reward if denunciation is not None and denunciation.enabled else None
    occasions = [
        Occasion(c.code, c.per_year if name != reward else Decimal(0), c.bound_per_year, c.depends, {})
        for name, c in sorted(scenario.conduct.items(), key=lambda item: item[1].code)
    ]
    occasions += [
        Occasion(s.code + SERVICE_FLAG, s.per_year, s.bound_per_year, s.depends, s.asked_by)
        for s in sorted(scenario.services.values(), key=lambda service: service.code)
    ]
    levels = scenario.population.levels
    return prepare_chances(levels, occasions, draws.OCCASION_CANDIDATE, draws.OCCASION_KEPT)


def act(
    chances: Chances,
    population: Population,
    key: np.uint64,
    day: int,
    room: NDArray[np.uint32],
    workers: Workers,
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return the acts and the requests of one day, in order of citizen, then code."""
    events = happen(chances, population.levels, key, day, room, workers)
    is_act = events["code"] < SERVICE_FLAG
    done, asked = events[is_act], events[~is_act]
    acts, requests = np.empty(len(done), tables.ACT), np.empty(len(asked), tables.REQUEST)
    acts["day"], requests["day"] = day, day
    acts["citizen"], requests["citizen"] = done["citizen"], asked["citizen"]
    acts["conduct"], requests["service"] = done["code"], asked["code"] - SERVICE_FLAG
    return acts, requests

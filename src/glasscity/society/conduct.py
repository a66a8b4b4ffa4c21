"""What people do on a day, and what they ask for: the truth, which the authority never sees.

Rule: conduct and requests are occasions (see `occasions`), drawn together: conduct first, then services, so
that no service changes what people do.
Reads: attribute levels. Writes: acts and requests of the day. Draws: OCCASION_CANDIDATE, OCCASION_KEPT,
REQUEST_ELSEWHERE.
Units: rates per 365 days. What bears on it (see `leaning`) changes rates.

Exactly:
- The occasions stand in the order of the codes of conduct, then of services; the code of a service is 65536 +
  its own. Streams are OCCASION_CANDIDATE and OCCASION_KEPT.
- A service is asked for only by those who have one of the levels in `asked_by`, of every attribute there.
  Conduct that is the reward for denouncing is no act while people denounce: it is only filed. Both stay in
  the line all the same, for everybody, with the rate 0 for those who do not do it.
- A request is made elsewhere if w0 of REQUEST_ELSEWHERE(citizen, day, 0, service) is below
  t(asked_elsewhere). Acts and requests are in the order of citizens, then of the line.
- In the order of codes C_k = 1 - (1 - b_1) … (1 - b_k), b = bound / 365, in 2^-64, cut off, below 2^64. With
  u = 2^32 w1 + w0 of CANDIDATE(citizen, day, 0, 0) the first candidate is the first k with u < C_k. After
  candidate k, u = C_k + floor(u' (2^64 - 1 - C_k) / 2^64), u' drawn like u from CANDIDATE(citizen, day, m,
  0), m = 1, 2, …, and the next one is again the first with u < C_k, until there is none. All occasions do so,
  those of other streams too, each stream with its own line.
- It happens if w0 of KEPT(citizen, day, 0, code) is below t(rate × factors / bound) after what leans on it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.parallel import Workers
from glasscity.rows import in_one
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.society.leaning import Leanings
from glasscity.society.occasions import (
    FORGONE,
    MORE,
    NO_LEANING,
    Chances,
    Occasion,
    each_range,
    happen_among,
    prepare_chances,
)
from glasscity.society.population import Population

SERVICE_FLAG = 1 << 16
"""Added to a service's code in the address of its draws, to keep it apart from a conduct of that code."""
ACTS, REQUESTS, FORGONE_ACTS, MORE_ACTS, UNASKED = range(5)
"""Places of the parts of `Doings`."""
KINDS = tables.ACT, tables.REQUEST, tables.ACT, tables.ACT, tables.REQUEST


def prepare_conduct(scenario: Scenario, leanings: Leanings | None = None) -> Chances:
    """Work out the tables of the day's draws, and which leanings bear on what."""
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
    leans = leanings.bearing_on([o.code for o in occasions]) if leanings is not None else None
    return prepare_chances(levels, occasions, draws.OCCASION_CANDIDATE, draws.OCCASION_KEPT, leans)


def prepare_elsewhere(scenario: Scenario) -> NDArray[np.uint64] | None:
    """Return the thresholds of asking in another town by service code, if anybody ever does."""
    if not any(service.asked_elsewhere for service in scenario.services.values()):
        return None
    thresholds = np.zeros(max(service.code for service in scenario.services.values()) + 1, np.uint64)
    for service in scenario.services.values():
        thresholds[service.code] = threshold32(service.asked_elsewhere)
    return thresholds


@njit(cache=True, nogil=True)
def _ask_elsewhere(requests, elsewhere, key):  # type: ignore[no-untyped-def]
    for i in range(len(requests)):
        request = requests[i]
        w = draws.draw(key, request.citizen, request.day, draws.REQUEST_ELSEWHERE, 0, request.service)
        request.elsewhere = np.uint64(w[0]) < elsewhere[request.service]


class Doings(NamedTuple):
    """What people did and asked for today, what they forwent, what they did beyond what they ever did, and
    what they would have asked for but for what bears on them."""

    acts: NDArray[np.void]
    requests: NDArray[np.void]
    forgone: NDArray[np.void]
    more: NDArray[np.void]
    unasked: NDArray[np.void]


def act(
    chances: Chances,
    population: Population,
    key: np.uint64,
    day: int,
    workers: Workers,
    leaning: NDArray[np.uint8] = NO_LEANING,
    elsewhere: NDArray[np.uint64] | None = None,
) -> Doings:
    """Return the acts and the requests of one day, in order of citizen, then code.

    `elsewhere` : uint64 [service codes], thresholds of asking in another town, if anybody ever does.
    """
    if not len(chances.code):
        return Doings(*(np.empty(0, kind) for kind in KINDS))
    parts = each_range(_act_among, chances, population.levels, key, day, workers, leaning)
    doings = Doings(*(in_one(some) for some in zip(*parts, strict=True)))
    if elsewhere is not None:
        _ask_elsewhere(doings.requests, elsewhere, key)
    return doings


@njit(cache=True, nogil=True)
def _act_among(lo, hi, key, day, chances, levels, leaning):  # type: ignore[no-untyped-def]
    """Return the doings of citizens lo … hi, one array of each kind; what was done beyond what is ever done
    stands in two of them."""
    events = happen_among(lo, hi, key, day, chances, levels, leaning)
    # Room for the case that all are of one kind: what nobody writes into takes no memory.
    room = len(events)
    acts, requests = np.empty(room, tables.ACT), np.empty(room, tables.REQUEST)
    forgone, more = np.empty(room, tables.ACT), np.empty(room, tables.ACT)
    unasked = np.empty(room, tables.REQUEST)
    number = np.zeros(5, np.int64)
    for i in range(len(events)):
        event = events[i]
        came = event.came
        if event.code >= SERVICE_FLAG:
            kind, rows = (UNASKED, unasked) if came == FORGONE else (REQUESTS, requests)
            request = rows[number[kind]]
            request.day, request.citizen = day, event.citizen
            request.service, request.elsewhere = event.code - SERVICE_FLAG, 0
            number[kind] += 1
            continue
        kind, deeds = (FORGONE_ACTS, forgone) if came == FORGONE else (ACTS, acts)
        act = deeds[number[kind]]
        act.day, act.citizen, act.conduct = day, event.citizen, event.code
        number[kind] += 1
        if came == MORE:
            act = more[number[MORE_ACTS]]
            act.day, act.citizen, act.conduct = day, event.citizen, event.code
            number[MORE_ACTS] += 1
    return (
        acts[: number[ACTS]],
        requests[: number[REQUESTS]],
        forgone[: number[FORGONE_ACTS]],
        more[: number[MORE_ACTS]],
        unasked[: number[UNASKED]],
    )

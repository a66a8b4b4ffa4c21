"""What people do today and what they ask for: the truth, which the authority never sees."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from glasscity.draws import OCCASION_CANDIDATE, OCCASION_KEPT, REQUEST_ELSEWHERE
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from reference.chance import Person
from reference.draws import draw
from reference.occasions import Line, Occasion, candidates, in_line
from reference.rows import Row

SERVICE_FLAG = 1 << 16
"""Added to the code of a service, to tell it from a conduct of the same code."""
UNCHANGED = 128
"""The factor, in 128ths, that leaves a rate as it is."""


class Doings(NamedTuple):
    """A day's acts and requests, the acts that what bears on people kept them from or drove them to (`more`
    are among the acts), and the requests it kept them from."""

    acts: list[Row]
    requests: list[Row]
    forgone: list[Row]
    more: list[Row]
    unasked: list[Row]


def what_may_be_done(scenario: Scenario) -> Line:
    """Rule: conduct comes first in the line, then services. Conduct that is the reward for denouncing happens
    by denouncing, and in no other way."""
    denunciation = scenario.denunciation
    reward = denunciation.reward if denunciation is not None and denunciation.enabled else None
    occasions = []
    for name, one in scenario.conduct.items():
        per_year = Decimal(0) if name == reward else one.per_year
        occasions.append(Occasion(one.code, per_year, one.bound_per_year, one.depends, {}))
    for service in scenario.services.values():
        code, rates = SERVICE_FLAG + service.code, (service.per_year, service.bound_per_year)
        occasions.append(Occasion(code, *rates, service.depends, service.asked_by))
    return in_line(occasions)


def act(
    scenario: Scenario,
    line: Line,
    people: Sequence[Person],
    bearing: Sequence[Sequence[Sequence[int]]],
    key: int,
    day: int,
) -> Doings:
    """Rule: a candidate happens if its draw is below its threshold, multiplied by every factor that bears on
    it, one after the other, rounded down.

    `bearing` holds for each place in the line the rows of factors that bear on it, a number for each citizen.
    """
    place_of = {occasion.code: place for place, occasion in enumerate(line.occasions)}
    elsewhere = {one.code: threshold32(one.asked_elsewhere) for one in scenario.services.values()}
    doings = Doings([], [], [], [], [])
    for citizen, person in enumerate(people):
        for occasion in candidates(line, key, citizen, day, OCCASION_CANDIDATE):
            code = occasion.code
            word = draw(key, citizen, day, OCCASION_KEPT, 0, code)[0]
            as_ever = now = occasion.kept(person)
            for factors in bearing[place_of[code]]:
                now = now * factors[citizen] // UNCHANGED
            happens, would_have = word < now, word < as_ever
            if code >= SERVICE_FLAG:
                service = code - SERVICE_FLAG
                request = Row(day=day, citizen=citizen, service=service, elsewhere=0)
                if happens:
                    lot = draw(key, citizen, day, REQUEST_ELSEWHERE, 0, service)[0]
                    doings.requests.append(request.but(elsewhere=int(lot < elsewhere[service])))
                elif would_have:
                    doings.unasked.append(request)
                continue
            deed = Row(day=day, citizen=citizen, conduct=code)
            if happens:
                doings.acts.append(deed)
                if not would_have:
                    doings.more.append(deed)
            elif would_have:
                doings.forgone.append(deed)
    return doings

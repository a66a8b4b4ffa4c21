"""Patterns of what people know, think and change. They need `[response]` and `[voice]` in the city."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasscity.society.voice.rules import MIDDLE
from glasscity.validation.patterns.measures import NOT_A_NUMBER, ratio
from glasscity.validation.patterns.seen import Seen

FIRST_CHANGED = ("consumption", "traffic")
"""Domains of the city that stand for shopping and traffic."""


def approve(seen: Seen) -> float:
    """Return the share of people who approve of the system at the end, whatever they say."""
    voice = seen.world.voice
    return float((voice.state.private >= MIDDLE).mean()) if voice is not None else NOT_A_NUMBER


def support_lost(seen: Seen) -> float:
    """Return the share of support lost among those who learnt of somebody punished for criticism."""
    voice = seen.world.voice
    if voice is None:
        return NOT_A_NUMBER
    told = voice.state.knows > 0
    before = int((seen.private_at_start[told] >= MIDDLE).sum())
    return ratio(before - int((voice.state.private[told] >= MIDDLE).sum()), before)


def know_of_it(seen: Seen) -> float:
    """Return the share of people who know of the system at the end."""
    minds = seen.world.minds
    return float(minds.aware.mean()) if minds is not None else NOT_A_NUMBER


def changed_conduct(seen: Seen) -> float:
    """Return, of those who know of the system, the share who did something less or more for it."""
    minds = seen.world.minds
    if minds is None:
        return NOT_A_NUMBER
    changed = np.zeros(seen.citizens, np.bool_)
    for name in ("forgone", "more"):
        changed[seen.all(name)["citizen"]] = True
    return ratio(int((changed & (minds.aware > 0)).sum()), int(minds.aware.sum()))


def _counted(seen: Seen, names: list[str]) -> tuple[int, int, int]:
    """Return how often conduct was done, forgone, and done beyond what it would have been."""
    codes = [seen.scenario.conduct[name].code for name in names]

    def number(rows: NDArray[np.void]) -> int:
        return int(np.isin(rows["conduct"], codes).sum())

    return number(seen.all("acts")), number(seen.all("forgone")), number(seen.all("more"))


def _change(seen: Seen, names: list[str]) -> float:
    """Return how large a part of conduct changed, of what it would have been."""
    done, forgone, more = _counted(seen, names)
    return ratio(forgone + more, done + forgone - more)


def shopping_and_traffic_first(seen: Seen) -> float:
    """Return by how much the lesser change of shopping and traffic exceeds every other domain's."""
    if seen.world.minds is None:
        return NOT_A_NUMBER
    conduct = seen.scenario.conduct
    domains = {one.domain for one in conduct.values()}
    change = {
        domain: _change(seen, [name for name, one in conduct.items() if one.domain == domain])
        for domain in domains
    }
    first = min(change.pop(domain) for domain in FIRST_CHANGED)
    return ratio(first, float(np.nanmax(list(change.values()))))


def rewards_to_punishments(seen: Seen) -> float:
    """Return the part of rewarded conduct that is done more, over the part of punished conduct done less."""
    if seen.world.minds is None:
        return NOT_A_NUMBER
    rewards = {name: seen.scenario.rewards(name) for name in seen.scenario.conduct}
    done, forgone, more = _counted(seen, [name for name, counts in rewards.items() if counts is True])
    raised = ratio(more, done + forgone - more)
    done, forgone, more = _counted(seen, [name for name, counts in rewards.items() if counts is False])
    return ratio(raised, ratio(forgone, done + forgone - more))

"""From beliefs to leanings: how much less of what is punished, or more of what is rewarded, somebody does.

Perceived certainty weighs more than severity. Read it beside "What one does" in `docs/response.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints
from glasscity.scenario.response import Leaning as Rules
from glasscity.scenario.response import NearBounds, Response
from glasscity.scenario.towns import TownScale
from reference.leaning import MOST, UNCHANGED
from reference.shares import ONE, nearest, towards_nothing

POINT = 100
"""What is at stake is counted in hundredths of a point."""


@dataclass(frozen=True)
class Kind:
    """Conduct that people do not tell apart: one domain, and rewarded, punished or neither at every stage."""

    domain: str
    conduct: list[str]


@dataclass(frozen=True)
class AtStake:
    """What a kind of conduct is about, as the rules of the day have it; stakes in hundredths of a point.

    rewarded : true, false where it is punished, nothing where it does not count.
    fine, points : what is truly at stake, on average over the conduct of the kind.
    crowding_out : share given up if it is paid for.
    certainty_of : the kind whose perceived certainty this one has.
    spills_to : the kinds to which news of this one spills over.
    """

    rewarded: bool | None
    fine: int
    points: int
    crowding_out: int
    certainty_of: int
    spills_to: list[int]


def kinds_of(course: Sequence[Scenario]) -> list[Kind]:
    """Rule: a kind is one domain and whether its conduct counts, at every stage of the run; kinds are in the
    order of their first codes."""
    conduct = course[0].conduct
    found: dict[tuple[object, ...], Kind] = {}
    for name in sorted(conduct, key=lambda one: conduct[one].code):
        domain = conduct[name].domain
        alike = domain, *(scenario.rewards(name) for scenario in course)
        found.setdefault(alike, Kind(domain, [])).conduct.append(name)
    return list(found.values())


def at_stake(scenario: Scenario, response: Response, kinds: Sequence[Kind]) -> list[AtStake]:
    """Return what every kind is about.

    Rule: what does not count cannot be told from what is punished in the same domain: it is thought as
    certain to come on file, and news of what is punished spills over to it.
    """
    rewarded = [scenario.rewards(kind.conduct[0]) for kind in kinds]
    places = range(len(kinds))
    found = []
    for place, kind in enumerate(kinds):
        same_domain = [other for other in places if kinds[other].domain == kind.domain]
        punished = [other for other in same_domain if rewarded[other] is False]
        uncounted = [other for other in same_domain if rewarded[other] is None]
        crowding = response.crowding_out
        crowded_out = crowding is not None and kind.domain in crowding.domains and rewarded[place]
        found.append(
            AtStake(
                rewarded[place],
                mean([fine_for(scenario, response, name) for name in kind.conduct]),
                mean([points_for(scenario, name) for name in kind.conduct]),
                nearest(crowding.share) if crowding is not None and crowded_out else 0,
                punished[-1] if rewarded[place] is None and punished else place,
                uncounted if rewarded[place] is False else [],
            )
        )
    return found


def fine_for(scenario: Scenario, response: Response, name: str) -> Decimal:
    """Return the fine for a conduct, in the points that it counts for."""
    return scenario.courts.fines.get(name, Decimal(0)) * response.leaning.points_per_money


def points_for(scenario: Scenario, name: str) -> Decimal:
    """Return the points for a conduct, gained or lost; without a score there are none."""
    if not scenario.scoring.enabled or name not in scenario.rulebook.rules:
        return Decimal(0)
    return abs(scenario.rulebook.rules[name].mean_points)


def mean(points: Sequence[Decimal]) -> int:
    """Return the mean in hundredths of a point, halves up."""
    return int(sum(map(Fraction, points)) / len(points) * POINT + Fraction(1, 2))


def believed_stake(scenario: Scenario, about: AtStake, learnt: int, scored: bool) -> int:
    """Rule: the fine, which the law publishes, and for whoever is scored transparency × the true points +
    (1 - transparency) × those learnt."""
    if not scored:
        return about.fine
    seen_through = nearest(scenario.transparency)
    points = seen_through * about.points + (ONE - seen_through) * learnt
    return about.fine + (points + ONE // 2) // ONE


def change_of_rate(rules: Rules, about: AtStake, belief: int, stake: int) -> int:
    """Return by which share the rate changes.

    Rule: with b the certainty, s the stake, σ = s / (s + half) and n = s / noticeable, at most 1: -b
    (certainty n + severity σ) for what is punished, or believed to be; b (reward σ - crowding out) for what
    is rewarded. Nothing at stake changes nothing.
    """
    if stake <= 0:
        return 0
    certainty = belief + belief // 32768  # From parts of 65535 to parts of 65536.
    severe = stake * ONE // (stake + nearest(rules.half_severity, POINT))
    if about.rewarded:
        change = nearest(rules.reward) * severe // ONE - about.crowding_out
    else:
        noticeable = max(nearest(rules.noticeable, POINT), 1)
        noticed = min(stake * ONE // noticeable, ONE)
        given_up = nearest(rules.certainty) * noticed // ONE + nearest(rules.severity) * severe // ONE
        change = -min(given_up, ONE)
    return towards_nothing(change, certainty)


def leaning_of(change: int, standing: int, near: int, against: int | None) -> int:
    """Rule: category and nearness to a bound multiply the change; defiance turns it round, by the share
    `against`. The leaning is 1 + change, in 128ths."""
    change = towards_nothing(towards_nothing(change, standing), near)
    change = max(min(change, ONE), -ONE)
    if against is not None:
        change = -towards_nothing(change, against)
    return min(max(UNCHANGED + towards_nothing(change, UNCHANGED), 0), MOST)


def standing_in(scenario: Scenario, rules: Rules, category: int) -> int:
    """Rule: in the best category a share `licence` of all leaning is lost, in the worst `nothing_to_lose`."""
    if category == 0:
        return nearest(1 - rules.licence)
    if category == len(scenario.category_names) - 1:
        return nearest(1 - rules.nothing_to_lose)
    return ONE


def nearness(town: TownScale, near: NearBounds, total: int) -> int:
    """Rule: within the margin above the lower bound of one's band one leans by `about_to_fall`, within that
    below its upper bound by `about_to_rise`; of both, the larger. Bounds are those of one's own town, and
    the margin is on its scale. Totals are in millipoints."""
    # The band of the total, also under an override.
    margin = town.from_national(millipoints(near.margin))
    reached = [bound for bound in town.bounds if bound <= total]
    ahead = [bound for bound in town.bounds if bound > total]
    factors = []
    if reached and total - max(reached) <= margin:
        factors.append(nearest(near.about_to_fall))
    if ahead and min(ahead) - total <= margin:
        factors.append(nearest(near.about_to_rise))
    return max(factors, default=ONE)

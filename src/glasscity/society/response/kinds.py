"""Kinds of conduct: what people tell apart when they think of what is watched and what counts.

Rule: a kind is one domain and whether its conduct is punished, rewarded or does not count. Conduct that an
intervention moves from one to another forms kinds of its own, so that no belief changes hands.

Exactly:
- Conduct is rewarded if its rule's points (or the middle of their range) are above 0; else punished if they
  are below 0, or the rule sets a category, or the courts fine it; else it does not count. Kinds are in the
  order of their first codes.
- Of a kind the fine is the mean of fine × `points_per_money`, and the true stake the mean of the points
  without their sign (0 where nobody is scored), each over its conduct, in hundredths of a point to the
  nearest, halves up.
- What does not count is thought as certain as the last punished kind of its domain, if there is one; an entry
  of a punished kind spills over to all kinds of its domain that do not count. Rewarded kinds of the
  `crowding_out` domains lose its share.
- Learning a stake s, of an entry that counts: s + floor(((v - s) w + 32768) / 65536), v = floor(|points in
  thousandths| / 10), at most 65535, w the weight in 65536ths. An entry of a punished kind moves the stakes of
  the kinds it spills over to as well, with floor(w × spillover / 65536).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints, threshold32
from glasscity.scenario.response import Response
from glasscity.scenario.towns import town_scales
from glasscity.society.response.lean import NOT_AGAINST
from glasscity.society.response.rules import ONE

CENTIPOINTS = 100
"""What is at stake is counted in hundredths of a point."""
MOST = 65535
"""The largest stake that can be believed from notices, 655.35 points; true stakes have no such limit."""
PUNISHED, REWARDED, UNCOUNTED = "punished", "rewarded", "uncounted"


class Kind(NamedTuple):
    """A domain, whether its conduct counts (stage by stage), and the conduct."""

    domain: str
    rewarded: tuple[bool | None, ...]
    names: list[str]


def sort_into_kinds(course: Sequence[Scenario]) -> list[Kind]:
    """Sort all conduct into kinds, in the order of their first codes."""
    kinds: dict[tuple[str, tuple[bool | None, ...]], Kind] = {}
    conduct = course[0].conduct
    for name in sorted(conduct, key=lambda key: conduct[key].code):
        rewarded = tuple(one.rewards(name) for one in course)
        key = conduct[name].domain, rewarded
        kinds.setdefault(key, Kind(*key, [])).names.append(name)
    return list(kinds.values())


def counts_as(scenario: Scenario, kind: Kind) -> str:
    """Return whether a kind is punished, rewarded or does not count."""
    return {True: REWARDED, False: PUNISHED, None: UNCOUNTED}[scenario.rewards(kind.names[0])]


class Stakes(NamedTuple):
    """What each kind of conduct is about, as the rules of the day have it.

    rewarded, uncounted : bool [kinds]; fine, points : int64 [kinds], mean stake in fines and in points, in
    hundredths of a point; crowding : int64 [kinds], share given up if paid, 65536ths; certainty_of : int64
    [kinds], the kind whose perceived certainty a kind has; spills : bool [kinds, kinds], from a punished kind
    to those of its domain that do not count.
    """

    rewarded: NDArray[np.bool_]
    uncounted: NDArray[np.bool_]
    fine: NDArray[np.int64]
    points: NDArray[np.int64]
    crowding: NDArray[np.int64]
    certainty_of: NDArray[np.int64]
    spills: NDArray[np.bool_]


def prepare_stakes(scenario: Scenario, response: Response, kinds: Sequence[Kind]) -> Stakes:
    """Work out what is at stake in each kind of conduct."""
    classes = [counts_as(scenario, kind) for kind in kinds]
    punished = {kind.domain: place for place, kind in enumerate(kinds) if classes[place] == PUNISHED}
    certainty_of = [
        punished.get(kind.domain, place) if classes[place] == UNCOUNTED else place
        for place, kind in enumerate(kinds)
    ]
    spills = [
        [
            classes[one] == PUNISHED
            and classes[other] == UNCOUNTED
            and kinds[one].domain == kinds[other].domain
            for other in range(len(kinds))
        ]
        for one in range(len(kinds))
    ]
    crowding = response.crowding_out
    domains = crowding.domains if crowding is not None else []
    share = in_65536ths(crowding.share) if crowding is not None else 0
    per_money = response.leaning.points_per_money
    return Stakes(
        np.array([one == REWARDED for one in classes]),
        np.array([one == UNCOUNTED for one in classes]),
        np.array([_mean([_fine(scenario, n) * per_money for n in kind.names]) for kind in kinds], np.int64),
        np.array([_mean([_points(scenario, n) for n in kind.names]) for kind in kinds], np.int64),
        np.array(
            [
                share if kind.domain in domains and one == REWARDED else 0
                for kind, one in zip(kinds, classes, strict=True)
            ],
            np.int64,
        ),
        np.array(certainty_of, np.int64),
        np.array(spills),
    )


def _points(scenario: Scenario, name: str) -> Decimal:
    rule = scenario.rulebook.rules.get(name) if scenario.scoring.enabled else None
    return abs(rule.mean_points) if rule is not None else Decimal(0)


def _fine(scenario: Scenario, name: str) -> Decimal:
    return Decimal(scenario.courts.fines.get(name, Decimal(0)))


def _mean(points: Sequence[Decimal]) -> int:
    return in_centipoints(sum(points, Decimal(0)) / len(points))


def in_centipoints(points: Decimal) -> int:
    """Return points in hundredths, halves up."""
    return int(points * CENTIPOINTS + Decimal("0.5"))


def in_65536ths(share: Decimal) -> int:
    """Return a share or factor in 65536ths, halves up."""
    return int(share * ONE + Decimal("0.5"))


class Manner(NamedTuple):
    """How people lean: shares and factors in 65536ths, stakes in hundredths of a point, bounds in mp.

    standing : int64 [categories + 1], what is left of leaning in a category; the last has none.
    knows : 32-bit threshold of knowing one's score and the bounds; margin : int64 [towns], bounds : int64
    [towns, categories - 1], each in points of the town. against : NOT_AGAINST where nobody is defiant.
    """

    certainty: np.int64
    severity: np.int64
    half: np.int64
    noticeable: np.int64
    reward: np.int64
    transparency: np.int64
    scored: np.bool_
    against: np.int64
    margin: NDArray[np.int64]
    about_to_fall: np.int64
    about_to_rise: np.int64
    knows: np.uint64
    bounds: NDArray[np.int64]
    standing: NDArray[np.int64]


def prepare_manner(scenario: Scenario, response: Response) -> Manner:
    """Turn what a scenario says of leaning into numbers."""
    leaning, near = response.leaning, response.near_bounds
    standing = [ONE] * (len(scenario.category_names) + 1)
    standing[0] = in_65536ths(1 - leaning.licence)
    standing[-2] = in_65536ths(1 - leaning.nothing_to_lose)
    towns = town_scales(scenario)
    margin = millipoints(near.margin) if near is not None else 0
    return Manner(
        np.int64(in_65536ths(leaning.certainty)),
        np.int64(in_65536ths(leaning.severity)),
        np.int64(in_centipoints(leaning.half_severity)),
        np.int64(in_centipoints(leaning.noticeable)),
        np.int64(in_65536ths(leaning.reward)),
        np.int64(in_65536ths(scenario.transparency)),
        np.bool_(scenario.scoring.enabled),
        np.int64(in_65536ths(response.defiance.against) if response.defiance is not None else NOT_AGAINST),
        np.array([town.from_national(margin) for town in towns], np.int64),
        np.int64(in_65536ths(near.about_to_fall) if near is not None else ONE),
        np.int64(in_65536ths(near.about_to_rise) if near is not None else ONE),
        np.uint64(threshold32(scenario.transparency) if near is not None and scenario.scoring.enabled else 0),
        np.array([town.bounds for town in towns], np.int64),
        np.array(standing, np.int64),
    )

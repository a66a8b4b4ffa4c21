"""The rulebook: how many points a filing gives, which the data centre looks up for every one.

Exactly:
- The points of a filing, in thousandths: those of the parameter's entry in `catalogue.exceptions`; else
  `points` of the rule of its conduct; else, in a range, points_from + 1000 × one of (points_to - points_from
  + 1, whole points) by w0 of PARAMETER_POINTS(parameter, 0, 0, conduct), keyed by 0 and not by a seed, the
  same in every city. Conduct without a rule has none.
- A town's own rule goes before that; else the national points × its scale / 1000, the nearest, halves up.
  Caps are scaled alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS, millipoints
from glasscity.scenario.towns import SCALE_ONE, town_scales

NO_CAP = -1
UNBOUNDED = 2**31 - 1
NOT_FIXED = -(2**31)


class Rules(NamedTuple):
    """One row per conduct code, then one per cap, then one per town.

    known : bool, whether a rule gives points; low, high : int32 mp, equal unless parameters differ;
    expires : int32 days or 0; override : uint8 category or NO_CATEGORY; override_days : int32;
    cap : int32 row of the cap or NO_CAP; exception_parameter : uint32 sorted, exception_points : int32 mp;
    most_gained, most_lost : int32 mp [caps], on the national scale; yearly : bool [caps];
    scored : bool [towns]; scale : int64 thousandths [towns]; fixed : int32 mp [towns, conduct codes], what
    the town gives whatever the parameter, by a rule of its own or on its scale, or NOT_FIXED.
    """

    known: NDArray[np.bool_]
    low: NDArray[np.int32]
    high: NDArray[np.int32]
    expires: NDArray[np.int32]
    override: NDArray[np.uint8]
    override_days: NDArray[np.int32]
    cap: NDArray[np.int32]
    exception_parameter: NDArray[np.uint32]
    exception_points: NDArray[np.int32]
    most_gained: NDArray[np.int32]
    most_lost: NDArray[np.int32]
    yearly: NDArray[np.bool_]
    scored: NDArray[np.bool_]
    scale: NDArray[np.int64]
    fixed: NDArray[np.int32]


def prepare_rules(scenario: Scenario, course: Sequence[Scenario] = ()) -> Rules:
    """Turn the rulebook into arrays.

    Where nobody is scored, no rule is known; what is on file from before is still undone by its rule, also
    where that rule no longer holds: `course` are the scenarios of the whole run.
    """
    rulebook = scenario.rulebook
    size = max(conduct.code for conduct in scenario.conduct.values()) + 1
    towns = town_scales(scenario)
    caps = sorted(rulebook.caps, key=lambda name: rulebook.caps[name].code)
    rules = Rules(
        np.zeros(size, np.bool_),
        np.zeros(size, np.int32),
        np.zeros(size, np.int32),
        np.zeros(size, np.int32),
        np.full(size, tables.NO_CATEGORY, np.uint8),
        np.zeros(size, np.int32),
        np.full(size, NO_CAP, np.int32),
        *_exceptions(scenario),
        np.array([_bound(rulebook.caps[name].most_gained) for name in caps], np.int32),
        np.array([_bound(rulebook.caps[name].most_lost) for name in caps], np.int32),
        np.array([rulebook.caps[name].window == "year" for name in caps], np.bool_),
        np.array([town.scored for town in towns], np.bool_),
        np.array([town.scale for town in towns], np.int64),
        np.full((len(towns), size), NOT_FIXED, np.int32),
    )
    for name, rule in rulebook.rules.items():
        code = scenario.conduct[name].code
        rules.known[code] = scenario.scoring.enabled
        low = rule.points if rule.points is not None else rule.points_from
        high = rule.points if rule.points is not None else rule.points_to
        assert low is not None
        assert high is not None
        rules.low[code], rules.high[code] = millipoints(low), millipoints(high)
        rules.expires[code] = rule.expires_after_days or 0
        if rule.override is not None:
            rules.override_days[code] = rule.override.days
    for one in (*course, scenario):
        for name, rule in one.rulebook.rules.items():
            code = scenario.conduct[name].code
            if rule.override is not None:
                rules.override[code] = scenario.category_names.index(rule.override.category)
            if rule.cap is not None:
                rules.cap[code] = caps.index(rule.cap)
    return rules._replace(fixed=fixed_points(rules, scenario))


def some_override(rules: Rules) -> bool:
    """Return whether any rule sets a category at once."""
    return bool((rules.override != tables.NO_CATEGORY).any())


def _bound(points: object) -> int:
    return UNBOUNDED if points is None else millipoints(points)  # type: ignore[arg-type]


def fixed_points(rules: Rules, scenario: Scenario) -> NDArray[np.int32]:
    """Work out once what no parameter makes a difference to: int32 mp [towns, conduct codes]."""
    fixed = np.full_like(rules.fixed, NOT_FIXED)
    same = np.flatnonzero(rules.low == rules.high) if not len(rules.exception_parameter) else ()
    for row, town in enumerate(town_scales(scenario)):
        for code in same:
            fixed[row, code] = rescaled(rules.low[code], town.scale, SCALE_ONE)
        for conduct, points in town.rules.items():
            fixed[row, scenario.conduct[conduct].code] = points
    return fixed


def _exceptions(scenario: Scenario) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    points = {e.parameter: millipoints(e.points) for e in scenario.catalogue.exceptions}
    parameters = sorted(points)
    return np.array(parameters, np.uint32), np.array([points[p] for p in parameters], np.int32)


@njit(cache=True, nogil=True, inline="always")
def rescaled(points, to, of):  # type: ignore[no-untyped-def]
    """Return `points` on the scale `of` on the scale `to`, halves rounded up; the same on the same scale."""
    return (2 * np.int64(points) * to + of) // (2 * of)


@njit(cache=True, nogil=True)
def points_of(rules, town, conduct, parameter):  # type: ignore[no-untyped-def]
    """Return the points (mp) that a parameter gives in a town, by a rule of its own or on its scale."""
    if rules.fixed[town, conduct] != NOT_FIXED:
        return rules.fixed[town, conduct]
    national = national_points_of(rules, conduct, parameter)
    if rules.scale[town] == SCALE_ONE:
        return np.int32(national)
    return np.int32(rescaled(national, rules.scale[town], SCALE_ONE))


@njit(cache=True, nogil=True, inline="always")
def national_points_of(rules, conduct, parameter):  # type: ignore[no-untyped-def]
    """Return the points (mp) that a parameter gives by the national rulebook.

    Rule: an exception of the catalogue, or else the points of the conduct's rule; where the rule gives a
    range, the parameter has its own whole points in it, fixed by its code and the same in every city.
    """
    if len(rules.exception_parameter) > 0:
        place = np.searchsorted(rules.exception_parameter, parameter)
        if place < len(rules.exception_parameter) and rules.exception_parameter[place] == parameter:
            return rules.exception_points[place]
    low, high = np.int64(rules.low[conduct]), np.int64(rules.high[conduct])
    if low == high:
        return np.int32(low)
    w = draws.draw(np.uint64(0), parameter, 0, draws.PARAMETER_POINTS, 0, conduct)
    return np.int32(low + MILLIPOINTS * draws.high_product(w[0], (high - low) // MILLIPOINTS + 1))

"""How well the targets determine what was sought: which values fit as well as can be told.

Rule: a point fits as well as can be told if, for every target, its misfit is no larger than the target's
tolerance (or than the misfit of the best point, where that is larger) plus the half-width of the interval
over lives. Few trials lie where the fit is good, so points spread evenly over the ranges are read off a
surface through all trials (`surface.py`), with twice its own error added to what is allowed; those that fit
are what the targets leave.
Source: the idea is history matching (Craig et al. 1997).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.calibration.question import Calibration
from glasscity.calibration.search import Tried
from glasscity.calibration.surface import POINTS, Surface, in_the_cube, surfaces_of
from glasscity.ensemble.design import SOBOL, Factor, places

FEWEST_POINTS = 16
"""So many points of the surface have to fit before correlations among them are told."""
STRONG = 0.7
ALLOWED_ERRORS = 2
WELL, IN_PART = 0.25, 0.6
"""Shares of the range asked that a value may keep and be well determined, or in part."""


@dataclass(frozen=True)
class Sought:
    """One number that was sought.

    Attributes
    ----------
    as_it_is : what the scenario says; asked : the range or the list; best : the value of the best trial.
    low, high : between which values the fit is as good as can be told, by the surface and the trials.
    left : that as a share of the range asked; None for a list.
    fitting_values : of a list, the values of trials that fit as well as can be told.
    moves : by how much each target changes over the whole range, the others at their best.
    """

    path: str
    as_it_is: str
    asked: str
    best: str
    low: str
    high: str
    left: float | None
    fitting_values: tuple[str, ...]
    moves: dict[str, float]

    @property
    def verdict(self) -> str:
        """How well it is determined, in a word or two."""
        if self.left is None:
            return "one value fits" if len(self.fitting_values) == 1 else "several values fit"
        if self.left <= WELL:
            return "well"
        return "in part" if self.left <= IN_PART else "hardly"


@dataclass(frozen=True)
class TradeOff:
    """Two numbers of which the targets determine a combination only; the correlation among what fits."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True)
class Determined:
    """How well everything is determined.

    Attributes
    ----------
    fitting_trials : trials that fit as well as can be told, the best one included.
    space_left : the share of the whole space of ranges that fits, by the surface; None without one.
    surface_errors : by how much the surface errs for each target at a trial it was not laid through.
    """

    sought: tuple[Sought, ...]
    trade_offs: tuple[TradeOff, ...]
    fitting_trials: int
    space_left: float | None
    surface_errors: dict[str, float]


def determined_by(asked: Calibration, tried: list[Tried], best: Tried) -> Determined:
    """Return how well the trials say that the values are determined."""
    done = [one for one in tried if one.means is not None]
    assert best.means is not None
    means = np.array([[one.mean for one in trial.means or ()] for trial in done])
    reach = np.array([[one.half_width or 0.0 for one in trial.means or ()] for trial in done])
    published = np.array([target.value for target in asked.fitted])
    tolerances = np.array([target.tolerance for target in asked.fitted])
    slack = np.maximum(tolerances, np.abs(np.array([one.mean for one in best.means]) - published))
    fits = (np.abs(means - published) <= slack + reach).all(axis=1)
    x = np.array([in_the_cube(asked.factors, one.trial.values) for one in done])
    ranges = [place for place, factor in enumerate(asked.factors) if factor.is_range]
    surfaces = surfaces_of(asked.factors, x, means)
    inside, space_left = x[fits], None
    if surfaces:
        cube = places(SOBOL, len(ranges), POINTS, asked.seed)
        errors = np.array([one.error for one in surfaces])
        off = np.abs(np.column_stack([one.at(cube) for one in surfaces]) - published)
        good = (off <= slack + np.median(reach, axis=0) + ALLOWED_ERRORS * errors).all(axis=1)
        space_left = float(good.mean())
        inside = np.concatenate([inside, cube[good]])
    at_best = in_the_cube(asked.factors, best.trial.values)
    by_name = dict(zip((target.measure for target in asked.fitted), surfaces, strict=False))
    fitting = [one for one, fit in zip(done, fits, strict=True) if fit]
    sought = [
        _sought(asked, place, best, inside[:, place], fitting)
        | {"moves": {name: _moves(surface, at_best, place) for name, surface in by_name.items()}}
        for place in range(len(asked.factors))
    ]
    return Determined(
        tuple(Sought(**one) for one in sought),
        tuple(_trade_offs(asked, inside, ranges)),
        int(fits.sum()),
        space_left,
        {name: surface.error for name, surface in by_name.items()},
    )


def _sought(
    asked: Calibration, place: int, best: Tried, inside: NDArray[np.float64], fitting: list[Tried]
) -> dict[str, Any]:
    factor = asked.factors[place]
    values = [one.trial.values[place] for one in fitting]
    found: dict[str, Any] = {
        "path": factor.path,
        "as_it_is": _as_it_is(asked, factor.path),
        "best": best.trial.values[place],
        "fitting_values": () if factor.is_range else tuple(v for v in factor.values if v in values),
    }
    if not factor.is_range:
        return found | {"asked": ", ".join(factor.values), "low": "", "high": "", "left": None}
    low, high = float(inside.min()), float(inside.max())
    return found | {
        "asked": f"{factor.low}..{factor.high}",
        "low": short(factor, low),
        "high": short(factor, high),
        "left": high - low,
    }


def short(factor: Factor, place: float) -> str:
    """Return a value of a range with three digits, enough for where a fit ends."""
    value = float(factor.low) + place * float(factor.high - factor.low)
    return factor.written(round(value)) if factor.whole else format(float(f"{value:.3g}"), "g")


def _as_it_is(asked: Calibration, path: str) -> str:
    """Return what the scenario says at a path."""
    value: object = asked.question.to_dict()
    for key in path.split("."):
        if isinstance(value, dict):
            value = value.get(key, "")
        elif isinstance(value, list | tuple) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return ""
    return "" if isinstance(value, dict | list) else str(value)


def _moves(surface: Surface, at_best: NDArray[np.float64], place: int) -> float:
    line = np.repeat(at_best[None, :], 21, axis=0)
    line[:, place] = np.linspace(0, 1, 21)
    return float(np.ptp(surface.at(line)))


def _trade_offs(asked: Calibration, inside: NDArray[np.float64], ranges: list[int]) -> list[TradeOff]:
    """Return the pairs that are strongly correlated among what fits, the strongest first.

    Where one of the two is well determined by itself, there is nothing to make up for.
    """
    if len(inside) < FEWEST_POINTS:
        return []
    found = []
    for i in ranges:
        for j in ranges:
            if j < i and min(np.ptp(inside[:, i]), np.ptp(inside[:, j])) > WELL:
                correlation = float(np.corrcoef(inside[:, j], inside[:, i])[0, 1])
                if abs(correlation) >= STRONG:
                    found.append(TradeOff(asked.factors[j].path, asked.factors[i].path, correlation))
    return sorted(found, key=lambda one: -abs(one.correlation))

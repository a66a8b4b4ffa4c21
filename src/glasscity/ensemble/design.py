"""Which settings a sweep tries: every combination, or points spread evenly over ranges.

A *factor* is a path of the scenario with the values it may take: a list (`a,b,c`), or a range (`lo..hi`).
A grid takes every combination of lists. A Latin hypercube and a Sobol sequence fill ranges; in a list
each value then gets an equal part of the unit interval, in the order given: so may a rule of behaviour be
one of the dimensions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product

import numpy as np
from numpy.typing import NDArray

from glasscity.ensemble.plan import Point
from glasscity.errors import BadInput, did_you_mean

GRID, LATIN, SOBOL = "grid", "latin", "sobol"
DESIGNS = (GRID, LATIN, SOBOL)
BETWEEN = ".."
MOST_DIGITS = 15
"""Of the end of a range, before or after the point: what a floating-point number holds exactly."""
DIGITS = 6
"""Significant digits of a value inside a range, so that a setting reads well."""


@dataclass(frozen=True)
class Factor:
    """What is varied: a path with a list of values, or with a range of numbers."""

    path: str
    values: tuple[str, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    whole: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it is a range of numbers."""
        return not self.values

    def at(self, place: float) -> str:
        """Return the value at a place between 0 and 1."""
        if not self.is_range:
            return self.values[min(int(place * len(self.values)), len(self.values) - 1)]
        if self.whole:
            return str(min(int(self.low) + int(place * (int(self.high - self.low) + 1)), int(self.high)))
        return self.written(float(self.low) + place * float(self.high - self.low))

    def written(self, value: float) -> str:
        """Return a number of the range as a setting has it: with few digits, and never beyond the ends."""
        rounded = Decimal(value if self.whole else f"{value:.{DIGITS}g}")
        return format(min(max(rounded, self.low), self.high), "f")


def factor(text: str) -> Factor:
    """Read `path=lo..hi` or `path=a,b,c`; a list in brackets or quotes is one value.

    Raises `BadInput` where it is neither.
    """
    path, equals, values = text.partition("=")
    if not equals or not path.strip() or not values.strip():
        raise BadInput(f"--vary: {text!r} is not path=lo..hi or path=value,value,…")
    low, between, high = values.partition(BETWEEN)
    if between:
        try:
            ends = Decimal(low.strip()), Decimal(high.strip())
        except InvalidOperation:
            raise BadInput(f"--vary: {text!r}: the ends of a range are numbers") from None
        if not all(end.is_finite() and abs(end.adjusted()) <= MOST_DIGITS for end in ends):
            raise BadInput(
                f"--vary: {text!r}: the ends of a range are numbers of at most {MOST_DIGITS} digits"
            )
        if not ends[0] < ends[1]:
            raise BadInput(f"--vary: {text!r}: the range is empty; its lower end comes first")
        whole = all(end == end.to_integral_value() and "." not in str(end) for end in ends)
        return Factor(path.strip(), low=ends[0], high=ends[1], whole=whole)
    listed = tuple(_split(values))
    if len(set(listed)) < len(listed) or not all(listed):
        raise BadInput(f"--vary: {text!r}: every value once, and none empty")
    return Factor(path.strip(), listed)


def _split(values: str) -> list[str]:
    """Split at commas that stand outside of brackets and quotes."""
    parts, depth, quote = [""], 0, ""
    for sign in values:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        depth += (sign in "[{(") - (sign in "]})") if not quote else 0
        if sign == "," and not depth and not quote:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def points_of(factors: list[Factor], design: str = GRID, number: int = 0, seed: int = 1) -> list[Point]:
    """Return the points of a design.

    Parameters
    ----------
    number : how many points; a grid has as many as there are combinations. For `sobol` a power of two, since
        only then is the sequence balanced.

    Raises `BadInput` for a design that does not exist, a number that does not fit it, a path named twice.
    """
    if design not in DESIGNS:
        raise BadInput(f"--design: {design!r} is none{did_you_mean(design, DESIGNS)}")
    paths = [one.path for one in factors]
    for path in paths:
        if paths.count(path) > 1:
            raise BadInput(f"--vary: {path} is varied twice; name all its values in one")
    if not factors:
        raise BadInput("--vary: nothing is varied; say at least one path=values")
    if design == GRID:
        return _grid(factors, number)
    if number < 1:
        raise BadInput(f"--points: a {design} design needs to know how many points, such as --points 32")
    if design == SOBOL and number & (number - 1):
        below = 1 << number.bit_length() - 1
        raise BadInput(
            f"--points: {number} points are no balanced Sobol sequence; take a power of two, such as "
            f"{below} or {2 * below}"
        )
    return [at(factors, place) for place in places(design, len(factors), number, seed)]


def _grid(factors: Sequence[Factor], number: int) -> list[Point]:
    ranges = [one.path for one in factors if one.is_range]
    if ranges:
        raise BadInput(
            f"--vary: {ranges[0]} is a range, and a grid needs values: list them (path=a,b,c), or take "
            "--design latin or sobol with --points"
        )
    if number:
        raise BadInput("--points: a grid has one point for every combination; leave --points out")
    chosen = product(*(one.values for one in factors))
    return [
        Point(tuple(f"{one.path}={value}" for one, value in zip(factors, row, strict=True))) for row in chosen
    ]


def places(design: str, dimensions: int, number: int, seed: int) -> NDArray[np.float64]:
    """Return float [number, dimensions]: points of the unit cube."""
    from scipy.stats import qmc

    generator = np.random.default_rng(seed)
    if design == LATIN:
        found: NDArray[np.float64] = qmc.LatinHypercube(dimensions, rng=generator).random(number)
    else:
        found = qmc.Sobol(dimensions, rng=generator).random(number)
    return found


def at(factors: Sequence[Factor], places: NDArray[np.float64]) -> Point:
    """Return the point whose factors have the values at these places between 0 and 1."""
    chosen = zip(factors, places.tolist(), strict=True)
    return Point(tuple(f"{one.path}={one.at(place)}" for one, place in chosen))

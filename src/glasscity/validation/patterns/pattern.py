"""A published pattern, how it is judged, and what a city has to do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import NamedTuple

from glasscity.validation.patterns.seen import Seen

FACTOR = 2
"""A stylised city should come within this factor of a published number, a share within it in its odds."""
ORDER = 10
"""What hangs on assumed bounds of grades: the order of magnitude."""


class Unit(NamedTuple):
    """How a number is written: times `factor`, with `places` and `suffix`; and the `most` that it can be."""

    factor: float
    places: int
    suffix: str
    most: float = inf

    def text(self, value: float) -> str:
        """Return a number as it is read."""
        return f"{self.number(value)}{self.suffix}"

    def number(self, value: float) -> str:
        """Return a number without what stands behind it."""
        return f"{self.factor * value:.{self.places}f}"

    def span(self, low: float, high: float) -> str:
        """Return an interval as it is read."""
        return f"{self.number(low)} to {self.text(high)}"


SHARE = Unit(100, 1, " %", 1)
SMALL_SHARE = Unit(100, 2, " %", 1)
NUMBER = Unit(1, 2, "")
PER_MILLION = Unit(1e6, 1, " per million", 1)
POINTS = Unit(1, 0, " points")
DAYS = Unit(1, 0, " days")
TO_ONE = Unit(1, 1, " : 1")
TIMES = Unit(1, 0, "")


class Over(StrEnum):
    """Over which lives a pattern has to hold."""

    INTERVAL = "the 95 % interval over seeds"
    EVERY_LIFE = "every life"
    ANY_LIFE = "one life or more"


class Bounds(NamedTuple):
    """Where a number has to lie, over which lives, and whether the lower end itself is too little."""

    low: float
    high: float
    over: Over
    strict: bool = False

    def hold(self, value: float) -> bool:
        """Return whether a number lies within; what is not a number does not."""
        return (self.low < value if self.strict else self.low <= value) and value <= self.high

    def miss(self, low: float, high: float) -> bool:
        """Return whether an interval lies outside altogether."""
        return high < self.low or low > self.high


def about(value: float, factor: float = FACTOR) -> Bounds:
    """Return the bounds of a number that has to come within a factor."""
    return Bounds(value / factor, value * factor, Over.INTERVAL)


def share_about(share: float) -> Bounds:
    """Return the bounds of a share whose odds have to come within a factor."""
    low, high = (odds / (1 + odds) for odds in about(share / (1 - share))[:2])
    return Bounds(low, high, Over.INTERVAL)


def between(low: float, high: float) -> Bounds:
    """Return bounds that were published themselves."""
    return Bounds(low, high, Over.INTERVAL)


def more_than(value: float, over: Over) -> Bounds:
    """Return the bounds of a number that has to be larger."""
    return Bounds(value, inf, over, strict=True)


def at_least(value: float, over: Over) -> Bounds:
    """Return the bounds of a number that has to be as large."""
    return Bounds(value, inf, over)


def at_most(value: float, over: Over) -> Bounds:
    """Return the bounds of a number that must not be larger."""
    return Bounds(-inf, value, over)


@dataclass(frozen=True)
class Pattern:
    """Something published that came out, and where.

    Attributes
    ----------
    what : what is counted, in a few words; published : what was found.
    source : who says so, and how sure it is (H, M or L, as in the scenarios).
    unit : of the number; bounds : where ours has to lie, chosen before the cities were held against it.
    measure : reads it off a life that was lived; None where no city has what it is about.
    """

    what: str
    published: str
    source: str
    unit: Unit
    bounds: Bounds
    measure: Callable[[Seen], float] | None


class Standing(StrEnum):
    """What a city has to do with a pattern."""

    TESTED = "yes"
    CALIBRATED = "set to it"
    NOT_ASKED = "no"


@dataclass(frozen=True)
class Concern:
    """A pattern that concerns a city.

    Attributes
    ----------
    pattern : a name of `published.PATTERNS`.
    standing : whether the city is asked to show it, was set to it (so that it is no test), or is not asked.
    because : how it was set to it, or why it is not asked.
    missed : why the city does not show it; empty where it is held to show it.
    measure, where : how it is read off this city, and where in it, if that differs.
    """

    pattern: str
    standing: Standing = Standing.TESTED
    because: str = ""
    missed: str = ""
    measure: Callable[[Seen], float] | None = None
    where: str = ""


class Verdict(StrEnum):
    """What comes of it. Undecided: the interval over seeds reaches over a bound."""

    SHOWN = "shown"
    NOT_SHOWN = "not shown"
    UNDECIDED = "undecided"
    CALIBRATED = "calibrated"
    CALIBRATED_MISSED = "calibrated, missed"


@dataclass(frozen=True)
class City:
    """A city that ships: how many people are lived with, what concerns it, and why nothing does."""

    name: str
    citizens: int = 0
    concerns: tuple[Concern, ...] = ()
    nothing: str = ""

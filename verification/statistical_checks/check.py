"""What a check is, how checks are found by their groups, and how they are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from time import monotonic
from typing import Any, NamedTuple

from statistical_checks.held import LEVEL, Held
from statistical_checks.laboratory import Laboratory

GROUPS = (
    "draws",
    "population",
    "network",
    "meeting",
    "conduct",
    "factors",
    "observation",
    "errors",
    "confusion",
    "denunciation",
    "appeals",
    "circumstances",
    "consent",
    "ties",
    "voice",
    "awareness",
    "companies",
    "inspection",
    "data_centre",
    "towns",
    "recording",
)
"""The groups of checks; each is a module of its name."""
BOUND = 0.01
"""What all levels together stay below: the probability that a sound engine alarms at all."""


@dataclass(frozen=True)
class Check:
    """One check: its name in plain words, the closed form it is held against, and how to measure it."""

    group: str
    name: str
    formula: str
    measure: Callable[[Laboratory], Held]
    level: float = LEVEL


class Found(NamedTuple):
    """What came of a check, and the seconds that it took."""

    check: Check
    held: Held
    seconds: float

    @property
    def alarms(self) -> bool:
        """Whether this is too unlikely to be chance."""
        return self.held.p < self.check.level


_REGISTERED: dict[str, list[Check]] = {}


def check(
    name: str, *, each: Iterable[Any] | None = None
) -> Callable[[Callable[..., Held]], Callable[..., Held]]:
    """Register a function as a check; with `each`, one check for every item, which the name mentions.

    The function's docstring states the formula.
    """

    def register(measure: Callable[..., Held]) -> Callable[..., Held]:
        group = measure.__module__.rsplit(".", 1)[-1]
        found = _REGISTERED.setdefault(group, [])
        formula = " ".join((measure.__doc__ or "").split())
        if each is None:
            found.append(Check(group, name, formula, measure))
            return measure
        for item in each:
            words = [one for one in item if isinstance(one, str)] if isinstance(item, tuple) else [str(item)]
            about = ", ".join(words).replace("_", " ")
            found.append(Check(group, name.format(about), formula, _about(measure, item)))
        return measure

    return register


def _about(measure: Callable[..., Held], item: Any) -> Callable[[Laboratory], Held]:
    return lambda laboratory: measure(laboratory, item)


def checks_of(group: str) -> list[Check]:
    """Return the checks of a group, in their order."""
    import_module(f"statistical_checks.{group}")
    return _REGISTERED[group]


def all_checks(groups: Iterable[str] = GROUPS) -> list[Check]:
    """Return the checks of some groups."""
    return [one for group in groups for one in checks_of(group)]


def false_alarms(checks: Iterable[Check]) -> float:
    """Return the bound on the probability that any of the checks alarms without cause (Bonferroni)."""
    return sum(one.level for one in checks)


def run(one: Check, laboratory: Laboratory) -> Found:
    """Run a check."""
    began = monotonic()
    held = one.measure(laboratory)
    return Found(one, held, monotonic() - began)

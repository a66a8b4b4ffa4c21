"""Points against gravity: what each step of harm to others costs, rule by rule.

Rule: points lost by one deed ÷ gravity of the conduct. Conduct of gravity 0 harms nobody else: there is
nothing that its points could be in proportion to, so it stands before all others. The yardstick is
`harm.points_per_gravity` where the scenario has one; beside it stands the median of the rulebook itself.
Reads: the scenario. Units: points for each step of gravity.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from glasscity.rights.detriment import Taking
from glasscity.scenario import Scenario


@dataclass(frozen=True)
class Weighed:
    """One rule that takes points; `per_gravity` is None where the conduct harms nobody else."""

    conduct: str
    label: str
    lawful: bool
    gravity: int
    points: float
    per_gravity: float | None


@dataclass(frozen=True)
class Proportion:
    """All rules, the most disproportionate first.

    Attributes
    ----------
    harmless : rules on conduct that harms nobody else; lawful : on lawful conduct.
    yardstick : points for each step of gravity that the scenario takes for fair; None if it names none.
    above : rules on harmful conduct that take more than that.
    median, least, most : points for each step of gravity, over rules on harmful conduct.
    """

    rules: tuple[Weighed, ...]
    harmless: int
    lawful: int
    yardstick: float | None
    above: int
    median: float | None
    least: float | None
    most: float | None


def proportion_of(scenario: Scenario, takings: tuple[Taking, ...]) -> Proportion:
    """Return every rule that takes points, weighed by the gravity of its conduct."""
    rules = [
        Weighed(
            t.conduct, t.label, t.lawful, t.gravity, t.points, t.points / t.gravity if t.gravity else None
        )
        for t in takings
        if t.points
    ]
    rules.sort(key=lambda rule: (rule.per_gravity is not None, -(rule.per_gravity or rule.points)))
    ratios = [rule.per_gravity for rule in rules if rule.per_gravity is not None]
    yardstick = float(scenario.harm.points_per_gravity) if scenario.harm is not None else None
    return Proportion(
        rules=tuple(rules),
        harmless=len(rules) - len(ratios),
        lawful=sum(rule.lawful for rule in rules),
        yardstick=yardstick,
        above=sum(ratio > yardstick for ratio in ratios) if yardstick is not None else 0,
        median=median(ratios) if ratios else None,
        least=min(ratios, default=None),
        most=max(ratios, default=None),
    )

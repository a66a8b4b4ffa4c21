"""Parameters with points of their own: what one camera, one phrase, one form of a deed costs.

Rule: a parameter that `[[catalogue.exceptions]]` names has the points that stand there instead of those of
its conduct's rule. It is against people if they are below 0. Points of the rule are the middle of its range.
Reads: the scenario. Units: points of one filing; points for each step of gravity.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.scenario import Scenario


@dataclass(frozen=True)
class Excepted:
    """One parameter: its own points, those of its rule (None where there is no rule), and their weight.

    `per_gravity` is None where it takes nothing, or where the conduct harms nobody else.
    """

    parameter: int
    label: str
    conduct: str
    conduct_label: str
    lawful: bool
    gravity: int
    points: float
    rule_points: float | None
    per_gravity: float | None

    @property
    def against(self) -> bool:
        """Whether it is against people."""
        return self.points < 0


def excepted_of(scenario: Scenario) -> tuple[Excepted, ...]:
    """Return every parameter with points of its own, those that take the most first."""
    if not scenario.scoring.enabled:
        return ()
    blocks = list(scenario.blocks())
    dropped = set(scenario.catalogue.dropped)
    found = []
    for one in scenario.catalogue.exceptions:
        if one.parameter in dropped:
            continue
        name = next(conduct for _, conduct, first, last in blocks if first <= one.parameter <= last)
        kind, rule = scenario.conduct[name], scenario.rulebook.rules.get(name)
        points = float(one.points)
        found.append(
            Excepted(
                parameter=one.parameter,
                label=one.label or f"parameter {one.parameter}",
                conduct=name,
                conduct_label=kind.label,
                lawful=kind.lawful,
                gravity=kind.gravity,
                points=points,
                rule_points=float(rule.mean_points) if rule is not None else None,
                per_gravity=-points / kind.gravity if points < 0 and kind.gravity else None,
            )
        )
    return tuple(sorted(found, key=lambda one: one.points))

"""Where data arise against where they hurt: source context × consequence context.

Rule: a rule *reaches* a door if its points can take part in closing it, or if it sets a category that closes
it. Points all go into one total, so that without walls each rule that takes points reaches every door that a
total can close; behind walls, the doors of its own context only. A guarded basic service is reached by rules
that set a category, and by no points. What reaches a door of another context has crossed.
Reads: the scenario. Units: pairs of a rule and a door, and points as the rulebook lists them.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.rights.detriment import Door, Taking, categories_by_points
from glasscity.scenario import Scenario


@dataclass(frozen=True)
class Cell:
    """Rules whose data arise in one context, against doors of another, or of the same."""

    source: str
    consequence: str
    pairs: int


@dataclass(frozen=True)
class Arising:
    """One context in which data arise: its rules against people, their points, and which doors they reach."""

    context: str
    label: str
    rules: int
    points: float
    pairs: int
    crossing: int


@dataclass(frozen=True)
class Reached:
    """One rule: the doors that it reaches in its own context, and in others."""

    conduct: str
    own: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Crossing:
    """What crosses from one context into another.

    Attributes
    ----------
    walls : whether walls stand between contexts.
    pairs, crossing : pairs of a rule and a door that it reaches; those of two contexts.
    points, points_that_can_cross : points lost by every rule once; those of rules that reach another context.
    by_contacts : whether contacts' files, whatever they hold, also move one's category.
    sources, cells, rules : the same by source context, by both contexts, and by rule.
    consequences : contexts that have a door.
    """

    walls: bool
    pairs: int
    crossing: int
    points: float
    points_that_can_cross: float
    by_contacts: bool
    sources: tuple[Arising, ...]
    consequences: tuple[str, ...]
    cells: tuple[Cell, ...]
    rules: tuple[Reached, ...]


def crossing_of(scenario: Scenario, takings: tuple[Taking, ...], doors: tuple[Door, ...]) -> Crossing:
    """Return which rules reach which doors, and what crosses contexts."""
    shut = [door for door in doors if door.shuts]
    reached = {taking.conduct: [d for d in shut if reaches(scenario, taking, d)] for taking in takings}
    pairs = [(taking, door) for taking in takings for door in reached[taking.conduct]]
    across = [(taking, door) for taking, door in pairs if taking.context != door.context]
    crossers = {taking.conduct for taking, _ in across}
    consequences = tuple(dict.fromkeys(door.context for door in shut))
    sources = tuple(dict.fromkeys(taking.context for taking in takings))
    influence = scenario.rulebook.influence
    return Crossing(
        walls=scenario.rulebook.walls,
        pairs=len(pairs),
        crossing=len(across),
        points=sum(taking.points for taking in takings),
        points_that_can_cross=sum(t.points for t in takings if t.conduct in crossers),
        by_contacts=bool(influence.kind != "off" and influence.weight and not scenario.rulebook.walls),
        sources=tuple(_arising(scenario, context, takings, pairs) for context in sources),
        consequences=consequences,
        cells=tuple(
            Cell(source, consequence, number)
            for source in sources
            for consequence in consequences
            if (number := sum((t.context, d.context) == (source, consequence) for t, d in pairs))
        ),
        rules=tuple(
            Reached(
                taking.conduct,
                tuple(d.service for d in reached[taking.conduct] if d.context == taking.context),
                tuple(d.service for d in reached[taking.conduct] if d.context != taking.context),
            )
            for taking in takings
        ),
    )


def reaches(scenario: Scenario, taking: Taking, door: Door) -> bool:
    """Return whether a rule can take part in closing a door."""
    if scenario.rulebook.walls and taking.context != door.context:
        return False
    if taking.sets_category is not None and taking.sets_category in door.shuts:
        return True
    by_points = set(door.shuts) & categories_by_points(scenario)
    return bool(taking.points and by_points and not door.guarded)


def _arising(
    scenario: Scenario, context: str, takings: tuple[Taking, ...], pairs: list[tuple[Taking, Door]]
) -> Arising:
    mine = [(taking, door) for taking, door in pairs if taking.context == context]
    own = [taking for taking in takings if taking.context == context]
    return Arising(
        context,
        scenario.contexts[context].label,
        len(own),
        sum(taking.points for taking in own),
        len(mine),
        sum(door.context != context for _, door in mine),
    )

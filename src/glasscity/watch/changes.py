"""What somebody changes on the page: interventions on the scenario, checked like those of a file.

A change holds from the morning of its day, or from the start. What was changed is in the scenario that the
page exports, so that the same city can be run again without the page.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from glasscity.errors import BadInput
from glasscity.intervention import stages
from glasscity.scenario import Scenario, parse

BY_HAND = "changed by hand on the page"
MOST_CHANGES = 100
IN_A_LIST = re.compile(r"(.+)\[(\d{1,3})\]\.(\w+)")


class Move(NamedTuple):
    """One change: a path, one of `to`, `times` and `drop`, the day (None for the start), and what it is."""

    path: str
    key: str
    value: Any
    day: int | None = None
    label: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"path": self.path, self.key: self.value, "day": self.day, "label": self.label}

    def table(self) -> dict[str, Any]:
        """Return it as a table of a scenario's interventions."""
        value = Decimal(repr(self.value)) if isinstance(self.value, float) else self.value
        label = {"label": self.label} if self.label else {}
        return {"day": self.day or 0, "path": self.path, self.key: value, "assumed": BY_HAND, **label}


def with_moves(scenario: Scenario, moves: Sequence[Move]) -> Scenario:
    """Return a scenario with changes; without any, the same one.

    Raises `BadInput` for a place that does not exist or cannot change, and for a value that does not fit.
    """
    if not moves:
        return scenario
    if len(moves) > MOST_CHANGES:
        raise BadInput(f"{len(moves)} changes at once; at most {MOST_CHANGES} are possible")
    tables = scenario.to_dict()
    there = tables.get("interventions", [])
    changed = parse(tables | {"interventions": [*there, *_later(tables, moves)]}, scenario.name)
    stages(changed)
    return changed


def _later(tables: dict[str, Any], moves: Sequence[Move]) -> list[dict[str, Any]]:
    """Return the interventions that moves are, in order of days.

    One place of a list, such as the bound of one category, is moved by writing down the whole list anew.
    """
    found, lists = [], dict[str, list[Any]]()
    for move in sorted(moves, key=lambda one: one.day or 0):
        match = IN_A_LIST.fullmatch(move.path)
        if match is None or move.key != "to":
            found.append(move.table())
            continue
        path, index, name = match.group(1), int(match.group(2)), match.group(3)
        now = copy.deepcopy(lists.get(path) or _list_at(tables, path))
        if index >= len(now):
            raise BadInput(f"{move.path}: this list has {len(now)} places, counted from 0")
        if not isinstance(now[index], dict):
            raise BadInput(f"{move.path}: this place of the list holds no {name!r}")
        now[index][name] = move.table()["to"]
        lists[path] = now
        found.append(move.table() | {"path": path, "to": now})
    return found


def _list_at(tables: dict[str, Any], path: str) -> list[Any]:
    found: Any = tables
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise BadInput(f"{path}: there is no list here")
    return found


def sentences(scenario: Scenario) -> list[str]:
    """Return what was changed by hand, one sentence for each change."""
    by_hand = [one for one in scenario.interventions if one.assumed == BY_HAND]
    found = []
    for one in by_hand:
        what = "taken out" if one.drop else f"× {one.times}" if one.times is not None else f"→ {one.to}"
        when = f"from day {one.day} on" if one.day else "from the start"
        found.append(f"{one.label or one.path}: {what}, {when}")
    return found


class Preset(NamedTuple):
    """Changes that are asked for often, under one name."""

    name: str
    label: str
    help: str
    moves: tuple[Move, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        moves = [move.to_dict() for move in self.moves]
        return {"name": self.name, "label": self.label, "help": self.help, "changes": moves}


ERRORS = ("wrong_person", "wrong_parameter", "duplicated", "stale")
PRESETS = (
    Preset(
        *("friends", "Friends count for nothing", "Nobody’s score depends on anybody else’s any more."),
        (Move("rulebook.influence.weight", "to", 0, label="weight of friends"),),
    ),
    Preset(
        *("criteria", "Publish the criteria", "Everybody can know the rules and their own score."),
        (Move("rulebook.criteria_published", "to", True, label="criteria published"),),
    ),
    Preset(
        *("appeals", "Open appeals", "Everybody is told of entries against them and may contest them."),
        (
            Move("appeals.enabled", "to", True, label="appeals"),
            Move("appeals.notified", "to", 1, label="told of entries"),
        ),
    ),
    Preset(
        *(
            "errors",
            "Halve the organisations’ errors",
            "Half as many wrong persons, wrong deeds, repetitions.",
        ),
        tuple(
            Move(f"organisations.*.errors.{name}", "times", 0.5, label=f"errors: {name.replace('_', ' ')}")
            for name in ERRORS
        ),
    ),
    Preset(
        *("denunciation", "No denunciation", "Citizens no longer file about each other."),
        (Move("denunciation.enabled", "to", False, label="denunciation"),),
    ),
    Preset(
        *("walls", "Walls between contexts", "A service reads only what arose in its own context."),
        (Move("rulebook.walls", "to", True, label="walls between contexts"),),
    ),
    Preset(
        *("score", "No score at all", "The same people under courts and fines only."),
        (Move("scoring.enabled", "to", False, label="the score"),),
    ),
)


def presets_of(scenario: Scenario) -> list[Preset]:
    """Return the presets that are possible in a city and change something there."""
    found = []
    for preset in PRESETS:
        try:
            changed = with_moves(scenario, preset.moves)
        except BadInput:
            continue
        first = stages(changed)[0].scenario
        if first.model_copy(update={"interventions": []}) != scenario.model_copy(
            update={"interventions": []}
        ):
            found.append(preset)
    return found

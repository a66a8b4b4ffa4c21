"""Changes to a scenario's nested tables: how a mechanism is switched."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

Change = tuple[str, Any]
"""A place in a scenario and its value, or None to leave the table out. `*` stands for every name there is."""
Changes = tuple[Change, ...]


def off(place: str) -> Changes:
    """Return the change that switches off a table with a switch."""
    return ((f"{place}.enabled", False),)


def altered(tables: dict[str, Any], changes: Changes) -> dict[str, Any]:
    """Return a copy of a scenario's nested tables with some changes made."""
    tables = deepcopy(tables)
    for place, value in changes:
        _alter(tables, place.split("."), value)
    return tables


def _alter(table: Any, path: list[str], value: Any, *, if_there: bool = False) -> None:
    key, *rest = path
    if key == "*":
        for inner in table.values():
            _alter(inner, rest, value, if_there=True)
    elif rest:
        if key in table:
            _alter(table[key], rest, value, if_there=if_there)
    elif value is None:
        table.pop(key, None)
    elif key in table or not if_there:
        table[key] = value


def in_words(changes: Changes) -> str:
    """Return what is set."""
    parts = []
    for place, value in changes:
        if value is None:
            parts.append(f"`{place}` left out")
        elif isinstance(value, dict):
            parts.append(f"`[{place}]` added")
        else:
            parts.append(f"`{place} = {str(value).lower() if isinstance(value, bool) else value}`")
    return ", ".join(parts)

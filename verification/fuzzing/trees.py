"""Nested tables as a tree: all its places, and what stands there."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

Place = tuple[str | int, ...]


def places(tree: Any) -> list[Place]:
    """Return every place of a tree but the tree itself."""
    found: list[Place] = []
    pending: list[tuple[Place, Any]] = [((), tree)]
    while pending:
        place, value = pending.pop()
        inner: Any = ()
        if isinstance(value, dict):
            inner = value.items()
        elif isinstance(value, list):
            inner = enumerate(value)
        for key, below in inner:
            found.append((*place, key))
            pending.append(((*place, key), below))
    return found


def at(tree: Any, place: Place) -> Any:
    """Return what stands at a place; `KeyError` where there is none."""
    for key in place:
        try:
            tree = tree[key]
        except (TypeError, IndexError):
            raise KeyError(place) from None
    return tree


def put(tree: Any, place: Place, value: Any) -> None:
    """Let something stand at a place whose table is there."""
    at(tree, place[:-1])[place[-1]] = value


def drop(tree: Any, place: Place) -> None:
    """Take out what stands at a place."""
    del at(tree, place[:-1])[place[-1]]


def copied(value: Any) -> Any:
    """Return a tree that shares nothing with this one."""
    return deepcopy(value)


def some_place(tree: Any, chance: Random) -> Place | None:
    """Return a random place, if the tree has any; outer ones more often than by chance alone."""
    found = places(tree)
    if not found:
        return None
    if chance.random() < 0.3:
        found = [one for one in found if len(one) <= 2] or found
    return chance.choice(found)


def toml(tree: dict[str, Any]) -> str:
    """Return a tree as TOML text, whatever stands in it; `ValueError` where TOML has no words for it."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in tree.items() if not isinstance(value, dict)]
    for key, value in tree.items():
        if isinstance(value, dict):
            lines += ["", f"[{_key(key)}]"]
            lines += [f"{_key(inner)} = {_value(below)}" for inner, below in value.items()]
    return "\n".join(lines) + "\n"


def _key(key: object) -> str:
    key = str(key)  # A part that was read from elsewhere may have numbers for keys, which TOML does not.
    plain = key and key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if plain else _text(key)


def _text(text: str) -> str:
    signs = (
        f"\\u{ord(sign):04x}"
        if ord(sign) < 32 or ord(sign) == 127
        else f"\\{sign}"
        if sign in '"\\'
        else sign
        for sign in text
    )
    return f'"{"".join(signs)}"'


def _value(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _text(value)
        case int():
            return str(value)
        case Decimal():
            return _decimal(value)
        case date() | datetime() | time():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case dict():
            return f"{{{', '.join(f'{_key(key)} = {_value(inner)}' for key, inner in value.items())}}}"
    raise ValueError(value)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        return "nan" if value.is_nan() else "inf" if value > 0 else "-inf"
    text = str(value).replace("E+", "e").replace("E", "e")
    return text if "." in text or "e" in text else f"{text}.0"

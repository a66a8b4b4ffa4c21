"""TOML out: a scenario as a file that reads back equal."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import Float, Item, Trivia

LABEL = "# SYNTHETIC: nobody in this city exists.\n"


def _plain(value: Any) -> Any:
    """Return `value` as tomlkit takes it; a decimal keeps its own digits."""
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return Float(float(value), Trivia(), format(value.normalize(), "f"))
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool | int | str | datetime.date | Item):
        return value
    raise TypeError(f"a scenario cannot hold {type(value).__name__}")


def toml_text(tables: dict[str, Any]) -> str:
    """Return nested tables as TOML text, marked as synthetic."""
    return LABEL + tomlkit.dumps(_plain(tables))

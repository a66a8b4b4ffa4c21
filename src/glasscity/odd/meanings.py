"""What each key of a scenario means and in which unit it is, as the scenario's own classes say it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from glasscity.odd.markdown import paragraphs, table
from glasscity.odd.parameters import ABOUT, TEXTS
from glasscity.scenario import Scenario

HEAD = ("place", "what it is", "keys")


def meanings(scenario: Scenario) -> str:
    """Return one row for each kind of table that this scenario has: what it is, and what its keys mean."""
    return paragraphs(
        "NAME stands for any name, [n] for a place in a list. A key that explains itself is not repeated.",
        table(HEAD, _rows(scenario)),
    )


def _rows(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    places: dict[type[BaseModel], str] = {}
    given: dict[type[BaseModel], set[str]] = {}
    for place, held in _tables(scenario, ""):
        if place and place.split(".")[0] not in TEXTS:
            places.setdefault(type(held), place)
            there = {key for key in type(held).model_fields if getattr(held, key) is not None}
            given.setdefault(type(held), set()).update(there - ABOUT)
    for kind, place in places.items():
        keys = [f"`{key}`: {said}" for key, said in _said(kind).items() if key in given[kind]]
        yield place, " ".join((inspect.getdoc(kind) or "").split()), "; ".join(keys)


@cache
def _said(kind: type[BaseModel]) -> dict[str, str]:
    """Return what a class says of each of its keys, where it says something."""
    described = kind.model_json_schema()["properties"]
    said = {key: _description(described[key]) for key in kind.model_fields}
    return {key: text for key, text in said.items() if text}


def _tables(value: Any, place: str) -> Iterator[tuple[str, BaseModel]]:
    """Yield every table with its place, the names in it left open."""
    if isinstance(value, BaseModel):
        yield place, value
        for key in type(value).model_fields:
            yield from _tables(getattr(value, key), f"{place}.{key}".strip("."))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _tables(inner, f"{place}.NAME")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _tables(inner, f"{place}[n]")


def _description(schema: dict[str, Any]) -> str:
    """Return what a key's schema says of it, or of what it holds."""
    if schema.get("description"):
        return str(schema["description"])
    inner = [*schema.get("anyOf", ()), schema.get("additionalProperties"), schema.get("items")]
    return next((said for one in inner if isinstance(one, dict) and (said := _description(one))), "")

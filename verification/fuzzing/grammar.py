"""Scenarios from their own JSON Schema: what may stand at a place, at its bounds and just beyond them."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from fuzzing.odd_values import TEXTS
from fuzzing.trees import Place
from glasscity.scenario import Scenario

Schema = dict[str, Any]
DEEPEST = 6
NAMES = ("a", "red_light", "loan", "east", "B", "D", "streets", "traffic", "age", "income", "court", "x1")
"""Names that scenarios begin with, and some that none has."""


@cache
def whole() -> Schema:
    """Return the schema of scenarios."""
    return Scenario.model_json_schema()


def keys() -> list[str]:
    """Return every key that a scenario may have."""
    tables = [whole(), *whole()["$defs"].values()]
    return sorted({key for table in tables for key in table.get("properties", {})})


def schema_at(place: Place) -> Schema | None:
    """Return what may stand at a place of a scenario, or nothing where the schema does not say."""
    found: Schema | None = whole()
    for key in place:
        found = _inside(found, key) if found is not None else None
    return found


def _inside(schema: Schema, key: str | int) -> Schema | None:
    for one in choices(schema):
        if isinstance(key, int) and isinstance(one.get("items"), dict):
            return dict(one["items"])
        if isinstance(key, str) and key in one.get("properties", {}):
            return dict(one["properties"][key])
        if isinstance(key, str) and isinstance(one.get("additionalProperties"), dict):
            return dict(one["additionalProperties"])
    return None


def choices(schema: Schema) -> list[Schema]:
    """Return the kinds of thing that a schema allows, references followed."""
    if "$ref" in schema:
        return choices(whole()["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return [inner for one in schema[key] for inner in choices(one)]
    return [schema]


def missing_keys(tree: Any, place: Place) -> list[str]:
    """Return the keys that the table at a place might have and has not."""
    schema = schema_at(place)
    known = {key for one in choices(schema or {}) for key in one.get("properties", {})}
    return sorted(known - set(tree)) if isinstance(tree, dict) else []


def drawn(schema: Schema | None, chance: Random, depth: int = 0) -> Any:
    """Return something that the schema allows, or nearly."""
    one = chance.choice(choices(schema or {}) or [{}])
    if "const" in one:
        return one["const"]
    if "enum" in one:
        return chance.choice(one["enum"])
    match one.get("type"):
        case "object":
            return _table(one, chance, depth)
        case "array":
            few = chance.randrange(one.get("minItems", 0), one.get("maxItems", 3) + 1)
            inner = one.get("items") or (one.get("prefixItems") or [None])[0]
            return [drawn(inner, chance, depth + 1) for _ in range(min(few, 4))]
        case "integer":
            return int(at_the_edge(one, chance))
        case "number":
            return at_the_edge(one, chance)
        case "boolean":
            return chance.random() < 0.5
        case "null":
            return 0
    return chance.choice(TEXTS) if chance.random() < 0.2 else chance.choice(NAMES)


def _table(schema: Schema, chance: Random, depth: int) -> dict[str, Any]:
    table: dict[str, Any] = {}
    needed = set(schema.get("required", ()))
    for key, inner in schema.get("properties", {}).items():
        if key in needed or (depth < DEEPEST and chance.random() < 0.3):
            table[key] = drawn(inner, chance, depth + 1)
    free = schema.get("additionalProperties")
    if isinstance(free, dict) and depth < DEEPEST:
        for name in chance.sample(NAMES, chance.randrange(3)):
            table[name] = drawn(free, chance, depth + 1)
    if "assumed" in schema.get("properties", {}):
        table["assumed"] = "drawn"
    return table


def at_the_edge(schema: Schema, chance: Random) -> Any:
    """Return a number within the bounds of a schema, at them, or just beyond."""
    lowest = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    highest = schema.get("maximum", schema.get("exclusiveMaximum", lowest + 1000))
    whole_number = schema.get("type") == "integer"
    step = 1 if whole_number else Decimal("0.001")
    low, high = (int(end) if whole_number else Decimal(str(end)) for end in (lowest, highest))
    within = low + (high - low) * chance.randrange(1001) // 1000 if whole_number else None
    inside = within if within is not None else low + (high - low) * Decimal(chance.randrange(1001)) / 1000
    return chance.choice((low, high, low - step, high + step, low + step, inside, inside, inside, 0, 1))

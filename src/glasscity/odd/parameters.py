"""All numbers of a scenario with where they come from, and what two scenarios have otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from glasscity.odd.markdown import paragraphs, table
from glasscity.scenario import Scenario

ABOUT = {"source", "terms_source", "sureness", "assumed", "label", "description", "statement", "words"}
"""Keys that tell of numbers rather than being any."""
TEXTS = ("name", "title", "summary", "is_not", "notes", "unfired", "sources", "format")
HEAD = ("place", "values", "where from")


def parameters(scenario: Scenario) -> str:
    """Return every table of numbers, in the order of the file, with its source or what was assumed."""
    chapters: dict[str, list[tuple[str, str, str]]] = {}
    for row in sorted(_rows(scenario), key=_by_chapter(scenario)):
        chapters.setdefault(_chapter(row[0]), []).append(row)
    return paragraphs(
        "One table for each table of the scenario; `a.b` is table b within a. 'From' names the source with "
        "its sureness: H official or first-hand, M press or secondary, L weak; or what is assumed.",
        *(f"### {name}\n\n{table(HEAD, rows)}" for name, rows in chapters.items()),
    )


def _chapter(place: str) -> str:
    return place.partition(".")[0].partition("[")[0]


def _by_chapter(scenario: Scenario) -> Callable[[tuple[str, str, str]], list[int]]:
    """Return the order in which what belongs together stands together, as in the scenario."""
    rank: dict[str, int] = {}
    for place, _ in scenario.tables():
        rank.setdefault(place, len(rank))

    def order(row: tuple[str, str, str]) -> list[int]:
        parts = re.split(r"\.|(?=\[)", row[0])
        return [rank.get(_join(parts[: end + 1]), 0) for end in range(len(parts))]

    return order


def _join(parts: list[str]) -> str:
    return ".".join(parts).replace(".[", "[")


def _rows(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield place, values and origin of every table that holds some."""
    for place, values in scenario.tables():
        if not place or place.partition(".")[0].partition("[")[0] in TEXTS:
            continue
        told = [
            f"{key} = {said(value)}" for key, value in values.items() if key not in ABOUT and _is_flat(value)
        ]
        origin = _origin(scenario, values)
        if told or origin:
            yield place, "; ".join(told), origin


def _origin(scenario: Scenario, values: dict[str, Any]) -> str:
    source = values.get("source")
    parts = []
    if source is not None:
        known = scenario.sources.get(source)
        sureness = values.get("sureness") or (known.sureness if known is not None else "")
        parts.append(f"{known.title if known is not None else source} ({sureness})")
    if values.get("assumed"):
        parts.append(f"assumed: {values['assumed']}")
    return "; ".join(parts)


def _is_flat(value: Any) -> bool:
    """Return whether a value stands in its table's own row."""
    if isinstance(value, list):
        return not any(isinstance(one, dict) for one in value)
    return not isinstance(value, dict)


def said(value: Any) -> str:
    """Return a value as a scenario file writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(said, value))}]"
    return str(value)


def leaves(scenario: Scenario) -> dict[str, str]:
    """Return every single value of a scenario by its path."""
    found: dict[str, str] = {}
    pending: list[tuple[str, Any]] = [("", scenario.to_dict())]
    while pending:
        place, value = pending.pop()
        if isinstance(value, dict):
            pending += [(f"{place}.{key}".strip("."), inner) for key, inner in value.items()]
        elif isinstance(value, list) and not _is_flat(value):
            pending += [(f"{place}[{index}]", inner) for index, inner in enumerate(value)]
        else:
            found[place] = said(value)
    return found

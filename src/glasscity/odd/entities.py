"""What there is in a city, and what it is described by: read from the classes that hold it."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import NamedTuple

from glasscity import tables
from glasscity.odd.markdown import paragraphs, plain, table
from glasscity.odd.submodels import Condition
from glasscity.scenario import Scenario


class Held(NamedTuple):
    """A class whose docstring says what is known of something: `module.Class`, and in which cities."""

    what: str
    module: str
    name: str
    at_work: Condition


HELD = (
    Held("Citizens, what never changes (the truth)", "society.population", "Population", lambda _: True),
    Held("Ties between citizens (the truth)", "society.ties", "Ties", lambda _: True),
    Held("Citizens' minds", "society.response.minds", "State", lambda s: s.response is not None),
    Held("Citizens' opinions", "society.voice.kernels", "State", lambda s: s.speaks),
    Held("The data centre's file on every citizen", "authority.state", "File", lambda s: s.scoring.enabled),
)
ROWS = (
    ("act", tables.ACT, "what somebody did: the truth, which the authority never sees"),
    ("request", tables.REQUEST, "what somebody asks for"),
    (
        "filing",
        tables.FILING,
        "what an organisation or an informer tells the data centre; due a day later or more",
    ),
    ("entry", tables.ENTRY, "a row of the ledger, append-only"),
    ("move", tables.MOVE, "a change of category: the notice that goes back"),
    ("decision", tables.DECISION, "the answer to a request, with its reason and price"),
)
"""What passes between the parts, as rows."""


def entities(scenario: Scenario) -> str:
    """Return entities, state and scales."""
    held = [f"**{one.what}.** {_described(one)}" for one in HELD if one.at_work(scenario)]
    return paragraphs(
        "Entities are " + ", ".join(_counted(scenario)) + ". State that feeds back is integer.",
        *held,
        "**Rows that pass between them.** Types as on disk; days count from 0, points in thousandths, "
        "money in hundredths.",
        table(("row", "columns", "what it is"), _rows()),
        "**Scales.** " + _scales(scenario),
    )


def _counted(scenario: Scenario) -> Iterator[str]:
    people = scenario.population
    yield f"{people.citizens + people.isolated:,} adult citizens in households"
    yield f"{len(people.districts)} districts of an invented map"
    if scenario.towns:
        yield f"{len(scenario.towns)} towns"
    yield f"{scenario.organisations_number} organisations that file"
    yield f"{len(scenario.conduct)} kinds of conduct"
    yield f"{len(scenario.services)} services that are asked for"
    if scenario.owners:
        yield f"{len(scenario.owners)} owners of organisations"
    if scenario.scoring.enabled:
        yield (
            f"one data centre with a rulebook of {len(scenario.rulebook.rules)} rules and "
            f"{len(scenario.category_names)} categories ({', '.join(scenario.category_names)})"
        )


def _described(one: Held) -> str:
    """Return what a class says of its fields."""
    text = inspect.getdoc(getattr(importlib.import_module(f"glasscity.{one.module}"), one.name)) or ""
    lines = [line for line in text.splitlines() if line.strip() not in ("Attributes", "Parameters")]
    return plain(" ".join(line for line in lines if set(line.strip()) != {"-"}))


def _rows() -> Iterator[tuple[str, str, str]]:
    for name, dtype, what in ROWS:
        columns = ", ".join(f"{field} {dtype[field].name}" for field in dtype.names or ())
        yield name, columns, what


def _scales(scenario: Scenario) -> str:
    time = scenario.time
    return (
        f"A step is one day; a run begins on {time.start.isoformat()} and lasts {time.days} days. What "
        f"happens once a "
        "week happens on days 7, 14, …; influence and categories are worked out as the scenario says. "
        "Space is the "
        "district, the block and the household: it decides who lives side by side and which office "
        "watches. No "
        "distance is computed."
    )

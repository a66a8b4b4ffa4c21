"""What there is in a city, and what it is described by: read from the classes that hold it."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import NamedTuple

from glasscity import tables
from glasscity.odd.markdown import bullets, paragraphs, plain, table
from glasscity.odd.submodels import Condition
from glasscity.scenario import Scenario


class Held(NamedTuple):
    """A class whose docstring says what is known of something: `module.Class`, and in which cities."""

    what: str
    module: str
    name: str
    at_work: Condition


FIELD = re.compile(r"(?<=[.;]) (?=[a-z_]+(?:, [a-z_]+)* : )")
"""Where the description of a field begins, or of several."""
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
    (
        "decision",
        tables.DECISION,
        "the answer to a request, with its reason and price; those granted (0) are not kept on disk",
    ),
)
"""What passes between the parts, as rows."""
BESIDE: tuple[tuple[str, str, Condition], ...] = (
    ("memory", "who did what on which day", lambda s: s.hears_appeals or s.speaks),
    (
        "circumstances",
        "for each citizen, which they are in; for each, the day on which it ends if that is fixed",
        lambda s: s.changes_lives,
    ),
    (
        "places for contacts",
        "for each citizen, the number of contacts on the first day; for each tie, the day on "
        "which it began and the company that files it",
        lambda s: s.rewires,
    ),
    ("appellants", "readiness to contest, in 128ths; whether one has help", lambda s: s.hears_appeals),
    ("filings under way", "each until the day on which it is due", lambda s: s.scoring.enabled),
    (
        "ledger",
        "all entries; which of them are undone, and when the others expire",
        lambda s: s.scoring.enabled,
    ),
    (
        "contacts on file",
        "for each citizen, whom companies say they know; news of ties that is not yet due",
        lambda s: s.scoring.enabled,
    ),
    (
        "appeals",
        "those made and not yet heard, in a queue; those heard and not yet answered",
        lambda s: s.hears_appeals,
    ),
    ("applications", "those for repair that are not yet decided", lambda s: s.repairs),
    (
        "copies",
        "for each service with a holder, the category and the category set by rules of everybody, as when "
        "the copy was taken",
        lambda s: bool(s.holders),
    ),
    (
        "records of inspectors",
        "entries by district and day; for each citizen, their number",
        lambda s: s.inspects,
    ),
    (
        "mishaps",
        "for each kind when it began and ends; what has been recorded, corrected or merged lately",
        lambda s: s.centre_errs,
    ),
    ("failures of owners", "for each owner, the day on which it is over", lambda s: bool(s.owners)),
    (
        "true record",
        "a second data centre with a ledger and a file of its own, the shadow: it is given the true filings "
        "and the applications about its own entries, and has no appeals, mishaps or copies; nobody in the "
        "city reads it",
        lambda s: s.scoring.enabled,
    ),
)
"""State that no class in HELD describes: what it is called, what is known of it, in which cities."""


def entities(scenario: Scenario) -> str:
    """Return entities, state and scales."""
    held = [f"**{one.what}.** {_described(one)}" for one in HELD if one.at_work(scenario)]
    beside = [(name, what) for name, what, at_work in BESIDE if at_work(scenario)]
    return paragraphs(
        "Entities are " + ", ".join(_counted(scenario)) + ". State that feeds back is integer: "
        "uint8 holds 0 … 255, uint16 0 … 65535, uint32 and int32 and so on likewise; [kinds, citizens] is "
        "one number for each kind and citizen.",
        *held,
        "**What else lasts from day to day.**",
        table(("what", "what is known of it"), beside),
        "**Rows that pass between them.** Types as on disk; days count from 0, points in thousandths, "
        "money in hundredths.",
        table(("row", "columns", "what it is"), _rows()),
        "**Scales.** " + _scales(scenario),
    )


def _counted(scenario: Scenario) -> Iterator[str]:
    people = scenario.population
    yield f"{people.everybody:,} adult citizens in households"
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
    told = plain(" ".join(line for line in lines if set(line.strip()) != {"-"}))
    head, *fields = FIELD.split(told)
    return paragraphs(head.strip(), bullets(one.strip().rstrip(";") for one in fields))


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

"""How a run begins: in which order a city is made, and what everything is on the first morning."""

from __future__ import annotations

from collections.abc import Iterator

from glasscity.odd.markdown import bullets, paragraphs, table
from glasscity.odd.submodels import AT_FIRST, Submodel, numbers
from glasscity.scenario import Scenario


def initialization(scenario: Scenario, parts: list[Submodel]) -> str:
    """Return how the city is made, and the state of the first morning."""
    place = numbers(parts)
    first = [
        f"`{one.module}`: {one.title} (see {place[one.module]})" for one in parts if one.phase == AT_FIRST
    ]
    return paragraphs(
        "The city is made from its own seed, once, in this order:",
        bullets(first),
        "Then the state of the first morning, before the first phase of day 0. Nothing is run in "
        "beforehand: no entry is on file, no filing is under way, nothing waits to be heard or to expire.",
        table(("what", "at the beginning"), _state(scenario)),
    )


def _state(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield "ties", "as made; contacts on file are those of them that a company files (see `organisation`)"
    if scenario.scoring.enabled:
        yield (
            "file",
            "base and total are the start; influence, override and what caps have let through are 0; the "
            "category is the band of the start",
        )
    if scenario.response is not None:
        yield (
            "minds",
            "as drawn in `minds`; nothing done, told or heard this week; all leanings 128, defiant 0",
        )
    if scenario.speaks:
        yield (
            "opinions",
            "as drawn in `opinions`; alarm, fear and the week's counts 0, and nobody knows of an entry; "
            "what is perceived is worked out at once from what is said at first, and so are the leanings of "
            "speech",
        )
    if scenario.changes_lives:
        yield "circumstances", "as drawn in `circumstance`; those are recorded as begun on day 0"
    if scenario.rewires:
        yield "free places for contacts", "none: everybody has as many contacts as they may ever have"
    if scenario.hears_appeals:
        yield "appellants", "readiness 128; help as drawn in `appellant`; the queue of hearings is empty"
    if scenario.holders:
        yield "copies", "every holder has a copy of everybody's file, taken at the start"
    if scenario.inspects:
        yield "records of inspectors", "those of `at_start`; none where it is not given"
    if scenario.centre_errs or _owners_fail(scenario):
        yield "mishaps and failures", "none under way"
    yield "memory", "empty: nothing that was done before day 0 is known"


def _owners_fail(scenario: Scenario) -> bool:
    return any(owner.failure is not None for owner in scenario.owners.values())

"""Circumstances in a citizen's story: what began or ended, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from glasscity import tables
from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.scenario.circumstances import Circumstance
from glasscity.study.event import Event
from glasscity.study.on_file import Row
from glasscity.study.words import listed

MOST_TOLD = 2
"""How many blows of the score the sentence of a story tells of."""


class LifeWords:
    """Says what a row of `circumstance_moves` is."""

    def __init__(self, scenario: Scenario) -> None:
        self._kinds: dict[int, Circumstance] = {}
        for stage in stages(scenario):
            there = stage.scenario.circumstances
            self._kinds |= {kind.code: kind for kind in there.kinds.values()} if there is not None else {}
        self._services = {service.code: (name, service.label) for name, service in scenario.services.items()}
        self._names = dict(enumerate(scenario.category_names))

    def event(self, row: Row) -> dict[str, Any]:
        """Return the parts of an event: what, service, reason, cause, and whether things get worse."""
        kind = self._kinds[row["circumstance"]]
        begun = bool(row["begun"])
        if row["cause"] == tables.AT_START:
            return {"what": kind.label, "worse": True, "cause": "from the first morning"}
        what = kind.words.begins if begun else kind.words.ends
        name, label = self._services.get(row["service"], (None, ""))
        reason = tables.REASONS[row["reason"]] if name is not None else ""
        return {
            "what": what,
            "worse": begun,
            "service": name,
            "reason": reason,
            "cause": self._cause(row, label),
        }

    def _cause(self, row: Row, label: str) -> str:
        answers = {tables.BY_REFUSAL: "refused", tables.BY_PRICE: "dearer", tables.BY_GRANT: "granted"}
        if row["cause"] not in answers:
            return tables.CIRCUMSTANCE_CAUSES[row["cause"]] if row["cause"] == tables.TIME_WAS_UP else ""
        by_score = row["reason"] not in (tables.NO_REASON, tables.ORDINARY)
        category = f" in category {self._names[row['category']]}" if by_score else ""
        category += " on an old copy of the file" if row["reason"] == tables.OUTDATED_COPY else ""
        ordinary = ", an ordinary refusal" if row["reason"] == tables.ORDINARY else ""
        return f"after {label} was {answers[row['cause']]}{category}{ordinary}"


def blows_of_the_score(events: Sequence[Event]) -> str:
    """Return what the score did to a life, for the sentence of a story; nothing where it did nothing."""
    ordinary = ("", tables.REASONS[tables.ORDINARY])
    told = [
        f"{event.what} on day {event.day} {event.cause}"
        for event in events
        if event.kind == "circumstance" and event.worse and event.reason not in ordinary
    ]
    more = f" (and {len(told) - MOST_TOLD} more such blows)" if len(told) > MOST_TOLD else ""
    return listed(told[:MOST_TOLD]) + more if told else ""

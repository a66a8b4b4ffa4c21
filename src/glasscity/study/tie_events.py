"""How a citizen's ties ended and formed, in words: who drops them, whom they drop, whom they take up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from glasscity import tables
from glasscity.study.words import counted

Row = dict[str, Any]
DROPPED, DROPS, PARTED, MET = "dropped", "drops", "parted", "met"
"""Kinds of events: contacts drop them; they drop a contact; two lose touch; a new tie."""
KINDS = (DROPPED, DROPS, PARTED, MET)


class TieEvent(NamedTuple):
    """One event: a row with its `day`, the kind, what happened in words, and more of it as in `Event`."""

    row: Row
    kind: str
    what: str
    more: Row


def tie_events(citizen: int, changes: Iterable[Row]) -> dict[int, list[TieEvent]]:
    """Return the events of a citizen's ties under their days, from rows of `tie_changes`."""
    found: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for change in changes:
        found[change["day"], _kind(citizen, change)].append(change)
    events: dict[int, list[TieEvent]] = defaultdict(list)
    for (day, kind), some in sorted(found.items(), key=lambda item: (item[0][0], KINDS.index(item[0][1]))):
        number = len(some)
        only = some[0] if number == 1 else None
        other = None if only is None else _other(citizen, only)
        more = {"cause": _cause(kind, some[0]["why"], only), "number": number, "other": other}
        events[day].append(TieEvent(some[0], kind, _what(kind, number), more))
    return events


def _kind(citizen: int, change: Row) -> str:
    if change["formed"]:
        return MET
    if change["why"] == tables.LOST_TOUCH:
        return PARTED
    return DROPS if change["citizen"] == citizen else DROPPED


def _other(citizen: int, change: Row) -> int:
    return int(change["contact"] if change["citizen"] == citizen else change["citizen"])


def _what(kind: str, number: int) -> str:
    if kind == MET:
        return counted(number, "new contact")
    verb = {DROPPED: "dropped by", DROPS: "drops", PARTED: "loses touch with"}[kind]
    return f"{verb} {counted(number, 'contact')}"


def _cause(kind: str, why: int, only: Row | None) -> str:
    """Return why, and of one contact alone when the authority hears of it."""
    because = {
        DROPPED: "their category is too far below",
        DROPS: "the other's category is too far below theirs",
        PARTED: "whatever the score",
        MET: "one of the two is in a better category" if why == tables.HIGHER else "met through contacts",
    }[kind]
    return because if only is None else f"{because}; {_heard(only)}"


def _heard(change: Row) -> str:
    if not change["filed_by"]:
        return "no company files this tie"
    if change["on_file"] < 0:
        return "the authority never hears of it, and the tie stays on file"
    return f"the authority hears of it {counted(change['on_file'] - change['day'], 'day')} later"

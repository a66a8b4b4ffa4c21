"""Entries that are struck out: on application, or by an amnesty.

Rule: an application is granted if the conditions are met, no entry against the citizen was recorded in the
last `clean_days` days, and the entry still stands on the day of the decision. An amnesty undoes, on its day,
every entry of some kinds of conduct that stands. Both undo an entry together with its cap and its override.
Reads: applications, entries. Writes: decisions; entries to be undone. Draws: none.

Exactly:
- Against somebody here is an entry of a deed that takes points, or one of kind 7. Clean is who has none
  recorded from day - clean_days on, today not yet recorded; whether it was undone since does not matter.
- An application is granted only while the entry of the deed stands itself: if that has expired it is not,
  even if its override still holds. Granted, all that the filing brought and that still stands is undone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.at_hand import AtHand
from glasscity.authority.same_filing import same_filing
from glasscity.mailbox import Mailbox
from glasscity.rows import among, copied, in_one, of_kind
from glasscity.scenario import Scenario

LONG_AGO = -(2**31)


class Repairs:
    """The applications of one data centre, and its amnesties."""

    def __init__(self, course: Sequence[Scenario], amnesties: frozenset[int], citizens: int) -> None:
        """Nobody has applied yet; `amnesties` are the days of interventions that set one."""
        scenario = course[0]
        self._applications = Mailbox(tables.REPAIR_DECISION, scenario.time.days)
        self._entries = Mailbox(tables.ENTRY, scenario.time.days)
        self._last_against = np.full(citizens, LONG_AGO, np.int32)
        self._may_be_amnestied = may_be_amnestied(course)
        self._amnesty = np.empty(0, np.uint16)
        self._amnesties = amnesties
        self._clean_days = 0
        self._follow(scenario)
        self.decided = np.empty(0, tables.REPAIR_DECISION)

    def change(self, scenario: Scenario, day: int) -> None:
        """Go by the `[repair]` of `scenario` from now on; an amnesty that is set today takes place today."""
        if day in self._amnesties:
            self._amnesty = np.array(_amnesty_codes(scenario), np.uint16)
        self._follow(scenario)

    def _follow(self, scenario: Scenario) -> None:
        if scenario.repair is not None:
            self._clean_days = scenario.repair.clean_days
        self._decides = scenario.repairs

    def take_in(self, applications: NDArray[np.void], yesterday: NDArray[np.void], at_hand: AtHand) -> None:
        """Accept applications about entries of yesterday, with what followed them."""
        self._applications.send(applications, applications["day"])
        about = same_filing(yesterday, applications)
        is_named = (about >= 0) & ~of_kind(yesterday, tables.UNDOING)
        some, about = yesterday.compress(is_named), about[is_named]
        at_hand.keep(some)
        is_deed = of_kind(some, tables.DEEDS)
        self._entries.send(some.compress(is_deed), applications["day"][about[is_deed]])

    def still_asked(self) -> list[NDArray[np.void]]:
        """Return the entries about which an application is to be decided."""
        return self._entries.still_asked()

    def due(self, day: int, at_hand: AtHand) -> NDArray[np.void]:
        """Decide today's applications, and return what they and an amnesty undo."""
        decided = copied(self._applications.take(day))
        deeds = at_hand.standing(self._entries.take(day))
        if not self._decides:
            decided = decided[:0]
        stands = same_filing(decided, deeds) >= 0
        clean = self._last_against[decided["citizen"]] < day - self._clean_days
        decided["stood"], decided["clean"] = stands, clean
        decided["granted"] = stands & clean & (decided["met"] > 0)
        order = np.lexsort((decided["entry_lo"], decided["entry_hi"], decided["citizen"]))
        self.decided = decided.take(order)
        is_granted = same_filing(deeds, decided[decided["granted"] > 0]) >= 0
        undone = at_hand.followed(deeds.compress(is_granted))
        at_hand.undo(undone)
        pardoned = at_hand.of_conduct(self._amnesty)
        at_hand.undo(pardoned)
        self._amnesty = self._amnesty[:0]
        return in_one([undone, pardoned])

    def recorded(self, entries: NDArray[np.void], day: int) -> NDArray[np.bool_]:
        """Take note of today's entries; return which of them an amnesty may undo one day."""
        brought = ~of_kind(entries, tables.UNDOING)
        against = of_kind(entries, tables.DEEDS) & (entries["points"] < 0)
        against |= entries["kind"] == tables.OVERRIDE
        self._last_against[entries["citizen"][against]] = day
        return brought & among(entries["conduct"], self._may_be_amnestied)


def may_be_amnestied(course: Sequence[Scenario]) -> NDArray[np.uint16]:
    """Return the codes of conduct whose entries an amnesty undoes at some time of the run."""
    return np.unique(np.array([code for one in course for code in _amnesty_codes(one)], np.uint16))


def _amnesty_codes(scenario: Scenario) -> list[int]:
    amnesty = scenario.rulebook.amnesty
    return sorted(scenario.conduct[name].code for name in amnesty.conduct) if amnesty is not None else []

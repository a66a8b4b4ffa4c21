"""Entries that are struck out at the data centre: on application, or by an amnesty."""

from __future__ import annotations

from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.tables import DEEDS, OVERRIDE, UNDOING
from reference.ledger import Ledger, entry_id, filing_id
from reference.rows import Row
from reference.waiting import Waiting


def is_against(entry: Row) -> bool:
    """Rule: an entry is against somebody if it is of a deed and takes points, or if it sets a category."""
    return entry.kind == OVERRIDE or (entry.kind in DEEDS and entry.points < 0)


class Repairs:
    """The applications of one data centre, and its amnesties.

    Attributes
    ----------
    decided : the applications that were decided today.
    """

    def __init__(self, scenario: Scenario) -> None:
        """Nobody has applied yet; `scenario` is the whole one, with its interventions."""
        self._scenario = stages(scenario)[0].scenario
        self._days_of_amnesty = {
            change.day for change in scenario.interventions if change.sets("rulebook.amnesty")
        }
        self._applications = Waiting()
        self.decided: list[Row] = []

    def change(self, scenario: Scenario) -> None:
        """Go by the repair of `scenario` from now on; without any, what was applied for is turned down."""
        self._scenario = scenario

    def take_in(self, applications: list[Row]) -> None:
        """Accept applications; each is decided on its day."""
        for application in applications:
            self._applications.send(application, application.day)

    def decide(self, day: int, ledger: Ledger) -> list[Row]:
        """Rule: granted if the conditions are met, the citizen is clean, and the entry still stands.

        Returns what is granted, with the cap and the override that came with it.
        """
        self.decided, granted = [], []
        for application in self._applications.take(day) if self._scenario.repairs else ():
            brought = ledger.standing(ledger.brought_by(filing_id(application)))
            stands = any(entry_id(entry) == entry_id(application) for entry in brought)
            clean = self._is_clean(application.citizen, day, ledger)
            repaired = bool(application.met) and clean and stands
            self.decided.append(application.but(clean=int(clean), stood=int(stands), granted=int(repaired)))
            granted += brought if repaired else []
        self.decided.sort(key=lambda row: (row.citizen, row.entry_hi, row.entry_lo))
        return granted

    def _is_clean(self, citizen: int, day: int, ledger: Ledger) -> bool:
        """Rule: no new entry against somebody was recorded in so many days before the decision."""
        first = day - self._scenario.repair.clean_days
        return not any(is_against(entry) and entry.day >= first for entry in ledger.of_citizen(citizen))

    def pardoned(self, day: int, ledger: Ledger) -> list[Row]:
        """Rule: on the day on which an amnesty is set, all that stands of its kinds of conduct is undone."""
        amnesty = self._scenario.rulebook.amnesty
        if amnesty is None or day not in self._days_of_amnesty:
            return []
        codes = {self._scenario.conduct[name].code for name in amnesty.conduct}
        of_conduct = [e for e in ledger.entries if e.conduct in codes and e.kind not in UNDOING]
        return ledger.standing(of_conduct)

"""What the codes of a scenario stand for, and who watches what."""

from __future__ import annotations

from glasscity.results import Run
from glasscity.scenario.organisations import Organisation


class Names:
    """What the codes of a scenario stand for."""

    def __init__(self, run: Run) -> None:
        scenario = run.scenario
        self._scenario = scenario
        self.conduct = {conduct.code: name for name, conduct in scenario.conduct.items()}
        self.service = {service.code: name for name, service in scenario.services.items()}
        self.organisation = {
            code: name
            for name, organisation in scenario.organisations.items()
            for code in range(organisation.code, organisation.code + organisation.count)
        }
        self.organisation_label = run.organisation_labels
        self.parameter_label = {e.parameter: e.label for e in scenario.catalogue.exceptions}

    def _watchers(self, conduct: str) -> list[Organisation]:
        return [o for o in self._scenario.organisations.values() if o.sees.get(conduct, 0) > 0]

    def is_watched(self, conduct: str) -> bool:
        """Return whether any organisation ever files this conduct, or anybody tells of it."""
        scenario = self._scenario
        scored, rules = scenario.scoring.enabled, scenario.denunciation
        filed = conduct in scenario.courts.fines or (scored and conduct in scenario.rulebook.rules)
        told = scored and rules is not None and rules.enabled and conduct in rules.about
        return told or (filed and bool(self._watchers(conduct)))

    def may_be_lost(self, conduct: str) -> bool:
        """Return whether an act of this conduct may be seen and never filed."""
        owners = self._scenario.owners
        for one in self._watchers(conduct):
            failure = owners[one.owner].failure if one.owner is not None else None
            if (one.errors is not None and one.errors.missed > 0) or (
                failure is not None and failure.lost > 0
            ):
                return True
        return False

    def longest_delay(self, conduct: str) -> int:
        """Return how many days a filing of this conduct may take; less than 0 if nobody files it."""
        if not self.is_watched(conduct):
            return -1
        delays = [1]
        for organisation in self._watchers(conduct):
            errors = organisation.errors
            late = errors.late_days[1] if errors is not None and errors.late > 0 else 0
            delays.append(organisation.delay_days[1] + late)
        return max(delays)

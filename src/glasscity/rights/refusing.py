"""What becomes of those who do not consent, beside those who score low: by the rules alone.

Rule: where nobody is asked, everybody is scored, and there is nothing to refuse. Where consent is asked,
whoever refuses has no category and the ordinary terms; what they do is recorded all the same, and does not
count. To refuse costs what the advantages of the best category are worth, and saves what the worst closes.
Reads: the scenario. Units: counts of doors.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.rights.detriment import Door
from glasscity.scenario import Scenario


@dataclass(frozen=True)
class Refusing:
    """How a scheme treats those who do not consent.

    Attributes
    ----------
    asked : whether scoring needs consent; share : who gives it, before what it depends on.
    closed_to_low : doors that some category closes or makes dearer, and none of which closes to refusers.
    advantages_forgone : doors that some category opens wider, and that they do without.
    basic : basic services; basic_guarded : whether a low score alone never touches them.
    """

    asked: bool
    share: float | None
    closed_to_low: int
    advantages_forgone: int
    basic: tuple[str, ...]
    basic_guarded: bool


def refusing_of(scenario: Scenario, doors: tuple[Door, ...]) -> Refusing:
    """Return what refusing the score costs and saves."""
    consent = scenario.scoring.consent if scenario.asks_consent else None
    return Refusing(
        asked=consent is not None,
        share=float(consent.share) if consent is not None else None,
        closed_to_low=sum(bool(door.shuts) for door in doors),
        advantages_forgone=sum(bool(door.better_in) for door in doors),
        basic=tuple(service.label for service in scenario.services.values() if service.basic),
        basic_guarded=scenario.scoring.basic_protected,
    )

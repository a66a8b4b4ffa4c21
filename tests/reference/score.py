"""The score: total = base + influence of the contacts that the authority has on file.

Contacts are read as they stood yesterday, whoever comes first today. Across towns a contact counts by
deviation from the start ÷ scale of their town × scale of one's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.scenario import Scenario
from glasscity.scenario.towns import TownScale
from reference.file import File, clamped
from reference.rows import Row
from reference.rulebook import nearest


@dataclass(frozen=True)
class Yesterday:
    """Totals of yesterday, and in which town each was worked out."""

    total: list[int]
    town: list[int]

    def deviation(self, towns: list[TownScale], citizen: int, reader: int) -> int:
        """Rule: how far a citizen was from the start, on the scale of the reader's town, halves up."""
        there, here = towns[self.town[citizen]], towns[reader]
        away = self.total[citizen] - there.start
        return away if there.scale == here.scale else nearest(away * here.scale, there.scale)


def contacts_count(scenario: Scenario) -> bool:
    """Return whether what contacts score changes anything: there is an influence, and its weight is not 0."""
    influence = scenario.rulebook.influence
    return scenario.scoring.enabled and influence.kind != "off" and influence.weight > 0


def influence_is_over(scenario: Scenario) -> bool:
    """Rule: without any influence contacts add nothing; a `drift` of weight 0 keeps what it has added."""
    drifts = scenario.rulebook.influence.kind == "drift"
    return scenario.scoring.enabled and not contacts_count(scenario) and not drifts


def influence_is_due(scenario: Scenario, day: int) -> bool:
    """Rule: influence is worked out every so many days: with 7 on days 6, 13, 20, …"""
    return contacts_count(scenario) and (day + 1) % scenario.rulebook.influence.every_days == 0


def weigh_contacts(
    scenario: Scenario,
    towns: list[TownScale],
    file: File,
    contacts: list[set[int]],
    yesterday: Yesterday,
    day: int,
) -> list[Row]:
    """Rule: `level` is weight × the mean deviation of contacts; `drift` adds weight × what they are ahead.

    Whoever is not scored keeps their influence, and is left out of others' means. Without any contact
    `level` is 0, and `drift` stays as it is. Returns the changes.
    """
    influence = scenario.rulebook.influence
    numerator, denominator = influence.weight.as_integer_ratio()
    changes = []
    for citizen in file.citizens:
        if not file.is_scored(towns, citizen):
            continue
        here, before = file.town[citizen], file.influence[citizen]
        deviations = [
            yesterday.deviation(towns, contact, here)
            for contact in contacts[citizen]
            if file.is_scored(towns, contact)
        ]
        number, ahead = len(deviations), sum(deviations)
        if influence.kind == "level":
            after = nearest(numerator * ahead, denominator * number) if number else 0
        else:
            ahead -= yesterday.deviation(towns, citizen, here) * number
            after = before + (nearest(numerator * ahead, denominator * number) if number else 0)
        if after != before:
            file.influence[citizen] = after
            changes.append(Row(day=day, citizen=citizen, influence=after))
    return changes


def end_influence(file: File, day: int) -> list[Row]:
    """Take away what contacts have added; return the changes."""
    changes = [
        Row(day=day, citizen=citizen, influence=0) for citizen in file.citizens if file.influence[citizen]
    ]
    file.influence = [0] * len(file.influence)
    return changes


def read_totals(towns: list[TownScale], file: File) -> None:
    """Rule: total = base + influence, held between the lowest and the highest total of one's town."""
    for citizen in file.citizens:
        points = file.base[citizen] + file.influence[citizen]
        file.total[citizen] = clamped(towns[file.town[citizen]], points)

"""One deed, several consequences: fined and scored, filed by several, told of by others, put into a category.

Rule: for each rule against people, what may follow from one deed of its conduct: a fine by a court; points,
once for every organisation that files it; a category set at once; a denunciation, filed on top; and contacts
whose own totals move with it. Whether the law has one deed fall under two headings is not in a scenario.
Reads: the scenario. Units: counts, points, money.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.rights.detriment import Taking
from glasscity.scenario import Scenario


@dataclass(frozen=True)
class Repeated:
    """What may follow from one deed.

    Attributes
    ----------
    fine : of the courts, with or without a score; 0 if none.
    points, most_points : as one organisation files it, and if all that may see it do.
    filed_by : organisations (labels) that may each file it; a series of like ones counts as one.
    sets_category : whether a category is set besides; told_of : whether citizens may denounce it as well.
    """

    conduct: str
    label: str
    fine: float
    points: float
    most_points: float
    filed_by: tuple[str, ...]
    sets_category: bool
    told_of: bool

    @property
    def consequences(self) -> int:
        """How many consequences one deed can have."""
        times = len(self.filed_by) if self.points else 0
        return bool(self.fine) + times + self.sets_category + bool(self.told_of and self.points)


@dataclass(frozen=True)
class Repetition:
    """Deeds with more than one consequence, those with the most first; of so many `rules`."""

    rules: int
    deeds: tuple[Repeated, ...]
    fined_and_scored: int
    filed_by_several: int
    contacts_pay: bool


def repetition_of(scenario: Scenario, takings: tuple[Taking, ...]) -> Repetition:
    """Return the deeds that can be punished more than once."""
    all_deeds = [_repeated(scenario, taking) for taking in takings]
    deeds = sorted(
        (deed for deed in all_deeds if deed.consequences > 1),
        key=lambda deed: (-deed.consequences, -deed.most_points),
    )
    influence = scenario.rulebook.influence
    return Repetition(
        rules=len(takings),
        deeds=tuple(deeds),
        fined_and_scored=sum(deed.fine > 0 for deed in deeds),
        filed_by_several=sum(len(deed.filed_by) > 1 and deed.points > 0 for deed in deeds),
        contacts_pay=influence.kind != "off" and bool(influence.weight),
    )


def _repeated(scenario: Scenario, taking: Taking) -> Repeated:
    name = taking.conduct
    filers = tuple(o.label for o in scenario.organisations.values() if o.sees.get(name))
    told = scenario.denounces and scenario.denunciation is not None and name in scenario.denunciation.about
    return Repeated(
        name,
        taking.label,
        float(scenario.courts.fines.get(name, 0)),
        taking.points,
        taking.points * (len(filers) + told),
        filers,
        taking.sets_category is not None,
        told,
    )

"""The same scheme in a town, or from a later day on: which figures and which elements are others there.

Rule: the scheme that is assessed is the scenario's own rulebook on the first day. A *version* is that of one
town, put back on the scale of the rulebook (points there ÷ the town's scale, bounds by their distance from
the start), whether or not the town is scored yet; or that of all from the morning of a day with interventions
on. Each is assessed like the first, by arithmetic alone, and what is the same is left out.
Reads: the scenario. Units: key figures in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from glasscity.intervention import stages
from glasscity.rights.brief import by_rules
from glasscity.rights.element import Element
from glasscity.rights.elements import elements_of
from glasscity.rights.findings import Findings, findings_of
from glasscity.scenario import Scenario
from glasscity.scenario.towns import TownScale, town_scales


@dataclass(frozen=True)
class Differs:
    """One figure, or one element of the law: what it is in the scheme assessed, and in this version."""

    name: str
    first: str
    here: str


@dataclass(frozen=True)
class Version:
    """One version of the scheme.

    Attributes
    ----------
    label : the town, or the day. day : from which day on; None for a town.
    scored : whether anybody is scored there, at first.
    changes : what was changed, a sentence each; nothing for a town.
    figures, elements : what is another than in the scheme assessed; a status for each element.
    """

    label: str
    day: int | None
    scored: bool
    changes: tuple[str, ...]
    figures: tuple[Differs, ...]
    elements: tuple[Differs, ...]

    @property
    def differs(self) -> bool:
        """Whether anything that is assessed is another."""
        return bool(self.figures or self.elements)


def versions_of(scenario: Scenario, findings: Findings, elements: tuple[Element, ...]) -> tuple[Version, ...]:
    """Return the versions of a scheme: its towns by their codes, then the days on which it changes."""
    if not scenario.scoring.enabled:
        return ()
    return tuple(_versions(scenario, findings, elements))


def _versions(scenario: Scenario, findings: Findings, elements: tuple[Element, ...]) -> Iterator[Version]:
    for scale in town_scales(scenario) if scenario.towns else ():
        there = in_town(scenario, scale)
        yield Version(scale.label, None, scale.scored, (), *_compared(there, findings, elements))
    for stage in stages(scenario):
        if stage.sentences:
            yield Version(
                f"from day {stage.day} on",
                stage.day,
                stage.scenario.scoring.enabled,
                tuple(stage.sentences),
                *_compared(stage.scenario, findings, elements),
            )


def in_town(scenario: Scenario, scale: TownScale) -> Scenario:
    """Return the scheme of one town, on the scale of the rulebook."""
    book = scenario.rulebook

    def back(total: int) -> Decimal:
        return Decimal(book.start) + Decimal(total - scale.start) / scale.scale

    rules = dict(book.rules)
    for name, points in scale.rules.items():
        own = {"points": Decimal(points) / scale.scale, "points_from": None, "points_to": None}
        rules[name] = rules[name].model_copy(update=own)
    bands = [
        band.model_copy(update={"at_least": back(bound)})
        for band, bound in zip(book.categories.bands, scale.bounds, strict=False)
    ]
    categories = book.categories.model_copy(update={"bands": [*bands, book.categories.bands[-1]]})
    ends = {"lowest_total": back(scale.lowest), "highest_total": back(scale.highest)}
    return scenario.model_copy(
        update={"rulebook": book.model_copy(update={"rules": rules, "categories": categories, **ends})}
    )


def _compared(
    there: Scenario, findings: Findings, elements: tuple[Element, ...]
) -> tuple[tuple[Differs, ...], tuple[Differs, ...]]:
    """Return the figures and the elements that are others there."""
    found = findings_of(there)
    first, here = by_rules(findings), by_rules(found)
    figures = tuple(Differs(name, first[name], here[name]) for name in first if first[name] != here[name])
    then, now = _status(elements), _status(elements_of(there, found, None))
    names = dict.fromkeys([*then, *now])
    others = tuple(
        Differs(name, then.get(name, ""), now.get(name, ""))
        for name in names
        if then.get(name) != now.get(name)
    )
    return figures, others


def _status(elements: tuple[Element, ...]) -> dict[str, str]:
    return {f"{one.law}, {one.paragraph}: {one.title}": one.status for one in elements}

"""What a rulebook can do to people: rules that take points or set a category, and doors that close.

Rule: a *taking* is a rule that takes points or sets a category at once. A *door* is a service that some
category refuses or makes dearer. A door counts as closed only by categories that somebody can be in: those
in which a total between the lowest and the highest can lie, and those that a rule sets.
Reads: the scenario. Units: points of a rule are the middle of its range; rates are those of the scenario.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from glasscity.scenario import Scenario
from glasscity.scenario.conduct import Service, Term
from glasscity.scenario.rulebook import Rule


@dataclass(frozen=True)
class Taking:
    """A rule against people.

    Attributes
    ----------
    points, most_points : points lost by one deed as filed once: the middle of the range, and its end.
    sets_category, for_days : the category that the rule sets at once, and for how long; None if it does not.
    expires_after_days : when the entry stops counting; None if never.
    filed_per_year : how often it comes on file of somebody whom no factor touches.
    rests_on : what was published, or nothing where all of it is assumed; assumed : whether part of it is.
    """

    conduct: str
    label: str
    domain: str
    protected: bool
    lawful: bool
    gravity: int
    context: str
    points: float
    most_points: float
    sets_category: str | None
    for_days: int | None
    expires_after_days: int | None
    filed_per_year: float
    rests_on: str
    assumed: bool


@dataclass(frozen=True)
class Door:
    """A service, and in which categories it is closed, dearer, or better than for others.

    `guarded`: a basic service that a low score alone may not touch; a category set by a rule still does.
    """

    service: str
    label: str
    context: str
    refused_in: tuple[str, ...]
    dearer_in: tuple[str, ...]
    better_in: tuple[str, ...]
    guarded: bool

    @property
    def shuts(self) -> tuple[str, ...]:
        """The categories that suffer."""
        return self.refused_in + self.dearer_in


def takings_of(scenario: Scenario) -> tuple[Taking, ...]:
    """Return every rule against people, in the order of the rulebook; none where nobody is scored."""
    if not scenario.scoring.enabled:
        return ()
    found = []
    for name, rule in scenario.rulebook.rules.items():
        kind, lost = scenario.conduct[name], points_lost(scenario, rule)
        if not lost and rule.override is None:
            continue
        most = rule.points if rule.points is not None else rule.points_from
        found.append(
            Taking(
                conduct=name,
                label=kind.label,
                domain=kind.domain,
                protected=scenario.domains[kind.domain].protected,
                lawful=kind.lawful,
                gravity=kind.gravity,
                context=kind.context,
                points=float(lost),
                most_points=float(max(-Decimal(most or 0), lost)),
                sets_category=rule.override.category if rule.override else None,
                for_days=rule.override.days if rule.override else None,
                expires_after_days=rule.expires_after_days,
                filed_per_year=float(filed_per_year(scenario, name)),
                rests_on=scenario.sources[rule.source].title if rule.source else "",
                assumed=rule.assumed is not None,
            )
        )
    return tuple(found)


def points_lost(scenario: Scenario, rule: Rule) -> Decimal:
    """Return the points that one deed takes, as far as the rule's cap lets it; 0 for a rule that gives."""
    lost = max(-rule.mean_points, Decimal(0))
    cap = scenario.rulebook.caps.get(rule.cap or "")
    return min(lost, cap.most_lost) if cap is not None and cap.most_lost is not None else lost


def filed_per_year(scenario: Scenario, conduct: str, *, busiest: bool = False) -> Decimal:
    """Return how often a conduct comes on file in a year, of one citizen whom no factor touches.

    An act that two organisations see is filed by both. `busiest`: of the busiest that the scenario allows.
    """
    kind = scenario.conduct[conduct]
    seen = sum((o.sees.get(conduct, Decimal(0)) for o in scenario.organisations.values()), Decimal(0))
    return Decimal(kind.bound_per_year if busiest else kind.per_year) * seen


def doors_of(scenario: Scenario) -> tuple[Door, ...]:
    """Return every service that a category changes; none where nobody is scored."""
    if not scenario.scoring.enabled:
        return ()
    held = categories_held(scenario)
    found = []
    for name, service in scenario.services.items():
        terms = [(category, term) for category, term in service.terms.items() if category in held]
        door = Door(
            name,
            service.label,
            service.context,
            refused_in=tuple(category for category, term in terms if term.refused),
            dearer_in=tuple(category for category, term in terms if _dearer(service, term)),
            better_in=tuple(category for category, term in terms if _better(service, term)),
            guarded=service.basic and scenario.scoring.basic_protected,
        )
        if door.shuts or door.better_in:
            found.append(door)
    return tuple(found)


def categories_held(scenario: Scenario) -> set[str]:
    """Return the categories that somebody can be in."""
    return categories_by_points(scenario) | categories_set(scenario)


def categories_by_points(scenario: Scenario) -> set[str]:
    """Return the categories in which some total between the lowest and the highest lies."""
    book, above = scenario.rulebook, None
    found = set()
    for band in book.categories.bands:
        begins_in_reach = band.at_least is None or band.at_least <= book.highest_total
        if begins_in_reach and (above is None or book.lowest_total < above):
            found.add(band.name)
        above = band.at_least
    return found


def categories_set(scenario: Scenario) -> set[str]:
    """Return the categories that rules set at once."""
    return {rule.override.category for rule in scenario.rulebook.rules.values() if rule.override is not None}


def category_of(scenario: Scenario, total: Decimal) -> str:
    """Return the band in which a total lies, once it is read."""
    book = scenario.rulebook
    read = min(max(total, book.lowest_total), book.highest_total)
    bands = book.categories.bands
    return next(band.name for band in bands if band.at_least is None or read >= band.at_least)


def worse_of(scenario: Scenario, categories: Iterable[str]) -> str:
    """Return the worst of some categories."""
    return max(categories, key=scenario.category_names.index)


def _dearer(service: Service, term: Term) -> bool:
    pairs = ((term.price, service.price), (term.interest_percent, service.interest_percent))
    return any(new is not None and old is not None and new > old for new, old in pairs)


def _better(service: Service, term: Term) -> bool:
    pairs = ((term.price, service.price), (term.interest_percent, service.interest_percent))
    return term.first or any(new is not None and old is not None and new < old for new, old in pairs)

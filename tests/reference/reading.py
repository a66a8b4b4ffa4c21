"""What a service reads of a citizen on file: the whole file, or behind walls that of its own context."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from glasscity.scenario import Scenario
from glasscity.scenario.conduct import Service, Term
from glasscity.scenario.towns import TownScale
from glasscity.tables import CHEAPER, DEARER, FIRST, GRANTED, NO_CATEGORY, REFUSED
from reference.context_book import ContextBook
from reference.file import File, band, clamped

ORDINARY_TERMS = Term.model_construct()
"""What holds for whoever is served as if there were no score."""


@dataclass(frozen=True)
class Reading:
    """What the data centre reads by, from one morning to the next change."""

    scenario: Scenario
    towns: list[TownScale]
    file: File
    book: ContextBook

    def on_file(self, service: Service, citizen: int) -> tuple[int, int]:
        """Rule: the category on file and the worst that a rule has set; behind walls those of the context."""
        category, override = self.file.category[citizen], self.file.override[citizen]
        if not self.scenario.rulebook.walls or category == NO_CATEGORY:
            return category, override
        override = self.book.set_in(service.context, citizen)
        return max(self.band_alone(citizen, self.book.base[service.context][citizen]), override), override

    def band_alone(self, citizen: int, base: int) -> int:
        """Return the category of a base without any contacts."""
        town = self.towns[self.file.town[citizen]]
        return band(town, clamped(town, base))

    def terms(self, service: Service, category: int, override: int) -> Term:
        """Rule: the terms of the category hold; whoever has none is served on ordinary ones.

        A protected service is refused or dearer only by a category that a rule has set.
        """
        if category == NO_CATEGORY:
            return ORDINARY_TERMS
        terms = self._terms_of(service, category)
        protected = service.basic and self.scenario.scoring.basic_protected
        if not protected or not closes(service, terms):
            return terms
        by_rule = self._terms_of(service, override)
        return by_rule if override > 0 and closes(service, by_rule) else ORDINARY_TERMS

    def _terms_of(self, service: Service, category: int) -> Term:
        """Return what a category changes about a service, ordinary terms if nothing."""
        return service.terms.get(self.scenario.category_names[category], ORDINARY_TERMS)


def above_ordinary(service: Service, terms: Term) -> int:
    """Return a price less the ordinary one, in hundredths; of a loan, the interest of a year."""
    difference = Decimal(0)
    if terms.price is not None:
        difference = terms.price - service.price
    elif terms.interest_percent is not None:
        difference = service.amount * (terms.interest_percent - service.interest_percent) / Decimal(100)
    return round(difference * 100)


def closes(service: Service, terms: Term) -> bool:
    """Return whether terms refuse a service, or make it dearer."""
    return terms.refused or above_ordinary(service, terms) > 0


def outcome_of(service: Service, terms: Term) -> int:
    """Rule: refused, or served first, or dearer, or cheaper, or simply granted."""
    if terms.refused:
        return REFUSED
    if terms.first:
        return FIRST
    money = above_ordinary(service, terms)
    return DEARER if money > 0 else CHEAPER if money < 0 else GRANTED

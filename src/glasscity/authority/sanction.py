"""What a category opens and closes, and at which price: the answer to everybody who asks.

Rule: whoever is on the national list is refused what it closes. Anybody may be refused in the ordinary way,
and where one asks in another town there are the ordinary terms. Otherwise the terms of the asker's category
hold: refused, dearer, cheaper, or served first (which spares the ordinary refusal). A protected service is
refused or dearer only by a category that a rule has set, never by the score alone. Whoever has no category is
served on ordinary terms. Where somebody lends by a rule of their own, `lending` refuses some of those who are
left. The reason given is what tipped it: the national list, that rule, an outdated copy of the file, a
category set by a rule, the contacts' scores, or one's own file. `reading` says which category it is.
Reads: requests, categories, base, totals, copies. Writes: decisions. Draws: SERVICE_ORDINARY_REFUSAL.
Units: money in hundredths of the currency, compared with the ordinary price; a loan's is a year's interest.

Exactly:
- An answer: read category and override. The terms are those of the category at the service; the ordinary ones
  where none stand there, elsewhere, and without a category. If basic services are protected and this one is,
  terms that refuse or are dearer give way to those of the override, if these refuse or are dearer as well,
  else to the ordinary ones.
- The outcome of terms is refused; else served first; else dearer or cheaper by the price, or for a loan
  amount × (interest - ordinary interest) / 100; else granted. If it is not refused and the national list
  closes the service, it is refused with the reason 5. Else, if it is not served first, the ordinary refusal
  may come, also where it would be refused anyway: w0 of SERVICE_ORDINARY_REFUSAL(citizen, day, 0, service)
  below t(ordinary_refusal); then it is refused with the reason 1. Else the terms hold.
- Reasons, unless granted (0): 6 if it answers by a copy, and the file as it is today would give another
  outcome, or another price (unless today's terms are the ordinary ones); 4 if the band of the total alone
  would give another outcome; 3 if influence is not 0 and the band of the base alone, or the override if
  worse, would; else 2. Money is the price above the ordinary one, 0 if the list or the ordinary way refused.
  Behind walls the context's base stands for the total, and there is no reason 3.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.authority.category import Bands, band_of
from glasscity.authority.context_book import Book
from glasscity.authority.lending import Lender, prepare_lender
from glasscity.authority.lending import decide as whom_the_lender_refuses
from glasscity.authority.national_list import Mask
from glasscity.authority.reading import NO_COPY, Held, as_read, band_alone, standing, whose_terms
from glasscity.authority.score import Formula
from glasscity.authority.state import File
from glasscity.scenario import Scenario
from glasscity.scenario.conduct import Service, Term
from glasscity.scenario.quantities import threshold32


class Terms(NamedTuple):
    """By service code: ordinary_refusal : uint64 32-bit threshold; protected : bool; context : int64; by
    service code and category: refused, first : bool; money : int64, hundredths above the ordinary price
    (negative: below). walls : whether each service reads the book of its own context alone; lender : by whose
    rule loans are refused besides."""

    ordinary_refusal: NDArray[np.uint64]
    protected: NDArray[np.bool_]
    context: NDArray[np.int64]
    refused: NDArray[np.bool_]
    first: NDArray[np.bool_]
    money: NDArray[np.int64]
    walls: bool
    lender: Lender


def prepare_terms(scenario: Scenario) -> Terms:
    """Turn the services' terms into arrays."""
    size = max((service.code for service in scenario.services.values()), default=0) + 1
    categories = scenario.category_names
    terms = Terms(
        np.zeros(size, np.uint64),
        np.zeros(size, np.bool_),
        np.zeros(size, np.int64),
        np.zeros((size, len(categories)), np.bool_),
        np.zeros((size, len(categories)), np.bool_),
        np.zeros((size, len(categories)), np.int64),
        scenario.rulebook.walls,
        prepare_lender(scenario),
    )
    contexts = list(scenario.contexts)
    for service in scenario.services.values():
        terms.ordinary_refusal[service.code] = threshold32(service.ordinary_refusal)
        terms.context[service.code] = contexts.index(service.context)
        terms.protected[service.code] = service.basic and scenario.scoring.basic_protected
        for name, term in service.terms.items():
            place = service.code, categories.index(name)
            terms.refused[place] = term.refused
            terms.first[place] = term.first
            terms.money[place] = _above_ordinary(service, term)
    return terms


def _above_ordinary(service: Service, term: Term) -> int:
    """Return the price of `term` less the ordinary one, in hundredths."""
    difference = Decimal(0)
    if term.price is not None and service.price is not None:
        difference = term.price - service.price
    elif term.interest_percent is not None and service.amount is not None:
        assert service.interest_percent is not None
        difference = service.amount * (term.interest_percent - service.interest_percent) / Decimal(100)
    return round(difference * 100)


def decide(
    terms: Terms,
    bands: Bands,
    formula: Formula,
    file: File,
    book: Book,
    held: Held,
    mask: Mask,
    requests: NDArray[np.void],
    key: np.uint64,
) -> NDArray[np.void]:
    """Return the decision on every request, in their order."""
    decisions: NDArray[np.void] = _decide(terms, bands, formula, file, book, held, mask, requests, key)
    whom_the_lender_refuses(terms.lender, file.category, decisions, key)
    return decisions


@njit(cache=True, nogil=True)
def _decide(terms, bands, formula, file, book, held, mask, requests, key):  # type: ignore[no-untyped-def]
    decisions = np.zeros(len(requests), tables.DECISION)
    for i in range(len(requests)):
        request, decision = requests[i], decisions[i]
        citizen, service = request.citizen, request.service
        category, override = as_read(terms, bands, formula, file, book, held, citizen, service)
        decision.day, decision.citizen, decision.service = request.day, citizen, service
        decision.category = category
        scored = category != tables.NO_CATEGORY and not request.elsewhere
        holds = whose_terms(terms, service, category, override) if scored else tables.NO_CATEGORY
        outcome = _outcome(terms, service, holds)
        listed = mask.closed[service] and mask.until[citizen] >= request.day
        if listed and outcome != tables.REFUSED:
            decision.outcome, decision.reason = tables.REFUSED, tables.NATIONAL_LIST
            continue
        if outcome != tables.FIRST:
            w = draws.draw(key, citizen, request.day, draws.SERVICE_ORDINARY_REFUSAL, 0, service)
            if np.uint64(w[0]) < terms.ordinary_refusal[service]:
                decision.outcome, decision.reason = tables.REFUSED, tables.ORDINARY
                continue
        decision.outcome = outcome
        if holds == tables.NO_CATEGORY:
            continue
        decision.money = terms.money[service, holds]
        if outcome == tables.GRANTED:
            continue
        if held.row[service] != NO_COPY and _outdated(
            terms, bands, formula, file, book, citizen, service, outcome, decision.money
        ):
            decision.reason = tables.OUTDATED_COPY
        else:
            decision.reason = _reason(terms, bands, formula, file, book, citizen, service, outcome)
    return decisions


@njit(cache=True, nogil=True, inline="always")
def _outcome(terms, service, category):  # type: ignore[no-untyped-def]
    if category == tables.NO_CATEGORY:
        return tables.GRANTED
    if terms.refused[service, category]:
        return tables.REFUSED
    if terms.first[service, category]:
        return tables.FIRST
    if terms.money[service, category] > 0:
        return tables.DEARER
    return tables.CHEAPER if terms.money[service, category] < 0 else tables.GRANTED


@njit(cache=True, nogil=True)
def _outdated(terms, bands, formula, file, book, citizen, service, outcome, money):  # type: ignore[no-untyped-def]
    """Return whether the answer by the file as it is today would be another."""
    category, override = standing(terms, bands, formula, file, book, citizen, service)
    holds = whose_terms(terms, service, category, override)
    if _outcome(terms, service, holds) != outcome:
        return True
    return holds != tables.NO_CATEGORY and terms.money[service, holds] != money


@njit(cache=True, nogil=True)
def _reason(terms, bands, formula, file, book, citizen, service, outcome):  # type: ignore[no-untyped-def]
    """Return what tipped the outcome: without the override, or without the contacts, it would differ."""
    town = file.town[citizen]
    if terms.walls:
        by_score = band_alone(bands, formula, town, book.base[terms.context[service], citizen])
    else:
        by_score = np.int64(band_of(file.total[citizen], bands.bounds[town]))
    if _outcome(terms, service, whose_terms(terms, service, by_score, 0)) != outcome:
        return tables.OVERRIDDEN
    if terms.walls or file.influence[citizen] == 0:
        return tables.OWN_FILE
    override = np.int64(file.override[citizen])
    by_base = max(band_alone(bands, formula, town, file.base[citizen]), override)
    if _outcome(terms, service, whose_terms(terms, service, by_base, override)) != outcome:
        return tables.CONTACTS
    return tables.OWN_FILE

"""What a category opens and closes, and at which price: the answer to everybody who asks."""

from __future__ import annotations

from glasscity.draws import SERVICE_ORDINARY_REFUSAL
from glasscity.scenario.conduct import Service, Term
from glasscity.scenario.quantities import threshold32
from glasscity.tables import (
    CONTACTS,
    FIRST,
    GRANTED,
    NATIONAL_LIST,
    NO_REASON,
    ORDINARY,
    OUTDATED_COPY,
    OVERRIDDEN,
    OWN_FILE,
    REFUSED,
)
from reference.copies import Copies
from reference.draws import draw
from reference.file import band
from reference.national_list import NationalList
from reference.reading import ORDINARY_TERMS, Reading, above_ordinary, outcome_of
from reference.rows import Row


def answer(request: Row, reading: Reading, copies: Copies, listed: NationalList, key: int) -> Row:
    """Rule: the national list refuses what it closes; then anybody may be refused in the ordinary way.

    Otherwise the terms of the asker's category hold. Whoever is served first is spared the ordinary refusal;
    in another town there are the ordinary terms.
    """
    citizen, day = request.citizen, request.day
    name, service = next(
        (name, one) for name, one in reading.scenario.services.items() if one.code == request.service
    )
    category, override = copies.as_read(name, citizen, reading)
    terms = ORDINARY_TERMS if request.elsewhere else reading.terms(service, category, override)
    outcome = outcome_of(service, terms)
    money, reason = 0, NO_REASON
    if outcome != REFUSED and listed.closes(service.code, citizen, day):
        outcome, reason = REFUSED, NATIONAL_LIST
    elif outcome != FIRST and _is_refused_anyway(service, citizen, day, key):
        outcome, reason = REFUSED, ORDINARY
    else:
        money = above_ordinary(service, terms)
        if outcome != GRANTED:
            outdated = name in copies.held and _is_outdated(service, citizen, terms, reading)
            reason = OUTDATED_COPY if outdated else _what_tipped_it(service, citizen, outcome, reading)
    return Row(
        day=day,
        citizen=citizen,
        service=service.code,
        outcome=outcome,
        reason=reason,
        category=category,
        money=money,
    )


def _is_refused_anyway(service: Service, citizen: int, day: int, key: int) -> bool:
    """Rule: an ordinary refusal has nothing to do with any score, and comes with one probability for all."""
    word = draw(key, citizen, day, SERVICE_ORDINARY_REFUSAL, 0, service.code)[0]
    return word < threshold32(service.ordinary_refusal)


def _is_outdated(service: Service, citizen: int, terms: Term, reading: Reading) -> bool:
    """Rule: a copy is outdated if the file as it is today would give another answer, or another price."""
    today = reading.terms(service, *reading.on_file(service, citizen))
    if outcome_of(service, today) != outcome_of(service, terms):
        return True
    return today is not ORDINARY_TERMS and above_ordinary(service, today) != above_ordinary(service, terms)


def _what_tipped_it(service: Service, citizen: int, outcome: int, reading: Reading) -> int:
    """Rule: what a rule has set, if the score alone would give another answer; the contacts, if one's own
    points alone would; and otherwise one's own file. Behind walls there are no contacts.
    """
    file, town = reading.file, reading.towns[reading.file.town[citizen]]
    walls = reading.scenario.rulebook.walls
    if walls:
        by_score = reading.band_alone(citizen, reading.book.base[service.context][citizen])
    else:
        by_score = band(town, file.total[citizen])
    if outcome_of(service, reading.terms(service, by_score, 0)) != outcome:
        return OVERRIDDEN
    if walls or file.influence[citizen] == 0:
        return OWN_FILE
    by_points = max(reading.band_alone(citizen, file.base[citizen]), file.override[citizen])
    without_contacts = reading.terms(service, by_points, file.override[citizen])
    return CONTACTS if outcome_of(service, without_contacts) != outcome else OWN_FILE

"""Companies and their owners: whom a service knows by name, and what failing services do to filings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from glasscity.draws import CITY_ACCOUNT, FAILED_FILING, OWNER_FAILURE
from glasscity.scenario import Scenario
from glasscity.scenario.organisations import Organisation
from glasscity.scenario.quantities import threshold32
from reference.chance import Person, always_the_same, threshold_for
from reference.confusion import Confusions
from reference.draws import draw
from reference.error import organisation_of
from reference.filing import FAILED, ORIGINAL, actor_of, copy_of, lower_id
from reference.rows import Row


def known_by_name(scenario: Scenario, people: Sequence[Person], seed: int) -> dict[int, set[int]]:
    """Rule: a service that has accounts knows whoever has one there; where its owner links services, it knows
    whoever has one at any of them. Return the citizens it knows by the code of the service."""
    services = [one for one in scenario.organisations.values() if one.accounts is not None]
    accounts = {one.code: _accounts(one, people, seed) for one in services}
    known = {}
    for service in services:
        owner = scenario.owners.get(service.owner or "")
        linked = owner is not None and owner.linked
        places = [one.code for one in services if one is service or (linked and one.owner == service.owner)]
        known[service.code] = set().union(*(accounts[code] for code in places))
    return known


def _accounts(service: Organisation, people: Sequence[Person], seed: int) -> set[int]:
    """Rule: a citizen has an account at a service with a chance that may depend on who they are."""
    assert service.accounts is not None
    share = always_the_same(service.accounts.share, service.accounts.depends)
    return {
        citizen
        for citizen, person in enumerate(people)
        if draw(seed, citizen, 0, CITY_ACCOUNT, 0, service.code)[0] < threshold_for(share, person)
    }


class Failed(NamedTuple):
    """What befell the filings of one owner's failing services on a day: how many of each."""

    owner: str
    filings: int
    lost: int
    duplicated: int
    wrong_person: int


class Owners:
    """The owners, and the day on which the failure of each is over."""

    def __init__(self) -> None:
        self.over: dict[str, int] = {}

    def failing(self, scenario: Scenario, key: int, day: int) -> list[str]:
        """Rule: unless one lasts already, a failure begins with probability per_year / 365 and lasts its
        days; one that has begun lasts its time, whatever the rules become."""
        names = []
        for name, owner in scenario.owners.items():
            failure = owner.failure
            if failure is None:
                continue
            if self.over.get(name, 0) <= day:
                word = draw(key, owner.code, day, OWNER_FAILURE, 0, 0)[0]
                if word < threshold32(failure.per_year / 365):
                    self.over[name] = day + failure.days
            if day < self.over.get(name, 0):
                names.append(name)
        return names


def spoil(
    scenario: Scenario,
    failing: Sequence[str],
    filings: Sequence[Row],
    confusions: Confusions | None,
    key: int,
) -> tuple[list[Row], list[Failed]]:
    """Return what is left of the day's filings, and what befell those of each failing owner."""
    left, befell = [], {name: Failed(name, 0, 0, 0, 0) for name in failing}
    for filing in filings:
        owner = organisation_of(scenario, filing.organisation).owner
        if owner not in befell:
            left.append(filing)
            continue
        some, lost, wrong = _spoilt(scenario, owner, filing, confusions, key)
        left += some
        count = befell[owner]
        befell[owner] = count._replace(
            filings=count.filings + 1,
            lost=count.lost + lost,
            duplicated=count.duplicated + (len(some) == 2),
            wrong_person=count.wrong_person + wrong,
        )
    return left, list(befell.values())


def _spoilt(
    scenario: Scenario, owner: str, filing: Row, confusions: Confusions | None, key: int
) -> tuple[list[Row], bool, bool]:
    """Rule: while services fail, a filing is lost, put on the wrong person, or filed twice, each with its own
    probability; what is a copy already is not filed twice again. Return what is left, and what happened."""
    failure = scenario.owners[owner].failure
    assert failure is not None
    actor, copy = actor_of(filing), copy_of(filing.filing_lo)
    words = draw(key, actor, filing.day, FAILED_FILING, copy, filing.parameter)
    if words[0] < threshold32(failure.lost):
        return [], True, False
    wrong = False
    if words[1] < threshold32(failure.wrong_person) and confusions is not None:
        by_name = words[3] < threshold32(failure.namesake)
        named = (confusions.namesake if by_name else confusions.next_door)[actor]
        filing, wrong = filing.but(citizen=named), named != actor
    if copy == ORIGINAL and words[2] < threshold32(failure.duplicated):
        twice = filing.but(filing_lo=lower_id(filing.parameter, filing.kind, FAILED))
        return [filing, twice], False, wrong
    return [filing], False, wrong

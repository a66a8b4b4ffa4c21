"""Companies and their owners: whom a service knows by name, and what happens when an owner's services fail.

Rule: a citizen has an account under their real name at a service with its own probability; the service sees
the conduct of nobody else. Services of one owner that are linked know a person if any of them does. A failure
of an owner begins on a day with probability `per_year` / 365, unless one lasts already, and lasts its number
of days; meanwhile each filing of any of its services is lost, filed twice or put on the wrong person, with
probabilities of its own. Afterwards they file as before.
Reads: attribute levels, filings, confusions. Writes: who is known where; the filings that are left.
Draws: CITY_ACCOUNT, OWNER_FAILURE, FAILED_FILING. Units: 32-bit thresholds.
Leaves out: accounts opened or closed, or under a false name; filings made good after a failure.

Exactly:
- An account: w0 of CITY_ACCOUNT(citizen, 0, 0, code of the service) below t(share × factors).
- A failure: unless one lasts, w0 of OWNER_FAILURE(owner, day, 0, 0) below t(per_year / 365); it lasts from
  that day for `days` days. It befalls what `error` has left of the day's filings, and no invented ones.
- Words are those of FAILED_FILING(actor, day of the act, copy, parameter). w0 below t(lost): gone. w1 below
  t(wrong_person): it names the actor's namesake (w3 below t(namesake)) or who lives next door. w2 below
  t(duplicated), if the copy is 0: it is filed twice, the second time as copy 5.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.society.confusion import NOBODY_MISTAKEN, Confusions
from glasscity.society.error import FAILED, ORIGINAL
from glasscity.society.occasions import Row, level_table, look_up
from glasscity.society.organisation import EVERYBODY_KNOWN, Known, Watchers
from glasscity.society.population import Population


def know(
    scenario: Scenario, watchers: Watchers, population: Population, seed: int, workers: Workers
) -> Known:
    """Return whom each service knows by name."""
    services = [one for one in scenario.organisations.values() if one.accounts is not None]
    if not services:
        return EVERYBODY_KNOWN
    ones = level_table(
        scenario.population.levels,
        [Row(one.accounts.share, Decimal(1), one.accounts.depends, {}) for one in services if one.accounts],
    )
    codes = np.array([one.code for one in services], np.uint32)
    shared = np.zeros(len(services), np.uint32)
    for place, one in enumerate(services):
        owner = scenario.owners.get(one.owner or "")
        linked = owner is not None and owner.linked
        known_by = [
            n for n, other in enumerate(services) if n == place or (linked and other.owner == one.owner)
        ]
        shared[place] = sum(1 << bit for bit in known_by)
    bits = np.zeros(population.number, np.uint32)
    workers.run(
        _open_accounts, population.number, np.uint64(seed), ones, codes, shared, population.levels, bits
    )
    account = np.full(len(watchers.organisation), -1, np.int64)
    for place, one in enumerate(services):
        account[watchers.organisation == one.code] = place
    return Known(account, bits)


@njit(cache=True, nogil=True)
def _open_accounts(lo, hi, key, accounts, codes, shared, levels, bits):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        known = np.uint32(0)
        for service in range(len(codes)):
            w = draws.draw(key, citizen, 0, draws.CITY_ACCOUNT, 0, codes[service])
            if np.uint64(w[0]) < look_up(accounts, service, levels, citizen):
                known |= shared[service]
        bits[citizen] = known


class Failing(NamedTuple):
    """The failures of today, by organisation code: 32-bit thresholds.

    lost, duplicated, wrong_person, namesake : uint64 [organisation codes].
    """

    lost: NDArray[np.uint64]
    duplicated: NDArray[np.uint64]
    wrong_person: NDArray[np.uint64]
    namesake: NDArray[np.uint64]


class Failed(NamedTuple):
    """What befell the filings that the failing services of one owner made on a day: how many of each."""

    owner: str
    filings: int
    lost: int
    duplicated: int
    wrong_person: int


class Owners:
    """The owners, and until when their services fail."""

    def __init__(self, scenario: Scenario) -> None:
        self._until: dict[str, int] = {}
        self.change(scenario)

    def change(self, scenario: Scenario) -> None:
        """Go by the rules of `scenario` from this morning on; a failure under way lasts its time."""
        self._scenario = scenario
        self._size = max(one.code + one.count for one in scenario.organisations.values()) + 1

    def failing(self, key: np.uint64, day: int) -> list[str]:
        """Return the owners whose services fail today; to be asked once on every day."""
        names = []
        for name, owner in self._scenario.owners.items():
            failure = owner.failure
            if failure is None:
                continue
            if day >= self._until.get(name, 0):
                word = draws.words(key, owner.code, day, draws.OWNER_FAILURE, 0, 0)[0]
                if int(word) < threshold32(failure.per_year / 365):
                    self._until[name] = day + failure.days
            if day < self._until.get(name, 0):
                names.append(name)
        return names

    def spoil(
        self,
        names: list[str],
        filings: NDArray[np.void],
        confusions: Confusions | None,
        key: np.uint64,
    ) -> tuple[NDArray[np.void], list[Failed]]:
        """Return what is left of the day's filings where services fail, and what befell them."""
        thresholds = {what: np.zeros(self._size, np.uint64) for what in Failing._fields}
        owned: dict[str, list[int]] = {name: [] for name in names}
        for organisation in self._scenario.organisations.values():
            if organisation.owner not in owned:
                continue
            failure = self._scenario.owners[organisation.owner].failure
            codes = range(organisation.code, organisation.code + organisation.count)
            owned[organisation.owner] += codes
            for what, of_code in thresholds.items():
                of_code[codes] = threshold32(getattr(failure, what))
        mistaken = confusions if confusions is not None else NOBODY_MISTAKEN
        counts = np.zeros((self._size, len(Failed._fields) - 1), np.int64)
        left: NDArray[np.void] = _spoil(Failing(**thresholds), filings, mistaken, key, counts)
        failed = [Failed(name, *counts[codes].sum(axis=0).tolist()) for name, codes in owned.items()]
        return left, failed


@njit(cache=True, nogil=True)
def _spoil(failing, filings, confusions, key, counts):  # type: ignore[no-untyped-def]
    left = np.empty(2 * len(filings), tables.FILING)
    number = 0
    for i in range(len(filings)):
        source = filings[i]
        organisation = np.int64(source.organisation)
        counts[organisation, 0] += 1
        copy = source.filing_lo >> np.uint64(16) & np.uint64(0xFFF)
        actor = np.int64(source.filing_hi >> np.uint64(32))
        words = draws.draw(key, actor, source.day, draws.FAILED_FILING, copy, source.parameter)
        if np.uint64(words[0]) < failing.lost[organisation]:
            counts[organisation, 1] += 1
            continue
        left[number] = source
        filing = left[number]
        number += 1
        if np.uint64(words[1]) < failing.wrong_person[organisation] and len(confusions.namesake):
            by_name = np.uint64(words[3]) < failing.namesake[organisation]
            filing.citizen = confusions.namesake[actor] if by_name else confusions.next_door[actor]
            counts[organisation, 3] += filing.citizen != actor
        if copy == np.uint64(ORIGINAL) and np.uint64(words[2]) < failing.duplicated[organisation]:
            left[number] = filing
            left[number].filing_lo = tables.filing_lo(filing.parameter, filing.kind, FAILED)
            number += 1
            counts[organisation, 2] += 1
    return left[:number]

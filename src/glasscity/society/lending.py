"""Loans: who applies at a branch of the lender, and who repays.

Rule: every day, at every branch, a group is drawn by a fair coin and a customer of it at random, and applies
(somebody drawn twice applies once). On the day after, whoever was lent to repays or defaults, with the
probability of the category that the answer went by: it is an act like any other, and organisations file it.
What was on record before day 0 is filed on day 0, customer by customer in the order of their numbers.
Reads: yesterday's answers. Writes: requests and acts of the day; filings on day 0.
Draws: LENDING_APPLICANT, LOAN_REPAID. Units: 32-bit thresholds.
Leaves out: any other reason to borrow or to repay; a loan's length. Who has no category neither repays nor
defaults.
Source: D'Amour, Srinivasan, Atwood, Baljekar, Sculley, Halpern (2020), "Fairness is not static", FAT*.

Exactly:
- A branch has as many customers as both groups say, B. Citizens b × B … (b + 1) × B - 1 are those of branch
  b, the group with the lower code first; there are floor(citizens / B) branches.
- An application j = 0, 1, … below `applicants` at branch b is LENDING_APPLICANT(b, day, j, service): group
  floor(w0 × 2 / 2^32), and of its n customers the one in place floor(w1 × n / 2^32). It is a request at home.
  The day's requests are put in the order of citizens, then of services.
- An answer of yesterday for the service, not refused, with a category: repaid if w0 of
  LOAN_REPAID(citizen, day, 0, service) is below t(repays of the category of the answer), else defaulted. The
  day's acts are put in the order of citizens, then of conduct. Nobody forgoes it.
- On day 0 the first customers of each group, as many as `at_start` says, best category first, have done the
  conduct `opening`, through the parameter first + place of the category of the lender's block, and it is
  filed as kind 1, copy 0, due on day 0; no error befalls it. The true record takes it too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.rows import in_one
from glasscity.scenario import Scenario
from glasscity.scenario.lending import Lending
from glasscity.scenario.quantities import threshold32

NOTHING_FILED = np.empty(0, tables.FILING)


class Borrowing(NamedTuple):
    """service, repaid, defaulted : codes; branches, applicants : how many, and how many a day at each;
    upto : int64 [groups], customers of a branch up to the last of each group; chances : uint64 [categories],
    32-bit thresholds of repaying; opening : dtype FILING, what is filed on day 0."""

    service: np.int64
    repaid: np.uint16
    defaulted: np.uint16
    branches: np.int64
    applicants: np.int64
    upto: NDArray[np.int64]
    chances: NDArray[np.uint64]
    opening: NDArray[np.void]


def prepare_borrowing(scenario: Scenario) -> Borrowing | None:
    """Turn what a scenario says of borrowers into arrays; None where nobody lends."""
    lending = scenario.lending
    if lending is None or not scenario.lends:
        return None
    people = scenario.population
    branches = people.everybody // lending.branch
    chances = [threshold32(lending.repays[name]) for name in scenario.category_names]
    return Borrowing(
        np.int64(scenario.services[lending.service].code),
        np.uint16(scenario.conduct[lending.repaid].code),
        np.uint16(scenario.conduct[lending.defaulted].code),
        np.int64(branches),
        np.int64(lending.applicants),
        np.cumsum([group.customers for group in lending.in_order]).astype(np.int64),
        np.array(chances, np.uint64),
        _opening(scenario, lending, branches),
    )


def _opening(scenario: Scenario, lending: Lending, branches: int) -> NDArray[np.void]:
    """Return what is filed on day 0: a customer begins in the category that their parameter stands for."""
    if lending.opening is None:
        return np.empty(0, tables.FILING)
    organisation, conduct = scenario.organisations[lending.organisation], scenario.conduct[lending.opening]
    parameter = scenario.catalogue.blocks[lending.organisation][lending.opening].first
    first = 0
    customer: list[int] = []
    offset: list[int] = []
    for group in lending.in_order:
        kinds = [group.at_start.get(name, 0) for name in scenario.category_names]
        customer += range(first, first + sum(kinds))
        offset += np.repeat(np.arange(len(kinds)), kinds).tolist()
        first += group.customers
    citizen = np.arange(branches)[:, None] * lending.branch + np.array(customer, np.int64)
    filings = np.zeros(citizen.size, tables.FILING)
    filings["citizen"] = citizen.ravel()
    filings["parameter"] = parameter + np.tile(np.array(offset, np.int64), branches)
    filings["organisation"], filings["conduct"] = organisation.code, conduct.code
    filings["kind"] = tables.CONDUCT
    _number(filings)
    return filings


@njit(cache=True, nogil=True)
def _number(filings):  # type: ignore[no-untyped-def]
    """Give filings of conduct their ids."""
    for i in range(len(filings)):
        filing = filings[i]
        filing.filing_hi = tables.filing_hi(filing.citizen, filing.day, filing.conduct)
        filing.filing_lo = tables.filing_lo(filing.parameter, tables.CONDUCT, 0)


def opening(borrowing: Borrowing | None, day: int) -> NDArray[np.void]:
    """Return what the lender files on day 0 of what it had on record before."""
    return NOTHING_FILED if borrowing is None or day > 0 else borrowing.opening


def apply_for_loans(
    borrowing: Borrowing, requests: NDArray[np.void], key: np.uint64, day: int
) -> NDArray[np.void]:
    """Return the day's requests with those for loans, in order of citizen, then service."""
    citizens = _applicants(
        borrowing.upto, borrowing.branches, borrowing.applicants, borrowing.service, key, day
    )
    if borrowing.applicants > 1:
        citizens = np.unique(citizens)
    loans = np.zeros(len(citizens), tables.REQUEST)
    loans["day"], loans["citizen"], loans["service"] = day, citizens, borrowing.service
    return _in_order(requests, loans, "service")


def repay(
    borrowing: Borrowing, acts: NDArray[np.void], answers: NDArray[np.void], key: np.uint64, day: int
) -> NDArray[np.void]:
    """Return the day's acts with what becomes of yesterday's loans, in order of citizen, then conduct.

    What the lender had on record before day 0 counts as done on day 0.
    """
    more = _repaid(borrowing, answers, key, day)
    if day == 0:
        more = np.zeros(len(borrowing.opening), tables.ACT)
        for column in ("citizen", "conduct"):
            more[column] = borrowing.opening[column]
    return _in_order(acts, more, "conduct")


def _in_order(rows: NDArray[np.void], more: NDArray[np.void], code: str) -> NDArray[np.void]:
    if not len(rows) or not len(more):
        return rows if len(rows) else more
    both = in_one([rows, more])
    return both.take(np.lexsort((both[code], both["citizen"])))


@njit(cache=True, nogil=True)
def _applicants(upto, branches, applicants, service, key, day):  # type: ignore[no-untyped-def]
    found = np.empty(branches * applicants, np.uint32)
    for branch in range(branches):
        for number in range(applicants):
            w = draws.draw(key, branch, day, draws.LENDING_APPLICANT, number, service)
            group = draws.high_product(w[0], len(upto))
            first = upto[group - 1] if group > 0 else 0
            customer = first + draws.high_product(w[1], upto[group] - first)
            found[branch * applicants + number] = branch * upto[-1] + customer
    return found


@njit(cache=True, nogil=True)
def _repaid(borrowing, answers, key, day):  # type: ignore[no-untyped-def]
    acts, number = np.empty(len(answers), tables.ACT), 0
    for i in range(len(answers)):
        answer = answers[i]
        if answer.service != borrowing.service or answer.outcome == tables.REFUSED:
            continue
        if answer.category == tables.NO_CATEGORY:
            continue
        w = draws.draw(key, answer.citizen, day, draws.LOAN_REPAID, 0, answer.service)
        repays = np.uint64(w[0]) < borrowing.chances[answer.category]
        acts[number].day, acts[number].citizen = day, answer.citizen
        acts[number].conduct = borrowing.repaid if repays else borrowing.defaulted
        number += 1
    return acts[:number]

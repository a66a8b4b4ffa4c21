"""A lender who goes by the file: whom it lends to.

Rule: of those whom nothing else refuses, *max utility* lends to whoever is likelier to repay than not, by the
chance that the lender gives their category. *Equal opportunity* lends by the two thresholds, one for each
group, that give the most expected repayments less defaults among all under which both groups have the same
true-positive rate: of those who would repay, the same share is lent to. Better categories go first, and at
the threshold a draw decides. It is worked out for every branch and day from how many customers of each group
are in each category tonight.
The most is always found where one group's category is used up, so whole numbers suffice: from a rate of 0 on,
up to the first such place beyond which lending more would not gain anything (of several that give as much,
the lowest rate).
Reads: decisions, categories. Writes: refusals by the lender's rule. Draws: LENDING_THRESHOLD.
Units: chances in 1/10,000, thresholds of 32 bits, halves rounded up. Leaves out: those who have no category,
who are lent to on ordinary terms.
Source: Hardt, Price, Srebro (2016), "Equality of opportunity in supervised learning", NeurIPS; D'Amour and
others (2020), "Fairness is not static", FAT*.

Exactly:
- A decision for the service that is not refused, with a category: refused with the reason 7, money 0, unless
  w0 of LENDING_THRESHOLD(citizen, day, 0, service) is below the threshold of group and category. The category
  is that of the decision; customers are counted by tonight's on file.
- Max utility: the threshold is 2^32 where repays > 1/2, else 0.
- Equal opportunity, n(g, c) customers of group g in category c, p(c) = repays, W(g) = the sum of n × p: if
  W is 0 for a group, it is max utility. Else r = 0; both groups stand at their best category with n × p > 0.
  While both stand somewhere, and the sum over groups of W(g) × (2 p - 1) / p at their categories is above 0:
  r becomes the least of the sums of n × p up to where they stand, over W; the group, or both, for which it is
  the least go on to their next category with n × p > 0.
- The threshold of g and c, with a = the sum of n × p over better categories: x = r × W(g) - a; 0 if x <= 0,
  2^32 if x >= n × p, else x / (n × p) in 2^-32, halves up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.scenario import Scenario
from glasscity.scenario.lending import CHANCES, EQUAL_OPPORTUNITY

ALWAYS = 1 << 32
NOBODY_LENDS = -1


class Lender(NamedTuple):
    """service : code, or NOBODY_LENDS; equal : whether by equal opportunity; repays : int64 [categories], in
    1/10,000; upto : int64 [groups], customers of a branch up to the last of each group."""

    service: np.int64
    equal: np.bool_
    repays: NDArray[np.int64]
    upto: NDArray[np.int64]


def prepare_lender(scenario: Scenario) -> Lender:
    """Turn the lender's rule into arrays."""
    lending = scenario.lending
    if lending is None or not scenario.lends:
        nothing = np.empty(0, np.int64)
        return Lender(np.int64(NOBODY_LENDS), np.bool_(False), nothing, nothing)
    return Lender(
        np.int64(scenario.services[lending.service].code),
        np.bool_(lending.policy == EQUAL_OPPORTUNITY),
        np.array([int(lending.repays[name] * CHANCES) for name in scenario.category_names], np.int64),
        np.cumsum([group.customers for group in lending.in_order]).astype(np.int64),
    )


def decide(lender: Lender, category: NDArray[np.uint8], decisions: NDArray[np.void], key: np.uint64) -> None:
    """Refuse those of the day's decisions whom the lender does not lend to.

    Parameters
    ----------
    category : uint8 [citizens], tonight's; decisions : dtype DECISION, in the order of the citizens.
    """
    if lender.service != NOBODY_LENDS:
        _decide(lender, category, decisions, key)


@njit(cache=True, nogil=True)
def _decide(lender, category, decisions, key):  # type: ignore[no-untyped-def]
    size, of_branch = lender.upto[-1], np.int64(-1)
    bars = thresholds(lender.equal, lender.repays, np.zeros((2, len(lender.repays)), np.int64))
    for i in range(len(decisions)):
        decision = decisions[i]
        read = decision.category
        if decision.service != lender.service or decision.outcome == tables.REFUSED:
            continue
        if read == tables.NO_CATEGORY:
            continue
        branch = np.int64(decision.citizen) // size
        if lender.equal and branch != of_branch:
            customers = count_customers(category, branch * size, lender.upto, len(lender.repays))
            bars, of_branch = thresholds(True, lender.repays, customers), branch
        group = np.searchsorted(lender.upto, np.int64(decision.citizen) % size, side="right")
        w = draws.draw(key, decision.citizen, decision.day, draws.LENDING_THRESHOLD, 0, decision.service)
        if np.uint64(w[0]) >= bars[group, read]:
            decision.outcome, decision.reason, decision.money = tables.REFUSED, tables.LENDER, 0


@njit(cache=True, nogil=True)
def count_customers(category, first, upto, categories):  # type: ignore[no-untyped-def]
    """Return, int64 [groups, categories], how many customers of a branch are where; `first`: its first."""
    customers = np.zeros((len(upto), categories), np.int64)
    group = 0
    for place in range(upto[-1]):
        if place >= upto[group]:
            group += 1
        read = category[first + place]
        if read != tables.NO_CATEGORY:
            customers[group, read] += 1
    return customers


@njit(cache=True, nogil=True)
def thresholds(equal, repays, customers):  # type: ignore[no-untyped-def]
    """Return, uint64 [groups, categories], 32-bit thresholds of being lent to.

    Parameters
    ----------
    repays : int64 [categories], in 1/10,000, best category first; customers : int64 [2, categories].
    """
    bars = np.zeros(customers.shape, np.uint64)
    whole = np.array([(row * repays).sum() for row in customers])
    if not equal or whole.min() == 0:
        for read in range(len(repays)):
            bars[:, read] = ALWAYS if 2 * repays[read] > CHANCES else 0
        return bars
    rate, of = common_rate(repays, customers, whole)
    for group in range(2):
        above = np.int64(0)
        for read in range(len(repays)):
            some = customers[group, read] * repays[read]
            wanted = rate * whole[group] - above * of
            if wanted >= some * of:
                bars[group, read] = ALWAYS if wanted > 0 else 0
            elif wanted > 0:
                bars[group, read] = _in_32_bits(wanted, some * of)
            above += some
    return bars


@njit(cache=True, nogil=True)
def common_rate(repays, customers, whole):  # type: ignore[no-untyped-def]
    """Return numerator and denominator of the true-positive rate that gives the most.

    What both groups give together rises with the rate as long as slope > 0, and the slope only ever falls:
    better categories come first. It changes where a category of one group is used up.
    """
    last = len(repays) - 1
    at, up = np.zeros(2, np.int64), np.zeros(2, np.int64)
    for group in range(2):
        at[group] = _next(repays, customers[group], np.int64(0))
    rate, of = np.int64(0), np.int64(1)
    while at.max() <= last:
        one, other = repays[at[0]], repays[at[1]]
        slope = whole[0] * (2 * one - CHANCES) * other + whole[1] * (2 * other - CHANCES) * one
        if slope <= 0:
            break
        end_0, end_1 = up[0] + customers[0, at[0]] * one, up[1] + customers[1, at[1]] * other
        first, second = end_0 * whole[1], end_1 * whole[0]
        if first <= second:
            rate, of = end_0, whole[0]
            up[0], at[0] = end_0, _next(repays, customers[0], at[0] + 1)
        if second <= first:
            rate, of = end_1, whole[1]
            up[1], at[1] = end_1, _next(repays, customers[1], at[1] + 1)
    return rate, of


@njit(cache=True, nogil=True)
def _next(repays, customers, read):  # type: ignore[no-untyped-def]
    """Return the first category from `read` on with customers who may repay, or their number if none is."""
    while read < len(repays) and customers[read] * repays[read] == 0:
        read += 1
    return read


@njit(cache=True, nogil=True)
def _in_32_bits(part, whole):  # type: ignore[no-untyped-def]
    """Return part ÷ whole, below 1, in 2**-32, halves rounded up: bit by bit, so that nothing overflows."""
    found, rest = np.uint64(0), part
    for _ in range(32):
        found, rest = found << np.uint64(1), 2 * rest
        if rest >= whole:
            found, rest = found + np.uint64(1), rest - whole
    return found + np.uint64(2 * rest >= whole)

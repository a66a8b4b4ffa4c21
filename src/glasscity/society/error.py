"""How organisations garble what they file: the file is not the truth.

Rule: a filing may be missed, come late, be filed twice, name the wrong person, go through a parameter of
another conduct, or be filed once more long after as if it were new; each with its organisation's own
probability, decided by draws addressed to the filing. And organisations invent filings, at a yearly rate.
Reads: true filings, confusions. Writes: the filings that reach the data centre. Draws: FILING_ERROR,
INVENTED_CANDIDATE, INVENTED_KEPT, INVENTED_FILING.
The true filings are kept apart for the shadow score; the data centre never sees them.

Exactly:
- With a the actor, A = 65536 × code of the series + conduct, and words of FILING_ERROR(a, day of the act, n,
  A), an organisation with `errors` garbles a true filing in this order. n = 0: w0 below t(missed) and it is
  gone; w1 below t(late) and one of `late_days` by w2 is added to the due day. n = 1: w0 below t(wrong_person)
  and it names the namesake (w1 below t(namesake)) or who lives next door. n = 1: w2 below t(wrong_parameter)
  and it is taken for another conduct of the series, that with the smallest w0 of FILING_ERROR(a, day, 3, A of
  that conduct): the parameter is one of its block, as in `organisation`, by w1 of FILING(a, day, 1, A of that
  conduct), the copy is 4, and the id keeps the conduct that was done.
- Last, n = 0: w3 below t(duplicated) and the same is filed again as copy 1. n = 2: w0 below t(stale) and it
  is filed again as copy 2, due one of `stale_days` later by w1. Both are filed as it stands then: with its
  due day, whom it names, and copy 1 or 2 also in place of 4. Lots of several days have both ends included.
- Inventing is an occasion of each citizen (code that of the series, draws INVENTED_CANDIDATE and
  INVENTED_KEPT): about the conduct of the series with the smallest w0 of INVENTED_FILING(citizen, day, 0, A),
  due after one of its `delay_days` by w0 of INVENTED_FILING(citizen, day, 1, code), through the parameter by
  w1 of FILING(citizen, day, 1, A), as copy 3. It asks neither for an account nor for an inspector, and no
  error befalls it. The shadow is given the true filings only.
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
from glasscity.scenario.organisations import Errors
from glasscity.scenario.quantities import threshold32
from glasscity.society.confusion import NOBODY_MISTAKEN, Confusions
from glasscity.society.occasions import Chances, Occasion, happen, prepare_chances
from glasscity.society.organisation import Watchers, is_dropped, member_of
from glasscity.society.population import Population

ORIGINAL, DUPLICATE, STALE, INVENTED, MISTAKEN, FAILED = 0, 1, 2, 3, 4, 5
"""Copies: what the id of a filing says of how it came about. `MISTAKEN`: of another conduct than was done;
the id keeps the conduct that was done, so that two deeds mistaken for a third stay apart.
`FAILED`: filed twice while an owner's services failed."""


class ErrorTables(NamedTuple):
    """By organisation code (every member of a series): 32-bit thresholds, and days.

    first, row : the watcher rows of each organisation (first code of a series), for choosing another conduct.
    """

    missed: NDArray[np.uint64]
    late: NDArray[np.uint64]
    duplicated: NDArray[np.uint64]
    wrong_person: NDArray[np.uint64]
    namesake: NDArray[np.uint64]
    wrong_parameter: NDArray[np.uint64]
    stale: NDArray[np.uint64]
    late_days: NDArray[np.int64]
    stale_days: NDArray[np.int64]
    base_code: NDArray[np.uint16]
    first: NDArray[np.int64]
    row: NDArray[np.int64]


PROBABILITIES = ("missed", "late", "duplicated", "wrong_person", "namesake", "wrong_parameter", "stale")


def prepare_errors(scenario: Scenario, watchers: Watchers) -> ErrorTables | None:
    """Work out the tables, where any organisation errs."""
    erring = [o for o in scenario.organisations.values() if o.errors is not None]
    if not erring:
        return None
    size = max(o.code + o.count for o in scenario.organisations.values()) + 1
    thresholds = {name: np.zeros(size, np.uint64) for name in PROBABILITIES}
    late_days, stale_days = np.ones((size, 2), np.int64), np.ones((size, 2), np.int64)
    base_code = np.zeros(size, np.uint16)
    for organisation in scenario.organisations.values():
        members = slice(organisation.code, organisation.code + organisation.count)
        base_code[members] = organisation.code
        errors: Errors | None = organisation.errors
        if errors is None:
            continue
        for name in PROBABILITIES:
            thresholds[name][members] = threshold32(getattr(errors, name))
        late_days[members] = errors.late_days
        stale_days[members] = errors.stale_days
    row = np.argsort(watchers.organisation, kind="stable")
    first = np.searchsorted(watchers.organisation[row], np.arange(size + 1))
    return ErrorTables(
        **thresholds,
        late_days=late_days,
        stale_days=stale_days,
        base_code=base_code,
        first=first.astype(np.int64),
        row=row.astype(np.int64),
    )


def garble(
    errors: ErrorTables,
    watchers: Watchers,
    confusions: Confusions | None,
    true: NDArray[np.void],
    key: np.uint64,
) -> NDArray[np.void]:
    """Return what reaches the data centre of the day's true filings."""
    mistaken = confusions if confusions is not None else NOBODY_MISTAKEN
    filed: NDArray[np.void] = _garble(errors, watchers, mistaken, true, key)
    return filed


@njit(cache=True, nogil=True)
def _garble(errors, watchers, confusions, true, key):  # type: ignore[no-untyped-def]
    filed = np.empty(3 * len(true), tables.FILING)
    number = 0
    for i in range(len(true)):
        source = true[i]
        organisation = np.int64(source.organisation)
        code = np.uint32(errors.base_code[organisation]) << np.uint32(16) | np.uint32(source.conduct)
        actor = source.citizen
        one = draws.draw(key, actor, source.day, draws.FILING_ERROR, 0, code)
        two = draws.draw(key, actor, source.day, draws.FILING_ERROR, 1, code)
        three = draws.draw(key, actor, source.day, draws.FILING_ERROR, 2, code)
        if np.uint64(one[0]) < errors.missed[organisation]:
            continue
        filed[number] = source
        filing = filed[number]
        number += 1
        if np.uint64(one[1]) < errors.late[organisation]:
            filing.due += _between(errors.late_days[organisation], one[2])
        if np.uint64(two[0]) < errors.wrong_person[organisation] and len(confusions.namesake):
            by_name = np.uint64(two[1]) < errors.namesake[organisation]
            filing.citizen = confusions.namesake[actor] if by_name else confusions.next_door[actor]
        if np.uint64(two[2]) < errors.wrong_parameter[organisation]:
            _mistake_conduct(errors, watchers, filing, actor, key)
            if is_dropped(watchers.dropped, filing.parameter):
                number -= 1
                continue
        if np.uint64(one[3]) < errors.duplicated[organisation]:
            _copy(filed, number, filing, DUPLICATE)
            number += 1
        if np.uint64(three[0]) < errors.stale[organisation]:
            _copy(filed, number, filing, STALE)
            filed[number].due += _between(errors.stale_days[organisation], three[1])
            number += 1
    return filed[:number]


@njit(cache=True, nogil=True, inline="always")
def _between(days, word):  # type: ignore[no-untyped-def]
    return days[0] + draws.high_product(word, days[1] - days[0] + 1)


@njit(cache=True, nogil=True)
def _copy(filed, place, filing, copy):  # type: ignore[no-untyped-def]
    filed[place] = filing
    filed[place].filing_lo = tables.filing_lo(filing.parameter, filing.kind, copy)


@njit(cache=True, nogil=True)
def _mistake_conduct(errors, watchers, filing, actor, key):  # type: ignore[no-untyped-def]
    """File through a parameter of another conduct that the organisation watches, if there is one."""
    base = errors.base_code[filing.organisation]
    member = np.int64(filing.organisation) - np.int64(base)
    row = _smallest_hash(
        errors, watchers, base, actor, filing.day, draws.FILING_ERROR, 3, filing.conduct, key
    )
    if row >= 0:
        _file_through(watchers, filing, row, member, actor, MISTAKEN, filing.conduct, key)


@njit(cache=True, nogil=True)
def _smallest_hash(errors, watchers, base, actor, day, stream, number, other_than, key):  # type: ignore[no-untyped-def]
    """Return the watcher row of the organisation with the smallest keyed hash, or -1."""
    chosen, smallest = np.int64(-1), np.uint64(1) << np.uint64(33)
    for place in range(errors.first[base], errors.first[base + 1]):
        row = errors.row[place]
        conduct = watchers.conduct[row]
        if conduct == other_than:
            continue
        code = np.uint32(base) << np.uint32(16) | np.uint32(conduct)
        word = np.uint64(draws.draw(key, actor, day, stream, number, code)[0])
        if word < smallest:
            chosen, smallest = row, word
    return chosen


@njit(cache=True, nogil=True)
def _file_through(watchers, filing, row, member, actor, copy, origin, key):  # type: ignore[no-untyped-def]
    """Give a filing the conduct of a watcher row and one of its parameters; its id keeps the origin."""
    conduct = watchers.conduct[row]
    parameters = watchers.parameters[row]
    code = np.uint32(watchers.organisation[row]) << np.uint32(16) | np.uint32(conduct)
    word = draws.draw(key, actor, filing.day, draws.FILING, 1, code)[1]
    filing.conduct = conduct
    filing.parameter = np.uint32(
        watchers.parameter[row] + member * parameters + draws.high_product(word, parameters)
    )
    filing.filing_hi = tables.filing_hi(actor, filing.day, origin)
    filing.filing_lo = tables.filing_lo(filing.parameter, tables.CONDUCT, copy)


def prepare_inventions(scenario: Scenario) -> Chances:
    """Work out the chances that each organisation invents a filing about a citizen."""
    occasions = [
        Occasion(o.code, o.errors.invented_per_year, o.errors.invented_bound_per_year, {}, {})
        for o in sorted(scenario.organisations.values(), key=lambda organisation: organisation.code)
        if o.errors is not None and o.errors.invented_bound_per_year > Decimal(0)
    ]
    levels = scenario.population.levels
    return prepare_chances(levels, occasions, draws.INVENTED_CANDIDATE, draws.INVENTED_KEPT)


def invent(
    chances: Chances,
    errors: ErrorTables,
    watchers: Watchers,
    population: Population,
    key: np.uint64,
    day: int,
    workers: Workers,
) -> NDArray[np.void]:
    """Return the filings that organisations make up today; the inventor's target stands for the actor."""
    events = happen(chances, population.levels, key, day, workers)
    invented: NDArray[np.void] = _invent(errors, watchers, events, key, day)
    return invented


@njit(cache=True, nogil=True)
def _invent(errors, watchers, events, key, day):  # type: ignore[no-untyped-def]
    filed = np.empty(len(events), tables.FILING)
    number = 0
    for i in range(len(events)):
        target, base = events[i].citizen, events[i].code
        row = _smallest_hash(errors, watchers, base, target, day, draws.INVENTED_FILING, 0, 0, key)
        if row < 0:
            continue
        filing = filed[number]
        number += 1
        members = watchers.members[row]
        member = member_of(watchers, target, base, members)
        word = draws.draw(key, target, day, draws.INVENTED_FILING, 1, base)[0]
        filing.due = day + watchers.shortest[row] + draws.high_product(word, watchers.span[row])
        filing.citizen, filing.day, filing.kind = target, day, tables.CONDUCT
        filing.organisation = np.uint16(base) + np.uint16(member)
        _file_through(watchers, filing, row, member, target, INVENTED, watchers.conduct[row], key)
        if is_dropped(watchers.dropped, filing.parameter):
            number -= 1
    return filed[:number]

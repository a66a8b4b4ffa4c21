"""Citizens file about people they know: for duty, for points, out of malice; truly or falsely.

Rule: whoever has a tie of a named layer to the actor may tell of an act, with a probability per act; a lie is
told at a yearly rate, about the contact with the smallest keyed hash and a conduct chosen likewise. Nobody
denounces twice a day: of several people, and then of several deeds, the one with the smallest keyed hash is
told. A share is looked into, and some of the lies are found out and not filed. What is filed reaches the data
centre the next day, names the person told of, and may earn the informer points.
Reads: the day's acts, ties, attribute levels. Writes: filings; what happened, for the measures.
Draws: DENUNCIATION, DENUNCIATION_LIE, DENUNCIATION_CHECK, LIE_CANDIDATE, LIE_KEPT. Units: probabilities,
rates per 365 days.
Leaves out: informers who watch systematically, retaliation, and denunciations by strangers.

Exactly:
- For each act of conduct in `about`, everybody with a tie of `layers` to the actor has DENUNCIATION(informer,
  day, conduct, actor): the motives that tell the truth, in the scenario's order, take w0, w1, …; the first
  whose word is below t(each_act × factors) is theirs.
- A lie is an occasion (code that of the motive, draws LIE_CANDIDATE and LIE_KEPT) of who has such a tie to
  anybody. The target is the contact with the smallest w0 of DENUNCIATION_LIE(informer, day, motive, contact),
  the conduct the one of `about` with the smallest w0 of DENUNCIATION_LIE(informer, day, 256 + motive,
  conduct).
- Of several the one told has the smallest w0 of DENUNCIATION_CHECK(informer, day, 2, target), then of
  DENUNCIATION_CHECK(informer, day, 3, 65536 × conduct + motive). With DENUNCIATION_CHECK(informer, day, 0,
  target) it is looked into if w0 is below t(checked), and a lie found out then if w1 is below t(lie_found).
- What is not found out is filed by the organisation `to`, due tomorrow, as kind 2, about the target, and as
  kind 1 about the informer for the `reward`, each through first + one of its block by w0 (target) and w1
  (informer) of DENUNCIATION_CHECK(informer, day, 1, target). Filings of one day about the same deed and
  parameter are numbered as copies 0, 1, … in the order of informers. True or a lie is a matter of the motive,
  whatever the target did. The shadow is given the true ones, and the rewards for these.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.parallel import Workers
from glasscity.rows import in_one
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.society.occasions import (
    Chances,
    LevelTable,
    Occasion,
    Row,
    happen,
    level_table,
    look_up,
    prepare_chances,
)
from glasscity.society.population import Population
from glasscity.society.ties import Ties, layer_bits


class Denouncing(NamedTuple):
    """What is told of, and with which probability.

    told_of : bool [conduct codes]; about : uint16, their codes; organisation : code of who takes it;
    first, parameters : int64 [conduct codes], its first parameter and how many; layers : bits of the ties
    that count; truths : thresholds of each motive that tells the truth; truth_codes : uint32, its code;
    most_ready : uint32 [4], for each word of a draw the threshold of the readiest, rounded up;
    checked, lie_found : uint64 thresholds; reward : conduct code, 0 for none; dropped : uint32, parameters
    through which nothing is filed any more.
    """

    told_of: NDArray[np.bool_]
    about: NDArray[np.uint16]
    organisation: np.int64
    first: NDArray[np.int64]
    parameters: NDArray[np.int64]
    layers: np.int64
    truths: LevelTable
    truth_codes: NDArray[np.uint32]
    most_ready: NDArray[np.uint32]
    checked: np.uint64
    lie_found: np.uint64
    reward: np.int64
    dropped: NDArray[np.uint32]


def prepare_denouncing(scenario: Scenario) -> Denouncing | None:
    """Work out the tables, where denunciation is enabled and there is a data centre to denounce to."""
    rules = scenario.denunciation
    if rules is None or not scenario.denounces:
        return None
    size = max(conduct.code for conduct in scenario.conduct.values()) + 1
    first, parameters = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for name, block in scenario.catalogue.blocks[rules.to].items():
        code = scenario.conduct[name].code
        first[code], parameters[code] = block.first, block.count
    about = np.array(sorted(scenario.conduct[name].code for name in rules.about), np.uint16)
    told_of = np.zeros(size, np.bool_)
    told_of[about] = True
    bits = layer_bits(scenario)
    truths = [m for m in rules.motives.values() if m.tells == "the truth"]
    table = level_table(
        scenario.population.levels, [Row(m.each_act, Decimal(1), m.depends, {}) for m in truths]
    )
    return Denouncing(
        told_of,
        about,
        np.int64(scenario.organisations[rules.to].code),
        first,
        parameters,
        np.int64(sum(bits[layer] for layer in rules.layers)),
        table,
        np.array([motive.code for motive in truths], np.uint32),
        _most_ready(table),
        np.uint64(threshold32(rules.checked)),
        np.uint64(threshold32(rules.lie_found)),
        np.int64(scenario.conduct[rules.reward].code if rules.reward else 0),
        np.array(scenario.catalogue.dropped, np.uint32),
    )


def _most_ready(truths: LevelTable) -> NDArray[np.uint32]:
    most = np.zeros(4, np.uint32)
    for motive, (begin, end) in enumerate(pairwise(truths.offset.tolist())):
        most[motive % 4] = max(most[motive % 4], min(truths.threshold[begin:end].max(), LARGEST_WORD))
    return most


def prepare_lies(scenario: Scenario) -> Chances:
    """Work out the chances that a citizen tells a lie about somebody."""
    rules = scenario.denunciation
    motives = rules.motives.values() if rules is not None and scenario.denounces else ()
    occasions = [
        Occasion(m.code, m.per_year, m.bound_per_year, m.depends, {})
        for m in sorted(motives, key=lambda motive: motive.code)
        if m.tells == "a lie"
    ]
    levels = scenario.population.levels
    return prepare_chances(levels, occasions, draws.LIE_CANDIDATE, draws.LIE_KEPT)


LARGEST_WORD = 2**32 - 1
WITNESSES_AT_ONCE = 512
ACTS_AT_ONCE = 2048
"""Acts that one thread looks at in one go at least: each has all contacts of whoever did it for witnesses."""


LIES_AT_ONCE = 256
"""Lies that one thread tells at least: each asks for all contacts of the liar, and all that is told of."""


class Denounced(NamedTuple):
    """A day's denunciations: the filings, those of them that are true, and what happened."""

    filings: NDArray[np.void]
    true: NDArray[np.void]
    told: NDArray[np.void]


def denounce(
    denouncing: Denouncing,
    lies: Chances,
    acts: NDArray[np.void],
    ties: Ties,
    population: Population,
    key: np.uint64,
    day: int,
    workers: Workers,
) -> Denounced:
    """Return what is told today, and the filings that come of it, due tomorrow."""
    levels = population.levels
    known = ties.start, ties.contact, ties.layers
    truths = []
    if len(denouncing.truth_codes):
        size = max(ACTS_AT_ONCE, -(-len(acts) // (2 * workers.threads)))
        truths = workers.run(_tell_truths, len(acts), denouncing, acts, *known, levels, key, day, size=size)
    events = happen(lies, levels, key, day, workers)
    size = max(LIES_AT_ONCE, -(-len(events) // workers.threads))
    told = in_one(
        [*truths, *workers.run(_tell_lies, len(events), denouncing, events, *known, key, day, size=size)]
    )
    of_person, of_deed = _hashes(told, key)
    once = np.lexsort((told["motive"], told["conduct"], of_deed, of_person, told["informer"]))
    told = told.take(once[np.unique(told["informer"][once], return_index=True)[1]])
    _look_into(denouncing, told, key)
    accepted = told.compress(told["found_out"] == 0)
    filings = _file(denouncing, accepted, key)
    _number_copies(filings)
    there = ~np.isin(filings["parameter"], denouncing.dropped)
    honest = np.repeat(accepted["lie"] == 0, 2 if denouncing.reward else 1)
    return Denounced(filings.compress(there), filings.compress(there & honest), told)


@njit(cache=True, nogil=True)
def _tell_truths(lo, hi, denouncing, acts, start, contact, layers, levels, key, day):  # type: ignore[no-untyped-def]
    told = np.empty(64, tables.DENUNCIATION_TOLD)
    number = 0
    seen = _Witnesses(
        np.empty(WITNESSES_AT_ONCE, np.uint32),
        np.empty(WITNESSES_AT_ONCE, np.uint32),
        np.empty(WITNESSES_AT_ONCE, np.uint32),
    )
    witnesses = 0
    for a in range(lo, hi):
        actor, conduct = np.int64(acts[a].citizen), acts[a].conduct
        if not denouncing.told_of[conduct]:
            continue
        for row in range(start[actor], start[actor + 1]):
            seen.informer[witnesses], seen.actor[witnesses] = contact[row], actor
            seen.conduct[witnesses] = conduct
            witnesses += (np.int64(layers[row]) & denouncing.layers) != 0
            if witnesses == WITNESSES_AT_ONCE:
                told, number = _ask(told, number, seen, witnesses, denouncing, levels, key, day)
                witnesses = 0
    told, number = _ask(told, number, seen, witnesses, denouncing, levels, key, day)
    return told[:number]


class _Witnesses(NamedTuple):
    """A block of those who may tell of an act, uint32 each."""

    informer: NDArray[np.uint32]
    actor: NDArray[np.uint32]
    conduct: NDArray[np.uint32]


@njit(cache=True, nogil=True)
def _ask(told, number, seen, witnesses, denouncing, levels, key, day):  # type: ignore[no-untyped-def]
    """Add what a block of witnesses tells: first it is asked who could, whatever their levels."""
    could = np.empty(WITNESSES_AT_ONCE, np.bool_)
    most = denouncing.most_ready
    for i in range(np.uint64(witnesses)):
        w = draws.draw(key, seen.informer[i], day, draws.DENUNCIATION, seen.conduct[i], seen.actor[i])
        could[i] = (w[0] <= most[0]) | (w[1] <= most[1]) | (w[2] <= most[2]) | (w[3] <= most[3])
    for i in range(witnesses):
        if not could[i]:
            continue
        informer, actor, conduct = seen.informer[i], seen.actor[i], seen.conduct[i]
        words = draws.draw(key, informer, day, draws.DENUNCIATION, conduct, actor)
        for motive in range(len(denouncing.truth_codes)):
            if np.uint64(words[motive % 4]) < look_up(denouncing.truths, motive, levels, informer):
                told = _tell(told, number, day, informer, actor, conduct, denouncing.truth_codes[motive], 0)
                number += 1
                break
    return told, number


@njit(cache=True, nogil=True)
def _tell(told, number, day, informer, target, conduct, motive, lie):  # type: ignore[no-untyped-def]
    if number == len(told):
        told = np.concatenate((told, np.empty(len(told), tables.DENUNCIATION_TOLD)))
    one = told[number]
    one.day, one.informer, one.target, one.conduct = day, informer, target, conduct
    one.motive, one.lie, one.looked_into, one.found_out = motive, lie, 0, 0
    return told


@njit(cache=True, nogil=True)
def _tell_lies(lo, hi, denouncing, events, start, contact, layers, key, day):  # type: ignore[no-untyped-def]
    told = np.empty(max(16, hi - lo), tables.DENUNCIATION_TOLD)
    number = 0
    for i in range(lo, hi):
        informer, motive = np.int64(events[i].citizen), events[i].code
        target, smallest = np.int64(-1), np.uint64(1) << np.uint64(33)
        for row in range(start[informer], start[informer + 1]):
            if np.int64(layers[row]) & denouncing.layers:
                w = draws.draw(key, informer, day, draws.DENUNCIATION_LIE, motive, contact[row])
                if np.uint64(w[0]) < smallest:
                    target, smallest = np.int64(contact[row]), np.uint64(w[0])
        if target < 0:
            continue
        about, smallest = np.uint16(0), np.uint64(1) << np.uint64(33)
        for conduct in denouncing.about:
            w = draws.draw(key, informer, day, draws.DENUNCIATION_LIE, 256 + motive, conduct)
            if np.uint64(w[0]) < smallest:
                about, smallest = conduct, np.uint64(w[0])
        told = _tell(told, number, day, informer, target, about, motive, 1)
        number += 1
    return told[:number]


@njit(cache=True, nogil=True)
def _hashes(told, key):  # type: ignore[no-untyped-def]
    """Return the keyed hashes that decide which of several things somebody tells today: of whom, and what."""
    of_person, of_deed = np.empty(len(told), np.uint32), np.empty(len(told), np.uint32)
    for i in range(len(told)):
        one = told[i]
        deed = np.uint32(one.conduct) << np.uint32(16) | np.uint32(one.motive)
        of_person[i] = draws.draw(key, one.informer, one.day, draws.DENUNCIATION_CHECK, 2, one.target)[0]
        of_deed[i] = draws.draw(key, one.informer, one.day, draws.DENUNCIATION_CHECK, 3, deed)[0]
    return of_person, of_deed


@njit(cache=True, nogil=True)
def _look_into(denouncing, told, key):  # type: ignore[no-untyped-def]
    for i in range(len(told)):
        one = told[i]
        w = draws.draw(key, one.informer, one.day, draws.DENUNCIATION_CHECK, 0, one.target)
        one.looked_into = np.uint8(np.uint64(w[0]) < denouncing.checked)
        found_out = one.lie and one.looked_into and np.uint64(w[1]) < denouncing.lie_found
        one.found_out = np.uint8(found_out)


@njit(cache=True, nogil=True)
def _file(denouncing, told, key):  # type: ignore[no-untyped-def]
    """Return a filing about each person told of, each followed by the informer's reward, if any."""
    each = 2 if denouncing.reward else 1
    filings = np.empty(each * len(told), tables.FILING)
    for i in range(len(told)):
        one = told[i]
        words = draws.draw(key, one.informer, one.day, draws.DENUNCIATION_CHECK, 1, one.target)
        _fill(denouncing, filings[each * i], one, one.target, one.conduct, tables.DENUNCIATION, words[0])
        if denouncing.reward:
            reward = filings[each * i + 1]
            _fill(denouncing, reward, one, one.informer, denouncing.reward, tables.CONDUCT, words[1])
    return filings


@njit(cache=True, nogil=True)
def _fill(denouncing, filing, one, citizen, conduct, kind, word):  # type: ignore[no-untyped-def]
    filing.due, filing.day = one.day + 1, one.day
    filing.citizen, filing.conduct = citizen, conduct
    filing.organisation, filing.kind = denouncing.organisation, kind
    filing.parameter = np.uint32(
        denouncing.first[conduct] + draws.high_product(word, denouncing.parameters[conduct])
    )
    filing.filing_hi = tables.filing_hi(citizen, one.day, conduct)
    filing.filing_lo = tables.filing_lo(filing.parameter, kind, 0)


def _number_copies(filings: NDArray[np.void]) -> None:
    """Tell apart the rare filings that several informers make of one deed through one parameter."""
    order = np.lexsort((filings["parameter"], filings["filing_hi"]))
    some = filings.take(order)
    same = (some["filing_hi"][1:] == some["filing_hi"][:-1]) & (
        some["parameter"][1:] == some["parameter"][:-1]
    )
    place = np.arange(len(some))
    first = np.where(np.concatenate([[True], ~same])[: len(some)], place, 0)
    copy = (place - np.maximum.accumulate(first)).astype(np.uint64)
    filings["filing_lo"][order] |= copy << np.uint64(16)

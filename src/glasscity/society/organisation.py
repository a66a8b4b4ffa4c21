"""Who sees an act and files it, and which ties the companies file as known contacts.

Rule: every organisation that watches a kind of conduct sees each act with its own probability and files it
through one of its parameters after a delay. Of a series of organisations, the member of the actor's
community watches. The parameter is one of a frozen count; a dropped parameter files nothing, and nobody
else's filing moves. A company files a tie with a probability of its own, decided by the pair.
Reads: acts, ties, the member of each community. Writes: filings, known contacts. Draws: FILING,
CITY_MEMBER, CITY_KNOWN_CONTACT.
Leaves out, so far: errors of every kind. Ties that end or form later: `rewiring`.

Exactly:
- An organisation watches the conduct that it `sees`, if a rule gives points for it or the courts fine it
  (where nobody is scored: if the courts fine it). An act is held against each watcher, in the order of their
  codes, with FILING(actor, day, 0, 65536 × code of the series + conduct): seen if w0 is below t(sees) as
  `inspection` has it, and never where the service has accounts and the actor none.
- Of a series of `count` with the code c the member is c + one of count by w0 of CITY_MEMBER(community, 0, 0,
  c), community = floor(citizen / `network.community`). With `first` and `count` of the block in the
  catalogue, n, the parameter is first + n × member's place in the series + one of n by w1. The filing is due
  on the day of the act + one of `delay_days`, both ends included, by w2. It names the actor; kind 1, copy 0.
- A tie is filed by the first company, in the order of codes, for which w0 of CITY_KNOWN_CONTACT(lower id, 0,
  company, higher id) is below the largest t of what it `sees_ties` among the layers of the tie. Both are then
  contacts of each other on file; ties of the first day are on file from day 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.parallel import Workers
from glasscity.rows import in_a_row
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.society.ties import Ties, layer_bits


class Watchers(NamedTuple):
    """Who watches what, by conduct code: `first[code]` … `first[code + 1]` are its rows in the others.

    conduct, organisation : uint16, (first) code; members : int64, length of the series; parameter : int64,
    first parameter; parameters : int64, per member; seen : uint64, 32-bit threshold; shortest, span : int64
    days.
    dropped : uint32, sorted parameters that are no longer filed through.
    """

    first: NDArray[np.int64]
    conduct: NDArray[np.uint16]
    organisation: NDArray[np.uint16]
    members: NDArray[np.int64]
    parameter: NDArray[np.int64]
    parameters: NDArray[np.int64]
    seen: NDArray[np.uint64]
    shortest: NDArray[np.int64]
    span: NDArray[np.int64]
    dropped: NDArray[np.uint32]
    community: np.int64
    seed: np.uint64


class Known(NamedTuple):
    """Whom services know by name.

    account : int64 [watcher rows], the bit of the service that has to know somebody to see them, or -1;
    bits : uint32 [citizens], the services that know them. Both empty where everybody is known.
    """

    account: NDArray[np.int64]
    bits: NDArray[np.uint32]


class Looking(NamedTuple):
    """Where inspectors look today.

    inspection : int64 [watcher rows], the row of `group` that attention goes by, or -1;
    group : uint8 [inspections, citizens]; seen : uint64 [watcher rows, groups], 32-bit thresholds.
    All empty where nobody inspects.
    """

    inspection: NDArray[np.int64]
    group: NDArray[np.uint8]
    seen: NDArray[np.uint64]


EVERYBODY_KNOWN = Known(np.empty(0, np.int64), np.empty(0, np.uint32))
ALWAYS = np.uint64(1) << np.uint64(32)
"""The threshold below which every draw lies."""
NO_DRAW = (np.uint32(0), np.uint32(0), np.uint32(0), np.uint32(0))
NOBODY_LOOKS = Looking(np.empty(0, np.int64), np.empty((0, 0), np.uint8), np.empty((0, 0), np.uint64))


def prepare_watchers(scenario: Scenario, seed: int) -> Watchers:
    """Work out who files what.

    Where nobody is scored, only conduct that the courts fine is filed: there is nowhere else to file it to.
    """
    scored = scenario.scoring.enabled
    filed = (
        scenario.rulebook.rules.keys() | scenario.courts.fines.keys()
        if scored
        else scenario.courts.fines.keys()
    )
    rows = []
    for name, organisation in scenario.organisations.items():
        for conduct, probability in organisation.sees.items():
            if conduct not in filed:
                continue
            block = scenario.catalogue.blocks[name][conduct]
            shortest, longest = organisation.delay_days
            rows.append(
                (
                    scenario.conduct[conduct].code,
                    organisation.code,
                    organisation.count,
                    block.first,
                    block.count,
                    threshold32(probability),
                    shortest,
                    longest - shortest + 1,
                )
            )
    rows.sort()
    table = np.array(rows, np.int64).reshape(len(rows), 8)
    codes = max(conduct.code for conduct in scenario.conduct.values()) + 2
    return Watchers(
        first=np.searchsorted(table[:, 0], np.arange(codes)).astype(np.int64),
        conduct=table[:, 0].astype(np.uint16),
        organisation=table[:, 1].astype(np.uint16),
        members=table[:, 2].copy(),
        parameter=table[:, 3].copy(),
        parameters=table[:, 4].copy(),
        seen=table[:, 5].astype(np.uint64),
        shortest=table[:, 6].copy(),
        span=table[:, 7].copy(),
        dropped=np.unique(np.array(scenario.catalogue.dropped, np.uint32)),
        community=np.int64(scenario.network.community),
        seed=np.uint64(seed),
    )


def longest_way(scenario: Scenario) -> int:
    """Return the most days that a filing may take from the act to the data centre.

    Stale copies may take longer: see `memory`.
    """
    ways = [1]
    for organisation in scenario.organisations.values():
        late = organisation.errors.late_days[1] if organisation.errors is not None else 0
        ways.append(organisation.delay_days[1] + late)
    return max(ways)


def observe(
    watchers: Watchers,
    acts: NDArray[np.void],
    key: np.uint64,
    day: int,
    workers: Workers,
    known: Known = EVERYBODY_KNOWN,
    looking: Looking = NOBODY_LOOKS,
) -> NDArray[np.void]:
    """Return the filings that the day's acts bring about, in the order of the acts."""
    most = int(np.diff(watchers.first).max(initial=0))
    filings = np.empty(most * len(acts), tables.FILING)  # Where nobody files, no memory is taken.
    parts = workers.run(_observe, len(acts), watchers, acts, key, day, known, looking, filings, most)
    return in_a_row(filings, parts)


@njit(cache=True, nogil=True)
def _observe(lo, hi, watchers, acts, key, day, known, looking, filings, most):  # type: ignore[no-untyped-def]
    """Write the filings of acts lo … hi where each has room for `most`; return where they begin and end."""
    begins = filed = lo * most
    # Arrays by name: in a loop with branches, each look into a named tuple would count its references anew.
    account, bits = known.account, known.bits
    inspection, group, seen_by_group = looking.inspection, looking.group, looking.seen
    known_to_all, nobody_looks = len(account) == 0, len(inspection) == 0
    for a in range(lo, hi):
        citizen, conduct = acts[a].citizen, acts[a].conduct
        for watcher in range(watchers.first[conduct], watchers.first[conduct + 1]):
            organisation, parameters = watchers.organisation[watcher], watchers.parameters[watcher]
            chance = watchers.seen[watcher]
            if not nobody_looks and inspection[watcher] >= 0:
                chance = seen_by_group[watcher, group[inspection[watcher], citizen]]
            if not known_to_all and account[watcher] >= 0:
                chance *= np.uint64(bits[citizen] >> np.uint32(account[watcher]) & np.uint32(1))
            # Where nothing is left to chance, no word of the draw would make a difference.
            if chance >= ALWAYS and parameters == 1 and watchers.span[watcher] == 1:
                w = NO_DRAW
            else:
                code = np.uint32(organisation) << np.uint32(16) | np.uint32(conduct)
                w = draws.draw(key, citizen, day, draws.FILING, 0, code)
            if np.uint64(w[0]) >= chance:
                continue
            member = member_of(watchers, citizen, organisation, watchers.members[watcher])
            parameter = np.uint32(
                watchers.parameter[watcher] + member * parameters + draws.high_product(w[1], parameters)
            )
            if is_dropped(watchers.dropped, parameter):
                continue
            filing = filings[filed]
            filing.due = day + watchers.shortest[watcher] + draws.high_product(w[2], watchers.span[watcher])
            filing.citizen = citizen
            filing.filing_hi = tables.filing_hi(citizen, day, conduct)
            filing.filing_lo = tables.filing_lo(parameter, tables.CONDUCT, 0)
            filing.day = day
            filing.organisation = organisation + np.uint16(member)
            filing.conduct = conduct
            filing.parameter = parameter
            filing.kind = tables.CONDUCT
            filed += 1
    return begins, filed


@njit(cache=True, nogil=True, inline="always")
def is_dropped(dropped, parameter):  # type: ignore[no-untyped-def]
    """Return whether a parameter is among those that are no longer used."""
    if len(dropped) == 0:
        return False
    place = np.searchsorted(dropped, parameter)
    return place < len(dropped) and dropped[place] == parameter


@njit(cache=True, nogil=True, inline="always")
def member_of(watchers, citizen, organisation, members):  # type: ignore[no-untyped-def]
    """Return which member of a series the citizen's community belongs to."""
    if members == 1:
        return np.int64(0)
    community = np.int64(citizen) // watchers.community
    w = draws.draw(watchers.seed, community, 0, draws.CITY_MEMBER, 0, organisation)
    return draws.high_product(w[0], members)


class KnownContacts(NamedTuple):
    """The ties that the authority has on file, in compact rows like the true ones; the same ones if all are.

    filed_by : uint16 [true ties, each twice], code of the first company that filed a tie, or 0.
    """

    start: NDArray[np.int64]
    contact: NDArray[np.uint32]
    filed_by: NDArray[np.uint16]


class TieWatchers(NamedTuple):
    """Which companies file ties: uint16 [companies] code, uint64 [companies, 8 layer bits] threshold."""

    codes: NDArray[np.uint16]
    seen: NDArray[np.uint64]


def prepare_tie_watchers(scenario: Scenario) -> TieWatchers:
    """Work out which companies file ties of which layers, in the order of their codes."""
    bits = layer_bits(scenario)
    companies = sorted((o for o in scenario.organisations.values() if o.sees_ties), key=lambda o: o.code)
    seen = np.zeros((len(companies), 8), np.uint64)
    for row, company in enumerate(companies):
        for layer, probability in company.sees_ties.items():
            seen[row, bits[layer].bit_length() - 1] = threshold32(probability)
    return TieWatchers(np.array([company.code for company in companies], np.uint16), seen)


def file_contacts(scenario: Scenario, ties: Ties, seed: int, workers: Workers) -> KnownContacts:
    """Let the companies file the ties they see; the authority knows no others."""
    watchers = prepare_tie_watchers(scenario)
    number = len(ties.start) - 1
    filed_by = np.zeros(len(ties.contact), np.uint16)
    known = np.zeros(number + 1, np.int64)
    rows = ties.start, ties.contact, ties.layers
    workers.run(_file_ties, number, np.uint64(seed), *rows, watchers, filed_by, known)
    if filed_by.all():
        return KnownContacts(ties.start, ties.contact, filed_by)
    return KnownContacts(np.cumsum(known), ties.contact[filed_by > 0], filed_by)


@njit(cache=True, nogil=True)
def _file_ties(lo, hi, key, start, contact, layers, watchers, filed_by, known):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        for row in range(start[citizen], start[citizen + 1]):
            filed_by[row] = who_files_tie(watchers, key, citizen, contact[row], layers[row])
            known[citizen + 1] += filed_by[row] > 0


@njit(cache=True, nogil=True)
def who_files_tie(watchers, key, one, other, layers):  # type: ignore[no-untyped-def]
    """Return the code of the first company that files a tie between two citizens, or 0."""
    a, b = min(np.int64(one), np.int64(other)), max(np.int64(one), np.int64(other))
    for company in range(len(watchers.codes)):
        threshold = np.uint64(0)
        for bit in range(8):
            if np.int64(layers) >> bit & 1:
                threshold = max(threshold, watchers.seen[company, bit])
        if threshold == np.uint64(0):
            continue
        w = draws.draw(key, a, 0, draws.CITY_KNOWN_CONTACT, watchers.codes[company], b)
        if np.uint64(w[0]) < threshold:
            return watchers.codes[company]
    return np.uint16(0)

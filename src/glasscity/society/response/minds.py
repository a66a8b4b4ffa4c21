"""What every citizen believes of being watched and of what counts, kind by kind, and what they do of it.

Rule: every day people are told of some of the entries about them, and their contacts hear of it; either may
make them aware of the system, and both teach them what is at stake. Once a week certainty is revised by the
learning rule, and leanings follow (see `lean`); of whoever is not aware none. Whoever feels the system to be
illegitimate and is told of a punishment leans the other way for some weeks.
Reads: acts, yesterday's entries, ties, attribute levels; categories, and the totals of those who know theirs.
Writes: beliefs, awareness, leanings. Draws: CITY_AWARE, CITY_LEGITIMACY, CITY_KNOWS_SCORE, TOLD, AWARENESS.
Units: certainty in 65535ths, stakes in hundredths of a point. Leaves out: opinions, that kinds compete.

Exactly:
- Yesterday's entries of deeds come in the ledger's order. An entry's draw is TOLD(actor, entry_hi mod 2^32,
  n, parameter), n = (floor(entry_lo / 65536) mod 65536) xor 16 × (entry_lo mod 256). With w0 below t(told)
  whom it names is told: `told` counts one more, the stake is learnt with weight `own`, and with w1 below
  t(by_own_entry) one is aware from today. Whoever is aware then and feels it to be illegitimate is defiant
  for `weeks`, if there is a score, the entry counts and its kind is punished.
- The same day each of today's contacts hears of it: `heard` counts one more, the stake is learnt with the
  weight `contacts`, and with w0 of AWARENESS(contact, day, 0, w2 of the entry's draw) below t(by_contacts)
  one is aware from today. Counts stop at 255.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numba import njit, uint8, uint16
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.draws import Life
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.rows import of_kind
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.scenario.response import Defiance, Response
from glasscity.society.leaning import Bearing
from glasscity.society.occasions import Row, level_table, look_up
from glasscity.society.population import Population
from glasscity.society.response import kinds
from glasscity.society.response.kinds import Manner, Stakes
from glasscity.society.response.lean import NOT_AGAINST, change_of, leaning_of, nearness, stake_of
from glasscity.society.response.learning import FULL, LEARNING, prepare_rule
from glasscity.society.response.rules import ONE
from glasscity.society.ties import Ties

WEEK = 7
NO_KIND = -1
NEVER = -1
MILLIPOINTS_PER_STAKE = 10


class State(NamedTuple):
    """What there is for each citizen; [kinds, citizens] where not said otherwise.

    did, told, heard : uint8, of the week; leaning : uint8; belief : uint16, perceived certainty; stake :
    uint16, points believed to be at stake, as learnt from notices; aware_since : int32 [citizens], a day or
    NEVER; illegitimate : uint8 [citizens], 1 who feels it so; defiant : uint8 [citizens], weeks left.
    """

    did: NDArray[np.uint8]
    told: NDArray[np.uint8]
    heard: NDArray[np.uint8]
    leaning: NDArray[np.uint8]
    belief: NDArray[np.uint16]
    stake: NDArray[np.uint16]
    aware_since: NDArray[np.int32]
    illegitimate: NDArray[np.uint8]
    defiant: NDArray[np.uint8]


class News(NamedTuple):
    """What an entry does to those who are told of it, and to their contacts.

    told, own, contacts : 32-bit thresholds of being told, and of becoming aware; own_weight, contacts_weight,
    spillover : 65536ths; weeks : of defiance after a punishment.
    """

    told: np.uint64
    own: np.uint64
    contacts: np.uint64
    own_weight: np.int64
    contacts_weight: np.int64
    spillover: np.int64
    weeks: np.uint8


def prepare_news(scenario: Scenario, response: Response) -> News:
    """Turn what a scenario says of notices into numbers."""
    awareness, criteria, defiance = response.awareness, response.criteria, response.defiance
    nothing = Decimal(0)
    return News(
        np.uint64(threshold32(response.told)),
        np.uint64(threshold32(awareness.by_own_entry)),
        np.uint64(threshold32(awareness.by_contacts)),
        np.int64(kinds.in_65536ths(criteria.own if criteria is not None else nothing)),
        np.int64(kinds.in_65536ths(criteria.contacts if criteria is not None else nothing)),
        np.int64(kinds.in_65536ths(criteria.spillover if criteria is not None else nothing)),
        np.uint8(defiance.weeks if defiance is not None and scenario.scoring.enabled else 0),
    )


class Minds:
    """The minds of a city."""

    def __init__(self, course: Sequence[Scenario], population: Population, seed: int, life: Life) -> None:
        scenario, citizens = course[0], population.number
        response = next(one.response for one in course if one.response is not None)
        self.kinds = kinds.sort_into_kinds(course)
        self.kind_of = np.full(1 + max(c.code for c in scenario.conduct.values()), NO_KIND, np.int64)
        for place, kind in enumerate(self.kinds):
            self.kind_of[[scenario.conduct[name].code for name in kind.names]] = place
        number = len(self.kinds)
        self.state = State(
            did=np.zeros((number, citizens), np.uint8),
            told=np.zeros((number, citizens), np.uint8),
            heard=np.zeros((number, citizens), np.uint8),
            leaning=np.empty((0, 0), np.uint8),
            belief=np.full((number, citizens), int(response.learning.at_start * FULL), np.uint16),
            stake=np.empty((number, citizens), np.uint16),
            aware_since=np.full(citizens, NEVER, np.int32),
            illegitimate=np.zeros(citizens, np.uint8),
            defiant=np.zeros(citizens, np.uint8),
        )
        for place, kind in enumerate(self.kinds):
            supposed = getattr(response.supposed, kinds.counts_as(scenario, kind))
            self.state.stake[place] = kinds.in_centipoints(supposed)
        self.bearing = Bearing(
            number, {code: kind for code, kind in enumerate(self.kind_of.tolist()) if kind != NO_KIND}
        )
        self._seed, self._life = np.uint64(seed), life
        self._population = population
        known = np.uint64(threshold32(response.awareness.at_start))
        _make_aware(self.state.aware_since, self._seed, known)
        self.change(scenario)

    @property
    def aware(self) -> NDArray[np.uint8]:
        """Who knows of the system, uint8 [citizens]."""
        aware: NDArray[np.uint8] = (self.state.aware_since != NEVER).astype(np.uint8)
        return aware

    def attach(self, leaning: NDArray[np.uint8]) -> None:
        """Take the rows of factors, uint8 [kinds, citizens], to write leanings into."""
        self.state = self.state._replace(leaning=leaning)

    def change(self, scenario: Scenario) -> None:
        """Answer to the rules of `scenario` from this morning on; what is believed stays believed."""
        response = scenario.response
        self.enabled = response is not None and response.enabled
        if response is None:
            return
        self._rule_name = response.learning.rule
        self._rule = prepare_rule(response.learning)
        self.stakes: Stakes = kinds.prepare_stakes(scenario, response, self.kinds)
        self.manner: Manner = kinds.prepare_manner(scenario, response)
        self._news = prepare_news(scenario, response)
        if response.defiance is not None:
            self._feel(scenario, response.defiance)

    def _feel(self, scenario: Scenario, defiance: Defiance) -> None:
        """Decide who feels the system to be illegitimate: the same people, as long as the shares stay."""
        row = Row(defiance.illegitimate, Decimal(1), defiance.depends, {})
        table = level_table(scenario.population.levels, [row])
        _feel(self.state.illegitimate, table, self._population.levels, self._seed)

    def take_in(self, entries: NDArray[np.void], ties: Ties, day: int) -> None:
        """Be told of yesterday's entries, and hear of those of contacts."""
        told = entries.compress(of_kind(entries, tables.DEEDS))
        rows = (ties.start, ties.contact, ties.layers)
        _take_in(self.kind_of, self.state, told, *rows, self._news, self.stakes, self._life.key, day)

    def remember(self, acts: NDArray[np.void]) -> None:
        """Remember what one did today."""
        _remember(self.kind_of, self.state.did, acts)

    def revise(
        self,
        category: NDArray[np.uint8],
        total: NDArray[np.int32],
        town: NDArray[np.uint8],
        workers: Workers,
    ) -> None:
        """Once a week: learn from the week, and lean accordingly."""
        state, citizens = self.state, len(category)
        week = state.belief, state.did, state.told, state.heard
        try:
            wrong = workers.run(_learn, citizens, *self._rule, *week)
        except (ArithmeticError, IndexError) as error:
            raise BadInput(f"learning rule {self._rule_name!r}: {type(error).__name__}: {error}") from None
        for kind, citizen, answer in wrong:
            if citizen >= 0:
                case = [int(row[kind, citizen]) for row in week]
                raise LEARNING.out_of_range(self._rule_name, answer, case)
        for row in week[1:]:
            row.fill(0)
        read = category, total, town
        workers.run(_lean, citizens, state, self.stakes, self.manner, *read, self._seed)


@njit(cache=True, nogil=True)
def _make_aware(aware_since, key, threshold):  # type: ignore[no-untyped-def]
    for citizen in range(len(aware_since)):
        if np.uint64(draws.draw(key, citizen, 0, draws.CITY_AWARE, 0, 0)[0]) < threshold:
            aware_since[citizen] = 0


@njit(cache=True, nogil=True)
def _feel(illegitimate, table, levels, key):  # type: ignore[no-untyped-def]
    for citizen in range(len(illegitimate)):
        word = np.uint64(draws.draw(key, citizen, 0, draws.CITY_LEGITIMACY, 0, 0)[0])
        illegitimate[citizen] = word < look_up(table, 0, levels, citizen)


@njit(cache=True, nogil=True)
def _take_in(kind_of, state, entries, start, contact, layers, news, stakes, key, day):  # type: ignore[no-untyped-def]
    for i in range(len(entries)):
        entry = entries[i]
        kind = kind_of[entry.conduct]
        words = _draw_of(key, entry)
        if kind < 0 or np.uint64(words[0]) >= news.told:
            continue
        citizen = np.int64(entry.citizen)
        stake = min(abs(np.int64(entry.points)) // MILLIPOINTS_PER_STAKE, kinds.MOST) if entry.counts else -1
        _count_one(state.told, kind, citizen)
        _learn_stake(state.stake, kind, citizen, stake, news.own_weight, news.spillover, stakes.spills)
        if state.aware_since[citizen] == NEVER and np.uint64(words[1]) < news.own:
            state.aware_since[citizen] = day
        if (
            news.weeks
            and entry.counts
            and state.aware_since[citizen] != NEVER
            and state.illegitimate[citizen]
            and not (stakes.rewarded[kind] or stakes.uncounted[kind])
        ):
            state.defiant[citizen] = news.weeks
        for row in range(start[citizen], start[citizen + 1]):
            other = np.int64(contact[row])
            if not layers[row]:
                continue
            _count_one(state.heard, kind, other)
            _learn_stake(state.stake, kind, other, stake, news.contacts_weight, news.spillover, stakes.spills)
            if state.aware_since[other] == NEVER:
                word = draws.draw(key, other, day, draws.AWARENESS, 0, words[2])[0]
                if np.uint64(word) < news.contacts:
                    state.aware_since[other] = day


@njit(cache=True, nogil=True, inline="always")
def _draw_of(key, entry):  # type: ignore[no-untyped-def]
    """Return the draw of an entry: its id, 128 bits, is its address."""
    high, low = entry.entry_hi, entry.entry_lo
    actor, day_and_conduct = high >> np.uint64(32), high & np.uint64(0xFFFFFFFF)
    parameter, filing = low >> np.uint64(32), low >> np.uint64(16) & np.uint64(0xFFFF)
    number = filing ^ (low & np.uint64(0xFF)) << np.uint64(4)
    return draws.draw(key, actor, day_and_conduct, draws.TOLD, number, parameter)


@njit(cache=True, nogil=True, inline="always")
def _learn_stake(stake, kind, citizen, seen, weight, spillover, spills):  # type: ignore[no-untyped-def]
    if seen < 0 or not weight:
        return
    _move(stake, kind, citizen, seen, weight)
    for other in range(len(spills)):
        if spills[kind, other]:
            _move(stake, other, citizen, seen, weight * spillover // ONE)


@njit(cache=True, nogil=True, inline="always")
def _move(stake, kind, citizen, seen, weight):  # type: ignore[no-untyped-def]
    """Move a belief towards what was seen; the weight is in 65536ths."""
    believed = np.int64(stake[kind, citizen])
    stake[kind, citizen] = believed + ((seen - believed) * weight + ONE // 2) // ONE


@njit(cache=True, nogil=True, inline="always")
def _count_one(counts, kind, citizen):  # type: ignore[no-untyped-def]
    if counts[kind, citizen] < 255:
        counts[kind, citizen] += 1


@njit(cache=True, nogil=True)
def _remember(kind_of, did, acts):  # type: ignore[no-untyped-def]
    for i in range(len(acts)):
        kind = kind_of[acts[i].conduct]
        if kind >= 0:
            _count_one(did, kind, acts[i].citizen)


_BELIEFS, _COUNTS = uint16[:, ::1], uint8[:, ::1]


@njit(LEARNING.kernel(_BELIEFS, _COUNTS, _COUNTS, _COUNTS), cache=True, nogil=True)
def _learn(lo, hi, rule, parameters, belief, did, told, heard):  # type: ignore[no-untyped-def]
    """Revise beliefs; return the (kind, citizen, answer) of an answer out of range, or -1 for a citizen.

    Most weeks bring most people no news of most kinds: the rule is asked once about each belief in that case.
    """
    unasked = np.int32(-1)
    without_news = np.full(FULL + 1, unasked, np.int32)
    for kind in range(len(belief)):
        for citizen in range(lo, hi):
            before, quiet = (
                belief[kind, citizen],
                not (did[kind, citizen] | told[kind, citizen] | heard[kind, citizen]),
            )
            if quiet and without_news[before] != unasked:
                belief[kind, citizen] = without_news[before]
                continue
            answer = rule(
                np.int64(before),
                np.int64(did[kind, citizen]),
                np.int64(told[kind, citizen]),
                np.int64(heard[kind, citizen]),
                parameters,
            )
            if not 0 <= answer <= FULL:
                return kind, citizen, answer
            belief[kind, citizen] = answer
            if quiet:
                without_news[before] = answer
    return -1, -1, -1


@njit(cache=True, nogil=True)
def _lean(lo, hi, state, stakes, manner, category, total, town, key):  # type: ignore[no-untyped-def]
    """Lean according to beliefs."""
    number = len(state.belief)
    for citizen in range(lo, hi):
        if state.aware_since[citizen] == NEVER:
            continue
        unscored = len(manner.standing) - 1
        place = np.int64(min(category[citizen], unscored))
        standing, scored = manner.standing[place], place < unscored
        near = np.int64(ONE)
        if scored and np.uint64(draws.draw(key, citizen, 0, draws.CITY_KNOWS_SCORE, 0, 0)[0]) < manner.knows:
            near = nearness(np.int64(total[citizen]), town[citizen], manner)
        against = manner.against if state.defiant[citizen] else np.int64(NOT_AGAINST)
        if state.defiant[citizen]:
            state.defiant[citizen] -= 1
        for kind in range(number):
            certainty = np.int64(state.belief[stakes.certainty_of[kind], citizen])
            stake = stake_of(kind, np.int64(state.stake[kind, citizen]), scored, stakes, manner)
            change = change_of(
                certainty + (certainty >> 15), stake, stakes.rewarded[kind], stakes.crowding[kind], manner
            )
            state.leaning[kind, citizen] = leaning_of(change, standing, near, against)

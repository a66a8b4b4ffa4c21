"""What people's lives are like: work, debts, a home, care, hope; what begins and ends it, and what it does.

Rule: a citizen is in each circumstance or not. It begins by chance at a yearly rate, multiplied by what
other circumstances raise it by; or with a probability when a service was refused, or granted dearer, the day
before. It ends by chance, when a service was granted, or after a fixed time. While it lasts, rates of conduct
and of requests are multiplied by its factors (see `leaning`). Chance looks at every citizen once in `every`
days, each on their own day; the probability of one look is rate × every / 365.
Reads: yesterday's decisions, attribute levels, categories for the record alone. Writes: who is in what,
leanings, what began and ended. Draws: CITY_CIRCUMSTANCE, CIRCUMSTANCE, CIRCUMSTANCE_ANSWER.
Units: rates per 365 days, factors in 128ths.
Leaves out: degrees (a large debt, a small one), families who share them, how many jobs or flats there are.

Exactly:
- On the first morning somebody is in a circumstance if w0 of CITY_CIRCUMSTANCE(citizen, 0, 0, code) is below
  t(at_start × factors of `depends`).
- Every morning has three parts. First, what lasts `lasts_days` ends that many days after the day on which it
  began.
- Second, yesterday's answers are gone through in their order, and for each of them the circumstances in the
  order of their codes. Of what one is not in, `begins_when_refused` of the service is the probability if one
  was refused, `begins_when_dearer` if the outcome was dearer, for whatever reason; of what one is in,
  `ends_when_granted` if one was not refused. It happens if w0 of CIRCUMSTANCE_ANSWER(citizen, day, service,
  circumstance) is below t of that. What an answer did counts for the next.
- Third, chance looks at the citizens with (day - citizen) mod `every_days` = 0, at each circumstance in the
  order of codes: at whether one is in it and in others before this look. With e = every_days / 365 an end has
  t(ends_per_year × e × factors of `ends_depends`), a beginning t(begins_per_year × e × factors of `depends`);
  that threshold becomes floor(threshold × f / 128) for each other circumstance one is in that raises it, in
  the order of codes, f its factor in 128ths, the nearest. It happens if w0 of CIRCUMSTANCE(citizen, day, 0,
  code) is below it.
- The record of a move tells the category that the service read, if an answer brought it about, and else that
  of last night.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.draws import Life
from glasscity.mailbox import Mailbox
from glasscity.parallel import Workers
from glasscity.rows import copied, in_one
from glasscity.scenario import Scenario
from glasscity.scenario.circumstances import Circumstance
from glasscity.scenario.quantities import threshold32
from glasscity.society.burden import Burden, burdens_of
from glasscity.society.occasions import LevelTable, Row, level_table, look_up
from glasscity.society.population import Population

AS_MANY = 128
"""The factor, in 128ths, that leaves the rate at which a circumstance begins as it is."""
YEAR = Decimal(365)


class Courses(NamedTuple):
    """How circumstances begin and end, in the order of their codes.

    code : uint8; begins, ends : thresholds for one look; most_begins, most_ends : uint64, the largest of each
    that anybody has; raises : int64 [kinds, kinds], by what the first
    multiplies the beginning of the second, in 128ths; refused, dearer, granted : uint64 thresholds [kinds,
    service codes]; lasts : int64 days, 0 for no fixed time; every : days between two looks at a citizen.
    """

    code: NDArray[np.uint8]
    begins: LevelTable
    ends: LevelTable
    most_begins: NDArray[np.uint64]
    most_ends: NDArray[np.uint64]
    raises: NDArray[np.int64]
    refused: NDArray[np.uint64]
    dearer: NDArray[np.uint64]
    granted: NDArray[np.uint64]
    lasts: NDArray[np.int64]
    every: np.int64


def prepare_courses(scenario: Scenario, codes: Sequence[int]) -> Courses:
    """Work out the tables; what the scenario does not have, or has switched off, never begins or ends."""
    there = scenario.circumstances if scenario.changes_lives else None
    every = there.every_days if there is not None else 1
    kinds = {kind.code: kind for kind in there.kinds.values()} if there is not None else {}
    names = {name: kind.code for name, kind in there.kinds.items()} if there is not None else {}
    nothing = Row(Decimal(0), Decimal(1), {}, {})
    begins, ends = [nothing] * len(codes), [nothing] * len(codes)
    services = max((service.code for service in scenario.services.values()), default=0) + 1
    answers = [np.zeros((len(codes), services), np.uint64) for _ in range(3)]
    raises = np.full((len(codes), len(codes)), AS_MANY, np.int64)
    for place, code in enumerate(codes):
        if code not in kinds:
            continue
        kind = kinds[code]
        begins[place] = Row(kind.begins_per_year * every, YEAR, kind.depends, {})
        ends[place] = Row(kind.ends_per_year * every, YEAR, kind.ends_depends, {})
        given = (kind.begins_when_refused, kind.begins_when_dearer, kind.ends_when_granted)
        for thresholds, by_service in zip(answers, given, strict=True):
            for service, probability in by_service.items():
                thresholds[place, scenario.services[service].code] = threshold32(probability)
        for other, factor in kind.raises.items():
            raises[place, codes.index(names[other])] = int(factor * AS_MANY + Decimal("0.5"))
    levels = scenario.population.levels
    begin, end = level_table(levels, begins), level_table(levels, ends)
    lasts = [kinds[code].lasts_days or 0 if code in kinds else 0 for code in codes]
    return Courses(
        np.array(codes, np.uint8),
        begin,
        end,
        np.maximum.reduceat(begin.threshold, begin.offset[:-1]),
        np.maximum.reduceat(end.threshold, end.offset[:-1]),
        raises,
        answers[0],
        answers[1],
        answers[2],
        np.array(lasts, np.int64),
        np.int64(every),
    )


class Circumstances:
    """Who is in which circumstance.

    Attributes
    ----------
    codes : the codes of all circumstances of the run, in order; a citizen's bits are in this order.
    bits : uint16 [citizens], which of them somebody is in.
    origins : what bears on conduct and requests.
    """

    def __init__(self, course: Sequence[Scenario], population: Population, seed: int, life: Life) -> None:
        first = next(one for one in course if one.circumstances is not None)
        self.codes = sorted({kind.code for one in course for kind in _kinds(one)})
        self.bits = np.zeros(population.number, np.uint16)
        self._levels = population.levels
        self._life = life
        self._endings = Mailbox(tables.CIRCUMSTANCE_MOVE, course[0].time.days)
        at_start = {kind.code: Row(kind.at_start, Decimal(1), kind.depends, {}) for kind in _kinds(first)}
        rows = [at_start.get(code, Row(Decimal(0), Decimal(1), {}, {})) for code in self.codes]
        _draw_start(
            self.bits,
            level_table(first.population.levels, rows),
            np.array(self.codes, np.int64),
            self._levels,
            np.uint64(seed),
        )
        self._burdens = [
            burden for place, code in enumerate(self.codes) for burden in burdens_of(course, place, code)
        ]
        self.origins: Sequence[Burden] = self._burdens
        self.change(course[0])

    def change(self, scenario: Scenario) -> None:
        """Follow the rules of `scenario` from this morning on; whoever is in something stays in it."""
        self._courses = prepare_courses(scenario, self.codes)
        for burden in self._burdens:
            burden.change(scenario, self.bits)

    def live(
        self, answers: NDArray[np.void], category: NDArray[np.uint8], day: int, workers: Workers
    ) -> NDArray[np.void]:
        """Let circumstances begin and end this morning; return what did, in the order of the day.

        Parameters
        ----------
        answers : yesterday's decisions.
        category : uint8 [citizens], for the record; nothing follows from it.
        """
        start = _already_in(self.bits, self._courses.code, category) if day == 0 else _NONE
        up = copied(self._endings.take(day))
        places = np.searchsorted(self._courses.code, up["circumstance"]).astype(np.uint16)
        np.bitwise_and.at(self.bits, up["citizen"], ~(np.uint16(1) << places))
        up["category"] = category[up["citizen"]]
        by_answers = _by_answers(self._courses, answers, self.bits, self._life.key, day)
        number = len(self.bits)
        arguments = (self._life.key, day, self._courses, self._levels, self.bits, category)
        by_chance = workers.run(_by_chance, number, *arguments)
        moves: NDArray[np.void] = in_one([start, up, by_answers, *by_chance])
        self._send_endings(moves, day)
        touched = np.unique(moves["citizen"])
        for burden in self._burdens:
            burden.lie(self.bits, touched)
        return moves

    def _send_endings(self, moves: NDArray[np.void], day: int) -> None:
        """Fix the day on which what lasts a number of days will end."""
        lasts = self._courses.lasts[np.searchsorted(self._courses.code, moves["circumstance"])]
        timed = (lasts > 0) & (moves["begun"] > 0)
        endings = moves.compress(timed)
        endings["day"] = day + lasts[timed]
        endings["begun"], endings["cause"] = 0, tables.TIME_WAS_UP
        endings["service"], endings["reason"] = 0, 0
        self._endings.send(endings, endings["day"])


_NONE = np.empty(0, tables.CIRCUMSTANCE_MOVE)


def open_circumstances(
    course: Sequence[Scenario], population: Population, seed: int, life: Life
) -> Circumstances | None:
    """Return the circumstances of a city, or nothing where they never change."""
    if not any(one.changes_lives for one in course):
        return None
    return Circumstances(course, population, seed, life)


def _kinds(scenario: Scenario) -> list[Circumstance]:
    return list(scenario.circumstances.kinds.values()) if scenario.circumstances is not None else []


def _already_in(
    bits: NDArray[np.uint16], codes: NDArray[np.uint8], category: NDArray[np.uint8]
) -> NDArray[np.void]:
    """Return who is in what on the first morning, as if it began then."""
    parts = []
    for place, code in enumerate(codes):
        inside = np.flatnonzero(bits >> np.uint16(place) & np.uint16(1))
        part = np.zeros(len(inside), tables.CIRCUMSTANCE_MOVE)
        part["citizen"], part["circumstance"], part["begun"] = inside, code, 1
        part["cause"], part["category"] = tables.AT_START, category[inside]
        parts.append(part)
    return np.concatenate(parts)


@njit(cache=True, nogil=True)
def _draw_start(bits, table, codes, levels, key):  # type: ignore[no-untyped-def]
    for place in range(len(codes)):
        for citizen in range(len(bits)):
            threshold = look_up(table, place, levels, citizen)
            w = draws.draw(key, citizen, 0, draws.CITY_CIRCUMSTANCE, 0, codes[place])
            if np.uint64(w[0]) < threshold:
                bits[citizen] |= np.uint16(1 << place)


@njit(cache=True, nogil=True)
def _note(moves, number, day, citizen, code, begun, cause, category):  # type: ignore[no-untyped-def]
    """Write down what began or ended, making room where there is none."""
    if number == len(moves):
        moves = np.concatenate((moves, np.zeros(len(moves), tables.CIRCUMSTANCE_MOVE)))
    move = moves[number]
    move.day, move.citizen, move.circumstance = day, citizen, code
    move.begun, move.cause, move.category = begun, cause, category
    return moves


@njit(cache=True, nogil=True)
def _by_answers(courses, answers, bits, key, day):  # type: ignore[no-untyped-def]
    """Let yesterday's answers do their work, one after the other."""
    moves = np.zeros(16, tables.CIRCUMSTANCE_MOVE)
    number = 0
    for i in range(len(answers)):
        answer = answers[i]
        citizen, service = np.int64(answer.citizen), answer.service
        for place in range(len(courses.code)):
            inside = bits[citizen] >> place & 1
            if inside:
                refused = answer.outcome == tables.REFUSED
                threshold = np.uint64(0) if refused else courses.granted[place, service]
                cause = tables.BY_GRANT
            elif answer.outcome == tables.REFUSED:
                threshold, cause = courses.refused[place, service], tables.BY_REFUSAL
            else:
                dearer = answer.outcome == tables.DEARER
                threshold = courses.dearer[place, service] if dearer else np.uint64(0)
                cause = tables.BY_PRICE
            if threshold == 0:
                continue
            code = courses.code[place]
            w = draws.draw(key, citizen, day, draws.CIRCUMSTANCE_ANSWER, service, code)
            if np.uint64(w[0]) < threshold:
                bits[citizen] ^= np.uint16(1 << place)
                moves = _note(moves, number, day, citizen, code, not inside, cause, answer.category)
                moves[number].service, moves[number].reason = service, answer.reason
                number += 1
    return moves[:number]


@njit(cache=True, nogil=True)
def _by_chance(lo, hi, key, day, courses, levels, bits, category):  # type: ignore[no-untyped-def]
    """Let chance look at those of lo … hi whose day it is."""
    moves = np.zeros(64, tables.CIRCUMSTANCE_MOVE)
    number = 0
    for citizen in range(lo + (day - lo) % courses.every, hi, courses.every):
        before = np.int64(bits[citizen])
        after = before
        for place in range(len(courses.code)):
            inside = before >> place & 1
            most = courses.most_ends[place] if inside else courses.most_begins[place]
            if most == 0:
                continue
            if not inside and before:
                most = _raised(most, courses.raises, before, place)
            code = courses.code[place]
            w = draws.draw(key, citizen, day, draws.CIRCUMSTANCE, 0, code)
            # Most words lie above what anybody's threshold reaches: theirs need not be looked up.
            if np.uint64(w[0]) >= most:
                continue
            threshold = look_up(courses.ends if inside else courses.begins, place, levels, citizen)
            if not inside and before:
                threshold = _raised(threshold, courses.raises, before, place)
            if np.uint64(w[0]) < threshold:
                after ^= 1 << place
                moves = _note(
                    moves, number, day, citizen, code, not inside, tables.BY_CHANCE, category[citizen]
                )
                number += 1
        bits[citizen] = np.uint16(after)
    return moves[:number]


@njit(cache=True, nogil=True, inline="always")
def _raised(threshold, raises, held, place):  # type: ignore[no-untyped-def]
    """Return a threshold multiplied by what the circumstances held raise it by."""
    for other in range(len(raises)):
        if held >> other & 1:
            threshold = threshold * np.uint64(raises[other, place]) // np.uint64(AS_MANY)
    return threshold

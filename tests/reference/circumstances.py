"""What people's lives are like: what begins and ends it.

Read it beside `docs/circumstances.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from glasscity.draws import CIRCUMSTANCE, CIRCUMSTANCE_ANSWER, CITY_CIRCUMSTANCE
from glasscity.scenario import Scenario
from glasscity.scenario.circumstances import Circumstance
from glasscity.scenario.quantities import threshold32
from glasscity.tables import (
    AT_START,
    BY_CHANCE,
    BY_GRANT,
    BY_PRICE,
    BY_REFUSAL,
    DEARER,
    NO_REASON,
    REFUSED,
    TIME_WAS_UP,
)
from reference.burden import Burden
from reference.chance import Chance, Person, always_the_same, threshold_for
from reference.draws import draw
from reference.leaning import UNCHANGED
from reference.minds import Life
from reference.rows import Row
from reference.shares import nearest
from reference.waiting import Waiting

YEAR = Decimal(365)


class Circumstances:
    """Who is in which circumstance.

    codes : the codes of all circumstances of the run, in order; bits : which of them each citizen is in, the
    first code in the lowest bit; origins : what bears on conduct and requests.
    """

    def __init__(self, course: Sequence[Scenario], people: Sequence[Person], seed: int, life: Life) -> None:
        """Rule: who is in what on the first morning is drawn, by what they are like."""
        first = next(one for one in course if one.circumstances is not None)
        self.codes = sorted({code for one in course for code in kinds_of(one)})
        self._people, self._life, self._endings = people, life, Waiting()
        self.bits = [0] * len(people)
        for place, code in enumerate(self.codes):
            kind = kinds_of(first).get(code)
            if kind is None:
                continue
            chance = always_the_same(kind.at_start, kind.depends)
            for citizen, person in enumerate(people):
                word = draw(seed, citizen, 0, CITY_CIRCUMSTANCE, 0, code)[0]
                if word < threshold_for(chance, person):
                    self.bits[citizen] |= 1 << place
        self.origins = [Burden(course, code, len(people)) for code in self.codes]
        self.change(course[0])

    def change(self, scenario: Scenario) -> None:
        """Follow the rules of a scenario from this morning on; whoever is in something stays in it."""
        self._scenario = scenario
        self._kinds = kinds_of(scenario) if scenario.changes_lives else {}
        for place, burden in enumerate(self.origins):
            burden.change(scenario, self._inside(place))

    def live(self, answers: Sequence[Row], category: Sequence[int], day: int) -> list[Row]:
        """Rule: this morning, what has lasted its days ends; then yesterday's answers do their work; then
        chance does. Returns what began and ended, in this order.

        The category is for the record alone; nothing follows from it.
        """
        moves = self._already_in(category) if day == 0 else []
        moves += self._time_is_up(category, day)
        moves += self._by_answers(answers, day)
        moves += self._by_chance(category, day)
        for move in moves:
            self._fix_the_end(move, day)
        for place, burden in enumerate(self.origins):
            burden.lie(self._inside(place))
        return moves

    def _inside(self, place: int) -> list[bool]:
        return [bool(bits >> place & 1) for bits in self.bits]

    def _already_in(self, category: Sequence[int]) -> list[Row]:
        """Rule: what somebody is in on the first morning counts as begun then."""
        return [
            a_move(0, citizen, code, begun=1, cause=AT_START, category=category[citizen])
            for place, code in enumerate(self.codes)
            for citizen, inside in enumerate(self._inside(place))
            if inside
        ]

    def _time_is_up(self, category: Sequence[int], day: int) -> list[Row]:
        """End what had a fixed number of days, in the order in which it began."""
        ended = [move.but(category=category[move.citizen]) for move in self._endings.take(day)]
        for move in ended:
            self.bits[move.citizen] &= ~(1 << self.codes.index(move.circumstance))
        return ended

    def _fix_the_end(self, move: Row, day: int) -> None:
        """Rule: what lasts a number of days ends after that time."""
        kind = self._kinds.get(move.circumstance)
        if move.begun and kind is not None and kind.lasts_days is not None:
            last = day + kind.lasts_days
            end = a_move(last, move.citizen, kind.code, begun=0, cause=TIME_WAS_UP, category=0)
            self._endings.send(end, last)

    def _by_answers(self, answers: Sequence[Row], day: int) -> list[Row]:
        """Let yesterday's answers do their work, one after the other."""
        moves = []
        names = {service.code: name for name, service in self._scenario.services.items()}
        for answer in answers:
            citizen, service = answer.citizen, answer.service
            for place, code in enumerate(self.codes):
                if code not in self._kinds:
                    continue
                inside = self.bits[citizen] >> place & 1
                by_service, cause = what_an_answer_does(self._kinds[code], answer.outcome, bool(inside))
                threshold = threshold32(by_service.get(names[service], Decimal(0)))
                if draw(self._life.key, citizen, day, CIRCUMSTANCE_ANSWER, service, code)[0] < threshold:
                    self.bits[citizen] ^= 1 << place
                    move = a_move(day, citizen, code, begun=1 - inside, cause=cause, category=answer.category)
                    moves.append(move.but(service=service, reason=answer.reason))
        return moves

    def _by_chance(self, category: Sequence[int], day: int) -> list[Row]:
        """Rule: chance looks at everybody once in so many days, each on their own day. What one is in ends,
        and what one is not in begins, with the probability rate × days between looks / 365."""
        moves = []
        circumstances = self._scenario.circumstances
        every = circumstances.every_days if circumstances is not None else 1
        for citizen, person in enumerate(self._people):
            if (day - citizen) % every:
                continue
            before = self.bits[citizen]
            for place, code in enumerate(self.codes):
                if code not in self._kinds:
                    continue
                kind, inside = self._kinds[code], before >> place & 1
                rate, depends = kind.begins_per_year, kind.depends
                if inside:
                    rate, depends = kind.ends_per_year, kind.ends_depends
                threshold = threshold_for(Chance(rate * every, YEAR, depends, {}), person)
                if not inside:
                    threshold = self._raised(threshold, before, code)
                if draw(self._life.key, citizen, day, CIRCUMSTANCE, 0, code)[0] < threshold:
                    self.bits[citizen] ^= 1 << place
                    move = a_move(day, citizen, code, begun=1 - inside, cause=BY_CHANCE, category=0)
                    moves.append(move.but(category=category[citizen]))
        return moves

    def _raised(self, threshold: int, held: int, code: int) -> int:
        """Rule: every other circumstance that one was in before chance looked raises the beginning by its
        factor, one after the other, rounded down each time."""
        names = {name: kind.code for name, kind in self._scenario.circumstances.kinds.items()}
        for place, other in enumerate(self.codes):
            if held >> place & 1 and other in self._kinds:
                for name, factor in self._kinds[other].raises.items():
                    if names[name] == code:
                        threshold = threshold * nearest(factor, UNCHANGED) // UNCHANGED
        return threshold


def a_move(day: int, citizen: int, code: int, *, begun: int, cause: int, category: int) -> Row:
    """Return that a circumstance began or ended, through no answer."""
    return Row(
        day=day,
        citizen=citizen,
        circumstance=code,
        begun=begun,
        cause=cause,
        service=0,
        reason=NO_REASON,
        category=category,
    )


def what_an_answer_does(kind: Circumstance, outcome: int, inside: bool) -> tuple[dict[str, Decimal], int]:
    """Rule: a refusal or a dearer price makes what one is not in begin, with a probability; whatever is
    granted, on any terms, ends what one is in, with a probability. The reason of an answer does not matter.

    Returns the probabilities by service, and the cause that goes on record.
    """
    if inside:
        return (kind.ends_when_granted if outcome != REFUSED else {}), BY_GRANT
    if outcome == REFUSED:
        return kind.begins_when_refused, BY_REFUSAL
    return (kind.begins_when_dearer if outcome == DEARER else {}), BY_PRICE


def kinds_of(scenario: Scenario) -> dict[int, Circumstance]:
    """Return the circumstances of a scenario by code."""
    circumstances = scenario.circumstances
    return {kind.code: kind for kind in circumstances.kinds.values()} if circumstances is not None else {}


def open_circumstances(
    course: Sequence[Scenario], people: Sequence[Person], seed: int, life: Life
) -> Circumstances | None:
    """Return the circumstances of a city, or nothing where they never change."""
    changing = any(one.changes_lives for one in course)
    return Circumstances(course, people, seed, life) if changing else None

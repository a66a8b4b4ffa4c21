"""What every citizen believes of being watched, kind of conduct by kind of conduct, and what they do of it.

Rule: conduct falls into kinds: one domain, punished or rewarded. Every day people are told of some of the
entries about them, and their contacts hear of it; either may make them aware of the system. Once a week
beliefs are revised by the learning rule from the week's acts and news, and leanings follow from beliefs: how
much less of a punished kind, or more of a rewarded one, a citizen does, given their category. Whoever is not
aware leans nowhere.
Reads: acts, yesterday's entries, ties, categories. Writes: beliefs, awareness, leanings. Draws: AWARENESS,
TOLD. Units: beliefs in 65535ths, leanings in 128ths. Leaves out: opinions, voice, and that kinds compete.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.scenario.response import Leaning
from glasscity.society.leaning import MOST, UNCHANGED, Bearing
from glasscity.society.network import Ties
from glasscity.society.response.learning import FULL, LEARNING, prepare_rule

WEEK = 7
NO_KIND = -1


class State(NamedTuple):
    """uint8 [kinds, citizens] did, told, heard (of the week) and leaning; uint16 [kinds, citizens] belief;
    uint8 [citizens] aware."""

    did: NDArray[np.uint8]
    told: NDArray[np.uint8]
    heard: NDArray[np.uint8]
    leaning: NDArray[np.uint8]
    belief: NDArray[np.uint16]
    aware: NDArray[np.uint8]


Kind = tuple[bool, list[str]]
"""Whether a kind of conduct is rewarded, and what belongs to it."""


def sort_into_kinds(scenario: Scenario) -> list[Kind]:
    """Sort conduct into kinds: one domain, punished or rewarded."""
    kinds: dict[tuple[str, bool], list[str]] = {}
    for name in sorted(scenario.conduct, key=lambda key: scenario.conduct[key].code):
        rewarded = scenario.rewards(name)
        if rewarded is not None:
            kinds.setdefault((scenario.conduct[name].domain, rewarded), []).append(name)
    return [(rewarded, names) for (_, rewarded), names in kinds.items()]


def tabulate_leanings(scenario: Scenario, leaning: Leaning, kinds: list[Kind]) -> NDArray[np.uint8]:
    """Return uint8 [kinds, 256 beliefs, categories + 1]: the last is for those without a category."""
    categories = len(scenario.category_names)
    table = np.empty((len(kinds), 256, categories + 1), np.uint8)
    for kind, (rewarded, names) in enumerate(kinds):
        at_stake = [
            _severity(scenario, leaning, names, scored) for scored in (scenario.scoring.enabled, False)
        ]
        for belief in range(256):
            for category in range(categories + 1):
                severity = at_stake[category == categories]
                certainty, standing = Decimal(belief) / 255, _standing(category, categories)
                factor = lean(leaning, certainty, severity, rewarded, standing)
                table[kind, belief, category] = min(int(factor * UNCHANGED + Decimal("0.5")), MOST)
    return table


def _standing(category: int, categories: int) -> str:
    return {0: "best", categories - 1: "worst", categories: "none"}.get(category, "middle")


def _severity(scenario: Scenario, leaning: Leaning, names: list[str], scored: bool) -> Decimal:
    """Return the mean points at stake in a kind of conduct, fines counted in points."""
    stakes = []
    for name in names:
        rule = scenario.rulebook.rules.get(name) if scored else None
        fine = scenario.courts.fines.get(name, Decimal(0))
        points = abs(rule.mean_points) if rule is not None else Decimal(0)
        stakes.append(points + fine * leaning.points_per_money)
    return sum(stakes, Decimal(0)) / len(stakes)


def lean(leaning: Leaning, certainty: Decimal, severity: Decimal, rewarded: bool, standing: str) -> Decimal:
    """Return the factor on the rate of a kind of conduct.

    Rule: perceived certainty weighs more than severity. For what is punished, 1 − certainty × (c + s ×
    severity / (severity + half)); for what is rewarded, 1 + certainty × r × the same share of severity. In
    the worst category there is nothing to lose, and the best one is a licence: each takes a share away.
    """
    share = severity / (severity + leaning.half_severity) if severity else Decimal(0)
    if rewarded:
        change = certainty * leaning.reward * share
    else:
        given_up = min(leaning.certainty + leaning.severity * share, Decimal(1)) if severity else Decimal(0)
        change = -certainty * given_up
    lost = {"worst": leaning.nothing_to_lose, "best": leaning.licence}.get(standing, Decimal(0))
    return Decimal(1 + change * (1 - lost))


class Minds:
    """The minds of a city."""

    def __init__(self, course: Sequence[Scenario], citizens: int, seed: int, life: int) -> None:
        scenario = course[0]
        response = next(one.response for one in course if one.response is not None)
        self._kinds = sort_into_kinds(scenario)
        self.kind_of = np.full(1 + max(c.code for c in scenario.conduct.values()), NO_KIND, np.int64)
        for kind, (_, names) in enumerate(self._kinds):
            self.kind_of[[scenario.conduct[name].code for name in names]] = kind
        number = len(self._kinds)
        start = int(response.learning.at_start * FULL)
        self.state = State(
            did=np.zeros((number, citizens), np.uint8),
            told=np.zeros((number, citizens), np.uint8),
            heard=np.zeros((number, citizens), np.uint8),
            leaning=np.empty((0, 0), np.uint8),
            belief=np.full((number, citizens), start, np.uint16),
            aware=np.zeros(citizens, np.uint8),
        )
        kinds = enumerate(self.kind_of.tolist())
        self.bearing = Bearing(number, {code: kind for code, kind in kinds if kind != NO_KIND})
        self._life = np.uint64(life)
        known = np.uint64(threshold32(response.awareness.at_start))
        _make_aware(self.state.aware, np.uint64(seed), known)
        self.change(scenario)

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
        self._leanings = tabulate_leanings(scenario, response.leaning, self._kinds)
        awareness = response.awareness
        chances = (response.told, awareness.by_own_entry, awareness.by_contacts)
        self._chances = np.array([threshold32(chance) for chance in chances], np.uint64)

    def take_in(self, entries: NDArray[np.void], ties: Ties, day: int) -> None:
        """Be told of yesterday's entries, and hear of those of contacts."""
        told = np.isin(entries["kind"], [tables.CONDUCT, tables.DENUNCIATION])
        _take_in(
            self.kind_of,
            self.state,
            entries[told],
            ties.start,
            ties.contact,
            ties.layers,
            self._chances,
            self._life,
            day,
        )

    def remember(self, acts: NDArray[np.void]) -> None:
        """Remember what one did today."""
        _remember(self.kind_of, self.state.did, acts)

    def revise(self, category: NDArray[np.uint8], workers: Workers) -> None:
        """Once a week: learn from the week, and lean accordingly."""
        try:
            found = workers.run(_revise, len(category), *self._rule, self._leanings, self.state, category)
        except (ArithmeticError, IndexError) as error:
            raise BadInput(f"learning rule {self._rule_name!r}: {type(error).__name__}: {error}") from None
        for *case, answer in found:
            if case[0] >= 0:
                raise LEARNING.out_of_range(self._rule_name, int(answer), [int(number) for number in case])


@njit(cache=True, nogil=True)
def _make_aware(aware, key, threshold):  # type: ignore[no-untyped-def]
    for citizen in range(len(aware)):
        aware[citizen] = np.uint64(draws.draw(key, citizen, 0, draws.CITY_AWARE, 0, 0)[0]) < threshold


@njit(cache=True, nogil=True)
def _take_in(kind_of, state, entries, start, contact, layers, chances, key, day):  # type: ignore[no-untyped-def]
    for i in range(len(entries)):
        entry = entries[i]
        kind = kind_of[entry.conduct]
        citizen = np.int64(entry.citizen)
        words = draws.draw(key, citizen, day, draws.TOLD, entry.conduct, entry.parameter)
        if kind < 0 or np.uint64(words[0]) >= chances[0]:
            continue
        _count_one(state.told, kind, citizen)
        if np.uint64(words[1]) < chances[1]:
            state.aware[citizen] = 1
        for row in range(start[citizen], start[citizen + 1]):
            other = np.int64(contact[row])
            if not layers[row]:
                continue
            _count_one(state.heard, kind, other)
            if not state.aware[other]:
                word = draws.draw(key, other, day, draws.AWARENESS, entry.conduct, citizen)[0]
                if np.uint64(word) < chances[2]:
                    state.aware[other] = 1


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


# Not cached: the learning rule is an argument, and compiled into it.
@njit(nogil=True)
def _revise(lo, hi, rule, parameters, leaning, state, category):  # type: ignore[no-untyped-def]
    """Return a case (belief, did, told, heard) with an answer out of range, or -1 where there is none."""
    wrong = np.full(5, -1, np.int64)
    kinds, categories = leaning.shape[0], leaning.shape[2] - 1
    for kind in range(kinds):
        for citizen in range(lo, hi):
            belief = rule(
                np.int64(state.belief[kind, citizen]),
                np.int64(state.did[kind, citizen]),
                np.int64(state.told[kind, citizen]),
                np.int64(state.heard[kind, citizen]),
                parameters,
            )
            if not 0 <= belief <= FULL:
                wrong[0], wrong[1] = state.belief[kind, citizen], state.did[kind, citizen]
                wrong[2], wrong[3] = state.told[kind, citizen], state.heard[kind, citizen]
                wrong[4] = belief
            state.belief[kind, citizen] = belief
            state.did[kind, citizen] = 0
            state.told[kind, citizen] = 0
            state.heard[kind, citizen] = 0
            if state.aware[citizen]:
                place = min(np.int64(category[citizen]), categories)
                state.leaning[kind, citizen] = leaning[kind, state.belief[kind, citizen] >> 8, place]
    return wrong

"""The score: base + influence of the contacts that the authority has on file.

Rule, `level`: influence = weight × (mean of contacts' totals − start). Rule, `drift`: influence changes by
weight × (mean of contacts' totals − own total), which forgets one's own conduct. Both read *yesterday's*
totals. Somebody without known contacts has influence 0 (`level`) or keeps it (`drift`). Contacts who do not
consent to being scored, or live where nobody is, are left out of the mean, and keep their own influence as it
is. Across towns a contact counts by deviation from the start ÷ scale of their town × scale of one's own, and
whoever moves today by what yesterday's total was in the town of yesterday.
Reads: known contacts, consents, totals of yesterday, base. Writes: influence, total. Draws: none.
Units: millipoints; quotients are rounded half up with int64 intermediates.

Exactly:
- With `every_days` d influence is worked out on days with (day + 1) mod d = 0: with 7 on days 6, 13, 20, …;
  totals on every day, or on the first of a month where `recalculated` says so, and influence only on such a
  day.
- With weight p / q, n contacts on file who are scored, and D the sum of their deviations (total of last night
  less start), `level` is p D / (q n), and `drift` adds p (D - n × own deviation) / (q n), each one quotient,
  the nearest, halves up, also below 0. The total is base + influence, not below the lowest and not above the
  highest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.state import File
from glasscity.parallel import Workers
from glasscity.rows import in_one
from glasscity.scenario import Scenario
from glasscity.scenario.towns import SCALE_ONE, town_scales

KINDS = {"off": 0, "level": 1, "drift": 2}
LEVEL = KINDS["level"]
KEEP = True
AT_ONCE = 1024
"""Citizens whose contacts are gathered in one go: what is gathered stays in the first-level cache."""


class Formula(NamedTuple):
    """How a total is worked out: weight = numerator / denominator; the rest in mp or days.

    nothing : whether contacts add nothing at all (`drift` of weight 0 keeps what it has added).
    By town: start, lowest, highest : int64 mp; scale : int64 thousandths; scored : bool.
    """

    kind: np.int64
    numerator: np.int64
    denominator: np.int64
    every_days: np.int64
    nothing: bool
    start: NDArray[np.int64]
    lowest: NDArray[np.int64]
    highest: NDArray[np.int64]
    scale: NDArray[np.int64]
    scored: NDArray[np.bool_]


def prepare_formula(scenario: Scenario) -> Formula:
    """Turn the scenario's influence and clamp into integers."""
    rulebook = scenario.rulebook
    weight = rulebook.influence.weight
    numerator, denominator = weight.as_integer_ratio()
    towns = town_scales(scenario)
    active = scenario.scoring.enabled and numerator > 0 and rulebook.influence.kind != "off"
    return Formula(
        np.int64(KINDS[rulebook.influence.kind] if active else 0),
        np.int64(numerator),
        np.int64(denominator),
        np.int64(rulebook.influence.every_days),
        scenario.scoring.enabled and not active and rulebook.influence.kind != "drift",
        np.array([town.start for town in towns], np.int64),
        np.array([town.lowest for town in towns], np.int64),
        np.array([town.highest for town in towns], np.int64),
        np.array([town.scale for town in towns], np.int64),
        np.array([town.scored for town in towns], np.bool_),
    )


def influence_is_due(formula: Formula, day: int) -> bool:
    """Return whether influence is worked out on `day`."""
    return bool(formula.kind and (day + 1) % formula.every_days == 0)


def end_influence(file: File, day: int) -> NDArray[np.void]:
    """Take away what contacts have added; return the changes of influence."""
    citizens = np.flatnonzero(file.influence)
    changes = np.zeros(len(citizens), tables.INFLUENCE)
    changes["day"], changes["citizen"] = day, citizens
    file.influence[citizens] = 0
    return changes


def score_touched(formula: Formula, file: File, touched: NDArray[np.uint32]) -> None:
    """Work out the totals of those whose base changed today."""
    _read_totals(formula, file, touched)


def score_all(
    formula: Formula,
    file: File,
    start: NDArray[np.int64],
    contact: NDArray[np.uint32],
    day: int,
    workers: Workers,
    town_of_yesterday: NDArray[np.uint8] | None = None,
    *,
    keep: bool,
) -> NDArray[np.void]:
    """Work out everybody's influence and total; return the changes of influence, if they are to be kept.

    `town_of_yesterday` : where everybody lived yesterday, where that is another town for somebody.
    """
    number = len(file.base)
    plain = one_scale(formula)
    towns = None if plain else file.town
    consents = file.consents if len(file.consents) else None
    weighed = workers.run(
        *(_weigh_contacts, number, formula, start, contact, file.total, file.influence, towns),
        *(None if plain else town_of_yesterday, consents, day, KEEP if keep else None),
    )
    columns = file.base, file.influence, file.total
    workers.run(_read_all_totals, number, formula, *columns, towns, light=True)
    return in_one(weighed) if keep else np.empty(0, tables.INFLUENCE)


def one_scale(formula: Formula) -> bool:
    """Return whether there is one town only, in which everybody is scored."""
    return len(formula.start) == 1 and bool(formula.scored[0])


@njit(cache=True, nogil=True, inline="always")
def round_half_up(numerator, denominator):  # type: ignore[no-untyped-def]
    """Return numerator / denominator to the nearest integer, halves towards plus infinity."""
    return (2 * numerator + denominator) // (2 * denominator)


@njit(cache=True, nogil=True, inline="always")
def _nearest(numerator, denominator):  # type: ignore[no-untyped-def]
    """Return `round_half_up` for quotients below 2**50: a floating estimate, made exact in whole numbers.

    The processor divides floating-point numbers several at a time, whole ones one by one. The estimate is one
    too high or too low at most.
    """
    above, below = 2 * numerator + denominator, 2 * denominator
    quotient = np.int64(np.floor(np.float64(above) / np.float64(below)))
    rest = above - quotient * below
    return quotient + np.int64(rest >= below) - np.int64(rest < 0)


@njit(cache=True, nogil=True)
def _weigh_contacts(  # type: ignore[no-untyped-def]
    lo, hi, formula, start, contact, total, influence, towns, towns_then, consents, day, keep
):
    """Let contacts bear on citizens lo … hi, a block at a time: first gather, then work out.

    Totals are those of yesterday, and read as in the town of then, `towns_then`: None if nobody has moved.
    What a city does not have costs nothing: where `towns`, `towns_then`, `consents` or `keep` is None, the
    code that would read it is left out when the kernel is compiled. Places are unsigned, since signed ones
    would be looked at for being negative.
    """
    difference, number = np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64)
    after = np.empty(AT_ONCE, np.int32)
    changes = np.empty(16, tables.INFLUENCE)
    changed = 0
    numerator, denominator = formula.numerator, formula.denominator
    starts, scale, scored = formula.start, formula.scale, formula.scored
    level = formula.kind == LEVEL
    for first in range(lo, hi, AT_ONCE):
        size = np.uint64(min(first + AT_ONCE, hi) - first)
        for i in range(size):
            citizen = np.uint64(first) + i
            begin, end = np.uint64(start[citizen]), np.uint64(start[citizen + np.uint64(1)])
            if towns is None and consents is None:
                away = np.int64(0)
                for row in range(begin, end):
                    away += np.int64(total[contact[row]])
                number[i] = np.int64(end - begin)
                difference[i] = away - number[i] * starts[0]
            else:
                number[i], difference[i] = _gather(
                    starts, scale, scored, contact, total, towns, towns_then, consents, citizen, begin, end
                )
        for i in range(size):
            citizen = np.uint64(first) + i
            before, away, those = np.int64(influence[citizen]), difference[i], max(number[i], 1)
            if not level:
                here = 0 if towns is None else np.int64(towns[citizen])
                then = here if towns_then is None else np.int64(towns_then[citizen])
                away -= _away(starts, scale, np.int64(total[citizen]), then, here) * those
            new = _nearest(numerator * away, denominator * those)
            if not level:
                new += before
            if number[i] == 0:
                new = np.int64(0) if level else before
            if number[i] < 0:
                new = before
            after[i] = new
        if keep is None:
            influence[first : first + np.int64(size)] = after[: np.int64(size)]
        else:
            while changed + AT_ONCE > len(changes):
                changes = np.concatenate((changes, np.empty(len(changes), tables.INFLUENCE)))
            for i in range(size):
                citizen = np.uint64(first) + i
                if after[i] != influence[citizen]:
                    influence[citizen] = after[i]
                    changes[changed].day = day
                    changes[changed].citizen = citizen
                    changes[changed].influence = after[i]
                    changed += 1
    return changes[:changed]


@njit(cache=True, nogil=True, inline="always")
def _gather(  # type: ignore[no-untyped-def]
    starts, scale, scored, contact, total, towns, towns_then, consents, citizen, begin, end
):
    """Return how many contacts count for a citizen, and how far they are from the start, added up.

    The number is -1 where the citizen is not scored.
    """
    town = 0 if towns is None else np.int64(towns[citizen])
    consenting = consents is None or consents[citizen] != 0
    number, difference = np.int64(0), np.int64(0)
    if not scored[town] or not consenting:
        return np.int64(-1), difference
    for row in range(begin, end):
        other = contact[row]
        there = 0 if towns is None else np.int64(towns[other])
        counts = consents is None or consents[other] != 0
        if scored[there] and counts:
            number += 1
            then = there if towns_then is None else np.int64(towns_then[other])
            difference += _away(starts, scale, np.int64(total[other]), then, town)
    return number, difference


@njit(cache=True, nogil=True, inline="always")
def _away(starts, scale, total, there, here):  # type: ignore[no-untyped-def]
    """Return how far a total of one town is from the start there, on the scale of another."""
    away = total - starts[there]
    return away if scale[there] == scale[here] else _nearest(away * scale[here], scale[there])


@njit(cache=True, nogil=True, inline="always")
def total_of(formula, town, base, influence):  # type: ignore[no-untyped-def]
    """Return the total as a town reads it: clamped, while base and influence themselves are not."""
    return min(max(np.int64(base) + np.int64(influence), formula.lowest[town]), formula.highest[town])


def deviations(formula: Formula, file: File) -> NDArray[np.int64]:
    """Return how far each total lies from the start, in mp of the national scale, halves rounded up."""
    found: NDArray[np.int64] = _deviations(formula.start, formula.scale, file.town, file.total)
    return found


@njit(cache=True, nogil=True)
def _deviations(start, scale, town, total):  # type: ignore[no-untyped-def]
    found = np.empty(len(total), np.int64)
    for citizen in range(np.uint64(len(total))):
        here = town[citizen]
        found[citizen] = _nearest((np.int64(total[citizen]) - start[here]) * SCALE_ONE, scale[here])
    return found


@njit(cache=True, nogil=True, inline="always")
def _read_total(formula, file, citizen):  # type: ignore[no-untyped-def]
    town = file.town[citizen]
    file.total[citizen] = total_of(formula, town, file.base[citizen], file.influence[citizen])


@njit(cache=True, nogil=True)
def _read_totals(formula, file, touched):  # type: ignore[no-untyped-def]
    for citizen in touched:
        file.total[citizen] = total_of(
            formula, file.town[citizen], file.base[citizen], file.influence[citizen]
        )


@njit(cache=True, nogil=True)
def _read_all_totals(lo, hi, formula, base, influence, total, towns):  # type: ignore[no-untyped-def]
    for citizen in range(np.uint64(lo), np.uint64(hi)):
        town = 0 if towns is None else towns[citizen]
        total[citizen] = total_of(formula, town, base[citizen], influence[citizen])

"""The score: base + influence of the contacts that the authority has on file.

Rule, `level`: influence = weight × (mean of contacts' totals − start). Rule, `drift`: influence changes by
weight × (mean of contacts' totals − own total), which forgets one's own conduct. Both read *yesterday's*
totals. Somebody without known contacts has influence 0 (`level`) or keeps it (`drift`). Contacts who do not
consent to being scored, or live where nobody is, are left out of the mean, and keep their own influence as it
is. Across towns a contact counts by deviation from the start ÷ scale of their town × scale of one's own.
Reads: known contacts, consents, totals of yesterday, base. Writes: influence, total. Draws: none.
Units: millipoints; quotients are rounded half up with int64 intermediates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.rulebook import rescaled
from glasscity.authority.state import File, may_be_scored
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.towns import SCALE_ONE, town_scales

KINDS = {"off": 0, "level": 1, "drift": 2}
LEVEL = KINDS["level"]


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
) -> NDArray[np.void]:
    """Work out everybody's influence and total; return the changes of influence."""
    number = len(file.base)
    changes = workers.run(_weigh_contacts, number, formula, start, contact, file, day)
    workers.run(_read_all_totals, number, formula, file)
    return np.concatenate(changes)


@njit(cache=True, nogil=True, inline="always")
def round_half_up(numerator, denominator):  # type: ignore[no-untyped-def]
    """Return numerator / denominator to the nearest integer, halves towards plus infinity."""
    return (2 * numerator + denominator) // (2 * denominator)


@njit(cache=True, nogil=True)
def _weigh_contacts(lo, hi, formula, start, contact, file, day):  # type: ignore[no-untyped-def]
    consents = file.consents
    changes = np.empty(hi - lo, tables.INFLUENCE)
    changed = 0
    for citizen in range(lo, hi):
        town = file.town[citizen]
        if not formula.scored[town] or not may_be_scored(consents, citizen):
            continue
        number, difference = np.int64(0), np.int64(0)
        for row in range(start[citizen], start[citizen + 1]):
            other = contact[row]
            there = file.town[other]
            if formula.scored[there] and may_be_scored(consents, other):
                number += 1
                away = np.int64(file.total[other]) - formula.start[there]
                if formula.scale[there] != formula.scale[town]:
                    away = rescaled(away, formula.scale[town], formula.scale[there])
                difference += away
        before = np.int64(file.influence[citizen])
        if number == 0:
            after = np.int64(0) if formula.kind == LEVEL else before
        elif formula.kind == LEVEL:
            after = round_half_up(formula.numerator * difference, formula.denominator * number)
        else:
            difference -= (np.int64(file.total[citizen]) - formula.start[town]) * number
            after = before + round_half_up(formula.numerator * difference, formula.denominator * number)
        if after != before:
            file.influence[citizen] = after
            changes[changed].day = day
            changes[changed].citizen = citizen
            changes[changed].influence = after
            changed += 1
    return changes[:changed]


@njit(cache=True, nogil=True, inline="always")
def total_of(formula, town, base, influence):  # type: ignore[no-untyped-def]
    """Return the total as a town reads it: clamped, while base and influence themselves are not."""
    return min(max(np.int64(base) + np.int64(influence), formula.lowest[town]), formula.highest[town])


def deviations(formula: Formula, file: File) -> NDArray[np.int64]:
    """Return how far each total lies from the start, in mp of the national scale, halves rounded up."""
    scale, away = formula.scale[file.town], file.total - formula.start[file.town]
    found: NDArray[np.int64] = (2 * away * SCALE_ONE + scale) // (2 * scale)
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
def _read_all_totals(lo, hi, formula, file):  # type: ignore[no-untyped-def]
    for citizen in range(lo, hi):
        file.total[citizen] = total_of(
            formula, file.town[citizen], file.base[citizen], file.influence[citizen]
        )

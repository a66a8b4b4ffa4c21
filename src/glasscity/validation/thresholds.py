"""Thresholds of joining in (Granovetter 1978): who speaks in the end, where everybody waits for others."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats

from glasscity.scenario import load
from glasscity.scenario.people import SMALLEST_CELL
from glasscity.society.voice.rules import CRITICAL
from glasscity.validation.lived import live_through, nobody_moves
from glasscity.validation.result import Effort, Row

SCENARIO = "thresholds"
HESITANT = [f"voice.reluctance.shares=[0.01, 0, 0.02{', 0.01' * 97}]"]
"""One of the hundred waits for two others instead of one."""
HALF_A_PERSON, WITHIN = 0.5, "within half a person"

MEAN = 25
NORMAL = f"normal thresholds, mean {MEAN}"
DAYS = 1400
"""Two hundred weeks: near the critical deviation it takes long."""
CRITICAL_DEVIATION, BELOW_IT, ABOVE_IT = 12.2, 6, 95
DEVIATIONS = (12.1, 12.2, 12.3, 12.4)
CLEAR = (11, 30, 50)
"""Deviations at which the equilibrium does not hang on a hair."""
LEVELS = np.round([*np.arange(0, 8.51, 0.05), *np.arange(8.75, 15.1, 0.25), *np.arange(17, 100, 2), 100], 2)
"""Thresholds in per cent: a marginal has at most 250 levels, so they are fine where it matters."""


def joined(effort: Effort, settings: list[str], days: int | None = None) -> float:
    """Return how many of a hundred have joined in the end."""
    scenario = load(SCENARIO, settings=settings, days=days)
    voice = live_through(scenario, effort.seed, 1, effort.workers, until=nobody_moves).world.voice
    assert voice is not None
    return 100 * float((voice.state.expressed == CRITICAL).mean())


def normal_thresholds(deviation: float) -> list[str]:
    """Return the settings that give everybody the level next to a threshold from a normal distribution.

    Whoever needs less than nobody needs nobody; whoever needs more than everybody never joins.
    """
    between = np.append((LEVELS[1:-1] + LEVELS[:-2]) / 2, 100)
    people = load(SCENARIO).population.citizens
    up_to = np.concatenate([[0], stats.norm.cdf(between, MEAN, deviation), [1]])
    shares = np.diff(up_to)
    for level in range(len(shares) - 1, 0, -1):
        # No cell of a marginal stands for fewer than ten people.
        if shares[level] * people < SMALLEST_CELL:
            shares[level - 1] += shares[level]
            shares[level] = 0
    named = ", ".join(f"'{level:g}'" for level in LEVELS)
    said = ", ".join(f"{share:.9f}" for share in shares)
    return [
        f"voice.reluctance={{levels=[{named}], shares=[{said}], assumed='normal, mean {MEAN}'}}",
    ]


def equilibrium(deviation: float) -> float:
    """Return the smallest r of a hundred for which r = F(r), the share of thresholds up to r."""

    def missing(number: float) -> float:
        return 100 * float(stats.norm.cdf(number, MEAN, deviation)) - number

    numbers = np.arange(0, 100.001, 0.01)
    first = int(np.argmax([missing(number) <= 0 for number in numbers]))
    return float(optimize.brentq(missing, max(numbers[first] - 0.01, 0), numbers[first]))


def rows(effort: Effort) -> list[Row]:
    """Live through the example, and through normal thresholds of several deviations."""
    cases: list[tuple[list[str], int | None]] = [([], None), (HESITANT, None)]
    cases += [(normal_thresholds(deviation), DAYS) for deviation in (*DEVIATIONS, *CLEAR)]
    found = []
    for done, (settings, days) in enumerate(cases):
        effort.progress("thresholds", done, len(cases))
        found.append(joined(effort, settings, days))
    all_join, one_joins, *normal = found
    jump, clear = normal[: len(DEVIATIONS)], normal[len(DEVIATIONS) :]
    return [*_example(all_join, one_joins), *_jump(jump), *_clear(clear)]


def _example(all_join: float, one_joins: float) -> list[Row]:
    return [
        Row(what, f"{published} of 100", f"{ours:.2f}", "", WITHIN, abs(ours - published) < HALF_A_PERSON)
        for what, published, ours in (
            ("thresholds of 0, 1, 2, … 99: who join", 100, all_join),
            ("the same, but for one person's 1, which is 2", 1, one_joins),
        )
    ]


def _jump(found: list[float]) -> list[Row]:
    """Return the rows of the deviation from which on nearly all join."""
    few = [number < 2 * BELOW_IT for number in found]
    place = few.index(False) if False in few else len(few)
    jumps = place not in (0, len(few)) and not any(few[place:])
    last, below = DEVIATIONS[max(place - 1, 0)], found[max(place - 1, 0)]
    above = found[min(place, len(found) - 1)]
    what, about = f"{NORMAL}: standard deviation up to which few join", f"about {CRITICAL_DEVIATION}"
    near = jumps and abs(last - CRITICAL_DEVIATION) < 0.11
    few_join = abs(below - BELOW_IT) < 1.5
    return [
        Row(what, about, f"{last:.1f}" if jumps else "none", "", "within 0.1", near),
        Row("there: who join", f"about {BELOW_IT}", f"{below:.2f}", "", "within 1.5", few_join),
        Row("a tenth more: who join", "nearly 100", f"{above:.2f}", "", "95 at least", above >= ABOVE_IT),
    ]


def _clear(found: list[float]) -> list[Row]:
    return [
        Row(
            f"{NORMAL}, standard deviation {deviation}: who join",
            f"r = F(r): {published:.2f}",
            f"{ours:.2f}",
            "",
            WITHIN,
            abs(ours - published) < HALF_A_PERSON,
        )
        for deviation, published, ours in zip(CLEAR, map(equilibrium, CLEAR), found, strict=True)
    ]

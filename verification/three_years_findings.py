"""What the lives of `three_years.py` came to: means over lives, what the score adds, and which signs turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

ESSAY = "as the essay has it"
REAL = ("without_work", "in_debt", "without_a_flat", "without_care", "school_far_away", "stuck")
"""Circumstances that are more than giving up hope."""
Life = dict[str, Any]
Found = dict[str, list[Life]]


class Mean(NamedTuple):
    """A mean over lives and how far its 95 % t-interval reaches to either side."""

    mean: float
    reach: float

    @property
    def sign(self) -> int:
        """1 or -1 where the interval leaves out 0, otherwise 0."""
        return int(np.sign(self.mean)) if abs(self.mean) > self.reach else 0

    def text(self, digits: int = 1, *, signed: bool = True) -> str:
        """Return the mean and its reach, with a true minus sign."""
        figure = f"{self.mean:{'+' if signed else ''},.{digits}f} ± {self.reach:,.{digits}f}"
        return figure.replace("-", "−")


def over_lives(values: Sequence[float]) -> Mean:
    """Return the mean of values, one for each life, with its 95 % t-interval."""
    some = np.array(values, float)
    if len(some) < 2:
        return Mean(float(some.mean()), float("inf"))
    reach = stats.t.ppf(0.975, len(some) - 1) * some.std(ddof=1) / np.sqrt(len(some))
    return Mean(float(some.mean()), float(reach))


def level(lives: list[Life], measure: str, side: str = "scored", scale: float = 1) -> Mean:
    """Return a measure of the city with the score (or `without`)."""
    return over_lives([life[side][measure] * scale for life in lives])


def gain(lives: list[Life], measure: str, scale: float = 1) -> Mean:
    """Return what the score adds to a measure: with it less without it, life by life."""
    return over_lives([(life["scored"][measure] - life["without"][measure]) * scale for life in lives])


def percent(lives: list[Life], measure: str) -> Mean:
    """Return what the score adds to a measure, in per cent of what it is without."""
    pairs = [(life["scored"][measure], life["without"][measure]) for life in lives]
    return over_lives([100 * (scored - without) / without for scored, without in pairs])


def trap(lives: list[Life], outcome: str, scale: float = 1) -> Mean:
    """Return what D by lot adds to an outcome of those drawn: drawn less spared, life by life."""
    pairs = [life["trap"].get(outcome, (0.0, 0.0)) for life in lives]
    return over_lives([(drawn - spared) * scale for drawn, spared in pairs])


def burden(lives: list[Life], after: int) -> Mean:
    """Return how many more circumstances 100 of those drawn are in, some days after."""
    sums = [
        sum(np.subtract(*life["trap"].get(f"{name}, {after}", (0.0, 0.0))) for name in REAL) for life in lives
    ]
    return over_lives([100 * float(one) for one in sums])


class Headline(NamedTuple):
    """A finding whose sign is asked for in every variant; `needs`: what a life must have been lived with."""

    label: str
    of: Callable[[list[Life]], Mean]
    digits: int = 1
    needs: str = "without"


HEADLINES = (
    Headline(
        "in D a year after D by lot, per 100", lambda lives: trap(lives, "in D, 365", 100), needs="trap"
    ),
    Headline("hardships a month after, per 100", lambda lives: burden(lives, 30), needs="trap"),
    Headline("own points a year after", lambda lives: trap(lives, "own points, 365"), needs="trap"),
    Headline("critics who say so, per 100", lambda lives: gain(lives, "critics who say so, third year")),
    Headline(
        "critics who feign approval, per 100",
        lambda lives: gain(lives, "critics who feign approval, third year"),
    ),
    Headline("mean opinion (0 to 255)", lambda lives: gain(lives, "mean opinion, third year")),
    Headline("ties sorted by score", lambda lives: level(lives, "sorted by score"), 3, "scored"),
    Headline("unlawful acts", lambda lives: gain(lives, "unlawful acts"), 0),
    Headline("grave unlawful acts", lambda lives: gain(lives, "grave unlawful acts")),
    Headline("loans in default", lambda lives: gain(lives, "loans in default")),
    Headline("good deeds", lambda lives: gain(lives, "good deeds"), 0),
)


def measured(headline: Headline, lives: list[Life]) -> bool:
    """Return whether the lives were lived with what a headline compares."""
    return all(headline.needs in life for life in lives)


def turned(found: Found, flips: Sequence[str]) -> str:
    """Return a list of which findings turn round, vanish or hold under the changes."""
    lines = []
    for headline in HEADLINES:
        usual = headline.of(found[ESSAY]).sign
        signs = {name: headline.of(found[name]).sign for name in flips if measured(headline, found[name])}
        if not usual:
            apart = [name for name, sign in signs.items() if sign]
            said = "not told apart from 0 where nothing is changed" + (
                f"; told apart where: {', '.join(apart)}" if apart else ", nor in any variant"
            )
        else:
            round_ = [name for name, sign in signs.items() if sign * usual < 0]
            gone = [name for name, sign in signs.items() if not sign]
            parts = [f"turns round where: {', '.join(round_)}"] if round_ else []
            parts += [f"no longer told apart from 0 where: {', '.join(gone)}"] if gone else []
            said = "; ".join(parts) or "the same sign in every variant"
        lines.append(f"- *{headline.label}* ({'+' if usual > 0 else '−' if usual else '0'}): {said}.")
    return "\n".join(lines)


def turned_short(found: Found, flips: Sequence[str]) -> str:
    """Return in one sentence which findings turn round, and where."""
    rounds = []
    for headline in HEADLINES:
        usual = headline.of(found[ESSAY]).sign
        where = [
            f"{name}: {headline.of(found[name]).text(headline.digits)}"
            for name in flips
            if measured(headline, found[name]) and headline.of(found[name]).sign * usual < 0
        ]
        if where:
            rounds.append(
                f"*{headline.label}* ({headline.of(found[ESSAY]).text(headline.digits)}; {'; '.join(where)})"
            )
    return "; ".join(rounds) + "." if rounds else "No finding below turned round in any variant."


def tie_effects(found: Found, measure: str) -> dict[str, Mean]:
    """Return what choosing and being scored by friends add to a correlation, life by life."""
    names = (ESSAY, "no influence of friends", "frozen ties", "neither")
    lives = min(len(found[name]) for name in names)
    values = {name: np.array([one["scored"][measure] for one in found[name][:lives]]) for name in names}
    both, no_influence, frozen, neither = values.values()
    return {
        "choosing (change less frozen, friends count)": over_lives(both - frozen),
        "choosing (change less frozen, friends do not count)": over_lives(no_influence - neither),
        "being scored by friends (ties change)": over_lives(both - no_influence),
        "being scored by friends (ties frozen)": over_lives(frozen - neither),
    }

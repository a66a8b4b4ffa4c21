"""The finding in one sentence with its interval, and an honest word on what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from glasscity.results import Run
from glasscity.study.criteria.against import TrueRule
from glasscity.study.criteria.findings import Biased, Recovery
from glasscity.study.criteria.volunteers import ANYONE
from glasscity.study.words import counted, listed, points_text

SELDOM = 0.1
"""Acts a year by one person under which a conduct is rare."""


def finding_of(main: Recovery, truth: Sequence[TrueRule], recovered: Sequence[int]) -> str:
    """Return the finding: what a sample recovers, with the interval in which 95 in 100 samples would lie."""
    rules = sum(one.points is not None for one in truth)
    low, high = _of_another_sample(recovered, rules)
    named = "they name nothing else"
    if main.precision is not None and main.precision.mean < 1:
        many = 100 if main.precision.mean < 0.995 else 1000
        named = f"of {many:,} things that they name, {main.precision.mean * many:.0f} are right"
    points = ""
    if main.point_error is not None:
        off = points_text(round(main.point_error, 1), sign=False)
        right = "have exactly its points" if off == "0" else f"are within {off} points of it"
        points = f"; held against the rulebook, half of those or more {right}"
    return (
        f"From the diaries and score histories of {counted(main.volunteers, 'synthetic volunteer')} over "
        f"{counted(main.months, 'month')}, outsiders recover {main.recovered.mean:.0f} of {rules} secret "
        f"rules (95% interval for a sample: {low} to {high}); {named}{points}."
    )


def _of_another_sample(values: Sequence[int], most: int) -> tuple[int, int]:
    """Return the interval in which one more sample lies, 95 in 100 times, if they are about normal."""
    from scipy.stats import t

    number = len(values)
    mean, spread = float(np.mean(values)), float(np.std(values, ddof=1))
    reach = float(t.ppf(0.975, number - 1)) * spread * sqrt(1 + 1 / number)
    return max(round(mean - reach), 0), min(round(mean + reach), most)


def what_it_hangs_on(
    run: Run, truth: Sequence[TrueRule], main: Recovery, biased: Sequence[Biased]
) -> tuple[str, ...]:
    """Return what the finding hangs on, and what it does not say, in sentences."""
    years = run.days_number / 365
    ruled = [one for one in truth if one.points is not None]
    rare = [one for one in ruled if one.acts < SELDOM * run.citizens_number * years]
    said = [
        "Diaries are complete and true here, and everybody is shown their score of every day; people forget "
        "and embellish, and most schemes show a score seldom, so that this is the most that such an audit "
        "could do.",
        "How often people do things, and how much of it is seen, is assumed in most scenarios, and with it "
        "how soon a rule shows.",
        "Shares seen come out about a tenth too low: entries that fall on one day hide each other's size.",
        "Conducts that a diary does not tell apart (one word for two rules) would be one rule to outsiders.",
    ]
    if rare:
        said.append(
            f"{counted(len(rare), 'rule')} of {len(ruled)} are about conduct that fewer than "
            f"{SELDOM * 100:.0f} in 100 people do in a year "
            f"({listed([one.label for one in rare[:3]])}{' among them' if len(rare) > 3 else ''}): what is "
            "said of them rests on few acts."
        )
    if run.scenario.interventions:
        said.append("The rulebook of the first day is the truth that it is held against; rules change later.")
    anyone = next((one for one in biased if one.who == ANYONE), None)
    others = [one for one in biased if one.who != ANYONE]
    if anyone and others:
        worst = min(others, key=lambda one: one.recovery.recovered.mean)
        said.append(
            f"Who volunteers matters: {worst.who} recover {worst.recovery.recovered.mean:.0f} rules with "
            f"{counted(worst.recovery.volunteers, 'volunteer')}, anyone {anyone.recovery.recovered.mean:.0f}."
        )
    said.append(
        f"It says what {main.samples} samples of one simulated city show; it predicts no person, and does "
        "not say that any real scheme could be read so."
    )
    return tuple(said)

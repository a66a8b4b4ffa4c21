"""Runaway feedback of inspections (Ensign and others 2018): whom inspectors visit who go by the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscity.ensemble.intervals import interval
from glasscity.scenario import load
from glasscity.validation.lived import live_through, span
from glasscity.validation.result import Effort, Row

SCENARIO = "inspection"
RULES = "organisations.inspectors.inspection"
LIVES, RUNAWAY_LIVES = 20, 40
TOLERANCE = 0.01


def weights(discovery: str, reported: str) -> list[str]:
    """Return the settings that give discoveries and reports their weights."""
    return [
        f"organisations.inspectors.sees.incident={discovery}",
        f"organisations.residents.sees.incident={reported}",
    ]


@dataclass(frozen=True)
class Case:
    """One rule: its settings, and the share of the first district in the long run as published."""

    name: str
    settings: list[str]
    published: float
    days: int = 1200


CASES = (
    Case("discovery 0.7, reports 0.3", weights("0.7", "0.3"), 0.6387),
    Case("discovery 0.5, reports 0.5", weights("0.5", "0.5"), 0.5989),
    Case("discovery alone, corrected", [*weights("1", "0"), f"{RULES}.corrected=true"], 0.5668),
)
RUNAWAY_DAYS = 300
RUNAWAY = [*weights("1", "0"), f"{RULES}.remembered_days=1", f"{RULES}.visits=5"]


def shares(settings: list[str], days: int, lives: Iterable[int], effort: Effort) -> NDArray[np.float64]:
    """Return the first district's share of the records after the last day, one for each life."""
    scenario = load(SCENARIO, settings=settings, days=days)
    found = []
    for life in lives:
        known = live_through(scenario, effort.seed, life, effort.workers).today.inspected[0].known
        found.append(float(known[0] / known.sum()))
    return np.array(found)


def rows(effort: Effort) -> list[Row]:
    """Live through every rule, and compare where it settles."""
    found, number = [], effort.number_of(LIVES)
    for done, case in enumerate(CASES):
        effort.progress("inspections", done, len(CASES) + 1)
        ours = interval(shares(case.settings, case.days, range(1, number + 1), effort))
        assert ours is not None
        found.append(
            Row(
                f"share of visits to the first district, {case.name}",
                f"{case.published:.4f}",
                f"{ours.mean:.4f}",
                span(ours.low, ours.high, 4),
                f"mean within {TOLERANCE}",
                abs(ours.mean - case.published) <= TOLERANCE,
            )
        )
    effort.progress("inspections", len(CASES), len(CASES) + 1)
    return [*found, _runaway(effort)]


def _runaway(effort: Effort) -> Row:
    """Return the row of the loop that runs away: every life ends at 0 or at 1."""
    number = effort.number_of(RUNAWAY_LIVES)
    ends = shares(RUNAWAY, RUNAWAY_DAYS, range(1, number + 1), effort)
    away = np.minimum(ends, 1 - ends) <= TOLERANCE
    at_0, at_1 = int((away & (ends < 0.5)).sum()), int((away & (ends > 0.5)).sum())
    return Row(
        "the same, discovery alone",
        "0 or 1",
        f"0 in {at_0}, 1 in {at_1} of {number} lives",
        "",
        f"every life within {TOLERANCE} of 0 or 1",
        bool(away.all()),
        "inspectors who remember yesterday only: an urn that never forgets runs away too slowly to be lived",
    )

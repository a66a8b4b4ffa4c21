"""Runaway feedback of inspections: the published limits, and ours. Writes the table of docs/inspection.md.

Ensign and others (2018) send one inspector a day to one of two districts, with the probability of its share
of recorded incidents, and give the share in the long run. This lives through the city `inspection` under each
of their rules, many times, and compares.

    python verification/inspection.py
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from page_table import write_table
from three_years_findings import over_lives

from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.step import SCHEDULE
from glasscity.world import Today, found_city, open_world

RULES = "organisations.inspectors.inspection"
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
    published: float | None
    days: int = 1200


CASES = (
    Case("discovery 0.7, reports 0.3", weights("0.7", "0.3"), 0.6387),
    Case("discovery 0.5, reports 0.5", weights("0.5", "0.5"), 0.5989),
    Case("discovery alone, corrected", [*weights("1", "0"), f"{RULES}.corrected=true"], 0.5668),
)
RUNAWAY = Case(
    "discovery alone",
    [*weights("1", "0"), f"{RULES}.remembered_days=1", f"{RULES}.visits=5"],
    None,
    days=300,
)


def share_of_first(scenario: Scenario, life: int, workers: Workers) -> float:
    """Return the first district's share of the records after the last day of one life."""
    city = found_city(scenario, 1, workers)
    world = open_world(scenario, city, 1, life, workers)
    for day in range(scenario.time.days):
        today = Today(day)
        for phase in SCHEDULE:
            phase.run(world, today)
    known: NDArray[np.int64] = today.inspected[0].known
    return float(known[0] / known.sum())


def shares(case: Case, lives: Iterable[int], workers: Workers) -> NDArray[np.float64]:
    """Return the share of the first district in each of many lives."""
    scenario = load("inspection", settings=case.settings, days=case.days)
    return np.array([share_of_first(scenario, life, workers) for life in lives])


def row(case: Case, found: NDArray[np.float64]) -> tuple[str, bool]:
    """Return a line of the table, and whether the published limit is met within the tolerance."""
    assert case.published is not None
    mean, reach = over_lives(found.tolist())
    met = abs(mean - case.published) <= TOLERANCE
    said = "yes" if met else "NO"
    interval = f"{mean - reach:.4f} to {mean + reach:.4f}"
    return f"| {case.name} | {case.published:.4f} | {mean:.4f} | {interval} | ±{TOLERANCE} | {said} |", met


def runaway_row(found: NDArray[np.float64]) -> tuple[str, bool]:
    """Return the line of the loop that runs away: every life ends at 0 or at 1."""
    ends = np.minimum(found, 1 - found) <= TOLERANCE
    at_0, at_1 = int((ends & (found < 0.5)).sum()), int((ends & (found > 0.5)).sum())
    met = bool(ends.all()) and at_0 > 0 and at_1 > 0
    said = "yes" if met else "NO"
    ours = f"0 in {at_0}, 1 in {at_1} of {len(found)} lives"
    return f"| {RUNAWAY.name} | 0 or 1 | {ours} | | ±{TOLERANCE} | {said} |", met


def main() -> int:
    """Live through every case, write the table, and say whether all limits are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=20)
    asked = parser.parse_args()
    lines = [
        "| what is recorded | published | ours | 95 % interval | tolerance | met |",
        "|---|---|---|---|---|---|",
    ]
    met = []
    with Workers(None) as workers:
        for case in CASES:
            found = shares(case, range(1, asked.lives + 1), workers)
            line, good = row(case, found)
            lines.append(line)
            met.append(good)
            print(line, flush=True)
        line, good = runaway_row(shares(RUNAWAY, range(1, 2 * asked.lives + 1), workers))
        lines.append(line)
        met.append(good)
        print(line)
    write_table("inspection.md", "inspection.py", lines)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())

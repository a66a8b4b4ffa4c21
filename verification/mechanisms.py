"""What each mechanism changes in the essay's city: paired runs with and without it.

    python verification/mechanisms.py [--lives 20] [--citizens 5000] [--days 365]

Every mechanism is switched off in turn; the same city lives the same lives without it (same seeds, same
draws), and the differences of some headline measures are taken life by life. The intervals are 95 %
t-intervals over lives; a star marks those that still exclude 0 after Holm's correction for all of them.
Writes docs/mechanisms.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats

from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.simulation import Simulated, simulate
from glasscity.world import found_city

SEED = 1
OFF = {
    "friend influence": lambda city: ["rulebook.influence.kind='off'"],
    "caps": lambda city: [f"rulebook.caps.{name}.most_gained=100000" for name in city.rulebook.caps],
    "overrides": lambda city: [
        f"rulebook.rules.{name}.override.days=1" for name, r in _rules(city) if r.override
    ],
    "expiry": lambda city: [
        f"rulebook.rules.{name}.expires_after_days=36500" for name, r in _rules(city) if r.expires_after_days
    ],
    "errors of organisations": lambda city: [
        f"organisations.{name}.errors={{assumed='switched off'}}"
        for name, organisation in city.organisations.items()
        if organisation.errors
    ],
    "denunciation": lambda city: ["denunciation.enabled=false"] if city.denunciation else [],
    "appeals": lambda city: ["appeals.enabled=false"] if city.appeals else [],
    "response": lambda city: ["response.enabled=false"] if city.response else [],
}
"""The settings that switch each mechanism off."""
TESTS = {
    "friend influence": ("friends.md", "test_influence.py"),
    "caps": ("ledger.md", "test_ledger.py"),
    "overrides": ("ledger.md", "test_ledger.py"),
    "expiry": ("ledger.md", "test_ledger.py"),
    "errors of organisations": ("errors.md", "test_error.py"),
    "denunciation": ("denunciation.md", "test_denunciation.py"),
    "appeals": ("appeals.md", "test_appeal.py"),
    "response": ("response.md", "test_response.py"),
}


def _rules(city: Scenario) -> Iterator[tuple[str, object]]:
    return iter(city.rulebook.rules.items())


MEASURES: dict[str, Callable[[Simulated], float]] = {
    "in the worst category, per 1,000": lambda run: 1000 * _share(run, worst=True),
    "below the start's category, per 1,000": lambda run: 1000 * _share(run, worst=False),
    "refusals for the score, per 1,000": lambda run: 1000 * _refusals(run) / len(run.world.file.base),
    "mean score": lambda run: float(run.measures["days"]["mean_total"][-1]),
    "unlawful and punished acts, per citizen": lambda run: _acts(run) / len(run.world.file.base),
}


def _share(run: Simulated, *, worst: bool) -> float:
    category = run.world.file.category
    last = len(run.world.centre.regulations.bands.bounds)
    return float((category == last).mean() if worst else (category > _begins(run)).mean())


def _begins(run: Simulated) -> int:
    start = run.world.centre.regulations.formula.start
    return int((run.world.centre.regulations.bands.bounds > start).sum())


def _refusals(run: Simulated) -> float:
    refused = run.measures["request_days"].filter(
        (pl.col("outcome") == "refused") & (pl.col("reason") != "ordinary refusal")
    )
    return float(refused["number"].sum())


def _acts(run: Simulated) -> float:
    rules = run.world.centre.regulations.rules
    known = rules.known & ((rules.low < 0) | (rules.override != 255))
    frame = run.measures["conduct_days"].with_columns(pl.col("conduct").cast(pl.String))
    city = load("essay")
    punished = [name for name, conduct in city.conduct.items() if known[conduct.code] or not conduct.lawful]
    return float(frame.filter(pl.col("conduct").is_in(punished))["acts"].sum())


def measured(job: tuple[str, int, int, int]) -> tuple[str, int, list[float]]:
    """Return the measures of one life with one mechanism off (`""`: with all of them)."""
    mechanism, life, citizens, days = job
    city = load("essay", citizens=citizens, days=days)
    if mechanism:
        city = load(city, settings=OFF[mechanism](city))
    with Workers(1) as workers:
        run = simulate(city, found_city(city, SEED, workers), SEED, life, workers)
    return mechanism, life, [measure(run) for measure in MEASURES.values()]


def compare(lives: int, citizens: int, days: int) -> dict[str, np.ndarray]:
    """Return, for each mechanism, the differences [lives, measures] that it makes."""
    load_once = load("essay")
    present = [name for name, settings in OFF.items() if settings(load_once)]
    jobs = [(name, life, citizens, days) for name, life in product(["", *present], range(1, lives + 1))]
    with ProcessPoolExecutor(2) as pool:
        found = {(name, life): values for name, life, values in pool.map(measured, jobs, chunksize=4)}
    with_all = np.array([found["", life] for life in range(1, lives + 1)])
    return {
        name: with_all - np.array([found[name, life] for life in range(1, lives + 1)]) for name in present
    } | {"": with_all}


def table(differences: dict[str, np.ndarray]) -> str:
    """Return the Markdown table: mechanism by measure, mean difference and interval."""
    with_all = differences.pop("")
    lives = len(with_all)
    width = stats.t.ppf(0.975, lives - 1) / np.sqrt(lives)
    cells, values = {}, []
    for name, rows in differences.items():
        for place, measure in enumerate(MEASURES):
            mean, spread = rows[:, place].mean(), rows[:, place].std(ddof=1)
            p = stats.ttest_1samp(rows[:, place], 0).pvalue if spread else float(mean == 0)
            cells[name, measure] = (mean, width * spread)
            values.append((p, name, measure))
    values.sort()
    starred = set()
    for rank, (p, name, measure) in enumerate(values):
        if p > 0.05 / (len(values) - rank):
            break
        starred.add((name, measure))
    head = ["mechanism", *MEASURES, "page", "test"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    means = [f"{with_all[:, place].mean():.4g}" for place in range(len(MEASURES))]
    star = " \\*"
    lines.append("| *the city with all of them* | " + " | ".join(means) + " | | |")
    for name in differences:
        row = [
            f"{cells[name, m][0]:+.3g} ± {cells[name, m][1]:.2g}{star if (name, m) in starred else ''}"
            for m in MEASURES
        ]
        page, test = TESTS[name]
        lines.append(f"| {name} | " + " | ".join(row) + f" | [page]({page}) | `{test}` |")
    return "\n".join(lines)


def main() -> None:
    """Compare, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=20)
    parser.add_argument("--citizens", type=int, default=5000)
    parser.add_argument("--days", type=int, default=365)
    asked = parser.parse_args()
    found = table(compare(asked.lives, asked.citizens, asked.days))
    text = f"""# What each mechanism changes

<!-- Written by `python verification/mechanisms.py`: change that, not this. -->

The essay's city, SYNTHETIC, {asked.citizens:,} citizens, {asked.days} days, {asked.lives} lives of one
seed. Each row says what a mechanism adds: the mean difference between the same lives with it and without it,
with a 95 % interval over lives. A star: still different from 0 after Holm's correction for all comparisons of
the table. Nearly all numbers behind this are assumed: it says what follows from the assumptions, not what
happens anywhere.

{found}
"""
    Path("docs/mechanisms.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

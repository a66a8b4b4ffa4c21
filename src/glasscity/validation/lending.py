"""Loans that make the score by which loans are given (D'Amour and others 2020), by two rules.

A life is a branch of the lender with 200 customers: one city of many branches is lived, none of which knows
of any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.lending import Lender, common_rate, count_customers, thresholds
from glasscity.ensemble.intervals import interval
from glasscity.scenario import load
from glasscity.scenario.lending import CHANCES
from glasscity.validation.lived import live_through, span
from glasscity.validation.result import Effort, Row
from glasscity.world import Today

SCENARIO = "lending"
LIVES = 300
SEEDS = 600
"""Of the independent re-implementation."""
TOLERANCE = 0.02
BAND = 2.5, 97.5
"""Per cent of the lives that lie below either end of the band in which 95 of 100 lie."""
MAX_UTILITY, EQUAL_OPPORTUNITY = "max utility", "equal opportunity"


@dataclass(frozen=True)
class Published:
    """What is published of one rule, for either group: what one seed gave, and the mean of a
    re-implementation over its seeds; `shares` of the levels at the end, lowest first."""

    policy: str
    loans: tuple[int, int]
    mean_loans: tuple[int, int]
    repays: tuple[float, float]
    mean_repays: tuple[float, float]
    shares: tuple[tuple[float, ...], ...] = ()


RULES = (
    Published(
        MAX_UTILITY,
        (3742, 2124),
        (3600, 2244),
        (0.477, 0.405),
        (0.465, 0.414),
        ((0, 0.10, 0.69, 0, 0.01, 0.03, 0.17), (0.10, 0.10, 0.74, 0, 0, 0, 0.06)),
    ),
    Published(EQUAL_OPPORTUNITY, (4123, 3197), (3996, 3145), (0.434, 0.3105), (0.413, 0.319)),
)


@dataclass(frozen=True)
class Lent:
    """What came of one rule.

    lender : as the authority has it; at_start, at_end : int64 [lives, groups, categories], best first,
    customers in each category on the evenings of the first day and of the last one; loans : int64 [lives,
    groups].
    """

    lender: Lender
    at_start: NDArray[np.int64]
    at_end: NDArray[np.int64]
    loans: NDArray[np.int64]

    @property
    def repays(self) -> NDArray[np.float64]:
        """The probability that a customer drawn at random repays at the end, [lives, groups]."""
        found: NDArray[np.float64] = self.at_end @ self.lender.repays / (self.at_end.sum(axis=2) * CHANCES)
        return found


def lent(policy: str, lives: int, effort: Effort, days: int | None = None) -> Lent:
    """Live through one rule, a life at every branch."""
    settings = [f'lending.policy="{policy}"']
    alone = load(SCENARIO, settings=settings, days=1)
    size = alone.population.citizens
    scenario = load(SCENARIO, settings=settings, citizens=size * lives, days=days)
    loans = np.zeros((lives, 2), np.int64)
    first = live_through(alone, effort.seed, 1, effort.workers).world
    lender = first.centre.regulations.terms.lender

    def each_day(today: Today) -> None:
        granted = today.decisions["citizen"][today.decisions["outcome"] != tables.REFUSED]
        branch, place = np.divmod(granted.astype(np.int64), size)
        np.add.at(loans, (branch, np.searchsorted(lender.upto, place, side="right")), 1)
        effort.progress(f"lending, {policy}", today.day + 1, scenario.time.days)

    last = live_through(scenario, effort.seed, 1, effort.workers, each_day).world
    at_start, at_end = (_customers(lender, world.file.category) for world in (first, last))
    return Lent(lender, at_start, at_end, loans)


def _customers(lender: Lender, category: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return, int64 [branches, groups, categories], how many customers are where."""
    branches = range(0, len(category), int(lender.upto[-1]))
    return np.array([count_customers(category, one, lender.upto, len(lender.repays)) for one in branches])


def rows(effort: Effort) -> list[Row]:
    """Live through both rules, and compare loans and chances of repaying with what is published."""
    number = effort.number_of(LIVES)
    found: list[Row] = []
    for published in RULES:
        ours = lent(published.policy, number, effort)
        if published.policy == EQUAL_OPPORTUNITY:
            found += first_day(ours)
        found += compared(published, ours)
        found += shares(published, ours)
    return found


def first_day(ours: Lent) -> Iterator[Row]:
    """Yield what equal opportunity is on the first day: nothing is drawn."""
    customers, repays = ours.at_start[0], ours.lender.repays
    rate, of = common_rate(repays, customers, customers @ repays)
    level = thresholds(True, repays, customers)[1, len(repays) - 1 - 2] / 2**32
    for what, value, given, places in (
        ("common true-positive rate on the first day", rate / of, 0.8898, 4),
        ("group 2, level 2 on the first day: probability of a loan", level, 0.727, 3),
    ):
        yield Row(
            f"{EQUAL_OPPORTUNITY}: {what}",
            f"{given:.{places}f}",
            f"{value:.{places}f}",
            "",
            "every printed place",
            round(float(value), places) == given,
        )


def compared(published: Published, ours: Lent) -> Iterator[Row]:
    """Yield a row for each mean of the re-implementation, and one for each value of one seed."""
    for what, one, means, values, places in (
        ("loans", published.loans, published.mean_loans, ours.loans, 0),
        ("P(repays) at the end", published.repays, published.mean_repays, ours.repays, 3),
    ):
        for group in range(2):
            name, mean = f"{published.policy}, group {group + 1}: {what}", means[group]
            our = interval(values[:, group].astype(np.float64))
            assert our is not None
            yield Row(
                f"{name}, mean over lives",
                f"{mean:,.{places}f}",
                f"{our.mean:,.{places}f}",
                span(our.low, our.high, places),
                f"mean within {TOLERANCE * 100:.0f} %",
                abs(our.mean / mean - 1) <= TOLERANCE,
                f"published: the mean of {SEEDS} seeds of an independent re-implementation",
            )
            low, high = np.percentile(values[:, group], BAND)
            yield Row(
                f"{name}, one seed",
                f"{one[group]:,}",
                f"{len(values)} lives",
                span(low, high, places),
                "within the band of our lives",
                bool(low <= one[group] <= high),
                "published: what a single seed gave; the interval holds 95 of 100 of our lives",
            )


def shares(published: Published, ours: Lent) -> Iterator[Row]:
    """Yield a row for the shares of the levels at the end, which are those of one seed."""
    for group, given in enumerate(published.shares):
        each = ours.at_end[:, group, ::-1] / ours.at_end[:, group].sum(axis=1, keepdims=True)
        bands = np.percentile(each, BAND, axis=0).T
        yield Row(
            f"{published.policy}, group {group + 1}: shares of the levels at the end, lowest first, one seed",
            "; ".join(f"{share:.2f}" for share in given),
            "; ".join(f"{share:.2f}" for share in each.mean(axis=0)),
            "; ".join(span(low, high, 2) for low, high in bands),
            "each within the band of our lives",
            all(low <= share <= high for share, (low, high) in zip(given, bands, strict=True)),
            "published: what a single seed gave; the interval holds 95 of 100 of our lives",
        )

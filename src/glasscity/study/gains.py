"""What a score is said to be for: fewer violations and defaults, more good deeds; beside a city without one.

Rule: true acts are counted by field of life, here and among the same people under courts and fines only:
unlawful ones, lawful ones that the rulebook rewards, and other lawful ones. What people answer to is a matter
of the scenario, so a difference follows from what was put in; where nobody answers and no
life changes, both sides are equal.
"""

from __future__ import annotations

import polars as pl

from glasscity.results import Run
from glasscity.study.outcome import Beside, Gain


def gains_of(run: Run) -> tuple[Gain, ...]:
    """Return what people do by field of life, with and without the score."""
    scenario = run.scenario
    here = _acts(run, "conduct_days")
    without = _acts(run, "baseline_conduct_days") if run.has_baseline else None

    def beside(weights: dict[str, int]) -> Beside:
        def total(acts: dict[str, int]) -> int:
            return sum(acts.get(name, 0) * weight for name, weight in weights.items())

        return Beside(total(here), None if without is None else total(without))

    found = []
    for key, domain in scenario.domains.items():
        conduct = {name: one for name, one in scenario.conduct.items() if one.domain == key}
        rewarded = {name: 1 for name, one in conduct.items() if one.lawful and scenario.rewards(name)}
        found.append(
            Gain(
                key,
                domain.label,
                domain.protected,
                unlawful=beside({name: 1 for name, one in conduct.items() if not one.lawful}),
                gravity=beside({name: one.gravity for name, one in conduct.items() if not one.lawful}),
                rewarded=beside(rewarded),
                other=beside({n: 1 for n, one in conduct.items() if one.lawful and n not in rewarded}),
            )
        )
    return tuple(found)


def _acts(run: Run, table: str) -> dict[str, int]:
    counts = run.table(table).group_by(pl.col("conduct").cast(pl.String)).agg(pl.col("acts").sum())
    return {name: int(number) for name, number in counts.collect().iter_rows()}

"""What gave and took points, by conduct and kind of organisation; records beside the published counts."""

from __future__ import annotations

import polars as pl

from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.filed import entries_of
from glasscity.study.outcome import Cause, Causes, Records
from glasscity.study.truth import ABOUT_DEEDS

MOST_CAUSES = 8
"""How many causes of points lost, and of points gained, a summary lists."""


def causes_of(run: Run) -> pl.DataFrame:
    """Return entries that tell of a deed, and their points, by conduct, organisations, sign and `counts`."""
    scenario = run.scenario
    kinds = {
        code: organisation.kind
        for organisation in scenario.organisations.values()
        for code in range(organisation.code, organisation.code + organisation.count)
    }
    names = {conduct.code: name for name, conduct in scenario.conduct.items()}
    return (
        entries_of(run)
        .filter(pl.col("kind").is_in(ABOUT_DEEDS) & ((pl.col("counts") == 1) | (pl.col("sign") != 0)))
        .group_by("conduct", "organisation", "sign", "counts")
        .agg(pl.col("entries").sum(), pl.col("points").sum())
        .with_columns(
            conduct=pl.col("conduct").replace_strict(names, return_dtype=pl.String),
            kind=pl.col("organisation").replace_strict(kinds, return_dtype=pl.String),
        )
        .group_by("conduct", "kind", "sign", "counts")
        .agg(pl.col("entries").sum(), pl.col("points").sum())
        .sort("conduct", "kind", "sign", "counts")
        .collect()
    )


def top(scenario: Scenario, causes: pl.DataFrame) -> Causes:
    """Return the causes of the most points, and whether the acts were lawful or protected."""
    counted = causes.filter(pl.col("counts") == 1)
    lost, gained = counted.filter(pl.col("sign") < 0), counted.filter(pl.col("sign") > 0)
    lawful = [name for name, conduct in scenario.conduct.items() if conduct.lawful]
    protected = [n for n, conduct in scenario.conduct.items() if scenario.domains[conduct.domain].protected]

    def points(frame: pl.DataFrame) -> float:
        return int(frame["points"].sum()) / MILLIPOINTS

    def listed(frame: pl.DataFrame) -> tuple[Cause, ...]:
        most = frame.sort(pl.col("points").abs(), descending=True, maintain_order=True).head(MOST_CAUSES)
        return tuple(
            Cause(
                row["conduct"],
                scenario.conduct[row["conduct"]].label,
                row["kind"],
                row["entries"],
                row["points"] / MILLIPOINTS,
            )
            for row in most.to_dicts()
        )

    return Causes(
        lost=listed(lost),
        gained=listed(gained),
        points_lost=points(lost),
        points_gained=points(gained),
        lost_for_lawful=points(lost.filter(pl.col("conduct").is_in(lawful))),
        lost_in_protected=points(lost.filter(pl.col("conduct").is_in(protected))),
    )


def records_of(run: Run, causes: pl.DataFrame) -> tuple[Records, ...]:
    """Return negative and positive records per citizen, beside the published counts.

    Rule: an entry that tells of a deed is negative if it takes points, or gives none and sets a category;
    positive if it gives points.
    """
    scenario = run.scenario
    setting = [name for name, rule in scenario.rulebook.rules.items() if rule.override is not None]
    negative = (pl.col("sign") < 0) | ((pl.col("sign") == 0) & pl.col("conduct").is_in(setting))
    numbers = {
        "negative": int(causes.filter(negative)["entries"].sum()),
        "positive": int(causes.filter(pl.col("sign") > 0)["entries"].sum()),
    }
    published = {target.sign: target for target in scenario.fit.targets.values()} if scenario.fit else {}
    rows = []
    for sign, number in numbers.items():
        per_subject = number / run.citizens_number
        if sign not in published or scenario.fit is None:
            rows.append(Records(sign, number, per_subject))
            continue
        target = published[sign]
        source = scenario.sources.get(target.source or "")
        rows.append(
            Records(
                sign,
                number,
                per_subject,
                published=float(target.records_per_subject),
                published_days=scenario.fit.window_days,
                published_source=source.title if source is not None else "",
            )
        )
    return tuple(rows)

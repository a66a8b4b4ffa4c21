"""How the scores lie at the end, with the bounds of the categories."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import polars as pl

from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.show import palette
from glasscity.show.charts import charts, fixed, ranks
from glasscity.show.english import decimal, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE
from glasscity.study.towns import national_total

MOST_BARS = 110


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order."""
    return [scores_at_end(facts)]


def scores_at_end(facts: Facts) -> Figure:
    """Return the figure of how total scores lie at the end."""
    is_scored = pl.col("category").cast(pl.String).is_in(facts.names)
    everybody = facts.run.table("citizens").filter(is_scored)
    totals = everybody.select("category", total=national_total(facts.run) / MILLIPOINTS)
    low, high, middle, mean = (
        totals.select(
            pl.col("total").min().alias("low"),
            pl.col("total").max().alias("high"),
            pl.col("total").median().alias("middle"),
            pl.col("total").mean().alias("mean"),
        )
        .collect()
        .row(0)
    )
    step = _step(facts, high - low)
    ranks = pl.col("category").cast(pl.String).replace_strict({name: i for i, name in enumerate(facts.names)})
    bars = (
        totals.with_columns(rank=ranks, start=(pl.col("total") / step).floor() * step)
        .group_by("start", "rank")
        .agg(pl.len().alias("number"))
        .with_columns(end=pl.col("start") + step)
        .sort("start", "rank")
        .collect()
        .with_columns(high=pl.col("number").cum_sum().over("start"))
        .with_columns(low=pl.col("high") - pl.col("number"))
    )
    start = float(facts.scenario.rulebook.start)
    title = (
        f"The lowest score ends {_points(start - low)} under the start, the highest "
        f"{_points(high - start)} above it"
        if low < start < high
        else f"Scores end between {decimal(low, 0)} and {decimal(high, 0)} points"
    )
    reach = (float(bars["start"].min()), float(bars["end"].max()))  # type: ignore[arg-type]
    by_score = bars.group_by("start").agg(pl.col("number").sum()).sort("start")
    rows = [
        [f"{decimal(left, 0)} to {decimal(left + step, 0)}", whole(number)]
        for left, number in by_score.rows()
    ]
    held = ""
    if any(rule.override is not None for rule in facts.scenario.rulebook.rules.values()):
        held = " A colour out of its band: people whom a rule holds in a worse category, whatever they score."
    if _is_peaked(bars):
        held += " Heights are on a square-root scale, so that low bars can be seen."
    return Figure(
        "scores",
        title,
        f"Citizens by total score at the end, in steps of {decimal(step, 0)} "
        f"{'point' if step == 1 else 'points'}; "
        "colour: category",
        *charts(facts, lambda width: _bars(facts, bars, reach, width), title),
        f"Everybody starts with {decimal(start, 0)}. At the end the lowest total is {decimal(low, 0)}, the "
        f"middle one "
        f"{decimal(middle, 0)}, the mean {decimal(mean, 0)}, the highest {decimal(high, 0)}.{held} "
        f"{facts.unscored_words}".strip(),
        Table(["Total score", "Citizens"], rows),
    )


def _step(facts: Facts, width: float) -> float:
    """Return how wide a bar is: round, and if possible so that no bar reaches over a bound."""
    bands = facts.scenario.rulebook.categories.bands
    steps = [
        step for step in (1, 2, 5, 10, 20, 25, 50, 100, 250, 10**3, 10**4, 10**5) if width / step <= MOST_BARS
    ]
    fitting = [s for s in steps if all(band.at_least is None or band.at_least % s == 0 for band in bands)]
    return float((fitting or steps)[0])


def _is_peaked(bars: pl.DataFrame) -> bool:
    """Return whether one bar is so high that the others could not be seen beside it."""
    heights = bars.group_by("start").agg(pl.col("number").sum())["number"].sort(descending=True)
    return len(heights) > 4 and int(heights[0]) > 4 * int(heights[1])


def _points(number: float) -> str:
    return f"{decimal(number, 0)} {'point' if round(number) == 1 else 'points'}"


def _bars(facts: Facts, bars: pl.DataFrame, reach: tuple[float, float], width: int) -> Any:
    import altair as alt

    is_narrow = width < WIDE
    height, plot = (230, width - 50) if is_narrow else (300, width - 60)
    gap = 0.5 if is_narrow else 0.8
    scale = fixed(reach)
    heights = alt.Scale(type="sqrt" if _is_peaked(bars) else "linear")
    bands = facts.scenario.rulebook.categories.bands
    bounds = [float(band.at_least) for band in bands if band.at_least is not None]
    inside = [bound for bound in bounds if reach[0] < bound < reach[1]]
    drawn = (
        alt.Chart(bars)
        .mark_bar(binSpacing=gap)
        .encode(
            x=alt.X("start:Q", bin="binned", scale=scale, axis=_score_axis(reach, is_narrow), title=None),
            x2="end:Q",
            y=alt.Y("high:Q", axis=alt.Axis(format=",.0f", tickCount=4), scale=heights, title=None),
            y2="low:Q",
            color=alt.Color("rank:O", scale=ranks(facts), legend=None),
        )
    )
    rules = alt.Chart(pl.DataFrame({"bound": inside}, schema={"bound": pl.Float64}))
    rules = rules.mark_rule(stroke=palette.FAINT.light, strokeDash=[3, 3]).encode(
        x=alt.X("bound:Q", scale=scale)
    )
    edges = [reach[1], *bounds, reach[0]]
    edges = [min(max(edge, reach[0]), reach[1]) for edge in edges]
    centres = [(high + low) / 2 for high, low in pairwise(edges)]
    pixels = [(high - low) / (reach[1] - reach[0]) * plot for high, low in pairwise(edges)]
    named = [
        {"centre": centre, "name": clean(name)}
        for name, centre, room in zip(facts.names, centres, pixels, strict=True)
        if room > 8 * len(name)
    ]
    schema = {"centre": pl.Float64, "name": pl.String}
    words = alt.Chart(pl.DataFrame(named, schema=schema)).mark_text(
        baseline="bottom", fontWeight="bold", dy=-6
    )
    words = words.encode(x=alt.X("centre:Q", scale=scale), y=alt.value(0), text="name:N")
    return (drawn + rules + words).properties(width=plot, height=height)


def _score_axis(reach: tuple[float, float], is_narrow: bool) -> Any:
    import altair as alt

    return alt.Axis(format=",.0f", tickCount=5 if is_narrow else 10, grid=False)

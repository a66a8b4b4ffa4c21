"""How the categories fill and empty over time."""

from __future__ import annotations

from typing import Any

import polars as pl

from glasscity.show import palette
from glasscity.show.charts import charts, fixed, ranks, time_axis, time_ticks
from glasscity.show.english import full_date, in_hundred, percent, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, spread
from glasscity.study.words import listed

MOST_MOMENTS = 180
"""Days drawn at most: more cannot be told apart."""


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order."""
    figures = [categories_over_time(facts)]
    if _ends(facts, shares_by_day(facts))["number"].sum():
        figures.append(best_and_worst_over_time(facts))
    return figures


def shares_by_day(facts: Facts) -> pl.DataFrame:
    """Return `day`, `rank`, `number`, `share`, and between what shares a category lies: `below`, `above`."""
    step = -(-facts.days // MOST_MOMENTS)
    last = facts.days - 1
    days = facts.run.days.filter((pl.col("day") % step == 0) | (pl.col("day") == last))
    columns = {f"in_{name}": str(rank) for rank, name in enumerate(facts.names)}
    long = days.select("day", pl.col(list(columns))).rename(columns)
    long = long.unpivot(index="day", variable_name="rank", value_name="number")
    return (
        long.with_columns(rank=pl.col("rank").cast(pl.Int32), share=pl.col("number") / facts.citizens)
        .sort("day", "rank")
        .with_columns(below=1 - pl.col("share").cum_sum().over("day"))
        .with_columns(above=pl.col("below") + pl.col("share"))
    )


def categories_over_time(facts: Facts) -> Figure:
    """Return the figure of everybody's category on every day."""
    shares = shares_by_day(facts)
    worst = facts.share(facts.worst)
    if worst:
        title = f"After {span(facts.days)}, {in_hundred(worst)} are in {facts.worst}, the worst category"
    else:
        title = f"After {span(facts.days)}, nobody is in {facts.worst}, the worst category"
    counts = facts.at_end
    held = {name: number for name, number in counts.items() if number}
    said = listed([f"{percent(number / facts.citizens)} in {name}" for name, number in held.items()])
    return Figure(
        "categories",
        title,
        "Share of all citizens in each category, best on top",
        *charts(facts, lambda width: _area(facts, shares, width), title),
        f"{facts.beginning} At the end: {said}. The bounds: {facts.band_words}. "
        f"{facts.unscored_words}".strip(),
        _monthly_table(facts, shares),
    )


def _monthly_table(facts: Facts, shares: pl.DataFrame) -> Table:
    days = sorted({int(day) for day in shares["day"]})
    step = -(-len(days) // 13)
    shown = [*days[:-1:step], days[-1]]
    rows = []
    for day in shown:
        numbers = shares.filter(pl.col("day") == day)["number"]
        rows.append([full_date(facts.scenario.time.date_of(day)), *(whole(number) for number in numbers)])
    return Table(["Day", *facts.names], rows)


def _percent_axis(highest: float = 1) -> Any:
    import altair as alt

    places = 0 if highest > 0.03 else 1 if highest > 0.003 else 2 if highest > 0.0003 else 3
    return alt.Axis(format=f".{places}%", tickCount=4, grid=True)


def _area(facts: Facts, shares: pl.DataFrame, width: int) -> Any:
    import altair as alt

    is_narrow = width < WIDE
    height = 300 if is_narrow else 380
    room = 58 + 7 * max(len(name) for name in facts.names) + 34
    plot = width - room
    ticks = time_ticks(facts.scenario.time.start, facts.days, is_narrow)
    base = alt.Chart(shares).encode(x=time_axis(ticks, facts.days))
    areas = base.mark_area(stroke=palette.PAPER.light, strokeWidth=0.8).encode(
        y=alt.Y("above:Q", scale=fixed([0, 1]), axis=_percent_axis(), title=None),
        y2="below:Q",
        color=alt.Color("rank:O", scale=ranks(facts), legend=None),
    )
    ever_held = pl.col("number").max().over("rank") > 0
    last = shares.filter(ever_held).filter(pl.col("day") == facts.days - 1)
    wanted = [(1 - (low + high) / 2) * height for low, high in zip(last["below"], last["above"], strict=True)]
    labels = pl.DataFrame(
        {
            "day": last["day"],
            "place": [1 - place / height for place in spread(wanted, 17, 6, height - 4)],
            "text": [
                f"{clean(facts.names[rank])}  {percent(share)}"
                for rank, share in last.select("rank", "share").rows()
            ],
        }
    )
    words = alt.Chart(labels).mark_text(align="left", baseline="middle", dx=9, fontWeight="bold")
    words = words.encode(x="day:Q", y="place:Q", text="text:N")
    return (areas + words).properties(width=plot, height=height)


def best_and_worst_over_time(facts: Facts) -> Figure:
    """Return the figure that magnifies the ends of the scale."""
    shares = shares_by_day(facts)
    at_start = facts.start_category in facts.low
    low = facts.share(*facts.low)
    begins = "Everybody begins" if at_start else "Nobody begins"
    title = f"{begins} in {facts.low_words}; after {span(facts.days)}, {in_hundred(low)} are there"
    if low == 0:
        title = f"Nobody comes to {facts.low_words}"
    elif low == 1:
        title = f"Everybody is in {facts.low_words}"
    lines = _ends(facts, shares)
    names = listed([facts.names[0], *facts.low])
    return Figure(
        "ends-of-the-scale",
        title,
        f"Share of all citizens in {names}: the ends of Figure 1, magnified",
        *charts(facts, lambda width: _lines(facts, lines, width), title),
        f"{facts.names[0]} is the best category, {facts.worst} the worst.",
        _monthly_table(facts, shares),
    )


def _ends(facts: Facts, shares: pl.DataFrame) -> pl.DataFrame:
    """Return the shares of the best and of the low categories."""
    return shares.filter((pl.col("rank") == 0) | (pl.col("rank") >= len(facts.names) - len(facts.low)))


def _lines(facts: Facts, lines: pl.DataFrame, width: int) -> Any:
    import altair as alt

    is_narrow = width < WIDE
    height = 220 if is_narrow else 260
    highest = max(float(lines["share"].max() or 0) * 1.08, 0.001)  # type: ignore[arg-type]
    room = 66 + 7 * max(len(facts.names[rank]) for rank in lines["rank"].unique()) + 34
    ticks = time_ticks(facts.scenario.time.start, facts.days, is_narrow)
    base = alt.Chart(lines).encode(
        x=time_axis(ticks, facts.days),
        y=alt.Y("share:Q", scale=fixed([0, highest]), axis=_percent_axis(highest), title=None),
    )
    drawn = base.mark_line(strokeWidth=2.6, strokeCap="round").encode(
        color=alt.Color("rank:O", scale=ranks(facts), legend=None)
    )
    last = lines.filter(pl.col("day") == facts.days - 1).sort("share", "rank", descending=[True, False])
    wanted = [(1 - share / highest) * height for share in last["share"]]
    labels = pl.DataFrame(
        {
            "day": last["day"],
            "place": [(1 - place / height) * highest for place in spread(wanted, 17, 6, height - 2)],
            "text": [
                f"{clean(facts.names[rank])}  {percent(share)}"
                for rank, share in last.select("rank", "share").rows()
            ],
        }
    )
    words = alt.Chart(labels).mark_text(align="left", baseline="middle", dx=9, fontWeight="bold")
    words = words.encode(x="day:Q", y="place:Q", text="text:N")
    return (drawn + words).properties(width=width - room, height=height)

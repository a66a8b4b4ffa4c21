"""Do ties sort by score? The correlation between the two ends of a tie, week by week."""

from __future__ import annotations

from typing import Any

import polars as pl

from glasscity.show import palette
from glasscity.show.charts import charts, fixed, time_axis, time_ticks
from glasscity.show.english import full_date, in_short, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table
from glasscity.show.svg import WIDE, spread
from glasscity.show.ties_text import correlation
from glasscity.study.segregation import TieSummary
from glasscity.study.words import counted

LINES = {"by_score": ("by score", palette.CONTACTS.light), "by_category": ("by category", palette.LOSS.light)}
MOST_ROWS = 13


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where no tie ever changed."""
    ties = facts.summary.ties
    if ties is None or not ties.dropped + ties.lost_touch + ties.formed:
        return []
    return [sorting_over_time(facts, ties)] if _lines(facts)["r"].len() else []


def sorting_over_time(facts: Facts, ties: TieSummary) -> Figure:
    """Return the figure of how far ties sort, over time."""
    now, first = ties.sorting, ties.first_ties
    title = (
        f"{counted(ties.dropped, 'tie')} dropped for a low category, {in_short(ties.formed)} formed: between "
        f"contacts, categories correlate by {correlation(now.by_category)} at the end"
    )
    lines = _lines(facts)
    return Figure(
        "ties",
        title,
        "Correlation between the two ends of ties: 0 if ties do not care, 1 if all know only their like",
        *charts(facts, lambda width: _drawn(facts, lines, width), title),
        f"The ties of the first day correlate by {correlation(first.by_category)} in category and "
        f"{correlation(first.by_score)} in score, with what people are at the end: that much is not choice. "
        f"Scores take in those of contacts; by own files, ties correlate by "
        f"{correlation(now.by_own_file)}. {counted(ties.lost_touch, 'tie')} ended whatever the score. On "
        f"file are {counted(ties.stale, 'contact')} who are contacts no more.",
        _table(facts),
    )


def _lines(facts: Facts) -> pl.DataFrame:
    weeks = facts.run.table("tie_days").select("day", *LINES).collect()
    return weeks.unpivot(index="day", variable_name="which", value_name="r").drop_nulls().sort("which", "day")


def _table(facts: Facts) -> Table:
    weeks = facts.run.table("tie_days").collect()
    step = -(-len(weeks) // MOST_ROWS)
    ended = [name for name in ("dropped", "lost_touch", "formed") if name in weeks.columns]
    so_far = weeks.with_columns(pl.col(ended).cum_sum())
    shown = so_far.filter((pl.int_range(pl.len()) % step == 0) | (pl.col("day") == facts.days - 1))
    rows = [
        [
            full_date(facts.scenario.time.date_of(row["day"])),
            *(whole(row[name]) for name in ("ties", *ended, "isolated")),
            correlation(row["by_category"]),
            correlation(row["by_score"]),
        ]
        for row in shown.to_dicts()
    ]
    columns = ["Day", "Ties", "dropped so far", "lost touch", "formed", "isolated", "by category", "by score"]
    return Table(columns, rows)


def _drawn(facts: Facts, lines: pl.DataFrame, width: int) -> Any:
    import altair as alt

    height = 220 if width < WIDE else 260
    low = min(float(lines["r"].min() or 0), 0.0)  # type: ignore[arg-type]
    high = max(float(lines["r"].max() or 0), low + 0.01)  # type: ignore[arg-type]
    high += 0.08 * (high - low)
    ticks = time_ticks(facts.scenario.time.start, facts.days, width < WIDE)
    scale = fixed([low, high])
    axis = alt.Axis(format=".2f", tickCount=4, grid=True)
    colours = alt.Scale(domain=list(LINES), range=[colour for _, colour in LINES.values()])
    base = alt.Chart(lines).encode(
        x=time_axis(ticks, facts.days), y=alt.Y("r:Q", scale=scale, axis=axis, title=None)
    )
    drawn = base.mark_line(strokeWidth=2.6, strokeCap="round").encode(
        color=alt.Color("which:N", scale=colours, legend=None)
    )
    last = lines.group_by("which", maintain_order=True).last().sort("r", "which", descending=[True, False])
    wanted = [(high - r) / (high - low) * height for r in last["r"]]
    labels = pl.DataFrame(
        {
            "day": last["day"],
            "place": [high - place / height * (high - low) for place in spread(wanted, 17, 6, height - 2)],
            "text": [f"{LINES[which][0]}  {correlation(r)}" for which, r in last.select("which", "r").rows()],
        }
    )
    words = alt.Chart(labels).mark_text(align="left", baseline="middle", dx=9, fontWeight="bold")
    words = words.encode(x="day:Q", y=alt.Y("place:Q", scale=scale, title=None), text="text:N")
    return (drawn + words).properties(width=width - 180, height=height)

"""Where inspectors look: records and deeds of a district over time, and what is found of whom."""

from __future__ import annotations

from typing import Any

import polars as pl

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.charts import charts, fixed, time_axis, time_ticks
from glasscity.show.english import percent, sentence, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, spread
from glasscity.study.inspections import Inspected, Looked

MOST_MOMENTS = 180
"""Days drawn at most: more cannot be told apart."""
ENOUGH_ACTS = 30
"""Groups with fewer acts than this are not drawn."""
RECORDED, TRUE = "on record", "done"


def figures_of(facts: Facts) -> list[Figure]:
    """Return a figure for every organisation that chooses where to look; none where none does."""
    looked = [one for one in facts.summary.inspections if any(group.acts for group in one.groups)]
    draw = {True: recorded_and_true, False: found_of_whom}
    return [draw[one.among == "districts"](facts, one) for one in looked]


def recorded_and_true(facts: Facts, inspected: Inspected) -> Figure:
    """Return the figure of one district's share of the records, and of what was done."""
    district = inspected.most_overrated
    known, acts = inspected.share(district, "known"), inspected.share(district, "acts")
    title = (
        f"{sentence(clean(district.label))}: {percent(acts)} of what was done, "
        f"{percent(known)} of what is on record"
    )
    rows = [_row(inspected, one) for one in inspected.groups]
    return Figure(
        f"inspections-{inspected.organisation}",
        title,
        f"{sentence(clean(inspected.label))}: share of this district in all records, and in all that was "
        "done until then",
        *charts(facts, lambda width: _lines(facts, _shares(facts, inspected, district), width), title),
        "Inspectors go where records are, so far as the scenario says so, and records come from where they "
        "go. What was done is the truth, which the inspectors do not see. This is the district whose share "
        "of the records is furthest above its share of what was done.",
        Table(["District", "done", "share", "found", "on record", "share", "visits at the end"], rows),
    )


def found_of_whom(facts: Facts, inspected: Inspected) -> Figure:
    """Return the figure of the share of acts that comes on file, by category or by own records."""
    groups = [group for group in inspected.groups if group.acts]
    drawn = [group for group in groups if group.acts >= ENOUGH_ACTS] or groups
    bars = [
        Bar(
            sentence(group.label),
            f"{whole(group.acts)} done",
            right=[
                Part(group.discovered / group.acts, palette.LOSS.light, f"{whole(group.discovered)} found")
            ],
            right_text=percent(group.discovered / group.acts),
        )
        for group in drawn
    ]
    by = "category" if inspected.among == "categories" else "their own records"
    title = f"{sentence(clean(inspected.label))}: what is found of what people do depends on {by}"
    rows = [
        [
            sentence(group.label),
            whole(group.acts),
            whole(group.discovered),
            percent(group.discovered / group.acts),
        ]
        for group in groups
    ]
    return Figure(
        f"inspections-{inspected.organisation}",
        title,
        f"Share of acts that this organisation found, by {by} on the day before",
        *pictures(facts, lambda width: draw_bars(bars, width), title),
        "The same act comes on file more often for some than for others. Groups with fewer than "
        f"{ENOUGH_ACTS} acts stand in the table only.",
        Table(["People", "done", "found", "share"], rows),
    )


def _row(inspected: Inspected, one: Looked) -> list[str]:
    return [
        sentence(clean(one.label)),
        whole(one.acts),
        percent(inspected.share(one, "acts")),
        whole(one.discovered),
        whole(one.known),
        percent(inspected.share(one, "known")),
        percent(inspected.share(one, "visits_at_end")),
    ]


def _shares(facts: Facts, inspected: Inspected, district: Looked) -> pl.DataFrame:
    """Return `day`, `share` and `what` of the lines."""
    step = -(-facts.days // MOST_MOMENTS)
    mine = pl.col("group") == district.group
    by_day = (
        facts.run.table("inspection_days")
        .filter(pl.col("organisation") == inspected.organisation)
        .group_by("day")
        .agg(
            known=pl.col("known").sum(),
            known_here=pl.col("known").filter(mine).sum(),
            acts=pl.col("acts").sum(),
            acts_here=pl.col("acts").filter(mine).sum(),
        )
        .sort("day")
        .with_columns(pl.col("acts", "acts_here").cum_sum())
        .filter((pl.col("day") % step == 0) | (pl.col("day") == facts.days - 1))
        .collect()
    )
    lines = [
        by_day.filter(pl.col(of) > 0).select(
            "day", share=pl.col(f"{of}_here") / pl.col(of), what=pl.lit(what)
        )
        for of, what in (("known", RECORDED), ("acts", TRUE))
    ]
    return pl.concat(lines)


def _lines(facts: Facts, lines: pl.DataFrame, width: int) -> Any:
    import altair as alt

    is_narrow = width < WIDE
    height, room = (220, 150) if is_narrow else (260, 160)
    highest = min(1.25 * max(lines["share"]), 1) or 1
    ticks = time_ticks(facts.scenario.time.start, facts.days, is_narrow)
    base = alt.Chart(lines).encode(
        x=time_axis(ticks, facts.days),
        y=alt.Y(
            "share:Q",
            scale=fixed([0, highest]),
            axis=alt.Axis(format=".0%", tickCount=4, grid=True),
            title=None,
        ),
    )
    colours = alt.Scale(domain=[RECORDED, TRUE], range=[palette.LOSS.light, palette.ORDINARY.light])
    drawn = base.mark_line(strokeWidth=2.6, strokeCap="round").encode(
        color=alt.Color("what:N", scale=colours, legend=None)
    )
    last = lines.group_by("what", maintain_order=True).last().sort("share", "what", descending=True)
    wanted = [(1 - share / highest) * height for share in last["share"]]
    labels = pl.DataFrame(
        {
            "day": last["day"],
            "place": [(1 - place / height) * highest for place in spread(wanted, 17, 6, height - 2)],
            "text": [f"{what}  {percent(share)}" for what, share in last.select("what", "share").rows()],
        }
    )
    words = alt.Chart(labels).mark_text(align="left", baseline="middle", dx=9, fontWeight="bold")
    words = words.encode(x="day:Q", y="place:Q", text="text:N")
    return (drawn + words).properties(width=width - room, height=height)

"""Pictures of what outsiders recover: points beside the rulebook's, volunteers and months, who volunteers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from glasscity.show import palette
from glasscity.show.charts import inline
from glasscity.show.criteria_text import (
    COLUMNS,
    KIND_COLUMNS,
    grid_rows,
    how_chosen,
    kind_rows,
    needed_text,
    points_cell,
    share_cell,
)
from glasscity.show.english import number_word, sentence, signed
from glasscity.show.figure import Figure, Table
from glasscity.show.safe import clean
from glasscity.show.svg import NARROW, WIDE, spread
from glasscity.study.criteria.findings import Criteria, Recovery, RuleFound
from glasscity.study.criteria.volunteers import ANYONE, HIGH, LAWFUL, LOW, WRONGED
from glasscity.study.words import SYNTHETIC, counted

CATEGORIES = 6
ROW = 19
SHORT = {
    ANYONE: "anyone",
    HIGH: "highest scores",
    LOW: "lowest scores",
    LAWFUL: "fewest unlawful acts",
    WRONGED: "a wrong entry on file",
}
"""Kinds of volunteers, short enough to stand beside a picture."""
TICKS = (-1000, -300, -100, -50, -20, -10, -5, -2, 0, 2, 5, 10, 20, 50, 100, 300, 1000)
APART = 8.0
"""Labels at the ends of lines are so far apart, in per cent."""
LONGEST = 46, 24
"""Letters of a name that fit beside a picture, wide and narrow."""


def figures_of(found: Criteria) -> list[Figure]:
    """Return the figures of this file, in order."""
    return [points_beside(found), volunteers_and_months(found), who_volunteers(found)]


def _charts(found: Criteria, draw: Callable[[int], Any], alternative: str) -> tuple[str, str]:
    stamp = f"{SYNTHETIC} · {found.scenario}, seed {found.seed}"
    wide, narrow = (inline(draw(width), CATEGORIES, alternative, stamp) for width in (WIDE, NARROW))
    return wide, narrow


def _short(text: str, width: int) -> str:
    most = LONGEST[width < WIDE]
    text = sentence(clean(text))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _different(names: list[str]) -> list[str]:
    """Return names of which no two are alike, though they were cut short."""
    before = [names[:place].count(name) for place, name in enumerate(names)]
    return [f"{name} {times + 1}" if times else name for name, times in zip(names, before, strict=True)]


def points_beside(found: Criteria) -> Figure:
    """Return the figure of points found, beside those of the rulebook."""
    right = sum(row.verdict == "recovered" for row in found.found)
    title = (
        f"Of {found.rules} secret rules, one sample of {found.volunteers:,} volunteers names {right} rightly"
    )
    rows = [
        [
            sentence(clean(row.label)),
            row.verdict,
            points_cell(row.per_filed),
            "none" if row.true_points is None else signed(row.true_points),
            share_cell(row.seen),
            "" if row.true_seen is None else f"{row.true_seen * 100:.0f}%",
            f"{row.done:,}",
        ]
        for row in found.found
    ]
    return Figure(
        "criteria-points",
        title,
        "Points per filed act. Grey mark: the rulebook. Blue dot: found, with its 95% interval; brown: "
        "named without a rule, or with the wrong sign. No dot: not found. The scale is denser at its ends",
        *_charts(found, lambda width: _points(found.found, width), title),
        f"{COLUMNS} {how_chosen(found)}",
        Table(
            ["Conduct", "", "Points found", "Rule", "Seen, found", "Seen, true", "Acts in the diaries"],
            rows,
            words=2,
        ),
    )


def _points(found: Sequence[RuleFound], width: int) -> Any:
    import altair as alt

    order = sorted(found, key=lambda row: (-(row.true_points or 0.0), row.conduct))
    names = _different([_short(row.label, width) for row in order])
    rows = []
    for name, row in zip(names, order, strict=True):
        points = row.per_filed
        rows.append(
            {
                "name": name,
                "rule": row.true_points,
                "found": points.value if points else None,
                "low": points.low if points else None,
                "high": points.high if points else None,
                "right": row.verdict == "recovered",
            }
        )
    numbers = dict.fromkeys(("rule", "found", "low", "high"), pl.Float64)
    frame = pl.DataFrame(rows, schema={"name": pl.String, **numbers, "right": pl.Boolean})
    room = 340 if width == WIDE else 170
    axis = alt.Axis(labelLimit=room, grid=True, domain=False, ticks=False, labelFontSize=12)
    y = alt.Y("name:N", sort=list(dict.fromkeys(names)), axis=axis, title=None)
    scale = alt.Scale(type="symlog", constant=3, nice=False)
    said = (row[key] for row in rows for key in ("rule", "found", "low", "high"))
    reach_of_all = [float(number) for number in said if isinstance(number, float)]
    ticks = [tick for tick in TICKS if min(reach_of_all) <= tick <= max(reach_of_all)]
    said_so = "datum.value == 0 ? '0' : format(datum.value, '+,.0f')"
    marks = alt.Axis(labelExpr=said_so, values=ticks, orient="top", labelOverlap=True)
    x = alt.X("rule:Q", scale=scale, axis=marks, title=None)
    colour = alt.Color(
        "right:N",
        scale=alt.Scale(domain=[True, False], range=[palette.GAIN.light, palette.LOSS.light]),
        legend=None,
    )
    base = alt.Chart(frame).encode(y=y)
    nothing = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(stroke=palette.FAINT.light)
    rule = base.mark_tick(thickness=3, size=13, color=palette.ORDINARY.light).encode(x=x)
    dots = base.transform_filter("isValid(datum.found)").encode(color=colour)
    reach = dots.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    dot = dots.mark_circle(size=55, opacity=1).encode(x=alt.X("found:Q", scale=scale))
    layers = nothing.encode(x=alt.X("zero:Q", scale=scale)) + rule + reach + dot
    return layers.properties(width=width - room - 20, height=ROW * len(set(names)))


def volunteers_and_months(found: Criteria) -> Figure:
    """Return the figure of the share of rules recovered, by volunteers and months."""
    best = max(found.grid, key=lambda one: one.recall.mean)
    title = (
        f"{best.volunteers:,} volunteers with {counted(best.months, 'month')} of diaries recover "
        f"{best.recall.mean * 100:.0f} of 100 rules, the most of all that were tried"
    )
    months, rows = grid_rows(found.grid)
    samples = max((one.samples for one in found.grid), default=0)
    return Figure(
        "criteria-volunteers",
        title,
        "Left, rules recovered, of 100; right, right ones among what is named, of 100. By volunteers (each "
        "step about twice as many); one line for each length of diary",
        *_charts(found, lambda width: _grid(found.grid, width), title),
        f"Means of {number_word(samples)} samples of volunteers; shaded, the lowest and the highest. For "
        f"{found.recall * 100:.0f} of 100 rules with {found.precision * 100:.0f} of 100 names right, an "
        f"audit needs: {needed_text(found)}.",
        Table(["Volunteers", *(counted(month, "month") for month in months)], rows),
    )


def _grid(grid: Sequence[Recovery], width: int) -> Any:
    import altair as alt

    months = sorted({one.months for one in grid})
    sizes = sorted({one.volunteers for one in grid})
    steps = [colour.light for colour in palette.SHARES[2:]]
    colours = {
        month: steps[-1 - round((len(months) - 1 - index) * (len(steps) - 1) / max(len(months) - 1, 1))]
        for index, month in enumerate(months)
    }
    rows = []
    for one in grid:
        for what, share in (("recovered", one.recall), ("right", one.precision)):
            if share is not None:
                shares = {"mean": share.mean, "low": share.low, "high": share.high}
                at = {"volunteers": one.volunteers, "months": one.months, "what": what}
                rows.append({**at, **{key: 100 * value for key, value in shares.items()}})
    frame = pl.DataFrame(rows)
    narrow = width < WIDE
    plot = width - 110 if narrow else (width - 190) // 2
    labels = {month: counted(month, "month") for month in months}

    def panel(what: str, title: str) -> Any:
        here = frame.filter(pl.col("what") == what)
        axis = alt.Axis(values=sizes, format=",.0f", grid=False, labelOverlap=True)
        x = alt.X("volunteers:Q", scale=alt.Scale(type="log", nice=False), axis=axis, title=None)
        y = alt.Y("mean:Q", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5), title=None)
        colour = alt.Color(
            "months:O", scale=alt.Scale(domain=months, range=[colours[m] for m in months]), legend=None
        )
        base = alt.Chart(here).encode(x=x, color=colour)
        band = base.mark_area(opacity=0.18, line=False).encode(
            y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 100])), y2="high:Q"
        )
        line = base.mark_line(strokeWidth=2.5).encode(y=y)
        dot = base.mark_circle(size=35, opacity=1).encode(y=y)
        head = alt.TitleParams(title, anchor="start", fontSize=13, color=palette.INK.light)
        return (band + line + dot).properties(width=plot, height=230, title=head)

    last = sorted((100 * one.recall.mean, one.months) for one in grid if one.volunteers == sizes[-1])
    places = spread([place for place, _ in last], APART, 0, 100)
    ends = {month: place for (_, month), place in zip(last, places, strict=True)}
    named = pl.DataFrame(
        [{"months": month, "name": labels[month], "place": place} for month, place in ends.items()]
    )
    words = (
        alt.Chart(named)
        .mark_text(align="left", dx=8)
        .encode(
            x=alt.value(plot),
            y=alt.Y("place:Q", scale=alt.Scale(domain=[0, 100]), title=None),
            text="name:N",
        )
    )
    left = alt.layer(panel("recovered", "Rules recovered"), words)
    right = panel("right", "Right among the named")
    return alt.vconcat(left, right, spacing=24) if narrow else alt.hconcat(left, right, spacing=70)


def who_volunteers(found: Criteria) -> Figure:
    """Return the figure of what volunteers of one kind recover."""
    anyone = next(one for one in found.biased if one.who == ANYONE)
    worst = min(found.biased, key=lambda one: one.recovery.recovered.mean)
    title = (
        f"{sentence(worst.who)}: {worst.recovery.recovered.mean:.0f} rules, where a sample of anyone "
        f"recovers {anyone.recovery.recovered.mean:.0f}"
        if worst.who != ANYONE
        else "No kind of volunteers recovers fewer rules than a sample of anyone"
    )
    return Figure(
        "criteria-who",
        title,
        f"Rules recovered, of {found.rules}, by who volunteers; a line from the lowest to the highest sample",
        *_charts(found, lambda width: _kinds(found, width), title),
        "Points per act, of the city's: what an act is found to bring, seen or not, as a share of what it "
        "brings in the whole city; the middle one of the recovered rules. Whoever is picked by their score "
        "is picked by how much of what they did was seen.",
        Table(list(KIND_COLUMNS), kind_rows(found)),
    )


def _kinds(found: Criteria, width: int) -> Any:
    import altair as alt

    narrow = width < WIDE
    rows = [
        {
            "name": f"{SHORT[one.who]} ({one.recovery.volunteers:,})",
            "mean": one.recovery.recovered.mean,
            "low": one.recovery.recovered.low,
            "high": one.recovery.recovered.high,
        }
        for one in found.biased
    ]
    room = 210 if not narrow else 170
    names = [str(row["name"]) for row in rows]
    axis = alt.Axis(labelLimit=room, grid=True, domain=False, ticks=False)
    lowest = max(min(one.recovery.recovered.low for one in found.biased) - 3, 0)
    scale = alt.Scale(domain=[lowest, found.rules], nice=False, zero=False)
    base = alt.Chart(pl.DataFrame(rows)).encode(y=alt.Y("name:N", sort=names, axis=axis, title=None))
    x_axis = alt.Axis(tickCount=5, format=",.0f")
    reach = base.mark_rule(strokeWidth=2, color=palette.GAIN.light).encode(
        x=alt.X("low:Q", scale=scale, axis=x_axis, title=None), x2="high:Q"
    )
    dot = base.mark_circle(size=70, opacity=1, color=palette.GAIN.light).encode(
        x=alt.X("mean:Q", scale=scale)
    )
    return (reach + dot).properties(width=width - room - 20, height=30 * len(rows))

"""Charts drawn with Altair and put into the page as SVG: their common look, and axes of time.

No number or label is worked out by JavaScript expressions over a scenario's texts: texts are data only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from glasscity.show import palette
from glasscity.show.english import MONTHS, day_month
from glasscity.show.facts import Facts
from glasscity.show.svg import NARROW, WIDE, Drawing, framed, short

FONT = "sans-serif"
SIZE = 13
_LONG_NUMBER = re.compile(r"\d+\.\d{2,}")
_TAG = re.compile(r"<[^>]*>")
_OPENING = re.compile(r'^<svg [^>]*width="([\d.]+)" height="([\d.]+)"[^>]*>')


def look(chart: Any) -> Any:
    """Return `chart` in the look of all charts here."""
    ink, muted, grid = palette.INK.light, palette.MUTED.light, palette.GRID.light
    return (
        chart.configure(aria=False, background="transparent", font=FONT, padding=2)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=muted,
            labelFontSize=SIZE,
            labelPadding=6,
            domainColor=palette.FAINT.light,
            tickColor=palette.FAINT.light,
            tickSize=5,
            gridColor=grid,
            title=None,
            titleColor=muted,
            titleFontSize=SIZE,
            titleFontWeight="normal",
        )
        .configure_axisY(domain=False, ticks=False)
        .configure_text(fontSize=SIZE, color=ink)
    )


def charts(facts: Facts, draw: Callable[[int], Any], alternative: str) -> tuple[str, str]:
    """Return the chart that `draw` makes, wide and narrow, as SVG for the page."""
    number = len(facts.names)
    wide, narrow = (inline(draw(width), number, alternative, facts.stamp) for width in (WIDE, NARROW))
    return wide, narrow


def ranks(facts: Facts) -> Any:
    """Return the scale that gives each category's rank its colour."""
    import altair as alt

    colours = [colour.light for colour in palette.categories(len(facts.names))]
    return alt.Scale(domain=list(range(len(facts.names))), range=colours)


def inline(chart: Any, categories: int, alternative: str, stamp: str) -> str:
    """Return a chart as SVG for the page: colours as CSS variables, SYNTHETIC at its foot."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(look(chart).to_dict())
    size = _OPENING.match(svg)
    assert size is not None, "a picture with its size"
    drawing = Drawing(float(size[1]), float(size[2]))
    drawing.put(_TAG.sub(_tidy, svg[size.end() :].removesuffix("</svg>")))
    return palette.in_variables(framed(drawing, alternative, stamp, palette.MUTED.light), categories)


def _tidy(tag: re.Match[str]) -> str:
    """Shorten a tag: numbers with one decimal, no names of Vega's own classes."""
    text = re.sub(r' (class|pointer-events|aria-hidden)="[^"]*"', "", tag[0])
    return _LONG_NUMBER.sub(lambda number: short(float(number[0])), text)


def fixed(domain: Sequence[float]) -> Any:
    """Return a scale over exactly this domain."""
    import altair as alt

    return alt.Scale(domain=list(domain), nice=False, zero=False)


def time_ticks(start: date, days: int, narrow: bool) -> dict[int, str]:
    """Return the days to mark on an axis of time, with their labels."""
    most = 5 if narrow else 13
    dates = {day: start + timedelta(days=day) for day in range(days)}
    if days <= 75:
        step = -(-days // (4 if narrow else 8))
        return {day: day_month(when) for day, when in dates.items() if day % step == 0}
    firsts = {day: when for day, when in dates.items() if when.day == 1}
    every = next(
        every for every in (1, 2, 3, 6, 12, 60, 120, 1200) if len(firsts) / every <= most or every == 1200
    )
    marked = {day: when for day, when in firsts.items() if (when.year * 12 + when.month - 1) % every == 0}
    if every >= 12:
        return {day: str(when.year) for day, when in marked.items()}
    years = {when.year for when in marked.values()}
    return {day: _month(when, len(years) > 1) for day, when in marked.items()}


def _month(when: date, with_year: bool) -> str:
    name = MONTHS[when.month - 1][:3]
    return f"{name} {when.year}" if with_year and when.month == 1 else name


def time_axis(ticks: dict[int, str], days: int, **more: Any) -> Any:
    """Return the encoding of the field `day` on a horizontal axis with these ticks."""
    import altair as alt

    said = ", ".join(f"'{day}': '{label}'" for day, label in ticks.items())
    axis = alt.Axis(
        values=list(ticks),
        labelExpr=f"({{{said}}})[datum.value]",
        grid=False,
        labelAlign="left",
        labelOffset=0,
        labelFlush=False,
        labelOverlap=False,
        **more,
    )
    return alt.X("day:Q", axis=axis, scale=fixed([0, max(days - 1, 1)]), title=None)

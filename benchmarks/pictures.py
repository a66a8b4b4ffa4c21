"""The pictures of the page, drawn with Altair."""

from __future__ import annotations

import itertools
from typing import Any, Literal

import altair as alt
import polars as pl
import vl_convert as vlc
from city_run import Measured
from contenders import NAMED
from score_city_section import Rows

OURS, OTHERS, BY_HAND = "#1f5f8b", "#b4501c", "#5b6570"

FORMS: dict[str, Literal["log", "linear"]] = {
    "seconds, whole run": "log",
    "memory, GiB": "log",
    "ns per citizen-day": "linear",
}


def drawn(chart: alt.HConcatChart | alt.LayerChart) -> str:
    finished = chart.configure_view(stroke=None).configure(background="white")
    svg: str = vlc.vegalite_to_svg(finished.to_dict())
    return svg


def score_city(found: dict[str, Any]) -> str:
    """Return nanoseconds per citizen-day over the size of the city, a line for each contender."""
    rows = Rows(found)
    points = [
        {"contender": NAMED[name].label, "citizens": citizens, "ns": day * 1e9 / citizens, "kind": kind(name)}
        for name in rows.names
        for citizens in rows.sizes
        if (day := rows.day(name, citizens)) is not None
    ]
    frame = pl.DataFrame(points)
    last = frame.sort("citizens").group_by("contender", maintain_order=True).last()
    ends = last.with_columns(place=pl.Series(spread(last["ns"].to_list())))
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=["ours", "by hand", "others"], range=[OURS, BY_HAND, OTHERS]),
        legend=None,
    )
    across = alt.X("citizens:Q", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s", values=rows.sizes))
    up = alt.Scale(type="log")
    lines = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=40))
        .encode(
            across, alt.Y("ns:Q", title="ns per citizen-day", scale=up), colour, alt.Detail("contender:N")
        )
    )
    names = (
        alt.Chart(ends)
        .mark_text(align="left", dx=8)
        .encode(across, alt.Y("place:Q", scale=up, title=""), colour, alt.Text("contender:N"))
    )
    title = alt.TitleParams(
        "Score city", subtitle="SYNTHETIC citizens; on one core where nothing else is said"
    )
    return drawn((lines + names).properties(width=480, height=420, title=title))


def kind(name: str) -> str:
    if not NAMED[name].rival:
        return "ours"
    return "by hand" if name.startswith("hand") else "others"


def spread(heights: list[float], apart: float = 1.24) -> list[float]:
    """Return heights moved up just far enough that words beside them do not cover each other."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    for below, here in itertools.pairwise(order):
        moved[here] = max(moved[here], moved[below] * apart)
    return moved


def growth(runs: list[Measured]) -> str:
    """Return time and memory of a full city over the number of citizens."""
    done = [run for run in runs if not run.refused]
    frame = pl.DataFrame(
        {
            "citizens": [run.citizens for run in done],
            "seconds, whole run": [run.wall_seconds for run in done],
            "memory, GiB": [run.peak_bytes / 2**30 for run in done],
            "ns per citizen-day": [run.per_citizen_day for run in done],
        }
    )
    sizes = [run.citizens for run in done]
    panels = [
        alt.Chart(frame, title=name, width=190, height=190)
        .mark_line(point=alt.OverlayMarkDef(color=OURS, size=50), color=OURS)
        .encode(
            alt.X("citizens", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s", values=sizes)),
            alt.Y(name, title=None, scale=alt.Scale(type=form), axis=alt.Axis(tickCount=5, format=",~f")),
        )
        for name, form in FORMS.items()
    ]
    days = ", ".join(sorted({str(run.days) for run in done}))
    title = alt.TitleParams(
        f"{done[0].city} by number of citizens",
        subtitle=f"SYNTHETIC citizens; {days} days, {done[0].threads} threads",
    )
    return drawn(alt.hconcat(*panels).properties(title=title))

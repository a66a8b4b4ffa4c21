"""The quiet city: how many disapprove, how many say so, and how many others take them to be."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from glasscity.intervention import stages
from glasscity.show import palette
from glasscity.show.bars import LETTER
from glasscity.show.charts import time_ticks
from glasscity.show.english import full_date, in_hundred, percent, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.svg import WIDE, Drawing, path_of, spread
from glasscity.study.voices import Voices

MOST_MOMENTS = 180
"""Days drawn at most."""
STEPS = (0.0001, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25)
MOST_STEPS = 5
"""Steps of the axis, and how many of them it has at most."""
ROWS = 12
"""Days in the table."""


class Line(NamedTuple):
    """One line: its words at the end, wide and narrow, its colour, its dashes, and a share for each day."""

    words: str
    short: str
    colour: str
    dashes: str | None
    shares: list[float]


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file; none where people do not decide what they say."""
    voices = facts.summary.voices
    return [] if voices is None else [quiet_city(facts, voices)]


def quiet_city(facts: Facts, voices: Voices) -> Figure:
    """Return the figure of what people think, say, and take others to think, over time."""
    days = _moments(facts, "voice_days")
    think, say = voices.end.critics / facts.citizens, voices.end.candid / facts.citizens
    title = f"{_people(think)} disapprove at the end; {in_hundred(say)} say so"
    lines = _lines(facts, days)
    again = f", and {whole(voices.spoke_again or 0)} of these speak at the end" if voices.fell_silent else ""
    stopped = f"{whole(voices.fell_silent or 0)} citizens stopped speaking critically at some time{again}. "
    said = (
        f"{'' if voices.fell_silent is None else stopped}"
        f"Of those who disapprove at the end, {whole(voices.end.silent)} say nothing and "
        f"{whole(voices.end.feigning)} approve aloud. {whole(voices.critical_forgone)} acts of critical "
        "speech were held back. “Are taken to” is the mean of what citizens perceive around them. Dotted: "
        "days on which the rules changed, and the same people without a score."
    )
    return Figure(
        "voice",
        title,
        "Share of all citizens who disapprove in private, who say so, and whom others take to disapprove",
        *pictures(facts, lambda width: _drawn(facts, days["day"].to_list(), lines, width), title),
        said,
        _table(facts, days),
    )


def _people(share: float) -> str:
    words = in_hundred(share)
    return words[:1].upper() + words[1:]


def _moments(facts: Facts, name: str) -> pl.DataFrame:
    step = -(-facts.days // MOST_MOMENTS)
    last = facts.days - 1
    return facts.run.table(name).filter((pl.col("day") % step == 0) | (pl.col("day") == last)).collect()


def _lines(facts: Facts, days: pl.DataFrame) -> list[Line]:
    def of(frame: pl.DataFrame, column: str) -> list[float]:
        return (frame[column] / facts.citizens).to_list()

    def candid(frame: pl.DataFrame) -> list[float]:
        said = frame["critics"] - frame["critics_silent"] - frame["critics_feigning"]
        return (said / facts.citizens).to_list()

    lines = [
        Line("disapprove", "disapprove", palette.INK.light, None, of(days, "critics")),
        Line("say so", "say so", palette.LOSS.light, None, candid(days)),
        Line("are taken to", "taken to", palette.GAIN.light, None, days["perceived"].to_list()),
    ]
    if facts.run.folder.names("baseline_voice_days"):
        bare = _moments(facts, "baseline_voice_days")
        lines.append(Line("say so, no score", "no score", palette.LOSS.light, "2 4", candid(bare)))
    return lines


def _table(facts: Facts, days: pl.DataFrame) -> Table:
    step = -(-len(days) // ROWS)
    rows = []
    for place in [*range(0, len(days) - 1, step), len(days) - 1]:
        row = days.row(place, named=True)
        critics, *hidden = (row[name] for name in ("critics", "critics_silent", "critics_feigning"))
        numbers = [critics, critics - sum(hidden), *hidden]
        shown = [full_date(facts.scenario.time.date_of(row["day"])), *map(whole, numbers)]
        rows.append([*shown, percent(row["perceived"]), whole(row["mean_opinion"]), percent(row["fear"])])
    columns = ["Day", "Disapprove", "say so", "say nothing", "approve aloud"]
    return Table([*columns, "are taken to", "Mean opinion (0 to 255)", "Mean fear"], rows)


def _drawn(facts: Facts, days: list[int], lines: list[Line], width: int) -> Drawing:
    is_narrow = width < WIDE
    height, left, foot = (240, 40, 30) if is_narrow else (300, 46, 32)
    right = 92 if is_narrow else 168
    drawing = Drawing(width, height + foot)
    across, top = width - left - right, 8
    highest = max(max(line.shares) for line in lines) * 1.06 or 0.0001
    last = max(facts.days - 1, 1)

    def place(day: float, share: float) -> tuple[float, float]:
        return left + across * day / last, top + (height - top) * (1 - share / highest)

    muted, grid = palette.MUTED.light, palette.GRID.light
    step = next(step for step in STEPS if highest / step <= MOST_STEPS)
    for number in range(int(highest / step) + 1):
        y = place(0, number * step)[1]
        drawing.line((left, y), (left + across, y), grid)
        drawing.text(left - 6, y + 4, percent(number * step), muted, 12, "end")
    free = 0.0
    for day, label in time_ticks(facts.scenario.time.start, facts.days, is_narrow).items():
        x = place(day, 0)[0]
        drawing.line((x, height), (x, height + 5), palette.FAINT.light)
        if x >= free:
            drawing.text(x, height + 19, label, muted, 12)
            free = x + LETTER * len(label) + 4
    for stage in stages(facts.scenario)[1:]:
        x = place(stage.day, 0)[0]
        drawing.line((x, top), (x, height), palette.FAINT.light, stroke_dasharray="2 3")
    for line in lines:
        drawing.path(
            path_of(place(day, share) for day, share in zip(days, line.shares, strict=True)),
            tip=line.words,
            fill="none",
            stroke=line.colour,
            stroke_width=1.6 if line.dashes else 2.6,
            stroke_dasharray=line.dashes,
            stroke_linejoin="round",
        )
    ordered = sorted(lines, key=lambda line: -line.shares[-1])
    wanted = [place(0, line.shares[-1])[1] + 4 for line in ordered]
    for line, y in zip(ordered, spread(wanted, 17, 14, height), strict=True):
        words = line.short if is_narrow else f"{line.words}  {percent(line.shares[-1])}"
        weight = None if line.dashes else "bold"
        drawing.text(left + across + 8, y, words, line.colour, 13, "start", weight)
    return drawing

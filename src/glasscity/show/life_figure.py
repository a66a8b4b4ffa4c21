"""One citizen's score from the first day to the last, over the bands of the categories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from glasscity.show import palette
from glasscity.show.charts import time_ticks
from glasscity.show.english import decimal, full_date, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.svg import WIDE, Drawing, Point, path_of, spread
from glasscity.study.explain import Story
from glasscity.study.words import counted

ROWS = 13
STRIP, BETWEEN = 9, 5
"""Height of the strip that shows the category on every day, and the gap to the next one."""


def life_figure(facts: Facts, story: Story, title: str) -> Figure:
    """Return the figure of a citizen's score day by day."""
    known = story.lifeline[-1].total is not None
    note = "The line is the total score. "
    if not known:
        note = "The line is the base: this run did not record what contacts added day by day. "
    elif any(day.influence for day in story.lifeline):
        note = (
            "The line is the total score; dotted, the score by one's own file alone, without the contacts. "
        )
    return Figure(
        f"citizen-{story.citizen}",
        title,
        f"Score of citizen {whole(story.citizen)} on every day, over the bands of the categories",
        *pictures(facts, lambda width: _drawn(facts, story, width), title),
        f"{note}{_about_strips(story)}",
        _table(story),
    )


def _about_strips(story: Story) -> str:
    if not story.true_categories:
        return "The strip under it is the category on each day."
    apart = f"they differ on {counted(story.days_apart, 'day')}" if story.days_apart else "they never differ"
    return f"The strips under it are the category on each day, on file and on the true record: {apart}."


def _table(story: Story) -> Table:
    days = list(story.lifeline)
    step = -(-len(days) // (ROWS - 1))
    rows = [
        [
            full_date(date_of(story, day.day)),
            decimal(day.base, 1),
            "" if day.influence is None else decimal(day.influence, 1),
            "" if day.total is None else decimal(day.total, 1),
            day.category,
            *([story.true_categories[day.day]] if story.true_categories else []),
        ]
        for day in [*days[:-1:step], days[-1]]
    ]
    truly = ["On the true record"] if story.true_categories else []
    return Table(["End of", "Own file", "Contacts", "Total", "Category", *truly], rows)


def date_of(story: Story, day: int) -> date:
    """Return the date of a day of the story."""
    return story.start_date + timedelta(days=day)


def _drawn(facts: Facts, story: Story, width: int) -> Drawing:
    is_narrow = width < WIDE
    strips = _strips(story)
    height, top, foot = (190, 8, 38) if is_narrow else (230, 8, 40)
    under = len(strips) * (STRIP + BETWEEN) - BETWEEN
    foot += under - STRIP
    drawing = Drawing(width, top + height + foot)
    left = 44
    right = width - 14 - 8 * max(len(name) for name in facts.names)
    totals = [story.start, *(day.base if day.total is None else day.total for day in story.lifeline)]
    bases = [story.start, *(day.base for day in story.lifeline)]
    low, high = reach(totals + bases)
    across = (right - left) / max(len(totals) - 1, 1)

    def y_of(score: float) -> float:
        return top + (high - score) / (high - low) * height

    draw_bands(drawing, facts, (left, right), (low, high), y_of(high), y_of(low))
    for tick in ticks(low, high):
        drawing.text(left - 7, y_of(tick) + 4, decimal(tick, 0), palette.MUTED.light, 12, "end")
        drawing.line((left - 4, y_of(tick)), (left, y_of(tick)), palette.FAINT.light)
    for number, (label, categories) in enumerate(strips.items()):
        y = top + height + 4 + number * (STRIP + BETWEEN)
        draw_strip(drawing, facts, categories, left, across, y)
        if len(strips) > 1:
            drawing.text(left - 7, y + STRIP - 0.5, label, palette.MUTED.light, 11, "end")
    for day, label in time_ticks(story.start_date, len(story.lifeline), is_narrow).items():
        x = left + (day + 1) * across
        drawing.line((x, top + height + under + 4), (x, top + height + under + 9), palette.FAINT.light)
        drawing.text(x, top + height + under + 22, label, palette.MUTED.light, 12)
    if any(day.influence for day in story.lifeline):
        points = steps(bases, left, across, y_of)
        drawing.path(
            points, fill="none", stroke=palette.MUTED.light, stroke_width=1.3, stroke_dasharray="2 3"
        )
    points = steps(totals, left, across, y_of)
    drawing.path(points, fill="none", stroke=palette.INK.light, stroke_width=2.2, stroke_linejoin="round")
    drawing.add("circle", cx=right, cy=y_of(totals[-1]), r=4, fill=palette.INK.light)
    return drawing


def reach(scores: list[float]) -> tuple[float, float]:
    """Return the lowest and the highest score to draw, with some air."""
    low, high = min(scores), max(scores)
    air = max((high - low) * 0.12, 6)
    return low - air, high + air


def ticks(low: float, high: float) -> list[float]:
    """Return three to six round scores between two."""
    step = next(
        step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 10**4, 10**6) if (high - low) / step < 6
    )
    first = -(-low // step)
    return [step * (first + index) for index in range(6) if step * (first + index) <= high]


def draw_bands(drawing: Drawing, facts: Facts, x: Point, reach: Point, top: float, bottom: float) -> None:
    """Draw the bands of the categories that the picture reaches into, and name them on the right."""
    bands = facts.scenario.rulebook.categories.bands
    bounds = [float(band.at_least) for band in bands if band.at_least is not None]
    edges = [max(reach[1], *bounds) + 1, *bounds, min(reach[0], *bounds) - 1]
    scale = (bottom - top) / (reach[1] - reach[0])
    names, middles = [], []
    for rank, (above, below) in enumerate(pairwise(edges)):
        high, low = min(above, reach[1]), max(below, reach[0])
        if high <= low:
            continue
        y, size = top + (reach[1] - high) * scale, (high - low) * scale
        colour = palette.categories(len(facts.names))[rank].light
        drawing.rect(x[0], y, x[1] - x[0], size, colour, fill_opacity="0.3")
        if below > reach[0]:
            drawing.line((x[0], y + size), (x[1], y + size), palette.PAPER.light)
        names.append(facts.names[rank])
        middles.append(y + size / 2)
    for name, y in zip(names, spread(middles, 15, top + 5, bottom - 2), strict=True):
        drawing.text(x[1] + 9, y + 4.5, name, palette.INK.light, 13, weight="bold")


def _strips(story: Story) -> dict[str, Sequence[str]]:
    """Return the category on every day: on file, and on the true record where one is kept."""
    on_file = [day.category for day in story.lifeline]
    return {"file": on_file, "true": story.true_categories} if story.true_categories else {"file": on_file}


def draw_strip(
    drawing: Drawing, facts: Facts, categories: Sequence[str], left: float, across: float, top: float
) -> None:
    """Draw the category on every day: it can be worse than the score's own, where a rule has set it."""
    colours = {
        name: colour.light
        for name, colour in zip(facts.names, palette.categories(len(facts.names)), strict=True)
    }
    first = 0
    for day in range(1, len(categories) + 1):
        if day == len(categories) or categories[day] != categories[first]:
            name = categories[first]
            size = (day - first) * across
            tip = f"{name}: {counted(day - first, 'day')}"
            drawing.rect(
                left + first * across, top, size, STRIP, colours.get(name, palette.GRID.light), tip=tip
            )
            first = day


def steps(scores: list[float], left: float, across: float, y_of: Callable[[float], float]) -> str:
    """Return the path of a score that stands still between its changes."""
    points: list[Point] = [(left, y_of(scores[0]))]
    for day, (before, now) in enumerate(pairwise(scores), 1):
        if now != before or day == len(scores) - 1:
            points += [(left + day * across, y_of(before)), (left + day * across, y_of(now))]
    return path_of(points)

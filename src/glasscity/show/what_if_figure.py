"""Two pictures of a what-if: one life with something and without it, and many lives in squares."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from glasscity.show import palette
from glasscity.show.charts import time_ticks
from glasscity.show.english import decimal, full_date, signed
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.life_figure import BETWEEN, STRIP, draw_bands, draw_strip, reach, steps, ticks
from glasscity.show.svg import WIDE, Drawing
from glasscity.show.what_if_text import in_lives, rows_of, verdict, what_a_branch_is
from glasscity.twin.branches import Branches
from glasscity.twin.what_if import Evening, WhatIf

GAP = 2
"""Pixels between two squares."""
LARGEST_SQUARE = 22
WITH, WITHOUT = "with", "without"


def two_lives(facts: Facts, found: WhatIf) -> Figure:
    """Return the figure of both life lines over the bands of the categories."""
    title = verdict(found)[0].removesuffix(".")
    return Figure(
        "two-lives",
        title,
        f"Score of citizen {found.citizen:,} on every day, over the bands of the categories",
        *pictures(facts, lambda width: _drawn(facts, found, width), title),
        f"Dark: with it, as it was. Blue, dashed: without {found.without}. The strips are the category on "
        "each day. This is one life: in others it may come to the same without it, or to nothing with it.",
        _table(found),
    )


def _table(found: WhatIf) -> Table:
    rows = []
    for day, words in rows_of(found):
        there, without = found.with_it[day], found.without_it[day]
        cells = [_points(there), there.category, _points(without), without.category]
        rows.append([full_date(found.date_of(day)), words, *cells, signed(found.differences[day], 1)])
    return Table(
        ["End of", "What happened", "With it", "Category", "Without it", "Category", "Difference"],
        rows,
        words=2,
    )


def _points(evening: Evening) -> str:
    return "" if evening.total is None else decimal(evening.total, 1)


def _drawn(facts: Facts, found: WhatIf, width: int) -> Drawing:
    is_narrow = width < WIDE
    height, top = (190, 8) if is_narrow else (250, 8)
    under = 2 * (STRIP + BETWEEN) - BETWEEN
    drawing = Drawing(width, top + height + under + 30)
    left, right = 52.0, width - 14.0 - 8 * max(len(name) for name in facts.names)
    lines = {WITHOUT: found.without_it, WITH: found.with_it}
    scores = {name: _scores(found, line) for name, line in lines.items()}
    low, high = reach([score for some in scores.values() for score in some])
    across = (right - left) / len(found.with_it)

    def y_of(score: float) -> float:
        return top + (high - score) / (high - low) * height

    draw_bands(drawing, facts, (left, right), (low, high), y_of(high), y_of(low))
    for tick in ticks(low, high):
        drawing.text(left - 7, y_of(tick) + 4, decimal(tick, 0), palette.MUTED.light, 12, "end")
        drawing.line((left - 4, y_of(tick)), (left, y_of(tick)), palette.FAINT.light)
    if found.filing is not None:
        x = left + (found.filing.day + 1) * across
        drawing.line((x, top), (x, top + height), palette.INK.light, 1, stroke_dasharray="1 3")
        anchor = "end" if x > (left + right) / 2 else "start"
        drawing.text(
            x + (-6 if anchor == "end" else 6), top + height - 7, "on file", palette.INK.light, 12, anchor
        )
    strips = {WITH: found.with_it, WITHOUT: found.without_it}
    for number, (name, line) in enumerate(strips.items()):
        y = top + height + 4 + number * (STRIP + BETWEEN)
        draw_strip(drawing, facts, [one.category for one in line], left, across, y)
        drawing.text(left - 7, y + STRIP - 0.5, name, palette.MUTED.light, 11, "end")
    for day, label in time_ticks(found.start_date, len(found.with_it), is_narrow).items():
        x = left + (day + 1) * across
        drawing.line((x, top + height + under + 4), (x, top + height + under + 9), palette.FAINT.light)
        drawing.text(x, top + height + under + 22, label, palette.MUTED.light, 12)
    for name, colour in ((WITHOUT, palette.GAIN.light), (WITH, palette.INK.light)):
        if all(one.total is None for one in lines[name]):
            continue
        dashes = "5 3" if name == WITHOUT else None
        drawing.path(
            steps(scores[name], left, across, y_of),
            fill="none",
            stroke=colour,
            stroke_width=2.2,
            stroke_linejoin="round",
            stroke_dasharray=dashes,
        )
        drawing.add("circle", cx=right, cy=y_of(scores[name][-1]), r=4, fill=colour)
    return drawing


def _scores(found: WhatIf, line: Sequence[Evening]) -> list[float]:
    """Return a score for the start and every evening; where there is none, the one before."""
    scores = [found.start]
    for one in line:
        scores.append(scores[-1] if one.total is None else one.total)
    return scores


def many_lives(facts: Facts, found: WhatIf, branches: Branches) -> Figure:
    """Return the figure of the category at the end in every life, with it and without it."""
    title = in_lives(found, branches).removesuffix(".")
    names = list(branches.with_it.at_end)
    rows = [
        [name, f"{branches.with_it.at_end.get(name, 0):,}", f"{branches.without_it.at_end.get(name, 0):,}"]
        for name in dict.fromkeys([*names, *branches.without_it.at_end])
    ]
    return Figure(
        "many-lives",
        title,
        "Category on the last day in every life: above with it, below without it",
        *pictures(facts, lambda width: _squares(facts, branches, width), title),
        f"A column is one life. {what_a_branch_is(found, branches)}",
        Table(["Category on the last day", "Lives with it", "Lives without it"], rows),
    )


def _squares(facts: Facts, branches: Branches, width: int) -> Drawing:
    """Draw a column of two squares for each life, the worst ones first."""
    ranks = {name: rank for rank, name in enumerate(facts.names)}
    pairs = sorted(branches.each, key=lambda pair: tuple(-ranks.get(name, -1) for name in pair))
    left = 52.0
    size = min((width - left) / min(len(pairs), 40), LARGEST_SQUARE)
    in_a_row = int((width - left) // size)
    colours = {
        name: colour.light
        for name, colour in zip(facts.names, palette.categories(len(facts.names)), strict=True)
    }
    lines = -(-len(pairs) // in_a_row)
    block = 2 * size + 12
    drawing = Drawing(width, lines * block + 22)
    for number, pair in enumerate(pairs):
        x, y = left + number % in_a_row * size, number // in_a_row * block
        for side, name in enumerate(pair):
            tip = f"{name} {(WITH, WITHOUT)[side]} it"
            colour = colours.get(name, palette.GRID.light)
            drawing.rect(x, y + side * size, size - GAP, size - GAP, colour, tip=tip)
    for line in range(lines):
        for side, word in enumerate((WITH, WITHOUT)):
            y = line * block + (side + 0.5) * size + 3
            drawing.text(left - 7, y, word, palette.MUTED.light, 11, "end")
    x = left
    for name, _ in groupby(sorted({name for pair in pairs for name in pair}, key=lambda n: ranks.get(n, -1))):
        drawing.rect(x, lines * block + 4, 10, 10, colours.get(name, palette.GRID.light))
        drawing.text(x + 14, lines * block + 13, name, palette.MUTED.light, 12)
        x += 28 + 8 * len(name)
    return drawing

"""Where they live: the invented city from above, every block in the colour of its people's categories."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.show import palette
from glasscity.show.english import compared, decimal, in_hundred, percent, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, Drawing, Point, path_of

MOST_CELLS = 1600
FEWEST_PEOPLE = 200
"""A square of the picture stands for about this many people or more: none shows a household."""
STREET = 0.09
"""Width of the streets between communities, as a share of a block."""

_Place = Callable[[float, float], Point]
"""Turns blocks into a place in the picture."""
_Block = tuple[int, int]


class Cell(NamedTuple):
    """A square of the picture: place and side in blocks, citizens, share of them in the low categories."""

    x: float
    y: float
    side: float
    citizens: int
    share: float


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order."""
    return [where_they_live(facts)]


def where_they_live(facts: Facts) -> Figure:
    """Return the figure of the city from above."""
    districts = _districts(facts)
    city = _blocks(facts)
    labels = {key: clean(district.label) for key, district in facts.scenario.population.districts.items()}
    most, least = districts.row(0, named=True), districts.row(-1, named=True)
    if most["share"] == 0:
        title = f"Nobody in any district ends in {facts.low_words}"
    elif len(districts) == 1:
        title = f"{in_hundred(most['share'])} end in {facts.low_words}"
    else:
        shares = compared(most["share"], least["share"])
        names = labels[most["level"]], labels[least["level"]]
        title = f"{names[0]} has {shares[0]} in {facts.low_words}, {names[1]} {shares[1]}"
    cells = _cells(facts, len(city))
    bounds = _bounds([cell.share for cell in cells])
    rows = [
        [labels[level], whole(citizens), whole(low), percent(share), decimal(mean, 1)]
        for level, citizens, low, mean, share in districts.rows()
    ]
    size = round(sum(cell.citizens for cell in cells) / len(cells))
    return Figure(
        "map",
        title,
        f"Share of citizens in {facts.low_words} at the end, by place of home",
        *pictures(facts, lambda width: _drawn(facts, city, cells, bounds, width), title),
        f"The city is invented, and so is its river. A square is about {whole(size)} people; single squares "
        "differ by chance, districts by who lives there. The rules are the same everywhere; what people do "
        "is not.",
        Table(["District", "Citizens", f"in {facts.low_words}", "Share", "Mean score"], rows),
    )


def _is_low(facts: Facts) -> pl.Expr:
    return pl.col("category").cast(pl.String).is_in(facts.low)


def _districts(facts: Facts) -> pl.DataFrame:
    """Return `level`, `citizens`, `low`, `mean`, `share` of every district, the largest share first."""
    grouped = facts.run.table("citizens").group_by(level=pl.col("district").cast(pl.String))
    sums = grouped.agg(
        pl.len().alias("citizens"),
        _is_low(facts).sum().alias("low"),
        (pl.col("total").filter(pl.col("category").cast(pl.String).is_in(facts.names)).mean() / MILLIPOINTS)
        .fill_null(float("nan"))
        .alias("mean"),
    )
    return (
        sums.with_columns(share=pl.col("low") / pl.col("citizens"))
        .sort("share", "level", descending=[True, False])
        .collect()
    )


def _lots(facts: Facts) -> int:
    """Return the side of a community's block, in homes."""
    return next(side for side in range(1, 1 << 9) if side * side >= facts.scenario.network.community)


def _homes(facts: Facts) -> pl.LazyFrame:
    """Return the citizens who live in communities, with the block of each: `x`, `y`."""
    lots = _lots(facts)
    people = pl.col("citizen") < facts.scenario.population.citizens
    blocks = {"x": pl.col("home_x") // lots, "y": pl.col("home_y") // lots}
    return facts.run.table("citizens").filter(people).with_columns(**blocks)


def _blocks(facts: Facts) -> dict[_Block, str]:
    """Return the district of every community's block."""
    district = pl.col("district").cast(pl.String).first()
    return {
        (x, y): name
        for x, y, name in _homes(facts).group_by("x", "y").agg(district).sort("x", "y").collect().rows()
    }


def _cells(facts: Facts, communities: int) -> list[Cell]:
    """Return the squares of the picture: communities, or quarters of them, or quarters of those."""
    parts = 1
    while parts < 8 and communities * (2 * parts) ** 2 <= MOST_CELLS:
        if facts.scenario.network.community / (2 * parts) ** 2 < FEWEST_PEOPLE:
            break
        parts *= 2
    lots = _lots(facts)
    cut = -(-lots // parts)
    within = [(pl.col(f"home_{axis}") - pl.col(axis) * lots) // cut for axis in "xy"]
    grouped = _homes(facts).group_by("x", "y", part_x=within[0], part_y=within[1])
    found = grouped.agg(pl.len().alias("citizens"), _is_low(facts).mean().alias("share"))
    side = (1 - STREET) / parts
    cells = []
    for x, y, part_x, part_y, citizens, share in found.sort("x", "y", "part_x", "part_y").collect().rows():
        place = x + STREET / 2 + part_x * side, y + STREET / 2 + part_y * side
        cells.append(Cell(*place, side, citizens, share))
    return cells


def _bounds(shares: list[float]) -> list[float]:
    """Return five round bounds between six steps, laid where most squares differ."""
    low, high = (float(np.quantile(shares, at)) for at in (0.05, 0.95))
    step = next((step for step in (0.005, 0.01, 0.02, 0.05, 0.1) if step * 4 >= high - low), 0.15)
    first = max(round(low / step), 1)
    return [step * (first + index) for index in range(5)]


def _drawn(
    facts: Facts, city: dict[_Block, str], cells: list[Cell], bounds: list[float], width: int
) -> Drawing:
    """Return the picture; north (large y) is up."""
    is_narrow = width < WIDE
    left, right = min(x for x, _ in city), max(x for x, _ in city) + 1
    low, high = min(y for _, y in city), max(y for _, y in city) + 1
    legend = 52 if is_narrow else 0
    room = width if is_narrow else 560
    scale = min(room / (right - left), (room - 20) / (high - low), 120)
    height = (high - low) * scale + legend
    shift = (
        (width - (right - left) * scale) / 2 if is_narrow else 170 + (WIDE - 170 - (right - left) * scale) / 2
    )

    def place(x: float, y: float) -> tuple[float, float]:
        return shift + (x - left) * scale, legend + (high - y) * scale

    drawing = Drawing(width, max(height, 200))
    colours = [colour.light for colour in palette.SHARES]
    _draw_river(drawing, list(city), place, scale)
    seam = 0 if is_narrow or scale < 40 else 0.6
    for cell in cells:
        x, y = place(cell.x, cell.y + cell.side)
        side = cell.side * scale - seam
        tip = f"{percent(cell.share)} of {whole(cell.citizens)} people in {facts.low_words}"
        drawing.rect(x, y, side, side, colours[bisect_right(bounds, cell.share)], tip=tip)
    _draw_borders(drawing, city, place)
    _name_districts(drawing, facts, city, place, 11 if is_narrow else 13)
    _draw_legend(drawing, facts, bounds, is_narrow)
    return drawing


def _draw_river(drawing: Drawing, city: list[_Block], place: _Place, scale: float) -> None:
    """Draw the river through the blocks that are left free between others."""
    rows: dict[int, list[int]] = defaultdict(list)
    for x, y in city:
        rows[y].append(x)
    course = []
    for y in sorted(rows):
        here = set(rows[y])
        free = [x for x in range(min(here), max(here)) if x not in here]
        if free:
            course.append(place(free[len(free) // 2] + 0.5, y + 0.5))
    if len(course) > 2:
        course = [_beyond(course[1], course[0], scale), *course, _beyond(course[-2], course[-1], scale)]
        drawing.path(
            path_of(course),
            fill="none",
            stroke=palette.WATER.light,
            stroke_width=scale * 0.62,
            stroke_linejoin="round",
        )


def _beyond(before: Point, end: Point, scale: float) -> Point:
    """Return where a course ends that comes from `before` to `end`: at the edge of the city."""
    return end[0] + (end[0] - before[0]) / 2, end[1] + (scale / 2 if end[1] > before[1] else -scale / 2)


def _draw_borders(drawing: Drawing, city: dict[_Block, str], place: _Place) -> None:
    """Draw a line between neighbouring blocks of different districts."""
    lines = []
    for (x, y), name in city.items():
        if city.get((x + 1, y), name) != name:
            lines.append(path_of([place(x + 1, y), place(x + 1, y + 1)]))
        if city.get((x, y + 1), name) != name:
            lines.append(path_of([place(x, y + 1), place(x + 1, y + 1)]))
    if lines:
        drawing.path(
            "".join(lines), fill="none", stroke=palette.INK.light, stroke_width=1.4, stroke_linecap="square"
        )


def _name_districts(
    drawing: Drawing, facts: Facts, city: dict[_Block, str], place: _Place, size: float
) -> None:
    """Write every district's name at the middle of its blocks."""
    for name, district in facts.scenario.population.districts.items():
        here = [block for block, other in city.items() if other == name]
        if not here:
            continue
        x, y = place(*_middle(here))
        words = clean(district.label).split()
        half = (len(words) + 1) // 2
        lines = [line for line in (" ".join(words[:half]), " ".join(words[half:])) if line]
        for number, line in enumerate(lines):
            at = y + size * 0.35 + (number - (len(lines) - 1) / 2) * size * 1.15
            drawing.text(x, at, line, palette.INK.light, size, "middle", "bold", palette.PAPER.light)


def _middle(blocks: list[_Block]) -> Point:
    """Return the middle of some blocks; where it is not in any of them, that of the nearest."""
    x, y = (sum(block[axis] for block in blocks) / len(blocks) for axis in (0, 1))
    if (round(x), round(y)) in blocks:
        return x + 0.5, y + 0.5
    near = min(blocks, key=lambda block: ((block[0] - x) ** 2 + (block[1] - y) ** 2, block))
    return near[0] + 0.5, near[1] + 0.5


def _round_percent(share: float) -> str:
    return f"{decimal(share * 100, 0 if abs(share * 100 - round(share * 100)) < 1e-6 else 1)}%"


def _draw_legend(drawing: Drawing, facts: Facts, bounds: list[float], is_narrow: bool) -> None:
    """Draw the six steps: in a row above the map, or in a column beside it."""
    said = [f"under {_round_percent(bounds[0])}"]
    said += [f"{_round_percent(low)} to {_round_percent(high)}" for low, high in pairwise(bounds)]
    said.append(f"{_round_percent(bounds[-1])} and more")
    if is_narrow:
        step = drawing.width / 6
        for index, colour in enumerate(palette.SHARES):
            drawing.rect(index * step, 2, step - 1, 11, colour.light)
        for index, bound in enumerate(bounds, 1):
            drawing.text(index * step, 28, _round_percent(bound), palette.MUTED.light, 12, "middle")
        return
    drawing.text(0, 14, f"In {facts.low_words}", palette.INK.light, 13, weight="bold")
    for index, (colour, text) in enumerate(zip(palette.SHARES, said, strict=True)):
        drawing.rect(0, 26 + index * 22, 16, 16, colour.light)
        drawing.text(24, 39 + index * 22, text, palette.MUTED.light, 13)

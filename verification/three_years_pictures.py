"""The pictures of docs/three-years.md, drawn with the report's own tools on a light ground."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars, draw_key
from glasscity.show.svg import FOOT, WIDE, Drawing, Point, element, framed, path_of, spread

EDGE = 24.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 150.0, 30.0, 44.0
HEIGHT = 340.0
COLOURS = (palette.REFUSED, palette.GAIN, palette.CONTACTS, palette.OVERRIDDEN, palette.INK)
SAID = ("say so", "feign approval", "say nothing")


def keep(path: Path, drawing: Drawing, alternative: str, stamp: str) -> None:
    """Write a picture with a margin, on paper, in the report's letters."""
    inside = framed(drawing, alternative, stamp, palette.MUTED.light)
    width, height = drawing.width + 2 * EDGE, drawing.height + FOOT + 2 * EDGE
    ground = element("rect", x=0, y=0, width=width, height=height, fill=palette.PAPER.light)
    moved = element("g", inside, transform=f"translate({EDGE:g},{EDGE:g})")
    picture = element(
        "svg",
        ground + moved,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        font_family="sans-serif",
        role="img",
        aria_label=alternative,
    )
    path.write_text(picture + "\n", encoding="utf-8")


def after_d(
    path: Path, series: dict[str, list[tuple[float, float]]], after: Sequence[int], stamp: str
) -> None:
    """Draw what D by lot leaves behind: mean difference and interval, by days after it has ended.

    Parameters
    ----------
    series : for each outcome, mean and reach of its interval per 100 people, one pair for each of `after`.
    """
    drawing = Drawing(WIDE, HEIGHT)
    highest = max(mean + reach for pairs in series.values() for mean, reach in pairs)
    lowest = min(0.0, *(mean - reach for pairs in series.values() for mean, reach in pairs))
    right, bottom = WIDE - RIGHT, HEIGHT - BOTTOM

    def at(place: float, value: float) -> Point:
        across = LEFT + 14 + place * (right - LEFT - 28) / (len(after) - 1)
        return across, bottom - (value - lowest) / (highest - lowest) * (bottom - TOP)

    step = next(size for size in (1, 2, 5, 10, 20, 50) if highest / size <= 6)
    drawing.text(0, 12, "more of 100 drawn, than of the same people spared", palette.MUTED.light, 12.5)
    for value in range(0, int(highest) + 1, step):
        y = at(0, value)[1]
        drawing.line((LEFT, y), (right, y), palette.FAINT.light if value == 0 else palette.GRID.light)
        drawing.text(LEFT - 8, y + 4, str(value), palette.MUTED.light, 12, anchor="end")
    for place, days in enumerate(after):
        drawing.text(at(place, 0)[0], bottom + 18, str(days), palette.MUTED.light, 12, anchor="middle")
    drawing.text(
        (LEFT + right) / 2, bottom + 36, "days after D has ended", palette.MUTED.light, 12.5, "middle"
    )
    last = sorted(series, key=lambda name: -series[name][-1][0])
    places = spread([at(0, series[name][-1][0])[1] for name in last], 17, TOP, bottom)
    for number, (name, pairs) in enumerate(series.items()):
        colour = COLOURS[number].light
        points = [
            at(place + (number - len(series) / 2) * 0.05, mean) for place, (mean, _) in enumerate(pairs)
        ]
        drawing.path(path_of(points), fill="none", stroke=colour, stroke_width=2)
        for point, (mean, reach) in zip(points, pairs, strict=True):
            top, low = at(0, mean + reach)[1], at(0, mean - reach)[1]
            drawing.line((point[0], top), (point[0], low), colour, 1.5)
            drawing.add(
                "circle", f"{name}: {mean:+.1f} ± {reach:.1f}", cx=point[0], cy=point[1], r=3, fill=colour
            )
        drawing.text(right + 8, places[last.index(name)] + 4, name, colour, 13)
    words = "; ".join(f"{name} {pairs[0][0]:+.1f} then {pairs[-1][0]:+.1f}" for name, pairs in series.items())
    keep(path, drawing, f"What D by lot leaves behind, first and last day after: {words}.", stamp)


def speaking(path: Path, shares: dict[tuple[str, str], list[float]], stamp: str) -> None:
    """Draw what critics say, with the score and without it.

    Parameters
    ----------
    shares : for (side, when), of 100 critics those who say so and those who feign approval.
    """
    sides = {"without": "without the score", "scored": "with the score"}
    colours = [palette.GAIN.light, palette.REFUSED.light, palette.DEARER.light]
    bars = []
    for side, label in sides.items():
        for (one, when), (say, feign) in shares.items():
            if one == side:
                parts = [say, feign, 100 - say - feign]
                right = [
                    Part(value, colour, f"{said}: {value:.0f}")
                    for value, colour, said in zip(parts, colours, SAID, strict=True)
                ]
                said = f"{say:.0f} of 100 say so"
                bars.append(Bar(label, small=when, right=right, right_text=said))
    inside = draw_bars(bars, WIDE)
    drawing = Drawing(WIDE, inside.height + 28)
    draw_key(drawing, list(zip(colours, SAID, strict=True)), 0, 0)
    drawing.put(element("g", inside.inside(), transform="translate(0,28)"))
    words = "; ".join(f"{bar.label}, {bar.small}: {bar.right_text}" for bar in bars)
    keep(path, drawing, f"What people say who disapprove. {words}.", stamp)

"""One row of a picture of means: a label, a dot, its interval, and the number in words."""

from __future__ import annotations

from glasscity.ensemble.intervals import Interval
from glasscity.show import palette
from glasscity.show.svg import WIDE, Drawing


def draw_dot(
    drawing: Drawing,
    y: float,
    words: tuple[str, str],
    one: Interval,
    ends: tuple[float, float],
    origin: tuple[float, float],
    *,
    sure: bool,
) -> None:
    """Draw a row at the height `y`.

    Parameters
    ----------
    words : the label, and the number in words.
    ends : where the row begins and ends; origin : the value at its beginning, and the scale.
    sure : whether it is to stand out.
    """
    label, said = words
    left, right = ends
    lowest, scale = origin
    colour = palette.LOSS.light if sure else palette.MUTED.light
    drawing.text(0, y - 16 if drawing.width < WIDE else y + 4, label, palette.INK.light, 13)
    drawing.line((left, y), (right, y), palette.GRID.light)
    low, middle, high = (left + (value - lowest) * scale for value in (one.low, one.mean, one.high))
    drawing.line((low, y), (high, y), colour, 2)
    drawing.add("circle", f"{label}: {said}", cx=middle, cy=y, r=4.5, fill=colour)
    drawing.text(drawing.width, y + 4, said, palette.INK.light, 12, "end")

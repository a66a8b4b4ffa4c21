"""Lists of horizontal bars, to one side or to both, with their words beside or above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from glasscity.show import palette
from glasscity.show.english import shortened
from glasscity.show.svg import WIDE, Drawing

LABELS = 256
"""Width of the column of labels in a wide picture."""
LETTER = 6.6
"""Rough width of a letter at the size of the labels."""
THICK = 16
CLOSE = 20.0
"""From a bar to the next one that belongs to it."""


@dataclass(frozen=True)
class Part:
    """A stretch of a bar: how long, in which colour, and what it says to a reader who points at it."""

    value: float
    colour: str
    tip: str = ""


@dataclass(frozen=True)
class Bar:
    """One row: a label, a small line under it, parts to the left and to the right, and their numbers.

    A bar without a label belongs to the one above it, and is drawn close under it.
    """

    label: str
    small: str = ""
    left: Sequence[Part] = field(default_factory=tuple)
    right: Sequence[Part] = field(default_factory=tuple)
    left_text: str = ""
    right_text: str = ""

    @property
    def ends(self) -> tuple[float, float]:
        """How far the bar reaches to the left and to the right."""
        return sum(part.value for part in self.left), sum(part.value for part in self.right)


Key = tuple[str, str]
"""A colour and what it stands for."""


def draw_bars(bars: Sequence[Bar], width: float, keys: Sequence[Key] = ()) -> Drawing:
    """Return the picture of `bars`, with the key to their colours above."""
    is_narrow = width < WIDE
    labels = 0.0 if is_narrow else float(LABELS)
    lines = key_lines(keys, width - labels)
    head = 24.0 * len(lines) + (6 if lines else 0)
    is_tight = is_narrow and any(LETTER * (len(bar.label) + len(bar.small) + 2) > width for bar in bars)
    row = (62 if is_tight else 46) if is_narrow else 38
    tops: list[float] = []
    below = head
    for bar in bars:
        tops.append(below - row + CLOSE if tops and not bar.label else below)
        below = tops[-1] + row
    drawing = Drawing(width, below)
    for number, line in enumerate(lines):
        draw_key(drawing, line, labels, 4 + 24.0 * number)
    letters = [
        max((len(bar.left_text) for bar in bars), default=0),
        max((len(bar.right_text) for bar in bars), default=0),
    ]
    left_room, right_room = (LETTER * number + 10 if number else 0 for number in letters)
    lefts = [bar.ends[0] for bar in bars]
    rights = [bar.ends[1] for bar in bars]
    reach = (max(lefts, default=0) + max(rights, default=0)) or 1
    scale = (width - labels - left_room - right_room) / reach
    zero = labels + left_room + max(lefts, default=0) * scale
    for top, bar in zip(tops, bars, strict=True):
        y = top + ((35 if is_tight else 19) if is_narrow else 5)
        if bar.label:
            _draw_label(drawing, bar, top, is_narrow, is_tight)
        _draw_bar(drawing, bar, zero, y, scale)
    if not is_narrow:
        drawing.line((zero, head), (zero, below - 8), palette.FAINT.light)
    return drawing


def draw_columns(
    columns: Sequence[tuple[str, Sequence[Bar]]], width: float, keys: Sequence[Key] = ()
) -> Drawing:
    """Return lists of one-sided bars with headings: side by side on wide pictures, else one after another."""
    is_narrow = width < WIDE
    gap = 36.0
    each = width if is_narrow else (width - gap * (len(columns) - 1)) / len(columns)
    row = 44
    longest = max((bar.ends[1] for _, bars in columns for bar in bars), default=0) or 1
    letters = max((len(bar.right_text) for _, bars in columns for bar in bars), default=0)
    scale = (each - LETTER * letters - 10) / longest
    lines = key_lines(keys, width)
    top = 24.0 * len(lines) + (8 if lines else 0)
    heights = [30 + row * len(bars) for _, bars in columns]
    height = top + (sum(heights) + 16 * (len(columns) - 1) if is_narrow else max(heights))
    drawing = Drawing(width, height)
    for number, line in enumerate(lines):
        draw_key(drawing, line, 0, 4 + 24.0 * number)
    x, y = 0.0, top
    for (heading, bars), size in zip(columns, heights, strict=True):
        drawing.text(x, y + 14, heading, palette.INK.light, 13, weight="bold")
        for number, bar in enumerate(bars):
            at = y + 30 + row * number
            drawing.text(x, at + 12, shortened(bar.label, int(each / LETTER)), palette.INK.light, 13)
            _draw_bar(drawing, bar, x, at + 18, scale)
        x, y = (x, y + size + 16) if is_narrow else (x + each + gap, y)
    return drawing


def _draw_label(drawing: Drawing, bar: Bar, top: float, is_narrow: bool, is_tight: bool) -> None:
    muted, ink = palette.MUTED.light, palette.INK.light
    if is_narrow:
        drawing.text(0, top + 13, shortened(bar.label, int(drawing.width / LETTER)), ink, 13)
        if is_tight:
            drawing.text(0, top + 29, bar.small, muted, 12)
        else:
            drawing.text(drawing.width, top + 13, bar.small, muted, 12, "end")
        return
    label = shortened(bar.label, int((LABELS - 10) / LETTER))
    drawing.text(0, top + (11 if bar.small else 18), label, ink, 13)
    if bar.small:
        drawing.text(0, top + 26, bar.small, muted, 11.5)


def _draw_bar(drawing: Drawing, bar: Bar, zero: float, y: float, scale: float) -> None:
    ends = [zero, zero]
    for side, parts in enumerate((bar.left, bar.right)):
        for part in parts:
            size = part.value * scale
            x = ends[0] - size if side == 0 else ends[1]
            if size > 0:
                drawing.rect(x, y, max(size, 0.8), THICK, part.colour, tip=part.tip)
            ends[side] += size * (1 if side else -1)
    drawing.line((zero, y - 2), (zero, y + THICK + 2), palette.FAINT.light)
    ink = palette.INK.light
    if bar.left_text:
        drawing.text(ends[0] - 6, y + 12.5, bar.left_text, ink, 12.5, "end")
    if bar.right_text:
        drawing.text(ends[1] + 6, y + 12.5, bar.right_text, ink, 12.5)


def _key_width(text: str) -> float:
    return 19 + LETTER * len(text) + 18


def key_lines(keys: Sequence[Key], width: float) -> list[list[Key]]:
    """Break the key to the colours into lines that fit."""
    lines: list[list[Key]] = []
    used = 0.0
    for key in keys:
        size = _key_width(key[1])
        if not lines or used + size > width + 18:
            lines.append([])
            used = 0
        lines[-1].append(key)
        used += size
    return lines


def draw_key(drawing: Drawing, keys: Sequence[Key], x: float, y: float) -> None:
    """Draw one line of the key to the colours."""
    for colour, text in keys:
        drawing.rect(x, y, 13, 13, colour)
        drawing.text(x + 19, y + 11, text, palette.MUTED.light, 12.5)
        x += _key_width(text)

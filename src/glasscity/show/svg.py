"""A small drawing board: SVG put together as text, every word escaped, every number short."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from glasscity.show.safe import clean

Point = tuple[float, float]

WIDE = 760
"""Width of a picture on a screen or on paper."""
NARROW = 340
"""Width of the same picture on a telephone."""
TALL = 500
"""A picture higher than this gets more room on paper."""
FOOT = 20
"""Height of the line under every picture that says SYNTHETIC."""


def short(number: float) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, inside: str = "", /, **attributes: str | float | None) -> str:
    """Return one element; `_` in an attribute's name stands for `-`, None leaves it out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else short(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def path_of(points: Iterable[Point]) -> str:
    """Return the path through `points`."""
    return "M" + "L".join(f"{short(x)},{short(y)}" for x, y in points)


class Drawing:
    """A picture of some width and height that is drawn piece by piece."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._pieces: list[str] = []

    def add(self, name: str, /, tip: str = "", **attributes: str | float | None) -> None:
        """Draw one element; `tip` is what a reader sees who points at it."""
        self._pieces.append(
            element(name, f"<title>{escape(clean(tip))}</title>" if tip else "", **attributes)
        )

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, **more: str | float | None
    ) -> None:
        """Draw a rectangle; `tip` among `more` as in `add`."""
        self.add("rect", **{"x": x, "y": y, "width": width, "height": height, "fill": fill, **more})  # type: ignore[arg-type]

    def line(self, a: Point, b: Point, stroke: str, width: float = 1, **more: str | float | None) -> None:
        """Draw a straight line."""
        ends: dict[str, str | float | None] = {"x1": a[0], "y1": a[1], "x2": b[0], "y2": b[1]}
        self.add("line", **{**ends, "stroke": stroke, "stroke_width": width, **more})  # type: ignore[arg-type]

    def path(self, d: str, tip: str = "", **more: str | float | None) -> None:
        """Draw a path."""
        self.add("path", tip, d=d, **more)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        fill: str,
        size: float = 13,
        anchor: str = "start",
        weight: str | None = None,
        halo: str | None = None,
    ) -> None:
        """Write a word; a `halo` of the ground's colour keeps it readable on a picture."""
        around = {
            "stroke": halo,
            "stroke_width": 4 if halo else None,
            "paint_order": "stroke" if halo else None,
        }
        self._pieces.append(
            element(
                "text",
                escape(clean(text)),
                x=x,
                y=y,
                fill=fill,
                font_size=size,
                text_anchor=None if anchor == "start" else anchor,
                font_weight=weight,
                stroke_linejoin="round" if halo else None,
                **around,
            )
        )

    def put(self, markup: str) -> None:
        """Add what has been drawn elsewhere."""
        self._pieces.append(markup)

    def inside(self) -> str:
        """Return what has been drawn."""
        return "".join(self._pieces)


def framed(drawing: Drawing, alternative: str, stamp: str, colour: str) -> str:
    """Return a whole picture with its text alternative and, at its foot, the line that says SYNTHETIC."""
    width, height = short(drawing.width), short(drawing.height + FOOT)
    foot = element("text", escape(stamp), x=0, y=drawing.height + FOOT - 6, fill=colour, font_size=10.5)
    size = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    return element(
        "svg",
        drawing.inside() + foot,
        xmlns="http://www.w3.org/2000/svg",
        **size,
        preserveAspectRatio="xMinYMin",
        class_="tall" if drawing.height > TALL else None,
        role="img",
        aria_label=clean(alternative),
    )


def spread(wanted: list[float], gap: float, lowest: float, highest: float) -> list[float]:
    """Move labels, given in order, so that neighbours are `gap` apart and all of them within bounds."""
    places = list(wanted)
    for index, place in enumerate(places):
        before = places[index - 1] + gap if index else lowest
        places[index] = max(place, before)
    for index in range(len(places) - 1, -1, -1):
        after = places[index + 1] - gap if index + 1 < len(places) else highest
        places[index] = min(places[index], after)
    return places

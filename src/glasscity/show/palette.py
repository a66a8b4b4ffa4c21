"""The colours that pages and pictures share, for a light and a dark ground.

Categories run from blue (best) over grey to red-brown (worst), a scale that people who confuse red and green
can tell apart too. Pictures are drawn in the colours for a light ground; in a page each of them becomes a
CSS variable, so that one picture works on both grounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Colour(NamedTuple):
    """One colour on a light ground and its counterpart on a dark one, as #rrggbb."""

    light: str
    dark: str


PAPER = Colour("#ffffff", "#181c22")
INK = Colour("#1c232d", "#e8e6e1")
MUTED = Colour("#5b6570", "#a3abb5")
FAINT = Colour("#aab1b9", "#5d6670")
GRID = Colour("#e2e4e6", "#2d333b")
WATER = Colour("#c5d9e6", "#274050")
GAIN = Colour("#2a67a5", "#6ba6df")
LOSS = Colour("#b4501c", "#e08a55")
OWN_FILE = Colour("#a5441a", "#d9703f")
CONTACTS = Colour("#e3a63c", "#f0bd62")
OVERRIDDEN = Colour("#6b5a7d", "#a48fbb")
ORDINARY = Colour("#9ba4ae", "#77818c")
REFUSED = Colour("#7d2a10", "#b04a22")
DEARER = Colour("#efc79d", "#6b4526")
UNCHANGED = Colour("#efece6", "#292d33")
CHEAPER = Colour("#c3d6e7", "#2c4862")
FIRST = Colour("#6e9fcf", "#3d74ac")
ON_DARK = Colour("#fffefc", "#fffdf9")
ON_FULL = Colour("#fffdfa", "#171b20")
"""Words on the last two of `SHARES`."""

NAMED = {
    "paper": PAPER,
    "ink": INK,
    "muted": MUTED,
    "faint": FAINT,
    "grid": GRID,
    "water": WATER,
    "gain": GAIN,
    "loss": LOSS,
    "own-file": OWN_FILE,
    "contacts": CONTACTS,
    "overridden": OVERRIDDEN,
    "ordinary": ORDINARY,
    "refused": REFUSED,
    "dearer": DEARER,
    "unchanged": UNCHANGED,
    "cheaper": CHEAPER,
    "first": FIRST,
    "on-dark": ON_DARK,
    "on-full": ON_FULL,
}

SHARES = (
    Colour("#f2ece3", "#2b2d30"),
    Colour("#f0d3b0", "#4d3a2c"),
    Colour("#e9ae73", "#7a4c29"),
    Colour("#d6803a", "#ab602a"),
    Colour("#ad4f1b", "#dc8240"),
    Colour("#74260c", "#ffb984"),
)
"""Six steps from few to many."""

_BEST_TO_WORST_LIGHT = ("#1a4b87", "#5f94c6", "#b5cbde", "#e4d5bf", "#db8a43", "#85290c")
_BEST_TO_WORST_DARK = ("#3f7cc0", "#7aaad8", "#b4c6d6", "#d6c4a9", "#dd8d49", "#b8431c")


def categories(number: int) -> list[Colour]:
    """Return the colours of `number` categories, best first."""
    light = _steps(_BEST_TO_WORST_LIGHT, number)
    dark = _steps(_BEST_TO_WORST_DARK, number)
    return [Colour(*pair) for pair in zip(light, dark, strict=True)]


def shares(number: int) -> list[Colour]:
    """Return `number` steps from few to many, or from one level to the next."""
    light = _steps([colour.light for colour in SHARES], number)
    dark = _steps([colour.dark for colour in SHARES], number)
    return [Colour(*pair) for pair in zip(light, dark, strict=True)]


def variables(number: int) -> dict[str, Colour]:
    """Return every colour by the name of its CSS variable, for `number` categories."""
    named = dict(NAMED)
    named |= {f"share-{index}": colour for index, colour in enumerate(SHARES)}
    named |= {f"category-{index}": colour for index, colour in enumerate(categories(number))}
    return named


def css(number: int) -> str:
    """Return the CSS variables: light by default and on paper, dark where the reader's screen is dark."""
    named = variables(number)
    light = "".join(f"--{name}:{colour.light};" for name, colour in named.items())
    dark = "".join(f"--{name}:{colour.dark};" for name, colour in named.items())
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def in_variables(svg: str, number: int) -> str:
    """Return a picture whose colours are CSS variables, with the light colour where there are none."""
    for name, colour in variables(number).items():
        svg = svg.replace(f'"{colour.light}"', f'"var(--{name},{colour.light})"')
    return svg


def _steps(anchors: Sequence[str], number: int) -> list[str]:
    """Return `number` colours evenly spaced along the anchors."""
    places = [index * (len(anchors) - 1) / max(number - 1, 1) for index in range(number)]
    return [_between(anchors, place) for place in places]


def _between(anchors: Sequence[str], place: float) -> str:
    below = min(int(place), len(anchors) - 2)
    share = place - below
    pairs = zip(_channels(anchors[below]), _channels(anchors[below + 1]), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]

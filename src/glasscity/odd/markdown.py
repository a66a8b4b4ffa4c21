"""Pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

LABEL = re.compile(
    r"(?:^|(?<=[.;)] ))"
    r"(Rule|Reads and writes|Reads|Writes|Draws|Units|Leaves out|Sources?|Exactly)(, `\w+`)?(, so far)?: ?"
)
"""The words with which the parts of what a module says begin."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def bullets(items: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {item}" for item in items)


def paragraphs(*parts: str) -> str:
    """Return what is not empty, with an empty line between each two."""
    return "\n\n".join(part for part in parts if part)


def plain(text: str) -> str:
    """Return text that is read as it is: nothing in it is taken for a heading or for HTML."""
    return " ".join(text.split()).replace("<", "&lt;")


def quoted(text: str) -> str:
    """Return a docstring as Markdown: its labelled parts as paragraphs, its lists as lists, formulas as they
    stand."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    return "\n\n".join(block if block.startswith("    ") else _block(block) for block in blocks)


def _block(block: str) -> str:
    head, *items = re.split(r"\n- ", f"\n{block}")
    return paragraphs(*_labelled(plain(head)), bullets(plain(item) for item in items))


def _labelled(text: str) -> list[str]:
    """Return text split before each label, the label in bold."""
    starts = [found.start() for found in LABEL.finditer(text)]
    pieces = [text[a:b].strip() for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]
    return [LABEL.sub(lambda found: f"**{found[0].strip()}** ", one).strip() for one in pieces]


def _cell(text: str) -> str:
    return plain(text).replace("|", "\\|")

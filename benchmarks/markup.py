"""Small pieces of Markdown."""

from __future__ import annotations

import textwrap


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def paragraph(text: str) -> str:
    words = " ".join(text.split())
    return textwrap.fill(words, 110, break_long_words=False, break_on_hyphens=False)


def size(citizens: int) -> str:
    """Return a number of citizens as one says it."""
    for unit, name in ((1_000_000, "million"), (1000, "thousand")):
        if citizens >= unit and citizens % unit == 0:
            return f"{citizens // unit} {name}"
    return f"{citizens:,}"


def left(text: str) -> str:
    """Return a text that starts a sentence; names of programs in lower case stay so, in bold."""
    return f"**{text}**"

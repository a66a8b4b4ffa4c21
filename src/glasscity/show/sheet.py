"""A page of its own in the look of the report: one HTML file that loads nothing and runs no script."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib import resources
from string import Template

from glasscity.show import palette
from glasscity.show.front import contents_html
from glasscity.show.safe import clean


def sheet_html(
    title: str, front: str, contents: str, body: str, categories: int, *, printed: str = ""
) -> str:
    """Return a page with its parts, which are HTML.

    Parameters
    ----------
    categories : how many have a colour.
    printed : more of the style, for paper.
    """
    style = palette.css(categories) + _text("report.css") + printed
    return Template(_text("report.html")).substitute(
        title=escape(clean(title)),
        style=style,
        style_hash=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}",
        front=front,
        contents=contents,
        body=body,
    )


def sections_html(sections: list[tuple[str, str, str]]) -> tuple[str, str]:
    """Return the contents and the body of numbered sections, each with its key, its title and its HTML."""
    body = "\n".join(
        f'<section id="{key}"><h2><span class="number">{number}</span>{escape(title)}</h2>{inside}</section>'
        for number, (key, title, inside) in enumerate(sections, 1)
    )
    return contents_html([(key, title) for key, title, _ in sections]), body


def _text(name: str) -> str:
    return (resources.files("glasscity") / "show" / name).read_text(encoding="utf-8").replace("\r\n", "\n")

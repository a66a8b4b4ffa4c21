"""A page of its own in the look of the report: one HTML file that loads nothing and runs no script."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib import resources
from string import Template

from glasscity.show import palette
from glasscity.show.safe import clean


def sheet_html(title: str, front: str, contents: str, body: str, categories: int) -> str:
    """Return a page with its parts, which are HTML; `categories` is how many have a colour."""
    style = palette.css(categories) + _text("report.css")
    return Template(_text("report.html")).substitute(
        title=escape(clean(title)),
        style=style,
        style_hash=f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}",
        front=front,
        contents=contents,
        body=body,
    )


def _text(name: str) -> str:
    return (resources.files("glasscity") / "show" / name).read_text(encoding="utf-8").replace("\r\n", "\n")

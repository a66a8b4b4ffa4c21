"""A page as one file to double-click: script, style and data in one HTML document.

It asks nothing of any machine: its policy forbids every request, and allows only the one script and the one
style that are in it, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from glasscity import __version__
from glasscity.errors import BadInput, MachineFailed
from glasscity.folder import machine_errors, write_whole
from glasscity.seal import sealed
from glasscity.show.safe import clean
from glasscity.study.words import SYNTHETIC

SUFFIXES = (".html", ".htm")
SCRIPT, STYLE = "page.js", "page.css"
NEEDS_SCRIPTS = (
    f"{SYNTHETIC}. This page works everything out in the browser, and needs JavaScript, which is switched "
    "off here. It makes no request to any machine."
)


class Standalone(NamedTuple):
    """A page that the package brings along: where its built files lie, and its title."""

    package: str
    place: str
    title: str


def check_place(path: Path, *, replace: bool = False, option: str = "--out") -> None:
    """Raise `BadInput` where a page cannot be written to `path`, before anything is worked out."""
    if path.is_dir() or path.suffix.lower() not in SUFFIXES:
        raise BadInput(f"{path}: {option} writes a page; give a name such as page.html")
    if path.exists() and not replace:
        raise BadInput(f"{path}: there is something already; choose another name, or replace it with --force")
    if not path.absolute().parent.is_dir():
        there = "part of this path is a file" if path.parent.exists() else "there is no such folder"
        raise BadInput(f"{path.parent}: {there}; choose another name, or make the folder first")


def write_standalone(
    page: Standalone,
    path: Path,
    work_out: Callable[[], Any],
    *,
    replace: bool = False,
    option: str = "--out",
) -> Path:
    """Work out what a page shows, write it as one file, whole or not at all, and return its path.

    Raises `BadInput` where it cannot be written there, `MachineFailed` where the page was never built.
    """
    check_place(path, replace=replace, option=option)
    script, style = built(page, SCRIPT), built(page, STYLE)
    data = work_out()
    with machine_errors(str(path)):
        write_whole(path, sealed(page_html(page.title, data, script, style).encode()))
    return path


def built(page: Standalone, name: str) -> str:
    """Return a built file of a page, which the package brings along."""
    file = resources.files(page.package) / page.place / name
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise MachineFailed(
            f"this page is not in this installation ({page.place}/{name} is missing); `make page` builds it"
        ) from None


def page_html(title: str, data: Any, script: str, style: str) -> str:
    """Return the whole document; the same data, script and style give the same bytes."""
    script = script.replace("</script", r"<\/script").replace("<!--", r"<\!--")
    if "</style" in style.lower():
        raise MachineFailed("the page's style cannot stand inside a document; build the page again")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="generator" content="glasscity {__version__}">\n'
        f'<meta name="description" content="{SYNTHETIC}">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(clean(title))}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<div id="page"></div>\n<noscript><p>{NEEDS_SCRIPTS}</p></noscript>\n'
        f'<script type="application/json" id="data">{in_page(data)}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def in_page(data: Any) -> str:
    """Return plain data as JSON for inside a page: nothing in it ends a script or begins markup."""
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"

"""Responsibility as one HTML page: the finding, its pictures and tables, and what it does not say."""

from __future__ import annotations

from html import escape
from pathlib import Path

from glasscity.folder import machine_errors, write_whole
from glasscity.responsibility.findings import ALL, Responsibility
from glasscity.show.responsibility_figures import (
    COLOURS,
    erred_figure,
    filed_figure,
    kinds_figure,
    prevented_figure,
    shares_figure,
)
from glasscity.show.responsibility_words import (
    HOW_ERRED,
    HOW_FILED,
    HOW_GROUPS,
    NOT_YET,
    erred,
    finding,
    size,
)
from glasscity.show.sheet import sections_html, sheet_html
from glasscity.study.words import SYNTHETIC

TITLE = "Whose doing is it?"
PRINTED = '\n@page { @top-right { content: "glasscity, responsibility"; } }\n'


def write_responsibility(found: Responsibility, out: Path) -> Path:
    """Write the page, whole or not at all, and return its path."""
    with machine_errors(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, page_html(found).encode())
    return out


def page_html(found: Responsibility) -> str:
    """Return the page as HTML."""
    sections = []
    if found.restricted[ALL]:
        figures = filed_figure(found).html(1) + kinds_figure(found).html(2)
        sections.append(("filed", "Whose filings closed doors", figures + _said(HOW_FILED)))
    if erred(found):
        sections.append(("erred", "Whose errors did", erred_figure(found).html(3) + _said(HOW_ERRED)))
    if found.groups:
        figures = shares_figure(found).html(4) + prevented_figure(found).html(5)
        sections.append(("groups", "Who could have prevented it", figures + _said(HOW_GROUPS)))
    sections.append(("not-yet", "What this does not say", _said(NOT_YET) + f"<footer>{SYNTHETIC}.</footer>"))
    front = (
        '<header class="masthead"><p class="kicker">glasscity · responsibility · synthetic</p>'
        f'<h1>{TITLE}</h1><p class="standfirst">{escape(finding(found))}</p>'
        f'<aside class="is-not"><h2>What it is not</h2><p>{escape(NOT_YET)}</p></aside>'
        f'<p class="meta">{escape(size(found))}.</p></header>'
    )
    return sheet_html(TITLE, front, *sections_html(sections), COLOURS, printed=PRINTED)


def _said(text: str) -> str:
    return f"<p>{escape(text)}</p>"

"""Two impact assessments as one HTML file: what `rights_document` says, as a page.

Like the report it loads nothing and runs no script, is light or dark as the reader's screen is, and prints on
A4. The same assessment gives the same bytes.
"""

from __future__ import annotations

from html import escape

from glasscity.rights.assessment import Assessment
from glasscity.show.document import Block, Bullets, Document, Grid, Heading, Missing, Paragraph
from glasscity.show.rights_document import document_of
from glasscity.show.safe import clean
from glasscity.show.sheet import sections_html, sheet_html

PRINTED = '\n@page { @top-right { content: "glasscity, rights of one scheme"; } }\n'
CATEGORY_COLOURS = 6


def page_html(assessment: Assessment) -> str:
    """Return both assessments as HTML."""
    document = document_of(assessment)
    sections = [
        (section.key, section.title, "".join(_block(block) for block in section.blocks))
        for section in document.sections
    ]
    front = _front(document)
    return sheet_html(document.name, front, *sections_html(sections), CATEGORY_COLOURS, printed=PRINTED)


def _front(document: Document) -> str:
    return (
        f'<header class="masthead"><p class="kicker">{escape(document.kicker)}</p>'
        f"<h1>{_said(document.title)}</h1>"
        f'<p class="standfirst">{_said(document.standfirst)}</p>'
        f'<aside class="is-not"><h2>{escape(document.is_not_title)}</h2>'
        f"<p>{_said(document.is_not)}</p></aside>"
        f'<p class="meta">{_said(document.meta)}</p></header>'
    )


def _block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h3>{_said(text)}</h3>"
        case Paragraph(text, "asks"):
            return f"<p><i>{_said(text)}</i></p>"
        case Paragraph(text, "last"):
            return f"<footer>{_said(text)}</footer>"
        case Paragraph(text):
            return f"<p>{_said(text)}</p>"
        case Missing(label, text):
            return f"<p><b>{_said(label)}</b> {_said(text)}</p>"
        case Grid(caption, table):
            return table.html(clean(caption))
        case Bullets(items, title, names):
            mark = "<li><code>{}</code></li>" if names else "<li>{}</li>"
            listed = f"<ul>{''.join(mark.format(_said(item)) for item in items)}</ul>"
            folded = f"<details><summary>{_said(title)}</summary>{listed}</details>"
            return folded if title else listed


def _said(text: str) -> str:
    return escape(clean(text))

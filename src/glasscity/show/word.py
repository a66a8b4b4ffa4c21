"""A document as a Word file (DOCX): headings by styles, real tables, and places in which a person writes.

What it says is what `document.Document` says, block by block. Every sheet says in its head that it is
SYNTHETIC, and in its foot which sheet it is of how many; a table has its head again on every sheet. The same
document gives the same bytes: it does not tell when it was made.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from glasscity.errors import not_installed
from glasscity.show import word_parts as parts
from glasscity.show.document import Block, Bullets, Document, Grid, Heading, Missing, Paragraph
from glasscity.show.figure import Table
from glasscity.show.safe import clean

if TYPE_CHECKING:
    from docx.document import Document as Word

WRITE_HERE = "Write here."
CONTENTS = "Contents"
NARROWEST, WIDEST = 7, 44
"""Letters for which a column has room, at least and at most, before all share out the sheet."""


def word_bytes(document: Document) -> bytes:
    """Return the document as a Word file."""
    word = _empty()
    parts.prepare(word, document)
    _front(word, document)
    on_side = False
    for number, section in enumerate(document.sections, 1):
        if section.wide != on_side:
            parts.turn(word, document, on_side=section.wide)
            on_side = section.wide
        heading = word.add_heading(f"{number}  {clean(section.title)}", 1)
        parts.bookmark(heading, section.key, number)
        for block in section.blocks:
            _add(word, block)
    parts.number_controls(word)
    buffer = BytesIO()
    word.save(buffer)
    return parts.without_times(buffer.getvalue())


def _empty() -> Word:
    try:
        import docx
    except ImportError as error:
        raise not_installed("rights", "python-docx", "rights", "write HTML instead") from error
    return docx.Document()


def _front(word: Word, document: Document) -> None:
    word.add_paragraph(clean(document.kicker), "Subtitle")
    word.add_paragraph(clean(document.title), "Title")
    word.add_paragraph(clean(document.standfirst))
    is_not = word.add_paragraph(style="Intense Quote")
    is_not.add_run(f"{clean(document.is_not_title)}. ").bold = True
    is_not.add_run(clean(document.is_not))
    word.add_paragraph(clean(document.meta))
    word.add_paragraph(CONTENTS, "TOC Heading")
    parts.contents(word, [(section.key, clean(section.title)) for section in document.sections])


def _add(word: Word, block: Block) -> None:
    match block:
        case Heading(text):
            word.add_heading(clean(text), 2)
        case Paragraph(text, kind):
            paragraph = word.add_paragraph()
            run = paragraph.add_run(clean(text))
            run.italic = kind == "asks" or None
            run.bold = kind == "last" or None
            paragraph.paragraph_format.keep_with_next = kind == "asks" or None
        case Missing(label, text):
            paragraph = word.add_paragraph(style=parts.ASKED)
            paragraph.add_run(clean(label)).bold = True
            paragraph.add_run(f" {clean(text)}")
            parts.place_to_write(word, clean(f"{label} {text}"), WRITE_HERE)
        case Grid(caption, table, to_fill):
            word.add_paragraph(clean(caption), "Caption")
            _table(word, caption, table, to_fill)
        case Bullets(items, title):
            if title and items:
                word.add_heading(clean(title), 2)
            for item in items:
                word.add_paragraph(clean(item), "List Bullet")


def _table(word: Word, caption: str, table: Table, to_fill: str | None) -> None:
    """Add a table: its head again on every sheet, no row torn apart, numbers to the right."""
    rows = [[clean(text) for text in row] for row in (table.columns, *table.rows)]
    made = word.add_table(len(rows), len(table.columns), "Table Grid")
    parts.describe(made, clean(caption))
    widths = _widths(word, rows)
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for number, (texts, row) in enumerate(zip(rows, made.rows, strict=True)):
        parts.whole_row(row, head=number == 0)
        for index, (text, cell) in enumerate(zip(texts, row.cells, strict=True)):
            cell.width = widths[index]
            paragraph = cell.paragraphs[0]
            paragraph.style = parts.CELL
            if index >= table.words:
                parts.to_the_right(paragraph)
            if number and index and text == to_fill:
                parts.cell_to_fill(paragraph, f"{rows[0][index]}: {texts[0]}", text or WRITE_HERE)
            else:
                paragraph.add_run(text).bold = number == 0 or None
            if number == 0:
                parts.shade_cell(paragraph)
    word.add_paragraph(style=parts.CELL)


def _widths(word: Word, rows: list[list[str]]) -> list[Any]:
    """Return the width of each column: the sheet shared out by what stands in them."""
    letters = []
    for column in zip(*rows, strict=True):
        words = max((len(word) for text in column for word in text.split()), default=0)
        letters.append(max(NARROWEST, words, min(WIDEST, max(map(len, column)))))
    room = parts.room(word)
    return [parts.emu(room * part / sum(letters)) for part in letters]

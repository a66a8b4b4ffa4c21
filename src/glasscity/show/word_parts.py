"""What a Word file needs below the level of python-docx: places to write, fields, styles, and no times.

Everything imports `docx` inside functions: it belongs to an extra.
Source: ECMA-376, part 1 (WordprocessingML).
"""

from __future__ import annotations

import datetime
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

from glasscity.show.document import Document
from glasscity.show.safe import clean

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

LANGUAGE = "en-GB"
ASKED, ANSWER, CELL = "Asked of a person", "Answer of a person", "Cell"
SHADE, HEAD, LINE, INK, ACCENT = "FFF6DC", "ECE8DF", "B98A1E", "1C232D", "85290C"
NO_TIME = datetime.datetime(1980, 1, 1)
"""The earliest that a ZIP file can name. It stands for: the document does not say when it was made."""
SHEET_MM, MARGIN_MM = (210, 297), 22
OLD_PARTS = ("thumbnail", "stylesWithEffects")
"""What the empty document of the library brings along, and nobody needs."""


# ── The document ──────────────────────────────────────────────────────────────────────────────────────


def prepare(word: Word, document: Document) -> None:
    """Set the sheet, the styles, the language, head and foot, and what the file says of itself."""
    _styles(word)
    _sheet(word.sections[0], document, on_side=False)
    about = word.core_properties
    about.title, about.subject = clean(document.name), document.stamp
    about.author = about.last_modified_by = "glasscity"
    about.keywords, about.comments = "SYNTHETIC", clean(document.meta)
    about.language = LANGUAGE
    about.created = about.modified = NO_TIME
    about.revision = 1
    for holder in (word.part, word.part.package):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.rpartition("/")[2] in OLD_PARTS:
                del holder.rels[key]


def turn(word: Word, document: Document, *, on_side: bool) -> None:
    """Begin a new sheet, on its side or upright."""
    from docx.enum.section import WD_SECTION

    _sheet(word.add_section(WD_SECTION.NEW_PAGE), document, on_side=on_side)


def room(word: Word) -> int:
    """Return the width between the margins of the sheet that is being written, in EMU."""
    section = word.sections[-1]
    return int((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def emu(length: float) -> Any:
    """Return a length in EMU as the library takes it."""
    from docx.shared import Emu

    return Emu(int(length))


def _sheet(section: Section, document: Document, *, on_side: bool) -> None:
    """Set size, margins, head and foot of the sheets of a section."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    width, height = reversed(SHEET_MM) if on_side else SHEET_MM
    section.orientation = WD_ORIENT.LANDSCAPE if on_side else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    section.header.paragraphs[0].add_run(document.stamp).bold = True
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{clean(document.kicker)}: {clean(document.title)}    ")
    for text, field in (("sheet ", "PAGE"), (" of ", "NUMPAGES")):
        foot.add_run(text)
        _field(foot, field, "1")


def _styles(word: Word) -> None:
    """Set the language and the looks of everything, and add the styles that are our own."""
    from docx.shared import Pt, RGBColor

    styles = word.styles
    (language,) = styles.element.xpath("w:docDefaults//w:lang")
    for name in ("val", "eastAsia"):
        language.set(_name(name), LANGUAGE)
    for setting in word.settings.element.xpath(".//w:compatSetting[@w:name='compatibilityMode']"):
        setting.set(_name("val"), "15")
    normal = styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    for name, size in (("Title", 24), ("Subtitle", 12), ("Heading 1", 17), ("Heading 2", 12.5)):
        colour = RGBColor.from_string(ACCENT if name == "Subtitle" else INK)
        for style in (styles[name], styles[f"{name} Char"]):
            style.font.size, style.font.color.rgb = Pt(size), colour
        styles[name].paragraph_format.keep_with_next = True
    styles["Caption"].font.color.rgb = RGBColor.from_string(INK)
    styles["Caption"].paragraph_format.keep_with_next = True
    quote = styles["Intense Quote"]
    quote.font.color.rgb, quote.font.bold, quote.font.italic = RGBColor.from_string(INK), False, False
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Pt(0)
    _boxed(_style(word, ASKED, keep=True), sides=("left",))
    _boxed(_style(word, ANSWER), sides=("top", "left", "bottom", "right"))
    cell = _style(word, CELL)
    cell.font.size, cell.paragraph_format.space_after = Pt(9), Pt(1)


def _style(word: Word, name: str, *, keep: bool = False) -> ParagraphStyle:
    from docx.enum.style import WD_STYLE_TYPE

    style: Any = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = word.styles["Normal"], True
    style.paragraph_format.keep_with_next = keep
    made: ParagraphStyle = style
    return made


def _boxed(style: ParagraphStyle, sides: tuple[str, ...]) -> None:
    """Give a style lines at some sides, and a shade."""
    about = style.element.get_or_add_pPr()
    lines = _element("pBdr")
    for side in sides:
        lines.append(_element(side, val="single", sz="8", space="6", color=LINE))
    about.insert_element_before(lines, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    about.insert_element_before(
        _element("shd", val="clear", color="auto", fill=SHADE), "w:tabs", "w:spacing", "w:ind", "w:jc"
    )


# ── Contents ──────────────────────────────────────────────────────────────────────────────────────────


def bookmark(heading: Paragraph, key: str, number: int) -> None:
    """Let links lead to a heading."""
    start = _element("bookmarkStart", id=str(number), name=key)
    heading._p.insert(1, start)
    heading._p.append(_element("bookmarkEnd", id=str(number)))


def contents(word: Word, entries: list[tuple[str, str]]) -> None:
    """Add the contents: a field that Word can renew, filled with a link to each section."""
    for number, (key, title) in enumerate(entries, 1):
        paragraph = word.add_paragraph(style="List Number")
        if number == 1:
            _mark(paragraph, "begin")
            _mark(paragraph, "", ' TOC \\o "1-1" \\h \\z \\u ')
            _mark(paragraph, "separate")
        link = _element("hyperlink", anchor=key)
        link.append(paragraph.add_run(title)._r)
        paragraph._p.append(link)
        if number == len(entries):
            _mark(paragraph, "end")


def _mark(paragraph: Paragraph, kind: str, instruction: str = "") -> None:
    """Add one part of a field: its beginning, what it does, its middle or its end."""
    run = paragraph.add_run()._r
    if kind:
        run.append(_element("fldChar", fldCharType=kind))
        return
    does = _element("instrText")
    does.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    does.text = instruction
    run.append(does)


def _field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    field = _element("fldSimple", instr=instruction)
    field.append(paragraph.add_run(shown)._r)
    paragraph._p.append(field)


# ── Places to write ───────────────────────────────────────────────────────────────────────────────────


def place_to_write(word: Word, asked: str, shown: str) -> None:
    """Add a box that Word empties when somebody clicks into it; `asked` is read out to whoever cannot see."""
    paragraph = word.add_paragraph(style=ANSWER)
    paragraph.add_run(shown).italic = True
    content = _element("sdtContent")
    control = _control(asked, content)
    paragraph._p.addprevious(control)
    content.append(paragraph._p)


def cell_to_fill(paragraph: Paragraph, asked: str, shown: str) -> None:
    """Make the text of a cell one that a person overwrites."""
    run = paragraph.add_run(shown)
    run.italic = True
    content = _element("sdtContent")
    content.append(run._r)
    paragraph._p.append(_control(asked, content))
    shade_cell(paragraph, SHADE)


def number_controls(word: Word) -> None:
    """Give every place to write a number of its own, in order."""
    for number, control in enumerate(word.element.xpath("//w:sdtPr/w:id"), 1):
        control.set(_name("val"), str(number))


def _control(asked: str, content: Any) -> Any:
    """Return a content control; it has its number from `number_controls`."""
    about = _element("sdtPr")
    about.append(_element("alias", val=asked[:64]))
    about.append(_element("id", val="0"))
    about.append(_element("showingPlcHdr"))
    control = _element("sdt")
    control.append(about)
    control.append(content)
    return control


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────


def describe(table: Table, caption: str) -> None:
    """Say in the table itself what it is, for whoever has it read out."""
    table._tbl.tblPr.append(_element("tblCaption", val=caption))


def whole_row(row: _Row, *, head: bool) -> None:
    """Keep a row on one sheet; a head comes again on every sheet."""
    about = row._tr.get_or_add_trPr()
    about.append(_element("cantSplit"))
    if head:
        about.append(_element("tblHeader"))


def shade_cell(paragraph: Paragraph, shade: str = HEAD) -> None:
    """Shade the cell that a paragraph stands in."""
    about = paragraph._p.getparent().get_or_add_tcPr()
    about.append(_element("shd", val="clear", color="auto", fill=shade))


def to_the_right(paragraph: Paragraph) -> None:
    """Put a number where numbers stand."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


# ── Bytes ─────────────────────────────────────────────────────────────────────────────────────────────


def without_times(data: bytes) -> bytes:
    """Return a ZIP file with the same members, none of which says when it was written."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            same = zipfile.ZipInfo(member.filename, NO_TIME.timetuple()[:6])
            same.compress_type, same.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(same, old.read(member))
    return made.getvalue()


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _element(tag: str, /, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        element.set(_name(key), value)
    return element

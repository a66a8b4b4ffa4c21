"""The two assessments as a Word document: what a person opens is what the page says, with places to write."""

from __future__ import annotations

import json
import re
import zipfile
from html import unescape

import docx
import pytest
from docx.oxml.ns import qn

import glasscity
from cities import starter
from glasscity.rights import assess
from glasscity.scenario import load
from glasscity.show.document import Grid, Missing
from glasscity.show.rights_document import ASKED_OF_THEM, STAMP, document_of
from glasscity.show.rights_page import page_html
from glasscity.show.word import word_bytes

SECTIONS = [
    "In short",
    "Whose assessment this is",
    "Fundamental rights impact (AI Act, Article 27)",
    "Data protection impact (GDPR, Article 35)",
    "Element by element, in three columns",
    "Rule by rule, door by door",
    "What is assumed",
]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the Word document of a run, opened again, and the assessment it was made of."""
    settings = ("harm={points_per_gravity=5, assumed='a test'}", "rulebook.author='the city council'")
    city = starter(*settings, "title='A <b>small</b> city\u202e'", citizens=600, days=30)
    folder = tmp_path_factory.mktemp("runs")
    one = assess(glasscity.run(city, out=folder / "run", baseline=False))
    path = folder / "rights.docx"
    path.write_bytes(word_bytes(document_of(one)))
    return docx.Document(str(path)), one


def texts(element) -> str:
    """Return all words of an element, those in places to write included."""
    return "".join(part.text or "" for part in element.iter(qn("w:t")))


def rows_of(table) -> list[list[str]]:
    return [[texts(cell) for cell in row.iter(qn("w:tc"))] for row in table._tbl.iter(qn("w:tr"))]


def test_headings_stand_by_styles(written):
    word, _ = written
    headings = [p.text.partition("  ")[2] for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings == SECTIONS
    second = [p.text for p in word.paragraphs if p.style.name == "Heading 2"]
    articles = [f"Article 27(1)({letter})" for letter in "abcdef"]
    articles += [f"Article 35(7)({letter})" for letter in "abcd"]
    assert [text for text in second if text.startswith("Article")] == [*articles, "Article 35(9)"]
    (title,) = [p.text for p in word.paragraphs if p.style.name == "Title"]
    assert title == "A <b>small</b> city"


def test_every_sheet_says_synthetic_and_which_sheet_it_is(written):
    word, _ = written
    assert [section.orientation for section in word.sections] == [0, 1, 0]
    for section in word.sections:
        assert "SYNTHETIC · no verdict of law" in section.header.paragraphs[0].text
        assert not section.different_first_page_header_footer
        fields = [f.get(qn("w:instr")) for f in section.footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]


def test_tables_have_their_head_again_and_hold_what_the_document_says(written):
    word, one = written
    grids = [
        block.table
        for section in document_of(one).sections
        for block in section.blocks
        if isinstance(block, Grid)
    ]
    assert len(word.tables) == len(grids) > 8
    for table, grid in zip(word.tables, grids, strict=True):
        heads = [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows]
        assert heads == [True] + [False] * len(grid.rows)
        assert rows_of(table)[0] == list(grid.columns)
        for shown, meant in zip(rows_of(table)[1:], grid.rows, strict=True):
            assert [cell for cell in shown if cell != "Write here."] == [
                " ".join(text.split()).replace("\u202e", "") for text in meant if text or text in shown
            ]


def test_the_figures_are_those_of_the_json(written):
    word, one = written
    data = one.to_dict()
    found = data["findings"]
    short = dict(rows_of(word.tables[0])[1:])
    crossing = found["crossing"]
    pairs = f"{crossing['crossing']} of {crossing['pairs']}"
    assert short["rule and door in two contexts, of all pairs"] == pairs
    assert short["rules against people, of all rules"] == f"{len(found['takings'])} of {found['rules']}"
    assert f"{pairs} pairs" in texts(word.element.body)
    assert one.tested is not None
    assert data["tested"]["digest"][:12] in texts(word.element.body)
    (gravity,) = [table for table in word.tables if rows_of(table)[0][-2:] == ["Points", "A step of gravity"]]
    points = {row[0]: row[3] for row in rows_of(gravity)[1:]}
    assert points == {r["label"]: f"-{r['points']:g}" for r in found["proportion"]["rules"]}
    elements = [row[:2] for table in word.tables for row in rows_of(table) if row[0].startswith("Art.")]
    assert elements == [[f"{e['paragraph']}: {e['title']}", e["status"]] for e in data["elements"]]


def test_it_says_what_the_page_says():
    one = assess(load("gladsaxe"))
    page = re.sub(r"<style>.*?</style>|<title>.*?</title>|<nav.*?</nav>", "", page_html(one), flags=re.DOTALL)
    body = page.partition('<main class="frame">')[2]
    said = {" ".join(unescape(text).split()) for text in re.findall(r">([^<]+)<", body)}
    word = docx.Document(_file(one))
    here = " ".join(texts(word.element.body).split())
    missing = {text for text in said if text and text not in here}
    assert missing == set()


def _file(one):
    from io import BytesIO

    return BytesIO(word_bytes(document_of(one)))


def test_places_to_write_are_marked_and_numbered(written):
    word, one = written
    controls = list(word.element.body.iter(qn("w:sdt")))
    asked = [
        f"{block.label} {block.text}"
        for section in document_of(one).sections
        for block in section.blocks
        if isinstance(block, Missing)
    ]
    aliases = [control.find(f".//{qn('w:alias')}").get(qn("w:val")) for control in controls]
    assert [text[:64] for text in asked] == [alias for alias in aliases if alias.startswith("Still")]
    assert len([alias for alias in aliases if alias.startswith("Here: ")]) == len(ASKED_OF_THEM)
    accounts = one.findings.accounts
    nobody = 3 * len(accounts.detriments) - sum(
        accounts.named(what) for what in ("author", "legal_basis", "human_review")
    )
    assert sum(texts(control) == "missing" for control in controls) == nobody > 0
    numbers = [int(control.find(f".//{qn('w:id')}").get(qn("w:val"))) for control in controls]
    assert numbers == list(range(1, len(controls) + 1))
    assert all(control.find(f".//{qn('w:showingPlcHdr')}") is not None for control in controls)


def test_links_of_the_contents_lead_to_the_headings(written):
    word, _ = written
    links = [link.get(qn("w:anchor")) for link in word.element.body.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))]
    assert links == marks
    assert len(links) == len(SECTIONS)


def test_language_and_properties(written):
    word, _ = written
    about = word.core_properties
    assert (about.language, about.subject, about.author) == ("en-GB", STAMP, "glasscity")
    assert about.created == about.modified
    assert (about.created.year, about.title) == (1980, "Rights: A <b>small</b> city")
    (language,) = word.styles.element.xpath("w:docDefaults//w:lang")
    assert language.get(qn("w:val")) == "en-GB"


def test_the_same_assessment_gives_the_same_bytes_at_any_time(program, desk, monkeypatch):
    assert program("rights", "gladsaxe", "--out", "one.docx").out == "one.docx\n"
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    again = program("rights", "gladsaxe", "--out", "deep/two.docx", "--json")
    assert json.loads(again.out)["page"] == "deep/two.docx"
    assert (desk / "one.docx").read_bytes() == (desk / "deep/two.docx").read_bytes()
    with zipfile.ZipFile(desk / "one.docx") as members:
        assert {member.date_time for member in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert members.testzip() is None
    walled = program("rights", "gladsaxe", "--set", "rulebook.walls=true", "--out", "one.docx")
    assert walled.code == 0
    assert (desk / "one.docx").read_bytes() != (desk / "deep/two.docx").read_bytes()


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("folder.docx", "this is a folder; give the file to write, such as folder.docx/rights.html"),
        ("rights.doc", "give a name such as rights.html or rights.docx"),
        ("file/rights.docx", "part of this path is a file"),
    ],
)
def test_a_bad_place_gives_one_message(program, desk, out, said):
    (desk / "folder.docx").mkdir()
    (desk / "file").write_text("a file")
    before = sorted(desk.rglob("*"))
    answer = program("rights", "gladsaxe", "--out", out)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    assert said in answer.err
    assert sorted(desk.rglob("*")) == before


def test_without_the_library_it_says_how_to_get_it(program, desk, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    answer = program("rights", "gladsaxe", "--out", "rights.docx")
    assert answer.code == 2
    assert "pip install 'glasscity[rights]'" in answer.err
    assert not (desk / "rights.docx").exists()
    assert program("rights", "gladsaxe", "--out", "rights.html").code == 0

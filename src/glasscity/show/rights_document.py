"""Two impact assessments as one document: fundamental rights (AI Act, Art. 27), data protection (GDPR, 35).

The figures are filled in; what only those who run a scheme can know is asked for in its place. The document
is data: `rights_page` writes it as HTML, `word` as a Word document.
Source: Regulation (EU) 2024/1689, Art. 27(1) and (3); Regulation (EU) 2016/679, Art. 35(2), (7), (9), (11)
and 36(1).
"""

from __future__ import annotations

from collections.abc import Iterator

from glasscity.rights.answering import MISSING
from glasscity.rights.assessment import Assessment
from glasscity.rights.brief import key_figures
from glasscity.rights.element import PROHIBITION, REQUIREMENT, Element
from glasscity.show.document import Block, Bullets, Document, Grid, Heading, Missing, Paragraph, Section
from glasscity.show.figure import Table
from glasscity.show.rights_answers import Answer, data_protection, fundamental_rights
from glasscity.show.rights_lists import lists_of
from glasscity.show.rights_text import CAUTION
from glasscity.show.safe import clean

STAMP = "SYNTHETIC · no verdict of law"
STILL = "Still to be said by whoever runs it:"
NATURES = {PROHIBITION: "elements of a prohibition", REQUIREMENT: "requirements"}
ASKED_OF_THEM = (
    "Who runs it (AI Act: deployer; GDPR: controller)",
    "Filled in by (office)",
    "Date and version",
    "Advice of the data protection officer (GDPR, Article 35(2))",
    "Prior consultation of the supervisory authority, if risks stay high (GDPR, Article 36(1))",
    "Market surveillance authority told of the results (AI Act, Article 27(3))",
    "To be looked at again (GDPR, Article 35(11); AI Act, Article 27(2))",
)


def document_of(one: Assessment) -> Document:
    """Return both assessments of a scheme as one document."""
    tested = one.tested
    run = "By arithmetic over the rules alone; no run."
    if tested is not None:
        run = (
            f"With one run: seed {tested.seed}, life {tested.life}, {tested.citizens:,} synthetic citizens, "
            f"{tested.days:,} days, digest {tested.digest[:12]}."
        )
    return Document(
        name=f"Rights: {one.title}",
        kicker="Rights of one scheme",
        title=clean(one.title),
        standfirst=clean(one.scheme.summary),
        is_not_title="What this is not",
        is_not=(f"{clean(one.scheme.is_not)} {one.no_verdict} {clean(one.scheme.changes_in_words)}".strip()),
        meta=run,
        stamp=STAMP,
        sections=(
            Section("short", "In short", (_short(one),)),
            Section("whose", "Whose assessment this is", (_whose(one),)),
            Section(
                "fria",
                "Fundamental rights impact (AI Act, Article 27)",
                tuple(_answers(fundamental_rights(one))),
            ),
            Section(
                "dpia",
                "Data protection impact (GDPR, Article 35)",
                tuple(_answers(data_protection(one))),
            ),
            Section(
                "elements",
                "Element by element, in three columns",
                tuple(_elements(one.elements)),
                wide=True,
            ),
            Section("lists", "Rule by rule, door by door", tuple(_lists(one)), wide=True),
            Section("assumed", "What is assumed", tuple(_assumed(one))),
        ),
    )


def _short(one: Assessment) -> Grid:
    rows = [[figure.name, figure.values[0]] for figure in key_figures([one])]
    return Grid("Key figures. SYNTHETIC.", Table(["Figure", "Here"], rows, words=1))


def _whose(one: Assessment) -> Grid:
    rows = [["Scheme assessed", one.title], *([asked, ""] for asked in ASKED_OF_THEM)]
    return Grid("To be filled in. SYNTHETIC.", Table(["What", "Here"], rows, words=2), to_fill="")


def _answers(answers: list[Answer]) -> Iterator[Block]:
    for answer in answers:
        yield Heading(answer.paragraph)
        yield Paragraph(answer.asks, "asks")
        for said in answer.said:
            yield Paragraph(said)
        yield Missing(STILL, answer.missing)


def _elements(elements: tuple[Element, ...]) -> Iterator[Block]:
    yield Paragraph(
        f"{CAUTION} The prohibition needs all of its elements, of (i) and (ii) at least one; whoever "
        "processes has to meet each requirement."
    )
    columns = ["Element", "Status", "Rule text says", "Simulation shows possible", "Evidence still needed"]
    for law in dict.fromkeys(element.law for element in elements):
        of_law = [element for element in elements if element.law == law]
        yield Heading(law)
        rows = [_row(element) for element in of_law]
        yield Grid(f"{law}: {NATURES[of_law[0].nature]}. SYNTHETIC.", Table(columns, rows, words=5))


def _row(element: Element) -> list[str]:
    first = f"{element.paragraph}: {element.title}"
    return [first, element.status, element.rule_text, element.simulation, element.evidence]


def _lists(one: Assessment) -> Iterator[Block]:
    for title, table in lists_of(one):
        yield Heading(title)
        yield Grid(f"{title}. SYNTHETIC.", table, to_fill=MISSING)


def _assumed(one: Assessment) -> Iterator[Block]:
    yield Paragraph(
        f"{len(one.findings.assumed)} places of the scenario say that a number of theirs is assumed. "
        "Contexts, gravity and which fields of life are protected are declared by whoever wrote it."
    )
    yield Bullets(one.scheme.notes)
    yield Bullets(one.findings.assumed, "Every place that assumes something", names=True)
    yield Paragraph(
        "SYNTHETIC. Everybody here is made up; no real person's data went into it. No verdict of law.", "last"
    )

"""Two impact assessments as one HTML file: fundamental rights (AI Act, Art. 27), data protection (GDPR, 35).

The figures are filled in; what only those who run a scheme can know is asked for in its place. Like the
report it loads nothing and runs no script, is light or dark as the reader's screen is, and prints on A4. The
same assessment gives the same bytes.
Source: Regulation (EU) 2024/1689, Art. 27(1); Regulation (EU) 2016/679, Art. 35(7).
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from glasscity.errors import BadInput
from glasscity.folder import machine_errors, write_whole
from glasscity.rights.assessment import Assessment
from glasscity.rights.brief import key_figures
from glasscity.rights.element import Element
from glasscity.show.figure import Table
from glasscity.show.rights_answers import Answer, data_protection, fundamental_rights
from glasscity.show.rights_lists import lists_html
from glasscity.show.rights_text import CAUTION
from glasscity.show.safe import clean
from glasscity.show.sheet import sections_html, sheet_html

PRINTED = '\n@page { @top-right { content: "glasscity, rights of one scheme"; } }\n'
CATEGORY_COLOURS = 6


def write_page(assessment: Assessment, out: Path) -> Path:
    """Write both assessments as one HTML file and return its path."""
    if out.is_dir():
        raise BadInput(f"{out}: this is a folder; give the file to write, such as {out / 'rights.html'}")
    data = page_html(assessment).encode()
    with machine_errors(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, data)
    return out


def page_html(assessment: Assessment) -> str:
    """Return both assessments as HTML."""
    sections = [
        ("short", "In short", _short(assessment)),
        ("fria", "Fundamental rights impact (AI Act, Article 27)", _answers(fundamental_rights(assessment))),
        ("dpia", "Data protection impact (GDPR, Article 35)", _answers(data_protection(assessment))),
        ("elements", "Element by element, in three columns", _elements(assessment.elements)),
        ("lists", "Rule by rule, door by door", lists_html(assessment)),
        ("assumed", "What is assumed", _assumed(assessment)),
    ]
    title = f"Rights: {assessment.title}"
    return sheet_html(title, _front(assessment), *sections_html(sections), CATEGORY_COLOURS, printed=PRINTED)


def _front(one: Assessment) -> str:
    tested = one.tested
    run = "By arithmetic over the rules alone; no run."
    if tested is not None:
        run = (
            f"With one run: seed {tested.seed}, life {tested.life}, {tested.citizens:,} synthetic citizens, "
            f"{tested.days:,} days, digest {tested.digest[:12]}."
        )
    is_not = f"{clean(one.scheme.is_not)} {one.no_verdict} {clean(one.scheme.changes_in_words)}".strip()
    return (
        '<header class="masthead"><p class="kicker">Rights of one scheme</p>'
        f"<h1>{escape(clean(one.title))}</h1>"
        f'<p class="standfirst">{escape(clean(one.scheme.summary))}</p>'
        f'<aside class="is-not"><h2>What this is not</h2><p>{escape(is_not)}</p></aside>'
        f'<p class="meta">{escape(run)}</p></header>'
    )


def _short(one: Assessment) -> str:
    rows = [[figure.name, figure.values[0]] for figure in key_figures([one])]
    return Table(["Figure", "Here"], rows, words=1).html("Key figures. SYNTHETIC.")


def _answers(answers: list[Answer]) -> str:
    return "".join(
        f"<h3>{escape(answer.paragraph)}</h3><p><i>{escape(answer.asks)}</i></p>"
        + "".join(f"<p>{escape(clean(said))}</p>" for said in answer.said)
        + f"<p><b>Still to be said by whoever runs it:</b> {escape(answer.missing)}</p>"
        for answer in answers
    )


def _elements(elements: tuple[Element, ...]) -> str:
    columns = ["Element", "Status", "Rule text says", "Simulation shows possible", "Evidence still needed"]
    return (
        f"<p>{escape(CAUTION)} The prohibition needs all of its elements, of (i) and (ii) at "
        "least one; whoever processes has to meet each requirement.</p>"
        + "".join(
            f"<h3>{escape(law)}</h3>" + Table(columns, rows, words=5).html(f"{law}: {nature}s. SYNTHETIC.")
            for law in dict.fromkeys(element.law for element in elements)
            for nature in [next(e.nature for e in elements if e.law == law)]
            for rows in [[_row(element) for element in elements if element.law == law]]
        )
    )


def _row(element: Element) -> list[str]:
    first = f"{element.paragraph}: {element.title}"
    return [first, element.status, element.rule_text, element.simulation, element.evidence]


def _assumed(one: Assessment) -> str:
    places = "".join(f"<li><code>{escape(clean(place))}</code></li>" for place in one.findings.assumed)
    notes = "".join(f"<li>{escape(clean(note))}</li>" for note in one.scheme.notes)
    return (
        f"<p>{len(one.findings.assumed)} places of the scenario say that a number of theirs is assumed. "
        "Contexts, gravity and which fields of life are protected are declared by whoever wrote "
        f"it.</p><ul>{notes}</ul><details><summary>Every place that assumes "
        f"something</summary><ul>{places}</ul></details><footer>SYNTHETIC. Everybody here is made up; no "
        "real person's data went into it. No verdict of law.</footer>"
    )

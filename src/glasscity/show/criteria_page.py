"""The page about hidden criteria: one HTML file in the look of the report, offline and without a script."""

from __future__ import annotations

from html import escape
from pathlib import Path

from glasscity.errors import BadInput
from glasscity.folder import machine_errors, write_whole
from glasscity.show.criteria_figures import CATEGORIES, figures_of
from glasscity.show.safe import clean
from glasscity.show.sheet import sheet_html
from glasscity.study.criteria.findings import Criteria
from glasscity.study.words import SYNTHETIC, counted

TITLE = "What outsiders can recover of secret rules"
ABOUT = (
    "Some synthetic citizens keep a diary of what they do and note the score that they are shown. Outsiders "
    "have these papers and nothing else: neither the rulebook, nor what was filed, by whom and how late, nor "
    "what is wrong on a file, nor what friends add. They look for conducts after which scores move more than "
    "after what somebody else did. Then, since this is a simulation, the rulebook is opened."
)


def check_place(path: Path) -> None:
    """Raise `BadInput` where no page can be written, before anything is worked out."""
    if path.is_dir():
        raise BadInput(f"{path}: this is a folder; give the file to write, such as {path / 'criteria.html'}")
    if path.suffix.lower() not in (".html", ".htm"):
        raise BadInput(f"{path}: a page is an HTML file; give a name such as {path.with_suffix('.html')}")


def write_criteria(found: Criteria, path: Path) -> None:
    """Write the page, whole or not at all."""
    check_place(path)
    data = criteria_html(found).encode()
    with machine_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)


def criteria_html(found: Criteria) -> str:
    """Return the page as HTML."""
    meta = (
        f"City “{found.scenario}”: {counted(found.citizens, 'invented citizen')}; "
        f"{counted(found.volunteers, 'volunteer')}, {counted(found.months, 'month')}, "
        f"drawn by seed {found.seed}."
    )
    front = (
        '<header class="masthead"><p class="kicker">glasscity · hidden criteria · synthetic</p>'
        f'<h1>{escape(TITLE)}</h1><p class="standfirst">{_said(found.finding)}</p>'
        f'<aside class="is-not"><h2>What it is not</h2><p>{_said(found.hangs_on[-1])}</p></aside>'
        f'<p class="meta">{_said(meta)}</p></header>'
    )
    hangs = "".join(f"<li>{_said(line)}</li>" for line in found.hangs_on)
    figures = "".join(figure.html(number) for number, figure in enumerate(figures_of(found), 1))
    body = (
        f'<section id="found"><p>{escape(ABOUT)}</p>{figures}</section>'
        f'<section id="hangs-on"><h2>What it hangs on</h2><ul>{hangs}</ul>'
        f"<footer>{escape(SYNTHETIC)}. Written by glasscity; no real person's data went into it.</footer>"
        "</section>"
    )
    return sheet_html(TITLE, front, "", body, CATEGORIES)


def _said(text: str) -> str:
    return escape(clean(text))

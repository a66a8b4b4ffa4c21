"""A what-if as one HTML page: the verdict, both life lines, and how often it comes to that.

Like the report it loads nothing and runs no script, is light or dark as the reader's screen is, and prints on
A4.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from glasscity.folder import machine_errors, write_whole
from glasscity.results import Run
from glasscity.show.facts import Facts
from glasscity.show.figure import Table
from glasscity.show.safe import clean
from glasscity.show.sheet import sections_html, sheet_html
from glasscity.show.what_if_figure import many_lives, two_lives
from glasscity.show.what_if_text import filing_words, rows_of_means, verdict, what_a_branch_is
from glasscity.twin.what_if import WhatIf

PRINTED = '\n@page { @top-right { content: "glasscity, one life with and without"; } }\n'
IS_NOT = (
    "It is a stylised model of an invented city, and nobody in it exists. Two lines are one life: that they "
    "would not have fallen without it is so in this life, not in every one. How often it comes to that over "
    "many lives is the model's answer, and hangs on what is assumed in it."
)


def write_what_if(run: Run, found: WhatIf, out: Path) -> Path:
    """Write a what-if as one HTML file and return its path."""
    with machine_errors(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, what_if_html(run, found).encode())
    return out


def what_if_html(run: Run, found: WhatIf) -> str:
    """Return a what-if as HTML."""
    facts = Facts(run)
    sections = [("life", "This life", _this_life(facts, found))]
    if found.branches is not None:
        sections.append(("lives", "Many lives", _many_lives(facts, found)))
    title = f"Citizen {found.citizen}, with and without {found.without}"
    front = _front(run, found, title)
    return sheet_html(title, front, *sections_html(sections), len(facts.names), printed=PRINTED)


def _front(run: Run, found: WhatIf, title: str) -> str:
    what = f" The filing: {filing_words(found)}." if found.filing is not None else ""
    meta = (
        f"Citizen {found.citizen:,} of {run.citizens_number:,} in “{found.title}”, "
        f"{run.days_number:,} days; seed {run.manifest['seed']}, life {run.manifest['life']}, digest "
        f"{run.digest[:12]}. Without: {found.words}.{what}"
    )
    return (
        '<header class="masthead"><p class="kicker">glasscity · one life with and without · synthetic</p>'
        f"<h1>{escape(clean(title))}</h1>"
        f'<p class="standfirst">{escape(clean(" ".join(verdict(found))))}</p>'
        f'<aside class="is-not"><h2>What this is not</h2><p>{escape(IS_NOT)}</p></aside>'
        f'<p class="meta">{escape(clean(meta))}</p></header>'
    )


def _this_life(facts: Facts, found: WhatIf) -> str:
    return two_lives(facts, found).html(1)


def _many_lives(facts: Facts, found: WhatIf) -> str:
    branches = found.branches
    assert branches is not None
    table = Table(
        ["Mean over lives, with 95% interval", "With it", "Without it", "With it less without it"],
        rows_of_means(branches),
    )
    return (
        many_lives(facts, found, branches).html(2)
        + table.html(f"{branches.lives:,} lives. An asterisk: not by chance, with 95% confidence. SYNTHETIC.")
        + f"<p>{escape(clean(what_a_branch_is(found, branches)))}</p>"
        "<footer>SYNTHETIC. Everybody here is made up.</footer>"
    )

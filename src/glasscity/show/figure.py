"""A figure of the report: a finding as its title, the picture in two widths, a note, and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from glasscity.show import palette
from glasscity.show.facts import Facts
from glasscity.show.safe import clean
from glasscity.show.svg import NARROW, WIDE, Drawing, framed


@dataclass(frozen=True)
class Table:
    """A table for readers. The first `words` columns are text, the others numbers; `kind` names a style."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1
    kind: str = ""

    def html(self, caption: str) -> str:
        """Return the table as HTML; wide ones scroll inside their own box."""
        names = "".join(self._cell("th", index, name) for index, name in enumerate(self.columns))
        head = f"<thead><tr>{names}</tr></thead>" if any(self.columns) else ""
        body = "".join(
            f"<tr>{''.join(self._cell('td', index, text) for index, text in enumerate(row))}</tr>"
            for row in self.rows
        )
        kind = f' class="{escape(self.kind)}"' if self.kind else ""
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table{kind}>'
            f"<caption>{escape(caption)}</caption>"
            f"{head}<tbody>{body}</tbody></table></div>"
        )

    def _cell(self, name: str, index: int, text: str) -> str:
        kind = "" if index < self.words else ' class="number"'
        scope = ' scope="col"' if name == "th" else ""
        return f"<{name}{scope}{kind}>{escape(clean(text))}</{name}>"


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes
    ----------
    key : its address in the page.
    title : the finding, as a sentence without a full stop.
    unit : what is shown, and in which unit.
    wide, narrow : the picture for screens and paper, and for telephones: SVG.
    note : how to read it, and what it does not say.
    table : the numbers behind the picture.
    """

    key: str
    title: str
    unit: str
    wide: str
    narrow: str
    note: str
    table: Table

    def html(self, number: int) -> str:
        """Return the figure as HTML."""
        heading = f"title-{self.key}"
        return (
            f'<figure id="figure-{escape(self.key)}" aria-labelledby="{escape(heading)}">'
            f'<p class="kicker">Figure {number}</p>'
            f'<h3 id="{escape(heading)}">{escape(clean(self.title))}</h3>'
            f'<p class="unit">{escape(clean(self.unit))}</p>'
            f'<div class="picture wide">{self.wide}</div><div class="picture narrow">{self.narrow}</div>'
            f'<figcaption>{escape(clean(self.note))} <b class="stamp">SYNTHETIC</b></figcaption>'
            f"<details><summary>Table</summary>{self.table.html(f'Figure {number}, the numbers. SYNTHETIC.')}"
            "</details></figure>"
        )


def pictures(facts: Facts, draw: Callable[[int], Drawing], alternative: str) -> tuple[str, str]:
    """Return what `draw` draws, wide and narrow, as SVG for the page."""
    return in_two_widths(draw, alternative, facts.stamp, len(facts.names))


def in_two_widths(
    draw: Callable[[int], Drawing], alternative: str, stamp: str, categories: int
) -> tuple[str, str]:
    """Do so where there are no facts of a run: given the stamp, and how many categories have colours."""
    wide, narrow = (
        palette.in_variables(framed(draw(width), alternative, stamp, palette.MUTED.light), categories)
        for width in (WIDE, NARROW)
    )
    return wide, narrow

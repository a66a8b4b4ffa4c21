"""A document for readers as data: what it says, once, for every form in which it is written.

A page (`rights_page`) and a Word document (`word`) are made of the same blocks; neither holds words that the
other lacks, but for the names of a page's own controls.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.show.figure import Table


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Plain words; `asks` marks a question that is answered after it, `last` the end of a document."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Missing:
    """What only a person can say: a label, and what is asked. In Word there is a place to write it."""

    label: str
    text: str


@dataclass(frozen=True)
class Grid:
    """A table under its caption; cells that hold `to_fill` are left for a person."""

    caption: str
    table: Table
    to_fill: str | None = None


@dataclass(frozen=True)
class Bullets:
    """A list; `names` are of code. Under a `title` a page folds it away."""

    items: tuple[str, ...]
    title: str = ""
    names: bool = False


Block = Heading | Paragraph | Missing | Grid | Bullets


@dataclass(frozen=True)
class Section:
    """A numbered section; `wide` ones hold tables that want paper on its side."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True)
class Document:
    """A document.

    Attributes
    ----------
    name : what a window or a shelf calls it; title : what stands on top, under `kicker`.
    standfirst : what it is about; is_not : what it is not, under `is_not_title`; meta : what went into it.
    stamp : what every printed sheet says.
    """

    name: str
    kicker: str
    title: str
    standfirst: str
    is_not_title: str
    is_not: str
    meta: str
    stamp: str
    sections: tuple[Section, ...]

"""One published result beside ours, and the section of a publication that holds several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from glasscity.days import Progress
from glasscity.parallel import Workers


@dataclass(frozen=True)
class Row:
    """One published result and ours.

    Attributes
    ----------
    what : what is compared, in a few words.
    published, ours : as they are to be read, with as many places as they have.
    interval : where ours lies, with 95 %; empty where nothing is drawn.
    tolerance : what counts as met, in words.
    met : whether it is; note : why not, or what is to be known.
    explained : that it is missed is known, and `note` says why.
    """

    what: str
    published: str
    ours: str
    interval: str
    tolerance: str
    met: bool
    note: str = ""
    explained: bool = False

    @property
    def as_told(self) -> bool:
        """Whether it is met, or missed where the page says so: no surprise in either way."""
        return self.met != self.explained


@dataclass(frozen=True)
class Effort:
    """How much is lived: how many lives (None: what the section takes by itself), with which threads."""

    lives: int | None
    seed: int
    workers: Workers
    progress: Progress

    def number_of(self, usual: int) -> int:
        """Return how many lives a section lives that usually takes so many."""
        return usual if self.lives is None else self.lives


@dataclass(frozen=True)
class Section:
    """One publication.

    Attributes
    ----------
    name : as the command line knows it; scenarios : those that ship for it.
    title, source, address : of the publication; page : where the mapping is told.
    work : lives through it and returns its rows.
    """

    name: str
    title: str
    source: str
    address: str
    page: str
    scenarios: tuple[str, ...]
    work: Callable[[Effort], Sequence[Row]]


@dataclass(frozen=True)
class Validated:
    """A section and its rows."""

    section: Section
    rows: tuple[Row, ...]
    seconds: float

    @property
    def met(self) -> bool:
        """Whether every row is met."""
        return all(row.met for row in self.rows)

    @property
    def as_told(self) -> bool:
        """Whether every row is as its page tells it."""
        return all(row.as_told for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as nested plain tables, ready for JSON."""
        section = self.section
        told = {key: getattr(section, key) for key in ("name", "title", "source", "address", "page")}
        rows = [asdict(row) for row in self.rows]
        return {
            **told,
            "scenarios": list(section.scenarios),
            "met": self.met,
            "rows": rows,
            "seconds": self.seconds,
        }

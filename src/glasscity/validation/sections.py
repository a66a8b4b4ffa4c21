"""All publications that are repeated, and how they are lived through."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from glasscity.errors import BadInput, did_you_mean
from glasscity.validation import (
    counts,
    falsification,
    influence,
    inspections,
    lending,
    measures,
    signals,
    thresholds,
)
from glasscity.validation.result import Effort, Section, Validated

SECTIONS = {
    section.name: section
    for section in (
        Section(
            "lending",
            "Loans that make the score by which loans are given",
            "D'Amour, Srinivasan, Atwood, Baljekar, Sculley, Halpern (2020), FAT*",
            "https://doi.org/10.1145/3351095.3372878",
            "docs/validation.md#lending",
            (lending.SCENARIO,),
            lending.rows,
        ),
        Section(
            "inspections",
            "Inspectors who go where records are",
            "Ensign, Friedler, Neville, Scheidegger, Venkatasubramanian (2018), FAT*",
            "https://proceedings.mlr.press/v81/ensign18a.html",
            "docs/validation.md#inspections",
            (inspections.SCENARIO,),
            inspections.rows,
        ),
        Section(
            "signals",
            "What friends' records say about a person",
            "Wei, Yildirim, Van den Bulte, Dellarocas (2016), Marketing Science 35(2)",
            "https://doi.org/10.1287/mksc.2015.0949",
            "docs/validation.md#signals",
            (signals.SCENARIO,),
            signals.rows,
        ),
        Section(
            "thresholds",
            "Everybody waits for others",
            "Granovetter (1978), American Journal of Sociology 83(6)",
            "https://doi.org/10.1086/226707",
            "docs/validation.md#thresholds",
            (thresholds.SCENARIO,),
            thresholds.rows,
        ),
        Section(
            "falsification",
            "Opposing in public",
            "Kuran (1991), World Politics 44(1)",
            "https://doi.org/10.2307/2010422",
            "docs/validation.md#falsification",
            (falsification.SCENARIO,),
            falsification.rows,
        ),
        Section(
            "influence",
            "Where contacts' influence ends",
            "linear algebra",
            "",
            "docs/validation.md#influence",
            (influence.SCENARIO,),
            influence.rows,
        ),
        Section(
            "measures",
            "Measures on published examples",
            "giddy 2.3, Newman (2003), fairlearn's user guide, closed forms",
            "https://giddy.readthedocs.io",
            "docs/validation.md#measures",
            (),
            measures.rows,
        ),
        Section(
            "counts",
            "Published counts as tests of shape",
            "Xinhua (2015) on Rongcheng; Xuzhou daily (2014) on Suining",
            "",
            "docs/validation.md#counts",
            (counts.RONGCHENG, counts.SUINING),
            counts.rows,
        ),
    )
}
"""By the names that the command line knows."""


def chosen(names: Iterable[str]) -> list[Section]:
    """Return sections by their names, all of them where none is named.

    Raises `BadInput` for a name that is none.
    """
    found = []
    for name in names:
        if name not in SECTIONS:
            hint = did_you_mean(name, SECTIONS)
            raise BadInput(f"validate {name!r}: no such publication{hint}; there are {', '.join(SECTIONS)}")
        found.append(SECTIONS[name])
    return found or list(SECTIONS.values())


def validated(sections: Iterable[Section], effort: Effort) -> Iterator[Validated]:
    """Live through sections one after the other, and yield each with its rows."""
    for section in sections:
        began = time.perf_counter()
        rows = tuple(section.work(effort))
        yield Validated(section, rows, time.perf_counter() - began)

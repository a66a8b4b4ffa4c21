"""Copies of the file that live on: doors that an old one kept closed, and doors that it left open."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import in_short, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.study.copies import Copies
from glasscity.study.words import counted


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where no old copy did anything."""
    copies = facts.summary.copies
    return [] if copies is None or not copies.closed + copies.opened else [by_old_copies(facts, copies)]


def by_old_copies(facts: Facts, copies: Copies) -> Figure:
    """Return the figure of what old copies closed and left open, by service."""
    title = (
        f"Old copies of the file kept doors closed for {counted(copies.closed, 'day')}, and open for "
        f"{copies.opened:,}"
    )
    loss, gain = palette.LOSS.light, palette.GAIN.light
    bars = [
        Bar(
            clean(one.label),
            clean(one.holder_label),
            [Part(one.closed, loss, f"{whole(one.closed)} days closed or dearer by an old copy alone")],
            [Part(one.opened, gain, f"{whole(one.opened)} days open by an old copy alone")],
            in_short(one.closed) if one.closed else "",
            in_short(one.opened) if one.opened else "",
        )
        for one in copies.read
    ]
    rows = [
        [
            clean(one.label),
            clean(one.holder_label),
            whole(round(one.differ)),
            whole(one.closed),
            whole(one.after_correction),
            whole(one.opened),
        ]
        for one in copies.read
    ]
    keys = ((loss, "closed or dearer by an old copy alone"), (gain, "open by an old copy alone"))
    return Figure(
        "copies",
        title,
        "Days of citizens on which a service went by an old copy, and the file said otherwise",
        *pictures(facts, lambda width: draw_bars(bars, width, keys), title),
        "Some services answer by a copy that somebody took of the file. Whoever corrects the file does not "
        f"correct the copy: {copies.after_correction:,} of the days with a closed door came after a "
        "correction or a repair. An old copy can spare as well, while it knows nothing of what came since.",
        Table(
            ["Service", "Goes by the copy of", "Copies that differ", "Closed", "after a correction", "Open"],
            rows,
        ),
    )

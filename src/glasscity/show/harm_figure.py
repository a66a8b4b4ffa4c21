"""Four kinds of harm: how much of the time with a door shut or dearer is of which kind."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import LETTER
from glasscity.show.english import in_short, percent, sentence, shortened, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, Drawing
from glasscity.study.wrongs import Harm, Harmed

KINDS = {
    "erroneous": ("by error", "the true record would not close it"),
    "unrelated": ("unrelated", "the points come from elsewhere in life"),
    "disproportionate": ("out of proportion", "points in proportion to the conduct would not close it"),
    "by association": ("by association", "their own file alone would not close it"),
}
"""Short and in words."""
BOUNDS = (0.005, 0.1, 0.3, 0.55, 0.8)
"""Shares from which on a cell gets the next colour."""


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where harm is not measured."""
    harm = facts.summary.harm
    return [] if harm is None or not harm.days["all"] else [harm_by_service(facts, harm)]


def harm_by_service(facts: Facts, harm: Harm) -> Figure:
    """Return the figure of restriction-days by service, and the share of each kind of harm."""
    services = sorted(
        (service for service in harm.services if service.days["all"]), key=lambda s: -s.days["all"]
    )
    days = harm.days["all"]
    shares = {kind: percent(harm.days[kind] / days) for kind in KINDS}
    title = (
        f"Doors shut or dearer: {shares['unrelated']} of that time for points from elsewhere in life, "
        f"{shares['disproportionate']} out of proportion, {shares['erroneous']} by error"
    )
    said = "; ".join(f"{short}: {words}" for short, words in KINDS.values())
    columns = ["Service", "Restriction-days", *(short for short, _ in KINDS.values())]
    rows = [
        [clean(service.label), whole(service.days["all"]), *(whole(service.days[kind]) for kind in KINDS)]
        for service in services
    ]
    rows.append(["All", whole(days), *(whole(harm.days[kind]) for kind in KINDS)])
    return Figure(
        "harm",
        title,
        "Share of restriction-days that are of each kind. A restriction-day: one citizen, one day, and one "
        "door that the category shuts or makes dearer",
        *pictures(facts, lambda width: _drawn(services, harm, width), title),
        f"{in_short(days)} restriction-days in all. {sentence(said)}. A day can be of several kinds, or of "
        "none: then it is right by the rules, and hurts all the same.",
        Table(columns, rows),
    )


def _drawn(services: list[Harmed], harm: Harm, width: int) -> Drawing:
    is_narrow = width < WIDE
    labels, row = (0.0, 62.0) if is_narrow else (300.0, 42.0)
    head = 38.0
    cell = (width - labels) / len(KINDS)
    drawing = Drawing(width, head + row * (len(services) + 1))
    for index, (short, _) in enumerate(KINDS.values()):
        middle = labels + (index + 0.5) * cell - 1
        words = short.split(" ", 1) if is_narrow else [short]
        for line, word in enumerate(words[::-1]):
            drawing.text(
                middle,
                head - 11 - 15 * line,
                word,
                palette.INK.light,
                12 if is_narrow else 13,
                "middle",
                "bold",
            )
    everything = Harmed("", "all of them", harm.days)
    for number, service in enumerate([*services, everything]):
        y = head + number * row
        _draw_row(drawing, service, y, labels, cell, is_narrow, number == len(services))
    return drawing


def _draw_row(
    drawing: Drawing, service: Harmed, y: float, labels: float, cell: float, is_narrow: bool, is_sum: bool
) -> None:
    weight = "bold" if is_sum else None
    days = f"{in_short(service.days['all'])} days"
    if is_narrow:
        room = int((drawing.width - 10) / LETTER) - len(days)
        drawing.text(0, y + 13, shortened(clean(service.label), room), palette.INK.light, 13, weight=weight)
        drawing.text(drawing.width, y + 13, days, palette.MUTED.light, 12, "end")
    else:
        drawing.text(0, y + 17, shortened(clean(service.label), 42), palette.INK.light, 13, weight=weight)
        drawing.text(0, y + 32, days, palette.MUTED.light, 11.5)
    for index, kind in enumerate(KINDS):
        share = service.days[kind] / service.days["all"]
        step = sum(share >= bound for bound in BOUNDS)
        x, top = labels + index * cell, y + (20 if is_narrow else 0)
        number, days_in_all = whole(service.days[kind]), whole(service.days["all"])
        tip = f"{clean(service.label)}: {number} of {days_in_all} days {KINDS[kind][0]}"
        drawing.rect(x, top, cell - 2, 38, palette.SHARES[step].light, tip=tip)
        ink = (palette.INK if step < len(BOUNDS) - 1 else palette.ON_FULL).light
        drawing.text(x + cell / 2 - 1, top + 24, percent(share), ink, 13, "middle", weight)

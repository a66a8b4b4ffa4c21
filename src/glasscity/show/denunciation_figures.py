"""Who tells of whom: out of which motive, truly or falsely, and how much of it comes from few."""

from __future__ import annotations

from itertools import pairwise

from glasscity.show import palette
from glasscity.show.bars import LETTER, Bar, Part, draw_bars
from glasscity.show.english import in_hundred, in_short, number_word, percent, sentence, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, Drawing, path_of
from glasscity.study.words import counted
from glasscity.study.wrongs import Denunciations

_TRUE, _LIE, _FOUND = palette.ORDINARY.light, palette.LOSS.light, palette.CONTACTS.light
_KEYS = ((_TRUE, "true"), (_LIE, "a lie, believed"), (_FOUND, "a lie, found out"))
REACHES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
"""How far the axis of citizens may go: to the first that holds all who ever told."""
MOMENTS = (0.01, 0.1, 0.25, 0.5)
"""Shares of citizens that the table of concentration tells of."""


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where nobody tells of anybody."""
    told = facts.summary.denunciations
    return [] if told is None or not told.number else [by_motive(facts, told), concentration(facts, told)]


def by_motive(facts: Facts, told: Denunciations) -> Figure:
    """Return the figure of denunciations by motive, true and false."""
    motives = sorted((motive for motive in told.motives if motive.number), key=lambda motive: -motive.number)
    bars = []
    for motive in motives:
        parts = [
            (motive.number - motive.lies, _TRUE, "true"),
            (motive.lies - motive.found_out, _LIE, "lies, believed"),
        ]
        parts.append((motive.found_out, _FOUND, "lies, found out"))
        label = sentence(clean(motive.label))
        bars.append(
            Bar(
                label,
                f"{percent(motive.looked_into / motive.number)} looked into",
                right=[
                    Part(number, colour, f"{label}: {whole(number)} {said}") for number, colour, said in parts
                ],
                right_text=whole(motive.number),
            )
        )
    lies = percent(told.lies / told.number) if told.lies else "none"
    found = f", and {percent(told.found_out / told.lies)} of the lies come out" if told.lies else ""
    rows = [
        [sentence(clean(m.label)), whole(m.number), whole(m.lies), whole(m.looked_into), whole(m.found_out)]
        for m in motives
    ]
    rules = facts.scenario.denunciation
    secret = "Nobody learns who told of them. " if rules is not None and rules.secret else ""
    title = f"{counted(told.number, 'denunciation')}: {lies} of them are lies{found}"
    return Figure(
        "denunciations",
        title,
        f"Denunciations over {span(facts.days)}, by motive",
        *pictures(facts, lambda width: draw_bars(bars, width, _KEYS if told.lies else ()), title),
        f"{secret}Denouncing earned the informers {in_short(told.points_earned)} points and took "
        f"{in_short(-told.points_taken)} from those they told of, before caps. A lie that comes out is not "
        "filed; nothing else happens to whoever told it.",
        Table(["Motive", "Denunciations", "lies", "looked into", "lies found out"], rows),
    )


def concentration(facts: Facts, told: Denunciations) -> Figure:
    """Return the figure of how much of the denouncing comes from how few."""
    half = _people_for(told, 0.5)
    title = f"Half of all denunciations come from {in_hundred(half)} citizens"
    informers = told.informers / facts.citizens
    rows = [[percent(share), percent(_told_by(told, share))] for share in MOMENTS if share < informers]
    rows.append([f"{percent(informers)} (all who ever told)", "100%"])
    return Figure(
        "informers",
        title,
        "Share of all denunciations told by the busiest citizens, against their share of all citizens",
        *pictures(facts, lambda width: _drawn(told, informers, width), title),
        f"{counted(told.informers, 'citizen')} told of {counted(told.targets, 'other')} at some time. The "
        f"busiest 1 in 100 of them ({number_word(told.busiest)}) told "
        f"{percent(told.by_busiest / told.number)} of everything. The dotted line: if "
        "all citizens told equally often.",
        Table(["The busiest … of citizens", "told … of everything"], rows),
    )


def _told_by(told: Denunciations, people: float) -> float:
    """Return the share told by the busiest share of people."""
    corners = told.concentration
    for (x0, y0), (x1, y1) in pairwise(corners):
        if people <= x1:
            return y0 + (y1 - y0) * (people - x0) / (x1 - x0)
    return 1.0


def _people_for(told: Denunciations, share: float) -> float:
    """Return the share of people who told a share of everything, the busiest first."""
    corners = told.concentration
    for (x0, y0), (x1, y1) in pairwise(corners):
        if share <= y1:
            return x0 + (x1 - x0) * (share - y0) / (y1 - y0)
    return corners[-1][0]


def _drawn(told: Denunciations, informers: float, width: int) -> Drawing:
    is_narrow = width < WIDE
    height, left, right, foot = (230, 44, 10, 34) if is_narrow else (280, 52, 14, 36)
    drawing = Drawing(width, height + foot + 8)
    across = width - left - right
    reach = next(
        reach for reach in (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if reach >= min(informers, 1.0)
    )
    muted, grid = palette.MUTED.light, palette.GRID.light

    def place(people: float, share: float) -> tuple[float, float]:
        return left + across * people / reach, 8 + height * (1 - share)

    for step in range(5):
        y = place(0, step / 4)[1]
        drawing.line((left, y), (left + across, y), grid)
        drawing.text(left - 8, y + 4, percent(step / 4), muted, 12, "end")
        x = place(reach * step / 4, 0)[0]
        anchor = "middle" if step < 4 else "end"
        drawing.text(x, height + 28, percent(reach * step / 4), muted, 12, anchor)
    even = path_of([place(0, 0), place(reach, reach)])
    drawing.path(even, fill="none", stroke=palette.FAINT.light, stroke_width=1.3, stroke_dasharray="2 3")
    curve = [place(*corner) for corner in told.concentration]
    curve += [place(reach, 1)] if informers < reach else []
    loss = palette.LOSS.light
    drawing.path(path_of(curve), fill="none", stroke=loss, stroke_width=2.6, stroke_linejoin="round")
    half = _people_for(told, 0.5)
    x, y = place(half, 0.5)
    drawing.add("circle", cx=x, cy=y, r=4.5, fill=loss)
    said = f"{percent(half)} tell half of it"
    words = said if is_narrow else f"the busiest {said}"
    fits = x + 14 + LETTER * len(words) < left + across
    side, anchor = (12, "start") if fits else (-12, "end")
    drawing.text(x + side, y + 18, words, palette.INK.light, 13, anchor, None, palette.PAPER.light)
    return drawing

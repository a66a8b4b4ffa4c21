"""Pictures of responsibility: whose filings and errors closed doors, and what groups bring about."""

from __future__ import annotations

from glasscity.ensemble.intervals import Interval
from glasscity.responsibility.findings import ALL, Part, Responsibility
from glasscity.show import palette
from glasscity.show.bars import Bar, draw_bars
from glasscity.show.bars import Part as Stretch
from glasscity.show.dots import draw_dot
from glasscity.show.english import percent, sentence
from glasscity.show.figure import Figure, Table, in_two_widths
from glasscity.show.harm_figure import BOUNDS
from glasscity.show.harm_figure import KINDS as HARMS
from glasscity.show.responsibility_words import (
    ERRONEOUS,
    costs,
    erred,
    filings_share,
    in_per_cent,
    part_of,
)
from glasscity.show.svg import WIDE, Drawing
from glasscity.study.words import SYNTHETIC

COLOURS = 6
SHOWN = 12


def filed_figure(found: Responsibility) -> Figure:
    """Return the figure of restriction-days by whose filings brought them, over their share of filings."""
    shown = [part for part in found.filed if part.days[ALL] > 0][:SHOWN]
    first = shown[0]
    title = f"{sentence(first.label)}: {part_of(first, found)} of restriction-days"
    made = filings_share(first, found)
    if made is not None:
        title += f", {percent(made)} of filings"
    kinds = list(found.restricted)
    rows = [
        [
            part.label,
            "" if part.filings is None else f"{part.filings:,}",
            *(f"{part.days[kind]:,.1f}" for kind in kinds),
        ]
        for part in found.filed
    ]
    rows.append(
        [
            "all",
            f"{sum(part.filings or 0 for part in found.filed):,}",
            *map(_whole, found.restricted.values()),
        ]
    )
    return Figure(
        "filed",
        title,
        "Share of the restriction-days that come of what somebody filed, over their share of all filings",
        *in_two_widths(lambda width: _bars(shown, found, width), title, SYNTHETIC, COLOURS),
        "Those with the largest parts; all of them, by kind of harm, in the table.",
        Table(["Who", "Filings", "Restriction-days", *(sentence(kind) for kind in kinds[1:])], rows),
    )


def _whole(days: int) -> str:
    return f"{days:,}"


def _bars(parts: list[Part], found: Responsibility, width: int) -> Drawing:
    days, bars = found.restricted[ALL], []
    harm, filings = palette.LOSS.light, palette.ORDINARY.light
    for part in parts:
        size, made = part.days[ALL] / days, filings_share(part, found)
        label = sentence(part.label)
        tip = f"{label}: {percent(size)} of restriction-days"
        bars.append(Bar(label, right=(Stretch(size, harm, tip),), right_text=percent(size)))
        if made is not None:
            tip = f"{label}: {percent(made)} of filings"
            bars.append(Bar("", right=(Stretch(made, filings, tip),), right_text=percent(made)))
    return draw_bars(bars, width, [(harm, "share of restriction-days"), (filings, "share of filings")])


def kinds_figure(found: Responsibility) -> Figure:
    """Return the figure of whose part is how large of each kind of harm."""
    shown = [part for part in found.filed if part.days[ALL] > 0][:SHOWN]
    kinds = [kind for kind in HARMS if found.restricted[kind]]
    kind = kinds[0] if kinds else ALL
    most = max(found.filed, key=lambda part: part.days[kind])
    title = f"{sentence(most.label)}: {part_of(most, found)} of all"
    if kind != ALL:
        title += f", {part_of(most, found, kind)} of those {HARMS[kind][0]}"
    rows = [[part.label, *(part_of(part, found, kind) for kind in (ALL, *kinds))] for part in found.filed]
    return Figure(
        "kinds",
        title,
        "Share of the restriction-days of each kind that come of what somebody filed",
        *in_two_widths(lambda width: _cells(shown, found, kinds, width), title, SYNTHETIC, COLOURS),
        "Each column adds up to 100% over all who filed. A restriction-day may be of several kinds, or "
        "of none.",
        Table(["Who", "All", *(sentence(HARMS[kind][0]) for kind in kinds)], rows),
    )


def _cells(parts: list[Part], found: Responsibility, kinds: list[str], width: int) -> Drawing:
    is_narrow = width < WIDE
    labels, row, head = (0.0, 54.0, 38.0) if is_narrow else (270.0, 34.0, 26.0)
    names = {ALL: "all", **{kind: HARMS[kind][0] for kind in kinds}}
    cell = (width - labels) / len(names)
    drawing = Drawing(width, head + row * len(parts))
    for place, name in enumerate(names.values()):
        for line, word in enumerate((name.split(" ", 1) if is_narrow else [name])[::-1]):
            middle = labels + (place + 0.5) * cell
            drawing.text(middle, head - 9 - 14 * line, word, palette.INK.light, 12, "middle", "bold")
    for number, part in enumerate(parts):
        y, label = head + number * row, sentence(part.label)
        drawing.text(0, y + (14 if is_narrow else 20), label, palette.INK.light, 13)
        for place, kind in enumerate(names):
            share = part.days[kind] / found.restricted[kind]
            step = sum(share >= bound for bound in BOUNDS)
            x, top = labels + place * cell, y + (20 if is_narrow else 0)
            said = part_of(part, found, kind)
            drawing.rect(
                x, top, cell - 2, 30, palette.SHARES[step].light, tip=f"{label}: {said} {names[kind]}"
            )
            ink = (palette.INK if step < len(BOUNDS) - 1 else palette.ON_FULL).light
            drawing.text(x + cell / 2 - 1, top + 20, said, ink, 13, "middle")
    return drawing


def erred_figure(found: Responsibility) -> Figure:
    """Return the figure of the days in error by whose errors brought them."""
    parts = list(erred(found))
    shown = [part for part in parts if part.days[ERRONEOUS] > 0][:SHOWN]
    days = found.restricted[ERRONEOUS]
    title = f"Of the days in error, {part_of(shown[0], found, ERRONEOUS)}: {shown[0].label}"
    bars = [
        Bar(
            sentence(part.label),
            right=(Stretch(part.days[ERRONEOUS] / days, palette.LOSS.light),),
            right_text=part_of(part, found, ERRONEOUS),
        )
        for part in shown
    ]
    return Figure(
        "erred",
        title,
        "Share of the restriction-days that the true record would not have brought, by whose errors "
        "brought them",
        *in_two_widths(lambda width: draw_bars(bars, width), title, SYNTHETIC, COLOURS),
        f"{days:,} restriction-days in error.",
        Table(["Who", "Days in error"], [[part.label, f"{part.days[ERRONEOUS]:,.1f}"] for part in parts]),
    )


def shares_figure(found: Responsibility) -> Figure:
    """Return the figure of groups' parts, with everything that follows."""
    first = found.groups[0]
    title = f"{sentence(first.label)}: {in_per_cent(first.part[ALL])} of the harm"
    kinds = list(found.restricted)
    rows = [[group.label, *(in_per_cent(group.part[kind]) for kind in kinds)] for group in found.groups]
    return Figure(
        "groups",
        title,
        "Part of all restriction-days, with everything that follows: mean over lives and its 95% interval",
        *in_two_widths(
            lambda width: _dots(found, [group.part[ALL] for group in found.groups], width),
            title,
            SYNTHETIC,
            COLOURS,
        ),
        "The parts add up to the whole. Less than 0: what they do keeps doors open.",
        Table(["Group", "Restriction-days", *(sentence(kind) for kind in kinds[1:])], rows),
    )


def prevented_figure(found: Responsibility) -> Figure:
    """Return the figure of what each group alone could have prevented."""
    best = max(found.groups, key=lambda group: group.prevented.mean)
    title = f"{sentence(best.label)} could have prevented {in_per_cent(best.prevented)} alone"
    rows = [
        [group.label, group.otherwise, in_per_cent(group.prevented), costs(group)] for group in found.groups
    ]
    return Figure(
        "prevented",
        title,
        "Restriction-days that there are less if one group alone does otherwise, of all: mean and 95% "
        "interval",
        *in_two_widths(
            lambda width: _dots(found, [group.prevented for group in found.groups], width),
            title,
            SYNTHETIC,
            COLOURS,
        ),
        "These do not add up: several could each have prevented the same. What else would change stands "
        "in the "
        "table.",
        Table(["Group", "If they", "Prevented", "And then"], rows, words=2),
    )


def _dots(found: Responsibility, values: list[Interval], width: int) -> Drawing:
    """Return the picture: a dot and its interval for each group."""
    is_narrow = width < WIDE
    left, right = (6.0, width - 84.0) if is_narrow else (330.0, width - 84.0)
    row = 50 if is_narrow else 34
    drawing = Drawing(width, 8 + row * len(values))
    lowest = min(0.0, *(one.low for one in values))
    scale = (right - left) / ((max(one.high for one in values) - lowest) or 1.0)
    zero = left - lowest * scale
    drawing.line((zero, 0), (zero, drawing.height), palette.FAINT.light)
    for number, (group, one) in enumerate(zip(found.groups, values, strict=True)):
        y = 8 + number * row + (34 if is_narrow else 14)
        words = sentence(group.label), in_per_cent(one)
        draw_dot(drawing, y, words, one, (left, right), (lowest, scale), sure=one.excludes_zero)
    return drawing

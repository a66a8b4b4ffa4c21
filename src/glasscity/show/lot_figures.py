"""What a category does to people, measured by giving it to some by lot."""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.show import palette
from glasscity.show.english import decimal, percent, sentence, signed, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, Drawing
from glasscity.study.assignment import SHARE, Assignment, Effect

ROW = 30
WELL_AFTER = 30
"""The picture shows the first moment at least so many days after the category has ended."""


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file; none where no category was given by lot."""
    found = facts.summary.assignment
    return [] if found is None or not _shown(found) else [by_lot(facts, found)]


def moment(found: Assignment) -> int | None:
    """Return the moment that is told of: the first one well after, or else the last."""
    moments = sorted({effect.days_after for effect in found.effects if effect.days_after is not None})
    return next((days for days in moments if days >= WELL_AFTER), moments[-1] if moments else None)


def finding(found: Assignment) -> str:
    """Return in a sentence, without a full stop, whether the category leaves a mark."""
    when = moment(found)
    low = [effect for effect in _shown(found) if effect.what.startswith("in ")]
    told = [effect for effect in low if effect.is_told_apart]
    since = f"{when} days after {found.category} has ended"
    if not told:
        said = f"{sentence(since)}, those put there by lot are in a low category no more often than others"
        return f"{said}{_but(found)}"
    effect = told[0]
    more = "more" if effect.difference > 0 else "less"
    size = decimal(abs(effect.difference) * 100, 1)
    return f"{sentence(since)}, those put there by lot are {size} points {more} often {effect.what}"


def _but(found: Assignment) -> str:
    """Return what else differs most among those put into the category, if anything is told apart."""
    others = [
        effect for effect in _shown(found) if effect.is_told_apart and not effect.what.startswith("in ")
    ]
    if not others:
        return ""
    most = max(others, key=lambda effect: abs(effect.difference))
    more = "more" if most.difference > 0 else "less"
    return f", but {decimal(abs(most.difference) * 100, 1)} points {more} often {clean(most.what)}"


def _shown(found: Assignment) -> list[Effect]:
    """Return the shares at the moment that is told of."""
    when = moment(found)
    return [effect for effect in found.effects if effect.unit == SHARE and effect.days_after == when]


def by_lot(facts: Facts, found: Assignment) -> Figure:
    """Return the figure of what differs between those assigned a category and their controls."""
    shown, title = _shown(found), finding(found)
    rows = [
        [
            sentence(clean(effect.what)),
            effect.when,
            *(_number(effect, value) for value in (effect.assigned, effect.control)),
            _number(effect, effect.difference, sign=True),
            f"{_number(effect, effect.low, sign=True)} to {_number(effect, effect.high, sign=True)}",
        ]
        for effect in found.effects
    ]
    return Figure(
        "by-lot",
        title,
        f"{whole(found.assigned)} citizens were put into {found.category} by lot for {whole(found.days)} "
        f"days, {whole(found.controls)} were not: difference in the share who are in something, in "
        f"percentage points, {moment(found)} days after; 95% interval",
        *pictures(facts, lambda width: _drawn(shown, width), title),
        "Only the lot tells the two groups apart, so what differs is what the category did. An interval "
        "across the line of 0 says that chance alone may do as much; of twenty such rows, one lies beside it "
        "by chance. It is one life of one city, and what a refusal leads to is assumed.",
        Table(["", "When", "By lot", "Others", "Difference", "95% interval"], rows, 2),
    )


def _number(effect: Effect, value: float, *, sign: bool = False) -> str:
    if effect.unit == SHARE:
        return f"{signed(value * 100, 1)} points" if sign else percent(value)
    return signed(value, 2) if sign else decimal(value, 2)


def _drawn(effects: Sequence[Effect], width: int) -> Drawing:
    """Return the picture: a dot and its interval for each row, and the line of no difference."""
    is_narrow = width < WIDE
    left, right = (0.0, width - 50.0) if is_narrow else (300.0, width - 54.0)
    row = 44 if is_narrow else ROW
    drawing = Drawing(width, 26 + row * len(effects))
    lowest = min(-0.01, *(effect.low for effect in effects))
    highest = max(0.01, *(effect.high for effect in effects))
    scale = (right - left) / (highest - lowest)

    def place(value: float) -> float:
        return left + (value - lowest) * scale

    if not is_narrow:
        drawing.line((place(0), 18), (place(0), drawing.height), palette.FAINT.light, 1.5)
    room = 40.0
    drawing.text(max(place(0), room), 12, "no difference", palette.MUTED.light, 12, "middle")
    for number, effect in enumerate(effects):
        y = 26 + number * row + (31 if is_narrow else 13)
        colour = palette.LOSS.light if effect.is_told_apart else palette.MUTED.light
        label = sentence(clean(effect.what))
        drawing.text(0, y - 14 if is_narrow else y + 4, label, palette.INK.light, 13)
        drawing.line((left, y), (right, y), palette.GRID.light)
        if is_narrow:
            drawing.line((place(0), y - 9), (place(0), y + 9), palette.FAINT.light, 1.5)
        drawing.line((place(effect.low), y), (place(effect.high), y), colour, 2)
        said = signed(effect.difference * 100, 1)
        tip = f"{label}: {said} points"
        drawing.add("circle", tip, cx=place(effect.difference), cy=y, r=4.5, fill=colour)
        drawing.text(width, y + 4, said, palette.INK.light, 13, "end")
    return drawing

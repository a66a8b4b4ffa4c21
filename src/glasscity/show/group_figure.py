"""Who is where: categories by income, origin, sex, disability and age."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from glasscity.show import palette
from glasscity.show.bars import draw_key, key_lines
from glasscity.show.english import compared, percent, sentence, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import NARROW, WIDE, Drawing
from glasscity.study.words import attribute_label, counted, level_text, listed

ATTRIBUTES = ("income", "born_here", "sex", "disability", "age")
BARS, DOTS = 176.0, 574.0
"""Where the bars and the dots begin in the wide picture."""
ENOUGH = 100
"""A group smaller than this makes no title."""


class Group(NamedTuple):
    """One level of one attribute: citizens, citizens in each category, and in the low ones."""

    attribute: str
    level: str
    citizens: int
    numbers: list[int]
    low: int

    @property
    def share(self) -> float:
        """Share in the low categories."""
        return self.low / self.citizens

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share: what chance alone does to a group of this size."""
        z = 1.959964
        n, p = self.citizens, self.share
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(middle - reach, 0.0), min(middle + reach, 1.0)


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order."""
    return [who_is_where(facts)]


def _groups(facts: Facts) -> list[list[Group]]:
    """Return the groups of every attribute, levels in the scenario's order."""
    low = len(facts.names) - len(facts.low)
    counts = {
        (attribute, level, category): number
        for level, category, number, attribute in facts.groups.select(
            "level", "category", "number", "attribute"
        ).rows()
    }
    found = []
    for attribute in ATTRIBUTES:
        levels = []
        for level in facts.scenario.population.levels[attribute]:
            numbers = [counts.get((attribute, level, name), 0) for name in facts.names]
            if sum(numbers):
                levels.append(Group(attribute, level, sum(numbers), numbers, sum(numbers[low:])))
        found.append(levels)
    return found


def who_is_where(facts: Facts) -> Figure:
    """Return the figure of categories by group."""
    groups = _groups(facts)
    title = _title(facts, groups)
    rows = [
        [
            sentence(attribute_label(facts.scenario, group.attribute)),
            level_text(group.level),
            whole(group.citizens),
            *(percent(number / group.citizens) for number in group.numbers),
            percent(group.share),
            " to ".join(percent(end) for end in group.interval),
        ]
        for levels in groups
        for group in levels
    ]
    columns = ["Attribute", "Level", "Citizens", *facts.names, facts.low_words, "95% interval"]
    return Figure(
        "groups",
        title,
        f"Citizens by category at the end, group by group; dots: share in {facts.low_words} with 95% "
        f"interval",
        *pictures(facts, lambda width: _drawn(facts, groups, width), title),
        f"Equal rules, not equal conduct: no rule reads any of these attributes. {_why(facts)} The intervals "
        "say what chance alone does to a group of that size.",
        Table(columns, rows, words=2),
    )


def _title(facts: Facts, groups: list[list[Group]]) -> str:
    """Return the sharpest contrast within an attribute, as a sentence."""
    pairs = []
    for levels in groups:
        large = [group for group in levels if group.citizens >= ENOUGH]
        if len(large) > 1:
            most, least = max(large, key=lambda g: g.share), min(large, key=lambda g: g.share)
            pairs.append((most.share - least.share, most, least))
    if not pairs or max(pairs, key=lambda pair: pair[0])[0] == 0:
        return f"No group stands out in {facts.low_words}"
    _, most, least = max(pairs, key=lambda pair: pair[0])
    label = sentence(attribute_label(facts.scenario, most.attribute))
    shares = compared(most.share, least.share)
    return (
        f"{label} “{level_text(most.level)}”: {shares[0]} end in {facts.low_words}; "
        f"“{level_text(least.level)}”: {shares[1]}"
    )


def _why(facts: Facts) -> str:
    """Say whose conduct differs in the scenario, and whose does not."""
    said, without = [], []
    for attribute in ATTRIBUTES:
        number = facts.depends_on(attribute)
        label = attribute_label(facts.scenario, attribute)
        if number:
            said.append(f"with “{label}” for {counted(number, 'kind')}")
        else:
            without.append(f"“{label}”")
    text = f"In this scenario rates of conduct change {listed(said)} of conduct." if said else ""
    if without:
        text += f" They do not depend on {listed(without)} as such, only through age, home, ties and chance."
    return text.strip()


def _drawn(facts: Facts, groups: list[list[Group]], width: int) -> Drawing:
    """Return the picture."""
    is_narrow = width < WIDE
    row, between = (40, 30) if is_narrow else (25, 34)
    x = 0.0 if is_narrow else BARS
    colours = palette.categories(len(facts.names))
    keys = [(colour.light, name) for colour, name in zip(colours, facts.names, strict=True)]
    lines = key_lines(keys, NARROW if is_narrow else DOTS - BARS)
    head = 24 * len(lines) + 6
    drawing = Drawing(width, head + sum(map(len, groups)) * row + len(groups) * between)
    for number, line in enumerate(lines):
        draw_key(drawing, line, x, 3 + 24 * number)
    if not is_narrow:
        drawing.text(DOTS, head - 16, f"in {facts.low_words}", palette.MUTED.light, 12.5)
    highest = max((group.interval[1] for levels in groups for group in levels), default=0.0) * 1.05 or 0.01
    y = head
    for levels in groups:
        label = sentence(attribute_label(facts.scenario, levels[0].attribute)) if levels else ""
        drawing.text(0, y + 18, clean(label), palette.INK.light, 13, weight="bold")
        y += between
        for group in levels:
            if is_narrow:
                _draw_narrow(drawing, facts, group, y)
            else:
                _draw_wide(drawing, facts, group, y, highest)
            y += row
    return drawing


def _draw_bar(drawing: Drawing, facts: Facts, group: Group, x: float, y: float, width: float) -> None:
    for rank, colour in enumerate(palette.categories(len(facts.names))):
        share = group.numbers[rank] / group.citizens
        if share:
            number = f"{whole(group.numbers[rank])} of {whole(group.citizens)}"
            tip = f"{facts.names[rank]}: {number}, {percent(share)}"
            drawing.rect(x, y, max(share * width - 0.7, 0.4), 16, colour.light, tip=tip)
        x += share * width


def _draw_wide(drawing: Drawing, facts: Facts, group: Group, y: float, highest: float) -> None:
    drawing.text(0, y + 13, level_text(group.level), palette.INK.light, 13)
    drawing.text(160, y + 13, whole(group.citizens), palette.MUTED.light, 12, "end")
    _draw_bar(drawing, facts, group, BARS, y, DOTS - BARS - 22)
    left, scale = DOTS, 130 / highest
    low, high = (left + end * scale for end in group.interval)
    middle = left + group.share * scale
    drawing.line((left, y + 8), (left + 130, y + 8), palette.GRID.light)
    drawing.line((low, y + 8), (high, y + 8), palette.LOSS.light, 2)
    drawing.add("circle", cx=middle, cy=y + 8, r=4.2, fill=palette.LOSS.light)
    drawing.text(WIDE, y + 13, percent(group.share), palette.INK.light, 13, "end")


def _draw_narrow(drawing: Drawing, facts: Facts, group: Group, y: float) -> None:
    drawing.text(0, y + 12, level_text(group.level), palette.INK.light, 13)
    said = f"{percent(group.share)} of {whole(group.citizens)} in {facts.low_words}"
    drawing.text(NARROW, y + 12, said, palette.MUTED.light, 12, "end")
    _draw_bar(drawing, facts, group, 0, y + 17, NARROW)

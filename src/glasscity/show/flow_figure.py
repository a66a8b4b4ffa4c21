"""Who moved between categories: bands that part and join from the first day to the last."""

from __future__ import annotations

import polars as pl

from glasscity.show import palette
from glasscity.show.english import compared, day_month, full_date, percent, sentence, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.svg import WIDE, Drawing, short, spread
from glasscity.study.words import counted

LETTER = 8.2
"""Rough width of a bold letter."""
POST = 12
"""Width of the posts between which people flow."""
GAP = 9
"""Room between categories at a post."""
THINNEST = 0.35
"""Flows thinner than this are left out of the picture; they are in the table."""


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order."""
    return [who_moved(facts)]


def who_moved(facts: Facts) -> Figure:
    """Return the figure of the ways through the categories."""
    ways = facts.ways
    worse, better, total = ways.worse, ways.better, facts.citizens
    shares = compared(worse / total, better / total)
    title = f"{sentence(shares[0])} end in a worse category than they began in, {shares[1]} in a better one"
    last = len(facts.stages) - 1
    every = list(range(last + 1))
    few = sorted({0, (last + 1) // 2, last})
    ever, back = ways.ever_in_worst, ways.came_back
    if ever:
        fell = (
            f"{counted(ever, 'citizen')} fell to {facts.worst} at some time; {whole(back)} of them "
            f"({percent(back / ever)}) stood higher again at the end."
        )
    else:
        fell = f"Nobody ever fell to {facts.worst}."
    if facts.start_category == facts.worst:
        fell = ""
    return Figure(
        "flow",
        title,
        "Citizens by category as time passes; colour: where they go next",
        *pictures(facts, lambda width: _drawn(facts, every if width == WIDE else few, width), title),
        f"{facts.beginning} A band is as wide as people are many. {_left_out(facts)}{fell}".strip(),
        _table(facts),
    )


def _left_out(facts: Facts) -> str:
    return (
        "" if facts.summary.consent is None else "Whoever is not scored at one of the moments is left out. "
    )


def _table(facts: Facts) -> Table:
    rows = []
    for index in range(len(facts.stages) - 1):
        flows = _flows(facts, index, index + 1)
        for (before, after), number in flows.items():
            rows.append([*_between(facts, index), facts.names[before], facts.names[after], whole(number)])
    return Table(["From", "to", "Category before", "Category after", "Citizens"], rows, words=4)


def _between(facts: Facts, index: int) -> list[str]:
    return [_when(facts, stage) for stage in facts.stages[index : index + 2]]


def _when(facts: Facts, stage: int) -> str:
    return "the start" if stage < 0 else full_date(facts.scenario.time.date_of(stage))


def _flows(facts: Facts, before: int, after: int) -> dict[tuple[int, int], int]:
    """Return how many went from one category to another between two moments."""
    columns = [f"stage_{before}", f"stage_{after}"]
    grouped = facts.at_stages.group_by(columns).agg(pl.col("number").sum()).sort(columns)
    return {(int(a), int(b)): int(number) for a, b, number in grouped.rows()}


def _posts(facts: Facts, stage: int, scale: float) -> dict[int, tuple[float, float]]:
    """Return top and bottom of every category that holds anybody at a moment."""
    counts = facts.at_stages.group_by(f"stage_{stage}").agg(pl.col("number").sum()).sort(f"stage_{stage}")
    posts, y = {}, 0.0
    for rank, number in counts.rows():
        posts[int(rank)] = (y, y + number * scale)
        y += number * scale + GAP
    return posts


def _drawn(facts: Facts, stages: list[int], width: int) -> Drawing:
    """Return the picture."""
    is_narrow = width < WIDE
    height = 330 if is_narrow else 420
    top = 26
    drawing = Drawing(width, height + top)
    scale = (height - GAP * (len(facts.names) - 1)) / facts.citizens
    left = 14 + LETTER * len(facts.start_category)
    right = width - 50 - LETTER * max(map(len, facts.names))
    places = [left + (right - POST - left) * i / max(len(stages) - 1, 1) for i in range(len(stages))]
    colours = [colour.light for colour in palette.categories(len(facts.names))]
    posts = [
        {rank: (a + top, b + top) for rank, (a, b) in _posts(facts, stage, scale).items()} for stage in stages
    ]
    for index in range(len(stages) - 1):
        flows = _flows(facts, stages[index], stages[index + 1])
        ends = (places[index] + POST, places[index + 1])
        _draw_flows(drawing, facts, flows, ends, (posts[index], posts[index + 1]), scale, colours)
    for index, (place, here) in enumerate(zip(places, posts, strict=True)):
        for rank, (a, b) in here.items():
            drawing.rect(place, a, POST, max(b - a, 0.6), colours[rank])
        said = _short_when(facts, facts.stages[stages[index]])
        anchor = "start" if index == 0 else "end" if index == len(places) - 1 else "middle"
        x = place + {"start": 0, "middle": POST / 2, "end": POST}[anchor]
        drawing.text(x, 14, said, palette.MUTED.light, 12.5, anchor)
    first = next(iter(posts[0].items()))
    middle = (first[1][0] + first[1][1]) / 2
    drawing.text(places[0] - 7, middle + 4.5, facts.names[first[0]], palette.INK.light, 13, "end", "bold")
    _name_ends(drawing, facts, posts[-1], places[-1] + POST + 8)
    return drawing


def _short_when(facts: Facts, stage: int) -> str:
    return "start" if stage < 0 else day_month(facts.scenario.time.date_of(stage))


def _draw_flows(
    drawing: Drawing,
    facts: Facts,
    flows: dict[tuple[int, int], int],
    x: tuple[float, float],
    posts: tuple[dict[int, tuple[float, float]], dict[int, tuple[float, float]]],
    scale: float,
    colours: list[str],
) -> None:
    """Draw the bands between two neighbouring posts."""
    leaving = {rank: span[0] for rank, span in posts[0].items()}
    arriving = {rank: span[0] for rank, span in posts[1].items()}
    middle = short((x[0] + x[1]) / 2)
    for (before, after), number in flows.items():
        thick = number * scale
        a, b = leaving[before], arriving[after]
        leaving[before] += thick
        arriving[after] += thick
        if thick < THINNEST:
            continue
        (left, right), low_a, low_b = map(short, x), short(a + thick), short(b + thick)
        d = (
            f"M{left},{short(a)}C{middle},{short(a)} {middle},{short(b)} {right},{short(b)}"
            f"L{right},{low_b}C{middle},{low_b} {middle},{low_a} {left},{low_a}Z"
        )
        names = facts.names
        stay = f"{counted(number, 'citizen')}: stay in {names[before]}"
        tip = stay if before == after else f"{counted(number, 'citizen')}: {names[before]} → {names[after]}"
        drawing.path(d, tip, fill=colours[after], fill_opacity="0.5")


def _name_ends(drawing: Drawing, facts: Facts, posts: dict[int, tuple[float, float]], x: float) -> None:
    """Name the categories at the last post, with how many end there."""
    wanted = [(a + b) / 2 for a, b in posts.values()]
    for rank, y in zip(posts, spread(wanted, 17, 30, drawing.height - 4), strict=True):
        share = percent(facts.at_end[facts.names[rank]] / facts.citizens)
        drawing.text(x, y + 4.5, f"{facts.names[rank]}  {share}", palette.INK.light, 13, weight="bold")

"""One life with something and without it, for a terminal: a verdict, the days that matter, and many lives."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasscity import tables
from glasscity.ensemble.intervals import Interval
from glasscity.show.english import day_month
from glasscity.show.safe import date_text, safe
from glasscity.study.words import counted, listed, points_text, times
from glasscity.twin.branches import NOT_SCORED, Branches, Over
from glasscity.twin.what_if import Evening, WhatIf, moves

NOTABLE = 5
"""The difference gets a row when it has changed by a fifth of what it is at most,"""
SMALLEST = 1.0
"""and by this many points."""

CAVEAT = (
    "The days above are those of one life; what it does is told by the many. All of it is the model's answer."
)
CAVEAT_ALONE = (
    "The two lines are one life, and no other was lived: in others it may have come to the same without it, "
    "or to nothing with it. --lives 32 says how often."
)


def what_if_text(found: WhatIf) -> RenderableType:
    """Return everything as something that rich prints."""
    head = Text("SYNTHETIC", "bold reverse")
    head.append("  ").append_text(safe(headline(found), "not reverse bold"))
    parts: list[RenderableType] = [head, Text()]
    parts += [safe(line, "bold") for line in verdict(found)]
    if not found.same:
        parts += [Text(), _table(found)]
    if found.branches is not None:
        parts += [Text(), *_branches_text(found, found.branches)]
    caveat = CAVEAT if found.branches is not None else CAVEAT_ALONE
    return Group(*parts, Padding(safe(caveat, "dim"), (1, 0, 0, 0)))


def headline(found: WhatIf) -> str:
    """Return what is looked at: the citizen, and what is taken out."""
    said = f"Citizen {found.citizen} in “{found.title}”, with and without {found.without}"
    if found.filing is None:
        return said
    return f"{said}: {filing_words(found)}"


def filing_words(found: WhatIf) -> str:
    """Return the filing in words."""
    one = found.filing
    assert one is not None
    on = date_text(found.date_of(one.day))
    return f"{one.conduct}, by {one.organisation}, on file since {on}, {points_text(one.points)} points"


def verdict(found: WhatIf) -> list[str]:
    """Return what it came to in this life, in a few sentences."""
    if found.same:
        return [f"In this life it makes no difference: the same on every day without {found.without}."]
    worst = max(
        (found.rank(one.category) for line in (found.with_it, found.without_it) for one in line), default=-1
    )
    lines = [_came_to(found, line, worst) for line in (found.with_it, found.without_it)]
    said = [f"With it: {lines[0]}; without it: {lines[1]}."]
    if lines[0] == lines[1]:
        said = [f"With it and without it: {lines[0]}."]
    return [*said, *_by_points(found), *_by_doors(found)]


def _came_to(found: WhatIf, line: tuple[Evening, ...], worst: int) -> str:
    """Return how low a line came, held against the worst category of both."""
    ranks = [found.rank(one.category) for one in line]
    if max(ranks) < 0:
        return "not scored"
    if max(ranks) < worst:
        return f"never below {found.categories[max(ranks)]}"
    name, first = found.categories[worst], ranks.index(worst)
    days = counted(ranks.count(worst), "day")
    if worst == found.rank(found.start_category):
        return f"never below {name}"
    fell = f"fell to {name} on {day_month(found.date_of(first))}, {days} in {name}"
    return fell if ranks[-1] == worst else f"{fell}, {found.categories[ranks[-1]]} at the end"


def _by_points(found: WhatIf) -> Iterator[str]:
    last = found.with_it[-1].total, found.without_it[-1].total
    if last[0] is None or last[1] is None:
        return
    gap = last[1] - last[0]
    words = "as many points" if gap == 0 else f"{points_text(abs(gap))[1:]} points {_more(gap)}"
    yield f"On the last day, without it: {words} ({points_text(last[1], sign=False)})."


def _more(gap: float) -> str:
    return "more" if gap > 0 else "fewer"


def _by_doors(found: WhatIf) -> Iterator[str]:
    refused = [
        sum(answer.by_category for one in line for answer in one.answers)
        for line in (found.with_it, found.without_it)
    ]
    if any(refused):
        said = [times(number) if number else "never" for number in refused]
        yield f"Refused because of the category: with it {said[0]}, without it {said[1]}."


def rows_of(found: WhatIf) -> list[tuple[int, str]]:
    """Return the days that matter, with what happened on them in words; the last day is always one."""
    happened: dict[int, list[str]] = {}
    if found.filing is not None:
        happened.setdefault(found.filing.day, []).append(
            f"on file: {found.filing.conduct} ({points_text(found.filing.points)})"
        )
    changes = [dict(_moves(found, line)) for line in (found.with_it, found.without_it)]
    for day in sorted({*changes[0], *changes[1]}):
        both = [some.get(day) for some in changes]
        if both[0] == both[1]:
            happened.setdefault(day, []).append(f"{both[0]}, with it and without it")
            continue
        some = zip(both, _WHICH, strict=True)
        happened.setdefault(day, []).extend(f"{words} {which}" for words, which in some if words)
    for there, without in zip(found.with_it, found.without_it, strict=True):
        happened.setdefault(there.day, []).extend(_doors(there, without))
    shown, largest = 0.0, max(map(abs, found.differences))
    rows = []
    for day, gap in enumerate(found.differences):
        notable = abs(gap - shown) >= max(largest / NOTABLE, SMALLEST)
        said = happened.get(day, [])
        if said or notable or day == len(found.with_it) - 1:
            rows.append((day, "; ".join(said)))
            shown = gap
    return rows


def _moves(found: WhatIf, line: tuple[Evening, ...]) -> Iterator[tuple[int, str]]:
    for day, before, after in moves(line, found.start_category):
        if NOT_SCORED in (before, after):
            yield day, "not scored any more" if after == NOT_SCORED else f"scored, {after}"
        else:
            yield day, f"{'falls' if found.rank(after) > found.rank(before) else 'rises'} to {after}"


def _doors(there: Evening, without: Evening) -> Iterator[str]:
    """Yield what was answered otherwise to the same request, or asked in one of both only."""
    answers = [{one.service: one for one in evening.answers} for evening in (there, without)]
    for service in dict.fromkeys([*answers[0], *answers[1]]):
        one, other = (some.get(service) for some in answers)
        outcomes = [None if some is None else some.outcome for some in (one, other)]
        if outcomes[0] == outcomes[1]:
            continue
        said = [tables.OUTCOMES[tables.GRANTED] if word == "" else word for word in outcomes]
        words = [f"{word or 'not asked for'} {which}" for word, which in zip(said, _WHICH, strict=True)]
        yield f"{service}: {listed(words).replace(' and ', ', ')}"


_WHICH = ("with it", "without it")


def _table(found: WhatIf) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("date", no_wrap=True)
    table.add_column("what happened", ratio=1, overflow="fold")
    for name in ("with it", "", "without it", "", "difference"):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    table.add_row(Text(date_text(found.start_date)), Text("starts"), *_side_at_start(found) * 2, Text())
    for day, words in rows_of(found):
        there, without = found.with_it[day], found.without_it[day]
        gap = found.differences[day]
        sides = [*_side(found, there), *_side(found, without)]
        style = "" if there.category == without.category else "bold"
        table.add_row(Text(date_text(found.date_of(day))), safe(words, style), *sides, _signed(gap))
    return table


def _side_at_start(found: WhatIf) -> list[Text]:
    points = "" if found.start_category == NOT_SCORED else points_text(found.start, sign=False)
    return [Text(points), safe(found.start_category)]


def _side(found: WhatIf, evening: Evening) -> list[Text]:
    points = "" if evening.total is None else points_text(evening.total, sign=False)
    worst = found.rank(evening.category) == len(found.categories) - 1
    return [Text(points), safe(evening.category, "bold red" if worst else "")]


def _signed(points: float) -> Text:
    return Text(points_text(points) if points else "", "red" if points < 0 else "green")


def in_lives(found: WhatIf, branches: Branches) -> str:
    """Return how often it comes to the worst category, in one sentence."""
    with_it, without_it = branches.with_it.ever_worst, branches.without_it.ever_worst
    when = f"on a day after {day_month(found.date_of(branches.day - 1))}" if branches.day else "on any day"
    return (
        f"In {branches.worst} {when} in {with_it:,} of {counted(branches.lives, 'life', 'lives')} "
        f"with it, in {without_it:,} without it; on the last day in {branches.with_it.worst_at_end:,} and in "
        f"{branches.without_it.worst_at_end:,}."
    )


def what_a_branch_is(found: WhatIf, branches: Branches) -> str:
    """Return what the lives have in common, in words."""
    if branches.day:
        until = date_text(found.date_of(branches.day - 1))
        came = "the filing came on file" if found.filing is not None else "the appeal was heard"
        return (
            f"A branch has this life's past up to the evening of {until}, the day on which {came}; from the "
            "next morning on everything that happens in the city is drawn anew, the same draws with it and "
            "without it. This life itself is not counted: it was chosen for how it went."
        )
    return (
        "These are other lives of the same people from the first day on, with the same draws in both. This "
        "life itself is not counted: it was chosen for how it went."
    )


def _branches_text(found: WhatIf, branches: Branches) -> Iterator[RenderableType]:
    yield safe(in_lives(found, branches), "bold")
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("mean over lives, with 95% interval", "with it", "without it", "with it less without it"):
        table.add_column(name, justify="right" if table.columns else "left")
    for row in rows_of_means(branches):
        table.add_row(*row)
    yield table
    yield safe("* not by chance, with 95% confidence, life by life", "dim")
    yield safe(what_a_branch_is(found, branches), "dim")


def rows_of_means(branches: Branches) -> list[list[str]]:
    """Return the means over lives as rows of a table; an asterisk is a difference that is no chance."""

    def row(label: str, name: str) -> list[str]:
        both: tuple[Over, Over] = (branches.with_it, branches.without_it)
        difference: Interval | None = getattr(branches, name)
        sure = difference is not None and difference.excludes_zero
        sides = [mean_text(getattr(one, name)) for one in both]
        return [label, *sides, mean_text(difference, sign=True) + ("*" if sure else "")]

    points = [row("score on the last day", "points")] if branches.with_it.points is not None else []
    return [
        *points,
        row(f"days in {branches.worst}", "worst_days"),
        row("refusals because of the category", "refusals"),
    ]


def mean_text(one: Interval | None, *, sign: bool = False) -> str:
    """Return a mean and half the width of its interval: "+12.3 ± 4.5"."""
    if one is None:
        return "–"
    plus = "+" if sign else ""
    said = f"{one.mean:{plus},.1f}"
    return said if one.half_width is None else f"{said} ± {one.half_width:,.1f}"

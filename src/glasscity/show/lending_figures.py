"""Whom a lender lends to, and what becomes of the groups."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import percent, sentence, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.study.lending import LentTo


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figure of a lender; none where nobody lends by the file, or nobody applied."""
    found = facts.summary.lending
    if found is None or not any(one.asked for one in found.groups):
        return []
    bars = [
        Bar(
            sentence(clean(one.label)),
            f"{whole(one.asked)} applied",
            right=[Part(_share(one), palette.LOSS.light, f"{whole(one.lent)} lent to")],
            right_text=percent(_share(one)),
        )
        for one in found.groups
    ]
    one, other = found.groups
    title = (
        f"{sentence(clean(found.label))} lends to {percent(_share(one))} of applicants of one group, and to "
        f"{percent(_share(other))} of the other"
    )
    return [
        Figure(
            "lending",
            title,
            f"Share of applications that were granted, by the rule “{clean(found.policy)}”",
            *pictures(facts, lambda width: draw_bars(bars, width), title),
            "Whoever repays goes up, whoever does not goes down: by lending, the lender makes the categories "
            "that it lends by. Those who are not lent to stay where they are. The last two columns say how "
            "likely a customer drawn at random is to repay, by the categories of the first and of the last "
            "evening.",
            Table(
                ["Group", "applied", "lent to", "share", "repaid", "not repaid", "at first", "at last"],
                [_row(one) for one in found.groups],
            ),
        )
    ]


def _share(one: LentTo) -> float:
    return one.lent / one.asked if one.asked else 0.0


def _row(one: LentTo) -> list[str]:
    counts = [whole(number) for number in (one.asked, one.lent)]
    came = [whole(number) for number in (one.repaid, one.defaulted)]
    chances = [percent(chance) for chance in (one.chance_at_start, one.chance_at_end)]
    return [sentence(clean(one.label)), *counts, percent(_share(one)), *came, *chances]

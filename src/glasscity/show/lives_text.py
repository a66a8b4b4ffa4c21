"""What became of people's lives, and what lots show, for a terminal: short tables."""

from __future__ import annotations

from rich.table import Table

from glasscity.show.lot_figures import moment
from glasscity.show.safe import clean, safe
from glasscity.study.assignment import SHARE, Assignment
from glasscity.study.lives import Lives
from glasscity.study.outcome import Summary

MOST_LIVES = 6
"""Circumstances shown, those that the score brought most often first; the report shows all."""


def lives_sections(summary: Summary) -> dict[str, list[Table]]:
    """Return a short table of circumstances and one of the lots, by section, where there are any."""
    found: dict[str, list[Table]] = {}
    if summary.lives is not None:
        found["lives"] = [_lives(summary.lives, summary.citizens)]
    if summary.assignment is not None and moment(summary.assignment) is not None:
        found["lot"] = [_lots(summary.assignment)]
    return found


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for place, name in enumerate(columns):
        table.add_column(safe(name), justify="right" if place else "left", no_wrap=bool(place))
    return table


def _lives(lives: Lives, citizens: int) -> Table:
    beside = any(one.at_end_without is not None for one in lives.circumstances)
    table = _table("lives at the end", "here", *(["no score"] if beside else []), "for score")
    for one in sorted(lives.circumstances, key=lambda one: -one.by_score)[:MOST_LIVES]:
        without = [] if one.at_end_without is None else [f"{one.at_end_without / citizens:.1%}"]
        table.add_row(safe(one.label), f"{one.at_end / citizens:.1%}", *without, f"{one.by_score:,}")
    unasked = sum(one.requests for one in lives.unasked)
    if unasked:
        known = [one.without_score for one in lives.unasked if one.without_score is not None]
        table.add_row("requests not made", f"{unasked:,}", *([f"{sum(known):,}"] if beside else []), "")
    return table


def _lots(found: Assignment) -> Table:
    when = moment(found)
    table = _table(f"{clean(found.category)} by lot, {when} days after", "by lot", "others", "95% interval")
    for effect in found.effects:
        if effect.days_after == when and effect.unit == SHARE:
            interval = f"{100 * effect.low:+.1f} to {100 * effect.high:+.1f}"
            table.add_row(safe(effect.what), f"{effect.assigned:.1%}", f"{effect.control:.1%}", interval)
    return table

"""A citizen's story in one plain sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from glasscity import tables
from glasscity.scenario import Scenario
from glasscity.study.chronicle import FILED, Event
from glasscity.study.lifeline import LifeDay
from glasscity.study.words import counted, listed, money_text, points_text, times

SMALLEST_INFLUENCE = 0.05
"""Influence nearer to 0 than this (points) is not worth a word."""


def sentence_of(
    scenario: Scenario,
    start_category: str,
    without_contacts: str,
    lifeline: Sequence[LifeDay],
    events: Sequence[Event],
) -> str:
    """Return the story in one sentence: the way, the points, the contacts, the doors that closed."""
    if not scenario.scoring.enabled:
        return _without_score(scenario, events)
    way, down = _way(scenario.category_names, start_category, lifeline)
    parts = [way, _points(events, down), _overrides(events), _contacts(lifeline, without_contacts)]
    parts += [_refusals(events), _unseen(scenario, events)]
    return "; ".join(part for part in parts if part) + "."


def _without_score(scenario: Scenario, events: Sequence[Event]) -> str:
    fines = [event.fine for event in events if event.fine is not None]
    if not fines:
        return "Nobody is scored here, and this citizen was never fined."
    paid = money_text(sum(fines), scenario.currency)
    return f"Nobody is scored here; this citizen was fined {times(len(fines))}, {paid} in all."


def _way(names: Sequence[str], start: str, lifeline: Sequence[LifeDay]) -> tuple[str, bool]:
    """Return from where to where, and whether points lost or points gained explain it."""
    first_day: dict[int, int] = {names.index(start): -1}
    for row in lifeline:
        first_day.setdefault(names.index(row.category), row.day)
    begin, end = names.index(start), names.index(lifeline[-1].category)
    best, worst = min(first_day), max(first_day)

    def reached(place: int) -> str:
        return f"{start} to {names[place]} in {counted(first_day[place] + 1, 'day')}"

    if best == worst:
        return f"Stayed in {start} all {counted(len(lifeline), 'day')}", True
    if end > begin:
        ended = f" and ended in {names[end]}" if worst > end else ""
        return f"Fell from {reached(worst)}{ended}", True
    if end < begin:
        ended = f" and ended in {names[end]}" if best < end else ""
        between = f", after a time in {names[worst]}" if worst > begin else ""
        return f"Rose from {reached(best)}{ended}{between}", False
    if worst > begin:
        return f"Fell from {reached(worst)} and came back to {start}", True
    return f"Rose from {reached(best)} and came back to {start}", False


def _points(events: Sequence[Event], lost: bool) -> str:
    """Return what took (or gave) the most points, and who filed it."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind == "entry" and event.points and (event.points < 0) == lost:
            found[event.what].append(event)
    verb = "lost" if lost else "gained"
    if not found:
        return f"{verb} no points"
    sums = {what: abs(sum(event.points or 0.0 for event in group)) for what, group in found.items()}
    most = max(sums, key=lambda what: sums[what])
    whole = f"{verb} {points_text(sum(sums.values()), sign=False)} points"
    share = "all" if len(sums) == 1 else f"the most ({points_text(sums[most], sign=False)})"
    return f"{whole}, {share} for “{most}”, {_filer(found[most])}"


def _filer(events: Sequence[Event]) -> str:
    number: dict[str, int] = defaultdict(int)
    for event in events:
        number[event.filed_by] += 1
    most = max(number, key=lambda who: number[who])
    return f"filed {'by' if len(number) == 1 else 'mostly by'} {most}"


def _overrides(events: Sequence[Event]) -> str:
    found = [event for event in events if event.kind == "override"]
    return f"“{found[0].what}” led {found[0].cause}" if found else ""


def _contacts(lifeline: Sequence[LifeDay], alone: str) -> str:
    """Return what contacts took or gave in the end, and the category that would be without them."""
    end = lifeline[-1]
    if end.influence is None or (abs(end.influence) < SMALLEST_INFLUENCE and alone == end.category):
        return ""
    verb = "took" if end.influence < 0 else "gave"
    instead = f", without which it would be {alone}" if alone != end.category else ""
    return f"contacts' scores {verb} {points_text(abs(end.influence), sign=False)} points{instead}"


def _refusals(events: Sequence[Event]) -> str:
    ordinary = tables.REASONS[tables.ORDINARY]
    refused = [event for event in events if event.kind == "refused" and event.reason != ordinary]
    if not refused:
        return ""
    what = list(dict.fromkeys(event.what for event in refused))
    often = f" ({times(len(refused))} in all)" if len(refused) > len(what) else ""
    return f"was refused {listed(what)} because of the score{often}"


def _unseen(scenario: Scenario, events: Sequence[Event]) -> str:
    """Return how often they broke the law, where nothing of it came on file."""
    unlawful = [event for event in events if event.conduct and not scenario.conduct[event.conduct].lawful]
    if not unlawful or any(event.kind != "act" or event.seen == FILED for event in unlawful):
        return ""
    return f"none of {counted(len(unlawful), 'unlawful act')} came on file"

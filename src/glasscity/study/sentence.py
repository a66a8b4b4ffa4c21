"""A citizen's story in one plain sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from glasscity import tables
from glasscity.scenario import Scenario
from glasscity.society.voice.rules import CRITICAL, EXPRESSIONS
from glasscity.study.event import ELSEWHERE, ENTRIES, FILED, Event
from glasscity.study.life_words import blows_of_the_score
from glasscity.study.lifeline import LifeDay
from glasscity.study.tie_events import DROPPED
from glasscity.study.truth import (
    AGAIN,
    ANOTHER_CONDUCT,
    CAME_BACK,
    IMPORTED_TWICE,
    KINDS,
    LIE,
    MADE_UP,
    MERGED,
    OTHER_POINTS,
    OVERDUE,
    SOMEBODY_ELSE,
    TWICE,
)
from glasscity.study.words import counted, listed, money_text, points_text, times

SMALLEST_INFLUENCE = 0.05
"""Influence nearer to 0 than this (points) is not worth a word."""

_WRONG = {
    SOMEBODY_ELSE: "of somebody else's deeds",
    LIE: "told as a lie",
    MADE_UP: "made up",
    ANOTHER_CONDUCT: "not of what was done",
    TWICE: "filed twice",
    AGAIN: "filed again long after",
    MERGED: "from a namesake's file",
    IMPORTED_TWICE: "imported twice",
    CAME_BACK: "back after a correction",
    OTHER_POINTS: "by another version of the rules",
    OVERDUE: "kept too long",
}


def sentence_of(
    scenario: Scenario,
    start_category: str,
    without_contacts: str,
    lifeline: Sequence[LifeDay],
    events: Sequence[Event],
    true_categories: Sequence[str] = (),
) -> str:
    """Return the story in one sentence: the way, points, errors, contacts, doors that closed."""
    names = scenario.category_names
    scored = [row for row in lifeline if row.category in names]
    if not scored:
        return _without_score(scenario, events)
    way, down = _way(names, start_category if start_category in names else scored[0].category, scored)
    for_a_time = f"scored on {len(scored):,} of {counted(len(lifeline), 'day')}"
    parts = [way, "" if len(scored) == len(lifeline) else for_a_time, _truly(lifeline, true_categories)]
    parts += [_points(events, down), _wrong(events)]
    parts += [_overrides(events), _contacts(lifeline, without_contacts), _dropped(events)]
    parts += [_refusals(events), blows_of_the_score(events), _appeals(events), _told(events)]
    parts += [_silenced(events)]
    parts += [_unseen(scenario, events)]
    return "; ".join(part for part in parts if part) + "."


def _without_score(scenario: Scenario, events: Sequence[Event]) -> str:
    fines = [event.fine for event in events if event.fine is not None]
    why = "Nobody is scored here"
    if scenario.scoring.enabled:
        why = "Not scored, for want of consent; what is recorded does not count"
    if not fines:
        return f"{why}, and this citizen was never fined."
    paid = money_text(sum(fines), scenario.currency)
    return f"{why}; this citizen was fined {times(len(fines))}, {paid} in all."


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


def _truly(lifeline: Sequence[LifeDay], true_categories: Sequence[str]) -> str:
    """Return the category on the true record at the end, where it is another one."""
    if not true_categories or true_categories[-1] == lifeline[-1].category:
        return ""
    return f"on the true record it would be {true_categories[-1]}"


def _wrong(events: Sequence[Event]) -> str:
    """Return how many entries are wrong, why, and what they took or gave."""
    entries = [event for event in events if event.kind in ENTRIES]
    wrong = [event for event in entries if event.wrong is not None]
    if not wrong:
        return ""
    kinds = Counter(event.wrong for event in wrong)
    said = listed([f"{kinds[kind]} {_WRONG[kind]}" for kind in KINDS if kinds[kind]])
    points = sum(event.points or 0.0 for event in wrong)
    changed = f", and {'took' if points < 0 else 'gave'} {points_text(abs(points), sign=False)} points"
    what = f"{counted(len(entries), 'entry', 'entries')} {'is' if len(wrong) == 1 else 'are'} wrong"
    return f"{len(wrong)} of {what} ({said}){changed if points else ''}"


def _points(events: Sequence[Event], lost: bool) -> str:
    """Return what took (or gave) the most points, and who filed it."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind in ENTRIES and event.points and (event.points < 0) == lost:
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


def _dropped(events: Sequence[Event]) -> str:
    """Return how many contacts dropped them for their category, and when most of them did."""
    found = [event for event in events if event.kind == DROPPED]
    if not found:
        return ""
    most = max(found, key=lambda event: (event.number or 0, -event.day))
    number = sum(event.number or 0 for event in found)
    at_once = f", {most.number:,} of them on day {most.day}" if 1 < (most.number or 0) < number else ""
    return f"was dropped by {counted(number, 'contact')} for being in {most.category}{at_once}"


def _refusals(events: Sequence[Event]) -> str:
    ordinary = tables.REASONS[tables.ORDINARY]
    refused = [event for event in events if event.kind == "refused" and event.reason != ordinary]
    if not refused:
        return ""
    what = list(dict.fromkeys(event.what for event in refused))
    often = f" ({times(len(refused))} in all)" if len(refused) > len(what) else ""
    return f"was refused {listed(what)} because of the score{often}"


def _appeals(events: Sequence[Event]) -> str:
    """Return how many entries were contested, and how many taken back."""
    contested = sum(event.kind == "contested" for event in events)
    corrected = sum(event.kind == "answered" and event.corrected is True for event in events)
    if not contested:
        return ""
    what = counted(contested, "entry", "entries")
    if corrected == contested:
        return f"contested {what} and had {'it' if contested == 1 else 'them'} taken back"
    return f"contested {what}, of which {corrected or 'none'} {'was' if corrected < 2 else 'were'} taken back"


def _told(events: Sequence[Event]) -> str:
    """Return how often they told of others, and whether it was true."""
    told = [event for event in events if event.kind == "told"]
    if not told:
        return ""
    lies = sum(event.wrong is not None for event in told)
    of_them = "" if not lies else " with a lie" if len(told) == 1 else f", {lies} of them with a lie"
    return f"told of others {times(len(told))}{of_them}"


def _silenced(events: Sequence[Event]) -> str:
    silenced = sum(event.kind == "voice" and event.before == EXPRESSIONS[CRITICAL] for event in events)
    return f"stopped speaking critically {times(silenced)}" if silenced else ""


def _unseen(scenario: Scenario, events: Sequence[Event]) -> str:
    """Return how often they broke the law, where nothing of it came on file."""
    mine = [event for event in events if event.conduct and event.kind != "told"]
    unlawful = [event for event in mine if not scenario.conduct[event.conduct or ""].lawful]
    if not unlawful or any(_is_known(event) for event in unlawful):
        return ""
    return f"none of {counted(len(unlawful), 'unlawful act')} came on file"


def _is_known(event: Event) -> bool:
    """Return whether something stands on file about an act, be it about somebody else."""
    return event.kind != "act" or event.seen in (FILED, ELSEWHERE)

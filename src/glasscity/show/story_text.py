"""One citizen's story for a terminal: a dated table that can be read without help."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasscity.show.fitted import Fitted
from glasscity.show.safe import clean, date_text, safe
from glasscity.study.event import ELSEWHERE, ENTRIES, FILED, Event
from glasscity.study.story import Story
from glasscity.study.tie_events import DROPPED, MET
from glasscity.study.tie_events import KINDS as TIE_KINDS
from glasscity.study.words import counted, money_text, points_text

NARROW = 88
"""Below this width, who filed something stands under what happened."""
SMALLEST_ROW = 1.0
"""Contacts' changes get a row of their own once they add up to this many points, or move a category."""
SMALLEST_SHOWN = 0.05
"""Less than this would read as 0, so it waits for the next row."""

_STYLES = {"refused": "red", "dearer": "red", "cheaper": "green", "first": "green", "override": "bold red"}
_STYLES |= {DROPPED: "red", MET: "green"}
_APPEALS = {
    "notified": "learns of an entry",
    "contested": "contests an entry",
    "heard": "is heard about an entry",
    "answered": "gets an answer about an entry",
}
_ASKED = {"refused": "refused", "dearer": "dearer", "cheaper": "cheaper", "first": "served first"}


def story_text(story: Story) -> RenderableType:
    """Return a story as something that rich prints, fitted to the width there is."""
    table = Fitted(NARROW, _table(story, narrow=False), _table(story, narrow=True))
    return Group(*_heading(story), table, *_closing(story))


@dataclass(frozen=True)
class _Line:
    """One row of the table: the event, and what contacts added since the row before."""

    event: Event
    contacts: float | None


def _heading(story: Story) -> Iterator[RenderableType]:
    head = Text("SYNTHETIC", "bold reverse")
    yield head.append("  ").append_text(
        safe(f"Citizen {story.citizen} in “{story.title}”", "not reverse bold")
    )
    yield Padding(safe(story.sentence, "bold"), (1, 0))
    who = Text()
    for label, level in story.who.items():
        who.append_text(safe(f"{label}:", "dim")).append(" ").append_text(safe(level)).append(" · ", "dim")
    known = f"{story.known_contacts:,} on file" if story.known_contacts else "none on file"
    yield who.append(f"{counted(story.contacts, 'contact')}, {known}")
    yield Text()


def _lines(story: Story) -> Iterator[_Line]:
    """Yield the rows: an act that was filed is told by its entries; small changes of contacts wait."""
    waiting = 0.0
    events = story.events
    last = max((place for place, event in enumerate(events) if event.kind == "contacts"), default=-1)
    contested = {_entry(event) for event in events if event.kind == "contested"}
    for place, event in enumerate(events):
        if event.kind == "act":
            if event.seen != FILED:
                yield _Line(event, None)
            continue
        if event.kind == "notified" and (event.wrong is None or _entry(event) in contested):
            continue
        if event.kind == "contacts":
            waiting += event.contacts or 0.0
            if abs(waiting) < SMALLEST_ROW and place < last and not _is_moved_by(events, place):
                continue
        shown = abs(waiting) >= SMALLEST_SHOWN or event.kind == "contacts"
        yield _Line(event, waiting if shown else None)
        waiting = 0.0 if shown else waiting


def _entry(event: Event) -> tuple[str | None, int | None, int | None]:
    """Return what tells an entry from the others that one appeals against."""
    return event.conduct, event.conduct_day, event.parameter


def _is_moved_by(events: tuple[Event, ...], place: int) -> bool:
    """Return whether the event at `place` is followed, on its day, by a move to another category."""
    following = events[place + 1] if place + 1 < len(events) else None
    return following is not None and following.kind == "category" and following.day == events[place].day


def _table(story: Story, narrow: bool) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1), expand=True)
    table.add_column("date", no_wrap=True)
    table.add_column("what happened", ratio=4, overflow="fold")
    if not narrow:
        table.add_column("filed by, through", ratio=3, overflow="fold")
    if story.scored:
        table.add_column("points", justify="right", no_wrap=True)
        table.add_column("contacts", justify="right", no_wrap=True)
        table.add_column("base" if _without_total(story) else "score", justify="right", no_wrap=True)
        table.add_column("", no_wrap=True)
        start = [Text(), Text(), Text(points_text(story.start, sign=False)), safe(story.start_category)]
        words = [Text("starts"), *([] if narrow else [Text()])]
        table.add_row(Text(_day(story.start_date, narrow)), *words, *start)
    for line in _lines(story):
        table.add_row(*_row(story, line, narrow), style="dim" if line.event.kind == "act" else "")
    return table


def _row(story: Story, line: _Line, narrow: bool) -> list[Text]:
    event = line.event
    filed, what = _filed(event), _what(story, event)
    if narrow and filed:
        what.append("\n").append_text(filed)
    cells = [Text(_day(event.date, narrow)), what, *([] if narrow else [filed])]
    if not story.scored:
        return cells
    if event.kind in ("act", "told", "voice", "circumstance"):
        return [*cells, Text(), Text(), Text(), Text()]
    score = event.base if _without_total(story) else event.total
    cells += [_signed(event.points), _signed(line.contacts), Text(points_text(score or 0.0, sign=False))]
    return [*cells, _category(event, narrow)]


def _category(event: Event, narrow: bool) -> Text:
    """Return the category, and in brackets that on the true record where it is another one."""
    category = safe(event.category, _style(event) if event.kind == "category" else "")
    if event.true_category in (None, event.category):
        return category
    category.append("\n" if narrow else " ")
    return category.append_text(safe(f"({event.true_category})", "not bold yellow"))


def _without_total(story: Story) -> bool:
    return story.lifeline[-1].total is None


def _day(day: datetime.date, narrow: bool) -> str:
    return day.isoformat() if narrow else date_text(day)


def _style(event: Event) -> str:
    if event.kind == "circumstance":
        return "red" if event.worse else "green"
    if event.kind == "category":
        return "bold red" if event.worse else "bold green"
    return _STYLES.get(event.kind, "")


def _what(story: Story, event: Event) -> Text:
    """Return what happened in words, with the reason under it."""
    text = safe(event.what, _style(event))
    if event.kind in _ASKED:
        text = safe(f"{_ASKED[event.kind]}: {event.what}{_price(story, event)}", _style(event))
    elif event.kind == "told":
        text = safe(f"tells of citizen {event.other}: {event.what}")
    elif event.kind in TIE_KINDS and event.other is not None:
        text = safe(f"{event.what}: citizen {event.other}", _style(event))
    elif event.kind in _APPEALS:
        text = safe(f"{_APPEALS[event.kind]}: {event.what}", _answer_style(event))
    elif event.kind == "correction":
        text = safe(f"taken back: {event.what}", "green")
    elif event.kind == "repair":
        text = safe(f"struck out: {event.what}", "green")
    elif event.kind == "repair refused":
        text = safe(f"not struck out: {event.what}")
    if event.conduct_date is not None and event.kind in (*ENTRIES, *_APPEALS):
        text.append(f" ({date_text(event.conduct_date).rsplit(' ', 1)[0]})", "dim")
    if event.fine is not None:
        text.append(f", fined {clean(money_text(event.fine, story.currency))}", "dim")
    if event.truth:
        untold = "; nobody told this citizen of the entry" if event.wrong and event.notified is False else ""
        text.append("\n").append_text(safe(event.truth + untold, "yellow" if event.wrong else "dim"))
    if event.cause and event.kind != "contacts" and not event.cause.startswith("taken back"):
        text.append("\n").append_text(safe(event.cause, "dim"))
    return text


def _answer_style(event: Event) -> str:
    if event.corrected is None:
        return ""
    return "green" if event.corrected else "red" if event.wrong else ""


def _price(story: Story, event: Event) -> str:
    if not event.money:
        return ""
    more = "more" if event.money > 0 else "less"
    return f", {money_text(abs(event.money), story.currency)} {more} {event.money_for}"


def _filed(event: Event) -> Text:
    if event.kind == "act":
        return Text(event.seen or "", "italic")
    if event.kind not in ENTRIES:
        return Text()
    label = f" “{clean(event.parameter_label)}”" if event.parameter_label else ""
    return safe(event.filed_by).append(f", {event.parameter}{label}", "dim")


def _signed(points: float | None) -> Text:
    if points is None:
        return Text()
    return Text(points_text(points), "red" if points < 0 else "green" if points > 0 else "")


def _closing(story: Story) -> Iterator[RenderableType]:
    acts = [event for event in story.events if event.kind == "act"]
    unseen = sum(event.seen not in (FILED, ELSEWHERE) for event in acts)
    said = []
    if acts:
        said.append(f"{counted(len(acts), 'act')} in all; nobody filed {unseen:,} of them (no points shown).")
    if any(event.kind == "contacts" for event in story.events):
        said.append("Contacts: what their scores added since the row before; under 1 point it waits for one.")
    if story.days_apart:
        said.append(
            "In brackets: the category on the true record, where the same rules see only what is true. It "
            f"was another one on {story.days_apart:,} of {counted(len(story.lifeline), 'day')}."
        )
    if story.scored:
        others = counted(story.like_them, "other citizen has", "other citizens have")
        said.append(f"{others} such a story: {story.like_them_rule}.")
    yield Padding(Group(*(safe(sentence) for sentence in said)), (1, 0))
    for check in story.checks:
        yield safe(f"checked: {check}", "dim")
    for note in story.notes:
        yield safe(f"note: {note}", "yellow")

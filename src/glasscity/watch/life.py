"""One citizen of a city that is being watched, ready for the page: who they are, and what happened so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from glasscity.errors import BadInput, CheckFailed
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.event import APPEAL_STEPS, ENTRIES, Event
from glasscity.study.find import find
from glasscity.study.lifeline import LifeDay
from glasscity.study.likeness import like_them
from glasscity.study.on_file import known_as
from glasscity.study.story import Story, story
from glasscity.study.words import money_text
from glasscity.watch.city import DAWN, WatchedCity

MOST_CONTACTS = 150
MOST_FOUND = 20
NOT_SCORED = -1
TITLES = {
    "act": "Did",
    "told": "Told of somebody",
    "entry": "Entry",
    "denunciation": "Entry, told by somebody",
    "cap": "A cap took back",
    "override": "A rule set the category",
    "expiry": "An entry expired",
    "correction": "An entry was taken back",
    "repair": "An entry was struck out",
    "repair refused": "Not struck out",
    "transfer": "The file moved to another town",
    "contacts": "Contacts’ scores",
    "category": "Category",
    "refused": "Refused",
    "dearer": "Dearer",
    "cheaper": "Cheaper",
    "first": "Served first",
    "notified": "Told of an entry",
    "contested": "Contested an entry",
    "heard": "Heard",
    "answered": "Answered",
    "voice": "Speaks otherwise",
    "circumstance": "Life changed",
    "dropped": "Dropped by contacts",
    "drops": "Dropped contacts",
    "parted": "Lost touch",
    "met": "Met",
}
"""What the page calls each kind of event."""


def citizen_of(city: WatchedCity, citizen: int) -> dict[str, Any]:
    """Return everything about one citizen up to last night, ready for JSON."""
    check_citizen(city, citizen)
    about: dict[str, Any] = {"citizen": citizen, "day": city.day, "contacts": contacts_of(city, citizen)}
    if city.day == DAWN:
        return about | {"line": None, "events": [], "sentence": "", "who": [], "notes": []}
    told = story(city.so_far(citizen).run(), citizen, alike=False)
    return about | {
        "who": [{"label": label, "level": level} for label, level in told.who.items()],
        "sentence": f"{told.sentence[0].upper()}{told.sentence[1:]}",
        "start": told.start,
        "start_category": told.start_category,
        "line": line_of(city.scenario, told.lifeline),
        "true_category": _places(city.scenario, told.true_categories) if told.true_categories else None,
        "days_apart": told.days_apart,
        "events": [event_of(one, told) for one in told.events],
        "notes": list(told.notes),
    }


def check_citizen(city: WatchedCity, citizen: int) -> None:
    """Raise `BadInput` if there is no such citizen."""
    number = city.world.city.population.number
    if not 0 <= citizen < number:
        raise BadInput(f"citizen {citizen}: there is no such citizen; this city has 0 … {number - 1}")


def line_of(scenario: Scenario, days: Iterable[LifeDay]) -> dict[str, Any]:
    """Return a life line, column by column: points, and places of categories."""
    days = list(days)
    return {
        "base": [day.base for day in days],
        "influence": [day.influence for day in days],
        "total": [day.total for day in days],
        "category": _places(scenario, (day.category for day in days)),
    }


def _places(scenario: Scenario, names: Iterable[str]) -> list[int]:
    place = {name: number for number, name in enumerate(scenario.category_names)}
    return [place.get(name, NOT_SCORED) for name in names]


def event_of(event: Event, told: Story) -> dict[str, Any]:
    """Return an event, ready for JSON."""
    return {
        "day": event.day,
        "date": event.date.isoformat(),
        "kind": event.kind,
        "title": TITLES.get(event.kind, event.kind.capitalize()),
        "what": event.what,
        "detail": _detail(event, told.currency),
        "points": event.contacts if event.kind == "contacts" else event.points,
        "good": _good(event),
        "filing": event.filing,
        "filed_by": event.filed_by,
        "parameter": event.parameter_label or ("" if event.parameter is None else str(event.parameter)),
        "wrong": event.wrong or "",
        "truth": event.truth,
        "other": event.other,
        "category": event.category,
        "total": event.total,
    }


def _detail(event: Event, currency: str) -> str:
    """Return in words what else there is to say of an event."""
    said = []
    if event.kind == "act" and event.seen:
        said.append(event.seen.replace("not on file by the end", "not on file yet"))
    if event.kind in ENTRIES and event.conduct_date is not None:
        said.append(f"done on {event.conduct_date}")
    if event.kind in APPEAL_STEPS and event.filed_by:
        said.append(f"filed by {event.filed_by}")
    if event.money:
        more = "more" if event.money > 0 else "less"
        said.append(f"{money_text(abs(event.money), currency)} {more} {event.money_for}".strip())
    if event.fine:
        said.append(f"a fine of {money_text(event.fine, currency)}, with or without a score")
    if event.cause:
        said.append(event.cause)
    return "; ".join(said)


def _good(event: Event) -> bool | None:
    """Return whether an event is good for the citizen, or None where it is neither."""
    if event.kind == "category":
        return not event.worse
    if event.kind in ("refused", "dearer", "cheaper", "first", "dropped"):
        return event.kind in ("cheaper", "first")
    points = event.contacts if event.kind == "contacts" else event.points
    return points > 0 if points else None


def contacts_of(city: WatchedCity, citizen: int) -> list[dict[str, Any]]:
    """Return whom a citizen knows: their score last night, and whether a company has filed the tie."""
    world, scenario = city.world, city.scenario
    ties, file = world.city.ties, world.file
    row = slice(int(ties.start[citizen]), int(ties.start[citizen + 1]))
    taken = ties.layers[row] > 0
    contacts, layers = ties.contact[row][taken], ties.layers[row][taken]
    filed = world.contacts.on(max(city.day, 0), world.workers)
    known = set(filed.contact[int(filed.start[citizen]) : int(filed.start[citizen + 1])].tolist())
    found = []
    for contact, bits in sorted(zip(contacts.tolist(), layers.tolist(), strict=True))[:MOST_CONTACTS]:
        words = known_as(scenario, bits).removeprefix("one of their ")
        found.append(
            {
                "citizen": contact,
                "total": int(file.total[contact]) / MILLIPOINTS if world.scored else None,
                "category": _place(int(file.category[contact]), scenario),
                "known": contact in known,
                "ties": words,
            }
        )
    return found


def _place(category: int, scenario: Scenario) -> int:
    return category if category < len(scenario.category_names) else NOT_SCORED


def such_of(city: WatchedCity, citizen: int) -> dict[str, Any]:
    """Return how many other citizens have a story like somebody's, and by which rule."""
    check_citizen(city, citizen)
    alike = like_them(city.so_far().run(), citizen)
    return {"citizen": citizen, "number": alike.number, "rule": alike.rule}


def find_in(city: WatchedCity, what: str) -> dict[str, Any]:
    """Return citizens with a kind of story, the best example first; a message where there is nobody."""
    try:
        return {"citizens": find(city.so_far().run(), what, number=MOST_FOUND), "message": ""}
    except CheckFailed as nobody:
        return {"citizens": [], "message": str(nobody).partition(": ")[2] or str(nobody)}

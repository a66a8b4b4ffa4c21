"""The first questions: what the scheme is, where it is published, and how its points are counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from glasscity.asking.conversation import Form, Question
from glasscity.asking.draft import Draft, Published
from glasscity.asking.reading import (
    NONE,
    UNKNOWN,
    Reading,
    Unclear,
    number,
    one_of,
    whole,
    words,
    yes_or_no,
)
from glasscity.scenario.checking import NO_CATEGORY

SCHEME, SOURCE, SCORE = (
    "1 of 6: the scheme",
    "2 of 6: where it is published",
    "3 of 6: points and categories",
)
FEWEST_PEOPLE, MOST_PEOPLE = 200, 5_000_000
MOST_CATEGORIES, LONGEST_CATEGORY = 16, 12
NOWHERE, REST = "nowhere", "rest"
SURENESS = {"official": "H", "press": "M", "weak": "L", UNKNOWN: None}


def the_scheme(draft: Draft) -> Form[None]:
    """Ask what it is."""
    draft.title = yield Question(
        SCHEME, "What is the scheme called?", "The name that a reader will see on every page.", words()
    )
    draft.summary = yield Question(
        SCHEME,
        "What does it do, in a sentence or two?",
        "For readers who have never heard of it; an empty line leaves it out.",
        words(2000).or_word(NONE, "leave it out"),
        NONE,
    )
    draft.citizens = yield Question(
        SCHEME,
        "How many adults live where it is used?",
        "About; the arithmetic of rights does not need it, a run does.",
        whole(FEWEST_PEOPLE, MOST_PEOPLE).or_unknown(),
        UNKNOWN,
        f"At least {FEWEST_PEOPLE}: no group in the model may have fewer than ten people.",
    )
    draft.year = yield Question(
        SCHEME,
        "From which year are these rules?",
        "The year in which they were in force, or were reported.",
        whole(1900, 2200, hint="a year such as 2018").or_unknown(),
        UNKNOWN,
    )
    draft.currency = yield Question(
        SCHEME, "What is money called there?", "For prices and fines.", words(30), "euros"
    )


def where_published(draft: Draft) -> Form[None]:
    """Ask for the source."""
    title = yield Question(
        SOURCE,
        "Where is it published?",
        "Name the text, the paper or the page. Further sources can be added in the file.",
        words().or_word(NOWHERE, "all of it is assumed"),
        more="Every number then says that it comes from there, or that it is assumed.",
    )
    if not title:
        return
    address = yield Question(
        SOURCE,
        "Where can one read it?",
        "An address on the web, or a shelf mark.",
        words().or_word(NONE, "no address"),
        NONE,
    )
    sureness = yield Question(
        SOURCE,
        "How sure is it?",
        "Official or first-hand; press or second-hand; weak or contradicted.",
        one_of(SURENESS),
        "press",
    )
    draft.source = Published(title, address, sureness)


def the_points(draft: Draft) -> Form[None]:
    """Ask how points are counted."""
    draft.more_is_worse = yield Question(
        SCORE,
        "Is it better or worse to have more points?",
        "A score goes up for good conduct: better. Points of concern or risk: worse.",
        one_of({"better": False, "worse": True}),
        "better",
        "Answer all points as the scheme counts them. In the file, less is always worse: points of concern "
        "are written there as points lost.",
    )
    draft.start = yield Question(
        SCORE,
        "With how many points does everybody begin?",
        "Before anything is on file.",
        number().or_unknown(),
        "0" if draft.more_is_worse else "1000",
    )
    draft.fewest = yield Question(
        SCORE,
        "What are the fewest points that anybody can have?",
        "Fewer are counted as so many.",
        _within(draft, "fewest").or_unknown(),
        "0" if draft.more_is_worse else UNKNOWN,
    )
    draft.most = yield Question(
        SCORE,
        "What are the most points that anybody can have?",
        "More are counted as so many.",
        _within(draft, "most").or_unknown(),
        UNKNOWN,
    )


def _within(draft: Draft, side: str) -> Reading:
    """Return a reading of the fewest or the most points, with the start between them."""

    def read(text: str) -> Decimal:
        end: Decimal = number().read(text)
        start = draft.begins_with
        if (end > start) if side == "fewest" else (end < start):
            word = "at most" if side == "fewest" else "at least"
            raise Unclear(f"{word} {start:,}, with which everybody begins; this is {text}")
        return end

    return Reading("a number", read)


def the_categories(draft: Draft) -> Form[None]:
    """Ask for the categories, best first."""
    side = "most" if draft.more_is_worse else "fewest"
    while not draft.bands or draft.bands[-1][1] is not None:
        which = "next worse" if draft.bands else "best"
        name = yield Question(
            SCORE,
            f"What is the {which} category called?",
            f"A short name, at most {LONGEST_CATEGORY} letters: A, B, or green, or unflagged.",
            _category(draft),
        )
        bound: Any = ""
        if len(draft.bands) < MOST_CATEGORIES - 1:
            reading = _bound(draft)
            bound = yield Question(
                SCORE,
                f"With how many points, at the {side}, is somebody still in {name}?",
                "The last category takes everybody else.",
                reading.or_word(REST, "everybody else, this is the last") if draft.bands else reading,
            )
        draft.bands.append((name, None if bound == "" else bound))
    if draft.source is not None:
        draft.bands_published = yield Question(
            SCORE,
            "Are these bounds published as they stand?",
            "No, if you had to read a sentence as a sum, or to fill a gap.",
            yes_or_no(),
            "yes",
        )
    if not draft.bands_published:
        draft.bands_read = yield Question(
            SCORE,
            "What have you assumed about them?",
            "In a sentence, so that everybody can disagree.",
            words(shortest=3),
            "The bounds between categories.",
        )


def _category(draft: Draft) -> Reading:
    plain = words(LONGEST_CATEGORY, taken=draft.category_names, taken_as="a category")

    def read(text: str) -> str:
        if text.lower() == NO_CATEGORY or "," in text:
            raise Unclear(f"{text!r} cannot be the name of a category; take another")
        name: str = plain.read(text)
        return name

    return Reading("a short name", read)


def _bound(draft: Draft) -> Reading:
    """Return a reading of a bound that is worse than the one before."""
    before = draft.bands[-1][1] if draft.bands else None

    def read(text: str) -> Decimal:
        bound: Decimal = number().read(text)
        if before is not None and draft.signed(bound) >= draft.signed(before):
            side = "more" if draft.more_is_worse else "fewer"
            raise Unclear(f"a worse category has {side} points than {before:,}; this is {text}")
        return bound

    return Reading("a number", read)

"""What it leads to, and who answers: doors, authors, reviewers, expiry, appeal, consent."""

from __future__ import annotations

from decimal import Decimal

from glasscity.asking.conversation import Form, Question
from glasscity.asking.draft import Answerers, Appeal, Door, Draft
from glasscity.asking.form_deeds import MOST_A_YEAR, MOST_MONEY, NOTHING_MORE, context_of
from glasscity.asking.reading import (
    NONE,
    UNKNOWN,
    Reading,
    Unclear,
    number,
    some_of,
    whole,
    words,
    yes_or_no,
)

DOORS, ANSWERS = "5 of 6: what it leads to", "6 of 6: who answers"
NEVER, NOBODY = "never", "nobody"
LONGEST_EXPIRY = 36500
SHORTEST = 3


def the_doors(draft: Draft) -> Form[None]:
    """Ask for one door after the other."""
    while True:
        first = not draft.doors
        label = yield Question(
            DOORS,
            "What does a category open or close?" if first else "What else does a category open or close?",
            "Something that people need or ask for: a loan; a school place; being left alone.",
            words(taken=[door.label for door in draft.doors], taken_as="in the list").or_word(
                NOTHING_MORE, "go on"
            ),
            NOTHING_MORE,
        )
        if not label:
            return
        draft.doors.append((yield from _door(draft, label)))


def _door(draft: Draft, label: str) -> Form[Door]:
    context = yield from context_of(
        draft,
        DOORS,
        "Where does it hurt if it is closed?",
        "The setting, as with the data: the same, or another?",
    )
    names = draft.category_names
    closed = yield Question(
        DOORS, "To which categories is it closed?", "Refused to them, always.", some_of(names), NONE
    )
    dearer = yield Question(
        DOORS,
        "For which is it dearer?",
        "They get it, and pay more.",
        some_of(names, closed),
        NONE,
    )
    price = dear_price = None
    if dearer:
        price = yield Question(
            DOORS,
            "What does it cost ordinarily?",
            f"In {draft.currency}.",
            number(0, MOST_MONEY).or_unknown(),
            UNKNOWN,
        )
        dear_price = yield Question(
            DOORS, "What does it cost them?", "More than that.", _dearer(price).or_unknown(), UNKNOWN
        )
    first = yield Question(
        DOORS,
        "Which are served first?",
        "They are better off than others.",
        _something(some_of(names, [*closed, *dearer]), bool(closed or dearer)),
        NONE,
    )
    published = False
    if draft.source is not None:
        published = yield Question(DOORS, "Is this published?", "No, if you infer it.", yes_or_no(), "yes")
    basic = yield Question(
        DOORS,
        "Is it something that nobody should do without?",
        "A basic service: a doctor, water, school.",
        yes_or_no(),
        "no",
    )
    per_year = yield Question(
        DOORS,
        "How often does one adult ask for it in a year?",
        "For a run only.",
        number(0, MOST_A_YEAR, hint="times a year").or_unknown(),
        UNKNOWN,
    )
    answerers = yield from _answerers(
        DOORS,
        "Who decided that?",
        "Which law does that rest on?",
        "Who looks at a case before it takes effect?",
    )
    return Door(
        label, context, closed, dearer, first, price, dear_price, published, basic, per_year, answerers
    )


def _dearer(price: Decimal | None) -> Reading:
    def read(text: str) -> Decimal:
        more: Decimal = number(0, MOST_MONEY).read(text)
        if price is None or more <= price:
            said = (
                "the ordinary price is unknown, so this is too" if price is None else f"more than {price:,}"
            )
            raise Unclear(said)
        return more

    return Reading("a number", read)


def _something(reading: Reading, there: bool) -> Reading:
    """Return a reading that refuses a door which no category opens or closes."""

    def read(text: str) -> list[str]:
        found: list[str] = reading.read(text)
        if not found and not there:
            raise Unclear("then no category changes anything about it; name one here, or go back")
        return found

    return Reading(reading.hint, read)


def _answerers(part: str, *asked: str) -> Form[Answerers]:
    who_wrote, on_what, who_looks = asked
    named = words(shortest=SHORTEST).or_word(NOBODY, "nobody is named")
    return Answerers(
        (
            yield Question(
                part, who_wrote, "The office or body that wrote it; no person's name.", named, NOBODY
            )
        ),
        (
            yield Question(
                part,
                on_what,
                "The law or measure that is named as its basis.",
                words(shortest=SHORTEST).or_word(NONE, "none is named"),
                NONE,
            )
        ),
        (
            yield Question(
                part, who_looks, "The office in which a human being does; no person's name.", named, NOBODY
            )
        ),
    )


def the_answers(draft: Draft) -> Form[None]:
    """Ask who answers for the rules, how long they hold, and what one can do about it."""
    draft.answerers = yield from _answerers(
        ANSWERS,
        "Who wrote the rules?",
        "Which law do they rest on?",
        "Who looks at a case before points count?",
    )
    expiry = yield Question(
        ANSWERS,
        "After how many days do points stop counting?",
        "Where the text says nothing, write unknown: silence is a finding.",
        whole(1, LONGEST_EXPIRY, hint="days").or_word(NEVER, "they stay").or_unknown(),
        UNKNOWN,
    )
    draft.expiry = 0 if expiry == "" else expiry
    draft.criteria_published = yield Question(
        ANSWERS,
        "Can people know the rules and their own score?",
        "In fact, not only in principle.",
        yes_or_no().or_unknown(),
        UNKNOWN,
    )
    contested = yield Question(
        ANSWERS,
        "Can somebody contest what is on file?",
        "An appeal with an answer, not a letter to the editor.",
        yes_or_no().or_unknown(),
        UNKNOWN,
    )
    draft.appeal_known = contested is not None
    if contested:
        draft.appeal = yield from _appeal()
    draft.consent_asked = yield Question(
        ANSWERS,
        "Is anybody asked whether they want to be scored?",
        "And left alone if they do not.",
        yes_or_no().or_unknown(),
        "no",
    )
    if draft.consent_asked:
        draft.consent = yield Question(
            ANSWERS,
            "Of a hundred who are asked, how many agree?",
            "About.",
            number(0, 100, hint="0 to 100").or_unknown(),
            UNKNOWN,
        )
    if any(door.basic for door in draft.doors):
        draft.basic_guarded = yield Question(
            ANSWERS,
            "Is a low score alone kept from touching basic services?",
            "By the rules themselves.",
            yes_or_no().or_unknown(),
            "no",
        )
    draft.in_proportion = yield Question(
        ANSWERS,
        "How many points for each step of harm would be in proportion?",
        "Your own yardstick, for a deed of harm 1 of 10. A run measures what goes beyond it.",
        number(0).or_unknown(),
        UNKNOWN,
    )


def _appeal() -> Form[Appeal]:
    told = yield Question(
        ANSWERS,
        "Of a hundred entries against people, how many are they told of?",
        "Who is not told cannot contest.",
        number(0, 100, hint="0 to 100").or_unknown(),
        UNKNOWN,
    )
    days = yield Question(
        ANSWERS, "How many days until an answer?", "About.", whole(1, 1000, hint="days").or_unknown(), UNKNOWN
    )
    corrected = yield Question(
        ANSWERS,
        "Of a hundred wrong entries that are heard, how many are put right?",
        "About.",
        number(0, 100, hint="0 to 100").or_unknown(),
        UNKNOWN,
    )
    return Appeal(told, days, corrected)

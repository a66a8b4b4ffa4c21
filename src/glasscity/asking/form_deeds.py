"""What is looked at: each kind of conduct or fact, with its points, its context, and who files it."""

from __future__ import annotations

from decimal import Decimal

from glasscity.asking.conversation import Form, Question
from glasscity.asking.draft import UNKNOWN_OFFICE, Deed, Draft
from glasscity.asking.reading import (
    NONE,
    UNKNOWN,
    number,
    one_of,
    one_there_or_new,
    points,
    whole,
    words,
    yes_or_no,
)

DEEDS = "4 of 6: what is looked at"
NOTHING_MORE = "nothing more"
MOST_A_YEAR = Decimal(360)
MOST_MONEY = Decimal(1_000_000_000)
KINDS = {kind: kind for kind in ("municipal", "judicial", "commercial", "other")}


def the_deeds(draft: Draft) -> Form[None]:
    """Ask for one kind of conduct or fact after the other."""
    while True:
        plain = words(taken=[deed.label for deed in draft.deeds], taken_as="in the list")
        first = not draft.deeds
        label = yield Question(
            DEEDS,
            "What is looked at first?" if first else "What else is looked at?",
            "A kind of conduct, or a fact about somebody: running a red light; a year unemployed.",
            plain if first else plain.or_word(NOTHING_MORE, "go on"),
            None if first else NOTHING_MORE,
        )
        if not label:
            return
        draft.deeds.append((yield from _deed(draft, label)))


def _deed(draft: Draft, label: str) -> Form[Deed]:
    signs = (
        "points of concern, or -5 for what takes some away" if draft.more_is_worse else "-5 takes, 5 gives"
    )
    low_high = yield Question(
        DEEDS,
        "How many points for it, once?",
        f"As the scheme counts them: {signs}. Two numbers where they range.",
        points(),
    )
    published = False
    if draft.source is not None:
        published = yield Question(
            DEEDS,
            "Are these points published as they stand?",
            "No, if you guess them.",
            yes_or_no(),
            "yes",
        )
    text = yield Question(
        DEEDS,
        "What are the words of the rule?",
        "As the source says it, shortened or translated.",
        words().or_word(NONE, "no words"),
        NONE,
    )
    lawful = yield Question(
        DEEDS,
        "Does the law allow it?",
        "Whatever the score makes of it. A fact about somebody is allowed.",
        yes_or_no().or_unknown(),
        "yes",
    )
    gravity = yield Question(
        DEEDS,
        "How much does it harm others, from 0 to 10?",
        "0 harms nobody else, 10 is the gravest. This is yours to say, or the law's, not the scheme's.",
        whole(0, 10, hint="0 to 10").or_unknown(),
        "0" if lawful else UNKNOWN,
        "Points are held against it: what takes many points and harms nobody is out of proportion.",
    )
    life = yield Question(
        DEEDS,
        "To which field of life does it belong?",
        "Such as traffic, work, health, family life, speech.",
        one_there_or_new(draft.fields),
    )
    if life not in draft.fields:
        draft.fields[life] = yield Question(
            DEEDS,
            f"Do rights protect {life}?",
            "Such as speech, belief, health, family and private life, association.",
            yes_or_no().or_unknown(),
            "no",
        )
    context = yield from context_of(
        draft, DEEDS, "Where do the data arise?", "The setting: doctors; the job centre; roads."
    )
    office = yield Question(
        DEEDS,
        "Who puts it on file?",
        "The organisation that sees it and reports it; an office, no person.",
        one_there_or_new(name for name in draft.offices if name != UNKNOWN_OFFICE).or_unknown(),
    )
    if office is None:
        office = UNKNOWN_OFFICE
        draft.offices[office] = "other"
    if office not in draft.offices:
        draft.offices[office] = yield Question(
            DEEDS,
            f"Of which kind is {office}?",
            "Of the town, of a court, a company, or other.",
            one_of(KINDS),
            "municipal",
        )
    rates = yield from _rates()
    fine: Decimal | None = Decimal(0)
    if lawful is False:
        fine = yield Question(
            DEEDS,
            "Which fine does a court set besides?",
            f"In {draft.currency}; 0 for none.",
            number(0, MOST_MONEY).or_unknown(),
            "0",
        )
    return Deed(label, low_high, published, text, lawful, gravity, life, context, office, *rates, fine)


def _rates() -> Form[tuple[Decimal | None, Decimal | None]]:
    per_year = yield Question(
        DEEDS,
        "How often does it happen to one adult in a year?",
        "On average: 0.1 is once in ten years. It matters for the way back and for a run only.",
        number(0, MOST_A_YEAR, hint="times a year").or_unknown(),
        UNKNOWN,
    )
    in_hundred = yield Question(
        DEEDS,
        "Of a hundred of them, how many come on file?",
        "100 if the office always knows.",
        number(0, 100, hint="0 to 100").or_unknown(),
        UNKNOWN,
    )
    return per_year, in_hundred


def context_of(draft: Draft, part: str, text: str, about: str) -> Form[str]:
    """Ask for a context, and remember a new one."""
    context: str = yield Question(
        part,
        text,
        about,
        one_there_or_new(draft.contexts),
        more="Contexts decide what crosses. Draw them as those concerned would: would they be surprised that "
        "something from here counts there?",
    )
    if context not in draft.contexts:
        draft.contexts.append(context)
    return context

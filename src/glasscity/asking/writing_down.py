"""A draft as a scenario file: TOML with comments. What was unknown says what stands in for it."""

from __future__ import annotations

from decimal import Decimal
from importlib import resources

from glasscity.asking.draft import UNKNOWN_OFFICE, Deed, Draft
from glasscity.asking.sheet import Bare, Sheet, Value, inline, names_of, one_a_line
from glasscity.asking.writing_doors import answered_by, write_answers, write_doors
from glasscity.scenario.writing import LABEL

SOURCE = "published"
CITIZENS, YEAR = 20_000, 2020
PER_YEAR, IN_HUNDRED, GRAVITY = Decimal("0.1"), Decimal(90), 5
DELAY = Bare("[1, 30]")
SURENESS = {"H": "official or first-hand", "M": "press or second-hand", "L": "weak or contradicted"}


def scenario_text(draft: Draft, name: str) -> str:
    """Return the scenario file of a draft."""
    sheet = Sheet()
    sheet.plain(
        f"{LABEL}#\n# {draft.title}\n#\n"
        "# Written from answers by `glasscity new --ask`. Where something was unknown, `assumed` says what\n"
        "# stands in for it. Change what you like, then ask: glasscity check, glasscity rights."
    )
    _head(sheet, draft, name)
    _people(sheet, draft)
    deeds = names_of([deed.label for deed in draft.deeds], "conduct")
    _deeds(sheet, draft, deeds)
    write_doors(sheet, draft, source=_source(draft))
    _offices(sheet, draft, deeds)
    _rulebook(sheet, draft, deeds)
    write_answers(sheet, draft, {deeds[d.label]: d.fine for d in draft.deeds})
    return sheet.text


def _source(draft: Draft) -> str | None:
    return SOURCE if draft.source is not None else None


def _head(sheet: Sheet, draft: Draft, name: str) -> None:
    source = draft.source
    sheet.table(
        "",
        {
            "format": 1,
            "name": name,
            "title": draft.title,
            "summary": draft.summary or f"{draft.title}: a scheme that gives people points.",
            "is_not": "Not the real scheme: nobody in it is or was a real person. Not a measurement: it "
            "holds what whoever filled in the form knew of the rules, and what they assumed.",
            "currency": draft.currency,
            "notes": one_a_line(_notes(draft)),
        },
    )
    sheet.table(
        "time",
        {
            "start": Bare(f"{draft.year or YEAR}-01-01"),
            "days": 365,
            "assumed": "A year." if draft.year else f"A year, and which: unknown, {YEAR} stands in.",
        },
    )
    sheet.part("Where it is published")
    if source is None:
        sheet.note("Nowhere: every number below is assumed.")
    else:
        sure = source.sureness or "L"
        sheet.table(
            f"sources.{SOURCE}",
            {"title": source.title, "address": source.address or None, "sureness": sure},
        )
        unknown = "" if source.sureness else "; how sure was unknown"
        sheet.plain(f"# {sure}: {SURENESS[sure]}{unknown}.")


def _notes(draft: Draft) -> list[str]:
    notes = []
    if draft.more_is_worse:
        notes.append("Points of concern are written as points lost, so that less is worse, as in every city.")
    notes += [
        f"Whether rights protect {name} is unknown: written as not protected."
        for name, protected in draft.fields.items()
        if protected is None
    ]
    if draft.expiry is None:
        notes.append("How long points count is unknown: nothing expires.")
    if not draft.appeal_known:
        notes.append("Whether an entry can be contested is unknown: written as if it could not.")
    if draft.consent_asked is None:
        notes.append("Whether anybody is asked for consent is unknown: written as if nobody were.")
    if draft.basic_guarded is None and any(door.basic for door in draft.doors):
        notes.append("Whether basic services are guarded is unknown: written as if they were not.")
    return notes


def _people(sheet: Sheet, draft: Draft) -> None:
    sheet.part("Fields of life, and settings", "protected = true: by rights. Contexts decide what crosses.")
    fields, contexts = names_of(draft.fields, "field"), names_of(draft.contexts, "context")
    sheet.table(
        "domains",
        {
            fields[label]: inline([("label", label), ("protected", True if protected else None)])
            for label, protected in draft.fields.items()
        },
    )
    sheet.table("contexts", {contexts[label]: inline([("label", label)]) for label in draft.contexts})
    sheet.part(
        "Who lives there",
        "The form asks for their number only. The arithmetic of rights needs none of it; a run does.",
    )
    people = (resources.files("glasscity") / "asking" / "people.toml").read_text(encoding="utf-8")
    number = draft.citizens or CITIZENS
    said = f"{number:,} adults, about." if draft.citizens else f"How many: unknown, {number:,} stand in."
    sheet.table("population", {"citizens": number, "assumed": said})
    sheet.plain(people)


def _deeds(sheet: Sheet, draft: Draft, names: dict[str, str]) -> None:
    sheet.part(
        "What is looked at",
        "lawful and gravity (harm to others, 0 to 10) are not the scheme's: they are yours, or the law's.",
    )
    fields, contexts = names_of(draft.fields, "field"), names_of(draft.contexts, "context")
    for code, deed in enumerate(draft.deeds, 1):
        rate = PER_YEAR if deed.per_year is None else deed.per_year
        sheet.table(
            f"conduct.{names[deed.label]}",
            {
                "code": code,
                "label": deed.label,
                "domain": fields[deed.field_of_life],
                "context": contexts[deed.context],
                "lawful": deed.lawful is not False,
                "gravity": GRAVITY if deed.gravity is None else deed.gravity,
                "per_year": rate,
                "bound_per_year": bound_of(rate),
                "assumed": _about_deed(deed),
            },
        )


def bound_of(rate: Decimal) -> Decimal:
    """Return the frozen upper bound of a rate: twice as often, while that is less than once a day."""
    return 2 * rate if 2 * rate < 365 else rate


def _about_deed(deed: Deed) -> str:
    said = ["How often, as whoever filled in the form says."]
    if deed.per_year is None:
        said = ["How often: unknown, once in ten years stands in."]
    said.append("That it is lawful: unknown, and written so." if deed.lawful is None else "")
    said.append(
        f"Its harm to others: unknown, {GRAVITY} of 10 stands in."
        if deed.gravity is None
        else f"That its harm to others is {deed.gravity} of 10."
    )
    return " ".join(filter(None, said))


def _offices(sheet: Sheet, draft: Draft, names: dict[str, str]) -> None:
    sheet.part("Who files it", "sees: of all such acts, the share that comes on file.")
    offices = names_of(draft.offices, "office")
    for code, (label, kind) in enumerate(draft.offices.items(), 1):
        theirs = [deed for deed in draft.deeds if deed.office == label]
        shares = [IN_HUNDRED if deed.in_hundred is None else deed.in_hundred for deed in theirs]
        unknown = ", ".join(deed.label for deed in theirs if deed.in_hundred is None)
        sheet.table(
            f"organisations.{offices[label]}",
            {
                "code": code,
                "label": label,
                "kind": kind,
                "delay_days": DELAY,
                "sees": inline(
                    (names[deed.label], share / 100) for deed, share in zip(theirs, shares, strict=True)
                ),
                "assumed": ("Which it is: unknown. " if label == UNKNOWN_OFFICE else "")
                + "That it files within a month."
                + (
                    f" How much comes on file of {unknown}: unknown, nine in ten stand in." if unknown else ""
                ),
            },
        )
    sheet.table(
        "catalogue", {"assumed": "One parameter for each kind of conduct that an organisation files."}
    )
    blocks: dict[str, Value] = {}
    for code, label in enumerate(draft.offices, 1):
        theirs = [deed for deed in draft.deeds if deed.office == label]
        blocks[offices[label]] = inline(
            (names[deed.label], inline([("first", 10_000 * code + number), ("count", 1)]))
            for number, deed in enumerate(theirs, 1)
        )
    sheet.table("catalogue.blocks", blocks)


def _rulebook(sheet: Sheet, draft: Draft, names: dict[str, str]) -> None:
    lowest, highest = draft.ends
    sheet.part(
        "The points",
        "Less is worse." + (" Points of concern are written as points lost." if draft.more_is_worse else ""),
        "Nothing is said of author, legal_basis or human_review where nobody is named: it counts as missing.",
    )
    published = draft.criteria_published
    unknown = [
        what
        for what, value in (
            ("with how many points everybody begins", draft.start),
            ("the fewest points", draft.fewest),
            ("the most points", draft.most),
            ("whether people know the rules (written: no)", published),
        )
        if value is None
    ]
    sheet.table(
        "rulebook",
        {
            "start": draft.signed(draft.begins_with),
            "lowest_total": lowest,
            "highest_total": highest,
            "criteria_published": bool(published),
            **answered_by(draft.answerers),
            "assumed": f"Unknown, with a number that stands in: {'; '.join(unknown)}."
            if unknown
            else "That totals are worked out daily.",
        },
    )
    bands = [
        inline([("name", name), ("at_least", None if bound is None else draft.signed(bound))])
        for name, bound in draft.bands
    ]
    sheet.table(
        "rulebook.categories",
        {
            "source": _source(draft),
            "sureness": None if draft.bands_published or draft.source is None else "L",
            "assumed": None if draft.bands_published else draft.bands_read,
            "bands": one_a_line(bands),
        },
    )
    sheet.table(
        "rulebook.influence",
        {"kind": "off", "weight": 0, "assumed": "Off: the form does not ask about contacts' scores."},
    )
    for deed in draft.deeds:
        ends = sorted(draft.signed(points) for points in deed.points)
        ranged = ends[0] != ends[1]
        sheet.table(
            f"rulebook.rules.{names[deed.label]}",
            {
                "points": None if ranged else ends[0],
                "points_from": ends[0] if ranged else None,
                "points_to": ends[1] if ranged else None,
                "expires_after_days": draft.expiry or None,
                "text": deed.text or None,
                "source": SOURCE if deed.published else None,
                "assumed": None if deed.published else "The points: not published as they stand.",
            },
        )

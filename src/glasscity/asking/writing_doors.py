"""The doors of a draft, and what one can do about the score, as tables of a scenario."""

from __future__ import annotations

from decimal import Decimal

from glasscity.asking.draft import Answerers, Door, Draft
from glasscity.asking.sheet import Bare, Sheet, Value, inline, names_of, toml

ASKED, PRICE = Decimal(1), Decimal(100)
TOLD, DAYS, CORRECTED, CONSENT = Decimal(50), 30, Decimal(50), Decimal(50)


def write_doors(sheet: Sheet, draft: Draft, *, source: str | None) -> None:
    """Add what a category opens and closes."""
    sheet.part("What it leads to", "A service is whatever a category closes, makes dearer, or opens first.")
    if not draft.doors:
        sheet.note("Nothing, as far as whoever filled in the form says.")
    names = names_of([door.label for door in draft.doors], "door")
    contexts = names_of(draft.contexts, "context")
    for code, door in enumerate(draft.doors, 1):
        rate = ASKED if door.per_year is None else door.per_year
        price, dear = _prices(door)
        values: dict[str, Value] = {
            "code": code,
            "label": door.label,
            "context": contexts[door.context],
            "per_year": rate,
            "bound_per_year": rate,
            "ordinary_refusal": 0,
            "basic": True if door.basic else None,
            "price": price,
        }
        for names_there, term in (
            (door.closed, [("refused", Bare("true"))]),
            (door.dearer, [("price", dear)]),
            (door.first, [("first", Bare("true"))]),
        ):
            values |= {f"terms.{_key(category)}": inline(term) for category in names_there}
        published = source if door.published else None
        values |= {"source": published, "terms_source": published}
        values |= answered_by(door.answerers)
        sheet.table(f"services.{names[door.label]}", values | {"assumed": _about_door(door)})


def answered_by(answerers: Answerers) -> dict[str, Value]:
    """Return the keys of whoever is named."""
    return {
        "author": answerers.author or None,
        "legal_basis": answerers.legal_basis or None,
        "human_review": answerers.human_review or None,
    }


def _prices(door: Door) -> tuple[Decimal | None, Decimal | None]:
    """Return the ordinary and the dearer price; where unknown, 100 and twice as much."""
    if not door.dearer:
        return None, None
    price = PRICE if door.price is None else door.price
    return price, door.dear_price if door.dear_price is not None else 2 * max(price, PRICE)


def _about_door(door: Door) -> str:
    said = ["That nobody is refused for another reason."]
    if not door.published:
        said.append("What categories change: not published.")
    if door.per_year is None:
        said.append("How often one asks: unknown, once a year stands in.")
    if door.dearer and None in (door.price, door.dear_price):
        said.append("Prices: unknown in part; 100, and twice as much, stand in.")
    return " ".join(said)


def _key(name: str) -> str:
    """Return a name as a part of a key."""
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if plain else toml(name)


def write_answers(sheet: Sheet, draft: Draft, fines: dict[str, Decimal | None]) -> None:
    """Add fines, appeals, consent, and the yardstick."""
    sheet.part("Courts, appeals, consent")
    known = {name: fine for name, fine in fines.items() if fine}
    unknown = " Whether there are others: unknown." if None in fines.values() else ""
    sheet.table(
        "courts",
        {"fines": inline(known.items()), "assumed": f"The fines, as far as they are named.{unknown}"},
    )
    if draft.appeal is not None:
        _appeals(sheet, draft)
    if draft.basic_guarded:
        sheet.table("scoring", {"basic_protected": True})
    if draft.consent_asked:
        share = CONSENT if draft.consent is None else draft.consent
        said = "unknown, one half stands in" if draft.consent is None else "as the form says"
        sheet.table("scoring.consent", {"share": share / 100, "assumed": f"How many agree: {said}."})
    if draft.in_proportion is None:
        sheet.note("What would be in proportion was not said. With it, a run measures harm by its kinds:")
        sheet.plain('# [harm]\n# points_per_gravity = 5\n# assumed = "My own yardstick."')
    else:
        sheet.table(
            "harm",
            {
                "points_per_gravity": draft.in_proportion,
                "assumed": "The yardstick of whoever filled in the form.",
            },
        )


def _appeals(sheet: Sheet, draft: Draft) -> None:
    appeal = draft.appeal
    assert appeal is not None
    told = TOLD if appeal.told is None else appeal.told
    days = DAYS if appeal.days is None else appeal.days
    corrected = CORRECTED if appeal.corrected is None else appeal.corrected
    unknown = [
        what
        for what, value in (
            ("how many are told, half", appeal.told),
            (f"how long an answer takes, {DAYS} days", appeal.days),
            ("how many wrong entries are put right, half", appeal.corrected),
        )
        if value is None
    ]
    said = "Who contests, room for all hearings, and that each is heard with an open mind."
    if unknown:
        said += f" Unknown, with what stands in: {'; '.join(unknown)}."
    sheet.table(
        "appeals",
        {
            "notified": told / 100,
            "if_wrong": Decimal("0.5"),
            "if_right": Decimal("0.05"),
            "after_days": Bare("[1, 30]"),
            "hearings_per_day": 1000,
            "answer_days": Bare(f"[{days}, {days}]"),
            "corrected_if_wrong": corrected / 100,
            "corrected_if_right": 0,
            "machine_believed": 0,
            "assumed": said,
        },
    )

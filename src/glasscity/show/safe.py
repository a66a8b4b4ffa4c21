"""Text from a scenario, made harmless: no markup is read in it, and no control character gets through."""

from __future__ import annotations

import datetime
import unicodedata

from rich.text import Text

_DIRECTIONS = {chr(code) for code in (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clean(text: str) -> str:
    """Return text on one line without control characters and without marks that turn its direction."""
    kept = (
        " " if sign.isspace() else sign
        for sign in text
        if sign.isspace() or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in _DIRECTIONS)
    )
    return " ".join("".join(kept).split())


def safe(text: str, style: str = "") -> Text:
    """Return text as rich shows it letter by letter: brackets are brackets."""
    return Text(clean(text), style)


def date_text(day: datetime.date) -> str:
    """Return a date as a reader writes it: "2 Mar 2018"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

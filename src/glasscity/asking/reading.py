"""How an answer is read: what is asked for in a few words, and a function from the text to its value.

A reading raises `Unclear` with what is wrong and what would be right; then the question is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

UNKNOWN = "unknown"
NONE = "none"
LONGEST = 400
"""Letters of an answer in words."""
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?")
MOST_POINTS = Decimal(1_000_000)


class Unclear(Exception):
    """An answer that cannot be taken, with what would be right."""


@dataclass(frozen=True)
class Reading:
    """How answers to a question are read; `hint` says what is asked for, in a few words."""

    hint: str
    read: Callable[[str], Any]

    def or_unknown(self) -> Reading:
        """Return the same reading that takes `unknown` as well, and reads it as None."""
        hint = f"{self.hint.replace(' or ', ', ')} or {UNKNOWN}"
        if ";" in self.hint:
            hint = f"{self.hint.replace('; or ', '; ')}; or {UNKNOWN}"
        return Reading(
            hint,
            lambda text: None if text.lower() == UNKNOWN else self.read(text),
        )

    def or_word(self, word: str, meaning: str) -> Reading:
        """Return the same reading that takes one more word, and reads it as nothing ('')."""
        return Reading(
            f"{self.hint}; {word}: {meaning}", lambda text: "" if text.lower() == word else self.read(text)
        )


def words(
    longest: int = LONGEST, *, shortest: int = 1, taken: Iterable[str] = (), taken_as: str = ""
) -> Reading:
    """Return a reading of plain words; those that are `taken` already are refused."""
    there = {one.lower() for one in taken}

    def read(text: str) -> str:
        if len(text) > longest:
            raise Unclear(f"at most {longest} letters, and this has {len(text)}")
        if len(text) < shortest:
            raise Unclear(f"at least {shortest} letters, and this is {text!r}")
        if not text.isprintable():
            raise Unclear("there is a sign in it that cannot be printed; write plain words")
        if text.lower() in there:
            raise Unclear(f"{text!r} is {taken_as or 'there'} already; say it in other words")
        return text

    return Reading("in words", read)


def yes_or_no() -> Reading:
    """Return a reading of yes and no."""
    meant = {"yes": True, "y": True, "no": False, "n": False}

    def read(text: str) -> bool:
        if text.lower() not in meant:
            raise Unclear(f"yes or no, and this is {text!r:.60}")
        return meant[text.lower()]

    return Reading("yes or no", read)


def one_of(choices: dict[str, Any]) -> Reading:
    """Return a reading of one of some words, by the word or as many first letters as tell it apart."""

    def read(text: str) -> Any:
        near = [word for word in choices if word.startswith(text.lower())]
        if text.lower() not in choices and len(near) != 1:
            raise Unclear(f"one of {', '.join(choices)}, and this is {text!r:.60}")
        return choices[text.lower() if text.lower() in choices else near[0]]

    return Reading(", ".join(choices), read)


def one_there_or_new(there: Iterable[str], longest: int = 60) -> Reading:
    """Return a reading of something named before, by its number or its name, or of a new name.

    That it is unknown is refused: two that are unknown would be taken for the same.
    """
    names = list(there)
    listed = "; ".join(f"{number} {name}" for number, name in enumerate(names, 1))

    def read(text: str) -> str:
        if text.lower() in (UNKNOWN, NONE):
            raise Unclear("this needs a name, since much follows from it; write your best guess")
        for name in names:
            if text.lower() == name.lower():
                return name
        if text.isdecimal():
            if not 1 <= int(text) <= len(names):
                raise Unclear(f"there is no number {text:.20}; write its name")
            return names[int(text) - 1]
        return str(words(longest).read(text))

    return Reading(f"{listed}; or a new one" if names else "in words", read)


def some_of(names: Iterable[str], but_not: Iterable[str] = ()) -> Reading:
    """Return a reading of a list of names with commas between them; `none` is an empty one."""
    known, refused = list(names), set(but_not)
    meant = {name.lower(): name for name in known}

    def read(text: str) -> list[str]:
        if text.lower() == NONE:
            return []
        found = []
        for part in (part.strip() for part in text.split(",")):
            if part.lower() not in meant:
                raise Unclear(f"there is no category {part!r:.40}; there are {', '.join(known)}")
            if meant[part.lower()] in refused:
                raise Unclear(f"{part!r:.40} was named before, and cannot be both")
            found.append(meant[part.lower()])
        return list(dict.fromkeys(found))

    return Reading(f"of {', '.join(known)}, with commas; or {NONE}", read)


def number(
    low: Decimal | int = -MOST_POINTS, high: Decimal | int = MOST_POINTS, *, hint: str = "a number"
) -> Reading:
    """Return a reading of a number within bounds, with at most three decimals."""

    def read(text: str) -> Decimal:
        value = _decimal(text)
        if not low <= value <= high:
            raise Unclear(f"from {low:,} to {high:,}, and this is {text:.40}")
        return value

    return Reading(hint, read)


def whole(low: int, high: int, *, hint: str = "a whole number") -> Reading:
    """Return a reading of a whole number within bounds."""

    def read(text: str) -> int:
        value = _decimal(text)
        if value % 1:
            raise Unclear(f"a whole number, and this is {text:.40}")
        if not low <= value <= high:
            raise Unclear(f"from {low:,} to {high:,}, and this is {text:.40}")
        return int(value)

    return Reading(hint, read)


def points() -> Reading:
    """Return a reading of points other than 0: one number, or two with `to` between them."""

    def read(text: str) -> tuple[Decimal, Decimal]:
        first, to, last = text.partition(" to ")
        low = number().read(first.strip())
        high = number().read(last.strip()) if to else low
        if to and (low % 1 or high % 1):
            raise Unclear("points that range from one number to another are whole")
        if low == high == 0:
            raise Unclear("0 points are no rule; go back and leave it out, or give its points")
        if min(low, high) < 0 < max(low, high):
            raise Unclear("a rule takes points or gives them; this range does both")
        return min(low, high), max(low, high)

    return Reading("a number such as 5 or -5, or 5 to 50", read)


def _decimal(text: str) -> Decimal:
    plain = text.replace("−", "-")
    if not NUMBER.fullmatch(plain):
        raise Unclear(f"a number such as 5, 1000 or 0.5, and this is {text!r:.40}")
    value = Decimal(plain)
    if value * 1000 % 1:
        raise Unclear(f"at most three decimals, and this is {text:.40}")
    return value

"""A TOML file as it is written line by line, with its comments, and names for what has only a label."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

import tomlkit

LONGEST_NAME = 40
SMALL_WORDS = {
    "a",
    "an",
    "the",
    "one",
    "of",
    "for",
    "to",
    "in",
    "on",
    "at",
    "with",
    "by",
    "from",
    "and",
    "or",
}
WIDTH = 98
Value = str | bool | int | Decimal | None


class Bare(str):
    """What is TOML already, and is written as it is."""


class Sheet:
    """Lines of TOML."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def part(self, title: str, *notes: str) -> None:
        """Begin a part of the file, with what is to be known about it."""
        self._lines += ["", "", f"# ── {title} ".ljust(WIDTH, "─"), *(f"# {note}" for note in notes)]

    def note(self, text: str) -> None:
        """Add a comment."""
        self._lines += ["", f"# {text}"]

    def table(self, name: str, values: dict[str, Value]) -> None:
        """Add a table; what is None is left out."""
        self._lines += ["", *([f"[{name}]"] if name else [])]
        self._lines += [f"{key} = {toml(value)}" for key, value in values.items() if value is not None]

    def plain(self, text: str) -> None:
        """Add what is TOML already."""
        self._lines += ["", *text.splitlines()]

    @property
    def text(self) -> str:
        """The file."""
        return "\n".join(self._lines).strip() + "\n"


def toml(value: Value) -> str:
    """Return a value as TOML."""
    if isinstance(value, Bare):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")
    return tomlkit.string(value or "").as_string()


def one_a_line(values: Iterable[Value]) -> Bare:
    """Return a list with one value on each line."""
    lines = [f"  {toml(value)}," for value in values]
    return Bare("\n".join(["[", *lines, "]"]) if lines else "[]")


def inline(pairs: Iterable[tuple[str, Value]]) -> Bare:
    """Return a table on one line."""
    inside = ", ".join(f"{key} = {toml(value)}" for key, value in pairs if value is not None)
    return Bare(f"{{ {inside} }}" if inside else "{}")


def names_of(labels: Iterable[str], instead: str) -> dict[str, str]:
    """Return a name for each label: small letters and _, none twice; `instead` where no letters are left."""
    names: dict[str, str] = {}
    for number, label in enumerate(labels, 1):
        letters = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode()
        letters = re.sub(r"'s?\b", "", letters)
        parts = re.sub(r"[^a-z0-9]+", " ", letters).split()
        name = "_".join([part for part in parts if part not in SMALL_WORDS] or parts)
        while len(name) > LONGEST_NAME and "_" in name:
            name = name.rpartition("_")[0]
        name = name[:LONGEST_NAME] or f"{instead}_{number}"
        while name in names.values():
            name = f"{name}_{number}"
        names[label] = name
    return names

"""Mutants of which it is known, with a reason, that nobody could see a difference."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

from mutation.mutants import Mutant, Source

LIST = Path(__file__).with_name("equivalent.toml")


class Equivalent(NamedTuple):
    """Mutants that change nothing anybody could see: of one line of one function, by some operators.

    line : what stands there, without the indent; becomes : only the mutants that say this, if given.
    """

    file: str
    function: str
    line: str
    operators: list[str]
    reason: str
    becomes: list[str] | None = None

    def is_meant(self, mutant: Mutant, source: Source) -> bool:
        """Return whether a mutant is one of these."""
        there = mutant.file, mutant.function, source.line(mutant.line)
        if there != (self.file, self.function, self.line) or mutant.operator not in self.operators:
            return False
        return self.becomes is None or _bare(source.change(mutant).after) in map(_bare, self.becomes)


def _bare(line: str) -> str:
    """Return a line without its spaces: the operators leave some that nobody would write."""
    return line.replace(" ", "")


def read_equivalents(path: Path = LIST) -> list[Equivalent]:
    """Return the list."""
    return [Equivalent(**one) for one in tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"]]


def without_a_place(equivalents: list[Equivalent]) -> list[Equivalent]:
    """Return those that mean no mutant any more: the line has changed, or is gone."""
    sources = {file: Source(file) for file in {one.file for one in equivalents}}
    mutants = {file: source.mutants() for file, source in sources.items()}
    each = [
        one._replace(becomes=becomes)
        for one in equivalents
        for becomes in ([[line] for line in one.becomes] if one.becomes else [None])
    ]
    return [
        one
        for one in each
        if not any(one.is_meant(mutant, sources[one.file]) for mutant in mutants[one.file])
    ]

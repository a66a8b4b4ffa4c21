"""All mutants of a file, and the source of one."""

from __future__ import annotations

from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import MutationVisitor

from mutation.operators import operators
from mutation.places import functions, left_out, statements

PACKAGE = Path(__file__).parents[2] / "src" / "glasscity"
TARGETS = ("authority", "society", "draws.py")


class Mutant(NamedTuple):
    """One change: the `occurrence` of an operator in a file, and where that is.

    file : from the package on; function : "" outside of any.
    """

    file: str
    line: int
    function: str
    operator: str
    occurrence: int


class Change(NamedTuple):
    """What a mutant says at the first line that differs, and all of its source."""

    before: str
    after: str
    source: str


def target_files() -> list[str]:
    """Return the files that are changed, from the package on."""
    found = []
    for target in TARGETS:
        path = PACKAGE / target
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [path.relative_to(PACKAGE).as_posix() for path in found]


class Source:
    """A file, read once: its mutants, and what each of them says."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.text = (PACKAGE / file).read_text(encoding="utf-8")
        self._operators = operators()

    def mutants(self) -> list[Mutant]:
        """Return all mutants of this file, operator by operator."""
        function, spared = functions(self.text), left_out(self.text)
        nodes = list(ast_nodes(get_ast(self.text)))
        found = []
        for name, operator in self._operators.items():
            places = [place for node in nodes for place in operator.mutation_positions(node)]
            found += [
                Mutant(self.file, begin[0], function.get(begin[0], ""), name, occurrence)
                for occurrence, (begin, end) in enumerate(places)
                if not any(span.holds(begin, end) for span in spared)
            ]
        return found

    @cached_property
    def statements(self) -> dict[int, range]:
        """The lines of the statement that a line belongs to."""
        return statements(self.text)

    def line(self, number: int) -> str:
        """Return what stands on a line, without the indent."""
        return self.text.splitlines()[number - 1].strip()

    def change(self, mutant: Mutant) -> Change:
        """Return what a mutant of this file says."""
        visitor: Any = MutationVisitor(mutant.occurrence, self._operators[mutant.operator])
        source: str = visitor.walk(parso.parse(self.text)).get_code()
        pairs = zip_longest(self.text.splitlines(), source.splitlines(), fillvalue="")
        before, after = next((a.strip(), b.strip()) for a, b in pairs if a != b)
        return Change(before, after, source)

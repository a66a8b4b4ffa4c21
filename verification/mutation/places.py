"""What of a source file is not changed, and in which function a line stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

Position = tuple[int, int]


class Span(NamedTuple):
    """A part of a file, as lines from 1 and columns from 0."""

    begin: Position
    end: Position

    def holds(self, begin: Position, end: Position) -> bool:
        """Return whether all of another part lies in this one."""
        return self.begin <= begin and end <= self.end


def left_out(source: str) -> list[Span]:
    """Return what is not changed: annotations, decorators, and the words of errors.

    Annotations are never evaluated. Decorators say how something is compiled, and nothing is compiled here.
    What an error says in words is no result.
    """
    return [_span(node) for node in _left_out(ast.parse(source))]


def _left_out(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from node.decorator_list
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            yield node.returns
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield node.exc


def _span(node: ast.expr) -> Span:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return Span((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))


def functions(source: str) -> dict[int, str]:
    """Return the innermost function or class of every line that stands in one, as `Class.method`."""
    found: dict[int, str] = {}
    _walk(ast.parse(source), "", found)
    return found


def _walk(node: ast.AST, within: str, found: dict[int, str]) -> None:
    for child in ast.iter_child_nodes(node):
        name = within
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            name = f"{within}.{child.name}" if within else child.name
            assert child.end_lineno is not None
            found.update(dict.fromkeys(range(child.lineno, child.end_lineno + 1), name))
        _walk(child, name, found)


def statements(source: str) -> dict[int, range]:
    """Return the lines of the innermost statement of every line; of one with a body only its head."""
    found: dict[int, range] = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.stmt):
            continue
        assert node.end_lineno is not None
        body = getattr(node, "body", None)
        lines = range(node.lineno, (body[0].lineno if body else node.end_lineno + 1))
        found.update(dict.fromkeys(lines, lines))
    return found

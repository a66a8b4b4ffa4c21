"""The import law: who may know of whom, read from the imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).parents[1] / "src"
LONGEST_FILE = 350

BOTH_SIDES = {
    *("world", "step", "simulation", "verify", "recorder", "measure", "digest"),
    *("study", "twin", "responsibility", "checkpoint", "watch"),
}
"""Who may import society and the authority at once: the day, what runs and checks it, and the study of it."""
UPPER = {
    *("study", "ensemble", "calibration", "twin", "responsibility", "rights", "validation", "odd"),
    *("show", "watch", "tour", "cli", "cluster", "__main__"),
}
"""What stands above the run: nothing below may know of it."""
OUTSIDE = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "smtplib",
    "requests",
    "httpx",
    "aiohttp",
    "sqlite3",
}
"""Ways to live services and to other people's data: no part of the laboratory has any."""

LISTENING = {("watch", "socket"), ("watch", "http.cookies")}
"""What the page's server needs to be talked to from this machine."""


class Import(NamedTuple):
    """One import: who, of what, where, and whether it happens as soon as the module is loaded."""

    of: str
    line: int
    at_once: bool


def modules() -> dict[str, Path]:
    """Return all modules of the package by name; a package counts as its `__init__`."""
    found = {}
    for path in sorted((SOURCE / "glasscity").rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(text: str, module: str, known: set[str], *, package: bool = False) -> Iterator[Import]:
    """Yield every import in a module's text, those in functions and for type checkers included."""
    pending: list[tuple[ast.AST, bool]] = [(ast.parse(text), True)]
    while pending:
        node, at_once = pending.pop()
        for child in ast.iter_child_nodes(node):
            later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            later |= isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            pending.append((child, at_once and not later))
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, at_once)
        elif isinstance(node, ast.ImportFrom):
            of = node.module or ""
            if node.level:
                above = module.split(".")[: len(module.split(".")) - node.level + package]
                of = ".".join([*above, of]).strip(".")
            for alias in node.names:
                name = f"{of}.{alias.name}"
                yield Import(name if name in known else of, node.lineno, at_once)


IMPORTS = {
    name: list(imports(path.read_text(encoding="utf-8"), name, set(MODULES), package=path.stem == "__init__"))
    for name, path in MODULES.items()
}


def part(module: str) -> str:
    """Return the part of the house that a module belongs to: `society`, `step`, …"""
    names = module.split(".")
    return names[1] if names[0] == "glasscity" and len(names) > 1 else ""


def breaches(forbidden: dict[str, set[str]]) -> list[str]:
    """Return every import of a part by a part that may not know of it."""
    return [
        f"{name}:{one.line} imports {one.of}"
        for name, found in IMPORTS.items()
        for one in found
        if part(one.of) in forbidden.get(part(name), set())
    ]


def test_society_and_the_authority_never_import_each_other():
    assert breaches({"society": {"authority"}, "authority": {"society"}}) == []


def test_only_the_day_what_runs_it_and_the_study_import_both_sides():
    both = {
        name for name, found in IMPORTS.items() if {"society", "authority"} <= {part(one.of) for one in found}
    }
    assert {part(name) for name in both} <= BOTH_SIDES
    assert "glasscity.world" in both


def test_nothing_below_knows_of_study_show_or_the_commands():
    lower = {part(name) for name in MODULES} - UPPER
    assert {"society", "authority", "world", "step", "simulation", "folder", "scenario", ""} <= lower
    assert breaches(dict.fromkeys(lower, UPPER)) == []


def test_study_never_imports_show_and_rights_reads_the_study():
    assert breaches({"study": {"show", "rights"}, "rights": {"show", "society", "authority"}}) == []


def test_the_form_knows_scenarios_and_how_a_file_is_written():
    known = {part(one.of) for name, found in IMPORTS.items() if part(name) == "asking" for one in found}
    assert known - {""} == {"asking", "scenario", "folder", "errors"}


def test_indices_are_arithmetic_and_know_of_nothing_else():
    found = {name: [one.of for one in some] for name, some in IMPORTS.items() if part(name) == "indices"}
    assert len(found) > 5
    assert not [of for some in found.values() for of in some if of.startswith("glasscity")]


def test_calibration_asks_runs_only_through_the_ensemble():
    inside = {"society", "authority", "world", "step", "simulation", "results", "study", "rights", "show"}
    assert breaches({"calibration": inside, "ensemble": {"calibration"}}) == []


def test_only_the_entry_point_imports_the_commands():
    others = {part(name) for name in MODULES} - {"cli", "__main__"}
    assert breaches({name: {"cli"} for name in others}) == []


def test_there_is_no_circle():
    below = {
        name: {one.of for one in found if one.at_once and one.of in MODULES} - {name}
        for name, found in IMPORTS.items()
    }
    while leaves := [name for name, needs in below.items() if not needs & set(below)]:
        for name in leaves:
            del below[name]
    assert below == {}, "these modules need each other"


def test_nothing_reaches_out_of_the_laboratory():
    ways = {
        (part(name), one.of)
        for name, some in IMPORTS.items()
        for one in some
        if any(f"{one.of}.".startswith(f"{way}.") for way in OUTSIDE)
    }
    assert ways == LISTENING


def test_the_page_listens_and_never_calls():
    text = "\n".join(
        path.read_text(encoding="utf-8") for name, path in MODULES.items() if part(name) == "watch"
    )
    assert "bind((LOOPBACK" in text
    assert not [way for way in (".connect(", "create_connection", "urlopen", "connect_ex") if way in text]


def test_only_the_commands_know_the_page_and_the_page_the_tour():
    others = {part(name) for name in MODULES} - {"cli", "__main__"}
    assert breaches({name: {"watch"} for name in others - {"watch"}}) == []
    assert breaches({name: {"tour"} for name in others - {"tour", "watch"}}) == []


@pytest.mark.parametrize("name", MODULES)
def test_no_file_is_longer_than_one_person_can_hold_in_the_head(name):
    assert len(MODULES[name].read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_the_reader_of_imports_sees_all_kinds():
    text = """
import glasscity.step
from glasscity import draws, Run
from . import network
from .. import tables
from ..authority.score import total
if TYPE_CHECKING:
    from glasscity.show import report
class A:
    from glasscity.folder import MANIFEST
def f():
    from glasscity.cli import main
"""
    known = {"glasscity.draws", "glasscity.tables", "glasscity.society.network", "glasscity.show.report"}
    found = {(one.of, one.at_once) for one in imports(text, "glasscity.society.population", known)}
    assert found == {
        ("glasscity.step", True),
        ("glasscity.draws", True),
        ("glasscity", True),
        ("glasscity.society.network", True),
        ("glasscity.tables", True),
        ("glasscity.authority.score", True),
        ("glasscity.show.report", False),
        ("glasscity.folder", True),
        ("glasscity.cli", False),
    }

"""The boundary, read from the signatures: citizens and filings exist only as functions of scenario and seeds.

No public function, and no function that a command calls, takes people, filings or tables of them: what goes
in is the name of a scenario, settings, seeds, the folder of a run that is verified, and numbers.
"""

from __future__ import annotations

import ast
import inspect
import re
import types
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel

import glasscity
from glasscity.cli.main import build
from glasscity.scenario import Scenario
from glasscity.scenario.people import Population

PUBLIC_NAMES = ["Run", "Scenario", "__version__", "load", "resume", "run"]

ALLOWED = {str, Path, int, bool, types.NoneType, Scenario, Iterable[str], Callable[[str, int, int], None]}
"""What a public function may take. `Iterable[str]` are settings, the function reports progress."""
TABLES = re.compile(
    r"NDArray|ndarray|DataFrame|LazyFrame|Series|Table|Mapping|dict|Sequence|bytes|IO\b|Any\b"
)
PEOPLE = re.compile(
    r"(^|_)(data|records?|people|persons?|filings?|acts|entries|citizens_?(data|file|table))$"
)
PATHS = {
    *(("run", "out"), ("report", "out"), ("new", "out")),
    *(("verify", "folder"), ("explain", "folder"), ("report", "folder")),
    *(("resume", "folder"), ("resume", "behaviour")),
    *(("branch", "folder"), ("branch", "out"), ("branch", "behaviour")),
    *(("run", "behaviour"), ("verify", "behaviour"), ("check", "behaviour")),
    *(("ensemble", "out"), ("sweep", "out"), ("sensitivity", "out"), ("twin", "folder"), ("twin", "out")),
    *(("twin", "behaviour"), ("responsibility", "out"), ("responsibility", "behaviour")),
    *(("explain", "behaviour"), ("explain", "page")),
    *(("calibrate", "out"), ("calibrate", "write")),
    ("tour", "export"),
    *(("rights", "out"), ("study", "out"), ("criteria", "folder"), ("criteria", "out"), ("odd", "out")),
}
"""Every path that a command takes: where it writes, the folder of a run, or a file of rules of behaviour."""
LISTS = {"set", "vary", "measure", "target", "held_out"}
"""Every list that a command takes: settings, what is varied, names of measures, measures with one number."""
ONLY_NUMBERS = {("wrong_person", Decimal)}
"""Keys of a scenario that sound like people and hold a number: here, how often an organisation errs."""


def test_the_public_names():
    assert sorted(glasscity.__all__) == PUBLIC_NAMES
    assert sorted(dir(glasscity)) == PUBLIC_NAMES
    for name in PUBLIC_NAMES:
        assert getattr(glasscity, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'import_citizens'"):
        glasscity.import_citizens  # noqa: B018


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public functions, and the public methods of the public classes with their constructors."""
    for name in PUBLIC_NAMES:
        thing = getattr(glasscity, name)
        if inspect.isfunction(thing):
            yield name, thing
        elif inspect.isclass(thing):
            for method, function in vars(thing).items():
                ours = inspect.isfunction(function) and function.__module__.startswith("glasscity")
                if ours and (method == "__init__" or not method.startswith("_")):
                    yield f"{name}.{method}", function


FUNCTIONS = dict(public_functions())


def members(kind: Any) -> Iterator[Any]:
    """Yield the alternatives of a union, or the type itself."""
    if get_origin(kind) in (Union, types.UnionType):
        for one in get_args(kind):
            yield from members(one)
    else:
        yield kind


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_takes_no_people(name):
    hints = get_type_hints(FUNCTIONS[name])
    for parameter in inspect.signature(FUNCTIONS[name]).parameters.values():
        if parameter.name == "self":
            continue
        assert parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        assert not PEOPLE.search(parameter.name)
        unknown = set(members(hints[parameter.name])) - ALLOWED
        assert not unknown, f"{name}({parameter.name}) takes {unknown}"
        if Iterable[str] in members(hints[parameter.name]):
            assert parameter.name == "settings"


def test_the_methods_looked_at_are_all_there_are():
    assert {"load", "run", "Run.__init__", "Run.table", "Run.to_pandas", "Scenario.to_toml"} <= set(FUNCTIONS)


def leaves(kind: Any) -> Iterator[Any]:
    """Yield the plain types that a field of a scenario is made of."""
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        for field in kind.model_fields.values():
            yield from leaves(field.annotation)
    elif get_origin(kind) is Literal:
        yield from map(type, get_args(kind))
    elif get_origin(kind) is not None or isinstance(kind, types.UnionType):
        if get_origin(kind) is dict:
            assert get_args(kind)[0] is str
        for one in get_args(kind):
            yield from leaves(one)
    elif isinstance(kind, Decimal | int) or kind is Ellipsis:
        return
    else:
        yield kind


def plain(kinds: Iterable[Any]) -> set[Any]:
    """Return the types among `kinds`, without the bounds that annotate them."""
    return {kind for kind in kinds if inspect.isclass(kind)}


def test_a_scenario_is_made_of_names_and_numbers():
    assert plain(leaves(Scenario)) <= {str, int, bool, Decimal, date, types.NoneType}


def test_a_scenario_has_no_place_for_people():
    def fields(kind: type[BaseModel]) -> Iterator[tuple[str, Any]]:
        for name, field in kind.model_fields.items():
            if field.annotation is not bool:
                yield name, field.annotation
            for inner in re.findall(r"glasscity[\w.]+", str(field.annotation)):
                module, _, cls = inner.rpartition(".")
                if isinstance(thing := getattr(import_module(module), cls, None), type):
                    yield from fields(thing)

    found = list(fields(Scenario))
    assert {"per_year", "layers", "citizens", "to"} <= {name for name, _ in found}
    assert {(name, kind) for name, kind in found if PEOPLE.search(name)} == ONLY_NUMBERS
    assert Population.model_fields["citizens"].annotation is int


def command_functions() -> dict[str, Callable[..., Any]]:
    """Return what stands behind every command."""
    app = build()
    names = [name for name in app if not name.startswith("-")]
    return {name: app[name].default_command for name in names}


COMMANDS = command_functions()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_takes_names_numbers_and_folders(name):
    for parameter, kind in get_type_hints(COMMANDS[name]).items():
        if parameter == "return":
            continue
        assert not PEOPLE.search(parameter)
        kinds = set(members(kind))
        assert kinds <= {str, Path, int, float, bool, types.NoneType, list[str]}, (
            f"{name} --{parameter} takes {kind}"
        )
        assert (list[str] in kinds) == (parameter in LISTS)
        assert (Path in kinds) == ((name, parameter) in PATHS)


def reached() -> dict[str, Callable[..., Any]]:
    """Return every function of ours that the text of the commands imports."""
    found = {}
    for path in (Path(glasscity.__file__).parent / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("glasscity."):
                continue
            if node.module.startswith("glasscity.cli"):
                continue
            for alias in node.names:
                thing = getattr(import_module(node.module), alias.name)
                if inspect.isfunction(thing):
                    found[f"{node.module}.{alias.name}"] = thing
    return found


def test_what_commands_call_reads_no_tables():
    functions = reached()
    assert {"glasscity.scenario.load", "glasscity.simulation.run", "glasscity.verify.verify"} <= set(
        functions
    )
    for name, function in functions.items():
        for parameter in inspect.signature(function).parameters.values():
            assert not PEOPLE.search(parameter.name), name
            assert not TABLES.search(str(parameter.annotation)), f"{name}({parameter})"


def test_tables_are_read_from_runs_only():
    readers = re.compile(
        r"\b(read|scan)_(csv|parquet|ipc|ndjson|json|excel|database|delta|avro)\b|\b(loadtxt|genfromtxt)\b"
    )
    package = Path(glasscity.__file__).parent
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if readers.search(path.read_text(encoding="utf-8"))
    }
    assert found <= {"folder.py", "folder_reader.py", "verify.py", "verify_digest.py"}

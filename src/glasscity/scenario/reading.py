"""TOML in: files, shipped cities, `extends`, and `--set`, with one clear message for whatever is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from glasscity.errors import BadInput, Problem, bad_input, did_you_mean
from glasscity.scenario.checking import problems_of, small_cells
from glasscity.scenario.model import Scenario

LARGEST_FILE = 4 * 1024 * 1024
DEEPEST_NESTING = 32
MOST_EXTENDS = 4


def shipped() -> list[str]:
    """Return the names of the cities that ship."""
    folder = resources.files("glasscity") / "scenarios"
    return sorted(
        entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")
    )


def load(
    scenario: str | Path | Scenario,
    *,
    settings: Iterable[str] = (),
    citizens: int | None = None,
    days: int | None = None,
) -> Scenario:
    """Read, complete and check a scenario.

    Parameters
    ----------
    scenario : the name of a city that ships, the path of a TOML file, or a scenario already read.
    settings : changes of the form `path=value`, such as `"rulebook.influence.weight=0.1"`.
    citizens, days : shorthands for `population.citizens` and `time.days`.

    Raises `BadInput` with file, place, what is wrong and what would be right.
    """
    if isinstance(scenario, Scenario):
        file, tables = scenario.name, scenario.to_dict()
    else:
        file, tables = _read(scenario)
        written = parse(tables, file)
        if found := list(small_cells(written)):
            raise bad_input(file, found)
    changes = list(settings)
    changes += [f"population.citizens={citizens}"] if citizens is not None else []
    changes += [f"time.days={days}"] if days is not None else []
    if not changes and isinstance(scenario, Scenario):
        return scenario
    for change in changes:
        _set(tables, change)
    return parse(tables, file)


def parse(tables: Mapping[str, Any], file: str) -> Scenario:
    """Validate nested tables as a scenario; `file` is named in messages."""
    try:
        scenario = Scenario.model_validate(tables)
    except ValidationError as error:
        raise bad_input(file, _problems(error)) from None
    if found := problems_of(scenario):
        raise bad_input(file, found)
    return scenario


def _read(name: str | Path, depth: int = 0, beside: Path | None = None) -> tuple[str, dict[str, Any]]:
    """Return the file's name and its tables, with whatever it extends underneath."""
    file, data = _bytes_of(name, beside)
    tables = _tables(file, data)
    base = tables.pop("extends", None)
    if base is None:
        return file, tables
    if not isinstance(base, str):
        raise bad_input(file, [Problem("extends", "expected the name of a city or the path of a file")])
    if depth >= MOST_EXTENDS:
        raise bad_input(file, [Problem("extends", f"more than {MOST_EXTENDS} scenarios extend each other")])
    _, under = _read(base, depth + 1, Path(file).parent)
    return file, _merge(under, tables)


def _bytes_of(name: str | Path, beside: Path | None) -> tuple[str, bytes]:
    text = str(name)
    if text in shipped():
        return f"{text}.toml", (resources.files("glasscity") / "scenarios" / f"{text}.toml").read_bytes()
    path = Path(text)
    if beside is not None and not path.is_absolute():
        path = beside / path
    looks_like_path = path.suffix == ".toml" or "/" in text
    try:
        if path.is_dir():
            raise BadInput(
                f"{text}: this is a folder; a scenario is a TOML file or one of: {', '.join(shipped())}"
            )
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        if looks_like_path:
            raise BadInput(
                f"{text}: there is no such file; a scenario is a TOML file or one of: {', '.join(shipped())}"
            ) from None
        raise BadInput(
            f"{text}: no city of that name ships, and there is no such file{did_you_mean(text, shipped())}"
        ) from None
    except OSError as error:
        raise BadInput(f"{text}: cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_FILE:
        raise BadInput(f"{text}: larger than {LARGEST_FILE // 1024**2} MB; a scenario is a short TOML file")
    return text, data


def _tables(file: str, data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: byte {error.start}: not UTF-8 text; a scenario is a TOML file") from None
    if "\x00" in text:
        raise BadInput(f"{file}: byte {text.index(chr(0))}: binary data; a scenario is a TOML file")
    _refuse_deep_nesting(file, text)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file}: not valid TOML: {error}") from None
    except (RecursionError, ValueError, InvalidOperation):
        raise BadInput(f"{file}: not valid TOML: a value is too large or too deep to read") from None


def _refuse_deep_nesting(file: str, text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        depth = deepest = 0
        for sign in line:
            depth += (sign in "[{") - (sign in "]}")
            deepest = max(deepest, depth)
        if deepest > DEEPEST_NESTING or line.count(".") > 10_000:
            raise BadInput(f"{file}: line {number}: more than {DEEPEST_NESTING} brackets inside each other")


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _set(tables: dict[str, Any], change: str) -> None:
    """Carry out one `path=value` on nested tables, in place."""
    path, sign, text = change.partition("=")
    place = f"--set {change}"
    if not sign or not path.strip():
        raise BadInput(f"{place}: expected path=value, such as rulebook.influence.weight=0.1")
    try:
        value = tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        value = text
    *parents, last = path.strip().split(".")
    table: Any = tables
    for key in parents:
        if isinstance(table, list) and key.isdecimal() and int(key) < len(table):
            table = table[int(key)]
            continue
        if not isinstance(table, dict) or not isinstance(table.get(key), dict | list):
            known = table if isinstance(table, dict) else ()
            raise BadInput(f"{place}: there is no table {key!r} in this scenario{did_you_mean(key, known)}")
        table = table[key]
    if isinstance(table, list):
        if not last.isdecimal() or int(last) >= len(table):
            raise BadInput(f"{place}: {last!r} is not a place in a list of {len(table)}")
        table[int(last)] = value
    else:
        table[last] = value


def _problems(error: ValidationError) -> list[Problem]:
    """Turn pydantic's faults into ours: a place as one writes it, and what would be right."""
    problems = []
    for fault in error.errors(include_url=False):
        place = _place(fault["loc"])
        kind, context = fault["type"], fault.get("ctx", {})
        if kind == "extra_forbidden":
            key = str(fault["loc"][-1])
            known = _known_keys(fault["loc"][:-1])
            message = f"unknown key{did_you_mean(key, known)}"
        elif kind == "missing":
            message = "this key is missing"
        elif kind in {"value_error", "assertion_error"}:
            message = re.sub(r"^(Value error|Assertion failed), ", "", fault["msg"])
        else:
            message = f"{fault['msg'][0].lower()}{fault['msg'][1:]}{_got(fault.get('input'), context)}"
        problems.append(Problem(place, message))
    return problems


def _got(value: Any, context: dict[str, Any]) -> str:
    if isinstance(value, dict | list):
        return ", got a table" if isinstance(value, dict) else ", got a list"
    text = str(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else repr(value)
    return f", got {text[:60]}"


def _place(location: tuple[int | str, ...]) -> str:
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.strip(".")


def _known_keys(location: tuple[int | str, ...]) -> list[str]:
    """Return the keys that the table at `location` may have."""
    model: Any = Scenario
    for part in location:
        field = (
            model.model_fields.get(str(part))
            if isinstance(model, type) and issubclass(model, BaseModel)
            else None
        )
        annotation = field.annotation if field is not None else model
        model = _inner_model(annotation) or model
    if isinstance(model, type) and issubclass(model, BaseModel):
        return ["extends", *model.model_fields] if model is Scenario else list(model.model_fields)
    return []


def _inner_model(annotation: Any) -> Any:
    """Return the table class inside `dict[str, X]`, `list[X]` or `X | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if (found := _inner_model(argument)) is not None:
            return found
    return None

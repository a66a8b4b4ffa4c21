"""TOML in: files, shipped cities, `extends`, and `--set`, with one clear message for whatever is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from glasscity.errors import BadInput, Problem, bad_input, did_you_mean
from glasscity.scenario.checking import problems_of
from glasscity.scenario.model import Scenario

BASE = "_"
"""What the name of a file begins with that cities extend and that is none itself."""
LARGEST_FILE = 4 * 1024 * 1024
DEEPEST_NESTING = 32
MOST_EXTENDS = 4
MOST_BITS = 64
LONGEST_QUOTE = 80
"""Messages quote at most so many characters of the input."""
DOTTED_KEY = re.compile(r"""[\w\-"']+(?:\s*\.\s*[\w\-"']+)*""")
LONG_NUMBER = re.compile(r"\d[\d_]{999,}")
WITH_DEFAULTS = ("recording", "scoring")
"""Tables that every scenario has, whether or not its file says anything about them."""
EXPECTED = {
    "model_type": "expected a table",
    "dict_type": "expected a table",
    "list_type": "expected a list",
    "tuple_type": "expected a list",
    "string_type": "expected text",
    "int_type": "expected a whole number",
}
"""Pydantic's kinds of fault that have plainer words."""


def shipped() -> list[str]:
    """Return the names of the cities that ship."""
    return [name for name in _in_package() if not name.startswith(BASE)]


def _in_package() -> list[str]:
    """Return the names of the cities that ship, and of what several of them extend."""
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
        _keep_what_marginals_describe(tables)
        written = parse(tables, file)
    changes = list(settings)
    changes += [f"population.citizens={citizens}"] if citizens is not None else []
    changes += [f"time.days={days}"] if days is not None else []
    if not changes:
        return scenario if isinstance(scenario, Scenario) else written
    for change in changes:
        _set(tables, change, file)
    return parse(tables, f"{file} with {_short(', '.join(changes))}")


def _keep_what_marginals_describe(tables: dict[str, Any]) -> None:
    """Note how many people the shares describe, so that fewer citizens in a run are no finer a marginal."""
    population = tables.get("population")
    if isinstance(population, dict) and "citizens" in population:
        population.setdefault("marginals_of", population["citizens"])


def parse(tables: Mapping[str, Any], file: str) -> Scenario:
    """Validate nested tables as a scenario; `file` is named in messages."""
    _refuse_monsters(tables, file)
    try:
        scenario = Scenario.model_validate(tables)
    except ValidationError as error:
        raise bad_input(file, faults(error)) from None
    if found := problems_of(scenario):
        raise bad_input(file, found)
    return scenario


def _read(name: str | Path, beside: Path | None = None, depth: int = 0) -> tuple[str, dict[str, Any]]:
    """Return the file's name and its tables, with whatever it extends underneath."""
    file, data = _bytes_of(name, beside)
    tables = tables_of(file, data)
    base = tables.pop("extends", None)
    if base is None:
        return file, tables
    if not isinstance(base, str):
        raise BadInput(f"{file}: extends: expected the name of a city or the path of a file")
    if depth >= MOST_EXTENDS:
        raise BadInput(f"{file}: extends: more than {MOST_EXTENDS} scenarios extend each other in a row")
    try:
        _, under = _read(base, Path(file).parent, depth + 1)
    except BadInput as error:
        raise BadInput(f"{file}: extends: {error}") from None
    return file, _merge(under, tables)


def _bytes_of(name: str | Path, beside: Path | None) -> tuple[str, bytes]:
    text = str(name)
    known = ", ".join(shipped())
    if not text.strip():
        raise BadInput(f"{text!r}: no name; a scenario is a TOML file or one of: {known}")
    if text in _in_package():
        return f"{text}.toml", (resources.files("glasscity") / "scenarios" / f"{text}.toml").read_bytes()
    path = Path(text) if beside is None else beside / text
    looks_like_path = path.suffix == ".toml" or "/" in text
    try:
        if path.is_dir():
            raise BadInput(f"{path}: this is a folder; a scenario is a TOML file or one of: {known}")
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        if looks_like_path:
            raise BadInput(
                f"{path}: there is no such file; a scenario is a TOML file or one of: {known}"
            ) from None
        near = did_you_mean(text, shipped()) or f" (known: {known})"
        raise BadInput(
            f"{_short(text)}: no city of that name ships, and there is no such file{near}"
        ) from None
    except OSError as error:
        raise BadInput(f"{_short(str(path))}: cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_FILE:
        raise BadInput(f"{path}: larger than {LARGEST_FILE // 1024**2} MB; a scenario is a short TOML file")
    return str(path), data


def tables_of(file: str, data: bytes) -> dict[str, Any]:
    """Return the tables of a TOML file, decimals as written; raises `BadInput` for whatever is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: byte {error.start}: not UTF-8 text; a scenario is a TOML file") from None
    if "\x00" in text:
        raise BadInput(f"{file}: byte {text.index(chr(0))}: binary data; a scenario is a TOML file")
    _refuse_monstrous_lines(text, file)
    try:
        tables = _loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file}: not valid TOML: {error}") from None
    except (RecursionError, ValueError):
        raise BadInput(f"{file}: not valid TOML: values lie too deep inside each other") from None
    _refuse_monsters(tables, file)
    return tables


def _loads(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=_decimal)


def _decimal(text: str) -> Decimal:
    """Return the number as written; one that is beyond all bounds is infinite, and refused at its place."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def _refuse_monstrous_lines(text: str, file: str) -> None:
    """Refuse, with their line, brackets, dotted keys and digits that would keep the TOML parser busy."""
    for number, line in enumerate(text.splitlines(), 1):
        depth = deepest = 0
        if line.count("[") + line.count("{") > DEEPEST_NESTING:
            for sign in line:
                depth += (sign in "[{") - (sign in "]}")
                deepest = max(deepest, depth)
        if deepest > DEEPEST_NESTING:
            raise BadInput(f"{file}: line {number}: more than {DEEPEST_NESTING} brackets inside each other")
        if line.count(".") > DEEPEST_NESTING and any(
            key.group().count(".") > DEEPEST_NESTING for key in DOTTED_KEY.finditer(line)
        ):
            raise BadInput(f"{file}: line {number}: a key with more than {DEEPEST_NESTING} dots")
        if LONG_NUMBER.search(line):
            raise BadInput(f"{file}: line {number}: a number with a thousand digits or more")


def _refuse_monsters(tables: Mapping[str, Any], file: str) -> None:
    """Refuse, with their place, tables too deep and numbers too long for what comes after."""
    pending: list[tuple[str, Any, int]] = [("", tables, 0)]
    while pending:
        place, value, depth = pending.pop()
        if depth > DEEPEST_NESTING:
            problem = Problem(_short(place), f"more than {DEEPEST_NESTING} tables inside each other")
            raise bad_input(file, [problem])
        if isinstance(value, Mapping):
            pending += [(f"{place}.{key}".strip("."), inner, depth + 1) for key, inner in value.items()]
        elif isinstance(value, list):
            pending += [(f"{place}[{index}]", inner, depth + 1) for index, inner in enumerate(value)]
        elif isinstance(value, int) and value.bit_length() > MOST_BITS:
            raise bad_input(file, [Problem(_short(place), f"a whole number with more than {MOST_BITS} bits")])


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _set(tables: dict[str, Any], change: str, file: str) -> None:
    """Carry out one `path=value` on nested tables, in place."""
    path, value = path_and_value(change, file)
    place = f"{file}: --set {_short(change)}"
    *parents, last = path.split(".")
    if len(parents) == 1 and parents[0] in WITH_DEFAULTS:
        tables.setdefault(parents[0], {})
    table: Any = tables
    for key in parents:
        if isinstance(table, list) and (index := _index(key, table)) is not None:
            table = table[index]
            continue
        if not isinstance(table, dict) or not isinstance(table.get(key), dict | list):
            near = did_you_mean(key, table if isinstance(table, dict) else ())
            raise BadInput(f"{place}: there is no table {_short(key)!r} in this scenario{near}")
        table = table[key]
    if isinstance(table, dict):
        table[last] = value
    elif isinstance(table, list) and (index := _index(last, table)) is not None:
        table[index] = value
    else:
        raise BadInput(f"{place}: {_short(last)!r} is not a place in a list of {len(table)}")


def path_and_value(change: str, file: str) -> tuple[str, Any]:
    """Return what a setting `path=value` is about, and what it says; `file` is named in messages."""
    path, sign, text = change.partition("=")
    if not sign or not path.strip():
        raise BadInput(
            f"{file}: --set {_short(change)}: expected path=value, such as rulebook.influence.weight=0.1"
        )
    return path.strip(), _value(text)


def _value(text: str) -> Any:
    """Return what follows the = of a setting: a TOML value, or else the text itself."""
    try:
        tables = _loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return tables["value"] if len(tables) == 1 else text


def _index(key: str, values: list[Any]) -> int | None:
    return int(key) if key.isdecimal() and len(key) < 10 and int(key) < len(values) else None


def faults(error: ValidationError, model: type[BaseModel] = Scenario) -> list[Problem]:
    """Turn pydantic's faults into ours: a place as one writes it, and what would be right."""
    problems = []
    found = error.errors(include_url=False)
    meant = {_meant(fault["loc"], model) for fault in found if fault["type"] == "extra_forbidden"}
    for fault in found:
        kind = fault["type"]
        if kind == "extra_forbidden":
            known = _known_keys(fault["loc"][:-1], model)
            message = f"unknown key{did_you_mean(str(fault['loc'][-1]), known)}"
        elif kind == "missing":
            if fault["loc"] in meant:
                continue
            message = "this key is missing"
        elif kind in {"value_error", "assertion_error"}:
            message = re.sub(r"^(Value error|Assertion failed), ", "", fault["msg"])
        else:
            expected = EXPECTED.get(kind, f"{fault['msg'][0].lower()}{fault['msg'][1:]}")
            message = f"{expected}{_got(fault.get('input'))}"
        problems.append(Problem(_place(fault["loc"]), message))
    return problems


def _meant(location: tuple[int | str, ...], model: type[BaseModel]) -> tuple[int | str, ...]:
    """Return where the key would be that an unknown key was probably meant for."""
    return (*location[:-1], *get_close_matches(str(location[-1]), _known_keys(location[:-1], model), n=1))


def _got(value: Any) -> str:
    if isinstance(value, dict | list):
        return ", got a table" if isinstance(value, dict) else ", got a list"
    if isinstance(value, bool):
        return f", got {str(value).lower()}"
    text = str(value) if isinstance(value, Decimal | int | date) else repr(value)
    return f", got {_short(text)}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _place(location: tuple[int | str, ...]) -> str:
    place = ""
    for part in location:
        place += f"[{part}]" if isinstance(part, int) else f".{_short(part)}"
    return place.strip(".")


def _known_keys(location: tuple[int | str, ...], whole: type[BaseModel]) -> list[str]:
    """Return the keys that the table at `location` may have."""
    model: Any = whole
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

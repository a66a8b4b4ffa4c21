"""Command lines from the commands' own lists of options, with values from a pool of good and bad ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, get_args

from fuzzing.command_words import (
    CHEAP,
    CITIES,
    FLOATS,
    INTEGERS,
    PATHS,
    RUNS,
    SETTINGS,
    SHIPPED,
    TEXTS,
    VARIED,
)
from glasscity.cli.main import build

ODD = (
    "--help",
    "--version",
    "--x",
    "-h",
    "--",
    "-",
    "",
    "--set",
    "--out",
    "--json=x",
    "--no-json",
    "\ud800",
    "%s",
)
SMALL = {
    "study": ("--citizens", "30", "--days", "3", "--lives", "1", "--processes", "1"),
    "ensemble": ("--lives", "2", "--processes", "1"),
    "sweep": ("--lives", "1", "--processes", "1"),
    "sensitivity": ("--base", "2", "--lives", "1", "--processes", "1"),
    "calibrate": ("--trials", "2", "--lives", "1", "--fresh", "1", "--processes", "1"),
    "responsibility": ("--lives", "1", "--players", "2", "--processes", "1"),
    "explain": ("--lives", "1", "--processes", "1"),
    "criteria": ("--volunteers", "20"),
}
"""What keeps a command short, unless the line says it itself."""
LONG = ("study", "explain", "responsibility")
"""Commands whose lives and trials may take minutes; of these only small numbers are tried."""


class Option(NamedTuple):
    """One thing that a command takes."""

    names: tuple[str, ...]
    hint: Any
    positional: bool


@cache
def commands() -> dict[str, tuple[Option, ...]]:
    """Return every command with what it takes, as the program itself says it."""
    app = build()
    found = {}
    for name in app:
        if not name.startswith("-"):
            taken = app[name].assemble_argument_collection()
            found[name] = tuple(Option(tuple(one.names), one.hint, one.index is not None) for one in taken)
    return found


def drawn(chance: Random) -> list[str]:
    """Return a command line."""
    if chance.random() < 0.03:
        return [chance.choice(ODD) for _ in range(chance.randrange(3))]
    name = chance.choice(tuple(commands()))
    line = [name]
    for option in commands()[name]:
        likely = 0.95 if option.positional else 0.25
        if option.names[0] == "--citizen":
            likely = 0.5
        if chance.random() < likely:
            line += _said(name, option, chance)
    if chance.random() < 0.05:
        line.insert(chance.randrange(len(line) + 1), chance.choice(ODD))
    return line


def _said(command: str, option: Option, chance: Random) -> list[str]:
    hints = (option.hint, *get_args(option.hint))
    if bool in hints:
        return [chance.choice(option.names)]
    value = _value(command, option.names[0], hints, chance)
    if option.positional:
        return [value]
    if chance.random() < 0.1:
        return [f"{option.names[0]}={value}"]
    return [option.names[0], value]


def _value(command: str, name: str, hints: tuple[Any, ...], chance: Random) -> str:
    if name in TEXTS and not (name == "--name" and command == "study" and chance.random() < 0.5):
        return chance.choice(TEXTS[name])
    if name == "--set":
        return chance.choice(SETTINGS)
    if name == "--vary":
        return chance.choice(VARIED)
    if name in ("--scenario", "--subject", "SUBJECTS"):
        pool = CITIES + (SHIPPED if command in CHEAP else ()) + (RUNS if name != "--scenario" else ())
        return chance.choice(pool)
    if name == "--folder":
        return chance.choice(RUNS)
    if int in hints:
        return chance.choice(INTEGERS if chance.random() < 0.4 else INTEGERS[:6])
    if float in hints:
        return chance.choice(FLOATS)
    if Path in hints:
        return chance.choice(PATHS)
    return chance.choice(TEXTS["--name"])


def redrawn(line: list[str], chance: Random) -> list[str]:
    """Return another line, made from this one."""
    if not line or line[0] not in commands() or chance.random() < 0.4:
        return drawn(chance)
    line = list(line)
    for _ in range(chance.choice((1, 1, 2, 3))):
        option = chance.choice(commands()[line[0]] or (Option(("--json",), bool, False),))
        here = chance.randrange(1, len(line) + 1)
        match chance.randrange(4):
            case 0 if here < len(line):
                del line[here]
            case 1 if here < len(line):
                line[here] = chance.choice((*PATHS, *INTEGERS, *SETTINGS, *RUNS, *CITIES))
            case 2:
                line = list(without(line, dict.fromkeys(option.names, "")))
                line += _said(line[0], option, chance)
            case _:
                if not set(option.names) & set(line):
                    line += _said(line[0], option, chance)
    return line


def kept_small(line: list[str]) -> list[str]:
    """Return a line that names nothing outside its folder and takes no minutes by design."""
    if any(not is_inside(one) for one in line):
        return []
    if not line or line[0] not in SMALL:
        return line
    pairs = SMALL[line[0]]
    options = dict(zip(pairs[::2], pairs[1::2], strict=True))
    if line[0] in LONG:
        line = list(without(line, options))
    return [*line, *(part for name, value in options.items() if name not in line for part in (name, value))]


def without(line: list[str], options: dict[str, str]) -> Iterator[str]:
    """Yield a line without these options and their values."""
    skip = False
    for one in line:
        if skip:
            skip = False
        elif one.partition("=")[0] in options:
            skip = "=" not in one
        else:
            yield one


def is_inside(text: str) -> bool:
    """Return whether no part of an argument may lead out of the folder in which the command is called."""
    for part in text.replace("=", ",").split(","):
        if part.strip().startswith(("/", "~")):
            return False
    return ".." not in text.replace("=", "/").split("/")

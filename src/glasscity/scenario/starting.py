"""A commented scenario to start from."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from glasscity.errors import BadInput
from glasscity.folder import machine_errors, write_whole

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


def write_starter(name: str, path: Path | None = None) -> Path:
    """Write the starter scenario under `name` and return where; an existing file is left alone."""
    name, path = place_of(name, path)
    text = (resources.files("glasscity") / "scenario" / "starter.toml").read_text(encoding="utf-8")
    with machine_errors(str(path)):
        write_whole(path, text.replace('name = "my-city"', f'name = "{name}"', 1).encode())
    return path


def place_of(name: str, path: Path | None = None) -> tuple[str, Path]:
    """Return the name of a new scenario and its file; `name` may be that of the file.

    Raises `BadInput` where nothing can be written, before anything is asked or made.
    """
    name = name.removesuffix(".toml")
    if not NAME.fullmatch(name):
        raise BadInput(f"new {name}: a name has small letters, digits and hyphens, such as my-city")
    path = path if path is not None else Path(f"{name}.toml")
    if path.exists():
        raise BadInput(f"{path}: there is something already; choose another --out")
    if not path.parent.is_dir():
        there = "part of this path is a file" if path.parent.exists() else "there is no such folder"
        raise BadInput(f"{path.parent}: {there}; choose another --out, or make the folder first")
    return name, path

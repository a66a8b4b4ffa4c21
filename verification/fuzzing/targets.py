"""The doors of the program, by name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from fuzzing.target import Target

NAMES = ("scenario", "folder", "command", "page")


def target_named(name: str, desk: Path) -> Target:
    """Return a target; `desk` is an empty folder in which it may do as it likes."""
    made: Target = import_module(f"fuzzing.{name}_target").made(desk)
    return made

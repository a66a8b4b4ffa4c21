"""The command line: every command, with whatever one might write behind it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from fuzzing import command_lines, desk, program
from fuzzing.target import Broken

SEEDS = 150
NOT_TEXT = "no command line"


class CommandTarget:
    """Command lines, as JSON lists."""

    name, suffix, seconds, as_bytes = "command", ".json", 60, False
    words: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        self._template, self._place = folder / "template", folder / "place"
        self._laid_out = False

    def seeds(self, chance: Random) -> Iterable[bytes]:
        """Return some lines of every command."""
        return [packed(command_lines.drawn(chance)) for _ in range(SEEDS)]

    def warm_up(self) -> None:
        """Run, tell and verify one city, so that its kernels are compiled."""
        for line in (
            *(["run", "tiny.toml", "--report"], ["verify", "run"], ["resume", "half"], ["rights", "run"]),
            *(["explain", "run", "3"], ["twin", "run", "--without", "influence"], ["report", "run"]),
            ["branch", "run", "--day", "2", "--set", "rulebook.influence.weight=0"],
        ):
            self.attempt(packed(line))

    def changed(self, data: bytes, chance: Random) -> bytes:
        """Return another command line."""
        return packed(command_lines.redrawn(unpacked(data) or [], chance))

    def smaller(self, data: bytes) -> Iterator[bytes]:
        """Yield lines with less in them."""
        line = unpacked(data) or []
        for index in range(len(line)):
            yield packed(line[:index] + line[index + 1 :])

    def attempt(self, data: bytes) -> str:
        """Call the program in a folder laid out afresh."""
        line = unpacked(data)
        if line is None:
            return NOT_TEXT
        line = command_lines.kept_small(line)
        if not self._laid_out:
            self._template.mkdir()
            desk.lay_out(self._template)
            self._laid_out = True
        place = desk.copied(self._template, self._place)
        try:
            answer = program.call(line, place)
            if answer.code and (left := program.half_written(place)):
                raise Broken(f"exit code {answer.code}, and left behind: {left}")
        finally:
            shutil.rmtree(place, ignore_errors=True)
        said = answer.err.rpartition("glasscity: ")[2].split("\n")[0] if answer.code else ""
        return f"{line[0] if line else ''} {answer.code}: {said.split(': ', 1)[-1][:60]}"


def packed(line: list[str]) -> bytes:
    """Return a command line as a file."""
    return json.dumps(line).encode()


def unpacked(data: bytes) -> list[str] | None:
    """Return the command line in a file, or nothing where there is none."""
    try:
        line = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, list) and all(isinstance(one, str) for one in line) else None


def made(folder: Path) -> CommandTarget:
    """Return the target."""
    return CommandTarget(folder)

"""Pages that lead through the program: what they tell people to do is done, what they quote is compared.

A page has fenced blocks. `sh`: commands. `python`: code, carried out, or written to a file where the line
before says "Save this as `NAME`:". `toml`: likewise written to a file. `text`: what the block before it
printed; `…` alone on a line stands for lines left out. Everything happens in one folder.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
INSTALLING = ("make install", ". .venv/bin/activate")
"""What a page may tell people to do before: the tests are done in an environment that has it."""
SERVING = ("glasscity watch", "glasscity tour")
LEFT_OUT = "…"
_MADE: dict[str, Path] = {}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the file that the line before names."""

    language: str
    text: str
    file: str | None


def blocks_of(page: str) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    found = re.finditer(r"(?:Save this as `([^`]+)`[^\n]*\n\n)?^( *)```(\w+)\n(.*?)^\2```", page, re.S | re.M)
    return [Block(one[3], re.sub(f"^{one[2]}", "", one[4], flags=re.M), one[1]) for one in found]


def commands_of(page: str) -> list[str]:
    """Return the lines of the `sh` blocks."""
    return [
        line
        for block in blocks_of(page)
        if block.language == "sh"
        for line in block.text.splitlines()
        if line
    ]


def is_long(command: str) -> bool:
    """Say whether a command takes minutes, so that the slow tests carry it out."""
    return command.startswith("glasscity tour --export") or command.startswith("glasscity study")


def walk(
    page: Path, desk: Path, call: Callable[..., object], *, long: bool = False, kept: Path | None = None
) -> Iterator[tuple[str, str]]:
    """Carry out a page in the folder `desk`, and yield each step with what it printed.

    `call` is given the words of a command and returns an answer with `code`, `out` and `err`. Runs that two
    pages have in common are made once, in the folder `kept`.
    """
    printed = ""
    for block in blocks_of(page.read_text(encoding="utf-8")):
        if block.language == "text":
            compare(block.text, printed, page.name)
        elif block.file is not None:
            (desk / block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            printed = _python(block.text, desk)
            yield block.text, printed
        elif block.language == "sh":
            said = []
            for line in filter(None, block.text.splitlines()):
                if line in INSTALLING or (is_long(line) and not long):
                    continue
                said.append(_command(line, desk, call, kept))
                yield line, said[-1]
            printed = "\n".join(said)


def compare(quoted: str, printed: str, place: str) -> None:
    """Demand that quoted lines stand in what was printed, in order, next to each other but for `…`."""
    lines = [line.rstrip() for line in printed.splitlines()]
    for part in re.split(rf"^{LEFT_OUT}$\n?", quoted, flags=re.M):
        wanted = [line.rstrip() for line in part.splitlines()]
        size = len(wanted)
        at = next((n for n in range(len(lines) - size + 1) if lines[n : n + size] == wanted), None)
        if at is None:
            missing = next((line for line in wanted if line not in lines), wanted[0])
            near = difflib.get_close_matches(missing, lines, 1, 0)
            raise AssertionError(f"{place}: quoted, not printed:\n{missing}\nnearest: {near}")
        lines = lines[at + size :]


def _python(text: str, desk: Path) -> str:
    """Carry out code as in a session that was begun in `desk`: what was saved there can be imported."""
    printed = io.StringIO()
    before = set(sys.modules)
    sys.path.insert(0, str(desk))
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(text, "a page", "exec"), {"__name__": "a page"})
    finally:
        sys.path.remove(str(desk))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(desk)):
                del sys.modules[name]
    return printed.getvalue()


def _command(line: str, desk: Path, call: Callable[..., object], kept: Path | None) -> str:
    if line.startswith("python "):
        done = subprocess.run(
            [sys.executable, *shlex.split(line)[1:]], cwd=desk, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}: {done.stderr}"
        return done.stdout + done.stderr
    assert line.startswith("glasscity "), line
    words = shlex.split(line, comments=True)[1:]
    if any(line.startswith(one) for one in SERVING) and "--export" not in words:
        return served(words, desk)
    if kept is not None and words[0] == "run" and "--out" in words:
        return _once(line, words, desk, call, kept)
    return _answer(line, words, call)


def _answer(line: str, words: list[str], call: Callable[..., object]) -> str:
    before = sys.stdin
    if "<" in words:
        at = words.index("<")
        sys.stdin = io.StringIO((ROOT / words[at + 1]).read_text(encoding="utf-8"))
        words = words[:at]
    try:
        answer = call(*words)
    finally:
        sys.stdin = before
    assert answer.code == 0, f"{line}: {answer.err}"  # type: ignore[attr-defined]
    return answer.out + answer.err  # type: ignore[attr-defined]


def _once(line: str, words: list[str], desk: Path, call: Callable[..., object], kept: Path) -> str:
    """Make a run of a city that ships once for all pages that make it."""
    if words[1].endswith(".toml") or "--behaviour" in words:
        return _answer(line, words, call)
    folder = desk / words[words.index("--out") + 1]
    if line not in _MADE:
        said = _answer(line, words, call)
        _MADE[line] = kept / str(len(_MADE))
        shutil.copytree(folder, _MADE[line])
        (kept / f"{_MADE[line].name}.txt").write_text(said, encoding="utf-8")
        return said
    shutil.copytree(_MADE[line], folder)
    return (kept / f"{_MADE[line].name}.txt").read_text(encoding="utf-8")


def served(words: list[str], desk: Path) -> str:
    """Open a page that is served, until it has printed its address; then interrupt it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "glasscity", *words, "--no-browser"],
        cwd=desk,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    address = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert address.startswith("http://127.0.0.1:"), said
    return address + said

"""Every command has its page, and the page says what the code says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from glasscity.cli.main import build

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "verification"))

from command_pages import ANSWERS_NO, FOLDER, pages  # noqa: E402
from wheel_commands import ALWAYS, EXTRAS  # noqa: E402

PAGES = pages()
COMMANDS = {name for name in build() if not name.startswith("-")}


def test_every_command_has_a_page_and_nothing_else_has():
    assert set(PAGES) == {"index.md", *(f"{name}.md" for name in COMMANDS)}
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_that_of_the_code(name):
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == PAGES[name], "run: python verification/command_pages.py"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_page_has_every_argument_and_option_with_its_help(name):
    page = PAGES[f"{name}.md"]
    for argument in build()[name].assemble_argument_collection():
        words = " ".join(str(argument.parameter.help).split())
        assert words in page, argument.name
        assert f"`{argument.name}" in page or argument.name in page
        if argument.required:
            assert f"{words} **[required]**" in page


def test_who_reads_a_run_says_what_it_does_with_a_damaged_one():
    reading = {name for name in COMMANDS if hasattr(build()[name].default_command, "__wrapped__")}
    assert len(reading) > 5
    assert reading <= set(ANSWERS_NO)
    assert set(ANSWERS_NO) <= COMMANDS
    for name in sorted(COMMANDS):
        assert ("| 1 |" in PAGES[f"{name}.md"]) == (name in ANSWERS_NO)


def test_every_command_is_tried_with_the_wheel():
    tried = [row.command for row in ALWAYS]
    tried += [row.command for rows in EXTRAS.values() for row in rows]
    assert {*tried, "watch"} == COMMANDS

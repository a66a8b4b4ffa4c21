"""The paths of the four kinds of users, and the how-tos: whoever follows them gets what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glasscity.society.response.rules import as_before
from test_docs import ROOT
from walked import Block, blocks_of, commands_of, compare, is_long, walk

USERS = ("researcher", "regulator", "journalist", "teacher")
PATHS = [f"paths/{user}" for user in USERS]
HOW_TOS = ["write-an-analyser", "write-a-study"]
PAGES = [*PATHS, *HOW_TOS]


def page_of(name: str) -> Path:
    return ROOT / f"docs/{name}.md"


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("runs of the pages")


@pytest.mark.parametrize("name", PAGES)
def test_what_the_page_says_comes_about(name, desk, program, kept):
    with as_before():
        steps = [step for step, _ in walk(page_of(name), desk, program, kept=kept)]
    assert len(steps) >= 1


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_what_takes_minutes_comes_about_too(name, desk, program):
    if not any(map(is_long, commands_of(page_of(name).read_text(encoding="utf-8")))):
        pytest.skip("nothing on this page takes minutes")
    with as_before():
        printed = dict(walk(page_of(name), desk, program, long=True))
    assert all(printed[line] for line in printed if is_long(line))


@pytest.mark.parametrize("name", PATHS)
def test_a_path_begins_alike_ends_with_where_to_go_on_and_takes_fifteen_minutes(name):
    text = page_of(name).read_text(encoding="utf-8")
    first = blocks_of(text)[0]
    assert first == Block("sh", "make install\n. .venv/bin/activate\n", None)
    assert "## Where to go on" in text
    minutes = [int(number) for number in re.findall(r"^## \d.*\((\d+) minute", text, re.M)]
    assert 10 <= sum(minutes) <= 20


@pytest.mark.parametrize("name", PATHS)
def test_no_path_names_a_command_that_it_does_not_carry_out(name):
    text = page_of(name).read_text(encoding="utf-8")
    done = {line.split()[1] for line in commands_of(text) if line.startswith("glasscity ")}
    named = set(re.findall(r"`glasscity (\w+)[^`]*`", text))
    assert named <= done | {"sensitivity", "tour", "report"}


def test_every_path_is_offered_at_the_door():
    for page in ("README.md", "docs/index.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert all(f"paths/{user}.md)" in text for user in USERS), page


def test_a_quote_that_was_not_printed_is_noticed():
    compare("b\n…\ne\n", "a\nb  \nc\nd\ne\n", "here")
    for wrong in ("f\n", "b\nd\n", "e\n…\nb\n"):
        with pytest.raises(AssertionError, match="quoted, not printed"):
            compare(wrong, "a\nb\nc\nd\ne\n", "here")

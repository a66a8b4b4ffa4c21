"""Texts for people are spelt rightly, in British English, and the words of the house are explained."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs",
    "src",
    "page/src/base/words",
    "page/src/tour/words",
)
PROSE = [ROOT / name for name in TEXTS if name.endswith(".md")]
PROSE += sorted([*(ROOT / "docs").rglob("*.md"), *(ROOT / "page" / "src").rglob("words/*.json")])
BRITISH_AS_WELL = {"biased", "initialization", "license", "program", "programs", "stories", "story"}
"""Words that the list takes for American only: four mean something else, ODD+D names an element so, and a
file is called LICENSE."""


def spelt(*places: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "codespell_lib", *map(str, places)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def american() -> dict[str, str]:
    """Return American spellings, each with the British one, from the list that codespell brings."""
    listed = (files("codespell_lib") / "data" / "dictionary_en-GB_to_en-US.txt").read_text(encoding="utf-8")
    pairs = [line.lower().split("->") for line in listed.splitlines() if "->" in line]
    british = {ours for ours, _ in pairs}
    found = {theirs.strip(): ours for ours, all_theirs in pairs for theirs in all_theirs.split(",")}
    return {
        theirs: ours for theirs, ours in found.items() if theirs and theirs not in british | BRITISH_AS_WELL
    }


def prose(text: str) -> str:
    """Return a page without its code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^( *)```.*?^\1```", "", text, flags=re.DOTALL | re.MULTILINE))


def test_nothing_is_misspelt(tmp_path):
    done = spelt(*TEXTS)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "wrong.md"
    wrong.write_text("It happend in the neigbourhood.\n", encoding="utf-8")
    assert spelt(wrong).returncode > 0


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.name)
def test_spelling_is_british(page):
    theirs = american()
    assert theirs["neighbor"] == "neighbour"
    words = re.findall(r"[a-z]+", prose(page.read_text(encoding="utf-8")).lower())
    assert {word: theirs[word] for word in words if word in theirs} == {}


def test_every_word_of_the_glossary_leads_to_its_page():
    """`test_docs.py` sees to it that the headings are there too."""
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    terms = re.findall(r"\*\*(.+?)\*\*", text)
    assert len(terms) > 30
    for term in terms:
        linked = re.fullmatch(r"\[[^\]]+\]\(([\w-]+\.md)(?:#[\w-]+)?\)", term)
        assert linked is not None, f"{term} leads nowhere"
        assert (ROOT / "docs" / linked[1]).is_file(), f"{term}: there is no such page"
        assert linked[1] != "words.md"

"""The notebooks run from top to bottom, are stored with what comes out, and agree with every other way."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

import glasscity
from page_server import page_of as page_on
from page_server import serving

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/notebooks"
sys.path.append(str(FOLDER))

from as_pages import page_of  # noqa: E402
from make import NAMES, executed  # noqa: E402

CITY: dict[str, Any] = {"citizens": 1000, "days": 180}
SEED = 7
"""As in the first notebook."""


def told(notebook: NotebookNode) -> dict[str, list[str]]:
    """Return what the cells of a notebook say, pictures and HTML left out."""
    found = {}
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        found[cell.id] = [one.get("text") or one["data"]["text/plain"] for one in outputs]
    return found


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NotebookNode]:
    return {name: executed(name, tmp_path_factory.mktemp(name)) for name in NAMES}


def test_every_notebook_is_run():
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_outputs_are_those_of_the_code(live, name):
    stored = nbformat.read(FOLDER / f"{name}.ipynb", 4)
    assert sum(map(len, told(stored).values())) > 4
    assert told(live[name]) == told(stored), "run: python docs/notebooks/make.py"
    for cell in live[name].cells:
        drawn = any("image/svg+xml" in one.get("data", {}) for one in cell.get("outputs", []))
        assert drawn == ("alternative" in cell.metadata), cell.id


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_that_nobody_exists_and_loads_nothing(name):
    found = page_of(FOLDER / f"{name}.ipynb")
    page = str(found.pop(f"{name}.md"))
    assert "**SYNTHETIC.** Nobody in this city exists. The model is stylised" in page
    assert "](../limits.md)" in page
    assert not re.search(r"https?://", page)
    assert found
    for picture, drawing in found.items():
        assert re.search(rf"!\[[^\]]{{30,}}\]\({re.escape(picture)}\)", page)
        assert b"SYNTHETIC" in drawing
        assert not re.search(rb"https?://(?!www\.w3\.org/)", drawing)
    for target in re.findall(r"\]\(([^)#]+)", page):
        assert target in found or (FOLDER / target).exists(), target


def test_command_line_python_page_and_notebook_give_the_same_digest(live, program, desk):
    size = [f"--{name}={value}" for name, value in CITY.items()]
    answer = program("run", "essay", *size, "--seed", SEED, "--no-baseline", "--json")
    assert answer.code == 0, answer.err
    digest = json.loads(answer.out)["digest"]
    assert glasscity.run("essay", **CITY, seed=SEED, baseline=False, threads=2).digest == digest
    with serving(**CITY) as server, page_on(server) as page:
        page.ask("open", scenario="essay", citizens=CITY["citizens"], seed=str(SEED))
        watched = page.ask("advance", days=366, lens="category")
    assert watched["digest"] == digest
    said = [text for texts in told(live["first-city"]).values() for text in texts]
    assert repr(digest) in said

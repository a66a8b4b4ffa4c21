"""What is given to others holds all that the package has here, and says what each extra is for."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

import glasscity
from glasscity.ensemble.design import factor
from glasscity.ensemble.sensitivity import points_for
from glasscity.errors import BadInput

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "verification"))

from wheel_building import built, in_archive, in_wheel, of_the_package  # noqa: E402


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(tmp_path_factory.mktemp("built"))


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def test_both_archives_hold_every_file_of_the_package(archives):
    source, wheel = archives
    here = of_the_package()
    assert {Path(name).suffix for name in here} >= {".py", ".toml", ".html", ".js", ".css"}
    assert in_wheel(wheel) == here
    assert in_archive(source) == {name for name in here if Path(name).suffix}


def test_the_wheel_says_what_it_needs(archives):
    _, wheel = archives
    said = metadata(wheel)
    assert (said["Name"], said["Version"]) == ("glasscity", glasscity.__version__)
    assert said["License-Expression"] == "Apache-2.0"
    always = [one for one in said.get_all("Requires-Dist", []) if "extra ==" not in one]
    assert {one.partition(">=")[0] for one in always} == needed_at_once()


def needed_at_once() -> set[str]:
    """Return the distributions of what the package imports, but for extras and what Python brings."""
    of = {"websockets"}  # uvicorn loads it by its name
    for path in (ROOT / "src/glasscity").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                of |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                of.add(str(node.module).partition(".")[0])
    of -= sys.stdlib_module_names | {"glasscity", "optuna", "SALib", "sklearn", "docx"}
    return {{"vl_convert": "vl-convert-python"}.get(name, name) for name in of}


def test_the_page_on_installing_names_every_extra(archives):
    extras = set(metadata(archives[1]).get_all("Provides-Extra", []))
    page = (ROOT / "docs/install.md").read_text(encoding="utf-8")
    assert extras > {"pandas", "study", "criteria", "rights"}
    assert [extra for extra in sorted(extras) if f"`{extra}`" not in page] == []


def test_pandas_and_sensitivity_say_how_to_get_what_they_need(small_run, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(BadInput, match=r"pip install 'glasscity\[pandas\]'"):
        glasscity.Run(small_run).to_pandas("days")
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    factors = [factor("rulebook.influence.weight=0..0.3"), factor("denunciation.points=1..2")]
    with pytest.raises(BadInput, match=r"sensitivity: .*pip install 'glasscity\[study\]'"):
        points_for(factors, 8)


def test_importing_the_package_loads_nothing_heavy():
    told = "import json, sys, glasscity; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert not {"numpy", "numba", "polars", "pydantic", "cyclopts"} & set(json.loads(done.stdout))

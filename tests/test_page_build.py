"""The page's built files are those of its source: built again, they are the same, byte for byte."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OLDEST_NODE = (20, 19)
BUILT = ("src/glasscity/watch/page", "src/glasscity/watch/recorded_page", "src/glasscity/tour/built")


def node_version() -> tuple[int, ...]:
    """Return the version of Node here, or nothing where there is none."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return ()
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:2]))


@pytest.mark.skipif(node_version() < OLDEST_NODE, reason="only where Node 20.19 or later is")
def test_the_built_page_is_that_of_its_source(tmp_path: Path):
    page = tmp_path / "page"
    skipped = shutil.ignore_patterns("node_modules")
    shutil.copytree(ROOT / "page", page, ignore=skipped)
    (tmp_path / "src" / "glasscity").mkdir(parents=True)
    shutil.copytree(ROOT / "src" / "glasscity" / "show", tmp_path / "src" / "glasscity" / "show")
    for command in (["npm", "ci"], ["npm", "run", "check"], ["npm", "test"], ["npm", "run", "build"]):
        done = subprocess.run(
            command, cwd=page, capture_output=True, text=True, check=False, env={**os.environ, "CI": "1"}
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
    for place in BUILT:
        ours = {one.relative_to(ROOT / place): one for one in (ROOT / place).rglob("*") if one.is_file()}
        again = {
            one.relative_to(tmp_path / place): one for one in (tmp_path / place).rglob("*") if one.is_file()
        }
        assert ours.keys() == again.keys()
        different = [str(name) for name in ours if ours[name].read_bytes() != again[name].read_bytes()]
        assert different == [], f"{place}: run `make page` and commit what it builds"


def test_nothing_in_the_page_leads_elsewhere():
    for place in BUILT:
        for file in (ROOT / place).rglob("*"):
            if file.suffix not in (".js", ".css", ".html", ".svg"):
                continue
            text = file.read_text(encoding="utf-8")
            found = re.findall(r"""(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^"'`\s)]*""", text)
            assert [one for one in found if "www.w3.org" not in one] == [], file


def test_no_lock_file_names_an_index():
    assert "resolved" not in (ROOT / "page" / "package-lock.json").read_text(encoding="utf-8")

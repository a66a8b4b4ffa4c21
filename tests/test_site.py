"""The documentation as a site: every page is in it, and every link and heading that one leads to is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_site_is_built_without_a_warning_and_asks_nobody_for_anything(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    docs = ROOT / "docs"
    pages = {path.relative_to(tmp_path).with_suffix("") for path in tmp_path.rglob("*.html")} - {Path("404")}
    assert pages == {
        path.relative_to(docs).with_suffix("") for kind in ("*.md", "*.ipynb") for path in docs.rglob(kind)
    }
    notebooks = sorted(path.stem for path in (ROOT / "docs/notebooks").glob("*.ipynb"))
    assert sorted(path.stem for path in (tmp_path / "notebooks").glob("*.html")) == notebooks
    for name in notebooks:
        page = (tmp_path / "notebooks" / f"{name}.html").read_text(encoding="utf-8")
        pictures = re.findall(r'<img alt="[^"]{30,}" src="([^"]+\.svg)"', page)
        assert pictures
        assert all((tmp_path / "notebooks" / picture).is_file() for picture in pictures)
        assert f'href="{name}.ipynb"' in page
    assert "notebooks/first-city.html" in (tmp_path / "index.html").read_text(encoding="utf-8")
    for path in tmp_path.rglob("*.html"):
        loaded = re.findall(
            r"""(?:src|rel="stylesheet" href)="(https?:[^"]+)""", path.read_text(encoding="utf-8")
        )
        assert loaded == [], path

"""Pages of one file: nothing in the data can end the script, and nothing leaves the file."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from glasscity.errors import BadInput, MachineFailed
from glasscity.show.standalone import Standalone, built, check_place, page_html, write_standalone

NASTY = {"name": "</script><script>alert(1)</script>", "comment": "<!-- --> & \u2028", "quote": '"'}
SCRIPT = 'const end = "</script>"; const comment = "<!--";'


def test_what_is_in_the_data_ends_no_script():
    text = page_html("A <title> & more", NASTY, SCRIPT, "p { color: red }")
    assert len(re.findall(r"</script>", text)) == 2
    assert "<title>A &lt;title&gt; &amp; more</title>" in text
    data = re.search(r'id="data">(.*?)</script>', text)
    assert data is not None
    assert json.loads(data.group(1)) == NASTY
    assert "SYNTHETIC" in text


def test_only_the_script_and_the_style_that_are_in_it_may_run():
    text = page_html("t", {}, "run()", "p{}")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    for inside in ("run()", "p{}"):
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy.group(1)
    assert policy.group(1).startswith("default-src 'none'")
    assert "unsafe" not in policy.group(1)
    assert text == page_html("t", {}, "run()", "p{}")


def test_a_style_that_cannot_stand_inside_and_a_page_never_built_are_refused(tmp_path):
    with pytest.raises(MachineFailed, match="style cannot stand inside"):
        page_html("t", {}, "", "a::before { content: '</style>' }")
    nowhere = Standalone("glasscity.watch", "no_such_page", "t")
    with pytest.raises(MachineFailed, match="`make page` builds it"):
        built(nowhere, "page.js")
    worked_out = []
    with pytest.raises(MachineFailed):
        write_standalone(nowhere, tmp_path / "page.html", lambda: worked_out.append(1))
    assert worked_out == []
    assert list(tmp_path.iterdir()) == []


def test_wrong_places_are_refused_with_one_message(tmp_path):
    (tmp_path / "there.html").write_text("mine")
    for path, message in (
        (tmp_path, "writes a page"),
        (tmp_path / "page.txt", "writes a page"),
        (tmp_path / "there.html", "replace it with --force"),
        (tmp_path / "no" / "page.html", "no such folder"),
        (tmp_path / "there.html" / "page.html", "part of this path is a file"),
    ):
        with pytest.raises(BadInput, match=message):
            check_place(path)
    check_place(tmp_path / "there.html", replace=True)

"""The gallery: every study is in it, with its picture and its command, and says what docs/studies.md says."""

from __future__ import annotations

import re

import pytest

from glasscity.cli.other_studies import OTHERS
from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.ready import STUDIES
from glasscity.show.study_page import all_positive, axis
from test_docs import ROOT, blocks, rows, text_of

GALLERY = text_of("docs/gallery.md")
SECTIONS = {part.split("\n", 1)[0].lower(): part for part in re.split(r"^## ", GALLERY, flags=re.M)[1:-1]}
FINDINGS = "What they find at their own size, with seed 1 (one to ten minutes each):"
FIGURE = r"\d(?:[\d,.]*\d)? ± \d(?:[\d.]*\d)?|\d[\d,]*%|\d+ of \d+|\d[\d.,]*\d"


def test_every_study_is_in_it_once():
    assert sorted(SECTIONS) == sorted([*STUDIES, *OTHERS])


@pytest.mark.parametrize("name", [*STUDIES, *OTHERS])
def test_each_has_a_picture_that_is_there_its_command_and_its_size(name):
    section = SECTIONS[name]
    (picture,) = re.findall(r"!\[[^\]]+\]\((images/[^)]+)\)", section)
    assert "SYNTHETIC" in (ROOT / "docs" / picture).read_text(encoding="utf-8")
    assert blocks(section, "sh") == [f"glasscity study {name}\n"]
    assert re.search(r"\d citizens, .*; .*minutes?\.", section)
    if name in STUDIES:
        chosen = STUDIES[name]
        assert f"{chosen.citizens:,} citizens, " in section
        assert f"{chosen.lives} lives" in section


@pytest.mark.parametrize("name", [*STUDIES, *OTHERS])
def test_its_figures_are_those_of_the_page_of_studies(name):
    found = dict(rows(text_of("docs/studies.md"), FINDINGS))
    (said,) = re.findall(r"\*\*(.+?)\*\*", SECTIONS[name], re.S)
    said = re.sub(r"95 %\s", "95% ", said.replace("\n", " "))
    figures = re.findall(FIGURE, said)
    assert figures
    for figure in figures:
        assert figure in found[name], f"{name}: {figure}"


def test_the_first_findings_at_the_door_are_those_of_the_gallery():
    gallery = re.sub(r"\s+", " ", GALLERY)
    found = rows(text_of("README.md"), "## First findings")
    assert len(found) >= 4
    for _, said in found:
        figures = re.findall(r"\d+(?:\.\d+)? ± \d+(?:\.\d+)?", said)
        assert figures, said
        for figure in figures:
            assert figure in gallery, figure


def test_the_axis_of_a_picture_holds_all_that_is_drawn_with_round_numbers():
    for low, high, zero, expected in (
        (141.6, 164.7, False, [140, 150, 160, 170]),
        (0.0, 122.3, True, [0, 50, 100, 150]),
        (0.31, 0.68, False, [0.3, 0.4, 0.5, 0.6, 0.7]),
        (5.0, 5.0, False, [5, 6]),
    ):
        assert axis(low, high, from_zero=zero) == pytest.approx(expected)
    assert all_positive([Interval(1.0, 0.5, 3), Interval(9.0, 0.5, 3)])
    assert not all_positive([Interval(7.0, 0.5, 3), Interval(9.0, 0.5, 3)])
    assert not all_positive([Interval(-1.0, 0.5, 3), Interval(9.0, 0.5, 3)])

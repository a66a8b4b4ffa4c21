"""The description after ODD+D: nothing that is at work is missing, and nothing that is off is told."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import glasscity
from glasscity.odd.description import description, difference
from glasscity.odd.parameters import leaves
from glasscity.odd.submodels import AT_FIRST, SUBMODELS, at_work
from glasscity.scenario import load, shipped
from glasscity.step import SCHEDULE

PACKAGE = Path(glasscity.__file__).parent


def text_of(scenario, title):
    """Return the text of one element."""
    return next(one.text for one in description(scenario) if one.title.startswith(title))


def submodels_of(scenario):
    """Return the names of the submodels that are told."""
    return re.findall(r"^Submodel `([a-z_.]+)`, ", text_of(scenario, "7"), flags=re.MULTILINE)


def test_every_module_with_a_rule_is_a_submodel():
    told = set()
    for folder in ("society", "authority"):
        for path in (PACKAGE / folder).rglob("*.py"):
            said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            if "Rule" in said or "Reads:" in said:
                told.add(".".join(path.relative_to(PACKAGE).with_suffix("").parts))
    assert told - {one.module for one in SUBMODELS} <= {"society.response.rules", "society.ties"}
    assert len({one.module for one in SUBMODELS}) == len(SUBMODELS)


def test_submodels_stand_in_the_order_of_the_day():
    order = [AT_FIRST, *(phase.name for phase in SCHEDULE)]
    places = [order.index(one.phase) for one in SUBMODELS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", shipped())
def test_every_city_has_its_elements(name):
    scenario = load(name)
    elements = description(scenario)
    numbered = [one.title[:2] for one in elements if one.title[0].isdigit()]
    assert numbered == ["1 ", "2 ", "3 ", "4 ", "4 ", "5 ", "6 ", "7 "]
    assert all(one.text.strip() for one in elements)
    for phase in SCHEDULE:
        assert f"| {phase.name} | {phase.sentence}" in text_of(scenario, "3")
    for part in at_work(scenario):
        assert part.module in submodels_of(scenario)


def test_every_number_stands_with_where_it_is_from():
    scenario = load("gladsaxe")
    told = text_of(scenario, "Parameters")
    for place, assumed in scenario.assumptions():
        if not place.startswith("fit"):
            assert " ".join(assumed.split()).replace("<", "&lt;").replace("|", "\\|") in told, place
    numbers = [value for value in leaves(scenario).values() if value.replace(".", "").isdigit()]
    assert len(numbers) > 50
    assert all(number in told for number in numbers)


@pytest.mark.parametrize(
    ("setting", "gone"),
    [
        ("voice.enabled=false", "society.voice.opinions"),
        ("denunciation.enabled=false", "society.denunciation"),
        ("rewiring.enabled=false", "society.rewiring"),
        ("appeals.enabled=false", "authority.hearing"),
        ("circumstances.enabled=false", "society.circumstance"),
        ("data_centre.enabled=false", "authority.mishap"),
        ("scoring.enabled=false", "authority.score"),
    ],
)
def test_what_is_off_is_not_told(setting, gone):
    assert gone in submodels_of(load("essay"))
    assert gone not in submodels_of(load("essay", settings=[setting]))


def test_what_begins_later_is_told():
    later = "interventions=[{day=9, path='denunciation.enabled', to=true, assumed='a test'}]"
    scenario = load("essay", settings=["denunciation.enabled=false", later])
    assert "society.denunciation" in submodels_of(scenario)
    assert "from day 9 on" in text_of(scenario, "6").lower()


def test_rules_of_behaviour_are_told_with_their_code():
    told = text_of(load("essay"), "7")
    assert "### The learning rule `bayes`" in told
    assert "memory = 20" in told
    assert "learnt = (belief * memory + FULL * evidence) // max(memory + own + others, 1)" in told


def test_what_differs_between_two_cities():
    submodels, values = difference(load("essay"), load("no-score"))
    assert "`authority.score`: only in essay" in submodels.text
    assert "| scoring.enabled | true | false |" in values.text
    same, nothing = difference(load("suzhou"), load("suzhou"))
    assert (same.text, nothing.text) == (
        "The same submodels are at work in both.",
        "No value differs.",
    )


def test_the_command(program, desk):
    answer = program("odd", "inspection", "--out", "odd.md")
    assert (answer.code, answer.out, answer.err) == (0, "", "written: odd.md\n")
    written = (desk / "odd.md").read_text(encoding="utf-8")
    assert written.startswith("# ODD+D: Inspectors who go where records are (inspection)\n\nSYNTHETIC")
    assert program("odd", "inspection").out == written
    found = json.loads(program("odd", "inspection", "signals", "--json").out)
    assert [one["title"] for one in found["elements"]] == ["Submodels", "Values"]
    answer = program("odd", "utopia")
    assert (answer.code, answer.out) == (2, "")
    assert "utopia" in answer.err

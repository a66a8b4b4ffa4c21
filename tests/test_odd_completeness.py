"""The description is enough to build the day again: what it has to say of draws, numbers and keys is said.

Each test holds a kind of gap shut that a reader found who did not write the text (see `docs/odd.md`).
"""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import glasscity
from glasscity import draws, tables
from glasscity.odd.description import description
from glasscity.odd.meanings import meanings
from glasscity.odd.streams import BESIDE, STREAMS, seed_of
from glasscity.odd.submodels import SUBMODELS, at_work
from glasscity.scenario import load, shipped
from glasscity.show.odd_markdown import anchor, as_markdown
from glasscity.step import SCHEDULE

PACKAGE = Path(glasscity.__file__).parent
DOCUMENTS = PACKAGE.parents[1] / "docs"
NOTHING_MORE_TO_SAY = {"authority.at_hand", "authority.correction", "society.occasions"}
"""Submodels of which there is no more to say: nothing in them is rounded, drawn or ordered otherwise.
Of `occasions` it stands in `conduct`."""
EXPLAIN_THEMSELVES = {
    *("days", "count", "code", "circles", "circle_size", "number", "expires_after_days", "per_year"),
    *("day", "first", "share", "amount", "price"),
}
"""Keys of numbers that no class of the scenario explains: their names say what they are."""


city = cache(load)


@cache
def elements_of(name):
    """Return the elements of a city by title."""
    return {one.title: one.text for one in description(city(name))}


def streams_in_code(module):
    """Return the names of the streams that the code of a module mentions, its docstrings left out."""
    path = PACKAGE.joinpath(*module.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "draws"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "glasscity.draws":
            found |= {name.name for name in node.names}
    return found & set(STREAMS)


def exactly(part):
    """Return what a submodel says exactly, to be done alike for the same result."""
    return part.text.partition("\nExactly:\n")[2]


@pytest.mark.parametrize("part", SUBMODELS, ids=lambda part: part.module)
def test_every_submodel_says_exactly_what_it_does(part):
    assert bool(exactly(part)) != (part.module in NOTHING_MORE_TO_SAY)


@pytest.mark.parametrize("part", SUBMODELS, ids=lambda part: part.module)
def test_whatever_the_code_draws_is_told(part):
    for name in streams_in_code(part.module):
        assert name in part.streams, f"{part.module} draws from {name} and does not say so"


def test_every_stream_stands_with_an_address_or_is_handed_to_occasions():
    exact = " ".join(exactly(part) for part in SUBMODELS)
    handed_on = {"OCCASION", "INVENTED", "LIE", "RELOCATION"}
    several_at_once = {f"CITY_{name}" for name in ("AGE", "SEX", "DISABILITY", "BORN_HERE", "INCOME")}
    for name in set(STREAMS) - set(BESIDE):
        of_occasions = name.endswith(("_CANDIDATE", "_KEPT"))
        assert not of_occasions or name.rpartition("_")[0] in handed_on
        wanted = name if of_occasions or name in several_at_once else f"{name}("
        assert wanted in exact.replace("CITY_CHILDREN (", "CITY_CHILDREN("), name


def test_no_module_draws_from_a_stream_that_no_submodel_tells():
    told = {name for part in SUBMODELS for name in part.streams} | set(BESIDE)
    assert told == set(STREAMS)
    drawing = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for folder in ("society", "authority")
        for path in (PACKAGE / folder).rglob("*.py")
    }
    drawing = {module for module in drawing if streams_in_code(module)}
    assert drawing <= {part.module for part in SUBMODELS}


@pytest.mark.parametrize("name", shipped())
def test_every_stream_at_work_stands_in_the_table(name):
    told = elements_of(name)["Streams of draws"]
    for part in at_work(city(name)):
        for stream in streams_in_code(part.module):
            row = next(line for line in told.splitlines() if line.startswith(f"| {stream} |"))
            assert row.split(" | ")[1] == str(getattr(draws, stream))


def test_streams_are_keyed_by_what_the_page_on_draws_says():
    page = (DOCUMENTS / "draws.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\w+) \|", page, flags=re.MULTILINE)
    assert {name: (int(number), seed) for name, number, seed in rows} == {
        name: (number, seed_of(name)) for name, number in STREAMS.items()
    }


@pytest.mark.parametrize("name", shipped())
def test_every_number_of_the_scenario_stands_in_its_place(name):
    rows = dict(
        re.findall(r"^\| ([^|]+?) \| ([^|]*?) \|", elements_of(name)["Parameters"], flags=re.MULTILINE)
    )
    found = 0
    for place, values in city(name).tables():
        for key, value in values.items():
            if place and isinstance(value, int | Decimal) and not isinstance(value, bool):
                assert f"{key} = {value}" in rows[place].split("; "), f"{place}.{key}"
                found += 1
    assert found > 30


@pytest.mark.parametrize("name", shipped())
def test_every_key_of_a_number_says_what_it_means_and_in_which_unit(name):
    told = set(re.findall(r"`(\w+)`: ", meanings(city(name))))
    for place, values in city(name).tables():
        for key, value in values.items():
            number = isinstance(value, int | Decimal) and not isinstance(value, bool)
            if place and number and key not in EXPLAIN_THEMSELVES and not is_a_name(city(name), place):
                assert key in told, f"{place}.{key}"


def is_a_name(scenario, place):
    """Return whether the keys of a table are names (of conduct, levels, services, …) and not of a class."""
    value = scenario
    for part in re.split(r"\.|(?=\[)", place):
        value = value[int(part[1:-1])] if part.startswith("[") else getattr(value, part, None) or value[part]
    return isinstance(value, dict)


@pytest.mark.parametrize("name", shipped())
def test_contents_lead_to_every_heading(name):
    text = as_markdown(name, list(description(city(name))))
    headings = re.findall(r"^##+ (.+)$", text, flags=re.MULTILINE)
    links = re.findall(r"^ *- \[.+\]\(#(.+)\)$", text, flags=re.MULTILINE)
    assert headings[0] == "Contents"
    assert links == [anchor(one) for one in headings[1:]]
    assert len(set(links)) == len(links)


def test_a_heading_is_a_few_words():
    for part in SUBMODELS:
        assert 2 < len(part.title) < 75
        assert "`" not in part.title
        assert "\n" not in part.title
    assert len({part.title for part in SUBMODELS}) == len(SUBMODELS)


def test_every_code_that_a_row_may_hold_is_told():
    told = elements_of("essay")["Notation"]
    named = (tables.ENTRY_KINDS, tables.OUTCOMES, tables.REASONS, tables.MISHAPS)
    for codes in (*named, tables.CIRCUMSTANCE_CAUSES, tables.TIE_REASONS):
        for code, name in codes.items():
            assert re.search(rf"[ ;|] {code} {name or 'none'}[; |]", told), (code, name)


@pytest.mark.parametrize("name", shipped())
def test_no_phase_that_does_something_is_without_a_submodel(name):
    scenario = city(name)
    idle = {phase.name for phase in SCHEDULE} - {part.phase for part in at_work(scenario)}
    may_be_idle = {"intervene", "respond", "live", "rewire", "relocate", "denounce", "appeal", "assign"}
    unscored = set() if scenario.scoring.enabled else {"record", "score", "categorise"}
    assert idle <= may_be_idle | unscored


@pytest.mark.parametrize("name", shipped())
def test_a_submodel_refers_to_nothing_that_only_developers_know(name):
    told = elements_of(name)["7 Submodels"]
    for word in ("Numba", "njit", "NumPy", "docs/", "pytest", "dtype", "TODO"):
        assert word not in told

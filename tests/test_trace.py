"""The record of what speaks for each claim: all eight elements, and every file that it names is there."""

from __future__ import annotations

import re
import shlex

import pytest

from test_docs import ROOT, rows, text_of

TRACE = text_of("docs/trace.md")
ELEMENTS = [
    *("1. Problem formulation", "2. Model description", "3. Data evaluation"),
    *("4. Conceptual model evaluation", "5. Implementation verification", "6. Model output verification"),
    *("7. Model analysis", "8. Model output corroboration"),
]


def test_the_eight_elements_stand_in_their_order():
    assert re.findall(r"^## (\d.*)$", TRACE, re.M) == ELEMENTS


@pytest.mark.parametrize("element", ELEMENTS)
def test_every_claim_has_evidence_or_says_that_there_is_none_and_what_is_missing_somewhere(element):
    claims = rows(TRACE, f"## {element}")
    assert len(claims) >= 3
    for claim, evidence, _, missing in claims:
        assert evidence, claim
        assert "](" in evidence or missing, claim
    assert any(missing for *_, missing in claims)


def test_every_file_that_is_named_is_there():
    named = re.findall(r"`(tests/[\w./]+)`", TRACE)
    named += [shlex.split(line)[0] for line in re.findall(r"`python (verification/[^`]+)`", TRACE)]
    assert len(set(named)) > 15
    for name in named:
        assert (ROOT / name).exists(), name


def test_what_is_said_to_be_verified_is_part_of_make_verify():
    makefile = text_of("Makefile")
    for script in re.findall(r"verify: `python (verification/[\w./]+)", TRACE):
        assert f"python {script}" in makefile, script

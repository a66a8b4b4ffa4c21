"""The mutation testing of `verification/mutation` notices what it should, and its lists are up to date."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
VERIFICATION = TESTS.parent / "verification"
pytest.importorskip("cosmic_ray", reason="the extra `verify` is not installed")

SCRIPT = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from mutation.campaign import Campaign, drawn_cities
from mutation.checks import Checks, Made
from mutation.equivalents import read_equivalents, without_a_place
cities = drawn_cities(Checks(1, [], [Made("starter", 25, 8)], []))
campaign = Campaign(cities, [], [], ["society/occasions.py"])
wanted = json.loads(sys.argv[3])
mutants = [
    one
    for one in campaign.mutants()[0]
    if campaign.sources[one.file].change(one)[:2] in [tuple(change) for change in wanted]
]
tried = campaign.run(mutants, campaign.expected(), lambda done, one: None)
print(json.dumps([[one.before, one.after, one.outcome.kind] for one in tried]))
print(json.dumps([one.line for one in without_a_place(read_equivalents())]))
"""
CHANGES = {
    ("while number > 0:", "while number >= 0:"): "takes too long",
    (
        "for combination in product(*(levels[name] for name in involved)):",
        "for combination in []:",
    ): "fails",
    ("happened += np.int64(happens | would_have)", "pass"): "differs",
    (
        "events = np.empty(max(hi - lo, 16), EVENT)",
        "events = np.empty(max(hi - lo, 17), EVENT)",
    ): "survives",
    (
        'block.occasion[i] = np.searchsorted(chances.cumulative, block.position[i], side="right")',
        "pass",
    ): "is reached by no check",
}


@pytest.fixture(scope="module")
def said() -> list[str]:
    """Return what a Python that compiles nothing says of a few mutants, and of the list of equivalents."""
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(TESTS), str(VERIFICATION), json.dumps(list(CHANGES))],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.splitlines()


def test_a_mutant_is_noticed_unless_it_changes_nothing(said):
    assert {(before, after): kind for before, after, kind in json.loads(said[0])} == CHANGES


def test_every_entry_of_the_list_of_equivalents_means_a_mutant(said):
    assert json.loads(said[1]) == []

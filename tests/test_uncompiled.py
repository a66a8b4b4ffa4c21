"""The engine without its compiler: every kernel as plain Python, and the same city bit for bit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cities import live
from reference.random_scenarios import scenario_of

CITIES = (1, 7)
TESTS = Path(__file__).parent


def digest_of(number: int) -> str:
    scenario, seed, life = scenario_of(1, number)[0]
    return live(scenario, seed=seed, life=life).digest


@pytest.fixture(scope="module")
def uncompiled() -> list[str]:
    """Return the digests of a Python that compiles nothing."""
    asked = (
        "import sys, warnings; sys.path.insert(0, sys.argv[1]); warnings.simplefilter('ignore')\n"
        "from test_uncompiled import CITIES, digest_of\n"
        "print(*map(digest_of, CITIES))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked, str(TESTS)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.split()


def test_a_city_is_the_same_whether_kernels_are_compiled_or_not(uncompiled):
    assert [digest_of(number) for number in CITIES] == uncompiled

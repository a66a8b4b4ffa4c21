"""How a run starts: kernels are compiled once, kept on disk, and not compiled by anybody who comes later."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys

import pytest
from numba.core.caching import NullCache
from numba.core.dispatcher import Dispatcher

import glasscity
from test_behaviour import EXAMPLE

LINE = "compiling kernels, which are kept for the next run"
COMPILED = """
import json, sys
from numba.core.event import install_recorder
from glasscity.cli.main import _exit_code

with install_recorder("numba:compile") as recorder:
    codes = [_exit_code(command.split()) for command in sys.argv[1:]]
names = [event.data["dispatcher"].py_func.__qualname__ for _, event in recorder.buffer if event.is_start]
print(json.dumps({"codes": codes, "compiled": names}))
"""


def test_every_kernel_is_kept_on_disk():
    not_kept = set()
    for module in pkgutil.walk_packages(glasscity.__path__, "glasscity."):
        if module.name != "glasscity.__main__":
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, Dispatcher) and isinstance(value._cache, NullCache):
                    not_kept.add(f"{module.name}.{name}")
    assert not not_kept


@pytest.mark.slow
def test_a_second_process_compiles_nothing(desk):
    small = "--citizens 500 --days 8 --force"
    commands = [
        f"run essay {small} --out run --report",
        "explain run --find typical",
        "verify run",
    ]
    (desk / "my_rules.py").write_text(EXAMPLE, encoding="utf-8")
    alarmed = "--set response.learning.rule='alarm' --set response.learning.parameters={}"
    by_own_rule = f"run essay {small} --out own --behaviour my_rules.py {alarmed}"

    def compiled(*commands: str) -> tuple[list[str], str]:
        """Return what a new process compiles, and what it says on standard error."""
        done = subprocess.run(
            [sys.executable, "-c", COMPILED, *commands],
            capture_output=True,
            text=True,
            env={**os.environ, "NUMBA_CACHE_DIR": str(desk / "kernels")},
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout.splitlines()[-1])
        assert not any(found["codes"]), done.stderr
        return found["compiled"], done.stderr

    first, said = compiled(*commands)
    assert len(first) > 100
    assert said.count(LINE) == 1
    for again, expected in ((commands, set()), ([by_own_rule], {"alarm"})):
        names, said = compiled(*again)
        assert set(names) == expected
        assert LINE not in said

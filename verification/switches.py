"""Does every mechanism's test fail without it? Each runs twice: as it stands, and with the mechanism gone.

    python verification/switches.py [--only NAME ...]

Whatever scenario a test reads, and however it sets it, the mechanism is taken out of it before it is
validated: its switch is set to off, or its table left out. A failed assertion counts; a scenario that became
invalid does not. `mechanisms.py` puts the answers into docs/mechanisms.md. Exit code 1: a test fails with the
mechanism, or does not fail without it.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from changes import Changes, altered
from mechanism_rows import ROWS, Row

from glasscity.cli.terminal import progress_bar
from glasscity.errors import BadInput

TESTS = Path(__file__).parent.parent / "tests"


@dataclass
class Outcome:
    """How many cases of a test passed, failed an assertion, or ended in another way."""

    passed: int = 0
    failed: int = 0
    other: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return self.passed + self.failed + len(self.other)


class WithoutMechanism:
    """A plugin of pytest's that takes something out of every scenario, and counts how the cases end."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.outcome = Outcome()

    def pytest_configure(self) -> None:
        """Take it out of whatever is validated as a scenario from now on."""
        from glasscity.scenario.model import Scenario

        validate = Scenario.model_validate

        def without(tables: dict[str, Any], *more: Any, **named: Any) -> Scenario:
            return validate(altered(dict(tables), self.changes), *more, **named)

        Scenario.model_validate = without  # type: ignore[method-assign,assignment]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        """Count how a case ended."""
        report = yield
        if call.excinfo is None:
            self.outcome.passed += report.when == "call"
        elif call.excinfo.errisinstance(AssertionError):
            self.outcome.failed += 1
        else:
            wrong = "invalid scenario" if call.excinfo.errisinstance(BadInput) else call.excinfo.typename
            self.outcome.other.append(f"{wrong}: {call.excinfo.value}")
        return report


@dataclass(frozen=True)
class Verdict:
    """How the test of a mechanism ends with it and without it."""

    name: str
    test: str
    with_it: Outcome
    without: Outcome

    @property
    def good(self) -> bool:
        """Whether the test passes with the mechanism and fails without it."""
        return 0 < self.with_it.passed == self.with_it.cases and self.without.failed > 0

    @property
    def said(self) -> str:
        """The verdict in words."""
        if not self.good:
            return f"**with it {self.with_it}, without it {self.without}**"
        if self.without.cases == 1:
            return "passes with it, fails without it"
        return f"passes with it, without it {self.without.failed} of {self.without.cases} cases fail"


def _outcome(job: tuple[str, Changes]) -> Outcome:
    """Run a test in this process."""
    test, changes = job
    plugin = WithoutMechanism(changes)
    with redirect_stdout(io.StringIO()):
        pytest.main(["-p", "no:cacheprovider", f"{TESTS / test}"], plugins=[plugin])
    return plugin.outcome


def verdicts(rows: Sequence[Row]) -> list[Verdict]:
    """Run the test of every mechanism with it and without it, each in a process of its own."""
    jobs = [(row.test, changes) for row in rows for changes in ((), row.gone)]
    spawn = multiprocessing.get_context("spawn")
    outcomes = []
    with ProcessPoolExecutor(2, mp_context=spawn, max_tasks_per_child=1) as pool, progress_bar() as progress:
        for outcome in pool.map(_outcome, jobs):
            outcomes.append(outcome)
            progress("tests with and without their mechanisms", len(outcomes), len(jobs))
    pairs = zip(rows, outcomes[::2], outcomes[1::2], strict=True)
    return [Verdict(row.name, row.test, with_it, without) for row, with_it, without in pairs]


def main() -> int:
    """Print the verdicts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="names of mechanisms")
    asked = parser.parse_args()
    found = verdicts([row for row in ROWS if asked.only is None or row.name in asked.only])
    print("| mechanism | test | verdict |\n|---|---|---|")
    for one in found:
        print(f"| {one.name} | `{one.test}` | {one.said} |")
    return 0 if all(one.good for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Scenario files: read and checked as `glasscity check` does, and lived for some days where valid."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import sys
import zlib
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from random import Random

from fuzzing import grammar
from fuzzing.scenario_changes import Changer, simpler, tables_in
from fuzzing.target import ROOT, Broken, check_error
from fuzzing.trees import toml
from glasscity.errors import GlasscityError
from glasscity.scenario import Scenario

sys.path.insert(0, str(ROOT / "tests"))
LARGEST_SEED_FILE = 24_000
RANDOM_SEEDS = 30
ONE_IN = 5
"""How many valid scenarios are read for each that is also lived, which takes many times as long."""
CITIZENS, DAYS = 30, 5
MOST_MEMORY = 600_000_000
"""A scenario whose estimate is beyond this, for so few citizens and days, is not lived."""
NAME = "drawn.toml"
SIGNS = (
    "[[",
    "]]",
    " = ",
    "true",
    "nan",
    "inf",
    "1e9",
    "2018-01-01",
    "[interventions]",
    "\\x22\\x22\\x22",
    "*",
)


class ScenarioTarget:
    """Scenario files."""

    name, suffix, seconds, as_bytes = "scenario", ".toml", 60, True

    def __init__(self, desk: Path) -> None:
        self._desk, self._file = desk, desk / NAME
        self._changer: Changer | None = None
        self.words = (*SIGNS, *grammar.keys())
        self.always_live = False

    def seeds(self, chance: Random) -> Iterable[bytes]:
        """Return the cities that ship, the starter, one with every mechanism, and random ones."""
        from glasscity.scenario import load, shipped
        from reference.everything import everything
        from reference.random_scenarios import scenario_of

        found = [(resources.files("glasscity") / "scenario" / "starter.toml").read_bytes()]
        found += [load(name).to_toml().encode() for name in shipped()]
        found.append(everything(citizens=100).to_toml().encode())
        first = chance.randrange(1000)
        found += [scenario_of(1, first + n)[0].scenario.to_toml().encode() for n in range(RANDOM_SEEDS)]
        found.append(b'extends = "essay"\n[time]\ndays = 10\n')
        return [data for data in found if len(data) < LARGEST_SEED_FILE]

    def warm_up(self) -> None:
        """Live the first cities once."""
        self.always_live = True
        for data in list(self.seeds(Random(1)))[-12:]:
            self.attempt(data)
        self.always_live = False

    def changed(self, data: bytes, chance: Random) -> bytes:
        """Return another scenario file."""
        if self._changer is None:
            donors = [tables for one in self.seeds(Random(1)) if (tables := tables_in(one))]
            self._changer = Changer(donors)
        return self._changer.changed(data, chance)

    def smaller(self, data: bytes) -> Iterator[bytes]:
        """Yield files that say less."""
        tables = tables_in(data)
        if tables:
            yield toml(tables).encode()
        yield from simpler(data)

    def attempt(self, data: bytes) -> str:
        """Check the file; where it is valid, now and then write it again, and let its city live."""
        from glasscity.scenario import load

        self._file.write_bytes(data)
        fully = self.always_live or zlib.crc32(data) % ONE_IN == 0
        try:
            (self._checked if fully else self._looked_at)()
            if not fully:
                return "valid"
            scenario = load(self._file)
        except GlasscityError as error:
            check_error(error)
            return skeleton(error)
        if load(self._again(scenario.to_toml())) != scenario:
            raise Broken("a valid scenario does not read back equal")
        return self._lived(scenario)

    def _checked(self) -> None:
        """Do what `glasscity check` does."""
        from glasscity.cli.scenarios import check

        with contextlib.redirect_stdout(io.StringIO()):
            check(str(self._file))

    def _looked_at(self) -> None:
        """Do the same without telling it."""
        from glasscity.behaviour import try_rules
        from glasscity.estimate import estimate
        from glasscity.scenario import load

        scenario = load(self._file)
        try_rules(scenario)
        estimate(scenario)

    def _again(self, text: str) -> Path:
        path = self._desk / "again.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def _lived(self, scenario: Scenario) -> str:
        from glasscity import run
        from glasscity.estimate import estimate
        from glasscity.scenario import load

        out = self._desk / "run"
        soon = [one for one in scenario.interventions if one.day < DAYS]
        try:
            small = load(scenario.model_copy(update={"interventions": soon}), citizens=CITIZENS, days=DAYS)
            if estimate(small).memory_bytes > MOST_MEMORY:
                return "valid, and too large to be lived"
            run(small, out=out, threads=1)
        except GlasscityError as error:
            check_error(error)
            return f"lived: {skeleton(error)}"
        finally:
            left = [one.name for one in self._desk.iterdir() if one.name.startswith(".")]
            shutil.rmtree(out, ignore_errors=True)
            if left:
                raise Broken(f"left behind: {left}")
        return "lived"


def skeleton(error: GlasscityError) -> str:
    """Return what kind of refusal this is: its exit code, and its message without names and numbers."""
    first = next((line for line in str(error).splitlines() if not line.endswith(" problems")), "")
    words = re.sub(r"'[^']*'|\"[^\"]*\"|\S*[\d/._\[\]]\S*", "…", first.split(": ", 1)[-1])
    return f"{error.exit_code}: {words[:100]}"


def made(desk: Path) -> ScenarioTarget:
    """Return the target."""
    return ScenarioTarget(desk)

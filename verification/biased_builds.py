"""Builds of the engine with one small fault each: which of the statistical checks finds it.

    python verification/biased_builds.py [--seed 1] [--only WORD] [--page]

The package and the checks are copied to a temporary folder. First the sound build is run through all groups
of checks that are asked later; then each build of `statistical_checks/builds.py` through those that it names.
To save time the others are not run: a fault may well be found by more checks than the table says.
Exit code 1: a fault was not found, or the sound build alarmed.

Numba keeps compiled code as long as its own file stays the same, and does not notice that a function of
another file, which it has compiled in, is another one now. So every build begins with a copy of the sound
build's cache, and whatever reads the changed file, directly or not, gets a line more and is compiled anew.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, NamedTuple

from page_table import write_table
from statistical_checks.builds import BUILDS, Build
from statistical_checks.held import in_words

HERE = Path(__file__).parent
ROOT = HERE.parent
IMPORTED = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\s+(\([^)]*\)|.*)|import\s+([\w.]+))", re.MULTILINE)


AS_NEW = "# A line more.\n"


class Tried(NamedTuple):
    """What came of a build: all its checks, as rows, and the seconds that it took."""

    build: Build | None
    rows: list[dict[str, Any]]
    seconds: float

    @property
    def alarms(self) -> list[dict[str, Any]]:
        """The checks that alarmed, the surest first."""
        return sorted((row for row in self.rows if row["alarms"]), key=lambda row: row["p"])


class Workshop:
    """A copy of the package and of the checks, in which one file at a time is changed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._seed = folder, seed
        self.package = folder / "src" / "glasscity"
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "src" / "glasscity", self.package, ignore=skip)
        shutil.copytree(HERE / "statistical_checks", folder / "verification/statistical_checks", ignore=skip)
        for name in ("statistical.py", "page_table.py"):
            shutil.copy2(HERE / name, folder / "verification")
        self._cache = folder / "cache"
        self._modules = dict(_modules(folder / "src")) | dict(_modules(folder / "verification"))
        self._readers = _readers(self._modules)

    def run(self, groups: tuple[str, ...], cache: Path) -> list[dict[str, Any]]:
        """Run groups of checks on what the copy is now."""
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(
                [str(self._folder / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
            ),
            "NUMBA_CACHE_DIR": str(cache),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        where = "import glasscity; print(glasscity.__file__)"
        found = subprocess.run(
            [sys.executable, "-c", where], env=environment, capture_output=True, text=True, check=True
        )
        if Path(found.stdout.strip()).parent != self.package:
            raise RuntimeError(f"the checks would run on {found.stdout.strip()}, not on the copy")
        command = [sys.executable, str(self._folder / "verification/statistical.py"), "--json"]
        command += ["--seed", str(self._seed), "--groups", *groups]
        if groups == ("draws",):
            command.append("--quick")
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if answer.returncode not in (0, 1) or not answer.stdout.startswith("["):
            raise RuntimeError(f"{' '.join(command)}\n{answer.stderr[-2000:]}")
        rows: list[dict[str, Any]] = json.loads(answer.stdout)
        return rows

    def sound(self, groups: tuple[str, ...]) -> Tried:
        """Run the groups on the sound build; what it compiles is kept for the others."""
        began = monotonic()
        rows = [row for group in groups for row in self.run((group,), self._cache)]
        return Tried(None, rows, monotonic() - began)

    def biased(self, build: Build) -> Tried:
        """Run a build through the groups that it names."""
        began = monotonic()
        own = self._folder / "cache-of-a-build"
        shutil.rmtree(own, ignore_errors=True)
        if self._cache.exists():
            shutil.copytree(self._cache, own)
        with self._changed(build):
            rows = [row for group in build.groups for row in self.run((group,), own)]
        return Tried(build, rows, monotonic() - began)

    @contextmanager
    def _changed(self, build: Build) -> Iterator[None]:
        path = self.package / build.file
        sound = path.read_text(encoding="utf-8")
        name = next(name for name, where in self._modules.items() if where == path)
        readers = [self._modules[reader] for reader in self._readers.get(name, ())]
        before = {path: sound} | {one: one.read_text(encoding="utf-8") for one in readers}
        for one, text in before.items():
            one.write_text(build.applied_to(sound) if one == path else text + AS_NEW, encoding="utf-8")
        try:
            yield
        finally:
            for one, text in before.items():
                one.write_text(text, encoding="utf-8")


def _modules(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def _readers(modules: dict[str, Path]) -> dict[str, set[str]]:
    """Return, for every module, those that import it, directly or not."""
    direct: dict[str, set[str]] = {}
    for name, path in modules.items():
        for source, names, plain in IMPORTED.findall(path.read_text(encoding="utf-8")):
            named = re.findall(r"\w+", names)
            for other in {source, plain, *(f"{source}.{one}" for one in named)} & modules.keys():
                direct.setdefault(other, set()).add(name)
    everybody = {}
    for name in modules:
        found: set[str] = set()
        ahead = [name]
        while ahead:
            more = direct.get(ahead.pop(), set()) - found
            found |= more
            ahead += more
        everybody[name] = found
    return everybody


def as_table(tried: list[Tried]) -> list[str]:
    """Return the table of what found what."""
    lines = ["| what is wrong | where | found by | p |", "|---|---|---|---|"]
    for one in tried:
        assert one.build is not None
        alarms = one.alarms
        found, p = ("**nothing**", "")
        if alarms:
            more = f", and {len(alarms) - 1} more" if len(alarms) > 1 else ""
            found, p = f"{alarms[0]['name']}{more}", in_words(alarms[0]["p"])
        lines.append(f"| {one.build.fault} | `{one.build.file}` | {found} | {p} |")
    return lines


def main() -> int:
    """Try all builds and say what found them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="try only builds whose fault or file has this word")
    parser.add_argument("--page", action="store_true", help="write the table into docs/statistics.md")
    asked = parser.parse_args()
    builds = [one for one in BUILDS if asked.only in one.fault or asked.only in one.file]
    groups = tuple(dict.fromkeys(group for one in builds for group in one.groups))
    with TemporaryDirectory() as folder:
        workshop = Workshop(Path(folder), asked.seed)
        sound = workshop.sound(groups)
        print(
            f"the sound build: {len(sound.rows)} checks, {len(sound.alarms)} alarmed, {sound.seconds:.0f} s",
            flush=True,
        )
        for row in sound.alarms:
            print(f"  {row['name']}: {row['counted']}, expected {row['expected']}, p = {row['p']:.1g}")
        tried = []
        for build in builds:
            tried.append(workshop.biased(build))
            surest = tried[-1].alarms[:1]
            said = f"{surest[0]['name']}, p = {surest[0]['p']:.1g}" if surest else "NOT FOUND"
            print(f"{build.fault}: {said} ({tried[-1].seconds:.0f} s)", flush=True)
    table = as_table(tried)
    print("\n" + "\n".join(table))
    if asked.page:
        write_table("statistics.md", "biased_builds.py", table)
    missed = sum(not one.alarms for one in tried)
    print(f"\n{len(tried)} builds, {missed} not found")
    return 1 if missed or sound.alarms else 0


if __name__ == "__main__":
    sys.exit(main())

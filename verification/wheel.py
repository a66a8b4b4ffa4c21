"""The wheel on a machine that has nothing of this repository: everything runs, and nobody else is asked.

    python verification/wheel.py [--page] [--folder FOLDER]

It builds the wheel (by way of the source archive), makes an empty environment outside the checkout, installs
the wheel with what it always needs, and runs every command there once behind walls (`wheel_walls.py`): no
network but this machine's own. What needs an extra must say so in one message, exit code 2, and leave nothing
behind; then the extra is installed and it must go. Installing needs an index of packages; running needs none.
`--page` writes the tables of docs/install.md. Exit code 1 if anything is not so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from shlex import split
from shutil import copy
from statistics import median

from page_table import write_table
from wheel_building import ROOT, built
from wheel_commands import ALWAYS, EXTRAS, TO_PANDAS, Row
from wheel_walls import Walls

MEASURED = 9
"""How often a start is measured."""
INSTALLED = """
import json, importlib.metadata as metadata
sizes = {}
for one in metadata.distributions():
    there = (one.locate_file(file) for file in one.files or ())
    sizes[one.metadata["Name"]] = sum(file.stat().st_size for file in there if file.is_file())
print(json.dumps(sizes))
"""
COMMANDS = "from glasscity.cli.main import build; print(*(name for name in build() if name[0] != '-'))"
TOOLS = ("pip", "setuptools")


class Desk:
    """An environment of its own and an empty folder to work in, behind walls."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "desk"
        self.work.mkdir(parents=True)
        venv.create(folder / "environment", with_pip=True)
        self.programs = folder / "environment" / "bin"
        self.walls = Walls(folder / "walls")
        self.wrong: list[str] = []

    def install(self, *what: str) -> None:
        """Install with pip, in the versions that the tests ran with."""
        pip = [str(self.programs / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--constraint", str(ROOT / "constraints.txt"), *what], check=True)

    def call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment behind the walls."""
        command = [*self.walls.before, str(self.programs / program), *arguments]
        return subprocess.run(
            command, cwd=self.work, env=self.walls.environment, capture_output=True, text=True, timeout=1800
        )

    def python(self, text: str) -> str:
        """Run Python there, and return what it prints."""
        done = self.call("python", "-c", text)
        self.hold(done.returncode == 0, f"python: {done.stderr[-2000:]}")
        return done.stdout

    def sizes(self) -> dict[str, int]:
        """Return how many bytes every distribution takes that is installed there."""
        found: dict[str, int] = json.loads(self.python(INSTALLED))
        return {name: size for name, size in found.items() if name not in TOOLS}

    def goes(self, row: Row) -> str:
        """Run a command that must go, and return what it prints."""
        if row.before:
            self.call("python", "-c", row.before)
        began = time.monotonic()
        done = self.call("glasscity", *split(row.line))
        print(f"{time.monotonic() - began:7.1f} s  glasscity {row.line}", flush=True)
        self.hold(done.returncode == 0, f"{row.line}: exit code {done.returncode}: {done.stderr[-2000:]}")
        self.hold((self.work / row.leaves).exists(), f"{row.line}: it left no {row.leaves}")
        return done.stdout

    def refuses(self, row: Row, extra: str) -> str:
        """Run a command that must ask for an extra, and return its message."""
        before = sorted(self.work.rglob("*"))
        done = self.call("glasscity", *split(row.line))
        message = done.stderr.strip()
        self.hold(done.returncode == 2, f"{row.line}: exit code {done.returncode} without its extra")
        self.hold(
            "\n" not in message and f"pip install 'glasscity[{extra}]'" in message,
            f"{row.line}: it does not say in one line how to get its extra: {message[-2000:]}",
        )
        self.hold(sorted(self.work.rglob("*")) == before, f"{row.line}: it left something behind")
        return message.removeprefix("glasscity: ")

    def hold(self, true: bool, otherwise: str) -> None:
        """Note what is not as it should be."""
        if not true:
            print(f"NO: {otherwise}", flush=True)
            self.wrong.append(otherwise)


def everything_goes(desk: Desk) -> None:
    """Run every command that needs no extra, the page included, and see that none was forgotten."""
    tried = {row.command for row in (*ALWAYS, *(row for rows in EXTRAS.values() for row in rows))} | {"watch"}
    there = set(desk.python(COMMANDS).split())
    desk.hold(tried == there, f"tried {sorted(tried - there)} too many, {sorted(there - tried)} not at all")
    digest = ""
    for row in ALWAYS:
        printed = desk.goes(row)
        if row.command == "run":
            digest = json.loads(printed)["digest"]
    client = copy(Path(__file__).parent / "wheel_page.py", desk.work)
    done = desk.call("python", str(client), str(desk.programs / "glasscity"), "run", digest)
    desk.hold(done.returncode == 0, f"watch: {done.stderr[-2000:]}")
    print(f"  watch    {done.stdout.strip()}", flush=True)


def extras_are_asked_for(desk: Desk, wheel: Path) -> list[str]:
    """See what needs an extra, what it says without, and that it goes with it; return rows of the page."""
    base, rows = desk.sizes(), []
    said = {extra: [desk.refuses(row, extra) for row in needing] for extra, needing in EXTRAS.items()}
    without = desk.call("python", "-c", TO_PANDAS)
    desk.hold(
        "BadInput" in without.stderr and "pip install 'glasscity[pandas]'" in without.stderr,
        f"to_pandas: {without.stderr[-2000:]}",
    )
    for extra in ("pandas", *EXTRAS):
        desk.install(f"glasscity[{extra}] @ {wheel.as_uri()}")
        for row in EXTRAS.get(extra, ()):
            desk.goes(row)
        if extra == "pandas":
            desk.python(TO_PANDAS)
        more = {name: size for name, size in desk.sizes().items() if name not in base}
        for_what = ", ".join(f"`{row.command}`" for row in EXTRAS.get(extra, ())) or "`Run.to_pandas`"
        for_what += " into a `.docx`" if extra == "rights" else ""
        largest = sorted(more, key=lambda name: -more[name])[:3]
        rows.append(f"| `{extra}` | {for_what} | {megabytes(more)} | {', '.join(largest)} |")
        pip = [str(desk.programs / "python"), "-m", "pip", "--quiet", "uninstall", "--yes", *more]
        subprocess.run(pip, check=True)
    desk.hold(desk.sizes() == base, "what an extra had brought is not gone again")
    for message in (one for several in said.values() for one in several):
        print(f"  without its extra: {message}", flush=True)
    return rows


def starts(desk: Desk) -> dict[str, float]:
    """Return the seconds of a core that an answer takes, the median of several, walls left out.

    Not by the clock: that would measure what else the machine is doing.
    """
    calls = {
        "glasscity --help": ("glasscity", "--help"),
        "glasscity --version": ("glasscity", "--version"),
        "glasscity run --help": ("glasscity", "run", "--help"),
        "glasscity list": ("glasscity", "list"),
        "import glasscity": ("python", "-c", "import glasscity"),
    }
    found = {}
    for name, (program, *arguments) in calls.items():
        took = []
        for _ in range(MEASURED):
            before = getrusage(RUSAGE_CHILDREN)
            command = [str(desk.programs / program), *arguments]
            subprocess.run(command, capture_output=True, check=True, cwd=desk.work)
            after = getrusage(RUSAGE_CHILDREN)
            took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        found[name] = median(took)
    return found


def megabytes(sizes: dict[str, int]) -> str:
    """Return a sum in megabytes."""
    return f"{sum(sizes.values()) / 1e6:.0f} MB"


def held(folder: Path, page: bool) -> int:
    """Do all of it in a folder, and return the exit code."""
    archive, wheel = built(folder / "built")
    desk = Desk(folder)
    desk.install(str(wheel))
    desk.hold(desk.walls.hold(desk.programs / "python"), "the walls let somebody out")
    print(f"behind walls: {desk.walls.sort}", flush=True)
    place = desk.python("import glasscity; print(glasscity.__file__)").strip()
    desk.hold(place.startswith(str(folder)), f"it is not the wheel that runs, but {place}")
    sizes = desk.sizes()
    everything_goes(desk)
    kernels = sum(file.stat().st_size for file in Path(place).parent.rglob("*.nb[ic]"))
    extras = extras_are_asked_for(desk, wheel)
    desk.hold(not desk.walls.asked(), f"the network was asked for:\n{desk.walls.asked()}")
    largest = sorted(sizes, key=lambda name: -sizes[name])[:6]
    cost = ["| what | size |", "|---|---|"]
    cost += [f"| the wheel, as it is downloaded | {wheel.stat().st_size / 1e6:.1f} MB |"]
    cost += [f"| the source archive | {archive.stat().st_size / 1e6:.1f} MB |"]
    cost += [f"| glasscity itself, installed | {sizes['glasscity'] / 1e6:.1f} MB |"]
    cost += [f"| with the {len(sizes) - 1} packages that it always needs | {megabytes(sizes)} |"]
    cost += [f"| of which {name} | {sizes[name] / 1e6:.0f} MB |" for name in largest]
    cost += [f"| compiled kernels, kept beside it after the first runs | {kernels / 1e6:.0f} MB |"]
    took = ["| what | seconds of a core |", "|---|---|"]
    took += [f"| `{name}` | {seconds:.2f} |" for name, seconds in starts(desk).items()]
    more = ["| extra | needed for | adds | the largest of it |", "|---|---|---|---|", *extras]
    for name, table in (("sizes", cost), ("starts", took), ("extras", more)):
        print("", *table, sep="\n")
        if page and not desk.wrong:
            write_table("install.md", f"wheel.py {name}", table)
    print(f"\n{len(desk.wrong)} things are not as they should be", *desk.wrong, sep="\n")
    return 1 if desk.wrong else 0


def main() -> int:
    """Read what was asked for, and do it in a folder that goes away, or in one that stays."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--page", action="store_true", help="write the tables into docs/install.md")
    parser.add_argument("--folder", type=Path, help="an empty folder, which stays")
    asked = parser.parse_args()
    if asked.folder is not None:
        return held(asked.folder.resolve(), asked.page)
    with tempfile.TemporaryDirectory() as folder:
        return held(Path(folder).resolve(), asked.page)


if __name__ == "__main__":
    sys.exit(main())

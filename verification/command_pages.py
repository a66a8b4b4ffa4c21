"""Write a page for each command, from the code: docs/commands/*.md.

    python verification/command_pages.py

What cyclopts tells of a command (usage, arguments, options, defaults) stands there as it is. What it cannot
know is here: the page on what a command is about, and when its answer is no. A test holds the pages to this.
"""

from __future__ import annotations

import re
from pathlib import Path

from cyclopts import App
from wheel_commands import EXTRAS

from glasscity.cli.main import build

FOLDER = Path(__file__).parent.parent / "docs" / "commands"
NOTE = "<!-- Written by `python verification/command_pages.py`: change the command, not this. -->"
GROUPS: dict[str, dict[str, str]] = {
    "Cities": {
        "list": "cities.md",
        "show": "the-essay.md",
        "new": "scenario.md",
        "check": "scenario.md",
        "schema": "scenario.md",
        "fit": "cities.md",
        "odd": "odd.md",
    },
    "Runs": {
        "run": "run-folder.md",
        "resume": "run-folder.md",
        "branch": "run-folder.md",
        "verify": "run-folder.md",
        "report": "measures.md",
        "explain": "ledger.md",
    },
    "Questions": {
        "ensemble": "ensembles.md",
        "sweep": "ensembles.md",
        "sensitivity": "ensembles.md",
        "twin": "twins.md",
        "study": "studies.md",
        "responsibility": "responsibility.md",
        "criteria": "criteria.md",
        "calibrate": "calibration.md",
        "validate": "validation.md",
    },
    "Rights": {"rights": "rights.md"},
    "The page and the tour": {"watch": "watch.md", "tour": "tour.md"},
}
"""Every command, under what it belongs to, with the page on what it is about."""
DAMAGED = "the run is damaged or was changed"
FAILED = "some of the lives failed; the tables of the others are kept"
ANSWERS_NO = {
    "verify": "the run is not what it says it is",
    "validate": "a published result is not met",
    "explain": f"nobody is such a citizen, or {DAMAGED}",
    "ensemble": FAILED,
    "sweep": FAILED,
    "sensitivity": FAILED,
    "study": FAILED,
    "calibrate": "all trials failed",
    "tour": "the city has no case of what a chapter is about",
    **dict.fromkeys(
        ("resume", "branch", "report", "twin", "responsibility", "criteria", "rights", "watch"), DAMAGED
    ),
}
"""When a command ends with exit code 1."""
DONE, WRONG = "done", "the input is wrong: one message, no traceback, nothing half-written"
MACHINE, STOPPED = "the machine gave out: disk, memory, a port", "you stopped it"


def concept(command: str) -> str:
    """Return the page on what a command is about."""
    return next(pages[command] for pages in GROUPS.values() if command in pages)


def title_of(page: str) -> str:
    """Return the title of a page in docs."""
    first = (FOLDER.parent / page).read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("# ")


def page_of(app: App, command: str) -> str:
    """Return the page of one command."""
    found = app[command].generate_docs(usage_name=f"glasscity {command}")
    head, *listed = re.split(r"\*\*(?:Arguments|Parameters)\*\*:", found)
    options = "\n".join(one.strip() for one in listed)
    parts = re.split(r"\n{2,}", head.strip())
    assert parts[0].startswith("# ")
    assert parts[1].startswith("```console\n")
    about = [part for part in parts[2:] if not part.startswith("Example: ")]
    (example,) = (part.removeprefix("Example: ") for part in parts[2:] if part.startswith("Example: "))
    example = " ".join(example.split())
    lines = [f"# glasscity {command}", NOTE, *about, "## Usage", parts[1]]
    lines += ["## Example", f"```sh\n{example}\n```"]
    lines += ["## Arguments and options", options]
    lines += ["## Exit codes", "\n".join(_codes(command))]
    lines += ["## See also", "\n".join(_see_also(command))]
    return "\n\n".join(lines) + "\n"


def _codes(command: str) -> list[str]:
    no = ANSWERS_NO.get(command)
    rows = [(0, DONE), *([(1, no)] if no else []), (2, WRONG), (3, MACHINE), (130, STOPPED)]
    return ["| code | meaning |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in rows)]


def _see_also(command: str) -> list[str]:
    page = concept(command)
    seen = [f"- [{title_of(page)}](../{page})", "- [All commands](index.md)"]
    for extra, rows in EXTRAS.items():
        if command in {row.command for row in rows}:
            seen.insert(1, f"- [Install](../install.md#extras): {_needs(command)} the extra `{extra}`.")
    return seen


def _needs(command: str) -> str:
    return "a Word document needs" if command == "rights" else "it needs"


def index_of(app: App) -> str:
    """Return the page of all commands."""
    lines = [
        "# All commands",
        NOTE,
        "Results go to standard output, progress and errors to standard error; `--json` prints results for "
        "programs. Each page has the options with their defaults, an example, and the exit codes. "
        "`--help` after a command says the same on a terminal.",
    ]
    for group, commands in GROUPS.items():
        rows = [f"| [{name}]({name}.md) | {_sentence(app, name)} |" for name in commands]
        lines += [f"## {group}", "\n".join(["| command | what it does |", "|---|---|", *rows])]
    return "\n\n".join(lines) + "\n"


def _sentence(app: App, command: str) -> str:
    return " ".join(str(app[command].help).split("\n\n")[0].split())


def pages() -> dict[str, str]:
    """Return every page by its file's name."""
    app = build()
    names = [name for commands in GROUPS.values() for name in commands]
    return {"index.md": index_of(app)} | {f"{name}.md": page_of(app, name) for name in names}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in pages().items():
        (FOLDER / file).write_text(text, encoding="utf-8")

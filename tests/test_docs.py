"""The documents stay true: links, commands, keys, phases, columns and examples are those of the code."""

from __future__ import annotations

import ast
import re
import shlex
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest

from glasscity import draws, tables
from glasscity.cli.main import build
from glasscity.measure.beliefs import SCHEMA
from glasscity.scenario import load
from glasscity.step import SCHEDULE

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
OF_COMMANDS = sorted((ROOT / "docs/commands").glob("*.md"))
PAGES += sorted(set((ROOT / "docs").rglob("*.md")) - set(OF_COMMANDS))
ESSAY = tomllib.loads((ROOT / "src/glasscity/scenarios/essay.toml").read_text(encoding="utf-8"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks of one language, those inside lists included."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```", text, re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _, block in found]


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the first table after a heading, its two top lines left out, as plain cells."""
    after = text.split(f"\n{heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\|\n)+", after, re.MULTILINE)
    assert lines is not None
    return [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines[0].splitlines()[2:]
    ]


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, *OF_COMMANDS], ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        file, _, anchor = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), f"{page.name}: {target}: there is no such file"
        if anchor:
            assert anchor in anchors(path), f"{page.name}: {target}: there is no such heading"


def commands(pages: list[Path]) -> list[tuple[str, str]]:
    """Return every `glasscity …` of some pages: lines of sh blocks, and whole commands in backticks."""
    found = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
        lines += re.findall(r"`(glasscity [^`\n]+)`", text)
        found += [(page.name, line) for line in lines if line.startswith("glasscity ")]
    return found


def test_pages_show_every_command():
    names = {shlex.split(line, comments=True)[1] for _, line in commands(PAGES)}
    assert names - {"--help", "--version"} == {name for name in build() if not name.startswith("-")}


@pytest.mark.parametrize(("page", "line"), sorted(set(commands([*PAGES, *OF_COMMANDS]))))
def test_commands_parse(page, line):
    tokens = shlex.split(line.partition(" > ")[0], comments=True)[1:]
    if "<" in tokens:
        assert (ROOT / tokens[tokens.index("<") + 1]).exists(), f"{page}: {line}"
        tokens = tokens[: tokens.index("<")]
    app = build()
    if len(tokens) == 1:
        assert tokens[0] in app, f"{page}: there is no command {tokens[0]!r}"
    else:
        app.parse_args(tokens, print_error=False, exit_on_error=False)


def test_make_targets_exist():
    targets = set(re.findall(r"^(\w+):", text_of("Makefile"), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
        for target in re.findall(r"^make (\w+)", "\n".join(lines), re.MULTILINE):
            assert target in targets, f"{page.name}: make {target}"


def value_at(path: str) -> Any:
    value: Any = ESSAY
    for key in path.split("."):
        assert isinstance(value, dict), f"{path}: nothing lies under a value"
        assert key in value, f"{path}: there is no {key!r} in essay.toml"
        value = value[key]
    return value


def test_keys_in_the_essay_exist():
    keys = re.findall(r"`([a-z_]+(?:\.[A-Za-z_\-]+)*)(?: = ([^`]+))?`", text_of("docs/the-essay.md"))
    keys = [(path, value) for path, value in keys if path.split(".")[0] in ESSAY]
    assert len(keys) > 50
    for path, value in keys:
        found = value_at(path)
        if value:
            assert found == tomllib.loads(f"value = {value}")["value"], f"{path} is {found}, not {value}"


def test_the_essays_sums():
    city = load("essay")
    kinds = dict.fromkeys(("municipal", "judicial", "commercial", "other"), 0)
    for organisation in city.organisations.values():
        kinds[organisation.kind] += organisation.count
    stated = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    page = text_of("docs/the-essay.md")
    assert stated in page
    assert city.organisations_number == 142
    assert city.parameters_number == 160_000
    assert sum(organisation.company for organisation in city.organisations.values()) == 8
    bands = [f"{band.name} {band.at_least}" for band in city.rulebook.categories.bands[:-1]]
    assert ", ".join(bands) in page


def test_architecture_quotes_the_schedule():
    quoted = rows(text_of("docs/architecture.md"), "## A day, in order")
    assert quoted == [[phase.name, phase.sentence] for phase in SCHEDULE]


def test_architecture_names_what_is_there():
    page = text_of("docs/architecture.md")
    tree = re.search(r"^    src/glasscity/\n((?:      .*\n)+)", page, re.MULTILINE)
    assert tree is not None
    named = {line.split()[0] for line in tree[1].splitlines()}
    package = ROOT / "src/glasscity"
    there = {path.name for path in package.glob("*.py")} - {"__main__.py"}
    there |= {f"{path.name}/" for path in package.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert named == there
    for path in re.findall(r"`((?:society|authority|scenario)/\w*(?:\.py)?)`", page):
        assert (package / path).exists(), path
    for folder in ("society", "authority"):
        (modules,) = re.findall(rf"^ +{folder}/ +(.+)$", tree[1], re.MULTILINE)
        parts = {path.stem for path in (package / folder).glob("*.py")} - {"__init__"}
        assert set(modules.split(" · ")) == parts


def test_draws_lists_the_streams():
    listed = {name: int(number) for name, number, *_ in rows(text_of("docs/draws.md"), "## Two seeds")}
    streams = {
        name: value for name, value in vars(draws).items() if name.isupper() and isinstance(value, int)
    }
    assert listed == {name: value for name, value in streams.items() if name != "FORMAT"}


def test_ledger_lists_the_kinds():
    listed = {int(number): kind for number, kind, _ in rows(text_of("docs/ledger.md"), "## Kinds")}
    assert listed == tables.ENTRY_KINDS


def test_services_list_outcomes_and_reasons():
    page = text_of("docs/services.md")
    outcomes = {int(number): name for name, number, _ in rows(page, "## The answer, in order")}
    reasons = {int(number): name for name, number, _ in rows(page, "## The reason")}
    assert outcomes == tables.OUTCOMES
    assert reasons == tables.REASONS | {tables.NO_REASON: "(none)"}


COLUMNS = {
    "ledger": tables.ENTRY,
    "acts": tables.ACT,
    "moves": tables.MOVE,
    "decisions": tables.DECISION,
    "denunciations": tables.DENUNCIATION_TOLD,
    "appeals": tables.APPEAL,
    "repairs": tables.REPAIR_DECISION,
    "mishaps": tables.MISHAP,
    "mishandled": tables.MISHANDLED,
    "voice_moves": tables.VOICE_MOVE,
    "influence": tables.INFLUENCE,
    "circumstance_moves": tables.CIRCUMSTANCE_MOVE,
    "assigned": tables.ASSIGNED,
    "tie_changes": tables.TIE_CHANGE,
    "relocations": tables.RELOCATION,
    "ledger_days": tables.LEDGER_DAY,
}


@pytest.mark.parametrize("table", COLUMNS)
def test_run_folder_lists_the_columns(table):
    dtype = COLUMNS[table]
    listed = [(name, kind) for name, kind, _ in rows(text_of("docs/run-folder.md"), f"### {table}")]
    assert dtype.names is not None
    assert listed == [(name, dtype[name].name) for name in dtype.names]


def test_run_folder_lists_what_is_measured_of_beliefs():
    listed = [(name, kind) for name, kind, _ in rows(text_of("docs/run-folder.md"), "### belief_days")]
    assert listed == [(name, str(kind).lower()) for name, kind in SCHEMA.items()]


def test_example_cities_are_valid(tmp_path):
    examples = blocks(text_of("docs/scenario.md"), "toml")
    assert len(examples) == 2
    for number, example in enumerate(examples):
        path = tmp_path / f"example-{number}.toml"
        path.write_text(example, encoding="utf-8")
        load(path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_are_python(page):
    for block in blocks(page.read_text(encoding="utf-8"), "python"):
        ast.parse(block)


def test_settings_in_python_examples_are_valid():
    """Every `settings=[…]` of plain text in an example of the essay's city is one that `load` takes."""
    found = []
    for page in PAGES:
        for block in blocks(page.read_text(encoding="utf-8"), "python"):
            found += re.findall(r'"((?:rulebook|conduct)\.[^"={}]+=[^"{}]+)"', block)
    assert found
    for setting in found:
        load("essay", settings=[setting])

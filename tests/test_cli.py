"""The commands: results on standard output, progress on standard error, and every help with an example."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glasscity.cli.main import build
from glasscity.scenario import load, shipped

COMMANDS = [name for name in build() if not name.startswith("-")]
HEAVY = ("numpy", "numba", "polars", "pydantic", "altair", "vl_convert")


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Call the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "glasscity", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        **options,
    )


def result(answer):
    """Return the JSON of a command that went well."""
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


# ── Help ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_commands():
    assert sorted(COMMANDS) == [
        "branch", "calibrate", "check", "criteria", "ensemble", "explain", "fit", "list", "new", "odd",
        "report", "responsibility", "resume", "rights", "run", "schema", "sensitivity", "show", "study",
        "sweep", "tour", "twin", "validate", "verify", "watch"
    ]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example_that_exists(program, command):
    answer = program(command, "--help")
    assert (answer.code, answer.err) == (0, "")
    examples = re.findall(r"Example: (glasscity .*)", answer.out)
    assert len(examples) == 1, answer.out
    words = shlex.split(examples[0].partition(" > ")[0])
    assert words[1] == command
    for option in (word for word in words if word.startswith("--")):
        assert re.search(rf"{option}\b", answer.out.replace(examples[0], "")), option
    for city in set(words) & set(shipped()):
        assert load(city)


def test_help_names_every_command():
    answer = process("--help")
    assert answer.returncode == 0
    assert answer.stderr == ""
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", answer.stdout)


def test_help_imports_nothing_heavy():
    text = (
        "import sys; from glasscity.cli.main import _exit_code; _exit_code(sys.argv[1:]); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    for arguments in (["--help"], ["run", "--help"], ["--version"], ["rnu"]):
        done = subprocess.run([sys.executable, "-c", text, *arguments], capture_output=True, text=True)
        assert done.stderr.splitlines()[-1] == "[]"


def test_the_version(program):
    from glasscity import __version__

    assert program("--version").out.strip() == __version__


# ── Scenarios ─────────────────────────────────────────────────────────────────────────────────────────


def test_list(program):
    cities = result(program("list", "--json"))["cities"]
    assert [city["name"] for city in cities] == shipped()
    assert all(city["citizens"] > 0 and city["summary"] for city in cities)
    shown = program("list").out
    assert all(city["name"] in shown for city in cities)


def test_show(program):
    data = result(program("show", "essay", "--json"))
    assert data["name"] == "essay"
    assert result(program("show", "essay", "--rules", "--json"))["rules"] == data["rulebook"]["rules"]
    changed = result(program("show", "essay", "--json", "--set", "rulebook.influence.weight=0.2"))
    assert float(changed["rulebook"]["influence"]["weight"]) == 0.2
    for flags in ((), ("--rules",)):
        answer = program("show", "essay", *flags)
        assert answer.code == 0
        assert "SYNTHETIC" in answer.out


def test_show_toml_is_a_scenario_that_reads_back_equal(program, desk):
    (desk / "again.toml").write_text(program("show", "essay", "--toml").out, encoding="utf-8")
    assert load("again.toml") == load("essay")


def test_check(program):
    data = result(program("check", "essay", "--json"))
    assert data["valid"] is True
    assert data["memory_bytes"] > 0
    assert data["disk_bytes"] > 0
    assert "essay: a valid scenario" in program("check", "essay").out


def test_schema(program):
    data = result(program("schema"))
    assert data["additionalProperties"] is False
    assert {"population", "rulebook"} <= set(data["properties"])


def test_fit(program):
    data = result(program("fit", "rongcheng-2016", "--json"))
    assert data["targets"]
    assert program("fit", "rongcheng-2016").out


# ── Runs ──────────────────────────────────────────────────────────────────────────────────────────────


def test_new_check_run_verify(program, desk):
    written = program("new", "x")
    assert (written.code, written.out) == (0, "x.toml\n")
    assert [path.name for path in desk.iterdir()] == ["x.toml"]
    assert program("check", "x.toml").code == 0
    again = program("new", "x")
    assert (again.code, again.out) == (2, "")

    done = program("run", "x.toml", "--days", 20, "--seed", 3, "--json")
    data = result(done)
    assert data["run"] == "runs/x-seed3"
    assert data["seed"] == 3
    assert re.fullmatch(r"[0-9a-f]{64}", data["digest"])
    assert re.search(r"^days: 20 of 20, about 0 s left$", done.err, re.MULTILINE)
    assert max(map(len, done.err.splitlines())) < 110
    assert len(done.err.splitlines()) < 40

    checked = program("verify", "runs/x-seed3", "--json")
    assert result(checked)["passed"] is True
    assert "days: 20 of 20" in checked.err

    shown = program("run", "x.toml", "--days", 20, "--seed", 3, "--life", data["life"], "--no-baseline")
    assert shown.code == 0
    assert f"digest  {data['digest']}" in shown.out
    assert "run     runs/x-seed3-2" in shown.out
    assert "SYNTHETIC" in shown.out
    assert "without a score" not in shown.err


def test_force_replaces_a_run_and_only_a_run(program, desk):
    arguments = ("run", "essay", "--citizens", 2000, "--days", 2, "--no-baseline", "--out", "here", "--json")
    first = result(program(*arguments))
    assert program(*arguments).code == 2
    assert result(program(*arguments, "--seed", 2, "--force"))["digest"] != first["digest"]
    assert [path.name for path in desk.iterdir()] == ["here"]


def test_threads_change_nothing(program, desk):
    arguments = ("run", "essay", "--citizens", 40_000, "--days", 3, "--no-baseline", "--json")
    digests = {result(program(*arguments, "--threads", n))["digest"] for n in (1, 2, 3)}
    assert len(digests) == 1


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    "name", ["ledger/part-00000.parquet", "scenario.toml", "days.parquet", "manifest.json", "report.html"]
)
def test_verify_says_no_to_a_flipped_bit(program, small_run, desk, name):
    shutil.copytree(small_run, desk / "run")
    assert program("report", "run").code == 0
    flip(desk / "run" / name)
    for flags in ((), ("--quick",), ("--json",)):
        answer = program("verify", "run", *flags)
        assert answer.code == 1
        assert "Traceback" not in answer.err
        assert name in answer.out + answer.err
        if flags == ("--json",) and name != "manifest.json":
            assert json.loads(answer.out)["passed"] is False


def test_verify_quick(program, small_run):
    answer = program("verify", small_run, "--quick", "--json")
    assert result(answer)["passed"] is True
    assert answer.err == ""


def test_explain(program, small_run):
    data = result(program("explain", small_run, 17, "--json"))
    assert "17" in json.dumps(data)
    found = program("explain", small_run, "--find", "typical")
    assert found.code == 0
    assert "SYNTHETIC" in found.out
    assert result(program("explain", small_run, "--find", "typical", "--json"))


def test_report(program, small_run, desk):
    data = result(program("report", small_run, "--out", "report.html", "--json"))
    assert data["report"] == "report.html"
    assert "SYNTHETIC" in data["synthetic"]
    text = (desk / "report.html").read_text(encoding="utf-8")
    assert text.lstrip().lower().startswith("<!doctype html>")
    assert "SYNTHETIC" in text
    answer = program("report", small_run, "--out", "again.html")
    assert (answer.code, answer.out) == (0, "again.html\n")
    assert (desk / "again.html").read_text(encoding="utf-8") == text


def test_report_as_text(program, small_run, desk):
    everything = program("report", small_run, "--text", "all").out
    assert "SYNTHETIC" in everything
    doors = program("report", small_run, "--text", "doors").out
    assert "a loan" in doors
    assert "category" not in doors
    data = result(program("report", small_run, "--text", "doors", "--json"))
    assert data["headlines"]
    assert data["services"]
    wrong = program("report", small_run, "--text", "windows")
    assert (wrong.code, wrong.out) == (2, "")
    assert "no section 'windows'" in wrong.err
    assert "doors" in wrong.err
    both = program("report", small_run, "--text", "all", "--out", "x.html")
    assert both.code == 2
    assert not (desk / "x.html").exists()


def test_run_with_a_report(program, desk):
    arguments = ("run", "essay", "--citizens", 2000, "--days", 30, "--out", "here", "--report", "--json")
    data = result(program(*arguments))
    assert Path(data["report"]).is_file()


# ── Pipes and streams ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["list", "schema", "show essay --toml", "show essay --rules", "--help"])
@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_nobody_reads_on(command, reader):
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m glasscity {command} | {reader}; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_closed_streams():
    for streams, code in ((">&-", 0), ("2>&-", 0), (">&- 2>&-", 0)):
        done = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m glasscity list {streams}"], capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (code, "")


def test_a_run_in_a_process_of_its_own(desk):
    done = process("run", "essay", "--citizens", "2000", "--days", "5", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run"] == "runs/essay-seed1"
    assert "days: 5 of 5" in done.stderr
    assert {path.name for path in desk.iterdir()} == {"runs"}

"""Whatever is wrong with the input: one clear message, exit code 2 (the machine: 3), and nothing written."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glasscity import load
from glasscity.errors import BadInput
from glasscity.scenario.reading import LARGEST_FILE, shipped

STARTER = (resources.files("glasscity") / "scenario" / "starter.toml").read_text(encoding="utf-8")
FILE = "broken.toml"


def contents(folder: Path) -> dict[str, object]:
    """Return everything below a folder, hidden files too."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        readable = path.is_file() and path.stat().st_size < 10_000_000 and os.access(path, os.R_OK)
        found[str(path.relative_to(folder))] = path.read_bytes() if readable else path.stat().st_size
    return found


@pytest.fixture
def refused(program, desk):
    """Call the program and insist that it says no, clearly, and leaves the folder as it was."""

    def call(*arguments: object, says: tuple[str, ...], code: int = 2) -> str:
        before = contents(desk)
        answer = program(*arguments)
        assert answer.code == code, answer
        assert answer.out == ""
        assert contents(desk) == before
        progress, _, message = answer.err.partition("glasscity: ")
        assert code == 3 or progress == ""
        assert message.endswith("\n")
        assert "glasscity: " not in message
        for trace in ("Traceback", 'File "', "pydantic", "site-packages"):
            assert trace not in answer.err
        for words in says:
            assert words in answer.err
        return answer.err

    return call


def starter_with(old: str, new: str) -> str:
    """Return the starter scenario with one thing changed."""
    assert old in STARTER, f"the starter scenario has changed: no {old!r}"
    return STARTER.replace(old, new, 1)


# ── A scenario with one thing wrong: what is replaced, by what, and what the message says ─────────────

RED_LIGHT = "conduct.red_light.per_year: "
BILL = "conduct.bill_on_time"
VOLUNTEERS = "organisations.volunteers"
BROKEN = {
    "unknown key": ("gravity = 4", "gravitty = 4", "conduct.red_light.gravitty: ", "did you mean 'gravity'?"),
    "unknown table": ("[scoring]", "[skoring]", "skoring: unknown key (did you mean 'scoring'?)"),
    "missing key": ("per_year = 3 ", "", RED_LIGHT, "this key is missing"),
    "unit in text": (
        "per_year = 3 ",
        'per_year = "5 per month"',
        RED_LIGHT,
        "'5 per month'; the key names the unit",
    ),
    "per cent sign": (
        "usal = 0.1",
        'usal = "5%"',
        "services.loan.ordinary_refusal: ",
        "plain number",
        "'5%'",
    ),
    "wrong unit": ("per_year = 3 ", "per_month = 3 ", "conduct.red_light.per_month: unknown key", "per_year"),
    "number as text": (
        "citizens = 5000",
        'citizens = "5000"',
        "population.citizens: ",
        "a whole number, got '5",
    ),
    "rate as text": ("per_year = 3 ", 'per_year = "3"', RED_LIGHT, "expected a plain number", "'3'"),
    "true as number": ("per_year = 3 ", "per_year = true", RED_LIGHT, "expected a number, got true"),
    "true as whole number": ("citizens = 5000", "citizens = true", "population.citizens: ", "got true"),
    "half a citizen": ("citizens = 5000", "citizens = 5000.5", "population.citizens: ", "got 5000.5"),
    "number as truth": ("lawful = false", "lawful = 0", "conduct.red_light.lawful: expected true or false"),
    "text as truth": ("lawful = false", 'lawful = "no"', "conduct.red_light.lawful: expected true or false"),
    "text as date": (
        "start = 2018-01-01",
        'start = "2018-01-01"',
        "time.start: expected a day such as 2018-",
    ),
    "number as date": ("start = 2018-01-01", "start = 0", "time.start: expected a day such as 2018-"),
    "end of time": ("start = 2018-01-01", "start = 9999-12-31", "time.start: ", "past the year 9999"),
    "list as table": (
        "[conduct.red_light]",
        "[[conduct.red_light]]",
        "red_light: expected a table, got a list",
    ),
    "table as number": ("per_year = 3 ", "per_year = {a = 1}", RED_LIGHT, "expected a number, got a table"),
    "NaN": ("per_year = 3 ", "per_year = nan ", RED_LIGHT, "expected a finite number"),
    "infinity": ("per_year = 3 ", "per_year = inf ", RED_LIGHT, "expected a finite number"),
    "beyond decimals": ("per_year = 3 ", f"per_year = 1e{'9' * 30} ", RED_LIGHT, "expected a finite number"),
    "smallest of all": ("per_year = 3 ", "per_year = 1e-999999 ", RED_LIGHT, "expected 0 or at least 1E-50"),
    "endless digits": (
        "per_year = 3 ",
        f"per_year = {'9' * 5000} ",
        "broken.toml: line ",
        "a thousand digits or more",
    ),
    "endless hexadecimals": ("per_year = 3 ", f"per_year = 0x{'F' * 500} ", RED_LIGHT, "more than 64 bits"),
    "too fine points": ("points = -5\n", "points = -5.0001\n", "rules.red_light.points: ", "three decimals"),
    "more points than a file holds": (
        "points = -5\n",
        "points = -1000000\n",
        "rulebook.rules: in 180 days somebody's points may reach ",
        "a file holds 2147483",
    ),
    "weight of 1": ("weight = 0.1", "weight = 1", "rulebook.influence.weight: ", "less than 1, got 1"),
    "negative weight": (
        "weight = 0.1",
        "weight = -0.1",
        "rulebook.influence.weight: ",
        "equal to 0, got -0.1",
    ),
    "categories out of order": (
        "at_least = 990",
        "at_least = 1011",
        "rulebook.categories: bounds out of order",
    ),
    "category none": (
        '{ name = "D" }',
        '{ name = "none" }',
        "rulebook.categories: 'none' is what those have",
    ),
    "negative rate": ("per_year = 3 ", "per_year = -3 ", RED_LIGHT, "greater than or equal to 0, got -3"),
    "rate above its bound": ("per_year = 3 ", "per_year = 3.1 ", RED_LIGHT, "reaches 4.65 a year", "of 4.5"),
    "rate of a level not named": (
        "per_year = 4\nbound_per_year = 4.8\ndepends.prudence = { low = 0.7, high = 1.2 }",
        "per_year = 5\nbound_per_year = 4.8\ndepends.prudence = { low = 0.7, high = 0.9 }",
        f"{BILL}.per_year: the rate reaches 5 a year for some citizens",
    ),
    "bound of once a day": ("year = 4.8", "year = 365", f"{BILL}.bound_per_year: ", "the bound is below 365"),
    "organisation": (
        "[catalogue.blocks.volunteers]",
        "[catalogue.blocks.volunters]",
        "catalogue.blocks: there is no organisation 'volunters' (did you mean 'volunteers'?)",
    ),
    "conduct of a rule": (
        "[rulebook.rules.volunteering]",
        "[rulebook.rules.volunteer]",
        "rulebook.rules.volunteer: there is no conduct 'volunteer' (did you mean 'volunteering'?)",
    ),
    "conduct seen": (
        "sees = { volunteering",
        "sees = { volunteer",
        f"{VOLUNTEERS}.sees: there is no conduct",
    ),
    "category of an override": (
        '# override = { category = "C"',
        'override = { category = "E", days = 9 } # ',
        "rules.unpaid_bill.override.category: there is no category 'E' (known: A, B, C, D)",
    ),
    "category of a term": (
        "terms.D = { price",
        "terms.E = { price",
        "services.doctor.terms: there is no categ",
    ),
    "cap": ('cap = "good_deeds"', 'cap = "good_deds"', "volunteering.cap: ", "(did you mean 'good_deeds'?)"),
    "layer": (
        "friends = 0.7",
        "freinds = 0.7",
        ".sees_ties: there is no layer of ties 'freinds'",
        "'friends'?",
    ),
    "level": (
        "depends.age = { 18-34 =",
        "depends.age = { 18-35 =",
        "depends.age: there is no level",
        "'18-34'?",
    ),
    "attribute": ("depends.age = { 18", "depends.aeg = { 18", "no attribute 'aeg' (did you mean 'age'?)"),
    "source": (
        '\nsource = "rongcheng-press"',
        '\nsource = "rongchen"',
        "rules.red_light.source: there is no en",
    ),
    "no source at all": ('assumed = "Half a year."', "", "time: every number says where it comes from"),
    "duplicate code": (
        'code = 2\nlabel = "not',
        'code = 1\nlabel = "not',
        "conduct.unpaid_bill.code: 1 is already",
    ),
    "overlapping series": (
        "code = 21\n",
        "code = 12\n",
        "water_works.code: 12 is already a code of 'traffic_",
    ),
    "overlapping blocks": (
        "first = 11001, count = 20",
        "first = 11001, count = 6000",
        "water_works.unpaid_bill: parameter 21001 already belongs to traffic_police.red_light",
    ),
    "shares": (
        "shares = [0.5, 0.5]",
        "shares = [0.5, 0.6]",
        "population.sex: shares sums to 1.1",
        "sum to 1",
    ),
    "shares of a group": ("south = [0.40, ", "south = [0.30, ", "population.income: by.south sums to 0.90"),
    "small cell": (
        "[0.92, 0.08]",
        "[0.999, 0.001]",
        "population.disability.shares: ",
        "fewer than 10 of 5000",
    ),
    "small cell of a group": (
        "[0.40, 0.50, 0.10]",
        "[0.4, 0.599, 0.001]",
        "population.income.by.south: ",
        "10 of",
    ),
    "few large households": (
        "[0.3, 0.5, 0.2]",
        "[0.3, 0.6999, 0.0001]",
        "population.households.adults: ",
        "10 of",
    ),
    "name of a column": (
        "[population.traits.prudence]",
        "[population.traits.total]",
        "traits.total: this name",
    ),
    "order of delays": (
        "delay_days = [1, 5]",
        "delay_days = [5, 1]",
        "traffic_police: delay_days 5, 1: the lon",
    ),
    "same key twice": ("gravity = 4", "gravity = 4\ngravity = 4", "not valid TOML: ", "(at line "),
    "escapes in a key": (
        "gravity = 4",
        '"\\u001b[2J" = 1\ngravity = 4',
        "conduct.red_light.\\x1b[2J: unknown key",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_wrong_thing_in_a_scenario(refused, desk, name):
    old, new, *says = BROKEN[name]
    (desk / FILE).write_text(starter_with(old, new), encoding="utf-8")
    message = refused("check", FILE, says=(f"glasscity: {FILE}: ", *says))
    assert len(message) < 700


def test_a_mistyped_key_is_one_problem_not_two(refused, desk):
    (desk / FILE).write_text(starter_with("per_year = 3 ", "per_yaer = 3 "), encoding="utf-8")
    says = f"{FILE}: conduct.red_light.per_yaer: unknown key (did you mean 'per_year'?)\n"
    assert refused("check", FILE, says=(says,)) == f"glasscity: {says}"


def test_several_problems_are_one_message(refused, desk):
    wrong = starter_with("weight = 0.1", "weight = 2").replace("lawful = false", "lawful = 3", 1)
    (desk / FILE).write_text(wrong, encoding="utf-8")
    refused("check", FILE, says=(f"{FILE}: 2 problems\n", "  - conduct.red_light.law", "  - rulebook.infl"))


# ── Files that are no scenario ────────────────────────────────────────────────────────────────────────

DEEP_KEY = ".".join(["a"] * 5000)
NO_SCENARIO = {
    "prose": (b"The people of this city,\nall of them.", "not valid TOML", "line 1, column 5"),
    "an empty file": (b"", "12 problems", "name: this key is missing"),
    "binary data": (bytes(range(256)) * 10, "byte 128: not UTF-8 text"),
    "a NUL": (b"name = \x00", "byte 7: binary data"),
    "UTF-16": (STARTER.encode("utf-16"), "byte 0: not UTF-8 text"),
    "brackets": (b"x = " + b"[" * 5000 + b"]" * 5000, "line 1: more than 32 brackets"),
    "brackets on many lines": (b"x = " + b"[\n" * 5000 + b"]\n" * 5000, "too deep inside each other"),
    "inline tables": (b"x = " + b"{a=" * 5000 + b"1" + b"}" * 5000, "line 1: more than 32 brackets"),
    "a dotted key": (f"{DEEP_KEY} = 1".encode(), "line 1: a key with more than 32 dots"),
    "a dotted table": (f"\n[{DEEP_KEY}]\nx = 1".encode(), "line 2: a key with more than 32 dots"),
    "dotted inline tables": (
        f"x = {'{a.a.a.a.a.a.a=' * 9}1{'}' * 9}".encode(),
        "x.a.a.a.",
        "inside each other",
    ),
    "quoted dotted keys": (('."b c"' * 99)[1:].encode() + b" = 1", "b c.b c.", "more than 32 tables inside"),
}


@pytest.mark.parametrize("name", NO_SCENARIO)
def test_files_that_are_no_scenario(refused, desk, name):
    data, *says = NO_SCENARIO[name]
    (desk / FILE).write_bytes(data)
    refused("check", FILE, says=(f"glasscity: {FILE}: ", *says))


def test_many_deep_keys_are_refused_quickly(refused, desk):
    lines = (f"{'.'.join(['a'] * 900)}.x{number} = 1" for number in range(2000))
    (desk / FILE).write_text("\n".join(lines))
    refused("check", FILE, says=(f"{FILE}: line 1: ",))


def test_a_huge_file(refused, desk):
    with (desk / FILE).open("wb") as stream:
        stream.truncate(100 * 1024 * 1024)
    refused("check", FILE, says=(f"{FILE}: larger than {LARGEST_FILE // 1024**2} MB",))


def test_a_byte_order_mark_is_no_fault(program, desk):
    (desk / FILE).write_text(STARTER, encoding="utf-8-sig")
    assert program("check", FILE).code == 0


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("rongchen-2016", "rongchen-2016: no city of that name ships, and there is no such file (did"),
        ("utopia", f"(known: {', '.join(shipped())})"),
        (
            "nowhere.toml",
            "nowhere.toml: there is no such file; a scenario is a TOML file or one of: commercial-score",
        ),
        ("sub/nowhere", "sub/nowhere: there is no such file"),
        ("", "'': no name; a scenario is a TOML file or one of: commercial-score"),
        ("a\0b", "a\\x00b: no city of that name"),
        ("a" * 5000, f"{'a' * 80}…: cannot be read: File name too long"),
        (
            "folder.toml",
            "folder.toml: this is a folder; a scenario is a TOML file or one of: commercial-score",
        ),
        (".", ".: this is a folder"),
    ],
)
def test_a_scenario_that_is_not_there(refused, desk, name, says):
    (desk / "folder.toml").mkdir()
    for command in ("check", "show", "run"):
        refused(command, name, says=(says,))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(refused, desk):
    (desk / FILE).write_text(STARTER)
    (desk / FILE).chmod(0)
    refused("check", FILE, says=(f"{FILE}: cannot be read: Permission denied",))


# ── Scenarios that extend each other ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"a": 'extends = "a.toml"'}, "a.toml: extends: a.toml: extends: "),
        ({"a": 'extends = "b.toml"', "b": 'extends = "a.toml"'}, "more than 4 scenarios extend each other"),
        ({"a": 'extends = "b.toml"'}, "a.toml: extends: b.toml: there is no such file"),
        ({"a": 'extends = "esay"'}, "a.toml: extends: esay: no city of that name ships"),
        ({"a": "extends = 3"}, "a.toml: extends: expected the name of a city or the path of a file"),
        ({"a": 'extends = "b.toml"', "b": "x ="}, "a.toml: extends: b.toml: not valid TOML"),
        ({"a": 'extends = "essay"\n[population]\ncitizens = 300'}, "fewer than 10 of 300 people"),
        ({"a": 'extends = "essay"\n[conduct]\nx = {}'}, "conduct.x.code: this key is missing"),
    ],
)
def test_extends(refused, desk, files, says):
    for name, text in files.items():
        (desk / f"{name}.toml").write_text(text)
    refused("check", "a.toml", says=("glasscity: a.toml: ", says))


def test_what_a_file_extends_lies_beside_that_file(program, desk):
    (desk / "sub").mkdir()
    (desk / "sub" / "a.toml").write_text('extends = "b.toml"\ntitle = "A"')
    (desk / "sub" / "b.toml").write_text('extends = "c.toml"\ntitle = "B"')
    (desk / "sub" / "c.toml").write_text(STARTER)
    assert program("check", "sub/a.toml").out.startswith("my-city: a valid scenario: A\n")


# ── Settings, seeds, numbers, flags ───────────────────────────────────────────────────────────────────

LONG = "9" * 5000


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("rulbook.influence.weight=0.2", "no table 'rulbook' in this scenario (did you mean 'rulebook'?)"),
        ("rulebook.influence.wieght=0.2", "rulebook.influence.wieght: unknown key (did you mean 'weight'?)"),
        ("rulebook", "expected path=value, such as rulebook.influence.weight=0.1"),
        ("recording.ledger=some", "ledger: input should be 'all', 'sample' or 'aggregates', got 'some'"),
        ("recording.sample=0.1", "recording: `sample` goes with ledger = 'sample', and ledger is 'all'"),
        ("recording.nothing.x=1", "there is no table 'recording' in this scenario"),
        ("recording={ledger='sample', sample=0}", "sample: input should be greater than 0, got 0"),
        ("recording={ledger='sample', sample=1}", "sample: input should be less than 1, got 1"),
        ("recording={ledger='sample', sample='few'}", "sample: expected a plain number, got the text 'few'"),
        (
            "recording={ledger='sample', sample=0.000001}",
            "recording.sample: 0.000001 of 100,000 citizens is less than one: give a larger share",
        ),
        ("=3", "expected path=value"),
        ("rulebook.influence.weight=much", "weight: expected a plain number, got the text 'much'"),
        ("rulebook.influence.weight=0.2\nformat=1", "weight: expected a plain number, got the text '0.2"),
        ("rulebook.categories.bands.9.name=E", "there is no table '9' in this scenario"),
        ("notes.99=x", "'99' is not a place in a list of "),
        (f"notes.{LONG}=x", "is not a place in a list of "),
        (f"population.citizens={LONG}", "population.citizens: expected a whole number"),
        (f"population.citizens=0x{LONG}", "population.citizens: a whole number with more than 64 bits"),
        (f"rulebook.start=1e{LONG[:40]}", "rulebook.start: expected a finite number"),
        (f"x={'[' * 5000}", "x: unknown key"),
        (f"x={{{DEEP_KEY}=1}}", "more than 32 tables inside each other"),
    ],
)
def test_settings(refused, setting, says):
    message = refused("check", "essay", "--set", setting, says=("glasscity: essay.toml", says))
    assert len(message) < 700


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--seed", "-1"), "seed: -1 is not a seed; expected a whole number from 0 to 2**64 - 1"),
        (("--seed", 2**64), "seed: 18446744073709551616 is not a seed"),
        (("--seed", "luck"), "--seed: 'luck' is not a whole number"),
        (("--seed", "1.5"), "--seed: '1.5' is not a whole number"),
        (("--life", "-1"), "life: -1 is not a seed"),
        (("--days", "0"), "essay.toml with time.days=0: time.days: "),
        (("--days", "1.5"), "--days: '1.5' is not a whole number"),
        (("--citizens", "1"), "essay.toml with population.citizens=1: population.citizens: "),
        (("--citizens", "many"), "--citizens: 'many' is not a whole number"),
        (("--threads", "0"), "threads: 0 is not a number of threads; expected 1 to 1024"),
        (("--out",), "--out requires an argument"),
        (("--sed", "1"), "Unknown option: --sed. Did you mean --seed?"),
        (("--frce",), "Unknown option: --frce. Did you mean --force?"),
        (("more",), "more: the command takes nothing more"),
    ],
)
def test_arguments_of_run(refused, arguments, says):
    refused("run", "essay", *arguments, says=(says,))


def test_unknown_commands_and_flags(refused):
    refused("rnu", says=('Unknown command "rnu". Did you mean "run"?', "See: glasscity --help"))
    refused("list", "--jsno", says=("Unknown option: --jsno. Did you mean --json?",))
    refused("check", says=("check", "requires an argument"))
    refused("new", "My City", says=("new My City: a name has small letters, digits and hyphens",))


def test_more_than_the_machine_has(refused):
    refused("run", "essay", "--citizens", 200_000_000, says=("GiB of memory needed", "use fewer"), code=3)


# ── Folders ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_there_is_not_written_over(refused, desk):
    (desk / "there").mkdir()
    (desk / "there" / "thesis.txt").write_text("years of work")
    refused("run", "essay", "--out", "there", says=("there: there is something already", "--out", "--force"))
    refused("run", "essay", "--out", "there", "--force", says=("there: this is not a run folder, so",))
    thesis = "there/thesis.txt"
    refused("run", "essay", "--out", thesis, "--force", says=(f"{thesis}: this is not a run folder",))
    refused("new", "x", "--out", thesis, says=(f"{thesis}: there is something already",))
    refused("run", "essay", "--out", f"{thesis}/x", says=(f"{thesis}/x: part of this path is a file",))


@pytest.mark.parametrize("command", ["verify", "explain", "report"])
def test_what_is_not_a_run(refused, desk, command):
    (desk / "empty").mkdir()
    (desk / "file").write_text("")
    citizen = (0,) if command == "explain" else ()
    refused(command, "nowhere", *citizen, says=("nowhere: there is no such run folder",))
    refused(command, "file", *citizen, says=("file: there is no such run folder",))
    refused(command, "empty", *citizen, says=("empty: not a run: it has no manifest.json",))


FORGED = '{"manifest_sha256": "0", "format": {"folder": 1}, "files": {}}'


@pytest.mark.parametrize("manifest", ["", "{", "[1]", "{}", "[" * 100_000, FORGED])
def test_a_damaged_manifest(refused, desk, manifest):
    (desk / "run").mkdir()
    (desk / "run" / "manifest.json").write_text(manifest)
    for arguments in (("verify", "run"), ("explain", "run", 0), ("report", "run")):
        refused(*arguments, says=("run/manifest.json: damaged: ",), code=1)


def test_a_citizen_who_does_not_exist(refused, small_run):
    refused("explain", small_run, says=("explain: give the number of a citizen, or --find",))
    refused("explain", small_run, 1, "--find", "typical", says=("explain: give the number of a citizen, or",))
    refused("explain", small_run, 3_000_000, says=("3",))
    refused("explain", small_run, "--find", "happy", says=("happy",))


# ── The machine ───────────────────────────────────────────────────────────────────────────────────────

SMALL = ("run", "essay", "--citizens", 2000, "--days", 3)


def test_a_place_where_nothing_can_be_written(refused):
    refused(*SMALL, "--out", "/proc/nowhere", says=(), code=3)


@pytest.mark.parametrize("call", ["fsync", "rename", "mkdir"])
def test_a_full_disk_leaves_nothing_half_written(refused, monkeypatch, call):
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os if call == "fsync" else Path, call, fail)
    refused(*SMALL, "--out", "full", says=("full", "the disk is full; nothing half-written is left"), code=3)


def test_too_little_memory_leaves_nothing_half_written(refused, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("glasscity.days.open_world", fail)
    refused(*SMALL, "--out", "full", says=("not enough memory; use fewer citizens (--citizens)",), code=3)


def test_a_run_that_is_stopped_leaves_nothing_half_written(program, desk, monkeypatch):
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("glasscity.days.Measures.measure", stop)
    answer = program(*SMALL, "--out", "stopped")
    assert (answer.code, answer.out) == (130, "")
    assert answer.err.endswith("glasscity: stopped; nothing half-written is left\n")
    assert contents(desk) == {}


def test_a_limit_on_files_leaves_nothing_half_written(desk):
    done = subprocess.run(
        [sys.executable, "-m", "glasscity", *map(str, SMALL), "--out", "large"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000)),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 3, done
    assert done.stdout == ""
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(desk) == {}


def test_a_full_disk_under_standard_output():
    if not Path("/dev/full").exists():
        pytest.skip("this machine has no /dev/full")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "glasscity", "schema"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 3, done
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_real_processes_say_the_same(desk):
    (desk / FILE).write_text(starter_with("weight = 0.1", "weight = 1"), encoding="utf-8")
    for arguments in (["check", FILE], ["run", FILE], ["verify", FILE], ["rnu"]):
        done = subprocess.run(
            [sys.executable, "-m", "glasscity", *arguments], capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 2, done
        assert done.stdout == ""
        assert done.stderr.startswith("glasscity: ")
        assert "Traceback" not in done.stderr
    assert list(contents(desk)) == [FILE]


# ── A run that somebody changed ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "key", ["scenario", "seed", "life", "citizens", "days", "digest", "environment", "seconds"]
)
def test_a_forged_manifest_that_leaves_something_out(refused, small_run, desk, key):
    from glasscity.folder import manifest_hash

    shutil.copytree(small_run, desk / "run")
    manifest = json.loads((desk / "run" / "manifest.json").read_bytes())
    del manifest[key]
    manifest["manifest_sha256"] = manifest_hash(manifest)
    (desk / "run" / "manifest.json").write_text(json.dumps(manifest))
    for arguments in (("verify", "run"), ("explain", "run", 0), ("report", "run")):
        refused(*arguments, says=(f"run/manifest.json: damaged: it does not say {key!r}",), code=1)


def test_a_forged_manifest_without_a_hash_of_a_file(refused, small_run, desk):
    from glasscity.folder import manifest_hash

    shutil.copytree(small_run, desk / "run")
    manifest = json.loads((desk / "run" / "manifest.json").read_bytes())
    del manifest["files"]["days.parquet"]["sha256"]
    manifest["manifest_sha256"] = manifest_hash(manifest)
    (desk / "run" / "manifest.json").write_text(json.dumps(manifest))
    refused("verify", "run", says=("run/manifest.json: damaged: ",), code=1)


def test_a_new_city_in_a_folder_that_is_not_there(refused, desk):
    refused("new", "my-town", "--out", "nowhere/x.toml", says=("nowhere: there is no such folder",))
    (desk / "file").write_text("")
    refused("new", "my-town", "--out", "file/x.toml", says=("file: part of this path is a file",))
    assert not (desk / "nowhere").exists()


def test_a_manifest_that_names_files_elsewhere_is_refused(refused, small_run, desk):
    from glasscity.folder import manifest_hash

    shutil.copytree(small_run, desk / "run")
    manifest = json.loads((desk / "run" / "manifest.json").read_bytes())
    manifest["files"]["../secret"] = {"sha256": "0", "bytes": 1}
    manifest["manifest_sha256"] = manifest_hash(manifest)
    (desk / "run" / "manifest.json").write_text(json.dumps(manifest))
    before = contents(desk)
    from glasscity.verify import verify

    assert not verify(desk / "run", quick=True).passed
    assert contents(desk) == before


# ── Anything at all ───────────────────────────────────────────────────────────────────────────────────

SIGNS = """[ ] { } " = . # - 0 1e9 1e-40 nan true [[ '' 99999999 0x7f 2018-01-01 extends= by given"""
PIECES = st.binary(max_size=6) | st.sampled_from([b"\n", *SIGNS.encode().split(), *STARTER.encode().split()])
CHANGES = st.lists(
    st.tuples(st.integers(0, len(STARTER.encode())), st.integers(0, 12), PIECES), min_size=1, max_size=4
)


@settings(max_examples=300, deadline=None)
@given(CHANGES)
@example([(0, 10**9, b"")])
def test_no_change_of_bytes_brings_anything_but_bad_input(changes):
    data = STARTER.encode()
    for place, length, piece in changes:
        data = data[:place] + piece + data[place + length :]
    _load_or_refuse(data)


TOKENS = [line.partition("=") for line in STARTER.splitlines() if "=" in line and not line.startswith("#")]
VALUES = [value.split("#")[0].strip() for _, _, value in TOKENS]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TOKENS) - 1), st.sampled_from(VALUES) | st.text(max_size=8))
def test_no_value_in_the_place_of_another_brings_anything_but_bad_input(place, value):
    key, _, _ = TOKENS[place]
    lines = STARTER.splitlines()
    number = [n for n, line in enumerate(lines) if "=" in line and not line.startswith("#")][place]
    lines[number] = f"{key}= {value}"
    _load_or_refuse("\n".join(lines).encode("utf-8", "surrogatepass"))


def _load_or_refuse(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        path.write_bytes(data)
        try:
            load(path)
        except BadInput as error:
            message = str(error)
        else:
            return
    assert message.startswith(str(path))
    assert len(message.splitlines()[0]) < 1000

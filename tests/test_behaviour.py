"""Rules of behaviour of one's own: what they may do, what is refused, a file of them, and the commands."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from numba import njit

import glasscity
from cities import live
from glasscity.behaviour import behaviour_of
from glasscity.errors import BadInput
from glasscity.society.response import learning
from glasscity.society.response.rules import Rules, as_before
from test_docs import blocks
from test_response import _answering, starter

PAGE = Path(__file__).parent.parent / "docs/behaviour-rules.md"
EXAMPLE = blocks(PAGE.read_text(encoding="utf-8"), "python")[0]
RESPONSE = """
[response]
told = 1
assumed = "a test"
awareness = { at_start = 0.5, by_own_entry = 0.5, by_contacts = 0.02, assumed = "a test" }
learning = { rule = "alarm", at_start = 0.2, parameters = { calm = 0.01 }, assumed = "a test" }
leaning = { certainty = 0.6, severity = 0.3, half_severity = 20, points_per_money = 0, reward = 0, \
nothing_to_lose = 0.8, licence = 0.3, assumed = "a test" }
"""


@pytest.fixture(autouse=True)
def _forget():
    with as_before():
        yield


def test_every_kind_of_rule_is_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    for rules in Rules.kinds:
        assert f"`{rules.place}.rule`" in page
        assert f"`rule({', '.join(rules.arguments)}, parameters)`" in page
        for name in rules.all:
            assert f"`{name}`" in page


def test_what_ships_stays_in_its_range_whatever_its_parameters():
    for rules in Rules.kinds:
        for name, rule in rules.all.items():
            rules.prepare(name, dict.fromkeys(rule.parameters, 0))
            rules.prepare(name, {})


def test_a_rule_of_ones_own_decides():
    def stubborn(belief, did, told, heard, parameters):
        return min(parameters[0], 65535)

    learning.register("stubborn", stubborn, {"always": 1.0}, "Stubborn: always the same.")
    city = _answering(
        starter(), learning="{rule='stubborn', at_start=0.2, assumed='a test'}", leaning__reward=0
    )
    assert (live(city).world.minds.state.belief == learning.FULL).all()


def _two(belief, parameters):
    return belief


def _written(belief, did, told, heard, parameters):
    parameters[0] = 7
    return belief


MEMORY = np.zeros(4, np.int64)


def _remembered(belief, did, told, heard, parameters):
    MEMORY[0] = told
    return belief


def _half(belief, did, told, heard, parameters):
    return belief / 2


def _half_inside(belief, did, told, heard, parameters):
    return int(belief * 0.5)


def _text(belief, did, told, heard, parameters):
    return str(belief)


def _truth(belief, did, told, heard, parameters):
    return belief > told


def _wild(belief, did, told, heard, parameters):
    return belief + 1000 * told


def _below(belief, did, told, heard, parameters):
    return belief - heard


def _chance(belief, did, told, heard, parameters):
    return np.random.randint(0, 65535)


def _unknown(belief, did, told, heard, parameters):
    return belief + nowhere  # noqa: F821


def _nothing_there(belief, did, told, heard, parameters):
    return belief + parameters[9]


def _divided(belief, did, told, heard, parameters):
    return belief // told


BAD = [
    (_two, "takes (belief, parameters); expected (belief, did, told, heard, parameters)"),
    (_written, "writes to an array; a rule may read its parameters and write nothing"),
    (_remembered, "writes to an array"),
    (_half, "returned 0.0 for belief 0, did 0, told 0, heard 0; expected a whole number from 0 to 65535"),
    (_half_inside, "uses numbers with a fraction (float64); whole numbers only"),
    (_text, "returned '0' for belief 0"),
    (_truth, "returned False for belief 0"),
    (_wild, "returned 255000 for belief 0, did 255, told 255, heard 255; expected a whole number from 0 to"),
    (_below, "returned -9 for belief 0, did 7, told 0, heard 9; expected"),
    (_chance, "for the same belief 0, did 0, told 0, heard 0; a rule knows its arguments and nothing else"),
    (_unknown, "cannot be compiled: NameError: name 'nowhere' is not defined"),
    (_nothing_there, "fails for belief 0, did 0, told 0, heard 0: IndexError"),
    (_divided, "fails for belief 0, did 0, told 0, heard 0: ZeroDivisionError"),
]


@pytest.mark.parametrize(("function", "message"), BAD, ids=lambda it: getattr(it, "__name__", ""))
@pytest.mark.parametrize("compiled", [False, True], ids=["plain", "compiled"])
def test_what_is_refused(function, message, compiled):
    with pytest.raises(BadInput) as refused:
        learning.register("mine", njit(function) if compiled else function, {"weight": 1}, "Mine.")
    assert str(refused.value).startswith("learning rule 'mine': ")
    assert message in str(refused.value)
    assert "mine" not in learning.LEARNING.all


def test_names_that_ship_and_parameters_out_of_range_are_refused():
    with pytest.raises(BadInput, match="'bayes': a rule of this name ships; choose another name"):
        learning.register("bayes", _below, {}, "Mine.")
    with pytest.raises(BadInput, match="parameter weight is 1001; expected a number from 0 to 1000"):
        learning.register("mine", _below, {"weight": 1001}, "Mine.")


def test_a_rule_that_goes_wrong_on_a_case_not_tried_stops_the_run():
    def late(belief, did, told, heard, parameters):
        return 70000 if did == 3 else belief

    learning.register("late", late, {}, "Late.")
    city = _answering(starter(), learning="{rule='late', at_start=0.2, assumed='a test'}", leaning__reward=0)
    with pytest.raises(BadInput, match="'late': returned 70000 for belief 13107, did 3, told"):
        live(city)


def test_a_rule_that_fails_on_a_case_not_tried_stops_the_run():
    def late(belief, did, told, heard, parameters):
        return belief // (told - told) if did == 3 else belief

    learning.register("late", late, {}, "Late.")
    city = _answering(starter(), learning="{rule='late', at_start=0.2, assumed='a test'}", leaning__reward=0)
    with pytest.raises(BadInput, match="learning rule 'late': ZeroDivisionError: integer division by zero"):
        live(city)


def test_a_whole_number_of_any_width_is_an_answer():
    def narrow(belief, did, told, heard, parameters):
        return np.uint16(7)

    learning.register("narrow", narrow, {}, "Narrow.")
    city = _answering(
        starter(), learning="{rule='narrow', at_start=0.2, assumed='a test'}", leaning__reward=0
    )
    assert (live(city).world.minds.state.belief == 7).all()


@pytest.fixture
def city(program, desk):
    """Return a city of one's own with the page's rule, and the rule's file."""
    assert program("new", "my-city", "--out", "city.toml").code == 0
    path = desk / "city.toml"
    path.write_text(path.read_text(encoding="utf-8") + RESPONSE, encoding="utf-8")
    (desk / "my_rules.py").write_text(EXAMPLE, encoding="utf-8")
    return path


SMALL = ("--citizens", 2000, "--days", 30, "--out", "run", "--no-baseline")


def test_the_example_of_the_page_works_from_the_command_line(program, city, desk):
    assert program("check", "city.toml", "--behaviour", "my_rules.py").code == 0
    assert program("run", "city.toml", *SMALL, "--behaviour", "my_rules.py").code == 0
    manifest = json.loads((desk / "run/manifest.json").read_text())
    digest = hashlib.sha256(EXAMPLE.encode()).hexdigest()
    assert manifest["behaviour"] == {"file": "behaviour.py", "sha256": digest}
    assert (desk / "run/behaviour.py").read_text() == EXAMPLE
    assert program("verify", "run", "--quick").code == 0
    assert program("verify", "run", "--behaviour", "my_rules.py").code == 0
    assert program("verify", "run", "--behaviour", "run/behaviour.py").code == 0
    other = glasscity.run(
        "city.toml",
        citizens=2000,
        days=30,
        baseline=False,
        settings=["response.learning.rule='habit'", "response.learning.parameters={}"],
    )
    assert other.digest != manifest["digest"]
    assert "alarm" not in learning.LEARNING.all


def test_verify_never_executes_what_lies_in_a_run_and_takes_no_other_file(program, city, desk):
    assert program("run", "city.toml", *SMALL, "--behaviour", "my_rules.py").code == 0
    answer = program("verify", "run")
    assert answer.code == 2
    assert (
        "was made with rules of behaviour of its own; read run/behaviour.py, and if you trust" in answer.err
    )
    (desk / "my_rules.py").write_text(EXAMPLE + "\n", encoding="utf-8")
    answer = program("verify", "run", "--behaviour", "my_rules.py")
    assert answer.code == 2
    assert "my_rules.py: this is not the file that the run was made with" in answer.err


def test_a_twin_needs_the_rules_that_the_run_was_made_with(program, city):
    assert program("run", "city.toml", *SMALL, "--behaviour", "my_rules.py").code == 0
    answer = program("twin", "run", "--without", "rule:red_light")
    assert answer.code == 2
    assert "was made with rules of behaviour of its own" in answer.err
    answer = program(
        "twin", "run", "--without", "rule:red_light", "--behaviour", "run/behaviour.py", "--json"
    )
    assert answer.code == 0, answer.err
    found = json.loads(answer.out)
    assert found["parent_digest"] == json.loads(Path("run/manifest.json").read_text())["digest"]
    assert not found["same"]


def test_verify_takes_no_rules_for_a_run_without(program, city):
    learning = "response.learning={rule='habit', at_start=0.2, assumed='a test'}"
    assert program("run", "city.toml", *SMALL, "--set", learning).code == 0
    answer = program("verify", "run", "--behaviour", "my_rules.py")
    assert answer.code == 2
    assert "this run was made without rules of its own; leave out --behaviour" in answer.err


FILES = {
    "no file": (None, "rules.py: No such file or directory; --behaviour takes a Python file"),
    "no Python": ("a b", "rules.py: line 1: invalid syntax"),
    "fails": ("1 / 0", "rules.py: ZeroDivisionError: division by zero"),
    "no rule": ("answer = 42", "rules.py: registers no rule; call `register`"),
    "writes": (
        EXAMPLE.replace("    told_step,", "    parameters[0] = 1\n    told_step,", 1),
        "rules.py: learning rule 'alarm': writes to an array",
    ),
    "another name": (
        EXAMPLE.replace('"alarm"', '"alrm"'),
        "there is no learning rule 'alarm' (did you mean 'alrm'",
    ),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", ["check", "run"])
def test_one_clear_message_and_nothing_written(program, city, desk, name, command):
    text, message = FILES[name]
    if text is not None:
        (desk / "rules.py").write_text(text, encoding="utf-8")
    before = sorted(desk.iterdir())
    answer = program(command, "city.toml", "--behaviour", "rules.py")
    assert answer.code == 2
    assert answer.out == ""
    assert message in answer.err
    assert len(answer.err.splitlines()) == 1
    assert "Traceback" not in answer.err
    assert sorted(desk.iterdir()) == before


def test_a_missing_file_says_so():
    with pytest.raises(BadInput, match=r"nowhere\.py: No such file"), behaviour_of("nowhere.py"):
        pass

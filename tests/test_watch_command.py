"""The command watch: what it opens first, and what it refuses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from glasscity import draws
from glasscity.cli.watch import starting
from glasscity.errors import BadInput
from glasscity.results import Run

PROGRAM = Path(sys.executable).parent / "glasscity"


def test_a_run_is_opened_by_its_own_scenario_and_seeds(small_run: Path):
    start, run = starting(str(small_run)), Run(small_run)
    assert start.scenario == run.scenario
    assert (start.seed, start.life) == (run.manifest["seed"], run.manifest["life"])
    assert start.to_dict()["run"] == str(small_run)


def test_a_scenario_is_opened_as_asked_for(tmp_path: Path):
    start = starting("essay", citizens=500, days=9, seed=4, settings=["rulebook.influence.weight=0"])
    assert start.scenario.population.citizens == 500
    assert start.scenario.time.days == 9
    assert start.scenario.rulebook.influence.weight == 0
    assert start.life == draws.life_of(4)
    own = tmp_path / "own.toml"
    own.write_text('extends = "essay"\nname = "own"\n', encoding="utf-8")
    assert starting(str(own)).scenario.name == "own"


def test_what_a_run_settles_cannot_be_asked_for_again(small_run: Path):
    for asked in ({"citizens": 5}, {"days": 3}, {"seed": 0}, {"life": 0}, {"settings": ["a=1"]}):
        with pytest.raises(BadInput, match="this is a run"):
            starting(str(small_run), **asked)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere"], 2, "nowhere"),
        (["essay", "--citizens", 2_000_000], 2, "at most 1,000,000"),
        (["essay", "--seed", -1], 2, "not a seed"),
        (["essay", "--citizens", 500, "--port", 99_999], 2, "expected 0 to 65535"),
        (["essay", "--set", "rulebook.influence.weight=1"], 2, "less than 1"),
    ],
)
def test_wrong_input_gets_one_message(program, arguments: list, code: int, message: str):
    answer = program("watch", *arguments, "--no-browser")
    assert answer.code == code
    assert message in answer.err
    assert answer.out == ""


def test_a_port_that_is_taken_is_said(program):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = program(
            "watch", "essay", "--citizens", 500, "--port", taken.getsockname()[1], "--no-browser"
        )
    assert answer.code == 3
    assert "choose another one" in answer.err


def test_it_prints_its_address_serves_there_and_ends_when_interrupted():
    process = subprocess.Popen(
        [PROGRAM, "watch", "essay", "--citizens", "500", "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    address = urlsplit(process.stdout.readline().strip())
    assert address.hostname == "127.0.0.1"
    assert address.query.startswith("token=")
    deadline = time.monotonic() + 20
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", address.port, timeout=5)
            connection.request("GET", f"/?{address.query}")
            assert connection.getresponse().status == 303
            break
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert "SYNTHETIC" in err
    assert "Traceback" not in err

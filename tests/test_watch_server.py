"""The page's server: what it answers, and whom it refuses."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from glasscity import resume, run
from glasscity.days import Progress
from glasscity.results import Run
from glasscity.scenario import load
from glasscity.watch.ahead import worst_filings
from glasscity.watch.asks import LARGEST_MESSAGE
from glasscity.watch.rooms import MOST_SESSIONS
from page_server import CITIZENS, DAYS, SEED, TOKEN, Page, Server, page_of, serving

CITY = {"scenario": "essay", "citizens": CITIZENS, "seed": str(SEED)}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    with page_of(server) as found:
        yield found


# What a page gets.


def test_a_run_watched_over_the_socket_has_the_digest_of_the_same_run(page: Page, small_run: Path):
    page.ask("open", **CITY)
    frame = page.ask("advance", days=1, lens="category")
    assert len(frame["shows"]) == CITIZENS
    citizen = page.ask("find", what="typical")["citizens"][0]
    page.ask("citizen", citizen=citizen)
    page.ask("frame", lens="fear")
    page.ask("back", day=-1, lens="score")
    page.ask("back", day=20, lens="score")
    frame = page.ask("advance", days=366, lens="category")
    assert frame["ended"]
    assert frame["digest"] == Run(small_run).digest
    assert [row["day"] for row in frame["numbers"][0]] == list(range(21, DAYS))


def test_a_run_that_is_cut_and_resumed_beside_an_open_page_has_the_same_digest(
    page: Page, small_run: Path, tmp_path: Path
):
    class Cut(Exception):
        """The run is cut here."""

    def cut_at(last: int) -> Progress:
        def progress(what: str, done: int, _: int) -> None:
            if (what, done) == ("days", last):
                raise Cut

        return progress

    out = tmp_path / "run"
    page.ask("open", **CITY)
    watched = page.send(ask="advance", days=366, lens="category")
    sizes = {"citizens": CITIZENS, "days": DAYS, "seed": SEED}
    with pytest.raises(Cut):
        run("essay", **sizes, out=out, checkpoint_every=6, threads=2, progress=cut_at(15))
    with pytest.raises(Cut):
        resume(out, threads=1, progress=cut_at(31))
    resumed = resume(out, threads=3)
    said: dict[str, Any] = {}
    while said.get("id") != watched or "progress" in said:
        said, _ = page.receive()
    assert resumed.digest == said["digest"] == Run(small_run).digest


def test_the_city_is_described(page: Page):
    hello = page.ask("hello")
    assert {one["name"] for one in hello["scenarios"]} >= {"essay", "rongcheng-2016"}
    assert hello["start"] == {
        "scenario": "essay",
        "citizens": CITIZENS,
        "seed": str(SEED),
        "life": hello["start"]["life"],
        "run": "",
    }
    city = page.ask("open", **CITY)
    assert city["answer"] == "city"
    assert city["synthetic"].startswith("SYNTHETIC")
    assert [one["name"] for one in city["categories"]] == load("essay").category_names
    assert {"category", "score", "fear", "voice", "income", "born_here", "error", "friends", "entries"} <= {
        lens["name"] for lens in city["lenses"]
    }
    places = np.frombuffer(page.ask("places")["shows"], np.uint16)
    assert len(places) == 2 * CITIZENS
    assert places[:CITIZENS].max() < city["size"][0]
    assert {one["kind"] for one in city["controls"]} == {"number", "switch", "choice", "drop"}
    assert any(one["assumed"] for one in city["controls"])
    assert len({one["path"] for one in city["controls"]}) == len(city["controls"])
    assert {"friends", "criteria", "appeals", "errors"} <= {one["name"] for one in city["presets"]}
    assert "fell to D" in city["finds"]


def test_a_rule_changed_from_tomorrow_on_leaves_the_past_as_it_was(page: Page):
    page.ask("open", **CITY)
    before = page.ask("advance", days=12, lens="category")
    city = page.ask("change", changes=[{"path": "rulebook.categories.bands[1].at_least", "to": 990}])
    assert city["day"] == 11
    assert len(city["changes"]) == 1
    same = page.ask("frame", lens="category")
    assert same["shows"] == before["shows"]
    assert same["numbers"] == before["numbers"]
    after = page.ask("advance", days=1, lens="category")
    in_aa = [row["in_AA"] for row in (before["numbers"][0][-1], after["numbers"][0][-1])]
    assert in_aa[1] > in_aa[0] + CITIZENS // 20
    kept = page.ask("export", what="scenario")
    assert "SYNTHETIC" in kept["name"]
    assert "changed by hand on the page" in kept["text"]
    assert "day = 12" in kept["text"]


def test_two_worlds_live_side_by_side(page: Page):
    page.ask("open", **CITY)
    page.ask("advance", days=10, lens="category")
    city = page.ask("compare", changes=[{"path": "rulebook.influence.weight", "to": 0, "label": "friends"}])
    assert city["compared"]["changes"] == ["friends: → 0, from the start"]
    frame = page.ask("advance", days=20, lens="category")
    assert frame["worlds"] == 2
    ours, theirs = np.frombuffer(frame["shows"], np.uint8).reshape(2, CITIZENS)
    assert frame["differ"] == (ours != theirs).sum() > 0
    assert [len(rows) for rows in frame["numbers"]] == [30, 30]
    citizen = int(np.flatnonzero(ours != theirs)[0])
    lines = [page.ask("citizen", citizen=citizen, world=world)["line"]["total"] for world in (0, 1)]
    assert lines[0] != lines[1]
    assert page.ask("compare", changes=[])["compared"] is None
    assert page.ask("frame", lens="category")["worlds"] == 1


def test_what_if_is_told_with_progress(page: Page):
    page.ask("open", **CITY)
    page.ask("advance", days=DAYS, lens="category")
    citizen = page.ask("find", what="wrongly accused")["citizens"][0]
    shown = page.ask("citizen", citizen=citizen)
    filing = next(one["filing"] for one in shown["events"] if one["filing"] and one["points"] < 0)
    page.news.clear()
    without = page.ask("what_if", citizen=citizen, without=f"filing:{filing}")
    assert len(without["line"]["total"]) == DAYS
    assert without["sentence"].startswith("Without it")
    assert page.ask("such", citizen=citizen)["rule"].startswith("ended in category")
    kept = page.ask("export", what="citizen", citizen=citizen)
    assert kept["text"].splitlines()[0].endswith("synthetic")
    assert kept["text"].splitlines()[1].endswith("SYNTHETIC")


def test_what_is_worked_out_ahead_is_what_comes_of_asking(page: Page):
    page.ask("open", **CITY)
    page.ask("advance", days=DAYS, lens="category")
    citizen = page.ask("find", what="wrongly accused")["citizens"][0]
    filing, *others = worst_filings(page.ask("citizen", citizen=citizen)["events"])
    time.sleep(6)
    page.news.clear()
    ready = page.ask("what_if", citizen=citizen, without=f"filing:{filing}")
    for other in others:
        page.ask("what_if", citizen=citizen, without=f"filing:{other}")
    assert others
    assert page.news == []
    page.ask("back", day=DAYS - 2, lens="category")
    page.ask("back", day=DAYS - 1, lens="category")
    page.ask("citizen", citizen=citizen + 1)
    again = page.ask("what_if", citizen=citizen, without=f"filing:{filing}")
    assert {**again, "id": 0} == {**ready, "id": 0}
    page.ask("citizen", citizen=citizen)
    while_at_it = page.ask("what_if", citizen=citizen, without=f"filing:{filing}")
    assert {**while_at_it, "id": 0} == {**ready, "id": 0}


def test_long_asks_can_be_stopped_and_the_city_is_still_whole(page: Page):
    page.ask("open", **CITY)
    slow = page.send(ask="advance", days=40, lens="category")
    stop = page.send(ask="stop")
    answers = {}
    while len(answers) < 2:
        said, _ = page.receive()
        if "progress" not in said:
            answers[said["id"]] = said
    assert answers[stop]["answer"] == "stop"
    if "error" in answers[slow]:
        assert answers[slow]["error"]["message"] == "stopped"
    frame = page.ask("advance", days=366, lens="category")
    assert frame["ended"]
    assert len(frame["digest"]) == 64


# What is wrong is said, and does no harm.


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        ({"ask": "frame", "lens": "category"}, "no city is open"),
        ({"ask": "open", "scenario": "../../etc/passwd"}, "there is no such scenario here"),
        ({"ask": "open", "scenario": "<script>alert(1)</script>"}, "there is no such scenario here"),
        ({"ask": "open", "scenario": "essay", "citizens": 10**9}, "less than or equal to 1000000"),
        ({"ask": "open", "scenario": "essay", "citizens": 3.5}, "valid integer"),
        ({"ask": "open", "scenario": "essay", "seed": "99999999999999999999"}, "from 0 to 2**64 - 1"),
        ({"ask": "advance", "lens": "category", "days": 10**6}, "less than or equal to 366"),
        ({"ask": "advance", "lens": "category", "dayz": 1}, "Extra inputs are not permitted"),
        ({"ask": "citizen", "citizen": -1}, "greater than or equal to 0"),
        ({"ask": "people", "rows": []}, "does not match any of the expected tags"),
        ({"ask": "tour", "chapter": "../..", "choice": "x"}, "chapter"),
        ({"no": "ask"}, "Unable to extract tag"),
    ],
)
def test_a_wrong_ask_gets_one_message(page: Page, ask: dict, message: str):
    number = page.send(**ask)
    said, _ = page.receive()
    assert said["id"] == number
    assert message in said["error"]["message"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([{"path": "rulebook.influence.weight", "to": 1}], "less than 1"),
        ([{"path": "rulebook.influence.wait", "to": 0}], "did you mean"),
        ([{"path": "population.citizens", "to": 5}], "population"),
        ([{"path": "rulebook.categories.bands[9].at_least", "to": 5}], "this list has"),
        ([{"path": "rulebook.influence.weight"}], "give one of"),
        ([{"path": "x", "to": 1}] * 101, "at most 100"),
    ],
)
def test_a_wrong_change_leaves_the_city_as_it_is(page: Page, changes: list, message: str):
    page.ask("open", **CITY)
    before = page.ask("advance", days=2, lens="category")
    for name in ("change", "compare"):
        assert message in page.ask(name, changes=changes)["error"]["message"]
    assert page.ask("frame", lens="category")["shows"] == before["shows"]


@pytest.mark.parametrize("text", ["", "nonsense", "[" * 5000, "null", "7", '{"id": 1e400}', '"\\ud800"'])
def test_a_message_that_is_none_gets_one_message(page: Page, text: str):
    page.socket.send(text)
    said, _ = page.receive()
    assert said["error"]["message"]
    assert page.ask("hello")["answer"] == "hello"


def test_an_oversized_message_ends_the_connection_and_nothing_else(server: Server):
    with server.connect() as found:
        found.send(json.dumps({"id": 1, "ask": "hello", "session": "x" * 2 * LARGEST_MESSAGE}))
        with pytest.raises(ConnectionClosed):
            found.recv(timeout=20)
    with page_of(server) as page:
        assert page.ask("hello")["answer"] == "hello"


def test_bytes_and_too_many_asks_end_the_connection(server: Server):
    with server.connect() as found:
        found.send(b"\x00\x01")
        with pytest.raises(ConnectionClosed):
            found.recv(timeout=20)
    with page_of(server) as page, pytest.raises(ConnectionClosed):
        ask_for_too_much(page)


def ask_for_too_much(page: Page) -> None:
    page.send(ask="open", **CITY)
    for _ in range(60):
        page.send(ask="frame", lens="category")
    while True:
        page.receive()


# Who is refused.


def test_the_token_opens_the_page_and_becomes_a_cookie(server: Server):
    answer = server.request(f"/?token={TOKEN}", Cookie="")
    assert answer.status == 303
    assert answer.getheader("Location") == "/"
    cookie = answer.getheader("Set-Cookie") or ""
    assert cookie.startswith(server.cookie)
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    page = server.request("/")
    assert page.status == 200
    assert b"SYNTHETIC" in page.read()


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/", "GET", {"Cookie": ""}, 403),
        ("/?token=wrong", "GET", {"Cookie": ""}, 403),
        ("/?token=" + TOKEN + "&token=" + TOKEN, "GET", {"Cookie": ""}, 403),
        ("/assets/city.js", "GET", {"Cookie": ""}, 403),
        (f"/assets/city.js?token={TOKEN}", "GET", {"Cookie": ""}, 403),
        ("/", "GET", {"Cookie": "glasscity-1=" + TOKEN}, 403),
        ("/", "GET", {"Host": "attacker.example"}, 421),
        ("/", "GET", {"Host": "127.0.0.1:1"}, 421),
        ("/", "GET", {"Host": "localhost.attacker.example"}, 421),
        ("/", "GET", {"Origin": "http://attacker.example"}, 403),
        ("/", "GET", {"Origin": "null"}, 403),
        ("/", "GET", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("/", "POST", {}, 405),
        ("/", "PUT", {}, 405),
        ("/", "DELETE", {}, 405),
        ("/", "OPTIONS", {}, 405),
        ("/session", "GET", {}, 404),
        ("/../pyproject.toml", "GET", {}, 404),
        ("/%2e%2e/%2e%2e/etc/passwd", "GET", {}, 404),
        ("/assets/..%2f..%2fserver.py", "GET", {}, 404),
        ("//etc/passwd", "GET", {}, 404),
        ("/server.py", "GET", {}, 404),
    ],
)
def test_what_may_not_pass_is_refused(server: Server, path: str, method: str, headers: dict, status: int):
    answer = server.request(path, method, **headers)
    assert answer.status == status
    text = answer.read()
    assert len(text) < 200
    assert TOKEN.encode() not in text
    assert "default-src 'none'" in (answer.getheader("Content-Security-Policy") or "")
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://attacker.example"},
        {"Origin": ""},
        {"Origin": "null"},
        {"Cookie": ""},
        {"Cookie": "glasscity-1=" + TOKEN},
        {"Host": "attacker.example"},
    ],
)
def test_a_foreign_page_gets_no_socket(server: Server, headers: dict):
    with pytest.raises(InvalidStatus) as refused:
        server.connect(**headers)
    assert refused.value.response.status_code == 403


def test_a_half_request_holds_up_nobody(server: Server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as half:
        half.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert server.request("/").status == 200
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as odd:
        odd.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not this protocol\r\n\r\n")
        assert b"400" in odd.recv(200)


# Several pages.


def test_two_pages_have_cities_of_their_own(server: Server):
    with page_of(server) as one, page_of(server) as other:
        one.ask("open", **CITY)
        other.ask("open", **{**CITY, "seed": "6"})
        ours = one.ask("advance", days=3, lens="category")
        theirs = other.ask("advance", days=5, lens="category")
        assert (ours["day"], theirs["day"]) == (2, 4)
        assert one.ask("frame", lens="score")["day"] == 2


def test_a_page_that_vanishes_finds_its_city_again(server: Server):
    with server.connect() as found:
        page = Page(found)
        name = page.ask("hello")["session"]
        page.ask("open", **CITY)
        page.ask("advance", days=4, lens="category")
        page.send(ask="advance", days=30, lens="category")
        found.socket.shutdown(socket.SHUT_RDWR)
    deadline = time.monotonic() + 20
    while True:
        with page_of(server) as again:
            hello = again.ask("hello", session=name)
            if hello["session"] == name:
                assert hello["open"]
                assert again.ask("frame", lens="category")["day"] >= 3
                return
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_nobody_takes_up_a_session_that_is_in_use(server: Server):
    with page_of(server) as one, page_of(server) as other:
        name = one.ask("hello")["session"]
        assert other.ask("hello", session=name)["session"] != name


def test_only_so_many_pages_are_open_at_once():
    with serving(citizens=200) as server, ExitStack() as opened:
        pages = [opened.enter_context(page_of(server)) for _ in range(MOST_SESSIONS + 1)]
        assert all("session" in page.ask("hello") for page in pages[:-1])
        assert "close one of them first" in pages[-1].ask("hello")["error"]["message"]

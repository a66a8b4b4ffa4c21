"""The tour as one file, closed to every request; and its chapter on a mistake, the longest to work out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import pytest
from cyclopts import App

from glasscity.cli import tour as command
from glasscity.ensemble.plan import lives_of
from glasscity.errors import BadInput
from glasscity.simulation import run
from glasscity.tour import CHAPTERS, Tour
from glasscity.tour.export import check, export
from glasscity.tour.mistake import Mistake
from glasscity.tour.variations import city_of
from glasscity.twin.change import change
from glasscity.twin.what_if import what_if
from test_tour import SMALL, unpacked

TINY = replace(SMALL, citizens=64, days=15, lives=1, error_lives=1, blame_citizens=48, blame_days=12)
MOST_BYTES = 3_000_000


LIVES = lives_of(TINY.seed, 1)


@pytest.fixture(scope="module")
def tour() -> Tour:
    return Tour(TINY, processes=1)


@pytest.fixture(scope="module")
def told(tour) -> dict:
    return tour.outcome("mistake", "no-appeals")


@pytest.fixture(scope="module")
def page(tmp_path_factory, tour) -> str:
    path = tmp_path_factory.mktemp("tour") / "tour.html"
    assert export(path, tour=tour) == path
    assert [one.name for one in path.parent.iterdir()] == ["tour.html"], "nothing half-written is left"
    return path.read_text(encoding="utf-8")


def test_it_holds_an_outcome_for_every_choice(page):
    text = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    outcomes = json.loads(text[1])
    assert list(outcomes) == sorted(chapter.name for chapter in CHAPTERS)
    for chapter in CHAPTERS:
        assert set(outcomes[chapter.name]) == {choice.name for choice in chapter.choices}
        for name, outcome in outcomes[chapter.name].items():
            assert outcome["choice"] == name
            assert "SYNTHETIC" in outcome["synthetic"]
    assert outcomes["blame"]["doors"]["only"]["closed"]["mean"] == 0


def test_its_policy_forbids_requests_and_allows_what_is_in_it(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert policy.startswith("default-src 'none';")
    assert "connect-src" not in policy
    assert "unsafe" not in policy
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy


def test_it_asks_nothing_of_any_machine_and_says_synthetic(page):
    assert len(page.encode()) < MOST_BYTES
    assert page.count("SYNTHETIC") > len(CHAPTERS)
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.findall(r'(?:src|href)="(?!data:)', markup)
    assert "@import" not in page
    assert "url(" not in re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    addresses = set(re.findall(r"https?://[\w./-]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/xlink"}, addresses  # fmt: skip  # noqa: E501


def test_places_that_cannot_be_written_are_refused_before_anything_is_worked_out(tmp_path):
    there = tmp_path / "tour.html"
    there.write_text("mine")
    never = Tour(TINY)
    for path, words in (
        (there, "something already.*--force"),
        (tmp_path, "give a name such as"),
        (tmp_path / "tour.pdf", "give a name such as"),
        (tmp_path / "nowhere" / "tour.html", "no such folder"),
        (there / "tour.html", "part of this path is a file"),
    ):
        with pytest.raises(BadInput, match=words):
            export(path, tour=never)
    assert there.read_text() == "mine"
    check(there, replace=True)


def test_the_command_refuses_what_makes_no_sense(tmp_path):
    app = App(print_error=False, exit_on_error=False)
    command.add_to(app)
    there = tmp_path / "tour.html"
    there.write_text("mine")
    for words, message in (
        (["--export", str(there)], "something already"),
        (["--force"], "nothing to replace"),
        (["--port", "70000"], "--port 70000: expected 0 to 65535"),
    ):
        with pytest.raises(BadInput, match=message):
            app(["tour", *words], result_action="return_value")
    assert there.read_text() == "mine"


def test_the_record_is_wrong_and_early_and_costs(told):
    record = told["record"]
    assert record["wrong"] in ("never happened", "somebody else's deed")
    assert record["points"] <= -20
    assert record["day"] <= TINY.mistake_days // 3


def test_the_lives_part_on_the_day_of_the_record_and_not_before(told):
    record = told["record"]
    day, points = record["day"], -record["points"]
    assert told["with"][:day] == told["without"][:day]
    assert told["without"][day] - told["with"][day] == pytest.approx(points, abs=0.11)
    assert told["undone"] == "", "where nobody can appeal, nothing is corrected"
    worse = [a > b for a, b in zip(told["category_with"], told["category_without"], strict=True)]
    assert told["days_worse"] == sum(worse)


def test_both_lives_are_those_that_what_if_tells(told, tmp_path):
    record = Mistake(TINY.mistake_citizens, TINY.mistake_days, TINY.seed, LIVES[0]).record()
    city = city_of("no-appeals", TINY.mistake_citizens, TINY.mistake_days)
    assert change(city, f"filing:{record.filing}").left_out.filing is not None
    done = run(city, seed=TINY.seed, life=LIVES[0], out=tmp_path / "run", baseline=False, threads=1)
    both = what_if(done, record.citizen, f"filing:{record.filing}", lives=0, threads=1)
    assert [one.total for one in both.with_it] == pytest.approx(told["with"], abs=0.051)
    assert [one.total for one in both.without_it] == pytest.approx(told["without"], abs=0.051)


def test_an_open_office_puts_it_right(tour):
    told = tour.outcome("mistake", "open-appeals")
    day, after = told["record"]["day"], told["undone_after"]
    assert told["undone"] == "corrected"
    gap = [b - a for a, b in zip(told["with"], told["without"], strict=True)]
    assert gap[day + after - 1] > 10 > abs(gap[day + after + 8])


def test_the_ripple_counts_whom_it_shows(told):
    ripple = told["ripple"]
    ever = {
        place
        for frame in [*ripple["frames"], ripple["end"]]
        for place, value in enumerate(unpacked(frame, TINY.mistake_citizens))
        if value and place != ripple["citizen"]
    }
    assert len(ever) <= told["touched"]
    assert told["reached"] <= told["touched"] < TINY.mistake_citizens

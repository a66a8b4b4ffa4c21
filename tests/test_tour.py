"""The tour: every outcome comes from the engine, is the same every time, and is there for every choice."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glasscity.days import simulate
from glasscity.ensemble.plan import lives_of
from glasscity.errors import BadInput
from glasscity.measure.harm import KINDS
from glasscity.parallel import Workers
from glasscity.scenario import load
from glasscity.show.palette import categories
from glasscity.tour import CHAPTERS, FULL, Tour, chapter_of
from glasscity.tour.lived import Year, category_of
from glasscity.tour.told import pieces_of, pulled_down
from glasscity.tour.variations import VARIATIONS, city_of
from glasscity.tour.whose import PLAYERS, Blame, can_harm
from glasscity.world import found_city
from page_server import SMALL_TOUR

SMALL = SMALL_TOUR
LIVES = lives_of(SMALL.seed, SMALL.lives)


@pytest.fixture(scope="module")
def tour() -> Tour:
    return Tour(SMALL, processes=1)


@pytest.fixture(scope="module")
def years() -> list:
    return [Year("as-it-is", SMALL.citizens, SMALL.days, SMALL.seed, life).work() for life in LIVES]


def unpacked(text: str, number: int) -> np.ndarray:
    data = np.frombuffer(base64.b64decode(text), np.uint8)
    return np.stack([data >> 4, data & 15], axis=1).ravel()[:number]


def test_chapters_have_choices_and_unknown_ones_are_refused(tour):
    assert [chapter.name for chapter in CHAPTERS] == ["points", "friends", "mistake", "quiet", "blame"]
    for chapter in CHAPTERS:
        assert chapter.question.endswith(("?", "blame."))
        assert len({choice.name for choice in chapter.choices}) == len(chapter.choices) > 1
    with pytest.raises(BadInput, match=r"no chapter 'point'.*points"):
        chapter_of("point")
    with pytest.raises(BadInput, match=r"no choice 'expire'.*expires"):
        tour.outcome("points", "expire")


def test_every_choice_names_cities_that_there_are():
    for chapter in CHAPTERS:
        for choice in chapter.choices:
            for piece in pieces_of(chapter.name, choice.name, SMALL):
                assert getattr(piece, "variation", "as-it-is") in VARIATIONS


def test_a_year_is_what_the_engine_makes_of_it(years):
    city = city_of("as-it-is", SMALL.citizens, SMALL.days)
    with Workers(1) as workers:
        lived = simulate(city, found_city(city, SMALL.seed, workers), SMALL.seed, LIVES[0], workers)
    file, days = lived.world.file, lived.measures["days"]
    assert np.array_equal(years[0].category, file.category)
    assert np.array_equal(np.rint(years[0].total * 1000), file.total)
    assert np.array_equal(category_of(file.total, city), file.category) or file.override.any()
    counts = np.bincount(years[0].weeks[4], minlength=6).tolist()
    assert counts == [days[f"in_{name}"][27] for name in city.category_names]
    assert years[0].voice[-1]["critics"] == lived.measures["voice_days"]["critics"][-(SMALL.days % 7 or 7)]


def test_points_tell_what_became_of_the_years(tour, years):
    told = tour.outcome("points", "as-it-is")
    below = [float((year.category > 1).mean()) * 100 for year in years]
    assert told["answer"]["mean"] == pytest.approx(np.mean(below), abs=0.006)
    assert told["answer"]["lives"] == SMALL.lives
    assert sum(told["at_end"]) == pytest.approx(100, abs=0.05)
    frames = [unpacked(frame, SMALL.citizens) for frame in told["film"]["frames"]]
    assert len(frames) == SMALL.days // 7 + 1
    assert (frames[0] == 1).all()
    assert np.array_equal(frames[-1], years[0].weeks[-1])
    life = told["life"]
    assert len(life["line"]) == SMALL.days
    assert all(record["points"] for record in life["records"])


def test_only_unlawful_takes_points_from_unlawful_conduct_alone():
    here, there = (city_of(name, 256, 30) for name in ("as-it-is", "only-unlawful"))
    for name, rule in there.rulebook.rules.items():
        if there.conduct[name].lawful:
            assert rule.mean_points >= 0
        else:
            assert rule.mean_points == here.rulebook.rules[name].mean_points


def test_friends_pull_nobody_where_they_count_for_nothing(tour):
    told = tour.outcome("friends", "0")
    assert told["answer"]["mean"] == 0
    assert not unpacked(told["marks"]["pulled"], SMALL.citizens).any()
    person = told["person"]
    assert person["friends"] == 0
    assert person["category"] == person["own_category"]


def test_the_person_is_pulled_down_by_friends_and_the_same_for_every_weight(tour, years):
    shipped = tour.outcome("friends", "0.2")
    citizen = shipped["person"]["citizen"]
    assert citizen == pulled_down(years[0], 1)
    assert years[0].category[citizen] > years[0].alone[citizen]
    assert tour.outcome("friends", "0.5")["person"]["citizen"] == citizen
    assert shipped["person"]["total"] == pytest.approx(years[0].total[citizen], abs=0.06)
    lower = [float((year.category > year.alone).mean()) * 100 for year in years]
    assert shipped["answer"]["mean"] == pytest.approx(np.mean(lower), abs=0.006)


def test_a_quiet_city_adds_up(tour, years):
    told = tour.outcome("quiet", "as-it-is")
    parts = [told[name]["mean"] for name in ("answer", "silent", "feigning")]
    assert sum(parts) == pytest.approx(100, abs=0.05)
    for week in told["weeks"]:
        assert sum(week) == pytest.approx(100, abs=0.06)
    row = years[0].voice[0]
    start = (row["critics"] - row["critics_silent"] - row["critics_feigning"]) / row["critics"] * 100
    assert told["at_start"]["mean"] == pytest.approx(start, abs=0.006), "opinions follow from the seed alone"
    assert tour.outcome("quiet", "no-score")["answer"]["mean"] > told["answer"]["mean"]


def test_shares_add_up_and_only_those_who_can_harm_do():
    piece = Blame(SMALL.blame_citizens, SMALL.blame_days, SMALL.seed, LIVES[0])
    found = piece.work()
    assert found.shares.sum() == pytest.approx(found.everybody[0])
    doors = [player.name for player in PLAYERS].index("doors")
    assert found.but_one[doors][0] == 0
    for coalition in (1 << doors, (1 << len(PLAYERS)) - 1 & ~(1 << doors), 0b1111100):
        assert not can_harm(coalition)
        assert piece.live(coalition)[0] == 0


def test_everybody_doing_what_they_do_is_the_city_as_it_is():
    piece = Blame(SMALL.blame_citizens, SMALL.blame_days, SMALL.seed, LIVES[0])
    city = load("essay", citizens=SMALL.blame_citizens, days=SMALL.blame_days)
    with Workers(1) as workers:
        founded = found_city(city, SMALL.seed, workers)
        measured = simulate(city, founded, SMALL.seed, LIVES[0], workers).measures
    harm = measured["harm_days"]
    restricted = harm.filter(harm["kind"].cast(str) == KINDS[0])["citizens"].sum()
    everybody = piece.live((1 << len(PLAYERS)) - 1)
    assert everybody[0] == restricted
    assert everybody[2] == measured["days"]["entries"].sum()


def test_outcomes_are_the_same_bytes_whoever_works_them_out():
    small = replace(SMALL, citizens=96, days=20, lives=2)
    asked = [("friends", "0.3"), ("quiet", "no-score"), ("points", "expires")]
    alone = [json.dumps(Tour(small, processes=1).outcome(*one), sort_keys=True) for one in asked]
    again = Tour(small, processes=1)
    assert [json.dumps(again.outcome(*one), sort_keys=True) for one in asked[::-1]][::-1] == alone
    assert json.dumps(Tour(small, processes=2).outcome(*asked[0]), sort_keys=True) == alone[0]


def test_pieces_are_lived_once():
    tour, done = Tour(replace(SMALL, citizens=128, days=30), processes=1), []
    tour.outcome("quiet", "as-it-is", lambda what, number, of: done.append((number, of)))
    assert done == [(1, 2), (2, 2)]
    tour.outcome("friends", "0.2", lambda what, number, of: done.append((number, of)))
    assert len(done) == 2, "the city as it is has been lived for the quiet city"


def test_the_pages_colours_are_those_of_the_reports():
    style = (Path(__file__).parents[1] / "page/src/tour/tour.css").read_text()
    light, dark = style.split(':root[data-ground="dark"]', 1)
    for place, colour in enumerate(categories(6)):
        assert f"--category-{place}: {colour.light};" in light
        assert f"--category-{place}: {colour.dark};" in dark


def test_the_page_knows_how_large_the_city_is():
    text = (Path(__file__).parents[1] / "page/src/tour/types.ts").read_text()
    community = load("essay").network.community
    side = int(community**0.5)
    assert f"{{ side: {side}, community: {community}, citizens: {FULL.citizens} }}" in text
    names = re.search(r"export const CHOICES = (.*?)} as const", text, re.DOTALL)[1]
    there = [choice.name for chapter in CHAPTERS for choice in chapter.choices]
    assert re.findall(r'"([^"]+)"', names) == there

"""A city that is being watched: the same days as unwatched, and one can go back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from glasscity import draws
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.results import Run
from glasscity.scenario import load
from glasscity.study.event import ENTRIES
from glasscity.study.find import find, findable
from glasscity.study.story import story
from glasscity.twin.change import change
from glasscity.watch.city import WatchedCity
from glasscity.watch.ground import lay_out
from glasscity.watch.lenses import NOTHING, lenses_of
from glasscity.watch.life import citizen_of, find_in, such_of
from glasscity.watch.past import Past
from glasscity.watch.what_if import what_if

CITIZENS, DAYS, SEED = 3000, 40, 5
"""As in the fixture `small_run`."""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2) as found:
        yield found


def watched(workers: Workers, name: str = "essay", **changes: int) -> WatchedCity:
    scenario = load(name, **({"citizens": CITIZENS, "days": DAYS} | changes))
    return WatchedCity(scenario, SEED, draws.life_of(SEED), workers)


@pytest.fixture(scope="module")
def over(workers: Workers) -> WatchedCity:
    """Return a city whose last day is over, for reading only."""
    city = watched(workers)
    city.go_to(DAYS - 1)
    return city


def test_a_watched_city_has_the_digest_of_the_same_run(small_run: Path, workers: Workers):
    city = watched(workers)
    lenses = lenses_of(city)
    while not city.ended:
        city.pass_day()
        if city.day % 9 == 0:
            for lens in lenses:
                lens.look(city)
            citizen_of(city, city.day * 11)
            find_in(city, "wrongly accused")
    assert city.digest == Run(small_run).digest


def test_going_back_and_on_changes_nothing(small_run: Path, workers: Workers):
    city = watched(workers)
    city.go_to(33)
    before, rows = city.world.file.total.copy(), list(city.numbers.rows)
    for day in (12, 30, -1, 17, 33, 20, 33):
        city.go_to(day)
        assert city.day == day
        assert len(city.numbers.rows) == day + 1
    assert np.array_equal(city.world.file.total, before)
    assert city.numbers.rows == rows
    city.go_to(DAYS - 1)
    assert city.digest == Run(small_run).digest
    with pytest.raises(BadInput, match="the last day is over"):
        city.pass_day()
    with pytest.raises(BadInput, match="this city has days -1 … 39"):
        city.go_to(DAYS)


def test_the_numbers_of_the_days_are_those_of_the_run(small_run: Path, over: WatchedCity):
    run = Run(small_run)
    for row, day in zip(over.numbers.rows, run.days.iter_rows(named=True), strict=True):
        for name in run.scenario.category_names:
            assert row[f"in_{name}"] == day[f"in_{name}"]
        assert row["mean"] == pytest.approx(day["mean_total"], abs=0.001)
        assert row["entries"] == day["entries"]
    harm = run.table("harm_days").collect()
    assert sum(row["harm_erroneous"] for row in over.numbers.rows) == (
        harm.filter(harm["kind"].cast(str) == "erroneous")["citizens"].sum()
    )
    refused = run.table("decisions").collect()
    by_score = (refused["outcome"] == 4) & (refused["reason"] != 1)
    assert sum(row["refusals"] for row in over.numbers.rows) == by_score.sum()
    said = run.table("voice_days").collect()
    assert [row["critical"] for row in over.numbers.rows] == said["critical"].to_list()


def test_a_story_so_far_is_that_of_the_run(small_run: Path, over: WatchedCity):
    run = Run(small_run)
    for citizen in (*range(0, CITIZENS, 97), *some_found(run)):
        told = story(run, citizen).to_dict()
        so_far = story(over.so_far(citizen).run(), citizen, alike=False).to_dict()
        # How many are alike is not known from one citizen's rows: the page asks for it apart.
        counted = ("like_them", "like_them_rule")
        assert {**so_far, **dict.fromkeys(counted)} == {**told, **dict.fromkeys(counted)}
        assert such_of(over, citizen)["number"] == told["like_them"]


def some_found(run: Run) -> list[int]:
    return [find(run, what)[0] for what in ("wrongly accused", "an informer", "fell to A")]


def test_whoever_is_found_is_found_in_the_run_too(small_run: Path, over: WatchedCity):
    run = Run(small_run)
    assert findable(over.so_far().run()) == findable(run)
    for what in ("wrongly accused", "an informer", "typical", "fell to A"):
        assert find_in(over, what)["citizens"][:5] == find(run, what, number=5)
    assert find_in(over, "fell to D")["message"].startswith("nobody in this run")


def test_a_citizen_on_the_page_has_their_file_and_their_contacts(over: WatchedCity):
    citizen = find_in(over, "wrongly accused")["citizens"][0]
    shown = citizen_of(over, citizen)
    file = over.world.file
    assert shown["line"]["total"][-1] == file.total[citizen] / 1000
    assert shown["line"]["category"][-1] == file.category[citizen]
    wrong = [event for event in shown["events"] if event["wrong"] and event["kind"] in ENTRIES]
    assert wrong
    assert all(len(event["filing"]) == 32 for event in wrong)
    ties = over.world.city.ties
    row = slice(ties.start[citizen], ties.start[citizen + 1])
    assert {one["citizen"] for one in shown["contacts"]} == set(
        ties.contact[row][ties.layers[row] > 0].tolist()
    )
    with pytest.raises(BadInput, match="this city has 0 … 2999"):
        citizen_of(over, CITIZENS)


def test_a_life_without_a_filing_is_the_twins(over: WatchedCity, workers: Workers):
    citizen = find_in(over, "wrongly accused")["citizens"][0]
    shown = citizen_of(over, citizen)
    filing = next(event["filing"] for event in shown["events"] if event["wrong"] and event["points"] < 0)
    told: list[tuple[int, int, list[float]]] = []
    without = what_if(
        over, citizen, f"filing:{filing}", lambda _, done, of, line=(): told.append((done, of, list(line)))
    )
    twin = watched(workers)
    twin.world.leave_out(change(twin.scenario, f"filing:{filing}").left_out)
    totals = []
    for _ in range(DAYS):
        twin.pass_day()
        totals.append(twin.world.file.total[citizen] / 1000)
    assert without["line"]["total"] == totals
    lived = len(told)
    assert told == [(day, lived, totals[-lived:][:day]) for day in range(1, lived + 1)]
    assert not without["same"]
    others = (twin.world.file.total != over.world.file.total).sum() - 1
    assert without["others"] == others
    assert over.day == DAYS - 1
    assert "Without it" in without["sentence"]


def test_a_filing_that_is_none_is_refused(over: WatchedCity):
    with pytest.raises(BadInput, match="only a filing"):
        what_if(over, 3, "influence")
    with pytest.raises(BadInput, match="hexadecimal"):
        what_if(over, 3, "filing:12")
    with pytest.raises(BadInput, match="this filing is of day"):
        what_if(over, 3, "filing:00000003ffff0001" + "0" * 16)


def test_every_lens_shows_everybody(over: WatchedCity):
    for lens in lenses_of(over):
        shown = lens.look(over)
        assert shown.shape == (CITIZENS,)
        assert shown.dtype == np.uint8
        assert set(np.unique(shown)) - {NOTHING} <= set(range(len(lens.colours)))
        assert len({value for value, _ in lens.legend}) == len(lens.legend)


def test_lenses_show_what_they_say(over: WatchedCity):
    look = {lens.name: lens.look for lens in lenses_of(over)}
    assert np.array_equal(look["category"](over), over.world.file.category)
    ties, total = over.world.city.ties, over.world.file.total
    mean = [
        total[ties.contact[a:b][ties.layers[a:b] > 0]].astype(np.int64)
        for a, b in zip(ties.start[:50], ties.start[1:51], strict=True)
    ]
    shades = look["friends"](over)[:50]
    order = np.argsort([some.mean() if len(some) else -1 for some in mean])
    known = [shades[place] for place in order if shades[place] != NOTHING]
    assert known == sorted(known)
    assert over.measures.harm is not None
    in_error = over.measures.harm.of_last_day()["erroneous"]
    assert (in_error > 0) == bool((look["error"](over) == 2).any())
    assert over.today is not None
    assert set(np.flatnonzero(look["entries"](over))) == set(over.today.entries["citizen"].tolist())


def test_everybody_has_a_place_of_their_own(over: WatchedCity):
    ground = lay_out(over.scenario, over.world.city.population)
    places = set(zip(ground.x.tolist(), ground.y.tolist(), strict=True))
    assert len(places) == CITIZENS
    assert ground.x.max() < ground.width
    assert ground.y.max() < ground.height
    pitch = ground.lots + 1
    assert not ((ground.x % pitch == ground.lots) | (ground.y % pitch == ground.lots)).any()
    blocks = {(x // pitch * pitch, y // pitch * pitch) for x, y in places}
    assert not blocks & set(ground.water)
    there = np.unique(over.world.city.population.row("district"))
    assert len(ground.districts) == len(there) > 1


def test_the_past_is_thinned_where_it_grows_too_large(workers: Workers):
    city = watched(workers, citizens=500, days=40)
    one = Past((city.scenario,), every=2, most_bytes=10**12)
    for day in range(-1, 20):
        one.take(day, city.world)
    size = one.size / len(one.days)
    few = Past((city.scenario,), every=2, most_bytes=int(size * 2))
    for day in range(-1, 20):
        few.take(day, city.world)
    # Nothing changed between them, so all arrays are shared and only outlines add up.
    assert one.days == [*range(-1, 20, 2)]
    assert set(few.days) <= set(one.days)
    assert few.every > one.every
    assert few.days[0] == -1


def test_a_city_without_a_score_can_be_watched(workers: Workers):
    scenario = load("essay", citizens=800, days=10).without_score()
    city = WatchedCity(scenario, 1, 2, workers)
    city.go_to(9)
    assert "category" not in {lens.name for lens in lenses_of(city)}
    assert citizen_of(city, 3)["line"] is not None
    assert "in_AAA" not in city.numbers.rows[-1]

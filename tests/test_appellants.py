"""Citizens as appellants: what answers teach, who has help, and what contesting costs."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import allow_appeals, changed, erring, live
from glasscity import draws, tables
from glasscity.scenario.quantities import threshold32
from glasscity.show.report import report_html
from glasscity.study.story import story
from glasscity.study.summary import summarise
from glasscity.verify import verify

HARD = {"if_wrong": "0.8", "if_right": "0.3", "corrected_if_wrong": "0.3", "corrected_if_right": "0.2"}
LESSON = "{after_refusal=0.5, after_success=1.25, assumed='a test'}"
HELP = "{share=0.4, depends={income={low=0.5}}, contests=1.5, corrected=2, assumed='a test'}"
COST = "{hours=2.5, money=10, assumed='a test'}"


@pytest.fixture(scope="module")
def scenario():
    return erring(citizens=800)


@pytest.fixture(scope="module")
def plain(scenario):
    return live(allow_appeals(scenario, **HARD))


@pytest.fixture(scope="module")
def city(scenario):
    return allow_appeals(scenario, **HARD, learning=LESSON, helpers=HELP, cost=COST)


@pytest.fixture(scope="module")
def lived(city):
    return live(city)


def _has_rate(number, of, rate):
    return abs(number - of * rate) < 4 * np.sqrt(of * rate * (1 - rate))


# ── What switches it off ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "part",
    [
        {"learning": "{after_refusal=1, after_success=1, assumed='a test'}"},
        {"helpers": "{share=0, contests=3, corrected=2, assumed='a test'}"},
        {"helpers": "{share=1, contests=1, corrected=1, assumed='a test'}"},
        {"cost": COST},
    ],
    ids=["learning", "nobody helped", "help that does not help", "cost"],
)
def test_without_it_appeals_are_as_before(scenario, plain, part):
    assert live(allow_appeals(scenario, **HARD, **part)).digest == plain.digest


@pytest.mark.parametrize("part", [{"learning": LESSON}, {"helpers": HELP}], ids=["learning", "helpers"])
def test_with_it_appeals_differ(scenario, plain, part):
    assert live(allow_appeals(scenario, **HARD, **part)).digest != plain.digest


def test_nothing_of_it_depends_on_threads(city, lived):
    assert live(city, threads=2).digest == lived.digest


# ── What answers teach ────────────────────────────────────────────────────────────────────────────────


def _readiness(lived, day):
    """Return everybody's readiness on the morning of a day, in plain Python."""
    readiness = [128] * lived.city.population.number
    hearings = lived.all("hearings")
    for row in hearings[np.argsort(hearings["answered"], kind="stable")]:
        if row["answered"] < day:
            factor = 160 if row["corrected"] else 64
            now = readiness[row["citizen"]]
            readiness[row["citizen"]] = min((now * factor + 64) // 128, 255)
    return readiness


def test_readiness_is_what_all_answers_up_to_yesterday_taught(lived):
    last = len(lived.days) - 1
    assert lived.world.appellants.readiness.tolist() == _readiness(lived, last)
    assert len(set(lived.world.appellants.readiness.tolist())) > 5


def test_who_contests_follows_readiness_and_help(lived):
    helped = lived.world.appellants.helped
    seen = set()
    for day in (10, 40, 80):
        readiness = _readiness(lived, day)
        for row in lived.days[day].appeals:
            citizen, lo = int(row["citizen"]), int(row["entry_lo"])
            conduct_day = int(row["entry_hi"]) >> 16 & 0xFFFF
            words = draws.words(np.uint64(2), citizen, conduct_day, draws.APPEAL, lo >> 16 & 0xFFFF, lo >> 32)
            threshold = _THRESHOLDS[int(row["wrong"]), int(helped[citizen])] * readiness[citizen] // 128
            assert (int(words[1]) < threshold) == row["contested"]
            seen.add((row["wrong"], helped[citizen], readiness[citizen] < 128))
    assert len(seen) == 8


def _threshold(tenths):
    return (tenths * (1 << 32) * 2 + 100) // 200


_THRESHOLDS = {(1, 0): _threshold(80), (0, 0): _threshold(30), (1, 1): 1 << 32, (0, 1): _threshold(45)}


def test_whoever_gives_up_after_one_refusal_never_contests_again(scenario):
    learning = "{after_refusal=0, after_success=1, assumed='a test'}"
    given_up = live(allow_appeals(scenario, **HARD, learning=learning))
    hearings, appeals = given_up.all("hearings"), given_up.all("appeals")
    refused = {}
    for row in hearings[hearings["corrected"] == 0]:
        citizen = int(row["citizen"])
        refused[citizen] = min(refused.get(citizen, 10**6), int(row["answered"]))
    after = [row["contested"] for row in appeals if refused.get(int(row["citizen"]), 10**6) < row["day"]]
    on_the_day = [row["contested"] for row in appeals if refused.get(int(row["citizen"]), -1) == row["day"]]
    assert len(after) > 1000
    assert not any(after)
    assert any(on_the_day)


def test_refusals_bring_silence_and_wrong_entries_stay(scenario, plain):
    quiet = live(allow_appeals(scenario, **HARD, learning=LESSON))
    contested = [some.all("appeals")["contested"].sum() for some in (quiet, plain)]
    corrected = [(some.entries["kind"] == tables.CORRECTION).sum() for some in (quiet, plain)]
    assert contested[0] < 0.8 * contested[1]
    assert corrected[0] < 0.9 * corrected[1]


def test_lessons_hold_from_the_day_on_which_they_begin(scenario):
    never = changed(
        allow_appeals(scenario, **HARD),
        "interventions=[{day=50, path='appeals.learning', "
        "to={after_refusal=0, after_success=1, assumed='a test'}, assumed='a test'}]",
    )
    lived = live(never)
    hearings = lived.all("hearings")
    refused = hearings[(hearings["corrected"] == 0) & (hearings["answered"] < len(lived.days) - 1)]
    # An answer of day 49 is taken in on the morning of day 50.
    learnt = set(refused["citizen"][refused["answered"] >= 49].tolist())
    assert set(np.flatnonzero(lived.world.appellants.readiness == 0).tolist()) == learnt
    assert set(lived.world.appellants.readiness.tolist()) == {0, 128}


# ── Who has help ──────────────────────────────────────────────────────────────────────────────────────


def test_help_is_drawn_once_for_each_citizen_by_who_they_are(lived, city, scenario):
    helped, population = lived.world.appellants.helped == 1, lived.city.population
    low = population.row("income") == population.level_names["income"].index("low")
    assert _has_rate(helped[low].sum(), low.sum(), 0.2)
    assert _has_rate(helped[~low].sum(), (~low).sum(), 0.4)
    words = [int(draws.words(np.uint64(1), c, 0, draws.HELPER, 0, 0)[0]) for c in range(population.number)]
    share = [threshold32(city.appeals.helpers.share) // (2 if poor else 1) for poor in low]
    assert helped.tolist() == [word < limit for word, limit in zip(words, share, strict=True)]


def test_help_doubles_what_is_granted_and_the_machine_does_not_listen(scenario):
    helpers = "{share=0.5, contests=1, corrected=2, assumed='a test'}"
    lived = live(allow_appeals(scenario, **HARD, machine_believed="0.25", helpers=helpers))
    hearings, helped = lived.all("hearings"), lived.world.appellants.helped
    for wrong, rate in ((1, 0.3), (0, 0.2)):
        for help_, factor in ((0, 1), (1, 2)):
            mine = hearings[(hearings["wrong"] == wrong) & (helped[hearings["citizen"]] == help_)]
            assert len(mine) > 300
            assert _has_rate(mine["corrected"].sum(), len(mine), 0.75 * rate * factor)


def test_help_can_come_and_go(scenario):
    helpers = "{share=1, contests=0, corrected=1, assumed='a test'}"
    lived = live(
        changed(
            allow_appeals(scenario, **HARD),
            f"interventions=[{{day=30, path='appeals.helpers', to={helpers}, assumed='a test'}}, "
            "{day=60, path='appeals.helpers', drop=true, assumed='a test'}]",
        )
    )
    appeals = lived.all("appeals")
    by_day = np.bincount(appeals["day"], weights=appeals["contested"], minlength=100)
    assert by_day[10:30].all()
    assert not by_day[30:60].any()
    assert by_day[60:].all()


# ── What a run shows ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def folder(city, tmp_path_factory):
    return glasscity.run(
        city, out=tmp_path_factory.mktemp("appellants") / "run", seed=1, life=2, baseline=False
    )


def test_costs_are_hours_and_money_for_each_contested_entry(folder):
    contested = int(folder.table("appeals").select(pl.col("contested").cast(pl.Int64).sum()).collect().item())
    cost = summarise(folder).appeals.cost
    assert contested > 100
    assert (cost.hours, cost.money) == (contested * 2.5, contested * 10)
    said = " ".join(summarise(folder).headlines)
    assert f"Contesting them took {round(contested * 2.5):,} hours and {contested * 10:,} " in said


def test_groups_add_up_to_the_funnel_and_differ_as_they_should(folder):
    appeals = summarise(folder).appeals
    for one, other in ((appeals.never_refused, appeals.refused), (appeals.alone, appeals.helped)):
        assert one.told + other.told == appeals.wrong.told
        assert one.contested + other.contested == appeals.wrong.contested
        assert one.answered + other.answered == appeals.wrong.answered
    share = {
        name: getattr(appeals, name).contested / getattr(appeals, name).told
        for name in ("never_refused", "refused", "alone", "helped")
    }
    assert share["refused"] < 0.7 * share["never_refused"]
    assert share["helped"] > 1.1 * share["alone"]
    assert (
        appeals.helped.granted / appeals.helped.answered
        > 1.5 * appeals.alone.granted / appeals.alone.answered
    )


def test_who_has_help_is_in_the_table_of_citizens_and_comes_about_again(folder, lived):
    assert verify(folder.path).passed
    assert "helped" in folder.table("citizens").collect_schema().names()


def test_a_life_says_what_each_answer_taught(folder, lived):
    hearings = folder.table("hearings").filter(pl.col("answered") < 98).collect()
    citizen = hearings.group_by("citizen").len().sort("len", "citizen")["citizen"][-1]
    said = [event.cause for event in story(folder, citizen).events if event.kind == "answered"]
    assert any("the entry stays; from now on they contest 0.50 times" in cause for cause in said) or any(
        "the entry is taken back; from now on they contest 1.25 times" in cause for cause in said
    )
    readiness = lived.world.appellants.readiness[citizen] / 128
    assert f"{readiness:.2f} times as readily" in " ".join(said)


def test_the_report_says_what_it_took_and_whom_it_taught(folder):
    text = report_html(folder)
    assert "Contesting took" in text
    assert "whose appeal had been refused before contested" in text
    assert "those with help contested" in text
    assert "keeps nobody from it here" in text
    assert "Nobody gives up contesting" not in text

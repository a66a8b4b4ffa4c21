"""What people believe to count: secret criteria, chilling, defiance, crowding out, nearness to bounds."""

from __future__ import annotations

from decimal import Decimal
from html import unescape

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, live, starter
from glasscity import draws, tables
from glasscity.scenario.quantities import threshold32
from glasscity.show.report import report_html
from glasscity.show.text import summary_text
from glasscity.society.leaning import UNCHANGED
from glasscity.society.response.kinds import MOST, counts_as, prepare_manner
from glasscity.society.response.lean import nearness, stake_of
from glasscity.society.response.minds import NEVER, NO_KIND, _draw_of
from glasscity.study.story import story
from glasscity.study.summary import summarise
from glasscity.verify import verify
from test_response import _answering
from test_text import printed

SECRET = "rulebook.criteria_published=false"
CRITERIA = (
    "{transparency=0, supposed={punished=3, rewarded=2, uncounted=1}, own=0.25, contacts=0.05, "
    "spillover=0.5, assumed='a test'}"
)
AWARE = "{at_start=1, by_own_entry=1, by_contacts=1, assumed='a test'}"
DEFIANCE = "{illegitimate=0.5, against=1, weeks=20, assumed='a test'}"


def _city(*settings, **response):
    """Return the starter city with people who answer, lawful talk that does not count, and wide bounds."""
    city = starter(citizens=3000, days=120)
    wider = [f"conduct.{n}.bound_per_year={c.bound_per_year * 3}" for n, c in city.conduct.items()]
    talk = (
        "conduct.private_talk={code=90, label='talk', domain='speech', context='online', lawful=true, "
        "gravity=0, per_year=6, bound_per_year=20, assumed='a test'}"
    )
    return changed(_answering(changed(city, *wider, talk), **response), *settings)


def _secret(*settings, **response):
    """Return the same city with criteria that nobody is told of."""
    return _city(SECRET, *settings, **response, criteria=CRITERIA)


@pytest.fixture(scope="module")
def secret():
    return _secret(awareness=AWARE)


@pytest.fixture(scope="module")
def in_secret(secret):
    return live(secret)


def _done(lived, scenario, name, what="acts"):
    rows = lived.acts if what == "acts" else lived.all(what)
    return int((rows["conduct"] == scenario.conduct[name].code).sum())


def _believed(minds):
    """Return the points (hundredths, fines included) that everybody believes to be at stake, kind by kind."""
    stake = minds.state.stake
    return np.array(
        [
            [stake_of(kind, int(one), bool(minds.manner.scored), minds.stakes, minds.manner) for one in row]
            for kind, row in enumerate(stake)
        ]
    )


def test_with_published_criteria_beliefs_equal_the_rules(secret):
    published = changed(secret, "rulebook.criteria_published=true")
    lived = live(published)
    minds = lived.world.minds
    believed = _believed(minds)
    for kind, row in zip(minds.kinds, believed, strict=True):
        rules = [published.rulebook.rules.get(name) for name in kind.names]
        points = [abs(rule.mean_points) if rule is not None else Decimal(0) for rule in rules]
        assert (row == 100 * sum(points) / len(points)).all(), kind
    assert _done(lived, published, "private_talk", "forgone") == 0


def test_transparency_of_1_is_the_same_as_published_criteria(secret):
    published = live(changed(secret, "rulebook.criteria_published=true", "time.days=60")).digest
    seen_through = live(changed(secret, "response.criteria.transparency=1", "time.days=60")).digest
    assert seen_through == published
    assert live(changed(secret, "time.days=60")).digest != published


def test_published_criteria_need_no_suppositions(secret):
    city = changed(_city(awareness=AWARE), "time.days=60")
    assert (
        live(city).digest == live(changed(secret, "rulebook.criteria_published=true", "time.days=60")).digest
    )


def test_lawful_conduct_that_does_not_count_is_forgone_where_criteria_are_secret(secret, in_secret):
    assert secret.conduct["private_talk"].lawful
    assert secret.rewards("private_talk") is None
    chilled = _done(in_secret, secret, "private_talk", "forgone")
    assert chilled > 0.02 * _done(in_secret, secret, "private_talk")
    no_spill = live(
        changed(secret, "response.criteria.spillover=0", "response.criteria.supposed.uncounted=0")
    )
    assert _done(no_spill, secret, "private_talk", "forgone") == 0
    assert _done(no_spill, secret, "critical_post", "forgone") > 0


def test_the_more_transparent_the_nearer_to_the_rules(secret, in_secret):
    minds = in_secret.world.minds
    half = live(changed(secret, "response.criteria.transparency=0.5")).world.minds
    true = minds.stakes.points[:, None]

    def off(some):
        return np.abs(_believed(some) - true).mean()

    assert 0.4 * off(minds) < off(half) < 0.6 * off(minds)


def test_without_a_score_only_the_fines_are_at_stake(secret):
    minds = live(changed(secret, "scoring.enabled=false", "time.days=30")).world.minds
    assert (_believed(minds) == minds.stakes.fine[:, None]).all()


def test_the_same_on_any_number_of_threads(secret, in_secret):
    full = changed(secret, f"response.defiance={DEFIANCE}")
    one, two = live(full), live(full, threads=2)
    assert one.digest == two.digest != in_secret.digest
    for left, right in zip(one.world.minds.state, two.world.minds.state, strict=True):
        assert (left == right).all()


def _told_words(entry, life):
    """Return the draw of an entry, worked out from its id in plain Python."""
    high, low = int(entry["entry_hi"]), int(entry["entry_lo"])
    number = (low >> 16 & 0xFFFF) ^ (low & 0xFF) << 4
    key = np.uint64(life)
    return draws.words(key, high >> 32, high & 0xFFFFFFFF, draws.TOLD, number, low >> 32)


def test_stakes_awareness_and_defiance_against_plain_python(secret):
    """Every notice of a small city once more, entry by entry, with exact whole numbers."""
    settings = (
        "response.told=0.4",
        "time.days=40",
        "population.citizens=1200",
        f"response.defiance={DEFIANCE}",
    )
    aware = "{at_start=0.1, by_own_entry=0.3, by_contacts=0.05, assumed='a test'}"
    city = changed(secret, *settings, f"response.awareness={aware}")
    lived = live(city)
    minds, ties = lived.world.minds, lived.city.ties
    supposed = {"punished": 300, "rewarded": 200, "uncounted": 100}
    classes = [counts_as(city, kind) for kind in minds.kinds]
    citizens = minds.state.stake.shape[1]
    stake = [[supposed[one]] * citizens for one in classes]
    start = [draws.words(np.uint64(1), c, 0, draws.CITY_AWARE, 0, 0)[0] for c in range(citizens)]
    since = [0 if word < threshold32(Decimal("0.1")) else NEVER for word in start]
    feels = [
        draws.words(np.uint64(1), c, 0, draws.CITY_LEGITIMACY, 0, 0)[0] < 1 << 31 for c in range(citizens)
    ]
    own, others, spill = 16384, 3277, 32768
    told = 0

    def learn(kind, citizen, seen, weight):
        def move(which, part):
            before = stake[which][citizen]
            stake[which][citizen] = before + ((seen - before) * part + 32768) // 65536

        move(kind, weight)
        for other, one in enumerate(classes):
            if (
                classes[kind] == "punished"
                and one == "uncounted"
                and minds.kinds[other].domain == minds.kinds[kind].domain
            ):
                move(other, weight * spill // 65536)

    for today in lived.days[:-1]:
        for entry in today.entries:
            kind = minds.kind_of[entry["conduct"]]
            words = _told_words(entry, 2)
            if entry["kind"] not in (tables.CONDUCT, tables.DENUNCIATION) or words[0] >= threshold32(
                Decimal("0.4")
            ):
                continue
            told += 1
            assert kind != NO_KIND
            citizen, seen, day = (
                int(entry["citizen"]),
                min(abs(int(entry["points"])) // 10, MOST),
                today.day + 1,
            )
            learn(kind, citizen, seen, own)
            if since[citizen] == NEVER and words[1] < threshold32(Decimal("0.3")):
                since[citizen] = day
            for other in ties.contact[ties.start[citizen] : ties.start[citizen + 1]].tolist():
                learn(kind, other, seen, others)
                word = draws.words(np.uint64(2), other, day, draws.AWARENESS, 0, int(words[2]))[0]
                if since[other] == NEVER and word < threshold32(Decimal("0.05")):
                    since[other] = day
    assert told > 50
    assert minds.state.stake.tolist() == stake
    assert minds.state.aware_since.tolist() == since
    assert minds.state.illegitimate.tolist() == [int(one) for one in feels]


def test_every_entry_has_a_draw_of_its_own(in_secret):
    """Two entries about the same citizen, conduct and parameter on one day share nothing."""
    entry = in_secret.entries[:1].copy()
    first = _draw_of(np.uint64(2), entry[0])
    assert first == _told_words(entry[0], 2)
    high, low = int(entry["entry_hi"][0]), int(entry["entry_lo"][0])
    for other_high, other_low in (
        (high + (1 << 16), low),
        (high + (1 << 32), low),
        (high, low + (1 << 16)),
        (high, low + 1),
    ):
        entry["entry_hi"], entry["entry_lo"] = other_high, other_low
        assert _draw_of(np.uint64(2), entry[0])[0] != first[0]


def test_who_feels_it_illegitimate_leans_against_it_once_punished(secret):
    calm = _secret(f"response.defiance={DEFIANCE.replace('0.5', '0')}", awareness=AWARE)
    angry = _secret(f"response.defiance={DEFIANCE.replace('0.5', '1')}", awareness=AWARE)
    before, after = live(calm), live(angry)
    assert before.digest == live(secret).digest
    minds = after.world.minds
    defiant = minds.state.defiant > 0
    assert 0.1 < defiant.mean() < 1
    kind = minds.kind_of[angry.conduct["red_light"].code]
    assert (minds.state.leaning[kind][defiant] >= UNCHANGED).all()
    assert minds.state.leaning[kind][defiant].mean() > UNCHANGED + 5
    assert (minds.state.leaning[kind][~defiant] <= UNCHANGED).all()
    assert _done(after, angry, "red_light") > 1.05 * _done(before, calm, "red_light")
    assert _done(after, angry, "red_light", "more") > 0
    assert live(changed(angry, "scoring.enabled=false")).world.minds.state.defiant.max() == 0


def test_defiance_ends_after_its_weeks_and_follows_its_attribute():
    short = DEFIANCE.replace("weeks=20", "weeks=1").replace("illegitimate=0.5", "illegitimate=1")
    city = _secret(f"response.defiance={short}", awareness=AWARE)
    assert live(city).world.minds.state.defiant.max() <= 1
    levels = city.population.levels["age"]
    young = DEFIANCE.replace(
        "0.5", f"0.5, depends={{age={{{levels[0]}=2, " + ", ".join(f"{one}=0" for one in levels[1:]) + "}}"
    )
    lived = live(_secret(f"response.defiance={young}", "time.days=3", awareness=AWARE))
    age = lived.city.population.levels[list(lived.city.population.level_names).index("age")]
    assert (lived.world.minds.state.illegitimate == (age == 0)).all()


def test_good_deeds_are_crowded_out_where_they_are_paid_too_little():
    """Pay enough, or do not pay at all: the sign turns with what is at stake."""
    crowding = "response.crowding_out={share=0.5, domains=['good_deeds'], assumed='a test'}"
    paid, counts = {}, {}
    for points in ("1", "100"):
        city = _city(awareness=AWARE, leaning__reward="0.9")
        rule = f"rulebook.rules.volunteering={{points={points}, assumed='a test'}}"
        paid[points] = live(changed(city, rule, crowding))
        counts[points] = _done(paid[points], city, "volunteering")
        without = live(changed(city, rule))
        assert counts[points] < _done(without, city, "volunteering")
        assert _done(paid[points], city, "bill_on_time") >= 0.9 * _done(without, city, "bill_on_time")
    as_ever = _done(live(changed(city, "response.enabled=false")), city, "volunteering")
    assert counts["1"] < as_ever < counts["100"]


NEAR = "{margin=3, about_to_fall=2, about_to_rise=1.5, assumed='a test'}"
TWO_TOWNS = (
    "towns={alpha={code=1, label='Alpha', share=0.5, assumed='a test'}, "
    "beta={code=2, label='Beta', share=0.5, start=100, scale=0.5, assumed='a test'}}"
)


def test_who_is_near_a_bound_and_knows_it_leans_more(secret):
    city = _city(awareness=AWARE, near_bounds=NEAR, leaning__nothing_to_lose="0", leaning__licence="0")
    lived = live(city)
    assert (
        lived.digest
        != live(_city(awareness=AWARE, leaning__nothing_to_lose="0", leaning__licence="0")).digest
    )
    manner = lived.world.minds.manner
    bounds = [int(band.at_least) for band in city.rulebook.categories.bands[:-1]]

    def near(points):
        return nearness(points * 1000, 0, manner) / 65536

    for bound in bounds:
        assert near(bound) == near(bound + 3) == 2
        assert near(bound - 1) == near(bound - 3) == 1.5
    assert near(bounds[0] + 4) == near(bounds[-1] - 4) == 1
    assert live(changed(secret, f"response.near_bounds={NEAR}")).digest == live(secret).digest


def test_a_bound_is_that_of_ones_own_town_on_its_scale():
    city = _city(TWO_TOWNS, "response.near_bounds=" + NEAR)
    manner = prepare_manner(city, city.response)
    for bound in [int(band.at_least) - 1000 for band in city.rulebook.categories.bands[:-1]]:
        for town, start, scale in ((0, 1000, 1), (1, 100, 0.5)):
            near = [start + (bound + away) * scale for away in (3, -3, 3.1, -3.1)]
            found = [nearness(int(total * 1000), town, manner) / 65536 for total in near]
            assert found == [2, 1.5, 1, 1]


def test_whom_a_bound_leaves_cold_does_not_lean_there():
    city = _city(near_bounds=NEAR.replace("about_to_fall=2", "about_to_fall=0"))
    manner = prepare_manner(city, city.response)
    bound = int(city.rulebook.categories.bands[0].at_least) * 1000
    assert [nearness(total, 0, manner) / 65536 for total in (bound, bound - 1, bound + 4000)] == [0, 1.5, 1]


def test_half_transparency_lets_half_of_the_people_know_their_score(secret):
    settings = ("response.criteria.transparency=0.5", f"response.near_bounds={NEAR}", "time.days=8")
    manner = live(changed(secret, *settings)).world.minds.manner
    assert manner.knows == 1 << 31


def test_what_is_measured_is_what_is_so(secret, tmp_path):
    rules = f"response.defiance={DEFIANCE}"
    city = changed(secret, rules, "response.tokens=['bill_on_time']", "time.days=60")
    city = changed(city, "response.leaning.reward=0.9", "response.learning.at_start=0.8")
    run = glasscity.run(city, out=tmp_path / "run")
    lived = live(city, seed=1, life=run.manifest["life"])
    minds = lived.world.minds
    last = run.table("belief_days").filter(pl.col("day") == 56).collect()
    assert last["domain"].to_list() == [kind.domain for kind in minds.kinds]
    assert (last["true"] * 100 == minds.stakes.points + minds.stakes.fine).all()
    early = live(changed(city, "time.days=57"), seed=1, life=run.manifest["life"]).world.minds
    assert np.allclose(last["believed"], _believed(early).mean(axis=1) / 100, atol=0.006)
    assert not np.allclose(last["believed"], last["true"], atol=0.5)
    factor = early.state.leaning.mean(axis=1) / UNCHANGED
    assert np.allclose(last["factor"], factor)
    assert (run.citizens["aware_since"].to_numpy() == minds.state.aware_since).all()
    answers = summarise(run).answers
    assert answers.aware == 3000
    forgone, more = lived.all("forgone"), lived.all("more")
    assert answers.forgone == len(forgone)
    assert answers.more == len(more)
    chilled = (forgone["conduct"] == 90).sum()
    assert answers.chilled == chilled > 0
    lawful = [
        city.conduct[name].code for name in ("critical_post", "private_talk", "bill_on_time", "volunteering")
    ]
    assert answers.forgone_lawful == np.isin(forgone["conduct"], lawful).sum()
    assert answers.tokens == (more["conduct"] == city.conduct["bill_on_time"].code).sum() > 0
    unaware = changed(
        city, "response.awareness={at_start=0.3, by_own_entry=1, by_contacts=0, assumed='a test'}"
    )
    some = glasscity.run(unaware, out=tmp_path / "some", baseline=False)
    since = some.citizens["aware_since"].to_numpy()
    said = {-1: "They never came to know of the system", 0: "They knew of the system from the first day"}
    for citizen in (int((since == -1).argmax()), int((since == 0).argmax()), int((since > 0).argmax())):
        day = int(since[citizen])
        words = said.get(day, f"They came to know of the system on {city.time.date_of(day)}")
        assert any(note.startswith(words) for note in story(some, citizen).notes)
    shown = report_html(run)
    assert "How people answer" in shown
    assert f"Of {len(forgone):,} acts given up, " in unescape(shown)
    assert f"{chilled:,}" in shown
    assert f"{len(forgone):,} acts were forgone out of fear" in " ".join(summarise(run).headlines)
    lines = printed(summary_text(summarise(run)))
    assert "how people answer" in lines
    assert f"{len(forgone):,}" in lines
    assert verify(run.path).passed
    assert {"belief_days again", "baseline_belief_days again"} <= {
        one.name for one in verify(run.path).checks
    }


def test_criteria_published_later_put_beliefs_right_from_that_day(secret):
    later = changed(
        secret,
        "interventions=[{day=60, path='rulebook.criteria_published', to=true, assumed='a test'}]",
    )
    lived, before = live(later), live(secret)
    minds = lived.world.minds
    assert minds.manner.transparency == 65536
    chilled = [int((today.forgone["conduct"] == 90).sum()) for today in lived.days]
    assert sum(chilled[:60]) > 0
    assert sum(chilled[65:]) == 0
    for today, other in zip(lived.days[:60], before.days[:60], strict=True):
        assert (today.acts == other.acts).all()


def test_conduct_that_an_intervention_frees_has_a_kind_of_its_own(secret):
    freed = "{day=30, path='rulebook.rules.critical_post', to={points=0, assumed='freed'}, assumed='a test'}"
    city = changed(secret, "rulebook.criteria_published=true", f"interventions=[{freed}]")
    lived = live(city)
    names = [kind.names for kind in lived.world.minds.kinds]
    assert ["critical_post"] in names
    forgone = [int((t.forgone["conduct"] == city.conduct["critical_post"].code).sum()) for t in lived.days]
    assert sum(forgone[:30]) > 0
    assert sum(forgone[36:]) == 0

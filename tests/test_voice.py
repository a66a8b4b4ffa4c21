"""What people think, say, and take others to think: cascades both ways, fear, and what switches it off."""

from __future__ import annotations

import inspect
import re
from io import StringIO
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

import glasscity
from cities import changed, live, starter
from glasscity import tables
from glasscity.errors import BadInput, CheckFailed
from glasscity.intervention import stages
from glasscity.measure.voice import VoiceDays
from glasscity.parallel import Workers
from glasscity.show.report import report_html
from glasscity.show.story_text import story_text
from glasscity.show.summary_text import summary_text
from glasscity.society.leaning import UNCHANGED
from glasscity.society.response.minds import NO_KIND
from glasscity.society.response.rules import ONE, as_before
from glasscity.society.voice import rules
from glasscity.society.voice.fear import certainty_of_being_filed
from glasscity.society.voice.opinions import tabulate_speech
from glasscity.society.voice.rules import APPROVING, CRITICAL, FULL, MIDDLE, SILENT
from glasscity.step import SCHEDULE
from glasscity.study.explain import find, story
from glasscity.study.find import findable
from glasscity.study.summary import summarise
from glasscity.verify import verify
from glasscity.world import Today, found_city, open_world

PRAISE = (
    "conduct.praise={code=6, label='praising the city hall in a post', domain='speech', context='online', "
    "lawful=true, gravity=0, per_year=2, bound_per_year=6, assumed='a test'}",
    "catalogue.blocks.network_company.praise={first=1101, count=1}",
    "conduct.critical_post.bound_per_year=15",
)
PLAIN = {
    "assumed": "'a test'",
    "enabled": "true",
    "critical": "['critical_post']",
    "approving": "['praise']",
    "speaking_at_start": "0.5",
    "opinion": "{levels=['20', '90', '150', '240'], shares=[0.2, 0.3, 0.3, 0.2], assumed='a test'}",
    "reluctance": "{levels=['0', '10', '30', '70'], shares=[0.2, 0.3, 0.3, 0.2], assumed='a test'}",
    "speaking": "{rule='thresholds', assumed='a test'}",
    "speech": "{in_silence=0.1, against_conviction=0.05, feigned=1.5, assumed='a test'}",
    "fear": "{told=1, own_entry=0.5, contacts_entry=0.1, fading=0.05, certainty=0, assumed='a test'}",
    "change_of_mind": "{drift=0.02, punished=0.05, told_of_repression=0.12, wronged=0.1, assumed='a test'}",
    "media": "{weight=0.2, critics_shown=0.5, assumed='a test'}",
}
NO_FEAR = "{told=0, own_entry=0, contacts_entry=0, fading=0, certainty=0, assumed='a test'}"
NO_CHANGE = "{drift=0, punished=0, told_of_repression=0, wronged=0, assumed='a test'}"
WHOLE_CITY = "{weight=1, critics_shown=1, assumed='a test'}"
ALL_CRITICS = "{levels=['0'], shares=[1], assumed='a test'}"


def voice_table(**changes):
    """Return the setting that makes `[voice]`."""
    parts = {key: value for key, value in (PLAIN | changes).items() if value is not None}
    return f"voice={{{', '.join(f'{key}={value}' for key, value in parts.items())}}}"


def city(*settings, citizens=2000, days=60, **changes):
    """Return a small city with a voice."""
    return starter(*PRAISE, voice_table(**changes), *settings, citizens=citizens, days=days)


def bystanders(reluctance, *settings, days=100, citizens=4000, **changes):
    """Return a city in which all disapprove, hear the whole city, and nothing else matters."""
    quiet = {"opinion": ALL_CRITICS, "fear": NO_FEAR, "change_of_mind": NO_CHANGE, "media": WHOLE_CITY}
    quiet |= {"speaking": "{rule='thresholds', parameters={feigning=2, habit=0}, assumed='a test'}"}
    levels = ", ".join(f"'{level}'" for level in reluctance)
    shares = ", ".join([str(1 / len(reluctance))] * len(reluctance))
    marginal = f"{{levels=[{levels}], shares=[{shares}], assumed='a test'}}"
    return city(*settings, days=days, citizens=citizens, reluctance=marginal, **(quiet | changes))


def share_speaking(lived):
    return float((lived.world.voice.state.expressed == CRITICAL).mean())


# ── Cascades ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_city_tips_and_with_one_threshold_changed_it_does_not():
    """Thresholds 0, 5, 15, … 85 per cent: each tenth that speaks moves the next; without one, two tenths."""
    tips = live(bystanders(["0", "5", "15", "25", "35", "45", "55", "65", "75", "85"], speaking_at_start="0"))
    stays = live(
        bystanders(["0", "5", "24", "25", "35", "45", "55", "65", "75", "85"], speaking_at_start="0")
    )
    assert share_speaking(tips) == 1
    assert 0.17 < share_speaking(stays) < 0.23


@pytest.mark.parametrize(("changed_one", "speak"), [(1, 100), (2, 1)])
def test_granovetters_hundred_people(changed_one, speak):
    """Thresholds of 0, 1, 2, … 99 of 100 people: all riot; with 2 in the place of 1, one alone does."""
    scenario = bystanders(["0"], "population.marginals_of=100000", citizens=100, days=720)
    thresholds = [0, changed_one, *range(2, 100)]
    with Workers(1) as workers:
        world = open_world(scenario, found_city(scenario, 1, workers), 1, 2, workers)
        state = world.voice.state
        state.expressed[:] = SILENT
        # Anywhere in the city: the order does not matter.
        state.reluctance[:] = np.roll([threshold * FULL // 100 for threshold in thresholds], 37)
        for day in range(scenario.time.days):
            for phase in SCHEDULE:
                phase.run(world, Today(day))
    assert (state.expressed == CRITICAL).sum() == speak


def test_silence_spreads_as_well():
    """Nearly all speak at first, and a fifth wants more; with one threshold changed, it ends with them."""
    steps = ["100", "98", "85", "75", "65", "55", "45", "35", "25", "15"]
    fallen = live(bystanders(steps, speaking_at_start="0.95"))
    assert share_speaking(fallen) == 0
    steps[2] = "74"
    firm = live(bystanders(steps, speaking_at_start="0.95"))
    assert 0.77 < share_speaking(firm) < 0.83


def test_private_cost_has_two_equilibria():
    """The same people under the same rule: a city that speaks goes on, one that is silent stays so."""
    kuran = {
        "speaking": "{rule='private_cost', parameters={expressive=0.5, reputation=2, punishment=1, habit=0}, "
        "assumed='a test'}",
        "opinion": "{levels=['60', '200'], shares=[0.5, 0.5], assumed='a test'}",
        "reluctance": "{levels=['50'], shares=[1], assumed='a test'}",
    }
    spoken = {}
    for critics_shown in ("1", "0.2"):
        media = f"{{weight=1, critics_shown={critics_shown}, assumed='a test'}}"
        lived = live(
            city(speaking_at_start="1", fear=NO_FEAR, change_of_mind=NO_CHANGE, **(kuran | {"media": media}))
        )
        spoken[critics_shown] = np.bincount(lived.world.voice.state.expressed, minlength=3)
    assert spoken["1"][CRITICAL] > 0.9 * 1000 * 0.9
    assert spoken["0.2"][CRITICAL] == 0
    feign = lived.world.voice.state
    assert ((feign.private < MIDDLE) & (feign.expressed == APPROVING)).sum() > 800, "they praise aloud"


# ── Fear ──────────────────────────────────────────────────────────────────────────────────────────────

AFRAID = {
    "speaking_at_start": "1",
    "opinion": ALL_CRITICS,
    "reluctance": "{levels=['0'], shares=[1], assumed='a test'}",
    "change_of_mind": NO_CHANGE,
    "media": None,
    "speaking": "{rule='thresholds', parameters={fear_raises=2, feigning=2, habit=0}, assumed='a test'}",
    "fear": "{told=1, own_entry=0.9, contacts_entry=0.6, fading=0.5, certainty=0, assumed='a test'}",
}
OFTEN = ("conduct.critical_post.per_year=2", "organisations.network_company.sees.critical_post=1")


def test_who_hears_of_punishment_falls_silent_and_speaks_up_when_the_fear_is_gone():
    end = "{day=61, path='organisations.network_company.sees.critical_post', to=0, assumed='a test'}"
    lived = live(city(*OFTEN, f"interventions=[{end}]", days=160, **AFRAID))
    speaking = {0: 2000}
    for today in lived.days:
        moves = today.voice_moves
        up, down = (moves["after"] == CRITICAL).sum(), (moves["before"] == CRITICAL).sum()
        speaking[today.day + 1] = speaking[today.day] + up - down
    assert speaking[60] < 0.7 * 2000
    assert speaking[160] == 2000
    moves = lived.all("voice_moves")
    assert (moves["fear"][moves["after"] == SILENT] > 0).all()


def test_no_entries_no_fear():
    lived = live(city(*OFTEN, "rulebook.rules.critical_post={points=0, assumed='a test'}", **AFRAID))
    assert not lived.world.voice.state.fear.any()
    assert share_speaking(lived) == 1


def test_fear_follows_from_the_certainty_of_being_filed():
    response = (
        "response={told=0, assumed='a test', "
        "awareness={at_start=1, by_own_entry=0, by_contacts=0, assumed='a test'}, "
        "learning={rule='habit', at_start=0.5, parameters={slide=0}, assumed='a test'}, "
        "leaning={certainty=0, severity=0, half_severity=1, points_per_money=0, reward=0, "
        "nothing_to_lose=0, licence=0, assumed='a test'}}"
    )
    fear = "{told=0, own_entry=0, contacts_entry=0, fading=0, certainty=0.5, assumed='a test'}"
    state = live(city(response, days=20, fear=fear)).world.voice.state
    assert (state.fear == int(0.5 * FULL) // 2).all()
    unaware = changed(city(response, days=20, fear=fear), "response.awareness.at_start=0")
    assert not live(unaware).world.voice.state.fear.any()


def test_criticism_that_does_not_count_seems_as_certain_to_be_filed_as_what_is_punished_beside_it():
    """Kind 1 does not count; kind 0 is punished, in the same domain."""
    state = SimpleNamespace(belief=np.array([[9, 8], [3, 2]], np.uint16), aware_since=np.array([0, -1]))
    stakes = SimpleNamespace(certainty_of=np.array([0, 0]))
    minds = SimpleNamespace(enabled=True, kind_of=np.array([NO_KIND, 0, 1]), stakes=stakes, state=state)
    assert certainty_of_being_filed(minds, [2], 2).tolist() == [9, 0]


# ── Speech ────────────────────────────────────────────────────────────────────────────────────────────


def test_factors_of_speech():
    table = tabulate_speech(city().voice.speech)
    approves, disapproves = 0, 1
    silent, against, feigned = round(0.1 * UNCHANGED), round(0.05 * UNCHANGED), round(1.5 * UNCHANGED)
    critical, approving = table
    assert critical[disapproves].tolist() == [silent, UNCHANGED, silent]
    assert critical[approves].tolist() == [against, feigned, against]
    assert approving[approves].tolist() == [silent, silent, UNCHANGED]
    assert approving[disapproves].tolist() == [against, against, feigned]


def test_whoever_is_silent_speaks_less_and_what_is_held_back_is_forgone():
    quiet = {"speaking_at_start": "0", "opinion": ALL_CRITICS, "fear": NO_FEAR, "media": None}
    never = "{levels=['100'], shares=[1], assumed='a test'}"
    silent = live(city(reluctance=never, change_of_mind=NO_CHANGE, **quiet))
    without = live(starter(*PRAISE))
    code = 5
    done = {
        name: lived.acts[lived.acts["conduct"] == code] for name, lived in (("s", silent), ("w", without))
    }
    assert 0.04 * len(done["w"]) < len(done["s"]) < 0.2 * len(done["w"])
    forgone = silent.all("forgone")
    both = np.sort(np.concatenate([done["s"], forgone[forgone["conduct"] == code]]))
    assert np.array_equal(both, np.sort(done["w"])), "done or forgone, it is what would have been done"
    praise = forgone[forgone["conduct"] == 6]
    assert not len(praise), "who disapproves forgoes no praise: they never wanted to"


def test_private_opinion_changes_in_the_end():
    base = {"fear": "{told=1, own_entry=0, contacts_entry=0, fading=0, certainty=0, assumed='a test'}"}
    still = live(city(*OFTEN, change_of_mind=NO_CHANGE, **base)).world.voice.state.private

    def mean(**one):
        numbers = {"drift": 0, "punished": 0, "told_of_repression": 0, "wronged": 0} | one
        table = ", ".join(f"{key}={value}" for key, value in numbers.items())
        return live(city(*OFTEN, change_of_mind=f"{{{table}, assumed='a test'}}", **base)).world.voice.state

    told = mean(told_of_repression=0.12)
    assert np.array_equal(told.private[told.knows == 0], still[told.knows == 0])
    once = still.astype(np.int64) - still.astype(np.int64) * int(0.12 * ONE) // ONE
    assert np.array_equal(told.private[told.knows == 1], once[told.knows == 1])
    assert 0.1 < told.knows.mean() <= 1
    assert mean(punished=0.5).private.mean() < still.mean() - 100
    drifted = mean(drift=0.2).private
    assert np.abs(drifted.astype(np.int64) - still).mean() > 1000


def test_who_is_wronged_approves_less():
    wrong = "organisations.traffic_police.errors={wrong_person=1, assumed='a test'}"
    names = "population.names={number=50, assumed='a test'}"
    change = "{drift=0, punished=0, told_of_repression=0, wronged=0.5, assumed='a test'}"
    lived = live(city(names, wrong, change_of_mind=change))
    right = live(city(change_of_mind=change))
    fallen = lived.world.voice.state.private < right.world.voice.state.private
    assert fallen.mean() > 0.02
    lights = lived.entries[lived.entries["conduct"] == 1]
    victims = lights["citizen"][lights["citizen"] != lights["entry_hi"] >> np.uint64(32)]
    assert fallen[victims[: len(victims) // 2]].mean() > 0.9
    nobody = "{share=0, joining_per_year=0, withdrawing_per_year=0, assumed='a test'}"
    uncounted = live(city(names, wrong, f"scoring.consent={nobody}", change_of_mind=change))
    assert (uncounted.entries["points"] < 0).any()
    same = uncounted.world.voice.state.private == right.world.voice.state.private
    assert same.all(), "what does not count wrongs nobody"


# ── Exactly ───────────────────────────────────────────────────────────────────────────────────────────


def _plain_thresholds(private, reluctance, critics, approvers, fear, now, raises, feigning, habit):
    disapproves = private < MIDDLE
    candid, feigned = (CRITICAL, APPROVING) if disapproves else (APPROVING, CRITICAL)
    alike, others = (critics, approvers) if disapproves else (approvers, critics)
    needed = reluctance + (fear * raises // ONE if disapproves else 0) - (habit if now == candid else 0)
    return candid if alike >= needed else feigned if others >= feigning else SILENT


def _plain_cost(private, reluctance, critics, approvers, fear, now, *numbers):
    expressive, reputation, punishment, protection, habit = numbers
    candour = expressive * ((MIDDLE - private) * 2) // ONE * (FULL - reluctance) // FULL
    applause = reputation * (critics - approvers) // ONE
    worth = {
        SILENT: 0,
        CRITICAL: candour + applause - punishment * fear // ONE,
        APPROVING: protection * fear // ONE - candour - applause,
    }
    if now != SILENT:
        worth[now] += habit
    best = max(worth.values())
    return next(said for said in (SILENT, CRITICAL, APPROVING) if worth[said] == best)


PLAIN_RULES = {"thresholds": _plain_thresholds, "private_cost": _plain_cost}


@pytest.mark.parametrize("rule", ["thresholds", "private_cost"])
def test_the_same_in_plain_python(rule):
    """Every citizen's opinion, fear and expression after each week, worked out without Numba."""
    scenario = city(*OFTEN, speaking=f"{{rule='{rule}', assumed='a test'}}", citizens=300, days=50)
    numbers = [int(value * ONE) for value in rules.VOICES.all[rule].parameters.values()]
    fear, change, media = (
        getattr(scenario.voice, name).model_dump() for name in ("fear", "change_of_mind", "media")
    )
    f, c, m = ({k: int(v * ONE) for k, v in t.items() if k not in ("source", "assumed", "sureness")}
               for t in (fear, change, media))  # fmt: skip
    with Workers(2) as workers:
        world = open_world(scenario, found_city(scenario, 1, workers), 1, 2, workers)
        ties, state = world.city.ties, world.voice.state
        contacts = [ties.contact[a:b].tolist() for a, b in zip(ties.start, ties.start[1:], strict=False)]
        private, said = state.private.tolist(), state.expressed.tolist()
        alarm, knows = [0] * 300, [False] * 300
        own, heard = [0] * 300, [0] * 300
        for day in range(50):
            entries, yesterday = world.yesterday, list(said)
            for entry in entries[entries["kind"] == tables.CONDUCT]:
                if entry["conduct"] == 5:
                    own[entry["citizen"]] += 1
                    for other in contacts[entry["citizen"]]:
                        heard[other] += 1
            today = Today(day)
            for phase in SCHEDULE:
                phase.run(world, today)
            if day == 0 or day % 7:
                continue
            city_critics = yesterday.count(CRITICAL) * FULL // 300 * m["critics_shown"] // ONE
            city_approvers = yesterday.count(APPROVING) * FULL // 300
            for i in range(300):
                around = [yesterday[other] for other in contacts[i]]
                critics = around.count(CRITICAL) * FULL // max(len(around), 1)
                approvers = around.count(APPROVING) * FULL // max(len(around), 1)
                critics += (city_critics - critics) * m["weight"] // ONE
                approvers += (city_approvers - approvers) * m["weight"] // ONE
                alarm[i] -= alarm[i] * f["fading"] // ONE
                for _ in range(own[i]):
                    alarm[i] += (FULL - alarm[i]) * f["own_entry"] // ONE
                    private[i] -= private[i] * c["punished"] // ONE
                for _ in range(heard[i]):
                    alarm[i] += (FULL - alarm[i]) * f["contacts_entry"] // ONE
                if own[i] + heard[i] and not knows[i]:
                    knows[i] = True
                    private[i] -= private[i] * c["told_of_repression"] // ONE
                if critics + approvers:
                    private[i] += (approvers * FULL // (critics + approvers) - private[i]) * c["drift"] // ONE
                mind = (private[i], int(state.reluctance[i]), critics, approvers, alarm[i])
                said[i] = PLAIN_RULES[rule](*mind, said[i], *numbers)
            own, heard = [0] * 300, [0] * 300
            assert state.private.tolist() == private
            assert state.alarm.tolist() == state.fear.tolist() == alarm
            assert state.expressed.tolist() == said
            changed_today = [i for i in range(300) if said[i] != yesterday[i]]
            assert today.voice_moves["citizen"].tolist() == changed_today
    assert len({*said}) == 3


@pytest.mark.parametrize("rule", ["thresholds", "private_cost"])
def test_the_same_on_any_number_of_threads(rule):
    scenario = city(citizens=40_000, days=30, speaking=f"{{rule='{rule}', assumed='a test'}}")
    one, two = live(scenario), live(scenario, threads=2)
    assert one.digest == two.digest
    assert np.array_equal(one.all("voice_moves"), two.all("voice_moves"))
    assert len(one.all("voice_moves")) > 1000


def test_switched_off_nothing_changes_and_on_it_does():
    without = live(starter(*PRAISE))
    off = live(city(enabled="false"))
    assert off.world.voice is None
    assert off.digest == without.digest
    assert live(city()).digest != without.digest


def test_opinions_at_the_start_follow_the_marginal_and_what_it_is_given():
    given = (
        "{levels=['10', '200'], given='outspokenness', assumed='a test', "
        "by={low=[0.1, 0.9], middle=[0.5, 0.5], high=[1, 0]}}"
    )
    lived = live(city(opinion=given, days=1, change_of_mind=NO_CHANGE))
    level = lived.city.population.row("outspokenness")
    critics = lived.world.voice.state.private < MIDDLE
    shares = [critics[level == one].mean() for one in range(3)]
    assert abs(shares[0] - 0.1) < 0.05
    assert abs(shares[1] - 0.5) < 0.07
    assert shares[2] == 1


def test_it_may_be_switched_on_and_off_and_have_another_rule_by_a_dated_change():
    listed = [
        "{day=20, path='voice.enabled', to=true, assumed='a test'}",
        "{day=40, path='voice.speaking.rule', to='private_cost', assumed='a test'}",
        "{day=50, path='voice.enabled', to=false, assumed='a test'}",
    ]
    lived = live(city(f"interventions=[{', '.join(listed)}]", enabled="false"))
    days = {int(day) for day in lived.all("voice_moves")["day"]}
    assert days <= {21, 28, 35, 42, 49}
    assert {21, 42} <= days
    with pytest.raises(BadInput, match="settled before day 0"):
        stages(city("interventions=[{day=2, path='voice.speaking_at_start', to=1, assumed='a test'}]"))


# ── Measured and kept ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("voice") / "run"
    return glasscity.run(city(*OFTEN, citizens=1500, days=50), out=folder, threads=1)


def test_a_run_is_kept_and_comes_about_again(kept):
    assert verify(kept.path).passed
    moves = kept.named("voice_moves").collect()
    assert set(moves["after"].cast(str)) == {"silent", "critical", "approving"}
    citizens = kept.citizens
    last = moves.group_by("citizen", maintain_order=True).last()
    says = dict(zip(citizens["citizen"], citizens["says"], strict=True))
    assert all(says[who] == said for who, said in last.select("citizen", "after").iter_rows())


def test_days_count_what_people_think_and_say(kept):
    days = kept.table("voice_days").collect()
    assert len(days) == 50
    end, citizens = days.row(-1, named=True), kept.citizens
    disapproves = citizens["opinion"] < 128
    assert end["critics"] == disapproves.sum()
    assert end["critical"] == (citizens["says"] == "critical").sum()
    assert end["critics_feigning"] == (disapproves & (citizens["says"] == "approving")).sum()
    assert end["critics_silent"] == (disapproves & (citizens["says"] == "silent")).sum()
    acts = kept.table("conduct_days").collect().filter(conduct="critical_post")
    assert days["critical_acts"].sum() == acts["acts"].sum()
    assert days["critical_forgone"].sum() == acts["forgone"].sum() > 0
    assert days["feigned_acts"].sum() > 0
    assert kept.folder.names("baseline_voice_days")


def test_the_summary_counts_who_says_what_they_think(kept):
    voices, citizens = summarise(kept).voices, kept.citizens
    disapproves, says = citizens["opinion"] < 128, citizens["says"]
    assert voices.end.critics == disapproves.sum()
    assert voices.end.candid == (disapproves & (says == "critical")).sum()
    assert voices.end.silent == (disapproves & (says == "silent")).sum()
    assert voices.without_score.candid > voices.end.candid
    moves = kept.named("voice_moves").collect()
    silenced = moves.filter(before="critical")["citizen"].unique()
    assert voices.fell_silent == len(silenced)
    speaking = set(citizens.filter(says="critical")["citizen"])
    assert voices.spoke_again == len(speaking & set(silenced))
    said = next(line for line in summarise(kept).headlines if "disapprove" in line)
    assert f"{voices.end.critics:,} citizens disapprove at the end and {voices.end.candid:,} say so" in said
    assert f"{voices.critical_forgone:,} acts of critical speech were held back" in said
    console = Console(width=100, file=StringIO())
    console.print(summary_text(summarise(kept)))
    table = console.file.getvalue().split("critics ", 1)[1]
    assert re.search(rf"say so +{voices.start.candid:,} +{voices.end.candid:,}", table)


def test_the_report_shows_the_quiet_city(kept):
    html = report_html(kept)
    figure = html.split('<figure id="figure-voice"')[1].split("</figure>")[0]
    end = summarise(kept).voices.end
    last = re.findall("<td[^>]*>([^<]*)</td>", figure)[-8:]
    assert last[1:5] == [f"{n:,}" for n in (end.critics, end.candid, end.silent, end.feigning)]
    for words in ("disapprove", "say so", "are taken to", "say so, no score", "SYNTHETIC"):
        assert words in figure
    assert "nan" not in figure


def test_the_story_tells_when_somebody_fell_silent_and_spoke_up(kept):
    citizen = find(kept, "fell silent")[0]
    told = story(kept, citizen)
    moves = kept.named("voice_moves").filter(citizen=citizen).sort("day").collect()
    events = [event for event in told.events if event.kind == "voice"]
    assert [(event.day, event.before) for event in events] == moves.select("day", "before").rows()
    stopped = next(event for event in events if event.before == "critical")
    assert stopped.what.startswith(("falls silent", "approves aloud, against what they think"))
    assert stopped.cause.startswith("disapproves in private; around them ")
    assert "stopped speaking critically " in told.sentence
    row = moves.filter(before="critical").row(-1, named=True)
    assert ("afraid" in events[-1].cause) == (row["fear"] > 6553)
    console = Console(width=100, file=StringIO())
    console.print(story_text(told))
    assert "disapproves in private" in console.file.getvalue()


def test_nobody_has_such_a_story_where_nobody_decides(kept, tmp_path):
    plain = glasscity.run(starter(citizens=300, days=8), out=tmp_path / "run")
    assert "fell silent" in findable(kept)
    assert "fell silent" not in findable(plain)
    with pytest.raises(CheckFailed, match="nobody in this run spoke critically and fell silent"):
        find(plain, "fell silent")
    assert summarise(plain).voices is None
    assert "figure-voice" not in report_html(plain)


def test_measuring_starts_from_the_first_day():
    scenario = city(days=1)
    lived = live(scenario)
    measured = VoiceDays()
    measured.measure(lived.world, lived.days[0])
    row = measured.frame().row(0, named=True)
    state = lived.world.voice.state
    assert row["critical"] + row["approving"] == (state.expressed != SILENT).sum()
    assert row["perceived"] == state.critics.mean() / FULL > 0


# ── Rules of one's own ────────────────────────────────────────────────────────────────────────────────


def _frank(private, reluctance, critics, approvers, fear, now, parameters):
    return 1 if private < 32896 else 2


def _writes(private, reluctance, critics, approvers, fear, now, parameters):
    parameters[0] = 7
    return 0


def _shouts(private, reluctance, critics, approvers, fear, now, parameters):
    return 3 if critics == 65535 else 0


def _loses_count(private, reluctance, critics, approvers, fear, now, parameters):
    return 9 if 0 < critics < 20000 else 0


def test_a_rule_of_ones_own():
    with as_before():
        rules.register("frank", _frank, {}, "Frank: all say what they think.")
        state = live(city(speaking="{rule='frank', assumed='a test'}")).world.voice.state
    assert np.array_equal(state.expressed == CRITICAL, state.private < MIDDLE)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            _writes,
            "rule of voice 'mine': writes to an array; a rule may read its parameters",
        ),
        (_shouts, "rule of voice 'mine': returned 3 for private 0, reluctance 0, critics 65535"),
    ],
)
def test_a_rule_that_does_what_it_may_not_is_refused(rule, message):
    with as_before(), pytest.raises(BadInput, match=message):
        rules.register("mine", rule, {"first": 1.0}, "Mine.")


def test_a_rule_that_goes_wrong_on_a_case_not_tried_stops_the_run():
    speaking = "{rule='late', assumed='a test'}"
    with as_before():
        rules.register("late", _loses_count, {}, "Late.")
        with pytest.raises(BadInput, match="rule of voice 'late': returned 9 for private"):
            live(city(speaking=speaking, media=None))


def test_a_file_with_such_a_rule_ends_in_one_message_and_nothing_written(program, desk):
    path, file = desk / "city.toml", desk / "mine.py"
    path.write_text(city(speaking="{rule='mine', assumed='a test'}").to_toml(), encoding="utf-8")
    function = inspect.getsource(_writes)
    file.write_text(
        f"from glasscity.society.voice.rules import register\n{function}\n"
        "register('mine', _writes, {'first': 1}, 'Mine.')\n",
        encoding="utf-8",
    )
    for command in ("check", "run"):
        answer = program(command, path, "--behaviour", file)
        assert answer.code == 2
        assert "mine.py: rule of voice 'mine': writes to an array" in answer.err
        assert len(answer.err.splitlines()) == 1
    assert sorted(one.name for one in desk.iterdir()) == ["city.toml", "mine.py"]

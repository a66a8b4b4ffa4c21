"""`glasscity rights`: sums worked out by hand on the starter city, whose rules fit on one page.

Rules against people: a red light -5 (gravity 4, goes after 90 days, fined), a bill unpaid -20 (gravity 2,
fined), a critical post -12 … -6 (lawful, gravity 0, protected). In an ordinary year the water works file
4 x 0.9 bills on time of +3 each, and the association 2 x 0.8 days of voluntary work of +4: 10.8 + 6.4 = 17.2.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

import numpy as np
import pytest
from rich.console import Console

import glasscity
from cities import changed, starter
from glasscity.errors import BadInput
from glasscity.rights import assess
from glasscity.rights.brief import elements_beside, key_figures, months_text
from glasscity.rights.element import AI_ACT, DEPENDS, GDPR, MET, NOT_MET
from glasscity.rights.rulebooks import RULEBOOKS, SEED
from glasscity.rights.simulated import NO_RUN
from glasscity.rights.standing import scored_by_points
from glasscity.rights.tested import can_be_equal, moved_bounds
from glasscity.rights.way_back import EXPIRY, GOOD_DEEDS, NEVER, SET_ENDS
from glasscity.scenario import load, shipped
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.show.rights_page import page_html
from glasscity.show.rights_text import rights_text

COMPARED = ("gladsaxe", "essay", "rongcheng-2016", "rongcheng-2021")


def findings(*settings: str):
    return assess(starter(*settings)).findings


def status(*settings: str) -> dict[tuple[str, str], str]:
    return {(e.law, e.paragraph): e.status for e in assess(starter(*settings)).elements}


def deed(found, name):
    (one,) = [one for one in found.way_back.deeds if one.conduct == name]
    return one


def printed(assessments, width: int = 100) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as shown:
        console.print(rights_text(assessments))
    return shown.get()


# ── (a) Contexts ──────────────────────────────────────────────────────────────────────────────────────


def test_without_walls_every_rule_reaches_every_door():
    crossing = findings().crossing
    assert (crossing.pairs, crossing.crossing) == (6, 5)
    assert (crossing.points, crossing.points_that_can_cross) == (34, 34)
    cells = {(cell.source, cell.consequence): cell.pairs for cell in crossing.cells}
    assert cells == {
        (source, door): 1 for source in ("streets", "credit", "online") for door in ("credit", "health")
    }
    assert crossing.by_contacts


def test_walls_let_nothing_cross():
    crossing = findings("rulebook.walls=true").crossing
    assert (crossing.pairs, crossing.crossing, crossing.points_that_can_cross) == (1, 0, 0)
    assert [rule.conduct for rule in crossing.rules if rule.own] == ["unpaid_bill"]
    assert not crossing.by_contacts
    assert status("rulebook.walls=true")["AI Act", "Art. 5(1)(c)(i)"] == NOT_MET
    assert status()["AI Act", "Art. 5(1)(c)(i)"] == MET


def test_a_guarded_service_is_reached_by_a_category_that_a_rule_sets_and_by_no_points():
    guarded = ("services.doctor.basic=true", "scoring.basic_protected=true")
    assert findings(*guarded).crossing.pairs == 3
    override = "rulebook.rules.critical_post.override={category='D', days=30}"
    crossing = findings(*guarded, override).crossing
    assert {rule.conduct: rule.others for rule in crossing.rules}["critical_post"] == ("loan", "doctor")
    assert crossing.pairs == 4


def test_a_door_that_no_total_can_close_is_no_detriment():
    found = findings("rulebook.lowest_total=1000")
    assert found.shut == ()
    assert {door.service for door in found.doors} == {"loan", "doctor"}
    assert found.way_back.worst is None
    assert status("rulebook.lowest_total=1000")["AI Act", "Art. 5(1)(c)"] == NOT_MET


# ── (b) Gravity ───────────────────────────────────────────────────────────────────────────────────────


def test_points_for_each_step_of_gravity():
    weighed = findings().proportion
    ratios = [(rule.conduct, rule.per_gravity) for rule in weighed.rules]
    assert ratios == [("critical_post", None), ("unpaid_bill", 10), ("red_light", 1.25)]
    assert (weighed.harmless, weighed.lawful, weighed.median) == (1, 1, 5.625)
    assert weighed.yardstick is None
    assert findings("harm={points_per_gravity=5, assumed='a test'}").proportion.above == 1


# ── (c) The way back ──────────────────────────────────────────────────────────────────────────────────


def test_what_is_lost_and_won_in_a_year():
    back = findings().way_back
    assert back.lost_per_year == pytest.approx(5 * 3 * 0.3 + 20 * 0.4 * 0.9 + 9 * 1 * 0.5)
    assert back.gained_per_year == pytest.approx(17.2)
    assert back.gained_at_most == pytest.approx(3 * 4.8 * 0.9 + 4 * 3 * 0.8)
    assert findings("rulebook.caps.good_deeds.most_gained=5").way_back.gained_per_year == pytest.approx(15.8)


def test_the_way_back_from_one_deed():
    found = findings()
    # 20 ÷ 17.2 × 365 is 424.4: back on day 425. 5 points would take 107 days, and go after 90.
    unpaid, red, post = (deed(found, name) for name in ("unpaid_bill", "red_light", "critical_post"))
    assert (unpaid.months, unpaid.by) == (round(425 * 12 / 365, 1), GOOD_DEEDS)
    assert (red.months, red.by) == (round(90 * 12 / 365, 1), EXPIRY)
    assert post.months == round(191 * 12 / 365, 1)
    assert unpaid.months_at_most == round(324 * 12 / 365, 1)
    assert [one.category for one in (unpaid, red, post)] == ["C", "B", "B"]
    assert [one.deeds_to_worst for one in (unpaid, red, post)] == [3, 9, 5]


def test_out_of_the_worst_category_from_the_lowest_total():
    back = findings().way_back
    assert (back.worst, back.points_to_leave) == ("D", 960)
    assert back.months_to_leave == pytest.approx(20373 * 12 / 365, abs=0.1)


def test_gains_that_expire_or_are_capped_may_never_make_up_for_a_deed_and_expiry_does():
    # What is won stays at 10.8 × 30 ÷ 365 = 0.9 for bills, and at 5 for good deeds.
    little = (
        "rulebook.rules.bill_on_time.expires_after_days=30",
        "rulebook.caps.good_deeds.window='standing'",
        "rulebook.caps.good_deeds.most_gained=5",
    )
    found = findings(*little)
    assert (deed(found, "unpaid_bill").months, deed(found, "unpaid_bill").by) == (None, NEVER)
    assert {one.conduct for one in found.way_back.never} == {"unpaid_bill", "critical_post"}
    assert found.way_back.months_to_leave is None
    expiring = findings(*little, "rulebook.rules.unpaid_bill.expires_after_days=365")
    assert (deed(expiring, "unpaid_bill").months, deed(expiring, "unpaid_bill").by) == (12, EXPIRY)
    assert [one.conduct for one in expiring.way_back.never] == ["critical_post"]
    assert (found.never_expire, expiring.never_expire) == (2, 1)


def test_a_category_that_a_rule_sets():
    found = findings("rulebook.rules.red_light.override={category='D', days=100}")
    red = deed(found, "red_light")
    assert (red.category, red.set_for_days) == ("D", 100)
    # The points are gone after 90 days, the category after 100.
    assert (red.months, red.by) == (round(100 * 12 / 365, 1), SET_ENDS)


def test_a_standing_cap_keeps_one_kind_of_deed_out_of_the_worst_category():
    cap = "rulebook.caps.posts={code=9, window='standing', most_lost=12, assumed='a test'}"
    found = findings(cap, "rulebook.rules.critical_post.cap='posts'")
    assert deed(found, "critical_post").deeds_to_worst is None


def test_months_in_words():
    said = [months_text(months) for months in (None, 1, 2.5, 14, 36, 669.8)]
    assert said == ["never", "1 month", "2.5 months", "14 months", "3 years", "56 years"]


# ── (d) Several consequences ──────────────────────────────────────────────────────────────────────────


def test_a_fine_makes_two_consequences():
    repeated = findings().repetition
    assert {one.conduct for one in repeated.deeds} == {"red_light", "unpaid_bill"}
    assert repeated.fined_and_scored == 2
    fewer = findings("courts.fines={red_light=200}").repetition
    assert [(one.conduct, one.fine) for one in fewer.deeds] == [("red_light", 200)]
    assert findings("courts.fines={}").repetition.deeds == ()


def test_two_organisations_that_see_one_deed_count_it_twice():
    (red,) = findings(
        "courts.fines={}",
        "organisations.volunteers.sees={volunteering=0.8, red_light=0.1}",
        "catalogue.blocks.volunteers.red_light={first=31101, count=1}",
    ).repetition.deeds
    assert red.conduct == "red_light"
    assert (red.points, red.most_points, len(red.filed_by)) == (5, 10, 2)


# ── (e) Protected conduct, (f) who answers, (g) who refuses ───────────────────────────────────────────


def test_rules_on_protected_conduct():
    protection = findings().protection
    assert [(rule.conduct, rule.lawful, rule.points) for rule in protection.rules] == [
        ("critical_post", True, -9)
    ]
    assert (protection.taking, protection.giving) == (1, 0)
    assert protection.share_of_points == pytest.approx(9 / 34)
    assert len(protection.lawful_punished) == 1
    wider = findings("domains.good_deeds.protected=true").protection
    assert (wider.taking, wider.giving) == (1, 1)


def test_nobody_is_named_unless_the_scenario_names_them():
    accounts = findings().accounts
    assert len(accounts.detriments) == 5
    assert [accounts.named(what) for what in ("author", "legal_basis", "human_review")] == [0, 0, 0]
    accounts = findings(
        "rulebook.author='the city council'",
        "rulebook.rules.red_light.legal_basis='the road traffic act'",
        "services.loan.human_review='the credit desk'",
    ).accounts
    assert (accounts.named("author", "rule"), accounts.named("author", "door")) == (3, 0)
    assert accounts.named("legal_basis") == 1
    assert [one.name for one in accounts.detriments if one.human_review] == ["loan"]
    assert not accounts.complete


def test_who_answers_changes_nothing_that_happens():
    city = starter(citizens=400, days=20)
    named = changed(city, "rulebook.author='the city council'", "services.loan.human_review='the desk'")
    from cities import live

    assert live(named).digest == live(city).digest


def test_consent():
    assert not findings().refusing.asked
    refusing = findings("scoring.consent={share=0.4, assumed='a test'}").refusing
    assert (refusing.asked, refusing.share) == (True, 0.4)
    assert (refusing.closed_to_low, refusing.advantages_forgone) == (2, 2)


# ── (h) Elements ──────────────────────────────────────────────────────────────────────────────────────


def test_elements_follow_from_the_rules():
    usual = status()
    assert usual["AI Act", "Art. 5(1)(c)(ii)"] == MET
    assert usual["GDPR", "Art. 16"] == NOT_MET
    assert usual["GDPR", "Art. 5(1)(e)"] == NOT_MET
    harmful = status("conduct.critical_post.gravity=2")
    assert harmful["AI Act", "Art. 5(1)(c)(ii)"] == DEPENDS
    expiring = [f"rulebook.rules.{name}.expires_after_days=90" for name in ("unpaid_bill", "critical_post")]
    assert status(*expiring)["GDPR", "Art. 5(1)(e)"] == DEPENDS
    assert status("rulebook.criteria_published=false")["GDPR", "Art. 5(1)(a)"] == NOT_MET


def test_recipients_are_told_or_not():
    def holder(passes_on):
        return (
            "copies={bank={code=1, label='a bank', services=['loan'], renewed_after_days=90, "
            f"passes_on={passes_on}, assumed='a test'}}}}"
        )

    found = [status(holder(passes_on))["GDPR", "Art. 19"] for passes_on in (1, 0.5)]
    assert found == [MET, NOT_MET]
    assert status()["GDPR", "Art. 19"] == DEPENDS


def test_every_element_has_three_columns_and_no_run_is_claimed_where_there_is_none():
    for element in assess(starter()).elements:
        assert element.status in (MET, NOT_MET, DEPENDS)
        assert element.rule_text
        assert element.evidence
        assert element.simulation == NO_RUN or "nothing" in element.simulation


def test_later_changes_are_named_and_the_rules_are_those_of_the_first_day():
    falling = "interventions=[{day=10, path='rulebook.walls', to=false, assumed='a test'}]"
    one = assess(starter("rulebook.walls=true", falling))
    assert one.findings.crossing.walls
    assert len(one.scheme.changes) == 1
    assert one.scheme.changes_in_words in " ".join(printed([one], 1000).split())
    assert assess(starter()).scheme.changes_in_words == ""


def test_a_city_without_a_score_has_nothing_to_assess():
    one = assess(load("no-score"))
    assert (one.findings.takings, one.findings.doors) == ((), ())
    assert "Nobody is scored" in printed([one])
    assert {e.status for e in one.elements} <= {NOT_MET, DEPENDS}


# ── Shipped cities ────────────────────────────────────────────────────────────────────────────────────


def test_gladsaxe_has_the_published_points_and_says_that_the_rest_is_assumed():
    city = load("gladsaxe")
    published = {
        "mental_illness": 3000,
        "year_unemployed": 500,
        "missed_health_visit": 600,
        "missed_dentist": 300,
    }
    assert {name: -rule.points for name, rule in city.rulebook.rules.items()} == published
    assert all(rule.source == "facts" for rule in city.rulebook.rules.values())
    one = assess(city)
    assert one.findings.proportion.harmless == 4
    assert len(one.findings.way_back.never) == 4
    assert (one.findings.crossing.pairs, one.findings.crossing.crossing) == (4, 3)
    # Flagged from 800 points on: illness alone, or any two different ones.
    assert [d.deeds_to_worst for d in one.findings.way_back.deeds] == [1, 2, 2, 3]


def test_rongcheng_names_its_measures_as_the_legal_basis():
    for name, number in (("rongcheng-2016", "[2016] 1"), ("rongcheng-2021", "[2021] 3")):
        accounts = assess(load(name)).findings.accounts
        assert accounts.named("legal_basis", "rule") == len(accounts.of("rule"))
        assert number in accounts.of("rule")[0].legal_basis


def test_side_by_side():
    several = [assess(load(name)) for name in COMPARED]
    figures = {figure.name: figure.values for figure in key_figures(several)}
    assert figures["consent to being scored"] == ("not asked", "not asked", "not asked", "yes, 50%")
    for law in (AI_ACT, GDPR):
        beside = elements_beside(several, law)
        assert len(beside) > 5
        assert all(len(figure.values) == 4 for figure in beside)
    text = printed(several)
    assert max(map(len, text.splitlines())) <= 100
    for name in COMPARED:
        assert name in text


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("name", [name for name in shipped() if name != "no-score"])
def test_one_city_fits_a_terminal(name, width):
    text = printed([assess(load(name))], width)
    assert "SYNTHETIC" in text
    assert "not a verdict of law" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= width


# ── A run ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    city = starter("harm={points_per_gravity=5, assumed='a test'}", citizens=1500, days=120)
    return glasscity.run(city, seed=3, out=tmp_path_factory.mktemp("rights") / "run", baseline=False)


def test_a_run_fills_the_middle_column(run):
    one = assess(run)
    assert one.tested is not None
    days = one.tested.harm.days
    assert one.tested.share_of_harm("unrelated") == days["unrelated"] / days["all"] > 0
    assert not any(element.simulation == NO_RUN for element in one.elements)
    assert one.findings == assess(run.scenario).findings
    in_low = sum(category in ("C", "D") for category in run.citizens["category"])
    assert one.tested.in_low == in_low


def test_moved_bounds_counted_one_by_one(run):
    bounds = [int(Decimal(b) * MILLIPOINTS) for b in (1010, 990, 960)]

    def band(total, by):
        return sum(total < bound + by for bound in bounds)

    totals = run.table("citizens").collect()["total"].to_list()
    found = moved_bounds(run)
    assert [moved.points for moved in found] == [-5, -2.5, -1, -0.5, 0.5, 1, 2.5, 5]
    for moved in found:
        by = round(moved.points * MILLIPOINTS)
        assert moved.of == len(totals)
        assert moved.changed == sum(band(total, by) != band(total, 0) for total in totals)
        assert moved.worst_after == sum(band(total, by) == 3 for total in totals)
    assert found[-1].changed > 0


def test_what_stands_on_file_adds_up_to_the_base(run):
    people = scored_by_points(run, run.scenario)
    base = run.table("citizens").sort("citizen").collect()["base"].to_numpy()
    assert len(people.citizen) == run.citizens_number
    assert (people.standing.sum(axis=1) + 1000 * MILLIPOINTS == base).all()
    assert (people.standing < 0).any()


def test_other_rulebooks_counted_one_by_one(run):
    found = assess(run).tested.rulebooks
    people = scored_by_points(run, run.scenario)
    conducts = len(run.scenario.conduct)
    factors = 2 ** np.random.default_rng(SEED).uniform(-1, 1, (RULEBOOKS, conducts))
    in_d = [
        {
            citizen
            for citizen, total in enumerate(people.totals + people.standing @ (factor - 1))
            if total < 960 * MILLIPOINTS
        }
        for factor in factors
    ]
    now = {citizen for citizen, total in enumerate(people.totals) if total < 960 * MILLIPOINTS}
    assert found.in_worst == len(now) > 0
    assert found.always == len(now & set.intersection(*in_d))
    assert found.ever == len(set.union(*in_d))
    assert (found.fewest, found.most) == (min(map(len, in_d)), max(map(len, in_d)))
    assert found.fewest < found.most


@pytest.mark.parametrize(
    "settings",
    [
        ("recording.ledger='sample'", "recording.sample=0.2"),
        ("recording.ledger='aggregates'",),
        ("rulebook.recalculated='monthly'", "rulebook.influence={kind='off', weight=0, assumed='a test'}"),
        ("scoring.consent={share=0.5, assumed='a test'}",),
        ("rulebook.walls=true", "recording.acts=false"),
    ],
)
def test_runs_of_all_kinds_are_told_as_far_as_they_go(tmp_path, settings):
    lived = glasscity.run(starter(*settings, citizens=600, days=40), out=tmp_path / "run", baseline=False)
    one = assess(lived)
    kept = lived.kept == "all"
    assert bool(one.tested.left_out) is not kept
    assert (one.tested.in_low is not None) is kept
    assert bool(one.tested.bounds) is kept
    assert "What this run shows" in printed([one])
    assert "SYNTHETIC" in page_html(one)
    for moved in one.tested.bounds:
        assert 0 < moved.of <= 600


def test_gaps_are_not_told_where_nothing_can_be_held_equal():
    assert not can_be_equal(load("gladsaxe"))
    assert can_be_equal(load("essay"))


# ── The command and the page ──────────────────────────────────────────────────────────────────────────


def test_the_command(program, run):
    answer = program("rights", "gladsaxe", run.path, "--json")
    assert answer.code == 0, answer.err
    data = json.loads(answer.out)
    first, second = data["assessments"]
    assert data["synthetic"].startswith("SYNTHETIC")
    assert first["scenario"] == "gladsaxe"
    assert first["tested"] is None
    assert second["tested"]["digest"] == run.digest
    assert second["tested"]["shares_of_harm"]["all"] == 1
    assert first["findings"]["accounts"]["named"]["rule"]["all"] == 4
    walled = program("rights", "essay", "--json", "--set", "rulebook.walls=true")
    assert json.loads(walled.out)["assessments"][0]["findings"]["crossing"]["crossing"] == 0


def test_the_page(program, run, desk):
    assert program("rights", run.path, "--out", "rights.html").out.strip() == "rights.html"
    page = (desk / "rights.html").read_text(encoding="utf-8")
    assert page == page_html(assess(run))
    for words in ("SYNTHETIC", "Article 27(1)(a)", "Article 27(1)(f)", "Article 35(7)(d)"):
        assert words in page
    assert not re.search(r"<script|https?://(?!www\.w3)", page)
    assert "prefers-color-scheme" in page
    assert "size: A4" in page


def test_what_a_scenario_says_is_escaped_on_the_page():
    page = page_html(assess(starter("title='<b>bold</b>'", "conduct.red_light.label='<i>red</i>'")))
    assert "<b>bold</b>" not in page
    assert "<i>red</i>" not in page
    assert "&lt;i&gt;red&lt;/i&gt;" in page


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a city that ships"),
        (("glad-saxe",), "did you mean 'gladsaxe'?"),
        (("essay", "--out", "rights.pdf"), "a name such as rights.html"),
        (("essay", "gladsaxe", "--out", "rights.html"), "give one scheme"),
        (("empty",), "not a run"),
        (("essay", "--set", "rulebook.walls=3"), "rulebook.walls"),
        (("essay", "--set", "services.loan.human_reviewer='a desk'"), "did you mean 'human_review'?"),
        (("essay", "--set", "rulebook.author=''"), "rulebook.author"),
    ],
)
def test_bad_input(program, desk, arguments, said):
    (desk / "empty").mkdir()
    answer = program("rights", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert not (desk / "rights.html").exists()


def test_a_run_is_not_changed_by_settings(program, run):
    answer = program("rights", run.path, "--set", "rulebook.walls=true")
    assert answer.code == 2
    assert "this is a run" in answer.err


def test_a_run_without_a_score_is_refused(tmp_path):
    bare = glasscity.run(
        starter("scoring.enabled=false", citizens=300, days=5), out=tmp_path / "bare", baseline=False
    )
    with pytest.raises(BadInput, match="nobody is scored"):
        assess(bare)


def test_what_is_published_in_full_and_in_part():
    found = findings()
    # The red light names a source and assumes how long it counts; the others are assumed.
    assert (found.published, found.published_in_full) == (1, 0)
    assert assess(load("gladsaxe")).findings.published_in_full == 4

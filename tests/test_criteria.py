"""What outsiders recover of a secret rulebook: from papers made by hand, and from small cities."""

import json
import re
import sys
from dataclasses import fields

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import changed, erring, starter
from glasscity.cli.main import main
from glasscity.errors import BadInput
from glasscity.show.criteria_figures import SHORT, _different
from glasscity.show.criteria_page import criteria_html
from glasscity.study.criteria.against import TrueRule, score_of, true_rules
from glasscity.study.criteria.audit import criteria, weeks_of
from glasscity.study.criteria.diaries import Diaries, diaries_of, scored_citizens
from glasscity.study.criteria.panel import LAGS, panel_of
from glasscity.study.criteria.points import Estimate, Interval, estimates
from glasscity.study.criteria.selection import Candidate, select
from glasscity.study.criteria.volunteers import ANYONE, HIGH, LAWFUL, LOW, WRONGED, in_random_order, pools

RULES = {"red_light": -5, "unpaid_bill": -20, "bill_on_time": 3, "volunteering": 4}
ALL_SEEN = (
    "organisations.network_company.sees={critical_post=1}",
    "organisations.traffic_police.sees={red_light=1}",
    "organisations.water_works.sees={unpaid_bill=1, bill_on_time=1}",
    "organisations.volunteers.sees={volunteering=1}",
    "rulebook.rules.red_light={points=-5, assumed='a test'}",
    "rulebook.rules.volunteering={points=4, assumed='a test'}",
)
OPEN = (*ALL_SEEN, "rulebook.influence={kind='off', weight=0, assumed='a test'}")
HIDDEN = (
    *ALL_SEEN,
    *(
        f"organisations.{name}.errors={{missed=0.85, assumed='a test'}}"
        for name in ("network_company", "traffic_police", "water_works", "volunteers")
    ),
    "rulebook.influence={kind='level', weight=0.9, every_days=1, assumed='a test'}",
)


def _run(folder, *settings, citizens=1200, days=190, **more):
    scenario = starter(*settings, citizens=citizens, days=days)
    return glasscity.run(scenario, seed=3, out=folder, baseline=False, **more)


@pytest.fixture(scope="module")
def open_city(tmp_path_factory):
    return _run(tmp_path_factory.mktemp("criteria") / "open", *OPEN)


@pytest.fixture(scope="module")
def hidden_city(tmp_path_factory):
    return _run(tmp_path_factory.mktemp("criteria") / "hidden", *HIDDEN)


@pytest.fixture(scope="module")
def little_city(tmp_path_factory):
    return _run(tmp_path_factory.mktemp("criteria") / "little", *OPEN, citizens=260, days=62)


@pytest.fixture(scope="module")
def of_open_city(open_city):
    return criteria(open_city, volunteers=300)


def test_where_everything_is_seen_every_rule_is_recovered_with_its_points(of_open_city):
    found = {row.conduct: row for row in of_open_city.found}
    assert {row.verdict for row in found.values()} == {"recovered"}
    assert of_open_city.main.recall.mean == 1
    assert of_open_city.main.precision.mean >= 0.9
    for conduct, points in RULES.items():
        assert found[conduct].per_filed.value == pytest.approx(points, abs=0.25), conduct
        assert found[conduct].seen.value == pytest.approx(1, abs=0.15), conduct
    # A rule with a range, -12 to -6: only its middle can be told.
    assert found["critical_post"].per_filed.value == pytest.approx(-9, abs=1.5)


def test_intervals_hold_what_was_estimated(of_open_city):
    for row in of_open_city.found:
        for one in (row.per_act, row.seen, row.per_filed):
            assert one.low <= one.high
            assert one.low - 0.5 <= one.value <= one.high + 0.5


def test_the_truth_is_that_of_the_ledger(open_city, of_open_city):
    acts = open_city.table("acts").collect()
    code = open_city.scenario.conduct["red_light"].code
    row = next(row for row in of_open_city.found if row.conduct == "red_light")
    filed = open_city.table("ledger").filter((pl.col("kind") == 1) & (pl.col("conduct") == code)).collect()
    assert row.true_seen == pytest.approx(len(filed) / (acts["conduct"] == code).sum())
    assert row.true_per_act == pytest.approx(-5 * row.true_seen)


@pytest.mark.slow
def test_with_friends_and_what_is_missed_outsiders_recover_less(hidden_city, of_open_city):
    hidden = criteria(hidden_city, volunteers=300)
    recall = [np.mean([one.recall.mean for one in found.grid]) for found in (of_open_city, hidden)]
    assert recall[1] < recall[0] - 0.1
    seen = [row.seen.value for row in hidden.found if row.seen is not None]
    assert np.mean(seen) < 0.5


def test_more_volunteers_and_months_recover_no_less(of_open_city):
    cells = {(one.volunteers, one.months): one.recall.mean for one in of_open_city.grid}
    assert cells[1000, 6] >= cells[50, 1]
    assert cells[1000, 6] == 1


def test_the_sample_needed_is_the_smallest_that_is_good_enough(of_open_city):
    for needed in of_open_city.needed:
        good = [one for one in of_open_city.grid if one.months == needed.months and one.reaches(0.8, 0.9)]
        assert needed.volunteers == min((one.volunteers for one in good), default=None)
    assert of_open_city.needed[-1].volunteers is not None


@pytest.mark.slow
def test_the_same_seed_gives_the_same_answer_and_another_seed_another(little_city):
    one, same, other = (criteria(little_city, volunteers=60, months=1, seed=seed) for seed in (4, 4, 5))
    assert one.to_dict() == same.to_dict()
    assert one.found != other.found


def test_the_finding_names_sample_time_rules_and_interval(of_open_city):
    assert re.search(r"300 synthetic volunteers over 6 months", of_open_city.finding)
    assert re.search(
        r"recover 5 of 5 secret rules \(95% interval for a sample: \d to 5\)", of_open_city.finding
    )
    assert "predicts no person" in of_open_city.hangs_on[-1]


@pytest.mark.parametrize("more", [(), ("rulebook.recalculated='monthly'", *OPEN)])
def test_a_score_history_ends_in_the_total_of_the_file(tmp_path, more):
    run = _run(tmp_path / "run", *more, citizens=400, days=100)
    people = scored_citizens(run)
    found = diaries_of(run, people["citizen"].to_numpy())
    assert found.totals.shape == (len(people), 101)
    assert found.totals[:, 0] == pytest.approx(1000)
    assert found.totals[:, -1] * 1000 == pytest.approx(people["total"].to_numpy())
    assert found.acts.sum() == len(run.table("acts").collect())


def test_a_diary_has_the_days_on_which_one_denounced_somebody(small_run):
    run = glasscity.Run(small_run)
    told = run.table("denunciations").collect()
    everybody = np.arange(run.citizens_number, dtype=np.uint32)
    papers = diaries_of(run, everybody)
    informing = papers.acts[:, :, papers.conducts.index("secret_denunciation")]
    assert len(told) > 20
    assert informing.sum() == len(told)
    assert informing[told["informer"].to_numpy(), told["day"].to_numpy()].min() >= 1
    rule = next(one for one in true_rules(run) if one.conduct == "secret_denunciation")
    assert rule.acts == len(told)
    assert 0.5 < rule.seen < 1


def test_outsiders_hold_diaries_and_totals_and_nothing_else():
    assert [field.name for field in fields(Diaries)] == ["conducts", "acts", "totals"]


def _papers(worth, *, citizens=150, days=182, seen=1.0, seed=0):
    """Return papers made by hand: conducts by chance, entries 1 to 4 days later, with `worth` points each."""
    generator = np.random.default_rng(seed)
    acts = (generator.random((citizens, days, len(worth))) < 0.02).astype(np.uint8)
    totals = np.full((citizens, days + 1), 1000.0)
    for citizen, day, conduct in np.argwhere(acts):
        if generator.random() < seen and worth[conduct]:
            totals[citizen, day + 1 + generator.integers(1, 5) :] += worth[conduct]
    return Diaries(tuple("abcdefghijklmnop"[: len(worth)]), acts, totals)


def test_an_act_falls_once_into_each_span_of_delay():
    acts = np.zeros((1, 140, 1), np.uint8)
    acts[0, 10, 0] = 1
    exposure = panel_of(Diaries(("a",), acts, np.zeros((1, 141)))).exposure[0, :, 0]
    assert exposure.sum(axis=0) == pytest.approx(1)
    for span, (soonest, latest) in enumerate(LAGS):
        days = np.bincount(np.arange(10 + soonest, 10 + latest + 1) // 7, minlength=20)
        assert exposure[:, span] == pytest.approx(days / days.sum())


def test_the_weeks_of_a_panel_add_up_to_the_score_history():
    papers = _papers([-5, 3])
    panel = panel_of(papers)
    assert panel.change.sum(axis=1) == pytest.approx(papers.totals[:, 182] - 1000)
    assert panel.done.sum() == papers.acts.sum()
    assert (panel.steps * panel.sizes).sum() == pytest.approx(panel.change.sum(), rel=0.02)
    assert panel.quiet == pytest.approx((np.diff(papers.totals) == 0).mean(), abs=0.01)


def test_what_is_planted_is_found_with_points_and_share_seen():
    panel = panel_of(_papers([-5, 0, 3, 0, -1, 0], seen=0.4))
    selection = select(panel, (1,))
    found = {
        one.candidate.conduct: one
        for one in estimates(panel, selection, (2,), intervals=True)
        if not one.candidate.idle
    }
    assert {0, 2, 4} <= set(found)
    for conduct, points in ((0, -5), (2, 3), (4, -1)):
        assert found[conduct].per_filed.value == pytest.approx(points, abs=0.1)
        assert found[conduct].seen.value == pytest.approx(0.4, abs=0.1)
        assert found[conduct].per_act.value == pytest.approx(0.4 * points, abs=0.5)
        assert found[conduct].per_act.low < 0.4 * points < found[conduct].per_act.high


def test_from_scores_that_move_by_chance_hardly_anything_is_named():
    generator = np.random.default_rng(5)
    named = 0
    for seed in range(5):
        papers = _papers([0] * 10, seed=seed)
        moves = generator.integers(-3, 4, papers.totals.shape) * (generator.random(papers.totals.shape) < 0.1)
        by_chance = Diaries(papers.conducts, papers.acts, 1000.0 + moves.cumsum(axis=1))
        named += len(select(panel_of(by_chance), (seed,)).named)
    assert named <= 5


def _estimate(conduct, sign, per_filed=None, idle=False):
    points = None if per_filed is None else Interval(per_filed)
    return Estimate(Candidate(conduct, idle), 1.0, sign, Interval(float(sign)), None, points)


def test_what_is_named_is_counted_against_the_rulebook():
    truth = [TrueRule(str(n), str(n), points, 1, 1.0, points) for n, points in enumerate((-5, 3, None, -20))]
    found = [
        _estimate(0, -1, -4.5),
        _estimate(1, -1),
        _estimate(2, 1),
        _estimate(3, -1, -18),
        _estimate(0, -1, idle=True),
    ]
    score = score_of(found, truth)
    assert (score.named, score.recovered, score.wrong_sign, score.false, score.rules) == (5, 2, 1, 2, 3)
    assert score.precision == pytest.approx(2 / 5)
    assert score.recall == pytest.approx(2 / 3)
    assert score.point_error == pytest.approx(1.25)
    assert score_of([], truth).precision is None


def test_pools_hold_what_they_say(tmp_path):
    run = glasscity.run(erring(citizens=900, days=60), seed=2, out=tmp_path / "run", baseline=False)
    there = pools(run)
    assert set(there) == {ANYONE, HIGH, LOW, LAWFUL, WRONGED}
    totals = np.full(run.citizens_number, -1)
    people = scored_citizens(run)
    totals[people["citizen"].to_numpy()] = people["total"].to_numpy()
    assert totals[there[HIGH]].min() >= np.median(totals[there[ANYONE]]) >= totals[there[LOW]].max()
    assert 0 < len(there[WRONGED]) < len(there[ANYONE])
    order = in_random_order(there[ANYONE], 1, 0)
    assert sorted(order) == sorted(there[ANYONE])
    assert list(order) != list(in_random_order(there[ANYONE], 1, 1))


def test_where_files_cannot_be_wrong_nobody_is_wronged(of_open_city):
    assert WRONGED not in {one.who for one in of_open_city.biased}
    assert of_open_city.biased[0].who == ANYONE


def test_months_are_whole_weeks():
    assert [weeks_of(months) for months in (1, 3, 12)] == [4, 13, 52]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (("scoring.enabled=false",), "nobody is scored"),
        (("recording.acts=false",), "recording.acts = false"),
        (("recording.influence=false",), "recording.influence = false"),
        (("recording.ledger='aggregates'",), 'recording.ledger = "aggregates"'),
    ],
)
def test_runs_that_tell_nothing_are_refused(tmp_path, program, settings, said):
    run = _run(tmp_path / "run", *settings, citizens=200, days=40)
    answer = program("criteria", run.path, "--volunteers", 50)
    assert answer.code == 2
    assert said in answer.err
    assert str(run.path) in answer.err
    assert answer.out == ""


def test_a_run_that_kept_a_sample_has_volunteers_in_it(tmp_path):
    whole = _run(tmp_path / "whole", *OPEN, citizens=600, days=60)
    kept = changed(whole.scenario, "recording.ledger='sample'", "recording.sample=0.5")
    run = glasscity.run(kept, seed=3, out=tmp_path / "kept", baseline=False)
    sampled = scored_citizens(run)["citizen"].to_numpy()
    assert 200 < len(sampled) < 400
    assert (diaries_of(run, sampled).totals == diaries_of(whole, sampled).totals).all()
    with pytest.raises(BadInput, match=r"--volunteers 500: give 10 or more"):
        criteria(run, volunteers=500)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--volunteers", 5000), "--volunteers 5000: give 10 or more"),
        (("--volunteers", 2), "--volunteers 2: give 10 or more"),
        (("--months", 12), "--months 12: this run has 1 to 6 months"),
        (("--seed", -1), "--seed -1"),
        (("--recall", 2), "--recall 2"),
        (("--out", "."), "this is a folder"),
        (("--out", "page.csv"), "give a name such as page.html"),
    ],
)
def test_bad_input_is_one_message(open_city, program, desk, arguments, said):
    answer = program("criteria", open_city.path, *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert list(desk.iterdir()) == []


def test_too_short_a_run_is_refused(tmp_path):
    run = _run(tmp_path / "run", citizens=200, days=20)
    with pytest.raises(BadInput, match="20 days; diaries are read from a month"):
        criteria(run, volunteers=50)


def test_without_the_extra_the_message_says_how_to_get_it(little_city, program, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    answer = program("criteria", little_city.path, "--volunteers", 60)
    assert answer.code == 2
    assert "pip install 'glasscity[criteria]'" in answer.err


def test_the_command_prints_writes_a_page_and_gives_json(little_city, program, desk):
    printed = program("criteria", little_city.path, "--volunteers", 60, "--months", 1, "--out", "page.html")
    assert printed.code == 0
    assert printed.out.startswith("SYNTHETIC")
    assert "running a red light" in printed.out
    page = (desk / "page.html").read_text(encoding="utf-8")
    assert page.count("<figure") == 3
    assert page.count("SYNTHETIC") > 6
    assert "<script" not in page
    assert "http" not in re.sub(r"http://www\.w3\.org/\S+|http-equiv", "", page)
    given = program("criteria", little_city.path, "--volunteers", 60, "--months", 1, "--json")
    answer = json.loads(given.out)
    assert answer["synthetic"].startswith("SYNTHETIC")
    assert answer["volunteers"] == 60
    assert {row["conduct"] for row in answer["found"]} == {*RULES, "critical_post"}


def test_a_label_cannot_break_the_page(tmp_path):
    run = _run(
        tmp_path / "run", *OPEN, "conduct.red_light.label='<b>\"red\"</b> & light'", citizens=300, days=40
    )
    page = criteria_html(criteria(run, volunteers=60))
    assert '<b>"red"' not in page
    assert "&lt;b&gt;" in page


def test_names_that_were_cut_short_stay_apart():
    assert _different(["Only th…", "b", "Only th…"]) == ["Only th…", "b", "Only th… 2"]
    assert set(SHORT) == {ANYONE, HIGH, LOW, LAWFUL, WRONGED}


def test_help_needs_no_heavy_library(capsys):
    with pytest.raises(SystemExit) as end:
        main(["criteria", "--help"])
    assert end.value.code == 0
    assert "--volunteers" in capsys.readouterr().out

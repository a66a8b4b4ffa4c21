"""Calibration: a known number is found again; the same trials always; what is left open; bad input."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from importlib import resources
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from cities import starter
from glasscity.calibration import search as searching
from glasscity.calibration.determined import determined_by
from glasscity.calibration.journal import Journal, Trial
from glasscity.calibration.outcome import MET, MISSED, TOO_RARE, calibrate, verdict_on
from glasscity.calibration.question import BATCH, calibration_for
from glasscity.calibration.search import Tried, loss_of, point_of
from glasscity.calibration.store import JOURNAL, CalibrationStore
from glasscity.calibration.surface import best_place, laid_through
from glasscity.calibration.target import Target, half_last_digit, shipped, targets_for
from glasscity.calibration.written import write_scenario
from glasscity.ensemble.design import factor
from glasscity.ensemble.findings import findings_of
from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.plan import plan_for
from glasscity.ensemble.store import Store
from glasscity.ensemble.work import live_all
from glasscity.errors import BadInput
from glasscity.scenario import load
from glasscity.show.calibration_text import calibration_text

RATE = "conduct.red_light.per_year"
BILLS = "conduct.unpaid_bill.per_year"
KNOWN = 1.3
STARTER = resources.files("glasscity") / "scenario" / "starter.toml"
PARTS = ("--citizens", 300, "--days", 20)


@pytest.fixture(scope="module")
def city():
    return starter(citizens=2000, days=60)


@pytest.fixture(scope="module")
def own_aggregates(city, tmp_path_factory):
    """Return what a city comes to whose rate is known: the only thing that its calibration is told."""
    known = load(city, settings=[f"{RATE}={KNOWN}"])
    store = Store.open(tmp_path_factory.mktemp("known") / "here", plan_for(known, lives=4, baseline=False))
    live_all(store, processes=1)
    return {one.measure: one.here.mean for one in findings_of(store).points[0].found}


def sought(city, *vary, target, held_out=(), **more):
    targets = targets_for(city, None, list(target), list(held_out))
    return calibration_for(city, [factor(one) for one in vary], targets, **more)


@pytest.fixture(scope="module")
def found(city, own_aggregates, tmp_path_factory):
    asked = sought(
        city,
        f"{RATE}=0.2..3.0",
        target=[f"negative_records={own_aggregates['negative_records']:.4f}±0.002"],
        held_out=[f"mean_total={own_aggregates['mean_total']:.3f}±0.5"],
        trials=8,
        lives=4,
        fresh=3,
    )
    store = CalibrationStore.open(tmp_path_factory.mktemp("found") / "here", asked)
    return store, calibrate(store, processes=1)


def shown(outcome) -> str:
    """Return the text of an outcome on one line."""
    console = Console(file=io.StringIO(), width=100)
    console.print(calibration_text(outcome))
    return " ".join(console.file.getvalue().split())


def lines_of(path: Path) -> list[tuple[object, object]]:
    """Return what a journal says of every trial, without the times and the process that wrote it."""
    trials = [json.loads(line) for line in path.read_text().splitlines()]
    return [(one["params"], one["value"]) for one in trials if "params" in one]


# ── What is found ─────────────────────────────────────────────────────────────────────────────────────


def test_a_known_rate_is_found_again_from_its_own_aggregate(found):
    _, outcome = found
    (rate,) = outcome.determined.sought
    assert float(rate.best) == pytest.approx(KNOWN, rel=0.12)
    assert float(rate.low) < KNOWN < float(rate.high)
    assert rate.verdict == "well"
    assert rate.as_it_is == "3"
    assert outcome.loss < 1


def test_it_is_tested_with_lives_that_no_trial_has_lived(found):
    store, outcome = found
    (target,) = outcome.targets
    assert target.verdict == MET
    assert target.calibrated.lives == 3
    assert target.calibrated.mean != target.fitted
    assert abs(target.calibrated.mean - target.target.value) < abs(target.as_it_is.mean - target.target.value)
    assert not set(store.asked.fresh_lives) & set(store.asked.fitting_lives)


def test_what_is_held_out_is_tested_and_what_has_no_target_is_told(found):
    _, outcome = found
    (total,) = outcome.held_out
    assert total.fitted is None
    assert total.verdict == MET
    without = {one.measure for one in outcome.untargeted}
    assert {"positive_records", "in_worst"} <= without
    assert not without & {"negative_records", "mean_total"}


@pytest.mark.parametrize(
    ("mean", "citizens", "verdict"),
    [(0.0, 1000, TOO_RARE), (0.0, 1_000_000, MISSED), (0.01, 1000, MISSED), (0.00002, 1_000_000, MET)],
)
def test_a_count_too_small_to_tell_is_called_so(mean, citizens, verdict):
    target = Target("in_two_worst", 0.0000185, 0.000002)
    assert verdict_on(target, Interval(mean, 0.0, 8), citizens) == verdict


def test_a_target_that_nothing_brings_about_is_missed(city, tmp_path):
    asked = sought(city, f"{RATE}=0.2..0.4", target=["negative_records=5.0"], trials=4, lives=2, fresh=2)
    outcome = calibrate(CalibrationStore.open(tmp_path / "here", asked), processes=1)
    assert outcome.targets[0].verdict == MISSED
    assert "Missed: entries that take points: no trial comes nearer" in shown(outcome)


def test_a_target_that_chance_alone_has_met_is_called_so(found):
    _, outcome = found
    (target,) = outcome.targets
    by_chance = replace(target, verdict=MISSED, fitted=target.target.value)
    text = shown(replace(outcome, targets=(by_chance,)))
    assert "and not with fresh ones: it suits chance in those lives" in text
    assert "no trial comes nearer" not in text
    assert "Missed" not in shown(outcome)


def test_all_trials_are_a_table(found):
    store, outcome = found
    trials = pl.read_parquet(store.path / "trials.parquet")
    assert trials["trial"].to_list() == list(range(8))
    best = trials.row(outcome.best, named=True)
    assert best["loss"] == trials["loss"].min() == outcome.loss
    assert f"{RATE}={best[RATE]}" == outcome.settings[0]
    target = store.asked.fitted[0]
    assert best["loss"] == pytest.approx(((best["negative_records"] - target.value) / target.tolerance) ** 2)


def test_the_scenario_that_is_written_is_valid_and_says_what_it_was_calibrated_to(city, found, tmp_path):
    _, outcome = found
    path = write_scenario(starter(citizens=3000), outcome, tmp_path / "calibrated.toml")
    written = load(path)
    assert f"{RATE}={written.conduct['red_light'].per_year}" == outcome.settings[0]
    assert (written.population.citizens, written.time.days) == (3000, 60)
    assert written.name == "my-city-calibrated"
    source = written.sources["calibration"].title
    for said in ("negative_records", "not sourced", "8 trials", "4 lives", "seed 1", "2,000 citizens"):
        assert said in source
    assert "see [sources.calibration]" in written.conduct["red_light"].assumed
    assert "see [sources.calibration]" not in (written.conduct["unpaid_bill"].assumed or "")
    assert any("Not calibrated to, and tested against: mean_total" in note for note in written.notes)
    assert path.read_text().startswith("# SYNTHETIC")


# ── How well it is determined ─────────────────────────────────────────────────────────────────────────


def tried_at(asked, reach: float, measure) -> list[Tried]:
    """Return trials of an imagined city: `measure` of the values is each target's mean."""
    found = []
    for number, (a, b) in enumerate(np.random.default_rng(1).random((40, 2)).round(4)):
        values = (str(a), str(b))
        means = measure(a, b)
        trial = Trial(values, loss_of(asked.fitted, means), means)
        intervals = tuple(Interval(mean, reach, 4) for mean in means)
        found.append(Tried(number, point_of(asked, values), trial, intervals))
    return found


def imagined(city, reach: float, measure, *targets: str):
    asked = sought(city, f"{RATE}=0.0..1.0", f"{BILLS}=0.0..0.4", target=targets)
    asked = type(asked)(**{**vars(asked), "factors": (factor("a=0..1.0"), factor("b=0..1.0"))})
    tried = tried_at(asked, reach, measure)
    return determined_by(asked, tried, min(tried, key=lambda one: one.trial.loss))


def test_two_numbers_that_only_their_sum_is_known_of_make_up_for_each_other(city):
    one = imagined(city, 0.005, lambda a, b: (a + b,), "negative_records=1.00±0.01")
    (trade,) = one.trade_offs
    assert trade.correlation < -0.95
    assert [value.verdict for value in one.sought] == ["hardly", "hardly"]
    assert one.space_left == pytest.approx(0.03, abs=0.02)
    assert one.sought[0].moves["negative_records"] == pytest.approx(1, abs=0.01)


def test_a_second_target_tells_them_apart(city):
    two = imagined(
        city, 0.005, lambda a, b: (a + b, a - b), "negative_records=1.00±0.01", "positive_records=0.20±0.01"
    )
    assert two.trade_offs == ()
    assert [value.verdict for value in two.sought] == ["well", "well"]
    assert float(two.sought[0].low) < 0.6 < float(two.sought[0].high)


def test_chance_between_lives_widens_what_fits(city):
    narrow, wide = (
        imagined(city, reach, lambda a, b: (a, b), "negative_records=0.50±0.01", "positive_records=0.50±0.01")
        for reach in (0.0, 0.2)
    )
    assert wide.space_left > 5 * narrow.space_left
    assert wide.sought[0].left > 0.4


def test_a_surface_is_as_simple_as_errs_least_where_it_was_not_laid_through():
    x = np.random.default_rng(2).random((30, 2))
    product = laid_through(x, 1 + 2 * x[:, 0] * x[:, 1])
    assert product.terms == "products"
    assert product.error < 1e-9
    noisy = laid_through(x, x[:, 0] + np.random.default_rng(3).normal(0, 0.1, 30))
    assert noisy.error > 0.08
    assert laid_through(x[:4], x[:4, 0]) is None


def test_the_surface_finds_where_two_targets_are_met():
    x = np.random.default_rng(2).random((30, 2))
    surfaces = [laid_through(x, x[:, 0] + x[:, 1]), laid_through(x, x[:, 0] ** 2)]
    targets = (Target("negative_records", 0.9, 0.01), Target("positive_records", 0.25, 0.01))
    assert best_place(surfaces, targets, 1) == pytest.approx([0.5, 0.4], abs=1e-3)


# ── The same trials, always ───────────────────────────────────────────────────────────────────────────


def command(out: Path, *more: object) -> list[str]:
    words = ("calibrate", STARTER, *PARTS, "--vary", f"{RATE}=0.2..3.0")
    words += ("--vary", "conduct.volunteering.per_year=0.5..2.0")
    words += ("--target", "negative_records=0.10", "--target", "positive_records=0.25±0.01")
    words += ("--trials", 12, "--lives", 2, "--fresh", 2, "--out", out, *more)
    return [sys.executable, "-m", "glasscity", *map(str, words)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    out = tmp_path_factory.mktemp("whole") / "here"
    done = subprocess.run(command(out, "--processes", 2, "--json"), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


def same(answer: dict, other: dict) -> bool:
    return {**answer, "calibration": ""} == {**other, "calibration": ""}


def test_processes_change_nothing(whole, tmp_path):
    out, answer = whole
    done = subprocess.run(
        command(tmp_path / "one", "--processes", 1, "--json"), capture_output=True, text=True, check=True
    )
    assert lines_of(tmp_path / "one" / JOURNAL) == lines_of(out / JOURNAL)
    assert same(json.loads(done.stdout), answer)
    assert answer["synthetic"].startswith("SYNTHETIC")


def test_killed_half_way_it_goes_on_to_the_same_result(whole, tmp_path):
    out, answer = whole
    here = tmp_path / "killed"
    killed = subprocess.Popen(
        command(here, "--processes", 1),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while killed.poll() is None and not list(here.glob("batches/00008/tasks/[0-9]*/done.json")):
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert len(lines_of(here / JOURNAL)) == 8
    done = subprocess.run(
        command(here, "--processes", 1, "--json"), capture_output=True, text=True, check=True
    )
    assert lines_of(here / JOURNAL) == lines_of(out / JOURNAL)
    assert same(json.loads(done.stdout), answer)


def test_a_journal_that_lacks_trials_half_a_line_or_everything_comes_out_the_same(
    found, tmp_path, monkeypatch
):
    store, outcome = found
    monkeypatch.setattr("glasscity.ensemble.task.run", None)
    lines = (store.path / JOURNAL).read_bytes().splitlines(keepends=True)
    for number, kept in enumerate((b"".join(lines[:-3]) + lines[-3][:40], b"".join(lines[:3]), b"")):
        shutil.copytree(store.path, tmp_path / str(number))
        journal = tmp_path / str(number) / JOURNAL
        journal.write_bytes(kept)
        again = calibrate(CalibrationStore.open(journal.parent, store.asked), processes=1)
        assert again == outcome
        assert lines_of(journal) == lines_of(store.path / JOURNAL)


def test_more_trials_go_on_with_those_there(city, own_aggregates, found, tmp_path):
    store, _ = found
    more = type(store.asked)(**{**vars(store.asked), "trials": 12})
    shutil.copytree(store.path, tmp_path / "more")
    outcome = calibrate(CalibrationStore.open(tmp_path / "more", more), processes=1)
    assert outcome.trials == 12
    there = lines_of(tmp_path / "more" / JOURNAL)
    assert there[:8] == lines_of(store.path / JOURNAL)
    assert len(there) == 12


def test_a_batch_is_asked_for_by_what_earlier_ones_came_to(found):
    store, _ = found
    with store.journal() as journal:
        trials = journal.trials
    first, again = (searching._proposed(store.asked, trials[:4], BATCH) for _ in range(2))
    assert first == again
    assert tuple(one.settings[0] for one in first) == tuple(f"{RATE}={one.values[0]}" for one in trials[4:8])
    spoiled = [Trial(one.values, one.loss, (one.means[0] + 0.1,)) for one in trials[:4]]
    assert searching._proposed(store.asked, spoiled, BATCH) != first


# ── What goes wrong ───────────────────────────────────────────────────────────────────────────────────


def test_trials_that_fail_are_told_and_do_not_stop_the_others(city, tmp_path, monkeypatch):
    live = searching.live_all

    def failing(store, **more):
        with monkeypatch.context() as patch:
            if store.path.name == "00004":
                patch.setattr("glasscity.ensemble.task.run", None)
            return live(store, **more)

    monkeypatch.setattr(searching, "live_all", failing)
    asked = sought(city, f"{RATE}=0.2..3.0", target=["negative_records=0.3"], trials=8, lives=2, fresh=2)
    store = CalibrationStore.open(tmp_path / "here", asked)
    outcome = calibrate(store, processes=1)
    assert len(outcome.failures) == BATCH
    assert outcome.failures[0].startswith("trial 4: life 0: days: TypeError")
    assert outcome.best < 4
    assert calibrate(store, processes=1) == outcome


def test_a_point_that_is_no_scenario_is_a_failed_trial(tmp_path):
    city = starter("conduct.red_light.depends={}", citizens=100, days=5)
    asked = sought(
        city,
        f"{RATE}=0.5..4.4",
        "conduct.red_light.bound_per_year=3.0..4.5",
        target=["negative_records=0.1"],
        trials=8,
        lives=2,
        fresh=2,
    )
    outcome = calibrate(CalibrationStore.open(tmp_path / "here", asked), processes=1)
    assert any("bound_per_year" in one for one in outcome.failures)
    assert len(outcome.failures) < 8


@pytest.mark.parametrize("number", [1, -1])
def test_a_flipped_digit_of_the_journal_is_found(found, tmp_path, number):
    store, _ = found
    shutil.copytree(store.path, tmp_path / "here")
    path = tmp_path / "here" / JOURNAL
    lines = path.read_text().splitlines(keepends=True)
    one = json.loads(lines[number])
    if number == -1:
        one["value"] += 1
        lines[number] = json.dumps(one) + "\n"
    else:
        lines[number] = lines[number][: len(lines[number]) // 2] + "\n"
    path.write_text("".join(lines))
    with pytest.raises(BadInput, match=r"journal\.log: damaged or changed.* remove this file and run"):
        calibrate(CalibrationStore.open(path.parent, store.asked), processes=1)


def test_a_journal_whose_points_are_others_is_found(found, tmp_path):
    store, _ = found
    shutil.copytree(store.path, tmp_path / "here")
    path = tmp_path / "here" / JOURNAL
    lines = path.read_text().splitlines(keepends=True)
    one = json.loads(lines[2])
    one["params"][RATE] = 0.25
    lines[2] = json.dumps(one) + "\n"
    path.write_text("".join(lines))
    with pytest.raises(BadInput, match="damaged or changed"):
        calibrate(CalibrationStore.open(path.parent, store.asked), processes=1)


def test_another_calibration_does_not_go_on_in_the_same_folder(city, found, tmp_path):
    store, _ = found
    other = type(store.asked)(**{**vars(store.asked), "seed": 2})
    with pytest.raises(BadInput, match="another calibration was begun there"):
        CalibrationStore.open(store.path, other)
    shutil.copy(store.path / JOURNAL, tmp_path / JOURNAL)
    with pytest.raises(BadInput, match="the journal of another calibration"):
        Journal(tmp_path / JOURNAL, other)


def test_a_target_that_is_no_measure_of_the_city_is_refused(tmp_path):
    city = starter(citizens=100, days=5)
    asked = sought(city, f"{RATE}=0.2..3.0", target=["corrected=0.5"], trials=4, lives=2, fresh=2)
    with pytest.raises(BadInput, match="nothing of the kind in this city"):
        calibrate(CalibrationStore.open(tmp_path / "here", asked), processes=1)


VARY = ("--vary", "conduct.red_light.per_year=0.2..1.0")
TARGET = ("--target", "negative_records=0.3")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (VARY, "there is nothing to calibrate to"),
        ((*VARY, "--held-out", "negative_records=0.3"), "there is nothing to calibrate to"),
        (TARGET, "nothing is sought"),
        ((*VARY, "--target", "negative_recrds=0.3"), "did you mean 'negative_records'?"),
        ((*VARY, "--target", "negative_recrds=0.3"), "nothing about single people"),
        ((*VARY, "--target", "citizen_4711=3"), "only aggregates of a run can be targets"),
        ((*VARY, "--target", "negative_records"), "is not measure=value"),
        ((*VARY, "--target", "negative_records=[0.3, 0.4]"), "expected one number"),
        ((*VARY, "--target", "negative_records=0.3±0"), "tolerance is to be above 0"),
        ((*VARY, *TARGET, "--held-out", "negative_records=0.3"), "is there twice"),
        ((*VARY, "--target", "denunciations=50"), "needs a source"),
        ((*VARY, "--target", "critics_silenced=0.5"), "never set to bring about"),
        ((*VARY, *VARY, *TARGET), "varied twice"),
        (("--vary", "conduct.red_ligt.per_year=0.2..1.0", *TARGET), "did you mean 'red_light'"),
        (("--vary", "conduct.red_light.per_yer=0.2..1.0", *TARGET), "did you mean 'per_year'"),
        (("--vary", "conduct.red_light.per_year=1..1", *TARGET), "the range is empty"),
        (("--vary", "conduct.red_light.per_year=0.2..900", *TARGET), "bound_per_year"),
        ((*VARY, *TARGET, "--trials", "13"), "take 12 or 16"),
        ((*VARY, *TARGET, "--trials", "0"), "take 4"),
        ((*VARY, *TARGET, "--lives", "1"), "tell chance from misfit"),
        ((*VARY, *TARGET, "--fresh", "1"), "--fresh: 1 is too few"),
        ((*VARY, "--targets", "rongcheng"), "did you mean 'rongcheng-2015'"),
        ((*VARY, "--targets", "rongcheng-2015"), "these numbers are about 'rongcheng-2016'"),
        ((*VARY, *TARGET, "--write", "."), "this is a folder"),
        ((*VARY, *TARGET, "--write", "not/there.toml"), "there is no such folder"),
        ((*VARY, *TARGET, "--write", "mine.toml"), "that no calibration wrote"),
        ((*VARY, *TARGET, "--out", "mine.toml"), "this is a file"),
        ((*VARY, *TARGET, "--out", "kept"), "not a calibration"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(program, desk, words, message):
    (desk / "mine.toml").write_text("name = 'mine'\n")
    (desk / "kept").mkdir()
    (desk / "kept/notes.txt").write_text("mine")
    answer = program("calibrate", "essay", "--citizens", 200, "--days", 5, *words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert sorted(path.name for path in desk.rglob("*")) == ["kept", "mine.toml", "notes.txt"]


FILE = """
[sources.press]
title = "a newspaper"
sureness = "M"

[targets.negative_records]
value = 0.42
source = "press"
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FILE + "valu = 3\n", r"targets\.negative_records\.valu: unknown key \(did you mean 'value'\?\)"),
        (FILE.replace("0.42", "[0.4, 0.5]"), "expected a number, got a list"),
        (FILE.replace("0.42", "{ 4711 = 0.4 }"), "expected a number, got a table"),
        (FILE.replace('source = "press"', ""), "add `source` or `assumed`"),
        (FILE.replace('source = "press"', 'source = "pres"'), "no source 'pres' in .*did you mean 'press'"),
        (FILE.replace("negative_records", "negativ_records"), "did you mean 'negative_records'"),
        (FILE + "window_days = 365\n", "published for 365 days, and this city lives 60; take --days 365"),
        (FILE + "weight = 0\n", "greater than 0"),
        (FILE.replace("negative_records", "lies").replace('source = "press"', 'assumed = "a guess"'), "wish"),
        ("value = [", "not valid TOML"),
        ("", "nothing to calibrate to"),
    ],
)
def test_a_file_of_targets_that_does_not_fit_is_refused(city, tmp_path, text, message):
    path = tmp_path / "targets.toml"
    path.write_text(text)
    with pytest.raises(BadInput, match=message):
        targets_for(city, str(path), None, None)


def test_a_target_carries_where_it_was_published(city, tmp_path):
    path = tmp_path / "targets.toml"
    path.write_text(FILE)
    sourced, not_sourced = targets_for(city, str(path), ["mean_total=990"], None)
    assert (sourced.source, sourced.sureness) == ("a newspaper", "M")
    assert sourced.tolerance == 0.005
    assert (not_sourced.source, not_sourced.tolerance) == ("", 0.5)


@pytest.mark.parametrize(
    ("text", "half"), [("0.42", "0.005"), ("24", "0.5"), ("0.050", "0.0005"), ("0", "0.5")]
)
def test_a_number_is_as_exact_as_it_is_written(text, half):
    assert half_last_digit(Decimal(text)) == Decimal(half)


def test_the_targets_that_ship_are_those_of_the_facts():
    for name in shipped():
        city = name.replace("rongcheng-2015", "rongcheng-2016")
        found = {one.measure: one for one in targets_for(load(city), name, None, None)}
        assert all(one.source and one.assumed for one in found.values())
        assert (found["negative_records"].value, found["positive_records"].value) == (0.42, 0.05)
        if name == "suining-2010":
            assert found["in_two_worst"].held_out
            assert found["in_two_worst"].value == pytest.approx(24 / 1_300_000, abs=1e-7)


def test_the_text_says_what_it_is_and_what_it_does_not_tell(program, desk, whole):
    out, _ = whole
    words = command(out, "--write", "city.toml")[3:]
    shown = program(*words)
    assert shown.code == 0, shown.err
    assert "SYNTHETIC  my-city: calibrated to 2 published aggregates and nothing else" in shown.out
    text = " ".join(shown.out.split())
    for said in (
        "nothing was held out",
        "Without any target",
        "fit as well as can be told",
        "Not sourced: negative_records, positive_records",
        "none is a measurement of a real town",
    ):
        assert said in text, said
    assert program("check", "city.toml").code == 0
    assert program(*words).code == 0

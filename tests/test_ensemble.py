"""Many runs: plans, tables, failures, and going on after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import starter
from glasscity.ensemble import task
from glasscity.ensemble.design import factor, points_of
from glasscity.ensemble.findings import findings_of
from glasscity.ensemble.intervals import interval, paired
from glasscity.ensemble.plan import Point, lives_of, plan_for
from glasscity.ensemble.store import Store, read
from glasscity.ensemble.work import live_all
from glasscity.errors import BadInput

INFLUENCE = "rulebook.influence.weight"


@pytest.fixture(scope="module")
def city():
    return starter(citizens=300, days=40)


@pytest.fixture(scope="module")
def swept(city, tmp_path_factory):
    points = (Point(), Point((f"{INFLUENCE}=0",)))
    plan = plan_for(city, points, lives=3, each_citizen=True)
    store = Store.open(tmp_path_factory.mktemp("swept") / "here", plan)
    assert live_all(store, processes=1) == 0
    return store


def test_a_row_of_the_table_is_what_the_run_by_itself_comes_to(city, swept, tmp_path):
    plan = swept.plan
    alone = glasscity.run(
        glasscity.load(city, settings=plan.points[1].settings),
        life=plan.lives[2],
        out=tmp_path / "alone",
        threads=1,
    )
    (row,) = swept.table("runs").filter((pl.col("point") == 1) & (pl.col("life") == 2)).to_dicts()
    assert row["digest"] == alone.digest
    assert row["mean_total"] == alone.days["mean_total"][-1]
    citizens = swept.table("citizens").filter((pl.col("point") == 1) & (pl.col("life") == 2))
    assert citizens["total"].to_list() == alone.citizens["total"].to_list()


def test_the_first_life_is_that_of_a_plain_run_and_lives_differ(city, swept, tmp_path):
    plain = glasscity.run(city, out=tmp_path / "plain", threads=1)
    digests = swept.table("runs").filter(pl.col("point") == 0)["digest"].to_list()
    assert digests[0] == plain.digest
    assert len(set(digests)) == 3


def test_points_are_paired_by_their_lives(swept):
    seeds = swept.table("runs").pivot("point", index="life", values="life_seed")
    assert seeds["0"].to_list() == seeds["1"].to_list() == list(swept.plan.lives)
    point = findings_of(swept).points[1]
    found = {one.measure: one for one in point.found}["mean_total"]
    values = swept.table("runs").sort("point", "life")["mean_total"].to_numpy().reshape(2, 3)
    assert found.less_the_first.mean == pytest.approx((values[1] - values[0]).mean())


def test_groups_add_up_to_the_city(swept):
    groups = swept.table("groups").group_by("point", "life", "attribute").agg(pl.col("citizens").sum())
    assert set(groups["citizens"]) == {300}
    assert swept.table("days").group_by("point", "life").len()["len"].to_list() == [40] * 6


def test_whole_tables_say_what_was_varied(swept):
    runs = pl.read_parquet(swept.path / "runs.parquet")
    assert runs.filter(pl.col("point") == 1)[INFLUENCE].to_list() == ["0"] * 3
    assert runs.filter(pl.col("point") == 0)[INFLUENCE].to_list() == [None] * 3


def test_a_run_that_fails_is_a_row_with_its_phase(city, tmp_path, monkeypatch):
    from glasscity import step

    life = lives_of(1, 2)[1]
    ((act,),) = step.COURSE[5]
    assert act.name == "act"

    def failing(world, today):
        if int(world.life.key) == life and today.day == 3:
            raise ValueError("this day cannot be")
        act.run(world, today)

    broken = (*step.COURSE[:5], ((step.Phase("act", failing),),), *step.COURSE[6:])
    monkeypatch.setattr("glasscity.step.COURSE", broken)
    store = Store.open(tmp_path / "here", plan_for(city, lives=2, baseline=False))
    assert live_all(store, processes=1) == 1
    good, bad = store.table("runs").sort("life").to_dicts()
    assert good["failed_phase"] is None
    assert bad["failed_phase"] == "act, day 3"
    assert "this day cannot be" in bad["message"]
    assert findings_of(store).points[0].failed == 1
    assert not list(store.path.glob(".run-*"))


def test_what_is_there_is_not_lived_again(swept, monkeypatch):
    monkeypatch.setattr(task, "run", None)
    assert live_all(Store.open(swept.path, swept.plan), processes=1) == 0


def test_another_plan_does_not_go_on_in_the_same_folder(city, swept):
    with pytest.raises(BadInput, match="another plan was begun there"):
        Store.open(swept.path, plan_for(city, lives=4))
    assert swept.table("runs").height == 6


def test_a_damaged_table_is_found_and_named(city, tmp_path):
    store = Store.open(tmp_path / "here", plan_for(city, lives=1, baseline=False))
    live_all(store, processes=1)
    file = store.path / "tasks/000000/days.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(BadInput, match=r"days\.parquet: damaged since it was written; remove the folder"):
        read(store.path).table("days")


def test_killed_half_way_it_goes_on_to_the_same_tables(tmp_path):
    command = [sys.executable, "-m", "glasscity", "ensemble", "essay", "--lives", "4"]
    command += ["--citizens", "300", "--days", "20", "--no-baseline", "--processes", "2"]
    subprocess.run([*command, "--out", tmp_path / "whole"], check=True, capture_output=True)
    killed = subprocess.Popen(
        [*command, "--out", tmp_path / "killed"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    done = tmp_path / "killed/tasks"
    while killed.poll() is None and not list(done.glob("[0-9]*/done.json")):
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert len(list(done.glob("[0-9]*/done.json"))) < 4
    subprocess.run([*command, "--out", tmp_path / "killed"], check=True, capture_output=True)
    for name in ("runs", "days", "groups"):
        whole, again = (
            pl.read_parquet(tmp_path / folder / f"{name}.parquet").drop("seconds", strict=False)
            for folder in ("whole", "killed")
        )
        assert whole.equals(again)
    assert not list((tmp_path / "killed").glob(".run-*"))


def test_a_process_that_dies_is_a_failed_run(city, tmp_path):
    """The scenario asks for a rule of behaviour that kills the process; nothing else can, from inside."""
    script = tmp_path / "dying.py"
    script.write_text(
        "import os, signal\n"
        "from glasscity.ensemble import work\n"
        "from glasscity.ensemble.store import Store\n"
        "from pathlib import Path\n"
        "live = work.live\n"
        "def dying(plan, number, folder):\n"
        "    if number == 1:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return live(plan, number, folder)\n"
        "work.live = dying\n"
        "def main():\n"
        "    from glasscity.ensemble.store import read\n"
        f"    print(work.live_all(read(Path({str(tmp_path / 'here')!r})), processes=2))\n"
        "if __name__ == '__main__':\n"
        "    main()\n"
    )
    Store.open(tmp_path / "here", plan_for(city, lives=4, baseline=False))
    done = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "1"
    runs = read(tmp_path / "here").table("runs").sort("life")
    assert runs["failed_phase"].to_list() == [None, "process", None, None]


def test_intervals_are_students():
    found = interval(np.array([1.0, 2.0, 3.0, 4.0]))
    assert (found.mean, found.lives) == (2.5, 4)
    assert found.half_width == pytest.approx(3.1824463 * 1.2909944 / 2)
    assert interval(np.array([7.0])).half_width is None
    assert interval(np.array([np.nan])) is None
    assert paired(np.array([2.0, 5.0]), np.array([1.0, 4.0])).half_width == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rulebook", "is not path="),
        ("a=", "is not path="),
        ("a=1..1", "the range is empty"),
        ("a=x..2", "the ends of a range are numbers"),
        ("a=nan..nan", "the ends of a range are numbers of at most 15 digits"),
        ("a=0..inf", "the ends of a range are numbers of at most 15 digits"),
        ("a=0..1e999999", "the ends of a range are numbers of at most 15 digits"),
        ("a=1,1", "every value once"),
        ("a=1,,2", "none empty"),
    ],
)
def test_what_cannot_be_varied_is_said(text, message):
    with pytest.raises(BadInput, match=message):
        factor(text)


@pytest.mark.parametrize(
    ("vary", "design", "number", "message"),
    [
        (["a=1,2"], "grd", 0, "did you mean 'grid'"),
        (["a=1..2"], "grid", 0, "is a range, and a grid needs values"),
        (["a=1,2"], "grid", 8, "leave --points out"),
        (["a=1..2"], "latin", 0, "needs to know how many points"),
        (["a=1..2"], "sobol", 12, "take a power of two, such as 8 or 16"),
        (["a=1,2", "a=3,4"], "grid", 0, "varied twice"),
        ([], "grid", 0, "nothing is varied"),
    ],
)
def test_a_design_that_does_not_fit_is_refused(vary, design, number, message):
    with pytest.raises(BadInput, match=message):
        points_of([factor(one) for one in vary], design, number)


def test_a_grid_has_every_combination_and_values_keep_their_brackets():
    found = points_of([factor("a=1,2"), factor("b=[3, 4],'x,y'")])
    assert [point.settings for point in found] == [
        ("a=1", "b=[3, 4]"),
        ("a=1", "b='x,y'"),
        ("a=2", "b=[3, 4]"),
        ("a=2", "b='x,y'"),
    ]


@pytest.mark.parametrize("design", ["latin", "sobol"])
def test_ranges_are_filled_evenly(design):
    found = points_of([factor("a=0..1.0"), factor("b=1..4"), factor("c='x','y'")], design, 16)
    tens = sorted(int(16 * float(point.values["a"])) for point in found)
    assert tens == list(range(16))
    assert [sum(point.values["b"] == str(one) for point in found) for one in (1, 2, 3, 4)] == [4] * 4
    assert sum(point.values["c"] == "'x'" for point in found) == 8


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["ensemble", "essay", "--lives", "0"], "expected 1 or more"),
        (["ensemble", "essay", "--measure", "mean_totl"], "did you mean 'mean_total'"),
        (["sweep", "essay", "--vary", "rulebook.influenc.weight=0,0.1"], "did you mean 'influence'"),
        (["sweep", "essay", "--vary", "rulebook.influence.weight=0,2"], "rulebook.influence.weight"),
        (["sweep", "essay"], "nothing is varied"),
        (["sensitivity", "essay", "--vary", "a=0..1", "--vary", "b=0..1", "--base", "12"], "power of two"),
        (["sensitivity", "essay", "--vary", "a=0..1"], "two factors at least"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(tmp_path, command, message):
    out = tmp_path / "here"
    done = subprocess.run(
        [sys.executable, "-m", "glasscity", *command, "--out", out], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_json_has_every_measure_with_its_interval(tmp_path):
    command = [sys.executable, "-m", "glasscity", "ensemble", "essay", "--lives", "2", "--citizens", "200"]
    command += ["--days", "10", "--processes", "1", "--out", tmp_path / "here", "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    data = json.loads(done.stdout)
    assert data["synthetic"].startswith("SYNTHETIC")
    found = {one["measure"]: one["here"] for one in data["points"][0]["found"]}
    assert found["mean_total"]["lives"] == 2
    assert found["mean_total"]["half_width"] > 0
    assert Path(data["ensemble"]).is_dir()

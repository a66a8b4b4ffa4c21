"""The benchmarks: rivals live through the same city, and the page is written from what is kept."""

from __future__ import annotations

import importlib
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch):
    """Return what imports a module of the benchmarks."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module


@pytest.mark.parametrize(
    "rival", ["numpy_scipy", "polars_frames", "hand_fused", "mesa_agents", "mesa_frames_city", "starsim_city"]
)
def test_rivals_live_through_the_same_city(benchmark, rival):
    check = benchmark("rivals.check")
    if not check.interpreter(rival):
        pytest.skip("not installed")
    assert check.wrong(check.check(rival, 20_000)) == []


def test_by_hand_two_threads_live_the_same_lives(benchmark):
    check = benchmark("rivals.check")
    one, two = (check.check("hand_fused", 5000, threads=threads) for threads in (1, 2))
    assert (one["mean"], one["counts"]) == (two["mean"], two["counts"])


def test_a_wrong_city_is_found(benchmark):
    check = benchmark("rivals.check")
    counts = {"A": 1_000_000}
    measured = {"citizens": 1_000_000, "mean": 999.24, "several_acts": 0.005, "counts": counts}
    assert check.wrong(measured) == ["mean 999.240, not 999.16 ± 0.040"]


def row(contender, citizens, day, **more):
    return {
        "session": "one",
        "contender": contender,
        "citizens": citizens,
        "days": 4,
        "rounds": 1,
        "refused": "",
        "day_seconds": day,
        "peak_bytes": 10**8 + 100 * citizens,
        "seconds": {},
        "digest": "",
        "each": [],
        **more,
    }


@pytest.fixture
def results(benchmark, tmp_path):
    kept, city_run = benchmark("kept"), benchmark("city_run")
    rows = []
    for citizens in (10_000, 1_000_000):
        second = citizens / 1e6
        each = [{"digest": f"{citizens}"}]
        ours = {"seconds": {"act": 0.02 * second, "score": 0.02 * second}, "each": each}
        rows += [row("glasscity", citizens, 0.04 * second, **ours)]
        rows += [row("glasscity-two", citizens, 0.02 * second, **ours)]
        rows += [row("hand-fused", citizens, 0.03 * second), row("numpy-scipy", citizens, 0.3 * second)]
    rows += [{**row("mesa", 1_000_000, 0.0), "refused": "left out"}]
    del rows[-1]["day_seconds"]
    bandwidth = {"1": 20e9, "2": 30e9}
    kept.add(tmp_path / "score-city.json", {"machine": kept.machine(), "bandwidth": bandwidth, "rows": rows})
    runs = [
        city_run.Measured("rongcheng-2016", citizens, 365, 2, False, 5.0, 10**9 + citizens, 9.0)
        for citizens in (740_000, 7_400_000)
    ]
    for run in runs:
        run.seconds = {"founding": 1.0, "act": 2.0, "live": 0.0}
    listed = [asdict(run) for run in runs]
    whole = {"machine": kept.machine(), "repeat": 1, "whole": listed[:1], "growth": listed}
    kept.write(tmp_path / "full-cities.json", whole)
    measures = [
        {
            "city": "essay",
            "citizens": citizens,
            "days": 365,
            "seeds": 4,
            "mean": {"mean": mean, "deviation": 0.1},
            "worst": {"mean": 0.01, "deviation": 0.001},
            "gini": {"mean": 0.1, "deviation": 0.001},
        }
        for citizens, mean in ((1000, 998.0), (10_000, 999.05), (100_000, 999.0))
    ]
    kept.write(tmp_path / "headlines.json", {"rows": measures})
    return tmp_path


def test_the_page_is_written_from_what_is_kept(benchmark, results, tmp_path):
    tried = tmp_path / "tried.md"
    tried.write_text("<!-- for whom it is -->\nSorting citizens by name.\n", encoding="utf-8")
    benchmark("pages").write(results, tmp_path / "docs", tried)
    page = (tmp_path / "docs/performance.md").read_text(encoding="utf-8")
    ours = "| glasscity, aggregates | 0.0400 | 0.13 | 1.33 | 191 | 100 |"
    for expected in (
        ours,
        "| 1,000,000 | 40.0 | 1,500 | 191 | 100 |",
        "| act | 20.00 | 20.00 |",
        "Not there (left out): Mesa 3, agents as objects at 1 million.",
        "are the same on one core and on two",
        "mean score from 10 thousand; share in D from 1 thousand",
        "in **5.0 seconds** on 2 cores",
        "## What was tried and did not help\n\nSorting citizens by name.",
    ):
        assert expected in page
    assert "for whom it is" not in page
    for picture in ("score-city.svg", "growth.svg"):
        assert (tmp_path / "docs/images" / picture).read_text(encoding="utf-8").startswith("<svg")


def test_a_page_without_results_has_no_sections(benchmark, tmp_path):
    assert "##" not in benchmark("pages").page(tmp_path, tmp_path / "tried.md")


def test_a_row_measured_again_replaces_its_old_one(benchmark, tmp_path):
    kept = benchmark("kept")
    file = tmp_path / "rows.json"
    kept.add(file, {"rows": [row("mesa", 10, 2.0), row("polars", 10, 1.0)]})
    kept.add(file, {"rows": [row("mesa", 10, 3.0)]})
    found = {one["contender"]: one["day_seconds"] for one in kept.read(file)["rows"]}
    assert found == {"polars": 1.0, "mesa": 3.0}


def test_ratios_need_the_same_session(benchmark):
    rows = [row("mesa", 10, 2.0), {**row("numpy-scipy", 10, 1.0), "session": "another"}]
    assert benchmark("score_city_section").Rows({"rows": rows}).ratio("mesa", "numpy-scipy", 10) is None


def test_who_takes_too_long_is_left_out_or_measured_less(benchmark):
    contenders = benchmark("contenders")
    mesa, numpy_scipy = contenders.NAMED["mesa"], contenders.NAMED["numpy-scipy"]
    assert contenders.plan(mesa, 10_000_000, 5).rounds == 0
    assert contenders.plan(mesa, 1_000_000, 5) == contenders.Plan(3, 2)
    assert contenders.plan(numpy_scipy, 10_000, 5) == contenders.Plan(40, 5)


def test_a_process_that_takes_too_long_is_stopped(benchmark):
    start = benchmark("child").start
    assert "longer than" in start([sys.executable, "-c", "import time; time.sleep(60)"], patience=0.2).refused
    done = start([sys.executable, "-c", "import os; print(len(os.sched_getaffinity(0)))"], cores=1)
    assert done.printed.strip() == "1"

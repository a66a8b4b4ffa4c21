"""How long and how much: whole runs of the shipped cities, timed from outside, as processes of their own.

Example: python benchmarks/rongcheng.py --repeat 3

Measures the full Rongcheng of 2016 (740,000 citizens, 365 days, ledger and aggregates on disk), the same with
every mechanism and the shadow score (rongcheng-all.toml), the essay's city, and the growth from 10,000 to
10,000,000 citizens; writes docs/performance.md and its picture.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[1] / "docs"
CITY = "rongcheng-2016"
EVERYTHING = str(Path(__file__).parent / "rongcheng-all.toml")
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
NOT_DAILY = ("founding", "baseline")
MIB = 2**20


@dataclass
class Measured:
    """One run, or the median of several: what it was, and what it took."""

    city: str
    citizens: int
    days: int
    threads: int
    baseline: bool
    wall_seconds: float
    peak_bytes: int
    processor_seconds: float
    disk_bytes: int = 0
    ties: float = 0.0
    digest: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    refused: str = ""

    @property
    def citizen_days(self) -> int:
        return self.citizens * self.days

    @property
    def per_citizen_day(self) -> float:
        """Nanoseconds per citizen-day in the daily loop, founding and baseline left out."""
        return sum(self.phases.values())

    @property
    def phases(self) -> dict[str, float]:
        """Nanoseconds per citizen-day by phase."""
        return {k: v * 1e9 / self.citizen_days for k, v in self.seconds.items() if k not in NOT_DAILY}


def measure(city: str, *, threads: int, citizens: int = 0, days: int = 0, baseline: bool = False) -> Measured:
    """Run a city in a new process and say what it took; the folder of the run is removed."""
    with tempfile.TemporaryDirectory(prefix="glasscity-benchmark-") as folder:
        out = Path(folder) / "run"
        command = [sys.executable, "-m", "glasscity", "run", city, "--seed", "1", "--json"]
        command += ["--threads", str(threads), "--out", str(out)]
        command += ["--baseline" if baseline else "--no-baseline"]
        command += ["--citizens", str(citizens)] if citizens else []
        command += ["--days", str(days)] if days else []
        errors = Path(folder) / "errors"
        began = time.perf_counter()
        with errors.open("wb") as stream:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stream)
            _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        processor = used.ru_utime + used.ru_stime
        if process.returncode:
            last = errors.read_text().strip().splitlines()[-1:] or [f"exit code {process.returncode}"]
            name = Path(city).stem
            return Measured(name, citizens, days, threads, baseline, wall, peak, processor, refused=last[0])
        manifest = json.loads((out / "manifest.json").read_bytes())
        return Measured(
            manifest["scenario"],
            manifest["citizens"],
            manifest["days"],
            threads,
            baseline,
            wall,
            peak,
            processor,
            sum(file["bytes"] for file in manifest["files"].values()),
            mean_contacts(out),
            manifest["digest"],
            manifest["seconds"],
        )


def mean_contacts(run: Path) -> float:
    """Return how many contacts a citizen has.

    Asked in another process: the system counts our own peak of memory as part of what a child takes.
    """
    question = (
        "import polars as p, sys; print(p.read_parquet(sys.argv[1], columns=['contacts']).mean().item())"
    )
    answer = subprocess.check_output([sys.executable, "-c", question, str(run / "citizens.parquet")])
    return float(answer)


def median(city: str, repeat: int, **options: Any) -> Measured:
    """Measure several times; the run with the median wall time stands for all, with the highest peak."""
    runs = []
    for number in range(repeat):
        runs.append(measure(city, **options))
        one = runs[-1]
        print(
            f"{city} {one.citizens:,} x {one.days}, {one.threads} threads, run {number + 1} of {repeat}: "
            f"{one.wall_seconds:.1f} s, {one.processor_seconds:.1f} s of processors, "
            f"{one.peak_bytes / MIB:,.0f} MiB {one.refused}",
            file=sys.stderr,
        )
        if one.refused:
            return one
    middle = statistics.median_low(run.wall_seconds for run in runs)
    chosen = next(run for run in runs if run.wall_seconds == middle)
    chosen.peak_bytes = max(run.peak_bytes for run in runs)
    return chosen


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table, numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def whole_runs(runs: list[Measured]) -> str:
    rows = [
        [
            f"`{run.city}`, {'with' if run.baseline else 'without'} the baseline",
            f"{run.citizens:,}",
            f"{run.days}",
            f"{run.threads}",
            f"{run.wall_seconds:.1f}",
            f"{run.processor_seconds:.1f}",
            f"{run.peak_bytes / MIB:,.0f}",
            f"{run.disk_bytes / MIB:,.0f}",
            f"{run.per_citizen_day:.1f}",
        ]
        for run in runs
    ]
    head = [
        "city",
        "citizens",
        "days",
        "threads",
        "seconds",
        "of processors",
        "memory, MiB",
        "disk, MiB",
        "ns per citizen-day",
    ]
    return table(head, rows)


def by_phase(runs: list[Measured]) -> str:
    names = [name for name in runs[0].seconds if name not in NOT_DAILY]
    head = ["phase", *(f"`{run.city}`, {run.threads} thr." for run in runs)]
    rows = [[name, *(f"{run.phases[name]:.2f}" for run in runs)] for name in names]
    rows += [["**all days**", *(f"**{run.per_citizen_day:.2f}**" for run in runs)]]
    founding = [f"{run.seconds['founding'] * 1e9 / run.citizens:,.0f}" for run in runs]
    return table(head, [*rows, ["founding the city, ns per citizen, once", *founding]])


def growth_table(runs: list[Measured]) -> str:
    small = runs[0]
    rows = []
    for run in runs:
        if run.refused:
            rows.append([f"{run.citizens:,}", *["-"] * 7])
            continue
        rows.append(
            [
                f"{run.citizens:,}",
                f"{run.days}",
                f"{run.ties:.1f}",
                f"{run.wall_seconds:.1f}",
                f"{run.per_citizen_day:.1f}",
                f"{run.seconds['founding'] * 1e9 / run.citizens:,.0f}",
                f"{run.peak_bytes / MIB:,.0f}",
                f"{marginal_bytes(run, small):,.0f}" if run is not small else "-",
            ]
        )
    head = ["citizens", "days", "contacts each", "seconds", "ns per citizen-day", "founding, ns per citizen"]
    return table([*head, "memory, MiB", "bytes per citizen"], rows)


def marginal_bytes(run: Measured, small: Measured) -> float:
    """Return the memory that each citizen takes beyond what the smallest run takes anyway."""
    return (run.peak_bytes - small.peak_bytes) / (run.citizens - small.citizens)


def picture(runs: list[Measured]) -> str:
    """Return an SVG with time and memory over the number of citizens."""
    import altair as alt
    import polars as pl
    import vl_convert as vlc

    done = [run for run in runs if not run.refused]
    frame = pl.DataFrame(
        {
            "citizens": [run.citizens for run in done],
            "seconds, whole run": [run.wall_seconds for run in done],
            "memory, GiB": [run.peak_bytes / 2**30 for run in done],
            "ns per citizen-day": [run.per_citizen_day for run in done],
        }
    )
    panels = [
        alt.Chart(frame, title=name, width=190, height=190)
        .mark_line(point=alt.OverlayMarkDef(color="#1f5f8b", size=50), color="#1f5f8b")
        .encode(
            alt.X("citizens", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s", values=list(SIZES))),
            alt.Y(name, title=None, scale=alt.Scale(type=kind), axis=alt.Axis(tickCount=5, format=",~f")),
        )
        for name, kind in (
            ("seconds, whole run", "log"),
            ("memory, GiB", "log"),
            ("ns per citizen-day", "linear"),
        )
    ]
    days = ", ".join(sorted({str(run.days) for run in done}))
    title = alt.TitleParams(
        f"{CITY} by number of citizens",
        subtitle=f"SYNTHETIC citizens; {days} days, {done[0].threads} threads",
    )
    chart = (
        alt.hconcat(*panels).properties(title=title).configure_view(stroke=None).configure(background="white")
    )
    svg: str = vlc.vegalite_to_svg(chart.to_dict())
    return svg


def page(whole: list[Measured], growth: list[Measured], repeat: int) -> str:
    """Return the text of docs/performance.md."""
    full = [run for run in whole if run.city == CITY and not run.baseline]
    at_once = [run for run in whole if run.city == Path(EVERYTHING).stem]
    fastest = min(full, key=lambda run: run.wall_seconds)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    largest = max((run for run in growth if not run.refused), key=lambda run: run.citizens)
    everything = fastest.wall_seconds * 1e9 / fastest.citizen_days
    digests = {run.digest for run in full}
    same = "the same" if len(digests) == 1 else "NOT THE SAME"
    refused = "".join(
        f"\n{run.citizens:,} citizens did not run: {run.refused.removeprefix('glasscity: ')}.\n"
        for run in growth
        if run.refused
    )
    fewer = [run for run in growth if run.days and run.days != full[0].days and not run.refused]
    cut = f" ({', '.join(f'{run.citizens:,}: {run.days} days' for run in fewer)})" if fewer else ""
    first = f"""
A city of {fastest.citizens:,} SYNTHETIC citizens lives through {fastest.days} days in
**{fastest.wall_seconds:.1f} seconds** on {fastest.threads} cores, in {fastest.peak_bytes / 2**30:.1f} GiB of
memory, with every ledger entry, every act and all daily aggregates on disk. That is {everything:.0f} ns for
each of {fastest.citizen_days / 1e6:,.0f} million citizen-days, with everything counted from the start of the
program to its end."""
    how = f"""
Measured on a machine with {os.cpu_count()} cores and {memory:.0f} GiB of memory ({platform.system()},
{platform.machine()}, Python {platform.python_version()}); median of {repeat} whole processes, after the
kernels were compiled. Memory is the peak of the process. The digest of a run does not depend on the threads:
it is {same} here for {" and ".join(str(run.threads) for run in full)}."""
    sizes = f"""
`{CITY}` with other numbers of citizens, {growth[0].threads} threads{cut}. Everybody has as many contacts in
a large city as in a small one. Bytes per citizen are those beyond what the smallest city takes, in which the
program itself takes most."""
    last = f"""
From {growth[0].citizens:,} to {largest.citizens:,} citizens, time for a citizen-day goes from
{growth[0].per_citizen_day:.1f} to {largest.per_citizen_day:.1f} ns. In a small city, what is done once in a
run (such as reading the compiled kernels) or once a day weighs more; nothing grows faster than the city."""
    slowest = min((run for run in at_once if not run.baseline), key=lambda run: run.wall_seconds)
    both = next(run for run in at_once if run.baseline)
    everything_on = f"""
With every mechanism switched on (people learn, speak, drop contacts, lose work, denounce, appeal; inspectors
choose; organisations, owners and the data centre err) and the true record running along as a shadow score, it
is **{slowest.wall_seconds:.0f} seconds** on {slowest.threads} cores, in {slowest.peak_bytes / 2**30:.1f} GiB;
with the baseline as well {both.wall_seconds:.0f} seconds. That city is
[`benchmarks/rongcheng-all.toml`](../benchmarks/rongcheng-all.toml)."""
    return f"""# How fast, and how large

<!-- Written by `python benchmarks/rongcheng.py`: change that, not this. -->

{paragraph(first)}

{paragraph(everything_on)}

{paragraph(how)}

## Whole runs

{whole_runs(whole)}

The baseline is the same people under courts and fines only: a second life of the same city. Seconds are from
the start of the program to its end; those of processors are added up over the threads.

## Where a day's time goes

Nanoseconds per citizen-day, for each phase of the day in its order. To `measure` belongs the digest, and the
tables on their way to the disk.

{by_phase([run for run in whole if not run.baseline])}

## Growth

{paragraph(sizes)}

{growth_table(growth)}
{refused}
![Time and memory over the number of citizens](images/growth.svg)

{paragraph(last)}
"""


def write(whole: list[Measured], growth: list[Measured], repeat: int) -> None:
    """Write the page and its picture."""
    (DOCS / "images").mkdir(parents=True, exist_ok=True)
    (DOCS / "images" / "growth.svg").write_text(picture(growth), encoding="utf-8")
    (DOCS / "performance.md").write_text(page(whole, growth, repeat), encoding="utf-8")


def paragraph(text: str) -> str:
    return textwrap.fill(text.strip(), 110, break_long_words=False, break_on_hyphens=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog=__doc__.splitlines()[2])
    parser.add_argument("--repeat", type=int, default=3, help="whole runs per row; the median counts")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="citizens, for the growth")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="numbers of threads")
    parser.add_argument("--days", type=int, default=0, help="days instead of the city's; no page is written")
    parser.add_argument("--json", action="store_true", help="print everything that was measured as JSON")
    given = parser.parse_args()
    for baseline in (False, True):
        measure(CITY, threads=2, citizens=2000, days=3, baseline=baseline)  # compiles the kernels
        measure(EVERYTHING, threads=2, citizens=2000, days=40, baseline=baseline)
        measure("essay", threads=2, citizens=2000, days=40, baseline=baseline)
    options = {"days": given.days}
    whole = [median(CITY, given.repeat, threads=threads, **options) for threads in given.threads]
    whole += [median(CITY, given.repeat, threads=given.threads[-1], baseline=True, **options)]
    whole += [median(EVERYTHING, given.repeat, threads=threads, **options) for threads in given.threads]
    whole += [median(EVERYTHING, given.repeat, threads=given.threads[-1], baseline=True, **options)]
    whole += [median("essay", given.repeat, threads=threads, **options) for threads in given.threads]
    whole += [median("essay", given.repeat, threads=given.threads[-1], baseline=True, **options)]
    growth = [
        median(CITY, given.repeat, threads=given.threads[-1], citizens=size, **options)
        for size in given.sizes
    ]
    if not given.days:
        write(whole, growth, given.repeat)
    if given.json:
        json.dump(
            {"whole": list(map(asdict, whole)), "growth": list(map(asdict, growth))}, sys.stdout, indent=2
        )


if __name__ == "__main__":
    main()

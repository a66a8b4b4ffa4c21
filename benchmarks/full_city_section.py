"""The parts of the page about whole runs of shipped cities, and about what changes with their size."""

from __future__ import annotations

from typing import Any

import headlines
from city_run import MIB, Measured
from markup import paragraph, size, table


def runs_of(found: dict[str, Any], name: str) -> list[Measured]:
    return [Measured(**row) for row in found.get(name, [])]


def opening(found: dict[str, Any]) -> str:
    """Return the first paragraphs: a full city, the same with everything on, the machine."""
    whole = [run for run in runs_of(found, "whole") if not run.refused]
    if not whole:
        return ""
    full = [run for run in whole if run.city == "rongcheng-2016" and not run.baseline]
    everything = [run for run in whole if run.city == "rongcheng-all" and not run.baseline]
    fastest = min(full, key=lambda run: run.wall_seconds)
    all_in = fastest.wall_seconds * 1e9 / fastest.citizen_days
    same = "the same" if len({run.digest for run in full}) == 1 else "NOT THE SAME"
    machine = found["machine"]
    parts = [
        f"A city of {fastest.citizens:,} SYNTHETIC citizens lives through {fastest.days} days in "
        f"**{fastest.wall_seconds:.1f} seconds** on {fastest.threads} cores, in "
        f"{fastest.peak_bytes / 2**30:.1f} GiB of memory, with every ledger entry, every act and all daily "
        f"aggregates on disk. That is {all_in:.0f} ns for each of {fastest.citizen_days / 1e6:,.0f} million "
        "citizen-days, with everything counted from the start of the program to its end."
    ]
    if everything:
        quick = min(everything, key=lambda run: run.wall_seconds)
        parts.append(
            "With every mechanism switched on (people learn, speak, drop contacts, lose work, denounce, "
            "appeal; inspectors choose; organisations, owners and the data centre err) and the true record "
            f"running along as a shadow score, it is **{quick.wall_seconds:.0f} seconds** on "
            f"{quick.threads} cores, in {quick.peak_bytes / 2**30:.1f} GiB. That city is "
            "`benchmarks/rongcheng-all.toml`."
        )
    parts.append(
        f"Measured on a machine with {machine['cores']} cores and {machine['memory_bytes'] / 2**30:.0f} GiB "
        f"of memory ({machine['system']}, {machine['processor']}, Python {machine['python']}); "
        f"{_repeated(found['repeat'])}, after the kernels were compiled. Memory is the peak of the "
        "process. The digest of a run does not depend on the threads: it is "
        f"{same} here for {' and '.join(str(run.threads) for run in full)}."
    )
    return "\n\n".join(map(paragraph, parts))


def _repeated(repeat: int) -> str:
    return "each a single whole process" if repeat == 1 else f"median of {repeat} whole processes"


def whole_runs(found: dict[str, Any]) -> str:
    runs = [run for run in runs_of(found, "whole") if not run.refused]
    if not runs:
        return ""
    head = ["city", "citizens", "days", "threads", "seconds", "of processors", "memory, MiB", "disk, MiB"]
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
    after = paragraph(
        "The baseline is the same people under courts and fines only: a second life of the same city. "
        "Seconds are from the start of the program to its end; those of processors are added up over the "
        "threads."
    )
    return f"## Whole runs\n\n{table([*head, 'ns per citizen-day'], rows)}\n\n{after}"


def phases(found: dict[str, Any], before: dict[str, Any]) -> str:
    """Return where a day's time goes, now and before."""
    now = [run for run in runs_of(found, "whole") if not run.baseline and not run.refused]
    if not now:
        return ""
    words = paragraph(
        "Nanoseconds per citizen-day, for each phase of the day in its order. To `measure` belongs the "
        "digest, and the tables on their way to the disk."
    )
    parts = ["## Where a day's time goes", words, by_phase(now)]
    earlier = runs_of(before, "whole")
    if earlier:
        parts += [paragraph(f"Before: {before['note']}"), by_phase(earlier)]
    return "\n\n".join(parts)


def by_phase(runs: list[Measured]) -> str:
    names = list(dict.fromkeys(name for run in runs for name in run.phases))
    head = ["phase", *(f"`{run.city}`, {run.threads} thr." for run in runs)]
    rows = [[name, *(f"{run.phases.get(name, 0.0):.2f}" for run in runs)] for name in names]
    rows += [["**all days**", *(f"**{run.per_citizen_day:.2f}**" for run in runs)]]
    founding = [f"{run.seconds.get('founding', 0.0) * 1e9 / run.citizens:,.0f}" for run in runs]
    return table(head, [*rows, ["founding the city, ns per citizen, once", *founding]])


def growth(found: dict[str, Any]) -> str:
    runs = runs_of(found, "growth")
    done = [run for run in runs if not run.refused]
    if not done:
        return ""
    small = done[0]
    rows = []
    for run in done:
        beyond = (run.peak_bytes - small.peak_bytes) / max(run.citizens - small.citizens, 1)
        rows.append(
            [
                f"{run.citizens:,}",
                f"{run.days}",
                f"{run.ties:.1f}",
                f"{run.wall_seconds:.1f}",
                f"{run.per_citizen_day:.1f}",
                f"{run.seconds['founding'] * 1e9 / run.citizens:,.0f}",
                f"{run.peak_bytes / MIB:,.0f}",
                f"{beyond:,.0f}" if run is not small else "–",
            ]
        )
    head = ["citizens", "days", "contacts each", "seconds", "ns per citizen-day", "founding, ns per citizen"]
    words = paragraph(
        f"`{small.city}` with other numbers of citizens, {small.threads} threads. Everybody has as many "
        "contacts in a large city as in a small one. Bytes per citizen are those beyond what the smallest "
        "city takes, in which the program itself takes most."
    )
    refused = [
        paragraph(f"{run.citizens:,} citizens did not run: {run.refused.removeprefix('glasscity: ')}.")
        for run in runs
        if run.refused
    ]
    picture = "![Time and memory over the number of citizens](images/growth.svg)"
    tables = table([*head, "memory, MiB", "bytes per citizen"], rows)
    return "\n\n".join(["## How a full city grows", words, tables, *refused, picture])


SAID = {"mean": "mean score", "worst": "share in D", "gini": "Gini coefficient of scores"}


def stable(found: dict[str, Any]) -> str:
    """Return from which size on the headline measures are those of a large city."""
    parts = []
    for city in dict.fromkeys(row["city"] for row in found.get("rows", [])):
        rows = [row for row in found["rows"] if row["city"] == city]
        head = [f"`{city}`, {rows[0]['days']} days", *(SAID[name] for name in headlines.MEASURES)]
        forms = {"mean": ".3f", "worst": ".5f", "gini": ".6f"}
        lines = [
            [
                f"{row['citizens']:,}",
                *(
                    f"{row[name]['mean']:{forms[name]}} ± {row[name]['deviation']:{forms[name]}}"
                    for name in headlines.MEASURES
                ),
            ]
            for row in rows
        ]
        at = "; ".join(
            f"{SAID[name]} from {size(headlines.settled(rows, name))}" for name in headlines.MEASURES
        )
        parts += [table(head, lines), paragraph(f"As in the largest city: {at} citizens on.")]
    if not parts:
        return ""
    words = paragraph(
        f"Mean and standard deviation over {found['rows'][0]['seeds']} seeds. A measure counts as that of "
        "the largest city where the means over seeds are within two standard errors of each other."
    )
    return "\n\n".join(["## From which size on the city is the same", words, *parts])

"""The part of the page that sets score city in glasscity beside the same in other frameworks."""

from __future__ import annotations

from typing import Any

from contenders import CONTENDERS, NAMED
from markup import left, paragraph, size, table

REFERENCE = 1_000_000
"""The size at which ratios are stated."""

MIB = 2**20
Row = dict[str, Any]


class Rows:
    """All rows that were measured, found by contender and size."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.bandwidth: dict[str, float] = found.get("bandwidth", {})
        self.rows = {(row["contender"], row["citizens"]): row for row in found.get("rows", [])}
        self.sizes = sorted({citizens for _, citizens in self.rows})
        self.names = [one.name for one in CONTENDERS if any((one.name, s) in self.rows for s in self.sizes)]

    def day(self, name: str, citizens: int) -> float | None:
        """Return the seconds of a day; nothing where it was not measured."""
        row = self.rows.get((name, citizens), {})
        day: float | None = row.get("day_seconds")
        return day

    def ratio(self, name: str, other: str, citizens: int) -> float | None:
        """Return how many times as long as another contender one takes, if both were measured in turn."""
        mine, theirs = self.rows.get((name, citizens), {}), self.rows.get((other, citizens), {})
        if not mine.get("day_seconds") or not theirs.get("day_seconds"):
            return None
        if mine["session"] != theirs["session"]:
            return None
        return float(mine["day_seconds"] / theirs["day_seconds"])

    def bytes_per_citizen(self, name: str, citizens: int) -> float | None:
        """Return the memory of each citizen beyond what the smallest city takes."""
        row, small = self.rows.get((name, citizens), {}), self.rows.get((name, self.sizes[0]), {})
        if citizens == self.sizes[0] or "peak_bytes" not in row or "peak_bytes" not in small:
            return None
        return float((row["peak_bytes"] - small["peak_bytes"]) / (citizens - self.sizes[0]))

    def share_of_bandwidth(self, name: str, citizens: int) -> float | None:
        """Return the share of the measured copy bandwidth that a contender needs."""
        day, one = self.day(name, citizens), NAMED[name]
        if day is None or not one.moved or str(one.cores) not in self.bandwidth:
            return None
        return one.moved * citizens / day / self.bandwidth[str(one.cores)]


def section(found: dict[str, Any]) -> str:
    rows = Rows(found)
    if not rows.rows:
        return ""
    reference = REFERENCE if REFERENCE in rows.sizes else rows.sizes[-1]
    parts = [INTRODUCTION, at_size(rows, reference), bandwidth(rows, reference)]
    parts += ["Seconds of a day at each size:", over_sizes(rows), absent(rows), PICTURE]
    return "## Score city beside other frameworks\n\n" + "\n\n".join(part for part in parts if part)


INTRODUCTION = paragraph("""
Score city is one small city that every framework can live through: ten friends each on a Watts–Strogatz
ring, twelve rules, denunciation, influence by drift, six categories, propensity that changes in the lowest
and in the highest (the scenario: `benchmarks/score-city.toml`; the others: `benchmarks/rivals`). Every
contender is a process of its own, pinned to one core where no other number is given, all in turn. A figure
is the median over the rounds: of the median day, the first left out, in which programs compile; for ours, of
the difference between a long run and a short one, by its days. Ours addresses every draw, keeps every entry
in its sums and writes a digest; the others do none of this. All keep scores finer than whole points, and all
are checked to come to the same mean and the same share of days with several acts.
""")

PICTURE = "![Nanoseconds per citizen-day by contender and size](images/score-city.svg)"


def number(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def at_size(rows: Rows, citizens: int) -> str:
    head = [f"{citizens:,} citizens", "seconds per day", "× NumPy + SciPy", "× hand-fused", "peak, MiB"]
    lines = []
    for name in rows.names:
        row = rows.rows.get((name, citizens), {})
        peak = row.get("peak_bytes")
        lines.append(
            [
                NAMED[name].label,
                number(rows.day(name, citizens), ".4f"),
                number(rows.ratio(name, "numpy-scipy", citizens), ".2f"),
                number(rows.ratio(name, "hand-fused", citizens), ".2f"),
                number(peak and peak / MIB, ",.0f"),
                number(rows.bytes_per_citizen(name, citizens), ",.0f"),
            ]
        )
    return table([*head, "bytes per citizen"], lines)


def over_sizes(rows: Rows) -> str:
    lines = [
        [NAMED[name].label, *(number(rows.day(name, citizens), ".5f") for citizens in rows.sizes)]
        for name in rows.names
    ]
    return table(["contender", *(f"{citizens:,}" for citizens in rows.sizes)], lines)


def absent(rows: Rows) -> str:
    """Say in words what was not measured and why."""
    why: dict[str, list[str]] = {}
    for name in rows.names:
        for citizens in rows.sizes:
            refused = rows.rows.get((name, citizens), {}).get("refused")
            if refused:
                why.setdefault(refused, []).append(f"{NAMED[name].label} at {size(citizens)}")
    return "\n\n".join(paragraph(f"Not there ({reason}): {'; '.join(who)}.") for reason, who in why.items())


def bandwidth(rows: Rows, citizens: int) -> str:
    if not rows.bandwidth:
        return ""
    speeds = " and ".join(f"{rows.bandwidth[cores] / 1e9:.1f}" for cores in sorted(rows.bandwidth))
    said = [f"This machine copies {speeds} GB/s on one core and on two (read and written bytes added up)."]
    for name in rows.names:
        share = rows.share_of_bandwidth(name, citizens)
        if share is not None:
            moved = NAMED[name].moved
            said.append(f"**{NAMED[name].label}** moves {moved:.0f} bytes a citizen-day: {share:.0%} of it.")
    return paragraph(" ".join(said))


def growth(found: dict[str, Any]) -> str:
    """Return the section on how ours grows with the city."""
    rows = Rows(found)
    names = [name for name in rows.names if not NAMED[name].rival]
    names = [name for name in names if any(rows.day(name, citizens) for citizens in rows.sizes)]
    if not names:
        return ""
    parts = ["## How score city grows"]
    for name in names:
        lines = []
        for citizens in rows.sizes:
            day = rows.day(name, citizens)
            if day is None:
                continue
            peak = rows.rows[name, citizens]["peak_bytes"]
            lines.append(
                [
                    f"{citizens:,}",
                    f"{day * 1e9 / citizens:.1f}",
                    f"{60 / day:,.0f}",
                    f"{peak / MIB:,.0f}",
                    number(rows.bytes_per_citizen(name, citizens), ",.0f"),
                ]
            )
        head = ["citizens", "ns per citizen-day", "days per minute", "peak, MiB", "bytes per citizen"]
        parts += [f"{left(NAMED[name].label)}:", table(head, lines)]
    parts += [by_phase(rows, names), digests(rows, names)]
    return "\n\n".join(part for part in parts if part)


def by_phase(rows: Rows, names: list[str]) -> str:
    """Return nanoseconds per citizen-day by phase, at the size at which ratios are stated."""
    citizens = REFERENCE if REFERENCE in rows.sizes else rows.sizes[-1]
    measured = [rows.rows[name, citizens] for name in names if rows.day(name, citizens)]
    if not measured:
        return ""
    names_of_phases = dict.fromkeys(phase for row in measured for phase in row["seconds"])
    phases = [phase for phase in names_of_phases if any(row["seconds"].get(phase) for row in measured)]
    lines = [
        [phase, *(f"{row['seconds'].get(phase, 0.0) * 1e9 / citizens:.2f}" for row in measured)]
        for phase in phases
    ]
    head = [
        f"phase, ns per citizen-day at {size(citizens)}",
        *(NAMED[row["contender"]].label for row in measured),
    ]
    return table(head, lines)


def digests(rows: Rows, names: list[str]) -> str:
    """Say whether one core and two came to the same city, wherever both ran the same days."""
    seen: dict[tuple[int, int, str], set[str]] = {}
    compared = False
    for name in names:
        for citizens in rows.sizes:
            row = rows.rows.get((name, citizens), {})
            for seed, one in enumerate(row.get("each", [])):
                if one["digest"]:
                    key = (citizens, row["days"], str(seed))
                    compared |= key in seen
                    seen.setdefault(key, set()).add(one["digest"])
    if not compared:
        return ""
    same = all(len(found) == 1 for found in seen.values())
    return paragraph(
        "Digests of runs with the same days and seeds are "
        f"{'the same' if same else 'NOT THE SAME'} on one core "
        "and on two, with the ledger kept or left out."
    )

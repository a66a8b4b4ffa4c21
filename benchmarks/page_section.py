"""The section of the performance page about the live page: frames, days, answers, memory."""

from __future__ import annotations

import statistics
from typing import Any

from markup import paragraph, table

MEBIBYTE = 1 << 20
SETTLED = 4 * 60
"""Seconds after which memory is compared: until then the first year is lived."""


def section(kept: dict[str, Any]) -> str:
    """Return the section, or nothing where nothing was measured."""
    cities = list(kept.get("cities", {}).values())
    if not cities:
        return ""
    rows = [
        [
            one["scenario"],
            f"{one['citizens']:,}",
            f"{one['days_a_second']:.1f}",
            f"{one['frames_a_second']:.1f}",
            f"{one['server_bytes'] / MEBIBYTE:,.0f}",
            f"{one['browser_bytes'] / MEBIBYTE:,.0f}",
        ]
        for one in cities
    ]
    head = [
        "city",
        "citizens",
        "days/s",
        "frames/s",
        "server, MiB",
        "browser, MiB",
    ]
    parts = [
        "## The page",
        "`python benchmarks/page.py`: the real server, and headless Chromium without a graphics card, on the "
        f"same {kept['machine']['cores']} cores. Days pass as fast as they go. Between two days the map is "
        "painted as often as at most half of the time allows, and at most 40 times a second.",
        table(head, rows),
    ]
    if "answers" in kept:
        parts += map(_answers, kept["answers"])
    if "soak" in kept:
        parts.append(_soak(kept["soak"]))
    return "\n\n".join(part if part.startswith(("|", "#")) else paragraph(part) for part in parts)


def _answers(found: dict[str, Any]) -> str:
    clicks = [1000 * one for one in found["clicks"]]
    lived = sorted(found["what_ifs"])
    pairs = ", ".join(f"{seconds:.1f} s for {days} days" for days, seconds in lived)
    a_day = statistics.median(1000 * seconds / days for days, seconds in lived)
    return (
        f"{found['scenario']}, {found['citizens']:,} citizens, at the end of day {found['days'] - 1}: "
        "a click is answered with a whole "
        f"life in {statistics.median(clicks):.0f} ms (the slowest of {len(clicks)}: {max(clicks):.0f}). The "
        "same life "
        f"without one filing is lived again from the checkpoint before it, {a_day:.0f} ms a day: {pairs}. "
        "The other life line grows while it is lived. The three filings that one would ask about first are "
        "worked out while one reads, and then lie ready."
    )


def _soak(found: dict[str, Any]) -> str:
    held = [one for one in found["held"] if one[0] >= SETTLED] or found["held"]
    third = max(len(held) // 3, 1)
    first, last = held[:third], held[-third:]
    grown = [
        100
        * (statistics.median(one[place] for one in last) / statistics.median(one[place] for one in first) - 1)
        for place in (1, 2)
    ]
    return (
        f"A year of the essay with {found['citizens']:,} citizens, again and again for "
        f"{found['minutes']:.0f} minutes "
        f"(forwards, a citizen, back to the first morning, {len(found['held'])} times): after the first "
        "years memory that something holds, by the medians of the first and of the last third, "
        f"changed by {grown[0]:+.1f} % in the server and by {grown[1]:+.1f} % in the browser; "
        f"at the end they held {held[-1][1] / MEBIBYTE:,.0f} and {held[-1][2] / MEBIBYTE:,.0f} MiB."
    )

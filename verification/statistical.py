"""What the engine does by chance, held against closed forms and exact distributions.

    python verification/statistical.py [--seed 1] [--quick] [--json] [--groups conduct errors] [--alarms]
                                       [--page]

Every check has a name, a formula, an alarm level, and says the smallest deviation that it would have found
with a probability of 99 %. All levels together stay below 1 %: that bounds the probability that a sound
engine alarms at all (Bonferroni). Exit code 1: a check alarmed. `--quick` takes an eighth of the citizens and
words; `--alarms` prints only what alarms, and the summary.
"""

from __future__ import annotations

import argparse
import json
import sys
from time import monotonic

from page_table import write_table
from statistical_checks.check import (
    BOUND,
    GROUPS,
    Found,
    all_checks,
    checks_of,
    false_alarms,
    run,
)
from statistical_checks.held import SURELY
from statistical_checks.laboratory import Laboratory


def said(found: Found) -> str:
    """Return what came of a check, in a few lines."""
    held, one = found.held, found.check
    return (
        f"  {'ALARM' if found.alarms else '   ok'}  {one.name}\n"
        f"         {one.formula}\n"
        f"         counted {held.counted}; expected {held.expected}; p = {held.p:.2g}, alarm below "
        f"{one.level:.1e}; would have found {held.detects}; {found.seconds:.1f} s"
    )


def as_tables(everything: list[Found], bound: float) -> list[str]:
    """Return tables for a document: one line for each check, those of the battery by their tests."""
    lines = [
        f"{len(everything)} checks; the levels of all together are {bound:.2%}. "
        f"{sum(one.alarms for one in everything)} alarmed."
    ]
    battery: dict[str, list[Found]] = {}
    for one in everything:
        if one.check.group == "draws":
            battery.setdefault(one.check.name.rsplit(", ", 1)[-1], []).append(one)
    if battery:
        lines += ["", "| test of the words | orders | smallest p | finds |", "|---|---|---|---|"]
        for test, found in battery.items():
            least = min(one.held.p for one in found)
            lines.append(f"| {test} | {len(found)} | {least:.1g} | {found[0].held.detects} |")
    for group in dict.fromkeys(one.check.group for one in everything if one.check.group != "draws"):
        lines += ["", f"| {group.replace('_', ' ')} | counted | p | finds |", "|---|---|---|---|"]
        for one in everything:
            if one.check.group == group:
                held = one.held
                lines.append(f"| {one.check.name} | {held.counted} | {held.p:.2g} | {held.detects} |")
    return lines


def as_row(found: Found) -> dict[str, object]:
    """Return what came of a check, for a table."""
    return {
        "group": found.check.group,
        "name": found.check.name,
        "formula": found.check.formula,
        **found.held._asdict(),
        "level": found.check.level,
        "alarms": found.alarms,
        "seconds": round(found.seconds, 2),
    }


def main() -> int:
    """Run the checks and say what came of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="an eighth of the citizens and words")
    parser.add_argument("--json", action="store_true", help="print a JSON list of all checks instead")
    parser.add_argument("--groups", nargs="+", choices=GROUPS, default=GROUPS)
    parser.add_argument("--alarms", action="store_true", help="print only alarms, and the summary")
    parser.add_argument("--page", action="store_true", help="write tables into docs/statistics.md")
    asked = parser.parse_args()
    laboratory, began = Laboratory(asked.seed, asked.quick), monotonic()
    everything: list[Found] = []
    for group in asked.groups:
        found = [run(one, laboratory) for one in checks_of(group)]
        laboratory.clear()
        everything += found
        if asked.json:
            continue
        print(f"{group}: {len(found)} checks, {sum(one.seconds for one in found):.1f} s", flush=True)
        for one in found:
            if one.alarms or not asked.alarms:
                print(said(one), flush=True)
    alarms = [one for one in everything if one.alarms]
    bound = false_alarms(all_checks(asked.groups))
    if asked.page:
        write_table("statistics.md", "statistical.py", as_tables(everything, bound))
    if asked.json:
        print(json.dumps([as_row(one) for one in everything], indent=1))
    else:
        print(
            f"\n{len(everything)} checks, seed {asked.seed}, {monotonic() - began:.0f} s: "
            f"{len(alarms)} alarmed. Of a sound engine, one or more would alarm with a probability of at "
            f"most {bound:.2%} (below "
            f"{BOUND:.0%}). Deviations given are those found with a probability of {SURELY:.0%}."
        )
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())

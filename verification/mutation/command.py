"""The command: what is asked for, and what is said."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import monotonic

from mutation.campaign import Campaign, Tried, drawn_cities, files_named, sample
from mutation.checks import read_checks
from mutation.choosing import choose
from mutation.equivalents import read_equivalents, without_a_place
from mutation.report import KILLED, as_numbers, counted, in_words, killed, survivor, wilson
from mutation.trial import NO_PROGRAM

GOAL = 0.9
SAID_EVERY = 20


def main(description: str | None) -> int:
    """Run a campaign and say what it found."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--sample", type=int, default=400, help="how many mutants, by lot, by file in proportion"
    )
    parser.add_argument("--all", action="store_true", help="all mutants instead")
    parser.add_argument("--file", action="append", default=[], help="only this one, such as society/ties.py")
    parser.add_argument("--seed", type=int, default=1, help="of the lot")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument(
        "--seconds", type=float, default=15, help="how long the checks of one mutant may take together"
    )
    parser.add_argument("--json", type=Path, help="write everything to this file")
    parser.add_argument("--goal", type=float, default=GOAL, help="the share that is to be noticed")
    parser.add_argument("--choose", type=int, metavar="N", help="say which of N random cities reach the most")
    asked = parser.parse_args()
    if asked.choose is not None:
        for line in choose(read_checks().seed, range(1, asked.choose + 1), asked.processes):
            print(line, flush=True)
        return 0
    checks, equivalents, files = read_checks(), read_equivalents(), files_named(asked.file)
    cities = drawn_cities(checks)
    campaign = Campaign(cities, checks.tests, equivalents, files, asked.processes, asked.seconds)
    gone = without_a_place(campaign.equivalents)
    if gone:
        print(f"equivalent.toml: no such mutant: {gone[0].file}, {gone[0].function}: {gone[0].line}")
        return 1
    everything, equal = campaign.mutants()
    chosen = everything if asked.all else sample(everything, asked.sample, asked.seed)
    print(f"{len(chosen)} of {len(everything)} mutants; first the checks without a change", file=sys.stderr)
    expected = campaign.expected()
    seconds = sum(one.seconds for one in expected.values())
    print(f"{len(expected)} checks, {seconds:.0f} s together", file=sys.stderr)
    tried = campaign.run(chosen, expected, _Progress(len(chosen)).say)
    if asked.json is not None:
        asked.json.write_text(json.dumps(as_numbers(tried, len(equal)), indent=1) + "\n", encoding="utf-8")
    print(in_words(tried, len(equal), len(everything)))
    _, highest = wilson(killed(counted(tried)), len(counted(tried)))
    return 0 if highest >= asked.goal else 1


class _Progress:
    def __init__(self, number: int) -> None:
        self.number, self.alive = number, 0
        self.began = self.said = monotonic()

    def say(self, done: int, tried: Tried) -> None:
        if tried.outcome.kind not in (*KILLED, NO_PROGRAM):
            self.alive += 1
            print(survivor(tried), file=sys.stderr, flush=True)
        if monotonic() - self.said > SAID_EVERY:
            self.said = monotonic()
            left = (self.said - self.began) / done * (self.number - done)
            so_far = f"{done} of {self.number}, {self.alive} alive"
            print(f"{so_far}, about {left / 60:.0f} minutes left", file=sys.stderr, flush=True)

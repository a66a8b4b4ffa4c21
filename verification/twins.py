"""A thousand filings taken out, one at a time: who differs, and how far it spreads.

    python verification/twins.py [--removals 1000]

Half of them in a city where no score depends on another: nobody but whom the filing was about may differ,
and the twin has to be the replay, bit for bit. Half in a city where contacts count: on every day only
those may differ who are at most as many ties away as days have passed since the entry, which is worked
out here from the ties. Exits with 1 where one does not hold.
"""

from __future__ import annotations

import argparse
import sys
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.cli.terminal import progress_bar
from glasscity.parallel import Workers
from glasscity.replay import LeftOut
from glasscity.scenario import Scenario, load
from glasscity.twin.change import Change
from glasscity.twin.lockstep import NEVER, Twins, live_side_by_side
from glasscity.world import Today, World

SEED, LIFE = 1, 2
ALONE = "rulebook.influence.kind='off'"
TIED = "rulebook.influence.weight=0.3"
OF_DEEDS = (tables.CONDUCT, tables.DENUNCIATION)


def city(setting: str) -> Scenario:
    """Return the starter city, in which nobody responds, with many errors."""
    file = str(resources.files("glasscity") / "scenario" / "starter.toml")
    errors = "{wrong_person=0.1, duplicated=0.1, missed=0.05, assumed='to try it'}"
    names = load(file).organisations
    settings = [setting, "population.names={number=50, assumed='to try it'}"]
    settings += [f"organisations.{name}.errors={errors}" for name in names]
    return load(file, settings=settings, citizens=1000, days=50)


class Evenings:
    """Whose total differs, evening by evening."""

    def __init__(self) -> None:
        self.differing: list[NDArray[np.int64]] = []
        self.entries: list[NDArray[np.void]] = []

    def watch(self, there: Today, without: Today, parent: World, twin: World) -> None:
        """Take in one evening."""
        self.differing.append(np.flatnonzero(parent.file.total != twin.file.total))
        self.entries.append(there.entries)


def live(scenario: Scenario, high: int, low: int, workers: Workers) -> tuple[Twins, Evenings]:
    """Live a city and its twin without one filing."""
    left_out, evenings = LeftOut(filing=(high, low)), Evenings()
    change = Change("a filing", scenario, left_out, scenario, left_out)
    return live_side_by_side(scenario, change, SEED, LIFE, workers, watch=evenings.watch), evenings


def within_ties(twins: Twins, evenings: Evenings, citizen: int, day: int) -> bool:
    """Return whether differences keep to the ball of as many ties as days have passed."""
    ties, ball = twins.parent.city.ties, {citizen}
    for today, differing in enumerate(evenings.differing):
        if today > day:
            rows = (ties.contact[ties.start[one] : ties.start[one + 1]] for one in ball)
            ball = ball.union(*(row.tolist() for row in rows))
        if not set(differing.tolist()) <= (ball if today >= day else set()):
            return False
    return True


def try_out(setting: str, removals: int) -> tuple[int, int, int]:
    """Return how many removals broke the rule, how many changed a score, and how far the farthest spread."""
    scenario = city(setting)
    broken = changed = farthest = 0
    with progress_bar() as progress, Workers(1) as workers:
        parent, evenings = live(scenario, 0, 0, workers)
        if not parent.parent_digest == parent.twin_digest == parent.replay_digest:
            return removals, 0, 0
        entries = np.concatenate(evenings.entries)
        filings = entries[np.isin(entries["kind"], OF_DEEDS)]
        chosen = np.random.default_rng(1).choice(len(filings), removals, replace=False)
        for number, filing in enumerate(filings[chosen]):
            high, low = int(filing["cause_hi"]), int(filing["cause_lo"])
            twins, evenings = live(scenario, high, low, workers)
            citizen, day = int(filing["citizen"]), int(filing["day"])
            who = np.flatnonzero(twins.differences.since != NEVER)
            if setting == ALONE:
                holds = set(who.tolist()) <= {citizen} and twins.twin_digest == twins.replay_digest
            else:
                holds = within_ties(twins, evenings, citizen, day)
            broken += not holds
            changed += bool(len(who))
            farthest = max(farthest, len(who))
            progress(setting, number + 1, removals)
    return broken, changed, farthest


def main() -> None:
    """Take filings out and say whether the rules hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--removals", type=int, default=1000, help="filings taken out, half in each city")
    given = parser.parse_args()
    failed = 0
    for setting, rule in ((ALONE, "only whom it was about"), (TIED, "no farther than a tie a day")):
        half = given.removals // 2
        broken, changed, farthest = try_out(setting, half)
        failed += broken
        print(
            f"{setting}: {half} filings taken out; {changed} changed a score, at most {farthest} people's; "
            f"{rule}: broken {broken} times"
        )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

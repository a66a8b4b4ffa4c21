"""Two cities side by side, day by day: the parent and its twin, with a replay of the parent's filings.

Both are founded from the same seeds and live with the same draws. At the end of every day each citizen's
total and category are compared: twin less parent is the *total* effect, replay less parent the
*mechanical* one, and what is left is *feedback*, through what people did differently and what became of
their lives.

A citizen who differs for the first time has come to it by a *path*:

- `own file`: the base of their own file, already in the replay: filings or rules that the change touches.
- `contacts`: the totals of known contacts.
- `behaviour`: own acts had been others before.
- `circumstance`: and before that, own circumstances.
- `others`: something else on the file: what others did, told or got.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.centre import DataCentre
from glasscity.digest import Digest
from glasscity.intervention import amnesty_days, stages
from glasscity.parallel import Workers
from glasscity.replay import Replay
from glasscity.scenario import Scenario
from glasscity.step import pass_day
from glasscity.twin.change import Change
from glasscity.world import Today, World, arrange, found_city, new_replay_centre, open_world

Progress = Callable[[str, int, int], None]
NEVER = -1
OWN_FILE, CONTACTS, BEHAVIOUR, CIRCUMSTANCE, OTHERS = range(1, 6)
PATHS = {
    OWN_FILE: "own file",
    CONTACTS: "contacts",
    BEHAVIOUR: "behaviour",
    CIRCUMSTANCE: "circumstance",
    OTHERS: "others",
}


@dataclass
class Differences:
    """Who differs from the parent, since when, by how much and through which path.

    Attributes
    ----------
    since : int32 [citizens], first day on which the total differs, or NEVER; path : uint8, how it came.
    days : int32, days with another total; days_worse : days in a worse category in the parent than in the
        twin, less those in a better one.
    largest : int64 mp, the difference that was largest in size, twin less parent.
    final, mechanical : int64 mp, twin less parent and replay less parent on the last day.
    by_day : one row a day, see `DAY`.
    """

    since: NDArray[np.int32]
    path: NDArray[np.uint8]
    days: NDArray[np.int32]
    days_worse: NDArray[np.int32]
    largest: NDArray[np.int64]
    final: NDArray[np.int64]
    mechanical: NDArray[np.int64]
    by_day: list[tuple[int, ...]] = field(default_factory=list)


DAY = (
    *("day", "differing", "differing_in_category", "worse_without", "better_without"),
    *("total_mp", "mechanical_mp", "acts", "acts_without"),
)
"""Columns of `Differences.by_day`: citizens, sums over citizens of twin less parent, acts of both."""


@dataclass(frozen=True)
class Twins:
    """What both came to."""

    parent_digest: str
    twin_digest: str
    replay_digest: str | None
    differences: Differences
    parent: World
    twin: World


def live_side_by_side(
    scenario: Scenario,
    change: Change,
    seed: int,
    life: int,
    workers: Workers,
    *,
    watch: Callable[[Today, Today, World, World], None] | None = None,
    progress: Progress | None = None,
) -> Twins:
    """Let the parent and its twin live, and compare them at the end of every day.

    Parameters
    ----------
    watch : called every evening with what the day brought the parent and the twin, and both worlds.
    """
    parent = open_world(scenario, found_city(scenario, seed, workers), seed, life, workers)
    twin = open_world(change.twin, found_city(change.twin, seed, workers), seed, life, workers)
    twin.leave_out(change.left_out)
    replay = _replay(parent, change, seed)
    compared = _Compared(parent, twin, replay)
    digests = Digest(), Digest(), Digest()
    for day in range(scenario.time.days):
        there, without = pass_day(parent, day), pass_day(twin, day)
        digests[0].entries(there.entries)
        digests[1].entries(without.entries)
        if replay is not None:
            digests[2].entries(replay.entries)
        compared.compare(there, without)
        if watch is not None:
            watch(there, without, parent, twin)
        if progress is not None:
            progress("days, twice", day + 1, scenario.time.days)
    replayed = None if replay is None else digests[2].close(replay.centre.file, parent.city)
    return Twins(
        digests[0].close(parent.file, parent.city),
        digests[1].close(twin.file, twin.city),
        replayed,
        compared.found,
        parent,
        twin,
    )


def _replay(parent: World, change: Change, seed: int) -> Replay | None:
    """Add a replay of the parent's filings to the parent."""
    if change.replayed is None:
        return None
    first, *later = stages(change.replayed)
    course = [stage.scenario for stage in (first, *later)]
    centre: DataCentre = new_replay_centre(parent, course, amnesty_days(change.replayed))
    centre.grant(change.left_out_of_replay.refusal)
    coming = {stage.day: stage.scenario for stage in later}
    replay = Replay(centre, change.left_out_of_replay, coming=coming)
    if change.errs_otherwise:
        population = parent.city.population
        replay.arrangements = arrange(first.scenario, population, seed, parent.leanings, parent.workers)
    parent.replays.append(replay)
    return replay


class _Compared:
    """Follows both worlds."""

    def __init__(self, parent: World, twin: World, replay: Replay | None) -> None:
        self.parent, self.twin, self.replay = parent, twin, replay
        number = parent.city.population.number
        self.found = Differences(
            np.full(number, NEVER, np.int32),
            np.zeros(number, np.uint8),
            np.zeros(number, np.int32),
            np.zeros(number, np.int32),
            np.zeros(number, np.int64),
            np.zeros(number, np.int64),
            np.zeros(number, np.int64),
        )
        self._acted = np.zeros(number, np.bool_)
        self._lived = np.zeros(number, np.bool_)

    def compare(self, there: Today, without: Today) -> None:
        """Take in one evening."""
        found, parent, twin = self.found, self.parent.file, self.twin.file
        self._lived |= _differing(there.circumstance_moves, without.circumstance_moves, len(self._lived))
        self._acted |= _differing(there.acts, without.acts, len(self._acted))
        total = twin.total.astype(np.int64) - parent.total
        worse = _compared_categories(parent.category, twin.category)
        mechanical = np.zeros_like(total)
        if self.replay is not None:
            mechanical = self.replay.centre.file.total.astype(np.int64) - parent.total
        differs = total != 0
        new = differs & (found.since == NEVER)
        if new.any():
            found.since[new] = there.day
            found.path[new] = self._paths(np.flatnonzero(new))
        found.days += differs
        found.days_worse += worse
        larger = np.abs(total) > np.abs(found.largest)
        found.largest[larger] = total[larger]
        found.final, found.mechanical = total, mechanical
        found.by_day.append(
            (
                there.day,
                int(differs.sum()),
                int((parent.category != twin.category).sum()),
                int((worse < 0).sum()),
                int((worse > 0).sum()),
                int(total.sum()),
                int(mechanical.sum()),
                len(there.acts),
                len(without.acts),
            )
        )

    def _paths(self, who: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return how those who differ for the first time have come to it."""
        parent, twin = self.parent.file, self.twin.file
        base = twin.base[who] != parent.base[who]
        in_replay = np.zeros(len(who), np.bool_)
        if self.replay is not None:
            in_replay = self.replay.centre.file.base[who] != parent.base[who]
        path = np.full(len(who), OTHERS, np.uint8)
        path[self._acted[who]] = BEHAVIOUR
        path[self._acted[who] & self._lived[who]] = CIRCUMSTANCE
        path[~base] = CONTACTS
        path[base & in_replay] = OWN_FILE
        return path


def _differing(there: NDArray[np.void], without: NDArray[np.void], citizens: int) -> NDArray[np.bool_]:
    """Return bool [citizens]: whose rows of today are others in the twin."""
    differs = np.zeros(citizens, np.bool_)
    if len(there) == len(without) and there.tobytes() == without.tobytes():
        return differs
    ours, theirs = (some.view(f"V{some.dtype.itemsize}") for some in (there, without))
    for rows, mine, others in ((there, ours, theirs), (without, theirs, ours)):
        differs[rows["citizen"][~np.isin(mine, others)]] = True
    return differs


def _compared_categories(there: NDArray[np.uint8], without: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return 1 where the parent's category is the worse one, -1 where the better, 0 where there is none."""
    both = (there != tables.NO_CATEGORY) & (without != tables.NO_CATEGORY)
    sign: NDArray[np.int32] = np.sign(there.astype(np.int32) - without.astype(np.int32)) * both
    return sign

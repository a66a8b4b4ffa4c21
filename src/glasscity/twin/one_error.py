"""What one wrong record does: wrong filings taken out one by one, each in a twin of its own.

Rule: in every life some wrong filings that took points from whom they are about are drawn by lot, among those
that came on file early enough to be followed for `FOLLOWED` days. The city and a twin without each of them
live side by side; every evening since the filing came on file they are compared.
Reads: scenario, seeds; the truth about filings, which the authority does not have. Writes: nothing.
Units: points, days, ties. What the twin says of a city it says of one life of it; hence several lives.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.parallel import Workers
from glasscity.replay import LeftOut
from glasscity.results import Run
from glasscity.rows import of_kind
from glasscity.scenario import Scenario, parse
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.simulation import run
from glasscity.step import pass_day
from glasscity.study.truth import BY_ORGANISATIONS, LIE, entries_about_deeds
from glasscity.world import City, Today, World, found_city, open_world

FOLLOWED = 180
"""Days for which every filing is followed after the day on which it came on file."""
NOTABLE = MILLIPOINTS
"""Somebody else is reached once their score differs by a point."""
NEVER = -1
UNDONE = {tables.CORRECTION: "corrected", tables.REPAIR: "struck out", tables.EXPIRY: "expired"}


@dataclass(frozen=True)
class ErrorPlan:
    """What is lived: a scenario as TOML, the seed of the city, the lives, and how many filings in each."""

    name: str
    scenario: str
    seed: int
    lives: tuple[int, ...]
    filings: int

    @property
    def question(self) -> Scenario:
        """The scenario, read anew."""
        return parse(tomllib.loads(self.scenario, parse_float=Decimal), self.name)


@dataclass
class Traced:
    """One wrong filing, and what it did.

    Attributes
    ----------
    kind : why it is wrong, one of `truth.KINDS`; points : those that counted, negative.
    undone, undone_after : how it went from the file (a value of `UNDONE`, empty where it stayed), and after
        how many days.
    lost : points that the citizen is short of, 0 to `FOLLOWED` days after it came on file.
    worse : on which of these days they are in a worse category for it.
    touched : how many others' scores ever differed at all; reached : by a point or more; most_at_once : by a
        point or more on one day.
    farthest : how many ties away the farthest of them is, 0 where nobody was reached.
    """

    citizen: int
    day: int
    kind: str
    points: float
    undone: str = ""
    undone_after: int = NEVER
    lost: list[float] | None = None
    worse: list[bool] | None = None
    touched: int = 0
    reached: int = 0
    most_at_once: int = 0
    farthest: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        return asdict(self)


def live_errors(plan: ErrorPlan, place: int) -> list[dict[str, Any]]:
    """Live one life with some wrong filings and without each of them; runs in a process of its own."""
    scenario, life = plan.question, plan.lives[place]
    with TemporaryDirectory(prefix="glasscity-") as folder:
        done = run(scenario, seed=plan.seed, life=life, out=Path(folder) / "run", baseline=False, threads=1)
        chosen = drawn(done, plan.filings)
    with Workers(1) as workers:
        traced = _follow(scenario, plan.seed, life, chosen, workers)
    return [one.to_dict() for one in traced]


def wrong_filings(done: Run) -> pl.DataFrame:
    """Return wrong filings that took points and came on file early enough, with what a cap left of them."""
    last = done.days_number - 1 - FOLLOWED
    caps = (
        done.table("ledger")
        .filter((pl.col("kind") == tables.CAP) & (pl.col("counts") == 1))
        .select(entry_hi="cause_hi", entry_lo="cause_lo", taken="points")
    )
    found = (
        entries_about_deeds(done)
        .filter(pl.col("wrong").is_in([*BY_ORGANISATIONS, LIE]) & (pl.col("counts") == 1))
        .join(caps, on=["entry_hi", "entry_lo"], how="left")
        .with_columns(counted=pl.col("points") + pl.col("taken").fill_null(0))
        .filter((pl.col("counted") < 0) & (pl.col("day") <= last))
    )
    return found.sort("day", "citizen", "entry_hi", "entry_lo").collect()


def drawn(done: Run, number: int) -> pl.DataFrame:
    """Return some of them, drawn by lot."""
    found = wrong_filings(done)
    lots = np.random.default_rng([done.manifest["seed"], done.manifest["life"]])
    some = lots.choice(found.height, min(number, found.height), replace=False)
    return found.select(pl.all().gather(np.sort(some)))


def _follow(scenario: Scenario, seed: int, life: int, chosen: pl.DataFrame, workers: Workers) -> list[Traced]:
    city = found_city(scenario, seed, workers)
    parent = open_world(scenario, city, seed, life, workers, true_record=False)
    twins = []
    for row in chosen.iter_rows(named=True):
        twin = open_world(scenario, city, seed, life, workers, true_record=False)
        twin.left_out = LeftOut(filing=(row["cause_hi"], row["cause_lo"]))
        twins.append(_Followed(row, parent, twin))
    edges = [_ends(city)]
    for day in range(scenario.time.days):
        today = pass_day(parent, day)
        edges.append(_formed(today))
        for one in twins:
            without = pass_day(one.twin, day)
            edges.append(_formed(without))
            one.compare(today)
    distances = _distances(len(city.ties.start) - 1, edges, [one.traced.citizen for one in twins])
    for one, far in zip(twins, distances, strict=True):
        one.traced.farthest = int(far[one.ever].max()) if one.ever.any() else 0
    return [one.traced for one in twins]


class _Followed:
    """Follows the subject of one filing, and everybody else, through parent and twin."""

    def __init__(self, row: dict[str, Any], parent: World, twin: World) -> None:
        self.parent, self.twin = parent, twin
        self._entry = row["entry_hi"], row["entry_lo"]
        points = row["counted"] / MILLIPOINTS
        self.traced = Traced(row["citizen"], row["day"], row["wrong"], points, lost=[], worse=[])
        self.ever = np.zeros(parent.city.population.number, np.bool_)
        self._touched = np.zeros_like(self.ever)

    def compare(self, today: Today) -> None:
        """Take in one evening."""
        one = self.traced
        assert one.lost is not None
        assert one.worse is not None
        since = today.day - one.day
        if not 0 <= since <= FOLLOWED:
            return
        there, without = self.parent.file, self.twin.file
        gap = without.total.astype(np.int64) - there.total
        one.lost.append(int(gap[one.citizen]) / MILLIPOINTS)
        both = there.category[one.citizen], without.category[one.citizen]
        one.worse.append(bool(tables.NO_CATEGORY not in both and both[0] > both[1]))
        others = np.abs(gap) >= NOTABLE
        others[one.citizen] = False
        self.ever |= others
        self._touched |= gap != 0
        one.touched = int(self._touched.sum() - self._touched[one.citizen])
        one.reached = int(self.ever.sum())
        one.most_at_once = max(one.most_at_once, int(others.sum()))
        self._look_whether_undone(today, since)

    def _look_whether_undone(self, today: Today, since: int) -> None:
        mine = today.entries[today.entries["citizen"] == self.traced.citizen]
        for entry in mine[of_kind(mine, UNDONE)]:
            if (int(entry["cause_hi"]), int(entry["cause_lo"])) == self._entry:
                self.traced.undone, self.traced.undone_after = UNDONE[int(entry["kind"])], since


def _ends(city: City) -> NDArray[np.int64]:
    """Return both ends of every tie of the start, int64 [ties, 2]."""
    citizens = np.repeat(np.arange(len(city.ties.start) - 1), np.diff(city.ties.start))
    return np.stack([citizens, city.ties.contact.astype(np.int64)], axis=1)


def _formed(today: Today) -> NDArray[np.int64]:
    """Return both ends of every tie that formed today."""
    formed = today.tie_changes[today.tie_changes["formed"] > 0]
    return np.stack([formed["citizen"], formed["contact"]], axis=1).astype(np.int64)


def _distances(number: int, edges: list[NDArray[np.int64]], citizens: list[int]) -> NDArray[np.float64]:
    """Return the least number of ties from each of `citizens` to everybody, over all ties that ever were."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import shortest_path

    if not citizens:
        return np.empty((0, number))
    ends = np.concatenate(edges)
    graph = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), shape=(number, number))
    found: NDArray[np.float64] = shortest_path(
        graph.tocsr(), directed=False, unweighted=True, indices=citizens
    )
    return found

"""The rows of a city that is being watched, kept in memory, and read like those of a run on disk.

So everything that tells of a run (stories, who is found, why an entry is wrong) tells of a city in motion
too, up to last night. Who is named in a row is kept apart, in one piece, so that one citizen's rows are found
at once among everybody's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity.errors import BadInput
from glasscity.recorder import LASTING, citizens_frame, frame_of, rows_of, tables_of_mechanisms, ties_frame
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.watch.growing import Growing
from glasscity.world import Today, World

LEDGER, MISHANDLED = "ledger", "mishandled"
ROLES = ("citizen", "contact", "informer", "target")
"""Columns that name somebody."""
ACTOR_BITS = np.uint64(32)
Named = dict[tuple[str, str], Growing]


class Rows:
    """What every day brought about, table by table and day by day.

    Attributes
    ----------
    names : the tables that are kept.
    """

    def __init__(self, scenario: Scenario, seed: int, life: int) -> None:
        self.scenario, self.seed, self.life = scenario, seed, life
        self._of_mechanisms = tables_of_mechanisms(scenario)
        kept = rows_of(Today(0), scenario.recording, self._of_mechanisms)
        self.names = list(kept)
        self._days: list[dict[str, NDArray[np.void]]] = []
        self._named: Named = {
            (name, role): Growing(np.uint32)
            for name, rows in kept.items()
            for role in ROLES
            if role in (rows.dtype.names or ())
        }
        self._actors = Growing(np.uint32)

    def take_in(self, today: Today) -> None:
        """Keep one day."""
        self._keep(rows_of(today, self.scenario.recording, self._of_mechanisms))

    def _keep(self, kept: dict[str, NDArray[np.void]]) -> None:
        self._days.append(kept)
        for (name, role), column in self._named.items():
            column.add(kept[name][role])
        self._actors.add(kept[LEDGER]["entry_hi"] >> ACTOR_BITS)

    def back_to(self, day: int) -> None:
        """Forget all days after this one."""
        del self._days[day + 1 :]
        for column in (*self._named.values(), self._actors):
            column.back_to(day + 1)

    def until(self, day: int) -> Rows:
        """Return the same rows up to a day, to go on by themselves."""
        other = Rows(self.scenario, self.seed, self.life)
        for kept in self._days[: day + 1]:
            other._keep(kept)
        return other

    def everything(self, name: str) -> pl.DataFrame:
        """Return all rows of a table so far."""
        return frame_of(np.concatenate([day[name] for day in self._days]))

    def about(self, citizen: int) -> dict[str, NDArray[np.void]]:
        """Return, table by table, the rows that name a citizen, or are of deeds that are on their file.

        What befell the data centre is returned whole: it says how many entries it befell.
        """
        named = {name for name, _ in self._named} - {LEDGER, MISHANDLED}
        found = {name: self._naming(name, citizen) for name in self.names if name in named}
        whole = {name for name in self.names if name not in named and name != LEDGER}
        found |= {name: np.concatenate([day[name] for day in self._days]) for name in whole}
        return found | {LEDGER: self._entries(citizen)}

    def _naming(self, name: str, citizen: int) -> NDArray[np.void]:
        """Return the rows of a table in which somebody is named in any role, in their order."""
        days, places = [], []
        for (table, _), column in self._named.items():
            if table == name:
                day, place = column.where(citizen, len(self._days))
                days.append(day)
                places.append(place)
        both = np.unique(np.column_stack([np.concatenate(days), np.concatenate(places)]), axis=0)
        return self._picked(name, both)

    def _picked(self, name: str, both: NDArray[np.int64]) -> NDArray[np.void]:
        """Return rows by day and place, in this order."""
        found = np.empty(len(both), self._days[0][name].dtype)
        for row, (day, place) in enumerate(both.tolist()):
            found[row] = self._days[day][name][place]
        return found

    def _entries(self, citizen: int) -> NDArray[np.void]:
        """Return a citizen's file, and what other files say of deeds that are on it, or are theirs."""
        mine = self._picked(
            LEDGER, np.column_stack(self._named[LEDGER, "citizen"].where(citizen, len(self._days)))
        )
        deeds = set(mine["entry_hi"].tolist())
        others = []
        for actor in {citizen, *(deed >> int(ACTOR_BITS) for deed in deeds)}:
            rows = self._picked(LEDGER, np.column_stack(self._actors.where(actor, len(self._days))))
            theirs = np.array(
                [actor == citizen or deed in deeds for deed in rows["entry_hi"].tolist()], np.bool_
            )
            others.append(rows[theirs & (rows["citizen"] != citizen)])
        return np.concatenate([mine, *others])


class SoFar:
    """A run up to last night, with all its rows or those about one citizen; see `results.Folder`."""

    def __init__(self, rows: Rows, world: World, day: int, citizen: int | None = None) -> None:
        self.path = Path(rows.scenario.name)
        scenario = until(rows.scenario, day)
        self.manifest: dict[str, Any] = {
            "scenario": scenario.name,
            "seed": rows.seed,
            "life": rows.life,
            "citizens": world.city.population.number,
            "days": day + 1,
            "digest": "",
        }
        self._rows, self._world, self._scenario = rows, world, scenario
        self._frames: dict[str, pl.DataFrame] = {}
        if citizen is not None:
            self._narrow(citizen)

    def _narrow(self, citizen: int) -> None:
        """Keep what concerns one citizen: their rows, their ties, who lives near whoever is on their file."""
        about = self._rows.about(citizen)
        self._frames = {name: frame_of(rows) for name, rows in about.items()}
        community = self._scenario.network.community
        near = np.zeros(self._world.city.population.number, np.bool_)
        near[citizen] = True
        for actor in {deed >> int(ACTOR_BITS) for deed in about[LEDGER]["entry_hi"].tolist()} - {citizen}:
            first = actor // community * community
            near[first : first + community] = True
        self._frames["citizens"] = citizens_frame(self._scenario, self._world, near)
        self._frames["ties"] = _ties_of(self._world, citizen)

    def names(self, table: str) -> list[str]:
        """Return the files of a table: one, where it is kept."""
        return [table] if table in self.all_names() else []

    def all_names(self) -> list[str]:
        """Return all tables."""
        return [*self._rows.names, "citizens", "ties"]

    def content(self, name: str) -> bytes:
        """Return a file's content: there are none but tables."""
        raise BadInput(f"{self.path}: {name}: a city that is being watched keeps tables only")

    def table(self, name: str) -> pl.LazyFrame:
        """Return a table."""
        if name not in self._frames:
            if name not in self.all_names():
                raise BadInput(f"{self.path}: there is no table {name!r} here")
            self._frames[name] = self._made(name)
        return self._frames[name].lazy()

    def _made(self, name: str) -> pl.DataFrame:
        if name == "citizens":
            return citizens_frame(self._scenario, self._world)
        return ties_frame(self._world) if name == "ties" else self._rows.everything(name)

    def run(self) -> Run:
        """Return it as a run."""
        return RunSoFar(self, self._scenario)


class RunSoFar(Run):
    """A run that is not over and lies in memory; nobody but the city that is watched makes one."""

    def __init__(self, kept: SoFar, scenario: Scenario) -> None:
        self.folder = kept
        self.__dict__["scenario"] = scenario


def _ties_of(world: World, citizen: int) -> pl.DataFrame:
    """Return a citizen's own ties, as far as stories read them: both ends, layers, first day and last."""
    ties = world.city.ties
    row = slice(int(ties.start[citizen]), int(ties.start[citizen + 1]))
    taken = ties.layers[row] > 0
    contact, layers = ties.contact[row][taken], ties.layers[row][taken]
    ended = np.empty(0, np.uint32), np.empty(0, np.uint8)
    if world.rewiring is not None and world.rewiring.ended:
        gone = np.concatenate(world.rewiring.ended)
        gone = gone[(gone["citizen"] == citizen) | (gone["contact"] == citizen)]
        ended = np.where(gone["citizen"] == citizen, gone["contact"], gone["citizen"]), gone["layers"]
    others = np.concatenate([contact, ended[0]]).astype(np.uint32)
    return pl.DataFrame(
        {
            "citizen": np.full(len(others), citizen, np.uint32),
            "contact": others,
            "layers": np.concatenate([layers, ended[1]]),
            "until_day": np.full(len(others), LASTING, np.int32),
        }
    )


def until(scenario: Scenario, day: int) -> Scenario:
    """Return a scenario that ends with this day, so that its run is what there is so far."""
    time = scenario.time.model_copy(update={"days": day + 1})
    there = [change for change in scenario.interventions if change.day <= day]
    experiment = scenario.experiment
    if experiment is not None and experiment.day > day:
        experiment = experiment.model_copy(update={"enabled": False})
    return scenario.model_copy(update={"time": time, "interventions": there, "experiment": experiment})

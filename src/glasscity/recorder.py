"""Puts a run's tables on disk as the days go by, so that memory does not grow with the number of days."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.folder import FolderWriter
from glasscity.intervention import has_shadow, stages
from glasscity.rows import WAITING_AT_MOST, by_itself, in_one
from glasscity.scenario import Scenario
from glasscity.scenario.rulebook import Recording
from glasscity.scenario.towns import town_scales
from glasscity.scenario.voice import HIGHEST_OPINION
from glasscity.society.voice.rules import EXPRESSIONS, FULL
from glasscity.thinning import OF_NOBODY, Thinning
from glasscity.world import Today, World

LASTING = -1
"""Last day of a tie that has none."""


class Recorder:
    """Collects the rows of each table; when too many wait, the heaviest table's go into a file."""

    def __init__(self, scenario: Scenario, folder: FolderWriter, seed: int, citizens: int) -> None:
        self._folder = folder
        self._recording = scenario.recording
        self._thinning = None if scenario.recording.ledger == "all" else Thinning(scenario, seed, citizens)
        self._of_mechanisms = tables_of_mechanisms(scenario)
        self._waiting: dict[str, list[NDArray[np.void]]] = {}
        self._weight: dict[str, int] = {}
        self._parts: dict[str, int] = {}

    def record(self, today: Today) -> None:
        """Take in one day."""
        rows = rows_of(today, self._recording, self._of_mechanisms)
        if self._thinning is not None:
            rows = self._thinned(self._thinning, rows) | {"ledger_days": self._thinning.add_up(today)}
        for name, some in rows.items():
            if len(some) or name not in self._waiting:
                self._waiting.setdefault(name, []).append(by_itself(some))
                self._weight[name] = self._weight.get(name, 0) + some.nbytes
        while sum(self._weight.values()) >= WAITING_AT_MOST:
            self._write(max(self._weight, key=self._weight.__getitem__))

    def _thinned(self, thinning: Thinning, rows: dict[str, NDArray[np.void]]) -> dict[str, NDArray[np.void]]:
        """Return what stays of a day's rows, table by table."""
        sampled = self._recording.ledger == "sample"
        names = [name for name in rows if sampled or name in OF_NOBODY]
        return {name: thinning.thin(name, rows[name]) for name in names}

    def close(self, scenario: Scenario, world: World) -> None:
        """Write what is left, the people and their ties."""
        for name in self._waiting:
            if self._waiting[name]:
                self._write(name)
        kept = None
        if self._thinning is not None:
            self._folder.table("category_sums", self._thinning.at_end(scenario, world))
            kept = self._thinning.kept
        if self._recording.ledger != "aggregates":
            self._folder.table("citizens", citizens_frame(scenario, world, kept))
            self._folder.table("ties", ties_frame(world, kept))

    def _write(self, name: str) -> None:
        part = self._parts.get(name, 0)
        self._folder.table(f"{name}/part-{part:05d}", frame_of(in_one(self._waiting[name])))
        self._waiting[name], self._weight[name], self._parts[name] = [], 0, part + 1


def rows_of(today: Today, recording: Recording, of_mechanisms: list[str]) -> dict[str, NDArray[np.void]]:
    """Return what is kept of a day, table by table; requests that were simply granted are only counted."""
    decisions = today.decisions.compress(today.decisions["outcome"] != tables.GRANTED)
    rows = {"ledger": today.entries, "moves": today.moves, "decisions": decisions}
    if recording.acts:
        rows["acts"] = today.acts
    rows |= {name: getattr(today, name) for name in of_mechanisms}
    if recording.influence:
        rows["influence"] = today.influence
    return rows


def tables_of_mechanisms(scenario: Scenario) -> list[str]:
    """Return the tables that only some cities have, by the mechanisms that are on."""
    course = [stage.scenario for stage in stages(scenario)]
    denounced = any(one.denounces for one in course)
    appealed = any(one.hears_appeals for one in course)
    centre_errs = any(one.centre_errs for one in course)
    names = ["denunciations"] if denounced else []
    names += ["voice_moves"] if any(one.speaks for one in course) else []
    names += ["appeals", "hearings"] if appealed else []
    names += ["circumstance_moves"] if any(one.changes_lives for one in course) else []
    names += ["assigned"] if any(one.experiments for one in course) else []
    names += ["repairs"] if any(one.repairs for one in course) else []
    names += ["mishaps", "mishandled"] if centre_errs else []
    names += ["tie_changes"] if any(one.rewires for one in course) else []
    names += ["relocations"] if any(one.relocation is not None for one in course) else []
    return names + (["shadow_moves"] if has_shadow(course) else [])


def frame_of(rows: NDArray[np.void]) -> pl.DataFrame:
    """Return structured rows as columns."""
    assert rows.dtype.names is not None
    return pl.DataFrame({name: np.ascontiguousarray(rows[name]) for name in rows.dtype.names})


def citizens_frame(scenario: Scenario, world: World, kept: NDArray[np.bool_] | None = None) -> pl.DataFrame:
    """Return one row per citizen: who they are, where they live, and their file at the end of the run.

    Parameters
    ----------
    kept : whose rows to return; everybody's if not given.
    """
    population, file = world.city.population, world.file
    who = slice(None) if kept is None else np.flatnonzero(kept)
    columns = {"citizen": pl.Series(np.arange(population.number, dtype=np.uint32)[who])}
    for row, (name, levels) in enumerate(population.level_names.items()):
        columns[name] = pl.Series(population.levels[row][who]).cast(pl.UInt32).cat.to(pl.Enum(levels))
    known = np.diff(world.contacts.on(scenario.time.days - 1, world.workers).start)
    columns |= {
        "household": pl.Series(population.household[who]),
        "home_x": pl.Series(population.home_x[who]),
        "home_y": pl.Series(population.home_y[who]),
        "contacts": pl.Series(world.city.ties.degree()[who].astype(np.int32)),
        "known_contacts": pl.Series(known[who].astype(np.int32)),
        "base": pl.Series(file.base[who]),
        "influence": pl.Series(file.influence[who]),
        "total": pl.Series(file.total[who]),
        "category": _category(scenario, file.category[who]),
    }
    if world.minds is not None:
        columns["aware_since"] = pl.Series(world.minds.state.aware_since[who])
    if world.appellants is not None and any(stage.scenario.helps_appellants for stage in stages(scenario)):
        columns["helped"] = pl.Series(world.appellants.helped[who] == 1)
    if world.voice is not None:
        state = world.voice.state
        columns["opinion"] = pl.Series((state.private[who] // (FULL // HIGHEST_OPINION)).astype(np.uint8))
        said = pl.Series(state.expressed[who])
        columns["says"] = said.cast(pl.UInt32).cat.to(pl.Enum([*EXPRESSIONS.values()]))
    if scenario.towns:
        towns = [town.name for town in town_scales(scenario)]
        for name, place in (("home_town", world.city.town), ("town", file.town)):
            columns[name] = pl.Series(place[who].astype(np.uint32)).cat.to(pl.Enum(towns))
    return pl.DataFrame(columns)


def _category(scenario: Scenario, category: NDArray[np.uint8]) -> pl.Series:
    names = [*scenario.category_names, "none"]
    place = np.where(category == tables.NO_CATEGORY, len(names) - 1, category).astype(np.uint32)
    return pl.Series(place).cat.to(pl.Enum(names))


def ties_frame(world: World, kept: NDArray[np.bool_] | None = None) -> pl.DataFrame:
    """Return one row per tie: both ends, its layers, who files it, its first day and its last.

    Parameters
    ----------
    kept : of whom a tie must have one at either end; of anybody if not given.
    """
    ties, filed_by = world.city.ties, world.city.contacts.filed_by
    citizen = np.repeat(np.arange(len(ties.start) - 1, dtype=np.uint32), np.diff(ties.start))
    once = citizen < ties.contact
    if kept is not None:
        once &= kept[citizen] | kept[ties.contact]
    rewiring = world.rewiring
    frame = pl.DataFrame(
        {
            "citizen": citizen[once],
            "contact": ties.contact[once],
            "layers": ties.layers[once],
            "filed_by": filed_by[once],
            "since_day": np.zeros(int(once.sum()), np.int32)
            if rewiring is None
            else rewiring.since[once].astype(np.int32),
            "until_day": np.full(int(once.sum()), LASTING, np.int32),
        }
    )
    if rewiring is None:
        return frame
    ended = np.concatenate([np.empty(0, tables.TIE_CHANGE), *rewiring.ended])
    if kept is not None:
        ended = ended[kept[ended["citizen"]] | kept[ended["contact"]]]
    gone = {
        "citizen": np.minimum(ended["citizen"], ended["contact"]),
        "contact": np.maximum(ended["citizen"], ended["contact"]),
        "layers": ended["layers"],
        "filed_by": ended["filed_by"],
        "since_day": ended["since"],
        "until_day": ended["day"],
    }
    both = pl.concat([frame, pl.DataFrame({name: column.copy() for name, column in gone.items()})])
    return both.sort("citizen", "contact", "since_day")

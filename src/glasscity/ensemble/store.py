"""The folder of an ensemble: the plan, each task's tables as they come in, and the whole tables at the end.

    plan.json            what is to be lived
    tasks/000012/        one run's tables and `done.json` with their hashes: there whole, or not at all
    runs.parquet …       all tasks together, once all are there

Nothing is lost by a kill: a task is done when its folder has its name. Whoever starts again lives what is
missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from glasscity.ensemble.plan import FORMAT, Plan, plan_from
from glasscity.errors import BadInput
from glasscity.folder import (
    held,
    machine_errors,
    parquet,
    read_table,
    refuse_what_is_no_text,
    write_table,
    write_whole,
)

PLAN, TASKS, DONE = "plan.json", "tasks", "done.json"
TABLES = ("runs", "days", "groups", "citizens")


class Store:
    """An ensemble on disk."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path, self.plan = path, plan

    @classmethod
    def open(cls, path: Path, plan: Plan) -> Store:
        """Open a folder for a plan: a new one, or the one of the same plan, to go on with it."""
        refuse_what_is_no_text(path)
        if path.exists() and not path.is_dir():
            raise BadInput(f"{path}: this is a file, and a folder is needed there")
        if path.is_dir() and any(path.iterdir()):
            there = read(path)
            if there.plan.sha256 != plan.sha256:
                raise BadInput(
                    f"{path}: another plan was begun there ({_in_short(there.plan)}; asked for: "
                    f"{_in_short(plan)}); go on with the same scenario, settings, seed and lives, or choose "
                    "another --out"
                )
        store = cls(path, plan)
        with machine_errors(str(path)):
            (path / TASKS).mkdir(parents=True, exist_ok=True)
            write_whole(path / PLAN, json.dumps(plan.to_dict(), indent=1).encode())
        return store

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder, so that nobody else lives the same tasks; what a kill has left there is removed.

        The hold ends with the process, however it ends.
        """
        with held(self.path):
            for left_over in (*self.path.glob(".run-*"), *(self.path / TASKS).glob(".*.partial")):
                shutil.rmtree(left_over, ignore_errors=True)
            yield

    def missing(self) -> list[int]:
        """Return the numbers of the tasks that are not done yet."""
        return [number for number in range(self.plan.tasks) if not (self._folder(number) / DONE).is_file()]

    def put(self, number: int, tables: dict[str, pl.DataFrame]) -> None:
        """Write what a task left; it is there whole, or not at all."""
        folder = self._folder(number)
        partial = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
        with machine_errors(str(folder)):
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            hashes = {}
            for name, frame in tables.items():
                data = parquet(frame)
                write_whole(partial / f"{name}.parquet", data)
                hashes[name] = hashlib.sha256(data).hexdigest()
            write_whole(partial / DONE, json.dumps(hashes).encode())
            partial.rename(folder)

    def table(self, name: str) -> pl.DataFrame:
        """Return a table of all tasks that are done, by point and life; every file's hash is checked."""
        frames = []
        for number in range(self.plan.tasks):
            folder = self._folder(number)
            if (folder / DONE).is_file():
                hashes = _hashes(folder)
                if name in hashes:
                    path = folder / f"{name}.parquet"
                    frame = read_table(path, hashes[name])
                    if frame is None:
                        raise BadInput(_damaged(path))
                    frames.append(frame)
        return pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()

    def finish(self) -> list[Path]:
        """Write the tables of all tasks together, and return where."""
        written = []
        for name in TABLES:
            frame = self.table(name)
            if frame.width:
                path = self.path / f"{name}.parquet"
                write_table(path, self._with_values(frame) if name == "runs" else frame)
                written.append(path)
        return written

    def _with_values(self, runs: pl.DataFrame) -> pl.DataFrame:
        """Put what was varied beside each run, a column for every path."""
        values = [point.values for point in self.plan.points]
        paths = list(dict.fromkeys(path for one in values for path in one))
        columns = [pl.Series(path, [one.get(path) for one in values], pl.String) for path in paths]
        if self.plan.cities:
            names = [point.city or self.plan.name for point in self.plan.points]
            columns.insert(0, pl.Series("city", names, pl.String))
        points = pl.DataFrame([pl.Series("point", range(len(values)), pl.UInt32), *columns])
        return runs.join(points, on="point", how="left", maintain_order="left")

    def _folder(self, number: int) -> Path:
        return self.path / TASKS / f"{number:06d}"


def read(path: Path) -> Store:
    """Read an ensemble that was begun, or raise `BadInput`."""
    if not path.is_dir():
        raise BadInput(f"{path}: there is no such folder")
    try:
        data: dict[str, Any] = json.loads((path / PLAN).read_bytes())
        version = data["format"]
    except FileNotFoundError:
        raise BadInput(f"{path}: not an ensemble: it has no {PLAN}") from None
    except (ValueError, KeyError, TypeError):
        raise BadInput(f"{path / PLAN}: this is no plan of an ensemble, or it is damaged") from None
    if version != FORMAT:
        raise BadInput(f"{path / PLAN}: format {version!r} is not known; this version reads {FORMAT}")
    try:
        return Store(path, plan_from(data))
    except (KeyError, TypeError, ValueError):
        raise BadInput(f"{path / PLAN}: this is no plan of an ensemble, or it is damaged") from None


def _in_short(plan: Plan) -> str:
    return f"{plan.name}, {len(plan.points):,} points, {len(plan.lives):,} lives, seed {plan.seed}"


def _hashes(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / DONE).read_bytes()))
    except (OSError, ValueError, TypeError):
        raise BadInput(_damaged(folder / DONE)) from None


def _damaged(path: Path) -> str:
    return f"{path}: damaged since it was written; remove the folder {path.parent} and run the command again"

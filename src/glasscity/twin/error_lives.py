"""The lives of the study of one wrong record, kept in a folder: the same command goes on with what is there.

plan.json         what is lived
lives/000.json    what became of the filings of one life: there whole, or not at all
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import partial
from pathlib import Path

from glasscity import draws, tables
from glasscity.ensemble.spread import check_processes, spread
from glasscity.errors import BadInput
from glasscity.folder import machine_errors, write_whole
from glasscity.twin.lockstep import Progress
from glasscity.twin.one_error import ErrorPlan, Traced, live_errors

PLAN, LIVES = "plan.json", "lives"


def sha256_of(plan: ErrorPlan) -> str:
    """Return one number for a plan: two plans with the same number are the same plan."""
    formats = {"tables": tables.FORMAT, "draws": draws.FORMAT}
    return hashlib.sha256(json.dumps([asdict(plan), formats], sort_keys=True).encode()).hexdigest()


def live_plan(
    plan: ErrorPlan, folder: Path, *, processes: int | None = None, progress: Progress | None = None
) -> list[list[Traced]]:
    """Live what is missing of a plan, and return what became of the filings, life by life."""
    check_processes(processes)
    _open(plan, folder)
    number = len(plan.lives)
    missing = [place for place in range(number) if not _file(folder, place).is_file()]
    done = number - len(missing)
    for place, rows in spread(partial(live_errors, plan), missing, processes):
        with machine_errors(str(folder)):
            write_whole(_file(folder, place), json.dumps(rows).encode())
        done += 1
        if progress is not None:
            progress("lives", done, number)
    return [_read(_file(folder, place)) for place in range(number)]


def _open(plan: ErrorPlan, folder: Path) -> None:
    """Begin a folder for a plan, or go on with the one of the same plan."""
    if folder.exists() and not folder.is_dir():
        raise BadInput(f"{folder}: this is a file, and a folder is needed there")
    if folder.is_dir() and any(folder.iterdir()):
        try:
            there = json.loads((folder / PLAN).read_bytes())["sha256"]
        except (OSError, ValueError, KeyError, TypeError):
            raise BadInput(f"{folder}: there is something else already; choose another --out") from None
        if there != sha256_of(plan):
            raise BadInput(
                f"{folder}: another plan was begun there; go on with the same size, seed and lives, or "
                "choose another --out"
            )
        return
    with machine_errors(str(folder)):
        (folder / LIVES).mkdir(parents=True, exist_ok=True)
        data = {"synthetic": "SYNTHETIC", "sha256": sha256_of(plan), **asdict(plan)}
        write_whole(folder / PLAN, json.dumps(data, indent=1).encode())


def _file(folder: Path, place: int) -> Path:
    return folder / LIVES / f"{place:03d}.json"


def _read(path: Path) -> list[Traced]:
    try:
        return [Traced(**row) for row in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError):
        raise BadInput(f"{path}: damaged since it was written; remove it and run the command again") from None

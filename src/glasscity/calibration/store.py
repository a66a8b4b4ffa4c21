"""The folder of a calibration.

    calibration.json     what is sought
    journal.log          every trial that is done, in optuna's format
    batches/000/         the runs of a batch of trials: an ensemble's folder
    fresh/1a2b3c4d/      the runs of the best point with other lives, and of the city as it is
    trials.parquet       every trial in a table, at the end

Nothing is lost by a kill: the same command goes on with what is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glasscity.calibration.journal import Journal
from glasscity.calibration.question import FORMAT, Calibration
from glasscity.ensemble.plan import Plan
from glasscity.ensemble.store import PLAN, Store, read
from glasscity.errors import BadInput
from glasscity.folder import held, machine_errors, write_whole

CALIBRATION, JOURNAL = "calibration.json", "journal.log"
BATCHES, FRESH = "batches", "fresh"


class CalibrationStore:
    """A calibration on disk."""

    def __init__(self, path: Path, asked: Calibration) -> None:
        self.path, self.asked = path, asked

    @classmethod
    def open(cls, path: Path, asked: Calibration) -> CalibrationStore:
        """Open a folder for a calibration: a new one, or that of the same one, to go on with it."""
        if path.exists() and not path.is_dir():
            raise BadInput(f"{path}: this is a file, and a folder is needed there")
        if path.is_dir() and any(path.iterdir()):
            _check_same(path, asked)
        with machine_errors(str(path)):
            path.mkdir(parents=True, exist_ok=True)
            write_whole(path / CALIBRATION, json.dumps(asked.to_dict() | {"sha256": asked.sha256}).encode())
        return cls(path, asked)

    @contextmanager
    def journal(self) -> Iterator[Journal]:
        """Yield the journal, and hold the folder meanwhile."""
        with held(self.path):
            yield Journal(self.path / JOURNAL, self.asked)

    def batch(self, first: int, plan: Plan, journal: Journal) -> Store:
        """Return the runs of the batch that begins with a trial; they have to be those of its points."""
        path = self.path / BATCHES / f"{first:05d}"
        if (path / PLAN).is_file() and read(path).plan.sha256 != plan.sha256:
            raise journal.damaged()
        return Store.open(path, plan)

    def fresh(self, plan: Plan) -> Store:
        """Return the runs with fresh lives."""
        return Store.open(self.path / FRESH / plan.sha256[:8], plan)


def _check_same(path: Path, asked: Calibration) -> None:
    file = path / CALIBRATION
    try:
        there = json.loads(file.read_bytes())
        version, sha256 = there["format"], there["sha256"]
    except FileNotFoundError:
        raise BadInput(f"{path}: not a calibration: it has no {CALIBRATION}; choose another --out") from None
    except (ValueError, KeyError, TypeError):
        raise BadInput(f"{file}: damaged, or no calibration; choose another --out") from None
    if version != FORMAT:
        raise BadInput(f"{file}: format {version!r} is not known; this version reads {FORMAT}")
    if sha256 != asked.sha256:
        raise BadInput(
            f"{path}: another calibration was begun there; go on with the same scenario, ranges, targets, "
            "lives and seed, or choose another --out"
        )

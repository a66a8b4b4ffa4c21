"""What a twin came to: who differs, since when, by how much, and how; and which part is feedback."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from glasscity.folder import machine_errors, write_table
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.twin.lockstep import DAY, NEVER, PATHS, Twins


@dataclass(frozen=True)
class ByPath:
    """Citizens who came to differ by one path, and by how many points on average where they differed most."""

    path: str
    citizens: int
    mean_largest: float


@dataclass(frozen=True)
class TwinFound:
    """Parent and twin compared.

    Attributes
    ----------
    same : whether nothing at all differs: the digests are one.
    ever, at_end : citizens whose score ever differed, and on the last day.
    first_day : the first day on which anybody's did, None if never.
    worse, better : citizens in a worse, and in a better, category in the parent on the last day.
    category_days : days in a worse category in the parent, less those in a better one, all citizens.
    points : sum of scores, twin less parent, on the last day; mechanical, feedback : its two parts, None
        where there is no data centre to replay.
    acts, acts_without : acts of both.
    """

    label: str
    citizens: int
    days: int
    parent_digest: str
    twin_digest: str
    same: bool
    ever: int
    at_end: int
    first_day: int | None
    worse: int
    better: int
    category_days: int
    points: float
    mechanical: float | None
    feedback: float | None
    paths: tuple[ByPath, ...]
    acts: int
    acts_without: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        return asdict(self)


def found_of(label: str, twins: Twins) -> TwinFound:
    """Return what the comparison of two cities came to."""
    found, days = twins.differences, days_frame(twins)
    ever = found.since != NEVER
    last = days.row(-1, named=True)
    total, mechanical = int(found.final.sum()), int(found.mechanical.sum())
    replayed = twins.replay_digest is not None
    return TwinFound(
        label=label,
        citizens=len(found.since),
        days=days.height,
        parent_digest=twins.parent_digest,
        twin_digest=twins.twin_digest,
        same=twins.parent_digest == twins.twin_digest,
        ever=int(ever.sum()),
        at_end=last["differing"],
        first_day=int(found.since[ever].min()) if ever.any() else None,
        worse=last["better_without"],
        better=last["worse_without"],
        category_days=int(found.days_worse.sum(dtype=np.int64)),
        points=total / MILLIPOINTS,
        mechanical=mechanical / MILLIPOINTS if replayed else None,
        feedback=(total - mechanical) / MILLIPOINTS if replayed else None,
        paths=tuple(_paths(twins)),
        acts=int(days["acts"].sum()),
        acts_without=int(days["acts_without"].sum()),
    )


def _paths(twins: Twins) -> list[ByPath]:
    found = twins.differences
    rows = []
    for code, name in PATHS.items():
        here = found.path == code
        if here.any():
            rows.append(ByPath(name, int(here.sum()), float(found.largest[here].mean()) / MILLIPOINTS))
    return rows


def write_tables(twins: Twins, out: Path) -> None:
    """Write the tables `days` and `citizens` into a new folder."""
    with machine_errors(str(out)):
        out.mkdir(parents=True)
    for name, frame in (("days", days_frame(twins)), ("citizens", citizens_frame(twins))):
        write_table(out / f"{name}.parquet", frame)


def days_frame(twins: Twins) -> pl.DataFrame:
    """Return one row per day: how many differ, sums of the differences, acts of both."""
    return pl.DataFrame(twins.differences.by_day, schema=dict.fromkeys(DAY, pl.Int64), orient="row")


def citizens_frame(twins: Twins) -> pl.DataFrame:
    """Return one row per synthetic citizen who ever differed: since when, how, by how many points."""
    found = twins.differences
    who = np.flatnonzero(found.since != NEVER)
    points = {"largest": found.largest, "final": found.final, "mechanical": found.mechanical}
    path = pl.Series(found.path[who]).replace_strict(PATHS, return_dtype=pl.Enum(list(PATHS.values())))
    return pl.DataFrame(
        {
            "citizen": who.astype(np.uint32),
            "since_day": found.since[who],
            "path": path,
            "days_differing": found.days[who],
            "days_in_worse_category": found.days_worse[who],
            **{name: values[who] / MILLIPOINTS for name, values in points.items()},
        }
    )

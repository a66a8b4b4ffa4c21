"""What a run left on disk, as tables: the answer to a scenario's question."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from glasscity import tables
from glasscity.errors import BadInput, CheckFailed, not_installed
from glasscity.folder_reader import FolderReader
from glasscity.formats import check_readable
from glasscity.measure.daily import named
from glasscity.scenario import Scenario, parse
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.scenario.reading import tables_of
from glasscity.scenario.towns import TownScale, town_scales
from glasscity.society.voice.rules import EXPRESSIONS

SCENARIO = "scenario.toml"
"""The scenario as it was run."""
IN_MILLIPOINTS = ("points", "kept_points", "influence", "base", "total")
CODED = (
    *("ledger", "moves", "decisions", "acts", "influence"),
    *("denunciations", "appeals", "hearings", "shadow_moves"),
    *("circumstance_moves", "assigned", "tie_changes", "voice_moves", "ledger_days"),
)
"""Tables that are kept as codes and read with names."""


class Folder(Protocol):
    """Where a run's tables lie: on disk (`FolderReader`), or in memory while a city is watched."""

    path: Path
    manifest: dict[str, Any]

    def names(self, table: str) -> list[str]:
        """Return the files of a table, in order; none where there is no such table."""

    def all_names(self) -> list[str]:
        """Return all files."""

    def content(self, name: str) -> bytes:
        """Return a file's content."""

    def table(self, name: str) -> pl.LazyFrame:
        """Return a table."""


class Run:
    """A finished run. Every table is checked against the manifest before it is believed.

    Parameters
    ----------
    path : the run's folder.

    Tables are Polars frames: `days`, `conduct_days`, `request_days`, `citizens`, `ledger`, `moves`,
    `decisions`, `acts`, `influence`, `ties`; where `kept` is not `all`, those about single citizens hold a
    sample of them or are not there. `to_pandas("days")` gives any table to pandas. Scores are in
    points, money in the scenario's currency. All of it is SYNTHETIC.
    """

    def __init__(self, path: str | Path) -> None:
        self.folder: Folder = FolderReader(Path(path))
        check_readable(self.folder.path, self.folder.manifest)

    def __repr__(self) -> str:
        return (
            f"<SYNTHETIC run of {self.manifest['scenario']}: {self.citizens_number:,} citizens, "
            f"{self.days_number} days, "
            f"seed {self.manifest['seed']}, digest {self.digest[:12]}, in {self.path}>"
        )

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.folder.path

    @property
    def manifest(self) -> dict[str, Any]:
        """What the run says of itself: seeds, digest, versions, the hash of every file."""
        return self.folder.manifest

    @property
    def digest(self) -> str:
        """One number for everything that happened."""
        return str(self.manifest["digest"])

    @property
    def citizens_number(self) -> int:
        """How many citizens."""
        return int(self.manifest["citizens"])

    @property
    def days_number(self) -> int:
        """How many days."""
        return int(self.manifest["days"])

    @property
    def kept(self) -> str:
        """Whose rows the run kept: `all`, those of a `sample` of citizens, or none, only `aggregates`."""
        return self.scenario.recording.ledger

    @property
    def has_baseline(self) -> bool:
        """Whether the same people were also simulated without a score."""
        return bool(self.folder.names("baseline_days"))

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as it was run."""
        file = str(self.path / SCENARIO)
        scenario = parse(tables_of(file, self.folder.content(SCENARIO)), file)
        people = scenario.population
        for what, said, is_so in (
            ("citizens", self.citizens_number, people.everybody),
            ("days", self.days_number, scenario.time.days),
        ):
            if said != is_so:
                raise CheckFailed(
                    f"{self.path}: damaged: the manifest says {said} {what}, and {SCENARIO} says {is_so}"
                )
        return scenario

    @cached_property
    def days(self) -> pl.DataFrame:
        """One row per day: citizens per category, mean total, acts, entries, moves, requests."""
        return self.table("days").collect()

    @cached_property
    def citizens(self) -> pl.DataFrame:
        """One row per citizen: attributes, home, and the file at the end."""
        return self.named("citizens").collect()

    @property
    def ledger(self) -> pl.LazyFrame:
        """Every entry, with names for codes and points in points."""
        return self.named("ledger")

    def table(self, name: str) -> pl.LazyFrame:
        """Return a table as it is on disk: codes, millipoints, hundredths."""
        thinned = name in tables.OF_CITIZENS and not self.folder.names(name)
        if thinned and self.kept == "aggregates":
            raise BadInput(
                f'{self.path}: this run has no table {name!r}: recording.ledger = "aggregates" keeps only '
                'sums; run it with "all" for everybody\'s rows, or with "sample" for some citizens\''
            )
        return self.folder.table(name)

    def named(self, name: str) -> pl.LazyFrame:
        """Return a table with names for codes, dates beside days, and points in points."""
        frame = self.table(name)
        columns = frame.collect_schema().names()
        changes = []
        scenario = self.scenario
        if "conduct" in columns and name in CODED:
            changes.append(named("conduct", {c.code: key for key, c in scenario.conduct.items()}))
        if "service" in columns and name in CODED:
            services = {s.code: key for key, s in scenario.services.items()}
            changes.append(named("service", services | ({0: ""} if name == "circumstance_moves" else {})))
        if "organisation" in columns:
            changes.append(named("organisation", self.organisation_labels))
        if "kind" in columns and name in CODED:
            changes.append(named("kind", tables.ENTRY_KINDS))
        if "outcome" in columns and name in CODED:
            changes += [named("outcome", tables.OUTCOMES), named("reason", tables.REASONS)]
        categories = dict(enumerate(scenario.category_names)) | {tables.NO_CATEGORY: "none"}
        if name == "voice_moves":
            changes += [named(c, EXPRESSIONS) for c in ("before", "after")]
        elif name in CODED:
            changes += [named(c, categories) for c in ("before", "after", "category") if c in columns]
        if name == "circumstance_moves" and scenario.circumstances is not None:
            names = {kind.code: key for key, kind in scenario.circumstances.kinds.items()}
            changes += [named("circumstance", names), named("cause", tables.CIRCUMSTANCE_CAUSES)]
            changes.append(named("reason", tables.REASONS))
        if name == "denunciations" and scenario.denunciation is not None:
            changes.append(named("motive", {m.code: key for key, m in scenario.denunciation.motives.items()}))
        if name == "tie_changes":
            changes.append(named("why", tables.TIE_REASONS))
        changes += [pl.col(c) / MILLIPOINTS for c in IN_MILLIPOINTS if c in columns]
        changes += [pl.col("money") / 100] if "money" in columns else []
        if "day" in columns:
            start = pl.lit(scenario.time.start)
            changes.append((start + pl.duration(days=pl.col("day"))).alias("date"))
        return frame.with_columns(changes)

    @cached_property
    def organisation_labels(self) -> dict[int, str]:
        """What a reader sees for the code of every organisation."""
        return {
            code: self.scenario.organisation_label(code)
            for organisation in self.scenario.organisations.values()
            for code in range(organisation.code, organisation.code + organisation.count)
        }

    def to_pandas(self, name: str) -> Any:
        """Return a table with names as a pandas frame (needs the extra `pandas`)."""
        found = self.named(name).collect()
        try:
            return found.to_pandas()
        except ImportError as error:
            raise not_installed(f"to_pandas({name!r})", "pandas and pyarrow", "pandas") from error


def by_town(scenario: Scenario, column: str, value: Callable[[TownScale], int]) -> pl.Expr:
    """Return what the town in `column` of each citizen says, in millipoints or thousandths."""
    values = [value(town) for town in town_scales(scenario)]
    if not scenario.towns:
        return pl.lit(values[0], pl.Int64)
    return pl.col(column).to_physical().replace_strict(dict(enumerate(values)), return_dtype=pl.Int64)

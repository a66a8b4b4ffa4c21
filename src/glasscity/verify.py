"""Is this run what it says it is? Hashes, sums, digest, and the whole run made again.

A run is a cache of its scenario and seeds: `verify` makes it again and compares every row of every table.
What does not come about again is refused, however well its hashes fit.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from glasscity import tables
from glasscity.behaviour import behaviour_of, rules_made_with
from glasscity.days import Progress
from glasscity.errors import CheckFailed, GlasscityError
from glasscity.formats import MAKING, check_comes_about_here, of_another_version
from glasscity.intervention import stages, totals_as_of
from glasscity.results import Run, by_town
from glasscity.seal import broken_pages
from glasscity.simulation import run
from glasscity.verify_digest import digest_of_tables
from glasscity.verify_sums import Check, days_of_entries, kept_rows, points_of_everybody

TABLES = (*tables.OF_CITIZENS, "mishaps", "ledger_days", "category_sums")
AGGREGATES = (
    *("days", "conduct_days", "request_days", "harm_days", "circumstance_days", "unasked_days"),
    *("tie_days", "inspection_days", "failure_days", "belief_days", "voice_days", "town_days", "copy_days"),
    *("lending_days", "links"),
)


@dataclass
class Verification:
    """All checks of a run, and in words what could not be asked of it."""

    path: Path
    checks: list[Check] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "run": str(self.path),
            "passed": self.passed,
            "checks": [{**vars(check), "passed": check.passed} for check in self.checks],
            "left_out": self.left_out,
        }


def verify(
    path: str | Path,
    *,
    quick: bool = False,
    behaviour: str | Path | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Check a run: every file's hash, the ledger against the scores, the digest, and the run made again.

    Parameters
    ----------
    path : the run's folder.
    quick : leave out making the run again.
    behaviour : the file with the rules of behaviour that the run was made with, if it was; it is executed.

    Raises `CheckFailed` where the manifest itself cannot be believed, `BadInput` where there is no run or
    its rules of behaviour are missing or others, or where it was made with other draws or another digest.
    """
    found = Verification(Path(path))
    subject = Run(path)
    own = own_rules(subject, behaviour, quick)
    for name, theirs in of_another_version(subject.manifest).items():
        found.left_out.append(f"{name} of format {theirs}: not compared; this version has {MAKING[name]}")
    found.checks.append(_hashes(subject))
    if found.passed:
        for check in _consistency(subject):
            found.checks.append(check)
        if not quick:
            with behaviour_of(behaviour, expected=own):
                found.checks += _regenerate(subject, behaviour, progress)
    return found


def own_rules(subject: Run, behaviour: str | Path | None, quick: bool) -> str | None:
    """Return the SHA-256 of the rules of behaviour that a run was made with, or refuse what does not fit.

    Unless it is only looked at (`quick`), a run that would come about otherwise here is refused as well.
    """
    if not quick:
        check_comes_about_here(subject.path, subject.manifest)
    made_with = subject.manifest.get("behaviour")
    if quick and behaviour is None:
        return str(made_with["sha256"]) if made_with is not None else None
    return rules_made_with(subject.path, made_with, behaviour)


def check_comes_about(subject: Run, digest: str) -> None:
    """Raise `CheckFailed` where a run that was lived again came to another digest."""
    if digest != subject.digest:
        raise CheckFailed(
            f"{subject.path}: the run does not come about again (digest {digest[:12]}, in the manifest "
            f"{subject.digest[:12]}): it was changed, or made by another version"
        )


def _hashes(subject: Run) -> Check:
    names = subject.folder.all_names()
    pages = broken_pages(subject.path)
    check = Check("hashes", len(names), "files have the SHA-256 that the manifest names, pages their own")
    for name in names:
        try:
            subject.folder.content(name)
        except GlasscityError as error:
            check.differences += 1
            check.first = check.first or str(error)
    for page in pages:
        check.differences += 1
        check.first = check.first or f"{page}: damaged or changed since it was written; write it anew"
    return check


def _consistency(subject: Run) -> Iterator[Check]:
    """Yield the checks of a run against itself; a table that cannot be read is a failed check."""
    of_rows: list[Callable[[Run], Check]] = [_sums, _totals, _causes]
    of_sums: list[Callable[[Run], Check]] = [kept_rows, days_of_entries, points_of_everybody]
    questions = {
        "all": of_rows if "digest" in of_another_version(subject.manifest) else [*of_rows, digest_of_tables],
        "sample": [*of_rows, *of_sums],
        "aggregates": of_sums,
    }[subject.kept]
    for question in questions:
        try:
            yield question(subject)
        except (GlasscityError, MemoryError):
            raise
        except Exception as error:
            # What is in a table that somebody changed is anything, and so is what comes of it.
            yield Check(
                question.__name__.strip("_").replace("_", " "),
                0,
                "tables can be read",
                1,
                f"a table is malformed: {type(error).__name__}: {str(error).strip()[:200]}",
            )


def _sums(subject: Run) -> Check:
    """Start + Σ points of entries that count = base, for every citizen."""
    start = by_town(subject.scenario, "home_town", lambda town: town.start)
    ledger = subject.table("ledger").filter(pl.col("counts") == 1)
    sums = ledger.group_by("citizen").agg(points=pl.col("points").cast(pl.Int64).sum())
    citizens = subject.table("citizens").select("citizen", "base", start=start)
    joined = citizens.join(sums, on="citizen", how="full", coalesce=True).with_columns(
        expected=pl.col("start") + pl.col("points").fill_null(0)
    )
    wrong = joined.filter(pl.col("base").is_null() | (pl.col("base") != pl.col("expected"))).collect()
    rows = subject.table("ledger").select(pl.len()).collect().item()
    check = Check("sums", rows, "ledger rows add up to the base of every citizen", len(wrong))
    if len(wrong):
        row = wrong.sort("citizen").row(0, named=True)
        check.first = (
            f"citizen {row['citizen']}: base {row['base']}, start + entries {row['expected']} "
            "(in thousandths of a point)"
        )
    return check


def _totals(subject: Run) -> Check:
    """The total is base + the last influence, clamped; the category is where the moves end."""
    course = stages(subject.scenario)
    last_stage = course[-1].scenario
    citizens = subject.table("citizens").select(
        *("citizen", "base", "influence", "total", "category"),
        lowest=by_town(last_stage, "town", lambda town: town.lowest),
        highest=by_town(last_stage, "town", lambda town: town.highest),
    )
    worked_out = totals_as_of(course, subject.days_number - 1)
    since = subject.table("ledger").filter((pl.col("counts") == 1) & (pl.col("day") > worked_out))
    later = since.group_by("citizen").agg(later=pl.col("points").cast(pl.Int64).sum())
    citizens = citizens.join(later, on="citizen", how="left").with_columns(pl.col("later").fill_null(0))
    changes = subject.table("influence") if subject.folder.names("influence") else None
    if changes is not None:
        last = changes.group_by("citizen").agg(last=pl.col("influence").sort_by("day").last())
        citizens = citizens.join(last, on="citizen", how="left").with_columns(pl.col("last").fill_null(0))
    else:
        citizens = citizens.with_columns(last=pl.col("influence"))
    names = [*subject.scenario.category_names, "none"]
    after = pl.col("after").replace({tables.NO_CATEGORY: len(names) - 1})
    moved = subject.table("moves").group_by("citizen").agg(after=after.sort_by("day").last())
    joined = citizens.join(moved, on="citizen", how="left").with_columns(
        expected=(pl.col("base") - pl.col("later") + pl.col("last")).clip(
            pl.col("lowest"), pl.col("highest")
        ),
        place=pl.col("category").cast(pl.String).replace_strict(names, list(range(len(names)))),
    )
    wrong = joined.filter(
        (pl.col("influence") != pl.col("last"))
        | (pl.col("total") != pl.col("expected"))
        | (pl.col("after").is_not_null() & (pl.col("after") != pl.col("place")))
    ).collect()
    check = Check(
        "totals",
        int(subject.table("citizens").select(pl.len()).collect().item()),
        "citizens have base + influence as total, and their category",
        len(wrong),
    )
    if len(wrong):
        row = wrong.row(0, named=True)
        check.first = (
            f"citizen {row['citizen']}: total {row['total']}, base + influence {row['expected']} "
            "(in thousandths of a point)"
        )
    return check


def _causes(subject: Run) -> Check:
    """Entry ids are unique, and what an entry undoes or follows is in the ledger."""
    ledger = subject.table("ledger").select("entry_hi", "entry_lo", "cause_hi", "cause_lo", "kind")
    number = ledger.select(pl.len()).collect().item()
    twice = (
        number - ledger.select(pl.struct("entry_hi", "entry_lo").n_unique()).collect().item() if number else 0
    )
    following = [*tables.UNDOING, tables.CAP, tables.OVERRIDE]
    followers = ledger.filter(pl.col("kind").is_in(following))
    lost = followers.join(
        ledger, left_on=["cause_hi", "cause_lo"], right_on=["entry_hi", "entry_lo"], how="anti"
    )
    missing = lost.select(pl.len()).collect().item()
    undoing = ledger.filter(pl.col("kind").is_in(tables.UNDOING))
    again = undoing.group_by("cause_hi", "cause_lo").len().filter(pl.col("len") > 1)
    undone_twice = again.select(pl.len()).collect().item()
    wrong = twice + missing + undone_twice
    said = (
        f"{twice} ids appear twice, {missing} causes are not there, {undone_twice} entries are undone twice"
    )
    return Check("causes", number, "entries are there once, with their causes", wrong, said if wrong else "")


def _regenerate(subject: Run, behaviour: str | Path | None, progress: Progress | None) -> list[Check]:
    """Make the run again from its scenario and seeds, and compare every row."""
    with tempfile.TemporaryDirectory(prefix="glasscity-verify-") as folder:
        again = run(
            subject.scenario,
            seed=int(subject.manifest["seed"]),
            life=int(subject.manifest["life"]),
            out=Path(folder) / "again",
            baseline=subject.has_baseline,
            behaviour=behaviour,
            progress=progress,
        )
        checks = [_same_digest(subject, again)]
        names = [*TABLES, *AGGREGATES, *(f"baseline_{name}" for name in AGGREGATES)]
        checks += [_compare(subject, again, name) for name in names]
    return [check for check in checks if check.looked_at or check.differences]


def _same_digest(subject: Run, again: Run) -> Check:
    wrong = subject.digest != again.digest
    first = f"made again: {again.digest}, the manifest says {subject.digest}" if wrong else ""
    return Check("made again", 1, "digest of the run made again is the same", int(wrong), first)


def _compare(subject: Run, again: Run, name: str) -> Check:
    """Compare one table row by row, file by file."""
    check = Check(f"{name} again", 0, f"rows of {name} came about again")
    ours, theirs = subject.folder.names(name), again.folder.names(name)
    for index in range(max(len(ours), len(theirs))):
        try:
            left = _part(subject, ours, index)
        except pl.exceptions.PolarsError:
            check.differences += 1
            check.first = check.first or f"{ours[index]}: this is no table"
            continue
        right = _part(again, theirs, index)
        check.looked_at += len(left)
        different = _different_rows(left, right)
        if different and not check.first:
            check.first = f"{name}: {different} rows differ in {(ours + theirs)[index]}"
        check.differences += different
    return check


def _part(run: Run, names: list[str], index: int) -> pl.DataFrame:
    return pl.read_parquet(run.path / names[index], glob=False) if index < len(names) else pl.DataFrame()


def _different_rows(left: pl.DataFrame, right: pl.DataFrame) -> int:
    """Return how many rows stand in one frame and not at the same place in the other."""
    if left.schema != right.schema:
        # First, as to `equals` a day is the same as a date.
        return max(len(left), len(right), 1)
    if left.equals(right):
        return 0
    if not len(left) or not len(right):
        return max(len(left), len(right))
    shorter = min(len(left), len(right))
    unequal = pl.any_horizontal(
        left.head(shorter)[name].ne_missing(right.head(shorter)[name]) for name in left.columns
    )
    return int(pl.select(unequal.sum()).item()) + abs(len(left) - len(right))

"""What came on file, of everybody, also where a run kept the rows of few or of nobody."""

from __future__ import annotations

import polars as pl

from glasscity.errors import BadInput
from glasscity.results import Run
from glasscity.study.words import counted


def entries_of(run: Run) -> pl.LazyFrame:
    """Return everybody's entries: how many (`entries`), and their `points` (millipoints).

    With day, organisation, conduct, kind, `counts`, and `sign` of the points: row by row, or as the sums of
    days where the run kept no more.
    """
    columns = [*("day", "organisation", "conduct", "kind", "counts", "sign"), "entries", "points"]
    if run.kept != "all":
        return run.table("ledger_days").select(columns)
    points = pl.col("points").cast(pl.Int64)
    rows = run.table("ledger").with_columns(
        points, sign=points.sign().cast(pl.Int8), entries=pl.lit(1, pl.Int64)
    )
    return rows.select(columns)


def categories_held(run: Run) -> list[tuple[str, int, int]]:
    """Return every category with what it held at the start and at the end, by the sums of a thinned run."""
    if not run.scenario.scoring.enabled:
        return []
    sums = run.table("category_sums").select(pl.col("category").cast(pl.String), "at_start", "at_end")
    held = [(str(name), int(start), int(end)) for name, start, end in sums.collect().iter_rows()]
    return [row for row in held if row[0] != "none" or any(row[1:])]


def refuse_without_rows(run: Run) -> None:
    """Raise `BadInput` where a run kept the rows of nobody, so that no story can be told."""
    if run.kept == "aggregates":
        raise BadInput(
            f'{run.path}: this run kept the rows of no single citizen (recording.ledger = "aggregates"), so '
            'nobody\'s story can be told; run it with "all", or with "sample" for some citizens'
        )


def left_out(run: Run) -> str:
    """Return the sentence that says what a thinned run cannot tell; nothing for any other run."""
    if run.kept == "all":
        return ""
    rows = "the rows of no single citizen"
    if run.kept == "sample":
        number = run.table("citizens").select(pl.len()).collect().item()
        rows = f"the rows of {counted(number, 'citizen')}, drawn by lot"
    return (
        f'This run kept {rows} (recording.ledger = "{run.kept}"): what needs everybody\'s rows, such as who '
        "moved where, which entries are wrong and what came of appeals, is left out here; what is here was "
        "counted day by day, of everybody."
    )

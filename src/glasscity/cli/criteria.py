"""The command about hidden criteria: criteria."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from glasscity.cli.damaged import refuse_damaged
from glasscity.cli.runs import RunFolder
from glasscity.cli.scenarios import Json
from glasscity.cli.terminal import note, progress_bar, show, show_json


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(refuse_damaged(criteria))


def criteria(
    folder: RunFolder,
    *,
    volunteers: Annotated[int, Parameter(help="How many synthetic citizens hand over their papers.")] = 500,
    months: Annotated[
        int | None, Parameter(help="How long they keep a diary; a year, or as long as the run, if not given.")
    ] = None,
    seed: Annotated[int, Parameter(help="Draws who volunteers.")] = 1,
    recall: Annotated[
        float, Parameter(help="Share of the rules that an audit wants to recover, for the sample it needs.")
    ] = 0.8,
    precision: Annotated[
        float, Parameter(help="Share of what it names that shall be right, for the sample it needs.")
    ] = 0.9,
    out: Annotated[Path | None, Parameter(help="Also write a page with pictures: one HTML file.")] = None,
    json: Json = False,
) -> None:
    """Show what outsiders can recover of the rules from synthetic volunteers' diaries and scores.

    Example: glasscity criteria runs/essay-seed1 --volunteers 500 --out criteria.html
    """
    from glasscity.results import Run
    from glasscity.study.criteria.audit import criteria as recover

    if out is not None:
        from glasscity.show.criteria_page import check_place

        check_place(out)
    with progress_bar() as progress:
        found = recover(
            Run(folder),
            volunteers=volunteers,
            months=months,
            seed=seed,
            recall=recall,
            precision=precision,
            progress=progress,
        )
    if out is not None:
        from glasscity.show.criteria_page import write_criteria

        write_criteria(found, out)
        note(f"page: {out}")
    if json:
        show_json({**({"page": str(out)} if out else {}), **found.to_dict()})
    else:
        from glasscity.show.criteria_text import criteria_text

        show(criteria_text(found))

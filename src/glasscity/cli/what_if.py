"""What `explain --what-if` does: one life again without something, and how often it comes to that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from glasscity.cli.terminal import progress_bar, show, show_json

if TYPE_CHECKING:
    from glasscity.results import Run


def tell(
    run: Run,
    citizen: int,
    without: str,
    lives: int,
    page: Path | None,
    processes: int | None,
    behaviour: Path | None,
    json: bool,
) -> None:
    """Live a run beside its twin, follow one citizen through both and through many lives, and tell it."""
    from glasscity.show.what_if_page import write_what_if
    from glasscity.twin.what_if import what_if

    with progress_bar() as progress:
        found = what_if(
            run,
            citizen,
            without,
            lives=lives,
            processes=processes,
            behaviour=behaviour,
            progress=progress,
        )
    if page is not None:
        write_what_if(run, found, page)
    if json:
        show_json({"run": str(run.path), **found.to_dict()} | ({"page": str(page)} if page else {}))
        return
    from glasscity.show.what_if_text import what_if_text

    show(what_if_text(found))
    if page is not None:
        print(f"page    {page}")

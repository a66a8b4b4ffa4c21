"""The tour as one file to double-click: page, style and every outcome in one HTML document."""

from __future__ import annotations

from pathlib import Path

from glasscity.show.standalone import Standalone, check_place, write_standalone
from glasscity.tour.outcomes import Progress, Tour

PAGE = Standalone("glasscity.tour", "built", "The city of glass: a tour in five guesses (SYNTHETIC)")
OPTION = "--export"


def check(path: Path, *, replace: bool = False) -> None:
    """Raise `BadInput` where the tour cannot be written to `path`, before anything is worked out."""
    check_place(path, replace=replace, option=OPTION)


def export(
    path: Path, *, replace: bool = False, tour: Tour | None = None, progress: Progress | None = None
) -> Path:
    """Work out every outcome, write the tour as one file, whole or not at all, and return its path.

    Raises `BadInput` where it cannot be written there, `MachineFailed` where the page was never built.
    """
    found = tour or Tour()
    return write_standalone(PAGE, path, lambda: found.all_outcomes(progress), replace=replace, option=OPTION)

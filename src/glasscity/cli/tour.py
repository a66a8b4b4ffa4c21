"""The command tour: five chapters that ask first and show then, live or as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from glasscity.cli.terminal import note, progress_bar
from glasscity.cli.watch import CITY, serve_page, starting
from glasscity.errors import BadInput


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(tour)


def tour(
    *,
    export: Annotated[
        Path | None,
        Parameter(
            help="Write the whole tour as one HTML file that opens by a double click, and end.",
            metavar="FILE",
        ),
    ] = None,
    force: Annotated[
        bool, Parameter(negative="", help="With --export: replace the file that is there.")
    ] = False,
    port: Annotated[
        int, Parameter(help="Where the live tour is served, on this machine only; 0 takes a free one.")
    ] = 0,
    browser: Annotated[bool, Parameter(help="Open the live tour in a browser.")] = True,
) -> None:
    """Guess first, then see: a guided tour of the city in five chapters, about ten minutes.

    Example: glasscity tour --export tour.html
    """
    if export is not None:
        _export(export, force)
        return
    if force:
        raise BadInput("--force: there is nothing to replace without --export FILE")
    _serve(port, browser)


def _export(path: Path, force: bool) -> None:
    from glasscity.tour.export import check
    from glasscity.tour.export import export as write

    check(path, replace=force)
    with progress_bar() as progress:
        write(path, replace=force, progress=progress)
    print(path)
    note(f"{path}: written, SYNTHETIC; next: open it in any browser, no installation and no network needed")


def _serve(port: int, browser: bool) -> None:
    """Start the live page at the tour."""
    serve_page(starting(CITY), port, browser, at="#/tour")

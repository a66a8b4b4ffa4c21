"""The command that describes a city in the form that journals ask for: odd."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from glasscity.cli.scenarios import Json, Name, Settings
from glasscity.cli.terminal import note, show_json


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(odd)


def odd(
    scenario: Name,
    other: Annotated[
        str | None, Parameter(help="Another scenario: say how it differs from the first.")
    ] = None,
    *,
    set: Settings = None,
    out: Annotated[Path | None, Parameter(help="Write a Markdown file instead of printing it.")] = None,
    json: Json = False,
) -> None:
    """Describe a city after the ODD+D protocol, from the code and the scenario, or compare two.

    Settings hold for the other one where there are two.

    Example: glasscity odd rongcheng-2016 --out rongcheng.md
    """
    from glasscity.odd.description import description, difference
    from glasscity.scenario import load
    from glasscity.show.odd_markdown import as_markdown, write_description

    settings = set or ()
    if other is None:
        city = load(scenario, settings=settings)
        title, elements = f"ODD+D: {city.title} ({city.name})", description(city)
    else:
        first, second = load(scenario), load(other, settings=settings)
        title = f"ODD+D: from {first.name} to {second.name}"
        elements = difference(first, second)
    if out is not None:
        write_description(out, title, elements)
        note(f"written: {out}")
    if json:
        show_json({"title": title, "elements": [one._asdict() for one in elements]})
    elif out is None:
        print(as_markdown(title, elements), end="")

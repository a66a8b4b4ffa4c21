"""The command that repeats published results: validate."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from glasscity.cli.runs import Threads
from glasscity.cli.scenarios import Json
from glasscity.cli.terminal import progress_bar, show, show_json


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(validate)


def validate(
    *names: Annotated[str, Parameter(help="Which publications; all of them if none is named.")],
    lives: Annotated[
        int | None, Parameter(help="Lives of each city; what each publication takes if not given.")
    ] = None,
    seed: Annotated[int, Parameter(help="Makes the cities.")] = 1,
    threads: Threads = None,
    json: Json = False,
) -> None:
    """Repeat published results with the engine that runs the cities; exit code 1 if one is not as told.

    Some are known to be missed, and the table says why. That is no failure; any other miss is one.

    Example: glasscity validate inspections influence
    """
    from glasscity.errors import BadInput, CheckFailed
    from glasscity.parallel import Workers
    from glasscity.show.validation_text import summary_line, validation_text
    from glasscity.simulation import check_seed, check_threads
    from glasscity.validation.result import Effort
    from glasscity.validation.sections import chosen, validated

    sections = chosen(names)
    check_threads(threads)
    check_seed("seed", seed)
    if lives is not None and lives < 2:
        raise BadInput(f"lives: {lives}; an interval needs at least 2 lives")
    done = []
    with Workers(threads) as workers, progress_bar() as progress:
        for one in validated(sections, Effort(lives, seed, workers, progress)):
            done.append(one)
            if not json:
                show(validation_text(one))
    met = summary_line(tuple(done))
    if json:
        show_json({"summary": met, "publications": [one.to_dict() for one in done]})
    else:
        print(met)
    if not all(one.as_told for one in done):
        raise CheckFailed("a published result is not as docs/validation.md tells it")

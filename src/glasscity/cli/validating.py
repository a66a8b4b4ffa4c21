"""The command that repeats published results: validate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from glasscity.cli.runs import Threads
from glasscity.cli.scenarios import Json
from glasscity.cli.terminal import progress_bar, show, show_json

if TYPE_CHECKING:
    from glasscity.validation.patterns.pattern import City
    from glasscity.validation.result import Effort, Section


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(validate)


def validate(
    *names: Annotated[str, Parameter(help="Which publications (or cities); all of them if none is named.")],
    patterns: Annotated[
        bool, Parameter(help="Which published patterns each city shows, instead.", negative="")
    ] = False,
    lives: Annotated[
        int | None,
        Parameter(help="Lives of each city; what each publication takes, or 5 seeds, if not given."),
    ] = None,
    seed: Annotated[int, Parameter(help="Makes the cities.")] = 1,
    threads: Threads = None,
    json: Json = False,
) -> None:
    """Repeat published results with the engine that runs the cities; exit code 1 if one is not as told.

    Some are known to be missed, and the table says why. That is no failure; any other miss is one.

    With --patterns: the published patterns that concern each city, whether it was set to them, and whether it
    shows them; exit code 1 only if one comes out otherwise than it is explained.

    Example: glasscity validate inspections influence
    """
    from glasscity.errors import BadInput
    from glasscity.parallel import Workers
    from glasscity.seeds import check_seed
    from glasscity.simulation import check_threads
    from glasscity.validation.patterns.table import chosen_cities
    from glasscity.validation.result import Effort
    from glasscity.validation.sections import chosen

    sections, cities = ([], chosen_cities(names)) if patterns else (chosen(names), [])
    check_threads(threads)
    check_seed("seed", seed)
    if lives is not None and lives < 2:
        raise BadInput(f"lives: {lives}; an interval needs at least 2 lives")
    with Workers(threads) as workers, progress_bar() as progress:
        effort = Effort(lives, seed, workers, progress)
        if patterns:
            _print_patterns(cities, effort, json=json)
        else:
            _print_publications(sections, effort, json=json)


def _print_publications(sections: list[Section], effort: Effort, *, json: bool) -> None:
    """Repeat publications, print them, and say whether all are as told."""
    from glasscity.errors import CheckFailed
    from glasscity.show.validation_text import summary_line, validation_text
    from glasscity.validation.sections import validated

    done = []
    for one in validated(sections, effort):
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


def _print_patterns(cities: list[City], effort: Effort, *, json: bool) -> None:
    """Hold cities against published patterns, print which they show, and say whether all is as explained."""
    from glasscity.errors import CheckFailed
    from glasscity.show.patterns_text import PAGE, patterns_text
    from glasscity.validation.patterns.table import patterns_of, summary_of

    done = []
    for one in patterns_of(cities, effort):
        done.append(one)
        if not json:
            show(patterns_text(one))
    if json:
        show_json({"summary": summary_of(done), "cities": [one.to_dict() for one in done]})
    else:
        print(f"{summary_of(done)}\ntold in {PAGE}")
    if not all(one.as_told for one in done):
        raise CheckFailed(f"a pattern comes out otherwise than it is explained in {PAGE}")

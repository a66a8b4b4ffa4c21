"""Commands about scenarios: list, show, check, schema, new, fit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from glasscity.cli.terminal import note, show, show_json

if TYPE_CHECKING:
    from glasscity.scenario import Scenario

Name = Annotated[str, Parameter(help="A city that ships (see `glasscity list`), or the path of a TOML file.")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON instead of a table.")]
Settings = Annotated[
    list[str] | None,
    Parameter(
        name="--set",
        negative="",
        help="Change the scenario: path=value, as often as you like.",
        metavar="PATH=VALUE",
    ),
]
Citizens = Annotated[int | None, Parameter(help="How many citizens, instead of the scenario's number.")]
Days = Annotated[int | None, Parameter(help="How many days, instead of the scenario's number.")]
Behaviour = Annotated[
    Path | None,
    Parameter(help="A Python file with rules of behaviour of your own; it is executed.", metavar="FILE.py"),
]


def add_to(app: App) -> None:
    """Add these commands to `app`."""
    for command in (list_cities, show_city, check, schema, new, fit):
        name = {"list_cities": "list", "show_city": "show"}.get(command.__name__, command.__name__)
        app.command(command, name=name)


def list_cities(*, json: Json = False) -> None:
    """List the cities that ship.

    Example: glasscity list
    """
    from glasscity.scenario import load, shipped

    cities = [load(name) for name in shipped()]
    if json:
        show_json({"cities": [_in_short(city) for city in cities]})
    else:
        from glasscity.show.scenario_text import cities_text

        show(cities_text(cities))


def _in_short(city: Scenario) -> dict[str, Any]:
    return {
        "name": city.name,
        "title": city.title,
        "citizens": city.population.citizens,
        "days": city.time.days,
        "organisations": city.organisations_number,
        "parameters": city.parameters_number,
        "summary": city.summary,
    }


def show_city(
    scenario: Name,
    *,
    rules: Annotated[
        bool, Parameter(negative="", help="Every rule with its points, its source and how sure it is.")
    ] = False,
    toml: Annotated[
        bool, Parameter(negative="", help="The whole scenario as TOML, defaults included.")
    ] = False,
    set: Settings = None,
    json: Json = False,
) -> None:
    """Show what a scenario is: people, organisations, rules, what the categories open and close.

    Example: glasscity show rongcheng-2016 --rules
    """
    from glasscity.scenario import load

    city = load(scenario, settings=set or ())
    if json:
        data = city.model_dump(mode="json", exclude_none=True)
        show_json({"rules": data["rulebook"]["rules"]} if rules else data)
    elif toml:
        print(city.to_toml(), end="")
    else:
        from glasscity.show.rules_text import rules_text
        from glasscity.show.scenario_text import scenario_text

        show(rules_text(city) if rules else scenario_text(city))


def check(
    scenario: Name,
    *,
    citizens: Citizens = None,
    days: Days = None,
    set: Settings = None,
    behaviour: Behaviour = None,
    json: Json = False,
) -> None:
    """Check a scenario and estimate the memory, disk and time that a run needs.

    Example: glasscity check my-city.toml
    """
    from dataclasses import asdict

    from glasscity.behaviour import behaviour_of, try_rules
    from glasscity.estimate import amount, estimate
    from glasscity.intervention import stages
    from glasscity.scenario import load

    city = load(scenario, settings=set or (), citizens=citizens, days=days)
    course = stages(city)
    with behaviour_of(behaviour):
        try_rules(city)
    needs = estimate(city)
    if json:
        show_json({"scenario": city.name, "valid": True, **asdict(needs)})
        return
    people = city.population
    print(f"{city.name}: a valid scenario: {city.title}")
    print(
        f"  {people.everybody:,} citizens, {city.time.days} days, about "
        f"{needs.ties_per_citizen:.0f} contacts each, {_some(city.organisations_number, 'organisation')}, "
        f"{_some(city.parameters_number, 'parameter')}"
    )
    print(
        f"  a run needs about {amount(needs.memory_bytes)} of memory, "
        f"{amount(needs.disk_bytes)} of disk and {needs.seconds:.0f} seconds "
        "(more the first time, while the program is compiled)"
    )
    for stage in course:
        for sentence in stage.sentences:
            print(f"  {sentence}")
    print(f"  {len(city.assumptions())} tables say what they assume; see `glasscity show {scenario} --rules`")


def _some(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def schema() -> None:
    """Print the JSON Schema of scenarios: every key with its meaning and unit.

    Example: glasscity schema > scenario.schema.json
    """
    from json import dumps

    from glasscity.scenario import Scenario

    print(dumps(Scenario.model_json_schema(), indent=2, ensure_ascii=False))


def new(
    name: Annotated[str, Parameter(help="Name of the city: small letters, digits and hyphens.")],
    *,
    ask: Annotated[
        bool,
        Parameter(
            negative="",
            help="Ask for a scheme in plain words, and write down the answers; they may come from a file, "
            "one a line.",
        ),
    ] = False,
    out: Annotated[Path | None, Parameter(help="File to write; NAME.toml if not given.")] = None,
) -> None:
    """Write a commented starter scenario, or one from answers to questions.

    Example: glasscity new my-scheme --ask
    """
    if ask:
        from glasscity.asking import ask_scheme

        path = ask_scheme(name, out)
        note(f"{path}: written; next: glasscity check {path}, then glasscity rights {path}")
    else:
        from glasscity.scenario.starting import write_starter

        path = write_starter(name, out)
        note(f"{path}: written; next: glasscity check {path}, then glasscity run {path}")
    print(path)


def fit(scenario: Name, *, set: Settings = None, json: Json = False) -> None:
    """Compare a scenario's rates with the published counts they were fitted to.

    Says what the counts cannot tell apart (how often people do something, and how often it is seen).

    Example: glasscity fit rongcheng-2016
    """
    from glasscity.scenario import load
    from glasscity.study.fit import fit as work_out

    result = work_out(load(scenario, settings=set or ()))
    if json:
        show_json(result.to_dict())
    else:
        from glasscity.show.fit_text import fit_text

        show(fit_text(result))

"""Random scenarios: whole cities of 20 to 60 people, in which any mechanism may be on, with any numbers.

`scenario_from` draws one from any source of chance, `scenarios` is the same as a strategy of hypothesis.
The people, conduct, services and organisations come from a city there is; everything else is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as some
from pydantic import ValidationError

from glasscity.errors import BadInput
from glasscity.intervention import stages
from glasscity.scenario import Scenario, load, parse
from glasscity.scenario.mechanism_checking import largest_factors, largest_factors_on_requests
from glasscity.scenario.reading import tables_of
from glasscity.scenario.writing import toml_text
from reference import random_authority as authority
from reference import random_mechanisms as mechanisms
from reference.dice import Dice, highest_of, sourced
from reference.everything import everything
from reference.random_changes import changes
from reference.random_kept_out import keep_out
from reference.random_lending import groups, lender
from reference.random_mechanisms import DRAWN, INFORMING, LETTER_BOX, LOTS, Names, Tables, names_in

BASES = (
    *["starter"] * 14,
    *("essay", "everything", "commercial-score", "inspection", "gladsaxe", "suining-2010"),
)
"""The cities to begin with; the starter city most often, as its days are the quickest."""
FIRST_PARAMETER = 4_200_000_000
FEW = 12
"""Where there are fewer kinds of conduct than this, each may happen often."""
MECHANISMS = (
    *("towns", "relocation", "joint", "propensity", "response", "rewiring", "voice", "denunciation"),
    *("appeals", "circumstances", "experiment", "data_centre", "repair", "harm", "lending"),
)


class Lived(NamedTuple):
    """A scenario, and the seeds with which it is lived."""

    scenario: Scenario
    seed: int
    life: int


@some.composite
def scenarios(draw: Callable[..., Any]) -> Lived:
    """Return a strategy of scenarios; what is not valid is discarded."""
    lived = scenario_from(draw(some.randoms(use_true_random=False)))
    assume(lived is not None)
    return lived


def scenario_of(seed: int, number: int) -> tuple[Lived, int]:
    """Return the scenario of a number, always the same one, and how many were refused before it."""
    for refused in range(100):
        lived = scenario_from(Random(f"{seed}/{number}/{refused}"))
        if lived is not None:
            return lived, refused
    raise AssertionError(f"scenario {number} of seed {seed}: none of a hundred is valid")


def scenario_from(chance: Random) -> Lived | None:
    """Return a scenario and its seeds, or nothing where what was drawn is not valid."""
    dice = Dice(chance)
    tables = drawn(dice)
    seeds = dice.whole(0, 2**64 - 1), dice.whole(0, 2**64 - 1)
    scenario = valid(tables)
    return Lived(scenario, *seeds) if scenario is not None else None


def valid(tables: Tables) -> Scenario | None:
    """Return the scenario, without the interventions that are refused; nothing if it is refused itself."""
    while True:
        try:
            scenario = parse(tables, "random")
            stages(scenario)
        except BadInput as error:
            place = str(error).partition("interventions[")[2].partition("]")[0]
            if not place.isdecimal():
                REFUSED.append(str(error))
                return None
            del tables["interventions"][int(place)]
        else:
            return scenario


REFUSED: list[str] = []
"""Why scenarios were refused, to see that it is seldom."""


@cache
def base(name: str) -> Tables:
    """Return the tables of a city to begin with."""
    if name == "everything":
        return everything(citizens=100).to_dict()
    if name == "starter":
        name = str(resources.files("glasscity") / "scenario" / "starter.toml")
    return load(name).to_dict()


def drawn(dice: Dice) -> Tables:
    """Return the tables of a random scenario."""
    name = dice.one(BASES)
    tables = deepcopy(base(name))
    tables |= {"name": "random", "title": "A random city", "interventions": [], "notes": [], "unfired": {}}
    _when_and_who(dice, tables)
    if name == "everything" and dice.likely(0.6):
        names = names_in(tables)
        tables["lending"]["groups"] = groups(dice, names.categories)
        _rates(dice, tables, names)
    else:
        names = _everything_else(dice, tables)
        if dice.likely(0.4):
            lender(dice, tables, names)
    _room_to_grow(dice, tables)
    tables["interventions"] = changes(dice, tables, names) if dice.likely(0.8) else []
    keep_out(tables)
    return tables


def _when_and_who(dice: Dice, tables: Tables) -> None:
    first = dice.one([date(2018, 1, 1), date(2018, 11, 5), date(2018, 12, 20), date(2018, 2, 10)])
    days = dice.whole(60, 75)
    tables["time"] = sourced(start=first + timedelta(dice.whole(0, 30)), days=days)
    population = tables["population"]
    population["marginals_of"] = max(population.get("marginals_of", 0), population["citizens"])
    population["citizens"] = dice.whole(20, 45)
    population["isolated"] = dice.whole(0, 4)
    population["names"] = sourced(number=dice.whole(1, 30))
    if dice.likely(0.5):
        adults = dice.parts(dice.whole(1, 4))
        population["households"] = sourced(adults=adults)
    network = tables["network"]
    network["neighbours"] = sourced(households=dice.whole(0, 3), tie=dice.share())
    network["community"] = dice.one([16, 32, 64])
    for layer in network["layers"].values():
        if layer["within"] != "city":
            layer["within"] = max(dice.one([16, 32, 64]), 16)
        layer["circle_size"] = min(layer["circle_size"], 16)
        layer["tie"], layer["homophily"] = dice.number(0, 0.35), {}
    if "ring" not in network and dice.likely(0.2):
        codes = {layer["code"] for layer in network["layers"].values()}
        code = next(code for code in range(2, 8) if code not in codes)
        contacts = dice.one([2, 4])
        network["ring"] = sourced(code=code, label="ring", contacts=contacts, rewired=dice.share())


def _everything_else(dice: Dice, tables: Tables) -> Names:
    """Draw all but people and what there is; return the names."""
    for name in (*MECHANISMS, "fit"):
        tables.pop(name, None)
    tables |= {"owners": {}, "copies": {}, "towns": {}, "proxies": {}}
    tables["scoring"] = {"enabled": not dice.likely(0.06), "basic_protected": dice.likely(0.3)}
    tables["recording"] = {"true_record": not dice.likely(0.1)}
    about = _offices(dice, tables)
    bands = dice.some(["AAA", "AA", "A", "B", "C", "D"], 2)
    tables["rulebook"]["categories"]["bands"] = [{"name": name} for name in bands]
    names = names_in(tables)
    names.towns = dice.likely(0.45)
    _rates(dice, tables, names)
    tables["rulebook"] = book = authority.rulebook(dice, names)
    _watch(dice, tables, names, list(book["rules"]))
    for service in tables["services"].values():
        service |= {"terms": authority.terms(dice, names.categories, service), "basic": dice.likely(0.4)}
        service["asked_elsewhere"] = dice.share(0.4) if names.towns else Decimal(0)
        service["ordinary_refusal"] = dice.share(0.4)
    _authority(dice, tables, names)
    _people(dice, tables, names, about)
    return names


def _offices(dice: Dice, tables: Tables) -> list[str]:
    """Add who takes denunciations, who draws lots, and what they file; return of what can be told."""
    conduct = tables["conduct"]
    context, domain = next(iter(tables["contexts"])), next(iter(tables["domains"]))
    for code, name in ((60001, DRAWN), (60002, INFORMING)):
        conduct[name] = sourced(
            code=code,
            label=name,
            domain=domain,
            context=context,
            lawful=True,
            gravity=0,
            per_year=0,
            bound_per_year=0,
            depends={},
        )
    for code, name in ((60001, LOTS), (60002, LETTER_BOX)):
        tables["organisations"][name] = sourced(code=code, label=name, kind="municipal", count=1)
    told = [name for name in conduct if name != DRAWN]
    blocks = tables["catalogue"]["blocks"]
    blocks[LOTS] = {DRAWN: {"first": FIRST_PARAMETER, "count": 1}}
    blocks[LETTER_BOX] = {
        name: {"first": FIRST_PARAMETER + 10 * place, "count": dice.whole(1, 3)}
        for place, name in enumerate(told, 1)
    }
    return [name for name in told if name != INFORMING]


def _rates(dice: Dice, tables: Tables, names: Names) -> None:
    """Draw how often things are done and asked for."""
    number = len(tables["conduct"])
    for name, conduct in tables["conduct"].items():
        if name not in (DRAWN, INFORMING) and conduct["bound_per_year"]:
            conduct["per_year"] = dice.number(0, 50 if number < FEW else 12, 1)
            conduct["gravity"] = dice.whole(0, 8)
            _depends(dice, conduct, names)
    lent = tables.get("lending", {}).get("service")
    for name, service in tables["services"].items():
        if name == lent:
            continue
        service["per_year"] = dice.number(0, 40 if number < FEW else 8, 1)
        service["asked_by"] = service["asked_by"] if dice.likely(0.3) else {}
        _depends(dice, service, names)
    for name in tables["courts"]["fines"]:
        tables["courts"]["fines"][name] = dice.whole(0, 300)


def _depends(dice: Dice, occasion: Tables, names: Names) -> None:
    """Draw anew on whom a rate depends, half of the time."""
    if dice.likely(0.5):
        occasion["depends"] = dice.depends(names.levels, 3, 3)


def _watch(dice: Dice, tables: Tables, names: Names, with_rule: list[str]) -> None:
    """Draw who sees what, errs how, and looks where; and who owns whom."""
    owner = "holding" if dice.likely(0.5) else None
    owned = False
    for name in names.organisations:
        organisation = tables["organisations"][name]
        for key in ("owner", "inspection", "accounts", "errors"):
            organisation.pop(key, None)
        sees = list(organisation.get("sees", ()))
        organisation["sees"] = {conduct: dice.share() for conduct in sees}
        organisation["sees_ties"] = {layer: dice.share() for layer in organisation.get("sees_ties", ())}
        organisation["delay_days"] = dice.days(1, 12)
        if sees and dice.likely(0.4):
            organisation["errors"] = mechanisms.errors(dice)
        if sees and dice.likely(0.25):
            organisation["inspection"] = mechanisms.inspection(dice, names, sees)
        if organisation.get("company") and dice.likely(0.6):
            share, depends = mechanisms.shared(dice, names)
            organisation["accounts"] = sourced(share=share, depends=depends)
        if owner and sees and dice.likely(0.7):
            organisation["owner"], owned = owner, True
    if owned:
        failure = mechanisms.failure(dice) if dice.likely(0.8) else None
        tables["owners"][owner] = sourced(code=1, label=owner, linked=dice.likely(0.5), failure=failure)
    _parameters(dice, tables)


def _parameters(dice: Dice, tables: Tables) -> None:
    """Draw parameters with points of their own, and some that are no longer used."""
    firsts = [block["first"] for by in tables["catalogue"]["blocks"].values() for block in by.values()]
    firsts = [first for first in firsts if first != FIRST_PARAMETER]
    tables["catalogue"]["exceptions"] = [
        sourced(parameter=first, points=dice.number(-15, 10, 3)) for first in dice.some(firsts, 0, 3)
    ]
    tables["catalogue"]["dropped"] = dice.some(firsts, 0, 2) if dice.likely(0.2) else []


def _authority(dice: Dice, tables: Tables, names: Names) -> None:
    points = {name: rule for name, rule in tables["rulebook"]["rules"].items() if name != DRAWN}
    if names.towns:
        tables["towns"] = authority.towns(dice, names, points, tables["rulebook"]["start"])
        if dice.likely(0.75):
            tables["relocation"] = authority.relocation(dice, names)
        if names.services and dice.likely(0.7):
            tables["joint"] = authority.joint(dice, names)
    if dice.likely(0.35):
        tables["scoring"]["consent"] = authority.consent(dice, names)
    if dice.likely(0.7):
        tables["appeals"] = authority.appeals(dice, names)
    if dice.likely(0.5):
        tables["repair"] = authority.repair(dice)
    if points and dice.likely(0.7):
        tables["data_centre"] = authority.data_centre(dice, list(points), "appeals" in tables)
    if names.services and dice.likely(0.5):
        tables["copies"] = authority.copies(dice, names)
    if dice.likely(0.35):
        tables["experiment"] = authority.experiment(dice, names)


def _people(dice: Dice, tables: Tables, names: Names, about: list[str]) -> None:
    rules = tables["rulebook"]["rules"]
    rewarded = [name for name in names.conduct if name in rules and rules[name].get("points", 0) > 0]
    if dice.likely(0.6):
        tables["response"] = mechanisms.response(dice, names, rewarded)
    elif not tables["rulebook"]["criteria_published"]:
        tables["rulebook"]["criteria_published"] = dice.likely(0.5)
    if dice.likely(0.5):
        tables["voice"] = mechanisms.voice(dice, names, names.conduct)
    if dice.likely(0.6):
        tables["denunciation"] = mechanisms.denunciation(dice, names, about)
    if dice.likely(0.5):
        tables["rewiring"] = mechanisms.rewiring(dice, names)
    if dice.likely(0.5):
        tables["circumstances"] = mechanisms.circumstances(dice, names)
    if dice.likely(0.5):
        tables["propensity"] = mechanisms.propensity(dice, names)


def _room_to_grow(dice: Dice, tables: Tables) -> None:
    """Set the bounds of all rates: just wide enough, or with room for what is still to come."""
    try:
        scenario = Scenario.model_validate(tables)
    except ValidationError as error:
        REFUSED.append(str(error))
        return
    highest = Decimal(120 if len(tables["conduct"]) < FEW else 25)
    for kind, largest in (("conduct", largest_factors), ("services", largest_factors_on_requests)):
        most = largest(scenario)
        for name, occasion in tables[kind].items():
            reach = highest_of(occasion["depends"]) * most[name]
            room = 1 if dice.likely(0.6) else 2
            rate = min(Decimal(occasion["per_year"]), highest / reach / room)
            occasion["per_year"] = rate.quantize(Decimal("0.001"), "ROUND_DOWN")
            occasion["bound_per_year"] = occasion["per_year"] * reach * room


def case_text(lived: Lived, found: str) -> str:
    """Return a scenario with its seeds as a case of tests/cases/random/."""
    tables = {"found": found[:300], "seed": lived.seed, "life": lived.life}
    return toml_text(tables | {"scenario": lived.scenario.to_dict()})


def read_case(path: Path) -> Lived:
    """Return the scenario and the seeds of a case."""
    case = tables_of(path.name, path.read_bytes())
    return Lived(parse(case["scenario"], path.name), case["seed"], case["life"])

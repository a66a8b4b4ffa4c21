"""What no single table can see: names that must exist, codes that must differ, cells that must be large."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from glasscity.errors import Problem
from glasscity.scenario.conduct import MOST_COMBINATIONS, Occasion
from glasscity.scenario.faults import level_problems, unknown, within_bound
from glasscity.scenario.mechanism_checking import mechanism_problems
from glasscity.scenario.model import Scenario
from glasscity.scenario.people import FIXED_ATTRIBUTES, SMALLEST_CELL, Marginal, Population
from glasscity.scenario.town_checking import largest_scale, town_problems
from glasscity.scenario.watching_checking import watching_problems

MOST_POINTS = 2_147_483
MOST_INFORMERS = 3
"""One deed is told of by hardly ever more contacts than this; each telling is a filing of its own."""
NO_CATEGORY = "none"
RESERVED_NAMES = (
    *("citizen", "district", "household", "home_x", "home_y", "contacts", "known_contacts"),
    *("base", "influence", "total", "category", "aware_since", "opinion", "says", "home_town", "town"),
)
"""The other columns of the table of citizens: no trait may have such a name."""


def problems_of(scenario: Scenario) -> list[Problem]:
    """Return every fault that lies between the tables of `scenario`."""
    return [
        *_time(scenario),
        *_sources(scenario),
        *_codes(scenario),
        *_population(scenario),
        *_network(scenario),
        *_occasions(scenario),
        *_organisations(scenario),
        *_catalogue(scenario),
        *_rulebook(scenario),
        *_room(scenario),
        *_services(scenario),
        *mechanism_problems(scenario),
        *watching_problems(scenario),
        *town_problems(scenario),
    ]


def _time(scenario: Scenario) -> Iterator[Problem]:
    time = scenario.time
    if time.start.toordinal() + time.days > date.max.toordinal():
        yield Problem("time.start", f"{time.days} days from {time.start} lead past the year {date.max.year}")


def _sources(scenario: Scenario) -> Iterator[Problem]:
    for place, table in scenario.tables():
        for key in ("source", "terms_source"):
            source = table.get(key)
            if isinstance(source, str) and source not in scenario.sources:
                yield unknown(f"{place}.{key}", "entry of [sources] named", source, scenario.sources)


def _codes(scenario: Scenario) -> Iterator[Problem]:
    population = scenario.population
    named: dict[str, Mapping[str, Any]] = {
        "population.districts": population.districts,
        "population.traits": population.traits,
        "network.layers": scenario.network.kinds,
        "rulebook.caps": scenario.rulebook.caps,
        "conduct": scenario.conduct,
        "services": scenario.services,
        "towns": scenario.towns,
        "copies": scenario.copies,
    }
    for place, tables in named.items():
        seen: dict[int, str] = {}
        for name, table in tables.items():
            code = table.code
            if code in seen:
                yield Problem(f"{place}.{name}.code", f"{code} is already the code of {seen[code]!r}")
            seen[code] = name
    spans = sorted((o.code, o.code + o.count - 1, name) for name, o in scenario.organisations.items())
    for (_, last, name), (first, _, other) in pairwise(spans):
        if first <= last:
            yield Problem(f"organisations.{other}.code", f"{first} is already a code of {name!r}")


def _population(scenario: Scenario) -> Iterator[Problem]:
    population = scenario.population
    total = sum(district.share for district in population.districts.values())
    if abs(total - 1) > Decimal("0.000001"):
        yield Problem("population.districts", f"the shares sum to {total}, and shares sum to 1")
    known: dict[str, list[str]] = {"district": list(population.districts)}
    sound = True
    for name, marginal in population.attributes.items():
        place = f"population.{name}" if name in FIXED_ATTRIBUTES else f"population.traits.{name}"
        faults = list(_marginal(place, marginal, known))
        yield from faults
        sound = sound and not faults
        known[name] = marginal.levels
    for place, marginal in scenario.voice.marginals.items() if scenario.voice is not None else ():
        faults = list(_marginal(place, marginal, known))
        yield from faults
        sound = sound and not faults
    for level in population.children.levels:
        if not level.isdecimal():
            yield Problem("population.children.levels", f"{level!r} is not a whole number of children")
    if sound:
        yield from _small_cells(scenario)
    for name in population.traits:
        if name in FIXED_ATTRIBUTES or name in RESERVED_NAMES:
            yield Problem(f"population.traits.{name}", "this name is taken by something everybody has")


def _marginal(place: str, marginal: Marginal, known: dict[str, list[str]]) -> Iterator[Problem]:
    if marginal.given is None:
        return
    if marginal.given not in known:
        yield unknown(f"{place}.given", "earlier attribute", marginal.given, known)
        return
    for level in marginal.by:
        if level not in known[marginal.given]:
            yield unknown(f"{place}.by", f"level of {marginal.given}", level, known[marginal.given])
    if marginal.shares is None and (missing := set(known[marginal.given]) - set(marginal.by)):
        yield Problem(f"{place}.by", f"no shares for {sorted(missing)[0]!r}; add them, or general `shares`")


def _small_cells(scenario: Scenario) -> Iterator[Problem]:
    """Yield the marginal cells that stand for fewer than ten of the people whom they describe."""
    population = scenario.population
    districts = {name: district.share for name, district in population.districts.items()}
    for name, share in districts.items():
        yield from _small_cell(population, f"population.districts.{name}.share", share, share)
    adults = population.households.adults
    mean = sum(share * number for number, share in enumerate(adults, 1))
    for number, share in enumerate(adults, 1):
        yield from _small_cell(population, "population.households.adults", share, share * number / mean)
    parts: dict[str, dict[str, Decimal]] = {"district": districts}
    for name, marginal in population.attributes.items():
        parts[name] = dict.fromkeys(marginal.levels, Decimal(0))
        groups = parts[marginal.given] if marginal.given is not None else {"": Decimal(1)}
        place = name if name in FIXED_ATTRIBUTES else f"traits.{name}"
        for group, part in groups.items():
            where = f"population.{place}.by.{group}" if group in marginal.by else f"population.{place}.shares"
            for level, share in zip(marginal.levels, marginal.shares_for(group), strict=True):
                yield from _small_cell(population, where, share, part * share)
                parts[name][level] += part * share
    for place, marginal in scenario.voice.marginals.items() if scenario.voice is not None else ():
        groups = parts[marginal.given] if marginal.given is not None else {"": Decimal(1)}
        for group, part in groups.items():
            where = f"{place}.by.{group}" if group in marginal.by else f"{place}.shares"
            for share in marginal.shares_for(group):
                yield from _small_cell(population, where, share, part * share)


def _small_cell(population: Population, place: str, share: Decimal, part: Decimal) -> Iterator[Problem]:
    people = population.marginals_of or population.citizens
    if 0 < part * people < SMALLEST_CELL:
        yield Problem(
            place,
            f"a share of {share} stands for fewer than {SMALLEST_CELL} of {people} people; "
            "populations enter as marginals with no cell under 10: merge it with another level",
        )


def _network(scenario: Scenario) -> Iterator[Problem]:
    for name, layer in scenario.network.layers.items():
        place = f"network.layers.{name}"
        yield from level_problems(scenario, f"{place}.homophily", ((a, ()) for a in layer.homophily))
        yield from level_problems(scenario, f"{place}.only", layer.only.items())


def _occasions(scenario: Scenario) -> Iterator[Problem]:
    levels = scenario.population.levels
    tables: dict[str, Mapping[str, Occasion]] = {"conduct": scenario.conduct, "services": scenario.services}
    for table, occasions in tables.items():
        for name, occasion in occasions.items():
            place = f"{table}.{name}"
            yield from level_problems(scenario, f"{place}.depends", occasion.depends.items())
            combinations = 1
            for attribute in occasion.depends:
                combinations *= len(levels.get(attribute, ()))
            yield from within_bound(place, occasion, levels)
            if combinations > MOST_COMBINATIONS:
                yield Problem(
                    f"{place}.depends",
                    f"{combinations} combinations of levels; at most {MOST_COMBINATIONS}",
                )
            if occasion.bound_per_year >= 365:
                yield Problem(
                    f"{place}.bound_per_year",
                    f"{occasion.bound_per_year} a year is once a day or more; at most once a day happens, "
                    "so the bound is below 365",
                )
            if occasion.context not in scenario.contexts:
                yield unknown(
                    f"{place}.context", "entry of [contexts] named", occasion.context, scenario.contexts
                )
    for name, conduct in scenario.conduct.items():
        if conduct.domain not in scenario.domains:
            yield unknown(
                f"conduct.{name}.domain", "entry of [domains] named", conduct.domain, scenario.domains
            )


def _organisations(scenario: Scenario) -> Iterator[Problem]:
    layers = ["household", "neighbours", *scenario.network.kinds]
    for name, organisation in scenario.organisations.items():
        for conduct in organisation.sees:
            place = f"organisations.{name}.sees"
            if conduct not in scenario.conduct:
                yield unknown(place, "conduct", conduct, scenario.conduct)
            elif conduct not in scenario.catalogue.blocks.get(name, {}):
                yield Problem(
                    place,
                    f"{conduct!r} is seen, but the catalogue has no parameter for it: add "
                    f"catalogue.blocks.{name}.{conduct}",
                )
        if organisation.errors and organisation.errors.wrong_person and not scenario.population.names:
            yield Problem(
                f"organisations.{name}.errors.wrong_person", "namesakes need a table [population.names]"
            )
        for layer in organisation.sees_ties:
            if layer not in layers:
                yield unknown(f"organisations.{name}.sees_ties", "layer of ties", layer, layers)


def _catalogue(scenario: Scenario) -> Iterator[Problem]:
    for organisation, conducts in scenario.catalogue.blocks.items():
        if organisation not in scenario.organisations:
            yield unknown("catalogue.blocks", "organisation", organisation, scenario.organisations)
        for conduct in conducts:
            if conduct not in scenario.conduct:
                yield unknown(f"catalogue.blocks.{organisation}", "conduct", conduct, scenario.conduct)
    spans = sorted((first, last, f"{o}.{c}") for o, c, first, last in scenario.blocks())
    for (_, last, name), (first, _, other) in pairwise(spans):
        if first <= last:
            yield Problem(f"catalogue.blocks.{other}", f"parameter {first} already belongs to {name}")
    if spans and spans[-1][1] > 4294967295:
        yield Problem(f"catalogue.blocks.{spans[-1][2]}", "its parameter codes pass 4294967295")
    listed = [("dropped", code) for code in scenario.catalogue.dropped]
    listed += [("exceptions", exception.parameter) for exception in scenario.catalogue.exceptions]
    starts = [first for first, _, _ in spans]
    for where, code in listed:
        index = bisect_right(starts, code) - 1
        if index < 0 or code > spans[index][1]:
            yield Problem(f"catalogue.{where}", f"no block holds parameter {code}")


def _rulebook(scenario: Scenario) -> Iterator[Problem]:
    rulebook = scenario.rulebook
    if NO_CATEGORY in scenario.category_names:
        yield Problem("rulebook.categories", f"{NO_CATEGORY!r} is what those have who are not scored")
    for name, rule in rulebook.rules.items():
        place = f"rulebook.rules.{name}"
        if name not in scenario.conduct:
            yield unknown(place, "conduct", name, scenario.conduct)
        if rule.cap is not None and rule.cap not in rulebook.caps:
            yield unknown(f"{place}.cap", "entry of [rulebook.caps] named", rule.cap, rulebook.caps)
        if rule.override is not None and rule.override.category not in scenario.category_names:
            yield unknown(
                f"{place}.override.category", "category", rule.override.category, scenario.category_names
            )
    for conduct in scenario.courts.fines:
        if conduct not in scenario.conduct:
            yield unknown("courts.fines", "conduct", conduct, scenario.conduct)


def _room(scenario: Scenario) -> Iterator[Problem]:
    """A base is 32 bits of millipoints: whatever may come on one citizen's file has to fit."""
    years = Decimal(scenario.time.days) / 365
    towns = scenario.towns.values()
    exceptions = [abs(exception.points) for exception in scenario.catalogue.exceptions]
    reach = Decimal(0)
    for name, rule in scenario.rulebook.rules.items() if scenario.scoring.enabled else ():
        watchers = sum(name in organisation.sees for organisation in scenario.organisations.values())
        if scenario.denunciation is not None and name in scenario.denunciation.about:
            watchers += MOST_INFORMERS
        if name not in scenario.conduct or not watchers:
            continue
        mean = scenario.conduct[name].bound_per_year * years * watchers
        # More entries than this of one kind come on no file, even among a hundred million.
        most = mean + 6 * mean.sqrt() + 12 if mean else 0
        if scenario.lending is not None and name in (scenario.lending.repaid, scenario.lending.defaulted):
            most += scenario.time.days * watchers
        points = [abs(p) for p in (rule.points, rule.points_from, rule.points_to) if p is not None]
        errors = scenario.data_centre if scenario.centre_errs else None
        if errors is not None:
            # Imported twice, or moved in from a namesake's file.
            most *= 2
            points += [abs(errors.wrong_version.points.get(name, Decimal(0)))] if errors.wrong_version else []
        points += [abs(town.rules[name]) / town.scale for town in towns if name in town.rules]
        reach += most * max([*points, *exceptions])
    starts = [scenario.rulebook.start, *(town.start for town in towns if town.start is not None)]
    reach = max(map(abs, starts)) + reach * largest_scale(scenario)
    if reach > MOST_POINTS:
        yield Problem(
            "rulebook.rules",
            f"in {scenario.time.days} days somebody's points may reach {reach:.0f}, up or down, and a file "
            f"holds {MOST_POINTS}: give fewer points, or make it fewer days",
        )


def _services(scenario: Scenario) -> Iterator[Problem]:
    for name, service in scenario.services.items():
        yield from level_problems(scenario, f"services.{name}.asked_by", service.asked_by.items())
        for category in service.terms:
            if category not in scenario.category_names:
                yield unknown(f"services.{name}.terms", "category", category, scenario.category_names)

"""What has to fit between the `[lending]` table and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from glasscity.errors import Problem
from glasscity.scenario.faults import unknown
from glasscity.scenario.lending import Lending
from glasscity.scenario.model import Scenario


def lending_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield names that are not there, occasions of their own, chances that are missing or out of order."""
    lending = scenario.lending
    if lending is None:
        return
    yield from _service(scenario, lending)
    yield from _organisation(scenario, lending)
    yield from _chances(scenario, lending)
    yield from _groups(scenario, lending)


def _service(scenario: Scenario, lending: Lending) -> Iterator[Problem]:
    service = scenario.services.get(lending.service)
    if service is None:
        yield unknown("lending.service", "service", lending.service, scenario.services)
    elif service.per_year:
        yield Problem(
            f"services.{lending.service}.per_year",
            f"{service.per_year}; the lender draws who applies, so it is 0: lending.applicants says how many",
        )


def _organisation(scenario: Scenario, lending: Lending) -> Iterator[Problem]:
    organisation = scenario.organisations.get(lending.organisation)
    if organisation is None:
        yield unknown("lending.organisation", "organisation", lending.organisation, scenario.organisations)
    elif organisation.count > 1:
        yield Problem("lending.organisation", f"{lending.organisation!r} is a series; a lender is one alone")
    named = {key: getattr(lending, key) for key in ("repaid", "defaulted", "opening")}
    given = {key: name for key, name in named.items() if name is not None}
    if len(set(given.values())) < len(given):
        yield Problem("lending", "`repaid`, `defaulted` and `opening` name the same conduct twice")
    for key, name in given.items():
        if name not in scenario.conduct:
            yield unknown(f"lending.{key}", "conduct", name, scenario.conduct)
        elif scenario.conduct[name].per_year:
            yield Problem(
                f"conduct.{name}.per_year",
                f"{scenario.conduct[name].per_year}; it comes of loans alone (lending.{key}), so it is 0",
            )
    if lending.opening is not None and organisation is not None:
        yield from _opening(scenario, lending, lending.opening)


def _opening(scenario: Scenario, lending: Lending, conduct: str) -> Iterator[Problem]:
    block = scenario.catalogue.blocks.get(lending.organisation, {}).get(conduct)
    needed = len(scenario.category_names)
    if block is None or block.count != needed:
        yield Problem(
            "lending.opening",
            f"{conduct!r} needs a parameter for each of the {needed} categories: "
            f"catalogue.blocks.{lending.organisation}.{conduct} with count = {needed}",
        )
    for name, organisation in scenario.organisations.items():
        if conduct in organisation.sees:
            yield Problem(
                f"organisations.{name}.sees.{conduct}",
                "the lender files it on day 0 by itself (lending.opening): leave it out",
            )


def _chances(scenario: Scenario, lending: Lending) -> Iterator[Problem]:
    names = scenario.category_names
    for name in lending.repays:
        if name not in names:
            yield unknown("lending.repays", "category", name, names)
    missing = [name for name in names if name not in lending.repays]
    if missing:
        yield Problem("lending.repays", f"says nothing of {', '.join(missing)}: name every category")
        return
    for better, worse in pairwise(names):
        if lending.repays[worse] > lending.repays[better]:
            yield Problem(
                f"lending.repays.{worse}",
                f"{lending.repays[worse]} is above {lending.repays[better]} of the better category {better}; "
                "the lender takes better categories first",
            )


def _groups(scenario: Scenario, lending: Lending) -> Iterator[Problem]:
    people = scenario.population
    if lending.branch > people.everybody:
        yield Problem(
            "lending.groups",
            f"a branch has {lending.branch} customers, and there are {people.everybody} citizens",
        )
    codes: dict[int, str] = {}
    for name, group in lending.groups.items():
        place = f"lending.groups.{name}"
        if group.code in codes:
            yield Problem(f"{place}.code", f"{group.code} is already the code of {codes[group.code]!r}")
        codes[group.code] = name
        for category in group.at_start:
            if category not in scenario.category_names:
                yield unknown(f"{place}.at_start", "category", category, scenario.category_names)
        if sum(group.at_start.values()) > group.customers:
            yield Problem(
                f"{place}.at_start",
                f"{sum(group.at_start.values())} customers in all, and the group has {group.customers}",
            )
        if group.at_start and lending.opening is None:
            yield Problem(f"{place}.at_start", "needs `lending.opening`: the conduct that it is filed as")

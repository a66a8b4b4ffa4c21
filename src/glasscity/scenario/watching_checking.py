"""What has to fit between inspections, owners and proxies and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from glasscity.errors import Problem
from glasscity.scenario.conduct import MOST_COMBINATIONS
from glasscity.scenario.faults import level_problems, unknown
from glasscity.scenario.model import Scenario
from glasscity.scenario.organisations import Organisation
from glasscity.scenario.owners import MOST_ACCOUNTS


def watching_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield the faults of where organisations look, whom companies know, who owns them, and of proxies."""
    for name, organisation in scenario.organisations.items():
        yield from _inspection(scenario, name, organisation)
        yield from _company(scenario, name, organisation)
    with_accounts = sum(one.accounts is not None for one in scenario.organisations.values())
    if with_accounts > MOST_ACCOUNTS:
        yield Problem("organisations", f"{with_accounts} of them have accounts; at most {MOST_ACCOUNTS}")
    yield from _owners(scenario)
    yield from _proxies(scenario)


def _inspection(scenario: Scenario, name: str, organisation: Organisation) -> Iterator[Problem]:
    inspection, place = organisation.inspection, f"organisations.{name}.inspection"
    if inspection is None:
        return
    for conduct in inspection.inspects:
        if conduct not in scenario.conduct:
            yield unknown(f"{place}.inspects", "conduct", conduct, scenario.conduct)
        elif conduct not in organisation.sees:
            yield Problem(
                f"{place}.inspects",
                f"{name} does not see {conduct!r}: add organisations.{name}.sees.{conduct}",
            )
    districts = scenario.population.districts
    for district in inspection.at_start:
        if district not in districts:
            yield unknown(f"{place}.at_start", "district", district, districts)
    for category in inspection.of_category:
        if category not in scenario.category_names:
            yield unknown(f"{place}.of_category", "category", category, scenario.category_names)


def _company(scenario: Scenario, name: str, organisation: Organisation) -> Iterator[Problem]:
    if organisation.owner is not None and organisation.owner not in scenario.owners:
        yield unknown(
            f"organisations.{name}.owner", "entry of [owners] named", organisation.owner, scenario.owners
        )
    if organisation.accounts is None:
        return
    place, depends = f"organisations.{name}.accounts", organisation.accounts.depends
    if not organisation.company:
        yield Problem(place, "accounts are for companies: add `company = true`")
    yield from level_problems(scenario, f"{place}.depends", depends.items())
    levels = scenario.population.levels
    combinations = prod(len(levels.get(attribute, ())) for attribute in depends)
    if combinations > MOST_COMBINATIONS:
        yield Problem(
            f"{place}.depends", f"{combinations} combinations of levels; at most {MOST_COMBINATIONS}"
        )


def _owners(scenario: Scenario) -> Iterator[Problem]:
    seen: dict[int, str] = {}
    for name, owner in scenario.owners.items():
        if owner.code in seen:
            yield Problem(f"owners.{name}.code", f"{owner.code} is already the code of {seen[owner.code]!r}")
        seen[owner.code] = name
        if not any(one.owner == name for one in scenario.organisations.values()):
            yield Problem(f"owners.{name}", f"owns nothing: give an organisation `owner = {name!r}`")
        failure, place = owner.failure, f"owners.{name}.failure"
        if failure is None:
            continue
        if failure.per_year > 365:
            yield Problem(f"{place}.per_year", f"{failure.per_year} is more than once a day; at most 365")
        if failure.wrong_person and scenario.population.names is None:
            yield Problem(f"{place}.wrong_person", "namesakes need a table [population.names]")


def _proxies(scenario: Scenario) -> Iterator[Problem]:
    for name, proxy in scenario.proxies.items():
        if proxy.conduct not in scenario.conduct:
            yield unknown(f"proxies.{name}.conduct", "conduct", proxy.conduct, scenario.conduct)
        yield from level_problems(scenario, f"proxies.{name}", [(proxy.attribute, proxy.levels)])

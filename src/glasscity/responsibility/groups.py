"""The groups among whom a city's whole harm is shared out: at most a dozen, each of whom may do otherwise.

In a coalition its members do what they do in this city. All others do what would harm nobody: they file
nothing, make no errors, count no contacts, punish nothing lawful, close no door, keep an office open.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.errors import BadInput, did_you_mean
from glasscity.scenario import Scenario, parse, without
from glasscity.scenario.organisations import Organisation
from glasscity.scenario.without import Edit

SANCTIONER = "sanctioner"


@dataclass(frozen=True)
class Group:
    """One player.

    Attributes
    ----------
    label : what a reader sees; otherwise : what it would take of them, in words.
    edit : takes what they do out of the scenario's tables.
    union : whom they belong to where a group is looked into; their own name otherwise.
    """

    name: str
    label: str
    otherwise: str
    edit: Edit
    union: str = ""


def groups_of(scenario: Scenario, into: str | None = None) -> tuple[Group, ...]:
    """Return the groups of a scenario, with the members of the group `into` in its place."""
    filing = _filing(scenario)
    if into is not None and into not in filing:
        raise BadInput(
            f"--into {into}: no group of organisations has that name{did_you_mean(into, filing)}; "
            f"there are {', '.join(filing)}"
        )
    groups = []
    for name, (label, members) in filing.items():
        if name == into:
            groups += [_files(one, scenario.organisations[one].label, (one,), name) for one in members]
        else:
            groups.append(_files(name, label, members))
    groups += _others(scenario)
    return tuple(groups)


def _filing(scenario: Scenario) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the groups of organisations that file anything: name, label and members."""
    found: dict[str, list[str]] = {}
    for name, one in scenario.organisations.items():
        if one.sees or one.sees_ties:
            found.setdefault(_kind(one), []).append(name)
    return {kind: (LABELS[kind], tuple(found[kind])) for kind in LABELS if kind in found}


def _kind(one: Organisation) -> str:
    return "companies" if one.company else one.kind


LABELS = {
    "companies": "companies that see purchases, posts, places",
    "municipal": "municipal offices",
    "judicial": "courts and their bailiffs",
    "commercial": "banks, landlords and other businesses",
    "other": "hospitals, charities and others",
}


def _files(name: str, label: str, members: tuple[str, ...], union: str = "") -> Group:
    return Group(name, label, "file nothing", without.filings_of(members), union or name)


def _others(scenario: Scenario) -> list[Group]:
    found = []
    if any(one.errors is not None for one in scenario.organisations.values()):
        label = "what organisations get wrong"
        found.append(_group("errors", label, "make no errors", without.all_errors))
    if scenario.denounces:
        label = "citizens who denounce"
        found.append(_group("informers", label, "tell on nobody", without.denunciation))
    if scenario.centre_errs:
        exact = without.data_centre_errors
        found.append(_group("data_centre", "the data centre, by its errors", "make no errors", exact))
    if scenario.rulebook.influence.kind != "off" and scenario.rulebook.influence.weight > 0:
        label = "the author of the rule that contacts count"
        found.append(_group("contacts", label, "leave contacts out", without.influence))
    lawful = tuple(
        name
        for name, rule in scenario.rulebook.rules.items()
        if scenario.conduct[name].lawful and rule.mean_points < 0
    )
    if lawful:
        label = "the author of rules against what is lawful"
        found.append(_group("author", label, "punish nothing lawful", without.points_of(lawful)))
    label = "those who never opened an office, nor let points expire"
    found.append(_group("no_way_back", label, "hear appeals, and let points expire", without.closed_offices))
    label = "those who close doors by category"
    found.append(_group(SANCTIONER, label, "close no door", without.detriments))
    return found


def _group(name: str, label: str, otherwise: str, edit: Edit) -> Group:
    return Group(name, label, otherwise, edit, name)


def scenario_of(scenario: Scenario, groups: tuple[Group, ...], coalition: int) -> Scenario:
    """Return the scenario in which only the members of a coalition do what they do."""
    tables = scenario.to_dict()
    for place, group in enumerate(groups):
        if not coalition >> place & 1:
            group.edit(tables)
    return parse(tables, scenario.name)

"""What has to fit between the table of rewiring and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from glasscity.errors import Problem
from glasscity.scenario.faults import combination_problems, level_problems, unknown
from glasscity.scenario.model import Scenario

HOUSEHOLD = "household"


def rewiring_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield the faults of the table of rewiring."""
    rules = scenario.rewiring
    if rules is None:
        return
    layers = ["neighbours", *scenario.network.kinds]
    named = [("rewiring.layers", layer) for layer in rules.layers] + [("rewiring.forms", rules.forms)]
    for place, layer in named:
        if layer == HOUSEHOLD:
            yield Problem(place, f"ties of a household never change; take some of {', '.join(layers)}")
        elif layer not in layers:
            yield unknown(place, "layer of ties", layer, layers)
    if rules.forms in layers and rules.forms not in rules.layers:
        yield Problem("rewiring.forms", f"{rules.forms!r} forms and would never end: add it to layers")
    worst = len(scenario.category_names) - 1
    if rules.drop.bands_below > worst:
        yield Problem(
            "rewiring.drop.bands_below",
            f"nobody is {rules.drop.bands_below} categories below anybody: there are {worst + 1} categories",
        )
    for place, wish in (("rewiring.drop", rules.drop), ("rewiring.seek", rules.seek)):
        yield from level_problems(scenario, f"{place}.depends", wish.depends.items())
        yield from combination_problems(scenario, f"{place}.depends", wish.depends)
    if rules.support is not None:
        for conduct in rules.support.conduct:
            if conduct not in scenario.conduct:
                yield unknown("rewiring.support.conduct", "conduct", conduct, scenario.conduct)

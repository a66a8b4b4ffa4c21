"""A city as the page is told of it: its people's ground, lenses, numbers, controls, and what was changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from glasscity.scenario import Scenario
from glasscity.scenario.quantities import millipoints
from glasscity.study.find import findable
from glasscity.study.words import SYNTHETIC
from glasscity.watch.changes import BY_HAND, presets_of, sentences
from glasscity.watch.city import WatchedCity
from glasscity.watch.controls import controls_of
from glasscity.watch.ground import Ground
from glasscity.watch.lenses import Lens
from glasscity.watch.numbers import series_of
from glasscity.watch.rows import SoFar


def rules_of(scenario: Scenario) -> dict[str, Any]:
    """Return the rules that the page can change, ready for JSON.

    Parameters
    ----------
    scenario : the one before anything was changed by hand; the controls start from it.
    """
    return {
        "controls": [asdict(one) for one in controls_of(scenario)],
        "presets": [one.to_dict() for one in presets_of(scenario)],
    }


def describe(
    city: WatchedCity, ground: Ground, lenses: list[Lens], compared: WatchedCity | None = None
) -> dict[str, Any]:
    """Return what the page has to know of a city before it draws it, beside its rules, ready for JSON.

    Parameters
    ----------
    compared : the second world, if there is one.
    """
    scenario = city.scenario
    return {
        "synthetic": SYNTHETIC,
        "scenario": scenario.name,
        "title": scenario.title,
        "summary": scenario.summary,
        "is_not": scenario.is_not,
        "citizens": city.world.city.population.number,
        "days": scenario.time.days,
        "seed": str(city.seed),
        "life": str(city.life),
        "day": city.day,
        "start_date": scenario.time.start.isoformat(),
        "currency": scenario.currency,
        "start": float(scenario.rulebook.start),
        "scored": city.world.scored,
        "categories": _categories(scenario),
        "districts": ground.districts,
        "size": [ground.width, ground.height],
        "lots": ground.lots,
        "community": scenario.network.community,
        "water": ground.water,
        "lenses": [lens.to_dict() for lens in lenses],
        "series": [one._asdict() for one in series_of(scenario, city.world, city.measures)],
        "finds": finds_of(city),
        "changes": sentences(scenario),
        "interventions": [
            {"day": one.day, "label": one.label or one.path}
            for one in scenario.interventions
            if one.assumed != BY_HAND
        ],
        "compared": None if compared is None else {"changes": sentences(compared.scenario)},
        "assumed": len(scenario.assumptions()),
    }


def _categories(scenario: Scenario) -> list[dict[str, Any]]:
    bands = scenario.rulebook.categories.bands
    return [
        {
            "name": band.name,
            "at_least": None if band.at_least is None else millipoints(band.at_least) / 1000,
        }
        for band in bands
    ]


def finds_of(city: WatchedCity) -> list[str]:
    """Return what can be looked for, best known first."""
    worst = city.scenario.category_names[-1]
    wanted = [f"fell to {worst}", "wrongly accused", "an informer", "fell silent", "tipped by contacts"]
    possible = findable(SoFar(city.rows, city.world, max(city.day, 0)).run())
    return [one for one in wanted if one in possible] + [one for one in possible if one not in wanted]

"""The cities that the tour shows: the essay's, with one thing changed at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from glasscity.ensemble.ready import OPEN_APPEALS
from glasscity.scenario import Scenario, load, parse, without

SCENARIO = "essay"
WEIGHTS = ("0", "0.1", "0.2", "0.3", "0.4", "0.5")
"""How much friends can be made to count; the essay's city has the third."""
AS_SHIPPED = "0.2"


def _same(city: Scenario) -> Scenario:
    return city


def _only_unlawful(city: Scenario) -> Scenario:
    """Take away the points that lawful conduct costs."""
    rules = city.rulebook.rules
    lawful = [name for name, rule in rules.items() if city.conduct[name].lawful and rule.mean_points < 0]
    tables = city.to_dict()
    without.points_of(lawful)(tables)
    return parse(tables, city.name)


def _expires(city: Scenario) -> Scenario:
    """Let all points be forgotten after half a year, those for good deeds as well."""
    names = [name for name, rule in city.rulebook.rules.items() if rule.override is None]
    after = without.EXPIRY_DAYS
    return load(city, settings=[f"rulebook.rules.{name}.expires_after_days={after}" for name in names])


def _no_score(city: Scenario) -> Scenario:
    return city.without_score()


def _set(*settings: str) -> Callable[[Scenario], Scenario]:
    return lambda city: load(city, settings=settings)


VARIATIONS: dict[str, Callable[[Scenario], Scenario]] = {
    "as-it-is": _same,
    "only-unlawful": _only_unlawful,
    "expires": _expires,
    "no-denunciation": _set("denunciation.enabled=false"),
    "no-score": _no_score,
    "no-appeals": _set("appeals.enabled=false"),
    "open-appeals": _set(*OPEN_APPEALS),
    **{
        f"weight-{weight}": _set(f"rulebook.influence.weight={weight}")
        for weight in WEIGHTS
        if weight != AS_SHIPPED
    },
}


@lru_cache(32)
def city_of(variation: str, citizens: int, days: int) -> Scenario:
    """Return the essay's city of some size with one thing changed."""
    return VARIATIONS[variation](load(SCENARIO, citizens=citizens, days=days))

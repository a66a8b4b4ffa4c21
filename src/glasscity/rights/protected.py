"""Rules on conduct that rights protect, and on conduct that the law allows.

Rule: a domain marked `protected` is a field of life that rights protect: speech, association, family life,
consumption, belief, health. Both rules that take and rules that give points are listed: to reward what is
protected is to weigh it. `no score` cities have none.
Reads: the scenario. Units: points of one deed.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.rights.detriment import Taking
from glasscity.scenario import Scenario


@dataclass(frozen=True)
class OnProtected:
    """A rule on protected conduct; points below 0 are taken."""

    conduct: str
    label: str
    domain: str
    domain_label: str
    lawful: bool
    points: float


@dataclass(frozen=True)
class Protection:
    """Rules on protected conduct, those that take the most first.

    Attributes
    ----------
    domains : labels of all domains marked as protected.
    taking, giving : how many rules take, and how many give points.
    lawful_punished : rules against lawful conduct, whether its domain is protected or not.
    share_of_points : share of all points that rules take, each once, that lies in protected domains.
    """

    domains: tuple[str, ...]
    rules: tuple[OnProtected, ...]
    taking: int
    giving: int
    lawful_punished: tuple[str, ...]
    share_of_points: float


def protection_of(scenario: Scenario, takings: tuple[Taking, ...]) -> Protection:
    """Return the rules on protected conduct."""
    marked = {name: domain.label for name, domain in scenario.domains.items() if domain.protected}
    rules = [
        OnProtected(name, kind.label, kind.domain, marked[kind.domain], kind.lawful, float(rule.mean_points))
        for name, rule in (scenario.rulebook.rules.items() if scenario.scoring.enabled else ())
        for kind in [scenario.conduct[name]]
        if kind.domain in marked and (rule.mean_points or rule.override is not None)
    ]
    against = {taking.conduct for taking in takings}
    whole = sum(taking.points for taking in takings)
    inside = sum(taking.points for taking in takings if taking.protected)
    return Protection(
        domains=tuple(marked.values()),
        rules=tuple(sorted(rules, key=lambda rule: rule.points)),
        taking=sum(rule.conduct in against for rule in rules),
        giving=sum(rule.points > 0 for rule in rules),
        lawful_punished=tuple(taking.label for taking in takings if taking.lawful),
        share_of_points=inside / whole if whole else 0.0,
    )

"""How a scenario's rates agree with the published counts it was set to, and what those counts leave open.

Everything is worked out from the scenario alone, in exact fractions, without a run and without anybody's
data: published totals per subject are the only thing that it is compared with.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from glasscity.errors import BadInput
from glasscity.scenario import Scenario
from glasscity.scenario.conduct import Conduct
from glasscity.scenario.rulebook import Rule

Sign = Literal["negative", "positive"]

LEAVES_OUT = (
    "errors of any kind in filing and recording",
    "denunciations",
    "that people answer to being scored",
    "citizens without ties",
    "that a district consists of whole communities",
    "parameters whose points have another sign than the rule of their conduct",
)
"""What the expected records do not hold."""


@dataclass(frozen=True)
class TargetFit:
    """One published count beside what the scenario leads one to expect.

    Attributes
    ----------
    published, expected : records of this sign per subject within the window.
    scale : what every rate of this sign would have to be multiplied by to meet the count exactly; None
        where no record of this sign is expected at all.
    source, address, sureness : where the count was published; `assumed`, what was read into it.
    """

    target: str
    sign: Sign
    published: float
    expected: float
    scale: float | None
    source: str
    address: str
    sureness: str
    assumed: str


@dataclass(frozen=True)
class ConductFit:
    """One kind of conduct: what is assumed about it, and what the counts cannot tell.

    Attributes
    ----------
    points : points of its rule; the mean of the range where the rule has one.
    per_year : the scenario's rate for somebody whom no factor touches, in times a year (365 days).
    acts_per_year : expected acts of one citizen in 365 days, over the whole population.
    acts : the same within the window.
    filings_per_act : how many organisations file one act, on average.
    records : expected records of one citizen within the window.
    records_per_year : expected records of one citizen in 365 days, once filings no longer lag behind.
    acts_per_year_from, acts_per_year_to : acts that would bring about the same records, each filed once, if
        the share of acts that are filed were the highest, or the lowest, that `[fit]` holds for plausible;
        None where that share is 0 and no number of acts is ruled out.
    """

    conduct: str
    label: str
    sign: Sign
    points: float
    per_year: float
    acts_per_year: float
    acts: float
    filings_per_act: float
    records: float
    records_per_year: float
    acts_per_year_from: float | None
    acts_per_year_to: float | None


@dataclass(frozen=True)
class FitResult:
    """The answer of `fit`: every target, every conduct with points, and what is not identified."""

    scenario: str
    window_days: int
    detection_from: float
    detection_to: float
    statement: str
    assumed: str
    leaves_out: tuple[str, ...]
    targets: tuple[TargetFit, ...]
    conducts: tuple[ConductFit, ...]

    def expected(self, sign: Sign) -> float:
        """Return the expected records of one sign per subject within the window."""
        return sum(conduct.records for conduct in self.conducts if conduct.sign == sign)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as nested plain tables, ready for JSON."""
        tables = asdict(self)
        return tables | {key: list(tables[key]) for key in ("leaves_out", "targets", "conducts")}


def fit(scenario: Scenario) -> FitResult:
    """Compare a scenario's rates with the published counts in its `[fit]`, without simulating it.

    Rule: expected records of a sign = Σ over conduct with points of that sign of (acts per citizen-day) ×
    Σ over organisations of (probability that it files the act) × (days of the window on which an act is
    still recorded within it). Each organisation that sees an act files it apart. Acts per citizen-day are the
    mean of the rate over the population, divided by 365. A delay of d days, uniform over `delay_days`, leaves
    window − d such days (none if negative), so that the mean is window − mean delay. A rule with a range has
    the sign of its middle; a rule with an override and no points is negative; conduct without a rule, and
    rules that change nothing, are left out.
    Units: records per citizen within `fit.window_days`; rates and acts per citizen and 365 days.
    Source: the targets' own; the rates are the scenario's.

    Raises `BadInput` if the scenario has no `[fit]`.
    """
    if scenario.fit is None:
        raise BadInput(
            f"{scenario.name}: fit: this scenario has no [fit] table, so there are no counts to meet"
        )
    settings = scenario.fit
    conducts = []
    for name, rule in scenario.rulebook.rules.items():
        sign = sign_of(rule)
        if sign is not None:
            conducts.append(_conduct_fit(scenario, name, rule, sign))
    targets = []
    for name, target in settings.targets.items():
        source = scenario.sources.get(target.source) if target.source is not None else None
        expected = sum(conduct.records for conduct in conducts if conduct.sign == target.sign)
        published = float(target.records_per_subject)
        targets.append(
            TargetFit(
                target=name,
                sign=target.sign,
                published=published,
                expected=expected,
                scale=published / expected if expected else None,
                source=source.title if source else "",
                address=source.address if source else "",
                sureness=target.sureness or (source.sureness if source else ""),
                assumed=target.assumed or "",
            )
        )
    return FitResult(
        scenario=scenario.name,
        window_days=settings.window_days,
        detection_from=float(settings.detection_from),
        detection_to=float(settings.detection_to),
        statement=settings.statement,
        assumed=settings.assumed or "",
        leaves_out=LEAVES_OUT,
        targets=tuple(targets),
        conducts=tuple(conducts),
    )


def sign_of(rule: Rule) -> Sign | None:
    """Return whether a rule takes or gives; None where it does neither.

    Rule: the sign of its points, of the middle of its range, or, without points, negative if it has an
    override.
    """
    points = _points(rule)
    if points:
        return "negative" if points < 0 else "positive"
    return "negative" if rule.override is not None else None


def mean_rate(scenario: Scenario, conduct: Conduct) -> Fraction:
    """Return the mean rate of a conduct over the population, exactly.

    Rule: E[rate] = `per_year` × E[Π factors]. Attributes are drawn one after the other, each given at most
    one earlier attribute, so the attributes form trees under `given`. From each root that matters, add up
    share × factor × (the same for the attributes given this one), over the levels: this is the sum over
    every combination of the attributes involved and their ancestors, in the order that takes least work.
    Units: times a year (365 days), for one citizen.
    Source: the scenario. Children belong to the household and follow the age of its first adult, so a
    rate that depends on children *and* age holds exactly for first adults only.
    """
    attributes = scenario.population.attributes
    involved = set(conduct.depends)
    for name in conduct.depends:
        while name in attributes and (above := attributes[name].given) is not None:
            involved.add(above)
            name = above
    below: dict[str | None, list[str]] = defaultdict(list)
    for name in scenario.population.levels:
        if name in involved:
            below[attributes[name].given if name in attributes else None].append(name)

    def mean_factor(name: str, above: str | None) -> Fraction:
        """Return E[product of the factors of `name` and of all below it], given the level `above` it."""
        factors = conduct.depends.get(name, {})
        total = Fraction(0)
        for level, share in _shares(scenario, name, above).items():
            product = Fraction(share) * Fraction(factors.get(level, Decimal(1)))
            for inner in below[name] if product else ():
                product *= mean_factor(inner, level)
            total += product
        return total

    rate = Fraction(conduct.per_year)
    for root in below[None]:
        rate *= mean_factor(root, None)
    return rate


def filings(scenario: Scenario, conduct: str) -> list[tuple[Fraction, tuple[int, int]]]:
    """Return, for each organisation that sees a conduct, filings per act and its shortest and longest delay.

    Rule: of a series of organisations one member watches each community, so a series counts once. A filing
    through a dropped parameter does not come about; an act falls on each parameter of its block alike.
    Units: filings per act; days.
    Source: the scenario's `[organisations]` and `[catalogue]`.
    """
    dropped = set(scenario.catalogue.dropped)
    spans = {(o, c): (first, last) for o, c, first, last in scenario.blocks()}
    found = []
    for name, organisation in scenario.organisations.items():
        if conduct in organisation.sees:
            first, last = spans[name, conduct]
            missing = sum(first <= code <= last for code in dropped)
            kept = 1 - Fraction(missing, last - first + 1)
            found.append((Fraction(organisation.sees[conduct]) * kept, organisation.delay_days))
    return found


def _conduct_fit(scenario: Scenario, name: str, rule: Rule, sign: Sign) -> ConductFit:
    assert scenario.fit is not None
    window = scenario.fit.window_days
    conduct = scenario.conduct[name]
    rate = mean_rate(scenario, conduct)
    seen = filings(scenario, name)
    filed = sum((probability for probability, _ in seen), Fraction(0))
    days = sum((probability * _days_recorded(window, delay) for probability, delay in seen), Fraction(0))
    a_year = rate * filed
    lowest, highest = Fraction(scenario.fit.detection_from), Fraction(scenario.fit.detection_to)
    return ConductFit(
        conduct=name,
        label=conduct.label,
        sign=sign,
        points=float(_points(rule)),
        per_year=float(conduct.per_year),
        acts_per_year=float(rate),
        acts=float(rate * window / 365),
        filings_per_act=float(filed),
        records=float(rate / 365 * days),
        records_per_year=float(a_year),
        acts_per_year_from=float(a_year / highest) if highest else None,
        acts_per_year_to=float(a_year / lowest) if lowest else None,
    )


def _days_recorded(window: int, delay: tuple[int, int]) -> Fraction:
    """Return on how many days of the window an act is still recorded within it, over all delays."""
    shortest, longest = delay
    days = sum(max(window - late, 0) for late in range(shortest, longest + 1))
    return Fraction(days, longest - shortest + 1)


def _points(rule: Rule) -> Fraction:
    if rule.points is not None:
        return Fraction(rule.points)
    assert rule.points_from is not None
    assert rule.points_to is not None
    return (Fraction(rule.points_from) + Fraction(rule.points_to)) / 2


def _shares(scenario: Scenario, name: str, above: str | None) -> dict[str, Decimal]:
    """Return the share of each level of an attribute, given a level of the attribute above it."""
    if name == "district":
        return {code: district.share for code, district in scenario.population.districts.items()}
    marginal = scenario.population.attributes[name]
    return dict(zip(marginal.levels, marginal.shares_for(above), strict=True))

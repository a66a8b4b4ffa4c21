"""What a study is: a question, the variants that answer it, and the finding in one sentence.

Rule: a city as it is, and variants of it, are lived with the same lives. What a mechanism *adds* is the
city as it is less the variant without it, life by life; what a safeguard *saves* is the city as it is
less the one with it. A variant may also be another city. Then lives are paired by their seeds: the draws are
common as far as both have the same people who do the same things, and what differs is all that the two
scenarios do not share. The studies themselves are in `ready`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from glasscity.ensemble.findings import AtPoint, Findings, Found
from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.measures import A_SHARE, BY_NAME
from glasscity.ensemble.plan import Plan, Point, plan_for
from glasscity.scenario import Scenario, load

AS_IT_IS = "as it is"
SAME_DRAWS = (
    "The draws are the same in every variant, so a difference can be certain though intervals overlap."
)
TOO_FEW = "Too few lives came to anything that could be compared."


def nothing(city: Scenario) -> tuple[str, ...]:
    """Return no settings: a variant that is another city as it ships."""
    return ()


@dataclass(frozen=True)
class Variant:
    """The city with something changed, or another city.

    Attributes
    ----------
    label : what a reader sees.
    settings : what is set, which may depend on the city.
    scenario : the name of another city; empty for that of the study.
    """

    label: str
    settings: Callable[[Scenario], tuple[str, ...]] = nothing
    scenario: str = ""


@dataclass(frozen=True)
class Comparison:
    """A finding about one variant: how the first city differs from it in the first measure.

    Attributes
    ----------
    variant : number of the variant.
    more, less, neither : the finding by the sign of the difference, with `{effect}` for how large it is, and
        `{at[n][measure]}` for a measure in the n-th city.
    """

    variant: int
    more: str
    less: str
    neither: str

    def said(self, measure: str, rows: tuple[Row, ...]) -> str:
        """Return the sentence."""
        effect = rows[self.variant].effect(measure)
        if effect is None:
            return TOO_FEW
        said = self.neither
        if effect.difference.excludes_zero:
            said = self.more if effect.difference.mean > 0 else self.less
        at = [{one.measure: in_words(one.here, one.unit) for one in row.point.found} for row in rows]
        return said.format(effect=in_words(effect.difference, effect.unit), at=at)


@dataclass(frozen=True)
class Ranking:
    """A finding about all cities: which one has most of the first measure, which next, and which none.

    `sentence` has `{most}`, `{highest}`, `{next}`, `{second}`; `none` is added where some have none, with
    `{none}` for how many of all.
    """

    sentence: str
    none: str

    def said(self, measure: str, rows: tuple[Row, ...]) -> str:
        """Return the sentence."""
        here = [(row, one) for row in rows if (one := row.found(measure)) is not None]
        if len(here) < 2:
            return TOO_FEW
        (first, most), (then, second), *_ = sorted(here, key=lambda pair: -pair[1].here.mean)
        said = self.sentence.format(
            most=first.label,
            highest=in_words(most.here, most.unit),
            next=then.label,
            second=in_words(second.here, second.unit),
        )
        without = sum(one.here.mean == 0 for _, one in here)
        return said + (self.none.format(none=f"{without} of {len(here)}") if without else "")


@dataclass(frozen=True)
class Study:
    """One study.

    Attributes
    ----------
    scenario, settings : the city, and what is set in all of its variants.
    citizens, days, lives : its own size.
    measures : those shown, the first one in the sentence.
    finding : how the sentence is made.
    hangs_on : what it hangs on, in words.
    first : what a reader sees for the city itself.
    pairing : what it means that lives are compared one by one.
    baseline : whether every life is also lived without a score.
    """

    name: str
    question: str
    scenario: str
    citizens: int
    days: int
    lives: int
    variants: tuple[Variant, ...]
    measures: tuple[str, ...]
    finding: Comparison | Ranking
    hangs_on: str
    settings: tuple[str, ...] = ()
    first: str = AS_IT_IS
    pairing: str = SAME_DRAWS
    baseline: bool = True

    @property
    def labels(self) -> tuple[str, ...]:
        """The first city, and its variants."""
        return (self.first, *(variant.label for variant in self.variants))


@dataclass(frozen=True)
class Effect:
    """The first city less a variant, in one measure."""

    measure: str
    label: str
    unit: str
    difference: Interval


@dataclass(frozen=True)
class Row:
    """A variant, its measures, and how the first city differs from it."""

    label: str
    point: AtPoint
    effects: tuple[Effect, ...]

    def found(self, measure: str) -> Found | None:
        """Return what was found of a measure, if anything."""
        return next((one for one in self.point.found if one.measure == measure), None)

    def effect(self, measure: str) -> Effect | None:
        """Return how the first city differs in a measure, if that can be said."""
        return next((one for one in self.effects if one.measure == measure), None)


@dataclass(frozen=True)
class Answer:
    """What a study came to; `ranked` where all cities are told of and not one difference."""

    name: str
    question: str
    finding: str
    hangs_on: str
    scenario: str
    citizens: int
    days: int
    lives: int
    seed: int
    measures: tuple[str, ...]
    rows: tuple[Row, ...]
    pairing: str = SAME_DRAWS
    ranked: bool = False

    @property
    def first(self) -> str:
        """What a reader sees for the city that others are compared with."""
        return self.rows[0].label

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        return asdict(self)


def plan_of(chosen: Study, *, seed: int, lives: int | None, citizens: int | None, days: int | None) -> Plan:
    """Return the plan of a study, at its own size where no other is asked for."""
    citizens, days = citizens or chosen.citizens, days or chosen.days
    city = load(chosen.scenario, settings=chosen.settings, citizens=citizens, days=days)
    names = dict.fromkeys(variant.scenario for variant in chosen.variants if variant.scenario)
    others = {name: load(name, citizens=citizens, days=days) for name in names}
    points = [Point()]
    for variant in chosen.variants:
        settings = variant.settings(others.get(variant.scenario, city))
        points.append(Point(settings, others[variant.scenario].name if variant.scenario else ""))
    return plan_for(
        city,
        tuple(points),
        seed=seed,
        lives=lives or chosen.lives,
        baseline=chosen.baseline,
        others=tuple(others.values()),
    )


def answer_of(chosen: Study, findings: Findings, plan: Plan) -> Answer:
    """Return what the runs of a study came to."""
    rows = tuple(
        Row(label, point, tuple(_effects(chosen, point)))
        for label, point in zip(chosen.labels, findings.points, strict=True)
    )
    city = plan.question
    first = findings.points[0]
    return Answer(
        chosen.name,
        chosen.question,
        chosen.finding.said(chosen.measures[0], rows) if first.found else "",
        chosen.hangs_on,
        f"{len({point.city for point in plan.points})} cities" if plan.cities else city.title,
        city.population.citizens,
        city.time.days,
        len(plan.lives),
        plan.seed,
        chosen.measures,
        rows,
        chosen.pairing,
        isinstance(chosen.finding, Ranking),
    )


def _effects(chosen: Study, point: AtPoint) -> list[Effect]:
    found = {one.measure: one for one in point.found}
    effects = []
    for name in chosen.measures:
        one = found.get(name)
        if one is not None and one.less_the_first is not None:
            less = one.less_the_first
            difference = Interval(-less.mean, less.half_width, less.lives)
            effects.append(Effect(name, one.label, one.unit, difference))
    return effects


def in_words(one: Interval, unit: str) -> str:
    """Return the size of a difference with its interval: "3.1 ± 0.4 days per citizen"."""
    size, reach = abs(one.mean), one.half_width
    if unit == A_SHARE:
        said = f"{100 * size:.2f}" + ("" if reach is None else f" ± {100 * reach:.2f}")
        return f"{said} in 100"
    digits = 1 if size >= 10 else 2
    said = f"{size:.{digits}f}" + ("" if reach is None else f" ± {reach:.{digits}f}")
    return f"{said} {unit}"


def measures_in_words(names: tuple[str, ...]) -> list[str]:
    """Return what a reader sees for measures."""
    return [BY_NAME[name].label for name in names]

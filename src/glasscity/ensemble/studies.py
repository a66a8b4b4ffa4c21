"""Studies that are ready to run: a question, the variants that answer it, and the finding in one sentence.

Rule: the city as it is, and variants of it, are lived with the same lives. What a mechanism *adds* is the
city as it is less the variant without it, life by life; what a safeguard *saves* is the city as it is
less the one with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from glasscity.ensemble.findings import AtPoint, Findings
from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.measures import A_SHARE, BY_NAME
from glasscity.ensemble.plan import Plan, Point, plan_for
from glasscity.errors import BadInput, did_you_mean
from glasscity.scenario import Scenario, load

AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Variant:
    """The city with something changed: what a reader sees, and the settings, which may depend on the city."""

    label: str
    settings: Callable[[Scenario], tuple[str, ...]]


@dataclass(frozen=True)
class Study:
    """One study.

    Attributes
    ----------
    measures : those shown, the first one in the sentence.
    told_of : number of the variant that the sentence is about.
    sentence : the finding, with `{effect}` for how large it is, by its sign: more, less, or neither.
    hangs_on : what it hangs on, in words.
    """

    name: str
    question: str
    scenario: str
    citizens: int
    days: int
    lives: int
    variants: tuple[Variant, ...]
    measures: tuple[str, ...]
    told_of: int
    sentence: tuple[str, str, str]
    hangs_on: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The city as it is, and its variants."""
        return (AS_IT_IS, *(variant.label for variant in self.variants))


@dataclass(frozen=True)
class Effect:
    """The city as it is less a variant, in one measure."""

    measure: str
    label: str
    unit: str
    difference: Interval


@dataclass(frozen=True)
class Row:
    """A variant, its measures, and how the city as it is differs from it."""

    label: str
    point: AtPoint
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Answer:
    """What a study came to."""

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

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        return asdict(self)


def study(name: str) -> Study:
    """Return a study by its name, or raise `BadInput`."""
    if name not in STUDIES:
        raise BadInput(f"study: there is no study {name!r}{did_you_mean(name, STUDIES)}")
    return STUDIES[name]


def plan_of(chosen: Study, *, seed: int, lives: int | None, citizens: int | None, days: int | None) -> Plan:
    """Return the plan of a study, at its own size where no other is asked for."""
    city = load(chosen.scenario, citizens=citizens or chosen.citizens, days=days or chosen.days)
    points = (Point(), *(Point(variant.settings(city)) for variant in chosen.variants))
    return plan_for(city, points, seed=seed, lives=lives or chosen.lives)


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
        _finding(chosen, rows[chosen.told_of]) if first.found else "",
        chosen.hangs_on,
        city.title,
        city.population.citizens,
        city.time.days,
        len(plan.lives),
        plan.seed,
        chosen.measures,
        rows,
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


def _finding(chosen: Study, row: Row) -> str:
    effect = next((one for one in row.effects if one.measure == chosen.measures[0]), None)
    if effect is None:
        return "Too few lives came to anything that could be compared."
    more, less, neither = chosen.sentence
    said = neither
    if effect.difference.excludes_zero:
        said = more if effect.difference.mean > 0 else less
    return said.format(effect=in_words(effect.difference, effect.unit))


def in_words(one: Interval, unit: str) -> str:
    """Return the size of a difference with its interval: "3.1 ± 0.4 days per citizen"."""
    size, reach = abs(one.mean), one.half_width
    if unit == A_SHARE:
        said = f"{100 * size:.2f}" + ("" if reach is None else f" ± {100 * reach:.2f}")
        return f"{said} in 100"
    digits = 1 if size >= 10 else 2
    said = f"{size:.{digits}f}" + ("" if reach is None else f" ± {reach:.{digits}f}")
    return f"{said} {unit}"


def _always(*settings: str) -> Callable[[Scenario], tuple[str, ...]]:
    return lambda city: settings


def _expiry(city: Scenario) -> tuple[str, ...]:
    """Return the settings by which every rule's points expire after half a year."""
    names = (name for name, rule in city.rulebook.rules.items() if rule.override is None)
    return tuple(f"rulebook.rules.{name}.expires_after_days=180" for name in names)


OPEN_APPEALS = (
    "appeals.notified=1",
    "appeals.if_wrong=0.9",
    "appeals.hearings_per_day=100",
    "appeals.answer_days=[2, 10]",
    "appeals.corrected_if_wrong=0.95",
)
KNOWN_CRITERIA = ("response.criteria.transparency=1",)
WALLS = ("rulebook.walls=true",)
NO_INFLUENCE = ("rulebook.influence.kind='off'",)


def _together(city: Scenario) -> tuple[str, ...]:
    return (*OPEN_APPEALS, *_expiry(city), *KNOWN_CRITERIA, *WALLS, *NO_INFLUENCE)


HARM = ("restricted", "restricted_in_error", "in_worst", "wrongly_worse")
STUDIES = {
    one.name: one
    for one in (
        Study(
            "friends",
            "What do contacts' scores do to people?",
            "essay",
            2000,
            365,
            12,
            (Variant("without contacts' scores", _always(*NO_INFLUENCE)),),
            ("restricted", "restricted_by_contacts", "in_worst", "mean_total", "sorting"),
            1,
            (
                "Because contacts' scores count, a door is closed or dearer on {effect} more.",
                "Because contacts' scores count, a door is closed or dearer on {effect} fewer.",
                "Whether contacts' scores count makes no difference to closed and dearer doors that "
                "these lives "
                "would show ({effect}).",
            ),
            "The weight of contacts and who files which ties are assumed. Where the rules take more than "
            "they give, "
            "contacts' scores lie below the start, and influence pulls down; with generous rules it "
            "would push up.",
        ),
        Study(
            "denunciation",
            "What does denunciation do?",
            "essay",
            2000,
            365,
            12,
            (Variant("without denunciation", _always("denunciation.enabled=false")),),
            ("restricted", "in_worst", "wrong_entries", "critics_who_say_so", "unlawful_acts"),
            1,
            (
                "Because people denounce each other, a door is closed or dearer on {effect} more.",
                "Because people denounce each other, a door is closed or dearer on {effect} fewer.",
                "Denunciation makes no difference to closed and dearer doors that these lives would show "
                "({effect}).",
            ),
            "How often people denounce, for what, and how many lies are found out, is assumed "
            "throughout: no count "
            "of denunciations in such a scheme was found.",
        ),
        Study(
            "silence",
            "Who falls silent?",
            "essay",
            2000,
            365,
            12,
            (
                Variant("the criteria are known", _always(*KNOWN_CRITERIA)),
                Variant("without denunciation", _always("denunciation.enabled=false")),
                Variant("nobody is scored", _always("scoring.enabled=false")),
            ),
            ("critics_who_say_so", "unlawful_acts"),
            3,
            (
                "Critics who say what they think are {effect} more than where nobody is scored.",
                "Critics who say what they think are {effect} fewer than where nobody is scored.",
                "Critics say what they think about as often as where nobody is scored ({effect}).",
            ),
            "What people think and how reluctant they are to say it is assumed; so is how fear grows "
            "with notices. "
            "The direction held under every assumption tried in docs/three-years.md, the size did not.",
        ),
        Study(
            "safeguards",
            "What do safeguards save, alone and together?",
            "essay",
            1500,
            365,
            8,
            (
                Variant("open appeals", _always(*OPEN_APPEALS)),
                Variant("points expire after half a year", _expiry),
                Variant("the criteria are known", _always(*KNOWN_CRITERIA)),
                Variant("walls between contexts", _always(*WALLS)),
                Variant("no contacts' scores", _always(*NO_INFLUENCE)),
                Variant("all of them together", _together),
            ),
            HARM,
            6,
            (
                "Without safeguards a door is closed or dearer on {effect} more than with all of them.",
                "With all safeguards together a door is closed or dearer on {effect} more.",
                "All safeguards together save nothing that these lives would show ({effect}).",
            ),
            "Safeguards are given their best case: everybody is told, offices are open, walls hold. What "
            "it costs "
            "to have them so is not counted, and how offices would really work is not known.",
        ),
    )
}
"""The studies by name."""


def measures_in_words(names: tuple[str, ...]) -> list[str]:
    """Return what a reader sees for measures."""
    return [BY_NAME[name].label for name in names]

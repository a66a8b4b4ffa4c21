"""Each element of the law, held against a scheme: met, not met, or what it depends on. Never a verdict.

Of Article 5(1)(c) of the AI Act the elements are those of a *prohibition*: it applies where all are met, of
(i) and (ii) at least one. Of the GDPR they are *requirements*, to be met by whoever processes. Every line has
the figure it hangs on, in three columns: what the rule text says, what the simulation shows to be possible,
what evidence is needed.
Source: Regulation (EU) 2024/1689, Art. 5(1)(c) and recital 31; Regulation (EU) 2016/679, Art. 5, 16, 19, 22.
"""

from __future__ import annotations

from collections.abc import Iterator

from glasscity.rights.element import AI_ACT, DEPENDS, MET, NOT_MET, PROHIBITION, Element
from glasscity.rights.findings import Findings
from glasscity.rights.requirements import requirements_of
from glasscity.rights.simulated import Shown
from glasscity.rights.tested import Tested
from glasscity.scenario import Scenario
from glasscity.study.words import counted, points_text, share


def elements_of(scenario: Scenario, findings: Findings, tested: Tested | None) -> tuple[Element, ...]:
    """Return every element in the order of the law."""
    shown = Shown(tested)
    return (*_prohibition(scenario, findings, shown), *requirements_of(scenario, findings, shown))


def _prohibition(scenario: Scenario, found: Findings, shown: Shown) -> Iterator[Element]:
    def element(paragraph: str, title: str, status: str, *columns: str) -> Element:
        return Element(AI_ACT, paragraph, PROHIBITION, title, status, *columns)

    never = found.never_expire
    takings, doors = counted(len(found.takings), "rule"), counted(len(found.shut), "door")
    yield element(
        "Art. 3(1)",
        "an AI system",
        DEPENDS,
        f"a table of {counted(found.rules, 'rule')} and bounds between categories",
        "nothing: it takes the table as given",
        "how the score is worked out in practice, and whether anything in it is inferred",
    )
    yield element(
        "Art. 5(1)(c)",
        "evaluation or classification of people over time",
        MET if found.scored else NOT_MET,
        f"{len(scenario.category_names)} categories; points of {never} of {takings} against people "
        "never expire"
        if found.scored
        else "nobody is scored",
        shown.period(),
        "how long entries are kept in practice",
    )
    yield element(
        "Art. 5(1)(c)",
        "by social behaviour or personal characteristics",
        MET if found.takings else NOT_MET,
        f"{takings} take points or set a category; {found.protection.taking} of them on "
        f"protected conduct, {len(found.protection.lawful_punished)} on lawful conduct",
        shown.points(),
        "that these are the rules in force, and all of them",
    )
    yield element(
        "Art. 5(1)(c)",
        "a score that leads to detrimental treatment",
        MET if found.shut else NOT_MET,
        f"{doors} closed or dearer for some category"
        if found.shut
        else f"no door is closed or dearer; {counted(len(found.doors), 'door')} better for some",
        shown.doors(),
        "who looks at the category in fact, on paper and off it",
    )
    crossing = found.crossing
    yield element(
        "Art. 5(1)(c)(i)",
        "in social contexts unrelated to the data's origin",
        MET if crossing.crossing else NOT_MET,
        f"{crossing.crossing} of {crossing.pairs} pairs of a rule and a door it reaches lie in two contexts; "
        f"of the points {share(crossing.points_that_can_cross, crossing.points)} can cross"
        + ("; walls stand between contexts" if crossing.walls else ""),
        shown.kind("unrelated", "would be open if only the door's own context counted"),
        "whether the contexts declared in the scenario are those of the people concerned",
    )
    yield _disproportion(found, shown)
    yield element(
        "Art. 5(1)(c), rec. 31",
        "placed on the market, put into service, or used",
        DEPENDS,
        _filers(scenario),
        "nothing: a synthetic city uses it on nobody",
        "who uses the score, on whom, and since when",
    )


def _disproportion(found: Findings, shown: Shown) -> Element:
    weighed = found.proportion
    harmless = weighed.harmless
    said = f"{harmless} of {counted(len(weighed.rules), 'rule')} take points for what harms nobody else"
    if weighed.median is not None:
        said += f"; the others {points_text(weighed.median, sign=False)} points for each step of gravity "
        said += f"(median; at most {points_text(weighed.most or 0, sign=False)})"
    if weighed.yardstick is not None and weighed.median is not None:
        said += f"; {weighed.above} above the scenario's yardstick of "
        said += points_text(weighed.yardstick, sign=False)
    reaching = bool(found.shut)
    status = MET if harmless and reaching else DEPENDS if weighed.rules and reaching else NOT_MET
    return Element(
        AI_ACT,
        "Art. 5(1)(c)(ii)",
        PROHIBITION,
        "unjustified or disproportionate to its gravity",
        status,
        said if weighed.rules else "no rule takes points",
        shown.kind("disproportionate", "would be open if no deed cost more than its gravity warrants"),
        "a reason for each rule; gravity as those concerned see it; what courts hold to be in proportion",
    )


def _filers(scenario: Scenario) -> str:
    kinds: dict[str, int] = {}
    for organisation in scenario.organisations.values():
        kinds[organisation.kind] = kinds.get(organisation.kind, 0) + organisation.count
    return "filed by " + ", ".join(f"{number:,} {kind}" for kind, number in kinds.items())

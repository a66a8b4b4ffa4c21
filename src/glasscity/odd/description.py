"""The seven elements of ODD, the decisions of ODD+D, and the tables behind them."""

from __future__ import annotations

from typing import NamedTuple

from glasscity.intervention import stages
from glasscity.odd.concepts import concepts, decisions
from glasscity.odd.entities import entities
from glasscity.odd.initial import initialization
from glasscity.odd.markdown import bullets, paragraphs, plain, quoted, table
from glasscity.odd.meanings import meanings
from glasscity.odd.notation import notation
from glasscity.odd.parameters import leaves, parameters
from glasscity.odd.rules import rules_of
from glasscity.odd.streams import streams
from glasscity.odd.submodels import AT_FIRST, Submodel, at_work, numbers
from glasscity.scenario import Scenario
from glasscity.step import SCHEDULE

TOMORROW = (
    "**The tomorrow rule.** Whatever one citizen's day does to another (filing, denunciation, influence, "
    "tie, notice) takes effect the next day at the earliest. So a day is one pass over the citizens, in any "
    "order."
)
CHANGE = (
    "A change holds from the first phase of its day on. What is on file, believed, said, felt or under way "
    "stays as it is, and goes on by the new rules; a share that was drawn once is compared anew with the "
    "same draws."
)
READINGS = "**Readings.** What was read into the sources, and what was assumed where they are silent:"


class Element(NamedTuple):
    """One part of the description: its title, and its text as Markdown."""

    title: str
    text: str


def description(scenario: Scenario) -> list[Element]:
    """Return the whole description of a city.

    Rule: ODD's seven elements in their order (Grimm and others 2020), ODD+D's decisions after the fourth
    (Müller and others 2013), before the submodels what they take for granted, and last all parameters with
    what they mean and the streams of draws.
    """
    parts = at_work(scenario)
    return [
        Element("1 Purpose and patterns", _purpose(scenario)),
        Element("2 Entities, state variables and scales", entities(scenario)),
        Element("3 Process overview and scheduling", _schedule(parts)),
        Element("4 Design concepts", concepts(scenario)),
        Element("4 D Decisions", decisions(scenario)),
        Element("5 Initialization", initialization(scenario, parts)),
        Element("6 Input data", _input(scenario)),
        Element("Notation", notation()),
        Element("7 Submodels", _submodels(scenario, parts)),
        Element("Parameters", parameters(scenario)),
        Element("Meaning of the parameters", meanings(scenario)),
        Element("Streams of draws", streams(parts)),
    ]


def difference(one: Scenario, other: Scenario) -> list[Element]:
    """Return how the description of another city differs: submodels at work, and every value."""
    ours, theirs = ({part.module for part in at_work(city)} for city in (one, other))
    before, after = leaves(one), leaves(other)
    paths = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    rows = [(path, before.get(path, "–"), after.get(path, "–")) for path in sorted(paths)]
    return [
        Element(
            "Submodels",
            bullets(
                [
                    *(f"`{name}`: only in {one.name}" for name in sorted(ours - theirs)),
                    *(f"`{name}`: only in {other.name}" for name in sorted(theirs - ours)),
                ]
            )
            or "The same submodels are at work in both.",
        ),
        Element("Values", table(("place", one.name, other.name), rows) if rows else "No value differs."),
    ]


def _purpose(scenario: Scenario) -> str:
    patterns = [
        f"{name}: {float(target.records_per_subject):g} {target.sign} records per subject (set to this count)"
        for name, target in (scenario.fit.targets.items() if scenario.fit is not None else ())
    ]
    return paragraphs(
        f"**{plain(scenario.title)}.** {plain(scenario.summary)}",
        f"**What it is not.** {plain(scenario.is_not)}" if scenario.is_not else "",
        "**Question.** What can a scoring scheme with these rules do to the people who live under it, and "
        "which of its parts "
        "does it?",
        "**Patterns.** Published counts that the city is held against:"
        if patterns
        else "**Patterns.** No published count of this city's own; parts of the program are held against "
        "published results (`glasscity validate`).",
        bullets(patterns),
        READINGS if scenario.notes else "",
        bullets(plain(note) for note in scenario.notes),
    )


def _schedule(parts: list[Submodel]) -> str:
    rows, place = [], numbers(parts)
    for phase in SCHEDULE:
        modules = ", ".join(
            f"`{one.module}` ({place[one.module]})" for one in parts if one.phase == phase.name
        )
        rows.append((phase.name, phase.sentence, modules or "–"))
    return paragraphs(
        "One day, in order; a phase ends before the next begins. The code follows this very list.",
        table(("phase", "what happens", "by which submodels"), rows),
        TOMORROW,
    )


def _input(scenario: Scenario) -> str:
    said = [sentence for stage in stages(scenario) for sentence in stage.sentences]
    return paragraphs(
        "None beside the scenario: no time series, no records of anybody.",
        "**Dated changes.**" if said else "Nothing is changed from outside during a run.",
        bullets(plain(one) for one in said),
        CHANGE if said else "",
    )


def _submodels(scenario: Scenario, parts: list[Submodel]) -> str:
    rules = [f"### The {one.kind} `{one.name}`\n\n{one.text}" for one in rules_of(scenario)]
    place = numbers(parts)
    return paragraphs(
        "Each is quoted from the module that carries it out, in the order in which they work; rules of "
        "behaviour, which can be swapped, with their code. What Notation says holds throughout.",
        *(f"### {place[one.module]} {one.title}\n\n{_working(one)}\n\n{quoted(one.text)}" for one in parts),
        *rules,
    )


def _working(one: Submodel) -> str:
    """Return the name of a submodel, and when it works."""
    when = "before the first day" if one.phase == AT_FIRST else f"in the phase {one.phase}"
    return f"Submodel `{one.module}`, {when}."

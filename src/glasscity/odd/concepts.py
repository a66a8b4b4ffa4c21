"""Design concepts and decisions: fixed sentences about the program, each told only where it holds."""

from __future__ import annotations

from collections.abc import Iterator

from glasscity.odd.markdown import bullets, plain
from glasscity.odd.rules import rules_of
from glasscity.scenario import Scenario


def concepts(scenario: Scenario) -> str:
    """Return the design concepts of ODD, one by one."""
    return bullets(f"**{name}.** {' '.join(parts)}" for name, parts in _concepts(scenario) if parts)


def _concepts(scenario: Scenario) -> Iterator[tuple[str, list[str]]]:
    yield "Basic principles", _principles(scenario)
    yield "Emergence", _emergence(scenario)
    yield "Adaptation", _adaptation(scenario)
    yield (
        "Objectives",
        ["Nobody maximises anything: people have propensities, beliefs and leanings, not goals."],
    )
    yield "Learning", _learning(scenario)
    yield (
        "Prediction",
        [
            "Nobody looks ahead, but for what is believed of being seen."
            if scenario.response is not None
            else "Nobody looks ahead."
        ],
    )
    yield "Sensing", _sensing(scenario)
    yield "Interaction", _interaction(scenario)
    yield (
        "Stochasticity",
        [
            "Whatever is drawn has an address of its own (what it decides, whom, on which day) under one "
            "of two seeds: one "
            "makes the city, one what happens. So a change moves only the draws that it is about. Generator: "
            "Philox4x32-10, keyed by the seed; no state."
        ],
    )
    yield (
        "Collectives",
        ["Households, circles and districts are made at the beginning; nobody decides as a group."],
    )
    yield (
        "Observation",
        [
            "Every day is measured after it is over, on both sides of the border; nothing that measures "
            "changes anything."
        ],
    )


def _principles(scenario: Scenario) -> list[str]:
    found = ["The authority never sees what people do, only what organisations and informers file."]
    if scenario.scoring.enabled:
        found.append(
            "What is filed becomes points, points a category, and the category opens and closes doors."
        )
    else:
        found.append("Nobody is scored: courts and fines only.")
    return found


def _emergence(scenario: Scenario) -> list[str]:
    found = ["The shares of categories, harm and who bears it come about."]
    if scenario.rulebook.influence.kind != "off" and scenario.scoring.enabled:
        found.append("So does how far one person's entry reaches through contacts' scores.")
    if scenario.speaks:
        found.append("So does silence.")
    found.append("Rates of conduct, of detection and of error, ties and rules are put in.")
    return found


def _adaptation(scenario: Scenario) -> list[str]:
    found = []
    if scenario.response is not None:
        found.append(
            "People do less of what they believe to be seen and punished, and more of what is rewarded."
        )
    if scenario.speaks:
        found.append("They fall silent or speak up.")
    if scenario.rewires:
        found.append("They drop contacts who fell too low.")
    if scenario.denounces:
        found.append("Some denounce, for points, duty or malice.")
    if scenario.hears_appeals:
        found.append("Some contest what is on file.")
    if scenario.changes_lives:
        found.append("What is refused changes their circumstances, and these what they do.")
    return found or ["None: people act at rates that nothing in the run changes."]


def _learning(scenario: Scenario) -> list[str]:
    if scenario.response is None:
        return ["None."]
    return [
        f"How certain it is to be seen is learnt by the rule `{scenario.response.learning.rule}` from "
        f"one's own entries "
        "and those of contacts; which conduct counts is learnt from notices where criteria are secret."
    ]


def _sensing(scenario: Scenario) -> list[str]:
    found = ["Organisations notice acts with a probability of their own, and may garble them."]
    if scenario.response is not None:
        found.append("Citizens know of an entry only if they are told, and of contacts' entries by hearsay.")
    found.append("The data centre knows ties only as companies file them.")
    return found


def _interaction(scenario: Scenario) -> list[str]:
    found = []
    if scenario.rulebook.influence.kind != "off" and scenario.scoring.enabled:
        found.append("Through contacts' scores, a day late.")
    if scenario.denounces:
        found.append("Through denunciations.")
    if scenario.speaks:
        found.append("Through what contacts say aloud.")
    found.append("Whatever one person's day does to another takes effect the next day at the earliest.")
    return found


def decisions(scenario: Scenario) -> str:
    """Return what ODD+D asks of decisions, one by one."""
    return bullets(f"**{name}.** {text}" for name, text in _decisions(scenario))


def _decisions(scenario: Scenario) -> Iterator[tuple[str, str]]:
    yield (
        "Theoretical and empirical background",
        "Deterrence by certainty before severity, thresholds of speech, homophily and errors of files; "
        "where a number or rule is published the scenario names the source, and everything else is assumed "
        "and says so.",
    )
    rules = [one.sentence for one in rules_of(scenario)]
    yield (
        "Individual decisions",
        f"Rules, not optimisation: {' '.join(rules)} Each can be swapped for a rival."
        if rules
        else "None beside rates.",
    )
    yield (
        "Heterogeneity",
        "People differ by attributes and traits: "
        + plain(
            "; ".join(f"{name} ({', '.join(levels)})" for name, levels in scenario.population.levels.items())
        )
        + ".",
    )
    yield (
        "Individual knowledge",
        "One knows one's own acts, what one is told, and what contacts say; never others' files."
        if scenario.response is not None or scenario.speaks
        else "What people know decides nothing here.",
    )
    yield (
        "Uncertainty",
        "What is uncertain to people is whether they are seen"
        + (
            ", and what counts: the criteria are secret."
            if scenario.scoring.enabled and not scenario.rulebook.criteria_published
            else "."
        ),
    )

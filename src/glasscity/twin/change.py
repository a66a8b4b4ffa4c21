"""What is changed in a twin: a filing, an organisation's errors, denunciation, a rule, the score itself, …

A change is a scenario (what the twin lives under) and what of the filings is left out. For the replay it
says what is left out of the *parent's* filings instead, since there people live as they did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from glasscity.errors import BadInput, did_you_mean
from glasscity.replay import LeftOut
from glasscity.scenario import Scenario, parse, without
from glasscity.scenario.without import Edit, Tables
from glasscity.tables import ID_DIGITS

FILING, REFUSAL = "filing", "refusal"


@dataclass(frozen=True)
class Change:
    """One change.

    Attributes
    ----------
    label : what a reader sees, as what goes on after "without".
    twin : the scenario that the twin lives under; left_out : what of its filings is not made.
    replayed : the scenario that the replay works under, None where there is no data centre to replay.
    left_out_of_replay : what of the parent's filings the replay is not given.
    errs_otherwise : whether organisations err in the replay as `replayed` says, not as in the parent.
    """

    label: str
    twin: Scenario
    left_out: LeftOut
    replayed: Scenario | None
    left_out_of_replay: LeftOut
    errs_otherwise: bool = False


def change(scenario: Scenario, words: str) -> Change:
    """Return the change that `words` name, such as `influence`, `rule:jaywalking` or `filing:ID`.

    Raises `BadInput` where there is nothing of the kind in the scenario.
    """
    kind, colon, name = words.partition(":")
    if kind == FILING:
        identity = filing_id(name)
        left_out = LeftOut(filing=identity)
        return Change(f"filing {name}", scenario, left_out, scenario, left_out)
    if kind == REFUSAL:
        refused = LeftOut(refusal=filing_id(name, REFUSAL))
        return Change("the refusal of an appeal", scenario, refused, scenario, refused)
    if kind in NAMED:
        label, make = NAMED[kind]
        if not colon or not name:
            raise BadInput(f"--without {words}: of which? write {kind}:NAME")
        return make(scenario, name, label)
    if kind not in PLAIN or colon:
        known = [*PLAIN, *(f"{one}:NAME" for one in NAMED), "filing:ID", "refusal:ID"]
        near = did_you_mean(kind, [*PLAIN, *NAMED, FILING, REFUSAL]) or f"; known: {', '.join(known)}"
        raise BadInput(f"--without {words}: not something that a twin can be without{near}")
    return PLAIN[kind](scenario)


def filing_id(text: str, kind: str = FILING) -> tuple[int, int]:
    """Return both halves of a filing's id, or raise `BadInput`."""
    try:
        if len(text) != 2 * ID_DIGITS:
            raise ValueError
        return int(text[:ID_DIGITS], 16), int(text[ID_DIGITS:], 16)
    except ValueError:
        raise BadInput(
            f"--without {kind}:{text}: a filing's id has {2 * ID_DIGITS} hexadecimal digits; "
            "`glasscity twin RUN --filings-about CITIZEN` lists those of a citizen"
        ) from None


def _by_settings(label: str, edit: Edit) -> Callable[[Scenario], Change]:
    """Return a change of rules only: the replay works under the same scenario, and is given all filings."""

    def make(scenario: Scenario) -> Change:
        changed = _edited(scenario, edit, label)
        return Change(label, changed, LeftOut(), changed, LeftOut())

    return make


def _edited(scenario: Scenario, edit: Edit, label: str) -> Scenario:
    tables = scenario.to_dict()
    edit(tables)
    return parse(tables, f"{scenario.name} without {label}")


def _no_centre_errors(tables: Tables) -> None:
    if not tables.get("data_centre"):
        raise BadInput("--without data-centre-errors: this city's data centre makes none")
    without.data_centre_errors(tables)


def _no_appeals(tables: Tables) -> None:
    if not tables.get("appeals"):
        raise BadInput("--without appeals: nobody can appeal in this city")
    without.appeals(tables)


def _denunciation(scenario: Scenario) -> Change:
    if not scenario.denounces:
        raise BadInput("--without denunciation: nobody denounces in this city")
    label = "denunciation"
    changed = _edited(scenario, without.denunciation, label)
    return Change(label, changed, LeftOut(), scenario, LeftOut(denunciations=True))


def _secrecy(scenario: Scenario) -> Change:
    if scenario.response is None:
        raise BadInput("--without secrecy: nobody responds to the score in this city, known or not")
    if scenario.response.criteria is None:
        raise BadInput("--without secrecy: the criteria are published in this city")
    label = "secrecy"
    return Change(label, _edited(scenario, without.secrecy, label), LeftOut(), scenario, LeftOut())


def _score(scenario: Scenario) -> Change:
    if not scenario.scoring.enabled:
        raise BadInput("--without score: nobody is scored in this city")
    return Change("score", scenario.without_score(), LeftOut(), None, LeftOut())


def _errors(scenario: Scenario, name: str, label: str) -> Change:
    there = [one for one, organisation in scenario.organisations.items() if organisation.errors is not None]
    if name not in there:
        near = did_you_mean(name, there)
        raise BadInput(f"--without errors:{name}: there is no organisation of that name that errs{near}")
    label = f"{label} of {name}"
    changed = _edited(scenario, without.errors_of([name]), label)
    return Change(label, changed, LeftOut(), changed, LeftOut(), errs_otherwise=True)


def _rule(scenario: Scenario, name: str, label: str) -> Change:
    if name not in scenario.rulebook.rules:
        near = did_you_mean(name, scenario.rulebook.rules)
        raise BadInput(f"--without rule:{name}: there is no such rule{near}")
    return _without_rules(scenario, [name], f"{label} {name}")


def _domain(scenario: Scenario, name: str, label: str) -> Change:
    rules = [one for one in scenario.rulebook.rules if scenario.conduct[one].domain == name]
    if not rules:
        domains = sorted({scenario.conduct[one].domain for one in scenario.rulebook.rules})
        raise BadInput(f"--without domain:{name}: no rule is about it{did_you_mean(name, domains)}")
    return _without_rules(scenario, rules, f"{label} about {name}")


def _without_rules(scenario: Scenario, names: list[str], label: str) -> Change:
    changed = _edited(scenario, without.rules(names), label)
    return Change(label, changed, LeftOut(), changed, LeftOut())


PLAIN: dict[str, Callable[[Scenario], Change]] = {
    "influence": _by_settings("influence", without.influence),
    "denunciation": _denunciation,
    "data-centre-errors": _by_settings("data-centre-errors", _no_centre_errors),
    "appeals": _by_settings("appeals", _no_appeals),
    "secrecy": _secrecy,
    "score": _score,
}
"""Changes that need no name."""
NAMED: dict[str, tuple[str, Callable[[Scenario, str, str], Change]]] = {
    "errors": ("errors", _errors),
    "rule": ("rule", _rule),
    "domain": ("rules", _domain),
}
"""Changes to one thing of several."""

"""Which module carries out which part of which phase of the day, and in which cities it is at work."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from glasscity import draws
from glasscity.intervention import stages
from glasscity.scenario import Scenario

AT_FIRST = "at the beginning"
Condition = Callable[[Scenario], bool]


class Submodel(NamedTuple):
    """A module that carries a rule out.

    module : its name within the package; phase : of the day in which it works; at_work : in which cities.
    """

    module: str
    phase: str
    at_work: Condition

    @property
    def text(self) -> str:
        """What the module says of its rule: what it reads and writes, draws and units, what it leaves out."""
        return inspect.getdoc(importlib.import_module(f"glasscity.{self.module}")) or ""

    @property
    def title(self) -> str:
        """The beginning of what it says, as a heading."""
        return re.split(r"[:,.;]", self.text, maxsplit=1)[0]

    @property
    def streams(self) -> list[str]:
        """The streams of draws that it names, in their order."""
        named = re.findall(r"\b[A-Z][A-Z_]{3,}\b", self.text)
        return [name for name in dict.fromkeys(named) if isinstance(getattr(draws, name, None), int)]


def _always(_: Scenario) -> bool:
    return True


def _scores(scenario: Scenario) -> bool:
    return scenario.scoring.enabled


def _has(name: str) -> Condition:
    """Return whether a table is there, and enabled if that can be said of it."""

    def condition(scenario: Scenario) -> bool:
        table = getattr(scenario, name)
        return bool(table) and bool(getattr(table, "enabled", True))

    return condition


def _bears(scenario: Scenario) -> bool:
    """Return whether anything changes rates from day to day."""
    return any(_has(name)(scenario) for name in ("response", "voice", "circumstances", "propensity"))


def _walls(scenario: Scenario) -> bool:
    return _scores(scenario) and scenario.rulebook.walls


SUBMODELS = (
    Submodel("society.population", AT_FIRST, _always),
    Submodel("society.city_map", AT_FIRST, _always),
    Submodel("society.network", AT_FIRST, _always),
    Submodel("society.confusion", AT_FIRST, lambda s: s.mistakes_persons),
    Submodel("society.leaning", "respond", _bears),
    Submodel("society.propensity", "respond", _has("propensity")),
    Submodel("society.response.minds", "respond", _has("response")),
    Submodel("society.response.learning", "respond", _has("response")),
    Submodel("society.response.kinds", "respond", _has("response")),
    Submodel("society.response.lean", "respond", _has("response")),
    Submodel("society.voice.opinions", "respond", lambda s: s.speaks),
    Submodel("society.voice.rules", "respond", lambda s: s.speaks),
    Submodel("society.voice.fear", "respond", lambda s: s.speaks),
    Submodel("society.voice.kernels", "respond", lambda s: s.speaks),
    Submodel("society.circumstance", "live", lambda s: s.changes_lives),
    Submodel("society.burden", "live", lambda s: s.changes_lives),
    Submodel("society.rewiring", "rewire", lambda s: s.rewires),
    Submodel("society.tie_choice", "rewire", lambda s: s.rewires),
    Submodel("society.support", "rewire", lambda s: s.rewires),
    Submodel("society.relocation", "relocate", _has("relocation")),
    Submodel("society.occasions", "act", _always),
    Submodel("society.conduct", "act", _always),
    Submodel("society.lending", "act", lambda s: s.lends),
    Submodel("society.organisation", "observe", _always),
    Submodel("society.inspection", "observe", lambda s: s.inspects),
    Submodel("authority.recorded", "observe", lambda s: s.inspects),
    Submodel("society.error", "observe", lambda s: s.misfiles),
    Submodel("society.company", "observe", _has("owners")),
    Submodel("society.denunciation", "denounce", lambda s: s.denounces),
    Submodel("society.memory", "appeal", lambda s: s.hears_appeals or s.speaks),
    Submodel("society.appeal", "appeal", lambda s: s.hears_appeals),
    Submodel("society.appellant", "appeal", lambda s: s.hears_appeals),
    Submodel("society.repair", "appeal", lambda s: s.repairs),
    Submodel("experiment", "assign", lambda s: s.experiments),
    Submodel("society.consent", "record", lambda s: s.asks_consent),
    Submodel("authority.rulebook", "record", _scores),
    Submodel("authority.mishap", "record", lambda s: s.centre_errs),
    Submodel("authority.ledger", "record", _scores),
    Submodel("authority.at_hand", "record", _scores),
    Submodel("authority.batch", "record", lambda s: s.centre_errs),
    Submodel("authority.hearing", "record", lambda s: s.hears_appeals),
    Submodel("authority.correction", "record", lambda s: s.hears_appeals or s.repairs),
    Submodel("authority.repair", "record", lambda s: s.repairs),
    Submodel("authority.transfer", "record", _has("towns")),
    Submodel("authority.contacts", "score", _scores),
    Submodel("authority.score", "score", _scores),
    Submodel("authority.category", "categorise", _scores),
    Submodel("authority.national_list", "categorise", _has("joint")),
    Submodel("authority.copies", "sanction", lambda s: bool(s.holders)),
    Submodel("authority.reading", "sanction", _scores),
    Submodel("authority.context_book", "sanction", _walls),
    Submodel("authority.sanction", "sanction", _always),
    Submodel("authority.lending", "sanction", lambda s: s.lends),
)
"""In the order in which they work."""


def at_work(scenario: Scenario) -> list[Submodel]:
    """Return the submodels that are at work in a city at some time, interventions included."""
    course = [stage.scenario for stage in stages(scenario)]
    return [one for one in SUBMODELS if any(one.at_work(then) for then in course)]


def numbers(parts: Sequence[Submodel]) -> dict[str, str]:
    """Return the number of each submodel in the description: 7.1, 7.2, …"""
    return {one.module: f"7.{place}" for place, one in enumerate(parts, 1)}

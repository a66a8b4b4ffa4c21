"""The rules of a city as controls: every number, switch and choice that can change while it is in motion.

They are read off the scenario's own schema: names, units, bounds and help are those of `scenario`, values and
sources those of the city. What moves a control is an intervention like any other (`scenario.dated`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from glasscity.scenario import Scenario
from glasscity.scenario.dated import FROZEN, MAY_CHANGE

RULE_DEPTH = 2
"""Dots in the path of a rule."""
WHOLE = ("points_from", "points_to")
UNITS = {
    "per_year": "a year",
    "per_day": "a day",
    "_days": "days",
    "days": "days",
    "percent": "%",
    "points": "points",
    "points_from": "points",
    "points_to": "points",
    "at_least": "points",
    "start": "points",
    "lowest_total": "points",
    "highest_total": "points",
    "weeks": "weeks",
    "hours": "hours",
}
"""Units by the ending of a name."""
GROUPS = {
    "rulebook.influence": "Friends",
    "rulebook.categories": "Bounds of categories",
    "rulebook.rules": "Rules and points",
    "rulebook": "The rulebook",
    "appeals": "Rights",
    "repair": "Rights",
    "scoring": "Rights",
    "services": "Doors",
    "organisations": "Organisations",
    "owners": "Organisations",
    "catalogue": "Organisations",
    "data_centre": "The data centre",
    "denunciation": "Denunciation",
    "voice": "Voice",
    "response": "How people answer",
    "propensity": "How people answer",
    "rewiring": "Friends",
    "circumstances": "What becomes of lives",
    "copies": "Doors",
    "lending": "Doors",
    "courts": "Courts",
    "conduct": "What people do",
    "towns": "Towns",
    "relocation": "Towns",
    "joint": "Towns",
}
"""Under which heading a reader finds a control; the longest beginning of a path that fits."""
PROVENANCE = (
    *("source", "assumed", "sureness", "terms_sureness", "author", "legal_basis", "human_review"),
    *("label", "text"),
)
CLASSIFYING = ("gravity", "lawful", "company", "parameter", "protected", "layer")
"""What tells things apart or measures them: moving it changes what is counted, not what happens."""
CONTROLLED = tuple(name for name in MAY_CHANGE if name != "catalogue")
FACTORS_ABOVE_ONE = Decimal(3)
REACH = Decimal(4)
"""A slider without near bounds of its own reaches this many times what stands there."""
SMALLEST_REACH = Decimal("0.001")
RARE = Decimal("0.1")
"""A probability below this one is moved on a slider of its own size."""


@dataclass(frozen=True)
class Control:
    """One control.

    Attributes
    ----------
    path : the place in the scenario, as interventions name it.
    label, help, group : what a reader sees.
    kind : `number`, `switch`, `choice`, or `drop` for a rule that can be taken out.
    value : what stands there; lowest, highest, step, unit : of a number; choices : of a choice.
    source : where the number comes from, in words; assumed : whether it is assumed.
    """

    path: str
    label: str
    help: str
    group: str
    kind: str
    value: float | bool | str
    lowest: float | None = None
    highest: float | None = None
    step: float | None = None
    unit: str = ""
    choices: list[str] = field(default_factory=list)
    source: str = ""
    assumed: bool = False


def controls_of(scenario: Scenario) -> list[Control]:
    """Return the controls of a city, heading by heading."""
    found = [one for name in CONTROLLED for one in _within(scenario, name)]
    order = list(dict.fromkeys(GROUPS.values()))
    return sorted(found, key=lambda one: order.index(one.group) if one.group in order else len(order))


def _within(scenario: Scenario, name: str) -> Iterator[Control]:
    value = getattr(scenario, name)
    if isinstance(value, BaseModel):
        yield from _table(scenario, value, name, _title(name), "")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, BaseModel):
                yield from _table(scenario, inner, f"{name}.{key}", _named(inner, key), "")


def _table(scenario: Scenario, table: BaseModel, path: str, above: str, source: str) -> Iterator[Control]:
    """Yield the controls of a table and of those within it."""
    source = _source(scenario, table) or source
    if path.startswith("rulebook.rules.") and path.count(".") == RULE_DEPTH:
        help = getattr(table, "text", "") or "Take this rule out of the rulebook."
        yield Control(path, above, help, _group(path), "drop", False, source=source, assumed=_assumed(table))
    for name, info in type(table).model_fields.items():
        if name in (*FROZEN, *PROVENANCE, *CLASSIFYING) or _out_of_place(scenario, path, name):
            continue
        value, place = getattr(table, name), f"{path}.{name}"
        label = f"{above}: {_title(name).lower()}" if above else _title(name)
        if isinstance(value, BaseModel):
            yield from _table(scenario, value, place, label, source)
        elif isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, BaseModel) and key not in FROZEN:
                    known = _named_conduct(scenario, name, key) or f"{above}: {_named(inner, key)}"
                    yield from _table(scenario, inner, f"{place}.{key}", known.removeprefix(": "), source)
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                if isinstance(inner, BaseModel):
                    named = f"{above}: {_named(inner, str(index + 1))}"
                    yield from _table(scenario, inner, f"{place}[{index}]", named, source)
        else:
            bound = getattr(table, f"bound_{name}", None)
            control = _leaf(place, label, info, value, bound, source, _assumed(table))
            if control is not None:
                yield control


def _out_of_place(scenario: Scenario, path: str, name: str) -> bool:
    """Return whether nothing would come of moving this here."""
    only_one_town = name == "asked_elsewhere" and not scenario.towns
    return only_one_town or (name == "kind" and path.startswith("organisations"))


def _leaf(
    path: str, label: str, info: FieldInfo, value: Any, bound: Any, source: str, assumed: bool
) -> Control | None:
    """Return the control of one value up to its frozen `bound`, or None where a page cannot move it."""
    about: dict[str, Any] = {
        "path": path,
        "label": label,
        "help": _sentence(info.description),
        "group": _group(path),
        "source": source,
        "assumed": assumed,
    }
    choices = _choices(info.annotation)
    if isinstance(value, bool):
        return Control(**about, kind="switch", value=value)
    if isinstance(value, str) and choices:
        return Control(**about, kind="choice", value=value, choices=choices)
    if isinstance(value, int | Decimal):
        whole = isinstance(value, int) or path.endswith(WHOLE)
        lowest, highest = _bounds(info, Decimal(value), whole)
        highest = min(highest, bound) if isinstance(bound, Decimal) else highest
        step = Decimal(1) if whole else _step(highest - lowest)
        return Control(
            **about,
            kind="number",
            value=float(value),
            lowest=float(lowest),
            highest=float(highest),
            step=float(step),
            unit=_unit(path.rpartition(".")[2]),
        )
    return None


def _bounds(info: FieldInfo, value: Decimal, whole: bool) -> tuple[Decimal, Decimal]:
    """Return how far a slider reaches: to the schema's bounds, where these are near enough to be of use."""
    limits = {type(one).__name__.lower(): one for one in info.metadata}
    lowest, highest = (_limit(limits, names) for names in (("ge", "gt"), ("le", "lt")))
    size = max(abs(value) * REACH, Decimal(10) if whole else SMALLEST_REACH if value else Decimal(1))
    low = Decimal(0) if value >= 0 else -size
    high = size
    if lowest is not None:
        low = max(low, lowest)
    if highest is not None:
        small = 0 < value < RARE
        high = min(high, highest) if highest > 1 or small else highest
    if _is_factor(lowest, highest):
        high = max(FACTORS_ABOVE_ONE, value)
    return low, high


def _is_factor(lowest: Decimal | None, highest: Decimal | None) -> bool:
    """Return whether bounds are those of a factor, of which 1 changes nothing."""
    return lowest == 0 and highest == 1000


def _limit(limits: dict[str, Any], names: tuple[str, str]) -> Decimal | None:
    for name in names:
        if name in limits:
            return Decimal(str(getattr(limits[name], name)))
    return None


def _unit(name: str) -> str:
    """Return the unit of a number, which its name tells."""
    return next((unit for ending, unit in UNITS.items() if name.endswith(ending)), "")


def _step(width: Decimal) -> Decimal:
    """Return a step of about a hundredth of the width, a power of ten."""
    step = Decimal(1)
    while step * 100 > width and step > Decimal("0.0001"):
        step /= 10
    return step


def _choices(annotation: Any) -> list[str]:
    """Return the words that a text may be, or none where it may be any."""
    if get_origin(annotation) is Literal:
        return [one for one in get_args(annotation) if isinstance(one, str)]
    if get_origin(annotation) in (Union, UnionType):
        return [word for one in get_args(annotation) if one is not NoneType for word in _choices(one)]
    return []


def _group(path: str) -> str:
    fitting = [start for start in GROUPS if path == start or path.startswith((f"{start}.", f"{start}["))]
    return GROUPS[max(fitting, key=len)] if fitting else _title(path.split(".")[0])


def _title(name: str) -> str:
    return name if name.isupper() else name.replace("_", " ").capitalize()


def _named(table: BaseModel, key: str) -> str:
    """Return what a reader calls one of several tables."""
    return getattr(table, "label", "") or getattr(table, "name", "") or _title(key)


def _named_conduct(scenario: Scenario, name: str, key: str) -> str:
    return scenario.conduct[key].label if name == "rules" and key in scenario.conduct else ""


def _sentence(text: str | None) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _source(scenario: Scenario, table: BaseModel) -> str:
    name = getattr(table, "source", None)
    if name in scenario.sources:
        return scenario.sources[name].title
    return getattr(table, "assumed", None) or ""


def _assumed(table: BaseModel) -> bool:
    return getattr(table, "source", None) is None and getattr(table, "assumed", None) is not None

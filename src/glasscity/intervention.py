"""Interventions: what a scenario says from which day on.

Rule: interventions hold from the morning of their day, in the order of the file. Each names a place of the
scenario; the scenario with that place changed is checked like any other. A city with interventions is thus a
sequence of scenarios for the same people: their homes, ties, codes and frozen bounds never change.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from glasscity.errors import BadInput
from glasscity.scenario import Scenario, parse
from glasscity.scenario.dated import FROZEN, MAY_CHANGE, Intervention


class Stage(NamedTuple):
    """From `day` on the scenario is `scenario`; `sentences` say what changed."""

    day: int
    scenario: Scenario
    sentences: list[str]


def has_shadow(course: Sequence[Scenario]) -> bool:
    """Return whether a second data centre is given the true filings only: where others may be filed."""
    may_differ = any(one.misfiles or one.denounces or one.centre_errs for one in course)
    return may_differ and course[0].recording.true_record


def amnesty_days(scenario: Scenario) -> frozenset[int]:
    """Return the days on which interventions set an amnesty, be it one like an earlier one."""
    return frozenset(change.day for change in scenario.interventions if change.sets("rulebook.amnesty"))


class _Same(NamedTuple):
    """A scenario that is known again as itself: scenarios never change, and comparing them takes long."""

    scenario: Scenario

    def __hash__(self) -> int:
        return id(self.scenario)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.scenario is self.scenario


def stages(scenario: Scenario) -> list[Stage]:
    """Return the scenario as it begins, and as it is after each day with interventions.

    Raises `BadInput` for a place that does not exist, that cannot change, or a value that does not fit.
    """
    return list(_worked_out(_Same(scenario)))


@lru_cache(maxsize=16)
def _worked_out(same: _Same) -> tuple[Stage, ...]:
    """Work out the stages; stories ask for them day by day."""
    scenario = same.scenario
    if not scenario.interventions:
        return (Stage(0, scenario, []),)
    found = [Stage(0, scenario, [])]
    tables = scenario.to_dict()
    tables.pop("interventions", None)
    for number, change in sorted(enumerate(scenario.interventions), key=lambda item: item[1].day):
        place = f"{scenario.name}: interventions[{number}]"
        if change.day >= scenario.time.days:
            raise BadInput(
                f"{place}.day: day {change.day} is after the last day of the run, {scenario.time.days - 1}"
            )
        before = _change(tables, change, place)
        after = parse(tables, f"{place}.{change.key}")
        if after.category_names != scenario.category_names:
            raise BadInput(f"{place}.path: the categories have to keep their names")
        if name := _town_made_another(scenario, after):
            raise BadInput(
                f"{place}.path: code, share, start, scale and attraction of towns.{name} are settled "
                "before day 0"
            )
        earlier = [stage.scenario for stage in found if stage.day < change.day]
        if name := _what_it_would_undo_differently([scenario, *earlier], after):
            raise BadInput(
                f"{place}.path: the override and the cap of rulebook.rules.{name} are settled before day 0, "
                "or a cap when the rule is added: entries that they brought are undone by them"
            )
        if name := _circumstance_of_another_kind(scenario, after):
            raise BadInput(
                f"{place}.path: the code and lasts_days of circumstances.kinds.{name} are settled before day "
                "0: people are in it by that code, for that long"
            )
        sentence = change.sentence(before)
        if found[-1].day == change.day:
            found[-1] = Stage(change.day, after, [*found[-1].sentences, sentence])
        else:
            found.append(Stage(change.day, after, [sentence]))
    return tuple(found)


def _town_made_another(before: Scenario, after: Scenario) -> str | None:
    """Return a town that is there no more, or new, or on another scale after a change, or nothing."""

    def settled(scenario: Scenario) -> dict[str, tuple[object, ...]]:
        towns = scenario.towns.items()
        return {name: (t.code, t.share, t.start, t.scale, t.attraction) for name, t in towns}

    then, now = settled(before), settled(after)
    return next((name for name in {**then, **now} if then.get(name) != now.get(name)), None)


def totals_as_of(course: list[Stage], day: int) -> int:
    """Return the last day, up to `day`, at whose end totals were worked out; -1 if they never were."""
    while day >= 0:
        in_force = [stage.scenario for stage in course if stage.day <= day][-1]
        if in_force.works_out_totals(day):
            return day
        day -= 1
    return day


def _what_it_would_undo_differently(earlier: Sequence[Scenario], after: Scenario) -> str | None:
    """Return a rule with another override or cap than it had before, or nothing; a rule may be dropped."""

    def undoing(scenario: Scenario) -> dict[str, tuple[str | None, str | None]]:
        rules = scenario.rulebook.rules.items()
        return {name: (rule.override.category if rule.override else None, rule.cap) for name, rule in rules}

    then, now = [undoing(one) for one in earlier], undoing(after)
    for name, (override, cap) in now.items():
        if any(name in one and (override, cap) != one[name] for one in then):
            return name
        if name not in then[0] and override is not None:
            return name
    return None


def _circumstance_of_another_kind(before: Scenario, after: Scenario) -> str | None:
    """Return a circumstance whose code means another one after a change, or nothing."""

    def settled(scenario: Scenario) -> dict[int, tuple[str, int | None]]:
        there = scenario.circumstances
        kinds = there.kinds.items() if there is not None else ()
        return {kind.code: (name, kind.lasts_days) for name, kind in kinds}

    then, now = settled(before), settled(after)
    return next((now[code][0] for code in now if then.get(code, now[code]) != now[code]), None)


def _change(tables: dict[str, Any], change: Intervention, place: str) -> list[Any]:
    """Change `tables` in place and return what was there before, place by place."""
    parts = change.path.split(".")
    if parts[0] not in MAY_CHANGE or set(parts) & set(FROZEN):
        raise BadInput(
            f"{place}.path: {change.path!r} is settled before day 0; what may change lies in "
            f"{', '.join(MAY_CHANGE)}, except codes, counts and bounds, which never change"
        )
    return [_change_one(found, key, change, place) for found, key in _places(tables, parts, change, place)]


def _places(
    tables: dict[str, Any], parts: list[str], change: Intervention, place: str
) -> list[tuple[dict[str, Any], str]]:
    """Return every table that the path leads to, with the key in it that changes."""
    found = [tables]
    for part in parts[:-1]:
        inner = [table.get(key) for table in found for key in (table if part == "*" else [part])]
        found = [table for table in inner if isinstance(table, dict)]
        if not found:
            raise BadInput(f"{place}.path: there is no table {part!r} on the way of {change.path!r}")
    last = parts[-1]
    places = [(table, key) for table in found for key in (table if last == "*" else [last])]
    if len(found) > 1 or change.to is None:
        places = [(table, key) for table, key in places if key in table]
    if not places:
        raise BadInput(f"{place}.path: nothing stands at {change.path!r} that could change")
    return places


def _change_one(table: dict[str, Any], key: str, change: Intervention, place: str) -> Any:
    """Change what stands in one place, and return what stood there."""
    before = table.get(key)
    if change.drop:
        del table[key]
    elif change.times is None:
        table[key] = change.to
    elif isinstance(before, bool) or not isinstance(before, int | Decimal):
        raise BadInput(
            f"{place}.times: {change.path!r} says {before!r}, which is no number; `times` is for numbers"
        )
    else:
        after = before * change.times
        table[key] = int(after) if isinstance(before, int) and after == int(after) else after
    return before

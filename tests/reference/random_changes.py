"""Interventions of every sort, on random days, in a random scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference import random_authority as authority
from reference.dice import Dice, sourced
from reference.random_mechanisms import Names, Tables

Change = dict[str, Any]
SWITCHES = (
    *("scoring.enabled", "response.enabled", "voice.enabled", "rewiring.enabled", "denunciation.enabled"),
    *("appeals.enabled", "circumstances.enabled", "repair.enabled", "relocation.enabled", "joint.enabled"),
    *("propensity.enabled", "scoring.consent.enabled", "data_centre.enabled", "lending.enabled"),
    *("organisations.*.inspection.enabled", "copies.holder_1.enabled", "copies.*.enabled"),
    *("towns.town_2.scored", "towns.town_1.scored", "rulebook.walls", "rulebook.criteria_published"),
    *(
        "scoring.basic_protected",
        "denunciation.secret",
        "rewiring.seek.prefers_higher",
        "owners.holding.linked",
    ),
)
SHARES = (
    *("denunciation.checked", "denunciation.lie_found", "appeals.notified", "appeals.if_wrong"),
    *("appeals.corrected_if_wrong", "appeals.corrected_if_right", "appeals.machine_believed"),
    *("appeals.helpers.share", "repair.applies", "repair.conditions_met", "scoring.consent.share"),
    *("response.told", "response.awareness.by_contacts", "response.leaning.certainty", "voice.fear.fading"),
    *("response.leaning.reward", "response.criteria.transparency", "voice.speech.in_silence"),
    *("voice.change_of_mind.drift", "voice.media.weight", "rewiring.knows", "rewiring.drop.per_week"),
    *("rewiring.lose_touch", "rewiring.support.share_left", "rewiring.filed.never_ended"),
    *("copies.*.passes_on", "organisations.*.errors.missed", "organisations.*.errors.wrong_person"),
    *("organisations.*.errors.duplicated", "organisations.*.accounts.share", "owners.holding.failure.lost"),
    *("organisations.*.inspection.follows", "data_centre.merged_files.share", "rulebook.influence.weight"),
    *("services.*.ordinary_refusal", "services.*.asked_elsewhere", "data_centre.merged_files.undone"),
)
DROPPED = (
    *("response.defiance", "response.crowding_out", "response.near_bounds", "response", "voice.media"),
    *("voice", "rewiring.support", "rewiring", "circumstances", "propensity", "denunciation.reward"),
    *("denunciation", "appeals.helpers", "appeals.learning", "repair", "copies.holder_1", "relocation"),
    *(
        "joint",
        "owners.holding.failure",
        "data_centre.imported_twice",
        "data_centre",
        "scoring.consent",
        "lending",
    ),
    *("organisations.*.errors", "organisations.*.inspection", "organisations.*.accounts"),
    *("denunciation.motives.malice", "denunciation.motives.duty"),
)
ANEW: dict[str, Callable[[Dice], Any]] = {
    "rulebook.influence.kind": lambda dice: dice.one(["off", "level", "drift"]),
    "lending.policy": lambda dice: dice.one(["max utility", "equal opportunity"]),
    "lending.applicants": lambda dice: dice.whole(1, 4),
    "rulebook.influence.every_days": lambda dice: dice.whole(1, 9),
    "rulebook.recalculated": lambda dice: dice.one(["daily", "monthly"]),
    "appeals.hearings_per_day": lambda dice: dice.one([0, 3000, 1_000_000]),
    "appeals.answer_days": lambda dice: dice.days(1, 9),
    "appeals.after_days": lambda dice: dice.days(1, 9),
    "repair.clean_days": lambda dice: dice.whole(0, 12),
    "repair.decided_after_days": lambda dice: dice.days(1, 8),
    "relocation.rule": lambda dice: dice.one(["origin", "destination"]),
    "relocation.appeals_heard_by": lambda dice: dice.one(["origin", "destination"]),
    "joint.stays_days": lambda dice: dice.whole(0, 30),
    "circumstances.every_days": lambda dice: dice.whole(1, 14),
    "copies.holder_1.renewed_after_days": lambda dice: dice.whole(1, 30),
    "organisations.*.delay_days": lambda dice: dice.days(1, 12),
    "organisations.*.inspection.remembered_days": lambda dice: dice.whole(1, 20),
    "organisations.*.inspection.visits": lambda dice: dice.whole(1, 12),
    "towns.town_1.hearings_per_day": lambda dice: dice.one([0, 2000, 1_000_000]),
    "response.learning.rule": lambda dice: dice.one(["bayes", "habit"]),
    "voice.speaking.rule": lambda dice: dice.one(["thresholds", "private_cost"]),
    "rewiring.drop.bands_below": lambda dice: dice.whole(1, 3),
    "data_centre.wrong_version.days": lambda dice: dice.whole(1, 20),
    "data_centre.expiry_missed.per_year": lambda dice: dice.whole(0, 60),
}

SELDOM = {
    **{"relocation": 4, "lending": 3, "owners": 2, "towns": 2},
    **{"joint": 2, "propensity": 2, "circumstances": 2},
}
"""How many times as likely as the others a table is that few scenarios have, or of which much is refused."""

WITH_PARAMETERS = ("response.learning.rule", "voice.speaking.rule")
"""Rules that name numbers of their own: another rule begins with its usual ones."""


def changes(dice: Dice, tables: Tables, names: Names) -> list[Change]:
    """Return up to a dozen interventions about places that there are; what does not fit is refused later."""
    made: list[Change] = []
    for _ in range(dice.whole(0, 10)):
        path, change = _one_of(dice, tables, names)
        day = dice.whole(1, names.days - 1)
        if path is not None:
            made += _together(dice, sourced(day=day, path=path, **change))
    if dice.likely(0.3):
        amnesty = sourced(conduct=dice.some(names.conduct, 1, 3))
        days = [dice.whole(10, names.days - 1) for _ in range(dice.whole(1, 2))]
        made += [sourced(day=day, path="rulebook.amnesty", to=amnesty) for day in days]
    return made


def _together(dice: Dice, change: Change) -> list[Change]:
    """Return a change with what goes with it: the usual numbers of another rule, the end of influence where
    totals come once a month; and what is switched off comes back later, half of the time."""
    path, day = change["path"], change["day"]
    if path in WITH_PARAMETERS:
        return [sourced(day=day, path=path.replace(".rule", ".parameters"), to={}), change]
    if path == "rulebook.recalculated" and change["to"] == "monthly":
        return [sourced(day=day, path="rulebook.influence.kind", to="off"), change]
    if path.endswith(".enabled") and not change["to"] and dice.likely(0.5):
        return [change, sourced(day=day + dice.whole(1, 9), path=path, to=True)]
    return [change]


def _one_of(dice: Dice, tables: Tables, names: Names) -> tuple[str | None, Change]:
    kind = dice.one(["switch", "switch", "share", "share", "drop", "anew", "rule", "rate"])
    if kind == "switch":
        path = _there(dice, tables, SWITCHES)
        return path, {"to": dice.likely(0.5)}
    if kind == "share":
        path = _there(dice, tables, SHARES)
        return path, {"times": dice.number(0, 1.2)} if dice.likely(0.3) else {"to": dice.share()}
    if kind == "drop":
        return _there(dice, tables, DROPPED), {"drop": True}
    if kind == "anew":
        path = _there(dice, tables, tuple(ANEW))
        return path, {"to": ANEW[path](dice)} if path else {}
    if kind == "rule":
        return _rule(dice, tables, names)
    table, of = dice.one([("conduct", names.conduct), ("services", names.services or names.conduct)])
    return f"{table}.{dice.one(of)}.per_year", {"times": dice.number(0, 2)}


def _rule(dice: Dice, tables: Tables, names: Names) -> tuple[str | None, Change]:
    """Return a change of a rule: its points, its expiry, or the whole; or a new version of the bounds."""
    name = dice.one(names.conduct)
    place = f"rulebook.rules.{name}"
    there = tables["rulebook"]["rules"].get(name)
    kind = dice.one(["points", "expiry", "drop", "whole", "town", "total", "terms"])
    if kind == "total":
        bound = dice.one(["lowest_total", "highest_total"])
        return f"rulebook.{bound}", {"to": tables["rulebook"]["start"] + dice.whole(-40, 40)}
    if kind == "terms" and names.services:
        service = dice.one(names.services)
        made = authority.terms(dice, names.categories, tables["services"][service])
        category = next(iter(made), None)
        return (f"services.{service}.terms.{category}", {"to": made[category]}) if category else (None, {})
    if kind == "town" and tables.get("towns"):
        return f"towns.town_1.rules.{name}", {"to": dice.whole(-15, 15)}
    if there is None or kind == "whole":
        new = authority.rules(dice, names, list(tables["rulebook"]["caps"])).get(name)
        new = {key: value for key, value in (new or {}).items() if key != "override"}
        return (place, {"to": new}) if new else (None, {})
    if kind == "drop":
        return place, {"drop": True}
    if kind == "expiry":
        return f"{place}.expires_after_days", {"to": dice.whole(1, 40)}
    if "points" not in there:
        return f"{place}.points_to", {"to": dice.whole(10, 20)}
    return f"{place}.points", {"to": dice.whole(-30, 15)}


def _there(dice: Dice, tables: Tables, paths: tuple[str, ...]) -> str | None:
    """Return one of the places that lie in a table that there is; every table is as likely, but for those
    that few scenarios have."""
    found: dict[str, list[str]] = {}
    for path in paths:
        if _leads_somewhere(tables, path):
            found.setdefault(path.partition(".")[0], []).append(path)
    lots = [table for table in found for _ in range(SELDOM.get(table, 1))]
    return dice.one(found[dice.one(lots)]) if lots else None


def _leads_somewhere(tables: Any, path: str) -> bool:
    *parents, _ = path.split(".")
    inside = [tables]
    for part in parents:
        inside = [
            table[key]
            for table in inside
            for key in (table if part == "*" else [part])
            if isinstance(table.get(key), dict)
        ]
    return bool(inside)

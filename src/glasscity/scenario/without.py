"""What a scenario is without: each function takes one thing out of its tables (see `Scenario.to_dict`).

Whoever asks what a thing does lives the city with it and without it; so that all ask the same, it is taken
out here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Tables = dict[str, Any]
Edit = Callable[[Tables], None]

APPEALS_AT_THEIR_BEST: Tables = {
    "notified": 1,
    "if_wrong": 0.9,
    "hearings_per_day": 100,
    "answer_days": [2, 10],
    "corrected_if_wrong": 0.95,
}
OPEN_OFFICES: Tables = {
    **APPEALS_AT_THEIR_BEST,
    "if_right": 0.05,
    "after_days": [1, 14],
    "corrected_if_right": 0.02,
    "machine_believed": 0,
    "assumed": "Appeals at their best: all are told, offices are open, nearly every error is put right.",
}
EXPIRY_DAYS = 180


def influence(tables: Tables) -> None:
    """Contacts' scores count for nothing."""
    tables["rulebook"]["influence"]["kind"] = "off"


def data_centre_errors(tables: Tables) -> None:
    """The data centre makes no errors."""
    tables["data_centre"]["enabled"] = False


def denunciation(tables: Tables) -> None:
    """Nobody denounces."""
    tables["denunciation"]["enabled"] = False


def appeals(tables: Tables) -> None:
    """Nobody can appeal."""
    tables["appeals"]["enabled"] = False


def secrecy(tables: Tables) -> None:
    """The criteria are known."""
    tables["response"]["criteria"]["transparency"] = 1


def errors_of(names: Iterable[str]) -> Edit:
    """Organisations make no errors."""

    def edit(tables: Tables) -> None:
        for name in names:
            tables["organisations"][name].pop("errors", None)

    return edit


def all_errors(tables: Tables) -> None:
    """No organisation makes any, and no owner's services ever fail."""
    errors_of(tables["organisations"])(tables)
    for owner in (tables.get("owners") or {}).values():
        owner.pop("failure", None)


def filings_of(names: Iterable[str]) -> Edit:
    """Organisations file nothing, neither conduct nor ties."""

    def edit(tables: Tables) -> None:
        for name in names:
            organisation = tables["organisations"][name]
            organisation["sees"], organisation["sees_ties"] = {}, {}
            for key in ("errors", "inspection"):
                organisation.pop(key, None)

    return edit


def rules(names: Iterable[str]) -> Edit:
    """Rules are not there; a deed that earns nothing is no token any more."""
    gone = set(names)

    def edit(tables: Tables) -> None:
        for name in gone:
            del tables["rulebook"]["rules"][name]
        response = tables.get("response") or {}
        if "tokens" in response:
            response["tokens"] = [name for name in response["tokens"] if name not in gone]

    return edit


def points_of(names: Iterable[str]) -> Edit:
    """Rules give and take nothing and set no category, whatever the parameter."""
    gone = set(names)

    def edit(tables: Tables) -> None:
        for name in gone:
            rule = tables["rulebook"]["rules"][name]
            for key in ("points_from", "points_to", "override", "cap"):
                rule.pop(key, None)
            rule["points"] = 0
        catalogue = tables["catalogue"]
        exceptions = catalogue.get("exceptions") or []
        catalogue["exceptions"] = [one for one in exceptions if not _is_of(tables, one["parameter"], gone)]

    return edit


def _is_of(tables: Tables, parameter: int, conducts: set[str]) -> bool:
    """Return whether a parameter is one of some conducts'; each member of a series has its own block."""
    return any(
        name in conducts
        and block["first"]
        <= parameter
        < block["first"] + block["count"] * tables["organisations"][who]["count"]
        for who, blocks in tables["catalogue"]["blocks"].items()
        for name, block in blocks.items()
    )


def detriments(tables: Tables) -> None:
    """No category closes a service or makes it dearer; what is better stays."""
    for service in tables["services"].values():
        terms = service.get("terms") or {}
        service["terms"] = {name: _no_worse(term, service) for name, term in terms.items()}


def _no_worse(term: Tables, service: Tables) -> Tables:
    kept = {**term, "refused": False}
    for name in ("price", "interest_percent"):
        if name in kept and kept[name] > service[name]:
            del kept[name]
    return kept


def closed_offices(tables: Tables) -> None:
    """That appeals hardly help, and that points stay for good: offices are open, and points expire."""
    tables["appeals"] = {**(tables.get("appeals") or {}), **OPEN_OFFICES, "enabled": True}
    for rule in tables["rulebook"]["rules"].values():
        if rule.get("override") is None:
            rule["expires_after_days"] = min(rule.get("expires_after_days") or EXPIRY_DAYS, EXPIRY_DAYS)

"""Writes `baselines.json` anew: the exact digests that `test_cities` compares with.

Run it only where a change of results is meant, and say so in CHANGELOG.md:

    python tests/refresh_baselines.py
"""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from cities import live
from glasscity import __version__
from glasscity.formats import MAKING
from glasscity.scenario import Scenario, load, parse

SWITCHED = (
    *("response", "voice", "rewiring", "denunciation", "appeals"),
    *("circumstances", "experiment", "data_centre", "repair"),
)
"""Tables of mechanisms that have a switch."""
FILE = Path(__file__).with_name("baselines.json")


def small(name: str) -> Scenario:
    """Return a shipped city small enough to live through in a moment."""
    return load(name, citizens=2000, days=30)


def as_tables(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as the nested tables of its file."""
    return tomllib.loads(scenario.to_toml(), parse_float=Decimal)


def switched_off(scenario: Scenario) -> Scenario:
    """Return a city with no mechanism at work: tables that can be switched off are, the others are gone."""
    tables = as_tables(scenario)
    for name in SWITCHED:
        if name in tables:
            tables[name]["enabled"] = False
    for organisation in tables["organisations"].values():
        for name in ("errors", "inspection", "owner", "accounts"):
            organisation.pop(name, None)
    for name in ("harm", "owners", "proxies", "copies"):
        tables.pop(name, None)
    tables.get("scoring", {}).pop("consent", None)
    for name in ("towns", "relocation", "joint"):
        tables.pop(name, None)
    for service in tables.get("services", {}).values():
        service.pop("asked_elsewhere", None)
    return parse(tables, scenario.name)


BASELINES = {
    "essay": lambda: small("essay"),
    "essay, every mechanism off": lambda: switched_off(small("essay")),
    "no-score": lambda: small("no-score"),
}
"""What is lived through, by its name in the file: 2,000 citizens for 30 days, seed 1, life 2."""


def main() -> None:
    digests = {name: live(city(), seed=1, life=2).digest for name, city in BASELINES.items()}
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    # Those of earlier releases stay: whoever has such a run sees which version it is of.
    kept[__version__] = {"format": MAKING, "digests": digests}
    FILE.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(FILE)


if __name__ == "__main__":
    main()

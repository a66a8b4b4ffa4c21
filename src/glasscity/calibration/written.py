"""The calibrated scenario as a file: the values found, and where they come from."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path
from typing import Any

from glasscity import __version__
from glasscity.calibration.outcome import Held, Outcome
from glasscity.errors import BadInput
from glasscity.folder import machine_errors, write_whole
from glasscity.scenario import Scenario, load, parse

MARK = "# Calibrated by glasscity. "
LONGEST_NAME = 64
SUFFIX = "-calibrated"
SOURCE = "calibration"


def check_place(path: Path) -> None:
    """Refuse, before anything runs, a place where the scenario could not be written.

    A file that a calibration wrote is replaced; whatever else is there stays.
    """
    if path.is_dir():
        raise BadInput(f"--write: {path}: this is a folder; give the name of a file")
    if not path.parent.is_dir():
        raise BadInput(f"--write: {path.parent}: there is no such folder; make it first")
    if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace")[:4000]:
        raise BadInput(
            f"--write: {path}: there is something already that no calibration wrote; choose another name"
        )


def write_scenario(city: Scenario, outcome: Outcome, path: Path) -> Path:
    """Write a city with the values found, at its own size, and return where.

    Parameters
    ----------
    city : the scenario that was calibrated, with the citizens and days that it is to have.
    """
    tables = load(city, settings=outcome.settings).to_dict()
    tables["name"] = city.name.removesuffix(SUFFIX)[: LONGEST_NAME - len(SUFFIX)] + SUFFIX
    where = _free(tables["sources"] if tables.get("sources") else {})
    said = _said(outcome)
    tables["sources"] = {**(tables.get("sources") or {}), where: {"title": said, "sureness": "L"}}
    tables["notes"] = [*tables.get("notes", []), *_notes(outcome)]
    for setting in outcome.settings:
        _say_where_from(tables, setting.partition("=")[0], where)
    text = parse(tables, str(path)).to_toml()
    head = MARK + f"Every comment of the file that it came from is gone.\n{_commented(said)}"
    with machine_errors(str(path)):
        write_whole(path, (text.split("\n", 1)[0] + "\n" + head + "\n" + text.split("\n", 1)[1]).encode())
    return path


def _said(outcome: Outcome) -> str:
    """Return what was calibrated to what, how, and when."""
    return (
        f"glasscity {__version__}, calibrate: {', '.join(_paths(outcome))} set so that published aggregates "
        f"come about, and nothing else: {'; '.join(map(_target, outcome.targets))}. {outcome.trials} trials, "
        f"{outcome.lives} lives each, {outcome.citizens:,} citizens, {outcome.days} days, seed "
        f"{outcome.seed}, written {date.today().isoformat()}"
    )


def _target(held: Held) -> str:
    target = held.target
    source = f"{target.source} ({target.sureness})" if target.source else "not sourced"
    return f"{target.measure} {target.value:g} ± {target.tolerance:g}, {source}"


def _notes(outcome: Outcome) -> list[str]:
    values = ", ".join(
        f"{one.path} {one.best} (what fits as well: {one.low} to {one.high})"
        if one.left is not None
        else f"{one.path} {one.best} (what fits as well: {', '.join(one.fitting_values)})"
        for one in outcome.determined.sought
    )
    notes = [
        f"Calibrated, and not measured: {values}. Other values in these ranges fit the published aggregates "
        "as well; the aggregates say nothing else about them."
    ]
    if outcome.held_out:
        tested = "; ".join(
            f"{one.target.measure}: published {one.target.value:g}, here "
            + ("not measured" if one.calibrated is None else f"{one.calibrated.mean:.4g} ({one.verdict})")
            for one in outcome.held_out
        )
        notes.append(f"Not calibrated to, and tested against: {tested}.")
    return notes


def _paths(outcome: Outcome) -> list[str]:
    return [one.path for one in outcome.determined.sought]


def _free(sources: dict[str, Any]) -> str:
    """Return a name for the source that no other one has."""
    number, name = 1, SOURCE
    while name in sources:
        number += 1
        name = f"{SOURCE}-{number}"
    return name


def _say_where_from(tables: dict[str, Any], path: str, where: str) -> None:
    """Say in the table of a value, where it says such things, that the value is calibrated."""
    *parents, key = path.split(".")
    said: dict[str, Any] | None = None
    table: Any = tables
    for parent in parents:
        table = table[int(parent)] if isinstance(table, list) else table[parent]
        if isinstance(table, dict) and {"source", "assumed"} & set(table):
            said = table
    if said is not None:
        before = str(said.get("assumed") or "").strip()
        said["assumed"] = f"{key} is calibrated, see [sources.{where}]." + (f" {before}" if before else "")


def _commented(text: str) -> str:
    return textwrap.indent(textwrap.fill(text, 105, break_long_words=False), "# ")

"""What a page may keep: the scenario with what was changed, numbers of the days, one life; all SYNTHETIC."""

from __future__ import annotations

import csv
import io
from typing import Any

from glasscity.errors import BadInput
from glasscity.study.words import SYNTHETIC
from glasscity.watch.city import WatchedCity
from glasscity.watch.life import citizen_of

EVENT_COLUMNS = (
    "day",
    "date",
    "title",
    "what",
    "detail",
    "points",
    "filed_by",
    "wrong",
    "truth",
    "category",
    "total",
)


def exported(city: WatchedCity, what: str, citizen: int | None) -> dict[str, Any]:
    """Return a file for the page to keep: its name, its type, its text."""
    name = f"glasscity-{city.scenario.name}"
    if what == "scenario":
        return _file(f"{name}-SYNTHETIC.toml", "application/toml", _scenario(city))
    if what == "days":
        rows = city.numbers.rows
        columns = list(dict.fromkeys(key for row in rows for key in row))
        return _file(f"{name}-days-SYNTHETIC.csv", "text/csv", _csv(columns, rows))
    if citizen is None:
        raise BadInput("of which citizen? give `citizen`")
    events = citizen_of(city, citizen)["events"]
    text = _csv(list(EVENT_COLUMNS), events)
    return _file(f"{name}-citizen-{citizen}-SYNTHETIC.csv", "text/csv", text)


def _file(name: str, kind: str, text: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "text": text}


def _scenario(city: WatchedCity) -> str:
    """Return the scenario as it was watched, with how to run it again."""
    seeds = f"--seed {city.seed} --life {city.life}"
    return f"# {SYNTHETIC}.\n# Run it again: glasscity run FILE {seeds}\n\n{city.scenario.to_toml()}"


def _csv(columns: list[str], rows: list[Any]) -> str:
    """Return rows as CSV that marks itself as synthetic in a column of its own."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*columns, "synthetic"])
    writer.writerows([[row.get(name) for name in columns] + ["SYNTHETIC"] for row in rows])
    return text.getvalue()

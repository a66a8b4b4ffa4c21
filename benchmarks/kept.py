"""What was measured, kept as JSON in benchmarks/results: the page is written from it."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
SCORE_CITY = RESULTS / "score-city.json"
FULL_CITIES = RESULTS / "full-cities.json"
BEFORE = RESULTS / "before.json"
HEADLINES = RESULTS / "headlines.json"
PAGE = RESULTS / "page.json"


def machine() -> dict[str, Any]:
    """Return what the figures depend on, and nothing that tells one machine from its like."""
    return {
        "cores": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
    }


def read(file: Path) -> dict[str, Any]:
    """Return what a file keeps; nothing if there is none yet."""
    found: dict[str, Any] = json.loads(file.read_bytes()) if file.exists() else {}
    return found


def write(file: Path, found: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def add(file: Path, found: dict[str, Any]) -> None:
    """Keep new rows beside the old ones; a contender measured again at the same size replaces its old row."""
    new = {(row["contender"], row["citizens"]) for row in found["rows"]}
    old = [r for r in read(file).get("rows", []) if (r["contender"], r["citizens"]) not in new]
    write(file, {**found, "rows": old + found["rows"]})

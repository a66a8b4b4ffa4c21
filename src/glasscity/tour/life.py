"""One life, told: what somebody did, what came on file of it, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from glasscity.errors import CheckFailed
from glasscity.results import Run
from glasscity.simulation import run
from glasscity.study.event import ENTRIES, Event
from glasscity.study.find import find
from glasscity.study.story import story
from glasscity.tour.variations import city_of

KIND = "fell to D"
"""The kind of life, as `glasscity explain --find` finds it: of those who fell there and stay, the one whose
day of falling is the middle one."""
TOLD = 9
"""At most so many records are told, those that weigh most."""


@dataclass(frozen=True)
class Life:
    """One life of the city as it is, of which somebody is to be told."""

    citizens: int
    days: int
    seed: int
    life: int

    def work(self) -> dict[str, Any]:
        """Live the city and tell somebody's life, as plain data."""
        scenario = city_of("as-it-is", self.citizens, self.days)
        with TemporaryDirectory(prefix="glasscity-") as folder:
            done = run(
                scenario, seed=self.seed, life=self.life, out=Path(folder) / "run", baseline=False, threads=1
            )
            told = story(done, _whom(done))
        records = [event for event in told.events if event.kind in ENTRIES and event.points]
        weighty = sorted(records, key=lambda event: (-abs(event.points or 0), event.day))[:TOLD]
        return {
            "citizen": told.citizen,
            "who": [[label, level] for label, level in told.who.items()],
            "start": told.start,
            "end": told.end_category,
            "line": [round(day.total or 0.0, 1) for day in told.lifeline],
            "categories": [scenario.category_names.index(day.category) for day in told.lifeline],
            "records": [
                _record(event, scenario.conduct[event.conduct or ""].lawful)
                for event in records
                if event in weighty
            ],
            "untold": len(records) - len(weighty),
            "closed": [
                {"day": event.day, "date": event.date.isoformat(), "what": event.what, "how": event.kind}
                for event in told.events
                if event.kind in ("refused", "dearer") and event.reason != "ordinary refusal"
            ][:6],
            "like_them": told.like_them,
        }


def _whom(done: Run) -> int:
    """Return whose life is told: somebody typical where nobody is of the kind."""
    try:
        return find(done, KIND)[0]
    except CheckFailed:
        return find(done, "typical")[0]


def _record(event: Event, lawful: bool) -> dict[str, Any]:
    return {
        "day": event.day,
        "date": event.date.isoformat(),
        "what": event.what,
        "by": event.filed_by,
        "points": event.points,
        "lawful": lawful,
        "wrong": event.wrong or "",
        "total": event.total,
    }

"""One citizen's story: who they are, what happened, how they stood every day, and how many are like them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from operator import index
from typing import Any, SupportsIndex

import polars as pl

from glasscity.errors import BadInput
from glasscity.results import Run
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.chronicle import chronicle
from glasscity.study.event import Event
from glasscity.study.filed import refuse_without_rows
from glasscity.study.lifeline import (
    Course,
    LifeDay,
    Overrides,
    first_category,
    recompute,
    true_categories,
)
from glasscity.study.likeness import NOT_COUNTED, like_them
from glasscity.study.on_file import OnFile, read_file
from glasscity.study.residence import Residence
from glasscity.study.sentence import sentence_of
from glasscity.study.words import SYNTHETIC, attribute_label, attribute_level


@dataclass(frozen=True)
class Story:
    """What became of one citizen, and why.

    Attributes
    ----------
    who : what the citizen is like, readable: attribute → level.
    contacts, known_contacts : true ties, and those that companies filed.
    start, start_category : points and category before anything happened.
    without_contacts : the category at the end by the base alone.
    events : everything that happened, in order.
    lifeline : one row for every day: day, base, influence, total (points, at the end of the day), category.
    true_categories : the category on the true record at the end of every day; empty where none is kept.
    checks : what was worked out again and found to fit.
    notes : what this run did not record, and what follows from it.
    like_them, like_them_rule : how many other citizens have such a story, and what "such" means.
    sentence : the story in one sentence.
    """

    synthetic: str
    scenario: str
    title: str
    citizen: int
    who: dict[str, str]
    contacts: int
    known_contacts: int
    scored: bool
    currency: str
    start_date: date
    start: float
    start_category: str
    end_category: str
    without_contacts: str
    events: tuple[Event, ...]
    lifeline: tuple[LifeDay, ...]
    true_categories: tuple[str, ...]
    checks: tuple[str, ...]
    notes: tuple[str, ...]
    like_them: int
    like_them_rule: str
    sentence: str

    @property
    def days_apart(self) -> int:
        """On how many days the category on file was not the one on the true record."""
        both = zip(self.lifeline, self.true_categories, strict=False)
        return sum(day.category != truly for day, truly in both)

    def to_dict(self) -> dict[str, Any]:
        """Return the story as nested plain tables, ready for JSON: dates as text, rows as lists."""
        told = asdict(self)
        told["start_date"] = self.start_date.isoformat()
        told["events"] = [
            {key: value.isoformat() if isinstance(value, date) else value for key, value in event.items()}
            for event in told["events"]
        ]
        told["lifeline"] = [list(row) for row in self.lifeline]
        for name in ("true_categories", "checks", "notes"):
            told[name] = list(told[name])
        return told


def story(run: Run, citizen: SupportsIndex, *, alike: bool = True) -> Story:
    """Tell one citizen's story out of a finished run.

    The score is worked out again from the ledger, day by day, and compared with what the run kept.

    Parameters
    ----------
    alike : also count how many others have such a story, for which everybody's rows are looked through.

    Raises `BadInput` if there is no such citizen, `CheckFailed` if the sums do not fit.
    """
    refuse_without_rows(run)
    citizen = checked_citizen(run, citizen)
    scenario = run.scenario
    file = read_file(run, citizen)
    lifeline, checks = recompute(run, file)
    truly = true_categories(run, file)
    events = chronicle(run, file)
    others = like_them(run, citizen) if alike else NOT_COUNTED
    course, overrides = Course(scenario, file), Overrides(scenario)
    start, scale = course.at(0), course.end
    for entry in file.ledger:
        overrides.take_in(entry)
    is_scored = lifeline[-1].category in scenario.category_names
    alone = scale.category(scale.total(file.citizen["base"], 0), overrides.worst)
    start_category = start.names[first_category(scenario, file)]
    moved = is_scored and file.citizen["influence"] != 0
    without_contacts = scale.names[alone] if moved else lifeline[-1].category
    return Story(
        synthetic=SYNTHETIC,
        scenario=scenario.name,
        title=scenario.title,
        citizen=citizen,
        who=_who(run, file),
        contacts=file.citizen["contacts"],
        known_contacts=file.citizen["known_contacts"],
        scored=scenario.scoring.enabled,
        currency=scenario.currency,
        start_date=scenario.time.start,
        start=start.start / MILLIPOINTS,
        start_category=start_category,
        end_category=lifeline[-1].category,
        without_contacts=without_contacts,
        events=events,
        lifeline=lifeline,
        true_categories=truly,
        checks=checks,
        notes=_notes(run, file),
        like_them=others.number,
        like_them_rule=others.rule,
        sentence=sentence_of(scenario, start_category, without_contacts, lifeline, events, truly),
    )


def checked_citizen(run: Run, citizen: SupportsIndex) -> int:
    """Return a citizen's number as a plain one, if there is such a citizen and the run kept their rows."""
    number = index(citizen) if hasattr(citizen, "__index__") and not isinstance(citizen, bool) else -1
    if not 0 <= number < run.citizens_number:
        raise BadInput(
            f"citizen {citizen}: there is no such citizen; this run has 0 … {run.citizens_number - 1}"
        )
    if run.kept != "all" and run.table("citizens").filter(pl.col("citizen") == number).collect().is_empty():
        raise BadInput(
            f"{run.path}: citizen {number} is not in the sample whose rows this run kept (recording.ledger = "
            '"sample"); --find looks among those who are, and "all" keeps everybody'
        )
    return number


def _who(run: Run, file: OnFile) -> dict[str, str]:
    """Return what a citizen is like, in words."""
    scenario = run.scenario
    residence, last = Residence(scenario, file), scenario.time.days - 1
    towns = {"Town": residence.scale(last).label} if scenario.towns else {}
    return towns | {
        attribute_label(scenario, name): attribute_level(scenario, name, file.citizen[name])
        for name in scenario.population.levels
    }


def _notes(run: Run, file: OnFile) -> tuple[str, ...]:
    notes = []
    if run.kept != "all":
        notes.append(
            'This run kept the rows of a sample of citizens (recording.ledger = "sample"): how many have '
            "such a story is counted among them, and what others' files say of this citizen's deeds is not "
            "known."
        )
    rules = run.scenario.denunciation
    if file.informers and rules is not None and rules.secret:
        notes.append(
            "Denunciations are secret here: who told of them stands in this story for its reader. The "
            "citizen never learns it."
        )
    if "aware_since" in file.citizen:
        notes.append(_when_aware(run, file.citizen["aware_since"]))
    if file.acts is None:
        notes.append(
            "This run did not record acts (recording.acts = false): the story tells only what is on file."
        )
    if file.influence is None:
        notes.append(
            "This run did not record the influence of contacts (recording.influence = false): the story "
            "tells base and category, and cannot work out the total day by day."
        )
    return tuple(notes)


def _when_aware(run: Run, since: int) -> str:
    """Say when a citizen came to know of the system, to which only those answer who know of it."""
    if since < 0:
        return "They never came to know of the system behind single entries, and did as ever."
    if since == 0:
        return "They knew of the system from the first day, and answered to it."
    day = run.scenario.time.date_of(since)
    return f"They came to know of the system on {day}, and answered to it from then on."

"""One citizen's score, worked out again from the file day by day, and checked against what the run kept.

Rule: base = start + Σ points of entries that count; influence is what the influence table last said; the
total is their sum, clamped; the category is the band of the total, or a worse one that a rule has set.
Written without the engine's own kernels, so that it checks them. Units: millipoints.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from glasscity import tables
from glasscity.errors import CheckFailed
from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.scenario.towns import town_scales
from glasscity.study.on_file import EntryId, OnFile, Row, entry_id
from glasscity.study.residence import Residence
from glasscity.study.truth import ABOUT_DEEDS
from glasscity.study.words import counted, points_text


class LifeDay(NamedTuple):
    """How a citizen stood at the end of one day: points, and the category's name.

    `influence` and `total` are None where the run did not record the influence of contacts.
    """

    day: int
    base: float
    influence: float | None
    total: float | None
    category: str


class Scale:
    """How a total is read and which category it lies in; categories are codes, 0 is the best."""

    def __init__(self, scenario: Scenario, town: int = 0) -> None:
        here = town_scales(scenario)[town]
        self.names = dict(enumerate(scenario.category_names)) | {tables.NO_CATEGORY: "none"}
        self.start, self.bounds = here.start, here.bounds
        self.lowest, self.highest = here.lowest, here.highest
        self.scored = here.scored
        self.asked = scenario.asks_consent
        self.works_out_totals = scenario.works_out_totals
        self.worst = len(self.bounds)

    def total(self, base: int, influence: int) -> int:
        """Return base + influence as it is read: clamped."""
        return min(max(base + influence, self.lowest), self.highest)

    def category(self, total: int, override: int = 0) -> int:
        """Return the worse of a total's band and what a rule has set."""
        if not self.scored:
            return tables.NO_CATEGORY
        return max(sum(total < bound for bound in self.bounds), override)


def first_category(scenario: Scenario, file: OnFile) -> int:
    """Return the category before anything happened; none for whoever did not consent to being scored."""
    scale = Course(scenario, file).at(0)
    if not scale.asked:
        return scale.category(scale.start)
    if file.moves:
        return int(file.moves[0]["before"])
    return next(code for code, name in scale.names.items() if name == file.citizen["category"])


class Course:
    """How a citizen's totals are read from day to day: an intervention or a move may change it."""

    def __init__(self, scenario: Scenario, file: OnFile) -> None:
        self.residence = Residence(scenario, file)
        self._stages = [(stage.day, stage.scenario) for stage in stages(scenario)]
        self._scales: dict[tuple[int, int], Scale] = {}
        self._last = scenario.time.days - 1

    def at(self, day: int) -> Scale:
        """Return what holds on `day`."""
        place = max(place for place, (first, _) in enumerate(self._stages) if first <= day)
        key = place, self.residence.town(day)
        if key not in self._scales:
            self._scales[key] = Scale(self._stages[place][1], key[1])
        return self._scales[key]

    @property
    def end(self) -> Scale:
        """What holds at the end."""
        return self.at(self._last)


class Overrides:
    """Which categories rules have set for a citizen at present."""

    def __init__(self, scenario: Scenario) -> None:
        names = scenario.category_names
        self._category = [
            (
                stage.day,
                {
                    stage.scenario.conduct[name].code: names.index(rule.override.category)
                    for name, rule in stage.scenario.rulebook.rules.items()
                    if rule.override is not None
                },
            )
            for stage in stages(scenario)
        ]
        self._active: dict[EntryId, int] = {}

    def take_in(self, entry: Row) -> None:
        """Count an entry in, if it sets a category or ends one that was set."""
        if entry["kind"] == tables.OVERRIDE:
            rules = next(rules for day, rules in reversed(self._category) if day <= entry["day"])
            self._active[entry_id(entry)] = rules[entry["conduct"]]
        elif undone_kind(entry) == tables.OVERRIDE:
            self._active.pop((entry["cause_hi"], entry["cause_lo"]), None)

    @property
    def worst(self) -> int:
        """The worst category that is set at present; 0 if none is."""
        return max(self._active.values(), default=0)


def undone_kind(entry: Row) -> int | None:
    """Return the kind of the entry that an expiry or a correction undoes; None for any other entry."""
    return int(entry["cause_lo"] >> 8 & 255) if entry["kind"] in tables.UNDOING else None


def counting(entry: Row) -> int:
    """Return the points (mp) that an entry adds to the base."""
    return int(entry["points"]) if entry["counts"] else 0


def by_day(rows: Iterable[Row] | None) -> dict[int, list[Row]]:
    """Return rows under their days."""
    days: dict[int, list[Row]] = defaultdict(list)
    for row in rows or ():
        days[row["day"]].append(row)
    return days


def recompute(run: Run, file: OnFile) -> tuple[tuple[LifeDay, ...], tuple[str, ...]]:
    """Return the lifeline, a row for every day, and in words what was checked.

    Raises `CheckFailed` where the sums and what the run kept say different things.
    """
    course, overrides = Course(run.scenario, file), Overrides(run.scenario)
    scale = course.at(0)
    where = f"{run.path}: citizen {file.citizen['citizen']}"
    base, influence = scale.start, 0
    counted, total = base, scale.total(base, influence)
    category = first_category(run.scenario, file)
    ledger, moves, contacts = by_day(file.ledger), by_day(file.moves), by_day(file.influence)
    lifeline = []
    for day in range(run.days_number):
        scale = course.at(day)
        for entry in ledger[day]:
            base += counting(entry)
            overrides.take_in(entry)
        for change in contacts[day]:
            influence = change["influence"]
        for move in moves[day]:
            if move["before"] != category:
                raise CheckFailed(f"{where}: day {day}: a move that starts from another category")
            category = move["after"]
        if scale.works_out_totals(day):
            counted, total = base, scale.total(base, influence)
        if file.influence is None:
            lifeline.append(LifeDay(day, base / MILLIPOINTS, None, None, scale.names[category]))
            continue
        without_consent = scale.asked and category == tables.NO_CATEGORY
        due = category if without_consent else scale.category(total, overrides.worst)
        if category != due:
            points = points_text(total / MILLIPOINTS, sign=False)
            raise CheckFailed(
                f"{where}: day {day}: the sums give {points} points and category {scale.names[due]}, "
                f"and the run says {scale.names[category]}"
            )
        now = LifeDay(day, base / MILLIPOINTS, influence / MILLIPOINTS, total / MILLIPOINTS, "")
        lifeline.append(now._replace(category=scale.names[category]))
    _check_undone(where, file, course.residence)
    _check_appeals(where, file, run.days_number)
    _check_end(where, file, scale, base, counted, influence, category)
    return tuple(lifeline), _in_words(run, file, course.at(0), base)


def true_categories(run: Run, file: OnFile) -> tuple[str, ...]:
    """Return the category on the true record at the end of every day; nothing where none is kept.

    Raises `CheckFailed` where one move does not start where the last one ended.
    """
    if file.true_moves is None:
        return ()
    scale, moves = Scale(run.scenario), by_day(file.true_moves)
    category, found = first_category(run.scenario, file), []
    for day in range(run.days_number):
        for move in moves[day]:
            if move["before"] != category:
                raise CheckFailed(
                    f"{run.path}: citizen {file.citizen['citizen']}: day {day}: on the true record, a move "
                    "that starts from another category"
                )
            category = move["after"]
        found.append(scale.names[category])
    return tuple(found)


def _check_undone(where: str, file: OnFile, residence: Residence) -> None:
    """Every expiry and every correction undoes one entry of this file, once and exactly."""
    entries = {entry_id(entry): entry for entry in file.ledger}
    if len(entries) != len(file.ledger):
        raise CheckFailed(f"{where}: two entries have the same id")
    undone = set()
    for entry in file.ledger:
        if entry["kind"] not in tables.UNDOING:
            continue
        cause = entry["cause_hi"], entry["cause_lo"]
        there = cause in entries and cause not in undone
        if not there or entry["points"] != -_worth(entries[cause], entry, residence):
            goes = "expires" if entry["kind"] == tables.EXPIRY else "is taken back"
            raise CheckFailed(f"{where}: day {entry['day']}: an entry {goes} that was not there, or twice")
        undone.add(cause)


def _worth(undone: Row, by: Row, residence: Residence) -> int:
    """Return the points (mp) of an entry on the day on which another one undoes it."""
    return residence.points_later(undone["points"], undone["day"], by["day"])


def _check_appeals(where: str, file: OnFile, days: int) -> None:
    """Entries are taken back on the day on which an appeal is granted, or files are separated."""
    granted = {
        entry_id(appeal): appeal["answered"]
        for appeal in file.appeals or ()
        if appeal["corrected"] and appeal["answered"] < days
    }
    gone: dict[EntryId, int] = {}
    for entry in file.ledger:
        if undone_kind(entry) in ABOUT_DEEDS:
            cause = entry["cause_hi"], entry["cause_lo"]
            gone[cause] = entry["day"]
            moved = file.mishaps.get(cause, {}).get("kind") == tables.MERGED_FILES
            if entry["kind"] == tables.CORRECTION and granted.get(cause) != entry["day"] and not moved:
                raise CheckFailed(f"{where}: day {entry['day']}: an entry is taken back without an appeal")
    for contested, day in granted.items():
        if gone.get(contested, days) > day:
            raise CheckFailed(f"{where}: day {day}: an appeal is granted, and the entry stays")


def _check_end(
    where: str, file: OnFile, scale: Scale, base: int, counted: int, influence: int, category: int
) -> None:
    """The end of the sums is what stands in the table of citizens; `counted` is the base in the total."""
    at_end = file.citizen
    found: dict[str, Any] = {"base": base, "category": scale.names[category]}
    if file.influence is not None:
        found |= {"influence": influence}
    found["total"] = scale.total(counted, at_end["influence"])
    for name, value in found.items():
        if at_end[name] != value:
            unit = "" if name == "category" else " millipoints"
            raise CheckFailed(
                f"{where}: the sums end in {name} {value}{unit}, and the run says {at_end[name]}{unit}"
            )


def _in_words(run: Run, file: OnFile, scale: Scale, base: int) -> tuple[str, ...]:
    sums = points_text((base - scale.start) / MILLIPOINTS)
    number = sum(entry["counts"] for entry in file.ledger)
    start, end = (points_text(mp / MILLIPOINTS, sign=False) for mp in (scale.start, base))
    said = [
        f"Start {start}, and {sums} from {counted(number, 'entry', 'entries')} that count, is {end}: "
        "the base in the table of citizens, to the thousandth of a point."
    ]
    if file.influence is None:
        said.append(
            "This run did not record the influence of contacts (recording.influence = false), so the total "
            "cannot be worked out day by day; base and contacts give the total at the end."
        )
    else:
        said.append(
            "Base and contacts give the total at the end, and on each of the "
            f"{counted(run.days_number, 'day')} the category is the one that the sums lead to."
        )
    taken_back = [entry for entry in file.ledger if entry["kind"] == tables.CORRECTION]
    if file.appeals is None:
        said.append("Whatever expired was there before, and expired once.")
    else:
        number = sum(undone_kind(entry) in ABOUT_DEEDS for entry in taken_back)
        moved = any(row["kind"] == tables.MERGED_FILES for row in file.mishaps.values())
        why = " or when files were separated" if moved else ""
        appeals = (
            f"; {counted(number, 'entry', 'entries')} taken back, each after an appeal that was granted{why}"
        )
        said.append(
            f"Whatever expired or was taken back was there before, and went once{appeals if number else ''}."
        )
    return tuple(said)

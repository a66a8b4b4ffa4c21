"""What happened to one citizen, in order: dated events with the score after each.

On one day, as in `step.SCHEDULE`: first what they did, then what came on file, what contacts added, the move
to another category, and the answers to what they asked for.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from glasscity import tables
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.lifeline import (
    OnFile,
    Overrides,
    Row,
    Scale,
    by_day,
    counting,
    undone_kind,
)
from glasscity.study.words import cap_text, counted

FILED, NOT_SEEN, UNDER_WAY = "filed", "not seen", "not on file by the end"
"""What became of an act. `UNDER_WAY`: a filing could still be on its way when the run ends."""

ASKED = {tables.REFUSED: "refused", tables.DEARER: "dearer", tables.CHEAPER: "cheaper", tables.FIRST: "first"}

_REASONS = {
    tables.NO_REASON: "",
    tables.ORDINARY: "an ordinary refusal, whatever the score",
    tables.OWN_FILE: "in category {category} by one's own file",
    tables.CONTACTS: "in category {category} through contacts' scores",
    tables.OVERRIDDEN: "in category {category}, which a rule has set",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened, and how the citizen stood after it.

    Attributes
    ----------
    kind : `act` (the truth); `entry`, `cap`, `override`, `expiry` (the file; also `denunciation`,
        `correction`, `repair`, `transfer`); `contacts`; `category`; `refused`, `dearer`, `cheaper`, `first`.
    what : what was done, asked for, or changed, in words.
    conduct, service, organisation : names in the scenario, or None.
    seen : of an act, what became of it: `filed`, `not seen`, or `not on file by the end`.
    filed_by, parameter, parameter_label : who filed it and through which parameter.
    conduct_day, conduct_date : when the conduct was, of an entry.
    points : points that an entry adds to the base; contacts : how much influence changed.
    money : what a service costs more (less, if negative) than its ordinary price; money_for : what of it,
        such as a year's interest of a loan.
    fine : what the court takes, with or without a score.
    before, worse : of a move, the category before it and whether the new one is worse.
    reason : of an answer, what it hangs on, as in `tables.REASONS`; cause : why, in words.
    base, influence, total, category : how the citizen stood after it; influence and total are None where
        the run did not record the influence of contacts.
    """

    day: int
    date: datetime.date
    kind: str
    what: str
    conduct: str | None = None
    service: str | None = None
    organisation: str | None = None
    seen: str | None = None
    filed_by: str = ""
    parameter: int | None = None
    parameter_label: str = ""
    conduct_day: int | None = None
    conduct_date: datetime.date | None = None
    points: float | None = None
    contacts: float | None = None
    money: float | None = None
    money_for: str = ""
    fine: float | None = None
    before: str | None = None
    worse: bool | None = None
    reason: str = ""
    cause: str = ""
    base: float = 0.0
    influence: float | None = None
    total: float | None = None
    category: str = "none"


def chronicle(run: Run, file: OnFile) -> tuple[Event, ...]:
    """Return everything that happened to a citizen, in order."""
    return tuple(_Chronicler(run, file).tell())


class _Chronicler:
    """Goes through one citizen's rows day by day and keeps the score beside them."""

    def __init__(self, run: Run, file: OnFile) -> None:
        self._scenario = run.scenario
        self._days = run.days_number
        self._file = file
        self._names = _Names(run)
        self._scale, self._overrides = Scale(run.scenario), Overrides(run.scenario)
        self._base, self._influence = self._scale.start, 0
        self._category = self._scale.category(self._scale.start)
        self._filed = {(e["entry_hi"]) for e in file.ledger if e["kind"] == tables.CONDUCT}
        scored = run.scenario.scoring.enabled
        self._unwatched = "nobody watches for it" if scored else "only what the courts fine is filed here"
        self._events: list[Event] = []
        self._fined: set[int] = set()

    def tell(self) -> list[Event]:
        file = self._file
        acts, ledger, contacts = by_day(file.acts), by_day(file.ledger), by_day(file.influence)
        moves, decisions = by_day(file.moves), by_day(file.decisions)
        for day in sorted({*acts, *ledger, *contacts, *moves, *decisions}):
            for act in acts[day]:
                self._act(act)
            for entry in ledger[day]:
                self._entry(entry)
            for change in contacts[day]:
                self._contacts(change)
            for move in moves[day]:
                self._move(move)
            for decision in decisions[day]:
                self._decision(decision)
        return self._events

    def _add(self, row: Row, kind: str, what: str, **more: Any) -> None:
        known = self._file.influence is not None
        total = self._scale.total(self._base, self._influence)
        self._events.append(
            Event(
                day=row["day"],
                date=self._scenario.time.date_of(row["day"]),
                kind=kind,
                what=what,
                base=self._base / MILLIPOINTS,
                influence=self._influence / MILLIPOINTS if known else None,
                total=total / MILLIPOINTS if known else None,
                category=self._scale.names[self._category],
                **more,
            )
        )

    def _act(self, act: Row) -> None:
        key = self._names.conduct[act["conduct"]]
        cause = ""
        if int(tables.filing_hi(act["citizen"], act["day"], act["conduct"])) in self._filed:
            seen = FILED
        elif act["day"] + self._names.longest_delay(key) >= self._days:
            seen = UNDER_WAY
        else:
            seen = NOT_SEEN
            cause = "" if self._names.is_watched(key) else self._unwatched
        label = self._scenario.conduct[key].label
        self._add(act, "act", label, conduct=key, seen=seen, cause=cause)

    def _entry(self, entry: Row) -> None:
        self._base += counting(entry)
        self._overrides.take_in(entry)
        key = self._names.conduct[entry["conduct"]]
        kind = tables.ENTRY_KINDS[entry["kind"]]
        fine = self._fine(entry, key)
        self._add(
            entry,
            "entry" if entry["kind"] == tables.CONDUCT else kind,
            self._scenario.conduct[key].label,
            conduct=key,
            organisation=self._names.organisation[entry["organisation"]],
            filed_by=self._names.organisation_label[entry["organisation"]],
            parameter=entry["parameter"],
            parameter_label=self._names.parameter_label.get(entry["parameter"], ""),
            conduct_day=entry["conduct_day"],
            conduct_date=self._scenario.time.date_of(entry["conduct_day"]),
            points=counting(entry) / MILLIPOINTS,
            fine=float(fine) if fine is not None else None,
            cause=_cause_of_entry(self._scenario, key, entry),
        )

    def _fine(self, entry: Row, key: str) -> Decimal | None:
        """Return what the court takes: a deed is fined once, whoever files it again."""
        if entry["kind"] != tables.CONDUCT or entry["entry_hi"] in self._fined:
            return None
        self._fined.add(entry["entry_hi"])
        return self._scenario.courts.fines.get(key)

    def _contacts(self, change: Row) -> None:
        before, self._influence = self._influence, change["influence"]
        changed = (self._influence - before) / MILLIPOINTS
        self._add(change, "contacts", "contacts' scores", contacts=changed, cause="worked out anew")

    def _move(self, move: Row) -> None:
        before, self._category = self._category, move["after"]
        names = self._scale.names
        direction = "falls" if self._category > before else "rises"
        self._add(
            move,
            "category",
            f"category {direction}: {names[before]} → {names[self._category]}",
            before=names[before],
            worse=self._category > before,
            cause=self._cause_of_category(),
        )

    def _cause_of_category(self) -> str:
        """Return what holds the category, where it is not the citizen's own points."""
        scale, override = self._scale, self._overrides.worst
        if self._file.influence is None:
            return ""
        by_total = scale.category(scale.total(self._base, self._influence))
        if override > by_total:
            return f"set by a rule; the score alone gives {scale.names[by_total]}"
        without = scale.category(scale.total(self._base, 0), override)
        if without != self._category:
            return f"through contacts; without them {scale.names[without]}"
        return ""

    def _decision(self, decision: Row) -> None:
        key = self._names.service[decision["service"]]
        service = self._scenario.services[key]
        category = self._scale.names[decision["category"]]
        self._add(
            decision,
            ASKED.get(decision["outcome"], tables.OUTCOMES[decision["outcome"]]),
            service.label,
            service=key,
            money=decision["money"] / 100 if decision["money"] else None,
            money_for="interest a year" if decision["money"] and service.amount is not None else "",
            reason=tables.REASONS[decision["reason"]],
            cause=_REASONS[decision["reason"]].format(category=category),
        )


class _Names:
    """What the codes of a scenario stand for."""

    def __init__(self, run: Run) -> None:
        scenario = run.scenario
        self._scenario = scenario
        self.conduct = {conduct.code: name for name, conduct in scenario.conduct.items()}
        self.service = {service.code: name for name, service in scenario.services.items()}
        self.organisation = {
            code: name
            for name, organisation in scenario.organisations.items()
            for code in range(organisation.code, organisation.code + organisation.count)
        }
        self.organisation_label = run.organisation_labels
        self.parameter_label = {e.parameter: e.label for e in scenario.catalogue.exceptions}

    def is_watched(self, conduct: str) -> bool:
        """Return whether any organisation ever files this conduct."""
        scenario = self._scenario
        filed = conduct in scenario.courts.fines
        filed = filed or (scenario.scoring.enabled and conduct in scenario.rulebook.rules)
        return filed and any(o.sees.get(conduct, 0) > 0 for o in scenario.organisations.values())

    def longest_delay(self, conduct: str) -> int:
        """Return how many days a filing of this conduct may take; less than 0 if nobody files it."""
        if not self.is_watched(conduct):
            return -1
        watching = self._scenario.organisations.values()
        return max(o.delay_days[1] for o in watching if o.sees.get(conduct, 0) > 0)


def _cause_of_entry(scenario: Scenario, conduct: str, entry: Row) -> str:
    """Return in words why an entry is there, or what becomes of it."""
    if not scenario.scoring.enabled:
        return ""
    rule = scenario.rulebook.rules.get(conduct)
    if rule is None:
        return "no rule gives points for it"
    kind, undone = entry["kind"], undone_kind(entry)
    if kind == tables.CAP and rule.cap is not None:
        return f"does not count: {cap_text(rule.cap, scenario.rulebook.caps[rule.cap])}"
    if kind == tables.OVERRIDE and rule.override is not None:
        days = counted(rule.override.days, "day")
        return f"to category {rule.override.category} for {days}, whatever the score"
    if undone == tables.OVERRIDE and rule.override is not None:
        days = counted(rule.override.days, "day")
        return f"the {days} in category {rule.override.category} are over"
    if undone is not None:
        days = counted(rule.expires_after_days or 0, "day")
        if undone == tables.CAP:
            return f"goes after {days}, with what it took back"
        return f"deleted after {days}"
    return ""

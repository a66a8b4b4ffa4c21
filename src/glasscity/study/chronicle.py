"""What happened to one citizen, in order: dated events with the score after each.

On one day, as in `step.SCHEDULE`: first what they say from then on and what changed in their life, then what
they did, and told of others, the steps of their appeals, what came on file, what contacts added, the move to
another category, and the answers to what they asked for.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from glasscity import tables
from glasscity.results import Run
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.society.voice.rules import EXPRESSIONS
from glasscity.study.appeal_words import how_struck_out, outcome_of_step, why_not_struck_out
from glasscity.study.entry_words import (
    REASON_WORDS,
    cause_of_entry,
    found_by,
    moved_away,
    reward_of,
    truth_of_entry,
)
from glasscity.study.event import ELSEWHERE, FILED, NOT_FILED, NOT_SEEN, UNDER_WAY, Event
from glasscity.study.life_words import LifeWords
from glasscity.study.lifeline import Course, Overrides, by_day, counting, first_category
from glasscity.study.names import Names
from glasscity.study.on_file import OnFile, Row, deed_as_filed, entry_id
from glasscity.study.residence import why_scored
from glasscity.study.tie_events import tie_events
from glasscity.study.truth import ABOUT_DEEDS, LIE
from glasscity.study.voice_words import what_one_says, why_one_says

ASKED = {tables.REFUSED: "refused", tables.DEARER: "dearer", tables.CHEAPER: "cheaper", tables.FIRST: "first"}


def chronicle(run: Run, file: OnFile) -> tuple[Event, ...]:
    """Return everything that happened to a citizen, in order."""
    return tuple(_Chronicler(run, file).tell())


class _Chronicler:
    """Goes through one citizen's rows day by day and keeps the score beside them."""

    def __init__(self, run: Run, file: OnFile) -> None:
        self._scenario = run.scenario
        self._days = run.days_number
        self._file = file
        self._names = Names(run)
        self._course = Course(run.scenario, file)
        self._scale = self._course.at(0)
        self._overrides = Overrides(run.scenario)
        self._base, self._influence = self._scale.start, 0
        self._category = self._true_category = first_category(run.scenario, file)
        self._filed = {e["entry_hi"] for e in file.ledger if e["kind"] in ABOUT_DEEDS}
        citizen = file.citizen["citizen"]
        self._elsewhere = {
            e["entry_hi"]: e["citizen"] for e in file.elsewhere if e["entry_hi"] >> 32 == citizen
        }
        self._entries = {entry_id(entry): entry for entry in file.ledger}
        self._corrected = {
            (e["cause_hi"], e["cause_lo"]) for e in file.ledger if e["kind"] == tables.CORRECTION
        }
        self._notified = {entry_id(appeal): bool(appeal["notified"]) for appeal in file.appeals or ()}
        scored = run.scenario.scoring.enabled
        self._unwatched = "nobody watches for it" if scored else "only what the courts fine is filed here"
        self._events: list[Event] = []
        self._fined: set[int] = set()
        self._fined_elsewhere: dict[int, tuple[int, int]] = {}
        for entry in file.elsewhere:
            fined = self._names.conduct[entry["conduct"]] in run.scenario.courts.fines
            if fined and entry["kind"] == tables.CONDUCT:
                self._fined_elsewhere.setdefault(deed_as_filed(entry), (entry["day"], entry["citizen"]))

    def tell(self) -> list[Event]:
        file = self._file
        acts, ledger, contacts = by_day(file.acts), by_day(file.ledger), by_day(file.influence)
        moves, decisions, true_moves = by_day(file.moves), by_day(file.decisions), by_day(file.true_moves)
        told, steps, voice = by_day(file.told), self._steps(), by_day(file.voice)
        lives, words = by_day(file.circumstances), LifeWords(self._scenario)
        ties = tie_events(file.citizen["citizen"], file.tie_changes)
        refused = by_day(row for row in file.repairs if not row["granted"])
        theirs = {*voice, *ties, *lives, *acts, *told, *steps, *refused}
        for day in sorted({*theirs, *ledger, *contacts, *moves, *true_moves, *decisions}):
            self._scale = self._course.at(day)
            for change in voice[day]:
                before, cause = EXPRESSIONS[change["before"]], why_one_says(change)
                self._add(change, "voice", what_one_says(change), before=before, cause=cause)
            for change in lives[day]:
                self._add(change, "circumstance", **words.event(change))
            for row, kind, what, more in ties.get(day, ()):
                self._add(row, kind, what, **more)
            for act in acts[day]:
                self._act(act)
            for denunciation in told[day]:
                self._told(denunciation)
            for kind, appeal in steps.get(day, ()):
                self._step(day, kind, appeal)
            for decision in refused[day]:
                self._repair_refused(decision)
            for entry in ledger[day]:
                self._entry(entry)
            for change in contacts[day]:
                self._contacts(change)
            for move in true_moves[day]:
                self._true_category = move["after"]
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
                true_category=self._scale.names[self._true_category]
                if self._file.true_moves is not None
                else None,
                **more,
            )
        )

    def _act(self, act: Row) -> None:
        key = self._names.conduct[act["conduct"]]
        deed = int(tables.filing_hi(act["citizen"], act["day"], act["conduct"]))
        cause, other = "", self._elsewhere.get(deed)
        if deed in self._filed:
            seen, other = FILED, None
        elif other is not None:
            seen, cause = ELSEWHERE, f"it stands in the file of citizen {other}"
        elif act["day"] + self._names.longest_delay(key) >= self._days:
            seen = UNDER_WAY
        else:
            seen = NOT_FILED if self._names.may_be_lost(key) else NOT_SEEN
            cause = "" if self._names.is_watched(key) else self._unwatched
        label = self._scenario.conduct[key].label
        self._add(act, "act", label, conduct=key, seen=seen, cause=cause, other=other)

    def _told(self, told: Row) -> None:
        """They told of somebody."""
        rules = self._scenario.denunciation
        assert rules is not None
        key = self._names.conduct[told["conduct"]]
        said = [next(motive.label for motive in rules.motives.values() if motive.code == told["motive"])]
        said.append("a lie, nothing of the kind happened" if told["lie"] else "it is true")
        said += (
            ["believed though it was looked into"]
            if told["looked_into"] and told["lie"] > told["found_out"]
            else []
        )
        self._add(
            told,
            "told",
            self._scenario.conduct[key].label,
            conduct=key,
            other=told["target"],
            wrong=LIE if told["lie"] else None,
            cause="; ".join(said),
        )

    def _steps(self) -> dict[int, list[tuple[str, Row]]]:
        """Return the steps of all appeals under their days, those of one day in the order of the day."""
        steps: dict[int, list[tuple[str, Row]]] = {}
        for kind, day, holds in (
            ("notified", "day", "notified"),
            ("contested", "made", "contested"),
            ("heard", "heard", "contested"),
            ("answered", "answered", "contested"),
        ):
            for appeal in self._file.appeals or ():
                if appeal[holds] and 0 <= appeal[day] < self._days:
                    steps.setdefault(appeal[day], []).append((kind, appeal))
        return steps

    def _step(self, day: int, kind: str, appeal: Row) -> None:
        """An entry against them is on its way: they learn of it, contest it, are heard, get an answer."""
        entry = self._entries[entry_id(appeal)]
        key = self._names.conduct[entry["conduct"]]
        taken_back = entry_id(appeal) in self._corrected
        cause, corrected = outcome_of_step(kind, appeal, self._days, taken_back)
        self._add(
            {"day": day},
            kind,
            self._scenario.conduct[key].label,
            conduct=key,
            organisation=self._names.organisation[entry["organisation"]],
            filed_by=self._names.organisation_label[entry["organisation"]],
            parameter=entry["parameter"],
            conduct_day=entry["conduct_day"],
            conduct_date=self._scenario.time.date_of(entry["conduct_day"]),
            wrong=self._file.wrong.get(entry_id(entry)),
            corrected=corrected,
            cause=cause,
        )

    def _transfer(self, entry: Row) -> None:
        before, self._base = self._base, self._base + counting(entry)
        what, cause = self._course.residence.move_words(entry["day"], before, self._base)
        self._add(entry, "transfer", what, points=counting(entry) / MILLIPOINTS, cause=cause)

    def _repair_refused(self, decision: Row) -> None:
        """An application to strike out an entry is turned down."""
        entry = self._entries[entry_id(decision)]
        key = self._names.conduct[entry["conduct"]]
        self._add(
            decision,
            "repair refused",
            self._scenario.conduct[key].label,
            conduct=key,
            conduct_day=entry["conduct_day"],
            conduct_date=self._scenario.time.date_of(entry["conduct_day"]),
            cause=why_not_struck_out(decision),
        )

    def _entry(self, entry: Row) -> None:
        if entry["kind"] == tables.TRANSFER:
            self._transfer(entry)
            return
        self._base += counting(entry)
        self._overrides.take_in(entry)
        key = self._names.conduct[entry["conduct"]]
        kind = tables.ENTRY_KINDS[entry["kind"]]
        fine = self._fine(entry, key)
        label = self._names.organisation_label[entry["organisation"]]
        undone = self._entries.get((entry["cause_hi"], entry["cause_lo"]), entry)
        cause = cause_of_entry(self._scenario, key, entry, entry["day"] - undone["day"])
        if entry["kind"] == tables.CONDUCT and not cause:
            cause = found_by(self._scenario, self._names.organisation[entry["organisation"]], key)
        if (told := reward_of(self._scenario, self._file, entry)) is not None:
            cause = f"for telling {'a lie about' if told['lie'] else 'of'} citizen {told['target']}"
        if entry["kind"] == tables.REPAIR:
            cause = f"{cause}, {how_struck_out(self._file, entry)}"
        if (moved := moved_away(self._file, entry)) is not None:
            cause = f"moved to the file of citizen {moved}, whose it is"
        self._add(
            entry,
            "entry" if entry["kind"] == tables.CONDUCT else kind,
            self._scenario.conduct[key].label,
            conduct=key,
            organisation=self._names.organisation[entry["organisation"]],
            filed_by=label,
            parameter=entry["parameter"],
            parameter_label=self._names.parameter_label.get(entry["parameter"], ""),
            conduct_day=entry["conduct_day"],
            conduct_date=self._scenario.time.date_of(entry["conduct_day"]),
            points=counting(entry) / MILLIPOINTS,
            fine=float(fine) if fine is not None else None,
            cause=cause,
            **self._truth(entry, label),
        )

    def _truth(self, entry: Row, filed_by: str) -> dict[str, Any]:
        """Return what is true about an entry that tells of a deed."""
        if entry["kind"] not in ABOUT_DEEDS:
            return {}
        done = self._names.conduct.get(entry["entry_hi"] & 0xFFFF)
        label = self._scenario.conduct[done].label if done is not None else ""
        actor, informer = entry["entry_hi"] >> 32, self._file.informers.get(entry_id(entry))
        other = informer["informer"] if informer is not None else actor if actor != entry["citizen"] else None
        return {
            "filing": tables.filing_text(entry["cause_hi"], entry["cause_lo"]),
            "wrong": self._file.wrong.get(entry_id(entry)),
            "truth": truth_of_entry(self._scenario, self._file, entry, label, filed_by),
            "other": other,
            "notified": self._notified.get(entry_id(entry)),
        }

    def _fine(self, entry: Row, key: str) -> Decimal | None:
        """Return what the court takes: a deed is fined once, when it is first filed, about whomever."""
        fine, deed = self._scenario.courts.fines.get(key), deed_as_filed(entry)
        if fine is None or entry["kind"] != tables.CONDUCT or deed in self._fined:
            return None
        self._fined.add(deed)
        here = entry["day"], entry["citizen"]
        return None if self._fined_elsewhere.get(deed, here) < here else fine

    def _contacts(self, change: Row) -> None:
        before, self._influence = self._influence, change["influence"]
        changed = (self._influence - before) / MILLIPOINTS
        self._add(change, "contacts", "contacts' scores", contacts=changed, cause="worked out anew")

    def _move(self, move: Row) -> None:
        before, self._category = self._category, move["after"]
        names = self._scale.names
        if tables.NO_CATEGORY in (before, self._category):
            self._begin_or_end(move, names[before], names[self._category])
            return
        direction = "falls" if self._category > before else "rises"
        self._add(
            move,
            "category",
            f"category {direction}: {names[before]} → {names[self._category]}",
            before=names[before],
            worse=self._category > before,
            cause=self._cause_of_category(),
        )

    def _begin_or_end(self, move: Row, before: str, after: str) -> None:
        """Tell that somebody comes to be scored, or is so no longer."""
        begins, asked = before == "none", self._course.at(move["day"]).asked
        self._add(
            move,
            "category",
            f"{'scored from now on' if begins else 'no longer scored'}: {before} → {after}",
            before=before,
            worse=False,
            cause=why_scored(self._scenario, begins, asked),
        )

    def _cause_of_category(self) -> str:
        """Return what holds the category, where it is not the citizen's own points."""
        scale, override = self._scale, self._overrides.worst
        if self._file.influence is None:
            return ""
        by_total = scale.category(scale.total(self._base, self._influence))
        if override > by_total and override == self._category:
            return f"set by a rule; the score alone gives {scale.names[by_total]}"
        if not self._influence:
            return ""
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
            cause=REASON_WORDS[decision["reason"]].format(category=category),
        )

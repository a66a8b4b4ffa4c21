"""Citizens contest what is on file about them, or apply to have it struck out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from glasscity.draws import APPEAL, HELPER, REPAIR
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.tables import CONDUCT, COPIES, DENUNCIATION, OVERRIDE, SECOND_IMPORT
from reference.chance import Chance, Person, always_the_same, threshold_for
from reference.draws import draw, high_product
from reference.filing import copy_of
from reference.memory import Memory
from reference.rows import Row

UNCHANGED, MOST = 128, 255
"""Readiness in 128ths: the one that changes nothing, and the largest."""


class Appellants:
    """What earlier answers have taught everybody, and who has somebody to help.

    Attributes
    ----------
    readiness : factor on contesting, in 128ths; helped : 1 where somebody has help with appeals.
    """

    def __init__(self, scenario: Scenario, people: Sequence[Person], seed: int) -> None:
        self.people, self.seed = people, seed
        self.readiness = [UNCHANGED] * len(people)
        self.helped = [0] * len(people)
        self.answers: dict[int, list[Row]] = {}
        self.change(scenario)

    def change(self, scenario: Scenario) -> None:
        """Rule: a share of citizens has help, each by one draw for ever, so that a larger share holds all who
        belong to a smaller one. What was learnt stays learnt."""
        appeals = scenario.appeals if scenario.hears_appeals else None
        self.learning = appeals.learning if appeals is not None else None
        helpers = appeals.helpers if appeals is not None else None
        for citizen, person in enumerate(self.people):
            self.helped[citizen] = 0
            if helpers is not None:
                word = draw(self.seed, citizen, 0, HELPER, 0, 0)[0]
                share = threshold_for(always_the_same(helpers.share, helpers.depends), person)
                self.helped[citizen] = int(word < share)

    def take_in(self, hearings: Sequence[Row]) -> None:
        """Accept today's hearings: each appellant learns the day after the answer."""
        for hearing in hearings:
            self.answers.setdefault(hearing.answered + 1, []).append(hearing)

    def learn(self, day: int) -> None:
        """Rule: every refusal multiplies one's readiness by one factor, every success by another, halves
        rounded up."""
        for answer in self.answers.pop(day, []):
            if self.learning is None:
                continue
            taught = self.learning.after_success if answer.corrected else self.learning.after_refusal
            factor = int((taught * UNCHANGED + Decimal("0.5")).__floor__())
            after = (self.readiness[answer.citizen] * factor + UNCHANGED // 2) // UNCHANGED
            self.readiness[answer.citizen] = min(after, MOST)


def entries_against(scenario: Scenario, entries: Sequence[Row]) -> list[Row]:
    """Rule: against somebody is an entry of a deed that takes points, or sets a category; what an experiment
    files by lot nobody did, and nobody contests."""
    experiment = scenario.experiment
    by_lot = scenario.conduct[experiment.conduct].code if experiment is not None else 0
    setting = {_filing_of(entry) for entry in entries if entry.kind == OVERRIDE}
    return [
        entry
        for entry in entries
        if entry.kind in (CONDUCT, DENUNCIATION)
        and entry.conduct != by_lot
        and (entry.points < 0 or _filing_of(entry) in setting)
    ]


def _filing_of(entry: Row) -> tuple[int, int]:
    """Return the filing that an entry came of: the lowest 16 bits of an id tell apart those of one filing."""
    return entry.entry_hi, entry.entry_lo >> 16


def contest(
    scenario: Scenario,
    yesterday: Sequence[Row],
    memory: Memory,
    appellants: Appellants,
    people: Sequence[Person],
    key: int,
    day: int,
) -> list[Row]:
    """Rule: a share of entries against somebody is made known to them; they contest it some days later, a
    wrong one with one probability and a right one with another, more readily with help, and as earlier
    answers have taught them. Return a row for every entry against somebody, contested or not."""
    rules = scenario.appeals
    assert rules is not None
    against = entries_against(scenario, yesterday)
    appeals = []
    for entry, did in zip(against, memory.did(against), strict=True):
        citizen = entry.citizen
        wrong = not did or _made_up_or_repeated(entry)
        number = entry.entry_lo >> 16 & 0xFFFF
        words = draw(key, citizen, entry.conduct_day, APPEAL, number, entry.parameter)
        told = words[0] < threshold32(rules.notified)
        chance = rules.if_wrong if wrong else rules.if_right
        if appellants.helped[citizen] and rules.helpers is not None:
            chance *= rules.helpers.contests
        ready = threshold_for(Chance(chance, Decimal(1), rules.depends, {}), people[citizen])
        contested = told and words[1] < ready * appellants.readiness[citizen] // UNCHANGED
        shortest, longest = rules.after_days
        made = day + shortest + high_product(words[2], longest - shortest + 1) if contested else -1
        appeals.append(
            Row(
                day=day,
                citizen=citizen,
                entry_hi=entry.entry_hi,
                entry_lo=entry.entry_lo,
                wrong=int(wrong),
                notified=int(told),
                contested=int(contested),
                corrected=0,
                made=made,
                heard=-1,
                answered=-1,
            )
        )
    return appeals


def _made_up_or_repeated(entry: Row) -> bool:
    """Rule: what was filed twice, invented or taken for other conduct is wrong, even if they did that as
    well. Informers' filings of one deed are numbered too, and wrong only where they were imported twice."""
    copy = copy_of(entry.entry_lo)
    return (entry.kind == CONDUCT and copy % COPIES > 0) or copy & SECOND_IMPORT > 0


def apply_for_repair(scenario: Scenario, yesterday: Sequence[Row], key: int) -> list[Row]:
    """Rule: for a share of the entries against somebody they apply, on a day evenly spread after the shortest
    time for the gravity of the conduct; a share has done what is asked. It is decided some days later."""
    rules = scenario.repair
    assert rules is not None
    gravity = {conduct.code: conduct.gravity for conduct in scenario.conduct.values()}
    applications = []
    for entry in entries_against(scenario, yesterday):
        number = entry.entry_lo >> 16 & 0xFFFF
        words = draw(key, entry.citizen, entry.conduct_day, REPAIR, number, entry.parameter)
        if words[0] >= threshold32(rules.applies):
            continue
        waiting = rules.days_of(gravity[entry.conduct])
        made = entry.day + waiting + high_product(words[1], rules.within_days + 1)
        shortest, longest = rules.decided_after_days
        applications.append(
            Row(
                day=made + shortest + high_product(words[2], longest - shortest + 1),
                citizen=entry.citizen,
                entry_hi=entry.entry_hi,
                entry_lo=entry.entry_lo,
                made=made,
                met=int(words[3] < threshold32(rules.conditions_met)),
                clean=0,
                stood=0,
                granted=0,
            )
        )
    return applications

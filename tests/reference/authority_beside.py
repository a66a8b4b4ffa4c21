"""The authority's side of this reference beside the engine's: both are given the same, and must say the same.

This is where rows of the engine become rows of the reference; the reference itself knows nothing of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from math import inf
from types import SimpleNamespace
from typing import Any

import numpy as np

from glasscity import tables
from glasscity.authority.contacts import ContactsOnFile as EngineContacts
from glasscity.authority.national_list import FOR_NOW, NEVER
from glasscity.authority.reading import NO_COPY
from glasscity.intervention import stages
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.step import SCHEDULE
from glasscity.world import City, Today, World, found_city, open_world
from reference.contacts import ContactsOnFile
from reference.copies import Copies
from reference.data_centre import DataCentre
from reference.hearing import Hearings
from reference.mishap import Mishaps
from reference.recorded import Recorded
from reference.rows import Row, rows_of, tuples

SEED, LIFE = 1, 2


def same_lists(what: str, ours: list[Any], theirs: list[Any]) -> None:
    """Say what differs first, if anything does."""
    for place, (mine, others) in enumerate(zip_longest(ours, theirs)):
        if mine != others:
            raise AssertionError(f"{what}, place {place}: the reference says {mine}, the engine {others}")


@dataclass
class Beside:
    """A data centre of the engine and one of the reference, given the same; what they say is compared."""

    engine: Any
    reference: DataCentre
    keeps_influence: bool = True
    seen: Counter[str] = field(default_factory=Counter)

    def __getattr__(self, name: str) -> Any:
        """Return anything else as the engine has it."""
        return getattr(self.engine, name)

    def _same(self, what: str, ours: list[Row], theirs: np.ndarray) -> None:
        same_lists(f"{what} {theirs.dtype.names}", tuples(ours, theirs.dtype), theirs.tolist())
        self.seen[what] += len(ours)

    def take_in(self, filings: np.ndarray) -> None:
        self.reference.take_in(rows_of(filings))
        self.engine.take_in(filings)

    def take_in_appeals(self, appeals: np.ndarray, yesterday: np.ndarray) -> None:
        self.reference.take_in_appeals(rows_of(appeals))
        self.engine.take_in_appeals(appeals, yesterday)

    def take_in_applications(self, applications: np.ndarray, yesterday: np.ndarray) -> None:
        self.reference.take_in_applications(rows_of(applications))
        self.engine.take_in_applications(applications, yesterday)

    def take_in_declarations(self, declared: np.ndarray) -> None:
        self.reference.take_in_declarations(declared.tolist())
        self.engine.take_in_declarations(declared)
        self.seen["declarations"] += len(declared)

    def ask_consent(self, consents: np.ndarray) -> None:
        self.reference.ask_consent(consents.tolist())
        self.engine.ask_consent(consents)

    def change(self, scenario: Scenario, day: int) -> None:
        self.reference.change(scenario, day)
        self.engine.change(scenario, day)

    def transfer(self, relocations: np.ndarray) -> None:
        self.reference.transfer(rows_of(relocations))
        self.engine.transfer(relocations)

    def record(self, day: int, new_year: bool, workers: Workers) -> np.ndarray:
        entries = self.engine.record(day, new_year, workers)
        self._same("entries", self.reference.record(day, new_year), entries)
        self._same("heard", self.reference.heard, self.engine.heard)
        self._same("repairs", self.reference.repairs, self.engine.repairs)
        for kind, number in Counter(entries["kind"].tolist()).items():
            self.seen[tables.ENTRY_KINDS[kind]] += number
        if self.engine.mishaps is not None:
            self._same("mishaps", self.reference.mishaps.begun, self.engine.mishaps.begun)
            mishandled = self.engine.mishaps.mishandled
            self._same("mishandled", self.reference.mishaps.mishandled, mishandled)
            self.seen.update(tables.MISHAPS[kind] for kind in mishandled["kind"].tolist())
        return entries

    def score(self, entries: np.ndarray, day: int, workers: Workers) -> np.ndarray:
        changes = self.engine.score(entries, day, workers)
        ours = self.reference.score(rows_of(entries), day)
        if self.keeps_influence:
            self._same("influence", ours, changes)
        return changes

    def categorise(self, day: int, workers: Workers) -> np.ndarray:
        moves = self.engine.categorise(day, workers)
        self._same("moves", self.reference.categorise(day), moves)
        return moves

    def decide(self, requests: np.ndarray, key: Any, day: int, workers: Workers) -> np.ndarray:
        decisions = self.engine.decide(requests, key, day, workers)
        self._same("decisions", self.reference.decide(rows_of(requests), int(key), day), decisions)
        self.seen.update(tables.REASONS[reason] for reason in decisions["reason"].tolist() if reason)
        self.seen.update(tables.OUTCOMES[outcome] for outcome in decisions["outcome"].tolist())
        return decisions

    def compare_files(self) -> None:
        """Hold everybody's file, the books of contexts, the copies and the national list side by side."""
        ours, theirs, scenario = self.reference.file, self.engine.file, self.reference.scenario
        for name in ("base", "influence", "total", "category", "override", "consents", "town"):
            same_lists(name, getattr(ours, name), getattr(theirs, name).tolist())
        caps = scenario.rulebook.caps
        for row, name in enumerate(sorted(caps, key=lambda name: caps[name].code)):
            same_lists(f"gained under {name}", ours.gained[name], theirs.gained[row].tolist())
            same_lists(f"lost under {name}", ours.lost[name], theirs.lost[row].tolist())
        for context, book in zip(scenario.contexts, self.engine.book.base, strict=False):
            same_lists(f"base in {context}", self.reference.book.base[context], book.tolist())
        self._compare_copies(scenario)
        until = [self.reference.national_list.until.get(citizen, NEVER) for citizen in ours.citizens]
        if len(self.engine.mask.until):
            last_days = [FOR_NOW if last == inf else last for last in until]
            same_lists("national list", last_days, self.engine.mask.until.tolist())

    def _compare_copies(self, scenario: Scenario) -> None:
        held, copies = self.engine.held, self.reference.copies
        for name, service in scenario.services.items():
            row = held.row[service.code]
            assert (row != NO_COPY) == (name in copies.held), name
            if row != NO_COPY:
                both = zip(held.category[row].tolist(), held.override[row].tolist(), strict=True)
                same_lists(f"copies for {name}", copies.held[name], list(both))
                corrected = np.flatnonzero(held.corrected[row]).tolist()
                same_lists(f"corrected since, for {name}", sorted(copies.corrected[name]), corrected)
        self.seen["copies"] += len(copies.held)


class ContactsBeside(EngineContacts):
    """The engine's contacts on file, whose changes the references are told of as well."""

    def __init__(self, engine: EngineContacts, *references: ContactsOnFile) -> None:
        vars(self).update(vars(engine))
        self._references = references

    def take_in(self, filed: np.ndarray) -> None:
        for reference in self._references:
            reference.take_in(rows_of(filed))
        super().take_in(filed)


def put_beside(scenario: Scenario, city: City, world: World) -> Counter[str]:
    """Put the reference beside the data centre of a world, and beside its shadow; return what is counted."""
    first, town = stages(scenario)[0].scenario, city.town.tolist()
    course = [stage.scenario for stage in stages(scenario)]
    life = SimpleNamespace(key=int(world.life.key))
    start, contact = city.contacts.start.tolist(), city.contacts.contact.tolist()
    known = [contact[a:b] for a, b in pairwise(start)]
    contacts, true_contacts = ContactsOnFile(known), ContactsOnFile(known)
    consents = world.consents.given.tolist() if world.consents is not None else None
    hearings = mishaps = copies = None
    if world.appellants is not None:
        citizens = [town.count(number) for number in range(max(len(first.towns), 1))]
        hearings = Hearings(first, citizens, world.appellants.helped, life)
    if world.centre.mishaps is not None:
        confusions = world.confusions
        namesake = confusions.namesake.tolist() if confusions is not None else list(range(len(town)))
        mishaps = Mishaps(first, namesake, life)
    if any(one.holders and one.scoring.enabled for one in course):
        copies = Copies(world.seed, life)
    centre = DataCentre(scenario, town, contacts, hearings, mishaps, consents, copies)
    world.contacts = ContactsBeside(world.contacts, contacts, true_contacts)
    world.centre.contacts = world.contacts
    world.centre = Beside(world.centre, centre)
    if world.shadow is not None:
        world.shadow.contacts = world.contacts
        shadow = DataCentre(scenario, town, true_contacts, consents=consents)
        world.shadow = Beside(world.shadow, shadow, keeps_influence=False)
    return world.centre.seen


def live_beside(scenario: Scenario, seed: int = SEED, life: int = LIFE) -> Counter[str]:
    """Let a city live with the reference beside it, phase by phase; return how much of what was compared."""
    with Workers(1) as workers:
        city = found_city(scenario, seed, workers)
        world = open_world(scenario, city, seed, life, workers)
        seen = put_beside(scenario, city, world)
        district = city.population.row("district").tolist()
        recorded = Recorded(stages(scenario)[0].scenario, district) if world.recorded is not None else None
        for day in range(scenario.time.days):
            today = Today(day)
            for phase in SCHEDULE:
                phase.run(world, today)
            for centre in world.centres:
                centre.compare_files()
            if recorded is not None:
                recorded.take_in(rows_of(today.entries))
                _same_counts(recorded, world)
            seen["tie changes on file"] += int((today.tie_changes["filed_by"] > 0).sum())
    return seen


def _same_counts(recorded: Recorded, world: World) -> None:
    """Hold what inspectors go by side by side."""
    for name, rules in world.inspectors.at_work:
        incidents = world.recorded.incidents(name, rules).tolist()
        same_lists(f"incidents of {name}", recorded.incidents(name, rules), incidents)
        if rules.among == "records":
            same_lists(f"records of {name}", recorded.own(name), world.recorded.own(name).tolist())

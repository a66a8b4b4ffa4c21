"""One day, in order.

`SCHEDULE` is the order of the day: the code follows it, the timings are by its phases, and the documents
and the report print it. The tomorrow rule holds throughout: what one citizen's day does to another takes
effect the next day at the earliest. Filings are at least a day on their way, and influence reads
yesterday's totals; so a day is one pass, whatever the order of citizens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority import category, ledger, rulebook, sanction, score
from glasscity.authority.state import File, open_file
from glasscity.mailbox import Mailbox
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.society import conduct, organisation
from glasscity.society.network import Ties, build_network
from glasscity.society.population import Population, build_population


@dataclass(frozen=True)
class City:
    """What a seed makes of a scenario, before anything happens: people, ties, known contacts."""

    population: Population
    ties: Ties
    contacts: organisation.KnownContacts


def found_city(scenario: Scenario, seed: int, workers: Workers) -> City:
    """Make the city: everything here is a function of (scenario, seed)."""
    population = build_population(scenario, seed, workers)
    ties = build_network(scenario, population, seed, workers)
    return City(population, ties, organisation.file_contacts(scenario, ties, seed, workers))


class Tables(NamedTuple):
    """The scenario as arrays, each made by the side of the border that reads it."""

    occasions: conduct.Occasions
    watchers: organisation.Watchers
    rules: rulebook.Rules
    formula: score.Formula
    bands: category.Bands
    terms: sanction.Terms


@dataclass
class World:
    """A city in motion: what lasts from one day to the next."""

    city: City
    tables: Tables
    file: File
    life: np.uint64
    filings: Mailbox
    expiring: Mailbox
    new_years: frozenset[int]
    scored: bool
    workers: Workers
    room: conduct.Day


def open_world(scenario: Scenario, city: City, seed: int, life: int, workers: Workers) -> World:
    """Set the city in motion on the morning of day 0."""
    rules = rulebook.prepare_rules(scenario)
    bands = category.prepare_bands(scenario)
    days = scenario.time.days
    return World(
        city,
        Tables(
            conduct.prepare_occasions(scenario),
            organisation.prepare_watchers(scenario, seed),
            rules,
            score.prepare_formula(scenario),
            bands,
            sanction.prepare_terms(scenario),
        ),
        open_file(scenario, rules, bands, city.population.number),
        np.uint64(life),
        Mailbox(tables.FILING, days),
        Mailbox(tables.ENTRY, days),
        frozenset(day for day in range(1, days) if scenario.time.date_of(day).timetuple().tm_yday == 1),
        scenario.scoring.enabled,
        workers,
        conduct.Day(city.population.number),
    )


@dataclass
class Today:
    """What one day brings about, for whoever measures it."""

    day: int
    acts: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ACT))
    requests: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.REQUEST))
    entries: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ENTRY))
    influence: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.INFLUENCE))
    moves: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.MOVE))
    decisions: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.DECISION))


def act(world: World, today: Today) -> None:
    """Conduct happens, the truth; and people ask for what they need."""
    today.acts, today.requests = conduct.act(
        world.tables.occasions, world.city.population, world.life, today.day, world.room, world.workers
    )


def observe(world: World, today: Today) -> None:
    """Organisations see some of it and file it, a day or more later."""
    filings = organisation.observe(world.tables.watchers, today.acts, world.life, today.day)
    world.filings.send(filings, filings["due"])


def record(world: World, today: Today) -> None:
    """The data centre takes the filings that are due; rules give points; caps and expiry are entries too."""
    rules, file, day = world.tables.rules, world.file, today.day
    if day in world.new_years:
        ledger.new_year(rules, file)
    today.entries = ledger.record(rules, file, world.filings.take(day), world.expiring.take(day), day)
    world.expiring.send(*ledger.time_is_up(rules, today.entries))


def score_and_categorise(world: World, today: Today) -> None:
    """Total = base + influence of known contacts; a category is the band the total lies in."""
    if not world.scored:
        return
    formula, bands, file = world.tables.formula, world.tables.bands, world.file
    if score.influence_is_due(formula, today.day):
        contacts = world.city.contacts
        today.influence = score.score_all(
            formula, file, contacts.start, contacts.contact, today.day, world.workers
        )
        today.moves = category.categorise_all(bands, file, today.day, world.workers)
    else:
        touched = np.unique(today.entries["citizen"])
        score.score_touched(formula, file, touched)
        today.moves = category.categorise_touched(bands, file, touched, today.day)


def sanctioned(world: World, today: Today) -> None:
    """Categories open and close: those who asked today get their answer, with the reason."""
    t = world.tables
    today.decisions = sanction.decide(t.terms, t.bands, t.formula, world.file, today.requests, world.life)


class Phase(NamedTuple):
    """One phase of the day."""

    name: str
    run: Callable[[World, Today], None]

    @property
    def sentence(self) -> str:
        """What happens in this phase, in one sentence."""
        return (self.run.__doc__ or "").strip()


SCHEDULE = (
    Phase("act", act),
    Phase("observe", observe),
    Phase("record", record),
    Phase("score and categorise", score_and_categorise),
    Phase("sanction", sanctioned),
)
"""The order of the day. What measures it comes last and changes nothing (see `records`)."""

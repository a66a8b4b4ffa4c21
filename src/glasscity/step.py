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
from glasscity.scenario.quantities import millipoints
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
    file = open_file(
        city.population.number,
        millipoints(scenario.rulebook.start),
        category.first_category(scenario),
        len(scenario.category_names) if rulebook.some_override(rules) else 0,
        len(rules.yearly),
    )
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
        file,
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
    touched: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    everybody_scored: bool = False
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


def work_out_scores(world: World, today: Today) -> None:
    """Total = base + influence of known contacts, from yesterday's totals."""
    if not world.scored:
        return
    formula, file, contacts = world.tables.formula, world.file, world.city.contacts
    if score.influence_is_due(formula, today.day):
        today.influence = score.score_all(
            formula, file, contacts.start, contacts.contact, today.day, world.workers
        )
        today.everybody_scored = True
    else:
        today.touched = np.unique(today.entries["citizen"])
        score.score_touched(formula, file, today.touched)


def categorise(world: World, today: Today) -> None:
    """A category is the band that the total lies in, or a worse one that a rule has set."""
    if not world.scored:
        return
    bands, file = world.tables.bands, world.file
    if today.everybody_scored:
        today.moves = category.categorise_all(bands, file, today.day, world.workers)
    else:
        today.moves = category.categorise_touched(bands, file, today.touched, today.day)


def answer_requests(world: World, today: Today) -> None:
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
    Phase("score", work_out_scores),
    Phase("categorise", categorise),
    Phase("sanction", answer_requests),
)
"""The order of the day. What measures it comes last and changes nothing (see `measures`)."""

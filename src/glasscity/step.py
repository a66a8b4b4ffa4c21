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
from glasscity.authority.centre import Contacts, DataCentre
from glasscity.authority.hearing import Hearings
from glasscity.authority.state import File
from glasscity.intervention import stages
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.society import appeal, conduct, denunciation, error, organisation
from glasscity.society.confusion import Confusions, build_confusions
from glasscity.society.memory import Memory
from glasscity.society.network import Ties, build_network
from glasscity.society.occasions import NO_LEANING, Chances
from glasscity.society.population import Population, build_population
from glasscity.society.response.minds import WEEK, Minds


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


class Arrangements(NamedTuple):
    """Society's side of a scenario as arrays: what may happen, who watches, errs, tells and contests."""

    chances: Chances
    watchers: organisation.Watchers
    errors: error.ErrorTables | None
    inventions: Chances
    denouncing: denunciation.Denouncing | None
    lies: Chances
    appealing: appeal.Appealing | None


def arrange(scenario: Scenario, seed: int, minds: Minds | None) -> Arrangements:
    """Turn what a scenario says of society into arrays."""
    watchers = organisation.prepare_watchers(scenario, seed)
    return Arrangements(
        conduct.prepare_conduct(scenario, minds.kind_of if minds is not None and minds.enabled else None),
        watchers,
        error.prepare_errors(scenario, watchers),
        error.prepare_inventions(scenario),
        denunciation.prepare_denouncing(scenario),
        denunciation.prepare_lies(scenario),
        appeal.prepare_appealing(scenario),
    )


@dataclass
class World:
    """A city in motion: what lasts from one day to the next."""

    city: City
    arrangements: Arrangements
    minds: Minds | None
    confusions: Confusions | None
    memory: Memory
    yesterday: NDArray[np.void]
    centre: DataCentre
    shadow: DataCentre | None
    seed: int
    life: np.uint64
    new_years: frozenset[int]
    coming: dict[int, Scenario]
    workers: Workers
    room: NDArray[np.uint32]

    @property
    def file(self) -> File:
        """What the authority holds on every citizen."""
        return self.centre.file

    @property
    def scored(self) -> bool:
        """Whether anybody is scored at all."""
        return self.centre.regulations.scored


def open_world(scenario: Scenario, city: City, seed: int, life: int, workers: Workers) -> World:
    """Set the city in motion on the morning of day 0."""
    citizens = city.population.number
    contacts = Contacts(city.contacts.start, city.contacts.contact)
    first, *later = stages(scenario)
    scenario, course = first.scenario, [stage.scenario for stage in (first, *later)]
    response = scenario.response
    minds = Minds(scenario, response, citizens, seed, life) if response is not None else None
    may_differ = any(_file_may_differ_from_truth(one) for one in course)
    return World(
        city,
        arrange(scenario, seed, minds),
        minds,
        build_confusions(scenario, city.population, seed, workers),
        Memory(max(organisation.longest_way(one) for one in course)),
        np.empty(0, tables.ENTRY),
        DataCentre(course, citizens, contacts, _hearings(course, citizens, life)),
        DataCentre(course, citizens, contacts) if may_differ else None,
        seed,
        np.uint64(life),
        scenario.time.new_years(),
        {stage.day: stage.scenario for stage in later},
        workers,
        np.empty(citizens + 1, np.uint32),
    )


def _file_may_differ_from_truth(scenario: Scenario) -> bool:
    erring = any(one.errors is not None for one in scenario.organisations.values())
    return erring or scenario.denounces


def _hearings(course: list[Scenario], citizens: int, life: int) -> Hearings | None:
    if not any(one.hears_appeals for one in course):
        return None
    return Hearings(course[0], citizens, np.uint64(life))


@dataclass
class Today:
    """What one day brings about, for whoever measures it."""

    day: int
    acts: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ACT))
    forgone: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ACT))
    more: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ACT))
    requests: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.REQUEST))
    entries: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ENTRY))
    denunciations: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.DENUNCIATION_TOLD))
    appeals: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.APPEAL))
    hearings: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.APPEAL))
    shadow_entries: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ENTRY))
    shadow_moves: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.MOVE))
    influence: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.INFLUENCE))
    moves: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.MOVE))
    decisions: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.DECISION))


def intervene(world: World, today: Today) -> None:
    """Dated interventions change rules, organisations, rights, from this morning on."""
    scenario = world.coming.pop(today.day, None)
    if scenario is None:
        return
    if world.minds is not None:
        world.minds.change(scenario)
    world.arrangements = arrange(scenario, world.seed, world.minds)
    world.centre.change(scenario)
    if world.shadow is not None:
        world.shadow.change(scenario)


def respond(world: World, today: Today) -> None:
    """Citizens take in yesterday's notices, their own and their contacts'; once a week beliefs change."""
    if world.minds is None or not world.minds.enabled:
        return
    world.minds.take_in(world.yesterday, world.city.ties, today.day)
    if today.day and today.day % WEEK == 0:
        world.minds.revise(world.file.category, world.workers)


def act(world: World, today: Today) -> None:
    """Conduct happens, the truth; and people ask for what they need."""
    minds = world.minds if world.minds is not None and world.minds.enabled else None
    doings = conduct.act(
        world.arrangements.chances,
        world.city.population,
        world.life,
        today.day,
        world.room,
        world.workers,
        minds.state.leaning if minds is not None else NO_LEANING,
    )
    today.acts, today.requests, today.forgone, today.more = doings
    if minds is not None:
        minds.remember(today.acts)


def observe(world: World, today: Today) -> None:
    """Organisations see some of it and file it, a day or more later."""
    now, key = world.arrangements, world.life
    true = organisation.observe(now.watchers, today.acts, key, today.day)
    if world.shadow is not None:
        world.shadow.take_in(true)
    if now.errors is None:
        world.centre.take_in(true)
        return
    world.centre.take_in(error.garble(now.errors, now.watchers, world.confusions, true, key))
    population, room = world.city.population, world.room
    invented = error.invent(
        now.inventions, now.errors, now.watchers, population, key, today.day, room, world.workers
    )
    world.centre.take_in(invented)


def denounce(world: World, today: Today) -> None:
    """Citizens file about people they know: for duty, for points or out of malice, truly or falsely."""
    now, city = world.arrangements, world.city
    if now.denouncing is None:
        return
    assert world.shadow is not None
    denounced = denunciation.denounce(
        now.denouncing,
        now.lies,
        today.acts,
        city.ties,
        city.population,
        world.life,
        today.day,
        world.room,
        world.workers,
    )
    world.centre.take_in(denounced.filings)
    world.shadow.take_in(denounced.true)
    today.denunciations = denounced.told


def contest(world: World, today: Today) -> None:
    """Citizens who learn of an entry against them may contest it; appeals are heard as they come."""
    now, yesterday, levels = world.arrangements, world.yesterday, world.city.population.levels
    if world.centre.hears:
        world.memory.remember(today.acts, today.day)
    if now.appealing is None:
        return
    today.appeals = appeal.contest(now.appealing, yesterday, world.memory, levels, world.life, today.day)
    world.centre.take_in_appeals(today.appeals, yesterday)


def record(world: World, today: Today) -> None:
    """The data centre takes the filings that are due; rules give points; caps and expiry are entries too."""
    new_year = today.day in world.new_years
    today.entries = world.yesterday = world.centre.record(today.day, new_year)
    today.hearings = world.centre.heard
    if world.shadow is not None:
        today.shadow_entries = world.shadow.record(today.day, new_year)


def work_out_scores(world: World, today: Today) -> None:
    """Total = base + influence of known contacts, from yesterday's totals."""
    today.influence = world.centre.score(today.entries, today.day, world.workers)
    if world.shadow is not None:
        world.shadow.score(today.shadow_entries, today.day, world.workers)


def categorise(world: World, today: Today) -> None:
    """A category is the band that the total lies in, or a worse one that a rule has set."""
    today.moves = world.centre.categorise(today.day, world.workers)
    if world.shadow is not None:
        today.shadow_moves = world.shadow.categorise(today.day, world.workers)


def answer_requests(world: World, today: Today) -> None:
    """Categories open and close: those who asked today get their answer, with the reason."""
    today.decisions = world.centre.decide(today.requests, world.life)


class Phase(NamedTuple):
    """One phase of the day."""

    name: str
    run: Callable[[World, Today], None]

    @property
    def sentence(self) -> str:
        """What happens in this phase, in one sentence."""
        return (self.run.__doc__ or "").strip()


SCHEDULE = (
    Phase("intervene", intervene),
    Phase("respond", respond),
    Phase("act", act),
    Phase("observe", observe),
    Phase("denounce", denounce),
    Phase("appeal", contest),
    Phase("record", record),
    Phase("score", work_out_scores),
    Phase("categorise", categorise),
    Phase("sanction", answer_requests),
)
"""The order of the day. What measures it comes last and changes nothing (see `measures`)."""

"""A city in motion: what lasts from one day to the next, and what one day brings about.

Everything here is a function of (scenario, seeds). `step` says in which order a day goes over it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.centre import DataCentre
from glasscity.authority.contacts import Contacts, ContactsOnFile
from glasscity.authority.copies import Copies
from glasscity.authority.hearing import Hearings
from glasscity.authority.mishap import Mishaps
from glasscity.authority.recorded import Recorded
from glasscity.authority.state import File
from glasscity.draws import Life
from glasscity.experiment import Experiment, open_experiment
from glasscity.intervention import amnesty_days, has_shadow, stages
from glasscity.parallel import Workers
from glasscity.replay import LeftOut, Replay
from glasscity.scenario import Scenario
from glasscity.society import appeal, company, conduct, denunciation, error, lending, organisation, repair
from glasscity.society.appellant import Appellants, prepare_appellants
from glasscity.society.circumstance import Circumstances, open_circumstances
from glasscity.society.company import Failed, Owners
from glasscity.society.confusion import Confusions, build_confusions
from glasscity.society.consent import Consents, prepare_consents
from glasscity.society.inspection import Inspected, Inspectors
from glasscity.society.leaning import Leanings, Origin
from glasscity.society.memory import Memory
from glasscity.society.network import build_network
from glasscity.society.occasions import Chances
from glasscity.society.population import Population, build_population
from glasscity.society.propensity import Propensities, open_propensities
from glasscity.society.relocation import Residents, home_towns
from glasscity.society.response.minds import Minds
from glasscity.society.rewiring import Rewiring
from glasscity.society.ties import Ties
from glasscity.society.voice.opinions import Voice


@dataclass(frozen=True)
class City:
    """What a seed makes of a scenario, before anything happens: people, ties, known contacts, home towns.

    A world in which ties change has a copy of its own, with the ties of the day; `contacts` says who is on
    file at the start, and `filed_by` which company files each tie of the day.
    """

    population: Population
    ties: Ties
    contacts: organisation.KnownContacts
    town: NDArray[np.uint8]


def found_city(scenario: Scenario, seed: int, workers: Workers) -> City:
    """Make the city: everything here is a function of (scenario, seed)."""
    population = build_population(scenario, seed, workers)
    ties = build_network(scenario, population, seed, workers)
    contacts = organisation.file_contacts(scenario, ties, seed, workers)
    return City(population, ties, contacts, home_towns(scenario))


class Arrangements(NamedTuple):
    """Society's side of a scenario as arrays: what may happen, who watches, errs, tells and contests."""

    chances: Chances
    watchers: organisation.Watchers
    known: organisation.Known
    errors: error.ErrorTables | None
    inventions: Chances
    denouncing: denunciation.Denouncing | None
    lies: Chances
    appealing: appeal.Appealing | None
    elsewhere: NDArray[np.uint64] | None
    applying: repair.Applying | None
    borrowing: lending.Borrowing | None


def arrange(
    scenario: Scenario, population: Population, seed: int, leanings: Leanings, workers: Workers
) -> Arrangements:
    """Turn what a scenario says of society into arrays."""
    watchers = organisation.prepare_watchers(scenario, seed)
    return Arrangements(
        conduct.prepare_conduct(scenario, leanings),
        watchers,
        company.know(scenario, watchers, population, seed, workers),
        error.prepare_errors(scenario, watchers),
        error.prepare_inventions(scenario),
        denunciation.prepare_denouncing(scenario),
        denunciation.prepare_lies(scenario),
        appeal.prepare_appealing(scenario),
        conduct.prepare_elsewhere(scenario),
        repair.prepare_applying(scenario),
        lending.prepare_borrowing(scenario),
    )


@dataclass
class World:
    """A city in motion: what lasts from one day to the next."""

    city: City
    arrangements: Arrangements
    owners: Owners | None
    inspectors: Inspectors | None
    recorded: Recorded | None
    propensities: Propensities | None
    minds: Minds | None
    rewiring: Rewiring | None
    voice: Voice | None
    leanings: Leanings
    confusions: Confusions | None
    memory: Memory
    appellants: Appellants | None
    consents: Consents | None
    residents: Residents | None
    yesterday: NDArray[np.void]
    true_yesterday: NDArray[np.void]
    answers: NDArray[np.void]
    circumstances: Circumstances | None
    experiment: Experiment | None
    contacts: ContactsOnFile
    centre: DataCentre
    shadow: DataCentre | None
    seed: int
    life: Life
    new_years: frozenset[int]
    coming: dict[int, Scenario]
    workers: Workers
    left_out: LeftOut = field(default_factory=LeftOut)
    replays: list[Replay] = field(default_factory=list)

    @property
    def file(self) -> File:
        """What the authority holds on every citizen."""
        return self.centre.file

    @property
    def centres(self) -> list[DataCentre]:
        """The data centre, and its shadow where it has one."""
        return [self.centre] if self.shadow is None else [self.centre, self.shadow]

    @property
    def all_centres(self) -> list[DataCentre]:
        """The data centre, its shadow, and those of replays."""
        return [*self.centres, *(replay.centre for replay in self.replays)]

    def leave_out(self, left_out: LeftOut) -> None:
        """Do without something of what is filed, or refused, from the first day on."""
        self.left_out = left_out
        self.centre.grant(left_out.refusal)

    def file_observed(
        self, true: NDArray[np.void], filed: NDArray[np.void], invented: NDArray[np.void]
    ) -> None:
        """Hand in what was seen and what was invented, true or not; the shadow is given what is true."""
        if self.shadow is not None:
            self.shadow.take_in(self.left_out.without_filing(true))
        for some in (filed, invented):
            self.centre.take_in(self.left_out.without_filing(some))

    def file_denounced(self, filings: NDArray[np.void], true: NDArray[np.void]) -> None:
        """Hand in what was told of others."""
        self.centre.take_in(self.left_out.without_filing(filings))
        if self.shadow is not None:
            self.shadow.take_in(self.left_out.without_filing(true))
        for replay in self.replays:
            replay.centre.take_in(replay.choice.denounced(filings, true))

    def branch(self, life: int) -> None:
        """Draw what happens from now on by another life; what has begun goes on.

        On the morning of day 0 this is a run with that life, and to the same life it changes nothing.
        """
        self.life.key = np.uint64(life)

    @property
    def scored(self) -> bool:
        """Whether anybody is scored at all."""
        return self.centre.regulations.scored


def open_world(
    scenario: Scenario,
    city: City,
    seed: int,
    life_seed: int,
    workers: Workers,
    *,
    true_record: bool = True,
) -> World:
    """Set the city in motion on the morning of day 0.

    Parameters
    ----------
    true_record : whether the true record runs along where it can differ; nobody in the city reads it.
    """
    life = Life(np.uint64(life_seed))
    citizens = city.population.number
    contacts = ContactsOnFile(Contacts(city.contacts.start, city.contacts.contact), scenario.time.days)
    (first, *later), amnesties = stages(scenario), amnesty_days(scenario)
    scenario, course = first.scenario, [stage.scenario for stage in (first, *later)]
    minds = Minds(course, city.population, seed, life) if any(one.response for one in course) else None
    propensities = open_propensities(course, citizens, seed, workers)
    speaks = any(one.speaks for one in course)
    voice = Voice(course, city.population, city.ties, seed, life, workers) if speaks else None
    circumstances = open_circumstances(course, city.population, seed, life)
    rewiring = None
    if any(one.rewires for one in course):
        rewiring = Rewiring(course, city.ties, city.contacts, seed, life)
        city = replace(city, ties=rewiring.ties, contacts=city.contacts._replace(filed_by=rewiring.filed_by))
    support = rewiring.support if rewiring is not None else None
    origins: list[Origin] = [one for one in (propensities, minds, support, voice) if one is not None]
    origins += circumstances.origins if circumstances is not None else []
    leanings = Leanings(citizens, origins)
    confusions = build_confusions(course, city.population, seed, workers)
    consents = prepare_consents(course, city.population, seed, life)
    appellants = prepare_appellants(course, city.population, seed)
    given = consents.given if consents is not None else None
    failing = any(owner.failure is not None for one in course for owner in one.owners.values())
    inspecting = any(one.inspects for one in course)
    district = city.population.row("district")
    arrangements = arrange(scenario, city.population, seed, leanings, workers)
    shadow = None
    if true_record and has_shadow(course):
        shadow = DataCentre(course, city.town, contacts, consents=given, amnesties=amnesties, decides=False)
    return World(
        city,
        arrangements,
        Owners(scenario) if failing else None,
        Inspectors(scenario, arrangements.watchers, district) if inspecting else None,
        Recorded(scenario, district) if inspecting else None,
        propensities,
        minds,
        rewiring,
        voice,
        leanings,
        confusions,
        Memory(course),
        appellants,
        consents,
        _residents(course, city, life),
        np.empty(0, tables.ENTRY),
        np.empty(0, tables.ENTRY),
        np.empty(0, tables.DECISION),
        circumstances,
        open_experiment([first, *later], life),
        contacts,
        DataCentre(
            course,
            city.town,
            contacts,
            _hearings(course, city.town, appellants, life),
            _mishaps(course, citizens, life, confusions),
            given,
            _copies(course, citizens, seed, life),
            amnesties=amnesties,
        ),
        shadow,
        seed,
        life,
        scenario.time.new_years(),
        {stage.day: stage.scenario for stage in later},
        workers,
    )


def new_replay_centre(world: World, course: list[Scenario], amnesties: frozenset[int]) -> DataCentre:
    """Return one more data centre for a world that has just been opened; `amnesties`: days that set one."""
    town = world.city.town
    return DataCentre(
        course,
        town,
        world.contacts,
        _hearings(course, town, world.appellants, world.life),
        _mishaps(course, world.city.population.number, world.life, world.confusions),
        world.consents.given if world.consents is not None else None,
        amnesties=amnesties,
        decides=False,
    )


def _hearings(
    course: list[Scenario], town: NDArray[np.uint8], appellants: Appellants | None, life: Life
) -> Hearings | None:
    if appellants is None:
        return None
    citizens = np.bincount(town, minlength=max(len(course[0].towns), 1))
    return Hearings(course[0], citizens, appellants.helped, life)


def _mishaps(
    course: list[Scenario], citizens: int, life: Life, confusions: Confusions | None
) -> Mishaps | None:
    if not any(one.centre_errs for one in course):
        return None
    namesake = confusions.namesake if confusions is not None else np.arange(citizens, dtype=np.uint32)
    return Mishaps(course, namesake, life)


def _copies(course: list[Scenario], citizens: int, seed: int, life: Life) -> Copies | None:
    kept = any(one.holders and one.scoring.enabled for one in course)
    return Copies(course, citizens, seed, life) if kept else None


def _residents(course: list[Scenario], city: City, life: Life) -> Residents | None:
    moving = any(one.relocation is not None for one in course)
    return Residents(course[0], city.town, life) if moving else None


@dataclass
class Today:
    """What one day brings about, for whoever measures it."""

    day: int
    voice_moves: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.VOICE_MOVE))
    relocations: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.RELOCATION))
    acts: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ACT))
    forgone: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ACT))
    more: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ACT))
    requests: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.REQUEST))
    unasked: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.REQUEST))
    circumstance_moves: NDArray[np.void] = field(
        default_factory=lambda: np.empty(0, tables.CIRCUMSTANCE_MOVE)
    )
    assigned: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ASSIGNED))
    failed: list[Failed] = field(default_factory=list)
    inspected: list[Inspected] = field(default_factory=list)
    filings: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.FILING))
    entries: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ENTRY))
    denunciations: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.DENUNCIATION_TOLD))
    appeals: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.APPEAL))
    hearings: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.APPEAL))
    shadow_entries: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ENTRY))
    shadow_moves: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.MOVE))
    influence: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.INFLUENCE))
    repairs: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.REPAIR_DECISION))
    mishaps: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.MISHAP))
    mishandled: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.MISHANDLED))
    tie_changes: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.TIE_CHANGE))
    moves: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.MOVE))
    decisions: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.DECISION))

"""A city in motion: what lasts from one day to the next, and what one day brings about.

`day` says in which order a day goes over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from glasscity.intervention import has_shadow, stages
from glasscity.scenario import Scenario
from reference.act import what_may_be_done
from reference.circumstances import Circumstances, open_circumstances
from reference.city import City, found
from reference.company import Failed, Owners, known_by_name
from reference.confusion import Confusions, confusions_of
from reference.consent import Consents
from reference.contacts import ContactsOnFile
from reference.contest import Appellants
from reference.copies import Copies
from reference.data_centre import DataCentre
from reference.denounce import lies_that_may_be_told
from reference.error import what_may_be_invented
from reference.experiment import experiment_of
from reference.hearing import Hearings
from reference.inspection import Inspected
from reference.leaning import Leanings
from reference.memory import Memory
from reference.minds import Minds
from reference.mishap import Mishaps
from reference.observe import Watch, watch_of
from reference.occasions import Line
from reference.propensity import Propensities, open_propensities
from reference.recorded import Recorded
from reference.relocation import Residents
from reference.rows import Row
from reference.ties import Rewiring, who_files_tie
from reference.voice import Voice


@dataclass
class Life:
    """What everything that happens is drawn by; who lives there and who knows whom is drawn by the seed."""

    key: int


class Arrangements(NamedTuple):
    """Society's side of the scenario in force: what may happen, who watches, whom services know by name, what
    may be invented, and which lies may be told."""

    occasions: Line
    watch: Watch
    known: dict[int, set[int]]
    inventions: Line
    lies: Line


def arrange(scenario: Scenario, city: City, seed: int) -> Arrangements:
    """Work out what stays the same until an intervention."""
    return Arrangements(
        what_may_be_done(scenario),
        watch_of(scenario, seed),
        known_by_name(scenario, city.people, seed),
        what_may_be_invented(scenario),
        lies_that_may_be_told(scenario),
    )


@dataclass
class World:
    """What lasts from day to day; what a city never has on any day of its run is None.

    Attributes
    ----------
    scenario : the one in force; `coming` has those that interventions bring, by their days.
    ties : for each citizen, today's contacts with the layers of the tie as bits.
    yesterday, true_yesterday : the entries of yesterday, on file and on the true record.
    answers : yesterday's decisions.
    shadow : a second data centre that is given the true filings only, and that nobody in the city reads.
    """

    scenario: Scenario
    coming: dict[int, Scenario]
    new_years: frozenset[int]
    seed: int
    life: Life
    city: City
    ties: Sequence[dict[int, int]]
    arrangements: Arrangements
    propensities: Propensities | None
    minds: Minds | None
    voice: Voice | None
    circumstances: Circumstances | None
    rewiring: Rewiring | None
    leanings: Leanings
    confusions: Confusions | None
    owners: Owners
    recorded: Recorded
    memory: Memory
    appellants: Appellants | None
    consents: Consents | None
    residents: Residents
    experiment: Scenario | None
    contacts: ContactsOnFile
    centre: DataCentre
    shadow: DataCentre | None
    yesterday: list[Row] = field(default_factory=list)
    true_yesterday: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)

    @property
    def centres(self) -> list[DataCentre]:
        """The data centre, and its shadow where it has one."""
        return [self.centre] if self.shadow is None else [self.centre, self.shadow]

    @property
    def category(self) -> list[int]:
        """Everybody's category, as of last night."""
        return self.centre.file.category

    @property
    def filed_by(self) -> Sequence[dict[int, int]]:
        """For each citizen and contact of today, the code of the company that files the tie, or 0."""
        if self.rewiring is not None:
            return self.rewiring.filed_by
        return _filed_by(self.scenario, self.city, self.seed)


@dataclass
class Today:
    """What one day brings about: rows, with the columns that `glasscity.tables` explains.

    `forgone` and `more` are the acts that what bears on people kept them from, or drove them to; `unasked`
    are requests that it kept them from. `filings` are those of what was seen, on days with inspections. What
    begins with `shadow` is on the true record.
    """

    day: int
    voice_moves: list[Row] = field(default_factory=list)
    relocations: list[Row] = field(default_factory=list)
    acts: list[Row] = field(default_factory=list)
    forgone: list[Row] = field(default_factory=list)
    more: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    unasked: list[Row] = field(default_factory=list)
    circumstance_moves: list[Row] = field(default_factory=list)
    assigned: list[Row] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    inspected: list[Inspected] = field(default_factory=list)
    filings: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    denunciations: list[Row] = field(default_factory=list)
    appeals: list[Row] = field(default_factory=list)
    hearings: list[Row] = field(default_factory=list)
    shadow_entries: list[Row] = field(default_factory=list)
    shadow_moves: list[Row] = field(default_factory=list)
    influence: list[Row] = field(default_factory=list)
    repairs: list[Row] = field(default_factory=list)
    mishaps: list[Row] = field(default_factory=list)
    mishandled: list[Row] = field(default_factory=list)
    tie_changes: list[Row] = field(default_factory=list)
    moves: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)


def open_world(scenario: Scenario, seed: int, life_seed: int) -> World:
    """Set the city in motion on the morning of day 0."""
    whole, life, city = scenario, Life(life_seed), found(scenario, seed)
    first, *later = stages(whole)
    scenario, course = first.scenario, [first.scenario, *(stage.scenario for stage in later)]
    people = city.people
    propensities = open_propensities(course, city.number, seed)
    minds = Minds(course, people, seed, life) if any(one.response for one in course) else None
    rewiring = Rewiring(course, city.ties, people, seed, life) if any(one.rewires for one in course) else None
    voice = Voice(course, people, city.ties, seed, life) if any(one.speaks for one in course) else None
    circumstances = open_circumstances(course, people, seed, life)
    origins = [propensities, minds, rewiring.support if rewiring is not None else None, voice]
    origins += circumstances.origins if circumstances is not None else []
    confusions = confusions_of(course, city, seed)
    consents = Consents(scenario, people, seed) if any(one.asks_consent for one in course) else None
    hears = any(one.hears_appeals for one in course)
    appellants = Appellants(scenario, people, seed) if hears else None
    contacts = ContactsOnFile(_known_contacts(scenario, city, seed))
    given = consents.given if consents is not None else None
    shadow = DataCentre(whole, city.town, contacts, consents=given) if has_shadow(course) else None
    return World(
        scenario=scenario,
        coming={stage.day: stage.scenario for stage in later},
        new_years=whole.time.new_years(),
        seed=seed,
        life=life,
        city=city,
        ties=rewiring.ties if rewiring is not None else city.ties,
        arrangements=arrange(scenario, city, seed),
        propensities=propensities,
        minds=minds,
        voice=voice,
        circumstances=circumstances,
        rewiring=rewiring,
        leanings=Leanings([one for one in origins if one is not None]),
        confusions=confusions,
        owners=Owners(),
        recorded=Recorded(scenario, city.levels["district"]),
        memory=Memory(),
        appellants=appellants,
        consents=consents,
        residents=Residents(city.town),
        experiment=experiment_of([first, *later]),
        contacts=contacts,
        centre=DataCentre(
            whole,
            city.town,
            contacts,
            _hearings(scenario, city, appellants, life),
            _mishaps(course, city, confusions, life),
            given,
            _copies(course, seed, life),
        ),
        shadow=shadow,
    )


def _filed_by(scenario: Scenario, city: City, seed: int) -> list[dict[int, int]]:
    """Return for each citizen and contact of the first day the company that files the tie, or 0."""
    return [
        {other: who_files_tie(scenario, seed, one, other, layers) for other, layers in contacts.items()}
        for one, contacts in enumerate(city.ties)
    ]


def _known_contacts(scenario: Scenario, city: City, seed: int) -> list[list[int]]:
    """Rule: the authority has those contacts on file that some company files."""
    filed_by = _filed_by(scenario, city, seed)
    return [[other for other, company in filed.items() if company] for filed in filed_by]


def _hearings(scenario: Scenario, city: City, appellants: Appellants | None, life: Life) -> Hearings | None:
    if appellants is None:
        return None
    citizens = [city.town.count(town) for town in range(max(len(scenario.towns), 1))]
    return Hearings(scenario, citizens, appellants.helped, life)


def _mishaps(
    course: Sequence[Scenario], city: City, confusions: Confusions | None, life: Life
) -> Mishaps | None:
    if not any(one.centre_errs for one in course):
        return None
    namesake = confusions.namesake if confusions is not None else list(range(city.number))
    return Mishaps(course[0], namesake, life)


def _copies(course: Sequence[Scenario], seed: int, life: Life) -> Copies | None:
    kept = any(one.holders and one.scoring.enabled for one in course)
    return Copies(seed, life) if kept else None

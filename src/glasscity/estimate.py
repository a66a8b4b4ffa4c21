"""What a run will need, before it starts: memory, disk and time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from glasscity.estimate_memory import memory_bytes
from glasscity.intervention import has_shadow, stages
from glasscity.scenario import Scenario
from glasscity.scenario.model import yearly_to_daily
from glasscity.scenario.people import Population

BYTES_PER_ENTRY_ON_DISK = 24
BYTES_PER_ACT_ON_DISK = 4
BYTES_PER_CHANGE_ON_DISK = 4
BYTES_PER_DAY_ON_DISK = 2500
BYTES_PER_SUM_ON_DISK = 4
"""Of the sums of days in a thinned run, for each kind of entry that there is on a day."""
NANOSECONDS_PER_CITIZEN_DAY = 8
NANOSECONDS_PER_OCCASION = 400
FIXED_SECONDS = 6.0
MIB, GIB = 2**20, 2**30


@dataclass(frozen=True)
class Estimate:
    """Rough needs of a run: within a factor of two on an ordinary laptop."""

    memory_bytes: int
    disk_bytes: int
    seconds: float
    ties_per_citizen: float
    occasions_per_citizen: float


def estimate(scenario: Scenario) -> Estimate:
    """Work out roughly what a run of `scenario` needs."""
    people = scenario.population
    citizens, days = people.everybody, scenario.time.days
    ties = _ties_per_citizen(scenario)
    occasions = [*scenario.conduct.values(), *scenario.services.values()]
    daily = _loans(scenario) + float(sum(yearly_to_daily(occasion.per_year) for occasion in occasions))
    watched = _loans(scenario) + sum(
        float(yearly_to_daily(scenario.conduct[conduct].per_year) * probability)
        for organisation in scenario.organisations.values()
        for conduct, probability in organisation.sees.items()
    )
    influence = scenario.rulebook.influence
    changes = days // influence.every_days if influence.kind != "off" and influence.weight else 0
    return Estimate(
        memory_bytes=memory_bytes(scenario, ties, daily, watched),
        disk_bytes=int(
            citizens
            * float(scenario.recording.share_kept)
            * (
                days * (watched * BYTES_PER_ENTRY_ON_DISK + daily * BYTES_PER_ACT_ON_DISK)
                + changes * BYTES_PER_CHANGE_ON_DISK
                + ties * (3 if scenario.recording.ledger == "all" else 6)
                + 30
            )
            + days * BYTES_PER_DAY_ON_DISK
            + (0 if scenario.recording.ledger == "all" else days * _sums_a_day(scenario, watched * citizens))
        ),
        seconds=FIXED_SECONDS
        + citizens * days * (NANOSECONDS_PER_CITIZEN_DAY + daily * NANOSECONDS_PER_OCCASION) * 2e-9
        + citizens * days * _nanoseconds_of_mechanisms(scenario) * 1e-9,
        ties_per_citizen=ties,
        occasions_per_citizen=daily * days,
    )


def _nanoseconds_of_mechanisms(scenario: Scenario) -> float:
    """Return what the mechanisms of a scenario take of a citizen-day, as measured on two cores in the city
    that has all of them (`benchmarks/rongcheng-all.toml`)."""
    course = [stage.scenario for stage in stages(scenario)]
    scored = any(one.scoring.enabled for one in course)
    takes = {
        16: [one.response is not None or one.speaks for one in course],
        4: [one.changes_lives for one in course],
        10: [one.rewires for one in course],
        2: [one.relocation is not None for one in course],
        8: [one.denounces for one in course],
        7: [one.hears_appeals or one.repairs for one in course],
        9: [one.centre_errs for one in course],
        6: [has_shadow(course)],
        12: [scored and scenario.harm is not None],
        13: [one.rulebook.walls for one in course],
        5: [bool(one.holders) for one in course],
        3: [bool(one.towns) for one in course],
        5.5: [one.asks_consent for one in course],
    }
    return sum(nanoseconds for nanoseconds, is_on in takes.items() if any(is_on))


def _loans(scenario: Scenario) -> float:
    """Return how many loans a citizen is given a day at most."""
    lending = scenario.lending
    return lending.applicants / lending.branch if lending is not None and scenario.lends else 0.0


def _sums_a_day(scenario: Scenario, entries: float) -> float:
    """Return the bytes of a day's sums: one for each conduct that an organisation sees, if it comes about."""
    kinds = sum(
        len(organisation.sees) * organisation.count for organisation in scenario.organisations.values()
    )
    return min(kinds, entries) * BYTES_PER_SUM_ON_DISK


def _ties_per_citizen(scenario: Scenario) -> float:
    """Return roughly how many contacts a citizen has."""
    neighbours = scenario.network.neighbours
    adults = scenario.population.households.adults
    mean = float(sum(share * (index + 1) for index, share in enumerate(adults)))
    housemates = float(sum(share * (n + 1) * n for n, share in enumerate(adults))) / mean
    ties = housemates + 2 * neighbours.households * mean * float(neighbours.tie)
    if scenario.network.ring is not None:
        ties += scenario.network.ring.contacts
    for layer in scenario.network.layers.values():
        there = Fraction(1)
        for attribute, levels in layer.only.items():
            shares = shares_of(scenario.population, attribute)
            there *= sum((shares[level] for level in levels), Fraction(0))
        tie = Fraction(layer.tie)
        for attribute, factor in layer.homophily.items():
            alike = sum(share * share for share in shares_of(scenario.population, attribute).values())
            tie *= 1 + (Fraction(factor) - 1) * alike
        ties += layer.circles * (layer.circle_size - 1) * float(tie * there * there)
    return ties


def shares_of(population: Population, attribute: str) -> dict[str, Fraction]:
    """Return the share of each level of an attribute in the whole population."""
    if attribute == "district":
        return {name: Fraction(district.share) for name, district in population.districts.items()}
    marginal = population.attributes[attribute]
    groups = {"": Fraction(1)} if marginal.given is None else shares_of(population, marginal.given)
    shares = dict.fromkeys(marginal.levels, Fraction(0))
    for group, part in groups.items():
        for level, share in zip(marginal.levels, marginal.shares_for(group), strict=True):
            shares[level] += part * Fraction(share)
    return shares


def amount(number: int) -> str:
    """Return an amount of memory or disk in words: "4.2 GiB", "17 MiB", "less than 1 MiB"."""
    if number >= GIB:
        return f"{number / GIB:.1f} GiB"
    return f"{number / MIB:,.0f} MiB" if number >= MIB else "less than 1 MiB"

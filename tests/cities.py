"""Small cities for the tests, and their days without a folder."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from glasscity import tables
from glasscity.digest import Digest
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load, parse
from glasscity.step import SCHEDULE
from glasscity.world import City, Today, World, found_city, open_world


def starter(*settings: str, citizens: int = 2000, days: int = 60) -> Scenario:
    """Return the starter city, changed."""
    from importlib import resources

    return load(
        str(resources.files("glasscity") / "scenario" / "starter.toml"),
        settings=settings,
        citizens=citizens,
        days=days,
    )


def inspected(*settings: str, citizens: int = 220, days: int = 60) -> Scenario:
    """Return the city of the inspectors: one organisation, one parameter, and it does not see everything."""
    return load("inspection", settings=settings, citizens=citizens, days=days)


def changed(scenario: Scenario, *settings: str) -> Scenario:
    """Return a scenario with more changes."""
    return load(scenario, settings=settings)


APPEALS = {
    "notified": "1",
    "if_wrong": "1",
    "if_right": "0.1",
    "after_days": "[1, 5]",
    "hearings_per_day": "100000",
    "answer_days": "[2, 6]",
    "corrected_if_wrong": "1",
    "corrected_if_right": "0",
    "machine_believed": "0",
    "assumed": "'a test'",
}


def erring(*settings: str, citizens: int = 1200, days: int = 100) -> Scenario:
    """Return the starter city with expiry, caps of both windows, an override, and many errors."""
    scenario = starter(citizens=citizens, days=days)
    errors = "{wrong_person=0.1, duplicated=0.1, missed=0.05, assumed='a test'}"
    more = [f"organisations.{name}.errors={errors}" for name in scenario.organisations]
    more += [f"conduct.{name}.per_year=20" for name in scenario.conduct]
    more += [f"conduct.{name}.bound_per_year=50" for name in scenario.conduct]
    more += [f"conduct.{name}.depends={{}}" for name in scenario.conduct]
    return changed(
        scenario,
        *more,
        "time.start=2018-11-01",
        "population.names={number=100, assumed='a test'}",
        "rulebook.rules.red_light.expires_after_days=15",
        "rulebook.rules.red_light.cap='standing'",
        "rulebook.caps.standing={code=9, window='standing', most_lost=12, assumed='a test'}",
        "rulebook.rules.unpaid_bill.cap='yearly'",
        "rulebook.caps.yearly={code=8, window='year', most_lost=30, assumed='a test'}",
        "rulebook.rules.critical_post.override={category='C', days=40}",
        "rulebook.rules.critical_post.expires_after_days=60",
        *settings,
    )


def allow_appeals(scenario: Scenario, **parts: str) -> Scenario:
    """Return the city with appeals: every wrong entry is contested and corrected, unless changed."""
    given = ", ".join(f"{key}={value}" for key, value in (APPEALS | parts).items())
    return changed(scenario, f"appeals={{{given}}}")


@dataclass
class Lived:
    """Everything that a city's days brought about."""

    city: City
    world: World
    acts: np.ndarray = field(default_factory=lambda: np.empty(0, tables.ACT))
    requests: np.ndarray = field(default_factory=lambda: np.empty(0, tables.REQUEST))
    entries: np.ndarray = field(default_factory=lambda: np.empty(0, tables.ENTRY))
    moves: np.ndarray = field(default_factory=lambda: np.empty(0, tables.MOVE))
    decisions: np.ndarray = field(default_factory=lambda: np.empty(0, tables.DECISION))
    digest: str = ""
    bases: list[np.ndarray] = field(default_factory=list)
    days: list[Today] = field(default_factory=list)

    def all(self, name: str) -> np.ndarray:
        """Return one kind of rows of all days."""
        return np.concatenate([getattr(today, name) for today in self.days])


def live(
    scenario: Scenario, *, seed: int = 1, life: int = 2, threads: int = 1, keep_bases: bool = False
) -> Lived:
    """Let a city live and keep all of it in memory."""
    with Workers(threads) as workers:
        city = found_city(scenario, seed, workers)
        world = open_world(scenario, city, seed, life, workers)
        digest, days, bases = Digest(), [], []
        for day in range(scenario.time.days):
            today = Today(day)
            for phase in SCHEDULE:
                phase.run(world, today)
            digest.entries(today.entries)
            days.append(today)
            if keep_bases:
                bases.append(world.file.base.copy())
    names = ("acts", "requests", "entries", "moves", "decisions")
    lived = {name: np.concatenate([getattr(today, name) for today in days]) for name in names}
    return Lived(city, world, **lived, digest=digest.close(world.file, world.city), bases=bases, days=days)


HUNDRED = ", ".join(["0.01"] * 100)
MANY_LEVELS = (
    "population.marginals_of=1000000",
    f"population.age={{levels={[f'a{n}' for n in range(100)]}, shares=[{HUNDRED}], assumed='a test'}}",
    f"population.traits.mood={{code=9, label='mood', levels={[f'm{n}' for n in range(100)]}, "
    f"shares=[{HUNDRED}], assumed='a test'}}",
    "population.children={levels=['0'], shares=[1], assumed='a test'}",
    "conduct.red_light.depends={}",
    "conduct.volunteering.depends={}",
    "services.loan.depends={}",
    "services.doctor.asked_by={}",
)
"""Settings that give two attributes a hundred levels each."""

__all__ = ["MANY_LEVELS", "Lived", "allow_appeals", "changed", "erring", "live", "parse", "starter"]

"""Restriction-days shared out citizen by citizen, with everybody's conduct as it was.

Rule: the city is lived, and beside it a replay for every coalition of those who filed, and one for every
coalition of those who erred (see `filers`), in which contacts count for nothing. Each citizen has players of
their own, so one replay answers for a coalition of everybody's at once. Every evening it is counted in how
many of a citizen's restrictions of today the file of each replay would close the door too. The Shapley values
of these counts are exact, in whole numbers. What one's own file does not close is the contacts' part, or that
of an outdated copy of the file.
Reads: a scenario and seeds. Writes: nothing. Units: restriction-days by kind (`measure.harm.KINDS`).
Leaves out: that people would have acted otherwise (`groups` has that).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity.authority.centre import DataCentre
from glasscity.digest import Digest
from glasscity.errors import BadInput
from glasscity.intervention import amnesty_days, stages
from glasscity.measure.doors import Doors, closed_on_file, doors_of
from glasscity.measure.harm import KINDS, Harm, Restricted
from glasscity.parallel import Workers
from glasscity.replay import Choice, Replay
from glasscity.responsibility.filers import Filers, Names, Noted, WhoErred, WhoFiled, filers_of
from glasscity.responsibility.shapley import shares_exact
from glasscity.scenario import Scenario, parse
from glasscity.step import pass_day
from glasscity.world import Today, World, found_city, new_replay_centre, open_world

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Shared:
    """Restriction-days of each kind, shared out among those who filed, or among those who erred.

    Attributes
    ----------
    parts : how many parts a day is counted in, n!; what follows is in such parts, and adds up to `total`.
    total : int64 [kinds]; by_filer : int64 [kinds, names]; of_several : int64 [kinds], of those who were
        taken together; centre : the data centre's errors; contacts, copies : what they close that the file
        would not; nobody : what is closed if nobody filed, or nobody erred.
    """

    names: tuple[str, ...]
    parts: int
    total: NDArray[np.int64]
    by_filer: NDArray[np.int64]
    of_several: NDArray[np.int64]
    centre: NDArray[np.int64]
    contacts: NDArray[np.int64]
    copies: NDArray[np.int64]
    nobody: NDArray[np.int64]


@dataclass(frozen=True)
class SharedOut:
    """What both games came to.

    Attributes
    ----------
    citizens : int64 [kinds], how many were ever restricted.
    filings : int64 [names], how many each made.
    digest : that of the city.
    """

    filed: Shared
    erred: Shared
    citizens: NDArray[np.int64]
    filings: NDArray[np.int64]
    digest: str


def check_harm(scenario: Scenario) -> None:
    """Raise `BadInput` where there is no harm to share out."""
    if not scenario.scoring.enabled:
        raise BadInput(f"{scenario.name}: nobody is scored in this city, so no door is closed by a category")
    if scenario.harm is None:
        raise BadInput(
            f"{scenario.name}: this city does not count harm; add a table [harm] with points_per_gravity"
        )


def share_out(
    scenario: Scenario, seed: int, life: int, most: int, workers: Workers, progress: Progress | None = None
) -> SharedOut:
    """Live a city and share out its restriction-days; at most `most` players of each citizen."""
    city = found_city(scenario, seed, workers)
    names = Names(scenario)
    noted = Noted(names, city.population.number)
    world = open_world(scenario, city, seed, life, workers)
    world.replays.append(_replay(world, scenario, noted, errs=False))
    _live(world, scenario, "days, to see who files", progress)
    world = open_world(scenario, city, seed, life, workers)
    own = most - scenario.centre_errs
    games = []
    for choice, weight in ((WhoFiled, noted.filed), (WhoErred, noted.erred)):
        filers = filers_of(names, weight, own)
        for coalition in range(1 << most):
            some, errs = choice(filers, coalition), bool(coalition >> own & 1)
            world.replays.append(_replay(world, scenario, some, errs=errs))
        games.append(_Counted(filers, world.replays[-(1 << most) :]))
    harm = Harm(scenario, world)
    restricted = np.zeros((len(KINDS), city.population.number), np.bool_)
    codes = [service.code for service in scenario.services.values()]

    def count(today: Today) -> None:
        harm.measure(world, today)
        doors = doors_of(world.centre.regulations.terms, world.centre.held, codes)
        for some, those in zip(doors, harm.restricted(world), strict=True):
            restricted[:, those.citizens] |= those.services != 0
            for game in games:
                game.count(some, those, world.centre)

    digest = _live(world, scenario, f"days, with {2 << most} replays", progress, count)
    return SharedOut(games[0].shared(), games[1].shared(), restricted.sum(axis=1), noted.number, digest)


def _live(
    world: World,
    scenario: Scenario,
    what: str,
    progress: Progress | None,
    evening: Callable[[Today], None] | None = None,
) -> str:
    """Let the days pass and return the digest."""
    digest = Digest()
    for day in range(scenario.time.days):
        today = pass_day(world, day)
        digest.entries(today.entries)
        if evening is not None:
            evening(today)
        if progress is not None:
            progress(what, day + 1, scenario.time.days)
    return digest.close(world.file, world.city)


def _replay(world: World, scenario: Scenario, choice: Choice, *, errs: bool) -> Replay:
    """Return a replay in which contacts count for nothing and, unless it `errs`, the data centre is exact."""
    first, *later = stages(scenario)
    course = [_without_contacts(stage.scenario, errs) for stage in (first, *later)]
    coming = {stage.day: then for stage, then in zip(later, course[1:], strict=True)}
    return Replay(new_replay_centre(world, course, amnesty_days(scenario)), choice, coming=coming)


def _without_contacts(scenario: Scenario, errs: bool) -> Scenario:
    changed = scenario.to_dict()
    changed["rulebook"]["influence"]["kind"] = "off"
    if scenario.centre_errs and not errs:
        changed["data_centre"]["enabled"] = False
    return parse(changed, scenario.name)


class _Counted:
    """Counts restrictions by coalition, in one of the games."""

    def __init__(self, filers: Filers, replays: list[Replay]) -> None:
        citizens, kinds = len(filers.places), len(KINDS)
        self._filers, self._replays = filers, replays
        self._days = np.zeros((kinds, citizens), np.int64)
        self._not_own = np.zeros((kinds, citizens), np.int64)
        self._closed = np.zeros((kinds, citizens, len(replays)), np.int32)

    def count(self, doors: Doors, restricted: Restricted, centre: DataCentre) -> None:
        """Take in one evening, up to 64 services at a time."""
        citizens, services = restricted
        closed = np.array([_closed(replay.centre, doors, restricted) for replay in self._replays])
        _add(citizens, services, services[:1], self._days)
        _add(citizens, services, _closed(centre, doors, restricted)[None, :] & ~closed[-1], self._not_own)
        _add_each(citizens, services, closed, self._closed)

    def shared(self) -> Shared:
        """Return what everybody's days come to."""
        filers = self._filers
        places = len(self._replays).bit_length() - 1
        parts = factorial(places)
        shares = shares_exact(self._closed.astype(np.int64))
        theirs, centre = shares[:, :, : filers.number], shares[:, :, filers.number :]
        by_filer = np.zeros((len(KINDS), filers.places.shape[1]), np.int64)
        for name in range(filers.places.shape[1]):
            place = filers.places[None, :, name, None].astype(np.int64)
            mine = np.take_along_axis(theirs, place, axis=2)[:, :, 0]
            by_filer[:, name] = mine[:, filers.alone[:, name]].sum(axis=1)
        by_copies = self._days - self._closed[:, :, -1] - self._not_own
        return Shared(
            filers.names.names,
            parts,
            parts * self._days.sum(axis=1),
            by_filer,
            theirs.sum(axis=(1, 2)) - by_filer.sum(axis=1),
            centre.sum(axis=(1, 2)),
            parts * self._not_own.sum(axis=1),
            parts * by_copies.sum(axis=1),
            parts * self._closed[:, :, 0].sum(axis=1, dtype=np.int64),
        )


def _closed(centre: DataCentre, doors: Doors, restricted: Restricted) -> NDArray[np.uint64]:
    """Return the services that a data centre's file closes to those who are restricted."""
    now = centre.regulations
    return closed_on_file(  # type: ignore[no-any-return]
        restricted.citizens, doors, now.terms.walls, now.bands, now.formula, centre.file, centre.book
    )


@njit(cache=True, nogil=True)
def _add(citizens, services, among, counted):  # type: ignore[no-untyped-def]
    """Add to each kind, for each citizen, how many restrictions are `among` some: uint64 [1, those]."""
    for kind in range(len(services)):
        for place in range(len(citizens)):
            counted[kind, citizens[place]] += _bits(services[kind, place] & among[0, place])


@njit(cache=True, nogil=True)
def _add_each(citizens, services, closed, counted):  # type: ignore[no-untyped-def]
    """Add to each kind and coalition how many restrictions are `closed`: uint64 [coalitions, those]."""
    for kind in range(len(services)):
        for place in range(len(citizens)):
            if services[kind, place] != 0:
                for coalition in range(len(closed)):
                    both = services[kind, place] & closed[coalition, place]
                    counted[kind, citizens[place], coalition] += _bits(both)


@njit(cache=True, nogil=True, inline="always")
def _bits(number):  # type: ignore[no-untyped-def]
    found = 0
    while number != 0:
        number &= number - np.uint64(1)
        found += 1
    return found

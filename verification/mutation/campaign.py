"""A campaign: which mutants, tried out one by one, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module
from random import Random
from typing import Any, NamedTuple

from mutation.beside import each_beside
from mutation.checks import Checks, city
from mutation.equivalents import Equivalent
from mutation.mutants import Mutant, Source, target_files
from mutation.trial import ENDLESS, UNREACHED, Expected, Outcome, try_out
from mutation.unchanged import expect

LOADED_ONCE = ("hypothesis", "numba", "polars", "pydantic", "pytest", "tomlkit", "glasscity.scenario")
"""What is not changed, and takes long to load: the copies of this process find it loaded."""
MOST_SECONDS = 300
"""A copy that takes so long hangs where no signal reaches it."""


class Tried(NamedTuple):
    """A mutant, what it says, and what became of it."""

    mutant: Mutant
    before: str
    after: str
    outcome: Outcome


def sample(mutants: Sequence[Mutant], number: int, seed: int) -> list[Mutant]:
    """Return so many mutants by lot, of each file in proportion."""
    by_file = defaultdict(list)
    for mutant in mutants:
        by_file[mutant.file].append(mutant)
    shares = {file: number * len(those) / len(mutants) for file, those in by_file.items()}
    counts = {file: int(share) for file, share in shares.items()}
    rest = sorted(shares, key=lambda file: counts[file] - shares[file])
    for file in rest[: max(0, min(number, len(mutants)) - sum(counts.values()))]:
        counts[file] += 1
    chosen = []
    for file, those in by_file.items():
        chance = Random(f"{seed}/{file}")
        chosen += chance.sample(those, min(counts[file], len(those)))
    return chosen


def drawn_cities(checks: Checks) -> dict[str, Any]:
    """Return scenario and seeds of each city, by the name of its check."""
    for name in LOADED_ONCE:
        import_module(name)
    asked = checks.cities()
    return _all_there(list(asked), each_beside(partial(city, checks.seed), asked.values(), 1, MOST_SECONDS))


def _all_there(names: Sequence[str], answers: Iterable[tuple[int, Any]]) -> dict[str, Any]:
    """Return the answers by their names; without any change none may be missing."""
    named = {names[place]: answer for place, answer in answers}
    missing = [name for name, answer in named.items() if answer is None]
    if missing:
        raise RuntimeError(f"without any change these fail: {', '.join(missing)}")
    return named


@dataclass
class Campaign:
    """What is asked for, and by which checks.

    cities : scenario and seeds by name; tests : as pytest knows them, from the folder of the tests on;
    files : those of which mutants are made; most_seconds : how long a mutant is tried, without what changes.
    """

    cities: dict[str, Any]
    tests: list[str]
    equivalents: list[Equivalent]
    files: list[str]
    processes: int = 1
    most_seconds: float = 15

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The files, read once."""
        return {file: Source(file) for file in self.files}

    def expected(self) -> dict[str, Expected]:
        """Return what is seen of the checks without a change."""
        names = [*self.cities, *self.tests]
        work = partial(expect, cities=self.cities)
        return _all_there(names, each_beside(work, names, self.processes, MOST_SECONDS))

    def mutants(self) -> tuple[list[Mutant], list[Mutant]]:
        """Return all mutants of the files, and those of them that are known to be equivalent."""
        found, equal = [], []
        for file, source in self.sources.items():
            here = [one for one in self.equivalents if one.file == file]
            for mutant in source.mutants():
                known = any(one.is_meant(mutant, source) for one in here)
                (equal if known else found).append(mutant)
        return found, equal

    def _plan(self, mutant: Mutant, expected: dict[str, Expected]) -> list[tuple[str, Expected]]:
        """Return checks that reach the statement of a mutant, the quickest to reach it first.

        These are all tests that do, and so many cities as together take the time there is.
        """
        lines = self.sources[mutant.file].statements.get(mutant.line, [mutant.line])
        places = [(mutant.file, line) for line in lines]
        when = {
            name: min(one.reached[place] for place in places if place in one.reached)
            for name, one in expected.items()
            if any(place in one.reached for place in places)
        }
        chosen: list[tuple[str, Expected]] = []
        left = self.most_seconds
        for name in sorted(when, key=lambda name: when[name]):
            takes = expected[name].seconds if name in self.cities else 0.0
            if takes <= left or not chosen:
                chosen.append((name, expected[name]))
                left -= takes
        return chosen

    def run(
        self, mutants: Sequence[Mutant], expected: dict[str, Expected], say: Callable[[int, Tried], None]
    ) -> list[Tried]:
        """Try mutants out, telling of each; return what became of them."""
        plans = [self._plan(mutant, expected) for mutant in mutants]
        reached = [place for place, plan in enumerate(plans) if plan]
        tried = {place: Outcome(UNREACHED) for place, plan in enumerate(plans) if not plan}
        done = 0

        def told(place: int) -> Tried:
            change = self.sources[mutants[place].file].change(mutants[place])
            return Tried(mutants[place], change.before, change.after, tried[place])

        for place in list(tried):
            say(done := done + 1, told(place))
        work = partial(_try_one, mutants, plans, self.sources, self.cities)
        for one, outcome in each_beside(work, reached, self.processes, MOST_SECONDS):
            tried[reached[one]] = outcome if outcome is not None else Outcome(ENDLESS)
            say(done := done + 1, told(reached[one]))
        return [told(place) for place in range(len(mutants))]


def _try_one(
    mutants: Sequence[Mutant],
    plans: Sequence[list[tuple[str, Expected]]],
    sources: dict[str, Source],
    cities: dict[str, Any],
    place: int,
) -> Outcome:
    mutant = mutants[place]
    return try_out(mutant, sources[mutant.file], plans[place], cities)


def files_named(named: Sequence[str]) -> list[str]:
    """Return the files that are asked for, all if none is named."""
    known = target_files()
    unknown = sorted(set(named) - set(known))
    if unknown:
        raise SystemExit(f"no such file among those that are changed: {', '.join(unknown)}")
    return list(named) or known

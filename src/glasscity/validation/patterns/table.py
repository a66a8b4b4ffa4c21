"""Every city that ships beside the patterns that concern it: lived over several seeds, and judged."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from math import isinf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.ensemble.intervals import interval
from glasscity.errors import BadInput, did_you_mean
from glasscity.scenario import load, shipped
from glasscity.seeds import LARGEST_SEED
from glasscity.validation.patterns.cities import CITIES
from glasscity.validation.patterns.pattern import City, Concern, Over, Pattern, Standing, Verdict
from glasscity.validation.patterns.published import PATTERNS
from glasscity.validation.patterns.seen import Seen
from glasscity.validation.result import Effort
from glasscity.validation.sections import SECTIONS

SEEDS = 5
"""How many cities, each with a life of its own, if nothing else is asked for."""
NOT_MODELLED = "not modelled"


@dataclass(frozen=True)
class PatternRow:
    """One pattern and one city.

    Attributes
    ----------
    pattern, published, source : what came out where, and who says so.
    ours, interval : what comes out here, and where it lies over seeds.
    judged : what counts as shown; asked : whether the city is asked to show it, or was set to it.
    verdict : what comes of it; `calibrated` says nothing for the city.
    because : how it was set, why it is not asked, why it is not shown.
    as_told : whether it came out as `because` has it; values : the number of every life, None for none.
    """

    pattern: str
    published: str
    source: str
    ours: str
    interval: str
    judged: str
    asked: str
    verdict: Verdict
    because: str
    as_told: bool
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class CityPatterns:
    """A city and its rows; `nothing` says why there are none."""

    city: str
    citizens: int
    lives: int
    rows: tuple[PatternRow, ...]
    nothing: str
    seconds: float

    @property
    def as_told(self) -> bool:
        """Whether all came out as it is explained."""
        return all(row.as_told for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Return it as nested plain tables, ready for JSON."""
        return asdict(self) | {"as_told": self.as_told}


def chosen_cities(names: Iterable[str]) -> list[City]:
    """Return cities that ship by their names, all of them where none is named.

    Raises `BadInput` for a name that is none.
    """
    ships, found = shipped(), []
    for name in names:
        if name not in ships:
            hint = did_you_mean(name, ships)
            raise BadInput(f"validate --patterns {name!r}: no such city{hint}; there are {', '.join(ships)}")
        found.append(name)
    return [_city(name) for name in found or ships]


def _city(name: str) -> City:
    """Return what concerns a city; one that ships for a publication repeats that, and no town."""
    if name in CITIES:
        return CITIES[name]
    for section in SECTIONS.values():
        if name in section.scenarios:
            again = f"no town: it repeats a published calculation (`glasscity validate {section.name}`)"
            return City(name, nothing=again)
    raise BadInput(f"{name}: nothing says which published patterns concern it; validation/patterns/cities.py")


def patterns_of(cities: list[City], effort: Effort) -> Iterator[CityPatterns]:
    """Live through cities one after the other, and yield each with its rows.

    Every life is in a city of its own: the seed counts up from the one given, the life from 1.
    """
    lives = effort.number_of(SEEDS)
    for place, city in enumerate(cities):
        effort.progress("patterns", place, len(cities))
        began = time.perf_counter()
        values = _lived(city, lives, effort)
        rows = tuple(
            _row(concern, PATTERNS[concern.pattern], found)
            for concern, found in zip(city.concerns, values, strict=True)
        )
        seconds = time.perf_counter() - began
        yield CityPatterns(city.name, city.citizens, lives if values else 0, rows, city.nothing, seconds)


def _lived(city: City, lives: int, effort: Effort) -> list[list[float]]:
    """Return for each concern of a city the numbers that its lives give; none where nothing is measured."""
    found: list[list[float]] = [[] for _ in city.concerns]
    reads = [concern.measure or PATTERNS[concern.pattern].measure for concern in city.concerns]
    if not any(reads):
        return found
    scenario = load(city.name, citizens=city.citizens)
    for number in range(lives):
        seed = (effort.seed + number) & LARGEST_SEED
        seen = Seen(scenario, seed, 1 + number, effort.workers)
        for values, read in zip(found, reads, strict=True):
            if read is not None:
                values.append(read(seen))
    return found


def _row(concern: Concern, pattern: Pattern, values: list[float]) -> PatternRow:
    """Judge one pattern by the numbers of its lives."""
    ours, span, held = _held(pattern, np.array(values, float))
    verdict = _verdict(held, calibrated=concern.standing is Standing.CALIBRATED)
    missed = held is False
    because = [concern.because, concern.missed if held is not True else ""]
    if held is True and concern.missed:
        because.append(f"IT IS TOLD AS NOT SHOWN: {concern.missed}")
    elif missed and not concern.missed:
        because.append("NOT EXPLAINED: it is told as shown")
    return PatternRow(
        f"{pattern.what} ({concern.where})" if concern.where else pattern.what,
        pattern.published,
        pattern.source,
        ours,
        span,
        judged(pattern) if pattern.measure is not None else "",
        concern.standing.value,
        verdict,
        "; ".join(filter(None, because)),
        held is None or missed == bool(concern.missed),
        tuple(None if np.isnan(value) else value for value in values),
    )


def _verdict(held: bool | None, *, calibrated: bool) -> Verdict:
    if calibrated:
        return Verdict.CALIBRATED_MISSED if held is False else Verdict.CALIBRATED
    return {True: Verdict.SHOWN, False: Verdict.NOT_SHOWN, None: Verdict.UNDECIDED}[held]


def _held(pattern: Pattern, values: NDArray[np.float64]) -> tuple[str, str, bool | None]:
    """Return ours, where it lies over seeds, and whether the pattern holds; None where that is open."""
    if not len(values):
        return NOT_MODELLED, "", False
    unit, bounds = pattern.unit, pattern.bounds
    text, found = unit.text, interval(values)
    if found is None:
        return "none in any life", "", False
    if bounds.over is Over.INTERVAL:
        low, high = max(found.low, 0.0), min(found.high, unit.most)
        inside = found.lives == len(values) and bounds.hold(low) and bounds.hold(high)
        held = True if inside else False if bounds.miss(low, high) else None
        return text(found.mean), unit.span(low, high), held
    there, each = values[~np.isnan(values)], [bounds.hold(value) for value in values.tolist()]
    span = unit.span(there.min(), there.max())
    if bounds.over is Over.EVERY_LIFE:
        return text(found.mean), span, all(each)
    return text(there.max() if isinf(bounds.high) else there.min()), span, any(each)


def judged(pattern: Pattern) -> str:
    """Return in words what counts as shown."""
    bounds, unit = pattern.bounds, pattern.unit
    if isinf(bounds.low):
        where = f"at most {unit.text(bounds.high)}"
    elif isinf(bounds.high):
        where = f"{'more than' if bounds.strict else 'at least'} {unit.text(bounds.low)}"
    else:
        where = unit.span(bounds.low, bounds.high)
    return where if bounds.over is Over.INTERVAL else f"{where}, in {bounds.over.value}"


def summary_of(found: list[CityPatterns]) -> str:
    """Return how many patterns are shown, and what comes out otherwise than it is told."""
    rows = [(one.city, row) for one in found for row in one.rows]
    number = Counter(row.verdict for _, row in rows if row.asked == Standing.TESTED.value)
    asked = Counter(row.asked for _, row in rows)
    told = (
        f"of {asked[Standing.TESTED.value]} patterns that cities are asked to show "
        f"{number[Verdict.SHOWN]} are shown, {number[Verdict.NOT_SHOWN]} are not, and "
        f"{number[Verdict.UNDECIDED]} undecided; to {asked[Standing.CALIBRATED.value]} more they were set, "
        f"which is no test, and for {asked[Standing.NOT_ASKED.value]} they are not asked"
    )
    otherwise = [f"{city}: {row.pattern} ({row.verdict})" for city, row in rows if not row.as_told]
    return told + (f"; otherwise than told: {'; '.join(otherwise)}" if otherwise else "")

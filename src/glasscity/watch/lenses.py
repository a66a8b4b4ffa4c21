"""What the page can show of everybody: one byte for each citizen, and what each byte means.

A lens reads the truth or the file, and changes nothing. A byte is a place in the lens's colours, best or
fewest first; `NOTHING` means that there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import tables
from glasscity.measure.harm import ERRONEOUS
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS, millipoints
from glasscity.show import palette
from glasscity.show.english import sentence
from glasscity.show.palette import Colour
from glasscity.society.response.minds import NEVER
from glasscity.society.voice.rules import APPROVING, CRITICAL, FULL, MIDDLE, SILENT
from glasscity.study.words import attribute_label, attribute_level, points_text
from glasscity.watch.city import WatchedCity

NOTHING = 255
STEPS = 48
"""Shades of a lens that has no steps of its own."""
BEYOND = 100_000
"""How far (mp) beyond the best and the worst bound the shades of scores reach."""
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Lens:
    """One lens.

    Attributes
    ----------
    name, label, help : how it is asked for, and what a reader sees.
    kind : `categories` for steps with names, `scale` for shades.
    colours : by byte; legend : bytes with their words.
    look : returns uint8 [citizens] of a city.
    """

    name: str
    label: str
    help: str
    kind: str
    colours: list[Colour]
    legend: list[tuple[int, str]]
    look: Callable[[WatchedCity], Bytes]

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "name": self.name,
            "label": self.label,
            "help": self.help,
            "kind": self.kind,
            "colours": {
                "light": [colour.light for colour in self.colours],
                "dark": [colour.dark for colour in self.colours],
            },
            "legend": [{"value": value, "label": label} for value, label in self.legend],
        }


def lenses_of(city: WatchedCity) -> list[Lens]:
    """Return the lenses that a city has, by the mechanisms that are on."""
    scenario, world = city.scenario, city.world
    found: list[Lens] = []
    if world.scored:
        found += [_category(scenario), _score(scenario), _friends(scenario)]
        if city.measures.harm is not None:
            found.append(_in_error(world.shadow is not None))
    found.append(_entries())
    if world.minds is not None:
        found.append(_aware())
    if world.voice is not None:
        found += [_voice(), _fear()]
    return found + [_attribute(scenario, name) for name in world.city.population.level_names]


def _category(scenario: Scenario) -> Lens:
    names = scenario.category_names
    return Lens(
        *("category", "Category", "Whom the data centre puts where", "categories"),
        palette.categories(len(names)),
        list(enumerate(names)),
        lambda city: city.world.file.category,
    )


def _shades(scenario: Scenario) -> tuple[int, int, list[Colour], list[tuple[int, str]]]:
    """Return the lowest and highest score (mp) that shades tell apart, the shades, and their words."""
    bounds = [millipoints(b.at_least) for b in scenario.rulebook.categories.bands if b.at_least is not None]
    low, high = min(bounds) - BEYOND, max(bounds) + BEYOND
    words = [
        (place, points_text((low + (high - low) * place // (STEPS - 1)) // MILLIPOINTS, sign=False))
        for place in (0, (STEPS - 1) // 2, STEPS - 1)
    ]
    words = [(0, f"{words[0][1]} or less"), words[1], (STEPS - 1, f"{words[2][1]} or more")]
    return low, high, palette.categories(STEPS)[::-1], words


def _score(scenario: Scenario) -> Lens:
    low, high, colours, words = _shades(scenario)

    def look(city: WatchedCity) -> Bytes:
        file = city.world.file
        return _hide_unscored(_shaded(file.total, low, high), file.category)

    return Lens("score", "Score", "Everybody's points last night", "scale", colours, words, look)


def _friends(scenario: Scenario) -> Lens:
    low, high, colours, words = _shades(scenario)

    def look(city: WatchedCity) -> Bytes:
        ties, file = city.world.city.ties, city.world.file
        mean = np.empty(len(file.total), np.int32)
        city.world.workers.run(
            _mean_of_contacts, len(mean), ties.start, ties.contact, ties.layers, file.total, mean
        )
        found = _shaded(mean, low, high)
        found[mean == np.iinfo(np.int32).min] = NOTHING
        return found

    label = "Mean of everybody one knows, scored or not yet on file"
    return Lens("friends", "Friends’ mean", label, "scale", colours, words, look)


def _in_error(errs: bool) -> Lens:
    colours = [palette.UNCHANGED, palette.CONTACTS, palette.REFUSED]
    legend = [(0, "no door closed"), (1, "a door closed or dearer, by the rules")]
    legend += [(2, "a door closed in error")] if errs else []

    def look(city: WatchedCity) -> Bytes:
        found = np.zeros(city.world.city.population.number, np.uint8)
        assert city.measures.harm is not None
        for some in city.measures.harm.restricted(city.world):
            found[some.citizens] = np.maximum(found[some.citizens], 1)
            found[some.citizens[some.services[ERRONEOUS] > 0]] = 2
        return found

    help = "To whom some service is closed or dearer today, and whose true record would not close it"
    return Lens("error", "Restricted in error", help, "categories", colours, legend, look)


def _entries() -> Lens:
    colours = [palette.UNCHANGED, palette.CHEAPER, palette.GAIN, palette.DEARER, palette.LOSS]
    legend = [
        (0, "no entry today"),
        (1, "an entry without points"),
        (2, "points gained"),
        (4, "points lost"),
    ]

    def look(city: WatchedCity) -> Bytes:
        points = np.zeros(city.world.city.population.number, np.int64)
        found = np.zeros(len(points), np.uint8)
        if city.today is not None:
            entries = city.today.entries
            np.add.at(points, entries["citizen"], entries["points"].astype(np.int64) * entries["counts"])
            found[entries["citizen"]] = 1
        found[points > 0] = 2
        found[points < 0] = 4
        return found

    return Lens(
        "entries", "Filings today", "Whose file got an entry today", "categories", colours, legend, look
    )


def _aware() -> Lens:
    def look(city: WatchedCity) -> Bytes:
        assert city.world.minds is not None
        aware: Bytes = (city.world.minds.state.aware_since != NEVER).astype(np.uint8)
        return aware

    return Lens(
        *("aware", "Knows of the system", "Who knows that single deeds are filed and count", "categories"),
        [palette.UNCHANGED, palette.OVERRIDDEN],
        [(0, "does not know"), (1, "knows")],
        look,
    )


def _voice() -> Lens:
    said = (CRITICAL, SILENT, APPROVING)
    colours = [
        *(palette.LOSS, palette.DEARER, palette.OVERRIDDEN),
        *(palette.CONTACTS, palette.UNCHANGED, palette.FIRST),
    ]
    words = ["disapproves and says so", "disapproves in silence", "disapproves and says the opposite"]
    words += ["approves and says the opposite", "approves in silence", "approves and says so"]

    def look(city: WatchedCity) -> Bytes:
        assert city.world.voice is not None
        state = city.world.voice.state
        place = np.zeros(max(said) + 1, np.uint8)
        place[list(said)] = np.arange(len(said))
        approves = (state.private >= MIDDLE).astype(np.uint8) * np.uint8(len(said))
        found: Bytes = place[state.expressed] + approves
        return found

    help = "What everybody thinks of the system and says aloud; the truth, which the authority never sees"
    return Lens("voice", "Voice", help, "categories", colours, list(enumerate(words)), look)


def _fear() -> Lens:
    def look(city: WatchedCity) -> Bytes:
        assert city.world.voice is not None
        return _shaded(city.world.voice.state.fear, 0, FULL)

    words = [(0, "none"), (STEPS - 1, "full")]
    return Lens("fear", "Fear", "Fear of speaking critically", "scale", palette.shares(STEPS), words, look)


def _attribute(scenario: Scenario, name: str) -> Lens:
    levels = scenario.population.levels[name]
    words = [attribute_level(scenario, name, level) for level in levels]
    return Lens(
        *(name, sentence(attribute_label(scenario, name)), "Who lives where; it never changes", "categories"),
        palette.shares(len(levels)),
        list(enumerate(words)),
        lambda city: city.world.city.population.row(name),
    )


def _shaded(values: NDArray[Any], low: int, high: int) -> Bytes:
    """Return everybody's shade between `low` and `high`."""
    within = np.clip(values.astype(np.int64), low, high) - low
    found: Bytes = (within * (STEPS - 1) // (high - low)).astype(np.uint8)
    return found


def _hide_unscored(shown: Bytes, category: NDArray[np.uint8]) -> Bytes:
    shown[category == tables.NO_CATEGORY] = NOTHING
    return shown


@njit(cache=True, nogil=True)
def _mean_of_contacts(lo, hi, start, contact, layers, total, mean):  # type: ignore[no-untyped-def]
    """Write the mean total (mp) of the contacts of citizens lo … hi; the lowest int32 for nobody's."""
    for citizen in range(lo, hi):
        whole, number = np.int64(0), 0
        for row in range(start[citizen], start[citizen + 1]):
            if layers[row] > 0:
                whole += total[contact[row]]
                number += 1
        mean[citizen] = whole // number if number else -2147483648

"""Which random cities to keep: few and quick ones that reach all that any of many reach.

Lines are not enough: a line is the better tried the more different cities reach it, so each is to be reached
by several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from mutation.beside import each_beside
from mutation.checks import city
from mutation.trial import Expected
from mutation.unchanged import expect

TIMES = 3
"""By how many cities each line is to be reached, if there are so many."""


def choose(seed: int, numbers: range, processes: int) -> Iterator[str]:
    """Yield, in the order of their choice, random cities, with how many lines each adds."""

    def lived(number: int) -> Expected:
        return expect("city", {"city": city(seed, number)})

    found = {
        numbers[place]: one for place, one in each_beside(lived, numbers, processes, 300) if one is not None
    }
    reached: Counter[tuple[str, int]] = Counter()
    chosen: list[int] = []

    def worth(number: int) -> float:
        one: Any = found[number]
        return sum(TIMES ** -reached[line] for line in one.reached if reached[line] < TIMES) / one.seconds

    while left := [number for number in found if number not in chosen]:
        best = max(left, key=worth)
        new = [line for line in found[best].reached if reached[line] < TIMES]
        if not new:
            break
        first = sum(not reached[line] for line in new)
        yield f"{best}: {first} lines for the first time, {len(new)} again, {found[best].seconds:.1f} s"
        reached.update(found[best].reached)
        chosen.append(best)
    yield f"random = {chosen}"

"""What is drawn for a random scenario: shares, spans, factors, with the ends of each range often enough."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Levels = dict[str, list[str]]


class Dice:
    """Draws from any source of chance that looks like `random.Random`: a plain seed, or hypothesis."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def likely(self, probability: float) -> bool:
        """Return yes with a probability."""
        return self.whole(1, 1000) > 1000 - probability * 1000

    def whole(self, lowest: int, highest: int) -> int:
        """Return a whole number, both ends included."""
        return self.chance.randint(lowest, highest)

    def one(self, of: Sequence[Thing]) -> Thing:
        """Return one of some things."""
        return of[self.whole(0, len(of) - 1)]

    def some(self, of: Sequence[Thing], least: int = 1, most: int = 99) -> list[Thing]:
        """Return some of some things, in their order."""
        number = self.whole(min(least, len(of)), min(most, len(of)))
        return [of[place] for place in sorted(self.chance.sample(range(len(of)), number))]

    def number(self, lowest: float, highest: float, places: int = 2) -> Decimal:
        """Return a number with so many decimals, both ends included."""
        one = 10**places
        return Decimal(self.whole(round(lowest * one), round(highest * one))) / one

    def share(self, most: float = 1) -> Decimal:
        """Return a share, now and then nothing or as much as there is."""
        kind = self.whole(1, 12)
        if kind == 12:
            return Decimal(0)
        return Decimal(str(most)) if kind == 11 else self.number(0, most, 3)

    def days(self, lowest: int, highest: int) -> list[int]:
        """Return the shortest and the longest of some time."""
        return sorted((self.whole(lowest, highest), self.whole(lowest, highest)))

    def depends(self, levels: Levels, highest: float, most: int = 2) -> dict[str, dict[str, Decimal]]:
        """Return factors for levels of a few attributes; half of the time none."""
        if self.likely(0.5):
            return {}
        return {
            attribute: {level: self.number(0, highest, 1) for level in self.some(levels[attribute], 1, 3)}
            for attribute in self.some(list(levels), 1, most)
        }

    def factors(self, names: Sequence[str], highest: float, most: int = 3) -> dict[str, Decimal]:
        """Return a factor for each of a few names."""
        return {name: self.number(0, highest) for name in self.some(names, 0, most)}

    def parts(self, number: int) -> list[Decimal]:
        """Return so many shares that sum to 1, none of them below a twentieth."""
        cuts = [1 + self.whole(0, 3) for _ in range(number)]
        shares = [(Decimal(cut) / sum(cuts)).quantize(Decimal("0.001")) for cut in cuts]
        return [*shares[:-1], 1 - sum(shares[:-1])]


def highest_of(depends: dict[str, dict[str, Decimal]]) -> Decimal:
    """Return the largest product of factors, a level not named having 1."""
    highest = Decimal(1)
    for factors in depends.values():
        highest *= max(Decimal(1), *factors.values())
    return highest


def sourced(**parts: Any) -> dict[str, Any]:
    """Return a table that says where its numbers come from."""
    return {**{key: value for key, value in parts.items() if value is not None}, "assumed": "by chance"}

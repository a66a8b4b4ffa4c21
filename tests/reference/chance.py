"""Chances: the number below which a word of 32 bits means yes, exact to the last digit."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

CERTAIN = 1 << 32
"""Every word lies below this."""
Person = dict[str, str]
"""What somebody is like: the level of every attribute, by name."""


class Chance(NamedTuple):
    """A probability, numerator / denominator, with factors by level, for those who have wanted levels."""

    numerator: Decimal
    denominator: Decimal
    depends: dict[str, dict[str, Decimal]]
    only: dict[str, list[str]]


def always_the_same(probability: Decimal, depends: dict[str, dict[str, Decimal]]) -> Chance:
    """Return a probability that has factors by level and holds for everybody."""
    return Chance(probability, Decimal(1), depends, {})


def threshold_for(chance: Chance, person: Person) -> int:
    """Rule: the probability times its factors, in 2**-32 to the nearest, halves up, and at most certain.

    Whoever has none of the wanted levels has no chance; a level that is not named has the factor 1.
    """
    if any(person[attribute] not in wanted for attribute, wanted in chance.only.items()):
        return 0
    probability = Fraction(chance.numerator)
    for attribute, factors in chance.depends.items():
        probability *= Fraction(factors.get(person[attribute], Decimal(1)))
    if not probability:
        return 0
    return min(int(probability / Fraction(chance.denominator) * CERTAIN + Fraction(1, 2)), CERTAIN)

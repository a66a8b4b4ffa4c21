"""Shares as whole numbers: 65536 is all of it for what a scenario gives, 65535 for what people believe.

Rule: everything is counted in whole numbers, and `a * share // ONE` is rounded down, also below 0.
"""

from __future__ import annotations

from decimal import Decimal

from glasscity.tables import DEEDS
from reference.rows import Row

ONE = 65536
"""The whole, for the numbers of a scenario."""
FULL = 65535
"""The whole, for beliefs, opinions and fear: what two bytes hold."""
MOST_COUNTED = 255
"""What a week's counts hold: one byte. What comes beyond it is not counted."""
HALF = Decimal("0.5")


def nearest(number: Decimal, unit: int = ONE) -> int:
    """Return a number of a scenario in parts of a unit: the nearest, halves up."""
    return int(number * unit + HALF)


def cut_off(number: Decimal, unit: int = ONE) -> int:
    """Return a number of a scenario in parts of a unit, what is beyond cut off."""
    return int(number * unit)


def towards_nothing(number: int, share: int) -> int:
    """Return number × share / 65536, rounded towards 0."""
    product = number * share
    return product // ONE if product >= 0 else -(-product // ONE)


def one_more(counts: list[int], citizen: int) -> None:
    """Count one for a citizen, as far as a byte can count."""
    counts[citizen] = min(counts[citizen] + 1, MOST_COUNTED)


def is_about_a_deed(entry: Row) -> bool:
    """Return whether an entry tells of a deed; all others only follow from such entries."""
    return entry.kind in DEEDS

"""Values that a scenario, a manifest, a command line or a message should not hold, and those at the edge."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

NUMBERS: tuple[Any, ...] = (
    *(0, -1, 1, 2, 3, 7, 16, 64, 255, 256, 65535, 65536, 36500, 36501, 2**31 - 1, 2**31, -(2**31), 2**32),
    *(2**53 + 1, 2**63 - 1, 2**63, -(2**63), 2**64 - 1, 2**64, 10**12, 10**30, -(10**30)),
    *(Decimal("0.1"), Decimal("-0.1"), Decimal("0.0005"), Decimal("1.0"), Decimal("1.0001"), Decimal("0.5")),
    *(
        Decimal("1e-50"),
        Decimal("1e-51"),
        Decimal("1e-9"),
        Decimal("1e9"),
        Decimal("1e300"),
        Decimal("1e999"),
    ),
    *(Decimal("nan"), Decimal("inf"), Decimal("-inf"), Decimal("-0.0"), Decimal("99999999999999999999.5")),
)
TEXTS = (
    *("", " ", "\t", "a", "C", "none", "city", "*", ".", "..", "a.b", "a[0]", "[0]", "nan", "true", "5%"),
    *("x" * 300, "é", "市民", "\u202eevil", "\x1b[31m", "\u0000", "\U0001f600", "١", "<script>", "{}", "%s"),
    *("'", '"', "\\", "\n", "\ufeff", "[bold]", "a/b", "missing.toml", "starter", "essay", "no-score"),
    *("rulebook", "rulebook.influence.weight", "organisations.*.errors.wrong_person", "scoring.enabled"),
)
OTHERS: tuple[Any, ...] = (
    *(True, False, [], {}, [[]], [{}], {"": 0}, {"a": 1}, [0], ["a"], [1, "a"], [True], [0] * 50),
    *(date(2018, 1, 1), date(9999, 12, 31), date(1, 1, 1), datetime(2020, 2, 29, 1), time(1, 2)),
    {"assumed": "odd"},
)


def odd(chance: Random) -> Any:
    """Return a value that does not belong where it will stand."""
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(NUMBERS)
    if kind < 0.8:
        return chance.choice(TEXTS)
    if kind < 0.97:
        return chance.choice(OTHERS)
    return nested(chance.choice((3, 30, 33, 40)), chance)


def nested(depth: int, chance: Random) -> Any:
    """Return lists or tables inside each other."""
    value: Any = 0
    as_list = chance.random() < 0.5
    for _ in range(depth):
        value = [value] if as_list else {"a": value}
    return value


def near(value: Any, chance: Random) -> Any:
    """Return a value of the same kind as one that is there, at or beyond an edge more often than not."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Decimal):
        around = (value + 1, value - 1, value * 2, value * 10, value * 1000, -value, value // 2, 0, 1)
        return chance.choice((*around, chance.choice(NUMBERS)))
    if isinstance(value, str):
        return chance.choice((value.upper(), value[:-1], value + "x", value * 2, chance.choice(TEXTS)))
    if isinstance(value, list):
        some = list(value)
        match chance.randrange(5):
            case 0 if some:
                some.pop(chance.randrange(len(some)))
            case 1 if some:
                some.append(some[-1])
            case 2:
                chance.shuffle(some)
            case 3 if some:
                some[chance.randrange(len(some))] = odd(chance)
            case _:
                some.append(odd(chance))
        return some
    return odd(chance)

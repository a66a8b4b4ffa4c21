"""Scenario files changed by their structure: keys, values, tables, lines, and whole parts of other cities."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any

from fuzzing import grammar
from fuzzing.odd_values import TEXTS, near, nested, odd
from fuzzing.trees import Place, at, copied, drop, places, put, some_place, toml

Tables = dict[str, Any]


def number(text: str) -> Decimal:
    """Return the number that stands in a file, infinite where it is beyond decimals."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("inf")


def tables_in(data: bytes) -> Tables | None:
    """Return the tables of a file, or nothing where it is no TOML or a monster."""
    if any(line.count(b"[") + line.count(b"{") > 2000 for line in data.splitlines()):
        return None
    try:
        return tomllib.loads(data.decode(), parse_float=number)
    except (ValueError, RecursionError):
        return None


UNFIT = (KeyError, TypeError, IndexError, ValueError, ArithmeticError, AttributeError, RecursionError)
"""What happens where a change does not fit what is there, or tables lie too deep to be copied."""


class Changer:
    """Changes scenarios; `donors` are others from which parts are taken."""

    def __init__(self, donors: list[Tables]) -> None:
        self._donors = donors
        self._ways: list[Callable[[Tables, Random], None]] = [
            *(self._odd, self._near, self._near, self._bound, self._bound, self._drop, self._typo),
            *(self._twin, self._swap, self._add, self._add, self._donate, self._donate, self._intervene),
            *(self._intervene, self._retype, self._small),
        ]

    def changed(self, data: bytes, chance: Random) -> bytes:
        """Return another scenario file."""
        if chance.random() < 0.15:
            return by_lines(data, chance)
        tables = tables_in(data)
        if not tables:
            return (
                toml(chance.choice(self._donors)).encode()
                if chance.random() < 0.3
                else by_lines(data, chance)
            )
        for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
            try:
                chance.choice(self._ways)(tables, chance)
            except UNFIT:
                continue
        try:
            return toml(tables).encode(errors="surrogatepass")
        except (ValueError, RecursionError):
            return data

    def _odd(self, tables: Tables, chance: Random) -> None:
        if place := some_place(tables, chance):
            put(tables, place, odd(chance))

    def _near(self, tables: Tables, chance: Random) -> None:
        if place := some_place(tables, chance):
            put(tables, place, near(at(tables, place), chance))

    def _bound(self, tables: Tables, chance: Random) -> None:
        numbers = [one for one in places(tables) if isinstance(at(tables, one), int | Decimal)]
        place = chance.choice(numbers)
        kinds = [one for one in grammar.choices(grammar.schema_at(place) or {}) if one.get("type")]
        numeric = [one for one in kinds if one["type"] in ("integer", "number")]
        put(tables, place, grammar.at_the_edge(chance.choice(numeric), chance))

    def _drop(self, tables: Tables, chance: Random) -> None:
        if place := some_place(tables, chance):
            drop(tables, place)

    def _typo(self, tables: Tables, chance: Random) -> None:
        place = some_place(tables, chance)
        if place and isinstance(place[-1], str):
            value = at(tables, place)
            drop(tables, place)
            put(tables, (*place[:-1], chance.choice((place[-1][:-1] + "z", *TEXTS))), value)

    def _twin(self, tables: Tables, chance: Random) -> None:
        named = [
            one for one in places(tables) if isinstance(one[-1], str) and isinstance(at(tables, one), dict)
        ]
        place = chance.choice(named)
        put(tables, (*place[:-1], f"{place[-1]}_2"), copied(at(tables, place)))

    def _swap(self, tables: Tables, chance: Random) -> None:
        one, other = some_place(tables, chance), some_place(tables, chance)
        if one and other and one[: len(other)] != other and other[: len(one)] != one:
            here, there = copied(at(tables, one)), copied(at(tables, other))
            put(tables, one, there)
            put(tables, other, here)

    def _add(self, tables: Tables, chance: Random) -> None:
        inside: list[Place] = [(), *(one for one in places(tables) if isinstance(at(tables, one), dict))]
        place = chance.choice(inside)
        free = grammar.missing_keys(at(tables, place), place)
        if free:
            key = chance.choice(free)
            put(tables, (*place, key), grammar.drawn(grammar.schema_at((*place, key)), chance))

    def _donate(self, tables: Tables, chance: Random) -> None:
        donor = chance.choice(self._donors)
        place = some_place(donor, chance)
        if place:
            put(tables, place, copied(at(donor, place)))

    def _intervene(self, tables: Tables, chance: Random) -> None:
        place = some_place(tables, chance)
        if not place:
            return
        parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in place]
        path = "".join(parts).strip(".")
        if chance.random() < 0.1 and len(place) > 2:
            path = path.replace(str(place[1]), "*")
        change: Tables = {
            "day": chance.choice((0, 0, 1, 2, 4, 10, 59, 36500)),
            "path": path,
            "assumed": "drawn",
        }
        match chance.randrange(4):
            case 0:
                change["drop"] = True
            case 1:
                change["times"] = chance.choice((0, Decimal("0.5"), 2, 1000, -1))
            case 2:
                change["to"] = near(at(tables, place), chance)
            case _:
                change["to"] = odd(chance)
        tables.setdefault("interventions", []).insert(0, change)

    def _retype(self, tables: Tables, chance: Random) -> None:
        place = some_place(tables, chance)
        if place:
            value = at(tables, place)
            put(tables, place, chance.choice(([value], {"a": value}, str(value), [value, value])))

    def _small(self, tables: Tables, chance: Random) -> None:
        tables["population"]["citizens"] = chance.choice((2, 3, 17, 64, 10**12, 200_000_000))
        tables["time"]["days"] = chance.choice((1, 2, 5, 366, 36500))


def by_lines(data: bytes, chance: Random) -> bytes:
    """Return a file with lines moved, doubled, lost, or with something odd in it."""
    lines = data.split(b"\n")
    here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(9):
        case 0:
            lines.insert(here, lines[there])
        case 1:
            del lines[here]
        case 2:
            lines[here], lines[there] = lines[there], lines[here]
        case 3:
            lines[here] += b" = " + repr(nested(chance.choice((5, 40, 400)), chance)).encode()
        case 4:
            lines[here] = b"[" + b".".join([b"a"] * chance.choice((2, 33, 500))) + b"]"
        case 5:
            lines[here] += chance.choice((b"9" * 5000, b"\x00", b"\xff\xfe", b"\r", "\u2028".encode(), b"#"))
        case 6:
            lines = lines[: here + 1]
        case 7:
            lines.insert(
                0, b"extends = " + chance.choice((b'"starter"', b'"essay"', b'"no-score"', b"7", b'"."'))
            )
        case _:
            lines[here] = chance.choice(
                (b"[[", b"[a]\n[a]", b"a.b=1\na=2", b"=", b'"', b"'''", b"x = 1_0", b"\xef\xbb\xbf")
            )
    return b"\n".join(lines)


def simpler(data: bytes) -> Iterator[bytes]:
    """Yield files that say less than this one."""
    tables = tables_in(data)
    if tables:
        for place in sorted(places(tables), key=len):
            try:
                less = copied(tables)
                drop(less, place)
                yield toml(less).encode()
            except (ValueError, RecursionError):
                return
    lines = data.split(b"\n")
    size = len(lines)
    while size:
        for begin in range(0, len(lines), size):
            yield b"\n".join([*lines[:begin], *lines[begin + size :]])
        size //= 2

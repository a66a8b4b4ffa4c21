"""What pages say to the server: good asks, bad ones, in any order; and requests for files."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from fuzzing.odd_values import NUMBERS, TEXTS, near, odd
from fuzzing.trees import at, copied, drop, put, some_place

Step = list[Any]
CITY = "everything"
PAGES = 6
LENSES = (
    "category",
    "score",
    "fear",
    "voice",
    "income",
    "error",
    "friends",
    "entries",
    "age",
    "x",
    "",
    "é" * 80,
)
FINDS = (
    "typical",
    "fell to D",
    "wrongly in D",
    "an informer",
    "tipped by contacts",
    "x",
    "fell to",
    "rose to AAA",
)
PATHS = (
    *(
        "rulebook.influence.weight",
        "rulebook.criteria_published",
        "appeals.enabled",
        "scoring.enabled",
        "x",
        ".",
    ),
    *(
        "organisations.*.errors.wrong_person",
        "denunciation.enabled",
        "rulebook.rules.red_light",
        "rulebook.walls",
    ),
    *(
        "rulebook.categories.bands[0].from_points",
        "rulebook.categories.bands[99].name",
        "rulebook.rules",
        "*",
    ),
    *(
        "interventions[0].day",
        "population.citizens",
        "conduct.red_light.per_year",
        "services.loan.terms.D",
        "time",
    ),
    *(
        "towns.east.start",
        "rulebook.influence",
        "rulebook.categories.bands",
        "courts.fines",
        "rulebook.*",
        "*.*.*",
    ),
    *(
        "conduct.*.per_year",
        "rulebook.rules.red_light.points[0].x",
        "notes[0].x",
        "rulebook.amnesty",
        "repair",
    ),
)
VALUES = (0, 1, 0.5, -1, 1e308, True, False, "", "x", "C", 10**15, 2**63, 5e-324, 0.1)
BROKEN = (
    *(
        "",
        "{",
        "[]",
        "null",
        "7",
        '"x"',
        "{}",
        '{"id":1}',
        '{"ask":"hello"}',
        '{"id":-1,"ask":"hello"}',
        "NaN",
    ),
    *(
        '{"id":1e400,"ask":"city"}',
        '{"id":NaN,"ask":"city"}',
        '{"id":1.0,"ask":"city"}',
        '{"id":true,"ask":"city"}',
    ),
    *(
        '{"id":9007199254740993,"ask":"city"}',
        '{"id":' + "9" * 5000 + "}",
        "[" * 9000,
        '{"id":1,"ask":"' + "x" * 9000,
    ),
    *(
        '{"id":1,"ask":"find","what":"\\ud800"}',
        '{"id":1,"id":2,"ask":"city"}',
        "\ufeff{}",
        "x" * 20_000,
        '{"id":1,"ask":"find","what":"\\u0000"}',
    ),
    *(
        '{"id":1,"ask":"frame","lens":"__class__"}',
        '{"id":1,"ask":"__class__"}',
        '{"id":1,"ask":["hello"]}',
        "\ud800",
    ),
)
HEADERS = (
    *({}, {}, {}, {"host": "evil.example"}, {"host": ""}, {"origin": "http://evil.example"}, {"origin": ""}),
    *(
        {"cookie": ""},
        {"cookie": "glasscity-8470=x"},
        {"cookie": "\x00;=;é"},
        {"cookie": "a" * 9000, "x": "y"},
    ),
    *(
        {"cookie": "glasscity-8470=é"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"host": "[::1]:8470"},
    ),
)
FILES = (
    *(
        "/",
        "/index.html",
        "/../x",
        "//",
        "/%2e%2e/x",
        "/x" * 500,
        "/\x00",
        "/é",
        "/assets",
        "/session",
        "",
        "x",
    ),
    *("/assets/../index.html", "/\ud800", "/index.html/", "/..%2fpyproject.toml"),
)
QUERIES = (
    *(
        "",
        "token=a-token-for-the-fuzzer",
        "token=x",
        "token=",
        "&" * 3,
        "&" * 20,
        "token=x&token=y",
        "token=%ff",
    ),
    *("token=%00", ";" * 30, "token=\u00e9", "a=1&" * 9 + "token=a-token-for-the-fuzzer", "%" * 99, "=" * 99),
)
METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get", "", "X" * 99)


def talk(chance: Random) -> list[Step]:
    """Return a conversation that begins as pages do."""
    steps: list[Step] = [["page", 0, {}], *([["say", 0, opening(chance)]] if chance.random() < 0.8 else [])]
    for _ in range(chance.randrange(1, 9)):
        steps += step(chance, 0 if chance.random() < 0.85 else chance.randrange(PAGES))
    return steps


def opening(chance: Random) -> dict[str, Any]:
    """Return an ask for a city."""
    name = (
        CITY if chance.random() < 0.8 else chance.choice(("essay", "no-score", "suining-2010", "_pilot", "x"))
    )
    ask: dict[str, Any] = {
        "ask": "open",
        "scenario": name,
        "citizens": chance.choice((100, 100, 120, 99, 10**12)),
    }
    if chance.random() < 0.3:
        ask["seed"] = chance.choice(("1", "18446744073709551615", "18446744073709551616", "-1", "x", "١", ""))
    if chance.random() < 0.3:
        ask["changes"] = changes(chance)
    return ask


def changes(chance: Random) -> list[dict[str, Any]]:
    """Return changes of rules."""
    found = []
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        one: dict[str, Any] = {"path": chance.choice(PATHS)}
        match chance.randrange(4):
            case 0:
                one["times"] = chance.choice((0, 0.5, 1, 1000, 1001, -1))
            case 1:
                one["drop"] = True
            case _:
                one["to"] = chance.choice(VALUES)
        if chance.random() < 0.4:
            one["day"] = chance.choice((0, 1, 3, 11, 12, 36500, -1))
        found.append(one)
    return found


def ask(chance: Random) -> dict[str, Any]:
    """Return an ask, mostly one that can be answered."""
    citizen = chance.choice((0, 1, 3, 99, 100, 2**32 - 1, 2**32, -1))
    lens, world = chance.choice(LENSES), chance.choice((0, 0, 0, 1, 2))
    return chance.choice(
        (
            *({"ask": "hello"}, {"ask": "city"}, {"ask": "places"}, {"ask": "stop"}, opening(chance)),
            {"ask": "hello", "session": chance.choice(("", "x", "é" * 64, "y" * 65))},
            *([{"ask": "advance", "days": chance.choice((1, 2, 5, 12, 0, 367)), "lens": lens}] * 4),
            *(
                {"ask": "frame", "lens": lens},
                {"ask": "back", "day": chance.choice((-1, 0, 3, 50)), "lens": lens},
            ),
            *([{"ask": "citizen", "citizen": citizen, "world": world}] * 2),
            *(
                {"ask": "such", "citizen": citizen},
                {"ask": "find", "what": chance.choice(FINDS), "world": world},
            ),
            {"ask": "what_if", "citizen": citizen, "without": "filing:$filing"},
            {
                **{"ask": "what_if", "citizen": citizen},
                "without": chance.choice(
                    ("influence", "filing:", "filing:0", "filing:0-0", "filing:" + "f" * 32, "")
                ),
            },
            *({"ask": "change", "changes": changes(chance)}, {"ask": "compare", "changes": changes(chance)}),
            {"ask": "export", "what": chance.choice(("scenario", "days", "citizen")), "citizen": citizen},
            {
                "ask": "tour",
                "chapter": chance.choice(("trap", "friends", "x")),
                "choice": chance.choice(("x", "")),
            },
        )
    )


def step(chance: Random, page: int) -> list[Step]:
    """Return what a page does next."""
    kind = chance.random()
    if kind < 0.55:
        return [["say", page, ask(chance)], *([["wait", page]] if chance.random() < 0.7 else [])]
    if kind < 0.65:
        return [["say", page, spoilt(ask(chance), chance)]]
    if kind < 0.74:
        return [["text", page, chance.choice(BROKEN)]]
    if kind < 0.78:
        return [["bytes", page, chance.randbytes(chance.choice((0, 1, 50))).hex()]]
    if kind < 0.84:
        return [["leave", page]]
    if kind < 0.90:
        return [["page", page, chance.choice(HEADERS)]]
    headers = chance.choice(HEADERS)
    return [["get", chance.choice(METHODS), chance.choice(FILES), chance.choice(QUERIES), headers]]


def spoilt(message: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Return an ask with something wrong in it."""
    message = copied(message)
    place = some_place(message, chance)
    assert place is not None
    match chance.randrange(4):
        case 0:
            drop(message, place)
        case 1:
            put(message, place, near(at(message, place), chance))
        case 2:
            message[chance.choice(TEXTS)] = chance.choice(NUMBERS)
        case _:
            put(message, place, odd(chance))
    return dict(plain(message))


def plain(value: Any) -> Any:
    """Return a tree as JSON can hold it."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, str | int | float):
        return value
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return str(value)


def retold(steps: list[Step], chance: Random) -> list[Step]:
    """Return another conversation, made from this one."""
    steps = copied(steps)
    for _ in range(chance.choice((1, 1, 2, 4))):
        here = chance.randrange(len(steps) + 1)
        match chance.randrange(6):
            case 0 if here < len(steps):
                del steps[here]
            case 1 if here < len(steps):
                steps.insert(chance.randrange(len(steps)), steps[here])
            case 2 if here < len(steps) and steps[here][0] == "say":
                steps[here][2] = spoilt(steps[here][2], chance) if steps[here][2] else ask(chance)
            case _:
                steps[here:here] = step(chance, chance.choice((0, 0, 0, 1, 2)))
    return steps[:30] or talk(chance)


def as_text(message: dict[str, Any], number: int, filing: str) -> str:
    """Return an ask as it is sent, with its number and the filing that was last heard of."""
    text = json.dumps({"id": number, **message}, ensure_ascii=True)
    return text.replace("$filing", filing)

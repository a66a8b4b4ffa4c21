"""The page's server: requests, conversations and whatever else may come over a WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from fuzzing import page_talk
from fuzzing.page_client import PORT, TOKEN, Overheard, Page, request
from fuzzing.target import ROOT, Broken, check_message
from glasscity.scenario import Scenario

sys.path.insert(0, str(ROOT / "tests"))
DAYS = 12
SEEDS = 80
SECONDS_TO_COMPILE = 1800.0
"""How long the first answers may take, on a fresh clone and a busy machine: kernels are compiled for them."""


class Remembered:
    """The rules that a page may change, worked out once for each city: nothing else takes as long."""

    def __init__(self, rules_of: Callable[[Scenario], dict[str, Any]]) -> None:
        self._rules_of = rules_of
        self._known: dict[tuple[str, int], dict[str, Any]] = {}

    def __call__(self, scenario: Scenario) -> dict[str, Any]:
        """Return the rules of a city as it ships."""
        which = scenario.name, scenario.population.citizens
        if which not in self._known:
            self._known[which] = self._rules_of(scenario)
        return self._known[which]


class PageTarget:
    """Conversations, as JSON: who connects, what they say, who goes."""

    name, suffix, seconds, as_bytes = "page", ".json", 60, False
    words: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        del folder
        self._app: Any = None
        self._rules: Any = None
        self._loop = asyncio.new_event_loop()
        self._overheard = Overheard()
        self._loop.set_exception_handler(self._unexpected)

    def _unexpected(self, _: object, context: dict[str, Any]) -> None:
        error = context.get("exception") or Broken(f"in the loop: {context.get('message')}")
        self._overheard.errors.append(error)

    def _start(self) -> None:
        """Make the application, once: founding it reads every city that ships."""
        if self._app is not None:
            return
        from glasscity.scenario import load
        from glasscity.tour import Tour
        from glasscity.watch import session
        from glasscity.watch.server import Start, application
        from page_server import SMALL_TOUR
        from reference.everything import everything

        city = load(everything(citizens=100), days=DAYS).model_copy(update={"name": page_talk.CITY})
        self._app = application(Start(city, 1, 2), PORT, TOKEN, 1, Tour(SMALL_TOUR, processes=1))
        self._rules = Remembered(session.rules_of)

    def seeds(self, chance: Random) -> Iterable[bytes]:
        """Return some conversations."""
        return [packed(page_talk.talk(chance)) for _ in range(SEEDS)]

    def warm_up(self) -> None:
        """Ask everything once."""
        say: list[Any] = [["page", 0, {}]]
        for ask in (
            *({"ask": "hello"}, {"ask": "open", "scenario": page_talk.CITY, "citizens": 100}),
            *({"ask": "advance", "days": 5, "lens": "category"}, {"ask": "citizen", "citizen": 3}),
            *(
                {"ask": "what_if", "citizen": 3, "without": "filing:$filing"},
                {"ask": "find", "what": "typical"},
            ),
            *(
                {"ask": "compare", "changes": [{"path": "scoring.enabled", "to": False}]},
                {"ask": "such", "citizen": 3},
            ),
            *({"ask": "back", "day": 1, "lens": "voice"}, {"ask": "export", "what": "scenario"}),
        ):
            say += [["say", 0, ask], ["wait", 0]]
        with patch("fuzzing.page_client.SECONDS", SECONDS_TO_COMPILE):
            self.attempt(packed(say))

    def changed(self, data: bytes, chance: Random) -> bytes:
        """Return another conversation."""
        steps = unpacked(data)
        return packed(page_talk.retold(steps, chance) if steps else page_talk.talk(chance))

    def smaller(self, data: bytes) -> Iterator[bytes]:
        """Yield shorter conversations."""
        steps = unpacked(data) or []
        for index in range(len(steps)):
            yield packed(steps[:index] + steps[index + 1 :])

    def attempt(self, data: bytes) -> str:
        """Let pages speak as they are told, then go."""
        steps = unpacked(data)
        if steps is None:
            return "no conversation"
        self._start()
        self._overheard.errors.clear()
        with self._listening(), patch("glasscity.watch.session.rules_of", self._rules):
            answer = self._loop.run_until_complete(self._played(steps))
        if self._overheard.errors:
            raise self._overheard.errors[0]
        return answer

    @contextlib.contextmanager
    def _listening(self) -> Iterator[None]:
        """Hear what the server logs, in the place of whoever hears it otherwise."""
        loggers = [logging.getLogger(name) for name in ("glasscity.watch.talk", "asyncio")]
        before = [(one.handlers, one.propagate) for one in loggers]
        for one in loggers:
            one.handlers, one.propagate = [self._overheard], False
        try:
            yield
        finally:
            for one, (handlers, propagate) in zip(loggers, before, strict=True):
                one.handlers, one.propagate = handlers, propagate

    async def _played(self, steps: list[Any]) -> str:
        pages: dict[int, Page] = {}
        heard = ""
        try:
            for one in steps:
                heard = await self._step(one, pages) or heard
            for page in pages.values():
                await page.wait()
                heard = (page.refusals or [heard])[-1]
        finally:
            for page in pages.values():
                with contextlib.suppress(asyncio.CancelledError):
                    await page.leave()
        for page in pages.values():
            for refusal in page.refusals:
                check_message(refusal, 0)
        return "".join(sign for sign in heard.split(": ")[-1] if not sign.isdigit())[:60]

    async def _step(self, one: Any, pages: dict[int, Page]) -> str:
        match one:
            case ["page", int(number), dict(headers)]:
                if number in pages:
                    await pages.pop(number).leave()
                pages[number] = Page(self._app, headers)
            case ["say", int(number), dict(message)] if number in pages:
                page = pages[number]
                page.say({"text": page_talk.as_text(message, page.asked + 1, page.filing)})
            case ["text", int(number), str(text)] if number in pages:
                # What comes over a wire as text is always UTF-8.
                pages[number].say({"text": text.encode(errors="replace").decode()})
            case ["bytes", int(number), str(text)] if number in pages:
                pages[number].say({"bytes": bytes.fromhex(text)})
            case ["wait", int(number)] if number in pages:
                await pages[number].wait()
            case ["leave", int(number)] if number in pages:
                await pages.pop(number).leave()
            case ["get", str(method), str(path), str(query), dict(headers)]:
                return f"status {await request(self._app, method, path, query, headers)}"
            case _:
                await asyncio.sleep(0)
        return ""


def packed(steps: list[Any]) -> bytes:
    """Return a conversation as a file."""
    return json.dumps(steps).encode()


def unpacked(data: bytes) -> list[Any] | None:
    """Return the conversation in a file, or nothing where there is none."""
    try:
        steps = json.loads(data)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(steps, list) and all(isinstance(one, list) and one for one in steps)
    return steps if fits else None


def made(folder: Path) -> PageTarget:
    """Return the target."""
    return PageTarget(folder)

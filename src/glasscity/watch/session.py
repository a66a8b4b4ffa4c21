"""What one page has open: a city, perhaps a second world beside it, and what it asks of them.

Answers are plain data, or a frame (`Frame`): a byte for every citizen. Asks are answered one after the other,
in a thread of the session's own; what happens in the city does not depend on what is asked, or when.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from glasscity import draws
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.tour import Tour
from glasscity.watch import asks, memory
from glasscity.watch.ahead import Ahead, Question
from glasscity.watch.changes import Move, with_moves
from glasscity.watch.city import DAWN, Progress, Telling, WatchedCity
from glasscity.watch.describe import describe, rules_of
from glasscity.watch.export import exported
from glasscity.watch.ground import Ground, lay_out
from glasscity.watch.lenses import Lens, lenses_of
from glasscity.watch.life import citizen_of, find_in, such_of
from glasscity.watch.what_if import what_if

ALIGNED = 4


class Frame(NamedTuple):
    """An answer with bytes: what it says, as plain data, and what it shows."""

    says: dict[str, Any]
    shows: list[bytes]

    def packed(self) -> bytes:
        """Return it as one message: the length of what it says, that as JSON, and what it shows."""
        text = json.dumps(self.says, separators=(",", ":")).encode()
        text += b" " * (-len(text) % ALIGNED)
        return b"".join([len(text).to_bytes(ALIGNED, "little"), text, *self.shows])


class Stopped(BadInput):
    """The page does not want to know any more."""


Answer = dict[str, Any] | Frame
Scenarios = Mapping[str, Callable[[], Scenario]]


class Session:
    """One page.

    Parameters
    ----------
    scenarios : what can be opened, by name; tour : what the guided tour has found out so far.
    threads : to compute on; all cores if not given.

    Attributes
    ----------
    thread : where everything that takes long is done, one thing after the other.
    """

    def __init__(self, scenarios: Scenarios, tour: Tour, threads: int | None = None) -> None:
        self._scenarios, self._tour = scenarios, tour
        self._workers = Workers(threads)
        self.thread = ThreadPoolExecutor(1)
        self._original: Scenario | None = None
        self._rules: dict[str, Any] = {}
        self._moves: list[Move] = []
        self._worlds: list[WatchedCity] = []
        self._lenses: list[list[Lens]] = []
        self._ground: Ground | None = None
        self._sent = [0, 0]
        self._told: dict[str, Any] = {"events": []}
        self._warm = False
        self._stop = threading.Event()
        self._ahead = Ahead()

    def stop(self) -> None:
        """Leave off what is being done, at the next day that passes."""
        self._stop.set()

    def give_up(self) -> None:
        """Leave off that, and what is worked out ahead: nobody is there to ask for it."""
        self.stop()
        self._ahead.leave_off()

    def close(self) -> None:
        """Let go of everything."""
        self.give_up()
        self.thread.shutdown(wait=False, cancel_futures=True)
        self._workers.__exit__(None, None, None)
        self._worlds = []

    def answer(self, ask: asks.Ask, tell: Telling) -> Answer:
        """Answer one ask.

        Raises `BadInput` for what cannot be answered, and `Stopped` where `stop` was called meanwhile.
        """
        self._stop.clear()

        def go_on(what: str, done: int, of: int, so_far: Sequence[float] = ()) -> None:
            if self._stop.is_set():
                raise Stopped("stopped")
            tell(what, done, of, so_far)

        match ask:
            case asks.Open():
                return self._open(ask, go_on)
            case asks.City():
                return self._described()
            case asks.Places():
                return self._places()
            case asks.Advance():
                return self._advance(ask, go_on)
            case asks.Frame():
                return self._frame(ask.lens)
            case asks.Back():
                return self._back(ask, go_on)
            case asks.Citizen():
                self._told = citizen_of(self._world(ask.world), ask.citizen)
                return {"world": ask.world, **self._told}
            case asks.Such():
                return such_of(self._world(ask.world), ask.citizen)
            case asks.Find():
                return {"what": ask.what, **find_in(self._world(ask.world), ask.what)}
            case asks.WhatIf():
                ready = self._ahead.take(Question(self._world(0).day, ask.citizen, ask.without))
                return ready or what_if(self._world(0), ask.citizen, ask.without, go_on)
            case asks.ChangeRules():
                return self._change(ask, go_on)
            case asks.Compare():
                return self._compare(ask, go_on)
            case asks.Export():
                return exported(self._world(0), ask.what, ask.citizen)
            case asks.Tour():
                return self._toured(ask, go_on)
        raise BadInput(f"{ask!r}: nothing answers this here")

    def go_ahead(self) -> None:
        """Allow `work_ahead` to begin, until `leave_off`."""
        self._ahead.go_ahead()

    def work_ahead(self, ask: asks.Ask) -> None:
        """Work out what is likely to be asked after this, until `leave_off`."""
        if isinstance(ask, asks.Citizen) and ask.world == 0 and self._worlds:
            self._ahead.work(self._world(0), self._told)
        elif isinstance(ask, asks.Frame | asks.Advance) and not self._warm and self._worlds:
            # The first story reads everything that stories need; nobody has to wait for that.
            citizen_of(self._world(0), 0)
            self._warm = self._world(0).day > DAWN

    def leave_off(self, ask: asks.Ask, tell: Telling) -> None:
        """Leave off what is worked out ahead, unless this is what it is for; then say how far it is."""
        if isinstance(ask, asks.WhatIf) and self._worlds:
            self._ahead.leave_off(Question(self._world(0).day, ask.citizen, ask.without), tell)
        else:
            self._ahead.leave_off()

    @property
    def has_city(self) -> bool:
        """Whether a city is open."""
        return bool(self._worlds)

    def _world(self, place: int) -> WatchedCity:
        if place >= len(self._worlds):
            raise BadInput("no city is open" if not self._worlds else "there is no second world")
        return self._worlds[place]

    def _open(self, ask: asks.Open, progress: Progress) -> Answer:
        if ask.scenario not in self._scenarios:
            known = ", ".join(sorted(self._scenarios))
            raise BadInput(f"scenario {ask.scenario!r}: there is no such scenario here; there are {known}")
        original = load(self._scenarios[ask.scenario](), citizens=ask.citizens)
        if original.population.citizens > asks.MOST_CITIZENS:
            raise BadInput(f"{original.name}: a page shows at most {asks.MOST_CITIZENS:,} citizens")
        moves = [change.move(None) for change in ask.changes]
        scenario = with_moves(original, moves)
        seed = int(ask.seed)
        life = draws.life_of(seed) if ask.life is None else int(ask.life)
        self._worlds, self._lenses = [], []
        progress("founding the city", 0, 1)
        city = WatchedCity(scenario, seed, life, self._workers)
        self._original, self._moves, self._rules = original, moves, rules_of(original)
        self._settle([city])
        return self._described()

    def _settle(self, worlds: list[WatchedCity]) -> None:
        """Show these worlds from now on."""
        self._worlds = worlds
        self._ahead.forget()
        self._ground = lay_out(worlds[0].scenario, worlds[0].world.city.population)
        self._lenses = [lenses_of(world) for world in worlds]
        self._sent = [0, 0]

    def _described(self) -> Answer:
        first = self._world(0)
        assert self._ground is not None
        compared = self._worlds[1] if len(self._worlds) > 1 else None
        told = describe(first, self._ground, self._lenses[0], compared)
        return {"answer": "city", **told, **self._rules}

    def _places(self) -> Frame:
        self._world(0)
        assert self._ground is not None
        return Frame({"answer": "places"}, [self._ground.x.tobytes(), self._ground.y.tobytes()])

    def _advance(self, ask: asks.Advance, progress: Progress) -> Frame:
        first = self._world(0)
        days = min(ask.days, first.scenario.time.days - 1 - first.day)
        for done in range(days):
            for world in self._worlds:
                world.pass_day()
            progress("days", done + 1, days)
        return self._frame(ask.lens)

    def _back(self, ask: asks.Back, progress: Progress) -> Frame:
        last = self._world(0).scenario.time.days - 1
        for world in self._worlds:
            world.go_to(min(ask.day, last), progress)
        memory.give_back()
        self._sent = [0, 0]
        return self._frame(ask.lens)

    def _frame(self, name: str) -> Frame:
        first = self._world(0)
        numbers, shows = [], []
        for place, world in enumerate(self._worlds):
            lens = _lens(self._lenses[place], name) or _lens(self._lenses[0], name)
            if lens is None:
                raise BadInput(f"lens {name!r}: there is no such lens in this city")
            shows.append(np.ascontiguousarray(lens.look(world)).tobytes())
            numbers.append(world.numbers.rows[self._sent[place] :])
        says: dict[str, Any] = {
            "answer": "frame",
            "day": first.day,
            "lens": name,
            "worlds": len(self._worlds),
            "reset": self._sent[0] == 0,
            "numbers": numbers,
            "differ": self._differing(),
            "ended": first.ended,
        }
        self._sent = [len(world.numbers.rows) for world in self._worlds] + [0]
        if first.ended:
            says["digest"] = first.digest
        return Frame(says, shows)

    def _differing(self) -> int:
        """Return how many citizens stand elsewhere in the second world."""
        if len(self._worlds) < 2:
            return 0
        first, second = (world.world.file.category for world in self._worlds)
        return int(np.count_nonzero(first != second))

    def _change(self, ask: asks.ChangeRules, progress: Progress) -> Answer:
        tomorrow = self._world(0).day + 1
        moves = [*self._moves, *(one.move(tomorrow) for one in ask.changes)]
        self._settle([self._lived_with(moves, progress)])
        self._moves = moves
        return self._described()

    def _compare(self, ask: asks.Compare, progress: Progress) -> Answer:
        worlds = [self._world(0)]
        if ask.changes:
            moves = [*self._moves, *(one.move(None) for one in ask.changes)]
            worlds.append(self._lived_with(moves, progress))
        self._settle(worlds)
        return self._described()

    def _toured(self, ask: asks.Tour, progress: Progress) -> Answer:
        outcome = self._tour.outcome(ask.chapter, ask.choice, progress)
        return {"chapter": ask.chapter, "choice": ask.choice, "outcome": outcome}

    def _lived_with(self, moves: list[Move], progress: Progress) -> WatchedCity:
        """Let the same people live again up to last night, with these changes from their days on."""
        first = self._world(0)
        assert self._original is not None
        scenario = with_moves(self._original, moves)
        progress("founding the city", 0, 1)
        city = WatchedCity(scenario, first.seed, first.life, self._workers, city=first.city)
        city.go_to(first.day, progress)
        return city


def _lens(lenses: list[Lens], name: str) -> Lens | None:
    return next((one for one in lenses if one.name == name), None)

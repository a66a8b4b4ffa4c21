"""One day, in order.

`COURSE` is the order of the day: the code follows it, the timings are by its phases, and the documents and
the report print it. What each phase does is in `phases`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from glasscity.parallel import RANGE
from glasscity.phases import (
    act,
    answer_requests,
    assign,
    categorise,
    contest,
    denounce,
    intervene,
    live,
    observe,
    record,
    relocate,
    respond,
    rewire,
    work_out_scores,
)
from glasscity.world import Today, World


class Phase(NamedTuple):
    """One phase of the day."""

    name: str
    run: Callable[[World, Today], None]

    @property
    def sentence(self) -> str:
        """What happens in this phase, in one sentence."""
        return (self.run.__doc__ or "").strip()


def _alone(name: str, run: Callable[[World, Today], None]) -> tuple[tuple[Phase, ...]]:
    return ((Phase(name, run),),)


RECORD = "record"
COURSE: tuple[tuple[tuple[Phase, ...], ...], ...] = (
    _alone("intervene", intervene),
    _alone("respond", respond),
    _alone("live", live),
    _alone("rewire", rewire),
    _alone("relocate", relocate),
    _alone("act", act),
    ((Phase("observe", observe), Phase("denounce", denounce)), (Phase("appeal", contest),)),
    _alone("assign", assign),
    _alone(RECORD, record),
    _alone("score", work_out_scores),
    _alone("categorise", categorise),
    _alone("sanction", answer_requests),
)
"""The order of the day. Phases that stand beside each other in one stretch are carried out side by side where
that pays: neither reads or changes what the other changes."""
SCHEDULE = tuple(phase for stretch in COURSE for beside in stretch for phase in beside)
"""The phases in their order. What measures the day comes last and changes nothing (see `measures`)."""


def pass_day(
    world: World,
    day: int,
    *,
    before_record: Callable[[], None] | None = None,
    seconds: dict[str, float] | None = None,
) -> Today:
    """Let one day pass, and return what it brought about.

    Parameters
    ----------
    before_record : called before the data centre takes what is due.
    seconds : what each phase took is added to it.
    """
    today = Today(day)
    pays = world.city.population.number >= RANGE
    for stretch in COURSE:
        if stretch[0][0].name == RECORD and before_record is not None:
            before_record()
        tasks = [partial(_carry_out, phases, world, today, seconds) for phases in stretch]
        if pays:
            world.workers.together(*tasks)
        else:
            for task in tasks:
                task()
    return today


def _carry_out(
    phases: tuple[Phase, ...], world: World, today: Today, seconds: dict[str, float] | None
) -> None:
    """Carry out some phases one after the other."""
    for phase in phases:
        began = time.perf_counter()
        try:
            phase.run(world, today)
        except Exception as error:
            error.add_note(f"{phase.name}, day {today.day}")
            raise
        if seconds is not None:
            seconds[phase.name] += time.perf_counter() - began

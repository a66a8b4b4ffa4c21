"""What if this had not been filed? The city is lived again from the last checkpoint before it, without it.

Until that day nothing differs, so nothing before it is lived again. See `twin` for what a twin is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from glasscity.days import pass_days
from glasscity.errors import BadInput
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.story import Story, story
from glasscity.study.words import counted, points_text
from glasscity.twin.change import FILING, change, filing_id
from glasscity.watch.city import DAWN, Telling, WatchedCity, nothing
from glasscity.watch.life import check_citizen, event_of, line_of
from glasscity.watch.rows import SoFar

DAY_BITS, CONDUCT_BITS = 0xFFFF, 16


def what_if(city: WatchedCity, citizen: int, words: str, tell: Telling = nothing) -> dict[str, Any]:
    """Return a citizen's life up to last night without one filing, ready for JSON.

    Parameters
    ----------
    words : `filing:ID`, the filing that is not made.
    tell : told after every day how the citizen stands without it, day after day.
    """
    check_citizen(city, citizen)
    if not words.startswith(f"{FILING}:"):
        raise BadInput(f"{words!r}: only a filing can be taken out here; write {FILING}:ID")
    if city.day == DAWN:
        raise BadInput("nothing has been filed yet: let a day pass first")
    high, _ = filing_id(words.partition(":")[2])
    made = high >> CONDUCT_BITS & DAY_BITS
    if made > city.day:
        raise BadInput(f"{words}: this filing is of day {made}, and last night was day {city.day}")
    kept, world = city.copy_before(made)
    # Nobody in the city reads the true record, and nothing here tells of it.
    world.shadow = None
    world.leave_out(change(city.scenario, words).left_out)
    rows = city.rows.until(kept)
    so_far: list[float] = []
    for today in pass_days(world, kept + 1, city.day):
        rows.take_in(today)
        so_far.append(int(world.file.total[citizen]) / MILLIPOINTS)
        tell("days without it", today.day - kept, city.day - kept, so_far)
    without = story(SoFar(rows, world, city.day, citizen).run(), citizen, alike=False)
    with_it = story(city.so_far(citizen).run(), citizen, alike=False)
    others = np.flatnonzero(world.file.total != city.world.file.total)
    return {
        "citizen": citizen,
        "without": words,
        "from_day": kept + 1,
        "line": line_of(city.scenario, without.lifeline),
        "events": [event_of(one, without) for one in without.events],
        "same": without.lifeline == with_it.lifeline,
        "others": int((others != citizen).sum()),
        "sentence": _sentence(with_it, without, int((others != citizen).sum())),
    }


def _sentence(with_it: Story, without: Story, others: int) -> str:
    """Return in one sentence what would be different."""
    if with_it.lifeline == without.lifeline:
        return "Nothing would be different for them on any day so far."
    there, here = without.lifeline[-1], with_it.lifeline[-1]
    apart = sum(a.category != b.category for a, b in zip(with_it.lifeline, without.lifeline, strict=True))
    said = []
    if there.total is not None and here.total is not None:
        more = there.total - here.total
        said.append(f"they would have {points_text(abs(more), sign=False)} points {_than(more)}")
    said.append(
        f"be in {there.category} instead of {here.category}"
        if there.category != here.category
        else f"be in {here.category} all the same"
    )
    told = " and ".join(said)
    days = f"on {counted(apart, 'day')} the category would have been another" if apart else ""
    also = f"{counted(others, 'other citizen')} would have another score" if others else ""
    return (
        ". ".join(f"{part[0].upper()}{part[1:]}" for part in (f"Without it {told} today", days, also) if part)
        + "."
    )


def _than(more: float) -> str:
    return "more" if more > 0 else "fewer" if more < 0 else "more or less"

"""The engine and this reference live the same city: where they differ first, and what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import zip_longest
from typing import Any
from unittest import mock

from glasscity import tables
from glasscity.authority import at_hand
from glasscity.digest import Digest
from glasscity.intervention import stages
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.step import SCHEDULE
from glasscity.world import Today, World, found_city, open_world
from reference import filing
from reference.day import Final, live
from reference.digest import digest_of
from reference.rows import tuples

ROWS = [field.name for field in fields(Today) if field.name not in ("day", "failed", "inspected")]
COPIES = {
    filing.DUPLICATE: "filed twice",
    filing.STALE: "filed long after",
    filing.INVENTED: "invented",
    filing.MISTAKEN: "filed as something else",
    filing.FAILED: "filed twice by a failing owner",
}


@dataclass
class Held:
    """What came of a comparison: the difference in words, or nothing; and how often everything happened."""

    difference: str | None
    met: Counter[str]


class Differs(Exception):
    """The first thing in which they differ."""


@mock.patch.object(at_hand, "FEWEST_TIDIED", 4)
def held_against_the_engine(scenario: Scenario, seed: int, life: int) -> Held:
    """Let a city live twice, day beside day, until they differ; whatever either raises is a difference.

    What nobody asks about any more the engine forgets early here, as the cities are little.
    """
    met: Counter[str] = Counter()
    try:
        _hold(scenario, seed, life, met)
    except Differs as difference:
        return Held(str(difference), met)
    except Exception as error:
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        file = where.tb_frame.f_code.co_filename if where is not None else "?"
        line = where.tb_lineno if where is not None else 0
        return Held(f"raised {type(error).__name__}: {error} ({file}:{line})", met)
    return Held(None, met)


def _hold(scenario: Scenario, seed: int, life: int, met: Counter[str]) -> None:
    mine, days = live(scenario, seed, life), []
    with Workers(1) as workers:
        world = open_world(scenario, found_city(scenario, seed, workers), seed, life, workers)
        digest = Digest()
        for today in _engine(world, scenario.time.days):
            digest.entries(today.entries)
            days.append(next(mine))
            _same_day(days[-1], today)
            _count(days[-1], met)
        final = next(mine)
        _same_end(final, world)
        if digest_of(days, final) != digest.close(world.file, world.city):
            raise Differs("the digest differs, and nothing else")
    met["not scored for want of consent"] += scenario.asks_consent and tables.NO_CATEGORY in final.category


def _engine(world: World, days: int) -> Iterator[Today]:
    for day in range(days):
        today = Today(day)
        for phase in SCHEDULE:
            phase.run(world, today)
        yield today


def _same_day(mine: Any, theirs: Today) -> None:
    for name in ROWS:
        rows = getattr(theirs, name)
        _same_rows(f"day {theirs.day}, {name}", tuples(getattr(mine, name), rows.dtype), rows.tolist())
    failed = [tuple(one) for one in mine.failed], [tuple(one) for one in theirs.failed]
    _same_rows(f"day {theirs.day}, failed", *failed)
    looked = [
        [
            (one.name, one.among, list(one.codes), list(one.group), list(one.visits), list(one.known))
            for one in inspected
        ]
        for inspected in (mine.inspected, theirs.inspected)
    ]
    _same_rows(f"day {theirs.day}, inspected", *looked)


def _same_rows(what: str, mine: Iterable[Any], theirs: Iterable[Any]) -> None:
    if mine == theirs:
        return
    for place, (one, other) in enumerate(zip_longest(mine, theirs)):
        if one != other:
            raise Differs(f"{what}, row {place}: the reference has {one}, the engine {other}")


def _same_end(final: Final, world: World) -> None:
    for name in ("base", "influence", "total", "category"):
        _same_rows(f"final {name}", getattr(final, name), getattr(world.file, name).tolist())
    order = world.city.ties.in_order()
    ties = [(other, layers) for row in final.ties for other, layers in sorted(row.items())]
    theirs = zip(world.city.ties.contact[order].tolist(), world.city.ties.layers[order].tolist(), strict=True)
    _same_rows("final ties", ties, list(theirs))


def _count(today: Any, met: Counter[str]) -> None:
    for name in ROWS:
        met[name] += len(getattr(today, name))
    met["an owner's services fail"] += len(today.failed)
    met.update(f"inspection among {one.among}" for one in today.inspected)
    for entry in today.entries:
        met[f"entry: {tables.ENTRY_KINDS[entry.kind]}"] += 1
        if entry.kind == tables.CONDUCT:
            met[f"error: {COPIES.get(filing.copy_of(entry.entry_lo), 'none')}"] += 1
            met["error: the wrong person"] += entry.entry_hi >> 32 != entry.citizen
    met.update(f"reason: {tables.REASONS[one.reason]}" for one in today.decisions if one.reason)
    met.update(f"outcome: {tables.OUTCOMES[one.outcome]}" for one in today.decisions)
    met.update(f"circumstance by {tables.CIRCUMSTANCE_CAUSES[one.cause]}" for one in today.circumstance_moves)
    met.update(f"tie: {tables.TIE_REASONS[one.why]}" for one in today.tie_changes)
    met.update(f"mishap: {tables.MISHAPS[one.kind]}" for one in today.mishandled)
    met["lies"] += sum(one.lie for one in today.denunciations)
    met["lies found out"] += sum(one.found_out for one in today.denunciations)
    met["contested"] += sum(one.contested for one in today.appeals)
    met["repairs granted"] += sum(one.granted for one in today.repairs)
    met["refusals to repair"] += sum(not one.granted for one in today.repairs)
    met["asked in another town"] += sum(one.elsewhere for one in today.requests)


def in_force(scenario: Scenario) -> set[str]:
    """Return what is in force on some day, of what shows in no row by itself."""
    return {name for stage in stages(scenario) for name in _in_force(stage.scenario)} | {
        f"intervention in {change.path.split('.')[0]}" for change in scenario.interventions
    }


def _in_force(scenario: Scenario) -> Iterator[str]:
    book, towns = scenario.rulebook, scenario.towns.values()
    response, voice, appeals = scenario.response, scenario.voice, scenario.appeals
    on = {
        "scored": scenario.scoring.enabled,
        "not scored": not scenario.scoring.enabled,
        "walls": book.walls,
        "totals once a month": book.recalculated == "monthly",
        "secret criteria": not book.criteria_published,
        "amnesty": book.amnesty is not None,
        f"influence: {book.influence.kind}": True,
        "caps of window year": any(cap.window == "year" for cap in book.caps.values()),
        "caps of window standing": any(cap.window == "standing" for cap in book.caps.values()),
        "towns": bool(towns),
        "towns of different scales": len({(town.start, town.scale) for town in towns}) > 1,
        "towns that are not scored": not all(town.scored for town in towns),
        "consent": scenario.asks_consent,
        "basic services protected": scenario.scoring.basic_protected,
        "propensity": scenario.propensity is not None and scenario.propensity.enabled,
        "copies of the file": bool(scenario.holders),
        "accounts at companies": any(one.accounts is not None for one in scenario.organisations.values()),
        "linked services of an owner": any(owner.linked for owner in scenario.owners.values()),
        "support lost": scenario.rewires and scenario.rewiring.support is not None,
        "a ring of contacts": scenario.network.ring is not None,
        "no true record": not scenario.recording.true_record,
    }
    if response is not None and response.enabled:
        on[f"response: {response.learning.rule}"] = True
        for name in ("defiance", "crowding_out", "near_bounds"):
            on[f"response: {name}"] = getattr(response, name) is not None
    if voice is not None and voice.enabled:
        on[f"voice: {voice.speaking.rule}"] = True
        on["voice: media"] = voice.media is not None
    if appeals is not None and scenario.hears_appeals:
        on["appeals: learning"] = appeals.learning is not None
        on["appeals: helpers"] = appeals.helpers is not None
    yield from (name for name, there in on.items() if there)


def table_of_occurrences(occurred: Counter[str]) -> str:
    """Return in how many scenarios each thing occurred, the seldom ones first; what never did has a 0."""
    never = dict.fromkeys(EXPECTED, 0)
    rows = sorted({**never, **occurred}.items(), key=lambda row: (row[1], row[0]))
    return "\n".join(f"{number:6}  {name}" for name, number in rows)


EXPECTED = (
    *(f"entry: {name}" for name in tables.ENTRY_KINDS.values()),
    *(f"mishap: {name}" for name in tables.MISHAPS.values()),
    *(f"reason: {name}" for name in tables.REASONS.values() if name),
    *(f"outcome: {name}" for name in tables.OUTCOMES.values()),
    *(f"circumstance by {name}" for name in tables.CIRCUMSTANCE_CAUSES.values()),
    *(f"tie: {name}" for name in tables.TIE_REASONS.values()),
    *(f"error: {name}" for name in COPIES.values()),
    *ROWS,
)
"""What has to occur, beside what is found in force."""

"""What happens in each phase of a day; `step` has their order.

The tomorrow rule holds throughout: what one citizen's day does to another takes effect the next day at the
earliest. Filings are at least a day on their way, and influence reads yesterday's totals; so a day is one
pass, whatever the order of citizens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.rows import in_one
from glasscity.society import appeal, conduct, denunciation, error, lending, organisation, repair
from glasscity.society.company import Failed
from glasscity.society.response.minds import WEEK
from glasscity.society.rewiring import filed_of
from glasscity.society.voice.fear import certainty_of_being_filed
from glasscity.world import Arrangements, Today, World, arrange

NOTHING_FILED = np.empty(0, tables.FILING)


class Filed(NamedTuple):
    """What is filed of what was seen, what is invented, and which owners failed."""

    filed: NDArray[np.void]
    invented: NDArray[np.void]
    failed: list[Failed]


def intervene(world: World, today: Today) -> None:
    """Dated interventions change rules, organisations, rights, from this morning on."""
    for replay in world.replays:
        changed = replay.intervene(today.day, world.consents.given if world.consents is not None else None)
        if changed is not None and replay.arrangements is not None:
            population = world.city.population
            replay.arrangements = arrange(changed, population, world.seed, world.leanings, world.workers)
    scenario = world.coming.pop(today.day, None)
    if scenario is None:
        return
    if world.propensities is not None:
        world.propensities.change(scenario)
    if world.minds is not None:
        world.minds.change(scenario)
    if world.circumstances is not None:
        world.circumstances.change(scenario)
    if world.rewiring is not None:
        world.rewiring.change(scenario)
    if world.voice is not None:
        world.voice.change(scenario)
    population = world.city.population
    world.arrangements = arrange(scenario, population, world.seed, world.leanings, world.workers)
    if world.owners is not None:
        world.owners.change(scenario)
    if world.inspectors is not None:
        world.inspectors.change(scenario, world.arrangements.watchers)
    if world.residents is not None:
        world.residents.change(scenario)
    if world.consents is not None:
        world.consents.change(scenario)
    if world.appellants is not None:
        world.appellants.change(scenario)
    for centre in world.centres:
        centre.change(scenario, today.day)
        if world.consents is not None:
            centre.ask_consent(world.consents.given)


def respond(world: World, today: Today) -> None:
    """Citizens take in yesterday's notices, their own and their contacts'; once a week minds change."""
    if world.propensities is not None and today.day > 0:
        world.propensities.wear(world.file.category, world.workers)
    minds = world.minds if world.minds is not None and world.minds.enabled else None
    voice = world.voice if world.voice is not None and world.voice.enabled else None
    yesterday, ties, day = world.yesterday, world.city.ties, today.day
    news: list[Callable[[], None]] = []
    if minds is not None:
        news.append(lambda: minds.take_in(yesterday, ties, day))
    if voice is not None:
        news.append(lambda: voice.take_in(yesterday, world.memory.did(yesterday), ties, day))
    # Neither reads what the other writes.
    world.workers.together(*news)
    if day == 0 or day % WEEK:
        return
    if minds is not None:
        minds.revise(world.file.category, world.file.total, world.file.town, world.workers)
    if voice is not None:
        certainty = certainty_of_being_filed(world.minds, voice.critical, world.city.population.number)
        today.voice_moves = voice.revise(certainty, ties, day)


def live(world: World, today: Today) -> None:
    """Circumstances begin and end: by chance, by time, by what was refused or granted yesterday."""
    if world.circumstances is not None:
        today.circumstance_moves = world.circumstances.live(
            world.answers, world.file.category, today.day, world.workers
        )


def rewire(world: World, today: Today) -> None:
    """Once a week citizens drop contacts who fell too low, lose touch, and take up others in their place."""
    if world.rewiring is None:
        return
    minds, levels = world.minds, world.city.population.levels
    heeds = minds.aware if minds is not None and minds.enabled else None
    today.tie_changes = world.rewiring.rewire(world.file.category, levels, heeds, today.day, world.workers)
    world.contacts.take_in(filed_of(today.tie_changes))


def relocate(world: World, today: Today) -> None:
    """Those who moved to another town live there; others leave, and live elsewhere from tomorrow on."""
    if world.residents is not None:
        today.relocations = world.residents.arrive()
        world.residents.leave(world.city.population, today.day, world.workers)


def act(world: World, today: Today) -> None:
    """Conduct happens, the truth; and people ask for what they need."""
    doings = conduct.act(
        world.arrangements.chances,
        world.city.population,
        world.life.key,
        today.day,
        world.workers,
        world.leanings.factor,
        world.arrangements.elsewhere,
    )
    today.acts, today.requests, today.forgone, today.more, today.unasked = doings
    borrowing, key = world.arrangements.borrowing, world.life.key
    if borrowing is not None:
        today.acts = lending.repay(borrowing, today.acts, world.answers, key, today.day)
        today.requests = lending.apply_for_loans(borrowing, today.requests, key, today.day)
    if world.voice is not None and world.voice.enabled:
        today.forgone = today.forgone.compress(world.voice.held_back(today.forgone))
    if world.minds is not None and world.minds.enabled:
        world.minds.remember(today.acts)


def observe(world: World, today: Today) -> None:
    """Organisations see some of it and file it, a day or more later."""
    now, key = world.arrangements, world.life.key
    looking = _look(world, today)
    true = organisation.observe(now.watchers, today.acts, key, today.day, world.workers, now.known, looking)
    if today.inspected:
        today.filings = true
    filed, invented, today.failed = _garble(world, now, true, today.day)
    if world.voice is not None and now.errors is not None:
        world.memory.expect(filed)
    opening = lending.opening(now.borrowing, today.day)
    world.file_observed(_and(true, opening), _and(filed, opening), invented)
    for replay in world.replays:
        if replay.arrangements is not None:
            filed, invented, _ = _garble(world, replay.arrangements, true, today.day)
        for some in replay.choice.observed(_and(true, opening), _and(filed, opening), invented):
            replay.centre.take_in(some)


def _and(filings: NDArray[np.void], more: NDArray[np.void]) -> NDArray[np.void]:
    return in_one([filings, more]) if len(more) else filings


def _garble(world: World, now: Arrangements, true: NDArray[np.void], day: int) -> Filed:
    """Return what is filed of what was seen, what is invented, and which owners failed."""
    key = world.life.key
    filed, invented = true, NOTHING_FILED
    failed: list[Failed] = []
    if now.errors is not None:
        filed = error.garble(now.errors, now.watchers, world.confusions, true, key)
        population = world.city.population
        invented = error.invent(now.inventions, now.errors, now.watchers, population, key, day, world.workers)
    if world.owners is not None:
        failing = world.owners.failing(key, day)
        if failing:
            filed, failed = world.owners.spoil(failing, filed, world.confusions, key)
    return Filed(filed, invented, failed)


def _look(world: World, today: Today) -> organisation.Looking:
    """Send the inspectors out, by what the authority had on record and on file last night."""
    inspectors, recorded = world.inspectors, world.recorded
    if inspectors is None or recorded is None:
        return organisation.NOBODY_LOOKS
    at_work = inspectors.at_work
    incidents = {
        name: recorded.incidents(name, rules) for name, rules in at_work if rules.among == "districts"
    }
    own = {name: recorded.own(name) for name, rules in at_work if rules.among == "records"}
    looking, today.inspected = inspectors.look(incidents, own, world.file.category, world.life.key, today.day)
    return looking


def denounce(world: World, today: Today) -> None:
    """Citizens file about people they know: for duty, for points or out of malice, truly or falsely."""
    now, city = world.arrangements, world.city
    if now.denouncing is None:
        return
    denounced = denunciation.denounce(
        now.denouncing,
        now.lies,
        today.acts,
        city.ties,
        city.population,
        world.life.key,
        today.day,
        world.workers,
    )
    world.file_denounced(denounced.filings, denounced.true)
    today.denunciations = denounced.told


def contest(world: World, today: Today) -> None:
    """Citizens who learn of an entry may contest it, or apply for repair; appeals are heard as they come."""
    now, yesterday, levels = world.arrangements, world.yesterday, world.city.population.levels
    if world.centre.hears or world.voice is not None:
        world.memory.remember(today.acts, today.day)
    if now.applying is not None:
        applications = repair.apply(now.applying, yesterday, world.life.key)
        world.centre.take_in_applications(applications, yesterday)
        for replay in world.replays:
            replay.centre.take_in_applications(applications, replay.entries)
        if world.shadow is not None:
            truly = repair.apply(now.applying, world.true_yesterday, world.life.key)
            world.shadow.take_in_applications(truly, world.true_yesterday)
    appellants = world.appellants
    if appellants is not None:
        appellants.learn(today.day)
    if now.appealing is None or appellants is None:
        return
    today.appeals = appeal.contest(
        now.appealing, yesterday, world.memory, appellants, levels, world.life.key, today.day
    )
    world.centre.take_in_appeals(today.appeals, yesterday)
    for replay in world.replays:
        replay.centre.take_in_appeals(today.appeals, replay.entries)


def assign(world: World, today: Today) -> None:
    """On the day of an experiment, lots put some citizens into a category, and spare as many others."""
    if world.experiment is None or today.day != world.experiment.day:
        return
    today.assigned = world.experiment.draw(world.file.category)
    filings = world.experiment.filings(today.assigned)
    world.centre.take_in(filings)
    for centre in world.all_centres[1:]:
        centre.take_in(filings)


def record(world: World, today: Today) -> None:
    """The data centre takes the filings that are due; rules give points; caps and expiry are entries too."""
    new_year = today.day in world.new_years
    if world.consents is not None:
        declared = world.consents.declared()
        for centre in world.all_centres:
            centre.take_in_declarations(declared)
        world.consents.declare(today.day, world.workers)
    for centre in world.all_centres:
        centre.transfer(today.relocations)
    today.entries = world.yesterday = world.centre.record(today.day, new_year, world.workers)
    today.hearings, today.repairs = world.centre.heard, world.centre.repairs
    if world.appellants is not None:
        world.appellants.take_in(today.hearings)
    if world.centre.mishaps is not None:
        today.mishaps, today.mishandled = world.centre.mishaps.begun, world.centre.mishaps.mishandled
    if world.recorded is not None:
        world.recorded.take_in(today.entries)
    if world.shadow is not None:
        today.shadow_entries = world.true_yesterday = world.shadow.record(today.day, new_year, world.workers)
    for replay in world.replays:
        replay.record(today.day, new_year, world.workers)


def work_out_scores(world: World, today: Today) -> None:
    """Total = base + influence of known contacts, from yesterday's totals."""
    today.influence = world.centre.score(today.entries, today.day, world.workers)
    if world.shadow is not None:
        world.shadow.score(today.shadow_entries, today.day, world.workers)


def categorise(world: World, today: Today) -> None:
    """A category is the band that the total lies in, or a worse one that a rule has set."""
    today.moves = world.centre.categorise(today.day, world.workers)
    if world.shadow is not None:
        today.shadow_moves = world.shadow.categorise(today.day, world.workers)
    for replay in world.replays:
        replay.settle(today.day, world.workers)


def answer_requests(world: World, today: Today) -> None:
    """Categories open and close: those who asked today get their answer, with the reason."""
    today.decisions = world.answers = world.centre.decide(
        today.requests, world.life.key, today.day, world.workers
    )

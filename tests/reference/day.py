"""One day, in order: the page to read first.

`live` lets a city live and yields every day. Each phase below says in one sentence what happens; it calls
the module that says by which rule, and puts what comes of it into `today`. What lasts is in `world`.
`SCHEDULE`, at the end, is the order of the day. The tomorrow rule holds throughout: what one citizen's day
does to another takes effect the next day at the earliest. Everything is drawn by address (`draws`,
`docs/draws.md`): by whom it is about, the day, and what is decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from glasscity.scenario import Scenario
from reference import act as acting
from reference import denounce as denouncing
from reference import observe as observing
from reference.company import spoil
from reference.contest import apply_for_repair
from reference.contest import contest as appeals_against
from reference.error import garble, invent
from reference.experiment import draw_lots, filings_of
from reference.inspection import look
from reference.lending import applications, openings, repayments
from reference.minds import WEEK, certainty_of_being_filed
from reference.rows import Row
from reference.ties import filed_of
from reference.world import Today, World, arrange, open_world


@dataclass
class Final:
    """How it ends: what is on file about everybody, and today's ties with the companies that file them."""

    base: list[int]
    influence: list[int]
    total: list[int]
    category: list[int]
    ties: list[dict[int, int]]
    filed_by: list[dict[int, int]]


def live(scenario: Scenario, seed: int, life: int) -> Iterator[Today | Final]:
    """Let a city live: yield every day, and last of all how it ends."""
    world = open_world(scenario, seed, life)
    for day in range(scenario.time.days):
        yield pass_day(world, day)
    file = world.centre.file
    yield Final(file.base, file.influence, file.total, file.category, list(world.ties), list(world.filed_by))


def pass_day(world: World, day: int) -> Today:
    """Let one day pass, and return what it brought about."""
    today = Today(day)
    for phase in SCHEDULE.values():
        phase(world, today)
    return today


# ── The phases, in the order of the day ─────────────────────────────────────────────────────────────


def intervene(world: World, today: Today) -> None:
    """Dated interventions change rules, organisations, rights, from this morning on."""
    scenario = world.coming.get(today.day)
    if scenario is None:
        return
    world.scenario = scenario
    world.arrangements = arrange(scenario, world.city, world.seed)
    inside = (world.propensities, world.minds, world.voice, world.circumstances, world.rewiring)
    for part in (*inside, world.appellants, world.consents):
        if part is not None:
            part.change(scenario)
    for centre in world.centres:
        centre.change(scenario, today.day)
        if world.consents is not None:
            centre.ask_consent(world.consents.given)


def respond(world: World, today: Today) -> None:
    """Citizens take in yesterday's notices, their own and their contacts'; once a week minds change."""
    day, file, minds, voice = today.day, world.centre.file, world.minds, world.voice
    a_week_is_over = day > 0 and day % WEEK == 0
    if world.propensities is not None and day > 0:
        world.propensities.wear(file.category)
    if minds is not None and minds.enabled:
        minds.take_in(world.yesterday, world.ties, day)
        if a_week_is_over:
            minds.revise(file.category, file.total, file.town)
    if voice is not None and voice.enabled:
        voice.take_in(world.yesterday, world.memory.did(world.yesterday), world.ties, day)
        if a_week_is_over:
            certainty = certainty_of_being_filed(minds, voice.critical, world.city.number)
            today.voice_moves = voice.revise(certainty, world.ties, day)


def live_on(world: World, today: Today) -> None:
    """Circumstances begin and end: by chance, by time, by what was refused or granted yesterday."""
    if world.circumstances is not None:
        today.circumstance_moves = world.circumstances.live(world.answers, world.category, today.day)


def rewire(world: World, today: Today) -> None:
    """Once a week citizens drop contacts who fell too low, lose touch, and take up others in their place."""
    if world.rewiring is None:
        return
    minds = world.minds
    heeds = minds.aware if minds is not None and minds.enabled else None
    today.tie_changes = world.rewiring.rewire(world.category, heeds, today.day)
    world.contacts.take_in(filed_of(today.tie_changes))


def relocate(world: World, today: Today) -> None:
    """Those who moved to another town live there; others leave, and live elsewhere from tomorrow on."""
    today.relocations = world.residents.arrive()
    world.residents.leave(world.scenario, world.city.people, world.life.key, today.day)


def act(world: World, today: Today) -> None:
    """Conduct happens, the truth; and people ask for what they need."""
    line = world.arrangements.occasions
    bearing = world.leanings.bearing_on([occasion.code for occasion in line.occasions])
    people, key = world.city.people, world.life.key
    doings = acting.act(world.scenario, line, people, bearing, key, today.day)
    today.acts, today.requests, today.forgone, today.more, today.unasked = doings
    scenario, day = world.scenario, today.day
    deeds = repayments(scenario, world.answers, key, day)
    if day == 0:
        filed = openings(scenario, world.city.number)
        deeds = [Row(day=0, citizen=one.citizen, conduct=one.conduct) for one in filed]
    today.acts = sorted(today.acts + deeds, key=lambda act: (act.citizen, act.conduct))
    asked = today.requests + applications(scenario, world.city.number, key, day)
    today.requests = sorted(asked, key=lambda request: (request.citizen, request.service))
    if world.voice is not None and world.voice.enabled:
        held_back = world.voice.held_back(today.forgone)
        today.forgone = [one for one, wanted in zip(today.forgone, held_back, strict=True) if wanted]
    if world.minds is not None and world.minds.enabled:
        world.minds.remember(today.acts)


def observe(world: World, today: Today) -> None:
    """Organisations see some of it and file it, a day or more later."""
    scenario, now, key, day = world.scenario, world.arrangements, world.life.key, today.day
    looking = look(scenario, world.city, world.recorded, world.category, key, day)
    sight = observing.sight(looking, now.known)
    true = observing.observe(now.watch, today.acts, key, sight)
    filed = garble(scenario, now.watch, world.confusions, true, key)
    invented = invent(now.watch, now.inventions, world.city.people, key, day)
    failing = world.owners.failing(scenario, key, day)
    filed, today.failed = spoil(scenario, failing, filed, world.confusions, key)
    today.inspected = looking.inspected
    if today.inspected:
        today.filings = true
    opening = openings(scenario, world.city.number) if day == 0 else []
    world.centre.take_in(filed + opening + invented)
    if world.shadow is not None:
        world.shadow.take_in(true + opening)


def denounce(world: World, today: Today) -> None:
    """Citizens file about people they know: for duty, for points or out of malice, truly or falsely."""
    if not world.scenario.denounces:
        return
    denounced = denouncing.denounce(
        world.scenario,
        world.arrangements.lies,
        today.acts,
        world.ties,
        world.city.people,
        world.life.key,
        today.day,
    )
    today.denunciations = denounced.told
    world.centre.take_in(denounced.filings)
    if world.shadow is not None:
        world.shadow.take_in(denounced.true)


def appeal(world: World, today: Today) -> None:
    """Citizens who learn of an entry may contest it, or apply for repair; appeals are heard as they come."""
    scenario, key, day, yesterday = world.scenario, world.life.key, today.day, world.yesterday
    world.memory.remember(today.acts, day)
    if scenario.repairs:
        world.centre.take_in_applications(apply_for_repair(scenario, yesterday, key))
        if world.shadow is not None:
            world.shadow.take_in_applications(apply_for_repair(scenario, world.true_yesterday, key))
    if world.appellants is None:
        return
    world.appellants.learn(day)
    if scenario.hears_appeals:
        people, parts = world.city.people, (world.memory, world.appellants)
        today.appeals = appeals_against(scenario, yesterday, *parts, people, key, day)
        world.centre.take_in_appeals(today.appeals)


def assign(world: World, today: Today) -> None:
    """On the day of an experiment, lots put some citizens into a category, and spare as many others."""
    scenario = world.experiment
    if scenario is None or scenario.experiment is None or today.day != scenario.experiment.day:
        return
    today.assigned = draw_lots(scenario, world.category, world.life.key, today.day)
    for centre in world.centres:
        centre.take_in(filings_of(scenario, today.assigned, today.day))


def record(world: World, today: Today) -> None:
    """The data centre takes the filings that are due; rules give points; caps and expiry are entries too."""
    day, new_year, centre, shadow = today.day, today.day in world.new_years, world.centre, world.shadow
    if world.consents is not None:
        declared = world.consents.declared()
        for one in world.centres:
            one.take_in_declarations(declared)
        world.consents.declare(world.life.key, day)
    for one in world.centres:
        one.transfer(today.relocations)
    today.entries = world.yesterday = centre.record(day, new_year)
    today.hearings, today.repairs = centre.heard, centre.repairs
    if world.appellants is not None:
        world.appellants.take_in(today.hearings)
    if centre.mishaps is not None:
        today.mishaps, today.mishandled = centre.mishaps.begun, centre.mishaps.mishandled
    world.recorded.take_in(today.entries)
    if shadow is not None:
        today.shadow_entries = world.true_yesterday = shadow.record(day, new_year)


def score(world: World, today: Today) -> None:
    """Total = base + influence of known contacts, from yesterday's totals."""
    today.influence = world.centre.score(today.entries, today.day)
    if world.shadow is not None:
        world.shadow.score(today.shadow_entries, today.day)


def categorise(world: World, today: Today) -> None:
    """A category is the band that the total lies in, or a worse one that a rule has set."""
    today.moves = world.centre.categorise(today.day)
    if world.shadow is not None:
        today.shadow_moves = world.shadow.categorise(today.day)


def sanction(world: World, today: Today) -> None:
    """Categories open and close: those who asked today get their answer, with the reason."""
    today.decisions = world.answers = world.centre.decide(today.requests, world.life.key, today.day)


SCHEDULE = {
    "intervene": intervene,
    "respond": respond,
    "live": live_on,
    "rewire": rewire,
    "relocate": relocate,
    "act": act,
    "observe": observe,
    "denounce": denounce,
    "appeal": appeal,
    "assign": assign,
    "record": record,
    "score": score,
    "categorise": categorise,
    "sanction": sanction,
}
"""The order of the day."""

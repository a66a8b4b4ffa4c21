"""The plain minds, voices, lives and ties of a city beside those of the engine, day by day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from glasscity import tables
from glasscity.intervention import stages
from glasscity.parallel import Workers
from glasscity.society.leaning import UNCHANGED
from glasscity.society.rewiring import filed_of as filed_of_the_engine
from glasscity.society.voice.rules import APPROVING, CRITICAL, MIDDLE
from glasscity.step import SCHEDULE
from glasscity.world import Today, found_city, open_world
from reference import minds
from reference.act import SERVICE_FLAG
from reference.circumstances import open_circumstances
from reference.city import found
from reference.leaning import Leanings
from reference.minds import WEEK, Minds, certainty_of_being_filed
from reference.propensity import open_propensities
from reference.rows import rows_of, tuples
from reference.shares import ONE
from reference.ties import Rewiring, filed_of
from reference.voice import Voice

SEED, LIFE = 3, 4
READ = "category", "total", "town"
"""What people know of their file."""
LEANT_ON = 3_141_592_653
"""A threshold on which factors are tried: large and odd, so that every rounding shows."""


@dataclass
class Key:
    """What a life draws by."""

    key: int


class Beside:
    """The plain minds, voices, lives and ties of a city beside those of the engine, given what it was given.

    `seen` counts what happened, so that a test can say that it did.
    """

    def __init__(self, scenario, world, seed, life):
        city, course = found(scenario, seed), [stage.scenario for stage in stages(scenario)]
        key = Key(life)
        self.seen, self.world, self.people, self.ties = Counter(), world, city.people, city.ties
        self.minds = Minds(course, city.people, seed, key) if any(one.response for one in course) else None
        speaks, rewires = any(one.speaks for one in course), any(one.rewires for one in course)
        self.propensities = open_propensities(course, city.number, seed)
        self.voice = Voice(course, city.people, city.ties, seed, key) if speaks else None
        self.circumstances = open_circumstances(course, city.people, seed, key)
        self.rewiring = Rewiring(course, city.ties, city.people, seed, key) if rewires else None
        if self.rewiring is not None:
            self.ties = self.rewiring.ties
        support = self.rewiring.support if self.rewiring is not None else None
        origins = [one for one in (self.propensities, self.minds, support, self.voice) if one is not None]
        origins += self.circumstances.origins if self.circumstances is not None else []
        self.leanings = Leanings(origins)
        self.codes = [conduct.code for conduct in scenario.conduct.values()]
        self.codes += [SERVICE_FLAG + service.code for service in scenario.services.values()]

    # ── The phases of a day, as in `step.py` ──────────────────────────────────────────────────────────

    def change(self, scenario):
        for part in (self.propensities, self.minds, self.circumstances, self.rewiring, self.voice):
            if part is not None:
                part.change(scenario)

    def respond(self, day, yesterday, done, file, today):
        if self.propensities is not None and day > 0:
            before = list(self.propensities.level)
            self.propensities.wear(file.category)
            self.seen["worn"] += sum(map(int.__ne__, before, self.propensities.level))
        a_week_is_over = day > 0 and day % WEEK == 0
        if self.minds is not None and self.minds.enabled:
            before = list(self.minds.state.aware_since)
            self.minds.take_in(yesterday, self.ties, day)
            self.seen["made aware"] += sum(map(int.__ne__, before, self.minds.state.aware_since))
            if a_week_is_over:
                self.minds.revise(file.category, file.total, file.town)
        if self.voice is not None and self.voice.enabled:
            self.voice.take_in(yesterday, done, self.ties, day)
            if a_week_is_over:
                self._note_news()
                certainty = certainty_of_being_filed(self.minds, self.voice.critical, len(self.people))
                moves = self.voice.revise(certainty, self.ties, day)
                assert tuples(moves, tables.VOICE_MOVE) == today.voice_moves.tolist()
                self.seen["said otherwise"] += len(moves)

    def live(self, day, answers, category, today):
        if self.circumstances is not None:
            moves = self.circumstances.live(answers, category, day)
            assert tuples(moves, tables.CIRCUMSTANCE_MOVE) == today.circumstance_moves.tolist()
            self.seen.update(tables.CIRCUMSTANCE_CAUSES[move.cause] for move in moves)

    def rewire(self, day, category, today):
        if self.rewiring is not None:
            heeds = self.minds.aware if self.minds is not None and self.minds.enabled else None
            changes = self.rewiring.rewire(category, heeds, day)
            assert tuples(changes, tables.TIE_CHANGE) == today.tie_changes.tolist()
            heard = filed_of_the_engine(today.tie_changes).tolist()
            assert tuples(filed_of(changes), tables.TIE_FILED) == heard
            self.seen.update(tables.TIE_REASONS[change.why] for change in changes)
            self.seen["ties filed"] += len(heard)

    def act(self, today, forgone):
        if self.voice is not None and self.voice.enabled:
            plain = [row for rows in forgone for row in rows_of(rows)]
            kept = [act for act, one in zip(plain, self.voice.held_back(plain), strict=True) if one]
            assert tuples(kept, tables.ACT) == today.forgone.tolist()
            self.seen["never wanted"] += len(plain) - len(kept)
        if self.minds is not None and self.minds.enabled:
            self.minds.remember(rows_of(today.acts))

    def _note_news(self):
        state = self.voice.state
        for name in ("own", "heard", "wrongs"):
            self.seen[f"speech: {name}"] += sum(getattr(state, name))
        said = zip(state.private, state.expressed, strict=True)
        self.seen["feigned"] += sum(says == (APPROVING if own < MIDDLE else CRITICAL) for own, says in said)
        self.seen.update(f"says {says}" for says in state.expressed)

    # ── What lasts ────────────────────────────────────────────────────────────────────────────────────

    def compare(self, day):
        """Hold everything that lasts against the engine's."""
        world = self.world
        for name in ("minds", "voice", "propensities", "circumstances", "rewiring"):
            assert (getattr(self, name) is None) == (getattr(world, name) is None), name
        for name in ("minds", "voice"):
            ours, theirs = getattr(self, name), getattr(world, name)
            if ours is not None:
                assert ours.enabled == theirs.enabled
                for part in theirs.state._fields:
                    found_here, there = getattr(ours.state, part), getattr(theirs.state, part)
                    assert found_here == there.tolist(), f"{part} of {name} on day {day}"
        if self.propensities is not None:
            assert self.propensities.level == world.propensities.level.tolist(), day
        if self.circumstances is not None:
            assert self.circumstances.codes == world.circumstances.codes
            assert self.circumstances.bits == world.circumstances.bits.tolist(), day
        if self.rewiring is not None:
            self._compare_ties(day)
        self._compare_leanings(day)

    def _compare_ties(self, day):
        theirs = self.world.rewiring
        start, contact = theirs.ties.start.tolist(), theirs.ties.contact.tolist()
        layers = theirs.ties.layers.tolist()
        columns = {"ties": layers, "filed_by": theirs.filed_by.tolist(), "since": theirs.since.tolist()}
        for name, column in columns.items():
            there = [
                {contact[i]: column[i] for i in range(start[one], start[one + 1]) if layers[i]}
                for one in range(len(self.people))
            ]
            assert getattr(self.rewiring, name) == there, f"{name} on day {day}"
        assert self.rewiring.free == theirs.free.tolist()
        assert self.rewiring.support.isolated == theirs.support.isolated.tolist()
        self.seen["isolated"] += sum(self.rewiring.support.isolated)

    def _compare_leanings(self, day):
        """Each citizen has their own day of the week on which all that bears on them is multiplied."""
        factor = self.world.leanings.factor.astype(np.int64)[:, day % WEEK :: WEEK]
        rows = zip(
            self.codes,
            self.leanings.bearing_on(self.codes),
            self.world.leanings.bearing_on(self.codes),
            strict=True,
        )
        for code, ours, theirs in rows:
            there = np.full(factor.shape[1], LEANT_ON)
            for row in theirs[theirs >= 0]:
                there = there * factor[row] // UNCHANGED
            found_here = []
            for citizen in range(day % WEEK, len(self.people), WEEK):
                threshold = LEANT_ON
                for row in ours:
                    threshold = threshold * row[citizen] // UNCHANGED
                found_here.append(threshold)
            assert found_here == there.tolist(), (code, day)
            kind = "requests" if code >= SERVICE_FLAG else "conduct"
            self.seen[f"less {kind}"] += sum(one < LEANT_ON for one in found_here)
            self.seen[f"more {kind}"] += sum(one > LEANT_ON for one in found_here)
            self.seen["more than a byte holds"] += sum(one > 2 * LEANT_ON for one in found_here)


def held_against_the_engine(scenario, seed=SEED, life=LIFE, last=None):
    """Let a city live, the plain one beside it, and return the latter; `last` looks at its last evening."""
    with Workers(1) as workers, pytest.MonkeyPatch.context() as patch:
        world = open_world(scenario, found_city(scenario, seed, workers), seed, life, workers)
        plain = Beside(scenario, world, seed, life)
        forgone = []
        _listen(patch, world, plain.seen, forgone)
        plain.compare(-1)
        for day in range(scenario.time.days):
            today = Today(day)
            if day in world.coming:
                plain.change(world.coming[day])
            intervene, *others = SCHEDULE
            intervene.run(world, today)
            yesterday = rows_of(world.yesterday)
            done = world.memory.did(world.yesterday).tolist()
            file = SimpleNamespace(**{name: getattr(world.file, name).tolist() for name in READ})
            answers = rows_of(world.answers)
            forgone.clear()
            for phase in others:
                phase.run(world, today)
            plain.respond(day, yesterday, done, file, today)
            plain.live(day, answers, file.category, today)
            plain.rewire(day, file.category, today)
            plain.act(today, forgone)
            plain.compare(day)
        if last is not None:
            last(plain)
    return plain


def _listen(patch, world, seen, forgone):
    """Keep what the engine asks its voices about, and count what plays a part in plain leanings."""
    if world.voice is not None:
        held_back = world.voice.held_back
        patch.setattr(world.voice, "held_back", lambda rows: (forgone.append(rows), held_back(rows))[1])

    def leaning_of(change, standing, near, against, really=minds.leaning_of):
        leaning = really(change, standing, near, against)
        seen["nothing to lose, or a licence"] += change and standing != ONE
        seen["near a bound"] += change and near != ONE
        seen["defied"] += leaning != UNCHANGED and against is not None
        return leaning

    def change_of_rate(rules, about, belief, stake, really=minds.change_of_rate):
        change = really(rules, about, belief, stake)
        seen["crowded out"] += bool(about.rewarded) and change < 0
        seen["chilled"] += about.rewarded is None and change < 0
        return change

    patch.setattr(minds, "leaning_of", leaning_of)
    patch.setattr(minds, "change_of_rate", change_of_rate)

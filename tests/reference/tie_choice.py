"""Whom one drops, loses touch with, or proposes to; and which proposals become ties.

Read it beside `docs/rewiring.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from glasscity.draws import TIE_CHOICE, TIE_KNOWN, TIE_WISH
from glasscity.scenario.quantities import threshold32
from glasscity.scenario.rewiring import Rewiring as Rules
from glasscity.tables import FELL_TOO_LOW, HIGHER, LOST_TOUCH, NO_CATEGORY, THROUGH_CONTACTS
from reference.chance import Person, always_the_same, threshold_for
from reference.draws import draw

HOUSEHOLD = 1
"""The bit of a tie of one household: it never ends."""
DROPPED, SOUGHT, PRIORITY = 0, 1, 2
"""Which draw of TIE_CHOICE decides what."""


@dataclass(frozen=True)
class Step:
    """What a citizen means to do this week, with whom, and why."""

    citizen: int
    other: int
    why: int

    @property
    def ends(self) -> bool:
        """Whether a tie is to end."""
        return self.why in (FELL_TOO_LOW, LOST_TOUCH)


@dataclass(frozen=True)
class Week:
    """All that people go by in one week: the state of the evening before.

    ties : the contacts of each citizen with the layers of the tie; free : how many more each may have;
    category : of each; heeds : whether each goes by categories at all; may_end : bits of the layers of ties
    that may end; key, day : the rest of the address of a draw.
    """

    rules: Rules
    ties: Sequence[dict[int, int]]
    free: Sequence[int]
    category: Sequence[int]
    heeds: Sequence[int]
    people: Sequence[Person]
    may_end: int
    key: int
    day: int

    def steps(self) -> list[Step]:
        """Return what everybody means to do."""
        found = [self.step_of(citizen) for citizen in range(len(self.people))]
        return [step for step in found if step is not None]

    def step_of(self, citizen: int) -> Step | None:
        """Rule: at most one step a week. With the wish to drop, one drops somebody who fell too low. Else,
        with a probability, one loses touch with somebody. Else, with a free place and the wish, one
        proposes to somebody."""
        drop, seek = self.rules.drop, self.rules.seek
        words = draw(self.key, citizen, self.day, TIE_WISH, 0, 0)
        person = self.people[citizen]
        if words[0] < threshold_for(always_the_same(drop.per_week, drop.depends), person):
            other = self.too_low(citizen)
            if other is not None:
                return Step(citizen, other, FELL_TOO_LOW)
        if words[1] < threshold32(self.rules.lose_touch):
            other = min(self.who_may_go(citizen), key=self.lot(citizen, DROPPED), default=None)
            if other is not None:
                return Step(citizen, other, LOST_TOUCH)
        wishes = words[2] < threshold_for(always_the_same(seek.per_week, seek.depends), person)
        return self.proposal(citizen) if self.free[citizen] and wishes else None

    def lot(self, citizen: int, number: int) -> Callable[[int], int]:
        """Return by which lot somebody is chosen among several: the smallest keyed hash."""

        def hashed(other: int) -> int:
            words = draw(self.key, citizen, self.day, TIE_CHOICE, number, other)
            return words[1] << 32 | words[0]

        return hashed

    def who_may_go(self, citizen: int) -> list[int]:
        """Rule: a tie may end that is of one of the declared layers and not one of a household as well."""
        layers = self.ties[citizen]
        return [other for other in layers if layers[other] & self.may_end and not layers[other] & HOUSEHOLD]

    def below(self, citizen: int, other: int) -> int:
        """Rule: somebody knows the category of another with a probability, drawn once for each of the two.
        Returns how many categories the other is below; 0 for whoever does not know or heed it, or where one
        has none."""
        own, theirs = self.category[citizen], self.category[other]
        if not self.heeds[citizen] or NO_CATEGORY in (own, theirs):
            return 0
        known = draw(self.key, citizen, 0, TIE_KNOWN, 0, other)[0] < threshold32(self.rules.knows)
        return theirs - own if known else 0

    def too_low(self, citizen: int) -> int | None:
        """Rule: of those known to be too far below, one drops the one in the worst category; of several,
        the one with the smallest hash."""
        below = {other: self.below(citizen, other) for other in self.who_may_go(citizen)}
        worst = max(below.values(), default=0)
        if worst < self.rules.drop.bands_below:
            return None
        lowest = [other for other in below if below[other] == worst]
        return min(lowest, key=self.lot(citizen, DROPPED))

    def proposal(self, citizen: int) -> Step | None:
        """Rule: one turns to a contact of a contact who has a free place as well and is not known to be too
        far below: where better categories are preferred, the best known one first; of several, the smallest
        hash."""
        seek = self.rules.seek
        further = {other for contact in self.ties[citizen] for other in self.ties[contact]}
        candidates = [
            other for other in further if self.free[other] and other not in {citizen, *self.ties[citizen]}
        ]
        below = {other: self.below(citizen, other) for other in candidates}
        rank = {
            other: below[other] if seek.prefers_higher else 0
            for other in candidates
            if below[other] <= seek.bands_tolerated
        }
        if not rank:
            return None
        best = min(rank.values())
        first = [other for other in rank if rank[other] == best]
        return Step(
            citizen,
            min(first, key=self.lot(citizen, SOUGHT)),
            HIGHER if best < 0 else THROUGH_CONTACTS,
        )

    def accepted(self, steps: Iterable[Step]) -> list[Step]:
        """Rule: a proposal stands if the other ends no tie this week and does not know the one who proposes
        to be too far below. It becomes a tie if its priority, a hash of the two, is the first of all
        standing proposals that concern either of them; of two that meet, one counts."""
        steps = list(steps)
        busy = {step.citizen for step in steps if step.ends}
        standing = [
            step
            for step in steps
            if not step.ends
            and step.other not in busy
            and self.below(step.other, step.citizen) <= self.rules.seek.bands_tolerated
        ]
        formed: list[Step] = []
        for step in standing:
            two = {step.citizen, step.other}
            rivals = [self.priority(one) for one in standing if two & {one.citizen, one.other}]
            if self.priority(step) == min(rivals) and all(two != {one.citizen, one.other} for one in formed):
                formed.append(step)
        return formed

    def priority(self, step: Step) -> int:
        """Return the priority of a proposal; the last bit counts for nothing."""
        one, other = sorted((step.citizen, step.other))
        words = draw(self.key, one, self.day, TIE_CHOICE, PRIORITY, other)
        return (words[1] << 32 | words[0]) | 1

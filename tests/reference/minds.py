"""What everybody believes of being watched and of what counts, kind of conduct by kind, and what they do of
it.

Read it beside `docs/response.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from glasscity.draws import AWARENESS, CITY_AWARE, CITY_KNOWS_SCORE, CITY_LEGITIMACY, TOLD
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.scenario.response import Criteria, Defiance
from glasscity.scenario.towns import town_scales
from reference.chance import Person, always_the_same, threshold_for
from reference.deterrence import (
    POINT,
    at_stake,
    believed_stake,
    change_of_rate,
    kinds_of,
    leaning_of,
    nearness,
    standing_in,
)
from reference.draws import draw
from reference.leaning import UNCHANGED, Factors
from reference.learning_rules import RULES, USUAL, parameters
from reference.rows import Row
from reference.shares import FULL, ONE, cut_off, is_about_a_deed, nearest, one_more

NEVER = -1
WEEK = 7
MOST_AT_STAKE = 65535
"""The largest stake that can be learnt, 655.35 points: what two bytes hold."""


class Life(Protocol):
    """Whatever holds the key that a life draws by."""

    key: int


@dataclass
class State:
    """What there is for each citizen: [kinds][citizens], the last three [citizens].

    did, told, heard : acts, entries about oneself and entries about contacts of the week; belief :
    perceived certainty; stake : hundredths of a point learnt to be at stake; leaning : factors on rates;
    aware_since : a day, or never; illegitimate : whether one feels the system to be so; defiant : weeks of
    defiance left.
    """

    did: list[list[int]]
    told: list[list[int]]
    heard: list[list[int]]
    belief: list[list[int]]
    stake: list[list[int]]
    leaning: list[Factors]
    aware_since: list[int]
    illegitimate: list[int]
    defiant: list[int]


class Minds:
    """The minds of a city."""

    def __init__(self, course: Sequence[Scenario], people: Sequence[Person], seed: int, life: Life) -> None:
        """Rule: on the first day everybody believes what the scenario supposes, and a share knows of the
        system."""
        scenario = course[0]
        response = next(one.response for one in course if one.response is not None)
        self.kinds = kinds_of(course)
        self.kind_of = {
            scenario.conduct[name].code: place
            for place, kind in enumerate(self.kinds)
            for name in kind.conduct
        }
        self._people, self._seed, self._life = people, seed, life

        def everybody(value: int) -> list[list[int]]:
            return [[value] * len(people) for _ in self.kinds]

        known = threshold32(response.awareness.at_start)
        aware = [draw(seed, citizen, 0, CITY_AWARE, 0, 0)[0] < known for citizen in range(len(people))]
        supposed = {
            False: response.supposed.punished,
            True: response.supposed.rewarded,
            None: response.supposed.uncounted,
        }
        self.state = State(
            did=everybody(0),
            told=everybody(0),
            heard=everybody(0),
            belief=everybody(cut_off(response.learning.at_start, FULL)),
            stake=[
                [nearest(supposed[scenario.rewards(kind.conduct[0])], POINT)] * len(people)
                for kind in self.kinds
            ],
            leaning=everybody(UNCHANGED),
            aware_since=[0 if one else NEVER for one in aware],
            illegitimate=[0] * len(people),
            defiant=[0] * len(people),
        )
        self.change(scenario)

    @property
    def aware(self) -> list[int]:
        """Who knows of the system."""
        return [int(since != NEVER) for since in self.state.aware_since]

    def certainty_of(self, kind: int) -> int:
        """Return the kind whose perceived certainty a kind has."""
        return self._at_stake[kind].certainty_of

    def rows_on(self, code: int) -> list[Factors]:
        """Return the leanings about the kind of a conduct."""
        return [self.state.leaning[self.kind_of[code]]] if code in self.kind_of else []

    def change(self, scenario: Scenario) -> None:
        """Answer to the rules of a scenario from this morning on; what is believed stays believed."""
        response = scenario.response
        self.enabled = response is not None and response.enabled
        if response is None:
            return
        self._scenario, self._response = scenario, response
        self._at_stake = at_stake(scenario, response, self.kinds)
        self._towns = town_scales(scenario)
        if response.defiance is not None:
            self._feel(response.defiance)

    def _feel(self, defiance: Defiance) -> None:
        """Rule: a share of citizens, by what they are like, feels the system to be illegitimate; the same
        people as long as the share stays."""
        chance = always_the_same(defiance.illegitimate, defiance.depends)
        for citizen, person in enumerate(self._people):
            word = draw(self._seed, citizen, 0, CITY_LEGITIMACY, 0, 0)[0]
            self.state.illegitimate[citizen] = int(word < threshold_for(chance, person))

    # ── Every day ─────────────────────────────────────────────────────────────────────────────────────

    def take_in(self, entries: Sequence[Row], ties: Sequence[dict[int, int]], day: int) -> None:
        """Rule: of every entry of yesterday about a deed one is told with a probability; then all of one's
        contacts hear of it, the same day."""
        told = threshold32(self._response.told)
        for entry in filter(is_about_a_deed, entries):
            words = draw_of_entry(self._life.key, entry)
            if entry.conduct in self.kind_of and words[0] < told:
                self._be_told(entry, words[1], day)
                for contact in ties[entry.citizen]:
                    self._hear(contact, entry, words[2], day)

    def _be_told(self, entry: Row, word: int, day: int) -> None:
        """Rule: an entry about oneself teaches its points, may make one know of the system, and makes whoever
        knows of it and feels it to be illegitimate defy it, if it is for punished conduct."""
        state, citizen, kind = self.state, entry.citizen, self.kind_of[entry.conduct]
        criteria, defiance = self._response.criteria, self._response.defiance
        one_more(state.told[kind], citizen)
        if criteria is not None:
            self._learn_stake(citizen, entry, criteria, criteria.own)
        if state.aware_since[citizen] == NEVER and word < threshold32(self._response.awareness.by_own_entry):
            state.aware_since[citizen] = day
        defies = state.illegitimate[citizen] and state.aware_since[citizen] != NEVER
        punished = entry.counts and self._at_stake[kind].rewarded is False
        if defiance is not None and self._scenario.scoring.enabled and defies and punished:
            state.defiant[citizen] = defiance.weeks

    def _hear(self, citizen: int, entry: Row, told: int, day: int) -> None:
        """Rule: an entry about a contact teaches its points, with less weight, and may make one know of the
        system. The draw of the contact's entry is part of the address of this one."""
        state, criteria = self.state, self._response.criteria
        one_more(state.heard[self.kind_of[entry.conduct]], citizen)
        if criteria is not None:
            self._learn_stake(citizen, entry, criteria, criteria.contacts)
        if state.aware_since[citizen] == NEVER:
            word = draw(self._life.key, citizen, day, AWARENESS, 0, told)[0]
            if word < threshold32(self._response.awareness.by_contacts):
                state.aware_since[citizen] = day

    def _learn_stake(self, citizen: int, entry: Row, criteria: Criteria, share: Decimal) -> None:
        """Rule: the belief about the kind moves a share of the way to the points of an entry that counts; for
        punished conduct the belief about what does not count in its domain moves by a part of that share."""
        if not entry.counts:
            return
        kind, weight = self.kind_of[entry.conduct], nearest(share)
        seen = min(abs(entry.points) // 10, MOST_AT_STAKE)  # From millipoints to hundredths of a point.
        spilt = weight * nearest(criteria.spillover) // ONE
        for place, part in [(kind, weight), *((other, spilt) for other in self._at_stake[kind].spills_to)]:
            believed = self.state.stake[place][citizen]
            moved = ((seen - believed) * part + ONE // 2) // ONE
            self.state.stake[place][citizen] = believed + moved

    def remember(self, acts: Sequence[Row]) -> None:
        """Remember what one did today."""
        for act in acts:
            if act.conduct in self.kind_of:
                one_more(self.state.did[self.kind_of[act.conduct]], act.citizen)

    # ── Once a week ───────────────────────────────────────────────────────────────────────────────────

    def revise(self, category: Sequence[int], total: Sequence[int], town: Sequence[int]) -> None:
        """Rule: once a week the learning rule makes new beliefs of the week, and leanings follow from
        them."""
        state, learning = self.state, self._response.learning
        rule = RULES[learning.rule]
        given = parameters(USUAL[rule], learning.parameters)
        for place in range(len(self.kinds)):
            week = state.belief[place], state.did[place], state.told[place], state.heard[place]
            state.belief[place][:] = [rule(*citizen, given) for citizen in zip(*week, strict=True)]
            for counts in week[1:]:
                counts[:] = [0] * len(counts)
        for citizen in range(len(self._people)):
            if state.aware_since[citizen] != NEVER:
                self._lean(citizen, category[citizen], total[citizen], town[citizen])

    def _lean(self, citizen: int, category: int, total: int, town: int) -> None:
        """Rule: whoever knows of the system leans by what they believe; whoever does not, does as ever."""
        state, scenario, rules = self.state, self._scenario, self._response.leaning
        scored = category < len(scenario.category_names)
        near = self._nearness(citizen, total, town) if scored else ONE
        against = None
        if state.defiant[citizen]:
            state.defiant[citizen] -= 1
            if self._response.defiance is not None:
                against = nearest(self._response.defiance.against)
        for place, about in enumerate(self._at_stake):
            stake = believed_stake(scenario, about, state.stake[place][citizen], scored)
            change = change_of_rate(rules, about, state.belief[about.certainty_of][citizen], stake)
            standing = standing_in(scenario, rules, category)
            state.leaning[place][citizen] = leaning_of(change, standing, near, against)

    def _nearness(self, citizen: int, total: int, town: int) -> int:
        """Rule: only those lean by how near a bound is who know their score and the bounds: everybody where
        the criteria are published, else a share, drawn once."""
        near, scenario = self._response.near_bounds, self._scenario
        word = draw(self._seed, citizen, 0, CITY_KNOWS_SCORE, 0, 0)[0]
        if near is None or not scenario.scoring.enabled or word >= threshold32(scenario.transparency):
            return ONE
        return nearness(self._towns[town], near, total)


def draw_of_entry(key: int, entry: Row) -> tuple[int, int, int, int]:
    """Rule: every entry has a draw of its own, addressed by all that its id says: whose deed, its day, its
    conduct, the parameter, the kind and copy of the filing, and the ordinal of the entry."""
    actor, day_and_conduct = entry.entry_hi >> 32, entry.entry_hi & 0xFFFFFFFF
    parameter, kind_and_copy = entry.entry_lo >> 32, entry.entry_lo >> 16 & 0xFFFF
    ordinal = entry.entry_lo & 0xFF
    return draw(key, actor, day_and_conduct, TOLD, kind_and_copy ^ ordinal << 4, parameter)


def certainty_of_being_filed(minds: Minds | None, critical: Sequence[int], citizens: int) -> list[int]:
    """Rule: how certain it seems that critical speech comes on file is the highest belief about any of it.
    What does not count is thought as certain as what is punished in the same domain, as people lean. Whoever
    does not know of the system, and everybody where people answer to nothing, is certain of nothing."""
    if minds is None or not minds.enabled:
        return [0] * citizens
    kinds = {minds.certainty_of(minds.kind_of[code]) for code in critical if code in minds.kind_of}
    return [
        max((minds.state.belief[kind][citizen] for kind in kinds), default=0) if aware else 0
        for citizen, aware in enumerate(minds.aware)
    ]

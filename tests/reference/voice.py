"""What everybody thinks of the system, what they say aloud, and what they take others to think.

Read it beside `docs/voice.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from glasscity.draws import CITY_OPINION, CITY_RELUCTANCE, CITY_SPEAKS, TOLD
from glasscity.scenario import Scenario
from glasscity.scenario.people import Marginal
from glasscity.scenario.quantities import threshold32
from glasscity.scenario.voice import HIGHEST_OPINION, HIGHEST_RELUCTANCE
from reference.chance import Person
from reference.draws import draw
from reference.leaning import UNCHANGED, Factors, in_128ths
from reference.learning_rules import parameters
from reference.minds import Life
from reference.rows import Row
from reference.shares import FULL, ONE, cut_off, is_about_a_deed, one_more
from reference.speaking_rules import APPROVING, CRITICAL, MIDDLE, RULES, SILENT, USUAL


@dataclass
class State:
    """One number for each citizen; opinions and shares in parts of 65535.

    private, reluctance : what one thinks, and how hard it is to speak; critics, approvers : what one takes
    others to say; alarm : fear from news; fear : of speaking critically, all of it; expressed : what one
    says; own, heard, wrongs : entries of the week that one learnt of, about one's own critical speech,
    about that of contacts, and about what one did not do; knows : whether one ever learnt of one about
    critical speech.
    """

    private: list[int]
    reluctance: list[int]
    critics: list[int]
    approvers: list[int]
    alarm: list[int]
    fear: list[int]
    expressed: list[int]
    own: list[int]
    heard: list[int]
    wrongs: list[int]
    knows: list[int]
    leaning: list[Factors]


class Voice:
    """The voices of a city."""

    def __init__(
        self,
        course: Sequence[Scenario],
        people: Sequence[Person],
        ties: Sequence[dict[int, int]],
        seed: int,
        life: Life,
    ) -> None:
        """Rule: opinions and reluctance are drawn; a share says what they think, the others say nothing."""
        rules = next(one.voice for one in course if one.voice is not None)
        self._life = life
        citizens = range(len(people))

        def nothing() -> list[int]:
            return [0 for _ in citizens]

        def drawn(marginal: Marginal, stream: int, highest: int) -> list[int]:
            values = [Fraction(level) * FULL // highest for level in marginal.levels]
            words = [draw(seed, citizen, 0, stream, 0, 0)[0] for citizen in citizens]
            return [
                values[level_of(marginal, person, word)] for person, word in zip(people, words, strict=True)
            ]

        private = drawn(rules.opinion, CITY_OPINION, HIGHEST_OPINION)
        speaking = threshold32(rules.speaking_at_start)
        speaks = [draw(seed, citizen, 0, CITY_SPEAKS, 0, 0)[0] < speaking for citizen in citizens]
        self.state = State(
            private=private,
            reluctance=drawn(rules.reluctance, CITY_RELUCTANCE, HIGHEST_RELUCTANCE),
            critics=nothing(),
            approvers=nothing(),
            alarm=nothing(),
            fear=nothing(),
            expressed=[
                (CRITICAL if opinion < MIDDLE else APPROVING) if one else SILENT
                for opinion, one in zip(private, speaks, strict=True)
            ],
            own=nothing(),
            heard=nothing(),
            wrongs=nothing(),
            knows=nothing(),
            leaning=[[UNCHANGED for _ in citizens], [UNCHANGED for _ in citizens]],
        )
        self.change(course[0])
        self._look_around(ties)

    def change(self, scenario: Scenario) -> None:
        """Follow the rules of a scenario from this morning on; opinions, fear and what is said stay."""
        rules = scenario.voice
        self.enabled = rules is not None and rules.enabled
        if rules is None:
            return
        self._rules = rules
        self.critical = [scenario.conduct[name].code for name in rules.critical]
        self.approving = [scenario.conduct[name].code for name in rules.approving]
        self._punished = [
            scenario.conduct[name].code for name in rules.critical if scenario.rewards(name) is False
        ]
        self._lean()

    def rows_on(self, code: int) -> list[Factors]:
        """Return the factors on critical speech, or on approving speech."""
        critical, approving = self.state.leaning
        if code in self.critical:
            return [critical]
        return [approving] if code in self.approving else []

    # ── Every day ─────────────────────────────────────────────────────────────────────────────────────

    def take_in(
        self, entries: Sequence[Row], done: Sequence[bool], ties: Sequence[dict[int, int]], day: int
    ) -> None:
        """Rule: with a probability one learns of an entry of yesterday about critical speech that is
        punished, and of one that counts and takes points for what one did not do. All of one's contacts learn
        of the former.

        `done` says of each entry whether its citizen did what it says.
        """
        state, told = self.state, threshold32(self._rules.fear.told)
        for entry, did in zip(entries, done, strict=True):
            critical = entry.conduct in self._punished
            wrong = not did and entry.points < 0 and entry.counts
            if not is_about_a_deed(entry) or not (critical or wrong):
                continue
            # A draw of its own: `minds` is told of an entry by another one.
            if draw(self._life.key, entry.citizen, day, TOLD, entry.conduct, entry.parameter)[0] >= told:
                continue
            if wrong:
                one_more(state.wrongs, entry.citizen)
            if critical:
                one_more(state.own, entry.citizen)
                for contact in ties[entry.citizen]:
                    one_more(state.heard, contact)

    def held_back(self, forgone: Sequence[Row]) -> list[bool]:
        """Rule: of what was not done, somebody who approves never wanted to criticise, and somebody who
        disapproves never wanted to praise; all else they would have liked to do."""
        never_wanted = [
            act.conduct in (self.approving if self._disapproves(act.citizen) else self.critical)
            for act in forgone
        ]
        return [not one for one in never_wanted]

    def _disapproves(self, citizen: int) -> bool:
        return self.state.private[citizen] < MIDDLE

    # ── Once a week ───────────────────────────────────────────────────────────────────────────────────

    def revise(self, certainty: Sequence[int], ties: Sequence[dict[int, int]], day: int) -> list[Row]:
        """Rule: once a week everybody looks around at what was said until yesterday; then each is afraid,
        changes their mind and decides what to say. Returns who says something else than before.

        `certainty` says how certain it seems to each that critical speech comes on file.
        """
        state = self.state
        self._look_around(ties)
        for citizen in range(len(state.private)):
            self._feel(citizen, certainty[citizen])
        rule = RULES[self._rules.speaking.rule]
        given = parameters(USUAL[rule], self._rules.speaking.parameters)
        minds = state.private, state.reluctance, state.critics, state.approvers, state.fear, state.expressed
        says = [rule(*mind, given) for mind in zip(*minds, strict=True)]
        moves = [
            Row(
                day=day,
                citizen=citizen,
                before=before,
                after=after,
                private=state.private[citizen],
                critics=state.critics[citizen],
                approvers=state.approvers[citizen],
                fear=state.fear[citizen],
            )
            for citizen, (before, after) in enumerate(zip(state.expressed, says, strict=True))
            if before != after
        ]
        state.expressed[:] = says
        self._lean()
        return moves

    def _look_around(self, ties: Sequence[dict[int, int]]) -> None:
        """Rule: one perceives the shares of one's contacts who speak critically and who approve aloud. The
        shares of the whole city come in with the weight of the media, which show only a part of the
        critics."""
        state, media = self.state, self._rules.media
        weight = cut_off(media.weight) if media is not None else 0
        shown = cut_off(media.critics_shown) if media is not None else ONE
        for said, part, perceived in ((CRITICAL, shown, state.critics), (APPROVING, ONE, state.approvers)):
            in_the_city = state.expressed.count(said) * FULL // len(state.expressed) * part // ONE
            for citizen, contacts in enumerate(ties):
                alike = [contact for contact in contacts if state.expressed[contact] == said]
                around = len(alike) * FULL // len(contacts) if contacts else 0
                perceived[citizen] = around + (in_the_city - around) * weight // ONE

    def _feel(self, citizen: int, certainty: int) -> None:
        """Rule: alarm fades, and every entry of the week adds a share of what is left to full fear.
        Approval loses a share with every entry about one's own critical speech or a deed one did not do,
        and once with the first that one learns of; then opinion drifts towards what one hears. Fear is 1 -
        (1 - alarm) (1 - belief)."""
        state, fear, mind = self.state, self._rules.fear, self._rules.change_of_mind
        alarm, private = state.alarm[citizen], state.private[citizen]
        own, heard, wrongs = state.own[citizen], state.heard[citizen], state.wrongs[citizen]
        alarm -= part_of(alarm, fear.fading)
        for _ in range(own):
            alarm += part_of(FULL - alarm, fear.own_entry)
            private -= part_of(private, mind.punished)
        for _ in range(heard):
            alarm += part_of(FULL - alarm, fear.contacts_entry)
        for _ in range(wrongs):
            private -= part_of(private, mind.wronged)
        if (own or heard) and not state.knows[citizen]:
            state.knows[citizen] = 1
            private -= part_of(private, mind.told_of_repression)
        critics, approvers = state.critics[citizen], state.approvers[citizen]
        if critics + approvers:
            private += part_of(approvers * FULL // (critics + approvers) - private, mind.drift)
        belief = part_of(certainty, fear.certainty)
        state.alarm[citizen], state.private[citizen] = alarm, private
        state.fear[citizen] = alarm + (FULL - alarm) * belief // FULL
        state.own[citizen] = state.heard[citizen] = state.wrongs[citizen] = 0

    def _lean(self) -> None:
        """Rule: one speaks as one thinks at the full rate if one says so aloud, else by the share
        `in_silence`; the other way by `feigned` if one feigns it, else by the share
        `against_conviction`."""
        if not self.enabled:
            return
        speech = self._rules.speech
        for row, kind in zip(self.state.leaning, (CRITICAL, APPROVING), strict=True):
            for citizen, said in enumerate(self.state.expressed):
                if (kind == CRITICAL) == self._disapproves(citizen):
                    factor = Decimal(1) if said == kind else speech.in_silence
                else:
                    factor = speech.feigned if said == kind else speech.against_conviction
                row[citizen] = in_128ths(factor)


def part_of(number: int, share: Decimal) -> int:
    """Return a share of a number, rounded down; the share is cut off to 65536ths first."""
    return number * cut_off(share) // ONE


def level_of(marginal: Marginal, person: Person, word: int) -> int:
    """Rule: the level is the first whose share, with all before it, passes the draw; the last takes the
    rest."""
    shares = marginal.shares_for(person[marginal.given] if marginal.given else None)
    for level in range(len(shares) - 1):
        if word < threshold32(min(sum(shares[: level + 1], Decimal(0)), Decimal(1))):
            return level
    return len(shares) - 1

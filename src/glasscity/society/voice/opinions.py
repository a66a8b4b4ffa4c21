"""What every citizen thinks of the system, what they say aloud, and what they take others to think.

Rule: everybody has a private opinion and says one of three things: nothing, criticism, approval. Every day
people learn of some of the entries about them, and of their contacts' entries about critical speech: that
makes afraid, and costs approval. Once a week everybody looks at what their contacts (and, through the media,
the whole city) said until yesterday; then private opinions change, and the rule of voice decides what each
says from now on. What one thinks and says decides how much critical and approving speech one does.
Reads: yesterday's entries, ties, certainty of being filed. Writes: opinions, expressions, fear, leanings.
Draws: CITY_OPINION, CITY_RELUCTANCE, CITY_SPEAKS, TOLD. Units: opinions and shares in 65535ths, leanings in
128ths. Leaves out: more than one subject, leaders of opinion, lies about what others say.

Exactly:
- At first private = floor(level × 65535 / 255), the level of `voice.opinion` by w0 of CITY_OPINION(citizen,
  0, 0, 0), and reluctance = floor(level × 65535 / 100), the level of `voice.reluctance` by w0 of
  CITY_RELUCTANCE(citizen, 0, 0, 0). With w0 of CITY_SPEAKS(citizen, 0, 0, 0) below t(speaking_at_start) one
  says what one thinks, else nothing. Everybody looks around once before day 0.
- Every day, after minds took in theirs, yesterday's entries of deeds are gone through in the ledger's order.
  Of interest is one of `critical` conduct that is punished, and one that counts, takes points and tells of
  what its citizen did not do that day. With w0 of TOLD(citizen, day, conduct, parameter), of the citizen whom
  the entry names and of today, below t(fear.told) they learn of it: `wrongs` counts one more in the second
  case; in the first `own` does, and `heard` of every contact of today; both if both hold. Counts stop at 255.
- On days 7, 14, …, after beliefs and leanings: all look around, all feel, all decide, and speech leans by
  what is said now.
- Who disapproves (private below 32896) means critical speech and does not mean praise; for others it is the
  other way round. What is meant has the factor 1 if it is said aloud, else `in_silence`; what is not meant
  has `feigned` if it is said aloud, else `against_conviction`; in 128ths.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.draws import Life
from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.rows import among, of_kind
from glasscity.scenario import Scenario
from glasscity.scenario.people import Marginal
from glasscity.scenario.quantities import threshold32
from glasscity.scenario.voice import HIGHEST_OPINION, HIGHEST_RELUCTANCE, Speech
from glasscity.scenario.voice import Voice as Rules
from glasscity.society.leaning import MOST, UNCHANGED, Bearing
from glasscity.society.population import Population, draw_levels
from glasscity.society.response.rules import ONE
from glasscity.society.ties import Ties
from glasscity.society.voice import kernels
from glasscity.society.voice.kernels import Numbers, State
from glasscity.society.voice.rules import (
    APPROVING,
    CRITICAL,
    EXPRESSIONS,
    FULL,
    MIDDLE,
    VOICES,
    prepare_rule,
)

CRITICAL_ROW, APPROVING_ROW = 0, 1
ROWS = 2


class Voice:
    """The voices of a city.

    Attributes
    ----------
    state : what everybody thinks, says and perceives.
    critical, approving : conduct codes of both kinds of speech.
    """

    def __init__(
        self,
        course: Sequence[Scenario],
        population: Population,
        ties: Ties,
        seed: int,
        life: Life,
        workers: Workers,
    ) -> None:
        rules = next(one.voice for one in course if one.voice is not None)
        self._life, self._workers, citizens = life, workers, population.number

        def drawn(marginal: Marginal, stream: int, highest: int) -> NDArray[np.uint16]:
            given = population.row(marginal.given) if marginal.given else None
            everybody = np.arange(citizens, dtype=np.uint32)
            names, key = population.level_names, np.uint64(seed)
            level = draw_levels(names, marginal, given, everybody, key, stream, 0, workers)
            values = [int(Decimal(name) * FULL // highest) for name in marginal.levels]
            found: NDArray[np.uint16] = np.array(values, np.uint16)[level]
            return found

        def nothing() -> NDArray[np.uint16]:
            return np.zeros(citizens, np.uint16)

        self.state = State(
            private=drawn(rules.opinion, draws.CITY_OPINION, HIGHEST_OPINION),
            reluctance=drawn(rules.reluctance, draws.CITY_RELUCTANCE, HIGHEST_RELUCTANCE),
            critics=nothing(),
            approvers=nothing(),
            alarm=nothing(),
            fear=nothing(),
            expressed=np.zeros(citizens, np.uint8),
            own=np.zeros(citizens, np.uint8),
            heard=np.zeros(citizens, np.uint8),
            wrongs=np.zeros(citizens, np.uint8),
            knows=np.zeros(citizens, np.uint8),
            leaning=np.empty((ROWS, 0), np.uint8),
        )
        kernels.begin(self.state, np.uint64(seed), np.uint64(threshold32(rules.speaking_at_start)))
        self.bearing = Bearing(ROWS, {})
        self.change(course[0])
        self._look_around(ties)

    def attach(self, leaning: NDArray[np.uint8]) -> None:
        """Take the rows of factors, uint8 [2, citizens], to write leanings into."""
        self.state = self.state._replace(leaning=leaning)
        self._lean()

    def change(self, scenario: Scenario) -> None:
        """Follow the rules of `scenario` from this morning on; opinions, fear and what is said stay."""
        rules = scenario.voice
        self.enabled = rules is not None and rules.enabled
        if rules is None:
            return
        conduct = scenario.conduct
        self.critical = [conduct[name].code for name in rules.critical]
        self.approving = [conduct[name].code for name in rules.approving]
        rows = dict.fromkeys(self.critical, CRITICAL_ROW) | dict.fromkeys(self.approving, APPROVING_ROW)
        self.bearing = Bearing(ROWS, rows)
        self._punished = [conduct[name].code for name in rules.critical if scenario.rewards(name) is False]
        self._told = np.uint64(threshold32(rules.fear.told))
        self._rule_name, self._rule = rules.speaking.rule, prepare_rule(rules.speaking)
        self._numbers = _numbers(rules)
        media = rules.media
        self._weight = int(media.weight * ONE) if media is not None else 0
        self._critics_shown = int(media.critics_shown * ONE) if media is not None else ONE
        self._speech = tabulate_speech(rules.speech)
        self._lean()

    def _lean(self) -> None:
        if self.enabled:
            self._workers.run(kernels.lean, self.state.leaning.shape[1], self.state, self._speech)

    def take_in(self, entries: NDArray[np.void], done: NDArray[np.bool_], ties: Ties, day: int) -> None:
        """Learn of yesterday's entries; `done` says of each whether its citizen did what it says."""
        told = of_kind(entries, tables.DEEDS)
        critical = told & among(entries["conduct"], self._punished)
        wrong = told & ~done & (entries["points"] < 0) & (entries["counts"] > 0)
        some = critical | wrong
        kernels.learn(
            self.state,
            entries.compress(some),
            critical[some],
            wrong[some],
            ties.start,
            ties.contact,
            ties.layers,
            self._told,
            self._life.key,
            day,
        )

    def revise(self, certainty: NDArray[np.uint16], ties: Ties, day: int) -> NDArray[np.void]:
        """Once a week: look around, be afraid, change one's mind, decide what to say.

        Parameters
        ----------
        certainty : uint16 [citizens], how certain it seems that critical speech comes on file, in 65535ths.

        Returns rows of `tables.VOICE_MOVE`: who says something else than before.
        """
        state, citizens = self.state, len(self.state.private)
        before = state.expressed.copy()
        self._look_around(ties)
        self._workers.run(kernels.feel, citizens, state, certainty, self._numbers)
        case = state.private, state.reluctance, state.critics, state.approvers, state.fear, state.expressed
        try:
            wrong = self._workers.run(kernels.decide, citizens, *self._rule, *case)
        except (ArithmeticError, IndexError) as error:
            raise BadInput(f"{VOICES.kind} {self._rule_name!r}: {type(error).__name__}: {error}") from None
        for citizen, answer in wrong:
            if citizen >= 0:
                raise VOICES.out_of_range(self._rule_name, answer, [int(row[citizen]) for row in case])
        self._lean()
        who = np.flatnonzero(state.expressed != before)
        moves = np.empty(len(who), tables.VOICE_MOVE)
        moves["day"], moves["citizen"] = day, who
        moves["before"], moves["after"] = before[who], state.expressed[who]
        for name in ("private", "critics", "approvers", "fear"):
            moves[name] = getattr(state, name)[who]
        return moves

    def _look_around(self, ties: Ties) -> None:
        """Perceive what contacts, and the city, say at present."""
        state, citizens = self.state, len(self.state.private)
        said = np.bincount(state.expressed, minlength=len(EXPRESSIONS)) * FULL // citizens
        city = np.array([said[CRITICAL] * self._critics_shown // ONE, said[APPROVING]], np.int64)
        rows = ties.start, ties.contact, ties.layers
        self._workers.run(kernels.look_around, citizens, state, *rows, city, self._weight)

    def held_back(self, forgone: NDArray[np.void]) -> NDArray[np.bool_]:
        """Return which acts that did not happen somebody would have liked to do.

        Who approves does not hold criticism back, and who disapproves no praise: they never wanted to.
        """
        disapproves = self.state.private[forgone["citizen"]] < MIDDLE
        criticism = among(forgone["conduct"], self.critical)
        praise = among(forgone["conduct"], self.approving)
        wanted: NDArray[np.bool_] = ~(criticism & ~disapproves | praise & disapproves)
        return wanted


def tabulate_speech(speech: Speech) -> NDArray[np.uint8]:
    """Return uint8 [rows, disapproves, expressions]: factors on critical and approving speech in 128ths."""
    table = np.empty((ROWS, 2, len(EXPRESSIONS)), np.uint8)
    for row, own, of_this_mind in ((CRITICAL_ROW, CRITICAL, 1), (APPROVING_ROW, APPROVING, 0)):
        for said in EXPRESSIONS:
            sincere = Decimal(1) if said == own else speech.in_silence
            insincere = speech.feigned if said == own else speech.against_conviction
            table[row, of_this_mind, said] = _in_128ths(sincere)
            table[row, 1 - of_this_mind, said] = _in_128ths(insincere)
    return table


def _in_128ths(factor: Decimal) -> int:
    return min(int(factor * UNCHANGED + Decimal("0.5")), MOST)


def _numbers(rules: Rules) -> Numbers:
    tables_of_numbers = {**rules.fear.model_dump(), **rules.change_of_mind.model_dump()}
    return Numbers(*(int(tables_of_numbers[name] * ONE) for name in Numbers._fields))

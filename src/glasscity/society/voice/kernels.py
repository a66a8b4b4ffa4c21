"""What goes on in every citizen as to voice: news of the day, and once a week a look around and a decision.

Rule: `learn` counts news; `look_around` reads what everybody said until yesterday and writes only what is
perceived; `feel` and `decide` then read nobody else. So the order of citizens does not matter.
Reads and writes: `State`. Draws: CITY_SPEAKS, TOLD. Units: see `State`.

Exactly:
- Shares of the scenario are cut off to 65536ths; "of x" below means floor(x × share / 65536).
- Looking around, for critics and for approvers: around = floor(those of one's contacts who say so × 65535 /
  contacts), 0 without contacts; city = floor(those of all who say so × 65535 / citizens), of critics the
  share `critics_shown` of it; perceived = around + floor((city - around) × media weight / 65536).
- Feeling: alarm loses `fading` of itself. For each of `own`: alarm gains `own_entry` of 65535 - alarm,
  private loses `punished` of itself. Then for each of `heard`: alarm gains `contacts_entry` of 65535 - alarm;
  for each of `wrongs`: private loses `wronged` of itself. With the first `own` or `heard` ever, private loses
  `told_of_repression` of itself, once. If anybody is perceived to speak, private gains `drift` of
  floor(approvers × 65535 / (critics + approvers)) - private.
- Last, fear = alarm + floor((65535 - alarm) × q / 65535), q the share `fear.certainty` of what `fear` says;
  the week's counts begin at 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, uint8, uint16
from numpy.typing import NDArray

from glasscity import draws
from glasscity.society.response.rules import ONE
from glasscity.society.voice.rules import APPROVING, CRITICAL, FULL, MIDDLE, SILENT, VOICES


class State(NamedTuple):
    """One number for each citizen; opinions and shares in 65535ths.

    private, reluctance, critics, approvers : uint16, as in `rules`; the last two are what one perceives.
    alarm : uint16, fear from news; fear : uint16, this and the certainty of being filed together.
    expressed : uint8, what one says.
    own, heard, wrongs : uint8, news of the week: entries about one's own critical speech, about that of
    contacts, and about what one did not do.
    knows : uint8, whether one ever learnt of an entry about critical speech.
    leaning : uint8 [2, citizens], factors on critical and on approving speech in 128ths.
    """

    private: NDArray[np.uint16]
    reluctance: NDArray[np.uint16]
    critics: NDArray[np.uint16]
    approvers: NDArray[np.uint16]
    alarm: NDArray[np.uint16]
    fear: NDArray[np.uint16]
    expressed: NDArray[np.uint8]
    own: NDArray[np.uint8]
    heard: NDArray[np.uint8]
    wrongs: NDArray[np.uint8]
    knows: NDArray[np.uint8]
    leaning: NDArray[np.uint8]


class Numbers(NamedTuple):
    """The numbers of a scenario's `[voice]` under their keys there, in 65536ths."""

    own_entry: int
    contacts_entry: int
    fading: int
    certainty: int
    drift: int
    punished: int
    told_of_repression: int
    wronged: int


@njit(cache=True, nogil=True)
def begin(state, key, threshold):  # type: ignore[no-untyped-def]
    """Let some say what they think on the first day."""
    for citizen in range(len(state.expressed)):
        if np.uint64(draws.draw(key, citizen, 0, draws.CITY_SPEAKS, 0, 0)[0]) < threshold:
            state.expressed[citizen] = CRITICAL if state.private[citizen] < MIDDLE else APPROVING


@njit(cache=True, nogil=True)
def learn(state, entries, critical, wrong, start, contact, layers, told, key, day):  # type: ignore[no-untyped-def]
    """Learn of yesterday's entries; whoever learns of one about critical speech tells all contacts."""
    for i in range(len(entries)):
        entry = entries[i]
        citizen = np.int64(entry.citizen)
        # A draw of its own, by citizen, day, conduct and parameter: `response.minds` draws by the entry's id.
        word = draws.draw(key, citizen, day, draws.TOLD, entry.conduct, entry.parameter)[0]
        if np.uint64(word) >= told:
            continue
        if wrong[i]:
            _count_one(state.wrongs, citizen)
        if critical[i]:
            _count_one(state.own, citizen)
            for row in range(start[citizen], start[citizen + 1]):
                if layers[row]:
                    _count_one(state.heard, np.int64(contact[row]))


@njit(cache=True, nogil=True, inline="always")
def _count_one(counts, citizen):  # type: ignore[no-untyped-def]
    if counts[citizen] < 255:
        counts[citizen] += 1


@njit(cache=True, nogil=True)
def look_around(lo, hi, state, start, contact, layers, city, weight):  # type: ignore[no-untyped-def]
    """Perceive how many contacts speak critically and approve aloud; `city` is what the media show."""
    for citizen in range(lo, hi):
        contacts, critics, approvers = np.int64(0), np.int64(0), np.int64(0)
        for row in range(start[citizen], start[citizen + 1]):
            if layers[row]:
                said = state.expressed[contact[row]]
                contacts += 1
                critics += said == CRITICAL
                approvers += said == APPROVING
        if contacts > 0:
            critics, approvers = critics * FULL // contacts, approvers * FULL // contacts
        state.critics[citizen] = critics + (city[0] - critics) * weight // ONE
        state.approvers[citizen] = approvers + (city[1] - approvers) * weight // ONE


@njit(cache=True, nogil=True)
def feel(lo, hi, state, certainty, numbers):  # type: ignore[no-untyped-def]
    """Be afraid, and change one's mind, because of the week's news and of what one perceives."""
    for citizen in range(lo, hi):
        alarm = np.int64(state.alarm[citizen])
        private = np.int64(state.private[citizen])
        own, heard = np.int64(state.own[citizen]), np.int64(state.heard[citizen])
        alarm -= alarm * numbers.fading // ONE
        for _ in range(own):
            alarm += (FULL - alarm) * numbers.own_entry // ONE
            private -= private * numbers.punished // ONE
        for _ in range(heard):
            alarm += (FULL - alarm) * numbers.contacts_entry // ONE
        for _ in range(state.wrongs[citizen]):
            private -= private * numbers.wronged // ONE
        if own + heard > 0 and not state.knows[citizen]:
            state.knows[citizen] = 1
            private -= private * numbers.told_of_repression // ONE
        critics, approvers = np.int64(state.critics[citizen]), np.int64(state.approvers[citizen])
        if critics + approvers > 0:
            heard_opinion = approvers * FULL // (critics + approvers)
            private += (heard_opinion - private) * numbers.drift // ONE
        of_being_filed = np.int64(certainty[citizen]) * numbers.certainty // ONE
        fear = alarm + (FULL - alarm) * of_being_filed // FULL
        state.alarm[citizen], state.fear[citizen], state.private[citizen] = alarm, fear, private
        state.own[citizen] = state.heard[citizen] = state.wrongs[citizen] = 0


_SHARES, _CODES = uint16[::1], uint8[::1]


@njit(VOICES.kernel(_SHARES, _SHARES, _SHARES, _SHARES, _SHARES, _CODES), cache=True, nogil=True)
def decide(lo, hi, rule, parameters, private, reluctance, critics, approvers, fear, expressed):  # type: ignore[no-untyped-def]
    """Say something, or nothing, from now on.

    Returns the (citizen, answer) of an answer out of range, or -1 for a citizen.
    """
    for citizen in range(lo, hi):
        answer = rule(
            np.int64(private[citizen]),
            np.int64(reluctance[citizen]),
            np.int64(critics[citizen]),
            np.int64(approvers[citizen]),
            np.int64(fear[citizen]),
            np.int64(expressed[citizen]),
            parameters,
        )
        if not SILENT <= answer <= APPROVING:
            return citizen, answer
        expressed[citizen] = answer
    return -1, -1


@njit(cache=True, nogil=True)
def lean(lo, hi, state, speech):  # type: ignore[no-untyped-def]
    """Speak as often as what one thinks and says allows.

    speech : uint8 [rows, disapproves, expressions], factors in 128ths.
    """
    for row in range(speech.shape[0]):
        for citizen in range(lo, hi):
            disapproves = np.int64(state.private[citizen] < MIDDLE)
            state.leaning[row, citizen] = speech[row, disapproves, state.expressed[citizen]]

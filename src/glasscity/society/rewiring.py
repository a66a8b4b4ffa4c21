"""Ties end and form: once a week people drop contacts who fell too low, lose touch, and take up others.

Rule: `tie_choice` says what everybody means to do, from yesterday's state, and which proposals are accepted.
Here the ties are changed: first those end that end, then the new ones take a free place at both ends. Nobody
ever has more contacts than on the first day. The companies that see a tie of its kind file the change, some
days later, or never notice the end of one.
Reads: ties, categories of yesterday, attribute levels. Writes: ties; what companies file of them.
Draws: TIE_WISH, TIE_CHOICE, TIE_KNOWN, TIE_FILED, CITY_KNOWN_CONTACT. Units: days, probabilities.
Leaves out: strength of ties, strangers who meet by chance, and more contacts than at the start.

Exactly:
- It is done on days 7, 14, …, after circumstances, all of it from the categories of last night and the ties
  of this morning. A citizen's free places are the contacts of the first day less those of today.
- Ties that end do so in the order of the citizens whose step it is (once, if both meant it), then ties form,
  in that order, each in the layer `forms`. A new tie is filed by the company that `organisation` says for
  these two and that layer.
- With TIE_FILED(lower id, day, f, higher id), f = 1 if it formed and 0 if it ended, the company's news is due
  after one of the days `formed_after_days` or `ended_after_days` by w0, both ends included; of an end it
  never hears if w1 is below t(never_ended). The end of a tie that formed during the run is due no earlier
  than its beginning + the longest of `formed_after_days` + 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.draws import Life
from glasscity.parallel import Workers
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.society import tie_choice
from glasscity.society.occasions import Row, level_table
from glasscity.society.organisation import KnownContacts, TieWatchers, prepare_tie_watchers, who_files_tie
from glasscity.society.support import Support
from glasscity.society.tie_choice import Places, Rules, Standing, row_of
from glasscity.society.ties import Ties, layer_bits

WEEK = 7
NEVER = -1


def prepare_rules(scenario: Scenario) -> Rules | None:
    """Work out the thresholds, where ties change at all."""
    rules = scenario.rewiring
    if rules is None or not rules.enabled:
        return None
    bits = layer_bits(scenario)
    wishes = [Row(wish.per_week, Decimal(1), wish.depends, {}) for wish in (rules.drop, rules.seek)]
    return Rules(
        level_table(scenario.population.levels, wishes),
        np.uint64(threshold32(rules.lose_touch)),
        np.uint64(threshold32(rules.knows)),
        np.int64(sum(bits[layer] for layer in rules.layers)),
        np.int64(bits[rules.forms]),
        np.int64(rules.drop.bands_below),
        np.int64(rules.seek.bands_tolerated),
        rules.seek.prefers_higher,
    )


class Rewiring:
    """The ties of a city that change.

    Attributes
    ----------
    ties : the ties of the day, with free places; of the city's kind, and changed in place.
    filed_by : uint16 [places], the company that files each tie, or 0.
    ended : ties that are no more, rows as of `tables.TIE_CHANGE`, those of one week together.
    support : what having lost contacts does to conduct.
    """

    def __init__(self, course: Sequence[Scenario], ties: Ties, known: KnownContacts, seed: int, life: Life):
        citizens = len(ties.start) - 1
        self.ties = Ties(ties.start, ties.contact.copy(), ties.layers.copy(), changing=True)
        self.filed_by = known.filed_by.copy()
        self.since = np.zeros(len(ties.contact), np.uint16)
        self.ended: list[NDArray[np.void]] = []
        self._places = Places(
            ties.start,
            self.ties.contact,
            self.ties.layers,
            self.filed_by,
            self.since,
            np.zeros(citizens, np.uint16),
        )
        self.support = Support(course, np.diff(ties.start))
        self._watchers: TieWatchers = prepare_tie_watchers(course[0])
        self._first = np.zeros(citizens, np.uint64)
        self._everybody = np.ones(citizens, np.uint8)
        self._seed, self._life = np.uint64(seed), life
        self.change(course[0])

    @property
    def free(self) -> NDArray[np.uint16]:
        """How many places everybody has free."""
        return self._places.free

    def change(self, scenario: Scenario) -> None:
        """Go by the rules of `scenario` from this morning on; ties stay as they are until the next week."""
        self._rules = prepare_rules(scenario)
        self.support.change(scenario, self.free)
        filed = scenario.rewiring.filed if scenario.rewiring is not None else None
        self._filed = (
            np.array([*filed.formed_after_days, *filed.ended_after_days], np.int64)
            if filed is not None
            else np.zeros(4, np.int64)
        )
        self._never = np.uint64(threshold32(filed.never_ended) if filed is not None else 0)

    def rewire(
        self,
        category: NDArray[np.uint8],
        levels: NDArray[np.uint8],
        heeds: NDArray[np.uint8] | None,
        day: int,
        workers: Workers,
    ) -> NDArray[np.void]:
        """Change the ties of the week, if it is its day; return what changed, `tables.TIE_CHANGE`.

        Parameters
        ----------
        category : uint8 [citizens], of yesterday.
        levels : uint8 [attributes, citizens].
        heeds : uint8 [citizens], who goes by categories at all; everybody if not given.
        """
        if self._rules is None or not day or day % WEEK:
            return np.empty(0, tables.TIE_CHANGE)
        standing = Standing(category, self._everybody if heeds is None else heeds)
        rules, key = self._rules, self._life.key
        number = len(category)
        wishes = workers.run(tie_choice.wish, number, rules, self._places, standing, levels, key, day)
        steps = np.concatenate(wishes)
        ends = np.isin(steps["why"], [tables.FELL_TOO_LOW, tables.LOST_TOUCH])
        ending, proposals = steps[ends], steps[~ends]
        formed = tie_choice.match(rules, standing, ending, proposals, self._first, key, day)
        ended = _end(self._places, ending, day)
        began = _form(self._places, proposals[formed], rules.forms, self._watchers, self._seed, day)
        changes = np.concatenate([ended, began])
        _say_when_filed(changes, self._filed, self._never, key)
        self.ended.append(ended)
        self.support.weigh(self.free)
        return changes


def filed_of(changes: NDArray[np.void]) -> NDArray[np.void]:
    """Return what the data centre will hear of some changes, `tables.TIE_FILED`."""
    heard = changes[changes["on_file"] != NEVER]
    filed = np.empty(len(heard), tables.TIE_FILED)
    filed["due"] = heard["on_file"]
    for name in ("citizen", "contact", "formed"):
        filed[name] = heard[name]
    return filed


@njit(cache=True, nogil=True)
def _end(places, steps, day):  # type: ignore[no-untyped-def]
    """End ties, each once; both places become free."""
    changes = np.empty(len(steps), tables.TIE_CHANGE)
    number = 0
    for step in steps:
        one, other = np.int64(step.citizen), np.int64(step.other)
        row = row_of(places, one, other)
        if row < 0:
            continue
        change = changes[number]
        change.day, change.citizen, change.contact = day, one, other
        change.formed, change.why = 0, step.why
        change.layers, change.since = places.layers[row], places.since[row]
        change.filed_by = places.filed_by[row]
        number += 1
        _free(places, one, row)
        _free(places, other, row_of(places, other, one))
    return changes[:number]


@njit(cache=True, nogil=True)
def _free(places, citizen, row):  # type: ignore[no-untyped-def]
    places.contact[row], places.layers[row] = citizen, 0
    places.filed_by[row], places.since[row] = 0, 0
    places.free[citizen] += 1


@njit(cache=True, nogil=True)
def _form(places, steps, layers, watchers, seed, day):  # type: ignore[no-untyped-def]
    """Form ties in a free place at both ends."""
    changes = np.empty(len(steps), tables.TIE_CHANGE)
    for number in range(len(steps)):
        one, other = np.int64(steps[number].citizen), np.int64(steps[number].other)
        company = who_files_tie(watchers, seed, one, other, layers)
        _take(places, one, other, layers, company, day)
        _take(places, other, one, layers, company, day)
        change = changes[number]
        change.day, change.citizen, change.contact = day, one, other
        change.formed, change.why = 1, steps[number].why
        change.layers, change.since, change.filed_by = layers, day, company
    return changes


@njit(cache=True, nogil=True)
def _take(places, citizen, other, layers, company, day):  # type: ignore[no-untyped-def]
    row = places.start[citizen]
    while places.layers[row]:
        row += 1
    places.contact[row], places.layers[row] = other, layers
    places.filed_by[row], places.since[row] = company, day
    places.free[citizen] -= 1


@njit(cache=True, nogil=True)
def _say_when_filed(changes, filed, never, key):  # type: ignore[no-untyped-def]
    """Put in when the data centre hears of each change: of an end never before the beginning."""
    for change in changes:
        change.on_file = NEVER
        if not change.filed_by:
            continue
        one, other = min(change.citizen, change.contact), max(change.citizen, change.contact)
        words = draws.draw(key, one, change.day, draws.TIE_FILED, change.formed, other)
        shortest, longest = (filed[0], filed[1]) if change.formed else (filed[2], filed[3])
        due = np.int64(change.day) + shortest + draws.high_product(words[0], longest - shortest + 1)
        if change.formed:
            change.on_file = due
        elif np.uint64(words[1]) >= never:
            began = np.int64(change.since)
            change.on_file = max(due, began + filed[1] + 1) if began else due

"""Where inspectors look: to districts by what is on record there, or at people by category or own records.

Rule: among districts, each of the day's visits goes, with probability `follows`, to a district with the
probability of its share of recorded incidents, and otherwise to one with the probability of its share of
citizens. An act is seen with probability `sees` times the share of the visits that its district gets. With
the correction, a discovery is recorded only with probability 1 - the share of visits that its district may
expect. Among categories or records, `sees` is multiplied by a factor for the person's category of yesterday,
or by 1 + `each_entry` for each record of theirs.
Reads: counts and categories handed back by the authority, yesterday's. Writes: what is seen of whom today.
Draws: INSPECTION_VISIT. Units: 32-bit thresholds.
Source: Ensign, Friedler, Neville, Scheidegger, Venkatasubramanian (2018), "Runaway feedback loops in
predictive policing", FAT*.

Exactly:
- A visit v = 0, 1, … of the day is INSPECTION_VISIT(organisation, day, 0, v). If w1 is below t(follows), and
  any incident is on record, it goes by the incidents of the districts, else by their citizens: to the first
  district, in the order of codes, up to which the numbers add up to more than floor(w0 × their sum / 2^32).
- The factor of a district is floor(its visits × 2^32 / visits). With the correction it becomes floor(factor ×
  (2^32 - e) / 2^32), e = floor(t(follows) × incidents / all incidents) + floor((2^32 - t(follows)) × citizens
  / all citizens), with citizens for incidents where none is on record.
- The factor of a category is t(the number named for it), 2^32 if none is; of somebody with r records it is
  t(1 + each_entry × r), at most t(most); here t is not held at 2^32, so that a factor above 1 stays one. The
  threshold of being seen becomes floor(threshold × factor / 2^32), at most 2^32. Whoever has no category is
  seen as ever. The organisation is its code, that of the series.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from glasscity import draws
from glasscity.scenario import Scenario
from glasscity.scenario.inspection import Inspection
from glasscity.scenario.quantities import threshold32
from glasscity.society.organisation import NOBODY_LOOKS, Looking, Watchers

GROUPS = 256
"""Districts, categories or numbers of records that attention may differ between."""
CERTAIN = 1 << 32


class Inspected(NamedTuple):
    """What one organisation's inspections were like on a day, by district, category or number of records.

    group : uint8 [citizens], who is in which; visits, known : int64 [districts], of the day, and the
    incidents that they went by; both empty unless it inspects among districts.
    """

    name: str
    among: str
    codes: NDArray[np.uint16]
    group: NDArray[np.uint8]
    visits: NDArray[np.int64]
    known: NDArray[np.int64]


class _Rows(NamedTuple):
    """An organisation that inspects: its rules, and its rows among the watchers."""

    name: str
    code: int
    rules: Inspection
    codes: NDArray[np.uint16]
    rows: NDArray[np.int64]


class Inspectors:
    """Everybody who inspects, under the rules of today."""

    def __init__(self, scenario: Scenario, watchers: Watchers, district: NDArray[np.uint8]) -> None:
        self._district = district
        self._people = np.bincount(district, minlength=len(scenario.population.levels["district"]))
        self.change(scenario, watchers)

    def change(self, scenario: Scenario, watchers: Watchers) -> None:
        """Inspect by the rules of `scenario` from this morning on."""
        self._categories = scenario.category_names
        self._full = watchers.seen
        # What is seen of whom is worked out every day anew, in the rows of those who inspect.
        self._seen = np.repeat(watchers.seen[:, None], GROUPS, axis=1)
        self._at_work = [
            _Rows(
                name,
                organisation.code,
                organisation.inspection,
                codes,
                _rows(watchers, organisation.code, codes),
            )
            for name, organisation in scenario.organisations.items()
            if organisation.inspection is not None and organisation.inspection.enabled
            for codes in [
                np.array([scenario.conduct[one].code for one in organisation.inspection.inspects], np.uint16)
            ]
        ]

    @property
    def at_work(self) -> list[tuple[str, Inspection]]:
        """The organisations that inspect today, with their rules."""
        return [(one.name, one.rules) for one in self._at_work]

    def look(
        self,
        incidents: dict[str, NDArray[np.int64]],
        own: dict[str, NDArray[np.uint8]],
        category: NDArray[np.uint8],
        key: np.uint64,
        day: int,
    ) -> tuple[Looking, list[Inspected]]:
        """Return what is seen of whom today, and how it came to that.

        Parameters
        ----------
        incidents : for each organisation that visits districts, int64 [districts] on record.
        own : for each that goes by records, uint8 [citizens], how many everybody has.
        category : uint8 [citizens], as of yesterday.
        """
        if not self._at_work:
            return NOBODY_LOOKS, []
        of_row = np.full(len(self._full), -1, np.int64)
        group = np.empty((len(self._at_work), len(category)), np.uint8)
        seen, looked = self._seen, []
        for place, one in enumerate(self._at_work):
            of_row[one.rows] = place
            nothing = np.empty(0, np.int64)
            visits = known = nothing
            factors: Sequence[int]
            if one.rules.among == "districts":
                group[place], known = self._district, incidents[one.name]
                visits = self._visit(one, known, key, day)
                factors = self._of_districts(one.rules, known, visits)
            elif one.rules.among == "categories":
                group[place] = category
                factors = _of_categories(one.rules, self._categories)
            else:
                group[place] = own[one.name]
                factors = _of_records(one.rules.each_entry, one.rules.most)
            for row in one.rows:
                full = int(self._full[row])
                seen[row, : len(factors)] = [min(full * factor >> 32, CERTAIN) for factor in factors]
            looked.append(Inspected(one.name, one.rules.among, one.codes, group[place], visits, known))
        return Looking(of_row, group, seen), looked

    def _shares(self, known: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what visits that follow records are shared by: where nothing is on record, the citizens."""
        return known if known.any() else self._people

    def _visit(self, one: _Rows, known: NDArray[np.int64], key: np.uint64, day: int) -> NDArray[np.int64]:
        follows = np.uint64(threshold32(one.rules.follows))
        records, people = np.cumsum(self._shares(known)), np.cumsum(self._people)
        visits: NDArray[np.int64] = _visit(key, one.code, day, one.rules.visits, follows, records, people)
        return visits

    def _of_districts(
        self, rules: Inspection, known: NDArray[np.int64], visits: NDArray[np.int64]
    ) -> list[int]:
        """Return the factor on `sees` of every district, in 2**-32."""
        factors = [(int(number) << 32) // rules.visits for number in visits]
        if not rules.corrected:
            return factors
        follows = threshold32(rules.follows)
        records = self._shares(known)
        expected = [
            (follows * int(record) // int(records.sum()))
            + (CERTAIN - follows) * int(people) // int(self._people.sum())
            for record, people in zip(records, self._people, strict=True)
        ]
        return [factor * (CERTAIN - share) >> 32 for factor, share in zip(factors, expected, strict=True)]


def _rows(watchers: Watchers, code: int, codes: NDArray[np.uint16]) -> NDArray[np.int64]:
    return np.flatnonzero((watchers.organisation == code) & np.isin(watchers.conduct, codes))


def _of_categories(rules: Inspection, names: list[str]) -> list[int]:
    return [threshold32(rules.of_category.get(name, Decimal(1))) for name in names]


@cache
def _of_records(each_entry: Decimal, most: Decimal) -> tuple[int, ...]:
    return tuple(threshold32(min(1 + each_entry * number, most)) for number in range(GROUPS))


@njit(cache=True, nogil=True)
def _visit(key, organisation, day, number, follows, records, people):  # type: ignore[no-untyped-def]
    """Return how many of the day's visits go to every district; the shares are given as running sums."""
    visits = np.zeros(len(people), np.int64)
    for visit in range(number):
        w = draws.draw(key, organisation, day, draws.INSPECTION_VISIT, 0, visit)
        shares = records if np.uint64(w[1]) < follows else people
        place = np.int64(draws.high_product_64(np.uint64(w[0]) << np.uint64(32), np.uint64(shares[-1])))
        visits[np.searchsorted(shares, place, side="right")] += 1
    return visits

"""Who filed about whom: the players of each citizen, few of whom bring about anything.

Two games are played. In the first, players are those who *filed*: what becomes of a citizen if only some of
them had filed at all? In the second, those who *erred*: if only some of them had erred, and the others had
filed the truth? Informers are one filer, whatever office takes what they tell.

Rule: of those who filed (or erred) about a citizen, the ones whose filings weigh most are players of their
own; where there are more than places, all others together are one player. Whether the data centre errs is
one more player, the same bit for everybody.
Reads: filings. Writes: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.rulebook import prepare_rules
from glasscity.replay import Filings
from glasscity.scenario import Scenario

INFORMERS = "informers"
SETS_A_CATEGORY = 10**7
"""What it weighs to set a category, in mp: more than any points."""


class Names:
    """The filers of a scenario: organisations (a series of like ones is one), and informers, the last one."""

    def __init__(self, scenario: Scenario) -> None:
        organisations = scenario.organisations
        self.names = (*organisations, INFORMERS)
        self._column = np.zeros(1 + max(one.code + one.count for one in organisations.values()), np.int64)
        for place, one in enumerate(organisations.values()):
            self._column[one.code : one.code + one.count] = place
        rules = prepare_rules(scenario)
        self._weight = np.maximum(abs(rules.low), abs(rules.high)).astype(np.int64) + 1
        self._weight[rules.override != tables.NO_CATEGORY] = SETS_A_CATEGORY

    def column(self, filings: Filings) -> NDArray[np.int64]:
        """Return the place of whoever made each filing."""
        told = filings["kind"] == tables.DENUNCIATION
        return np.where(told, len(self.names) - 1, self._column[filings["organisation"]])

    def weight(self, filings: Filings) -> NDArray[np.int64]:
        """Return what each filing weighs: its points (mp) and one."""
        found: NDArray[np.int64] = self._weight[filings["conduct"]]
        return found


class Noted:
    """Lets nothing through, and notes who filed, and who erred, about whom.

    filed, erred : int64 [citizens, names], what it weighs; number : int64 [names], filings of each.
    """

    def __init__(self, names: Names, citizens: int) -> None:
        self._names = names
        self.filed = np.zeros((citizens, len(names.names)), np.int64)
        self.erred = np.zeros_like(self.filed)
        self.number = np.zeros(len(names.names), np.int64)

    def observed(self, true: Filings, filed: Filings, invented: Filings) -> list[Filings]:
        """Note what organisations filed."""
        self._note_filed(filed)
        self._note_filed(invented)
        wrong = [invented]
        if true is not filed:
            kept, right = _rows(filed), _rows(true)
            wrong += [filed[~np.isin(kept, right)], true[~np.isin(right, kept)]]
        for some in wrong:
            self._note(some, self.erred)
        return []

    def denounced(self, filings: Filings, true: Filings) -> Filings:
        """Note what people told."""
        self._note_filed(filings)
        self._note(filings[~np.isin(_rows(filings), _rows(true))], self.erred)
        return filings[:0]

    def _note_filed(self, filings: Filings) -> None:
        self._note(filings, self.filed)
        np.add.at(self.number, self._names.column(filings), 1)

    def _note(self, filings: Filings, weight: NDArray[np.int64]) -> None:
        np.add.at(weight, (filings["citizen"], self._names.column(filings)), self._names.weight(filings))


def _rows(filings: Filings) -> NDArray[np.void]:
    return np.ascontiguousarray(filings).view(f"V{filings.dtype.itemsize}")


@dataclass
class Filers:
    """The players of every citizen.

    Attributes
    ----------
    places : uint8 [citizens, names], the bit that stands for each.
    number : how many bits: the same for everybody.
    alone : bool [citizens, names], who has a place alone.
    """

    names: Names
    places: NDArray[np.uint8]
    number: int
    alone: NDArray[np.bool_]
    _looked_up: dict[int, tuple[Filings, NDArray[np.uint64]]] = field(default_factory=dict, repr=False)

    def made_by(self, filings: Filings, coalition: int) -> NDArray[np.bool_]:
        """Return which filings a member of a coalition made; the same filings are looked up once."""
        known = self._looked_up.get(id(filings))
        if known is None or known[0] is not filings:
            place = self.places[filings["citizen"], self.names.column(filings)]
            known = filings, np.uint64(1) << place.astype(np.uint64)
            self._looked_up = {**dict(list(self._looked_up.items())[-3:]), id(filings): known}
        return (known[1] & np.uint64(coalition)) > 0


def filers_of(names: Names, weight: NDArray[np.int64], most: int) -> Filers:
    """Return the players of every citizen, at most `most` of each, by what their filings weigh."""
    order = np.argsort(-weight, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(weight.shape[1])[None, :], axis=1)
    there = weight > 0
    several = there.sum(axis=1) > most
    alone = there & ((rank < most - 1) | ~several[:, None])
    return Filers(names, np.minimum(rank, most - 1).astype(np.uint8), most, alone)


@dataclass(frozen=True)
class WhoFiled:
    """Only what the members of a coalition filed reaches a replay."""

    filers: Filers
    coalition: int

    def observed(self, true: Filings, filed: Filings, invented: Filings) -> list[Filings]:
        """Return what they filed of what they saw, or invented."""
        return [some[self.filers.made_by(some, self.coalition)] for some in (filed, invented)]

    def denounced(self, filings: Filings, true: Filings) -> Filings:
        """Return what they told, if informers are among them."""
        some: Filings = filings[self.filers.made_by(filings, self.coalition)]
        return some


@dataclass(frozen=True)
class WhoErred:
    """What the members of a coalition filed reaches a replay, and of the others what they would have filed
    without errors and lies."""

    filers: Filers
    coalition: int

    def observed(self, true: Filings, filed: Filings, invented: Filings) -> list[Filings]:
        """Return what they filed or invented, and of the others the truth."""
        made_by, members = self.filers.made_by, self.coalition
        erring = [some[made_by(some, members)] for some in (filed, invented)]
        return [*erring, true[~made_by(true, members)]]

    def denounced(self, filings: Filings, true: Filings) -> Filings:
        """Return what they told, and of the others what is no lie."""
        made_by, members = self.filers.made_by, self.coalition
        return np.concatenate([filings[made_by(filings, members)], true[~made_by(true, members)]])

"""A replay: one more data centre that is given the same filings, and works under a change.

Rule: people live under the first data centre. What they do, what is filed about them, what they contest
and apply for reaches the replay too, less what the change takes out. So the replay says what the change
does by itself, with everybody's conduct as it was: the *mechanical* effect.
Reads: what goes to the data centre. Writes: its own file. Nothing of it reaches anybody.
Leaves out: what people would have done differently (a twin has that); copies of the file and the national
list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.authority.centre import DataCentre
from glasscity.parallel import Workers
from glasscity.scenario import Scenario

if TYPE_CHECKING:
    from glasscity.world import Arrangements


Filings = NDArray[np.void]


class Choice(Protocol):
    """What of the filings reaches a replay."""

    def observed(self, true: Filings, filed: Filings, invented: Filings) -> list[Filings]:
        """Return what does of what organisations filed; `true` is what they would have without errors."""

    def denounced(self, filings: Filings, true: Filings) -> Filings:
        """Return what does of what people told of others, of which `true` are no lies."""


@dataclass(frozen=True)
class LeftOut:
    """What of the filings is not made.

    Attributes
    ----------
    filing : both halves of the id of one filing.
    refusal : those of a filing against which an appeal is refused: it is granted when it is heard.
    denunciations : whether nobody denounces, and nobody is rewarded for it.
    """

    filing: tuple[int, int] | None = None
    refusal: tuple[int, int] | None = None
    denunciations: bool = False

    def without_filing(self, filings: Filings) -> Filings:
        """Return filings without the one that is left out."""
        if self.filing is None or not len(filings):
            return filings
        high, low = map(np.uint64, self.filing)
        others: NDArray[np.bool_] = (filings["filing_hi"] != high) | (filings["filing_lo"] != low)
        return filings.compress(others)

    def observed(self, true: Filings, filed: Filings, invented: Filings) -> list[Filings]:
        """Return what organisations filed, but for what is left out."""
        return [self.without_filing(filed), self.without_filing(invented)]

    def denounced(self, filings: Filings, true: Filings) -> Filings:
        """Return what is filed by those who denounce, but for what is left out."""
        return filings[:0] if self.denunciations else self.without_filing(filings)


@dataclass
class Replay:
    """A data centre under a change, fed with what the first one is fed with.

    Attributes
    ----------
    arrangements : how organisations err, None where they err as they do in the parent.
    coming : the scenarios that hold from their days on.
    """

    centre: DataCentre
    choice: Choice
    arrangements: Arrangements | None = None
    coming: dict[int, Scenario] = field(default_factory=dict)
    entries: NDArray[np.void] = field(default_factory=lambda: np.empty(0, tables.ENTRY))

    def intervene(self, day: int, consents: NDArray[np.uint8] | None) -> Scenario | None:
        """Go by what holds from this morning on, and return it where it changes."""
        scenario = self.coming.pop(day, None)
        if scenario is not None:
            self.centre.change(scenario, day)
            if consents is not None:
                self.centre.ask_consent(consents)
        return scenario

    def record(self, day: int, new_year: bool, workers: Workers) -> None:
        """Record the day."""
        self.entries = self.centre.record(day, new_year, workers)

    def settle(self, day: int, workers: Workers) -> None:
        """Work out scores and categories."""
        self.centre.score(self.entries, day, workers)
        self.centre.categorise(day, workers)

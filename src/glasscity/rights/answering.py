"""Who answers for each detriment: author, legal basis and human reviewer, named or missing.

Rule: a rule that names nobody is answered for by whoever answers for the rulebook; a door only by whom it
names itself. The right to be heard is another thing: of it only what the scenario says under `[appeals]`.
Reads: the scenario. Units: counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glasscity.rights.detriment import Door, Taking
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import Accountable

MISSING = "missing"
ASKED = ("author", "legal_basis", "human_review")


@dataclass(frozen=True)
class Answering:
    """One detriment, a rule or a door, and who is named for it; None where nobody is.

    `rests_on` : what was published of it, if anything; `assumed` : whether part of it is assumed.
    """

    kind: str
    name: str
    label: str
    author: str | None
    legal_basis: str | None
    human_review: str | None
    rests_on: str
    assumed: bool


@dataclass(frozen=True)
class Accounts:
    """All detriments, rules first, and how many name whom."""

    detriments: tuple[Answering, ...]

    def named(self, what: str, kind: str | None = None) -> int:
        """Return how many detriments, of one kind or of all, name an author, a legal basis or a reviewer."""
        return sum(getattr(one, what) is not None for one in self.of(kind))

    def of(self, kind: str | None = None) -> Sequence[Answering]:
        """Return the detriments of one kind, or all."""
        return [one for one in self.detriments if kind in (None, one.kind)]

    @property
    def complete(self) -> bool:
        """Whether every detriment names all three."""
        return all(self.named(what) == len(self.detriments) for what in ASKED)


def accounts_of(scenario: Scenario, takings: tuple[Taking, ...], doors: tuple[Door, ...]) -> Accounts:
    """Return who is named for every rule against people and every door that closes."""
    book = scenario.rulebook
    rules = [
        _answering(
            "rule",
            taking.conduct,
            taking.label,
            book.rules[taking.conduct],
            book,
            taking.rests_on,
            taking.assumed,
        )
        for taking in takings
    ]
    shut = [
        _answering(
            "door",
            door.service,
            door.label,
            service,
            None,
            _source(scenario, service.terms_source),
            service.assumed is not None,
        )
        for door in doors
        if door.shuts
        for service in [scenario.services[door.service]]
    ]
    return Accounts(tuple(rules + shut))


def _answering(
    kind: str,
    name: str,
    label: str,
    own: Accountable,
    general: Accountable | None,
    rests_on: str,
    assumed: bool,
) -> Answering:
    author, basis, review = (
        getattr(own, what) or (getattr(general, what) if general is not None else None) for what in ASKED
    )
    return Answering(kind, name, label, author, basis, review, rests_on, assumed)


def _source(scenario: Scenario, name: str | None) -> str:
    return scenario.sources[name].title if name else ""

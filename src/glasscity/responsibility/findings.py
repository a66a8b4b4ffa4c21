"""What is found about responsibility: whose part of the harm is how large, who could have prevented it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.ensemble.intervals import Interval, interval
from glasscity.measure.harm import KINDS
from glasscity.responsibility.filers import INFORMERS
from glasscity.responsibility.mechanical import Shared, SharedOut
from glasscity.responsibility.together import ENTRIES, ORDERS, UNLAWFUL_ACTS, Together
from glasscity.scenario import Scenario

ALL = KINDS[0]
OTHERWISE = {
    INFORMERS: "citizens who denounce",
    "several": "several who weigh little, together",
    "data_centre": "the data centre, by its errors",
    "contacts": "contacts, by their scores",
    "copies": "services that go by an outdated copy",
    "nobody": "nobody",
}
THOUSAND = 1000


@dataclass(frozen=True)
class Part:
    """Whose part of the restriction-days is how large.

    Attributes
    ----------
    name, label : of an organisation (a series of like ones is one), or one of `OTHERWISE`.
    filings : how many they made, None for those who make none.
    days : restriction-days by kind; less than 0 where what they filed kept doors open.
    """

    name: str
    label: str
    filings: int | None
    days: dict[str, float]


@dataclass(frozen=True)
class GroupPart:
    """A group's part of the harm, everything that follows included, and what they alone could have prevented.

    Attributes
    ----------
    part : share of the restriction-days of each kind, the Shapley value, with its interval over lives; they
        add up to 1 in every life. days : the same in days per citizen.
    prevented : share of the restriction-days that there are less if they alone do otherwise.
    unlawful : unlawful acts per 1,000 citizens that there are more then; entries : entries per citizen that
        are on file less then.
    """

    name: str
    label: str
    otherwise: str
    part: dict[str, Interval]
    days: dict[str, Interval]
    prevented: Interval
    unlawful: Interval
    entries: Interval


@dataclass(frozen=True)
class Responsibility:
    """Everything that is found about one city.

    Attributes
    ----------
    restricted : restriction-days by kind; citizens_restricted : how many people.
    filed : parts among those who filed; erred : among those who erred, of what was erroneous. Both add up
        to the restriction-days of each kind.
    most : players of each citizen.
    groups : parts with everything that follows; None where no lives were asked for.
    whole : days of restriction per citizen by kind that the groups' parts add up to.
    """

    scenario: str
    title: str
    citizens: int
    days: int
    seed: int
    life: int
    most: int
    restricted: dict[str, int]
    citizens_restricted: dict[str, int]
    filed: tuple[Part, ...]
    erred: tuple[Part, ...]
    lives: int
    groups: tuple[GroupPart, ...]
    whole: dict[str, Interval]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        return {"synthetic": True, **asdict(self)}


def found_of(
    scenario: Scenario, seed: int, life: int, most: int, shared: SharedOut, together: Together | None
) -> Responsibility:
    """Put together what was found."""
    citizens = scenario.population.citizens
    total = shared.filed.total // shared.filed.parts
    return Responsibility(
        scenario.name,
        scenario.title,
        citizens,
        scenario.time.days,
        seed,
        life,
        most,
        dict(zip(KINDS, total.tolist(), strict=True)),
        dict(zip(KINDS, shared.citizens.tolist(), strict=True)),
        _parts(scenario, shared.filed, shared),
        _parts(scenario, shared.erred, shared),
        len(together.lives) if together is not None else 0,
        _groups(together, citizens) if together is not None else (),
        _whole(together, citizens) if together is not None else {},
    )


def _parts(scenario: Scenario, game: Shared, shared: SharedOut) -> tuple[Part, ...]:
    """Return whose part is how large, the largest first; those who have none are left out."""
    found: list[tuple[str, str, int | None, NDArray[np.int64]]] = []
    for column, name in enumerate(game.names):
        label = OTHERWISE[name] if name == INFORMERS else scenario.organisations[name].label
        found.append((name, label, int(shared.filings[column]), game.by_filer[:, column]))
    rest = {
        "several": game.of_several,
        "data_centre": game.centre,
        "contacts": game.contacts,
        "copies": game.copies,
        "nobody": game.nobody,
    }
    found += [(name, OTHERWISE[name], None, parts) for name, parts in rest.items()]
    parts = [
        Part(name, label, filings, dict(zip(KINDS, (days / game.parts).tolist(), strict=True)))
        for name, label, filings, days in found
        if days.any()
    ]
    return tuple(sorted(parts, key=lambda part: -part.days[ALL]))


def _groups(together: Together, citizens: int) -> tuple[GroupPart, ...]:
    found = []
    whole = (together.everybody - together.nobody)[:, : len(KINDS)]
    for place, group in enumerate(together.groups):
        shares = together.shares[:, place] / ORDERS
        less = together.everybody - together.but_one[:, place]
        with np.errstate(divide="ignore", invalid="ignore"):
            parts, prevented = shares / whole, less[:, 0] / together.everybody[:, 0]
        found.append(
            GroupPart(
                group.name,
                group.label,
                group.otherwise,
                _by_kind(parts),
                _by_kind(shares / citizens),
                _interval(prevented),
                _interval(-less[:, UNLAWFUL_ACTS] * THOUSAND / citizens),
                _interval(less[:, ENTRIES] / citizens),
            )
        )
    return tuple(sorted(found, key=lambda group: -group.part[ALL].mean))


def _whole(together: Together, citizens: int) -> dict[str, Interval]:
    return _by_kind((together.everybody - together.nobody) / citizens)


def _by_kind(values: NDArray[np.float64]) -> dict[str, Interval]:
    return {kind: _interval(values[:, number]) for number, kind in enumerate(KINDS)}


def _interval(values: NDArray[np.float64]) -> Interval:
    """Return the mean over lives; 0 where no life has such a value, as where there is no harm of a kind."""
    return interval(values[np.isfinite(values)]) or Interval(0.0, None, 0)

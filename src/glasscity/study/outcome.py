"""The parts of a summary, ready for JSON and for tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from glasscity.study.answers import Answers
from glasscity.study.assignment import Assignment
from glasscity.study.consent import Consent
from glasscity.study.copies import Copies
from glasscity.study.failures import OwnerFailed
from glasscity.study.inequality import Inequality
from glasscity.study.inspections import Inspected
from glasscity.study.lending import Lending
from glasscity.study.lives import Lives
from glasscity.study.mobility import Mobility
from glasscity.study.parity import Parity
from glasscity.study.proxies import ProxyFound
from glasscity.study.recovery import Recovery
from glasscity.study.repairs import Repairs
from glasscity.study.segregation import TieSummary
from glasscity.study.towns import TownFound
from glasscity.study.validity import Validity
from glasscity.study.voices import Voices
from glasscity.study.wrongs import Appeals, Denunciations, Errors, Harm


@dataclass(frozen=True)
class Beside:
    """A number in this city, and in the same city without a score (None if that was not run)."""

    here: float
    without_score: float | None


@dataclass(frozen=True)
class CategoryCount:
    """How many citizens a category held before anything happened, and at the end."""

    category: str
    at_start: int
    at_end: int


@dataclass(frozen=True)
class Way:
    """How many citizens started in one category and ended in another, or in the same."""

    start: str
    end: str
    number: int


@dataclass(frozen=True)
class Ways:
    """Who moved where.

    Attributes
    ----------
    matrix : every start with every end, nobody left out.
    better, worse, same : citizens who ended in a better, a worse, the same category as at the start.
    ever_moved : citizens whose category ever changed; moves : all changes.
    ever_in_worst : citizens who were ever in the worst category; came_back : those of them who are in a
        better one at the end.
    """

    matrix: tuple[Way, ...]
    better: int
    worse: int
    same: int
    ever_moved: int
    moves: int
    worst: str
    ever_in_worst: int
    came_back: int


@dataclass(frozen=True)
class ServiceAnswers:
    """How requests for one service were answered.

    Attributes
    ----------
    refused_by : refusals by reason: `ordinary refusal`, `own file`, `contacts' scores`,
        `category set by a rule`.
    refused, requests : in all, and in the same city without a score.
    first : served first; dearer, cheaper : granted at another than the ordinary price.
    dearer_money, cheaper_money : how much more and less in all, in the currency; a year's interest for loans.
    """

    service: str
    label: str
    is_loan: bool
    requests: Beside
    refused: Beside
    refused_by: dict[str, int]
    first: int
    dearer: int
    dearer_money: float
    cheaper: int
    cheaper_money: float

    @property
    def refused_for_score(self) -> int:
        """Refusals that would not have been without the score."""
        return sum(number for reason, number in self.refused_by.items() if reason != "ordinary refusal")


@dataclass(frozen=True)
class Cause:
    """What points were lost or gained for: a conduct, and the kind of organisations that filed it."""

    conduct: str
    label: str
    organisation_kind: str
    entries: int
    points: float


@dataclass(frozen=True)
class Causes:
    """The causes of the most points, and what they are parts of; points by the rules, before caps and expiry.

    Attributes
    ----------
    lost, gained : the causes of the most points.
    points_lost, points_gained : for all causes together.
    lost_for_lawful, lost_in_protected : how many of the points lost were for lawful acts, and in domains
        that rights protect.
    """

    lost: tuple[Cause, ...]
    gained: tuple[Cause, ...]
    points_lost: float
    points_gained: float
    lost_for_lawful: float
    lost_in_protected: float


@dataclass(frozen=True)
class Records:
    """Records of one sign per citizen, beside the published count that the scenario names.

    `published_days` is the time in which the published records came about.
    """

    sign: str
    number: int
    per_subject: float
    published: float | None = None
    published_days: int | None = None
    published_source: str = ""


@dataclass(frozen=True)
class Fines:
    """Fines that the courts set, with or without a score."""

    number: Beside
    money: Beside


@dataclass(frozen=True)
class Gain:
    """Acts in one field of life, here and without a score.

    Attributes
    ----------
    protected : whether rights protect the field.
    unlawful : acts against the law; `gravity` : their gravity added up.
    rewarded : lawful acts that the rulebook of the scored city rewards; other : all other lawful acts.
    """

    domain: str
    label: str
    protected: bool
    unlawful: Beside
    gravity: Beside
    rewarded: Beside
    other: Beside


@dataclass(frozen=True)
class Summary:
    """What a run came to; `headlines` says the most important in plain sentences.

    `acts` and `unlawful_acts` are the truth; `entries` what came on file about conduct. `categories` is
    empty and `ways` None where nobody is scored; `errors`, `denunciations`, `appeals`, `repairs`, `harm`,
    `copies`, `lending`, `answers`, `consent`, `voices` and `ties` are None, `inspections`, `proxies`,
    `parity`, `failures` and `towns` empty, where there is nothing of the kind, and `validity` is None where
    too little happened to tell. `left_out` is a sentence where the run did not keep everybody's rows; what
    needs them is then None or empty.
    """

    synthetic: str
    scenario: str
    title: str
    citizens: int
    days: int
    scored: bool
    currency: str
    headlines: tuple[str, ...]
    categories: tuple[CategoryCount, ...]
    ways: Ways | None
    services: tuple[ServiceAnswers, ...]
    causes: Causes
    acts: Beside
    unlawful_acts: Beside
    entries: Beside
    records: tuple[Records, ...]
    fines: Fines
    errors: Errors | None = None
    denunciations: Denunciations | None = None
    appeals: Appeals | None = None
    repairs: Repairs | None = None
    harm: Harm | None = None
    copies: Copies | None = None
    answers: Answers | None = None
    voices: Voices | None = None
    gains: tuple[Gain, ...] = ()
    validity: Validity | None = None
    inequality: Inequality | None = None
    consent: Consent | None = None
    inspections: tuple[Inspected, ...] = ()
    lending: Lending | None = None
    proxies: tuple[ProxyFound, ...] = ()
    parity: tuple[Parity, ...] = ()
    lives: Lives | None = None
    recovery: Recovery | None = None
    mobility: Mobility | None = None
    assignment: Assignment | None = None
    failures: tuple[OwnerFailed, ...] = ()
    ties: TieSummary | None = None
    towns: tuple[TownFound, ...] = ()
    left_out: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as nested plain tables, ready for JSON."""
        tables: dict[str, Any] = _listed(asdict(self))
        for table, service in zip(tables["services"], self.services, strict=True):
            table["refused_for_score"] = service.refused_for_score
        return tables


def _listed(value: Any) -> Any:
    """Return `value` with every tuple as a list."""
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, tuple | list) else value

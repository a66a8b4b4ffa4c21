"""The answer to what outsiders can recover, ready for JSON, tables and pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from glasscity.study.criteria.points import Interval


@dataclass(frozen=True)
class Spread:
    """A figure over several samples of volunteers: its mean, the lowest and the highest."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Recovery:
    """How well the rulebook is recovered by so many volunteers in so many months.

    samples : how often volunteers were drawn. recovered : rules named with the right sign; recall : their
    share of all rules; precision : their share of all that is named, None where nothing ever was; wrong_sign,
    false : how many of a mean sample's names are rules with the wrong sign, and no rules; point_error :
    points by which the middle recovered rule is off, None where no rule has points.
    """

    volunteers: int
    months: int
    samples: int
    recovered: Spread
    recall: Spread
    precision: Spread | None
    wrong_sign: float
    false: float
    point_error: float | None

    def reaches(self, recall: float, precision: float) -> bool:
        """Return whether a mean sample is as good as this."""
        named_well = self.precision is not None and self.precision.mean >= precision
        return named_well and self.recall.mean >= recall


@dataclass(frozen=True)
class Biased:
    """The same with volunteers of one kind only. people : how many there are; per_act_kept : points per act
    as found there, as a share of what they are in the whole city: the middle one of recovered rules."""

    who: str
    people: int
    recovery: Recovery
    per_act_kept: float | None


@dataclass(frozen=True)
class RuleFound:
    """A conduct of the diaries: what outsiders say of it, and what is true.

    named : whether they say that it counts; frequency : how steadily it was taken, from 0 to 1. done : how
    often the volunteers of this sample did it. The estimates are None where it is not named or tells too
    little. verdict : `recovered`, `missed`, `wrong sign`, `false`, or `rightly left out`.
    """

    conduct: str
    label: str
    verdict: str
    named: bool
    frequency: float
    done: int
    per_filed: Interval | None
    seen: Interval | None
    per_act: Interval | None
    true_points: float | None
    true_seen: float | None
    true_per_act: float | None


@dataclass(frozen=True)
class Needed:
    """The fewest volunteers of the grid that an audit of so many months needs; None if none is enough."""

    months: int
    volunteers: int | None


@dataclass(frozen=True)
class Criteria:
    """What outsiders can recover of a secret rulebook.

    finding : the answer in one sentence, with an interval. hangs_on : what it hangs on, and what it does not
    say. found : every conduct of the first sample; idle : idle conducts that it names; threshold, decoys :
    how it chose. grid : volunteers × months; biased : other kinds of volunteers; needed : the sample that an
    audit needs for `recall` at `precision`.
    """

    synthetic: str
    scenario: str
    citizens: int
    seed: int
    volunteers: int
    months: int
    rules: int
    conducts: int
    finding: str
    hangs_on: tuple[str, ...]
    found: tuple[RuleFound, ...]
    idle: int
    threshold: float
    decoys: int
    main: Recovery
    grid: tuple[Recovery, ...]
    biased: tuple[Biased, ...]
    recall: float
    precision: float
    needed: tuple[Needed, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as nested plain tables, ready for JSON."""
        return asdict(self)

"""One thing that happened to a citizen."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

FILED, NOT_SEEN, UNDER_WAY = "filed", "not seen", "not on file by the end"
ELSEWHERE, NOT_FILED = "filed about somebody else", "not filed"
"""What became of an act. `UNDER_WAY`: a filing could still be on its way when the run ends. `NOT_FILED`: not
seen, or seen and lost, where filings get lost."""

ENTRIES = ("entry", "denunciation")
"""Kinds of events that put a deed on file."""
APPEAL_STEPS = ("notified", "contested", "heard", "answered")


@dataclass(frozen=True)
class Event:
    """One thing that happened, and how the citizen stood after it.

    Attributes
    ----------
    kind : `voice` (from now on they say something else aloud); `dropped` (by contacts), `drops`, `parted`,
        `met` (their ties); `circumstance` (their life); `act` (the truth); `told` (they told of somebody);
        `notified`, `contested`, `heard`, `answered` (the steps of an appeal); `entry`, `denunciation`, `cap`,
        `override`, `expiry`, `correction`, `repair` (the file; also `transfer`); `repair refused` (an
        application turned down); `contacts`; `category`; `refused`, `dearer`, `cheaper`, `first`.
    what : what was done, told of, asked for, or changed, in words.
    conduct, service, organisation : names in the scenario, or None.
    seen : of an act, what became of it: `filed`, `filed about somebody else`, `not seen`, `not filed`, or
        `not on file by the end`.
    filed_by, parameter, parameter_label : who filed it and through which parameter.
    filing : of an entry about a deed, the id of the filing behind it, as twins are asked to do without it.
    conduct_day, conduct_date : when the conduct was, of an entry or an appeal.
    points : points that an entry adds to the base; contacts : how much influence changed.
    money : what a service costs more (less, if negative) than its ordinary price; money_for : what of it,
        such as a year's interest of a loan.
    fine : what the court takes, with or without a score.
    wrong : of an entry, why it is wrong, one of `truth.KINDS`; of a `told`, `a lie`; None where it is right.
    truth : of an entry, what is true about it, in words; the citizen does not know it.
    other : another citizen in it: whose deed it was, who told of it, who was told of.
    number : of a change of ties, how many contacts are in it.
    notified : of an entry against the citizen, whether they are told of it; None where nobody ever is.
    corrected : of an answer to an appeal, whether the entry is taken back.
    before, worse : of a move, the category before it and whether the new one is worse; of a `voice`, what
        they said before; of a circumstance, whether it begins.
    reason : of an answer, what it hangs on, as in `tables.REASONS`; cause : why, in words.
    base, influence, total, category : how the citizen stood after it; influence and total are None where
        the run did not record the influence of contacts.
    true_category : the category on the true record; None where none is kept.
    """

    day: int
    date: datetime.date
    kind: str
    what: str
    conduct: str | None = None
    service: str | None = None
    organisation: str | None = None
    seen: str | None = None
    filed_by: str = ""
    filing: str = ""
    parameter: int | None = None
    parameter_label: str = ""
    conduct_day: int | None = None
    conduct_date: datetime.date | None = None
    points: float | None = None
    contacts: float | None = None
    money: float | None = None
    money_for: str = ""
    fine: float | None = None
    wrong: str | None = None
    truth: str = ""
    other: int | None = None
    number: int | None = None
    notified: bool | None = None
    corrected: bool | None = None
    before: str | None = None
    worse: bool | None = None
    reason: str = ""
    cause: str = ""
    base: float = 0.0
    influence: float | None = None
    total: float | None = None
    category: str = "none"
    true_category: str | None = None

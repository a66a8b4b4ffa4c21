"""The columns that cross the border between society and authority, and those of the ledger.

Points are int32 millipoints, money is int64 hundredths of the scenario's currency, days count from 0.
Every dtype is packed and little-endian: the digest is taken over these very bytes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from glasscity.rows import row_type

FORMAT = 1
"""Version of the tables and of the digest."""
NO_CATEGORY = 255
"""Category of those who are not scored."""
ACT = row_type([("day", "<i4"), ("citizen", "<u4"), ("conduct", "<u2")])
"""A deed, the truth: who did what, and when."""

REQUEST = row_type([("day", "<i4"), ("citizen", "<u4"), ("service", "<u2"), ("elsewhere", "u1")])
"""Somebody asks for a service, at home or in another town."""

FILING = row_type(
    [
        ("due", "<i4"),
        ("citizen", "<u4"),
        ("filing_hi", "<u8"),
        ("filing_lo", "<u8"),
        ("day", "<i4"),
        ("organisation", "<u2"),
        ("conduct", "<u2"),
        ("parameter", "<u4"),
        ("kind", "u1"),
    ]
)
"""What an organisation tells the data centre: `due` is the day it arrives, `citizen` whom it names, `day`
when the conduct was. The actor, whose deed it was, is part of the filing's id."""

ENTRY = row_type(
    [
        ("day", "<i4"),
        ("citizen", "<u4"),
        ("entry_hi", "<u8"),
        ("entry_lo", "<u8"),
        ("cause_hi", "<u8"),
        ("cause_lo", "<u8"),
        ("conduct_day", "<i4"),
        ("organisation", "<u2"),
        ("conduct", "<u2"),
        ("parameter", "<u4"),
        ("points", "<i4"),
        ("kind", "u1"),
        ("counts", "u1"),
    ]
)
"""A row of the ledger, append-only. `counts` is 1 where the points count towards the base."""

MOVE = row_type([("day", "<i4"), ("citizen", "<u4"), ("before", "u1"), ("after", "u1")])
"""A citizen's category changed: the notice that goes back over the border."""

DECISION = row_type(
    [
        ("day", "<i4"),
        ("citizen", "<u4"),
        ("service", "<u2"),
        ("outcome", "u1"),
        ("reason", "u1"),
        ("category", "u1"),
        ("money", "<i8"),
    ]
)
"""The answer to a request. `money` is what it costs more (or less, negative) than the ordinary price, a year
of interest for a loan, in hundredths."""

DENUNCIATION_TOLD = row_type(
    [
        ("day", "<i4"),
        ("informer", "<u4"),
        ("target", "<u4"),
        ("conduct", "<u2"),
        ("motive", "u1"),
        ("lie", "u1"),
        ("looked_into", "u1"),
        ("found_out", "u1"),
    ]
)
"""Somebody told of somebody: the truth about it, which the authority does not see."""

APPEAL = row_type(
    [
        ("day", "<i4"),
        ("citizen", "<u4"),
        ("entry_hi", "<u8"),
        ("entry_lo", "<u8"),
        ("wrong", "u1"),
        ("notified", "u1"),
        ("contested", "u1"),
        ("corrected", "u1"),
        ("made", "<i4"),
        ("heard", "<i4"),
        ("answered", "<i4"),
    ]
)
"""An entry against somebody on its way through: told of, contested, heard, answered (days, -1 for never).
`wrong` is the truth, which the authority meets only as the evidence brought to a hearing."""

CIRCUMSTANCE_MOVE = row_type(
    [
        ("day", "<i4"),
        ("citizen", "<u4"),
        ("circumstance", "u1"),
        ("begun", "u1"),
        ("cause", "u1"),
        ("service", "<u2"),
        ("reason", "u1"),
        ("category", "u1"),
    ]
)
"""A circumstance of somebody begins (`begun` = 1) or ends; `service` and `reason` are those of the answer
that did it, if one did; `category` is that of the morning, or of the answer."""

ASSIGNED = row_type([("day", "<i4"), ("citizen", "<u4"), ("treated", "u1"), ("category", "u1")])
"""Somebody drawn by lot in an experiment; `category` is the one before."""
TIE_CHANGE = row_type(
    [
        ("day", "<i4"),
        ("citizen", "<u4"),
        ("contact", "<u4"),
        ("formed", "u1"),
        ("why", "u1"),
        ("layers", "u1"),
        ("since", "<i4"),
        ("filed_by", "<u2"),
        ("on_file", "<i4"),
    ]
)
"""A tie ended or formed, the truth: `citizen` took the step, `since` is the day the tie began. `filed_by` is
the company that files it (0 for none), `on_file` the day the data centre hears of it (-1 for never)."""

TIE_FILED = row_type([("due", "<i4"), ("citizen", "<u4"), ("contact", "<u4"), ("formed", "u1")])
"""What a company tells the data centre of a tie: from the day `due` on it is a known contact, or no more."""

REPAIR_DECISION = row_type(
    [
        ("day", "<i4"),
        ("citizen", "<u4"),
        ("entry_hi", "<u8"),
        ("entry_lo", "<u8"),
        ("made", "<i4"),
        ("met", "u1"),
        ("clean", "u1"),
        ("stood", "u1"),
        ("granted", "u1"),
    ]
)
"""An application to strike out an entry: made on a day, decided on `day`; whether the conditions are met, the
citizen had no new entry against them, and the entry still stood."""

MISHAP = row_type([("day", "<i4"), ("kind", "u1"), ("last_day", "<i4")])
"""Something befalls the data centre: from `day` to `last_day`."""

MISHANDLED = row_type(
    [
        ("day", "<i4"),
        ("citizen", "<u4"),
        ("entry_hi", "<u8"),
        ("entry_lo", "<u8"),
        ("kind", "u1"),
        ("began", "<i4"),
    ]
)
"""An entry that a mishap made, changed or kept: which kind, and the day on which the mishap began. The truth,
which the authority does not know."""

VOICE_MOVE = row_type(
    [
        ("day", "<i4"),
        ("citizen", "<u4"),
        ("before", "u1"),
        ("after", "u1"),
        ("private", "<u2"),
        ("critics", "<u2"),
        ("approvers", "<u2"),
        ("fear", "<u2"),
    ]
)
"""Somebody says something else from this day on: what they said, say and think, what they take others to say,
and how afraid they are. It is the truth, and never crosses the border."""

INFLUENCE = row_type([("day", "<i4"), ("citizen", "<u4"), ("influence", "<i4")])
"""What contacts add to a citizen's score from this day on."""

RELOCATION = row_type([("day", "<i4"), ("citizen", "<u4"), ("before", "u1"), ("after", "u1")])
"""A citizen lives in another town from this day on; towns are numbered in the order of their codes."""

LEDGER_DAY = row_type(
    [
        ("day", "<i4"),
        ("organisation", "<u2"),
        ("conduct", "<u2"),
        ("kind", "u1"),
        ("counts", "u1"),
        ("sign", "i1"),
        ("entries", "<i8"),
        ("points", "<i8"),
        ("kept", "<i8"),
        ("kept_points", "<i8"),
    ]
)
"""A day's ledger rows of one kind in a thinned run, added up before any were left out: all of them
(`entries`, `points`), and those that stay (`kept`, `kept_points`). `sign` is that of the points."""

OF_CITIZENS = (
    *("ledger", "acts", "moves", "decisions", "influence", "citizens", "ties"),
    *("denunciations", "appeals", "hearings", "shadow_moves", "mishandled"),
    *("repairs", "circumstance_moves", "assigned", "tie_changes", "voice_moves", "relocations"),
)
"""Tables of a run whose rows are about single citizens."""

# Kinds of filings and entries. Never renumber one: a kind is part of the ids.
CONDUCT = 1
DENUNCIATION = 2
CORRECTION = 3
EXPIRY = 4
REPAIR = 5
CAP = 6
OVERRIDE = 7
TRANSFER = 8
ENTRY_KINDS = {
    CONDUCT: "conduct",
    DENUNCIATION: "denunciation",
    CORRECTION: "correction",
    EXPIRY: "expiry",
    REPAIR: "repair",
    CAP: "cap",
    OVERRIDE: "override",
    TRANSFER: "transfer",
}
DEEDS = (CONDUCT, DENUNCIATION)
UNDOING = (CORRECTION, EXPIRY, REPAIR)
"""Kinds of entries that tell of a deed, and kinds that undo another entry."""

# Mishaps of the data centre. Never renumber one: a kind is part of the address of its draws.
WRONG_VERSION = 1
MERGED_FILES = 2
IMPORTED_TWICE = 3
EXPIRY_MISSED = 4
CORRECTION_LOST = 5
MISHAPS = {
    WRONG_VERSION: "wrong version",
    MERGED_FILES: "merged files",
    IMPORTED_TWICE: "imported twice",
    EXPIRY_MISSED: "expiry missed",
    CORRECTION_LOST: "correction lost",
}

COPIES = 1 << 8
"""Copies below this are those who file tell apart; what the data centre imports again has bits above."""
SECOND_IMPORT = 1 << 8
MOVED_BACK = 1 << 9
COME_BACK = 1 << 10
MOST_COME_BACK = 3
"""How often one entry can come back: two bits of the copy count it."""

GRANTED = 0
DEARER = 1
CHEAPER = 2
FIRST = 3
REFUSED = 4
OUTCOMES = {
    GRANTED: "granted",
    DEARER: "dearer",
    CHEAPER: "cheaper",
    FIRST: "served first",
    REFUSED: "refused",
}
NO_REASON = 0
ORDINARY = 1
OWN_FILE = 2
CONTACTS = 3
OVERRIDDEN = 4
NATIONAL_LIST = 5
OUTDATED_COPY = 6
LENDER = 7
REASONS = {
    NO_REASON: "",
    ORDINARY: "ordinary refusal",
    OWN_FILE: "own file",
    CONTACTS: "contacts' scores",
    OVERRIDDEN: "category set by a rule",
    NATIONAL_LIST: "national list",
    OUTDATED_COPY: "an outdated copy",
    LENDER: "the lender's rule",
}
AT_START = 0
BY_CHANCE = 1
TIME_WAS_UP = 2
BY_REFUSAL = 3
BY_PRICE = 4
BY_GRANT = 5
CIRCUMSTANCE_CAUSES = {
    AT_START: "from the start",
    BY_CHANCE: "chance",
    TIME_WAS_UP: "time was up",
    BY_REFUSAL: "a refusal",
    BY_PRICE: "a dearer price",
    BY_GRANT: "a grant",
}
FELL_TOO_LOW = 1
LOST_TOUCH = 2
HIGHER = 3
THROUGH_CONTACTS = 4
TIE_REASONS = {
    FELL_TOO_LOW: "too low a category",
    LOST_TOUCH: "lost touch",
    HIGHER: "a better category",
    THROUGH_CONTACTS: "met through contacts",
}
"""Why a tie ended or formed."""

ID_DIGITS = 16
"""Hexadecimal digits of each half of a filing's id."""
_U16 = np.uint64(16)
_U32 = np.uint64(32)


@njit(cache=True, inline="always")
def filing_hi(actor: Any, day: Any, conduct: Any) -> np.uint64:
    """Return the upper half of a filing's id: actor (32 bits), day of the conduct (16), conduct (16)."""
    return np.uint64(actor) << _U32 | np.uint64(day) << _U16 | np.uint64(conduct)


@njit(cache=True, inline="always")
def filing_lo(parameter: Any, kind: Any, copy: Any) -> np.uint64:
    """Return the lower half: parameter (32 bits), kind (4), copy (12), and 16 bits left for entries."""
    return np.uint64(parameter) << _U32 | np.uint64(kind) << np.uint64(28) | np.uint64(copy) << _U16


@njit(cache=True, inline="always")
def entry_lo(cause_lo: Any, kind: Any, ordinal: Any) -> np.uint64:
    """Return the lower half of the id of an entry: its filing's, with entry kind (8 bits) and ordinal (8)."""
    return (np.uint64(cause_lo) & ~np.uint64(0xFFFF)) | np.uint64(kind) << np.uint64(8) | np.uint64(ordinal)


def filing_text(high: int, low: int) -> str:
    """Return a filing's id as it is written."""
    return f"{high:0{ID_DIGITS}x}{low:0{ID_DIGITS}x}"

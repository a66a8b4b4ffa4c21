"""The digest of a run, worked out from rows: one number for everything that happened."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from itertools import accumulate

from reference.day import Final
from reference.world import Today

ENTRY = struct.Struct("<iIQQQQiHHIiBB")
"""An entry in bytes: the columns of `tables.ENTRY`, little-endian, nothing between them."""
COLUMNS = (
    *("day", "citizen", "entry_hi", "entry_lo", "cause_hi", "cause_lo", "conduct_day"),
    *("organisation", "conduct", "parameter", "points", "kind", "counts"),
)


def digest_of(days: Iterable[Today], final: Final) -> str:
    """Rule: a chain of SHA-256. Each day with entries adds a link: the link before and the day's rows, in the
    order of citizens and entry ids. The last one adds the final scores, categories and ties, each by its name
    and number."""
    link = hashlib.sha256(b"glasscity digest 2\n").digest()
    for today in days:
        if today.entries:
            rows = [ENTRY.pack(*(getattr(entry, column) for column in COLUMNS)) for entry in today.entries]
            link = hashlib.sha256(link + b"".join(rows)).digest()
    return hashlib.sha256(link + _final_state(final)).hexdigest()


def _final_state(final: Final) -> bytes:
    """Return the final lists in bytes; ties in the order of citizens and contacts, each from both ends."""
    rows = [sorted(contacts.items()) for contacts in final.ties]
    whole = b""
    for name, code, values in (
        ("base", "i", final.base),
        ("influence", "i", final.influence),
        ("total", "i", final.total),
        ("category", "B", final.category),
        ("ties", "q", [0, *accumulate(len(row) for row in rows)]),
        ("contact", "I", [other for row in rows for other, _ in row]),
        ("layers", "B", [layers for row in rows for _, layers in row]),
        ("filed_by", "H", [final.filed_by[one][other] for one, row in enumerate(rows) for other, _ in row]),
    ):
        whole += f"{name} {len(values)}\n".encode() + struct.pack(f"<{len(values)}{code}", *values)
    return whole

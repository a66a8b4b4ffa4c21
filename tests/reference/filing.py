"""Filings and their ids: what an organisation or an informer tells the data centre."""

from __future__ import annotations

from reference.rows import Row

ORIGINAL, DUPLICATE, STALE, INVENTED, MISTAKEN, FAILED = range(6)
"""Copies: what the id of an organisation's filing says of how it came about."""


def upper_id(actor: int, day: int, conduct: int) -> int:
    """Return whose deed it was, when, and what: 32, 16 and 16 bits."""
    return actor << 32 | day << 16 | conduct


def lower_id(parameter: int, kind: int, copy: int) -> int:
    """Return its parameter, kind and copy: 32, 4 and 12 bits; 16 are left for entries."""
    return parameter << 32 | kind << 28 | copy << 16


def actor_of(filing: Row) -> int:
    """Return whose deed a filing tells of, whomever it names."""
    return filing.filing_hi >> 32


def copy_of(lower: int) -> int:
    """Return the copy that the lower half of an id of a filing or an entry says."""
    return lower >> 16 & 0xFFF


def new_filing(
    day: int, due: int, citizen: int, organisation: int, conduct: int, parameter: int, kind: int
) -> Row:
    """Return a filing that names whoever did it."""
    return Row(
        due=due,
        citizen=citizen,
        filing_hi=upper_id(citizen, day, conduct),
        filing_lo=lower_id(parameter, kind, ORIGINAL),
        day=day,
        organisation=organisation,
        conduct=conduct,
        parameter=parameter,
        kind=kind,
    )

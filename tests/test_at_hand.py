"""Entries at hand, against a plain dictionary that does the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glasscity import tables
from glasscity.authority.at_hand import AtHand

ids = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))
"""Day, actor, filing, and which entry of the filing: few, so that they meet."""
todo = st.sampled_from(["keep", "undo", "standing", "followed"])
steps = st.lists(st.tuples(todo, st.lists(ids, max_size=8)))


def entries_of(some):
    entries = np.zeros(len(some), tables.ENTRY)
    for entry, (day, actor, filing, which) in zip(entries, some, strict=True):
        entry["day"], entry["entry_hi"] = day, actor
        entry["entry_lo"] = filing << 16 | which
    return entries


def ids_of(entries):
    low = [(int(lo) >> 16, int(lo) & 0xFFFF) for lo in entries["entry_lo"]]
    days, actors = entries["day"].tolist(), entries["entry_hi"].tolist()
    return [(day, actor, *rest) for day, actor, rest in zip(days, actors, low, strict=True)]


@settings(deadline=None)
@given(steps)
def test_it_does_what_a_dictionary_does(course):
    at_hand, undone = AtHand(), {}
    for what, some in course:
        if what == "keep":
            some = sorted({one for one in some if one[0] == some[0][0]})
            at_hand.keep(entries_of(some))
            undone |= {one: undone.get(one, False) for one in some}
        elif what == "undo":
            at_hand.undo(entries_of(some))
            undone |= {one: True for one in some if one in undone}
        elif what == "standing":
            expected = [one for one in some if not undone.get(one, False)]
            assert ids_of(at_hand.standing(entries_of(some))) == expected
        else:
            filings = {one[:3] for one in some}
            expected = [one for one in sorted(undone) if one[:3] in filings and not undone[one]]
            assert ids_of(at_hand.followed(entries_of(some))) == expected

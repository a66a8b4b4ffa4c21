"""Entries at hand, against a plain dictionary that does the same."""

from __future__ import annotations

from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glasscity import tables
from glasscity.authority import at_hand as at_hand_module
from glasscity.authority.at_hand import AtHand

ids = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))
"""Day, actor, filing, and which entry of the filing: few, so that they meet."""
todo = st.sampled_from(["keep", "undo", "standing", "followed", "tidy"])
AMNESTIED = np.array([2], np.uint16)
steps = st.lists(st.tuples(todo, st.lists(ids, max_size=8)))


def entries_of(some):
    entries = np.zeros(len(some), tables.ENTRY)
    for entry, (day, actor, filing, which) in zip(entries, some, strict=True):
        entry["day"], entry["entry_hi"] = day, actor
        entry["entry_lo"] = filing << 16 | which
        entry["conduct"] = actor
    return entries


def ids_of(entries):
    low = [(int(lo) >> 16, int(lo) & 0xFFFF) for lo in entries["entry_lo"]]
    days, actors = entries["day"].tolist(), entries["entry_hi"].tolist()
    return [(day, actor, *rest) for day, actor, rest in zip(days, actors, low, strict=True)]


class Asker:
    def __init__(self, some):
        self._entries = entries_of(some)

    def still_asked(self):
        return [self._entries[:1], self._entries[1:]]


@mock.patch.object(at_hand_module, "FEWEST_TIDIED", 1)
@settings(deadline=None)
@given(steps)
def test_it_does_what_a_dictionary_does(course):
    at_hand, undone, tidied = AtHand(AMNESTIED), {}, 1
    for what, some in course:
        filings = {one[:3] for one in some}
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
        elif what == "tidy":
            at_hand.tidy([Asker(some), None])
            if len(undone) >= 2 * tidied:
                amnestied = {one for one in undone if one[1] in AMNESTIED and not undone[one]}
                undone = {one: undone[one] for one in undone if one[:3] in filings or one in amnestied}
                tidied = max(len(undone), 1)
            assert at_hand._number == len(undone)
        else:
            expected = [one for one in sorted(undone) if one[:3] in filings and not undone[one]]
            assert ids_of(at_hand.followed(entries_of(some))) == expected


@mock.patch.object(at_hand_module, "FEWEST_TIDIED", 2)
def test_it_is_tidied_whenever_twice_as_much_is_kept():
    at_hand, everything, numbers = AtHand(AMNESTIED), [(0, 0, one, 0) for one in range(10)], []
    for one in everything:
        at_hand.keep(entries_of([one]))
        at_hand.tidy([Asker(everything if len(numbers) < 5 else everything[:1])])
        numbers.append(at_hand._number)
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 1, 2, 3]


def test_what_is_undone_stays_so_when_others_come_before_it():
    at_hand = AtHand(AMNESTIED)
    first, second = (0, 1, 0, 0), (0, 0, 0, 0)
    at_hand.keep(entries_of([first]))
    at_hand.undo(entries_of([first]))
    at_hand.keep(entries_of([second]))
    assert ids_of(at_hand.standing(entries_of([first, second]))) == [second]


def test_what_is_not_kept_stands_also_where_there_is_no_room_left():
    at_hand, some = AtHand(AMNESTIED), [(0, 0, one, 0) for one in range(at_hand_module.SPARE)]
    at_hand.keep(entries_of(some))
    at_hand.undo(entries_of(some))
    assert ids_of(at_hand.standing(entries_of([(0, 3, 0, 0)]))) == [(0, 3, 0, 0)]

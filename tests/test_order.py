"""Canonical order: the merge of runs gives what a stable sort gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glasscity import tables
from glasscity.authority.order import canonical_order, in_order

rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)), max_size=60)


@settings(deadline=None)
@given(rows)
def test_it_is_a_stable_sort(some):
    citizen, high, low = (np.array([row[n] for row in some], t) for n, t in enumerate(("u4", "u8", "u8")))
    order = canonical_order(citizen, high, low)
    expected = np.lexsort((low, high, citizen))
    assert np.array_equal(np.arange(len(some)) if order is None else order, expected)


def test_one_long_run_and_many_short_ones():
    generator = np.random.default_rng(5)
    entries = np.zeros(6000, tables.ENTRY)
    entries["citizen"] = np.concatenate([np.arange(5000), generator.integers(0, 5000, 1000)])
    entries["entry_hi"] = generator.integers(0, 9, 6000)
    expected = entries[np.lexsort((entries["entry_lo"], entries["entry_hi"], entries["citizen"]))]
    assert np.array_equal(in_order(entries, "entry_hi", "entry_lo"), expected)


def test_what_is_in_order_is_not_copied():
    entries = np.zeros(100, tables.ENTRY)
    entries["citizen"] = np.arange(100)
    assert in_order(entries, "entry_hi", "entry_lo") is entries

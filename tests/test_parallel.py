"""Work on threads: results in order, whoever does which part, and nothing lost where a part fails."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest

from glasscity import parallel
from glasscity.parallel import LIGHT, RANGE, Workers


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize("number", [0, 1, RANGE - 1, 5 * RANGE + 3, 40 * RANGE])
def test_the_ranges_are_all_there_in_order(threads, number):
    with Workers(threads) as workers:
        ranges = workers.run(lambda lo, hi: (lo, hi), number)
    assert ranges[0][0] == 0
    assert ranges[-1][1] == number
    assert all(one[1] == other[0] for one, other in pairwise(ranges))


def test_whoever_is_done_takes_the_next_range():
    slow = threading.get_ident()

    def kernel(lo, hi):
        if threading.get_ident() == slow:
            time.sleep(0.05)
        return threading.get_ident()

    with Workers(2) as workers:
        workers.run(kernel, 2, size=1)  # Wakes the other thread up for the first time.
        did = workers.run(kernel, 8, size=1)
    assert 1 <= did.count(slow) < 4


def test_light_work_is_cut_into_larger_ranges():
    with Workers(2) as workers:
        assert len(workers.run(lambda lo, hi: hi, LIGHT * RANGE, light=True)) == 1
        assert len(workers.run(lambda lo, hi: hi, LIGHT * RANGE)) == 8


@pytest.mark.parametrize("failing", [0, 5])
def test_what_fails_is_told_and_the_threads_go_on_to_the_next_work(monkeypatch, failing):
    monkeypatch.setattr(parallel, "RANGE", 1)

    def kernel(lo, hi):
        if lo == failing:
            raise ValueError("this part")
        return lo

    with Workers(3) as workers:
        with pytest.raises(ValueError, match="this part"):
            workers.run(kernel, 10, size=1)
        assert workers.run(lambda lo, hi: lo, 4, size=1) == [0, 1, 2, 3]

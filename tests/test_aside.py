"""What nothing waits for is done aside, a batch at a time, and what goes wrong there is told."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from glasscity.parallel import Aside


@pytest.mark.parametrize("apart", [False, True])
def test_batches_are_done_in_order_one_behind_at_most(apart):
    did, here = [], threading.get_ident()
    with Aside(apart=apart) as aside:
        for number in range(20):
            aside.do(*(lambda number=number: did.append(number) for _ in range(3)))
            assert len(did) >= 3 * number
        aside.catch_up()
    assert did == [number for number in range(20) for _ in range(3)]
    assert here == threading.get_ident()


def test_whoever_waits_does_what_is_not_begun():
    """The thread is held up by the first task; the second one is done by whoever catches up."""
    began, goes_on, did = threading.Event(), threading.Event(), {}

    def first():
        began.set()
        assert goes_on.wait(60)
        did["first"] = threading.get_ident()

    def second():
        did["second"] = threading.get_ident()
        goes_on.set()

    with Aside(apart=True) as aside:
        aside.do(first, second)
        assert began.wait(60)
        aside.catch_up()
    assert did["second"] == threading.get_ident() != did["first"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a policy for what is idle")
def test_the_thread_takes_only_what_others_leave():
    found = []
    held = threading.Event()

    def look():
        found.append(os.sched_getscheduler(threading.get_native_id()))
        held.set()

    with Aside(apart=True) as aside:
        aside.do(look)
        assert held.wait(60)
    assert found == [os.SCHED_IDLE]
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


@pytest.mark.parametrize("apart", [False, True])
def test_what_a_task_raises_is_raised_by_the_next_call(apart):
    def fail():
        raise OSError("the disk is full")

    def both():
        aside.do(fail)
        aside.catch_up()

    with Aside(apart=apart) as aside, pytest.raises(OSError, match="the disk is full"):
        both()

"""What nothing waits for is done aside, in order, and what goes wrong there is told."""

from __future__ import annotations

import threading

import pytest

from glasscity.parallel import Aside


@pytest.mark.parametrize("apart", [False, True])
def test_tasks_are_done_in_order_one_behind_at_most(apart):
    did, here = [], threading.get_ident()
    with Aside(apart=apart) as aside:
        for number in range(20):
            aside.do(lambda number=number: did.append((number, threading.get_ident())))
            assert len(did) >= number
        aside.catch_up()
    assert [number for number, _ in did] == list(range(20))
    assert ({thread for _, thread in did} == {here}) == (not apart)


@pytest.mark.parametrize("apart", [False, True])
def test_what_a_task_raises_is_raised_by_the_next_call(apart):
    def fail():
        raise OSError("the disk is full")

    def both():
        aside.do(fail)
        aside.catch_up()

    with Aside(apart=apart) as aside, pytest.raises(OSError, match="the disk is full"):
        both()

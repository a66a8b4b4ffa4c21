"""What is sent for a later day: it arrives on its day, and belongs to whoever takes it."""

from __future__ import annotations

import numpy as np
import pytest

from cities import live
from glasscity import tables
from glasscity.mailbox import Mailbox
from glasscity.scenario import load

ROW = np.dtype([("due", np.int64), ("number", np.int64)])


def _rows(*due):
    rows = np.zeros(len(due), ROW)
    rows["due"], rows["number"] = due, np.arange(len(due))
    return rows


@pytest.mark.parametrize("due", [(3, 3, 3), (3, 4, 3)], ids=["one day", "two days"])
def test_two_mailboxes_may_hold_the_same_rows(due):
    sent = _rows(*due)
    boxes = [Mailbox(ROW, 10), Mailbox(ROW, 10)]
    for box in boxes:
        box.send(sent, sent["due"])
    expected = sent["number"][sent["due"] == 3].tolist()
    assert [box.take(3)["number"].tolist() for box in boxes] == [expected, expected]
    assert (sent["number"] == np.arange(3)).all()


def test_rows_arrive_on_their_day_in_the_order_they_were_sent_and_once():
    box = Mailbox(ROW, 6)
    first, second = _rows(5, 2, 5), _rows(2, 2)
    second["number"] += 10
    box.send(first, first["due"])
    box.send(second, second["due"])
    assert box.take(2)["number"].tolist() == [1, 10, 11]
    assert not len(box.take(2))
    assert box.take(5)["number"].tolist() == [0, 2]


def test_what_is_due_after_the_last_day_never_arrives():
    box = Mailbox(ROW, 3)
    late = _rows(3, 7)
    box.send(late, late["due"])
    assert not any(len(box.take(day)) for day in range(3))


def test_whoever_decides_applications_does_not_change_what_was_sent(monkeypatch):
    """They may lie in another mailbox as well."""
    take, taken = Mailbox.take, []

    def locked(mailbox, day):
        rows = take(mailbox, day)
        if rows.dtype == tables.REPAIR_DECISION:
            rows.flags.writeable = False
            taken.append(len(rows))
        return rows

    monkeypatch.setattr(Mailbox, "take", locked)
    live(load("essay", citizens=2000, days=120))
    assert sum(taken) > 0

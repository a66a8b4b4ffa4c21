"""The time left that is told while something is worked out."""

from __future__ import annotations

import re

from glasscity.cli import terminal


def test_work_done_again_is_not_charged_with_the_time_since_it_was_first_done(monkeypatch, capsys):
    clock = [0.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: clock[0])
    with terminal.progress_bar() as progress:
        for _ in range(2):
            for done in range(11):
                progress("days", done, 10)
                clock[0] += 1
            clock[0] += 1000
    left = [int(one) for one in re.findall(r"about (\d+) s left", capsys.readouterr().err)]
    assert left == [*range(9, -1, -1)] * 2

"""What somebody says aloud from a day on, and why, in words."""

from __future__ import annotations

from glasscity.society.voice.rules import APPROVING, CRITICAL, FULL, MIDDLE
from glasscity.study.on_file import Row

AFRAID, VERY_AFRAID = 0.1, 0.5
"""From how much fear on one is said to be afraid, and very much so."""


def what_one_says(change: Row) -> str:
    """Return what a citizen says from now on, beside what they think."""
    disapproves, before, after = change["private"] < MIDDLE, change["before"], change["after"]
    if after == CRITICAL:
        return "speaks critically" if disapproves else "speaks critically, against what they think"
    if after == APPROVING:
        return "approves aloud, against what they think" if disapproves else "approves aloud"
    was = {CRITICAL: " and speaks critically no more", APPROVING: " and approves aloud no more"}
    return f"falls silent{was.get(before, '')}"


def why_one_says(change: Row) -> str:
    """Return what they perceive, think and fear on that day."""
    critics, approvers, fear = (change[name] / FULL for name in ("critics", "approvers", "fear"))
    thinks = "disapproves" if change["private"] < MIDDLE else "approves"
    said = f"{thinks} in private; around them {critics:.0%} criticise and {approvers:.0%} approve aloud"
    if change["after"] == CRITICAL or fear < AFRAID:
        return said
    return f"{said}; is {'very ' if fear >= VERY_AFRAID else ''}afraid"

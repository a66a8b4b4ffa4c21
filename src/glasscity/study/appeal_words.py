"""What becomes of an appeal or an application, in words."""

from __future__ import annotations

from glasscity.study.on_file import OnFile, Row
from glasscity.study.words import counted


def outcome_of_step(kind: str, appeal: Row, days: int, is_taken_back: bool) -> tuple[str, bool | None]:
    """Return in words what a step of an appeal came to, and whether it was granted (None before that).

    Parameters
    ----------
    kind : `notified`, `contested`, `heard` or `answered`.
    days : of the run.
    is_taken_back : whether the entry is corrected by the end.
    """
    if kind == "contested" and not 0 <= appeal["heard"] < days:
        return "not heard by the end of the run", None
    if kind == "heard":
        waited = appeal["heard"] - appeal["made"]
        said = [f"after {counted(waited, 'day')} of waiting"] if waited else []
        said += [] if appeal["answered"] < days else ["not answered by the end"]
        return ", ".join(said), None
    if kind == "answered":
        if not appeal["corrected"]:
            return f"the entry stays{_lesson(appeal)}", False
        taken_back = (
            "the entry is taken back" if is_taken_back else "granted, when the entry was gone already"
        )
        return f"{taken_back}{_lesson(appeal)}", True
    return "", None


def _lesson(appeal: Row) -> str:
    """Return what an answer taught: how readily they contest from then on."""
    if appeal["readiness"] is None:
        return ""
    return f"; from now on they contest {appeal['readiness']:.2f} times as readily as at first"


def why_not_struck_out(decision: Row) -> str:
    """Return why an application to strike out an entry is turned down."""
    if not decision["stood"]:
        return "the entry was gone already"
    return "the conditions are not met" if decision["clean"] else "there is a new entry against them"


def how_struck_out(file: OnFile, repair: Row) -> str:
    """Return whether a `repair` entry comes from an application of the citizen or from an amnesty."""
    filing = repair["cause_hi"], repair["cause_lo"] & ~0xFFFF
    granted = ((row["entry_hi"], row["entry_lo"] & ~0xFFFF) for row in file.repairs if row["granted"])
    return "on application" if filing in set(granted) else "by an amnesty"

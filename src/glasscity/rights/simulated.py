"""The middle column: what a run shows, in words; without a run, that one is needed."""

from __future__ import annotations

from glasscity.rights.tested import Tested
from glasscity.study.words import counted, points_text, share

NO_RUN = "not run: give the folder of a run"
NOT_KEPT = "this run does not tell"


class Shown:
    """Says what a run shows of each element; `None` stands for a scenario alone."""

    def __init__(self, tested: Tested | None) -> None:
        self.tested = tested

    def period(self) -> str:
        """Return who was scored for how long."""
        if self.tested is None:
            return NO_RUN
        people, days = counted(self.tested.citizens, "synthetic citizen"), counted(self.tested.days, "day")
        return f"{people} for {days}"

    def points(self) -> str:
        """Return how many ended in low categories."""
        if self.tested is None:
            return NO_RUN
        if self.tested.in_low is None:
            return NOT_KEPT
        low = " or ".join(self.tested.low_categories)
        part = share(self.tested.in_low, self.tested.citizens)
        return f"{counted(self.tested.in_low, 'citizen')} ({part}) in {low} at the end"

    def doors(self) -> str:
        """Return how many days of closed or dearer doors there were."""
        if self.tested is None:
            return NO_RUN
        if self.tested.harm is None:
            return "not measured: the scenario has no table [harm]"
        return f"{counted(self.tested.harm.days['all'], 'restriction-day')} (a citizen, a door, a day)"

    def kind(self, kind: str, what: str) -> str:
        """Return the share of restriction-days of one kind of harm."""
        if self.tested is None:
            return NO_RUN
        if self.tested.harm is None:
            return "not measured: the scenario has no table [harm]"
        days = self.tested.harm.days
        return f"{share(days[kind], days['all'])} of restriction-days: the door {what}"

    def accuracy(self) -> str:
        """Return what is wrong on file, and who is in a worse category for it."""
        if self.tested is None:
            return NO_RUN
        errors = self.tested.errors
        if errors is None:
            return "nothing can be wrong on file in this scenario" if not self.tested.left_out else NOT_KEPT
        said = f"{errors.wrong:,} of {counted(errors.entries, 'entry', 'entries')} wrong"
        if errors.worse is not None:
            said += f"; {counted(errors.worse, 'citizen')} in a worse category than on the true record"
        if errors.wrongly_in_worst is not None and self.tested.in_worst:
            said += (
                f"; {errors.wrongly_in_worst} of {self.tested.in_worst} in the worst category by error alone"
            )
        return said

    def equality(self) -> str:
        """Return the widest gap between groups with true conduct equal."""
        if self.tested is None:
            return NO_RUN
        if not self.tested.gaps:
            return NOT_KEPT if self.tested.left_out else "no unlawful or rewarded conduct to hold equal"
        unequal = self.tested.unequal
        if not unequal:
            return f"no group of {len(self.tested.gaps)} is more often low than others who did the same"
        gap = unequal[0]
        low = gap.low
        return (
            f"{len(unequal)} of {len(self.tested.gaps)} groups are more, or less, often low than others "
            f"who did the same; most: {gap.attribute_label} {gap.level}, "
            f"{100 * low.with_conduct_equal:+.1f} percentage points ({100 * low.low:+.1f} to "
            f"{100 * low.high:+.1f})"
        )

    def funnel(self) -> str:
        """Return what became of wrong entries on appeal."""
        if self.tested is None:
            return NO_RUN
        if self.tested.appeals is None:
            return "no appeals in this city" if not self.tested.left_out else NOT_KEPT
        wrong = self.tested.appeals.wrong
        took = self.tested.appeals.days_to_correction
        days = f", after {took:.0f} days (median)" if took is not None else ""
        return (
            f"of {counted(wrong.entries, 'wrong entry', 'wrong entries')} against people: "
            f"{wrong.told:,} told, {wrong.contested:,} contested, {wrong.heard:,} heard, "
            f"{wrong.corrected:,} corrected{days}"
        )

    def bounds(self) -> str:
        """Return how many would be elsewhere if bounds or points were a little other; nothing if untold."""
        if self.tested is None:
            return ""
        up = [moved for moved in self.tested.bounds if moved.points > 0]
        if not up:
            return ""
        said = [
            f"bounds {points_text(moved.points)}: {share(moved.changed, moved.of)} in another category"
            for moved in (up[0], up[-1])
        ]
        if (other := self.tested.rulebooks) is not None:
            said.append(
                f"{other.always} of {other.in_worst} in the worst category stay there under each of "
                f"{other.rulebooks} rulebooks with other points"
            )
        return "; ".join(said)

"""Who speaks in a run, counted: what people think, what they say, and what they take others to think."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from glasscity.results import Run


@dataclass(frozen=True)
class Standing:
    """How people stand at the end of one day.

    Attributes
    ----------
    critics : citizens who disapprove in private; candid, silent, feigning : those of them who say so, who say
        nothing, and who approve aloud.
    critical : citizens who speak critically, the candid and those who only feign it.
    approving : citizens who approve aloud, sincerely or not.
    perceived : mean share of critics that people take to be around them.
    mean_opinion : from 0 (critical) to 255 (approving).
    """

    day: int
    critics: int
    candid: int
    critical: int
    silent: int
    feigning: int
    approving: int
    perceived: float
    mean_opinion: float


@dataclass(frozen=True)
class Voices:
    """Who speaks.

    Attributes
    ----------
    start, end : how people stand on the first day and at the end; quietest : on the day on which fewest
        spoke critically.
    without_score : how they stand at the end without a score; None where that was not run.
    fell_silent : citizens who ever stopped speaking critically; spoke_again : of them, those who speak at the
        end.
    critical_acts, critical_forgone, feigned_acts : acts of critical speech, those held back, and acts of
        speech of either kind that were feigned.
    """

    start: Standing
    quietest: Standing
    end: Standing
    without_score: Standing | None
    fell_silent: int | None
    spoke_again: int | None
    critical_acts: int
    critical_forgone: int
    feigned_acts: int


def voices_of(run: Run) -> Voices | None:
    """Return who speaks; None in a city where people do not decide what they say."""
    if not run.folder.names("voice_days"):
        return None
    days = run.table("voice_days").collect()
    name = "baseline_voice_days"
    bare = run.table(name).collect() if run.folder.names(name) else None
    silenced, again = _silenced(run) if run.kept == "all" else (None, None)
    return Voices(
        start=_standing(days, 0),
        quietest=_standing(days, int(days["critical"].arg_min() or 0)),
        end=_standing(days, -1),
        without_score=_standing(bare, -1) if bare is not None else None,
        fell_silent=silenced,
        spoke_again=again,
        critical_acts=int(days["critical_acts"].sum()),
        critical_forgone=int(days["critical_forgone"].sum()),
        feigned_acts=int(days["feigned_acts"].sum()),
    )


def _silenced(run: Run) -> tuple[int, int]:
    """Return how many ever stopped speaking critically, and how many of these do so at the end."""
    critical, count = pl.lit("critical"), pl.len()
    silenced = run.named("voice_moves").filter(pl.col("before") == critical).select("citizen").unique()
    again = run.named("citizens").filter(pl.col("says") == critical).select("citizen")
    both = silenced, silenced.join(again, on="citizen", how="semi")
    number, of_them = (int(some.select(count).collect().item()) for some in both)
    return number, of_them


def _standing(days: pl.DataFrame, place: int) -> Standing:
    row = days.row(place, named=True)
    return Standing(
        day=row["day"],
        critics=row["critics"],
        candid=row["critics"] - row["critics_silent"] - row["critics_feigning"],
        critical=row["critical"],
        silent=row["critics_silent"],
        feigning=row["critics_feigning"],
        approving=row["approving"],
        perceived=row["perceived"],
        mean_opinion=row["mean_opinion"],
    )

"""Patterns of errors, and of what comes of contesting them.

An entry that tells of a deed is wrong where the true record does not hold it. The true record runs along in
cities in which the file can be wrong; in the others no entry is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from glasscity import tables
from glasscity.validation.patterns.measures import NOT_A_NUMBER, ratio
from glasscity.validation.patterns.seen import Seen

AN_ENTRY = ("entry_hi", "entry_lo", "citizen")
ACTOR_BITS, DAY_BITS = np.uint64(32), np.uint64(16)
"""Where an entry's id holds the actor and the day, as `tables.filing_hi` packs them."""
UNDER_WAY = 60
"""Days before the end whose deeds may still be on their way to the file."""


def _frame(rows: NDArray[np.void], *columns: str) -> pl.DataFrame:
    return pl.DataFrame({name: rows[name] for name in columns})


def _about_deeds(rows: NDArray[np.void]) -> pl.DataFrame:
    columns = *AN_ENTRY, "day", "conduct_day", "organisation", "conduct", "kind"
    return _frame(rows[np.isin(rows["kind"], tables.DEEDS)], *columns)


def _wrong(seen: Seen) -> pl.DataFrame:
    """Return entries about deeds that the true record does not hold."""
    on_file = _about_deeds(seen.all("entries"))
    if seen.world.shadow is None:
        return on_file.clear()
    found = on_file.join(_about_deeds(seen.all("shadow_entries")), on=AN_ENTRY, how="anti")
    rules = seen.scenario.denunciation
    if rules is None or rules.reward is None:
        return found
    # Who told a lie did tell: the points for it are not on the true record, but the entry is right.
    return found.filter(pl.col("conduct") != seen.scenario.conduct[rules.reward].code)


def _wrong_person() -> pl.Expr:
    own = (pl.col("entry_hi") // 2**32) == pl.col("citizen")
    return (pl.col("kind") == tables.CONDUCT) & ~own


def with_wrong_entry(seen: Seen) -> float:
    """Return the share of people on whose file something wrong was entered."""
    return _wrong(seen)["citizen"].n_unique() / seen.citizens


def wrong_entries(seen: Seen) -> float:
    """Return the share of entries that are wrong."""
    return ratio(len(_wrong(seen)), len(_about_deeds(seen.all("entries"))))


def _late(seen: Seen) -> pl.DataFrame:
    """Return entries that came later than the organisation takes at most."""
    longest: dict[int, int] = {}
    for one in seen.scenario.organisations.values():
        longest |= dict.fromkeys(range(one.code, one.code + one.count), one.delay_days[1])
    entries = _about_deeds(seen.all("entries")).filter(pl.col("kind") == tables.CONDUCT)
    usual = pl.col("organisation").replace_strict(longest, return_dtype=pl.Int64)
    return entries.filter(pl.col("day") - pl.col("conduct_day") > usual)


def late_entries(seen: Seen) -> float:
    """Return the share of entries that came late."""
    return ratio(len(_late(seen)), len(_about_deeds(seen.all("entries"))))


def _missing(seen: Seen) -> tuple[NDArray[np.void], NDArray[np.bool_]]:
    """Return deeds that a rule is about, and which of them are not on the file of whoever did them."""
    scenario, acts = seen.scenario, seen.all("acts")
    ruled = [scenario.conduct[name].code for name in scenario.rulebook.rules]
    early = acts["day"] < scenario.time.days - UNDER_WAY
    acts = acts[np.isin(acts["conduct"], ruled) & early]
    filed = _about_deeds(seen.all("entries")).filter(~_wrong_person())["entry_hi"].unique().to_numpy()
    actor, day, conduct = (acts[name].astype(np.uint64) for name in ("citizen", "day", "conduct"))
    return acts, ~np.isin(actor << ACTOR_BITS | day << DAY_BITS | conduct, filed)


def missing(seen: Seen) -> float:
    """Return the share of deeds under a rule that are not on file."""
    acts, absent = _missing(seen)
    return float(absent.mean()) if len(acts) else NOT_A_NUMBER


def right_files(seen: Seen) -> float:
    """Return the share of people on whose file nothing is wrong, late or missing."""
    acts, absent = _missing(seen)
    marred = np.zeros(seen.citizens, np.bool_)
    for some in (
        _wrong(seen)["citizen"].to_numpy(),
        _late(seen)["citizen"].to_numpy(),
        acts["citizen"][absent],
    ):
        marred[some] = True
    return float(1 - marred.mean())


def off_by_more_than(points: int) -> Callable[[Seen], float]:
    """Return what reads the share of people whose total is further off the true record at the end."""

    def read(seen: Seen) -> float:
        shadow = seen.world.shadow
        if shadow is None:
            return 0.0
        off = np.abs(seen.world.file.total.astype(np.int64) - shadow.file.total)
        return float((seen.in_points(1) * off > points).mean())

    return read


def _corrected(seen: Seen) -> pl.DataFrame:
    """Return the corrections that hearings brought: citizen, day, and points given back."""
    hearings, entries = seen.all("hearings"), seen.all("entries")
    granted = _frame(hearings[hearings["corrected"] > 0], *AN_ENTRY)
    undone = _frame(
        entries[entries["kind"] == tables.CORRECTION], "cause_hi", "cause_lo", "citizen", "day", "points"
    )
    of_them = undone.rename({"cause_hi": "entry_hi", "cause_lo": "entry_lo"})
    return of_them.join(granted, on=AN_ENTRY, how="semi")


def changed_of_wrong(seen: Seen) -> float:
    """Return people with something corrected after a hearing for each with a wrong entry."""
    return ratio(_corrected(seen)["citizen"].n_unique(), _wrong(seen)["citizen"].n_unique())


def another_score_of_changed(seen: Seen) -> float:
    """Return, of people with something corrected, the share who got points back."""
    undone = _corrected(seen)
    moved = undone.filter(pl.col("points") != 0)
    return ratio(moved["citizen"].n_unique(), undone["citizen"].n_unique())


def better_grade_of_changed(seen: Seen) -> float:
    """Return, of people with something corrected, the share who rose by it on that day."""
    undone, moves = _corrected(seen), seen.all("moves")
    rises = _frame(moves[moves["after"] < moves["before"]], "citizen", "day")
    rose = undone.filter(pl.col("points") != 0).join(rises, on=["citizen", "day"], how="semi")
    return ratio(rose["citizen"].n_unique(), undone["citizen"].n_unique())


def granted(seen: Seen) -> float:
    """Return the share of hearings that end in a correction."""
    hearings = seen.all("hearings")
    return float(hearings["corrected"].mean()) if len(hearings) else NOT_A_NUMBER


def soonest_put_right(seen: Seen) -> float:
    """Return the fewest days from an objection to the correction of somebody else's deed."""
    hearings = seen.all("hearings")
    theirs = (hearings["entry_hi"] >> ACTOR_BITS) != hearings["citizen"]
    days = (hearings["answered"] - hearings["made"])[theirs & (hearings["corrected"] > 0)]
    return float(days.min()) if len(days) else NOT_A_NUMBER


def longest_wrong_person(seen: Seen) -> float:
    """Return the most days for which somebody else's deed stood on a file."""
    wrong, entries = _wrong(seen).filter(_wrong_person()), seen.all("entries")
    undoing = entries[np.isin(entries["kind"], tables.UNDOING)]
    undone = _frame(undoing, "cause_hi", "cause_lo", "citizen", "day")
    ends = undone.rename({"cause_hi": "entry_hi", "cause_lo": "entry_lo", "day": "end"})
    stood = wrong.join(ends, on=AN_ENTRY, how="left")
    days = stood.select(pl.col("end").fill_null(seen.scenario.time.days) - pl.col("day")).to_series()
    longest = days.max()
    return float(longest) if isinstance(longest, int) else NOT_A_NUMBER

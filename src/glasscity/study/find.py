"""Citizens whose story is worth telling, picked by a stated rule: the same ones every time.

Every rule ends in "then the lower citizen number", so that nothing is left to chance.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from glasscity import tables
from glasscity.errors import BadInput, CheckFailed, did_you_mean
from glasscity.results import Run
from glasscity.scenario.voice import HIGHEST_OPINION
from glasscity.society.voice.rules import CRITICAL, EXPRESSIONS, FULL, MIDDLE
from glasscity.study.alone import categories_alone
from glasscity.study.filed import refuse_without_rows
from glasscity.study.lifeline import Scale
from glasscity.study.truth import (
    ABOUT_DEEDS,
    ACTOR,
    DONE,
    LIE,
    MADE_UP,
    SOMEBODY_ELSE,
    entries_about_deeds,
    keeps_true_record,
    true_categories_at_end,
)

FALLS, RISES, WRONGLY = "fell to", "rose to", "wrongly in"


def find(run: Run, what: str, *, number: int = 1) -> list[int]:
    """Return up to `number` citizens with one kind of story, the best example first.

    Parameters
    ----------
    what : one of these, in capitals or not.

    - `fell to D`, `rose to AAA` (any category): those who moved there and are there at the end, in order of
      how near they came to the middle of all such days; then those who moved on.
    - `tipped by contacts`: the category at the end would be better by the base alone; most categories first,
      then most points.
    - `refused`: most refusals because of the score.
    - `came back`: was in the worst category and left it; the best category at the end first, then points.
    - `override`: a rule set their category; most often first.
    - `never seen`: most unlawful acts, and no entry for any of them.
    - `dropped`: dropped by most contacts for their category.
    - `typical`: nearest to the middle in total, base, entries and moves.

    Where the file can be wrong:

    - `wrongly in D` (any category): those who are there at the end, and in a better one on the true record;
      most categories apart first, then most points lost through wrong entries.
    - `wrongly accused`: most points lost through entries of somebody else's deed, of lies, and of what never
      happened.
    - `corrected`: most entries taken back after an appeal, wrong ones first.
    - `cleared`: an appeal took a wrong entry back, and that day the category rose; from the worst category
      first, then entries of somebody else's deed, then most points.
    - `an informer`: told most often of others, then most lies.

    Where people decide what they say:

    - `fell silent`: disapproves, spoke critically, and does not at the end; first who was most afraid
      when they stopped.

    Where a run kept a sample of citizens, these are picked among the sample.

    Raises `BadInput` for anything else, and `CheckFailed` where nobody in the run has such a story.
    """
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise BadInput(f"number: {number!r} is not a number of citizens; expected 1 or more")
    asked = " ".join(str(what).lower().split())
    refuse_without_rows(run)
    order = _order(run, what, asked)
    if run.kept != "all":
        order = order.join(
            run.table("citizens").select("citizen").collect(), on="citizen", how="semi", maintain_order="left"
        )
    found: list[int] = order["citizen"].head(number).to_list()
    if not found:
        words = next((words for words in _with_categories(run) if words.lower() == asked), asked)
        words = f"is {words}" if words.startswith(WRONGLY) else words
        where = "this run" if run.kept == "all" else "the sample that this run kept"
        raise CheckFailed(f"{run.path}: nobody in {where} {_NOBODY.get(asked, words)}")
    return found


def findable(run: Run) -> list[str]:
    """Return everything that can be found in a run, as one would ask for it."""
    names = run.scenario.category_names
    impossible = {f"{FALLS} {names[0]}", f"{RISES} {names[-1]}", f"{WRONGLY} {names[0]}"}
    if not (keeps_true_record(run) and run.scenario.scoring.enabled):
        impossible |= {f"{WRONGLY} {name}" for name in names}
    impossible |= {"never seen"} if run.kept != "all" else set()
    impossible |= {what for what, table in _NEEDS.items() if not run.folder.names(table)}
    return [words for words in (*_with_categories(run), *_PICKS) if words not in impossible]


def _with_categories(run: Run) -> list[str]:
    names = run.scenario.category_names
    return [f"{words} {name}" for words in (FALLS, RISES, WRONGLY) for name in names]


def _order(run: Run, what: str, asked: str) -> pl.DataFrame:
    if asked in _PICKS:
        needed = _NEEDS.get(asked)
        return _PICKS[asked](run) if needed is None or run.folder.names(needed) else _NOONE
    names = run.scenario.category_names
    for words in (FALLS, RISES, WRONGLY):
        if not asked.startswith(f"{words} "):
            continue
        category = asked.removeprefix(f"{words} ")
        known = {name.lower(): place for place, name in enumerate(names)}
        if category not in known:
            hint = did_you_mean(category.upper(), names)
            raise BadInput(f"find {what!r}: there is no category {category.upper()!r}{hint}")
        if words == WRONGLY:
            return _wrongly_in(run, known[category])
        return _moved(run, known[category], words == FALLS)
    known_words = findable(run)
    near = did_you_mean(asked, [word.lower() for word in known_words])
    raise BadInput(f"find {what!r}: nothing of that name{near}; what can be found: {', '.join(known_words)}")


def _moved(run: Run, category: int, down: bool) -> pl.DataFrame:
    """Those who moved to a category from a better (or worse) one."""
    from_there = pl.col("before") < category if down else pl.col("before") > category
    from_there &= pl.col("before") != tables.NO_CATEGORY
    first = (
        run.table("moves")
        .filter((pl.col("after") == category) & from_there)
        .group_by("citizen")
        .agg(pl.col("day").min())
    )
    name = run.scenario.category_names[category]
    at_end = run.table("citizens").select("citizen", stayed=pl.col("category") == name)
    moved = first.join(at_end, on="citizen").collect()
    middle = moved.filter("stayed")["day"].median() if moved["stayed"].any() else moved["day"].median()
    away = (pl.col("day") - middle).abs().alias("away")
    return moved.with_columns(away).sort(pl.col("stayed").not_(), "away", "citizen")


def _tipped(run: Run) -> pl.DataFrame:
    """Those whose category would be better without what contacts add."""
    return (
        categories_alone(run)
        .filter(pl.col("now") > pl.col("alone"))
        .with_columns(gap=pl.col("now") - pl.col("alone"))
        .sort("gap", "influence", "citizen", descending=[True, False, False])
        .collect()
    )


def _refused(run: Run) -> pl.DataFrame:
    """Those who were refused most often because of their category."""
    because = (pl.col("outcome") == tables.REFUSED) & (pl.col("reason") != tables.ORDINARY)
    found = run.table("decisions").filter(because).group_by("citizen").len("refusals")
    return found.sort("refusals", "citizen", descending=[True, False]).collect()


def _came_back(run: Run) -> pl.DataFrame:
    """Those who were in the worst category and are in a better one at the end."""
    scale = Scale(run.scenario)
    left = run.table("moves").filter(pl.col("before") == scale.worst).select("citizen").unique()
    citizens = run.table("citizens").select("citizen", "total", place=pl.col("category").to_physical())
    back = citizens.join(left, on="citizen", how="semi").filter(pl.col("place") < scale.worst)
    return back.sort("place", "total", "citizen", descending=[False, True, False]).collect()


def _override(run: Run) -> pl.DataFrame:
    """Those whose category a rule set."""
    found = run.table("ledger").filter(pl.col("kind") == tables.OVERRIDE).group_by("citizen").len("overrides")
    return found.sort("overrides", "citizen", descending=[True, False]).collect()


def _dropped(run: Run) -> pl.DataFrame:
    """Those whom most contacts dropped because their category was too low."""
    found = run.table("tie_changes").filter(pl.col("why") == tables.FELL_TOO_LOW)
    return (
        found.group_by(citizen="contact")
        .len("times")
        .sort("times", "citizen", descending=[True, False])
        .collect()
    )


def _never_seen(run: Run) -> pl.DataFrame:
    """Those who broke the law most often without a single entry for it."""
    unlawful = [c.code for c in run.scenario.conduct.values() if not c.lawful]
    if not run.folder.names("acts"):
        raise CheckFailed(f"{run.path}: this run did not record acts (recording.acts = false)")
    if run.kept != "all":
        raise BadInput(
            f"{run.path}: who was never seen takes everybody's rows, and this run kept a sample "
            '(recording.ledger = "sample"); "all" keeps them'
        )
    acts = run.table("acts").filter(pl.col("conduct").is_in(unlawful)).group_by("citizen").len("acts")
    entries = run.table("ledger").filter(pl.col("conduct").is_in(unlawful) | DONE.is_in(unlawful))
    on_file = entries.select(pl.concat_list(pl.col("citizen"), ACTOR.cast(pl.UInt32)).alias("citizen"))
    known = on_file.explode("citizen").unique()
    unseen = acts.join(known, on="citizen", how="anti")
    return unseen.sort("acts", "citizen", descending=[True, False]).collect()


def _typical(run: Run) -> pl.DataFrame:
    """Those nearest to the middle: the sum of the distances of their ranks from the middle rank."""
    entries = run.table("ledger").group_by("citizen").len("entries")
    moves = run.table("moves").group_by("citizen").len("moves")
    everybody = (
        run.table("citizens")
        .filter((pl.col("category") != "none") | pl.lit(not run.scenario.asks_consent))
        .select("citizen", "total", "base")
        .join(entries, on="citizen", how="left", maintain_order="left")
        .join(moves, on="citizen", how="left", maintain_order="left")
        .with_columns(pl.col("entries", "moves").fill_null(0))
        .collect()
    )
    number = run.citizens_number if run.kept == "all" else everybody.height
    middle = (number + 1) / 2
    away = sum((pl.col(c).rank() - middle).abs() for c in ("total", "base", "entries", "moves"))
    return everybody.with_columns(away=away).sort("away", "citizen")


def _wrongly_in(run: Run, category: int) -> pl.DataFrame:
    """Those in a category at the end who are in a better one on the true record."""
    if not (keeps_true_record(run) and run.scenario.scoring.enabled):
        return _NOONE
    wrong = entries_about_deeds(run).filter(pl.col("wrong").is_not_null() & (pl.col("counts") > 0))
    lost = wrong.group_by("citizen").agg(pl.col("points").sum())
    return (
        true_categories_at_end(run)
        .filter((pl.col("now") == category) & (pl.col("truly") < category))
        .join(lost, on="citizen", how="left", maintain_order="left")
        .sort("truly", pl.col("points").fill_null(0), "citizen")
        .collect()
    )


def _accused(run: Run) -> pl.DataFrame:
    """Those who lost points through entries of what they did not do."""
    accusations = pl.col("wrong").is_in([SOMEBODY_ELSE, LIE, MADE_UP]) & (pl.col("points") < 0)
    found = entries_about_deeds(run).filter(accusations).group_by("citizen").agg(pl.col("points").sum())
    return found.sort("points", "citizen").collect()


def _corrected(run: Run) -> pl.DataFrame:
    """Those of whose entries some were taken back after an appeal."""
    undone_kind = pl.col("entry_lo") % 256
    taken_back = (
        run.table("ledger")
        .filter((pl.col("kind") == tables.CORRECTION) & undone_kind.is_in(ABOUT_DEEDS))
        .select("citizen", "points", entry_hi="cause_hi", entry_lo="cause_lo")
    )
    wrong = run.table("appeals").select("entry_hi", "entry_lo", "wrong")
    return (
        taken_back.join(wrong, on=["entry_hi", "entry_lo"], how="left", maintain_order="left")
        .group_by("citizen")
        .agg(pl.col("wrong").cast(pl.Int64).sum(), pl.len().alias("corrected"), pl.col("points").sum())
        .sort("wrong", "corrected", "points", "citizen", descending=[True, True, True, False])
        .collect()
    )


def _cleared(run: Run) -> pl.DataFrame:
    """Those whom a correction of a wrong entry brought into a better category on its day."""
    rose = run.table("moves").filter(pl.col("after") < pl.col("before")).select("citizen", "day", "before")
    corrections = (
        run.table("ledger")
        .filter(pl.col("kind") == tables.CORRECTION)
        .select("citizen", "day", entry_hi="cause_hi", entry_lo="cause_lo")
    )
    wrong = entries_about_deeds(run).filter(pl.col("wrong").is_not_null())
    return (
        wrong.select("entry_hi", "entry_lo", "wrong", "points")
        .join(corrections, on=["entry_hi", "entry_lo"])
        .join(rose, on=["citizen", "day"])
        .with_columns(others=pl.col("wrong") == SOMEBODY_ELSE)
        .sort("before", "others", "points", "citizen", descending=[True, True, False, False])
        .unique("citizen", keep="first", maintain_order=True)
        .collect()
    )


def _informers(run: Run) -> pl.DataFrame:
    """Those who told of others."""
    told = run.table("denunciations").group_by(citizen="informer")
    numbers = told.agg(pl.len().alias("told"), lies=pl.col("lie").cast(pl.Int64).sum())
    return numbers.sort("told", "lies", "citizen", descending=[True, True, False]).collect()


def _silenced(run: Run) -> pl.DataFrame:
    """Those who spoke critically, still disapprove, and do not say so any more."""
    moves = run.table("voice_moves")
    stopped = moves.filter((pl.col("before") == CRITICAL) & (pl.col("private") < MIDDLE))
    last = stopped.group_by("citizen").agg(pl.col("fear").sort_by("day").last())
    at_end = run.table("citizens").filter(
        (pl.col("says") != EXPRESSIONS[CRITICAL]) & (pl.col("opinion") < MIDDLE // (FULL // HIGHEST_OPINION))
    )
    found = last.join(at_end.select("citizen"), on="citizen", how="semi")
    return found.sort("fear", "citizen", descending=[True, False]).collect()


_PICKS: dict[str, Callable[[Run], pl.DataFrame]] = {
    "tipped by contacts": _tipped,
    "refused": _refused,
    "came back": _came_back,
    "override": _override,
    "never seen": _never_seen,
    "dropped": _dropped,
    "typical": _typical,
    "wrongly accused": _accused,
    "corrected": _corrected,
    "cleared": _cleared,
    "an informer": _informers,
    "fell silent": _silenced,
}

_NEEDS = {
    "wrongly accused": "shadow_moves",
    "corrected": "appeals",
    "cleared": "appeals",
    "an informer": "denunciations",
    "dropped": "tie_changes",
    "fell silent": "voice_moves",
}
"""Tables that a run has only where the mechanism is on; without it, nobody has such a story."""
_NOONE = pl.DataFrame(schema={"citizen": pl.UInt32})

_NOBODY = {
    "tipped by contacts": "was tipped into a worse category by contacts",
    "refused": "was refused anything because of the score",
    "came back": "came back from the worst category",
    "override": "had a category set by a rule",
    "never seen": "broke the law without ever being seen",
    "dropped": "was dropped for a category",
    "typical": "is typical",
    "wrongly accused": "lost points for what they did not do",
    "corrected": "had an entry taken back after an appeal",
    "cleared": "came into a better category by an appeal against a wrong entry",
    "an informer": "told of anybody",
    "fell silent": "spoke critically and fell silent",
}

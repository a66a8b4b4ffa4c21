"""Who answers for it: whose wrong entries keep citizens in a worse category than the true record has."""

from __future__ import annotations

import polars as pl

from glasscity import tables
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.society import error
from glasscity.study.truth import (
    ACTOR,
    ANOTHER_CONDUCT,
    BY_DATA_CENTRE,
    COPY,
    DONE,
    LIE,
    MERGED,
    OTHER_POINTS,
    SOMEBODY_ELSE,
    entries_about_deeds,
    true_categories_at_end,
)
from glasscity.study.wrongs import Answerable

ORGANISATION = "organisation"
OWNER = "owner"
INFORMERS = "informers"
DATA_CENTRE = "data centre"
NOT_ON_FILE = "not on their file"
LABELS = {
    INFORMERS: "informers who lied",
    DATA_CENTRE: "the data centre itself",
    NOT_ON_FILE: "nothing wrong on their own file",
}
_WHERE = (
    (pl.when(pl.col("wrong") == LIE).then(pl.lit(INFORMERS)))
    .when(pl.col("wrong").is_in(BY_DATA_CENTRE))
    .then(pl.lit(DATA_CENTRE))
)
_ID = ["entry_hi", "entry_lo"]


def answerable_of(run: Run) -> tuple[Answerable, ...]:
    """Return who answers for every citizen in a worse category at the end than on the true record.

    Rule: a citizen is shared out among those whose wrong entries still stand against them, in proportion to
    the points that each entry takes beyond what a right one would; a good deed of theirs that stands on
    somebody else's file counts as its points. Where a wrong entry set the category they are in, those who
    made such entries answer alone, in equal parts. Whoever has none of these has nothing wrong on their own
    file: contacts' files pulled them down, or something was late or never filed. The parts add up to
    `Errors.worse`. Points are those of the rulebook as the run began, before caps.
    Reads: ledger, true record, denunciations, mishaps. Writes: nothing. Units: citizens, and entries.
    """
    apart = true_categories_at_end(run).filter(pl.col("now") > pl.col("truly")).collect()
    worse = apart.select("citizen", "now")
    blamed = _blamed(run, worse).with_columns(
        weight=pl.when(pl.col("sets").any().over("blamed"))
        .then(pl.col("sets").cast(pl.Float64))
        .otherwise(-pl.col("points"))
    )
    guilty = blamed.filter(pl.col("weight") > 0)
    shares = (
        guilty.with_columns(citizens=pl.col("weight") / pl.col("weight").sum().over("blamed"))
        .group_by("where", "who")
        .agg(pl.col("citizens").sum(), entries=pl.len())
        .sort("where", "who")
    )
    parts = [
        Answerable(where, who, _label(run.scenario, where, who), citizens, entries)
        for where, who, citizens, entries in shares.iter_rows()
    ]
    if rest := worse.height - guilty["blamed"].n_unique():
        parts.append(Answerable(NOT_ON_FILE, "", LABELS[NOT_ON_FILE], float(rest), 0))
    return tuple(sorted(parts, key=lambda part: (part.where == NOT_ON_FILE, -part.citizens)))


def _label(scenario: Scenario, where: str, who: str) -> str:
    if where == ORGANISATION:
        return scenario.organisations[who].label
    return scenario.owners[who].label if where == OWNER else LABELS[where]


def _blamed(run: Run, worse: pl.DataFrame) -> pl.DataFrame:
    """Return wrong entries that stand, each with whom it is `blamed` for, who made it, and what it takes."""
    undone = run.table("ledger").filter(pl.col("kind").is_in(tables.UNDOING))
    undone = undone.select(entry_hi="cause_hi", entry_lo="cause_lo")
    standing = (
        entries_about_deeds(run)
        .filter(pl.col("wrong").is_not_null() & (pl.col("counts") > 0))
        .join(undone, on=_ID, how="anti")
    )
    setting = (
        run.table("ledger")
        .filter(pl.col("kind") == tables.OVERRIDE)
        .join(undone, on=_ID, how="anti")
        .select(entry_hi="cause_hi", entry_lo="cause_lo", overrides=pl.lit(True))
    )
    category = _categories_set(run.scenario)
    entries = (
        standing.join(setting, on=_ID, how="left")
        .with_columns(
            points=_beyond_right(run.scenario),
            holds=pl.when(pl.col("overrides").fill_null(False) & (pl.col("wrong") != OTHER_POINTS)).then(
                pl.col("conduct").replace_strict(category, default=None, return_dtype=pl.UInt8)
            ),
            actor=ACTOR.cast(pl.UInt32),
        )
        .collect()
    )
    against = entries.rename({"citizen": "blamed"})
    elsewhere = entries.filter(
        pl.col("wrong").is_in((SOMEBODY_ELSE, MERGED))
        & (COPY == error.ORIGINAL)
        & (pl.col("conduct") == DONE)
    ).with_columns(-pl.col("points"), holds=pl.lit(None, pl.UInt8), blamed="actor")
    both = pl.concat([against, elsewhere.select(against.columns)])
    return _with_makers(
        run,
        both.join(worse, left_on="blamed", right_on="citizen").with_columns(
            sets=(pl.col("holds") == pl.col("now")).fill_null(False)
        ),
    )


def _categories_set(scenario: Scenario) -> dict[int, int]:
    """Return the place of the category that each conduct sets."""
    names = scenario.category_names
    return {
        scenario.conduct[name].code: names.index(rule.override.category)
        for name, rule in scenario.rulebook.rules.items()
        if rule.override is not None
    }


def _beyond_right(scenario: Scenario) -> pl.Expr:
    """Return the points of an entry beyond those of the right one, where that is known: of another conduct,
    or by another version of the rules; otherwise all its points."""
    rules = {
        scenario.conduct[name].code: float(rule.mean_points) for name, rule in scenario.rulebook.rules.items()
    }
    version = scenario.data_centre.wrong_version if scenario.data_centre is not None else None
    other = {} if version is None else {scenario.conduct[n].code: float(p) for n, p in version.points.items()}

    def looked_up(conduct: pl.Expr, points: dict[int, float]) -> pl.Expr:
        return conduct.cast(pl.UInt16).replace_strict(points, default=0.0, return_dtype=pl.Float64)

    points, conduct = pl.col("points") / MILLIPOINTS, pl.col("conduct")
    filed = (
        pl.when(pl.col("wrong") == OTHER_POINTS)
        .then(looked_up(conduct, other) if other else 0.0)
        .otherwise(looked_up(conduct, rules))
    )
    right = (
        pl.when(pl.col("wrong") == OTHER_POINTS)
        .then(looked_up(conduct, rules))
        .otherwise(looked_up(DONE, rules))
    )
    scaled = pl.when(filed != 0).then(points * (1 - right / filed)).otherwise(points - right)
    return pl.when(pl.col("wrong").is_in((ANOTHER_CONDUCT, OTHER_POINTS))).then(scaled).otherwise(points)


def _with_makers(run: Run, entries: pl.DataFrame) -> pl.DataFrame:
    """Add `where` an entry went wrong and `who` did it: an organisation or an owner by name, or nobody."""
    names, owners = {}, {}
    for name, organisation in run.scenario.organisations.items():
        for code in range(organisation.code, organisation.code + organisation.count):
            names[code] = name
            owners[code] = organisation.owner
    owner = pl.col("organisation").replace_strict(owners, return_dtype=pl.String)
    by_owner = (COPY == error.FAILED) & owner.is_not_null()
    where = (
        pl.when(pl.col("wrong") == LIE)
        .then(pl.lit(INFORMERS))
        .when(pl.col("wrong").is_in(BY_DATA_CENTRE))
        .then(pl.lit(DATA_CENTRE))
        .when(by_owner)
        .then(pl.lit(OWNER))
        .otherwise(pl.lit(ORGANISATION))
    )
    organisation_name = pl.col("organisation").replace_strict(names, return_dtype=pl.String)
    who = pl.when(where == OWNER).then(owner).when(where == ORGANISATION).then(organisation_name)
    return entries.with_columns(where=where, who=who.otherwise(pl.lit("")))

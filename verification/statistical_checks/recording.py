"""What a run writes down: the same laws, read from a run's Parquet tables; whose rows a thinned run keeps."""

from __future__ import annotations

from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

import glasscity
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, evenly, exactly, table
from statistical_checks.laboratory import Laboratory, rates, scenario_of

CITIZENS, DAYS, KEPT = 65_536, 30, 0.3


def _run(laboratory: Laboratory, *settings: str) -> dict[str, pl.DataFrame]:
    """Run a city as any user would, and return the tables that it wrote."""
    scenario = scenario_of(
        *rates(red_light=(36.5, 36.5), volunteering=(18.25, 36.5)),
        "recording.acts=true",
        *settings,
        citizens=laboratory.size(CITIZENS),
        days=DAYS,
    )
    with TemporaryDirectory() as folder:
        run = glasscity.run(scenario, seed=laboratory.seed, out=f"{folder}/run", baseline=False, threads=1)
        return {name: run.named(name).collect() for name in ("acts", "ledger")}


def whole(laboratory: Laboratory) -> dict[str, pl.DataFrame]:
    """Return the tables of a run that keeps all rows."""
    return _run(laboratory)


def thinned(laboratory: Laboratory) -> dict[str, pl.DataFrame]:
    """Return the tables of the same run that keeps the rows of some citizens."""
    return _run(laboratory, "recording.ledger='sample'", f"recording.sample={KEPT}")


@check("what a run writes down of what people do: {}", each=(("red_light", 36.5), ("volunteering", 18.25)))
def acts(laboratory: Laboratory, conduct: tuple[str, float]) -> Held:
    """Rows of `acts` ~ Binomial(citizens × days, per_year / 365)."""
    rows = laboratory.get(whole)["acts"].filter(pl.col("conduct").cast(pl.String) == conduct[0])
    return binomial(rows.height, laboratory.size(CITIZENS) * DAYS, conduct[1] / 365)


@check("what a run writes down of what was filed")
def ledger(laboratory: Laboratory) -> Held:
    """Rows of `ledger` about red lights ~ Binomial(acts whose filings are all due, 0.3)."""
    tables, last = laboratory.get(whole), DAYS - 1 - 5
    red = pl.col("conduct").cast(pl.String) == "red_light"
    done = tables["acts"].filter(red & (pl.col("day") <= last))
    filed = tables["ledger"].filter(
        red & (pl.col("conduct_day") <= last) & (pl.col("kind").cast(pl.String) == "conduct")
    )
    return binomial(filed.height, done.height, 0.3)


@check("how long a filing took, as a run writes it down")
def delays(laboratory: Laboratory) -> Held:
    """Day minus day of the conduct is even from 1 to 5, in rows of `ledger` about red lights."""
    rows = laboratory.get(whole)["ledger"].filter(
        (pl.col("conduct").cast(pl.String) == "red_light")
        & (pl.col("conduct_day") <= DAYS - 6)
        & (pl.col("kind").cast(pl.String) == "conduct")
    )
    return evenly((rows["day"] - rows["conduct_day"]).to_numpy(), 1, 5)


@check("whose rows a thinned run keeps")
def sample(laboratory: Laboratory) -> Held:
    """Citizens with acts in the thinned run ~ Binomial(citizens with acts in the whole one, sample)."""
    kept, all_of_them = laboratory.get(thinned)["acts"], laboratory.get(whole)["acts"]
    return binomial(kept["citizen"].n_unique(), all_of_them["citizen"].n_unique(), KEPT)


@check("a thinned run keeps all rows of those whose rows it keeps")
def all_rows(laboratory: Laboratory) -> Held:
    """The whole run's rows of those citizens = the thinned run's rows: nothing is left to chance."""
    kept, everything = laboratory.get(thinned)["acts"], laboratory.get(whole)["acts"]
    same = everything.filter(pl.col("citizen").is_in(kept["citizen"].unique().to_list()))
    return exactly(kept.select("day", "citizen").to_numpy(), same.select("day", "citizen").to_numpy())


@check("those whose rows are kept are neither early nor late among the citizens")
def spread(laboratory: Laboratory) -> Held:
    """Kept or not, and the sixteenth of the numbers in which a citizen is: independent rows and columns."""
    kept = laboratory.get(thinned)["acts"]["citizen"].unique().to_numpy()
    everybody = laboratory.get(whole)["acts"]["citizen"].unique().to_numpy().astype(np.int64)
    is_kept = np.isin(everybody, kept).astype(np.int64)
    return table(is_kept, everybody // (laboratory.size(CITIZENS) // 16))

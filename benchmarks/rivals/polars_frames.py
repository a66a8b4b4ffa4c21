"""Score city with Polars: one frame of citizens, one of ties; random numbers come from NumPy."""

from __future__ import annotations

import numpy as np
import polars as pl
import rules

RULES = [f"rule {number}" for number in range(len(rules.POINTS))]


class City:
    def __init__(self, citizens: int, seed: int) -> None:
        self.random = rules.life(seed)
        self.starts, friends = rules.ring(citizens, seed)
        self.ties = frame_of_ties(self.starts, friends)
        self.citizens = frame_of_citizens(citizens, seed)
        self.several_acts = 0
        self.in_category = dict.fromkeys(rules.CATEGORIES, 0)
        self.mean_score = rules.START

    def day(self) -> None:
        theirs = means_of_friends(self.citizens["score"], self.ties)
        self.citizens = next_day(self.citizens, theirs, self.random, self.ties, self.starts)
        self.mean_score, several, self.in_category = summary(self.citizens)
        self.several_acts += several

    def mean(self) -> float:
        return self.mean_score

    def counts(self) -> dict[str, int]:
        return self.in_category


def frame_of_ties(starts: np.ndarray, friends: np.ndarray) -> pl.DataFrame:
    owner = np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
    ties = pl.DataFrame({"citizen": owner, "friend": friends.astype(np.uint32)})
    return ties.with_columns(pl.col("citizen").set_sorted())


def frame_of_citizens(citizens: int, seed: int) -> pl.DataFrame:
    score = pl.repeat(rules.START, citizens, dtype=pl.Float32, eager=True)
    return pl.DataFrame({"score": score, "propensity": rules.propensities(citizens, seed)})


def means_of_friends(scores: pl.Series, ties: pl.DataFrame) -> pl.Series:
    return (
        ties.lazy()
        .select("citizen", theirs=pl.lit(scores).gather(pl.col("friend")))
        .group_by("citizen", maintain_order=True)
        .agg(pl.col("theirs").mean())
        .collect()["theirs"]
    )


def summary(citizens: pl.DataFrame) -> tuple[float, int, dict[str, int]]:
    """Return the mean score, how many acted more than once today, and how many are in each category."""
    totals = citizens.select(
        pl.col("score").cast(pl.Float64).mean(),
        several=(pl.col("acts") > 1).sum(),
        **{name: (pl.col("category") == place).sum() for place, name in enumerate(rules.CATEGORIES)},
    ).row(0, named=True)
    return totals.pop("score"), totals.pop("several"), totals


def next_day(
    citizens: pl.DataFrame,
    theirs: pl.Series,
    random: np.random.Generator,
    ties: pl.DataFrame,
    starts: np.ndarray,
) -> pl.DataFrame:
    """Return the frame of citizens in the evening; the rules are one lazy query over it."""
    number = len(citizens)
    drawn = {name: random.random(number, dtype=np.float32) for name in RULES}
    denounced = np.flatnonzero(random.random(number, dtype=np.float32) < rules.DENOUNCED)
    chosen = random.integers(starts[denounced], starts[denounced + 1])
    informers = ties["friend"].gather(chosen)
    lost = pl.DataFrame({"citizen": denounced.astype(np.uint32), "told": float(rules.DENUNCIATION)})
    won = pl.DataFrame({"citizen": informers, "told": float(rules.INFORMER)})
    told = pl.concat([lost, won]).group_by("citizen").agg(pl.col("told").sum())
    by_denunciation = np.zeros(number, np.float32)
    by_denunciation[told["citizen"].to_numpy()] = told["told"].to_numpy()

    well, badly = pl.col("propensity"), 1 - pl.col("propensity")
    done = {
        name: pl.col(name) < (well if points > 0 else badly) * pl.lit(2 * rate, pl.Float32)
        for name, points, rate in zip(RULES, rules.POINTS, rules.RATES, strict=True)
    }
    earned = pl.sum_horizontal(
        pl.col(name).cast(pl.Float32) * pl.lit(points, pl.Float32)
        for name, points in zip(RULES, rules.POINTS, strict=True)
    )
    influence = (pl.col("theirs") - pl.col("score")) * pl.lit(rules.INFLUENCE, pl.Float32)
    score = pl.col("score") + earned + influence + pl.col("told")
    category = pl.sum_horizontal((pl.col("score") >= bound).cast(pl.UInt8) for bound in rules.BOUNDS)
    lowered = pl.when(pl.col("category") == 0).then(-rules.CHANGE)
    change = lowered.when(pl.col("category") == 5).then(rules.CHANGE).otherwise(0.0)
    propensity = (pl.col("propensity") + change.cast(pl.Float32)).clip(1 - rules.MOST, rules.MOST)
    return (
        citizens.lazy()
        .with_columns(theirs=theirs, told=pl.Series(by_denunciation), **drawn)
        .with_columns(**done)
        .select(
            "^unique_id$",
            "propensity",
            score=score.clip(rules.LOWEST, rules.HIGHEST),
            acts=pl.sum_horizontal(RULES),
        )
        .with_columns(category=category)
        .with_columns(propensity=propensity)
        .collect()
    )


build = City

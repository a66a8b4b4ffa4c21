"""What a report says about a run, counted once: aggregates only, read lazily, a few thousand rows at most."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from glasscity.recorder import tables_of_mechanisms
from glasscity.results import Run
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import MILLIPOINTS
from glasscity.study.alone import categories_alone
from glasscity.study.filed import entries_of
from glasscity.study.gaps import Gap, gaps_of
from glasscity.study.outcome import Summary, Ways
from glasscity.study.parity import low_categories
from glasscity.study.summary import summarise
from glasscity.study.words import SYNTHETIC, counted, listed

STAGES = 5
"""At how many moments the flow between categories is looked at."""


class Facts:
    """The numbers behind one report. Every property is worked out when it is first asked for."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.scenario: Scenario = run.scenario
        self.citizens = run.citizens_number
        self.days = run.days_number
        self.scored = run.scenario.scoring.enabled
        self.names = run.scenario.category_names
        self.worst = self.names[-1]
        self.low = low_categories(self.names)
        self.low_words = " or ".join(self.low)

    @property
    def complete(self) -> bool:
        """Whether the run kept everybody's rows."""
        return self.run.kept == "all"

    def has(self, table: str) -> bool:
        """Return whether the city has such a table, also where the run did not keep it."""
        return bool(self.run.folder.names(table)) or (
            not self.complete and table in tables_of_mechanisms(self.scenario)
        )

    @cached_property
    def summary(self) -> Summary:
        """What the run came to, as the command line tells it too."""
        return summarise(self.run)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Gaps between groups with true conduct equal."""
        return gaps_of(self.run, self.low)

    @property
    def answers(self) -> bool:
        """Whether people answer to being watched and scored."""
        response = self.scenario.response
        return response is not None and response.enabled

    @property
    def lives_change(self) -> bool:
        """Whether what is refused or granted changes lives, and lives conduct."""
        return self.summary.lives is not None

    @property
    def ways(self) -> Ways:
        """Who ended where, where anybody is scored."""
        assert self.summary.ways is not None
        return self.summary.ways

    @property
    def stamp(self) -> str:
        """The line under every picture."""
        return f"{SYNTHETIC} · {self.scenario.name}, seed {self.run.manifest['seed']}"

    @property
    def unscored_words(self) -> str:
        """A sentence on those who are not scored at the end for want of consent, or nothing."""
        consent = self.summary.consent
        if consent is None:
            return ""
        said = counted(consent.without, "citizen is", "citizens are")
        return f"{said} without consent at the end, and not scored."

    @property
    def beginning(self) -> str:
        """In which category people begin, as a sentence."""
        who = "Everybody" if self.summary.consent is None else "Everybody who is scored"
        return f"{who} begins in {self.start_category}."

    @cached_property
    def start_category(self) -> str:
        """The category in which everybody begins."""
        start = self.scenario.rulebook.start
        bands = self.scenario.rulebook.categories.bands
        return next(band.name for band in bands if band.at_least is None or start >= band.at_least)

    @cached_property
    def at_end(self) -> dict[str, int]:
        """Citizens in each category at the end, best first."""
        counted = (
            self.run.table("citizens").group_by("category").agg(at_end=pl.len())
            if self.complete
            else (self.run.table("category_sums"))
        )
        numbers = counted.select(pl.col("category").cast(pl.String), "at_end").collect()
        found = dict(numbers.iter_rows())
        return {name: int(found.get(name, 0)) for name in self.names}

    def share(self, *names: str) -> float:
        """Return the share of citizens who end in one of these categories."""
        return sum(self.at_end[name] for name in names) / self.citizens

    @cached_property
    def stages(self) -> list[int]:
        """The ends of days at which the flow is looked at: the start (−1), evenly on, the last day."""
        steps = min(STAGES - 1, self.days)
        return [-1, *(self.days * step // steps - 1 for step in range(1, steps + 1))]

    @cached_property
    def at_stages(self) -> pl.DataFrame:
        """One row for each way through the categories: columns `stage_0` …, and how many took it.

        Whoever is not scored at one of these moments is left out.
        """
        moves = self.run.table("moves").select("day", "citizen", "after")
        frame = self.run.table("citizens").select("citizen")
        for index, day in enumerate(self.stages):
            last = moves.filter(pl.col("day") <= day).group_by("citizen").agg(pl.col("after").last())
            frame = frame.join(last.rename({"after": f"stage_{index}"}), on="citizen", how="left")
        start = pl.lit(self.names.index(self.start_category), pl.UInt8)
        if self.summary.consent is not None:
            first = self.run.table("moves").group_by("citizen").agg(before=pl.col("before").first())
            frame = frame.join(first, on="citizen", how="left").join(
                self.run.table("citizens").select("citizen", end=pl.col("category").to_physical()),
                on="citizen",
            )
            start = pl.col("before").fill_null(pl.col("end")).cast(pl.UInt8)
        columns = [f"stage_{index}" for index in range(len(self.stages))]
        ways = frame.select(pl.col(columns).fill_null(start)).group_by(columns).len("number")
        always_scored = pl.all_horizontal(pl.col(columns) < len(self.names))
        return ways.filter(always_scored).sort(columns).collect()

    @cached_property
    def tipped(self) -> tuple[int, int]:
        """How many are in a worse, and in a better, category than their own file alone would give."""
        now, alone = pl.col("now"), pl.col("alone")
        both = categories_alone(self.run).select(
            (now > alone).sum().alias("worse"), (now < alone).sum().alias("better")
        )
        worse, better = both.collect().row(0)
        return int(worse), int(better)

    @cached_property
    def groups(self) -> pl.DataFrame:
        """How many citizens, by `attribute`, `level` and `category`: `number`."""
        attributes = ("income", "born_here", "sex", "disability", "age")
        frame = self.run.table("citizens")
        counts = [
            frame.group_by(pl.col(name).cast(pl.String).alias("level"), pl.col("category").cast(pl.String))
            .agg(pl.len().alias("number"))
            .with_columns(attribute=pl.lit(name))
            for name in attributes
        ]
        return pl.concat(counts).collect().sort("attribute", "level", "category")

    @cached_property
    def filed(self) -> pl.DataFrame:
        """What was filed, by `organisation`, `conduct`, `kind` (codes): `entries`, `gained`, `lost`."""
        points = pl.col("points") * pl.col("counts").cast(pl.Int64)
        keys = ["organisation", "conduct", "kind"]
        grouped = entries_of(self.run).select(*keys, "entries", points=points).group_by(keys)
        sums = grouped.agg(
            pl.col("entries").sum(),
            pl.col("points").clip(lower_bound=0).sum().alias("gained"),
            pl.col("points").clip(upper_bound=0).sum().alias("lost"),
        )
        in_points = [pl.col(name) / MILLIPOINTS for name in ("gained", "lost")]
        return sums.with_columns(in_points).collect(engine="streaming").sort(keys)

    @cached_property
    def requests(self) -> pl.DataFrame:
        """Requests by `service`, `outcome`, `category`: `number`."""
        keys = ["service", "outcome", "category"]
        frame = self.run.named("request_days").with_columns(pl.col(keys).cast(pl.String))
        return frame.group_by(keys).agg(pl.col("number").sum()).sort(keys).collect()

    @property
    def refused_by_score(self) -> int:
        """Refusals that would not have been there without the score."""
        return sum(service.refused_for_score for service in self.summary.services)

    @cached_property
    def conduct(self) -> pl.DataFrame:
        """By `conduct`: `acts`, and `entries` about them."""
        frame = self.run.table("conduct_days").with_columns(pl.col("conduct").cast(pl.String))
        return frame.group_by("conduct").agg(pl.col("acts", "entries").sum()).sort("conduct").collect()

    @cached_property
    def entries(self) -> int:
        """Entries in the ledger, of every kind."""
        return int(entries_of(self.run).select(pl.col("entries").sum()).collect().item())

    def depends_on(self, attribute: str) -> int:
        """Return for how many kinds of conduct the rate depends on an attribute."""
        return sum(attribute in conduct.depends for conduct in self.scenario.conduct.values())

    @property
    def band_words(self) -> str:
        """The categories with their bounds, in words."""
        bands = self.scenario.rulebook.categories.bands
        said = [f"{band.name} from {band.at_least:,}" for band in bands if band.at_least is not None]
        return f"{listed(said)}; {self.worst} is everything below"

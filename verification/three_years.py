"""Three years with and without the score: does D trap, does voice fall, do ties sort, what is gained?

    python verification/three_years.py [--lives 20] [--ties 20] [--flips 20] [--kept FILE] [--out FOLDER]

Every life is lived three times with the same draws: with the score, with the score and D given to some by
lot, and without any score. One assumption at a time is then changed, to see which findings turn round with
it. What a life came to is kept line by line in `--kept`, so that an interrupted run goes on from there.
Writes three-years.md and its pictures into docs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from three_years_page import DOCS, write

from glasscity.authority.score import deviations
from glasscity.cli.terminal import progress_bar
from glasscity.indices.mixing import category_assortativity, score_assortativity
from glasscity.measure.daily import Measures
from glasscity.measure.ties import count_ends
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.step import SCHEDULE
from glasscity.world import Today, World, found_city, open_world

SEED = 1
YEAR = 365
YEARS = 3
HOME = Path(__file__).parent
LOTS = HOME / "three-years.toml"
AFTER = (1, 30, 90, 180, 365, 730)
"""Days after the category by lot has ended, at which people are compared."""
GRAVE = 5
"""Gravity from which an unlawful act counts as grave."""
SPARED = "experiment.enabled=false"


def harder(city: Scenario) -> list[str]:
    """Return the settings under which every refusal and dearer price hits twice as often."""
    assert city.circumstances is not None
    return [
        f"circumstances.kinds.{name}.{answer}.{service}={min(2 * probability, 1)}"
        for name, kind in city.circumstances.kinds.items()
        for answer in ("begins_when_refused", "begins_when_dearer")
        for service, probability in getattr(kind, answer).items()
    ]


@dataclass(frozen=True)
class Variant:
    """The city with one assumption changed, and which lives are lived in it beside that with the score."""

    name: str
    settings: Callable[[Scenario], list[str]]
    without_score: bool = True
    with_lots: bool = False


ESSAY = Variant("as the essay has it", lambda city: [], with_lots=True)
NO_INFLUENCE = "rulebook.influence.kind='off'"
TIES = (
    Variant("frozen ties", lambda city: ["rewiring.enabled=false"], without_score=False),
    Variant("no influence of friends", lambda city: [NO_INFLUENCE], without_score=False),
    Variant("neither", lambda city: ["rewiring.enabled=false", NO_INFLUENCE], without_score=False),
)
FLIPS = (
    Variant("circumstances off", lambda city: ["circumstances.enabled=false"], with_lots=True),
    Variant("restrictions hit twice as often", harder, with_lots=True),
    Variant(
        "people learn by habit",
        lambda city: ["response.learning.rule='habit'", "response.learning.parameters={}"],
    ),
    Variant(
        "people speak by thresholds",
        lambda city: ["voice.speaking.rule='thresholds'", "voice.speaking.parameters={}"],
    ),
    Variant("the criteria are known", lambda city: ["response.criteria.transparency=1"]),
    Variant("everybody sees everybody's category", lambda city: ["rewiring.knows=1"]),
    Variant(
        "without repair and errors of the data centre",
        lambda city: ["repair.enabled=false", "data_centre.enabled=false"],
    ),
    Variant("everybody knows of the system", lambda city: ["response.awareness.at_start=1"]),
)


class Watcher:
    """Follows one life day by day and says at the end what it came to."""

    def __init__(self, city: Scenario, world: World) -> None:
        rules = city.experiment
        assert rules is not None
        override = city.rulebook.rules[rules.conduct].override
        assert override is not None
        number = world.city.population.number
        self.start, self.end = rules.day, rules.day + override.days
        self.worst = len(city.category_names) - 1
        self.unlawful = np.zeros(1 << 16, np.bool_)
        self.unlawful[[conduct.code for conduct in city.conduct.values() if not conduct.lawful]] = True
        self.each: dict[str, NDArray[np.float64]] = {
            name: np.zeros(number) for name in ("unlawful while it lasts", "unlawful afterwards", "days in D")
        }
        self.ever = {bound: np.zeros(number, np.bool_) for bound in ("C or D", "D")}
        self.lots = np.empty(0, np.uint32)

    def watch(self, city: Scenario, world: World, today: Today) -> None:
        """Take in one day."""
        if len(today.assigned):
            self.lots = today.assigned["citizen"][today.assigned["treated"] > 0]
        if today.day >= self.start:
            acts = today.acts["citizen"][self.unlawful[today.acts["conduct"]]]
            span = "unlawful while it lasts" if today.day < self.end else "unlawful afterwards"
            np.add.at(self.each[span], acts, 1.0)
        if not world.scored:
            return
        scored = world.file.category <= self.worst
        in_d = scored & (world.file.category == self.worst)
        self.ever["D"] |= in_d
        self.ever["C or D"] |= scored & (world.file.category >= self.worst - 1)
        if today.day >= self.end:
            self.each["days in D"] += in_d
        after = today.day - self.end + 1
        if after not in AFTER:
            return
        self.each[f"in D, {after}"] = in_d.astype(float)
        self.each[f"in C or D, {after}"] = (scored & (world.file.category >= self.worst - 1)).astype(float)
        self.each[f"own points, {after}"] = world.file.base / 1000
        if world.circumstances is not None and city.circumstances is not None:
            for name, kind in city.circumstances.kinds.items():
                place = world.circumstances.codes.index(kind.code)
                self.each[f"{name}, {after}"] = (world.circumstances.bits >> place & 1).astype(float)


def lived(city: Scenario, life: int, workers: Workers) -> tuple[Watcher, dict[str, float]]:
    """Live one life; return its watcher and the measures of the whole city."""
    city = city.model_copy(update={"harm": None})
    world = open_world(city, found_city(city, SEED, workers), SEED, life, workers)
    measures, watcher = Measures(city, world), Watcher(city, world)
    for day in range(city.time.days):
        today = Today(day)
        for phase in SCHEDULE:
            phase.run(world, today)
        measures.measure(world, today)
        measures.tally(today)
        watcher.watch(city, world, today)
    frames = measures.frames()
    found = dict(conduct_of(city, frames["conduct_days"])) | dict(voice_of(frames["voice_days"]))
    if world.scored:
        found |= dict(ties_of(world)) | dict(standing_of(city, frames, watcher))
    return watcher, found


def conduct_of(city: Scenario, days: pl.DataFrame) -> Iterator[tuple[str, float]]:
    """Yield acts per 1,000 people and year."""
    scale = 1000 / city.population.citizens / YEARS
    sums = days.group_by(pl.col("conduct").cast(pl.String)).agg(pl.col("acts").sum())
    acts: dict[str, int] = dict(sums.iter_rows())
    groups = {
        "unlawful acts": [n for n, one in city.conduct.items() if not one.lawful],
        "grave unlawful acts": [
            n for n, one in city.conduct.items() if one.gravity >= GRAVE and not one.lawful
        ],
        "traffic offences": [
            n for n, one in city.conduct.items() if one.domain == "traffic" and not one.lawful
        ],
        "loans in default": ["defaulting_on_a_loan"],
        "unpaid bills": ["unpaid_bill"],
        "good deeds": [n for n, one in city.conduct.items() if one.domain == "good_deeds"],
    }
    for name, members in groups.items():
        yield name, scale * sum(acts.get(one, 0) for one in members)


def voice_of(days: pl.DataFrame) -> Iterator[tuple[str, float]]:
    """Yield who speaks, in the first month and in the third year, and what they think."""
    citizens_per_1000 = "critical_acts", "critical_forgone", "approving_acts"
    for when, part in (("first month", days.head(30)), ("third year", days.tail(YEAR))):
        mean = part.mean().row(0, named=True)
        critics = max(mean["critics"], 1e-9)
        silent, feigning = mean["critics_silent"], mean["critics_feigning"]
        yield f"critics who say so, {when}", 100 * (mean["critics"] - silent - feigning) / critics
        yield f"critics who feign approval, {when}", 100 * feigning / critics
        yield f"people who disapprove, {when}", mean["critics"]
        yield f"mean opinion, {when}", mean["mean_opinion"]
        yield f"fear, {when}", 100 * mean["fear"]
        for name in citizens_per_1000:
            yield f"{name}, {when}", mean[name] * YEAR


def ties_of(world: World) -> Iterator[tuple[str, float]]:
    """Yield whether ties sort at the end: by the score, by one's own points alone, by category."""
    ties, file = world.city.ties, world.file
    totals = deviations(world.centre.regulations.formula, file)
    for name, points in (("score", totals), ("own points", file.base.astype(np.int64))):
        zero = 0 if name == "score" else int(world.centre.regulations.formula.start.flat[0])
        counted = count_ends(ties.start, ties.contact, ties.layers, file.category, points, zero)
        yield f"sorted by {name}", score_assortativity(counted[0], *counted[4:]) or 0.0
    yield "sorted by category", category_assortativity(*counted[1:4]) or 0.0
    yield "ties", counted[0] / 2


def standing_of(
    city: Scenario, frames: dict[str, pl.DataFrame], watcher: Watcher
) -> Iterator[tuple[str, float]]:
    """Yield how many people it concerns: in C and D, ever there, refused for the score."""
    last = frames["days"].tail(YEAR)
    low, worst = city.category_names[-2:]
    yield "in D", float(last[f"in_{worst}"].mean())  # type: ignore[arg-type]
    yield "in C", float(last[f"in_{low}"].mean())  # type: ignore[arg-type]
    yield "in D in the first year", float(frames["days"].head(YEAR)[f"in_{worst}"].mean())  # type: ignore[arg-type]
    dropped = frames["tie_days"]["dropped"].sum() if "tie_days" in frames else 0
    yield "ties dropped for a category", float(dropped) / YEARS
    yield from ((f"ever in {bound}", float(ever.sum())) for bound, ever in watcher.ever.items())
    refused = frames["request_days"].filter(
        (pl.col("outcome").cast(pl.String) == "refused") & (pl.col("reason") != "ordinary refusal")
    )
    yield "refusals for the score", float(refused["number"].sum()) / YEARS


def answer(job: tuple[str, int, int]) -> dict[str, Any]:
    """Live one life of a variant: with the score, without, and with D by lot, and return what it came to."""
    name, life, citizens = job
    variant = next(one for one in (ESSAY, *TIES, *FLIPS) if one.name == name)
    city = scenario_of(variant, citizens)
    with Workers(1) as workers:
        spared, scored = lived(load(city, settings=[SPARED]), life, workers)
        found: dict[str, Any] = {"key": key_of(city, life), "variant": name, "life": life, "scored": scored}
        if variant.without_score:
            _, found["without"] = lived(city.without_score(), life, workers)
        if variant.with_lots:
            drawn, _ = lived(city, life, workers)
            found["lots"] = len(drawn.lots)
            found["trap"] = {
                outcome: [float(each.each[outcome][drawn.lots].mean()) for each in (drawn, spared)]
                for outcome in drawn.each
            }
    return found


def scenario_of(variant: Variant, citizens: int) -> Scenario:
    """Return the city of a variant with its lots."""
    city = load(LOTS, citizens=citizens, days=YEARS * YEAR)
    return load(city, settings=variant.settings(city))


def key_of(city: Scenario, life: int) -> str:
    """Return what a kept line belongs to: it is no longer taken when the scenario has changed."""
    return hashlib.sha256(f"{city.to_toml()}{life}".encode()).hexdigest()[:16]


def gather(lives: int, ties: int, flips: int, citizens: int, kept: Path) -> dict[str, list[dict[str, Any]]]:
    """Live every life of every variant that is not kept yet; return them by variant, in order of life."""
    wanted = [(ESSAY, life) for life in range(1, lives + 1)]
    for turn in range(1, max(ties, flips) + 1):
        wanted += [(one, life) for life in (2 * turn - 1, 2 * turn) if life <= ties for one in TIES]
        wanted += [(one, turn) for one in FLIPS if turn <= flips]
    lines = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    known = {line["key"]: line for line in lines}
    scenarios = {one.name: scenario_of(one, citizens) for one in (ESSAY, *TIES, *FLIPS)}
    keys = [(key_of(scenarios[one.name], life), one, life) for one, life in wanted]
    with ProcessPoolExecutor(2) as pool, kept.open("a") as file, progress_bar() as progress:
        jobs = [
            pool.submit(answer, (one.name, life, citizens)) for key, one, life in keys if key not in known
        ]
        for number, job in enumerate(as_completed(jobs), 1):
            line = job.result()
            known[line["key"]] = line
            file.write(json.dumps(line) + "\n")
            file.flush()
            progress("lives", number, len(jobs))
    found: dict[str, list[dict[str, Any]]] = {}
    for key, one, _ in keys:
        found.setdefault(one.name, []).append(known[key])
    return found


def main() -> None:
    """Live, compare, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lives", type=int, default=20)
    parser.add_argument("--ties", type=int, default=20, help="lives for frozen ties and friends")
    parser.add_argument("--flips", type=int, default=20, help="lives for each change of an assumption")
    parser.add_argument("--citizens", type=int, default=2000)
    parser.add_argument("--kept", type=Path, default=Path(gettempdir()) / "three-years.jsonl")
    parser.add_argument("--out", type=Path, default=DOCS, help="folder for the page and its pictures")
    asked = parser.parse_args()
    found = gather(asked.lives, asked.ties, asked.flips, asked.citizens, asked.kept)
    write(found, asked.citizens, AFTER, [one.name for one in FLIPS if asked.flips], asked.out)


if __name__ == "__main__":
    main()

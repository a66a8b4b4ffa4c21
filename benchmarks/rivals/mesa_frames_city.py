"""Score city with mesa-frames: the citizens are one set of agents, kept as a frame of Polars.

mesa-frames stores and steps the agents; what they do is the query of polars_frames.py. It asks for an older
NumPy than the project has, so it lives in an environment of its own (see benchmarks/README.md).
"""

from __future__ import annotations

import polars as pl
import polars_frames
import rules
from mesa_frames import AgentSetPolars, ModelDF


class Citizens(AgentSetPolars):
    def __init__(self, model: City, citizens: int, seed: int) -> None:
        super().__init__(model)
        frame = polars_frames.frame_of_citizens(citizens, seed)
        numbers = pl.int_range(citizens, eager=True, dtype=pl.Int64)
        self.add(frame.select(numbers.alias("unique_id"), pl.all()))

    def step(self) -> None:
        city = self.model
        theirs = polars_frames.means_of_friends(self["score"], city.ties)
        self.agents = polars_frames.next_day(self.agents, theirs, city.life, city.ties, city.starts)


class City(ModelDF):
    def __init__(self, citizens: int, seed: int) -> None:
        super().__init__(seed)
        self.life = rules.life(seed)
        self.starts, friends = rules.ring(citizens, seed)
        self.ties = polars_frames.frame_of_ties(self.starts, friends)
        self.agents += Citizens(self, citizens, seed)
        self.several_acts = 0
        self.mean_score, self.in_category = rules.START, dict.fromkeys(rules.CATEGORIES, 0)

    def day(self) -> None:
        self.step()
        everybody = self.get_agents_of_type(Citizens).agents
        self.mean_score, several, self.in_category = polars_frames.summary(everybody)
        self.several_acts += several

    def mean(self) -> float:
        return self.mean_score

    def counts(self) -> dict[str, int]:
        return self.in_category


build = City

"""Score city with Starsim 3: friends are a network, scores the states of a module."""

from __future__ import annotations

import os
from typing import Any

os.environ["STARSIM_INSTALL_FONTS"] = "0"

import numpy as np
import rules
import starsim as ss

ss.options.crn = False
"""Without common random numbers across scenarios Starsim draws faster."""


class Friends(ss.Network):
    """The ring: each tie once."""

    def __init__(self, citizens: int, seed: int) -> None:
        self.starts, self.friends = rules.ring(citizens, seed)
        owner = np.repeat(np.arange(citizens, dtype=np.int32), np.diff(self.starts))
        once = owner < self.friends
        ones = np.ones(np.count_nonzero(once), np.float32)
        super().__init__(p1=owner[once], p2=self.friends[once], beta=ones)
        self.degree = np.diff(self.starts)

    def means(self, values: np.ndarray) -> np.ndarray:
        """Return everybody's mean over friends."""
        people = len(values)
        total = np.bincount(self.p1, weights=values[self.p2], minlength=people)
        total += np.bincount(self.p2, weights=values[self.p1], minlength=people)
        return total / self.degree

    def step(self) -> None:
        pass


def likely(points: float, rate: float) -> Any:
    """Return the function that says how likely each person is to do it today."""
    most = np.float32(2 * rate)
    if points > 0:
        return lambda module, sim, uids: most * module.propensity[uids]
    return lambda module, sim, uids: most * (1 - module.propensity[uids])


class Scoring(ss.Module):
    def __init__(self, propensities: np.ndarray) -> None:
        super().__init__()
        self.define_states(
            ss.FloatArr("score", default=rules.START),
            ss.FloatArr("propensity", default=0.5),
        )
        self.at_start = propensities
        self.conduct = [
            ss.bernoulli(p=likely(points, rate), name=f"rule_{number}")
            for number, (points, rate) in enumerate(zip(rules.POINTS, rules.RATES, strict=True))
        ]
        self.denunciation = ss.bernoulli(p=rules.DENOUNCED)
        self.which_friend = ss.random()
        self.several_acts = 0

    def init_post(self) -> None:
        super().init_post()
        self.propensity[self.sim.people.auids] = self.at_start

    def init_results(self) -> None:
        super().init_results()
        self.define_results(ss.Result("mean", dtype=float, scale=False))
        self.define_results(*(ss.Result(name, dtype=int) for name in rules.CATEGORIES))

    def step(self) -> None:
        everybody = self.sim.people.auids
        network = self.sim.networks["friends"]
        score = self.score.values
        change = (np.float32(rules.INFLUENCE) * (network.means(score) - score)).astype(np.float32)

        acts = np.zeros(len(everybody), np.uint8)
        for rule, points in zip(self.conduct, rules.POINTS, strict=True):
            done = rule.rvs(everybody)
            change[done] += points
            acts += done
        self.several_acts += int(np.count_nonzero(acts > 1))

        denounced = self.denunciation.filter(everybody)
        place = self.which_friend.rvs(len(denounced)) * network.degree[denounced]
        informers = network.friends[network.starts[denounced] + place.astype(np.int32)]
        change[denounced] += rules.DENUNCIATION
        np.add.at(change, informers, rules.INFORMER)

        self.score[:] = np.clip(score + change, rules.LOWEST, rules.HIGHEST)
        lowest = (self.score < rules.BOUNDS[0]).uids
        highest = (self.score >= rules.BOUNDS[-1]).uids
        self.propensity[lowest] = np.maximum(self.propensity[lowest] - rules.CHANGE, 1 - rules.MOST)
        self.propensity[highest] = np.minimum(self.propensity[highest] + rules.CHANGE, rules.MOST)

    def update_results(self) -> None:
        super().update_results()
        scores = self.score.values
        self.results["mean"][self.ti] = scores.mean(dtype=np.float64)
        for name, number in rules.count(scores).items():
            self.results[name][self.ti] = number


class City:
    def __init__(self, citizens: int, seed: int) -> None:
        self.sim = ss.Sim(
            n_agents=citizens,
            networks=Friends(citizens, seed),
            modules=Scoring(rules.propensities(citizens, seed)),
            start="2016-01-01",
            dt=ss.days(1),
            dur=ss.days(1000),
            rand_seed=seed,
            verbose=0,
            copy_inputs=False,
        )
        self.sim.init()
        self.scoring = self.sim.get_module(Scoring)
        self.days = 0

    @property
    def several_acts(self) -> int:
        return self.scoring.several_acts

    def day(self) -> None:
        self.sim.run_one_step()
        self.days += 1

    def mean(self) -> float:
        return float(self.scoring.results["mean"][self.days - 1])

    def counts(self) -> dict[str, int]:
        return {name: int(self.scoring.results[name][self.days - 1]) for name in rules.CATEGORIES}


build = City

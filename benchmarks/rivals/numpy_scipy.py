"""Score city with NumPy arrays, and friends as a sparse matrix of SciPy."""

from __future__ import annotations

import numpy as np
import rules
from scipy import sparse


class City:
    def __init__(self, citizens: int, seed: int) -> None:
        self.random = rules.life(seed)
        self.starts, self.friends = rules.ring(citizens, seed)
        degrees = np.diff(self.starts)
        weights = np.repeat((1 / degrees).astype(np.float32), degrees)
        self.mean_of_friends = sparse.csr_array(
            (weights, self.friends, self.starts), shape=(citizens, citizens)
        )
        self.score = np.full(citizens, rules.START, np.float32)
        self.propensity = rules.propensities(citizens, seed)
        self.several_acts = 0
        self.in_category = rules.count(self.score)

    def day(self) -> None:
        citizens = len(self.score)
        change = self.mean_of_friends @ self.score
        change -= self.score
        change *= np.float32(rules.INFLUENCE)

        acts = np.zeros(citizens, np.uint8)
        drawn = np.empty(citizens, np.float32)
        well, badly = self.propensity, 1 - self.propensity
        for points, rate in zip(rules.POINTS, rules.RATES, strict=True):
            self.random.random(out=drawn, dtype=np.float32)
            done = drawn < np.float32(2 * rate) * (well if points > 0 else badly)
            who = np.flatnonzero(done)
            change[who] += points
            acts += done
        self.several_acts += int(np.count_nonzero(acts > 1))

        self.random.random(out=drawn, dtype=np.float32)
        denounced = np.flatnonzero(drawn < rules.DENOUNCED)
        first, last = self.starts[denounced], self.starts[denounced + 1]
        informers = self.friends[self.random.integers(first, last)]
        change[denounced] += rules.DENUNCIATION
        np.add.at(change, informers, rules.INFORMER)

        self.score += change
        np.clip(self.score, rules.LOWEST, rules.HIGHEST, out=self.score)
        category = np.digitize(self.score, rules.BOUNDS).astype(np.uint8)
        numbers = np.bincount(category, minlength=len(rules.CATEGORIES))
        self.in_category = dict(zip(rules.CATEGORIES, numbers.tolist(), strict=True))
        self.propensity[category == 0] -= rules.CHANGE
        self.propensity[category == 5] += rules.CHANGE
        np.clip(self.propensity, 1 - rules.MOST, rules.MOST, out=self.propensity)
        self.mean_score = float(self.score.mean(dtype=np.float64))

    def mean(self) -> float:
        return self.mean_score

    def counts(self) -> dict[str, int]:
        return self.in_category


build = City

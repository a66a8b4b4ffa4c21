"""Score city with Mesa 3: every citizen an agent, friends as a list of agents."""

from __future__ import annotations

from bisect import bisect

import mesa
import rules

GOOD = [(points, 2 * rate) for points, rate in zip(rules.POINTS, rules.RATES, strict=True) if points > 0]
BAD = [(points, 2 * rate) for points, rate in zip(rules.POINTS, rules.RATES, strict=True) if points < 0]


class Citizen(mesa.Agent):
    def __init__(self, model: City, propensity: float) -> None:
        super().__init__(model)
        self.propensity = propensity
        self.score = rules.START
        self.change = 0.0
        self.friends: list[Citizen] = []

    def look(self) -> None:
        """Take in friends' scores, before anybody's score moves."""
        total = 0.0
        for friend in self.friends:
            total += friend.score
        self.change += rules.INFLUENCE * (total / len(self.friends) - self.score)

    def act(self) -> None:
        """Do what one does today, and perhaps be denounced for it."""
        random = self.random.random
        well, badly = self.propensity, 1 - self.propensity
        acts = 0
        for points, rate in GOOD:
            if random() < rate * well:
                self.change += points
                acts += 1
        for points, rate in BAD:
            if random() < rate * badly:
                self.change += points
                acts += 1
        if acts > 1:
            self.model.several_acts += 1
        if random() < rules.DENOUNCED:
            self.change += rules.DENUNCIATION
            self.random.choice(self.friends).change += rules.INFORMER

    def settle(self) -> None:
        """Let the day's points count."""
        self.score = min(max(self.score + self.change, rules.LOWEST), rules.HIGHEST)
        self.change = 0.0
        category = bisect(rules.BOUNDS, self.score)
        self.model.numbers[category] += 1
        self.model.total += self.score
        if category == 0:
            self.propensity = max(self.propensity - rules.CHANGE, 1 - rules.MOST)
        elif category == 5:
            self.propensity = min(self.propensity + rules.CHANGE, rules.MOST)


class City(mesa.Model):
    def __init__(self, citizens: int, seed: int) -> None:
        super().__init__(seed=seed)
        propensities = rules.propensities(citizens, seed).tolist()
        everybody = list(Citizen.create_agents(self, citizens, propensities))
        starts, friends = rules.ring(citizens, seed)
        for place, citizen in enumerate(everybody):
            row = friends[starts[place] : starts[place + 1]].tolist()
            citizen.friends = [everybody[friend] for friend in row]
        self.several_acts = 0
        self.numbers = [0] * len(rules.CATEGORIES)
        self.total = 0.0

    def step(self) -> None:
        self.numbers = [0] * len(rules.CATEGORIES)
        self.total = 0.0
        self.agents.do("look")
        self.agents.do("act")
        self.agents.do("settle")

    def day(self) -> None:
        self.step()

    def mean(self) -> float:
        return self.total / sum(self.numbers)

    def counts(self) -> dict[str, int]:
        return dict(zip(rules.CATEGORIES, self.numbers, strict=True))


build = City

"""Who lives in which town, and who moves to another."""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.draws import RELOCATION_CANDIDATE, RELOCATION_KEPT, RELOCATION_TOWN
from glasscity.scenario import Scenario
from reference.chance import Person
from reference.draws import draw, high_product
from reference.occasions import Occasion, happen, in_line
from reference.rows import Row

WEIGHT_ONE = 1 << 20
"""Weights of towns are whole numbers: a share times an attraction of 1 is this at most."""


class Residents:
    """The town of everybody, by its place in the order of the towns' codes, and who is on the way."""

    def __init__(self, home: Sequence[int]) -> None:
        self.town = list(home)
        self.leaving: list[Row] = []

    def arrive(self) -> list[Row]:
        """Rule: whoever moved yesterday lives there from this morning on. Return who they are."""
        arriving, self.leaving = self.leaving, []
        for one in arriving:
            self.town[one.citizen] = one.after
        return arriving

    def leave(self, scenario: Scenario, people: Sequence[Person], key: int, day: int) -> None:
        """Rule: moving is an occasion; the town is another one, chosen by its share of citizens times its
        attraction. Ties and home stay as they are."""
        rules = scenario.relocation
        if rules is None or not rules.enabled:
            return
        moving = in_line([Occasion(0, rules.per_year, rules.bound_per_year, rules.depends, {})])
        in_order = sorted(scenario.towns.values(), key=lambda town: town.code)
        weights = [int(town.share * town.attraction * WEIGHT_ONE) for town in in_order]
        for citizen, _ in happen(moving, people, key, day, RELOCATION_CANDIDATE, RELOCATION_KEPT):
            here = self.town[citizen]
            others = {town: weight for town, weight in enumerate(weights) if town != here}
            word = draw(key, citizen, day, RELOCATION_TOWN, 0, 0)[0]
            place = high_product(word, sum(others.values()))
            for there, weight in others.items():
                if place < weight:
                    row = Row(day=day + 1, citizen=citizen, before=here, after=there)
                    self.leaving.append(row)
                    break
                place -= weight

"""What the authority holds on every citizen, between one day and the next. All points are millipoints."""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.scenario import Scenario
from glasscity.scenario.towns import TownScale, town_scales
from glasscity.tables import NO_CATEGORY

EntryId = tuple[int, int]


class File:
    """One place per citizen in every list.

    Attributes
    ----------
    town : whose rules hold for somebody, in the order of the towns' codes.
    base : start + the sum of the entries that count.
    influence : what contacts add.
    total : base + influence as it is read, clamped.
    category : the best is 0; 255 for those who are not scored.
    override : the worst category that a rule has set at present, 0 if none has.
    set_by_rules : the overrides in force, by the id of the entry: the category, and for which conduct.
    gained, lost : by cap, what it has let through; `gained` is the sum for a standing cap.
    consents : 1 where a citizen may be scored; empty where consent is never asked.
    """

    def __init__(self, scenario: Scenario, town: Sequence[int], consents: Sequence[int] | None) -> None:
        towns = town_scales(scenario)
        self.town = [int(one) for one in town]
        self.consents = [] if consents is None else [int(one) for one in consents]
        self.base = [towns[one].start for one in self.town]
        self.influence = [0] * len(self.town)
        self.total = list(self.base)
        self.override = [0] * len(self.town)
        self.set_by_rules: list[dict[EntryId, tuple[int, int]]] = [{} for _ in self.town]
        caps = scenario.rulebook.caps
        self.gained = {name: [0] * len(self.town) for name in caps}
        self.lost = {name: [0] * len(self.town) for name in caps}
        self.category = [self.category_of(towns, citizen) for citizen in self.citizens]

    @property
    def citizens(self) -> range:
        """Everybody."""
        return range(len(self.town))

    def is_scored(self, towns: list[TownScale], citizen: int) -> bool:
        """Rule: whoever lives in a town that scores, and consents, if consent is asked."""
        return towns[self.town[citizen]].scored and self.consenting(citizen)

    def consenting(self, citizen: int) -> bool:
        """Return whether a citizen consents, or nobody is ever asked."""
        return not self.consents or self.consents[citizen] == 1

    def category_of(self, towns: list[TownScale], citizen: int) -> int:
        """Rule: the band of the total, or a worse category that a rule has set; none for the unscored."""
        if not self.is_scored(towns, citizen):
            return NO_CATEGORY
        return max(band(towns[self.town[citizen]], self.total[citizen]), self.override[citizen])

    def set_category(self, citizen: int, entry: EntryId, category: int, conduct: int) -> None:
        """Let an override hold; of several the worst counts."""
        self.set_by_rules[citizen][entry] = category, conduct
        self._worst_counts(citizen)

    def lift_category(self, citizen: int, entry: EntryId) -> None:
        """Let an override hold no more."""
        del self.set_by_rules[citizen][entry]
        self._worst_counts(citizen)

    def _worst_counts(self, citizen: int) -> None:
        """Keep the worst of the categories that are set at present."""
        categories = [category for category, _ in self.set_by_rules[citizen].values()]
        self.override[citizen] = max(categories, default=0)


def band(town: TownScale, total: int) -> int:
    """Rule: the first category, from the best one on, whose lower bound the total reaches, or the last."""
    for category, bound in enumerate(town.bounds):
        if total >= bound:
            return category
    return len(town.bounds)


def clamped(town: TownScale, points: int) -> int:
    """Return a total as a town reads it."""
    return min(max(points, town.lowest), town.highest)

"""Where inspectors look: to districts by what is on record there, or at people by category or own records."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from glasscity.draws import INSPECTION_VISIT
from glasscity.scenario import Scenario
from glasscity.scenario.inspection import Inspection
from glasscity.scenario.organisations import Organisation
from glasscity.scenario.quantities import threshold32
from reference.chance import CERTAIN
from reference.city import City
from reference.draws import draw
from reference.recorded import MOST_RECORDS, Recorded


class Inspected(NamedTuple):
    """What one organisation's inspections were like today: `group` is the district, category or number of
    records of everybody; `visits` go to each district, and `known` is what they went by."""

    name: str
    among: str
    codes: list[int]
    group: list[int]
    visits: list[int]
    known: list[int]


class Looking:
    """Where inspectors look today: what their attention multiplies the chance of being seen by, in 2**-32."""

    def __init__(self) -> None:
        self.inspected: list[Inspected] = []
        self._factors: dict[tuple[int, int], tuple[list[int], list[int]]] = {}

    def add(self, organisation: int, inspected: Inspected, factors: list[int]) -> None:
        """Note where one organisation looks: `factors` are those of each group."""
        self.inspected.append(inspected)
        for conduct in inspected.codes:
            self._factors[organisation, conduct] = inspected.group, factors

    def seen(self, organisation: int, conduct: int, citizen: int, full: int) -> int:
        """Rule: the chance of being seen is multiplied by the factor of one's group; a group without one is
        seen as ever."""
        group, factors = self._factors.get((organisation, conduct), ([], []))
        if not group or group[citizen] >= len(factors):
            return full
        return min(full * factors[group[citizen]] >> 32, CERTAIN)


def look(
    scenario: Scenario, city: City, recorded: Recorded, category: Sequence[int], key: int, day: int
) -> Looking:
    """Send the inspectors out, by what the authority had on record and on file last night."""
    looking = Looking()
    for name, organisation in scenario.organisations.items():
        rules = organisation.inspection
        if rules is None or not rules.enabled:
            continue
        visits: list[int] = []
        known: list[int] = []
        if rules.among == "districts":
            group = city.levels["district"]
            known = recorded.incidents(name, rules)
            visits = _visits(organisation, rules, known, _people(city), key, day)
            factors = _of_districts(rules, known, _people(city), visits)
        elif rules.among == "categories":
            group, factors = list(category), _of_categories(rules, scenario.category_names)
        else:
            group, factors = recorded.own(name), _of_records(rules)
        codes = [scenario.conduct[one].code for one in rules.inspects]
        looking.add(organisation.code, Inspected(name, rules.among, codes, group, visits, known), factors)
    return looking


def _people(city: City) -> list[int]:
    """Return how many people live in each district."""
    return [city.levels["district"].count(place) for place in range(len(city.level_names["district"]))]


def _visits(
    organisation: Organisation,
    rules: Inspection,
    known: list[int],
    people: list[int],
    key: int,
    day: int,
) -> list[int]:
    """Rule: each visit goes, with probability `follows`, to a district by its share of the incidents, and
    otherwise by its share of the citizens; where nothing is on record, always so."""
    visits = [0] * len(people)
    for visit in range(rules.visits):
        words = draw(key, organisation.code, day, INSPECTION_VISIT, 0, visit)
        follows = words[1] < threshold32(rules.follows) and any(known)
        upto = list(accumulate(known if follows else people))
        place = words[0] * upto[-1] >> 32
        visits[bisect_right(upto, place)] += 1
    return visits


def _of_districts(rules: Inspection, known: list[int], people: list[int], visits: list[int]) -> list[int]:
    """Rule: a district is seen by its share of the visits; with the correction, less by the share that it
    may expect."""
    factors = [number * CERTAIN // rules.visits for number in visits]
    if not rules.corrected:
        return factors
    follows = threshold32(rules.follows)
    records = known if any(known) else people
    expected = [
        follows * record // sum(records) + (CERTAIN - follows) * some // sum(people)
        for record, some in zip(records, people, strict=True)
    ]
    return [factor * (CERTAIN - share) >> 32 for factor, share in zip(factors, expected, strict=True)]


def _of_categories(rules: Inspection, names: list[str]) -> list[int]:
    """Rule: people of a category are looked at more closely or less; where nothing is said, as ever."""
    return [threshold32(rules.of_category[name]) if name in rules.of_category else CERTAIN for name in names]


def _of_records(rules: Inspection) -> list[int]:
    """Rule: each record of one's own adds to the factor, up to the largest."""
    return [threshold32(min(1 + rules.each_entry * number, rules.most)) for number in range(MOST_RECORDS + 1)]

"""Ties end and form: once a week people drop contacts who fell too low, lose touch, and take up others.

Read it beside `docs/rewiring.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.draws import CITY_KNOWN_CONTACT, TIE_FILED
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.scenario.rewiring import Filed
from reference.chance import Person
from reference.draws import draw, high_product
from reference.minds import NEVER, WEEK, Life
from reference.rows import Row
from reference.support import Support
from reference.tie_choice import HOUSEHOLD, Step, Week

NEIGHBOURS = 2
"""The bit of a tie between neighbours."""


class Rewiring:
    """The ties of a city that change.

    ties : the contacts of each citizen with the layers of the tie, as they are today, changed in place;
    filed_by : the company that files each tie, or 0; since : the day on which each began; support : what
    having lost contacts does to conduct.
    """

    def __init__(
        self,
        course: Sequence[Scenario],
        ties: Sequence[dict[int, int]],
        people: Sequence[Person],
        seed: int,
        life: Life,
    ) -> None:
        """Rule: everybody has as many places for contacts as they had contacts on the first day."""
        self._first, self._people, self._seed, self._life = course[0], people, seed, life
        self._places = [len(contacts) for contacts in ties]
        self.ties = [dict(contacts) for contacts in ties]
        self.since = [dict.fromkeys(contacts, 0) for contacts in ties]
        self.filed_by = [
            {other: who_files_tie(course[0], seed, one, other, layers) for other, layers in contacts.items()}
            for one, contacts in enumerate(ties)
        ]
        self.support = Support(course, self._places)
        self.change(course[0])

    @property
    def free(self) -> list[int]:
        """How many places everybody has free."""
        return [places - len(contacts) for places, contacts in zip(self._places, self.ties, strict=True)]

    def change(self, scenario: Scenario) -> None:
        """Go by the rules of a scenario from this morning on; ties stay as they are until the next week."""
        self._scenario = scenario
        self.support.change(scenario, self._number_of_contacts())

    def _number_of_contacts(self) -> list[int]:
        return [len(contacts) for contacts in self.ties]

    def rewire(self, category: Sequence[int], heeds: Sequence[int] | None, day: int) -> list[Row]:
        """Rule: on every seventh day everybody says what they mean to do, from the state of the evening
        before; then those ties end that end, and those form that form. Returns what changed.

        `heeds` says who goes by categories at all; everybody if not given.
        """
        rules = self._scenario.rewiring
        if rules is None or not rules.enabled or not day or day % WEEK:
            return []
        bits = layer_bits(self._scenario)
        may_end = sum(bits[layer] for layer in rules.layers)
        heeds = [1] * len(category) if heeds is None else heeds
        key = self._life.key
        week = Week(rules, self.ties, self.free, category, heeds, self._people, may_end, key, day)
        steps = week.steps()
        formed = week.accepted(steps)
        changes = [
            self._end(step, day) for step in steps if step.ends and step.other in self.ties[step.citizen]
        ]
        changes += [self._form(step, bits[rules.forms], day) for step in formed]
        self.support.weigh(self._number_of_contacts())
        return [change.but(on_file=self._on_file(change, rules.filed)) for change in changes]

    def _end(self, step: Step, day: int) -> Row:
        """End a tie: a place becomes free at both ends."""
        one, other = step.citizen, step.other
        change = Row(
            day=day,
            citizen=one,
            contact=other,
            formed=0,
            why=step.why,
            layers=self.ties[one][other],
            since=self.since[one][other],
            filed_by=self.filed_by[one][other],
        )
        for table in (self.ties, self.since, self.filed_by):
            del table[one][other], table[other][one]
        return change

    def _form(self, step: Step, layers: int, day: int) -> Row:
        """Form a tie in a free place at both ends."""
        one, other = step.citizen, step.other
        company = who_files_tie(self._first, self._seed, one, other, layers)
        for table, value in ((self.ties, layers), (self.since, day), (self.filed_by, company)):
            table[one][other] = table[other][one] = value
        return Row(
            day=day,
            citizen=one,
            contact=other,
            formed=1,
            why=step.why,
            layers=layers,
            since=day,
            filed_by=company,
        )

    def _on_file(self, change: Row, filed: Filed) -> int:
        """Rule: the company that files a tie files its change some days later, or never notices an end. News
        of an end never comes before news of a beginning that was filed by the rules of today."""
        if not change.filed_by:
            return NEVER
        one, other = sorted((change.citizen, change.contact))
        words = draw(self._life.key, one, change.day, TIE_FILED, change.formed, other)
        shortest, longest = filed.formed_after_days if change.formed else filed.ended_after_days
        due = change.day + shortest + high_product(words[0], longest - shortest + 1)
        if change.formed:
            return due
        if words[1] < threshold32(filed.never_ended):
            return NEVER
        return max(due, change.since + filed.formed_after_days[1] + 1) if change.since else due


def filed_of(changes: Sequence[Row]) -> list[Row]:
    """Return what the data centre will hear of some changes."""
    return [
        Row(due=one.on_file, citizen=one.citizen, contact=one.contact, formed=one.formed)
        for one in changes
        if one.on_file != NEVER
    ]


def layer_bits(scenario: Scenario) -> dict[str, int]:
    """Return the bit of every kind of tie, by name."""
    declared = {name: 1 << layer.code for name, layer in scenario.network.kinds.items()}
    return {"household": HOUSEHOLD, "neighbours": NEIGHBOURS, **declared}


def who_files_tie(scenario: Scenario, seed: int, one: int, other: int, layers: int) -> int:
    """Rule: of the companies, in the order of their codes, the first files a tie whose draw about these two
    says so, with the largest probability that it has for any layer of the tie. Returns its code, or 0."""
    bits = layer_bits(scenario)
    a, b = sorted((one, other))
    for company in sorted(scenario.organisations.values(), key=lambda one: one.code):
        seen = [threshold32(share) for layer, share in company.sees_ties.items() if bits[layer] & layers]
        if seen and draw(seed, a, 0, CITY_KNOWN_CONTACT, company.code, b)[0] < max(seen):
            return company.code
    return 0

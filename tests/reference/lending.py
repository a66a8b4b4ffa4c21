"""Loans by the file: who applies, whom the lender lends to, and who repays."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain

from glasscity.draws import LENDING_APPLICANT, LENDING_THRESHOLD, LOAN_REPAID
from glasscity.scenario import Scenario
from glasscity.scenario.lending import Lending
from glasscity.scenario.quantities import threshold32
from glasscity.tables import CONDUCT, LENDER, NO_CATEGORY, REFUSED
from reference.chance import CERTAIN
from reference.draws import draw, high_product
from reference.filing import new_filing
from reference.rows import Row

Customers = list[list[int]]
"""For each group, how many customers are in each category, best first."""


def lending_in(scenario: Scenario) -> Lending | None:
    """Return how somebody lends, if anybody does."""
    return scenario.lending if scenario.lends else None


def groups_at(lending: Lending, branch: int) -> list[range]:
    """Rule: the citizens in the order of their numbers are the customers of one branch after another, the
    groups in the order of their codes."""
    first, found = branch * lending.branch, []
    for group in lending.in_order:
        found.append(range(first, first + group.customers))
        first += group.customers
    return found


def openings(scenario: Scenario, citizens: int) -> list[Row]:
    """Rule: on day 0 the lender files what it had on record, due at once: the first customers of each group
    begin in the best category that any do, and so on."""
    lending = lending_in(scenario)
    if lending is None or lending.opening is None:
        return []
    by, conduct = scenario.organisations[lending.organisation].code, scenario.conduct[lending.opening].code
    first = scenario.catalogue.blocks[lending.organisation][lending.opening].first
    filings = []
    for branch in range(citizens // lending.branch):
        for group, people in zip(lending.in_order, groups_at(lending, branch), strict=True):
            kinds = [
                [place] * group.at_start.get(name, 0) for place, name in enumerate(scenario.category_names)
            ]
            for citizen, place in zip(people, chain(*kinds), strict=False):
                filings.append(new_filing(0, 0, citizen, by, conduct, first + place, CONDUCT))
    return filings


def applications(scenario: Scenario, citizens: int, key: int, day: int) -> list[Row]:
    """Rule: at every branch a group is drawn, one as likely as the other, and then one of it."""
    lending = lending_in(scenario)
    if lending is None:
        return []
    service = scenario.services[lending.service].code
    drawn = set()
    for branch in range(citizens // lending.branch):
        for number in range(lending.applicants):
            words = draw(key, branch, day, LENDING_APPLICANT, number, service)
            people = groups_at(lending, branch)[high_product(words[0], len(lending.groups))]
            drawn.add(people[high_product(words[1], len(people))])
    return [Row(day=day, citizen=citizen, service=service, elsewhere=0) for citizen in sorted(drawn)]


def repayments(scenario: Scenario, answers: Sequence[Row], key: int, day: int) -> list[Row]:
    """Rule: whoever was lent to yesterday repays with the chance of the category that the answer went by."""
    lending = lending_in(scenario)
    acts = []
    for answer in answers if lending is not None else ():
        assert lending is not None
        is_loan = answer.service == scenario.services[lending.service].code
        if not is_loan or answer.outcome == REFUSED or answer.category == NO_CATEGORY:
            continue
        chance = threshold32(lending.repays[scenario.category_names[answer.category]])
        repays = draw(key, answer.citizen, day, LOAN_REPAID, 0, answer.service)[0] < chance
        conduct = scenario.conduct[lending.repaid if repays else lending.defaulted].code
        acts.append(Row(day=day, citizen=answer.citizen, conduct=conduct))
    return acts


def answered(scenario: Scenario, category: Sequence[int], decisions: Sequence[Row], key: int) -> list[Row]:
    """Return the day's decisions, with those refused whom the lender does not lend to."""
    lending = lending_in(scenario)
    return [one if lending is None else _answered(scenario, lending, category, one, key) for one in decisions]


def _answered(scenario: Scenario, lending: Lending, category: Sequence[int], decision: Row, key: int) -> Row:
    is_loan = decision.service == scenario.services[lending.service].code
    if not is_loan or decision.outcome == REFUSED or decision.category == NO_CATEGORY:
        return decision
    groups = groups_at(lending, decision.citizen // lending.branch)
    (group,) = (place for place, people in enumerate(groups) if decision.citizen in people)
    names = scenario.category_names
    customers = [
        [sum(category[one] == place for one in people) for place in range(len(names))] for people in groups
    ]
    chances = [Fraction(lending.repays[name]) for name in names]
    lent = accepted(lending.policy, chances, customers)[group][decision.category]
    word = draw(key, decision.citizen, decision.day, LENDING_THRESHOLD, 0, decision.service)[0]
    if word < int(lent * CERTAIN + Fraction(1, 2)):
        return decision
    return decision.but(outcome=REFUSED, reason=LENDER, money=0)


def accepted(policy: str, chances: Sequence[Fraction], customers: Customers) -> list[list[Fraction]]:
    """Return, for each group, the share of each category that is lent to.

    Rule: max utility lends to whoever is likelier to repay than not. Equal opportunity tries every rate at
    which a category of a group is used up, and 0, and takes the one that gives the most; of several, the
    lowest. Where one group has nobody who may repay, there is no rate, and it is max utility.
    """
    utility = [[Fraction(int(chance > Fraction(1, 2))) for chance in chances]] * len(customers)
    would_repay = [sum(n * chance for n, chance in zip(some, chances, strict=True)) for some in customers]
    if policy == "max utility" or not all(would_repay):
        return utility
    rates = {Fraction(0)}
    for some, whole in zip(customers, would_repay, strict=True):
        for last in range(len(chances)):
            used = sum(n * chance for n, chance in zip(some[: last + 1], chances, strict=False))
            rates.add(Fraction(used) / whole)
    best = max(sorted(rates), key=lambda rate: sum(_gain(rate, chances, some) for some in customers))
    return [_at_rate(best, chances, some) for some in customers]


def _at_rate(rate: Fraction, chances: Sequence[Fraction], customers: Sequence[int]) -> list[Fraction]:
    """Return the share of each category of one group that is lent to, for a true-positive rate: better ones
    first; where nobody is, all or none, as they would be."""
    wanted = rate * sum(n * chance for n, chance in zip(customers, chances, strict=True))
    found = []
    for number, chance in zip(customers, chances, strict=True):
        there = number * chance
        share = min(wanted / there, Fraction(1)) if there else Fraction(int(wanted > 0))
        found.append(share)
        wanted -= share * there
    return found


def _gain(rate: Fraction, chances: Sequence[Fraction], customers: Sequence[int]) -> Fraction:
    """Return what the lender may expect of one group, each customer as likely to apply as another."""
    lent = _at_rate(rate, chances, customers)
    each = zip(lent, customers, chances, strict=True)
    return sum((share * number * (2 * chance - 1) for share, number, chance in each), Fraction(0))

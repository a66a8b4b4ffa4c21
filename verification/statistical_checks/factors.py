"""What multiplies rates: levels of attributes, propensities, circumstances; who has an occasion at all."""

from __future__ import annotations

from itertools import product

import numpy as np

from statistical_checks.check import check
from statistical_checks.held import Held, binomial, exactly, sum_of_chances
from statistical_checks.laboratory import CODES, Laboratory, Life, rates

CITIZENS, DAYS = 262_144, 24
SEX = {"female": 2.0, "male": 0.5}
PRUDENCE = {"low": 4.0, "middle": 1.0, "high": 0.3}
INCOME = {"low": 2.0, "middle": 1.0, "high": 0.5}
JOBLESS, INDEBTED = 1, 5


def lived(laboratory: Laboratory) -> Life:
    """Return a city where rates depend on who one is, and nothing else does."""
    kinds = (
        f"jobless={{code={JOBLESS}, label='without work', words={{begins='loses work', ends='finds work'}}, "
        "at_start=0.3, conduct={bill_on_time=2.5}, services={loan=0.5}, assumed='a check'}, "
        f"indebted={{code={INDEBTED}, label='in debt', words={{begins='owes', ends='owes none'}}, "
        "at_start=0.4, conduct={bill_on_time=0.5}, assumed='a check'}"
    )
    settings = [
        *rates(
            red_light=(18.25, 73),
            unpaid_bill=(9.125, 73),
            bill_on_time=(18.25, 73),
            volunteering=(36.5, 73),
            critical_post=(18.25, 73),
        ),
        "conduct.red_light.depends.sex={female=2, male=0.5}",
        "conduct.unpaid_bill.depends={prudence={low=4, high=0.3}, income={low=2, high=0.5}}",
        "services.loan={code=1, label='a loan', context='credit', per_year=36.5, bound_per_year=73, "
        "asked_by={age=['18-34']}, amount=20000, interest_percent=6, ordinary_refusal=0, assumed='a check'}",
        "propensity={lowest=0.2, highest=0.8, raises=['volunteering'], lowers=['critical_post'], "
        "assumed='a check'}",
        f"circumstances={{every_days=7, assumed='a check', kinds={{{kinds}}}}}",
    ]
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=("acts", "requests"))


def _acts(life: Life, name: str) -> np.ndarray:
    rows = life.acts[life.acts["conduct"] == CODES[name]]
    return np.bincount(rows["citizen"], minlength=life.citizens)


@check("a rate that depends on sex: {}", each=SEX)
def of_sex(laboratory: Laboratory, sex: str) -> Held:
    """Acts ~ Binomial(citizens of that sex × days, per_year × factor / 365)."""
    life = laboratory.get(lived)
    people = life.city.population
    some = people.row("sex") == people.level_names["sex"].index(sex)
    acts = _acts(life, "red_light")
    return binomial(int(acts[some].sum()), int(some.sum()) * life.days, 18.25 * SEX[sex] / 365)


@check("a rate that depends on two things: prudence and income {}", each=product(PRUDENCE, INCOME))
def of_two(laboratory: Laboratory, levels: tuple[str, str]) -> Held:
    """Acts ~ Binomial(citizens of those levels × days, per_year × both factors / 365)."""
    life = laboratory.get(lived)
    people, (prudence, income) = life.city.population, levels
    some = people.row("prudence") == people.level_names["prudence"].index(prudence)
    some &= people.row("income") == people.level_names["income"].index(income)
    chance = 9.125 * PRUDENCE[prudence] * INCOME[income] / 365
    return binomial(int(_acts(life, "unpaid_bill")[some].sum()), int(some.sum()) * life.days, chance)


def _in_128ths(thousandths: np.ndarray) -> np.ndarray:
    """Return 2 p to the nearest 128th, as documented."""
    return np.floor(2 * 128 * thousandths / 1000 + 0.5) / 128


@check("conduct that goes {} the propensity", each=("with", "against"))
def of_propensity(laboratory: Laboratory, way: str) -> Held:
    """Acts ~ sum of independent chances per_year × 2 p / 365 (or 2 (1 - p)), to the nearest 128th."""
    life = laboratory.get(lived)
    level = life.world.propensities.level.astype(np.int64)
    name, per_year = ("volunteering", 36.5) if way == "with" else ("critical_post", 18.25)
    chances = per_year / 365 * _in_128ths(level if way == "with" else 1000 - level)
    return sum_of_chances(int(_acts(life, name).sum()), np.tile(chances, life.days))


@check("a rate in a circumstance: {}", each=("neither", "jobless", "indebted", "jobless and indebted"))
def in_circumstances(laboratory: Laboratory, who: str) -> Held:
    """Acts ~ Binomial(citizens in just these × days, per_year × the factors / 365)."""
    life = laboratory.get(lived)
    bits, wanted = life.world.circumstances.bits, ("jobless" in who) + 2 * ("indebted" in who)
    some, factor = bits == wanted, (1, 2.5, 0.5, 1.25)[wanted]
    return binomial(
        int(_acts(life, "bill_on_time")[some].sum()), int(some.sum()) * life.days, 18.25 * factor / 365
    )


@check("only those ask who ask at all, and the jobless half as often: {}", each=("with work", "jobless"))
def asked_by(laboratory: Laboratory, who: str) -> Held:
    """Requests ~ Binomial(the young in or out of work × days, per_year × factor / 365)."""
    life = laboratory.get(lived)
    young = life.city.population.row("age") == 0
    jobless = (life.world.circumstances.bits & 1) == (who == "jobless")
    asked = np.bincount(life.requests["citizen"][life.requests["service"] == 1], minlength=life.citizens)
    factor = 0.5 if who == "jobless" else 1
    some = young & jobless
    return binomial(int(asked[some].sum()), int(some.sum()) * life.days, 36.5 * factor / 365)


@check("nobody asks who does not ask at all")
def nobody_else(laboratory: Laboratory) -> Held:
    """Requests by those whom `asked_by` leaves out: none."""
    life = laboratory.get(lived)
    asked = life.requests[life.requests["service"] == 1]["citizen"]
    return exactly(int((life.city.population.row("age")[asked] != 0).sum()), 0)

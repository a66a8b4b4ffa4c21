"""A lender in a random scenario: a service, an organisation and conduct of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reference.dice import Dice, sourced
from reference.random_mechanisms import Names, Tables

LOAN, LENDER = "money_lent", "money_lender"
CONDUCT = ("money_repaid", "money_lost", "money_lent_before")
CODE = 60_020
FIRST_PARAMETER = 4_200_100_000


def lender(dice: Dice, tables: Tables, names: Names) -> None:
    """Add somebody who lends by the file."""
    context, domain = next(iter(tables["contexts"])), next(iter(tables["domains"]))
    never: dict[str, Any] = {"per_year": 0, "bound_per_year": 0, "context": context, "depends": {}}
    for code, name in enumerate(CONDUCT, CODE):
        deed = never | {"domain": domain, "lawful": True, "gravity": dice.whole(0, 5)}
        tables["conduct"][name] = sourced(code=code, label=name, **deed)
    refusal = dice.share(0.3)
    tables["services"][LOAN] = sourced(code=CODE, label=LOAN, ordinary_refusal=refusal, terms={}, **never)
    sees = {name: dice.share() for name in CONDUCT[:2]}
    tables["organisations"][LENDER] = sourced(
        code=CODE, label=LENDER, kind="commercial", sees=sees, delay_days=dice.days(1, 5)
    )
    counts = (1, dice.whole(1, 3), len(names.categories))
    tables["catalogue"]["blocks"][LENDER] = {
        name: {"first": FIRST_PARAMETER + 100 * place, "count": count}
        for place, (name, count) in enumerate(zip(CONDUCT, counts, strict=True))
    }
    rules = tables["rulebook"]["rules"]
    for name, lowest, highest in zip(CONDUCT[:2], (0, -60), (60, 0), strict=True):
        rules[name] = sourced(points=dice.number(lowest, highest, 1))
    rules[CONDUCT[2]] = sourced(points_from=-dice.whole(0, 90), points_to=dice.whole(0, 90))
    tables["lending"] = sourced(
        service=LOAN,
        organisation=LENDER,
        repaid=CONDUCT[0],
        defaulted=CONDUCT[1],
        opening=CONDUCT[2],
        policy=dice.one(["max utility", "equal opportunity", "equal opportunity"]),
        applicants=dice.whole(1, 4),
        repays=_chances(dice, names.categories),
        groups=groups(dice, names.categories),
    )


def _chances(dice: Dice, categories: list[str]) -> dict[str, Decimal]:
    """Return how likely each category repays: never likelier than a better one."""
    chances = sorted((dice.share().quantize(Decimal("0.0001")) for _ in categories), reverse=True)
    return dict(zip(categories, chances, strict=True))


def groups(dice: Dice, categories: list[str]) -> Tables:
    """Return the two groups of customers, small enough for a branch or two."""
    made: Tables = {}
    for code, name in zip(dice.one([(1, 2), (2, 1)]), ("one", "other"), strict=True):
        customers = dice.whole(1, 10)
        on_record = dice.some(categories, 0, customers)
        at_start = dict.fromkeys(on_record, customers // len(on_record)) if on_record else {}
        made[name] = {"code": code, "label": name, "customers": customers, "at_start": at_start}
    return made

"""The authority's side of a random scenario: rules, categories, towns, appeals, and what goes wrong there."""

from __future__ import annotations

from decimal import Decimal

from reference.dice import Dice, sourced
from reference.random_mechanisms import DRAWN, INFORMING, LOTS, Names, Tables, shared


def rules(dice: Dice, names: Names, caps: list[str]) -> Tables:
    """Return a rule for nearly every conduct."""
    made: Tables = {}
    for name in [*names.conduct, INFORMING]:
        if not dice.likely(0.9):
            continue
        rule = sourced(
            expires_after_days=dice.whole(1, 45) if dice.likely(0.5) else None,
            cap=dice.one(caps) if caps and dice.likely(0.4) else None,
        )
        if dice.likely(0.2):
            category = dice.one(names.categories)
            rule["override"] = {"category": category, "days": dice.whole(1, 45)}
        if dice.likely(0.2):
            rule["points_from"], rule["points_to"] = sorted((dice.whole(-20, 15), dice.whole(-20, 15)))
        elif dice.likely(0.5):
            rule["points"] = dice.whole(-30, 12)
        else:
            rule["points"] = dice.number(-12, 12, 3)
        made[name] = rule
    worse = names.categories[1:]
    override = {"category": dice.one(worse), "days": dice.whole(1, 30)}
    made[DRAWN] = sourced(points=0, override=override)
    return made


def caps(dice: Dice) -> Tables:
    """Return up to three caps, of either window."""
    made: Tables = {}
    for code in range(1, dice.whole(0, 3) + 1):
        bounds = dice.some(["most_gained", "most_lost"])
        amounts = {bound: dice.number(0, 25, 1) for bound in bounds}
        made[f"cap_{code}"] = sourced(code=code, window=dice.one(["year", "standing"]), **amounts)
    return made


def bands(dice: Dice, categories: list[str], start: Decimal) -> list[Tables]:
    """Return bands of totals about the start, best first."""
    number = len(categories) - 1
    offsets = sorted(dice.chance.sample(range(-80, 60), number), reverse=True)
    tenth = dice.one([Decimal(0), Decimal("0.1"), Decimal("0.025")])
    made = [
        {"name": name, "at_least": start + Decimal(offset) / 2 + tenth}
        for name, offset in zip(categories[:-1], offsets, strict=True)
    ]
    return [*made, {"name": categories[-1]}]


def rulebook(dice: Dice, names: Names) -> Tables:
    """Return a rulebook."""
    start = dice.one([Decimal(1000), Decimal(1000), Decimal(100), Decimal("0.5")])
    wide = dice.likely(0.6)
    made_caps = caps(dice)
    kind = dice.one(["off", "off", "level", "level", "drift"])
    monthly = kind == "off" and not names.towns and dice.likely(0.7)
    influence = sourced(kind=kind, weight=dice.share(0.9), every_days=dice.whole(1, 9))
    return sourced(
        start=start,
        lowest_total=start - (2000 if wide else dice.whole(0, 40)),
        highest_total=start + (2000 if wide else dice.whole(0, 40)),
        recalculated="monthly" if monthly else "daily",
        criteria_published=dice.likely(0.5),
        walls=dice.likely(0.2),
        categories=sourced(bands=bands(dice, names.categories, start)),
        influence=influence,
        caps=made_caps,
        rules=rules(dice, names, list(made_caps)),
    )


def terms(dice: Dice, categories: list[str], service: Tables) -> Tables:
    """Return what categories change about a service."""
    made: Tables = {}
    for category in dice.some(categories, 0):
        kind = dice.one(["refused", "first", "dearer", "dearer", "first and dearer"])
        if kind == "refused":
            made[category] = {"refused": True}
            continue
        made[category] = {"first": True} if "first" in kind else {}
        if "dearer" in kind and "amount" in service:
            made[category]["interest_percent"] = dice.number(0, 20)
        elif "dearer" in kind and "price" in service:
            made[category]["price"] = dice.number(0, 500)
    return made


def towns(dice: Dice, names: Names, points: Tables, start: Decimal) -> Tables:
    """Return two to four towns, of like scales or of different ones."""
    number = dice.whole(2, 4)
    alike = dice.likely(0.3)
    made: Tables = {}
    for code, share in enumerate(dice.parts(number), 1):
        town = sourced(code=code, label=f"Town {code}", share=share, scored=code == 1 or dice.likely(0.75))
        if not alike:
            town |= {"start": dice.number(0, 800, 1), "scale": dice.number(0.1, 1.5, 3)}
        if dice.likely(0.5):
            town["rules"] = {name: dice.whole(-20, 15) for name in dice.some(list(points), 0, 3)}
        if dice.likely(0.3):
            town["hearings_per_day"] = dice.one([0, 2000, 1_000_000])
        if dice.likely(0.25):
            own = bands(dice, names.categories, town.get("start", start))[:-1]
            town["at_least"] = {band["name"]: band["at_least"] for band in own}
        if dice.likely(0.25):
            town["lowest_total"] = town.get("start", start) - dice.whole(0, 40)
        town["attraction"] = dice.number(0, 3, 1)
        made[f"town_{code}"] = town
    return made


def relocation(dice: Dice, names: Names) -> Tables:
    """Return who moves."""
    rate = dice.number(0, 6)
    return sourced(
        per_year=rate,
        bound_per_year=rate * dice.whole(4, 9),
        depends=dice.depends(names.levels, 2),
        rule=dice.one(["origin", "destination"]),
        appeals_heard_by=dice.one(["origin", "destination"]),
    )


def joint(dice: Dice, names: Names) -> Tables:
    """Return who is refused in every town."""
    return sourced(
        categories=dice.some(names.categories, 1, 2),
        services=dice.some(names.services),
        stays_days=dice.whole(0, 30),
    )


def consent(dice: Dice, names: Names) -> Tables:
    """Return who is scored only by consent."""
    share, depends = shared(dice, names)
    return sourced(
        share=share,
        depends=depends,
        joining_per_year=dice.number(0, 4),
        withdrawing_per_year=dice.number(0, 4),
    )


def appeals(dice: Dice, names: Names) -> Tables:
    """Return who contests what, and with what success."""
    share, depends = shared(dice, names)
    helpers = sourced(share=share, depends=depends, contests=dice.number(0, 3), corrected=dice.number(0, 3))
    learning = sourced(after_refusal=dice.share(), after_success=dice.number(1, 1.99))
    return sourced(
        notified=dice.share() if dice.likely(0.3) else 1,
        if_wrong=dice.share(),
        if_right=dice.share(0.6),
        depends=dice.depends(names.levels, 2),
        after_days=dice.days(1, 9),
        hearings_per_day=dice.one([0, 2500, 100_000, *[1_000_000] * 4]),
        answer_days=dice.days(1, 9),
        corrected_if_wrong=dice.share(),
        corrected_if_right=dice.share(),
        machine_believed=dice.share(0.5),
        learning=learning if dice.likely(0.5) else None,
        helpers=helpers if dice.likely(0.5) else None,
    )


def repair(dice: Dice) -> Tables:
    """Return who gets an entry struck out, and when."""
    steps = [0, *(gravity for gravity in (2, 4, 7) if dice.likely(0.3))]
    return sourced(
        waiting=[{"gravity": gravity, "days": dice.whole(1, 20)} for gravity in steps],
        applies=dice.share(),
        within_days=dice.whole(0, 12),
        conditions_met=dice.share(),
        clean_days=dice.whole(0, 12),
        decided_after_days=dice.days(1, 8),
    )


def data_centre(dice: Dice, with_rule: list[str], appealing: bool) -> Tables:
    """Return what befalls the data centre."""

    def rate() -> Decimal:
        return dice.number(5, 60)

    kinds = {
        "wrong_version": lambda: sourced(
            per_year=rate(),
            days=dice.whole(1, 25),
            points={name: dice.number(-15, 10, 1) for name in dice.some(with_rule, 1, 3)},
        ),
        "merged_files": lambda: sourced(
            per_year=rate(), days=dice.whole(1, 20), share=dice.share(), undone=dice.share()
        ),
        "imported_twice": lambda: sourced(per_year=rate(), days=dice.whole(1, 20), share=dice.share()),
        "expiry_missed": lambda: sourced(
            per_year=rate(),
            days=dice.whole(1, 20),
            found_after_days=dice.whole(1, 25) if dice.likely(0.6) else None,
        ),
        "correction_lost": lambda: sourced(per_year=rate(), days_back=dice.whole(1, 30)),
    }
    possible = [name for name in kinds if appealing or name != "correction_lost"]
    return {name: kinds[name]() for name in dice.some(possible)}


def copies(dice: Dice, names: Names) -> Tables:
    """Return up to two holders of copies, who answer for different services."""
    order = dice.some(names.services)
    halves = [order[: len(order) // 2], order[len(order) // 2 :]]
    return {
        f"holder_{code}": sourced(
            code=code,
            label=f"Holder {code}",
            services=services,
            renewed_after_days=dice.whole(1, 40),
            passes_on=dice.share(),
        )
        for code, services in enumerate(halves, 1)
        if services
    }


def experiment(dice: Dice, names: Names) -> Tables:
    """Return when a category is given by lot."""
    return sourced(
        day=dice.whole(1, names.days - 20),
        share=dice.number(0.05, 0.5),
        by=LOTS,
        conduct=DRAWN,
        after_days=[1, 7],
    )

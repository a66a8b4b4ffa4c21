"""The mechanisms of a random scenario beside the data centre's rules: each function draws one table."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reference.dice import Dice, Levels, highest_of, sourced

Tables = dict[str, Any]
LOTS, LETTER_BOX, DRAWN, INFORMING = "office_of_lots", "letter_box", "drawn_by_lot", "informing_on_others"


@dataclass
class Names:
    """What there is to name in a scenario: conduct that people do, services, categories, and so on."""

    conduct: list[str]
    services: list[str]
    categories: list[str]
    layers: list[str]
    levels: Levels
    domains: list[str]
    organisations: list[str]
    days: int
    towns: bool


def names_in(tables: Tables) -> Names:
    """Return what there is to name."""
    population = tables["population"]
    fixed = ("age", "sex", "disability", "born_here", "income", "children")
    levels = {name: population[name]["levels"] for name in fixed}
    levels |= {name: trait["levels"] for name, trait in population["traits"].items()}
    levels["district"] = list(population["districts"])
    return Names(
        conduct=[name for name in tables["conduct"] if name not in (DRAWN, INFORMING)],
        services=list(tables["services"]),
        categories=[band["name"] for band in tables["rulebook"]["categories"]["bands"]],
        layers=[*tables["network"]["layers"], *(["ring"] if "ring" in tables["network"] else [])],
        levels=levels,
        domains=list(tables["domains"]),
        organisations=list(tables["organisations"]),
        days=tables["time"]["days"],
        towns=bool(tables.get("towns")),
    )


def shared(dice: Dice, names: Names, highest: float = 2) -> tuple[Decimal, Tables]:
    """Return a share of citizens and factors on it, which together never pass 1."""
    depends = dice.depends(names.levels, highest)
    share = dice.share()
    return (share / highest_of(depends)).quantize(Decimal("0.001"), "ROUND_DOWN"), depends


def errors(dice: Dice) -> Tables:
    """Return how an organisation errs."""
    bound = dice.number(0, 8)
    return sourced(
        missed=dice.share(0.4),
        late=dice.share(0.4),
        late_days=dice.days(1, 25),
        duplicated=dice.share(0.4),
        wrong_person=dice.share(0.5),
        namesake=dice.share(),
        wrong_parameter=dice.share(0.5),
        stale=dice.share(0.4),
        stale_days=dice.days(1, 40),
        invented_per_year=bound * dice.share(),
        invented_bound_per_year=bound,
    )


def inspection(dice: Dice, names: Names, sees: list[str]) -> Tables:
    """Return where an organisation looks for some conduct that it sees."""
    among = dice.one(["districts", "categories", "records"])
    table = sourced(among=among, inspects=dice.some(sees))
    if among == "categories":
        return table | {"of_category": dice.factors(names.categories, 3)}
    if among == "records":
        return table | {"each_entry": dice.number(0, 1), "most": dice.number(1, 4)}
    districts = dice.some(names.levels["district"], 0)
    remembered = {"remembered_days": dice.whole(1, 40)} if dice.likely(0.5) else {}
    return (
        table
        | remembered
        | {
            "visits": dice.whole(1, 12),
            "follows": dice.share(),
            "corrected": dice.likely(0.5),
            "at_start": {district: dice.whole(0, 6) for district in districts},
        }
    )


def failure(dice: Dice) -> Tables:
    """Return how an owner's services fail."""
    return sourced(
        per_year=dice.number(1, 40),
        days=dice.whole(1, 15),
        lost=dice.share(0.6),
        duplicated=dice.share(0.8),
        wrong_person=dice.share(0.6),
        namesake=dice.share(),
    )


def denunciation(dice: Dice, names: Names, about: list[str]) -> Tables:
    """Return who tells of whom; the informer is rewarded half of the time."""
    motives = {}
    for code, name in enumerate(dice.some(["duty", "points", "malice", "envy"], 1), 1):
        depends = dice.depends(names.levels, 3, 2)
        table = sourced(code=code, label=name, depends=depends)
        if name in ("duty", "points"):
            motives[name] = table | {"tells": "the truth", "each_act": dice.share(0.1)}
        else:
            rate, most = dice.number(0, 4), highest_of(depends)
            bound = rate * most if dice.likely(0.5) else min(rate * most * 2, Decimal(300))
            motives[name] = table | {"tells": "a lie", "per_year": rate, "bound_per_year": bound}
    return sourced(
        to=LETTER_BOX,
        about=dice.some(about),
        layers=dice.some([*names.layers, "household", "neighbours"]),
        reward=INFORMING if dice.likely(0.5) else None,
        checked=dice.share(),
        lie_found=dice.share(),
        secret=dice.likely(0.5),
        motives=motives,
    )


def response(dice: Dice, names: Names, rewarded: list[str]) -> Tables:
    """Return how people answer to being watched, by either rule that ships."""
    rule = dice.one(["bayes", "habit"])
    usual = {
        "bayes": {"memory": 12, "weight_of_contacts": 1, "fading": 0.5, "prior": 1},
        "habit": {"step": 1, "step_of_contacts": 0.5, "slide": 0.5},
    }[rule]
    supposed = {kind: dice.whole(0, 12) for kind in ("punished", "rewarded", "uncounted")}
    illegitimate, depends = shared(dice, names, 3)
    parts: Tables = {}
    if dice.likely(0.7):
        against, weeks = dice.share(), dice.whole(1, 4)
        parts["defiance"] = sourced(illegitimate=illegitimate, depends=depends, against=against, weeks=weeks)
    if dice.likely(0.6):
        parts["crowding_out"] = sourced(share=dice.share(), domains=dice.some(names.domains))
    if dice.likely(0.6):
        parts["near_bounds"] = sourced(
            margin=dice.number(0, 20, 1),
            about_to_fall=dice.share(3),
            about_to_rise=dice.share(3),
        )
    return sourced(
        told=dice.share(),
        awareness=sourced(at_start=dice.share(), by_own_entry=dice.share(), by_contacts=dice.share(0.2)),
        learning=sourced(
            rule=rule,
            at_start=dice.share(),
            parameters={name: dice.number(0, most) for name, most in usual.items() if dice.likely(0.5)},
        ),
        criteria=sourced(
            transparency=dice.share(),
            supposed=supposed,
            own=dice.share(),
            contacts=dice.share(0.3),
            spillover=dice.share(),
        ),
        leaning=sourced(
            certainty=dice.share(0.7),
            severity=dice.share(0.7),
            half_severity=dice.number(0, 30),
            noticeable=dice.number(0, 12, 1),
            points_per_money=dice.number(0, 0.1, 3),
            reward=dice.share(0.6),
            nothing_to_lose=dice.share(),
            licence=dice.share(),
        ),
        tokens=dice.some(rewarded, 0),
        **parts,
    )


def voice(dice: Dice, names: Names, speech: list[str]) -> Tables:
    """Return what people think and say, by either rule that ships; any conduct will do for speech."""
    critical = dice.some(speech, 1, 2)
    approving = dice.some([name for name in speech if name not in critical], 0, 2)
    rule = dice.one(["thresholds", "private_cost"])
    usual = {
        "thresholds": ("fear_raises", "feigning", "habit"),
        "private_cost": ("expressive", "reputation", "punishment", "protection", "habit"),
    }[rule]
    media = sourced(weight=dice.share(), critics_shown=dice.share()) if dice.likely(0.5) else None
    opinions = [str(level) for level in dice.some([0, 20, 90, 127, 128, 200, 255], 2)]
    reluctances = dice.some(["0", "10", "33.35", "70", "100"], 1)
    return sourced(
        critical=critical,
        approving=approving,
        speaking_at_start=dice.share(),
        opinion=sourced(levels=opinions, shares=dice.parts(len(opinions))),
        reluctance=sourced(levels=reluctances, shares=dice.parts(len(reluctances))),
        speaking=sourced(
            rule=rule, parameters={name: dice.number(0, 2) for name in usual if dice.likely(0.5)}
        ),
        speech=sourced(
            in_silence=dice.share(), against_conviction=dice.share(), feigned=dice.number(0, 1.99)
        ),
        fear=sourced(
            told=dice.share(),
            own_entry=dice.share(),
            contacts_entry=dice.share(0.5),
            fading=dice.share(0.3),
            certainty=dice.share(),
        ),
        change_of_mind=sourced(
            drift=dice.share(0.3),
            punished=dice.share(0.4),
            told_of_repression=dice.share(),
            wronged=dice.share(0.4),
        ),
        media=media,
    )


def rewiring(dice: Dice, names: Names) -> Tables:
    """Return how ties end and form."""
    layers = dice.some([*names.layers, "neighbours"])
    bands = dice.whole(1, len(names.categories) - 1)
    support = sourced(share_left=dice.share(), conduct={dice.one(names.conduct): dice.number(0, 1.99)})
    return sourced(
        layers=layers,
        forms=dice.one(layers),
        knows=dice.share(),
        lose_touch=dice.share(0.15),
        drop={
            "per_week": dice.share(),
            "bands_below": bands,
            "depends": dice.depends(names.levels, 2),
        },
        seek={
            "per_week": dice.share(),
            "prefers_higher": dice.likely(0.5),
            "bands_tolerated": dice.whole(0, bands - 1),
            "depends": dice.depends(names.levels, 2),
        },
        filed={
            "formed_after_days": dice.days(1, 12),
            "ended_after_days": dice.days(1, 12),
            "never_ended": dice.share(),
        },
        support=support if dice.likely(0.7) else None,
    )


def circumstances(dice: Dice, names: Names) -> Tables:
    """Return what befalls people, by chance, by time, by what they are refused and granted."""
    every = dice.whole(1, 14)
    called = dice.some(["jobless", "indebted", "homeless", "hopeless"], 1)
    kinds = {}
    for name in called:
        depends, ends_depends = dice.depends(names.levels, 2, 1), dice.depends(names.levels, 2, 1)
        table = sourced(
            code=1 + called.index(name) * 7,
            label=name,
            words={"begins": f"becomes {name}", "ends": f"is {name} no more"},
            depends=depends,
            begins_per_year=dice.number(0, 1.5),
            begins_when_refused={one: dice.share() for one in dice.some(names.services, 0)},
            begins_when_dearer={one: dice.share() for one in names.services},
            domains=dice.factors(names.domains, 2, 2),
            conduct=dice.factors(names.conduct, 2, 2),
            services=dice.factors(names.services, 2, 2),
            raises=dice.factors([other for other in called if other != name], 2, 2),
        )
        if dice.likely(0.4):
            kinds[name] = table | {"lasts_days": dice.whole(1, 25)}
            continue
        kinds[name] = table | {
            "at_start": dice.share(0.5),
            "ends_per_year": dice.number(0, 10),
            "ends_depends": ends_depends,
            "ends_when_granted": {one: dice.share() for one in dice.some(names.services, 0)},
        }
    return sourced(every_days=every, kinds=kinds)


def propensity(dice: Dice, names: Names) -> Tables:
    """Return how readily each does well or ill, and what a category does to it."""
    raises = dice.some(names.conduct, 0, 2)
    lowers = dice.some([name for name in names.conduct if name not in raises], 0, 2)
    return sourced(
        lowest=dice.number(0, 0.4, 3),
        highest=dice.number(0.5, 1, 3),
        raises=raises,
        lowers=lowers,
        daily={name: dice.number(-0.05, 0.05, 3) for name in dice.some(names.categories, 0)},
    )

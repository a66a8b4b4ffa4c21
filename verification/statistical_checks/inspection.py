"""Where inspectors look, and what they see there."""

from __future__ import annotations

from typing import Any

import numpy as np

from glasscity.world import Today, World
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, sum_of_chances
from statistical_checks.laboratory import CODES, Laboratory, rates

CITIZENS, DAYS, VISITS = 131_072, 60, 1000
FOLLOWS, RECORDED = 0.7, {"north": 30, "south": 70}


def visits(laboratory: Laboratory) -> dict[str, Any]:
    """Return where inspectors went, and what came of the deeds in each district.

    What they find is forgotten after a day, and they find next to nothing: the records stay as at the start.
    """
    known = ", ".join(f"{name}={number}" for name, number in RECORDED.items())
    settings = [
        *rates(red_light=(36.5, 36.5)),
        "organisations.traffic_police.sees={red_light=0.8}",
        "organisations.traffic_police.delay_days=[90, 90]",
        f"organisations.traffic_police.inspection={{among='districts', inspects=['red_light'], "
        f"visits={VISITS}, follows={FOLLOWS}, at_start={{{known}}}, assumed='a check'}}",
    ]
    found: dict[str, Any] = {"visits": np.zeros(2, np.int64), "chances": [], "filed": 0, "people": None}

    def watch(world: World, today: Today) -> None:
        inspected, people = today.inspected[0], world.city.population
        district = people.row("district")
        acts = today.acts[today.acts["conduct"] == CODES["red_light"]]
        found["visits"] += inspected.visits
        found["chances"].append(0.8 * inspected.visits[district[acts["citizen"]]] / VISITS)
        found["filed"] += int((today.filings["conduct"] == CODES["red_light"]).sum())
        found["people"] = np.bincount(district, minlength=2)

    laboratory.live(*settings, citizens=CITIZENS, days=DAYS, watch=watch)
    return found


@check("visits of inspectors to the north")
def where(laboratory: Laboratory) -> Held:
    """Visits ~ Binomial(visits, follows × share of records + (1 - follows) × share of citizens)."""
    found = laboratory.get(visits)
    people, records = found["people"], np.array(list(RECORDED.values()))
    chance = FOLLOWS * records[0] / records.sum() + (1 - FOLLOWS) * people[0] / people.sum()
    return binomial(int(found["visits"][0]), int(found["visits"].sum()), float(chance))


@check("what inspectors see")
def seen(laboratory: Laboratory) -> Held:
    """Filings ~ sum over deeds of sees × the share of the day's visits that the district got."""
    found = laboratory.get(visits)
    return sum_of_chances(found["filed"], np.concatenate(found["chances"]))

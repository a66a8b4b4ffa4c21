"""Numbers and names in plain words, the same in every story, table and page."""

from __future__ import annotations

import re
from decimal import Decimal

from glasscity.scenario import Scenario
from glasscity.scenario.rulebook import Cap

SYNTHETIC = "SYNTHETIC: nobody in this city exists"
"""Stands on everything that leaves a run."""


def points_text(points: float | Decimal, *, sign: bool = True) -> str:
    """Return points as a reader sees them: "+5", "-12.3", "0"; without `sign`, "1,003"."""
    text = f"{points:+,.1f}" if sign else f"{points:,.1f}"
    text = text.removesuffix(".0")
    return "0" if text in {"+0", "-0"} else text


def money_text(money: float | Decimal, currency: str) -> str:
    """Return an amount of money: "1,500 yuan"."""
    return f"{money:,.2f}".removesuffix(".00") + f" {currency}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 day", "2 days", "0 days"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def times(number: int) -> str:
    """Return how often: "once", "twice", "7 times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def level_text(level: str) -> str:
    """Return the name of an attribute's level as one would say it: "18-29", "over 74", "very low"."""
    return level if re.fullmatch(r"\d+-\d+", level) else level.replace("-", " ").replace("_", " ")


def attribute_label(scenario: Scenario, name: str) -> str:
    """Return what a reader sees for an attribute."""
    attributes = scenario.population.attributes
    label = attributes[name].label if name in attributes else ""
    return label or name.replace("_", " ")


def attribute_level(scenario: Scenario, name: str, level: str) -> str:
    """Return what a reader sees for one level of an attribute; of the district, its label."""
    districts = scenario.population.districts
    return districts[level].label if name == "district" and level in districts else level_text(level)


def listed(words: list[str]) -> str:
    """Return words as one lists them: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def cap_text(name: str, cap: Cap) -> str:
    """Return in words what a cap lets through."""
    bounds = []
    if cap.most_gained is not None:
        bounds.append(f"at most {points_text(cap.most_gained)}")
    if cap.most_lost is not None:
        bounds.append(f"at most {points_text(-cap.most_lost)}")
    when = "a year" if cap.window == "year" else "at any time"
    return f"{' and '.join(bounds)} {when} from {cap.label or name.replace('_', ' ')}"


def share(part: float, whole: float) -> str:
    """Return a share in per cent: "17%", "0.4%"; "none" and "all" where that is exactly so."""
    if not whole:
        return "none"
    per_cent = 100 * part / whole
    if part in (0, whole):
        return "all" if part else "none"
    return f"{per_cent:.0f}%" if 1 <= per_cent <= 99 else f"{per_cent:.1f}%"

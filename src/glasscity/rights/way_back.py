"""The way back, by arithmetic: points that a deed takes against points that can be won.

Rule: somebody stands at the start and does one deed. From then on they do nothing else that takes points, and
gain through every rule that gives points for lawful conduct: at the rate of the scenario for whom no factor
touches, as far as organisations file it. After d days a rule has given points × rate × min(d, expiry) ÷ 365;
a cap of a year lets through its bound for each year begun, a standing one its bound. They are back on the
first day on which this, or the expiry of the entry itself, makes up for what was lost, and on which a
category that the rule has set is over; if that never is, within a hundred years, the answer is never. Rewards
for informing on others are left out, and contacts too.
Reads: the scenario. Units: points, days; a month is 365 ÷ 12 days.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from glasscity.rights.detriment import (
    Taking,
    categories_by_points,
    category_of,
    filed_per_year,
    worse_of,
)
from glasscity.scenario import Scenario

YEAR = 365
LONGEST = 100 * YEAR
MONTH = Decimal(YEAR) / 12
GOOD_DEEDS, EXPIRY, SET_ENDS, NEVER = "good deeds", "expiry", "its end", "never"


@dataclass(frozen=True)
class Giving:
    """A rule that gives points for lawful conduct: for one deed, and in a year before any cap."""

    conduct: str
    label: str
    points: float
    filed_per_year: float
    points_per_year: float
    expires_after_days: int | None
    cap: str | None


@dataclass(frozen=True)
class After:
    """One deed, and the way back from it.

    Attributes
    ----------
    category : the category after one deed, from the start.
    deeds_to_worst : deeds of this kind that lead from the start to the worst category; None if none do.
    months : until one is back; by : what brings one back; None and `never` if nothing does.
    months_at_most : the same for the busiest well-doer whom the scenario allows.
    set_for_days : how long a category that the rule sets holds, whatever one does.
    """

    conduct: str
    label: str
    points: float
    category: str
    deeds_to_worst: int | None
    months: float | None
    months_at_most: float | None
    by: str
    set_for_days: int | None


@dataclass(frozen=True)
class WayBack:
    """Points that can be lost and won in a year, and how long it takes to make up.

    Attributes
    ----------
    lost_per_year, gained_per_year : of somebody whom no factor touches; what is lost before caps.
    gained_at_most : by the busiest well-doer whom the scenario allows.
    worst : the worst category that points lead to; None if they lead to none below the start.
    points_to_leave : from the lowest total to the bound of the next better category.
    months_to_leave : how long that takes by good deeds; None if never.
    repair_days : after how long, at least and at most, one may apply to have an entry struck out; None if
        one may not. It is not part of the months.
    """

    lost_per_year: float
    gained_per_year: float
    gained_at_most: float
    worst: str | None
    points_to_leave: float | None
    months_to_leave: float | None
    repair_days: tuple[int, int] | None
    gains: tuple[Giving, ...]
    deeds: tuple[After, ...]

    @property
    def never(self) -> tuple[After, ...]:
        """Deeds whose points never come back."""
        return tuple(deed for deed in self.deeds if deed.by == NEVER)


def way_back_of(scenario: Scenario, takings: tuple[Taking, ...]) -> WayBack:
    """Return the arithmetic of losing and winning points."""
    worst, bound = worst_by_points(scenario)
    ordinary, busiest = Gains(scenario), Gains(scenario, busiest=True)
    depth = bound - scenario.rulebook.lowest_total if bound is not None else None
    return WayBack(
        lost_per_year=sum(taking.points * taking.filed_per_year for taking in takings),
        gained_per_year=float(ordinary.after(YEAR)),
        gained_at_most=float(busiest.after(YEAR)),
        worst=worst,
        points_to_leave=float(depth) if depth is not None else None,
        months_to_leave=_months(ordinary.days_to(depth)) if depth is not None else None,
        repair_days=_repair_days(scenario),
        gains=givings_of(scenario),
        deeds=tuple(_after(scenario, taking, bound, ordinary, busiest) for taking in takings),
    )


def worst_by_points(scenario: Scenario) -> tuple[str | None, Decimal | None]:
    """Return the worst category that points lead to from the start, and the bound above it."""
    start = category_of(scenario, scenario.rulebook.start)
    reached = worse_of(scenario, [start, *categories_by_points(scenario)])
    if not scenario.scoring.enabled or reached == start:
        return None, None
    place = scenario.category_names.index(reached)
    return reached, scenario.rulebook.categories.bands[place - 1].at_least


def givings_of(scenario: Scenario) -> tuple[Giving, ...]:
    """Return every rule that gives points for lawful conduct, rewards for informing left out."""
    if not scenario.scoring.enabled:
        return ()
    informing = scenario.denunciation.reward if scenario.denunciation is not None else None
    found = []
    for name, rule in scenario.rulebook.rules.items():
        kind, rate = scenario.conduct[name], filed_per_year(scenario, name)
        if rule.mean_points > 0 and kind.lawful and name != informing:
            points = rule.mean_points
            yearly = float(points * rate)
            found.append(
                Giving(
                    name, kind.label, float(points), float(rate), yearly, rule.expires_after_days, rule.cap
                )
            )
    return tuple(found)


class Gains:
    """What good deeds bring somebody whom no factor touches, or the busiest whom the scenario allows."""

    def __init__(self, scenario: Scenario, *, busiest: bool = False) -> None:
        self._caps = scenario.rulebook.caps
        self._streams = [
            (rule.mean_points * filed_per_year(scenario, giving.conduct, busiest=busiest), rule)
            for giving in givings_of(scenario)
            for rule in [scenario.rulebook.rules[giving.conduct]]
        ]

    def after(self, days: int) -> Decimal:
        """Return the points that have come in after some days, and that still count."""
        sums: dict[str | None, Decimal] = defaultdict(Decimal)
        for per_year, rule in self._streams:
            sums[rule.cap] += per_year * min(days, rule.expires_after_days or days) / YEAR
        total = sums.pop(None, Decimal(0))
        for name, points in sums.items():
            cap = self._caps[name or ""]
            years = 1 + max(days - 1, 0) // YEAR if cap.window == "year" else 1
            total += points if cap.most_gained is None else min(points, cap.most_gained * years)
        return total

    def days_to(self, points: Decimal) -> int | None:
        """Return the first day on which so many points have come in; None if they never do."""
        if self.after(LONGEST) < points:
            return None
        low, high = 0, LONGEST
        while low < high:
            middle = (low + high) // 2
            if self.after(middle) >= points:
                high = middle
            else:
                low = middle + 1
        return low


def _after(
    scenario: Scenario, taking: Taking, bound: Decimal | None, ordinary: Gains, busiest: Gains
) -> After:
    lost, expires = Decimal(str(taking.points)), taking.expires_after_days
    won, most = ordinary.days_to(lost), busiest.days_to(lost)
    category = category_of(scenario, scenario.rulebook.start - lost)
    if taking.sets_category is not None:
        category = worse_of(scenario, [category, taking.sets_category])
    by = NEVER
    back, back_at_most = _sooner(won, expires), _sooner(most, expires)
    if back is not None:
        by = EXPIRY if won is None or (expires is not None and expires <= won) else GOOD_DEEDS
    if taking.for_days is not None and back is not None and back < taking.for_days:
        back, by = taking.for_days, SET_ENDS
    if taking.for_days is not None and back_at_most is not None:
        back_at_most = max(back_at_most, taking.for_days)
    return After(
        taking.conduct,
        taking.label,
        taking.points,
        category,
        _deeds_to(scenario, taking, bound),
        _months(back),
        _months(back_at_most),
        by,
        taking.for_days,
    )


def _deeds_to(scenario: Scenario, taking: Taking, bound: Decimal | None) -> int | None:
    """Return how many deeds lead from the start to under a bound; None if a cap or the rule prevents it."""
    if bound is None or not taking.points:
        return None
    way = scenario.rulebook.start - bound
    points = Decimal(str(taking.points))
    cap = scenario.rulebook.caps.get(scenario.rulebook.rules[taking.conduct].cap or "")
    if cap is not None and cap.window == "standing" and cap.most_lost is not None and cap.most_lost <= way:
        return None
    return int(way // points) + 1


def _repair_days(scenario: Scenario) -> tuple[int, int] | None:
    if scenario.repair is None or not scenario.repairs:
        return None
    waiting = [step.days for step in scenario.repair.waiting]
    return min(waiting), max(waiting)


def _sooner(won: int | None, expires: int | None) -> int | None:
    return min((days for days in (won, expires) if days is not None), default=None)


def _months(days: int | None) -> float | None:
    return None if days is None else round(float(days / MONTH), 1)

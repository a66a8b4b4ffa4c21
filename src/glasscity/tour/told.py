"""What each chapter tells of the pieces that were lived for it, as plain data ready for JSON.

Numbers that are claims are means over lives with their intervals; a picture shows one life, the first.
Units: people of 100, points, days, per cent.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.ensemble.intervals import Interval, interval
from glasscity.ensemble.plan import lives_of
from glasscity.society.response.minds import WEEK
from glasscity.tour.life import Life
from glasscity.tour.lived import Lived, Year
from glasscity.tour.mistake import RULE, Beside, Errors, Mistake
from glasscity.tour.size import Size
from glasscity.tour.variations import AS_SHIPPED, city_of
from glasscity.tour.whose import ENTRIES, PLAYERS, RESTRICTED, UNLAWFUL, Blame, Shares
from glasscity.twin.one_error import FOLLOWED, Traced

Told = dict[str, Any]
HUNDRED = 100
NOTABLE = 1.0
"""Points from which on somebody else counts as reached."""
MOST_CONTACTS = 24


def pieces_of(chapter: str, choice: str, size: Size) -> list[Any]:
    """Return what has to be lived for an outcome, in the order in which it is told."""
    lives = lives_of(size.seed, size.lives)
    plain = (size.citizens, size.days, size.seed)
    if chapter == "points":
        story = [Life(*plain, lives[0])] if choice == "as-it-is" else []
        return [*(Year(choice, *plain, life) for life in lives), *story]
    if chapter == "friends":
        # Who is shown is chosen in the city as it ships, for every weight the same person.
        shipped = Year("as-it-is", *plain, lives[0])
        variation = "as-it-is" if choice == AS_SHIPPED else f"weight-{choice}"
        return [*(Year(variation, *plain, life) for life in lives), shipped]
    if chapter == "quiet":
        return [Year(choice, *plain, life) for life in lives]
    if chapter == "mistake":
        first = Mistake(size.mistake_citizens, size.mistake_days, size.seed, lives[0])
        if choice == "no-appeals":
            # Hardly any wrong record is corrected as it is; so many lives would show no difference.
            return [first]
        others = lives_of(size.seed, size.error_lives)
        errors = (size.error_citizens, size.error_days, size.seed)
        follow = [Errors(choice, *errors, others, place, size.errors) for place in range(size.error_lives)]
        return [first, *follow]
    of = lives_of(size.seed, size.blame_lives)
    blamed = (size.blame_citizens, size.blame_days, size.seed)
    return [Blame(*blamed, life) for life in of]


def _points(choice: str, found: Sequence[Any], size: Size) -> Told:
    years: list[Lived] = list(found[: size.lives])
    names = city_of("as-it-is", size.citizens, size.days).category_names
    start = int(years[0].weeks[0][0])
    ends = [np.bincount(year.category, minlength=len(names)) / size.citizens * HUNDRED for year in years]
    told = {
        "citizens": size.citizens,
        "days": size.days,
        "categories": list(names),
        "start": start,
        "answer": _interval([float(end[start + 1 :].sum()) for end in ends]),
        "above": _interval([float(end[:start].sum()) for end in ends]),
        "worst": _interval([float(end[-1]) for end in ends]),
        "at_end": [round(float(share), 2) for share in np.mean(ends, axis=0)],
        "film": _film(years[0].weeks, size),
        "unlawful": _interval([float(year.unlawful.mean()) for year in years]),
    }
    return told | ({"life": found[size.lives]} if len(found) > size.lives else {})


def _friends(choice: str, found: Sequence[Any], size: Size) -> Told:
    years: list[Lived] = list(found[: size.lives])
    shipped: Lived = found[size.lives]
    lower = [float((year.category > year.alone).mean()) * HUNDRED for year in years]
    higher = [float((year.category < year.alone).mean()) * HUNDRED for year in years]
    start = int(shipped.weeks[0][0])
    shown = years[0]
    return {
        "citizens": size.citizens,
        "days": size.days,
        "categories": list(city_of("as-it-is", size.citizens, size.days).category_names),
        "weight": float(choice),
        "answer": _interval(lower),
        "lifted": _interval(higher),
        "worst": _interval([float((year.category == 5).mean()) * HUNDRED for year in years]),
        "person": _person(shown, pulled_down(shipped, start)),
        "marks": {
            **_grid(size.citizens, size.days),
            "bytes": _packed(shown.category),
            "pulled": _packed((shown.category > shown.alone).astype(np.uint8)),
        },
    }


def pulled_down(year: Lived, start: int) -> int:
    """Return whose contacts pull them down though nothing on their own file does.

    Rule: nothing unlawful done and no record that took points, or the fewest of both there are; no fewer
    points than everybody starts with; a lower category than their own file gives; then those who lose most.
    """
    innocent = (year.alone <= start) & (year.category > year.alone)
    some = np.flatnonzero(innocent if innocent.any() else year.category > year.alone)
    some = some if len(some) else np.arange(len(year.total))
    blame = year.against[some] + year.unlawful[some]
    lost = (year.total - year.base)[some]
    return int(some[np.lexsort((some, lost, blame))[0]])


def _person(year: Lived, citizen: int) -> Told:
    contacts = year.contact[year.start[citizen] : year.start[citizen + 1]].astype(np.int64)
    order = contacts[np.argsort(year.total[contacts], kind="stable")]
    shown = order[:MOST_CONTACTS]
    return {
        "citizen": citizen,
        "own": round(float(year.base[citizen]), 1),
        "friends": round(float(year.total[citizen] - year.base[citizen]), 1),
        "total": round(float(year.total[citizen]), 1),
        "own_category": int(year.alone[citizen]),
        "category": int(year.category[citizen]),
        "against": int(year.against[citizen]),
        "unlawful": int(year.unlawful[citizen]),
        "contacts": [[round(float(year.total[one]), 1), int(year.category[one])] for one in shown],
        "contacts_mean": round(float(year.total[contacts].mean()), 1) if len(contacts) else None,
    }  # fmt: skip


def _mistake(choice: str, found: Sequence[Any], size: Size) -> Told:
    beside: Beside = found[0][choice]
    followed: list[tuple[Traced, ...]] = [some for some in found[1:] if some]
    record = beside.record
    lost = [a - b for a, b in zip(beside.without_it, beside.with_it, strict=True)]
    worse = [a > b for a, b in zip(beside.category_with, beside.category_without, strict=True)]
    after = slice(record.day, None)

    def over(measure: Callable[[Traced], float]) -> Told | None:
        return _interval([float(np.mean([measure(one) for one in some])) for some in followed])

    return {
        "citizens": size.mistake_citizens,
        "days": size.mistake_days,
        "categories": list(city_of("as-it-is", size.mistake_citizens, size.mistake_days).category_names),
        "rule": RULE,
        "record": {
            "citizen": record.citizen,
            "day": record.day,
            "points": record.points,
            "conduct": record.conduct,
            "organisation": record.organisation,
            "wrong": record.wrong,
        },
        "with": [round(points, 1) for points in beside.with_it],
        "without": [round(points, 1) for points in beside.without_it],
        "category_with": list(beside.category_with),
        "category_without": list(beside.category_without),
        "days_worse": sum(worse[after]),
        "days_after": size.mistake_days - record.day,
        "missing_at_end": round(lost[-1], 1),
        "undone": beside.undone,
        "undone_after": beside.undone_after,
        "touched": beside.touched,
        "reached": beside.reached,
        "ripple": {
            **_grid(size.mistake_citizens, size.mistake_days),
            "citizen": record.citizen,
            "week": WEEK,
            "frames": [_packed(_steps(week)) for week in beside.others[record.day // WEEK :: 4]],
            "end": _packed(_steps(beside.others[-1])),
        },
        "answer": over(_still_missing),
        "worse": over(lambda one: sum(one.worse or [])),
        "corrected": over(lambda one: HUNDRED * (one.undone == "corrected")),
        "nobody": over(lambda one: HUNDRED * (one.reached == 0)),
        "others": over(lambda one: one.touched),
        "others_reached": over(lambda one: one.reached),
        "followed": sum(len(some) for some in followed),
        "followed_days": FOLLOWED,
        "followed_citizens": size.error_citizens,
    }


def _still_missing(one: Traced) -> float:
    """Return how many of 100 points that a record took are missing on the last day that it is followed."""
    lost = one.lost or [0.0]
    return HUNDRED * min(max(lost[-1] / -one.points, 0.0), 1.0)


def _steps(missing: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return how far somebody is off: 0 not at all, 1 less than a point, 2 a point or more."""
    size = np.abs(missing)
    steps: NDArray[np.uint8] = (size > 0).astype(np.uint8) + (size >= NOTABLE)
    return steps


def _quiet(choice: str, found: Sequence[Any], size: Size) -> Told:
    years: list[Lived] = list(found)
    weeks = [_voices([year.voice[week] for year in years], size) for week in range(len(years[0].voice))]
    says = [_of_critics(year.voice[-1], "says") for year in years]
    return {
        "citizens": size.citizens,
        "days": size.days,
        "answer": _interval(says),
        "at_start": _interval([_of_critics(year.voice[0], "says") for year in years]),
        "silent": _interval([_of_critics(year.voice[-1], "silent") for year in years]),
        "feigning": _interval([_of_critics(year.voice[-1], "feigning") for year in years]),
        "disapprove": _interval([year.voice[-1]["critics"] / size.citizens * HUNDRED for year in years]),
        "fear": _interval([year.voice[-1]["fear"] * HUNDRED for year in years]),
        "perceived": _interval([year.voice[-1]["perceived"] * HUNDRED for year in years]),
        "weeks": weeks,
    }


def _of_critics(row: dict[str, Any], what: str) -> float:
    critics = row["critics"] or 1
    number = {
        "says": row["critics"] - row["critics_silent"] - row["critics_feigning"],
        "silent": row["critics_silent"],
        "feigning": row["critics_feigning"],
    }[what]
    return float(number) / critics * HUNDRED


def _voices(rows: list[dict[str, Any]], size: Size) -> list[float]:
    """Return of 100 people, the mean over lives: critics who say so, who are silent, who approve aloud; those
    who approve and say so, who are silent, who criticise aloud."""
    each = [
        (
            row["critics"] - row["critics_silent"] - row["critics_feigning"],
            row["critics_silent"],
            row["critics_feigning"],
            row["approving"] - row["critics_feigning"],
            size.citizens - row["critics"] - (row["approving"] - row["critics_feigning"])
            - row["approvers_feigning"],
            row["approvers_feigning"],
        )
        for row in rows
    ]  # fmt: skip
    return [round(float(share), 2) for share in np.mean(each, axis=0) / size.citizens * HUNDRED]


def _blame(choice: str, found: Sequence[Any], size: Size) -> Told:
    shares: list[Shares] = list(found)
    parts = np.array([one.shares / max(one.everybody[RESTRICTED], 1) * HUNDRED for one in shares])

    def closed(days: Sequence[int]) -> Told | None:
        return _interval([float(one / size.blame_citizens) for one in days])

    told: Told = {
        "citizens": size.blame_citizens,
        "days": size.blame_days,
        "players": [
            {
                "name": player.name,
                "label": player.label,
                "otherwise": player.otherwise,
                "part": _interval(parts[:, place].tolist()),
                "prevented": _interval([_prevented(one, place) for one in shares]),
            }
            for place, player in enumerate(PLAYERS)
        ],
        "closed": closed([one.everybody[RESTRICTED] for one in shares]),
    }
    names = [player.name for player in PLAYERS]
    if choice in names:
        place = names.index(choice)
        per = 1000 / size.blame_citizens
        change = [(one.but_one[place] - one.everybody) * per for one in shares]
        told["only"] = {
            "name": choice,
            "closed": closed([one.but_one[place][RESTRICTED] for one in shares]),
            "unlawful": _interval([float(more[UNLAWFUL]) for more in change]),
            "entries": _interval([float(more[ENTRIES]) / 1000 for more in change]),
        }
    return told


def _prevented(one: Shares, place: int) -> float:
    all_of_it = max(int(one.everybody[RESTRICTED]), 1)
    return float(1 - one.but_one[place][RESTRICTED] / all_of_it) * HUNDRED


TELLERS: dict[str, Callable[[str, Sequence[Any], Size], Told]] = {
    "points": _points,
    "friends": _friends,
    "mistake": _mistake,
    "quiet": _quiet,
    "blame": _blame,
}


def _interval(values: list[float]) -> Told | None:
    """Return a mean over lives and where it would lie with other lives, rounded to what a reader sees."""
    found: Interval | None = interval(np.array(values, np.float64)) if values else None
    if found is None:
        return None
    return {
        "mean": round(found.mean, 2),
        "half": None if found.half_width is None else round(found.half_width, 2),
        "lives": found.lives,
    }


def _grid(citizens: int, days: int) -> dict[str, int]:
    """Return how homes lie: blocks of one community side by side, rows of `side` homes."""
    community = city_of("as-it-is", citizens, days).network.community
    side = 1
    while side * side < community:
        side += 1
    return {"side": side, "community": community, "citizens": citizens}


def _film(weeks: NDArray[np.uint8], size: Size) -> Told:
    return {**_grid(size.citizens, size.days), "frames": [_packed(week) for week in weeks]}


def _packed(values: NDArray[np.uint8]) -> str:
    """Return values from 0 to 15 as text, two in a byte, the first one in its upper half."""
    some = np.minimum(values, 15).astype(np.uint8)
    if len(some) % 2:
        some = np.append(some, np.uint8(0))
    return base64.b64encode((some[0::2] << 4 | some[1::2]).astype(np.uint8).tobytes()).decode()

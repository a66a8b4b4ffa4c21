"""What a run came to in a few numbers, those that the report's first sentences are made of.

Every measure is a share, a rate or a mean, so that it means the same in a city of another size. None
where a city has nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from glasscity.results import Run
from glasscity.study.drawn import HALF_A_YEAR, MONTH, YEAR, Drawn, drawn_of
from glasscity.study.outcome import Beside, Summary
from glasscity.study.summary import summarise

THOUSAND = 1000


class Measure(NamedTuple):
    """One number: its column, what a reader sees, its unit, and how it is read off a run."""

    name: str
    label: str
    unit: str
    of: Callable[[Run, Summary], float | None]


def measures_of(run: Run) -> dict[str, float | None]:
    """Return every measure of a run by name."""
    summary = summarise(run)
    return {measure.name: measure.of(run, summary) for measure in MEASURES}


def _mean_total(run: Run, summary: Summary) -> float | None:
    return run.days["mean_total"][-1] if summary.scored else None


def _in_worst(run: Run, summary: Summary) -> float | None:
    held = [one for one in summary.categories if one.category != "none"]
    return _share(held[-1].at_end if held else None, summary.citizens)


def _ever_in_worst(run: Run, summary: Summary) -> float | None:
    return _share(summary.ways.ever_in_worst if summary.ways else None, summary.citizens)


def _came_back(run: Run, summary: Summary) -> float | None:
    ways = summary.ways
    return _share(ways.came_back, ways.ever_in_worst) if ways else None


def _worse_than_at_start(run: Run, summary: Summary) -> float | None:
    return _share(summary.ways.worse if summary.ways else None, summary.citizens)


def _drawn(what: Callable[[Drawn], float | None]) -> Callable[[Run, Summary], float | None]:
    def found(run: Run, summary: Summary) -> float | None:
        drawn = drawn_of(run)
        return what(drawn) if drawn is not None else None

    return found


def _inside(days: int) -> Callable[[Run, Summary], float | None]:
    return _drawn(lambda drawn: drawn.inside.get(days))


def _hardships(days: int) -> Callable[[Run, Summary], float | None]:
    def per_100(drawn: Drawn) -> float | None:
        return 100 * drawn.hardships[days] if days in drawn.hardships else None

    return _drawn(per_100)


def _wrong(run: Run, summary: Summary) -> float | None:
    return _share(summary.errors.wrong, summary.errors.entries) if summary.errors else None


def _wrongly_worse(run: Run, summary: Summary) -> float | None:
    return _share(summary.errors.worse, summary.citizens) if summary.errors else None


def _corrected(run: Run, summary: Summary) -> float | None:
    appeals = summary.appeals
    return _share(appeals.wrong.corrected, appeals.wrong.entries) if appeals else None


def _refused(run: Run, summary: Summary) -> float | None:
    if not summary.scored or not summary.services:
        return None
    refused = sum(service.refused_for_score for service in summary.services)
    return _share(refused, sum(service.requests.here for service in summary.services))


def _restricted(kind: str) -> Callable[[Run, Summary], float | None]:
    def days(run: Run, summary: Summary) -> float | None:
        return summary.harm.days[kind] / summary.citizens if summary.harm else None

    return days


def _hardest_hit(run: Run, summary: Summary) -> float | None:
    return summary.inequality.borne_by_hardest_hit if summary.inequality else None


def _unlawful(run: Run, summary: Summary) -> float | None:
    return summary.unlawful_acts.here / summary.citizens * THOUSAND


def _deterred(run: Run, summary: Summary) -> float | None:
    return _difference(summary.unlawful_acts, summary.citizens)


def _critics_who_say_so(run: Run, summary: Summary) -> float | None:
    end = summary.voices.end if summary.voices else None
    return _share(end.candid, end.critics) if end else None


def _silenced(run: Run, summary: Summary) -> float | None:
    """Return how many more critics per hundred say so where nobody is scored."""
    voices = summary.voices
    if voices is None or voices.without_score is None:
        return None
    with_score = _share(voices.end.candid, voices.end.critics)
    without = _share(voices.without_score.candid, voices.without_score.critics)
    return None if with_score is None or without is None else without - with_score


def _denounced(run: Run, summary: Summary) -> float | None:
    found = summary.denunciations
    return found.number / summary.citizens * THOUSAND if found else None


def _lies(run: Run, summary: Summary) -> float | None:
    found = summary.denunciations
    return _share(found.lies, found.number) if found else None


def _sorting(run: Run, summary: Summary) -> float | None:
    return summary.ties.sorting.by_score if summary.ties else None


def _tells(run: Run, summary: Summary) -> float | None:
    return summary.validity.by_score.area if summary.validity else None


def _in_two_worst(run: Run, summary: Summary) -> float | None:
    held = [one for one in summary.categories if one.category != "none"]
    return _share(sum(one.at_end for one in held[-2:]) if len(held) > 2 else None, summary.citizens)


def _records(sign: str) -> Callable[[Run, Summary], float | None]:
    """Return how many entries about a deed, of one sign, a citizen has: those that published counts count."""

    def per_citizen(run: Run, summary: Summary) -> float | None:
        found = {one.sign: one.per_subject for one in summary.records}
        return found.get(sign) if summary.scored else None

    return per_citizen


def _share(part: float | None, whole: float) -> float | None:
    return part / whole if part is not None and whole else None


def _difference(number: Beside, citizens: int) -> float | None:
    return (
        None if number.without_score is None else (number.here - number.without_score) / citizens * THOUSAND
    )


A_SHARE, PER_THOUSAND, DAYS = "share", "per 1,000 citizens", "days per citizen"
PER_HUNDRED, PER_CITIZEN = "per 100 people", "per citizen"
IN_IT, HARDSHIPS = "of those drawn by lot, in the category", "hardships of those drawn by lot"
MEASURES = (
    Measure("mean_total", "mean score", "points", _mean_total),
    Measure("in_worst", "in the worst category at the end", A_SHARE, _in_worst),
    Measure("in_two_worst", "in one of the two worst categories at the end", A_SHARE, _in_two_worst),
    Measure("ever_in_worst", "ever in the worst category", A_SHARE, _ever_in_worst),
    Measure("came_back", "of those, in a better one at the end", A_SHARE, _came_back),
    Measure("worse_than_at_start", "in a worse category than at the start", A_SHARE, _worse_than_at_start),
    Measure("wrong_entries", "entries about a deed that are wrong", A_SHARE, _wrong),
    Measure("wrongly_worse", "in a worse category than on the true record", A_SHARE, _wrongly_worse),
    Measure("corrected", "wrong entries corrected on appeal", A_SHARE, _corrected),
    Measure("negative_records", "entries that take points", PER_CITIZEN, _records("negative")),
    Measure("positive_records", "entries that give points", PER_CITIZEN, _records("positive")),
    Measure("refused_for_score", "requests refused because of the score", A_SHARE, _refused),
    Measure("restricted", "a door closed or dearer", DAYS, _restricted("all")),
    Measure("restricted_in_error", "a door closed or dearer in error", DAYS, _restricted("erroneous")),
    Measure("restricted_unrelated", "a door closed or dearer, unrelated", DAYS, _restricted("unrelated")),
    Measure(
        "restricted_out_of_proportion",
        "a door closed or dearer, out of proportion",
        DAYS,
        _restricted("disproportionate"),
    ),
    Measure(
        "restricted_by_contacts",
        "a door closed or dearer through contacts",
        DAYS,
        _restricted("by association"),
    ),
    Measure(
        "borne_by_hardest_hit",
        "closed and dearer doors: part of the hardest-hit hundredth",
        A_SHARE,
        _hardest_hit,
    ),
    Measure("unlawful_acts", "unlawful acts", PER_THOUSAND, _unlawful),
    Measure("unlawful_by_score", "more unlawful acts than without a score", PER_THOUSAND, _deterred),
    Measure("critics_who_say_so", "critics who say what they think", A_SHARE, _critics_who_say_so),
    Measure("critics_silenced", "critics who would, without a score, less those who do", A_SHARE, _silenced),
    Measure("denunciations", "denunciations", PER_THOUSAND, _denounced),
    Measure("lies", "denunciations that are lies", A_SHARE, _lies),
    Measure("sorting", "how alike in score those are who have a tie", "correlation", _sorting),
    Measure("tells_grave_acts", "how well the score tells who will act gravely", "area", _tells),
    Measure("drawn_in_it_a_month", f"{IN_IT} a month after it ended", A_SHARE, _inside(MONTH)),
    Measure("drawn_in_it_half_a_year", f"{IN_IT} half a year after it ended", A_SHARE, _inside(HALF_A_YEAR)),
    Measure("drawn_in_it_a_year", f"{IN_IT} a year after it ended", A_SHARE, _inside(YEAR)),
    Measure("drawn_hardships_a_month", f"{HARDSHIPS}, a month after", PER_HUNDRED, _hardships(MONTH)),
    Measure("drawn_hardships_a_year", f"{HARDSHIPS}, a year after", PER_HUNDRED, _hardships(YEAR)),
    Measure(
        "fallen_and_out",
        "of those who came into it otherwise, out of it a year later",
        A_SHARE,
        _drawn(lambda drawn: drawn.out),
    ),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
EFFECTS = ("unlawful_by_score", "critics_silenced")
"""Measures that are themselves a difference to the city without a score: their sign is a finding."""
COUNTED = (
    *("in_worst", "in_two_worst", "ever_in_worst", "wrongly_worse"),
    *("negative_records", "positive_records"),
)
"""Measures that are a number of people, or of entries, by the number of citizens."""

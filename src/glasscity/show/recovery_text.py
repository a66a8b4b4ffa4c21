"""Ways back from low categories, and mobility between categories, as two small tables of the report."""

from __future__ import annotations

from html import escape

from glasscity.show.english import decimal, percent, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Table
from glasscity.study.mobility import Mobility
from glasscity.study.recovery import DAYS_AFTER, Recovery
from glasscity.study.words import listed


def recovery_html(facts: Facts) -> str:
    """Return both tables with what they say, as HTML; nothing where nobody fell or moved."""
    recovery, mobility = facts.summary.recovery, facts.summary.mobility
    parts = [_recovery(recovery)] if recovery is not None else []
    parts += [_mobility(mobility)] if mobility is not None else []
    return "".join(parts)


def _recovery(found: Recovery) -> str:
    columns = ["Fall to", "Falls", "back by the end", "half are back after"]
    columns += [f"back in {days} days" for days in DAYS_AFTER] + ["points lost", "mostly brought back by"]
    rows = []
    for grade in found.grades:
        median = "–" if grade.median_days is None else f"{whole(grade.median_days)} days"
        shares = ["–" if share is None else percent(share) for share in grade.back_after.values()]
        endings = sorted(grade.ended_by.items(), key=lambda item: -item[1])[:2]
        by = listed([f"{ending} ({percent(number / grade.recovered)})" for ending, number in endings])
        lost = decimal(grade.points_lost, 0)
        by = by or "–"
        rows.append([grade.category, whole(grade.falls), whole(grade.recovered), median, *shares, lost, by])
    said = (
        "Points lost: what their deeds cost those who fell, in the year up to the fall. Good deeds give a "
        f"citizen {decimal(found.gained_a_year, 1)} points a year; the busiest tenth get "
        f"{decimal(found.gained_by_busiest, 1)} or more. Shares are Kaplan and Meier's: falls that are not "
        "over by the end count for as long as they were seen. A dash: the run is too short to tell."
    )
    table = Table(columns, rows).html("Ways back to the category before a fall. SYNTHETIC.")
    return f"<h3>The way back</h3>{table}<p>{escape(said)}</p>"


def _mobility(found: Mobility) -> str:
    rows = [
        [f"in {name}", *(percent(share) for share in shares)]
        for name, shares in zip(found.categories, found.shares, strict=True)
    ]
    indices = found.indices
    leaving = indices.leaving * (1 - 1 / len(found.categories))
    said = (
        f"From month to month, {percent(leaving)} leave their category. Indices of mobility, 0 where nobody "
        f"ever moves: Shorrocks {decimal(indices.shorrocks, 2)}, determinant "
        f"{decimal(indices.determinant, 2)}, second eigenvalue {decimal(indices.second_eigenvalue, 2)}, "
        f"Bartholomew {decimal(indices.leaving, 2)} and {decimal(indices.distance, 2)}."
    )
    columns = ["A month later", *(f"in {name}" for name in found.categories)]
    caption = f"Where those in each category are a month later; {found.months} months. SYNTHETIC."
    return f"<h3>From month to month</h3>{Table(columns, rows).html(caption)}<p>{escape(said)}</p>"

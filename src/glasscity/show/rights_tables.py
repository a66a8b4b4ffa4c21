"""The tables of an assessment of rights, for a terminal."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from glasscity.rights.brief import months_text
from glasscity.rights.findings import Findings
from glasscity.rights.proportion import Proportion
from glasscity.rights.protected import Protection
from glasscity.rights.repeated import Repetition
from glasscity.rights.way_back import NEVER, WayBack
from glasscity.show.safe import clean, safe
from glasscity.study.words import points_text

MOST_ROWS = 8
LABEL = 46


def table(*columns: tuple[str, bool]) -> Table:
    """Return an empty table; of each column its name, and whether it holds numbers."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for name, number in columns:
        made.add_column(name, justify="right" if number else "left", max_width=None if number else LABEL)
    return made


def label(text: str) -> Text:
    """Return a label, letter by letter."""
    return safe(text)


def more(rows: Table, left: int, columns: int) -> Table:
    """Add a last row that says how many rows are not shown."""
    if left > 0:
        rows.add_row(Text(f"and {left} more: see --json, or --out", "dim"), *[""] * (columns - 1))
    return rows


def doors_table(found: Findings) -> Table:
    """Return the doors, where each hurts, and which categories close it."""
    rows = table(("door", False), ("context", False), ("refused in", False), ("dearer in", False))
    for door in found.shut:
        cells = (", ".join(door.refused_in), ", ".join(door.dearer_in))
        name = label(door.label + (" (basic: not by a score)" if door.guarded else ""))
        rows.add_row(name, safe(door.context), *(safe(cell) for cell in cells))
    return rows


def crossing_table(found: Findings) -> Table:
    """Return source context × consequence context: pairs of a rule and a door; within one context in bold."""
    crossing = found.crossing
    rows = table(("data arise in", False), ("rules", True), ("points", True))
    for consequence in crossing.consequences:
        rows.add_column(safe(f"→ {consequence}"), justify="right")
    cells = {(cell.source, cell.consequence): cell.pairs for cell in crossing.cells}
    for source in crossing.sources:
        numbers = [
            Text(str(cells.get((source.context, to), "·")), "bold underline" if to == source.context else "")
            for to in crossing.consequences
        ]
        rows.add_row(safe(source.context), str(source.rules), points_text(-source.points), *numbers)
    return rows


def gravity_table(weighed: Proportion) -> Table:
    """Return the rules that take most for each step of gravity."""
    rows = table(("conduct", False), ("lawful", False), ("gravity", True), ("points", True), ("a step", True))
    for rule in weighed.rules[:MOST_ROWS]:
        ratio = "no harm" if rule.per_gravity is None else points_text(rule.per_gravity, sign=False)
        lawful = "yes" if rule.lawful else "no"
        rows.add_row(label(rule.label), lawful, str(rule.gravity), points_text(-rule.points), ratio)
    return more(rows, len(weighed.rules) - MOST_ROWS, 5)


def away_back(found: Findings) -> str:
    """Return in words what can be lost and won in a year."""
    back = found.way_back
    said = (
        f"In an ordinary year one loses {points_text(back.lost_per_year, sign=False)} points and wins "
        f"{points_text(back.gained_per_year, sign=False)}, as far as it comes on file; the busiest well-doer "
        f"wins {points_text(back.gained_at_most, sign=False)}."
    )
    if not back.gains:
        said += " No rule gives points for lawful conduct: only expiry leads back."
    if back.worst is not None and back.points_to_leave is not None:
        time = months_text(back.months_to_leave)
        deep = points_text(back.points_to_leave, sign=False)
        said += (
            f" From the lowest total, {deep} points lead out of {clean(back.worst)}: {time} by good deeds."
        )
    elif back.worst is None:
        said += " Points lead to no category below that of the start."
    if back.repair_days is not None:
        shortest, longest = back.repair_days
        said += (
            f" One may apply to have an entry struck out after {shortest:,} to {longest:,} days "
            "(not counted here)."
        )
    return said + " All of it hangs on the scenario's rates. From one deed at the start, nothing wrong since:"


def deeds_table(back: WayBack) -> Table:
    """Return the way back from each deed, the longest first."""
    columns = [("conduct", False), ("points", True), ("then in", False), ("deeds to\nworst", True)]
    columns += [("back after", True), ("by", False), ("busiest", True)]
    rows = table(*columns)
    ordered = sorted(
        back.deeds, key=lambda deed: (deed.months is not None, -(deed.months or 0), -deed.points)
    )
    for deed in ordered[:MOST_ROWS]:
        category = clean(deed.category)
        category += f" for {deed.set_for_days} days" if deed.set_for_days is not None else ""
        to_worst = "" if deed.deeds_to_worst is None else str(deed.deeds_to_worst)
        months = Text(months_text(deed.months), "bold" if deed.by == NEVER else "")
        by = "" if deed.by == NEVER else deed.by
        busiest = months_text(deed.months_at_most)
        rows.add_row(label(deed.label), points_text(-deed.points), category, to_worst, months, by, busiest)
    return more(rows, len(ordered) - MOST_ROWS, 7)


def twice_table(repeated: Repetition) -> Table:
    """Return the deeds with the most consequences."""
    columns = [("conduct", False), ("fine", True), ("points", True), ("if all file it", True)]
    rows = table(*columns, ("filed by", True), ("besides", False))
    for deed in repeated.deeds[:MOST_ROWS]:
        besides = ["a category set"] if deed.sets_category else []
        besides += ["told of by others"] if deed.told_of else []
        fine = f"{deed.fine:,.0f}" if deed.fine else ""
        cells = (points_text(-deed.points), points_text(-deed.most_points), str(len(deed.filed_by)))
        rows.add_row(label(deed.label), fine, *cells, ", ".join(besides))
    return more(rows, len(repeated.deeds) - MOST_ROWS, 6)


def protected_table(protection: Protection) -> Table:
    """Return the rules on protected conduct, those that take the most and those that give the most."""
    rows = table(("conduct", False), ("field of life", False), ("lawful", False), ("points", True))
    for rule in protection.rules[: 2 * MOST_ROWS]:
        lawful = "yes" if rule.lawful else "no"
        rows.add_row(label(rule.label), safe(rule.domain_label), lawful, points_text(rule.points))
    return more(rows, len(protection.rules) - 2 * MOST_ROWS, 4)

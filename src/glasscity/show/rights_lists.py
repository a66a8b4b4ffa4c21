"""The full lists behind an assessment, as tables: every rule, every door, every way back."""

from __future__ import annotations

from glasscity.rights.answering import MISSING
from glasscity.rights.assessment import Assessment
from glasscity.rights.brief import months_text
from glasscity.rights.findings import Findings
from glasscity.show.figure import Table
from glasscity.show.rights_differing import step_text
from glasscity.study.words import points_text, share


def lists_of(one: Assessment) -> list[tuple[str, Table]]:
    """Return the tables with their titles, one after the other; what there is nothing of is left out."""
    found = one.findings
    parts = [
        ("Source context × consequence context: pairs of a rule and a door", _crossing(one)),
        ("Points against gravity", _gravity(found)),
        ("The way back from one deed", _way_back(found)),
        ("Deeds with several consequences", _twice(found)),
        ("Rules on protected conduct", _protected(found)),
        ("Parameters with points of their own", _excepted(found)),
        ("What is another in a town, or from a later day on", _versions(one)),
        ("Who answers", _answering(found)),
        ("Restriction-days by kind of harm, which overlap", _harm(one)),
        ("Groups in low categories, unlawful and rewarded acts equal", _gaps(one)),
        ("If the bounds between categories moved", _bounds(one)),
    ]
    return [(title, table) for title, table in parts if table.rows]


def _crossing(one: Assessment) -> Table:
    crossing, names = one.findings.crossing, one.scheme.contexts
    cells = {(cell.source, cell.consequence): cell.pairs for cell in crossing.cells}
    columns = ["Data arise in", "Rules", "Points", *(f"→ {names[to]}" for to in crossing.consequences)]
    rows = [
        [
            source.label,
            str(source.rules),
            points_text(-source.points),
            *(str(cells.get((source.context, to), "")) for to in crossing.consequences),
        ]
        for source in crossing.sources
    ]
    return Table(columns, rows, words=1)


def _gravity(found: Findings) -> Table:
    rows = [
        [
            rule.label,
            "yes" if rule.lawful else "no",
            str(rule.gravity),
            points_text(-rule.points),
            "no harm" if rule.per_gravity is None else points_text(rule.per_gravity, sign=False),
        ]
        for rule in found.proportion.rules
    ]
    return Table(["Conduct", "Lawful", "Gravity", "Points", "A step of gravity"], rows, words=2)


def _way_back(found: Findings) -> Table:
    rows = [
        [
            deed.label,
            deed.category + (f" for {deed.set_for_days} days" if deed.set_for_days else ""),
            points_text(-deed.points),
            "" if deed.deeds_to_worst is None else str(deed.deeds_to_worst),
            f"{months_text(deed.months)}{'' if deed.months is None else f' ({deed.by})'}",
            months_text(deed.months_at_most),
        ]
        for deed in found.way_back.deeds
    ]
    columns = ["Conduct", "Then in", "Points", "Deeds to the worst", "Back after", "Busiest well-doer"]
    return Table(columns, rows, words=2)


def _twice(found: Findings) -> Table:
    rows = [
        [
            deed.label,
            ", ".join(deed.filed_by),
            f"{deed.fine:,.0f}" if deed.fine else "",
            points_text(-deed.points),
            points_text(-deed.most_points),
        ]
        for deed in found.repetition.deeds
    ]
    return Table(["Conduct", "Filed by", "Fine", "Points", "If all file it"], rows, words=2)


def _protected(found: Findings) -> Table:
    rows = [
        [rule.label, rule.domain_label, "yes" if rule.lawful else "no", points_text(rule.points)]
        for rule in found.protection.rules
    ]
    return Table(["Conduct", "Field of life", "Lawful", "Points"], rows, words=3)


def _excepted(found: Findings) -> Table:
    rows = [
        [
            one.label,
            one.conduct_label,
            "yes" if one.lawful else "no",
            str(one.gravity),
            "" if one.rule_points is None else points_text(one.rule_points),
            points_text(one.points),
            step_text(one),
        ]
        for one in found.excepted
    ]
    columns = ["Parameter", "Conduct", "Lawful", "Gravity", "By its rule", "By its own", "A step of gravity"]
    return Table(columns, rows, words=3)


def _versions(one: Assessment) -> Table:
    rows = [
        [version.label, other.name, other.first, other.here]
        for version in one.versions
        for other in (*version.figures, *version.elements)
    ]
    return Table(["Where, or from when", "Figure or element", "As assessed", "There"], rows, words=2)


def _answering(found: Findings) -> Table:
    rows = [
        [
            f"{one.kind}: {one.label}",
            one.author or MISSING,
            one.legal_basis or MISSING,
            one.human_review or MISSING,
            f"{one.rests_on}{'; part is assumed' if one.assumed else ''}" if one.rests_on else "assumed",
        ]
        for one in found.accounts.detriments
    ]
    return Table(["Detriment", "Author", "Legal basis", "Human reviewer", "Published in"], rows, words=5)


def _harm(one: Assessment) -> Table:
    harm = one.tested.harm if one.tested is not None else None
    if harm is None:
        return Table([], [])
    kinds = [kind for kind in harm.days if kind != "all"]
    rows = [
        [service.label, f"{whole:,}", *(share(service.days[kind], whole) for kind in kinds)]
        for service in harm.services
        if (whole := service.days["all"])
    ]
    return Table(["Door", "All", *kinds], rows, words=1)


def _gaps(one: Assessment) -> Table:
    gaps = one.tested.gaps if one.tested is not None else ()
    rows = [
        [
            f"{gap.attribute_label}: {gap.level}",
            f"{100 * gap.low.as_it_is:+.1f}%",
            f"{100 * gap.low.with_conduct_equal:+.1f}%",
            f"{100 * gap.low.low:+.1f} to {100 * gap.low.high:+.1f}",
        ]
        for gap in gaps
    ]
    return Table(["Group, less everybody else", "As it is", "Conduct equal", "95% interval"], rows, words=1)


def _bounds(one: Assessment) -> Table:
    moved = one.tested.bounds if one.tested is not None else ()
    rows = [
        [
            points_text(row.points),
            f"{row.changed:,}",
            share(row.changed, row.of),
            f"{row.worst_before:,} → {row.worst_after:,}",
        ]
        for row in moved
    ]
    columns = ["All bounds moved by", "In another category", "Share", "In the worst"]
    return Table(columns, rows, words=0)

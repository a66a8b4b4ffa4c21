"""What is another for a single parameter, in a town, or from a later day on: for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding

from glasscity.rights.assessment import Assessment
from glasscity.rights.excepted import Excepted
from glasscity.rights.versions import Version
from glasscity.show.rights_tables import MOST_ROWS, label, more, table
from glasscity.show.safe import safe
from glasscity.study.words import counted, points_text


def differing_parts(one: Assessment) -> Iterator[RenderableType]:
    """Yield single parameters with points of their own, then towns and later days."""
    excepted = one.findings.excepted
    if excepted:
        against = sum(each.against for each in excepted)
        have = "has" if len(excepted) == 1 else "have"
        yield safe(
            f"{counted(len(excepted), 'parameter')} {have} points of their own instead of their rule's; "
            f"{against} of them against people."
        )
        yield _excepted(excepted)
    if one.versions:
        yield Padding(safe(versions_words(one.versions)), (1 if excepted else 0, 0, 0, 0))
        if any(version.differs for version in one.versions):
            yield _versions(one.versions)


def versions_words(versions: tuple[Version, ...]) -> str:
    """Return in words how many towns and later days differ from the scheme that is assessed."""
    said = []
    for one, number in (("town", [v for v in versions if v.day is None]), ("day", _days(versions))):
        if not number:
            continue
        differ = sum(version.differs for version in number)
        whole = counted(len(number), one)
        what = f"Of {whole} with interventions" if one == "day" else f"Of {whole}"
        scale = ", on the scale of the rulebook" if one == "town" else ""
        said.append(f"{what}, {differ} {'has' if differ == 1 else 'have'} another figure or element{scale}.")
    return " ".join([*said, "The rest of this assessment is of the rulebook itself, on the first day."])


def step_text(one: Excepted) -> str:
    """Return the points for each step of gravity in words."""
    if one.per_gravity is not None:
        return points_text(one.per_gravity, sign=False)
    return "no harm" if one.against else ""


def _days(versions: tuple[Version, ...]) -> list[Version]:
    return [version for version in versions if version.day is not None]


def _excepted(excepted: tuple[Excepted, ...]) -> RenderableType:
    rows = table(("parameter", False), ("rule", True), ("own", True), ("a step", True))
    for one in excepted[:MOST_ROWS]:
        rule = "" if one.rule_points is None else points_text(one.rule_points)
        rows.add_row(label(one.label), rule, points_text(one.points), step_text(one))
    return more(rows, len(excepted) - MOST_ROWS, 4)


def _versions(versions: tuple[Version, ...]) -> RenderableType:
    rows = table(("where, or from when", False), ("figure or element", False))
    rows.add_column("as assessed", justify="right")
    rows.add_column("there", justify="right")
    found = [(version, other) for version in versions for other in (*version.figures, *version.elements)]
    for version, other in found[:MOST_ROWS]:
        rows.add_row(label(version.label), label(other.name), safe(other.first), safe(other.here))
    return more(rows, len(found) - MOST_ROWS, 4)

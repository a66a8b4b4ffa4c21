"""What a run shows of rights, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasscity.rights.rulebooks import Rulebooks
from glasscity.rights.tested import Tested
from glasscity.show.rights_tables import MOST_ROWS, label, more, table
from glasscity.show.safe import safe
from glasscity.study.words import counted, points_text, share
from glasscity.study.wrongs import Errors


def tested_parts(tested: Tested) -> Iterator[RenderableType]:
    """Yield what a run shows, part by part; what it does not tell is left out."""
    yield safe(
        f"One life (seed {tested.seed}, life {tested.life}) of "
        f"{counted(tested.citizens, 'synthetic citizen')} "
        f"over {counted(tested.days, 'day')}; another life gives other numbers. {tested.left_out}".rstrip()
    )
    if tested.harm is not None and tested.harm.days["all"]:
        yield Padding(_harm(tested), (1, 0, 0, 0))
    if tested.errors is not None and tested.errors.worse is not None:
        yield Padding(safe(_by_error(tested.errors, tested.in_worst or 0)), (1, 0, 0, 0))
    if tested.appeals is not None:
        yield Padding(_funnel(tested), (1, 0, 0, 0))
    if tested.gaps:
        said = (
            f"{len(tested.unequal)} of {len(tested.gaps)} groups differ from others who did as many unlawful "
            "and as many rewarded acts. No other conduct is held equal; one in twenty would differ by chance."
        )
        yield Padding(safe(said), (1, 0, 0, 0))
    if tested.unequal:
        yield _gaps(tested)
    if tested.bounds:
        yield Padding(_bounds(tested), (1, 0, 0, 0))
    if tested.rulebooks is not None:
        yield Padding(safe(rulebooks_words(tested.rulebooks)), (1, 0, 0, 0))


def _by_error(errors: Errors, in_worst: int) -> str:
    """Return in words who is in a low category by error alone."""
    worst = "nobody is in the worst category"
    if in_worst:
        worst = f"{errors.wrongly_in_worst:,} of {in_worst:,} in the worst category"
    return (
        f"By error alone: {worst}; {errors.worse:,} citizens in all are in a worse category than on the "
        "true record."
    )


def rulebooks_words(found: Rulebooks) -> str:
    """Return in words how far the worst category hangs on the rulebook."""
    return (
        f"Under {found.rulebooks} other rulebooks, in which the points of each kind of conduct are up to "
        f"{found.factor:g} times as many or as few, {found.fewest:,} to {found.most:,} citizens are in "
        f"the worst category, {found.ever:,} under one at least. Of the {found.in_worst:,} who are there "
        f"now by their points, {found.always:,} are there under all; one of them, on average, under "
        f"{found.share:.0%}."
    )


def _harm(tested: Tested) -> Table:
    assert tested.harm is not None
    kinds = [kind for kind in tested.harm.days if kind != "all"]
    rows = table(("restriction-days: door", False), ("all", True), *((kind, True) for kind in kinds))
    for service in tested.harm.services:
        whole = service.days["all"]
        if whole:
            shares = [share(service.days[kind], whole) for kind in kinds]
            rows.add_row(label(service.label), f"{whole:,}", *shares)
    days = tested.harm.days
    total = [share(days[kind], days["all"]) for kind in kinds]
    rows.add_row(Text("all doors", "bold"), f"{days['all']:,}", *total)
    return rows


def _funnel(tested: Tested) -> Table:
    assert tested.appeals is not None
    names = ("entries", "told", "contested", "heard", "answered", "corrected")
    rows = table(("entries against people", False), *((name, True) for name in names))
    for words, funnel in (("wrong", tested.appeals.wrong), ("right", tested.appeals.right)):
        rows.add_row(words, *(f"{getattr(funnel, name):,}" for name in names))
    return rows


def _gaps(tested: Tested) -> Table:
    low = "/".join(tested.low_categories)
    columns = [(f"share in {low}, less that of others", False), ("as it is", True)]
    rows = table(*columns, ("conduct equal", True), ("95% interval", True))
    for gap in tested.unequal[:MOST_ROWS]:
        shares = gap.low
        interval = f"{100 * shares.low:+.1f} to {100 * shares.high:+.1f}"
        who = safe(f"{gap.attribute_label}: {gap.level}")
        as_it_is, equal = (f"{100 * part:+.1f}%" for part in (shares.as_it_is, shares.with_conduct_equal))
        rows.add_row(who, as_it_is, equal, interval)
    return more(rows, len(tested.unequal) - MOST_ROWS, 4)


def _bounds(tested: Tested) -> Table:
    rows = table(("if all bounds moved by", True), ("in another category", True), ("", True))
    rows.add_column("in the worst", justify="right")
    for moved in tested.bounds:
        worst = f"{moved.worst_before:,} → {moved.worst_after:,}"
        part = share(moved.changed, moved.of)
        rows.add_row(points_text(moved.points), f"{moved.changed:,}", part, worst)
    return rows

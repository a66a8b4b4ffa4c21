"""What goes wrong in a run, for a terminal: errors, denunciations, appeals, and harm, in short tables."""

from __future__ import annotations

from rich.table import Table

from glasscity.show.safe import safe
from glasscity.study.answers import Answers
from glasscity.study.copies import Copies
from glasscity.study.outcome import Summary
from glasscity.study.repairs import Repairs
from glasscity.study.truth import (
    AGAIN,
    ANOTHER_CONDUCT,
    BY_DATA_CENTRE,
    CAME_BACK,
    IMPORTED_TWICE,
    LIE,
    MADE_UP,
    MERGED,
    OTHER_POINTS,
    OVERDUE,
    SOMEBODY_ELSE,
    TWICE,
)
from glasscity.study.voices import Voices
from glasscity.study.wrongs import Appeals, Denunciations, Errors, Harm

KINDS = {
    SOMEBODY_ELSE: "somebody else's",
    LIE: "lies",
    MADE_UP: "made up",
    ANOTHER_CONDUCT: "of another deed",
    TWICE: "filed twice",
    AGAIN: "filed again",
    MERGED: "in merged files",
    IMPORTED_TWICE: "imported twice",
    CAME_BACK: "came back",
    OTHER_POINTS: "other version",
    OVERDUE: "kept too long",
}
HARMS = {
    "erroneous": "not on true record",
    "unrelated": "points from elsewhere",
    "disproportionate": "out of proportion",
    "by association": "through contacts",
}
LEAST_SHOWN = 0.5
"""Citizens who are shared out among several can come to less than one."""


def wrongs_sections(summary: Summary) -> dict[str, list[Table]]:
    """Return short tables of everything that goes wrong in this city, by section, and of no more."""
    found: dict[str, list[Table]] = {}
    if summary.errors is not None:
        answers = [_answerable(summary.errors)] if summary.errors.answerable else []
        found["errors"] = [_errors(summary.errors), *answers]
    if summary.denunciations is not None:
        found["denunciation"] = [_denunciations(summary.denunciations)]
    if summary.appeals is not None:
        found["appeals"] = [_appeals(summary.appeals)]
    if summary.repairs is not None:
        found["repair"] = [_repairs(summary.repairs)]
    if summary.harm is not None:
        found["harm"] = [_harm(summary.harm)]
    if summary.copies is not None:
        found.setdefault("harm", []).append(_copies(summary.copies))
    if summary.answers is not None:
        found["answers"] = [_answers(summary.answers, summary.citizens)]
    if summary.voices is not None:
        found["voices"] = [_voices(summary.voices)]
    return found


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    names = columns if len(columns) > 1 else (*columns, "")
    for place, name in enumerate(names):
        table.add_column(safe(name), justify="right" if place else "left", no_wrap=bool(place))
    return table


def _errors(errors: Errors) -> Table:
    table = _table("wrong entries", "all", "against")
    for kind in errors.kinds:
        if kind.kind in BY_DATA_CENTRE and not errors.mishaps:
            continue
        table.add_row(KINDS[kind.kind], f"{kind.entries:,}", f"{kind.against:,}")
    table.add_row("all", f"{errors.wrong:,}", f"{errors.against:,}")
    table.add_row("per 1,000 people", f"{errors.per_thousand:,.0f}", "")
    if errors.worse is not None and errors.better is not None:
        table.add_row("category too low", f"{errors.worse:,}", "")
        table.add_row("category too high", f"{errors.better:,}", "")
    return table


def _answerable(errors: Errors) -> Table:
    table = _table("who answers for a category too low", "citizens", "entries")
    for part in errors.answerable:
        citizens = f"{part.citizens:,.0f}" if part.citizens >= LEAST_SHOWN else "under 1"
        table.add_row(safe(part.label), citizens, f"{part.entries:,}" if part.entries else "")
    return table


def _appeals(appeals: Appeals) -> Table:
    table = _table("entries against", "wrong", "right")
    both = appeals.wrong, appeals.right
    for name, step in (
        ("in all", "entries"),
        ("told of", "told"),
        ("contested", "contested"),
        ("heard", "heard"),
        ("taken back", "corrected"),
    ):
        table.add_row(name, *(f"{getattr(funnel, step):,}" for funnel in both))
    table.add_row("still waiting", f"{appeals.waiting:,}", "")
    if appeals.days_to_correction is not None:
        table.add_row("days it took", f"{appeals.days_to_correction:,.0f}", "")
    if appeals.cost is not None:
        table.add_row("hours it cost, both", f"{appeals.cost.hours:,.0f}", "")
        table.add_row("money it cost, both", f"{appeals.cost.money:,.0f}", "")
    for name, some in (
        ("never refused before", appeals.never_refused),
        ("refused before", appeals.refused),
        ("without help", appeals.alone),
        ("with help", appeals.helped),
    ):
        if some is not None and some.told:
            table.add_row(name, f"{some.contested:,} of {some.told:,} contested", "")
    return table


def _voices(voices: Voices) -> Table:
    table = _table("critics", "at the start", "at the end")
    both = voices.start, voices.end
    for name, step in (
        ("disapprove", "critics"),
        ("say so", "candid"),
        ("say nothing", "silent"),
        ("approve aloud", "feigning"),
    ):
        table.add_row(name, *(f"{getattr(standing, step):,}" for standing in both))
    table.add_row("held back", "", f"{voices.critical_forgone:,}")
    return table


def _repairs(repairs: Repairs) -> Table:
    table = _table("struck out")
    if repairs.decided:
        table.add_row("applied for", f"{repairs.decided:,}")
        table.add_row("granted", _share(repairs.granted, repairs.decided))
    if repairs.pardoned:
        table.add_row("by an amnesty", f"{repairs.pardoned:,}")
    return table


def _denunciations(told: Denunciations) -> Table:
    table = _table("denunciations")
    table.add_row("in all", f"{told.number:,}")
    table.add_row("lies", _share(told.lies, told.number))
    table.add_row("looked into", _share(told.looked_into, told.number))
    table.add_row("by the busiest 1%", _share(told.by_busiest, told.number))
    table.add_row("points earned", f"{told.points_earned:,.0f}")
    return table


def _answers(answers: Answers, citizens: int) -> Table:
    table = _table("how people answer")
    table.add_row("know of the system", _share(answers.aware, citizens))
    table.add_row("defy it", _share(answers.defiant, citizens))
    table.add_row("acts forgone", f"{answers.forgone:,}")
    table.add_row("of these lawful", _share(answers.forgone_lawful, answers.forgone))
    table.add_row("and not counted", _share(answers.chilled, answers.forgone))
    table.add_row("acts done more", f"{answers.more:,}")
    table.add_row("of these tokens", _share(answers.tokens, answers.more))
    return table


def _harm(harm: Harm) -> Table:
    days = harm.days
    table = _table("restriction-days")
    table.add_row("in all", f"{days['all']:,}")
    for kind, words in HARMS.items():
        table.add_row(words, _share(days[kind], days["all"]))
    return table


def _copies(copies: Copies) -> Table:
    table = _table("restriction-days by copies")
    table.add_row("by an old copy", f"{copies.closed:,}")
    table.add_row("open by one", f"{copies.opened:,}")
    return table


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "0"

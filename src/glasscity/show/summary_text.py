"""What a run came to, for a terminal, section by section: sentences, and the tables they are taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from glasscity.show.fitted import Fitted
from glasscity.show.lives_text import lives_sections
from glasscity.show.safe import clean, safe
from glasscity.show.ties_text import ties_table
from glasscity.show.town_figure import towns_table
from glasscity.show.wrongs_text import wrongs_sections
from glasscity.study.consent import GROUPS
from glasscity.study.outcome import Beside, Cause, ServiceAnswers, Summary
from glasscity.study.words import points_text

WIDE = 92
"""From this width on, short tables stand side by side."""
CAUSES = 8
"""How many causes of points lost, and of points gained, are shown."""

Renderables = list[RenderableType]


def summary_text(summary: Summary, section: str | None = None) -> RenderableType:
    """Return a summary as something that rich prints, fitted to the width there is.

    Parameters
    ----------
    section : the one to show, a key of `sections_of`; all of them if not given.
    """

    def shape(*, wide: bool) -> Group:
        shown = sections_of(summary, wide=wide)
        chosen = shown if section is None else {section: shown[section]}
        return Group(heading(summary), *_under_names(chosen, wide))

    return Fitted(WIDE, shape(wide=True), shape(wide=False))


def heading(summary: Summary) -> Text:
    """Return the first line: that it is synthetic, and what was run."""
    place = f"{summary.title}: {summary.citizens:,} citizens, {summary.days:,} days"
    return Text("SYNTHETIC", "bold reverse").append("  ").append_text(safe(place, "not reverse bold"))


def sections_of(summary: Summary, *, wide: bool = True) -> dict[str, Renderables]:
    """Return what a summary has to show, by the names of sections; no section without anything in it."""
    found: dict[str, Renderables] = {"findings": [sentences_text(summary.headlines)]}
    found["people"] = [_categories(summary), _facts(summary)] if summary.categories else [_facts(summary)]
    if summary.services:
        found["doors"] = [_services(summary, wide)]
    if summary.services and summary.consent is not None:
        found["consent"] = [_without_consent(summary)]
    if summary.towns:
        found["towns"] = [towns_table(summary.towns, wide)]
    found |= {name: list(tables) for name, tables in wrongs_sections(summary).items()}
    found |= {name: list(tables) for name, tables in lives_sections(summary).items()}
    if summary.ties is not None:
        found["ties"] = [ties_table(summary.ties)]
    if summary.causes.lost or summary.causes.gained:
        found["points"] = [_causes(summary)]
    return found


def _under_names(sections: dict[str, Renderables], wide: bool) -> Iterator[RenderableType]:
    for name, parts in sections.items():
        yield Padding(Rule(Text(name, "bold"), align="left", characters="─", style="dim"), (1, 0, 0, 0))
        if wide:
            yield _beside(*parts)
        else:
            yield from (Padding(part, (0, 0, place < len(parts), 0)) for place, part in enumerate(parts, 1))


def sentences_text(sentences: Iterable[str]) -> Table:
    """Return sentences, each with a dot before it."""
    rows = Table.grid(padding=(0, 1))
    for sentence in sentences:
        rows.add_row("·", safe(sentence))
    return rows


def _beside(*tables: RenderableType) -> Table:
    """Return tables side by side."""
    row = Table.grid(padding=(0, 3))
    row.add_row(*tables)
    return row


def _plain_table(*columns: str) -> Table:
    """Return a table whose first column is text and whose others are numbers."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for place, name in enumerate(columns):
        table.add_column(safe(name), justify="right" if place else "left", no_wrap=bool(place))
    return table


def _categories(summary: Summary) -> Table:
    table = _plain_table("category", "at the start", "at the end", "share")
    for row in summary.categories:
        share = f"{row.at_end / summary.citizens:.1%}"
        table.add_row(safe(row.category), f"{row.at_start:,}", f"{row.at_end:,}", share)
    return table


def _without_consent(summary: Summary) -> Table:
    consent = summary.consent
    assert consent is not None
    table = _plain_table("refused, of requests by", *GROUPS)
    for service in summary.services:
        answers = [answer for answer in consent.answers if answer.service == service.service]
        shares = [f"{a.refused / a.requests:.1%}" if a.requests else "" for a in answers]
        table.add_row(safe(service.label), *shares)
    return table


def _facts(summary: Summary) -> Table:
    without = summary.acts.without_score is not None
    table = _plain_table("", "here", *(["without a score"] if without else []))

    def fact(name: str, number: Beside) -> None:
        beside = [] if number.without_score is None else [f"{number.without_score:,.0f}"]
        table.add_row(safe(name), f"{number.here:,.0f}", *beside)

    fact("acts", summary.acts)
    fact("unlawful acts", summary.unlawful_acts)
    fact("entries on file", summary.entries)
    for record in summary.records if summary.scored else ():
        published = f"published: {record.published:g}" if record.published is not None else ""
        table.add_row(f"{record.sign} records a head", f"{record.per_subject:.3f}", published)
    fact("fines", summary.fines.number)
    fact(f"fines in {clean(summary.currency)}", summary.fines.money)
    return table


def _services(summary: Summary, wide: bool) -> Table:
    """Return how requests were answered; money only where there is room for it."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    table.add_column("asked for", vertical="bottom", min_width=12)
    without = summary.scored and all(s.refused.without_score is not None for s in summary.services)
    by = f"by {clean(summary.currency)}"
    columns = ["requests", "refused"]
    if summary.scored:
        columns = ["requests", "refused\nfor score", "ordinary\nrefusal"] if wide else ["asked", "refused"]
        columns += ["without\na score"] if without else []
        columns += [f"dearer\n{by}", f"cheaper,\n{by}; first"] if wide else ["dearer", "better"]
    for name in columns:
        table.add_column(Text(name), justify="right", no_wrap=True)
    for service in summary.services:
        cells = _answers(service, wide, without) if summary.scored else _plain_answers(service)
        table.add_row(safe(service.label), *cells)
    return table


def _plain_answers(service: ServiceAnswers) -> list[str]:
    return [f"{service.requests.here:,.0f}", f"{service.refused.here:,.0f}"]


def _answers(service: ServiceAnswers, wide: bool, without: bool) -> list[str]:
    def price(number: int, money: float) -> str:
        return f"{number:,}: {money:,.0f}" if number else ""

    numbers = [service.requests.here, service.refused_for_score]
    numbers += [service.refused_by["ordinary refusal"]] if wide else []
    numbers += [service.refused.without_score or 0] if without else []
    cells = [f"{number:,.0f}" for number in numbers]
    if not wide:
        better = service.cheaper + service.first
        return [*cells, *(f"{number:,}" if number else "" for number in (service.dearer, better))]
    cheaper = price(service.cheaper, service.cheaper_money)
    first = f"{service.first:,} first" if service.first else ""
    return [*cells, price(service.dearer, service.dearer_money), ", ".join(filter(None, [cheaper, first]))]


def _causes(summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    table.add_column("points lost and gained for")
    table.add_column("filed by")
    for name in ("entries", "points"):
        table.add_column(name, justify="right", no_wrap=True)
    for causes, style in ((summary.causes.lost, "red"), (summary.causes.gained, "green")):
        _add_causes(table, causes[:CAUSES], style)
    return table


def _add_causes(table: Table, causes: Sequence[Cause], style: str) -> None:
    for cause in causes:
        points = Text(points_text(round(cause.points)), style)
        table.add_row(safe(cause.label), safe(cause.organisation_kind), f"{cause.entries:,}", points)

"""What a city is, for a terminal: its people, its categories, what they open and close, who watches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasscity.scenario import Scenario
from glasscity.scenario.conduct import Service, Term
from glasscity.show.fitted import Fitted
from glasscity.show.rules_text import SURENESS, source_text
from glasscity.show.safe import clean, date_text, safe
from glasscity.study.words import counted, listed, money_text, points_text

NARROW = 92
"""Below this width, the terms of services stand in words."""


def scenario_text(scenario: Scenario) -> RenderableType:
    """Return an overview of a scenario as something that rich prints."""
    return Group(*_parts(scenario))


def cities_text(scenarios: Iterable[Scenario]) -> RenderableType:
    """Return a list of scenarios, with what each is in its own words."""
    parts: list[RenderableType] = [
        Text("SYNTHETIC", "bold reverse").append("  cities that ship; nobody in them exists", "not reverse"),
    ]
    for scenario in scenarios:
        parts.append(Text())
        parts.append(safe(scenario.name, "bold").append("  ").append_text(safe(scenario.title, "not bold")))
        parts.append(Padding(safe(_first_sentences(scenario.summary), "dim"), (0, 0, 0, 2)))
        parts.append(Padding(safe(_size(scenario)), (0, 0, 0, 2)))
    parts += [Text(), Text("More about one of them: glasscity show NAME", "dim")]
    return Group(*parts)


def _first_sentences(text: str, most: int = 240) -> str:
    """Return as many whole sentences of a text as fit."""
    said = ""
    for sentence in clean(text).split(". "):
        longer = f"{said} {sentence.rstrip('.')}.".strip()
        if said and len(longer) > most:
            break
        said = longer
    return said


def _size(scenario: Scenario) -> str:
    people = scenario.population.everybody
    numbers = [counted(people, "citizen"), counted(scenario.time.days, "day")]
    numbers += [counted(scenario.organisations_number, "organisation")]
    numbers += [counted(scenario.parameters_number, "parameter")]
    return ", ".join(numbers)


def _parts(scenario: Scenario) -> Iterator[RenderableType]:
    yield Text("SYNTHETIC", "bold reverse").append("  ").append_text(safe(scenario.title, "not reverse bold"))
    yield Padding(safe(scenario.summary), (1, 0, 0, 0))
    if scenario.is_not:
        yield Padding(safe(scenario.is_not, "italic"), (1, 0, 0, 0))
    yield from _section("In numbers", _numbers(scenario))
    if scenario.scoring.enabled:
        bands = safe(f"Categories: {source_text(scenario, scenario.rulebook.categories)}", "dim")
        yield from _section("Score and categories", _score(scenario), _categories(scenario), bands)
    else:
        yield from _section("Score and categories", Text("Nobody is scored: courts and fines only."))
    if scenario.services:
        title = "What the categories open and close" if scenario.scoring.enabled else "What people ask for"
        yield from _section(title, Fitted(NARROW, _services(scenario), _services_in_words(scenario)))
    yield from _section("Who watches", *_organisations(scenario))
    yield from _section("Fines, with or without a score", _fines(scenario))
    if scenario.notes:
        yield from _section("Notes", _list(scenario.notes))
    if scenario.sources:
        yield from _section("Sources", _sources(scenario), safe(SURENESS, "dim"))
    tables = counted(len(scenario.assumptions()), "table")
    yield Padding(safe(f"{tables} of this scenario say what they assume. Its rules: --rules"), (1, 0, 0, 0))


def _section(title: str, *parts: RenderableType) -> Iterator[RenderableType]:
    yield Padding(Text(title, "bold underline"), (1, 0, 0, 0))
    yield from parts


def _list(texts: Iterable[str]) -> Table:
    rows = Table.grid(padding=(0, 1))
    for text in texts:
        rows.add_row("·", safe(text))
    return rows


def _numbers(scenario: Scenario) -> Table:
    people, time = scenario.population, scenario.time
    facts = [
        (
            counted(people.everybody, "citizen"),
            f"in {counted(len(people.districts), 'district')}",
        ),
        (counted(time.days, "day"), f"from {date_text(time.start)}"),
        (
            counted(scenario.organisations_number, "organisation"),
            f"with {scenario.parameters_number:,} parameters",
        ),
        (
            counted(len(scenario.conduct), "kind") + " of acts",
            f"under {counted(len(scenario.rulebook.rules), 'rule')}",
        ),
    ]
    rows = Table.grid(padding=(0, 2))
    for what, more in facts:
        rows.add_row(what, more)
    return rows


def _score(scenario: Scenario) -> Text:
    rulebook = scenario.rulebook
    start, lowest, highest = (
        points_text(points, sign=False)
        for points in (rulebook.start, rulebook.lowest_total, rulebook.highest_total)
    )
    known = "are published" if rulebook.criteria_published else "are not known to the citizens"
    return Text(
        f"Everybody starts with {start} points; the score is read as at least {lowest} and at most "
        f"{highest}. {_influence(scenario)} The rules {known}.{_regime(scenario)}"
    )


def _regime(scenario: Scenario) -> str:
    """Return who is scored and when, and what a low score cannot close, where that is not as usual."""
    said, consent = "", scenario.scoring.consent
    if scenario.asks_consent and consent is not None:
        share = f"{(100 * consent.share).normalize():f}"
        said += f" Only those are scored who consent: {share} per cent, before what it depends on."
    if scenario.rulebook.recalculated == "monthly":
        said += " Totals are worked out on the first day of each month."
    basic = [clean(service.label) for service in scenario.services.values() if service.basic]
    if scenario.scoring.basic_protected and basic:
        said += f" A low score alone never closes {listed(basic)}, nor makes it dearer."
    for holder in scenario.holders.values() if scenario.scoring.enabled else ():
        served = listed([clean(scenario.services[name].label) for name in holder.services])
        often = counted(holder.renewed_after_days, "day")
        said += f" {clean(holder.label)} goes by a copy of the file, taken anew after {often}: for {served}."
    return said


def _influence(scenario: Scenario) -> str:
    influence = scenario.rulebook.influence
    if influence.kind == "off" or not influence.weight:
        return "Nobody's score depends on anybody else."
    share = f"{(100 * influence.weight).normalize():f} per cent"
    when = "every day" if influence.every_days == 1 else f"every {influence.every_days} days"
    if influence.kind == "level":
        return f"Known contacts count: {share} of how far their mean score lies from the start, {when}."
    return f"Known contacts count: {when} the score moves {share} of the way to their mean score."


def _categories(scenario: Scenario) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    table.add_column("category")
    table.add_column("points", justify="right")
    below: Decimal | None = None
    for band in scenario.rulebook.categories.bands:
        bound = band.at_least
        if bound is not None:
            words = f"from {points_text(bound, sign=False)}"
        else:
            words = f"below {points_text(below or Decimal(0), sign=False)}"
        starts = below is None or scenario.rulebook.start < below
        starts = starts and (bound is None or scenario.rulebook.start >= bound)
        table.add_row(safe(band.name), words, Text("everybody starts here", "dim") if starts else Text())
        below = bound
    return table


def _services(scenario: Scenario) -> Table:
    """Return the terms of every service; a category that changes nothing has no column."""
    services = scenario.services.values()
    named = [c for c in scenario.category_names if any(c in service.terms for service in services)]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    table.add_column("")
    table.add_column("ordinary")
    for category in named if scenario.scoring.enabled else ():
        table.add_column(safe(category))
    for service in services:
        ordinary = _ordinary(service, scenario.currency, "\n")
        terms = [_term(service, category, scenario.currency) for category in named]
        table.add_row(safe(service.label), Text(ordinary), *(terms if scenario.scoring.enabled else ()))
    return table


def _services_in_words(scenario: Scenario) -> Group:
    """Return the terms of every service as a line of text."""
    lines = []
    for service in scenario.services.values():
        line = (
            safe(service.label, "bold")
            .append(": ", "bold")
            .append(_ordinary(service, scenario.currency, ", "))
        )
        for category in service.terms if scenario.scoring.enabled else ():
            line.append("; ").append_text(safe(category)).append(" ")
            line.append_text(_term(service, category, scenario.currency))
        lines.append(line)
    return Group(*lines)


def _ordinary(service: Service, currency: str, between: str) -> str:
    """Return the price and the refusals of those whom no category treats in its own way."""
    said = [_price(service.interest_percent, service.price, currency)]
    if service.ordinary_refusal:
        said.append(f"{(100 * service.ordinary_refusal).normalize():f}% refused")
    return between.join(filter(None, said))


def _price(interest: Decimal | None, price: Decimal | None, currency: str) -> str:
    if interest is not None:
        return f"{interest.normalize():f}% a year"
    return clean(money_text(price, currency)) if price is not None else ""


def _term(service: Service, category: str, currency: str) -> Text:
    term: Term | None = service.terms.get(category)
    if term is None:
        return Text("·", "dim")
    if term.refused:
        return Text("refused", "red")
    said = ["first"] if term.first else []
    said += [words] if (words := _price(term.interest_percent, term.price, currency)) else []
    return Text(", ".join(said), _price_style(service, term))


def _price_style(service: Service, term: Term) -> str:
    pairs = ((term.interest_percent, service.interest_percent), (term.price, service.price))
    for new, ordinary in pairs:
        if new is not None and ordinary is not None and new != ordinary:
            return "red" if new > ordinary else "green"
    return "green" if term.first else ""


def _organisations(scenario: Scenario) -> Iterator[Text]:
    kinds = dict.fromkeys(organisation.kind for organisation in scenario.organisations.values())
    for kind in kinds:
        members = [o for o in scenario.organisations.values() if o.kind == kind]
        number = sum(organisation.count for organisation in members)
        labels = [o.label + (f" ({o.count:,})" if o.count > 1 else "") for o in members]
        yield (
            safe(f"{number:,} {kind}: ", "bold").append(" ").append_text(safe("; ".join(labels), "not bold"))
        )


def _fines(scenario: Scenario) -> Text:
    fines = scenario.courts.fines
    amounts = [
        f"{scenario.conduct[n].label} {money_text(fine, scenario.currency)}" for n, fine in fines.items()
    ]
    return safe("; ".join(amounts) or "none")


def _sources(scenario: Scenario) -> Group:
    rows = []
    for source in scenario.sources.values():
        text = safe(f"({source.sureness}) {source.title}")
        if source.address:
            text.append("\n").append_text(safe(source.address, "dim"))
        text.overflow = "fold"
        rows.append(text)
    return Group(*rows)

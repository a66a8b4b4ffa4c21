"""What the categories close and open: refusals and money, beside the city without a score."""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.door_figure import doors
from glasscity.show.english import decimal, in_short, signed, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.study.outcome import ServiceAnswers
from glasscity.study.words import counted

REASONS = {
    "own file": (palette.OWN_FILE.light, "one's own file"),
    "contacts' scores": (palette.CONTACTS.light, "contacts' scores"),
    "category set by a rule": (palette.OVERRIDDEN.light, "a category set by a rule"),
}
RARE_REASONS = {
    "an outdated copy": (palette.ORDINARY.light, "an old copy of the file"),
    "national list": (palette.REFUSED.light, "the national list"),
    "the lender's rule": (palette.LOSS.light, "the lender's rule"),
}
"""Reasons that only some cities have: those with copies of the file, with several towns, with a lender."""


def _reasons(services: Sequence[ServiceAnswers]) -> dict[str, tuple[str, str]]:
    """Return the reasons to show, with their colours and words."""
    met = {reason for service in services for reason, number in service.refused_by.items() if number}
    return REASONS | {reason: shown for reason, shown in RARE_REASONS.items() if reason in met}


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order."""
    if not facts.scored:
        return [ordinary_refusals(facts)] if facts.summary.services else []
    if not facts.summary.services:
        return []
    first = refusals(facts) if facts.refused_by_score else ordinary_refusals(facts)
    changed = any(service.dearer or service.cheaper for service in facts.summary.services)
    return [first, doors(facts), *([money(facts)] if changed else [])]


def refusals(facts: Facts) -> Figure:
    """Return the figure of refusals because of the score, beside the city without one."""
    services = sorted(facts.summary.services, key=lambda service: (-service.refused_for_score, service.label))
    number = facts.refused_by_score
    title = f"{counted(number, 'request was', 'requests were')} refused because of the score"
    reasons = _reasons(services)
    keys = [key for reason, key in reasons.items() if any(s.refused_by.get(reason) for s in services)]
    bars = [_refusal_bar(service, reasons) for service in services]
    spared = sum(
        service.refused.without_score - service.refused_by["ordinary refusal"]
        for service in services
        if service.refused.without_score is not None
    )
    note = "Ordinary refusals have nothing to do with any score. "
    if all(service.refused.without_score is not None for service in services):
        note += "They are what the same people meet in the city without a score. "
    if spared > 0:
        note += f"Those served first were spared {counted(int(spared), 'ordinary refusal')}. "
    return Figure(
        "refusals",
        title,
        f"Refusals because of the score over {span(facts.days)}, by what tipped them",
        *pictures(facts, lambda width: draw_bars(bars, width, keys), title),
        f"{note}A refusal is put down to contacts, or to a rule, where without them it would not have been.",
        _refusal_table(services),
    )


def _refusal_bar(service: ServiceAnswers, reasons: dict[str, tuple[str, str]]) -> Bar:
    label = clean(service.label)
    parts = [
        Part(number, colour, f"{label}: {whole(number)}, {said}")
        for reason, (colour, said) in reasons.items()
        if (number := service.refused_by.get(reason, 0))
    ]
    number = service.refused_for_score
    without = service.refused.without_score
    ordinary = service.refused_by["ordinary refusal"] if without is None else without
    small = f"{in_short(ordinary)} {'ordinary' if without is None else 'without a score'}"
    if without and number:
        text = f"+{whole(number)} ({signed(number / without * 100, 0 if number > without / 100 else 1)}%)"
    else:
        text = f"+{whole(number)}" if number else "0"
    return Bar(label, small, right=parts, right_text=text)


def _refusal_table(services: Sequence[ServiceAnswers]) -> Table:
    columns = [
        "Service",
        "Requests",
        "Refused without a score",
        "Refused",
        "ordinary",
        *(said for _, said in _reasons(services).values()),
    ]
    rows = [
        [
            clean(service.label),
            whole(service.requests.here),
            "not run" if service.refused.without_score is None else whole(service.refused.without_score),
            whole(service.refused.here),
            whole(service.refused_by["ordinary refusal"]),
            *(whole(service.refused_by.get(reason, 0)) for reason in _reasons(services)),
        ]
        for service in services
    ]
    return Table(columns, rows)


def ordinary_refusals(facts: Facts) -> Figure:
    """Return the figure of refusals where the score refuses nobody."""
    services = sorted(facts.summary.services, key=lambda service: (-service.refused.here, service.label))
    number = int(sum(service.refused.here for service in services))
    requests = int(sum(service.requests.here for service in services))
    were = counted(requests, "request was", "requests were")
    title = f"{whole(number)} of {were} refused, none because of a score"
    colour = palette.ORDINARY.light
    bars = [
        Bar(
            clean(service.label),
            f"{in_short(service.requests.here)} requests",
            right=[Part(service.refused.here, colour, f"{whole(service.refused.here)} refused")],
            right_text=whole(service.refused.here),
        )
        for service in services
    ]
    return Figure(
        "refusals",
        title,
        f"Refusals over {span(facts.days)}, by service",
        *pictures(facts, lambda width: draw_bars(bars, width), title),
        "Every refusal here is an ordinary one: no place was left, or the terms did not fit.",
        _refusal_table(services),
    )


def money(facts: Facts) -> Figure:
    """Return the figure of what a category made dearer and cheaper."""
    services = [s for s in facts.summary.services if s.dearer or s.cheaper]
    services.sort(key=lambda service: (-service.dearer_money - service.cheaper_money, service.label))
    dearer, cheaper = sum(s.dearer_money for s in services), sum(s.cheaper_money for s in services)
    currency = clean(facts.scenario.currency)
    title = f"{in_short(dearer)} {currency} paid above the ordinary price, {in_short(cheaper)} saved"
    if not dearer:
        title = f"Nobody paid more because of the category; {in_short(cheaper)} {currency} saved"
    elif not cheaper:
        title = f"{in_short(dearer)} {currency} paid above the ordinary price, and nobody paid less"
    loss, gain = palette.LOSS.light, palette.GAIN.light
    bars = [
        Bar(
            clean(service.label) + (" (interest of a year)" if service.is_loan else ""),
            f"{whole(service.dearer)} dearer, {whole(service.cheaper)} cheaper",
            [Part(service.dearer_money, loss, f"{whole(service.dearer_money)} {currency} more")],
            [Part(service.cheaper_money, gain, f"{whole(service.cheaper_money)} {currency} less")],
            in_short(service.dearer_money) if service.dearer else "",
            in_short(service.cheaper_money) if service.cheaper else "",
        )
        for service in services
    ]
    rows = [
        [
            clean(service.label),
            whole(service.dearer),
            whole(service.dearer_money),
            whole(service.cheaper),
            whole(service.cheaper_money),
            decimal((service.dearer_money - service.cheaper_money) / facts.citizens, 1),
        ]
        for service in services
    ]
    keys = ((loss, "paid more than the ordinary price"), (gain, "paid less"))
    return Figure(
        "money",
        title,
        f"{currency.capitalize()} above and under the ordinary price over {span(facts.days)}, by service",
        *pictures(facts, lambda width: draw_bars(bars, width, keys), title),
        "Without a score everybody pays the ordinary price. Of a loan, the difference is a year's interest.",
        Table(
            ["Service", "Dearer", f"more, {currency}", "Cheaper", f"less, {currency}", "net per citizen"],
            rows,
        ),
    )

"""How those without consent are answered, beside low and high scorers: service by service."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import decimal, percent, sentence, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.study.consent import GROUPS, HIGH, LOW, WITHOUT, Answered, Consent

ENOUGH = 20
"""A share of fewer requests than this is not drawn: a single answer would make it."""
_COLOURS = {WITHOUT: palette.ORDINARY.light, LOW: palette.LOSS.light, HIGH: palette.GAIN.light}


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where nobody is asked for consent."""
    consent = facts.summary.consent
    return [] if consent is None or not facts.summary.services else [answers(facts, consent)]


def answers(facts: Facts, consent: Consent) -> Figure:
    """Return the figure of refusals by service, for those without consent and for low and high scorers."""
    shares = {group: _share(consent.of(group)) for group in GROUPS}
    title = (
        f"Without consent {percent(shares[WITHOUT])} of requests are refused, with a low score "
        f"{percent(shares[LOW])}"
    )
    bars, rows = [], []
    for service in facts.summary.services:
        of_service = {answer.group: answer for answer in consent.answers if answer.service == service.service}
        for group in GROUPS:
            answer = of_service[group]
            said, name = _said(answer), sentence(clean(service.label))
            share = _share([answer]) if answer.requests >= ENOUGH else 0.0
            part = Part(share, _COLOURS[group], f"{name}, {group}: {said} refused")
            bars.append(Bar(name if group == WITHOUT else "", right=[part], right_text=said))
        rows.append(
            [
                sentence(clean(service.label)),
                *(cell for group in GROUPS for cell in _cells(of_service[group])),
            ]
        )
    keys = tuple((colour, group) for group, colour in _COLOURS.items())
    columns = [f"{group}: {what}" for group in GROUPS for what in ("requests", "refused", "net price")]
    return Figure(
        "consent",
        title,
        f"Share of requests refused over {span(facts.days)}, by service and by who asks",
        *pictures(facts, lambda width: draw_bars(bars, width, keys), title),
        f"Low scorers: in a category worse than {facts.start_category} on the day they ask; high scorers: in "
        f"{facts.start_category} or a better one. Whoever does not consent is served on ordinary terms. "
        f"Where fewer than {ENOUGH} asked there is no bar. In the table, the net price is what a request "
        "cost above the ordinary price on average. "
        f"{whole(consent.uncounted)} entries about deeds do not count. {facts.unscored_words}",
        Table(["Service", *columns], rows),
    )


def _said(answer: Answered) -> str:
    """Return how many of how many requests were refused, as a share where they are enough."""
    if not answer.requests:
        return "nobody asked"
    refused = percent(_share([answer])) if answer.requests >= ENOUGH else whole(answer.refused)
    return f"{refused} of {whole(answer.requests)}"


def _share(answered: list[Answered]) -> float:
    """Return the share of requests that were refused; 0 where nobody asked."""
    requests = sum(answer.requests for answer in answered)
    return sum(answer.refused for answer in answered) / requests if requests else 0.0


def _cells(answer: Answered) -> list[str]:
    if not answer.requests:
        return ["0", "", ""]
    share, price = percent(_share([answer])), decimal(answer.money / answer.requests, 1)
    return [whole(answer.requests), share, price]

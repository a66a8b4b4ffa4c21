"""Which doors a category shuts and opens: services by category, with the share refused and the terms."""

from __future__ import annotations

import polars as pl

from glasscity.scenario.conduct import Service
from glasscity.show import palette
from glasscity.show.bars import draw_key, key_lines
from glasscity.show.english import number_word, percent, sentence, shortened, signed
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, Drawing

FEWEST_REQUESTS = 20
"""Of fewer requests than this, no share is given."""

KINDS = {
    "refused": (palette.REFUSED.light, "refused"),
    "dearer": (palette.DEARER.light, "dearer"),
    "": (palette.UNCHANGED.light, "as for everybody"),
    "cheaper": (palette.CHEAPER.light, "cheaper"),
    "first": (palette.FIRST.light, "served first"),
}
"""What the rulebook can do to a category: colour and word."""

_Shares = dict[tuple[str, str], float]


def doors(facts: Facts) -> Figure:
    """Return the figure of services by category: who is refused, who pays another price."""
    services = facts.scenario.services
    shares = _refused_shares(facts)
    shut = sum(_terms(service, facts.worst)[0] == "refused" for service in services.values())
    if shut:
        doors_are = "door is" if len(services) == 1 else "doors are" if shut > 1 else "doors is"
        numbers = f"{number_word(shut)} of {number_word(len(services))}"
        title = f"{sentence(numbers)} {doors_are} shut to {facts.worst}"
    else:
        title = f"No door is shut to {facts.worst} as such"
    rows = []
    for name, service in services.items():
        cells = [_cell_words(service, category, shares.get((name, category))) for category in facts.names]
        rows.append([clean(service.label), *cells])
    return Figure(
        "doors",
        title,
        "Share of requests refused, by service and the asker's category on that day; colour: what the "
        "rules say",
        *pictures(facts, lambda width: _drawn(facts, shares, width), title),
        f"No number: fewer than {FEWEST_REQUESTS} requests. The shares hold ordinary refusals too. Under "
        f"the share: "
        "what the category changes; for a loan, percentage points of interest, else per cent of the price.",
        Table(["Service", *facts.names], rows),
    )


def _refused_shares(facts: Facts) -> _Shares:
    """Return the share refused by service and category, where enough people asked."""
    refused = pl.col("number").filter(pl.col("outcome") == "refused").sum()
    grouped = facts.requests.group_by("service", "category")
    frame = grouped.agg(refused.alias("refused"), pl.col("number").sum())
    return {
        (service, category): number_refused / number
        for service, category, number_refused, number in frame.rows()
        if number >= FEWEST_REQUESTS
    }


def _terms(service: Service, category: str) -> tuple[str, str]:
    """Return what the rulebook does to a category: one of `KINDS`, and in a word."""
    term = service.terms.get(category)
    if term is None:
        return "", ""
    if term.refused:
        return "refused", "refused"
    change, unit, places = 0.0, "%", 0
    if term.interest_percent is not None and service.interest_percent is not None:
        change, unit, places = float(term.interest_percent - service.interest_percent), " pts", 1
    elif term.price is not None and service.price:
        change = float((term.price - service.price) / service.price * 100)
    if change:
        return "dearer" if change > 0 else "cheaper", f"{signed(change, places)}{unit}"
    return ("first", "first") if term.first else ("", "")


def _cell_words(service: Service, category: str, share: float | None) -> str:
    said = [percent(share)] if share is not None else []
    return ", ".join(filter(None, [*said, _terms(service, category)[1]]))


def _drawn(facts: Facts, shares: _Shares, width: int) -> Drawing:
    is_narrow = width < WIDE
    services = facts.scenario.services
    labels, row = (0.0, 62.0) if is_narrow else (256.0, 42.0)
    found = {_terms(service, name)[0] for service in services.values() for name in facts.names}
    keys = key_lines([key for kind, key in KINDS.items() if kind in found], width - labels)
    head = 24.0 * len(keys) + 30
    cell = (width - labels) / len(facts.names)
    drawing = Drawing(width, head + row * len(services))
    for number, line in enumerate(keys):
        draw_key(drawing, line, labels, 4 + 24.0 * number)
    for index, name in enumerate(facts.names):
        middle = labels + (index + 0.5) * cell - 1
        short_name = shortened(name, int(cell / 8))
        drawing.text(middle, head - 11, short_name, palette.INK.light, 13, "middle", "bold")
    for number, (key, service) in enumerate(services.items()):
        y = head + number * row
        drawing.text(0, y + (13 if is_narrow else 24), clean(service.label), palette.INK.light, 13)
        for index, name in enumerate(facts.names):
            place = labels + index * cell, y + (20 if is_narrow else 0)
            _draw_cell(drawing, service, name, shares.get((key, name)), place, cell - 2)
    return drawing


def _draw_cell(
    drawing: Drawing,
    service: Service,
    category: str,
    share: float | None,
    place: tuple[float, float],
    width: float,
) -> None:
    kind, words = _terms(service, category)
    colour, _ = KINDS[kind]
    drawing.rect(
        *place,
        width,
        38,
        colour,
        tip=f"{category}, {clean(service.label)}: {_cell_words(service, category, share)}",
    )
    ink = palette.ON_DARK.light if kind == "refused" else palette.INK.light
    said = "" if share is None else percent(share)
    middle, top = place[0] + width / 2, place[1]
    if said:
        drawing.text(middle, top + (17 if words else 24), said, ink, 13, "middle")
    if words:
        drawing.text(middle, top + (31 if said else 24), words, ink, 10.5 if said else 11.5, "middle")

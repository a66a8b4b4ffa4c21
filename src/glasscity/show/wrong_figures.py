"""When the file is wrong: entries by kind and by organisation, and categories beside the true record."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import in_hundred, in_short, number_word, percent, sentence, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.study.truth import (
    AGAIN,
    ANOTHER_CONDUCT,
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
from glasscity.study.words import counted
from glasscity.study.wrongs import Errors, Filer

KINDS = {
    SOMEBODY_ELSE: "Somebody else's deed",
    LIE: "A lie somebody told",
    MADE_UP: "It never happened",
    ANOTHER_CONDUCT: "Not what was done",
    TWICE: "The same deed, filed twice",
    AGAIN: "An old deed, filed again",
    MERGED: "In a namesake's file",
    IMPORTED_TWICE: "Imported twice",
    CAME_BACK: "Corrected, and back",
    OTHER_POINTS: "Points of another version",
    OVERDUE: "Kept too long",
}
HOW = {
    SOMEBODY_ELSE: "of a namesake, or next door",
    LIE: "believed by the office",
    MADE_UP: "made up by an organisation",
    ANOTHER_CONDUCT: "filed as another conduct",
    TWICE: "by one organisation",
    AGAIN: "as if it were new",
    MERGED: "by the data centre",
    IMPORTED_TWICE: "by the data centre",
    CAME_BACK: "by the data centre",
    OTHER_POINTS: "by the data centre",
    OVERDUE: "by the data centre",
}
MOST_FILERS = 15
NOTABLE = 1.25
"""An organisation stands out if its share of what is wrong is so many times its share of everything."""

_AGAINST, _OTHERS = palette.LOSS.light, palette.ORDINARY.light


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where nothing is wrong."""
    errors = facts.summary.errors
    if errors is None or not errors.wrong:
        return []
    figures = [wrong_by_kind(facts, errors), wrong_by_organisation(facts, errors)]
    return [*figures, *([beside_true_record(facts, errors)] if errors.worse or errors.better else [])]


def wrong_by_kind(facts: Facts, errors: Errors) -> Figure:
    """Return the figure of wrong entries by what is wrong about them."""
    kinds = sorted((kind for kind in errors.kinds if kind.entries), key=lambda kind: -kind.entries)
    bars = [
        Bar(
            KINDS[kind.kind],
            HOW[kind.kind],
            right=[
                Part(
                    kind.against, _AGAINST, f"{KINDS[kind.kind]}: {whole(kind.against)} against the citizen"
                ),
                Part(kind.entries - kind.against, _OTHERS, f"{whole(kind.entries - kind.against)} others"),
            ],
            right_text=whole(kind.entries),
        )
        for kind in kinds
    ]
    title = (
        f"{percent(errors.wrong / errors.entries)} of the entries about a deed are wrong, "
        f"{in_short(errors.against)} of them against the citizen"
    )
    rows = [
        [KINDS[kind.kind], whole(kind.entries), whole(kind.against), _per_thousand(facts, kind.entries)]
        for kind in kinds
    ]
    rows.append(["All", whole(errors.wrong), whole(errors.against), _per_thousand(facts, errors.wrong)])
    return Figure(
        "wrong-entries",
        title,
        f"Wrong entries over {span(facts.days)}, by what is wrong about them",
        *pictures(
            facts,
            lambda width: draw_bars(
                bars, width, ((_AGAINST, "against the citizen"), (_OTHERS, "in their favour, or for nothing"))
            ),
            title,
        ),
        f"{whole(errors.wrong)} in all, {_per_thousand(facts, errors.wrong)} for every 1,000 citizens. Where "
        "several things are wrong with one entry, it counts once. What was seen and never filed, or filed "
        "late, is not counted here.",
        Table(["What is wrong", "Entries", "against the citizen", "per 1,000 citizens"], rows),
    )


def _per_thousand(facts: Facts, number: int) -> str:
    return whole(1000 * number / facts.citizens)


def wrong_by_organisation(facts: Facts, errors: Errors) -> Figure:
    """Return the figure of who files what is wrong, beside how much they file."""
    filers = [filer for filer in errors.filers if filer.wrong]
    bars = [
        Bar(
            clean(filer.label),
            f"{percent(filer.wrong / filer.entries)} of its entries are wrong",
            [Part(filer.entries / errors.entries, _OTHERS, f"{whole(filer.entries)} entries")],
            [Part(filer.wrong / errors.wrong, _AGAINST, f"{whole(filer.wrong)} wrong entries")],
            percent(filer.entries / errors.entries),
            percent(filer.wrong / errors.wrong),
        )
        for filer in filers[:MOST_FILERS]
    ]
    title = _filers_title(errors, filers)
    rows = [
        [
            clean(filer.label),
            whole(filer.entries),
            whole(filer.wrong),
            whole(filer.against),
            percent(filer.wrong / filer.entries),
        ]
        for filer in errors.filers
    ]
    keys = ((_OTHERS, "share of all entries"), (_AGAINST, "share of the wrong ones"))
    return Figure(
        "wrong-organisations",
        title,
        "Share of all entries about a deed, and of the wrong ones, by who filed them"
        + (f": the top {len(bars)}" if len(filers) > len(bars) else ""),
        *pictures(facts, lambda width: draw_bars(bars, width, keys), title),
        "A series of like organisations, such as police stations or banks, stands together. Whoever takes "
        "denunciations files the lies that it believes.",
        Table(["Organisation", "Entries", "wrong", "against the citizen", "share wrong"], rows),
    )


def _filers_title(errors: Errors, filers: list[Filer]) -> str:
    """Return who stands out, as a sentence."""

    def shares(filer: Filer) -> tuple[float, float]:
        return filer.wrong / errors.wrong, filer.entries / errors.entries

    most = max(filers, key=lambda filer: shares(filer)[0] - shares(filer)[1])
    wrong, all_ = shares(most)
    label = sentence(clean(most.label))
    if wrong > NOTABLE * all_ and wrong >= 0.02:
        return f"{label}: {percent(all_)} of everything on file, {percent(wrong)} of what is wrong"
    few = filers[:3]
    share = percent(sum(filer.wrong for filer in few) / errors.wrong)
    which = "All of what is wrong comes" if len(few) == len(filers) else f"{share} of what is wrong comes"
    return f"{which} from {number_word(len(few))} of {counted(len(errors.filers), 'kind')} of organisations"


def beside_true_record(facts: Facts, errors: Errors) -> Figure:
    """Return the figure of those whose category is not the one on the true record."""
    colours = [colour.light for colour in palette.categories(len(facts.names))]
    worse, better = errors.worse or 0, errors.better or 0
    bars = []
    for place, (name, row) in enumerate(zip(facts.names, errors.matrix, strict=True)):
        parts = [
            Part(number, colours[truly], f"{name} on file, {facts.names[truly]} truly: {whole(number)}")
            for truly, number in enumerate(row)
        ]
        low, high = sum(row[:place]), sum(row[place + 1 :])
        bars.append(
            Bar(
                f"In {name} on file",
                counted(sum(row), "citizen"),
                parts[:place][::-1],
                parts[place + 1 :],
                f"{whole(low)} too low" if low else "",
                f"{whole(high)} too high" if high else "",
            )
        )
    are = counted(worse, "citizen is", "citizens are")
    title = f"{are} in a worse category than on the true record, {whole(better)} in a better one"
    in_worst = errors.wrongly_in_worst or 0
    note = "Nobody in the city can see the true record. "
    if number := sum(errors.matrix[-1]):
        note += (
            f"Of {counted(number, 'citizen')} in {facts.worst}, {whole(in_worst)} would be in a better one. "
        )
    note += f"All in all, {in_hundred((worse + better) / facts.citizens)} are where it would not put them."
    keys = [(colour, f"truly {name}") for colour, name in zip(colours, facts.names, strict=True)]
    rows = [
        [name, *(whole(number) for number in row)]
        for name, row in zip(facts.names, errors.matrix, strict=True)
    ]
    return Figure(
        "true-record",
        title,
        "Citizens at the end whose category on file is not the one on the true record; colour: the true one",
        *pictures(facts, lambda width: draw_bars(bars, width, keys), title),
        note,
        Table(["On file", *(f"truly {name}" for name in facts.names)], rows),
    )

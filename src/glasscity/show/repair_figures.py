"""What is struck out of the file before its time: on application, and by amnesties."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import percent, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.study.repairs import Repairs
from glasscity.study.words import counted


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where nothing is struck out."""
    repairs = facts.summary.repairs
    return (
        [struck_out(facts, repairs)] if repairs is not None and (repairs.decided or repairs.pardoned) else []
    )


def struck_out(facts: Facts, repairs: Repairs) -> Figure:
    """Return the figure of applications for repair, by what became of them, and of amnesties."""
    gain, loss = palette.GAIN.light, palette.LOSS.light
    rows = [
        ("Granted", "the entry is struck out", repairs.granted, gain),
        ("A new entry meanwhile", "not clean for long enough", repairs.not_clean, loss),
        ("Conditions not met", "no fine paid, no course taken", repairs.unmet, loss),
        ("The entry was gone already", "expired, or taken back", repairs.gone, palette.ORDINARY.light),
        ("By an amnesty", f"on {counted(repairs.citizens, 'file')}, asked or not", repairs.pardoned, gain),
    ]
    rows = [row for row in rows if row[2]]
    bars = [
        Bar(words, small, right=[Part(number, colour, f"{words}: {whole(number)}")], right_text=whole(number))
        for words, small, number, colour in rows
    ]
    if repairs.decided:
        title = (
            f"Of {counted(repairs.decided, 'application')} to have an entry struck out, "
            f"{percent(repairs.granted / repairs.decided)} {'are' if repairs.granted != 1 else 'is'} granted"
        )
    else:
        title = f"Amnesties undo {counted(repairs.pardoned, 'entry', 'entries')}"
    note = "What is struck out counts no more from that day on. What it had closed until then stays closed. "
    if repairs.days is not None:
        days = counted(round(repairs.days), "day")
        note += f"What was struck out on application had stood for {days} (the middle one)."
    return Figure(
        "repairs",
        title,
        f"Decisions about entries over {span(facts.days)}",
        *pictures(facts, lambda width: draw_bars(bars, width), title),
        note,
        Table(["What became of it", "Entries"], [[words, whole(number)] for words, _, number, _ in rows]),
    )

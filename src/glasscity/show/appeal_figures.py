"""What becomes of entries against somebody: told of, contested, heard, taken back."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import in_hundred, percent, sentence, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.study.words import counted, money_text
from glasscity.study.wrongs import Appeals, Contesting

STEPS = {
    "entries": "on file",
    "told": "made known to the citizen",
    "contested": "contested",
    "heard": "heard",
    "answered": "answered",
    "corrected": "taken back",
}


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where nobody can contest anything."""
    appeals = facts.summary.appeals
    return [] if appeals is None or not appeals.wrong.entries else [funnel(facts, appeals)]


def funnel(facts: Facts, appeals: Appeals) -> Figure:
    """Return the figure of wrong entries on their way to a correction."""
    wrong, right = appeals.wrong, appeals.right
    bars = []
    for step, words in STEPS.items():
        number = getattr(wrong, step)
        share = "" if step == "entries" else f" ({percent(number / wrong.entries)})"
        colour = palette.GAIN.light if step == "corrected" else palette.LOSS.light
        bars.append(
            Bar(
                sentence(words),
                f"right entries: {whole(getattr(right, step))}",
                right=[Part(number, colour, f"{sentence(words)}: {whole(number)}")],
                right_text=f"{whole(number)}{share}",
            )
        )
    corrected = (
        in_hundred(wrong.corrected / wrong.entries).replace("nobody", "none").replace("everybody", "all")
    )
    title = f"Of the wrong entries against somebody, {corrected} {_are(wrong.corrected)} taken back"
    waiting = counted(appeals.waiting, "appeal") if appeals.waiting else "no appeal"
    note = [f"A right entry can be contested too. At the end {waiting} waited to be heard."]
    if appeals.days_to_correction is not None:
        took = f"{whole(appeals.days_to_correction)} days"
        note.append(f"Where a wrong entry was taken back, it had stood for {took} (the middle one of them).")
    if (rules := facts.scenario.appeals) is not None and rules.machine_believed:
        note.append(f"{percent(float(rules.machine_believed))} of hearings follow the file whatever is said.")
    note += appellants_notes(appeals, clean(facts.scenario.currency))
    rows = [
        [sentence(words), whole(getattr(wrong, step)), whole(getattr(right, step))]
        for step, words in STEPS.items()
    ]
    return Figure(
        "appeals",
        title,
        f"Wrong entries against somebody, and how far they came towards a correction over {span(facts.days)}",
        *pictures(facts, lambda width: draw_bars(bars, width), title),
        " ".join(note),
        Table(["", "Wrong entries", "Right entries"], rows),
    )


def appellants_notes(appeals: Appeals, currency: str) -> list[str]:
    """Return in sentences what contesting cost, what answers taught, and what help was worth."""
    said = []
    if appeals.cost is not None:
        money = money_text(round(appeals.cost.money), currency)
        said.append(f"Contesting took {counted(round(appeals.cost.hours), 'hour')} and {money} in all.")
    if appeals.never_refused is not None and appeals.refused is not None and appeals.refused.told:
        said.append(
            f"Told of a wrong entry, those whose appeal had been refused before contested "
            f"{_share(appeals.refused)}; the others, {_share(appeals.never_refused)}."
        )
    if appeals.alone is not None and appeals.helped is not None and appeals.helped.told:
        said.append(
            f"Told of a wrong entry, those with help contested {_share(appeals.helped)}, and "
            f"{_won(appeals.helped)}; those without, {_share(appeals.alone)}, and {_won(appeals.alone)}."
        )
    return said


def _share(some: Contesting) -> str:
    share = f" ({percent(some.contested / some.told)})" if some.told else ""
    return f"{whole(some.contested)} of {whole(some.told)}{share}"


def _won(some: Contesting) -> str:
    return f"won {whole(some.granted)} of {whole(some.answered)} that were answered"


def _are(number: int) -> str:
    return "was" if number == 1 else "were"

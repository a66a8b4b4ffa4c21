"""What befell the data centre itself: how often, and how many entries at once."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import percent, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.study.truth import BY_DATA_CENTRE, BY_ORGANISATIONS, LIE
from glasscity.study.words import counted, listed, times
from glasscity.study.wrongs import Errors

KINDS = {
    "wrong version": "Another version of the rules",
    "merged files": "Files of namesakes taken for one",
    "imported twice": "A batch imported twice",
    "expiry missed": "Nothing deleted for some days",
    "correction lost": "Corrections lost",
}
WHO = {
    "were made by organisations": BY_ORGANISATIONS,
    "by the data centre": BY_DATA_CENTRE,
    "by informers": (LIE,),
}


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where nothing befell the data centre."""
    errors = facts.summary.errors
    return [mishaps(facts, errors)] if errors is not None and errors.mishaps else []


def mishaps(facts: Facts, errors: Errors) -> Figure:
    """Return the figure of entries that mishaps of the data centre touched."""
    found = sorted(errors.mishaps, key=lambda mishap: (-mishap.entries, mishap.kind))
    bars = [
        Bar(
            KINDS[one.kind],
            f"{times(one.times)}; the largest batch: {whole(one.largest)}",
            right=[Part(one.entries, palette.LOSS.light, f"{KINDS[one.kind]}: {whole(one.entries)} entries")],
            right_text=whole(one.entries),
        )
        for one in found
    ]
    most = found[0]
    title = (
        f"The data centre itself goes wrong {times(sum(one.times for one in found))}, "
        f"and up to {counted(max(one.largest for one in found), 'entry', 'entries')} go wrong at once"
    )
    by = {who: sum(kind.entries for kind in errors.kinds if kind.kind in kinds) for who, kinds in WHO.items()}
    shares = [f"{percent(number / errors.wrong)} {who}" for who, number in by.items()] if errors.wrong else []
    note = "Such errors come in batches: one day's work by nobody in particular, and many files at once. "
    if shares:
        note += f"Of all wrong entries, {listed(shares)}. "
    files = counted(most.citizens, "citizen")
    note += f"{KINDS[most.kind]}: that touched the most, on the files of {files}."
    rows = [
        [KINDS[one.kind], *map(whole, (one.times, one.days, one.entries, one.citizens, one.largest))]
        for one in found
    ]
    return Figure(
        "mishaps",
        title,
        f"Entries that errors of the data centre made, changed or kept over {span(facts.days)}",
        *pictures(facts, lambda width: draw_bars(bars, width), title),
        note,
        Table(["What happened", "Times", "days", "entries", "citizens", "largest batch"], rows),
    )

"""What becomes of people's lives: who is in which circumstance, with a score and without it."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import in_short, percent, sentence, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.study.lives import InCircumstance, Lives
from glasscity.study.words import counted

_HERE, _WITHOUT = palette.LOSS.light, palette.FAINT.light


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file; none where circumstances do not change."""
    lives = facts.summary.lives
    return [] if lives is None else [circumstances(facts, lives)]


def circumstances(facts: Facts, lives: Lives) -> Figure:
    """Return the figure of how many are in which circumstance at the end."""
    beside = lives.circumstances[0].at_end_without is not None
    bars = []
    for one in lives.circumstances:
        label = sentence(clean(one.label))
        here = Part(one.at_end / facts.citizens, _HERE, f"{label}: {whole(one.at_end)} with a score")
        bars.append(Bar(label, _small(facts, one), right=[here], right_text=percent(here.value)))
        if one.at_end_without is not None:
            without = one.at_end_without / facts.citizens
            part = Part(without, _WITHOUT, f"{label}: {whole(one.at_end_without)} without a score")
            bars.append(Bar("", right=[part], right_text=percent(without)))
    keys = ((_HERE, "with a score"), (_WITHOUT, "without one")) if beside and facts.scored else ()
    title = _title(lives)
    worst = lives.worst
    columns = ["", "At the start", "at the end", "without a score", "began", "by a refusal or price"]
    columns += ["of these, for the score", f"in {worst}", "elsewhere"]
    rows = [
        [
            sentence(clean(one.label)),
            *(whole(number) for number in (one.at_start, one.at_end)),
            "not run" if one.at_end_without is None else whole(one.at_end_without),
            *(whole(number) for number in (one.begun, one.by_answer, one.by_score)),
            *("–" if share is None else percent(share) for share in (one.in_worst, one.elsewhere)),
        ]
        for one in lives.circumstances
    ]
    return Figure(
        "circumstances",
        title,
        f"Share of citizens who are in each circumstance after {span(facts.days)}",
        *pictures(facts, lambda width: draw_bars(bars, width, keys), title),
        f"{_unasked(lives)}How often things begin and end, and what a refusal does, is assumed. More people "
        f"in {worst} are in trouble than elsewhere partly because trouble leads there: what {worst} itself "
        "does, only a category given by lot can show.",
        Table(columns, rows),
    )


def _small(facts: Facts, one: InCircumstance) -> str:
    if not facts.scored or one.in_worst is None or one.elsewhere is None:
        return ""
    worst = facts.worst
    return f"in {worst} {percent(one.in_worst)}, elsewhere {percent(one.elsewhere)}"


def _title(lives: Lives) -> str:
    by_score = sum(one.by_score for one in lives.circumstances)
    begun = sum(one.begun for one in lives.circumstances)
    times = counted(begun, "time")
    if not by_score:
        return f"Life took a turn for the worse {times}, never because of a score"
    return f"Life took a turn for the worse {times}, {whole(by_score)} of them because of the score"


def _unasked(lives: Lives) -> str:
    """Say how many requests were not made."""
    here = sum(one.requests for one in lives.unasked)
    if not here:
        return ""
    known = [one.without_score for one in lives.unasked if one.without_score is not None]
    without = f" ({in_short(sum(known))} without a score)" if known else ""
    return (
        f"People did not ask {in_short(here)} times where they would have asked otherwise{without}: nobody "
        "counts them among the refused. "
    )

"""How people answer: what they gave up, what they did for the points, and what they believed meanwhile."""

from __future__ import annotations

from typing import Any

import polars as pl

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.charts import charts, fixed, time_axis, time_ticks
from glasscity.show.english import decimal, in_hundred, percent, sentence, shortened, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, spread
from glasscity.study.answers import Answered, Answers, Belief
from glasscity.study.words import counted

MOST_CONDUCT = 18
"""How many kinds of conduct the figure of what was given up shows."""
MOST_LINES = 5
"""How many kinds of conduct the figure of beliefs follows: those that are most forgone or done more."""
_UNLAWFUL, _LAWFUL, _CHILLED = palette.ORDINARY.light, palette.CONTACTS.light, palette.LOSS.light
_MORE = palette.GAIN.light
_COUNTS = {"punished": "punished", "rewarded": "rewarded", "uncounted": "does not count"}


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order; none where nobody answers to anything."""
    answers = facts.summary.answers
    return [] if answers is None else [given_up(facts, answers), believed(facts, answers)]


def given_up(facts: Facts, answers: Answers) -> Figure:
    """Return the figure of what was not done, and of what was done more, by conduct."""
    shown = sorted(answers.conduct, key=lambda one: -(one.forgone + one.more))[:MOST_CONDUCT]
    bars = [_bar(one) for one in shown if one.forgone + one.more]
    keys = [(_UNLAWFUL, "forgone: unlawful"), (_LAWFUL, "forgone: lawful, and it counts")]
    keys += [(_CHILLED, "forgone: lawful, and it does not even count"), (_MORE, "done more")]
    lawful = answers.forgone_lawful / answers.forgone if answers.forgone else 0.0
    title = f"Of {counted(answers.forgone, 'act')} given up, {percent(lawful)} are lawful"
    if answers.chilled:
        title += f", and {percent(answers.chilled / answers.forgone)} do not even count"
    tokens = (
        f" {whole(answers.tokens)} of them are token deeds: cheap, and done for points."
        if answers.tokens
        else ""
    )
    rows = [
        [
            sentence(clean(one.label)),
            "yes" if one.lawful else "no",
            *map(whole, (one.acts, one.forgone, one.chilled, one.more)),
        ]
        for one in answers.conduct
        if one.acts or one.forgone
    ]
    return Figure(
        "given-up",
        title,
        f"Acts forgone (left) and done more (right) over {span(facts.days)}, by what bears on conduct",
        *pictures(facts, lambda width: draw_bars(bars, width, keys), title),
        f"An act is forgone if it would have happened on that very day had nobody leaned either way. "
        f"{whole(answers.more)} acts happened that would not have.{tokens}",
        Table(["Conduct", "lawful", "done", "forgone", "of these not counted", "done more"], rows, words=2),
    )


def _bar(one: Answered) -> Bar:
    label = sentence(clean(one.label))
    kind = _LAWFUL if one.lawful else _UNLAWFUL
    parts = [
        (one.forgone - one.chilled, kind, "forgone"),
        (one.chilled, _CHILLED, "forgone, and not counted"),
    ]
    return Bar(
        label,
        f"of {whole(one.acts + one.forgone - one.more)}",
        left=[
            Part(number, colour, f"{label}: {whole(number)} {said}")
            for number, colour, said in parts
            if number
        ],
        right=[Part(one.more, _MORE, f"{label}: {whole(one.more)} done more")],
        left_text=whole(one.forgone),
        right_text=whole(one.more),
    )


def believed(facts: Facts, answers: Answers) -> Figure:
    """Return the figure of how many know of the system, and what they believe, over time."""
    weeks = facts.run.table("belief_days").collect()
    aware = answers.aware / facts.citizens
    title = f"{sentence(in_hundred(answers.aware_before / facts.citizens))} know of the system at first, "
    title += f"{in_hundred(aware)} at the end"
    published = facts.scenario.rulebook.criteria_published
    said = (
        "The criteria are published, so people know what is at stake."
        if published
        else "The criteria are secret: what people believe to be at stake stands in the table beside what is."
    )
    rows = [
        [
            f"{_domain(facts, one)}, {_COUNTS[one.counts_as]}",
            percent(one.certainty_before),
            percent(one.certainty),
            decimal(one.believed, 1),
            decimal(one.true, 1),
        ]
        for one in answers.beliefs
    ]
    columns = ["Kind of conduct", "certain at first", "certain at the end", "points believed", "true points"]
    return Figure(
        "beliefs",
        title,
        "Share of citizens who know of the system (thick), and how certain people think it that an act comes "
        "on file (thin), week by week",
        *charts(facts, lambda width: _lines(facts, weeks, width), title),
        f"{said} Fines count as points here.",
        Table(columns, rows),
    )


def _domain(facts: Facts, belief: Belief) -> str:
    return sentence(clean(facts.scenario.domains[belief.domain].label))


def _followed(weeks: pl.DataFrame) -> list[int]:
    """Return the kinds whose perceived certainty moved most."""
    counting = weeks.filter(pl.col("counts_as") != "uncounted").group_by("kind")
    moved = counting.agg(by=pl.col("certainty").max() - pl.col("certainty").min())
    most = moved.sort("by", "kind", descending=True)
    return sorted(most["kind"].head(MOST_LINES).to_list())


def _lines(facts: Facts, weeks: pl.DataFrame, width: int) -> Any:
    import altair as alt

    is_narrow = width < WIDE
    height, room = (280, 150) if is_narrow else (320, 260)
    letters = 17 if is_narrow else 34
    one = weeks.filter(pl.col("kind") == weeks["kind"].min())
    known = one.select("day", value=pl.col("aware") / facts.citizens, line=pl.lit(-1, pl.Int64))
    some = weeks.filter(pl.col("kind").is_in(_followed(weeks)))
    drawn = pl.concat([known, some.select("day", value="certainty", line="kind")])
    names = {-1: "know of the system"}
    for row in some.unique("kind", keep="first", maintain_order=True).to_dicts():
        domain = clean(facts.scenario.domains[row["domain"]].label)
        names[row["kind"]] = f"{domain}, {_COUNTS[row['counts_as']]}"
    highest = max(float(drawn["value"].max() or 0) * 1.08, 0.05)  # type: ignore[arg-type]
    ticks = time_ticks(facts.scenario.time.start, facts.days, is_narrow)
    axis = alt.Axis(format=".0%", tickCount=4, grid=True)
    colours = [palette.LOSS, palette.ORDINARY, palette.CONTACTS, palette.GAIN, palette.MUTED, palette.INK]
    scale = alt.Scale(domain=list(names), range=[colour.light for colour in colours[: len(names)]])
    base = alt.Chart(drawn).encode(
        x=time_axis(ticks, facts.days),
        y=alt.Y("value:Q", scale=fixed([0, highest]), axis=axis, title=None),
        color=alt.Color("line:O", scale=scale, legend=None),
    )
    thick = base.transform_filter("datum.line < 0").mark_line(strokeWidth=3.2)
    thin = base.transform_filter("datum.line >= 0").mark_line(strokeWidth=1.8)
    last = drawn.filter(pl.col("day") == drawn["day"].max()).sort("value", "line", descending=[True, False])
    wanted = [(1 - value / highest) * height for value in last["value"]]
    labels = pl.DataFrame(
        {
            "day": last["day"],
            "line": last["line"],
            "place": [(1 - place / height) * highest for place in spread(wanted, 17, 6, height - 2)],
            "text": [
                f"{shortened(names[line], letters)}  {percent(value)}"
                for line, value in last.select("line", "value").rows()
            ],
        }
    )
    words = alt.Chart(labels).mark_text(align="left", baseline="middle", dx=9)
    words = words.encode(
        x="day:Q", y="place:Q", text="text:N", color=alt.Color("line:O", scale=scale, legend=None)
    )
    return (thick + thin + words).properties(width=width - room, height=height)

"""What a score is worth as knowledge, and how unequally it closes doors."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.english import decimal, percent, sentence, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import WIDE, Drawing, Point, path_of
from glasscity.study.inequality import CURVE_AT, Inequality
from glasscity.study.validity import Prediction, Validity
from glasscity.study.words import attribute_label, level_text

ROW = 30
ANCHORS = {0.0: "start", 0.5: "middle", 1.0: "end"}
HIGH = 0.9
COIN = 0.5
"""What a coin would tell."""


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file; none where too little happened to say anything."""
    validity, spread = facts.summary.validity, facts.summary.inequality
    found = [] if validity is None else [what_a_score_tells(facts, validity)]
    return found + ([who_bears_it(facts, spread)] if spread is not None and spread.restriction_curve else [])


def who_bears_it(facts: Facts, found: Inequality) -> Figure:
    """Return the figure of Lorenz's curves: which part of all closed doors, and of all points, who has."""
    assert found.borne_by_hardest_hit is not None
    half = found.restriction_curve[CURVE_AT.index(0.5)]
    title = (
        f"The hardest hit one in a hundred bear {percent(found.borne_by_hardest_hit)} of all days of closed "
        f"or dearer doors; the half with fewest bear {percent(half)}"
    )
    rows = [
        [percent(at), percent(days), percent(points) if found.scores_curve else "–"]
        for at, days, points in zip(
            CURVE_AT, found.restriction_curve, found.scores_curve or found.restriction_curve, strict=True
        )
        if round(100 * at) % 10 == 0 or at > HIGH
    ]
    return Figure(
        "who-bears-it",
        title,
        "Lorenz's curves: which part of all days of closed or dearer doors those with fewest bear, and which "
        "part of all points those with fewest have",
        *pictures(facts, lambda width: _lorenz(found, width), title),
        "On the straight line everybody has the same. Gini's coefficient is twice the area between a curve "
        f"and the line: {decimal(found.restriction_days or 0.0, 2)} for days, "
        f"{decimal(found.scores or 0.0, 2)} for scores, which count from the lowest total there is.",
        Table(["Of the citizens with fewest", "part of the days", "part of the points"], rows, 0),
    )


def _lorenz(found: Inequality, width: int) -> Drawing:
    """Return the picture: both curves under the diagonal."""
    side = min(width - 130.0, 300.0)
    drawing = Drawing(width, side + 30)

    def place(at: float, part: float) -> Point:
        return at * side, side - part * side + 4

    for share in (0.0, 0.5, 1.0):
        drawing.line(place(0, share), place(1, share), palette.GRID.light)
        drawing.text(share * side, side + 22, f"{100 * share:.0f}%", palette.MUTED.light, 12, ANCHORS[share])
        drawing.text(side + 8, place(0, share)[1] + 4, f"{100 * share:.0f}%", palette.MUTED.light, 12)
    drawing.line(place(0, 0), place(1, 1), palette.FAINT.light, 1.5)
    curves = (
        ("scores", found.scores_curve, palette.GAIN),
        ("closed doors", found.restriction_curve, palette.LOSS),
    )
    for number, (name, curve, colour) in enumerate(curves):
        if not curve:
            continue
        points = [place(at, part) for at, part in zip(CURVE_AT, curve, strict=True)]
        drawing.path(path_of(points), name, fill="none", stroke=colour.light, stroke_width=2.6)
        drawing.text(8, 22 + 20 * number, name, colour.light, 13, weight="bold")
    return drawing


def inequality_html(facts: Facts) -> str:
    """Return a paragraph on how unequally closed doors are spread."""
    found = facts.summary.inequality
    if found is None:
        return ""
    if found.restriction_days is None or found.borne_by_hardest_hit is None:
        return "<p>No door was closed or dearer to anybody because of the score.</p>"
    return (
        f"<p>{whole(found.ever_restricted)} of {whole(facts.citizens)} citizens ever met a door that their "
        "category closed or made dearer. The hardest hit one in a hundred bear "
        f"{percent(found.borne_by_hardest_hit)} of all such days (Gini {decimal(found.restriction_days, 2)}; "
        f"of the scores themselves {decimal(found.scores or 0.0, 2)}).</p>"
    )


def _name(facts: Facts, one: Prediction) -> str:
    if ": " not in one.who:
        return one.who
    attribute, level = one.who.split(": ", 1)
    return f"{attribute_label(facts.scenario, attribute)}: {level_text(level)}"


def what_a_score_tells(facts: Facts, validity: Validity) -> Figure:
    """Return the figure of how well the score tells who will do something grave, group by group."""
    all_of_them = validity.by_score
    title = (
        f"Told by the score who does something grave later, one is right {percent(all_of_them.area)} of the "
        "time; a coin, half the time"
    )
    rows = [
        ("by the true record of unlawful acts", validity.by_conduct),
        ("by the score", all_of_them),
        *((_name(facts, one), one) for one in validity.groups),
    ]
    traits = sorted(validity.traits.items(), key=lambda item: -abs(item[1]))
    labels = {name: trait.label for name, trait in facts.scenario.population.traits.items()}
    said = ", ".join(f"{clean(labels[name])} {decimal(value, 2)}" for name, value in traits)
    return Figure(
        "what-a-score-tells",
        title,
        "Of two citizens, one of whom does something gravely unlawful in the second half: how often the "
        "score at half-time is lower for that one; 95% interval",
        *pictures(facts, lambda width: _drawn(rows, width), title),
        f"Rank correlation of the score with what people are like: {said or 'no traits in this city'}. Only "
        "a simulation knows the truth to compare with; an authority cannot check its score so. Rates of "
        "conduct are assumed, and with them how well anything can be told.",
        Table(
            ["", "Citizens", "Who do something grave", "Right", "95% interval"],
            [
                [
                    sentence(clean(name)),
                    whole(one.citizens),
                    whole(one.acted),
                    percent(one.area),
                    f"{percent(one.low)} to {percent(one.high)}",
                ]
                for name, one in rows
            ],
        ),
    )


def _drawn(rows: list[tuple[str, Prediction]], width: int) -> Drawing:
    """Return the picture: a dot and its interval for each row, and the coin's line."""
    is_narrow = width < WIDE
    left, right = (0.0, width - 46.0) if is_narrow else (300.0, width - 50.0)
    row = 44 if is_narrow else ROW
    drawing = Drawing(width, 26 + row * len(rows))
    lowest = min(0.4, *(one.low for _, one in rows))
    scale = (right - left) / (1 - lowest)

    def place(share: float) -> float:
        return left + (share - lowest) * scale

    drawing.line((place(COIN), 18), (place(COIN), drawing.height), palette.FAINT.light, 1.5)
    drawing.text(place(COIN), 12, "a coin", palette.MUTED.light, 12, "middle")
    for number, (name, one) in enumerate(rows):
        y = 26 + number * row + (31 if is_narrow else 13)
        colour = palette.GAIN.light if number == 0 else palette.LOSS.light
        weight = "bold" if number < 2 else None
        drawing.text(
            0, y - 14 if is_narrow else y + 4, sentence(clean(name)), palette.INK.light, 13, weight=weight
        )
        drawing.line((left, y), (right, y), palette.GRID.light)
        drawing.line((place(one.low), y), (place(one.high), y), colour, 2)
        tip = f"{name}: {percent(one.area)}, from {percent(one.low)} to {percent(one.high)}"
        drawing.add("circle", tip, cx=place(one.area), cy=y, r=4.5, fill=colour)
        drawing.text(width, y + 4, percent(one.area), palette.INK.light, 13, "end")
    return drawing

"""What a calibration came to, for a terminal: what was found, what it is worth, and what it does not tell."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from glasscity.calibration.outcome import MISSED, TOO_RARE, Held, Outcome
from glasscity.ensemble.intervals import Interval
from glasscity.ensemble.measures import A_SHARE
from glasscity.show.ensemble_text import numbers
from glasscity.show.safe import safe
from glasscity.study.words import counted

MOST_FAILURES = 3
SMALLEST_SHOWN = 0.0005


def calibration_text(outcome: Outcome) -> RenderableType:
    """Return the whole result: values, targets, what is held out, what has no target, what is left open."""
    parts: list[RenderableType] = [
        Text(
            f"SYNTHETIC  {outcome.name}: calibrated to "
            f"{counted(len(outcome.targets), 'published aggregate')} and nothing else",
            "bold",
        ),
        Text(
            f"{counted(outcome.trials, 'trial')} with {counted(outcome.lives, 'life', 'lives')} each, "
            f"{outcome.citizens:,} citizens, {counted(outcome.days, 'day')}, seed {outcome.seed}; "
            f"the best is trial {outcome.best}"
        ),
        Text(),
        _sought(outcome),
        Text(),
        _held("Calibrated to", outcome, outcome.targets),
        *_missed(outcome),
        Text(),
    ]
    if outcome.held_out:
        parts += [_held("Not calibrated to, and tested against", outcome, outcome.held_out), Text()]
    else:
        parts += [
            Text("Not calibrated to, and tested against", "bold"),
            Text("nothing was held out: no published aggregate tests the result\n"),
        ]
    parts += [_untargeted(outcome), Text(), Text("What this does not tell", "bold"), *_open(outcome)]
    parts += [safe(f"FAILED  {one}", "red") for one in outcome.failures[:MOST_FAILURES]]
    more = len(outcome.failures) - MOST_FAILURES
    parts += [Text(f"FAILED  {more:,} more; see trials.parquet", "red")] if more > 0 else []
    return Group(*parts)


def _table(*columns: str, left: tuple[str, ...] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if name in left or not place else "right")
    return table


def _sought(outcome: Outcome) -> Table:
    columns = ("sought", "as it is", "asked", "found", "fits as well", "determined")
    table = _table(*columns, left=("determined",))
    for one in outcome.determined.sought:
        if one.left is None:
            fits, verdict = ", ".join(one.fitting_values), one.verdict
        else:
            fits, verdict = f"{one.low}..{one.high}", f"{one.verdict} ({one.left:.0%} left)"
        row = (one.path, one.as_it_is, one.asked, one.best, fits)
        table.add_row(*map(safe, row), verdict)
    return table


def _held(title: str, outcome: Outcome, rows: tuple[Held, ...]) -> RenderableType:
    columns = ("", "published", "±", "as it is", "as found", "fresh lives", "±", "", "source")
    table = _table(*columns, left=("source",))
    table.columns[7].justify = "left"
    notes: list[str] = []
    for one in rows:
        target = one.target
        source = f"{target.source} ({target.sureness})" if target.source else ""
        if source and source not in notes:
            notes.append(source)
        table.add_row(
            safe(target.label),
            plain(target.value, target.unit),
            plain(target.tolerance, target.unit),
            _mean(one.as_it_is, target.unit)[0],
            "" if one.fitted is None else _mean(Interval(one.fitted, None, 1), target.unit)[0],
            *_mean(one.calibrated, target.unit),
            Text(one.verdict, "red" if one.verdict == MISSED else ""),
            f"[{notes.index(source) + 1}]" if source else "not sourced",
        )
    lives = f"{title} (as it is, and fresh: {outcome.fresh} lives that nothing was fitted to; 95% interval)"
    sources = [safe(f"[{place}] {note}", "dim") for place, note in enumerate(notes, 1)]
    return Group(Text(lives, "bold"), table, *sources)


def _missed(outcome: Outcome) -> list[Text]:
    """Say why targets are missed: the lives that the point was sought by suited it, or no trial came near."""
    missed = [one for one in outcome.targets if one.verdict == MISSED]
    by_chance = [one for one in missed if one.near_when_found]
    lines = [
        (
            by_chance,
            "met with the lives that the point was sought by, and not with fresh ones: it suits chance in "
            "those lives. Take more citizens, or more lives.",
        ),
        (
            [one for one in missed if one not in by_chance],
            "no trial comes nearer to all targets together. These ranges may not hold them, or the scenario "
            "cannot bring them about.",
        ),
    ]
    return [
        safe(f"Missed: {'; '.join(one.target.label for one in some)}: {why}", "red")
        for some, why in lines
        if some
    ]


def _untargeted(outcome: Outcome) -> RenderableType:
    table = _table("", "as it is", "±", "calibrated", "±", "unit", left=("unit",))
    for one in outcome.untargeted:
        unit = "" if one.unit == A_SHARE else one.unit
        table.add_row(safe(one.label), *_mean(one.as_it_is, one.unit), *_mean(one.calibrated, one.unit), unit)
    return Group(Text("Without any target: nothing published speaks for or against these", "bold"), table)


def _open(outcome: Outcome) -> list[Text]:
    found = outcome.determined
    lines = [
        f"{counted(found.fitting_trials, 'trial')} of {outcome.trials:,} "
        f"{'fits' if found.fitting_trials == 1 else 'fit'} as well as can be told, the best one included."
    ]
    if found.space_left is not None:
        share = "less than 0.1%" if found.space_left < SMALLEST_SHOWN else f"{found.space_left:.1%}"
        lines[0] += f" By a surface through all trials, {share} of the ranges asked does."
    else:
        lines[0] += " Whether there are others between them is not known."
    lines += [
        f"{one.first} and {one.second} make up for each other (correlation {one.correlation:+.2f} among what "
        "fits): the targets determine a combination of them, not each."
        for one in found.trade_offs
    ]
    hardly = [one.path for one in found.sought if one.verdict in ("hardly", "several values fit")]
    if hardly:
        lines.append(f"Hardly determined: {', '.join(hardly)}. Do not read the value found as an estimate.")
    unsourced = [one.target.measure for one in (*outcome.targets, *outcome.held_out) if not one.target.source]
    if unsourced:
        lines.append(f"Not sourced: {', '.join(unsourced)}. Say where these were published (--targets FILE).")
    rare = [one.target.measure for one in outcome.targets + outcome.held_out if one.verdict == TOO_RARE]
    if rare:
        lines.append(f"Too rare in a city of this size: {', '.join(rare)}. Take more citizens.")
    lines.append(
        "All of it is one synthetic city of a stylised model: other cities (--seed) and other assumptions "
        "give other values, and none is a measurement of a real town."
    )
    return [safe(f"- {line}") for line in lines]


def _mean(one: Interval | None, unit: str) -> tuple[str, str]:
    return ("", "") if one is None else numbers(one, unit)


def plain(value: float, unit: str) -> str:
    """Return a published number: a share in per cent, anything else as it is."""
    return f"{value * 100:.4g}%" if unit == A_SHARE else f"{value:,.6g}"

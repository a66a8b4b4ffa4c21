"""Who answers for it: whose wrong entries keep citizens in too low a category."""

from __future__ import annotations

from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars
from glasscity.show.english import percent, sentence, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.study.answerable import DATA_CENTRE, INFORMERS, NOT_ON_FILE, ORGANISATION, OWNER
from glasscity.study.words import counted
from glasscity.study.wrongs import Answerable, Errors

MOST = 12
WHAT = {
    ORGANISATION: "filed what was wrong",
    OWNER: "filed it twice while its services failed",
    INFORMERS: "an office believed them",
    DATA_CENTRE: "a batch of files at once",
    NOT_ON_FILE: "contacts’ files, or what came late or never",
}


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figure of who answers; none where nobody is in too low a category."""
    errors = facts.summary.errors
    return [who_answers(facts, errors)] if errors is not None and errors.answerable else []


def who_answers(facts: Facts, errors: Errors) -> Figure:
    """Return the figure of who answers for those whose category on file is worse than on the true record."""
    worse = errors.worse or 0
    named = [part for part in errors.answerable if part.where != NOT_ON_FILE]
    nobody = [part for part in errors.answerable if part.where == NOT_ON_FILE]
    shown, others = (named, []) if len(named) <= MOST else (named[: MOST - 1], named[MOST - 1 :])
    bars = [_bar(_name(part), WHAT[part.where], part.citizens, palette.LOSS.light) for part in shown]
    if others:
        number = sum(part.citizens for part in others)
        bars.append(_bar(f"{whole(len(others))} others", "see the table", number, palette.LOSS.light))
    bars += [_bar(_name(part), WHAT[part.where], part.citizens, palette.ORDINARY.light) for part in nobody]
    title = _title(named, worse)
    rows = [
        [_name(part), share(part.citizens), percent(part.citizens / worse), whole(part.entries)]
        for part in errors.answerable
    ]
    rows.append(["All", share(worse), percent(1), whole(sum(part.entries for part in errors.answerable))])
    return Figure(
        "who-answers",
        title,
        f"{counted(worse, 'citizen')} in a worse category at the end than on the true record, by whose wrong "
        "entries put them there",
        *pictures(facts, lambda width: draw_bars(bars, width), title),
        "Where several have wrong entries against a citizen, the citizen is shared out among them, in "
        "proportion to the points that each entry takes beyond what a right one would; whoever set a "
        "category by error answers alone. A good deed on somebody else’s file counts as well. Lies are laid "
        "at the informers’ door, though an office believed them. This is the file at the end: what was put "
        "right before is not counted.",
        Table(["Who", "Citizens", "Share", "Wrong entries"], rows),
    )


def share(citizens: float) -> str:
    """Return citizens, some of them shared out, as a number: whole, or less than one."""
    return whole(citizens) if citizens >= 0.5 else "under 1"


def _name(part: Answerable) -> str:
    return sentence(clean(part.label))


def _bar(label: str, small: str, citizens: float, colour: str) -> Bar:
    said = share(citizens)
    return Bar(label, small, right=[Part(citizens, colour, f"{label}: {said}")], right_text=said)


def _title(named: list[Answerable], worse: int) -> str:
    if not named:
        return "Nobody who is in too low a category has a wrong entry on their own file"
    first = named[0]
    return (
        f"{_name(first)} {'answer' if first.where == INFORMERS else 'answers'} for "
        f"{percent(first.citizens / worse)} of those in too low a category"
    )

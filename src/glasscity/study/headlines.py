"""The most important of a run in plain sentences, each with its numbers."""

from __future__ import annotations

from glasscity.study import mechanisms
from glasscity.study.answerable import NOT_ON_FILE
from glasscity.study.outcome import Beside, Summary
from glasscity.study.words import counted, listed, money_text, share

MOST_FINDINGS = 4
"""How many sentences about mechanisms a run prints."""
MOST_NAMED = 3
"""How many of those who answer for wrong categories are named in the sentence."""
HALF = 0.5


def headlines(summary: Summary) -> tuple[str, ...]:
    """Return the sentences of a summary, the most important first."""
    said = [
        mechanisms.consented(summary),
        _ended(summary),
        _worst(summary),
        _wrong(summary),
        _who_answers(summary),
        _refused(summary),
        mechanisms.appealed(summary),
        mechanisms.told(summary),
        mechanisms.by_lot(summary),
        mechanisms.in_towns(summary),
        *mechanisms.inspected(summary),
        mechanisms.lent(summary),
        mechanisms.spoke(summary),
        _harmed(summary),
        _copied(summary),
        mechanisms.became(summary),
        mechanisms.dropped(summary),
        mechanisms.answered(summary),
        _loans(summary),
        _lost(summary),
        *mechanisms.failed(summary),
        *mechanisms.taken_for(summary),
        _seen(summary),
        *_records(summary),
        _fines(summary),
        summary.left_out,
    ]
    return tuple(sentence for sentence in said if sentence)


def first_of_all(summary: Summary) -> list[str]:
    """Return the sentences that come first in every city: errors, who answers for them, and harm."""
    if not summary.scored:
        return [_ended(summary), *filter(None, [_wrong(summary), summary.left_out])]
    said = [_wrong(summary), _who_answers(summary), _harmed(summary)]
    found = [sentence for sentence in said if sentence] or [_ended(summary)]
    return [*found, *filter(None, [summary.left_out])]


def in_short_of(summary: Summary) -> list[str]:
    """Return what a reader should meet first, each sentence once."""
    said = [_ended(summary), _worst(summary), *first_of_all(summary), *findings(summary)]
    return [sentence for sentence in dict.fromkeys(said) if sentence]


def findings(summary: Summary) -> list[str]:
    """Return the most telling sentences about the mechanisms that are on, at most `MOST_FINDINGS`.

    Rule: the rarer a mechanism in the cities that ship, the sooner it is told of: whoever switches one on
    wants to know about it.
    """
    said = [
        mechanisms.by_lot(summary),
        mechanisms.consented(summary),
        mechanisms.in_towns(summary),
        *mechanisms.inspected(summary)[:1],
        mechanisms.lent(summary),
        mechanisms.spoke(summary),
        mechanisms.appealed(summary),
        mechanisms.told(summary),
        mechanisms.answered(summary),
        mechanisms.became(summary),
        mechanisms.dropped(summary),
        _refused(summary),
        _lost(summary),
    ]
    return [sentence for sentence in said if sentence][:MOST_FINDINGS]


def _ended(summary: Summary) -> str:
    ways = summary.ways
    if summary.scored and ways is None:
        people, worst = summary.citizens, [one for one in summary.categories if one.category != "none"][-1]
        return (
            f"After {counted(summary.days, 'day')}, {worst.at_end:,} of {counted(people, 'citizen')} "
            f"({share(worst.at_end, people)}) are in {worst.category}, the worst category."
        )
    if ways is None:
        return f"Nobody is scored: {counted(summary.citizens, 'citizen')} lived under courts and fines only."
    return (
        f"After {counted(summary.days, 'day')}, {ways.worse:,} of {counted(summary.citizens, 'citizen')} "
        f"({share(ways.worse, summary.citizens)}) are in a worse category, "
        f"{ways.better:,} ({share(ways.better, summary.citizens)}) in a better one."
    )


def _worst(summary: Summary) -> str:
    ways = summary.ways
    if ways is None:
        return ""
    if not ways.ever_in_worst:
        return f"Nobody was ever in {ways.worst}, the worst category."
    return (
        f"{counted(ways.ever_in_worst, 'citizen was', 'citizens were')} at some time in {ways.worst}, the "
        f"worst category; {ways.came_back:,} came out of it again."
    )


def _wrong(summary: Summary) -> str:
    errors = summary.errors
    if errors is None:
        return ""
    wrong = (
        f"{errors.wrong:,} of {counted(errors.entries, 'entry', 'entries')} about a deed "
        f"({share(errors.wrong, errors.entries)}) are wrong"
    )
    if errors.worse is None or errors.better is None:
        return f"{wrong}."
    return (
        f"{wrong}; {counted(errors.worse, 'citizen is', 'citizens are')} in a worse category than on the "
        f"true record, {errors.better:,} in a better one."
    )


def _who_answers(summary: Summary) -> str:
    """Return whose wrong entries keep citizens in a worse category than the true record has."""
    errors = summary.errors
    if errors is None or not errors.answerable:
        return ""
    named = [part for part in errors.answerable if part.where != NOT_ON_FILE]
    parts = [f"{_inside(part.label)} for {_citizens(part.citizens)}" for part in named[:MOST_NAMED]]
    if len(named) > MOST_NAMED:
        rest = sum(part.citizens for part in named[MOST_NAMED:])
        parts.append(f"{len(named) - MOST_NAMED:,} others for {_citizens(rest)}")
    nobody = sum(part.citizens for part in errors.answerable if part.where == NOT_ON_FILE)
    if not parts:
        return f"None of these {errors.worse:,} has anything wrong on their own file."
    said = f"Who answers for these {errors.worse:,}: {listed(parts)}"
    have = "have" if nobody != 1 else "has"
    return f"{said}; {nobody:,.0f} {have} nothing wrong on their own file." if nobody else f"{said}."


def _inside(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return f"the {label[4:]}" if label.startswith("The ") else label


def _citizens(number: float) -> str:
    """Return a number of citizens, some of them shared out."""
    return f"{number:,.0f}" if number >= HALF else "less than 1"


def _harmed(summary: Summary) -> str:
    """Return how long doors were closed or dearer, and how much of it is harm of which kind."""
    if summary.harm is None:
        return ""
    days = summary.harm.days
    whole = days["all"]
    if not whole:
        return "No door was closed or dearer to anybody because of the score, on 0 days."
    return (
        f"Doors were closed or dearer on {whole:,} days, every citizen and every service counted: "
        f"{share(days['erroneous'], whole)} not on the true record, {share(days['unrelated'], whole)} for "
        f"points from elsewhere in life, {share(days['disproportionate'], whole)} out of proportion, "
        f"{share(days['by association'], whole)} only through contacts."
    )


def _copied(summary: Summary) -> str:
    """Return how long old copies of the file kept doors closed, and open."""
    copies = summary.copies
    if copies is None:
        return ""
    return (
        f"On {copies.closed:,} days of citizens a door was closed or dearer only by an old copy of the file, "
        f"on {copies.after_correction:,} of them after the file was corrected; on {copies.opened:,} an old "
        "copy left open what the file would have closed."
    )


def _refused(summary: Summary) -> str:
    if not summary.scored or not summary.services:
        return ""
    number = sum(service.refused_for_score for service in summary.services)
    through_contacts = sum(service.refused_by["contacts' scores"] for service in summary.services)
    requests = sum(service.requests.here for service in summary.services)
    if not number:
        return f"None of {requests:,.0f} requests was refused because of the score."
    tipped = f", {through_contacts:,} of them because of contacts' scores" if through_contacts else ""
    ordinary = sum(service.refused_by["ordinary refusal"] for service in summary.services)
    return (
        f"{counted(number, 'request was', 'requests were')} refused because of the score{tipped}; "
        f"{ordinary:,} in the ordinary way{_compared(summary)}."
    )


def _compared(summary: Summary) -> str:
    bare = [service.refused.without_score for service in summary.services]
    if any(number is None for number in bare):
        return ""
    return f" (without a score: {sum(number or 0 for number in bare):,.0f} refusals in all)"


def _loans(summary: Summary) -> str:
    loans = [service for service in summary.services if service.is_loan and summary.scored]
    dearer, cheaper = sum(loan.dearer for loan in loans), sum(loan.cheaper for loan in loans)
    if not dearer + cheaper:
        return ""
    more = money_text(round(sum(loan.dearer_money for loan in loans)), summary.currency)
    less = money_text(round(sum(loan.cheaper_money for loan in loans)), summary.currency)
    return (
        f"{counted(dearer, 'loan was', 'loans were')} dearer, by {more} of interest a year in all; "
        f"{cheaper:,} cheaper, by {less}."
    )


def _lost(summary: Summary) -> str:
    causes = summary.causes
    if not causes.lost:
        return ""
    first, whole = causes.lost[0], -causes.points_lost
    lawful, protected = (share(-part, whole) for part in (causes.lost_for_lawful, causes.lost_in_protected))
    return (
        f"{lawful.capitalize()} of the {whole:,.0f} points lost were for lawful acts, {protected} in fields "
        f"that rights protect; the most, {-first.points:,.0f}, for “{first.label}”, filed by "
        f"{first.organisation_kind} organisations."
    )


def _seen(summary: Summary) -> str:
    unlawful = summary.unlawful_acts
    return (
        f"{summary.acts.here:,.0f} acts, {unlawful.here:,.0f} of them unlawful{_against(unlawful)}; "
        f"{summary.entries.here:,.0f} entries came on file."
    )


def _against(number: Beside) -> str:
    if number.without_score is None:
        return ""
    if number.without_score == number.here:
        return " (as many as without a score)"
    return f" (without a score: {number.without_score:,.0f})"


def _records(summary: Summary) -> list[str]:
    return [
        f"{record.per_subject:.3f} {record.sign} records per citizen in {counted(summary.days, 'day')}; "
        f"published: {record.published:g} in {counted(record.published_days or 0, 'day')}."
        for record in summary.records
        if record.published is not None
    ]


def _fines(summary: Summary) -> str:
    fines = summary.fines
    if not fines.number.here:
        return ""
    money = money_text(round(fines.money.here), summary.currency)
    return (
        f"The courts set {counted(int(fines.number.here), 'fine')}, {money} in all{_against(fines.number)}."
    )

"""The most important of a run in plain sentences, each with its numbers."""

from __future__ import annotations

from glasscity.study.answerable import NOT_ON_FILE
from glasscity.study.inspections import Looked
from glasscity.study.outcome import Beside, Summary
from glasscity.study.words import counted, listed, money_text

MOST_FINDINGS = 4
"""How many sentences about mechanisms a run prints."""
MOST_NAMED = 3
"""How many of those who answer for wrong categories are named in the sentence."""
HALF = 0.5
ENOUGH_ACTS = 100
"""A share of fewer acts than this is not worth a sentence."""


def headlines(summary: Summary) -> tuple[str, ...]:
    """Return the sentences of a summary, the most important first."""
    said = [
        _consented(summary),
        _ended(summary),
        _worst(summary),
        _wrong(summary),
        _who_answers(summary),
        _refused(summary),
        _appealed(summary),
    ]
    said += [_told(summary), _by_lot(summary), _in_towns(summary), *_inspected(summary), _spoke(summary)]
    said += [_harmed(summary), _became(summary), _dropped(summary)]
    said.append(_answered(summary))
    said += [_loans(summary), _lost(summary), *_failed(summary), *_taken_for(summary)]
    said += [_seen(summary), *_records(summary), _fines(summary)]
    return tuple(sentence for sentence in said if sentence)


def first_of_all(summary: Summary) -> list[str]:
    """Return the sentences that come first in every city: errors, who answers for them, and harm."""
    if not summary.scored:
        return [_ended(summary), *filter(None, [_wrong(summary)])]
    said = [_wrong(summary), _who_answers(summary), _harmed(summary)]
    return [sentence for sentence in said if sentence] or [_ended(summary)]


def findings(summary: Summary) -> list[str]:
    """Return the most telling sentences about the mechanisms that are on, at most `MOST_FINDINGS`.

    Rule: the rarer a mechanism in the cities that ship, the sooner it is told of: whoever switches one on
    wants to know about it.
    """
    said = [_by_lot(summary), _consented(summary), _in_towns(summary), *_inspected(summary)[:1]]
    said += [_spoke(summary), _appealed(summary), _told(summary), _answered(summary), _became(summary)]
    said += [_dropped(summary), _refused(summary), _lost(summary)]
    return [sentence for sentence in said if sentence][:MOST_FINDINGS]


def share(part: float, whole: float) -> str:
    """Return a share in per cent: "17%", "0.4%"; "none" and "all" where that is exactly so."""
    if not whole:
        return "none"
    per_cent = 100 * part / whole
    if part in (0, whole):
        return "all" if part else "none"
    return f"{per_cent:.0f}%" if 1 <= per_cent <= 99 else f"{per_cent:.1f}%"


def _ended(summary: Summary) -> str:
    ways = summary.ways
    if ways is None:
        return f"Nobody is scored: {counted(summary.citizens, 'citizen')} lived under courts and fines only."
    return (
        f"After {counted(summary.days, 'day')}, {ways.worse:,} of {counted(summary.citizens, 'citizen')} "
        f"({share(ways.worse, summary.citizens)}) are in a worse category, "
        f"{ways.better:,} ({share(ways.better, summary.citizens)}) in a better one."
    )


def _answered(summary: Summary) -> str:
    answers = summary.answers
    if answers is None or not answers.forgone:
        return ""
    chilled = f", {share(answers.chilled, answers.forgone)} of them of no account" if answers.chilled else ""
    return (
        f"{counted(answers.forgone, 'act was', 'acts were')} forgone out of fear, in silence or in need, "
        f"{share(answers.forgone_lawful, answers.forgone)} of them lawful{chilled}; "
        f"{counted(answers.more, 'act was', 'acts were')} done that would not have been."
    )


def _consented(summary: Summary) -> str:
    consent = summary.consent
    if consent is None:
        return ""
    return (
        f"{counted(consent.without, 'citizen is', 'citizens are')} not scored at the end for want of consent "
        f"({share(consent.without, summary.citizens)}); {consent.uncounted:,} entries about deeds "
        "do not count."
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


def _appealed(summary: Summary) -> str:
    if summary.appeals is None:
        return ""
    wrong, right = summary.appeals.wrong, summary.appeals.right
    return (
        f"Of {counted(wrong.entries, 'wrong entry', 'wrong entries')} against somebody, {wrong.told:,} were "
        f"made known to them, {wrong.contested:,} contested, {wrong.heard:,} heard and {wrong.corrected:,} "
        f"taken back by the end; of {right.entries:,} right ones, {right.corrected:,}."
        f"{_contesting_cost(summary)}"
    )


def _contesting_cost(summary: Summary) -> str:
    assert summary.appeals is not None
    cost = summary.appeals.cost
    if cost is None:
        return ""
    money = money_text(round(cost.money), summary.currency)
    return f" Contesting them took {counted(round(cost.hours), 'hour')} and {money}."


def _told(summary: Summary) -> str:
    told = summary.denunciations
    if told is None:
        return ""
    if not told.number:
        return "Nobody told of anybody: 0 denunciations."
    lies = f"; {share(told.lies, told.number)} of it was a lie, and {told.found_out:,} lies were found out"
    return (
        f"{counted(told.informers, 'citizen', 'citizens')} told of others {told.number:,} times"
        f"{lies if told.lies else ', and never lied'}."
    )


def _inspected(summary: Summary) -> list[str]:
    """Return how far what is on record in a district is from what was done there, for each organisation."""
    said = []
    for one in summary.inspections:
        if one.among == "districts":
            district = one.most_overrated
            said.append(
                f"{one.label}: {district.label} has {share(one.share(district, 'acts'), 1)} of what was "
                f"done, {share(one.share(district, 'known'), 1)} of what is on record and "
                f"{share(one.share(district, 'visits_at_end'), 1)} of the last visits."
            )
            continue
        enough = [group for group in one.groups if group.acts >= ENOUGH_ACTS]
        if len(enough) > 1:
            said.append(
                f"{one.label}: {share(_found(enough[0]), 1)} found of what people {enough[0].label} did, "
                f"{share(_found(enough[-1]), 1)} of what people {enough[-1].label} did."
            )
    return said


def _failed(summary: Summary) -> list[str]:
    """Return what the failures of each owner's services did."""
    return [
        f"{one.label}: all {counted(len(one.services), 'service')} failed on {counted(one.days, 'day')}; of "
        f"{one.filings:,} filings made then, {one.lost:,} were lost, {one.duplicated:,} filed twice and "
        f"{one.wrong_person:,} put on the wrong person."
        for one in summary.failures
        if one.days
    ]


def _found(one: Looked) -> float:
    """Return the share of acts that an organisation found in one group."""
    return one.discovered / one.acts if one.acts else 0.0


def _taken_for(summary: Summary) -> list[str]:
    """Return how often conduct that is taken for a trait is a sign of it."""
    return [
        f"“{one.conduct}” is taken for “{one.label}”: {share(one.among_all.precision, 1)} of the "
        f"{one.among_all.filed:,} filed for it have that trait, {share(one.among_all.base_rate, 1)} of all."
        for one in summary.proxies
        if one.among_all.precision is not None
    ]


def _spoke(summary: Summary) -> str:
    """Return how many think what they do not say."""
    voices = summary.voices
    if voices is None:
        return ""
    end, bare, people = voices.end, voices.without_score, summary.citizens
    without = "" if bare is None else f" (without a score: {bare.candid:,} of {bare.critics:,})"
    return (
        f"{counted(end.critics, 'citizen disapproves', 'citizens disapprove')} at the end and "
        f"{end.candid:,} say so aloud{without}; people take {share(end.perceived, 1)} of those around them "
        f"for critics, when {share(end.critics, people)} are; {voices.critical_forgone:,} acts of critical "
        "speech were held back."
    )


def _by_lot(summary: Summary) -> str:
    """Return whether a category given by lot leaves a mark."""
    found = summary.assignment
    if found is None or not found.effects:
        return ""
    first = found.effects[0]
    apart = "" if first.is_told_apart else ", which chance alone may do"
    return (
        f"{counted(found.assigned, 'citizen was', 'citizens were')} put into {found.category} by lot on day "
        f"{found.day}: {first.when}, {share(first.assigned, 1)} of them are {first.what}, of the others "
        f"{share(first.control, 1)}{apart}."
    )


def _in_towns(summary: Summary) -> str:
    """Return how far apart the towns are: from the start, in points of the common table."""
    means = [(one.mean_deviation, one.label) for one in summary.towns if one.mean_deviation is not None]
    if len(means) < 2:
        return ""
    (low, lowest), (high, highest) = min(means), max(means)
    return (
        f"{len(means):,} of {counted(len(summary.towns), 'town')} score at the end; as far from the start as "
        f"points of the common table tell, the mean is lowest in {lowest} ({low:+.1f}) and highest in "
        f"{highest} ({high:+.1f})."
    ).replace("(-", "(−")


def _became(summary: Summary) -> str:
    """Return how often answers given for the score turned a life."""
    if summary.lives is None:
        return ""
    turned = sorted(summary.lives.circumstances, key=lambda one: -one.by_score)
    number = sum(one.by_score for one in turned)
    if not number:
        return ""
    most = listed([f"{counted(one.by_score, 'time')} “{one.label}”" for one in turned[:2] if one.by_score])
    return f"Answers given for the score turned lives {counted(number, 'time')}, the most often: {most}."


def _dropped(summary: Summary) -> str:
    ties = summary.ties
    if ties is None:
        return ""
    formed = f"{ties.formed:,} new ones formed"
    if not ties.dropped:
        return (
            f"Nobody was dropped for a category; {counted(ties.lost_touch, 'tie')} ended otherwise, {formed}."
        )
    return (
        f"{counted(ties.dropped, 'tie was', 'ties were')} dropped because the other's category was too low, "
        f"{ties.lost_touch:,} ended otherwise, {formed}; one citizen was dropped by "
        f"{counted(ties.most_dropped, 'contact')}."
    )


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

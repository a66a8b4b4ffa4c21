"""What the mechanisms of a city did: each in a plain sentence with its numbers, nothing where one is off."""

from __future__ import annotations

from glasscity.study.assignment import SHARE
from glasscity.study.inspections import Looked
from glasscity.study.outcome import Summary
from glasscity.study.words import counted, listed, money_text, share

WELL_AFTER = 30
"""What a category given by lot left is told of so many days after it has ended, if the run lasts."""
ENOUGH_ACTS = 100
"""A share of fewer acts than this is not worth a sentence."""


def answered(summary: Summary) -> str:
    """Return what was not done for fear, and what was done."""
    answers = summary.answers
    if answers is None or not answers.forgone:
        return ""
    chilled = f", {share(answers.chilled, answers.forgone)} of them of no account" if answers.chilled else ""
    return (
        f"{counted(answers.forgone, 'act was', 'acts were')} forgone out of fear, in silence or in need, "
        f"{share(answers.forgone_lawful, answers.forgone)} of them lawful{chilled}; "
        f"{counted(answers.more, 'act was', 'acts were')} done that would not have been."
    )


def consented(summary: Summary) -> str:
    """Return who is not scored for want of consent."""
    consent = summary.consent
    if consent is None:
        return ""
    return (
        f"{counted(consent.without, 'citizen is', 'citizens are')} not scored at the end for want of consent "
        f"({share(consent.without, summary.citizens)}); {consent.uncounted:,} entries about deeds "
        "do not count."
    )


def appealed(summary: Summary) -> str:
    """Return what became of entries against somebody."""
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


def told(summary: Summary) -> str:
    """Return who told of whom."""
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


def inspected(summary: Summary) -> list[str]:
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


def lent(summary: Summary) -> str:
    """Return whom a lender lent to, and what came of it."""
    found = summary.lending
    if found is None:
        return ""
    each = [
        f"{one.label} in {share(one.lent, one.asked)} of {counted(one.asked, 'application')} (chance that a "
        f"customer repays: {one.chance_at_start:.2f} at the start, {one.chance_at_end:.2f} at the end)"
        for one in found.groups
    ]
    rule = f"{found.label}, by the rule “{found.policy}”"
    more = "more" if found.gain >= 0 else "fewer"
    loans = f"{abs(found.gain):,} {more} loans were repaid than not"
    return f"{rule}, lent to {listed(each)}; {loans}."


def failed(summary: Summary) -> list[str]:
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


def taken_for(summary: Summary) -> list[str]:
    """Return how often conduct that is taken for a trait is a sign of it."""
    return [
        f"“{one.conduct}” is taken for “{one.label}”: {share(one.among_all.precision, 1)} of the "
        f"{one.among_all.filed:,} filed for it have that trait, {share(one.among_all.base_rate, 1)} of all."
        for one in summary.proxies
        if one.among_all.precision is not None
    ]


def spoke(summary: Summary) -> str:
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


def by_lot(summary: Summary) -> str:
    """Return whether a category given by lot leaves a mark."""
    found = summary.assignment
    if found is None or not found.effects:
        return ""
    put = (
        f"{counted(found.assigned, 'citizen was', 'citizens were')} put into {found.category} by lot for "
        f"{counted(found.days, 'day')}"
    )
    shares = [one for one in found.effects if one.days_after is not None and one.unit == SHARE]
    if not shares:
        return f"{put}, which the run does not outlast."
    first = next((one for one in shares if (one.days_after or 0) >= WELL_AFTER), shares[0])
    when = f"{counted(first.days_after, 'day')} after" if first.days_after else "on"
    apart = "" if first.is_told_apart else ", which chance alone may do"
    return (
        f"{put}; {when} the last of these, {share(first.assigned, 1)} of them are {first.what}, of the "
        f"others {share(first.control, 1)}{apart}."
    )


def in_towns(summary: Summary) -> str:
    """Return how far apart the towns are: from the start, in points of the common table."""
    means = [(one.mean_deviation, one.label) for one in summary.towns if one.mean_deviation is not None]
    if len(means) < 2:
        return ""
    (low, lowest), (high, highest) = min(means), max(means)
    said = (
        f"{len(means):,} of {counted(len(summary.towns), 'town')} score at the end; the mean distance "
        "from the start, in points of the common table, is "
        f"from {low:+.1f} ({lowest}) to {high:+.1f} ({highest})."
    )
    return said.replace("from -", "from −").replace("to -", "to −")


def became(summary: Summary) -> str:
    """Return how often answers given for the score turned a life."""
    if summary.lives is None:
        return ""
    turned = sorted(summary.lives.circumstances, key=lambda one: -one.by_score)
    number = sum(one.by_score for one in turned)
    if not number:
        return ""
    most = listed([f"{counted(one.by_score, 'time')} “{one.label}”" for one in turned[:2] if one.by_score])
    return f"Answers given for the score turned lives {counted(number, 'time')}, the most often: {most}."


def dropped(summary: Summary) -> str:
    """Return how many ties were dropped."""
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

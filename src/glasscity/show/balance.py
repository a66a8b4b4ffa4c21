"""Gains beside harm: what the score took, what it gave, and what it cannot say."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from glasscity.show.english import in_short, signed, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Table
from glasscity.show.safe import clean
from glasscity.study.outcome import Beside
from glasscity.study.words import counted


class Side(NamedTuple):
    """One side of a row: a number and what it counts."""

    number: str
    what: str


class Pair(NamedTuple):
    """A row of the balance: harm and gain of one kind."""

    name: str
    harm: Side
    gain: Side


def balance_html(facts: Facts) -> str:
    """Return the section as HTML."""
    if not facts.scored:
        return (
            f"<p>Nobody is scored here{_as_often(facts)}. Courts set fines for what comes on file.</p>"
            + _law(facts)
        )
    rows = "".join(
        f'<tr><th scope="row" colspan="2">{escape(pair.name)}</th></tr>'
        f'<tr><td class="harm"><b>{escape(pair.harm.number)}</b>{escape(pair.harm.what)}</td>'
        f'<td class="gain"><b>{escape(pair.gain.number)}</b>{escape(pair.gain.what)}</td></tr>'
        for pair in _pairs(facts)
    )
    return (
        "<p>A score takes and gives. Both sides stand here in the same units, beside the same people "
        "without a score "
        "wherever that was run. Adding them up is left to the reader: a refused doctor and a cheaper bus "
        "card are not "
        "of one kind.</p>"
        '<div class="scroll" role="region" tabindex="0" aria-label="Harm and gain"><table class="balance">'
        "<caption>Harm and gain, in the same units. SYNTHETIC.</caption>"
        '<thead><tr><th scope="col">Harm</th><th scope="col">Gain</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        "<h3>Does it make people behave?</h3>"
        f"<p>{escape(_behaviour(facts))}</p>{_law(facts)}{_by_field(facts)}"
    )


def _as_often(facts: Facts) -> str:
    if facts.answers:
        return "; people answer to courts and fines only"
    if facts.lives_change:
        return "; lives change by chance and by ordinary refusals only"
    same = ", and what the law forbids happens as often as with a score"
    return f"{same}, because people do not answer to being scored"


def _behaviour(facts: Facts) -> str:
    unlawful = facts.summary.unlawful_acts
    if unlawful.without_score is None:
        silent = "" if facts.answers else ", and in this city people do not answer to being scored"
        alone = "This run has no city without a score beside it"
        return f"{alone}{silent}. So it cannot say whether a score deters anybody."
    if facts.answers:
        here, without = whole(unlawful.here), whole(unlawful.without_score)
        return (
            f"There are {here} unlawful acts here, and {without} without a score, where people answer to "
            "courts and fines only. How people answer is assumed, so the difference follows from what was "
            "put in: it shows what the assumptions lead to, not that a score works."
        )
    if facts.lives_change:
        here, without = whole(unlawful.here), whole(unlawful.without_score)
        return (
            f"There are {here} unlawful acts here, and {without} without a score. People do not answer to "
            "being scored in this city, so nobody complies out of fear. What differs comes from lives that "
            "refusals changed, and what a refusal leads to is assumed."
        )
    told = "; those who denounce do so at rates that are set beforehand"
    denouncing = ", or denounces for points" if not facts.has("denunciations") else told
    return (
        "This run cannot tell. In this city people do not answer to being scored: nobody complies out of "
        f"fear, or hides{denouncing}. So violations are equal with and without a score by construction, not "
        "as a finding."
    )


def _pairs(facts: Facts) -> list[Pair]:
    summary, causes = facts.summary, facts.summary.causes
    pairs = (_moved_pairs(facts) if facts.complete else []) + _wrong_pairs(facts)
    pairs.append(
        Pair(
            "Points, by the rules",
            Side(in_short(-causes.points_lost), "points lost"),
            Side(in_short(causes.points_gained), "points gained"),
        )
    )
    services = summary.services
    if services:
        first = sum(service.first for service in services)
        pairs.append(
            Pair(
                "Requests",
                Side(whole(facts.refused_by_score), "refused because of the score"),
                Side(whole(first), f"served first{_spared(facts)}"),
            )
        )
        currency = clean(facts.scenario.currency)
        dearer, cheaper = sum(s.dearer for s in services), sum(s.cheaper for s in services)
        more, less = sum(s.dearer_money for s in services), sum(s.cheaper_money for s in services)
        pairs.append(
            Pair(
                "Money",
                Side(
                    f"{in_short(more)} {currency}",
                    f"paid above the ordinary price, in {counted(dearer, 'case')}",
                ),
                Side(f"{in_short(less)} {currency}", f"paid less, in {counted(cheaper, 'case')}"),
            )
        )
    records = {record.sign: record.number for record in summary.records}
    pairs.append(
        Pair(
            "Acts on file",
            Side(whole(records.get("negative", 0)), "entries that took points or set a category"),
            Side(whole(records.get("positive", 0)), "entries that rewarded an act"),
        )
    )
    return pairs


def _moved_pairs(facts: Facts) -> list[Pair]:
    """Return who ended in another category than at the start, and than by their own file alone."""
    ways, influence = facts.ways, facts.scenario.rulebook.influence
    pairs = [
        Pair(
            "Categories",
            Side(whole(ways.worse), "end in a worse category than they began in"),
            Side(whole(ways.better), "end in a better one"),
        )
    ]
    if influence.kind != "off" and influence.weight:
        worse, better = facts.tipped
        pairs.append(
            Pair(
                "Contacts",
                Side(whole(worse), "are in a worse category through their contacts' scores"),
                Side(whole(better), "are in a better one"),
            )
        )
    return pairs


def _wrong_pairs(facts: Facts) -> list[Pair]:
    """Return what errors and denunciations took and gave, where there are any."""
    errors, told = facts.summary.errors, facts.summary.denunciations
    pairs = []
    if errors is not None and errors.worse is not None and errors.better is not None:
        pairs.append(
            Pair(
                "Errors",
                Side(whole(errors.worse), "are in a worse category than on the true record"),
                Side(whole(errors.better), "are in a better one, wrongly too"),
            )
        )
    if told is not None:
        pairs.append(
            Pair(
                "Denunciations",
                Side(whole(told.lies - told.found_out), "lies believed and filed"),
                Side(whole(told.number - told.lies), "true ones, if that is a gain"),
            )
        )
    return pairs


def _spared(facts: Facts) -> str:
    """Say how many ordinary refusals those served first were spared."""
    spared = 0.0
    for service in facts.summary.services:
        if service.refused.without_score is None:
            return ""
        spared += service.refused.without_score - service.refused_by["ordinary refusal"]
    return f", which spared them {counted(int(spared), 'ordinary refusal')}" if spared > 0 else ""


def _by_field(facts: Facts) -> str:
    """Return the table of acts by field of life, here and without a score, where people answer to it."""
    if not (facts.answers or facts.lives_change) or not facts.run.has_baseline:
        return ""

    def change(both: Beside) -> str:
        if not both.without_score:
            return "none" if not both.here else whole(both.here)
        return f"{whole(both.here)} ({signed(100 * (both.here / both.without_score - 1), 0)}%)"

    rows = [
        [clean(gain.label), change(gain.unlawful), change(gain.rewarded), change(gain.other)]
        for gain in facts.summary.gains
    ]
    columns = ["Field of life", "Unlawful acts", "Rewarded acts", "Other lawful acts"]
    return Table(columns, rows).html("Acts, and how many more or fewer than without a score. SYNTHETIC.")


def _law(facts: Facts) -> str:
    """Return the table of unlawful acts and fines, here and without a score."""
    summary, currency = facts.summary, clean(facts.scenario.currency)

    def row(what: str, both: Beside) -> list[str]:
        without = "not run" if both.without_score is None else whole(both.without_score)
        return [what, whole(both.here), *([without] if facts.scored else [])]

    rows = [
        row("Acts", summary.acts),
        row("of them unlawful", summary.unlawful_acts),
        row("Fines, one for each deed on file", summary.fines.number),
        row(f"Fines, {currency}", summary.fines.money),
    ]
    columns = ["", "In this city", *(["Without a score"] if facts.scored else [])]
    return Table(columns, rows).html("Violations and fines. SYNTHETIC.")

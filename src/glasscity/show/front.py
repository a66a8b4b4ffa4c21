"""The front of the report: what this city is and is not, its key numbers, the run in short, the contents."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from glasscity.show.english import full_date, in_short, percent, whole
from glasscity.show.facts import Facts
from glasscity.show.safe import clean
from glasscity.study.headlines import in_short_of
from glasscity.study.words import counted


class KeyNumber(NamedTuple):
    """A number to be read across the room, what it counts, and whether it weighs on people."""

    number: str
    what: str
    heavy: bool = False


def front_html(facts: Facts) -> str:
    """Return the front of the report as HTML."""
    scenario, manifest = facts.scenario, facts.run.manifest
    is_not = ""
    if scenario.is_not:
        is_not = f'<aside class="is-not"><h2>What it is not</h2><p>{_said(scenario.is_not)}</p></aside>'
    start, end = scenario.time.start, scenario.time.date_of(facts.days - 1)
    meta = (
        f"One run of the city “{scenario.name}”: {counted(facts.citizens, 'invented citizen')}, "
        f"{counted(facts.days, 'day')}, {full_date(start)} to {full_date(end)}; seed {manifest['seed']}, "
        f"life {manifest['life']}, digest {facts.run.digest[:12]}."
    )
    numbers = "".join(
        f'<div class="{_weight(key)}"><dt>{escape(key.what)}</dt><dd>{_large(key.number)}</dd></div>'
        for key in (_scored(facts) if facts.scored else _unscored(facts))
    )
    return (
        '<header class="masthead"><p class="kicker">glasscity · report on one run · synthetic</p>'
        f'<h1>{_said(scenario.title)}</h1><p class="standfirst">{_said(scenario.summary)}</p>{is_not}'
        f'<p class="meta">{escape(meta)}</p></header>'
        f'<dl class="numbers">{numbers}</dl>'
        f"<h3>In short</h3>{_in_short(facts)}"
    )


def _in_short(facts: Facts) -> str:
    """Return the sentences about the run as a list, those that come second folded away."""
    first = in_short_of(facts.summary)
    second = [line for line in facts.summary.headlines if line not in first]
    lists = [
        f'<ul class="short">{"".join(f"<li>{_said(line)}</li>" for line in lines)}</ul>' if lines else ""
        for lines in (first, second)
    ]
    more = f"<details><summary>{len(second)} more</summary>{lists[1]}</details>" if second else ""
    return lists[0] + more


def _large(number: str) -> str:
    """Return a number as HTML, its word ("million") in smaller letters."""
    figure, _, word = number.partition(" ")
    return f"{escape(figure)} <small>{escape(word)}</small>" if word else escape(figure)


def _weight(key: KeyNumber) -> str:
    return "heavy" if key.heavy else "plain"


def _said(text: str) -> str:
    return escape(clean(text))


def _city(facts: Facts) -> list[KeyNumber]:
    """Return the numbers of the city and its file; where that can be wrong, how much is, not the days."""
    numbers = [
        KeyNumber(whole(facts.citizens), "citizens, all of them invented"),
        KeyNumber(whole(facts.scenario.organisations_number), "organisations watch and report"),
        KeyNumber(in_short(facts.scenario.parameters_number), "parameters they report through"),
        KeyNumber(whole(facts.days), "days" if facts.days != 1 else "day"),
        KeyNumber(in_short(facts.entries), "entries in the ledger"),
    ]
    if (errors := facts.summary.errors) is not None:
        del numbers[3]
        numbers.append(KeyNumber(in_short(errors.wrong), "wrong entries among them", True))
    return numbers


def _scored(facts: Facts) -> list[KeyNumber]:
    numbers = _city(facts)
    numbers.append(
        KeyNumber(percent(facts.share(facts.worst)), f"are in {facts.worst}, the worst category", True)
    )
    if facts.summary.services:
        what = "requests refused because of the score"
        numbers.append(KeyNumber(in_short(facts.refused_by_score), what, True))
    if not facts.complete:
        return numbers
    if facts.scenario.rulebook.influence.kind != "off" and facts.scenario.rulebook.influence.weight:
        numbers.append(KeyNumber(in_short(facts.tipped[0]), "in a worse category through contacts", True))
    else:
        numbers.append(KeyNumber(in_short(facts.ways.worse), "in a worse category than at the start", True))
    return numbers


def _unscored(facts: Facts) -> list[KeyNumber]:
    summary = facts.summary
    refused = sum(service.refused.here for service in summary.services)
    return [
        *_city(facts),
        KeyNumber(in_short(summary.unlawful_acts.here), "unlawful acts"),
        KeyNumber(in_short(summary.fines.number.here), "fines set by the courts"),
        KeyNumber(in_short(refused), "requests refused in the ordinary way"),
    ]


def contents_html(sections: Sequence[tuple[str, str]]) -> str:
    """Return the list of sections, each a link."""
    items = "".join(f'<li><a href="#{escape(key)}">{escape(title)}</a></li>' for key, title in sections)
    return f'<nav aria-label="Contents"><h2>Contents</h2><ol>{items}</ol></nav>'

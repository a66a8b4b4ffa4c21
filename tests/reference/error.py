"""How organisations garble what they file, and what they invent: the file is not the truth."""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.draws import FILING, FILING_ERROR, INVENTED_CANDIDATE, INVENTED_FILING, INVENTED_KEPT
from glasscity.scenario import Scenario
from glasscity.scenario.organisations import Organisation
from glasscity.scenario.quantities import threshold32
from glasscity.tables import CONDUCT
from reference.chance import Person
from reference.confusion import Confusions
from reference.draws import draw, high_product
from reference.filing import (
    DUPLICATE,
    INVENTED,
    MISTAKEN,
    STALE,
    actor_of,
    lower_id,
    new_filing,
    upper_id,
)
from reference.observe import Watch, Watcher
from reference.occasions import Line, Occasion, happen, in_line
from reference.rows import Row


def organisation_of(scenario: Scenario, code: int) -> Organisation:
    """Return the organisation, or the series, that a code belongs to."""
    return next(one for one in scenario.organisations.values() if one.code <= code < one.code + one.count)


def garble(
    scenario: Scenario, watch: Watch, confusions: Confusions | None, true: Sequence[Row], key: int
) -> list[Row]:
    """Return what reaches the data centre of the day's true filings, one after the other."""
    return [
        filing
        for one in true
        for filing in _garbled(scenario, watch, confusions, one, key)
        if filing.parameter not in watch.dropped
    ]


def _garbled(
    scenario: Scenario, watch: Watch, confusions: Confusions | None, true: Row, key: int
) -> list[Row]:
    """Rule: with its organisation's probabilities a filing is missed; or comes late, names a wrong person, is
    taken for another conduct; and what then is filed may be filed twice, and once more long after."""
    series = organisation_of(scenario, true.organisation)
    errors = series.errors
    if errors is None:
        return [true]
    actor, address = actor_of(true), series.code << 16 | true.conduct
    first, second, third = (draw(key, actor, true.day, FILING_ERROR, n, address) for n in range(3))
    if first[0] < threshold32(errors.missed):
        return []
    filing = true
    if first[1] < threshold32(errors.late):
        filing = filing.but(due=filing.due + _between(errors.late_days, first[2]))
    if second[0] < threshold32(errors.wrong_person) and confusions is not None:
        by_name = second[1] < threshold32(errors.namesake)
        mistaken = confusions.namesake if by_name else confusions.next_door
        filing = filing.but(citizen=mistaken[actor])
    if second[2] < threshold32(errors.wrong_parameter):
        others = [one for one in watch.by(series.code) if one.conduct != true.conduct]
        if others:
            chosen = _smallest(others, key, actor, true.day, FILING_ERROR, 3)
            member = true.organisation - series.code
            filing = _through(watch, filing, chosen, member, MISTAKEN, true.conduct, key)
    filed = [filing]
    if first[3] < threshold32(errors.duplicated):
        filed.append(_copy(filing, DUPLICATE))
    if third[0] < threshold32(errors.stale):
        filed.append(_copy(filing, STALE).but(due=filing.due + _between(errors.stale_days, third[1])))
    return filed


def _between(days: tuple[int, int], word: int) -> int:
    return days[0] + high_product(word, days[1] - days[0] + 1)


def _copy(filing: Row, copy: int) -> Row:
    return filing.but(filing_lo=lower_id(filing.parameter, filing.kind, copy))


def _smallest(
    watchers: Sequence[Watcher], key: int, actor: int, day: int, stream: int, number: int
) -> Watcher:
    """Rule: a choice among what may change goes to the smallest draw."""
    return min(watchers, key=lambda one: draw(key, actor, day, stream, number, one.address)[0])


def _through(
    watch: Watch, filing: Row, watcher: Watcher, member: int, copy: int, origin: int, key: int
) -> Row:
    """Return a filing as one of another conduct and parameter; its id keeps what was done."""
    actor = actor_of(filing)
    word = draw(key, actor, filing.day, FILING, 1, watcher.address)[1]
    parameter = watch.parameter(watcher, member, word)
    return filing.but(
        conduct=watcher.conduct,
        parameter=parameter,
        filing_hi=upper_id(actor, filing.day, origin),
        filing_lo=lower_id(parameter, CONDUCT, copy),
    )


def what_may_be_invented(scenario: Scenario) -> Line:
    """Return for each organisation that it may invent a filing about somebody."""
    return in_line(
        [
            Occasion(one.code, one.errors.invented_per_year, one.errors.invented_bound_per_year, {}, {})
            for one in scenario.organisations.values()
            if one.errors is not None and one.errors.invented_bound_per_year > 0
        ]
    )


def invent(watch: Watch, line: Line, people: Sequence[Person], key: int, day: int) -> list[Row]:
    """Rule: what is invented is one of the kinds of conduct that the organisation watches, filed after its
    usual delay; whom it is about stands for the actor."""
    invented = []
    for target, code in happen(line, people, key, day, INVENTED_CANDIDATE, INVENTED_KEPT):
        watched = watch.by(code)
        if not watched:
            continue
        watcher = _smallest(watched, key, target, day, INVENTED_FILING, 0)
        member = watch.member(watcher, target)
        word = draw(key, target, day, INVENTED_FILING, 1, code)[0]
        due = day + _between((watcher.shortest, watcher.longest), word)
        blank = new_filing(day, due, target, code + member, watcher.conduct, 0, CONDUCT)
        filing = _through(watch, blank, watcher, member, INVENTED, watcher.conduct, key)
        if filing.parameter not in watch.dropped:
            invented.append(filing)
    return invented

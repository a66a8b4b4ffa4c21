"""Citizens file about people they know: for duty, for points, out of malice; truly or falsely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from glasscity.draws import DENUNCIATION as DENOUNCING
from glasscity.draws import DENUNCIATION_CHECK, DENUNCIATION_LIE, LIE_CANDIDATE, LIE_KEPT
from glasscity.scenario import Scenario
from glasscity.scenario.denunciation import Denunciation, Motive
from glasscity.scenario.quantities import threshold32
from glasscity.tables import CONDUCT, DENUNCIATION
from reference.chance import Person, always_the_same, threshold_for
from reference.draws import draw, high_product
from reference.filing import lower_id, new_filing
from reference.occasions import Line, Occasion, happen, in_line
from reference.rows import Row
from reference.ties import layer_bits

Ties = Sequence[dict[int, int]]
"""For each citizen, their contacts, each with the layers of the tie as bits."""
CHOICE_OF_CONDUCT = 256
"""Added to a motive's code in the draws that choose what a lie is about."""


class Denounced(NamedTuple):
    """A day's denunciations: the filings, those of them that are true, and what was told."""

    filings: list[Row]
    true: list[Row]
    told: list[Row]


def lies_that_may_be_told(scenario: Scenario) -> Line:
    """Return the motives for lies, each with its rate."""
    rules = scenario.denunciation
    motives = rules.motives.values() if rules is not None and scenario.denounces else ()
    return in_line(
        [
            Occasion(one.code, one.per_year, one.bound_per_year, one.depends, {})
            for one in motives
            if one.tells == "a lie"
        ]
    )


def denounce(
    scenario: Scenario,
    lies: Line,
    acts: Sequence[Row],
    ties: Ties,
    people: Sequence[Person],
    key: int,
    day: int,
) -> Denounced:
    """Return what is told today, and the filings that come of it, due tomorrow."""
    rules = scenario.denunciation
    assert rules is not None
    known = _known(scenario, rules, ties)
    told = _truths(scenario, rules, acts, known, people, key, day)
    told += _lies(scenario, rules, lies, known, people, key, day)
    told = [_looked_into(rules, one, key) for one in _one_a_day(told, key)]
    filings, true = [], []
    copies: Counter[tuple[int, int]] = Counter()
    for one in told:
        if one.found_out:
            continue
        for filing in _filings(scenario, rules, one, key):
            place = filing.filing_hi, filing.parameter
            number = copies[place]
            copies[place] += 1
            if filing.parameter in scenario.catalogue.dropped:
                continue
            filings.append(filing.but(filing_lo=lower_id(filing.parameter, filing.kind, number)))
            if not one.lie:
                true.append(filings[-1])
    return Denounced(filings, true, told)


def _known(scenario: Scenario, rules: Denunciation, ties: Ties) -> list[list[int]]:
    """Rule: one knows somebody through ties of the layers that are named."""
    bits = layer_bits(scenario)
    wanted = sum(bits[layer] for layer in rules.layers)
    return [[other for other, layers in row.items() if layers & wanted] for row in ties]


def _tell(day: int, informer: int, target: int, conduct: int, motive: Motive) -> Row:
    return Row(
        day=day,
        informer=informer,
        target=target,
        conduct=conduct,
        motive=motive.code,
        lie=int(motive.tells == "a lie"),
        looked_into=0,
        found_out=0,
    )


def _truths(
    scenario: Scenario,
    rules: Denunciation,
    acts: Sequence[Row],
    known: Sequence[Sequence[int]],
    people: Sequence[Person],
    key: int,
    day: int,
) -> list[Row]:
    """Rule: whoever knows the actor may tell of an act, each motive by one word of the same draw; the first
    motive that moves them is theirs."""
    about = {scenario.conduct[name].code for name in rules.about}
    motives = [one for one in rules.motives.values() if one.tells == "the truth"]
    told = []
    for act in acts:
        if act.conduct not in about:
            continue
        for informer in known[act.citizen]:
            words = draw(key, informer, day, DENOUNCING, act.conduct, act.citizen)
            for motive, word in zip(motives, words, strict=False):
                if word < threshold_for(always_the_same(motive.each_act, motive.depends), people[informer]):
                    told.append(_tell(day, informer, act.citizen, act.conduct, motive))
                    break
    return told


def _lies(
    scenario: Scenario,
    rules: Denunciation,
    lies: Line,
    known: Sequence[Sequence[int]],
    people: Sequence[Person],
    key: int,
    day: int,
) -> list[Row]:
    """Rule: a lie is about the contact with the smallest draw, and about the conduct with the smallest."""
    motive_of = {motive.code: motive for motive in rules.motives.values()}
    about = sorted(scenario.conduct[name].code for name in rules.about)
    told = []
    for informer, code in happen(lies, people, key, day, LIE_CANDIDATE, LIE_KEPT):
        if not known[informer]:
            continue
        target = _smallest(known[informer], key, informer, day, code)
        conduct = _smallest(about, key, informer, day, CHOICE_OF_CONDUCT + code)
        told.append(_tell(day, informer, target, conduct, motive_of[code]))
    return told


def _smallest(choices: Sequence[int], key: int, informer: int, day: int, number: int) -> int:
    return min(choices, key=lambda one: draw(key, informer, day, DENUNCIATION_LIE, number, one)[0])


def _one_a_day(told: Sequence[Row], key: int) -> list[Row]:
    """Rule: nobody denounces twice a day; of several people, the one with the smallest draw is told of, and
    of several deeds of theirs the one with the smallest draw."""

    def turn(one: Row) -> tuple[int, int, int, int, int]:
        person = draw(key, one.informer, one.day, DENUNCIATION_CHECK, 2, one.target)[0]
        deed = draw(key, one.informer, one.day, DENUNCIATION_CHECK, 3, one.conduct << 16 | one.motive)[0]
        return one.informer, person, deed, one.conduct, one.motive

    first: dict[int, Row] = {}
    for one in sorted(told, key=turn):
        first.setdefault(one.informer, one)
    return list(first.values())


def _looked_into(rules: Denunciation, one: Row, key: int) -> Row:
    """Rule: a share is looked into, and some of the lies are found out then."""
    words = draw(key, one.informer, one.day, DENUNCIATION_CHECK, 0, one.target)
    looked_into = words[0] < threshold32(rules.checked)
    found_out = bool(one.lie) and looked_into and words[1] < threshold32(rules.lie_found)
    return one.but(looked_into=int(looked_into), found_out=int(found_out))


def _filings(scenario: Scenario, rules: Denunciation, one: Row, key: int) -> list[Row]:
    """Rule: whoever was told of is filed about, due tomorrow, and so is the informer's reward, if there is
    one; each through one of its parameters."""
    words = draw(key, one.informer, one.day, DENUNCIATION_CHECK, 1, one.target)
    filed = [(one.target, one.conduct, DENUNCIATION, words[0])]
    if rules.reward is not None:
        filed.append((one.informer, scenario.conduct[rules.reward].code, CONDUCT, words[1]))
    names = {conduct.code: name for name, conduct in scenario.conduct.items()}
    filings = []
    for citizen, conduct, kind, word in filed:
        block = scenario.catalogue.blocks[rules.to][names[conduct]]
        parameter = block.first + high_product(word, block.count)
        to = scenario.organisations[rules.to].code
        filings.append(new_filing(one.day, one.day + 1, citizen, to, conduct, parameter, kind))
    return filings

"""Who sees an act and files it, through which parameter, and when it arrives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from glasscity.draws import CITY_MEMBER, FILING
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.tables import CONDUCT
from reference.draws import draw, high_product
from reference.filing import new_filing
from reference.inspection import Looking
from reference.rows import Row


class Watcher(NamedTuple):
    """An organisation, or a series of them, that watches one kind of conduct.

    code : of the organisation, or of the first member of the series; first : its first parameter;
    parameters : how many each member has; seen : threshold of seeing and filing an act.
    """

    code: int
    conduct: int
    members: int
    first: int
    parameters: int
    seen: int
    shortest: int
    longest: int

    @property
    def address(self) -> int:
        """Where its draws about this conduct lie."""
        return self.code << 16 | self.conduct


class Watch(NamedTuple):
    """Everybody who watches, in the order of their codes, then of conduct; and dropped parameters.

    community, seed : how many citizens a community has, and by what its member of a series is drawn.
    """

    watchers: list[Watcher]
    dropped: set[int]
    community: int
    seed: int

    def of(self, conduct: int) -> list[Watcher]:
        """Return who watches a kind of conduct."""
        return [watcher for watcher in self.watchers if watcher.conduct == conduct]

    def by(self, code: int) -> list[Watcher]:
        """Return what an organisation, or a series, watches."""
        return [watcher for watcher in self.watchers if watcher.code == code]

    def member(self, watcher: Watcher, citizen: int) -> int:
        """Rule: every community belongs to one member of a series, drawn once for all."""
        if watcher.members == 1:
            return 0
        word = draw(self.seed, citizen // self.community, 0, CITY_MEMBER, 0, watcher.code)[0]
        return high_product(word, watcher.members)

    def parameter(self, watcher: Watcher, member: int, word: int) -> int:
        """Rule: a member files through one of its own parameters, one as likely as another."""
        return watcher.first + member * watcher.parameters + high_product(word, watcher.parameters)


def watch_of(scenario: Scenario, seed: int) -> Watch:
    """Rule: what has a rule or a fine is filed; where nobody is scored, only what the courts fine."""
    filed = set(scenario.courts.fines)
    if scenario.scoring.enabled:
        filed |= set(scenario.rulebook.rules)
    watchers = []
    for name, one in scenario.organisations.items():
        for conduct, probability in one.sees.items():
            if conduct in filed:
                block = scenario.catalogue.blocks[name][conduct]
                what = scenario.conduct[conduct].code, one.count, block.first, block.count
                watchers.append(Watcher(one.code, *what, threshold32(probability), *one.delay_days))
    return Watch(sorted(watchers), set(scenario.catalogue.dropped), scenario.network.community, seed)


Sight = Callable[[Watcher, int], int]
"""How likely a watcher sees somebody's act today, as a threshold."""


def observe(watch: Watch, acts: Sequence[Row], key: int, sight: Sight) -> list[Row]:
    """Rule: every watcher of its kind sees an act with its own chance, and files it some days later through
    one of its parameters. Through a dropped parameter nothing is filed, and no other filing moves."""
    filings = []
    for act in acts:
        for watcher in watch.of(act.conduct):
            words = draw(key, act.citizen, act.day, FILING, 0, watcher.address)
            if words[0] >= sight(watcher, act.citizen):
                continue
            member = watch.member(watcher, act.citizen)
            parameter = watch.parameter(watcher, member, words[1])
            if parameter in watch.dropped:
                continue
            due = act.day + watcher.shortest + high_product(words[2], watcher.longest - watcher.shortest + 1)
            organisation = watcher.code + member
            filings.append(
                new_filing(act.day, due, act.citizen, organisation, act.conduct, parameter, CONDUCT)
            )
    return filings


def sight(looking: Looking, known: dict[int, set[int]]) -> Sight:
    """Rule: a watcher sees somebody with its own chance, times what inspectors' attention makes of it; a
    service that has accounts sees nobody whom it does not know."""

    def chance(watcher: Watcher, citizen: int) -> int:
        if watcher.code in known and citizen not in known[watcher.code]:
            return 0
        return looking.seen(watcher.code, watcher.conduct, citizen, watcher.seen)

    return chance

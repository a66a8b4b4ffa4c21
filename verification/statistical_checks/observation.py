"""Who sees an act and files it: how often, how late, through which parameter, by which member of a series."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, cells, evenly, table
from statistical_checks.laboratory import CODES, Laboratory, Life, rates

CITIZENS, DAYS, COMMUNITY, MEMBERS = 65_536, 60, 16, 4


class Watcher(NamedTuple):
    """An organisation: its first code, what it sees, how often, its delays, its first parameter, how many."""

    code: int
    conduct: str
    seen: float
    shortest: int
    longest: int
    first: int
    parameters: int


WATCHERS = {
    "traffic_police": Watcher(11, "red_light", 0.3, 1, 5, 11001, 20),
    "water_works": Watcher(21, "unpaid_bill", 0.9, 10, 30, 21001, 3),
    "volunteers": Watcher(31, "volunteering", 0.8, 1, 14, 31001, 5),
    "network_company": Watcher(1, "critical_post", 0.5, 1, 3, 100001, 20000),
    "office": Watcher(41, "red_light", 0.5, 2, 2, 41001, 1),
}


def lived(laboratory: Laboratory) -> Life:
    """Return a city in which much is done, and five organisations see some of it."""
    often = (36.5, 36.5)
    settings = [
        *rates(red_light=often, unpaid_bill=often, volunteering=often, critical_post=often),
        f"network.community={COMMUNITY}",
        f"organisations.traffic_police.count={MEMBERS}",
        "organisations.office={code=41, label='The office', kind='municipal', delay_days=[2, 2], "
        "sees={red_light=0.5}, assumed='a check'}",
        "catalogue.blocks.office={red_light={first=41001, count=1}}",
        "catalogue.blocks.network_company={critical_post={first=100001, count=20000}}",
        "catalogue.exceptions=[]",
    ]
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=("acts", "entries"))


class Seen(NamedTuple):
    """The acts that had time to be filed, and the entries about them."""

    acts: NDArray[Any]
    entries: NDArray[Any]


def _seen(laboratory: Laboratory, name: str) -> Seen:
    life, watcher = laboratory.get(lived), WATCHERS[name]
    last = life.days - 1 - watcher.longest
    acts = life.acts[(life.acts["conduct"] == CODES[watcher.conduct]) & (life.acts["day"] <= last)]
    entries = life.entries
    members = MEMBERS if name == "traffic_police" else 1
    by_them = (entries["organisation"] >= watcher.code) & (entries["organisation"] < watcher.code + members)
    some = by_them & (entries["kind"] == tables.CONDUCT) & (entries["conduct_day"] <= last)
    some &= entries["conduct"] == CODES[watcher.conduct]
    return Seen(acts, entries[some])


@check("how much is seen by the {}", each=WATCHERS)
def seen(laboratory: Laboratory, name: str) -> Held:
    """Filings ~ Binomial(acts, share seen), of acts whose filings are all due within the run."""
    acts, entries = _seen(laboratory, name)
    return binomial(len(entries), len(acts), WATCHERS[name].seen)


@check("how long a filing takes: {}", each=("traffic_police", "water_works", "volunteers", "network_company"))
def delays(laboratory: Laboratory, name: str) -> Held:
    """Days from the deed to the entry are even from the shortest to the longest."""
    entries, watcher = _seen(laboratory, name).entries, WATCHERS[name]
    number = watcher.longest - watcher.shortest + 1
    return evenly(entries["day"] - entries["conduct_day"], watcher.shortest, number)


@check("which parameter a filing comes through: {}", each=("water_works", "volunteers"))
def parameters(laboratory: Laboratory, name: str) -> Held:
    """Parameters are even over those of the block."""
    entries, watcher = _seen(laboratory, name).entries, WATCHERS[name]
    return evenly(entries["parameter"].astype(np.int64), watcher.first, watcher.parameters)


@check("which parameter of the member that watches")
def of_member(laboratory: Laboratory) -> Held:
    """Parameters of the traffic police are even over the twenty of each member, whoever the member is."""
    entries = _seen(laboratory, "traffic_police").entries
    return evenly((entries["parameter"].astype(np.int64) - 11001) % 20, 0, 20)


@check(
    "delay and parameter of one filing are independent of each other: {}", each=("water_works", "volunteers")
)
def delay_and_parameter(laboratory: Laboratory, name: str) -> Held:
    """Days and parameters: a contingency table of independent rows and columns."""
    entries, watcher = _seen(laboratory, name).entries, WATCHERS[name]
    days = entries["day"] - entries["conduct_day"] - watcher.shortest
    return table(days.astype(np.int64), entries["parameter"].astype(np.int64) - watcher.first)


@check("two organisations see independently of each other")
def both(laboratory: Laboratory) -> Held:
    """Red lights seen by neither, one or both ~ the products of 0.3 and 0.5 (independent coins)."""
    acts, by_police = _seen(laboratory, "traffic_police")
    by_office = _seen(laboratory, "office").entries

    def place(entries: NDArray[Any]) -> NDArray[np.bool_]:
        return np.isin(_key(acts["citizen"], acts["day"]), _key(entries["citizen"], entries["conduct_day"]))

    seen = np.bincount(place(by_police) + 2 * place(by_office), minlength=4)
    return cells(seen, np.array([0.7 * 0.5, 0.3 * 0.5, 0.7 * 0.5, 0.3 * 0.5]) * len(acts))


def _key(citizen: NDArray[Any], day: NDArray[Any]) -> NDArray[np.int64]:
    return citizen.astype(np.int64) * 1000 + day


@check("which member of a series a community belongs to")
def members(laboratory: Laboratory) -> Held:
    """Communities of each member ~ even over the members."""
    entries = _seen(laboratory, "traffic_police").entries
    community = entries["citizen"].astype(np.int64) // COMMUNITY
    _, first = np.unique(community, return_index=True)
    return evenly(entries["organisation"][first].astype(np.int64), 11, MEMBERS)


@check("being seen today and the day after are independent")
def day_after(laboratory: Laboratory) -> Held:
    """Of those filed who do it again the day after, those filed again ~ Binomial(those, 0.8)."""
    acts, entries = _seen(laboratory, "volunteers")
    filed = _key(entries["citizen"], entries["conduct_day"])
    done = _key(acts["citizen"], acts["day"])
    again = filed[np.isin(filed + 1, done)] + 1
    return binomial(int(np.isin(again, filed).sum()), len(again), WATCHERS["volunteers"].seen)


@check("two filings about one person come through the same parameter: {}", each=("water_works", "volunteers"))
def same_parameter(laboratory: Laboratory, name: str) -> Held:
    """Disjoint pairs of filings about one person: the same parameter ~ Binomial(pairs, 1 / number)."""
    entries = _seen(laboratory, name).entries
    some = entries[np.lexsort((entries["conduct_day"], entries["citizen"]))]
    parameter, citizen = some["parameter"], some["citizen"]
    _, first, number = np.unique(citizen, return_index=True, return_counts=True)
    pair = np.arange(len(some)) - np.repeat(first, number)
    begins = np.flatnonzero((pair % 2 == 0) & (pair + 1 < np.repeat(number, number)))
    same = parameter[begins] == parameter[begins + 1]
    return binomial(int(same.sum()), len(begins), 1 / WATCHERS[name].parameters)


@check("points of a parameter whose rule leaves them open")
def points(laboratory: Laboratory) -> Held:
    """Points of the distinct parameters of a block are even over the whole points from -12 to -6."""
    entries = _seen(laboratory, "network_company").entries
    _, first = np.unique(entries["parameter"], return_index=True)
    return evenly(entries["points"][first] // 1000, -12, 7)

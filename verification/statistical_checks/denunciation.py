"""Who tells of whom: how often, of which of several, truly and falsely; what is looked into and comes out."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, evenly, exactly, normal, sum_of_chances
from statistical_checks.laboratory import CODES, Laboratory, Life, rates
from statistical_checks.network import FRIENDS_BIT

CITIZENS, DAYS, OFFICE = 131_072, 20, 41
DUTY, POINTS, MALICE = 1, 2, 3
BY_DUTY, BY_POINTS = 0.2, 0.3
EITHER = 1 - (1 - BY_DUTY) * (1 - BY_POINTS)
CHECKED, LIE_FOUND, LIES = 0.4, 0.6, 73.0


def _settings(about: tuple[str, ...], motives: str) -> list[str]:
    often = (18.25, 18.25)
    blocks = ", ".join(f"{name}={{first={41001 + 100 * code}, count=4}}" for name, code in CODES.items())
    return [
        *rates(red_light=often, critical_post=often),
        "network.layers.friends.circles=1",
        "network.layers.friends.circle_size=16",
        "network.layers.friends.within=16",
        f"organisations.office={{code={OFFICE}, label='The office', kind='municipal', assumed='a check'}}",
        f"catalogue.blocks.office={{{blocks}}}",
        f"denunciation={{to='office', about={list(about)}, layers=['friends'], checked={CHECKED}, "
        f"lie_found={LIE_FOUND}, motives={{{motives}}}, assumed='a check'}}",
    ]


def truths(laboratory: Laboratory) -> Life:
    """Return a city where people tell the truth about two deeds, out of two motives."""
    motives = (
        f"duty={{code={DUTY}, label='duty', tells='the truth', each_act={BY_DUTY}, assumed='a check'}}, "
        f"points={{code={POINTS}, label='points', tells='the truth', each_act={BY_POINTS}, "
        "assumed='a check'}"
    )
    settings = _settings(("red_light", "critical_post"), motives)
    rows = ("acts", "denunciations", "entries")
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=rows)


def lies(laboratory: Laboratory) -> Life:
    """Return a city where people only tell lies, about three deeds."""
    motives = (
        f"malice={{code={MALICE}, label='malice', tells='a lie', per_year={LIES}, bound_per_year=146, "
        "assumed='a check'}"
    )
    settings = _settings(("red_light", "unpaid_bill", "critical_post"), motives)
    rows = ("denunciations", "entries")
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=rows)


class Witnessed(NamedTuple):
    """Who could tell of what: a row for every friend of every actor and deed, sorted by informer and day.

    key : informer and day; target, conduct; alone, pair : the places where an informer's only chance of a
    day begins, and where the first of just two does.
    """

    key: NDArray[Any]
    target: NDArray[Any]
    conduct: NDArray[Any]
    first: NDArray[Any]
    number: NDArray[Any]


def witnessed(laboratory: Laboratory) -> Witnessed:
    """Work out who could tell of what, from the deeds and the ties."""
    life = laboratory.get(truths)
    acts = life.acts[np.isin(life.acts["conduct"], [CODES["red_light"], CODES["critical_post"]])]
    start, contact, layers = life.city.ties.start, life.city.ties.contact, life.city.ties.layers
    degree = np.diff(start)[acts["citizen"]]
    row = np.repeat(start[acts["citizen"]] - np.cumsum(degree) + degree, degree) + np.arange(degree.sum())
    of = np.repeat(np.arange(len(acts)), degree)
    friends = layers[row] & FRIENDS_BIT > 0
    informer, of = contact[row[friends]].astype(np.int64), of[friends]
    key = informer * DAYS + acts["day"][of]
    target, conduct = acts["citizen"][of].astype(np.int64), acts["conduct"][of].astype(np.int64)
    order = np.lexsort((conduct, target, key))
    key, target, conduct = key[order], target[order], conduct[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    return Witnessed(key, target, conduct, first, np.diff(np.append(first, len(key))))


def _told(laboratory: Laboratory, made: Any = truths) -> NDArray[Any]:
    return laboratory.get(made).denunciations


def _chosen(laboratory: Laboratory, same_target: bool) -> tuple[int, int]:
    """Return in how many cases of just two things to tell of the second was told, and of how many."""
    seen, told = laboratory.get(witnessed), _told(laboratory)
    two = seen.first[seen.number == 2]
    two = two[(seen.target[two] == seen.target[two + 1]) == same_target]
    key = told["informer"].astype(np.int64) * DAYS + told["day"]
    order = np.argsort(key)
    place = np.minimum(np.searchsorted(key[order], seen.key[two]), len(key) - 1)
    there = key[order][place] == seen.key[two]
    which = told[order[place[there]]]
    second = two[there] + 1
    chosen = (which["target"] == seen.target[second]) & (which["conduct"] == seen.conduct[second])
    return int(chosen.sum()), int(there.sum())


@check("how much is told truly")
def how_much(laboratory: Laboratory) -> Held:
    """Tellings ~ sum over informers and days of 1 - (1 - q)^k: k things to tell of, q by either motive.

    Nobody tells twice a day.
    """
    chances = 1 - (1 - EITHER) ** laboratory.get(witnessed).number
    return sum_of_chances(len(_told(laboratory)), chances)


@check("out of which motive")
def motive(laboratory: Laboratory) -> Held:
    """Told out of duty, which is asked first ~ Binomial(told, duty / either)."""
    told = _told(laboratory)
    return binomial(int((told["motive"] == DUTY).sum()), len(told), BY_DUTY / EITHER)


@check("which of two people is told of")
def which_person(laboratory: Laboratory) -> Held:
    """With just two people to tell of, the one of the higher number ~ Binomial(told, ½)."""
    return binomial(*_chosen(laboratory, same_target=False), 0.5)


@check("which of two deeds of one person is told of")
def which_deed(laboratory: Laboratory) -> Held:
    """With just two deeds of one person to tell of, the one of the higher code ~ Binomial(told, ½)."""
    return binomial(*_chosen(laboratory, same_target=True), 0.5)


@check("what is looked into: {}", each=("truths", "lies"))
def looked_into(laboratory: Laboratory, what: str) -> Held:
    """Tellings looked into ~ Binomial(told, checked)."""
    told = _told(laboratory, truths if what == "truths" else lies)
    return binomial(int(told["looked_into"].sum()), len(told), CHECKED)


@check("lies that come out")
def found_out(laboratory: Laboratory) -> Held:
    """Lies found out ~ Binomial(lies looked into, lie_found)."""
    told = _told(laboratory, lies)
    of = told["looked_into"] > 0
    return binomial(int(told["found_out"][of].sum()), int(of.sum()), LIE_FOUND)


@check("no truth is found out as a lie, and whatever is not found out is on file")
def on_file(laboratory: Laboratory) -> Held:
    """Entries of denunciation of a day = tellings of the day before that were not found out."""
    seen, wanted = [], []
    for made in (truths, lies):
        life = laboratory.get(made)
        told = life.denunciations[life.denunciations["day"] < DAYS - 1]
        entries = life.entries[life.entries["kind"] == tables.DENUNCIATION]
        seen.append(np.bincount(entries["day"] - 1, minlength=DAYS))
        left_out = told["found_out"] & told["lie"]
        wanted.append(np.bincount(told["day"][left_out == 0], minlength=DAYS))
    return exactly(np.array(seen), np.array(wanted))


@check("which parameter a denunciation comes through")
def parameter(laboratory: Laboratory) -> Held:
    """Parameters of denunciations are even over the four of each deed."""
    entries = laboratory.get(truths).entries
    some = entries[entries["kind"] == tables.DENUNCIATION]["parameter"].astype(np.int64)
    return evenly((some - 41001) % 100, 0, 4)


def _friends(life: Life) -> NDArray[np.int64]:
    ties = life.city.ties
    citizen = np.repeat(np.arange(life.citizens), np.diff(ties.start))
    return np.bincount(citizen[ties.layers & FRIENDS_BIT > 0], minlength=life.citizens)


@check("how many lies are told")
def how_many_lies(laboratory: Laboratory) -> Held:
    """Lies ~ Binomial(citizens who have a friend × days, per_year / 365)."""
    life = laboratory.get(lies)
    return binomial(len(life.denunciations), int((_friends(life) > 0).sum()) * DAYS, LIES / 365)


@check("about which friend a lie is told")
def about_whom(laboratory: Laboratory) -> Held:
    """Rank of the friend lied about, (j - ½) / d - ½ over d friends: mean 0, variance (1 - 1/d²) / 12."""
    life = laboratory.get(lies)
    told, ties = life.denunciations, life.city.ties
    citizen = np.repeat(np.arange(life.citizens), np.diff(ties.start))
    friend = ties.layers & FRIENDS_BIT > 0
    key = citizen[friend].astype(np.int64) * life.citizens + ties.contact[friend]
    informer = told["informer"].astype(np.int64)
    place = np.searchsorted(key, informer * life.citizens + told["target"])
    rank = place - np.searchsorted(key, informer * life.citizens)
    degree = _friends(life)[informer].astype(float)
    value = float(((rank + 0.5) / degree - 0.5).sum())
    return normal(value, 0.0, float(np.sqrt(((1 - 1 / degree**2) / 12).sum())))


@check("which of three friends a lie is about")
def of_three(laboratory: Laboratory) -> Held:
    """Of those with just three friends: the rank of the friend lied about is even over three."""
    life = laboratory.get(lies)
    ties, told = life.city.ties, life.denunciations
    friends = ties.layers & FRIENDS_BIT > 0
    citizen = np.repeat(np.arange(life.citizens), np.diff(ties.start))[friends]
    contact = ties.contact[friends].astype(np.int64)
    some = told[_friends(life)[told["informer"]] == 3]
    begins = np.searchsorted(citizen, some["informer"])
    rank = (contact[begins[:, None] + np.arange(3)] < some["target"][:, None]).sum(axis=1)
    return evenly(rank, 0, 3)


@check("about which deed a lie is told")
def about_what(laboratory: Laboratory) -> Held:
    """Deeds of lies are even over the three that may be told of."""
    conduct = _told(laboratory, lies)["conduct"]
    codes = [CODES[name] for name in ("red_light", "unpaid_bill", "critical_post")]
    return evenly(np.searchsorted(codes, conduct), 0, 3)

"""Who knows whom: ties of neighbours, of circles, of a ring; likeness; what companies file of them."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.society.ties import NEIGHBOURS_BIT
from glasscity.world import City
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, cells, evenly, exactly, normal
from statistical_checks.laboratory import Laboratory

FRIENDS_BIT = 1 << 2
RING_BIT = 1 << 7
CIRCLE, TIE = 16, 0.3
LIKENESS = {"sex": 1.5, "age": 1.6}
"""In steps of 65536ths the second is not a whole number: its remainder is far below what can be seen."""


def circles(laboratory: Laboratory) -> City:
    """Return a city where sixteen citizens in a row are one circle, and neighbours may know each other."""
    return laboratory.found(*_friends(within=CIRCLE), "network.neighbours.tie=0.35", citizens=524_288)


def likes(laboratory: Laboratory) -> City:
    """Return a city where circles are as before, and those alike in sex or age tie more readily."""
    factors = ", ".join(f"{name}={factor}" for name, factor in LIKENESS.items())
    settings = _friends(within=CIRCLE, homophily=f"{{{factors}}}", only="{born_here=['yes']}")
    return laboratory.found(*settings, citizens=262_144)


def ring(laboratory: Laboratory) -> City:
    """Return a city where everybody stands in a ring, and a fifth of its ties lead elsewhere."""
    settings = [*_friends(within=CIRCLE), "network.layers.friends.tie=0"]
    table = "{code=7, label='the ring', contacts=8, rewired=0.2, assumed='a check'}"
    return laboratory.found(*settings, f"network.ring={table}", citizens=131_072)


def _friends(within: int, homophily: str = "{}", only: str = "{}") -> list[str]:
    place = "network.layers.friends"
    return [
        f"{place}.circles=1",
        f"{place}.circle_size={CIRCLE}",
        f"{place}.within={within}",
        f"{place}.tie={TIE}",
        f"{place}.homophily={homophily}",
        f"{place}.only={only}",
    ]


def pairs_of(city: City, bit: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the ties of a layer, each once, the smaller number first."""
    ties = city.ties
    citizen = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    some = (ties.layers & bit > 0) & (citizen < ties.contact)
    return citizen[some], ties.contact[some].astype(np.int64)


def _of_one_circle(number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all pairs of citizens who share one of the rows of sixteen."""
    one, other = np.triu_indices(CIRCLE, 1)
    first = np.arange(0, number, CIRCLE)[:, None]
    return (first + one).ravel(), (first + other).ravel()


@check("ties in circles")
def ties_in_circles(laboratory: Laboratory) -> Held:
    """Ties ~ Binomial(pairs of one circle, tie)."""
    city = laboratory.get(circles)
    return binomial(len(pairs_of(city, FRIENDS_BIT)[0]), city.population.number * (CIRCLE - 1) // 2, TIE)


@check("ties lead nowhere but into one's circle")
def nowhere_else(laboratory: Laboratory) -> Held:
    """Both ends of every such tie lie in one row of sixteen: nothing is left to chance."""
    one, other = pairs_of(laboratory.get(circles), FRIENDS_BIT)
    return exactly(one // CIRCLE, other // CIRCLE)


@check("how many friends one has, for one citizen of every circle")
def degrees(laboratory: Laboratory) -> Held:
    """Degrees of citizens of different circles are independent Binomial(15, tie)."""
    city = laboratory.get(circles)
    one, other = pairs_of(city, FRIENDS_BIT)
    degree = np.bincount(np.concatenate([one, other]), minlength=city.population.number)[::CIRCLE]
    law = np.array([comb(15, k) * TIE**k * (1 - TIE) ** (15 - k) for k in range(16)])
    return cells(np.bincount(degree, minlength=16), law * len(degree))


@check("friends who are friends of each other: triangles")
def triangles(laboratory: Laboratory) -> Held:
    """Triangles of a random graph G(n, p), with their exact mean and variance, summed over circles.

    Mean C(n,3) p³; variance C(n,3) (p³ - p⁶) + 3 (n - 3) C(n,3) (p⁵ - p⁶). (Erdős and Rényi 1960; the terms
    are those of one triangle with itself and of two that share an edge.)
    """
    city = laboratory.get(circles)
    one, other = pairs_of(city, FRIENDS_BIT)
    number = city.population.number // CIRCLE
    tied = np.zeros((number, CIRCLE, CIRCLE))
    tied[one // CIRCLE, one % CIRCLE, other % CIRCLE] = 1
    tied += tied.transpose(0, 2, 1)
    found = np.einsum("nij,nji->", tied @ tied, tied) / 6
    triples = comb(CIRCLE, 3)
    variance = triples * (TIE**3 - TIE**6) + 3 * (CIRCLE - 3) * triples * (TIE**5 - TIE**6)
    return normal(float(found), number * triples * TIE**3, float(np.sqrt(number * variance)))


@check("ties of neighbouring households")
def neighbours(laboratory: Laboratory) -> Held:
    """Ties ~ Binomial(pairs of adults at most two households apart in one community, tie)."""
    city = laboratory.get(circles)
    household, number = city.population.household.astype(np.int64), city.population.number
    order = np.cumsum(np.concatenate([[0], np.diff(household) != 0]))
    citizen, pairs = np.arange(number), 0
    for step in range(1, 9):
        one, other = citizen[:-step], citizen[step:]
        apart = order[other] - order[one]
        pairs += int(((apart > 0) & (apart <= 2) & (one // 256 == other // 256)).sum())
    return binomial(len(pairs_of(city, NEIGHBOURS_BIT)[0]), pairs, 0.35)


@check("ties of those alike in {}", each=("nothing", "sex alone", "age alone", "sex and age"))
def likeness(laboratory: Laboratory, alike: str) -> Held:
    """Ties ~ Binomial(such pairs of one circle who take part, tie × the factors of what they share)."""
    city = laboratory.get(likes)
    people = city.population
    one, other = _of_one_circle(people.number)
    takes_part = people.row("born_here") == 0
    some = takes_part[one] & takes_part[other]
    probability = TIE
    for name, factor in LIKENESS.items():
        shared = people.row(name)[one] == people.row(name)[other]
        wanted = name in alike
        some &= shared == wanted
        probability *= factor if wanted else 1
    pairs = np.flatnonzero(some)
    there = _numbered(*pairs_of(city, FRIENDS_BIT), people.number)
    tied = np.isin(_numbered(one[pairs], other[pairs], people.number), there)
    return binomial(int(tied.sum()), len(pairs), probability)


def _numbered(one: NDArray[Any], other: NDArray[Any], number: int) -> NDArray[np.int64]:
    return one * number + other


@check("whoever does not take part has no such tie")
def only(laboratory: Laboratory) -> Held:
    """Ends of ties who belong to those left out: none."""
    city = laboratory.get(likes)
    ends = np.concatenate(pairs_of(city, FRIENDS_BIT))
    return exactly(int((city.population.row("born_here")[ends] != 0).sum()), 0)


@check("ties of a ring that lead elsewhere")
def rewired(laboratory: Laboratory) -> Held:
    """Lattice pairs without a tie ~ Binomial(n k, b (1 - 1/n) (1 - b/n)^(2k - 1)), k on each side, b rewired.

    A pair next to each other stays tied unless its own tie leads elsewhere and none of the 2k - 1 others that
    could replace it does. (Watts and Strogatz 1998; dependence between pairs is of order 1/n.)
    """
    city = laboratory.get(ring)
    one, other = pairs_of(city, RING_BIT)
    number, side, share = city.population.number, 4, 0.2
    near = np.minimum(other - one, number - (other - one))
    absent = number * side - int((near <= side).sum())
    return binomial(absent, number * side, share * (1 - 1 / number) * (1 - share / number) ** (2 * side - 1))


@check("ties of a ring lead to anybody, near or far")
def anybody(laboratory: Laboratory) -> Held:
    """How far apart the ends of those ties are is even over 64 equal parts of the half ring."""
    city = laboratory.get(ring)
    one, other = pairs_of(city, RING_BIT)
    number = city.population.number
    near = np.minimum(other - one, number - (other - one))
    far = near[near > number // 128]
    per_part = number // 2 // 64
    places = (far - 1) // per_part
    return evenly(places[places > 0], 1, 63)


@check("ties that companies file: {}", each=("friends", "neighbours"))
def filed(laboratory: Laboratory, kind: str) -> Held:
    """Known contacts ~ Binomial(ties of that kind alone, share that the company sees)."""
    city = laboratory.get(circles)
    bit, share = (FRIENDS_BIT, 0.7) if kind == "friends" else (NEIGHBOURS_BIT, 0.2)
    citizen = np.repeat(np.arange(city.population.number), np.diff(city.ties.start))
    some = (city.ties.layers == bit) & (citizen < city.ties.contact)
    return binomial(int((city.contacts.filed_by[some] > 0).sum()), int(some.sum()), share)


@check("a tie is on file both ways or not at all")
def both_ways(laboratory: Laboratory) -> Held:
    """The company that files a tie is the same seen from either end: nothing is left to chance."""
    city = laboratory.get(circles)
    number = city.population.number
    citizen = np.repeat(np.arange(number), np.diff(city.ties.start))
    contact = city.ties.contact.astype(np.int64)
    there = np.argsort(_numbered(citizen, contact, number))
    back = np.argsort(_numbered(contact, citizen, number))
    return exactly(city.contacts.filed_by[there], city.contacts.filed_by[back])

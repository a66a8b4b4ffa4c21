"""Which citizens meet in one circle: the keyed shuffle, as an even draw of partitions."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.world import City
from statistical_checks.check import check
from statistical_checks.held import Held, from_chi_square, normal
from statistical_checks.laboratory import Laboratory
from statistical_checks.network import FRIENDS_BIT, pairs_of

BLOCK, CIRCLE, SHUFFLES = 64, 8, 6
KNOWN = 0.01
"""The shuffle is known not to be quite even: in blocks as small as these, shares of classes of differences
are off by about a third of a per cent in the mean (root of the mean square). More than 1 % alarms."""


def meetings(laboratory: Laboratory) -> list[NDArray[Any]]:
    """Return all pairs who meet, of each of several shuffles: layers in which all who meet have a tie."""
    layers = []
    for code in range(2, 2 + SHUFFLES):
        name = "friends" if code == 2 else f"others_{code}"
        layers.append(
            f"network.layers.{name}={{code={code}, label='others', circles=1, circle_size={CIRCLE}, "
            f"within={BLOCK}, tie=1, homophily={{}}, assumed='a check'}}"
        )
    settings = ["network.neighbours.tie=0", "organisations.network_company.sees_ties={}"]
    city: City = laboratory.found(*settings, *layers, citizens=131_072)
    return [np.array(pairs_of(city, FRIENDS_BIT << shuffle)) for shuffle in range(SHUFFLES)]


def _both_variance(pairs: int) -> float:
    """Return the variance of how many of `pairs` disjoint pairs of a block share a circle, in one shuffle."""
    one = (CIRCLE - 1) / (BLOCK - 1)
    same = (CIRCLE - 2) / (BLOCK - 2) * (CIRCLE - 3) / (BLOCK - 3)
    other = (BLOCK - CIRCLE) / (BLOCK - 2) * (CIRCLE - 1) / (BLOCK - 3)
    both = one * (same + other)
    return pairs * one * (1 - one) + pairs * (pairs - 1) * (both - one * one)


@check("who meets whom does not depend on how their numbers differ")
def differences(laboratory: Laboratory) -> Held:
    """Meetings of pairs whose numbers differ in given bits (63 classes of 32 disjoint pairs of a block).

    In an even draw of partitions of n into circles of s, each pair meets with probability (s - 1) / (n - 1);
    two disjoint pairs both meet with that times [(s - 2)(s - 3) + (n - s)(s - 1)] / [(n - 2)(n - 3)]. By
    symmetry the covariance of any two classes is the same, and their sum is fixed; so the sum of squared
    deviations, divided by variance minus covariance, is chi-square with 62 degrees of freedom. Because of a
    known imperfection it is held against the noncentral one of shares that are 1 % off in the mean.
    """
    seen = np.zeros(BLOCK)
    blocks = 0
    for one, other in laboratory.get(meetings):
        seen += np.bincount((one ^ other) % BLOCK, minlength=BLOCK)
        blocks += int(other.max()) // BLOCK + 1
    classes = BLOCK - 1
    mean = blocks * (BLOCK // 2) * (CIRCLE - 1) / (BLOCK - 1)
    variance = blocks * _both_variance(BLOCK // 2)
    apart = variance * classes / (classes - 1)
    statistic = float(((seen[1:] - mean) ** 2).sum() / apart)
    known = (classes - 1) * (KNOWN * mean) ** 2 / apart
    return from_chi_square(statistic, classes - 1, mean * classes, mean, known=known)


@check("each two places of a block meet as often as any other two")
def pairs(laboratory: Laboratory) -> Held:
    """Meetings of each of the C(64, 2) pairs of places, over all blocks and shuffles.

    With B independent shuffles each pair's count has mean B p and variance B p (1 - p), p = (s - 1)/(n - 1).
    Everybody meets exactly s - 1 others, so deviations of a row sum to 0; what is left of the space of pairs
    is one irreducible representation of the symmetric group, of dimension C(n, 2) - n, on which an even draw
    has the same variance in every direction (Schur). So the sum of squares over all pairs, divided by the
    whole variance per dimension, is chi-square with C(n, 2) - n degrees of freedom.
    """
    seen = np.zeros((BLOCK, BLOCK))
    blocks = 0
    for one, other in laboratory.get(meetings):
        np.add.at(seen, (one % BLOCK, other % BLOCK), 1)
        blocks += int(other.max()) // BLOCK + 1
    count = seen[np.triu_indices(BLOCK, 1)]
    number, chance = comb(BLOCK, 2), (CIRCLE - 1) / (BLOCK - 1)
    variance = blocks * chance * (1 - chance)
    degrees = number - BLOCK
    statistic = float(((count - blocks * chance) ** 2).sum() / (variance * number / degrees))
    return from_chi_square(statistic, degrees, blocks * chance * number, blocks * chance)


@check("how far apart those who meet are, on average")
def distance(laboratory: Laboratory) -> Held:
    """Distance of the numbers of a pair, averaged over the pairs of a shuffle: mean (n + 1) / 3.

    The deviation is taken from the blocks themselves, which are independent of each other.
    """
    by_block = []
    for one, other in laboratory.get(meetings):
        block = (one // BLOCK).astype(np.int64)
        by_block.append(np.bincount(block, weights=(other - one).astype(float)) / np.bincount(block))
    each = np.concatenate(by_block)
    return normal(float(each.mean()), (BLOCK + 1) / 3, float(each.std(ddof=1) / np.sqrt(len(each))))

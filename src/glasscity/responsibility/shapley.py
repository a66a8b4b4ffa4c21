"""Shapley values: how much of what all bring about together each of them brings about.

A *coalition* is a set of players, written as a number: bit `i` stands for player `i`. `values[coalition]` is
what happens where only its members do what they do. A player's share is what they add to those who are there
already, averaged over every order in which all might come (Shapley 1953). The shares add up to what all bring
about less what happens without any; players who are alike have alike shares; whoever adds nothing has none;
and of two games together everybody has both shares.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

MOST_PLAYERS = 12
"""Beyond it the whole-number weights would not fit 64 bits."""


def shares_exact(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the shares in n!-ths, whole numbers, so that they add up to the last unit.

    Parameters
    ----------
    values : int64 [..., 2**n], of every coalition of n players.

    Returns int64 [..., n].
    """
    players = values.shape[-1].bit_length() - 1
    if values.shape[-1] != 1 << players or players > MOST_PLAYERS:
        raise ValueError(
            f"{values.shape[-1]} coalitions; expected 2**n of them, for 0 to {MOST_PLAYERS} players"
        )
    coalitions = np.arange(1 << players)
    size = np.bitwise_count(coalitions)
    # In so many of the n! orders exactly these come before a player.
    orders = np.array([factorial(some) * factorial(players - 1 - some) for some in range(players)], np.int64)
    shares = np.empty((*values.shape[:-1], players), np.int64)
    for player in range(players):
        without = coalitions[(coalitions >> player) & 1 == 0]
        adds = values[..., without | 1 << player] - values[..., without]
        shares[..., player] = adds @ orders[size[without]]
    return shares


def shares_of_order(order: tuple[int, ...], values: dict[int, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return what each player adds in one order, int64 [players, ...]: they add up exactly.

    Averaged over orders drawn by lot, this is an unbiased estimate of the Shapley values.

    Parameters
    ----------
    values : of the coalitions that come about in this order, see `coalitions_of`.
    """
    coming = coalitions_of(order)
    adds = np.empty((len(order), *np.shape(values[0])), np.int64)
    for player, before, after in zip(order, coming, coming[1:], strict=False):
        adds[player] = values[after] - values[before]
    return adds


def coalitions_of(order: tuple[int, ...]) -> list[int]:
    """Return the coalitions that come about as players come in this order: nobody, the first, …, all."""
    coming = [0]
    for player in order:
        coming.append(coming[-1] | 1 << player)
    return coming


def orders_by_lot(unions: tuple[str, ...], number: int, seed: int) -> list[tuple[int, ...]]:
    """Return orders of all players, drawn by lot, in which the members of a union come one after the other.

    Shares averaged over them are Owen's (1977): those of a union add up to what it would have as one player.
    Where everybody is a union of their own they are Shapley's. Orders come in pairs: each second one is the
    first one backwards. Whoever comes early in one comes late in the other: part of the chance is taken out.

    Parameters
    ----------
    unions : of each player, the name of their union.
    """
    lots = np.random.default_rng(seed)
    names = list(dict.fromkeys(unions))
    members = {name: [player for player, union in enumerate(unions) if union == name] for name in names}
    orders: list[tuple[int, ...]] = []
    while len(orders) < number:
        order = tuple(
            int(player)
            for place in lots.permutation(len(names))
            for player in lots.permutation(members[names[place]])
        )
        orders += [order, order[::-1]]
    return orders[:number]

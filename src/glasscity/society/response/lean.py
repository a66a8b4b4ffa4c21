"""From beliefs to leanings: how much less of a punished kind, or more of a rewarded one, somebody does.

Rule: perceived certainty weighs more than severity. With b the perceived certainty, s the stake that is
believed, σ = s / (s + half) and n = s / noticeable, at most 1: for what is punished, or believed to be,
1 − b · (certainty · n + severity · σ); for what is rewarded 1 + b · (reward · σ − crowding out). What is at
stake is the fine, which the law publishes, and the points: transparency · true ones + (1 − transparency) ·
those believed. Category, nearness to a bound and defiance multiply the change.
Units: shares in 65536ths, stakes in hundredths of a point, leanings in 128ths, all whole numbers.

Exactly:
- The scenario's shares are in 65536ths, `half_severity` and `noticeable` in hundredths of a point, each the
  nearest, halves up. "Towards 0" means that the quotient is cut off, whatever its sign.
- The stake is s = fine for whoever is not scored, and else fine + floor((T × true + (65536 - T) × learnt +
  32768) / 65536), T the transparency, which is 1 where criteria are published. A stake of 0 changes nothing.
- σ = floor(65536 s / (s + half)), n = floor(65536 s / noticeable), at most 65536, b = belief + floor(belief /
  32768). The change c is floor(reward × σ / 65536) - crowding out for what is rewarded, and otherwise (what
  does not count included) -(floor(certainty × n / 65536) + floor(severity × σ / 65536)), at least -65536.
  Then c = c × b / 65536 towards 0.
- c is multiplied by 1 - licence in the best category, by 1 - nothing_to_lose in the worst, and by the factor
  of nearness, each time / 65536 towards 0; then it is held between -65536 and 65536. Of whoever is defiant it
  becomes -(c × against / 65536 towards 0). The leaning is 128 + (c × 128 / 65536 towards 0), from 0 to 255.
- Near a bound is only who is scored and has w0 of CITY_KNOWS_SCORE(citizen, 0, 0, 0) below t(T). Within the
  margin above (or at) the lower bound of the band of one's total it is `about_to_fall`, within that below the
  next better bound `about_to_rise`, of both the larger. The band is that of the total, also under a category
  set by a rule.
- On days 7, 14, …, after the news, the learning rule is asked and the counts begin at 0; then whoever is
  aware leans by category, total and town of last night, and one week of defiance is over after it has borne.
  Acts are counted after the day's acts.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from glasscity.society.leaning import MOST, UNCHANGED
from glasscity.society.response.rules import ONE

NOT_AGAINST = -1
"""The share by which a change is turned round, of those who are not defiant."""
NOT_NEAR = -1


@njit(cache=True, nogil=True, inline="always")
def stake_of(kind, learnt, scored, stakes, manner):  # type: ignore[no-untyped-def]
    """Return what somebody, scored or not, believes to be at stake after what they learnt from notices."""
    if not scored:
        return stakes.fine[kind]
    seen = manner.transparency * stakes.points[kind] + (ONE - manner.transparency) * learnt
    return stakes.fine[kind] + (seen + ONE // 2) // ONE


@njit(cache=True, nogil=True, inline="always")
def change_of(certainty, stake, rewarded, crowding, manner):  # type: ignore[no-untyped-def]
    """Return by which share the rate changes, 65536ths; nothing at stake changes nothing."""
    if stake <= 0:
        return np.int64(0)
    share = stake * ONE // (stake + manner.half)
    if rewarded:
        change = manner.reward * share // ONE - crowding
    else:
        noticed = min(stake * ONE // max(manner.noticeable, 1), ONE)
        given_up = manner.certainty * noticed // ONE + manner.severity * share // ONE
        change = -min(given_up, ONE)
    return _times(change, certainty)


@njit(cache=True, nogil=True, inline="always")
def leaning_of(change, standing, near, against):  # type: ignore[no-untyped-def]
    """Return the factor in 128ths: `against` is how far the change is turned round, if it is."""
    change = _times(_times(change, standing), near)
    change = max(min(change, ONE), -ONE)
    if against != NOT_AGAINST:
        change = -_times(change, against)
    return min(max(UNCHANGED + _times(change, UNCHANGED), 0), MOST)


@njit(cache=True, nogil=True, inline="always")
def nearness(total, town, manner):  # type: ignore[no-untyped-def]
    """Return the factor on leaning of somebody with this total (mp), who knows it and their town's bounds."""
    bounds, margin = manner.bounds[town], manner.margin[town]
    place = 0
    while place < len(bounds) and total < bounds[place]:
        place += 1
    near = np.int64(NOT_NEAR)
    if place < len(bounds) and total - bounds[place] <= margin:
        near = max(near, manner.about_to_fall)
    if place > 0 and bounds[place - 1] - total <= margin:
        near = max(near, manner.about_to_rise)
    return near if near != NOT_NEAR else np.int64(ONE)


@njit(cache=True, nogil=True, inline="always")
def _times(number, share):  # type: ignore[no-untyped-def]
    """Return number × share ÷ 65536, towards 0."""
    product = number * share
    return product // ONE if product >= 0 else -(-product // ONE)

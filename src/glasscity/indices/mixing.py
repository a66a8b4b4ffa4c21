"""Assortativity: do ties join like with like? From counts, in whole numbers.

Rule: the correlation between the two ends of ties, each tie counted from both ends. By category, with e the
share of ties between two of one category and a the share of ends in each, it is (e − Σ a²) ÷ (1 − Σ a²); by
score, Pearson's correlation of the two scores. It is 0 where ties do not care, 1 where everybody knows only
their like.
Source: Newman (2003), "Mixing patterns in networks", whose published matrix is in the tests.
"""

from __future__ import annotations


def category_assortativity(ends: int, alike: int, ends_squared: int) -> float | None:
    """Return Newman's assortativity of `ends` ends of ties, or None where all are alike.

    Parameters
    ----------
    ends : ends of ties between two who have categories, two for each tie; alike : those of ties between two
        of one category; ends_squared : sum over categories of the square of the number of ends in it.
    """
    expected = ends_squared / ends**2 if ends else 1.0
    return (alike / ends - expected) / (1 - expected) if expected < 1 else None


def score_assortativity(ends: int, total: int, squares: int, products: int) -> float | None:
    """Return the correlation of the scores at the two ends of ties, or None where all are the same.

    Parameters
    ----------
    ends : ends of ties, two for each; total, squares, products : sums over all ends of the score there, its
        square, and its product with the score at the other end.
    """
    spread = ends * squares - total**2
    return (ends * products - total**2) / spread if spread else None

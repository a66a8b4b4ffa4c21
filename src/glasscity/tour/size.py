"""How large the cities of the tour are, how long they are lived, and how often."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """The size of everything that is lived for the tour.

    Attributes
    ----------
    citizens, days, lives : of the city that most chapters look at.
    mistake_citizens, mistake_days : of the city in which one wrong record is looked at closely.
    error_citizens, error_days, error_lives, errors : of the cities in which wrong records are followed, and
        how many of them in each.
    blame_citizens, blame_days, blame_lives : of the cities that are lived to share out the harm.
    seed : makes the city.
    """

    citizens: int = 2048
    days: int = 365
    lives: int = 6
    mistake_citizens: int = 2048
    mistake_days: int = 365
    error_citizens: int = 1024
    error_days: int = 270
    error_lives: int = 4
    errors: int = 4
    blame_citizens: int = 512
    blame_days: int = 150
    blame_lives: int = 4
    seed: int = 1


FULL = Size()
"""What readers get: two thousand people over a year; about two minutes of two cores for all of it."""

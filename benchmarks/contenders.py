"""Who runs score city: which program, on how many cores, and how much of it at which size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SCENARIO = HERE / "score-city.toml"


@dataclass(frozen=True)
class Contender:
    """One row of the table."""

    name: str
    label: str
    about: float
    """Nanoseconds per citizen-day, roughly: how many days and rounds there is time for, and nothing else."""
    cores: int = 1
    rival: str = ""
    """The module in rivals/; empty for ours."""
    settings: tuple[str, ...] = ()
    moved: float = 0.0
    """Bytes that a citizen-day moves, if each is fetched once: see README.md."""


AGGREGATES = ("recording.ledger=aggregates",)
EVERYTHING = ("recording.ledger=all",)
MOVED_BY_US = 120.0
MOVED_BY_HAND = 71.0

CONTENDERS = (
    Contender("glasscity", "glasscity, aggregates", 60, settings=AGGREGATES, moved=MOVED_BY_US),
    Contender(
        "glasscity-two", "glasscity, aggregates, two cores", 40, 2, settings=AGGREGATES, moved=MOVED_BY_US
    ),
    Contender("glasscity-ledger", "glasscity, full ledger on disk", 120, settings=EVERYTHING),
    Contender("glasscity-ledger-two", "glasscity, full ledger, two cores", 80, 2, settings=EVERYTHING),
    Contender("hand-fused", "hand-fused Numba", 40, rival="hand_fused", moved=MOVED_BY_HAND),
    Contender("hand-fused-two", "hand-fused Numba, two cores", 25, 2, "hand_fused", moved=MOVED_BY_HAND),
    Contender("numpy-scipy", "NumPy + SciPy", 150, rival="numpy_scipy"),
    Contender("starsim", "Starsim 3", 300, rival="starsim_city"),
    Contender("polars", "Polars", 500, rival="polars_frames"),
    Contender("mesa-frames", "mesa-frames", 600, rival="mesa_frames_city"),
    Contender("mesa", "Mesa 3, agents as objects", 10_000, rival="mesa_agents"),
)
NAMED = {contender.name: contender for contender in CONTENDERS}

LONGEST_DAY = 30.0
"""Who needs more seconds than this for a day is left out at that size."""
ENOUGH = 4.0
"""Seconds of measured days that are enough in one round."""


@dataclass(frozen=True)
class Plan:
    """How much of a contender is measured at one size; no rounds where it is left out."""

    days: int
    rounds: int


def plan(contender: Contender, citizens: int, rounds: int) -> Plan:
    """Return how many days in a round, the first left out, and how many rounds there is time for."""
    day = contender.about * citizens / 1e9
    if day > LONGEST_DAY:
        return Plan(0, 0)
    most = 400 if not contender.rival else 40
    days = int(min(max(ENOUGH / day, 3), most))
    return Plan(days, rounds if day < ENOUGH / 2 else min(rounds, 2))

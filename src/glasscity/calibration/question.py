"""A calibration: which numbers of a scenario are sought, within which ranges, to bring about which targets.

All of it is listed before anything runs. The trials follow from it alone: which point trial n tries hangs on
the seed, n, and what the trials of earlier batches came to.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from glasscity.calibration.target import Target
from glasscity.ensemble.design import Factor
from glasscity.ensemble.measures import EFFECTS
from glasscity.ensemble.plan import lives_of
from glasscity.errors import BadInput
from glasscity.scenario import Scenario, load, parse

FORMAT = 1
"""Version of the folder of a calibration."""
BATCH = 4
"""Trials that are asked for together, however many processes there are."""
MOST_FACTORS = 8
MOST_TRIALS = 10_000
FEWEST_LIVES = 2


@dataclass(frozen=True)
class Calibration:
    """What is sought.

    Attributes
    ----------
    scenario : the scenario as TOML; factors : what is sought, each in its range or list.
    targets : what it is held against, those held out included.
    trials : how many points are tried; lives : with how many lives each, all with the same.
    fresh : with how many other lives the best point is held against the targets.
    seed : makes the city, its lives and the trials.
    """

    name: str
    scenario: str
    factors: tuple[Factor, ...]
    targets: tuple[Target, ...]
    trials: int
    lives: int
    fresh: int
    seed: int

    @property
    def question(self) -> Scenario:
        """The scenario, read anew."""
        return parse(tomllib.loads(self.scenario, parse_float=Decimal), self.name)

    @property
    def fitted(self) -> tuple[Target, ...]:
        """The targets that the point is sought by."""
        return tuple(target for target in self.targets if not target.held_out)

    @property
    def start(self) -> int:
        """How many trials lie evenly over the ranges, before any is chosen by what the others came to.

        A power of two, as Sobol's sequence wants it: four for each factor at least, 32 at most.
        """
        return min(1 << max(2, (4 * len(self.factors) - 1).bit_length()), 32)

    @property
    def baseline(self) -> bool:
        """Whether every life is also lived without a score: where a target is the difference to that."""
        return any(target.measure in EFFECTS for target in self.targets)

    @property
    def fitting_lives(self) -> tuple[int, ...]:
        """The lives that every trial is lived with: the first ones of the city."""
        return lives_of(self.seed, self.lives)

    @property
    def fresh_lives(self) -> tuple[int, ...]:
        """The lives after those, which no trial has lived."""
        return lives_of(self.seed, self.lives + self.fresh)[self.lives :]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, ready for JSON."""
        factors = [{**asdict(one), "low": str(one.low), "high": str(one.high)} for one in self.factors]
        return {"format": FORMAT, **asdict(self), "factors": factors}

    @property
    def sha256(self) -> str:
        """One number for what decides the trials: more trials, or other fresh lives, go on with the same."""
        data = {key: value for key, value in self.to_dict().items() if key not in ("trials", "fresh")}
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def calibration_for(
    city: Scenario,
    factors: list[Factor],
    targets: list[Target],
    *,
    trials: int = 60,
    lives: int = 4,
    fresh: int = 8,
    seed: int = 1,
) -> Calibration:
    """Return a calibration, all of it checked; raises `BadInput` where something is wrong with it."""
    paths = [one.path for one in factors]
    if not factors:
        raise BadInput("--vary: nothing is sought; say at least one path=lo..hi")
    for path in paths:
        if paths.count(path) > 1:
            raise BadInput(f"--vary: {path} is varied twice; give it one range")
    if len(factors) > MOST_FACTORS:
        raise BadInput(
            f"--vary: {len(factors)} numbers are sought; a few published aggregates cannot tell so many "
            f"apart, and at most {MOST_FACTORS} are taken"
        )
    for option, number in (("--lives", lives), ("--fresh", fresh)):
        if number < FEWEST_LIVES:
            raise BadInput(
                f"{option}: {number} is too few; {FEWEST_LIVES} lives at least tell chance from misfit"
            )
    _check_ends(city, factors)
    asked = Calibration(city.name, city.to_toml(), tuple(factors), tuple(targets), trials, lives, fresh, seed)
    if not asked.start <= trials <= MOST_TRIALS or trials % BATCH:
        below = min(max(trials - trials % BATCH, asked.start), MOST_TRIALS)
        also = f" or {below + BATCH}" if asked.start < trials < MOST_TRIALS else ""
        raise BadInput(
            f"--trials: {trials} does not fit: {asked.start} trials lie evenly over the ranges, and the "
            f"others are asked for in batches of {BATCH}; take {below}{also}"
        )
    return asked


def _check_ends(city: Scenario, factors: list[Factor]) -> None:
    """Refuse a path or an end of a range that by itself makes no scenario."""
    for factor in factors:
        for value in factor.values or (str(factor.low), str(factor.high)):
            load(city, settings=[f"{factor.path}={value}"])

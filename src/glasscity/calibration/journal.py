"""The journal of a calibration: every trial that is done, one line each, in optuna's own format.

Rule: a trial is written when it is done, whole, and the trials of a batch in their order; so whatever a kill
leaves behind is a journal that lacks some trials, or half a last line, which is cut off. Optuna's own lock
file would outlive a kill; the folder is held instead, as long as a process works there.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glasscity.calibration.question import Calibration
from glasscity.ensemble.design import Factor
from glasscity.errors import BadInput, not_installed
from glasscity.folder import machine_errors

SYNTHETIC = "SYNTHETIC: nobody in this city exists"


@dataclass(frozen=True)
class Trial:
    """One trial: the value of each factor as a setting has it, and what it came to.

    `loss` is None where it failed, and `message` then says why. `means` are those over lives, in the order of
    the targets that are fitted; empty where it failed.
    """

    values: tuple[str, ...]
    loss: float | None
    means: tuple[float, ...] = ()
    message: str = ""


def optuna() -> Any:
    """Return optuna, quiet, or say how to get it."""
    try:
        import optuna
    except ImportError as error:
        raise not_installed("calibrate", "optuna", "study") from error
    optuna.logging.set_verbosity(logging.ERROR)
    return optuna


class HeldAlready:
    """No lock: whoever opens the journal holds its folder."""

    def acquire(self) -> bool:
        """Do nothing."""
        return True

    def release(self) -> None:
        """Do nothing."""


class Journal:
    """The file, for one calibration."""

    def __init__(self, path: Path, asked: Calibration) -> None:
        self.path, self._asked = path, asked
        _cut_off_half_a_line(path)
        try:
            with machine_errors(str(path)):
                self._study = _open(path, asked)
            self.trials = [_read(asked, one) for one in self._study.trials]
        except BadInput:
            raise
        except Exception as error:
            raise self.damaged() from error

    def damaged(self) -> BadInput:
        """Return the error to raise where the journal is not what was written."""
        return BadInput(
            f"{self.path}: damaged or changed since it was written; remove this file and run the command "
            "again: runs that are done are not lived again"
        )

    def put(self, number: int, trial: Trial) -> None:
        """Write a trial down; one that is there already has to be the same."""
        if number < len(self.trials):
            if self.trials[number] != trial:
                raise self.damaged()
            return
        assert number == len(self.trials)
        with machine_errors(str(self.path)):
            self._study.add_trial(frozen(self._asked, trial))
        self.trials.append(trial)


def distributions(asked: Calibration) -> dict[str, Any]:
    """Return optuna's description of every factor's range."""
    return {factor.path: _distribution(factor) for factor in asked.factors}


def frozen(asked: Calibration, trial: Trial) -> Any:
    """Return a trial as optuna keeps it."""
    library = optuna()
    states = library.trial.TrialState
    return library.trial.create_trial(
        params={
            factor.path: _parameter(factor, value)
            for factor, value in zip(asked.factors, trial.values, strict=True)
        },
        distributions=distributions(asked),
        value=trial.loss,
        state=states.FAIL if trial.loss is None else states.COMPLETE,
        user_attrs={"message": trial.message} if trial.loss is None else _by_measure(asked, trial),
    )


def _by_measure(asked: Calibration, trial: Trial) -> dict[str, float]:
    return {target.measure: mean for target, mean in zip(asked.fitted, trial.means, strict=True)}


def setting(factor: Factor, parameter: Any) -> str:
    """Return the value of a factor as a setting has it, from optuna's parameter."""
    return factor.written(parameter) if factor.is_range else str(parameter)


def _parameter(factor: Factor, value: str) -> Any:
    if not factor.is_range:
        return value
    return int(value) if factor.whole else float(value)


def _distribution(factor: Factor) -> Any:
    kinds = optuna().distributions
    if not factor.is_range:
        return kinds.CategoricalDistribution(factor.values)
    if factor.whole:
        return kinds.IntDistribution(int(factor.low), int(factor.high))
    return kinds.FloatDistribution(float(factor.low), float(factor.high))


def _open(path: Path, asked: Calibration) -> Any:
    library = optuna()
    journal = library.storages.journal

    backend = journal.JournalFileBackend(str(path), lock_obj=HeldAlready())
    storage = library.storages.JournalStorage(backend)
    name = f"{asked.name}-{asked.sha256[:8]}"
    there = [one.study_name for one in storage.get_all_studies()]
    if others := [one for one in there if one != name]:
        raise BadInput(
            f"{path}: this is the journal of another calibration ({others[0]}; asked for: {name}); put it "
            "back where it belongs, or choose another --out"
        )
    # To create a study that is there already would leave a line in the journal each time.
    begin = library.load_study if there else library.create_study
    study = begin(storage=storage, study_name=name, sampler=library.samplers.RandomSampler(seed=0))
    if "synthetic" not in study.user_attrs:
        study.set_user_attr("synthetic", SYNTHETIC)
    return study


def _read(asked: Calibration, one: Any) -> Trial:
    """Return a trial as it was written; whatever does not fit the calibration is an error."""
    if one.distributions != distributions(asked):
        raise ValueError
    values = tuple(setting(factor, one.params[factor.path]) for factor in asked.factors)
    if one.state.name == "COMPLETE":
        means = tuple(float(one.user_attrs[target.measure]) for target in asked.fitted)
        return Trial(values, float(one.value), means)
    if one.state.name == "FAIL":
        return Trial(values, None, message=str(one.user_attrs["message"]))
    raise ValueError


def _cut_off_half_a_line(path: Path) -> None:
    """Cut off what a kill left of a last line: another line after it would be lost with it."""
    if not path.is_file():
        return
    with machine_errors(str(path)), path.open("r+b") as stream:
        whole = stream.read().rfind(b"\n") + 1
        stream.truncate(whole)

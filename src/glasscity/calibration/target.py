"""What a city is calibrated to: published aggregates, each one number about many people, with its source.

A target is one of the measures of a run (`ensemble.measures`) and the number that was published for it.
There is no other kind: nothing about single people can be one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path

from pydantic import Field, ValidationError

from glasscity.ensemble.measures import BY_NAME
from glasscity.errors import BadInput, bad_input, did_you_mean
from glasscity.scenario import Scenario
from glasscity.scenario.model import Source
from glasscity.scenario.quantities import AboveZero, Aggregate, Days, Record, Sourced
from glasscity.scenario.reading import LARGEST_FILE, faults, tables_of

NEED_A_SOURCE = (
    *("unlawful_acts", "unlawful_by_score", "critics_who_say_so", "critics_silenced"),
    *("denunciations", "lies"),
)
"""Compliance, silence and denunciation: without a source, a number for one of these would be a wish."""
PLUS_MINUS = ("±", "+-")


@dataclass(frozen=True)
class Target:
    """One published aggregate.

    Attributes
    ----------
    measure : the measure of a run that it is held against.
    value, tolerance : as published, and how exact that is, both in the measure's unit.
    weight : how much it counts beside the others.
    held_out : whether nothing is fitted to it, and the result is tested by it instead.
    window_days : in how many days it came about, where the measure adds up over the days of a run.
    source, address, sureness : where it was published; all empty where nobody said.
    assumed : what was read into it.
    """

    measure: str
    value: float
    tolerance: float
    weight: float = 1.0
    held_out: bool = False
    window_days: int | None = None
    source: str = ""
    address: str = ""
    sureness: str = ""
    assumed: str = ""

    @property
    def label(self) -> str:
        """What a reader sees for the measure."""
        return BY_NAME[self.measure].label

    @property
    def unit(self) -> str:
        """The measure's unit."""
        return BY_NAME[self.measure].unit

    def misfit(self, mean: float) -> float:
        """Return by how many tolerances a number is off."""
        return (mean - self.value) / self.tolerance


class Published(Sourced):
    """A target as a file says it."""

    value: Aggregate
    tolerance: AboveZero | None = Field(None, description="how exact it is; half its last digit if not given")
    weight: AboveZero = Decimal(1)
    window_days: Days | None = Field(None, description="in how many days it came about")


class TargetsFile(Record):
    """A file of targets: where each was published, what is fitted, what is held out."""

    title: str = ""
    scenario: str | None = Field(None, description="name of the city that the numbers are about")
    sources: dict[str, Source] = Field(default_factory=dict)
    targets: dict[str, Published] = Field(default_factory=dict)
    held_out: dict[str, Published] = Field(default_factory=dict)


def shipped() -> list[str]:
    """Return the names of the files of targets that ship."""
    folder = resources.files("glasscity") / "calibration" / "targets"
    return sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))


def targets_for(
    city: Scenario, file: str | None, targets: list[str] | None, held_out: list[str] | None
) -> list[Target]:
    """Return all targets for a city, those of a file first, then those given as `measure=value`.

    Raises `BadInput` for a measure that a run does not have, one named twice, a number that cannot be one, a
    count over another time than the run's, and where there is nothing to calibrate to.
    """
    found = _of_file(file, city) if file is not None else []
    found += [_of_text(one, "--target", held_out=False) for one in targets or ()]
    found += [_of_text(one, "--held-out", held_out=True) for one in held_out or ()]
    _check(found, city)
    return found


def _of_text(text: str, option: str, *, held_out: bool) -> Target:
    measure, equals, number = text.partition("=")
    measure = measure.strip()
    if not equals or not measure or not number.strip():
        raise BadInput(f"{option}: {text!r} is not measure=value or measure=value±tolerance")
    _known(measure, option)
    for sign in PLUS_MINUS:
        number = number.replace(sign, " ")
    parts = number.split()
    try:
        values = [Decimal(part) for part in parts]
    except InvalidOperation:
        values = []
    if not 1 <= len(values) <= 2 or not all(value.is_finite() for value in values):
        raise BadInput(f"{option}: {text!r}: expected one number, or a number ± a tolerance")
    tolerance = values[1] if len(values) == 2 else half_last_digit(values[0])
    if tolerance <= 0:
        raise BadInput(f"{option}: {text!r}: the tolerance is to be above 0")
    if measure in NEED_A_SOURCE and not held_out:
        raise BadInput(
            f"{option}: {measure} needs a source: a city is calibrated to what was published about "
            "compliance, silence and denunciation, and never set to bring about some amount of it; put it "
            "into a file with its source (--targets FILE)"
        )
    return Target(measure, float(values[0]), float(tolerance), held_out=held_out)


def half_last_digit(value: Decimal) -> Decimal:
    """Return half a unit of a number's last digit, as it is written: 0.005 for 0.42, and 0.5 for 24."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(min(exponent, 0) - 1)


def _of_file(name: str, city: Scenario) -> list[Target]:
    file, data = _bytes_of(name)
    try:
        read = TargetsFile.model_validate(tables_of(file, data))
    except ValidationError as error:
        raise bad_input(file, faults(error, TargetsFile)) from None
    if read.scenario is not None and read.scenario != city.name:
        raise BadInput(
            f"{file}: scenario: these numbers are about {read.scenario!r}, and the city is {city.name!r}; "
            "leave the key out of a file of your own if they are meant for both"
        )
    return [
        _of_table(file, kind, measure, one, read)
        for kind, tables in (("targets", read.targets), ("held_out", read.held_out))
        for measure, one in tables.items()
    ]


def _of_table(file: str, kind: str, measure: str, one: Published, read: TargetsFile) -> Target:
    place = f"{file}: {kind}.{measure}"
    _known(measure, place)
    source = read.sources.get(one.source) if one.source is not None else None
    if one.source is not None and source is None:
        near = did_you_mean(one.source, read.sources)
        raise BadInput(f"{place}.source: there is no source {one.source!r} in [sources]{near}")
    if measure in NEED_A_SOURCE and kind == "targets" and source is None:
        raise BadInput(f"{place}: say where it was published (`source`): without, it would be a wish")
    tolerance = one.tolerance if one.tolerance is not None else half_last_digit(one.value)
    return Target(
        measure,
        float(one.value),
        float(tolerance),
        float(one.weight),
        kind == "held_out",
        one.window_days,
        source.title if source else "",
        source.address if source else "",
        (one.sureness or source.sureness) if source else "",
        one.assumed or "",
    )


def _bytes_of(name: str) -> tuple[str, bytes]:
    known = ", ".join(shipped())
    if name in shipped():
        path = resources.files("glasscity") / "calibration" / "targets" / f"{name}.toml"
        return f"{name}.toml", path.read_bytes()
    path = Path(name)
    if path.is_dir():
        raise BadInput(f"{path}: this is a folder; targets are a TOML file or one of: {known}")
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        near = did_you_mean(name, shipped())
        raise BadInput(f"{name}: no targets of that name ship, and there is no such file{near}") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_FILE:
        raise BadInput(f"{path}: larger than {LARGEST_FILE // 1024**2} MB; targets are a short TOML file")
    return str(path), data


def _known(measure: str, place: str) -> None:
    if measure not in BY_NAME:
        near = did_you_mean(measure, BY_NAME) or f"; known: {', '.join(BY_NAME)}"
        raise BadInput(
            f"{place}: there is no measure {measure!r}{near}; only aggregates of a run can be targets, and "
            "nothing about single people"
        )


def _check(found: list[Target], city: Scenario) -> None:
    names = [target.measure for target in found]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"targets: {name} is there twice; name it once, as a target or as held out")
    if not any(not target.held_out for target in found):
        raise BadInput(
            "targets: there is nothing to calibrate to; give --targets FILE, or --target measure=value"
        )
    for target in found:
        if target.window_days is not None and target.window_days != city.time.days:
            raise BadInput(
                f"targets: {target.measure} was published for {target.window_days} days, and this city lives "
                f"{city.time.days}; take --days {target.window_days}"
            )

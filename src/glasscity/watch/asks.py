"""What a page may ask, as checked messages: anything else is refused before anything is done.

Nothing here names a file: a scenario is one of those that ship, or the one that the command line named.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from glasscity.errors import BadInput
from glasscity.scenario.dated import Plain
from glasscity.seeds import LARGEST_SEED
from glasscity.watch.changes import MOST_CHANGES, Move

LARGEST_MESSAGE = 16_384
"""Bytes of a message."""
MOST_CITIZENS = 1_000_000
FEWEST_CITIZENS = 100
Name = Annotated[str, Field(min_length=1, max_length=80)]
Seed = Annotated[str, Field(pattern=r"^\d{1,20}$")]


class Ask(BaseModel):
    """A message from the page; every one has a number, and gets one answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    id: Annotated[int, Field(ge=0, le=2**53)]


class Change(BaseModel):
    """One change of a rule: what a place says from the morning of `day` on, or from the start."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    path: Annotated[str, Field(min_length=1, max_length=200)]
    to: bool | int | float | Annotated[str, Field(max_length=80)] | None = None
    times: Annotated[float, Field(ge=0, le=1000)] | Annotated[int, Field(ge=0, le=1000)] | None = None
    drop: Literal[True] | None = None
    day: Annotated[int, Field(ge=0, le=36500)] | None = None
    label: Annotated[str, Field(max_length=200)] = ""

    @model_validator(mode="after")
    def _one(self) -> Change:
        if (self.to is not None) + (self.times is not None) + (self.drop is not None) != 1:
            raise ValueError("give one of `to`, `times` and `drop`")
        return self

    def move(self, day: int | None) -> Move:
        """Return it as a move that holds from its own day on, or from the one given."""
        key = "drop" if self.drop else "times" if self.times is not None else "to"
        value: Plain | float | None = getattr(self, key)
        return Move(self.path, key, value, self.day if self.day is not None else day, self.label)


Changes = Annotated[list[Change], Field(max_length=MOST_CHANGES)]


class Hello(Ask):
    """Who are you, and what can be opened? `session` takes up one that was left."""

    ask: Literal["hello"]
    session: Annotated[str, Field(max_length=64)] | None = None


class Open(Ask):
    """Found a city."""

    ask: Literal["open"]
    scenario: Name
    citizens: Annotated[int, Field(ge=FEWEST_CITIZENS, le=MOST_CITIZENS)] | None = None
    seed: Seed = "1"
    life: Seed | None = None
    changes: Changes = []

    @field_validator("seed", "life")
    @classmethod
    def _in_range(cls, value: str | None) -> str | None:
        if value is not None and int(value) > LARGEST_SEED:
            raise ValueError("a seed is a whole number from 0 to 2**64 - 1")
        return value


class City(Ask):
    """Describe the city again."""

    ask: Literal["city"]


class Places(Ask):
    """Where does everybody live?"""

    ask: Literal["places"]


class Advance(Ask):
    """Let days pass, and show everybody."""

    ask: Literal["advance"]
    days: Annotated[int, Field(ge=1, le=366)] = 1
    lens: Name


class Frame(Ask):
    """Show everybody."""

    ask: Literal["frame"]
    lens: Name


class Back(Ask):
    """Go to the end of a day, back or on, and show everybody."""

    ask: Literal["back"]
    day: Annotated[int, Field(ge=-1, le=36500)]
    lens: Name


class Citizen(Ask):
    """Tell of one citizen."""

    ask: Literal["citizen"]
    citizen: Annotated[int, Field(ge=0, le=2**32 - 1)]
    world: Literal[0, 1] = 0


class Such(Ask):
    """How many others have such a story?"""

    ask: Literal["such"]
    citizen: Annotated[int, Field(ge=0, le=2**32 - 1)]
    world: Literal[0, 1] = 0


class Find(Ask):
    """Find somebody with a kind of story."""

    ask: Literal["find"]
    what: Name
    world: Literal[0, 1] = 0


class WhatIf(Ask):
    """Tell of one citizen's life without one filing."""

    ask: Literal["what_if"]
    citizen: Annotated[int, Field(ge=0, le=2**32 - 1)]
    without: Annotated[str, Field(max_length=80)]


class ChangeRules(Ask):
    """Change rules from tomorrow on."""

    ask: Literal["change"]
    changes: Changes


class Compare(Ask):
    """Let a second world live beside this one, with other rules; without changes, end it."""

    ask: Literal["compare"]
    changes: Changes


class Export(Ask):
    """Give me this to keep."""

    ask: Literal["export"]
    what: Literal["scenario", "days", "citizen"]
    citizen: Annotated[int, Field(ge=0, le=2**32 - 1)] | None = None


class Tour(Ask):
    """Work out what comes of a choice in the tour."""

    ask: Literal["tour"]
    chapter: Name
    choice: Name


class Stop(Ask):
    """Leave off what is being done."""

    ask: Literal["stop"]


AnyAsk = Annotated[
    Hello
    | Open
    | City
    | Places
    | Advance
    | Frame
    | Back
    | Citizen
    | Such
    | Find
    | WhatIf
    | ChangeRules
    | Compare
    | Export
    | Tour
    | Stop,
    Field(discriminator="ask"),
]
_ASKS: TypeAdapter[AnyAsk] = TypeAdapter(AnyAsk)


def read(text: str) -> AnyAsk:
    """Return a message as an ask.

    Raises `BadInput` for what is too long, not JSON, or not one of the asks.
    """
    if len(text.encode()) > LARGEST_MESSAGE:
        raise BadInput(f"a message of more than {LARGEST_MESSAGE:,} bytes")
    try:
        return _ASKS.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BadInput(f"{place or 'message'}: {first['msg']}") from None


def number_of(text: str) -> int:
    """Return the number of a message that is refused, or 0 where it has none."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    number = found.get("id") if isinstance(found, dict) else 0
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 2**53 else 0

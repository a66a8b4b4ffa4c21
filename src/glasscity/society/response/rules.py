"""Rules of behaviour: small functions of whole numbers that a scenario names and a user may add to.

Every kind of rule (how people learn, when they speak, …) is one `Rules`: which arguments such a rule takes,
in which range its answer lies, on which cases it is tried before it is believed, and the rules that ship.

A rule is compiled by Numba and gets numbers only: its arguments as int64, and `parameters`, int64 in
65536ths, which it may read. It returns one whole number. It is refused if it takes other arguments, uses
numbers with a fraction (their rounding differs between machines), writes to anything, answers differently
when asked twice, fails, or leaves its range.

A kernel takes a rule as a pointer, not compiled into it. So it is the same kernel for every rule, also for
one that a user brings, and what was compiled once is kept on disk for all of them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numba import njit, types
from numba.core.errors import NumbaError
from numpy.typing import NDArray

from glasscity.errors import BadInput, did_you_mean

ONE = 65536
"""Parameters and shares are in 65536ths."""
LARGEST_PARAMETER = 1000
PARAMETERS = "parameters"
PARAMETERS_TYPE = types.Array(types.int64, 1, "C", readonly=True)
"""What a rule and a kernel see of parameters."""


@dataclass(frozen=True)
class Rule:
    """A rule, the names and usual values of its parameters, and what it says in one sentence."""

    function: Callable[..., int]
    parameters: dict[str, float]
    sentence: str


class Prepared(NamedTuple):
    """A rule as a kernel takes it: compiled, with its parameters in 65536ths, which nobody can write to."""

    function: Callable[..., int]
    parameters: NDArray[np.int64]


class Rules:
    """All rules of one kind.

    Parameters
    ----------
    kind : what such a rule is called in messages, "learning rule".
    place : the table of a scenario that names one, "response.learning".
    arguments : names of what a rule is given, in order; `parameters` comes after them.
    lowest, highest : the range of its answers.
    tried : cases, one value for each argument, on which a rule is tried.
    shipped : the rules that are always there.
    """

    kinds: ClassVar[list[Rules]] = []
    registered: ClassVar[int] = 0
    """How many rules were ever added."""

    def __init__(
        self,
        kind: str,
        place: str,
        arguments: tuple[str, ...],
        lowest: int,
        highest: int,
        tried: Sequence[tuple[int, ...]],
        shipped: dict[str, Rule],
    ) -> None:
        self.kind, self.place, self.arguments = kind, place, arguments
        self.lowest, self.highest, self.tried = lowest, highest, tried
        self._shipped = shipped
        self.own: dict[str, Rule] = {}
        self._signature = types.int64(*[types.int64] * len(arguments), PARAMETERS_TYPE)
        Rules.kinds.append(self)

    def kernel(self, *arrays: Any) -> tuple[Any, ...]:
        """Return the types of a kernel that takes (lo, hi, rule, parameters, *arrays)."""
        return types.int64, types.int64, types.FunctionType(self._signature), PARAMETERS_TYPE, *arrays

    @property
    def all(self) -> Mapping[str, Rule]:
        """Every rule by its name."""
        return {**self._shipped, **self.own}

    def register(
        self, name: str, function: Callable[..., int], parameters: Mapping[str, float], sentence: str
    ) -> None:
        """Add a rule under a name that scenarios can use; see `docs/behaviour-rules.md`.

        Parameters
        ----------
        function : a plain function, or one compiled by `numba.njit`.
        parameters : names and usual values, from 0 to 1000, in the order in which the function finds them.

        Raises `BadInput` for a rule that is refused.
        """
        if name in self._shipped:
            raise BadInput(f"{self.kind} {name!r}: a rule of this name ships; choose another name")
        for parameter, value in parameters.items():
            if not 0 <= value <= LARGEST_PARAMETER:
                raise BadInput(
                    f"{self.kind} {name!r}: parameter {parameter} is {value}; expected a number from 0 to "
                    f"{LARGEST_PARAMETER}"
                )
        plain = self._plain(name, function)
        rule = Rule(_compiled(plain), dict(parameters), sentence)
        self._try(name, rule.function, _numbers(rule, {}))
        # Only now, since a signature makes a whole number of whatever a rule answers.
        self.own[name] = replace(rule, function=_compiled(plain, self._signature))
        Rules.registered += 1

    def prepare(self, name: str, given: Mapping[str, Any]) -> Prepared:
        """Return the rule that a scenario names, with its parameters, after a trial of it."""
        known = self.all
        if name not in known:
            raise BadInput(
                f"{self.place}.rule: there is no {self.kind} {name!r}{did_you_mean(name, known)}; one of "
                "your own comes with --behaviour FILE.py"
            )
        rule = known[name]
        for parameter in given:
            if parameter not in rule.parameters:
                raise BadInput(
                    f"{self.place}.parameters.{parameter}: the rule {name!r} has no such parameter"
                    f"{did_you_mean(parameter, rule.parameters)}"
                )
        numbers = _numbers(rule, given)
        self._try(name, rule.function, numbers)
        return Prepared(rule.function, numbers)

    def _plain(self, name: str, function: Callable[..., int]) -> Callable[..., int]:
        """Return the function as it was written, to be compiled our way."""
        plain: Callable[..., int] = getattr(function, "py_func", function)
        takes = tuple(inspect.signature(plain).parameters)
        expected = (*self.arguments, PARAMETERS)
        if len(takes) != len(expected):
            raise BadInput(
                f"{self.kind} {name!r}: takes ({', '.join(takes)}); expected ({', '.join(expected)})"
            )
        return plain

    def _try(self, name: str, function: Callable[..., int], numbers: NDArray[np.int64]) -> None:
        for case in self.tried:
            first, second = (self._ask(name, function, case, numbers) for _ in range(2))
            if first != second:
                raise BadInput(
                    f"{self.kind} {name!r}: answered {first} and then {second} for the same "
                    f"{self._said(case)}; a rule knows its arguments and nothing else"
                )
        fraction = [
            kind
            for overload in getattr(function, "overloads", {}).values()
            for kind in getattr(overload.type_annotation, "typemap", {}).values()
            if isinstance(kind, types.Float | types.Complex)
        ]
        if fraction:
            raise BadInput(
                f"{self.kind} {name!r}: uses numbers with a fraction ({fraction[0]}); whole numbers only, so "
                "that every machine answers alike: divide with // and write shares in 65536ths"
            )

    def _ask(
        self, name: str, function: Callable[..., int], case: tuple[int, ...], numbers: NDArray[np.int64]
    ) -> int:
        """Return the answer for one case, or refuse the rule."""
        try:
            answer = function(*map(np.int64, case), numbers)
        except NumbaError as error:
            raise BadInput(f"{self.kind} {name!r}: {_in_plain_words(str(error))}") from None
        except Exception as error:
            raise BadInput(
                f"{self.kind} {name!r}: fails for {self._said(case)}: {type(error).__name__}: {error}"
            ) from None
        whole = isinstance(answer, int | np.integer) and not isinstance(answer, bool)
        if not whole or not self.lowest <= answer <= self.highest:
            raise self.out_of_range(name, answer, case)
        return int(answer)

    def out_of_range(self, name: str, answer: object, case: Sequence[int]) -> BadInput:
        """Return the error for an answer that lies outside the range."""
        return BadInput(
            f"{self.kind} {name!r}: returned {answer!r} for {self._said(case)}; expected a whole number from "
            f"{self.lowest} to {self.highest}"
        )

    def _said(self, case: Sequence[int]) -> str:
        return ", ".join(f"{name} {value}" for name, value in zip(self.arguments, case, strict=True))


def _compiled(function: Callable[..., int], signature: Any = None) -> Callable[..., int]:
    """Return a function of a user's compiled our way: it looks where it reads, and is not cached."""
    compiled: Callable[..., int] = njit(signature, nogil=True, boundscheck=True)(function)
    return compiled


def _numbers(rule: Rule, given: Mapping[str, Any]) -> NDArray[np.int64]:
    """Return the parameters in 65536ths, as an array that cannot be written to."""
    values = [given.get(name, usual) for name, usual in rule.parameters.items()]
    numbers = np.array([int(float(value) * ONE) for value in values], np.int64)
    numbers.setflags(write=False)
    return numbers


def _in_plain_words(message: str) -> str:
    """Return what a message of the compiler comes to, in one line."""
    if "readonly" in message and "setitem" in message:
        return "writes to an array; a rule may read its parameters and write nothing"
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in message.splitlines()]
    told = [line for line in lines if line and not line.startswith("Failed in")]
    return f"cannot be compiled: {told[0] if told else message}"


@contextmanager
def as_before() -> Iterator[None]:
    """Forget afterwards every rule that is registered meanwhile."""
    before = [(rules, dict(rules.own)) for rules in Rules.kinds]
    try:
        yield
    finally:
        for rules, own in before:
            rules.own = own

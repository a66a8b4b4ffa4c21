"""A world in motion kept as bytes, to go on from the same evening later, as often as one likes.

What never changes (the people, the course of the scenario, the threads) is not copied but handed in again;
all else is, each array once, however many parts of the world hold it or look into it. A world that goes on
from a checkpoint lives on exactly as the one it was taken from.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from types import MethodType
from typing import Any

import numpy as np
from numba.core.dispatcher import Dispatcher
from numpy.typing import NDArray

from glasscity.scenario import Scenario
from glasscity.society.response.rules import Rules
from glasscity.world import World

FORMAT = 1
"""Version of checkpoints on disk."""
MAGIC = f"glasscity checkpoint {FORMAT}"
OURS = "glasscity"
OTHERS = {
    *(("numpy", name) for name in ("dtype", "ndarray")),
    *(("numpy._core.multiarray", "scalar"), ("decimal", "Decimal"), ("datetime", "date")),
}
"""What an outline may name beside our own classes."""
BEGINNING = 4096
"""Bytes by which most arrays that differ are told apart."""


@dataclass(frozen=True)
class Checkpoint:
    """A world at the end of a day, and whatever follows it.

    Attributes
    ----------
    day : the last day that is over.
    outline : everything but the content of arrays; arrays : their content, in the order of the outline.
    lasting : what both share and nothing changes.
    """

    day: int
    outline: bytes
    arrays: tuple[bytes | memoryview, ...]
    lasting: tuple[Any, ...]

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.outline) + sum(map(len, self.arrays))


def take(
    day: int,
    world: World,
    *followers: Any,
    lasting: Sequence[Any] = (),
    before: Checkpoint | None = None,
) -> Checkpoint:
    """Keep a world as it is at the end of a day.

    Parameters
    ----------
    followers : what follows the world and is to go on with it, such as what measures it.
    lasting : what is shared rather than copied, beside the people and the threads; nothing may change it.
    before : an earlier checkpoint of the same world: arrays that have not changed since are shared with it.
    """
    shared = (world.workers, world.city.population, *lasting)
    outline = io.BytesIO()
    contents = _Contents(before.arrays if before is not None else ())
    _Pickler(outline, shared, contents).dump((world, *followers))
    return Checkpoint(day, outline.getvalue(), tuple(contents.kept), shared)


def restore(checkpoint: Checkpoint) -> tuple[Any, ...]:
    """Return the world of a checkpoint and its followers, to live on; the checkpoint stays as it is."""
    arrays = [bytearray(content) for content in checkpoint.arrays]
    return tuple(_Unpickler(io.BytesIO(checkpoint.outline), checkpoint.lasting, arrays).load())


def to_bytes(checkpoint: Checkpoint) -> list[bytes | memoryview]:
    """Return a checkpoint as a file, in parts: a line that tells of the lengths, the outline, the arrays."""
    lengths = [checkpoint.day, len(checkpoint.outline), *map(len, checkpoint.arrays)]
    line = f"{MAGIC} {' '.join(map(str, lengths))}\n".encode()
    return [line, checkpoint.outline, *checkpoint.arrays]


def from_bytes(data: bytes, lasting: Sequence[Any]) -> Checkpoint:
    """Return the checkpoint that a file holds, whose hash has been checked.

    Parameters
    ----------
    lasting : what was not kept: the threads, the people, and what was named as lasting, in the same order.
    """
    line, _, _ = data.partition(b"\n")
    day, *lengths = map(int, line.decode().removeprefix(MAGIC).split())
    ends = list(accumulate(lengths, initial=len(line) + 1))
    outline, *arrays = (memoryview(data)[begin:end] for begin, end in pairwise(ends))
    return Checkpoint(day, bytes(outline), tuple(arrays), tuple(lasting))


class _Pickler(pickle.Pickler):
    """Writes an outline; arrays that look into another one still do so when they are read back."""

    def __init__(self, outline: io.BytesIO, shared: Sequence[Any], contents: _Contents) -> None:
        super().__init__(outline, protocol=5, buffer_callback=contents.keep)
        self._place = {id(one): place for place, one in enumerate(shared)}
        self._dtypes: dict[np.dtype[Any], np.dtype[Any]] = {}

    def persistent_id(self, thing: Any) -> int | tuple[str, str] | None:
        # A rule of behaviour is code: it is told of by its name, and looked up again.
        return _rule_named(thing) if isinstance(thing, Dispatcher) else self._place.get(id(thing))

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, MethodType):
            return _method, (thing.__self__, thing.__name__)
        if not isinstance(thing, np.ndarray):
            return NotImplemented
        whole = thing
        while isinstance(whole.base, np.ndarray):
            whole = whole.base
        if not whole.flags.c_contiguous:
            if whole is not thing:
                raise TypeError(
                    "a part of an array in another order than C's: its checkpoint would be a copy"
                )
            whole = thing = np.ascontiguousarray(thing)
        # Equal types are one object here: an outline tells of each once, however many arrays are of it.
        dtype = self._dtypes.setdefault(thing.dtype, thing.dtype)
        if whole is thing:
            return _array, (pickle.PickleBuffer(thing.data), dtype, thing.shape)
        offset = thing.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
        return np.ndarray, (thing.shape, dtype, whole, offset, thing.strides)


def _rule_named(function: Any) -> tuple[str, str]:
    """Return the kind and the name of a rule of behaviour."""
    for rules in Rules.kinds:
        for name, rule in rules.all.items():
            if rule.function is function:
                return rules.kind, name
    raise TypeError(f"{function}: not a rule of behaviour, so no checkpoint can keep it")


def _method(scenario: Scenario, name: str) -> Any:
    """Return what a scenario answers by: the only methods that parts of a world hold."""
    if not isinstance(scenario, Scenario):
        raise pickle.UnpicklingError(f"a checkpoint holds methods of scenarios only, not {name}")
    return getattr(scenario, name)


def _array(content: bytearray, dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Return an array over its content."""
    return np.frombuffer(content, dtype).reshape(shape)


class _Unpickler(pickle.Unpickler):
    """Reads an outline written by `_Pickler`, and nothing else: no outline can name any other code."""

    def __init__(self, outline: io.BytesIO, shared: Sequence[Any], arrays: list[bytearray]) -> None:
        super().__init__(outline, buffers=arrays)
        self._shared = shared

    def persistent_load(self, place: Any) -> Any:
        if isinstance(place, int):
            return self._shared[place]
        kind, name = place
        return next(rules for rules in Rules.kinds if rules.kind == kind).all[name].function

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in OTHERS:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.split(".")[0] == OURS and "." not in name else None
        if found in (_array, _method) or (isinstance(found, type) and found.__module__ == module):
            return found
        raise pickle.UnpicklingError(f"a checkpoint does not hold {module}.{name}")


class _Contents:
    """What arrays hold, one after the other; where an earlier checkpoint has the same, it is shared."""

    def __init__(self, before: Sequence[bytes | memoryview]) -> None:
        self.kept: list[bytes | memoryview] = []
        self._known: dict[int, list[bytes | memoryview]] = {}
        for content in before:
            self._known.setdefault(len(content), []).append(content)

    def keep(self, buffer: pickle.PickleBuffer) -> None:
        """Keep the bytes of an array."""
        with buffer.raw() as raw:
            begins = raw[:BEGINNING].tobytes()
            for content in self._known.get(raw.nbytes, ()):
                if content[:BEGINNING] == begins and _same(raw, content):
                    self.kept.append(content)
                    return
            self.kept.append(raw.tobytes())


def _same(raw: memoryview, content: bytes | memoryview) -> bool:
    return bool(np.array_equal(np.frombuffer(raw, np.uint8), np.frombuffer(content, np.uint8)))

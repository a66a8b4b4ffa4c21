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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.world import World

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
    arrays: tuple[bytes, ...]
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


class _Pickler(pickle.Pickler):
    """Writes an outline; arrays that look into another one still do so when they are read back."""

    def __init__(self, outline: io.BytesIO, shared: Sequence[Any], contents: _Contents) -> None:
        super().__init__(outline, protocol=5, buffer_callback=contents.keep)
        self._place = {id(one): place for place, one in enumerate(shared)}
        self._dtypes: dict[np.dtype[Any], np.dtype[Any]] = {}

    def persistent_id(self, thing: Any) -> int | None:
        return self._place.get(id(thing))

    def reducer_override(self, thing: Any) -> Any:
        if not isinstance(thing, np.ndarray):
            return NotImplemented
        whole = thing
        while isinstance(whole.base, np.ndarray):
            whole = whole.base
        if not whole.flags.c_contiguous:
            return NotImplemented
        # Equal types are one object here: an outline tells of each once, however many arrays are of it.
        dtype = self._dtypes.setdefault(thing.dtype, thing.dtype)
        if whole is thing:
            return _array, (pickle.PickleBuffer(thing.data), dtype, thing.shape)
        offset = thing.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
        return np.ndarray, (thing.shape, dtype, whole, offset, thing.strides)


def _array(content: bytearray, dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Return an array over its content."""
    return np.frombuffer(content, dtype).reshape(shape)


class _Unpickler(pickle.Unpickler):
    """Reads an outline written by `_Pickler`."""

    def __init__(self, outline: io.BytesIO, shared: Sequence[Any], arrays: list[bytearray]) -> None:
        super().__init__(outline, buffers=arrays)
        self._shared = shared

    def persistent_load(self, place: Any) -> Any:
        return self._shared[place]


class _Contents:
    """What arrays hold, one after the other; where an earlier checkpoint has the same, it is shared."""

    def __init__(self, before: Sequence[bytes]) -> None:
        self.kept: list[bytes] = []
        self._known: dict[int, list[bytes]] = {}
        for content in before:
            self._known.setdefault(len(content), []).append(content)

    def keep(self, buffer: pickle.PickleBuffer) -> None:
        """Keep the bytes of an array."""
        with buffer.raw() as raw:
            begins = raw[:BEGINNING].tobytes()
            for content in self._known.get(raw.nbytes, ()):
                if content.startswith(begins) and _same(raw, content):
                    self.kept.append(content)
                    return
            self.kept.append(raw.tobytes())


def _same(raw: memoryview, content: bytes) -> bool:
    return bool(np.array_equal(np.frombuffer(raw, np.uint8), np.frombuffer(content, np.uint8)))

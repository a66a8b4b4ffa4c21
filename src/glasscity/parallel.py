"""Kernels over ranges of citizens, on threads.

A kernel is compiled with `nogil=True` and takes `(lo, hi, …)` first. Each range writes only its own places,
and results are put together in the order of the ranges, so nothing depends on how the work was cut.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

RANGE = 16_384
"""Citizens per task: large enough to hide the call, small enough to share evenly."""


class Workers:
    """A fixed number of threads that run kernels; use it as a context manager."""

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or len(os.sched_getaffinity(0))
        self._pool = ThreadPoolExecutor(self.threads) if self.threads > 1 else None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def run(
        self, kernel: Callable[..., Any], number: int, *arguments: Any, size: int | None = None
    ) -> list[Any]:
        """Call `kernel(lo, hi, *arguments)` over 0 … number and return the results in order of `lo`."""
        if self._pool is None or number == 0:
            return [kernel(0, number, *arguments)]
        if size is None:
            pieces = max(1, min(4 * self.threads, number // RANGE))
            size = max(1, -(-number // pieces))
        ranges = [(lo, min(lo + size, number)) for lo in range(0, number, size)]
        if len(ranges) <= 1:
            return [kernel(lo, hi, *arguments) for lo, hi in ranges]
        futures = [self._pool.submit(kernel, lo, hi, *arguments) for lo, hi in ranges]
        return [future.result() for future in futures]


def in_one(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return arrays of one kind, one after the other; a single one as it is.

    Rows are joined as plain bytes: NumPy would compare their columns pair by pair first.
    """
    if len(parts) == 1:
        return parts[0]
    dtype = parts[0].dtype
    if dtype.names is None:
        return np.concatenate(parts)
    return np.concatenate([part.view(f"V{dtype.itemsize}") for part in parts]).view(dtype)

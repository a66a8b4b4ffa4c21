"""Work cut into small pieces, one after the other: what threads do to many citizens, for few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from glasscity.parallel import Workers


class InPieces(Workers):
    """One thread that is given so few places at a time."""

    def __init__(self, size: int) -> None:
        super().__init__(1)
        self._size = size

    def run(
        self,
        kernel: Callable[..., Any],
        number: int,
        *arguments: Any,
        size: int | None = None,
        light: bool = False,
    ) -> list[Any]:
        """Call `kernel(lo, hi, *arguments)` for one piece after the other, whatever size is asked for."""
        begins = range(0, max(number, 1), self._size)
        return [kernel(lo, min(lo + self._size, number), *arguments) for lo in begins]

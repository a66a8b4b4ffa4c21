"""One thing in two shapes: the wide one where there is room for it, or else the narrow one."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult


class Fitted:
    """Shows `wide` from `width` columns on, and `narrow` below."""

    def __init__(self, width: int, wide: RenderableType, narrow: RenderableType) -> None:
        self._width = width
        self._shapes = wide, narrow

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._shapes[options.max_width < self._width]

"""A description as one Markdown file."""

from __future__ import annotations

from pathlib import Path

from glasscity.folder import machine_errors, write_whole
from glasscity.odd.description import Element


def as_markdown(title: str, elements: list[Element]) -> str:
    """Return a description with its title, marked as synthetic."""
    parts = [f"# {title}", "SYNTHETIC: nobody in it is or was a real person.", *map(_section, elements)]
    return "\n\n".join(parts) + "\n"


def write_description(path: Path, title: str, elements: list[Element]) -> None:
    """Write a description that is whole or absent."""
    with machine_errors(str(path)):
        write_whole(path, as_markdown(title, elements).encode())


def _section(element: Element) -> str:
    return f"## {element.title}\n\n{element.text}"

"""A description as one Markdown file."""

from __future__ import annotations

import re
from pathlib import Path

from glasscity.folder import machine_errors, write_whole
from glasscity.odd.description import Element


def as_markdown(title: str, elements: list[Element]) -> str:
    """Return a description with its title, marked as synthetic."""
    sections = [_section(element) for element in elements]
    parts = [f"# {title}", "SYNTHETIC: nobody in it is or was a real person.", _contents(sections), *sections]
    return "\n\n".join(parts) + "\n"


def write_description(path: Path, title: str, elements: list[Element]) -> None:
    """Write a description that is whole or absent."""
    with machine_errors(str(path)):
        write_whole(path, as_markdown(title, elements).encode())


def _contents(sections: list[str]) -> str:
    """Return the headings of all sections, each a link to its place."""
    headings = re.findall(r"^(##+) (.+)$", "\n".join(sections), flags=re.MULTILINE)
    lines = [f"{'    ' * (len(level) - 2)}- [{text}](#{anchor(text)})" for level, text in headings]
    return "## Contents\n\n" + "\n".join(lines)


def anchor(heading: str) -> str:
    """Return the anchor that Markdown programs give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _section(element: Element) -> str:
    return f"## {element.title}\n\n{element.text}"

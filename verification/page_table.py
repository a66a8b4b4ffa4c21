"""Tables that scripts write into pages of the documentation, between two marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
END = "<!-- end of table -->"


def write_table(page: str, script: str, lines: Sequence[str]) -> None:
    """Put lines in the place of the table that `script` wrote into a page before."""
    path, begin = DOCS / page, f"<!-- table: verification/{script} -->"
    head, rest = path.read_text(encoding="utf-8").split(begin)
    _, tail = rest.split(END, 1)
    table = "\n".join(lines)
    path.write_text(f"{head}{begin}\n\n{table}\n\n{END}{tail}", encoding="utf-8")

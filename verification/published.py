"""Published results through our own engine. Writes the tables of docs/validation.md.

    python verification/published.py [NAME ...] [--lives N]

The same as `glasscity validate`, which prints them. Exit code 1 if one is not met, but for those
that are known to be missed.
"""

from __future__ import annotations

import argparse
import sys

from page_table import write_table

from glasscity.cli.terminal import note, progress_bar
from glasscity.parallel import Workers
from glasscity.show.validation_text import HEAD, met_and_note, numbered, summary_line
from glasscity.validation.result import Effort, Validated
from glasscity.validation.sections import SECTIONS, chosen, validated


def lines_of(found: Validated) -> list[str]:
    """Return the table of one publication as Markdown, with its notes beneath."""
    lines = [f"| what | {' | '.join(HEAD)} |", f"|---{'|---' * len(HEAD)}|"]
    notes: list[str] = []
    for row in found.rows:
        cells = (row.what, row.published, row.ours, row.interval, row.tolerance, met_and_note(row, notes))
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, *(["", *(f"{note}.  " for note in numbered(notes))] if notes else [])]


def main() -> int:
    """Live through what was asked for, write its tables, and say whether all are met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SECTIONS))
    parser.add_argument("--lives", type=int, default=None)
    asked = parser.parse_args()
    done = []
    with Workers(None) as workers, progress_bar() as progress:
        for one in validated(chosen(asked.names), Effort(asked.lives, 1, workers, progress)):
            write_table("validation.md", f"published.py {one.section.name}", lines_of(one))
            note(f"{one.section.name}: {one.seconds:.0f} s")
            done.append(one)
    print(summary_line(tuple(done)))
    return 0 if all(one.as_told for one in done) else 1


if __name__ == "__main__":
    sys.exit(main())

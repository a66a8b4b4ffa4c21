"""Published patterns beside what every city that ships shows. Writes the tables of docs/patterns.md.

    python verification/patterns.py [CITY ...]

The same as `glasscity validate --patterns`. Exit code 1 if one comes out otherwise than it is explained, or
(with all cities) if the page held other tables than the ones that come out.
"""

from __future__ import annotations

import argparse
import sys

from page_table import DOCS, write_table

from glasscity.cli.terminal import note, progress_bar
from glasscity.parallel import Workers
from glasscity.show.patterns_text import nowhere_markdown, patterns_markdown
from glasscity.validation.patterns.table import chosen_cities, patterns_of, summary_of
from glasscity.validation.result import Effort


def main() -> int:
    """Live through the cities, write their tables, and say whether all is as the page tells it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cities", nargs="*", metavar="CITY", help="tables are written with all of them only")
    asked = parser.parse_args()
    done = []
    with Workers(None) as workers, progress_bar() as progress:
        for one in patterns_of(chosen_cities(asked.cities), Effort(None, 1, workers, progress)):
            note(f"{one.city}: {one.seconds:.0f} s")
            done.append(one)
    print(summary_of(done))
    told = all(one.as_told for one in done)
    if asked.cities:
        return 0 if told else 1
    page = DOCS / "patterns.md"
    before = page.read_text(encoding="utf-8")
    lines = [f"{summary_of(done).capitalize()}.", ""]
    write_table(
        "patterns.md", "patterns.py", [*lines, *(line for one in done for line in patterns_markdown(one))]
    )
    write_table("patterns.md", "patterns.py nowhere", nowhere_markdown())
    same = page.read_text(encoding="utf-8") == before
    print("the page held these tables" if same else "the page held other tables; it is written anew")
    return 0 if told and same else 1


if __name__ == "__main__":
    sys.exit(main())

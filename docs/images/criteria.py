"""Make the pictures of docs/criteria.md anew, from a year of the essay's city.

Run it as: python docs/images/criteria.py
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import glasscity
from glasscity.show.criteria_figures import figures_of
from glasscity.study.criteria.audit import criteria

HERE = Path(__file__).parent
CITIZENS, SEED, VOLUNTEERS = 10_000, 1, 500
MARGIN = 24
NAMES = {"criteria-points": "criteria-points.svg", "criteria-volunteers": "criteria-volunteers.svg"}


def main() -> None:
    """Run the city, ask, and write both pictures."""
    with tempfile.TemporaryDirectory() as folder:
        run = glasscity.run("essay", citizens=CITIZENS, seed=SEED, out=Path(folder) / "run", baseline=False)
        found = criteria(run, volunteers=VOLUNTEERS)
    print(found.finding)
    for figure in figures_of(found):
        if figure.key in NAMES:
            path = HERE / NAMES[figure.key]
            path.write_text(on_paper(figure.wide), encoding="utf-8")
            print(path)


def on_paper(svg: str) -> str:
    """Return a picture on white, in the colours for a light ground, as a file of its own."""
    svg = re.sub(r"var\(--[a-z0-9-]+,(#[0-9a-f]{6})\)", r"\1", svg)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    label = re.search(r'aria-label="[^"]*"', svg)
    assert size is not None, "a picture with its size"
    assert label is not None, "a picture with its text"
    width, height = (float(side) + 2 * MARGIN for side in size.groups())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'font-family="sans-serif" role="img" {label[0]}>'
        f'<rect x="0" y="0" width="{width:g}" height="{height:g}" fill="#ffffff"/>'
        f'<g transform="translate({MARGIN},{MARGIN})">{svg}</g></svg>\n'
    )


if __name__ == "__main__":
    main()

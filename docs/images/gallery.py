"""Make the pictures of docs/gallery.md anew that show variants side by side, from folders of studies.

Run it as: python docs/images/gallery.py FOLDER…, each the folder of a `glasscity study` (see `PICTURES`)
"""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path

from criteria import MARGIN, on_paper

from glasscity.ensemble.findings import findings_of
from glasscity.ensemble.ready import STUDIES
from glasscity.ensemble.store import read
from glasscity.ensemble.studies import answer_of, plan_of
from glasscity.show.study_page import figure_of

HERE = Path(__file__).parent
HEADING = 42
PICTURES = {
    "friends": "restricted",
    "denunciation": "restricted",
    "silence": "critics_who_say_so",
    "safeguards": "restricted",
    "trap": "fallen_and_out",
    "regimes": "restricted",
    "cities": "restricted",
}
"""Of each study, the measure that its finding is about."""


def main(folders: list[str]) -> None:
    """Write the picture of each study whose folder is given."""
    for folder in folders:
        store = read(Path(folder))
        if store.missing():
            sys.exit(f"gallery.py: {folder}: the study is not finished; the same command goes on with it")
        plan = store.plan
        size = {"citizens": plan.question.population.citizens, "days": plan.question.time.days}
        chosen = next(
            study
            for name, study in STUDIES.items()
            if name in PICTURES
            and plan_of(study, seed=plan.seed, lives=len(plan.lives), **size).points == plan.points
        )
        answer = answer_of(chosen, findings_of(store), plan)
        path = HERE / f"study-{chosen.name}.svg"
        figure = figure_of(answer, PICTURES[chosen.name])
        path.write_text(with_heading(on_paper(figure.wide), figure.title, figure.unit), encoding="utf-8")
        print(path, answer.finding, sep="\n")


def with_heading(svg: str, title: str, unit: str) -> str:
    """Return a picture with its title and what it shows above it."""
    width, height = (float(side) for side in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
    words = (
        f'<text x="{MARGIN}" y="30" font-size="15" font-weight="bold" fill="#1c2430">{escape(title)}</text>'
        f'<text x="{MARGIN}" y="51" font-size="12.5" fill="#5b6470">{escape(unit)}</text>'
    )
    svg = svg.replace(
        f'viewBox="0 0 {width:g} {height:g}"', f'viewBox="0 0 {width:g} {height + HEADING:g}"', 1
    )
    svg = svg.replace(
        f'height="{height:g}" fill="#ffffff"', f'height="{height + HEADING:g}" fill="#ffffff"', 1
    )
    return svg.replace(
        "<g transform", f'{words}<g transform="translate(0,{HEADING})"><g transform', 1
    ).replace("</svg></g></svg>", "</svg></g></g></svg>")


if __name__ == "__main__":
    main(sys.argv[1:])

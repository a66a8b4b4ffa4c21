"""Make the picture of docs/twins.md anew, a life with a filing and without it, and that of one wrong record.

Run it as: python docs/images/what_if.py FOLDER, the folder of `glasscity study error`
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from criteria import on_paper

import glasscity
from glasscity.show.error_page import lasting
from glasscity.show.facts import Facts
from glasscity.show.what_if_figure import two_lives
from glasscity.study.explain import find
from glasscity.twin.error_findings import answer_of
from glasscity.twin.error_lives import live_plan
from glasscity.twin.one_error import ErrorPlan
from glasscity.twin.what_if import COSTLIEST, what_if

HERE = Path(__file__).parent
CITIZENS, SEED = 2000, 7


def main(study: Path) -> None:
    """Run the city, take the filing out, and write both pictures."""
    with tempfile.TemporaryDirectory() as folder:
        run = glasscity.run("essay", citizens=CITIZENS, seed=SEED, out=Path(folder) / "run", baseline=False)
        found = what_if(run, find(run, "fell to D")[0], COSTLIEST, lives=0)
        (HERE / "what-if.svg").write_text(on_paper(two_lives(Facts(run), found).wide), encoding="utf-8")
    data = json.loads((study / "plan.json").read_text())
    known = {name: data[name] for name in ("name", "scenario", "seed", "filings")}
    plan = ErrorPlan(**known, lives=tuple(data["lives"]))
    picture = lasting(answer_of(plan, live_plan(plan, study, processes=1)))
    (HERE / "one-error.svg").write_text(on_paper(picture.wide), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

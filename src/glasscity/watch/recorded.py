"""A run as one file to double-click: the page with everything it shows worked out beforehand.

The run is lived again, and has to end with its own digest. Kept are: where everybody lives, who was in which
category on which day, the numbers of the days, and some lives, each with what would have been without the
filing that cost it most. The page inside is the same as the live one, without what needs an engine.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscity.errors import BadInput
from glasscity.parallel import Workers
from glasscity.results import Run
from glasscity.show.standalone import Standalone, write_standalone
from glasscity.verify import check_comes_about
from glasscity.watch.asks import MOST_CITIZENS
from glasscity.watch.city import DAWN, Progress, WatchedCity, nothing
from glasscity.watch.describe import describe, finds_of
from glasscity.watch.ground import lay_out
from glasscity.watch.lenses import lenses_of
from glasscity.watch.life import citizen_of, find_in, such_of
from glasscity.watch.what_if import what_if

LIVES_OF_A_KIND = 3
KINDS_OF_LIVES = 6
WHAT_IFS_OF_A_KIND = 1
MOVE = np.dtype([("citizen", "<u4"), ("after", "u1")])
PACKAGE, PLACE = "glasscity.watch", "recorded_page"
TITLE = "A city, day by day (SYNTHETIC)"


def write_recorded(
    run: Run, path: Path, *, replace: bool = False, threads: int | None = None, progress: Progress = nothing
) -> Path:
    """Live a run again and write it as one page.

    Raises `BadInput` for a run that no page can show, and `CheckFailed` where it does not come about again.
    """
    check_run(run)
    page = Standalone(PACKAGE, PLACE, f"{run.scenario.title}: {TITLE}")
    return write_standalone(page, path, lambda: recorded(run, threads, progress), replace=replace)


def check_run(run: Run) -> None:
    """Raise `BadInput` for a run that no page can show."""
    if run.manifest.get("behaviour"):
        raise BadInput(f"{run.path}: this run has rules of behaviour of its own; the page knows none")
    if run.citizens_number > MOST_CITIZENS:
        raise BadInput(f"{run.path}: a page shows at most {MOST_CITIZENS:,} citizens")


def recorded(run: Run, threads: int | None = None, progress: Progress = nothing) -> dict[str, Any]:
    """Return everything that the page shows of a run, ready for JSON; the same run gives the same."""
    with Workers(threads) as workers:
        seed, life = int(run.manifest["seed"]), int(run.manifest["life"])
        progress("founding the city", 0, 1)
        city = WatchedCity(run.scenario, seed, life, workers)
        ground, lenses = lay_out(city.scenario, city.world.city.population), lenses_of(city)
        start = city.world.file.category.copy()
        moves = []
        for day in range(run.days_number):
            moves.append(_moves(city.pass_day().moves))
            progress("days", day + 1, run.days_number)
        check_comes_about(run, city.digest)
        lasting = [lens for lens in lenses if lens.name in city.world.city.population.level_names]
        shown = [lens for lens in lenses if lens.name == "category"] + lasting
        lives = _lives(city, progress)
        told = describe(city, ground, shown)
        no_rules: dict[str, Any] = {"controls": [], "presets": []}
        return {
            "city": told | no_rules | {"day": DAWN, "finds": list(lives["finds"]), "recorded": True},
            "digest": city.digest,
            "numbers": city.numbers.rows,
            "places": _packed(ground.x, ground.y),
            "start": _packed(start),
            "moves": _packed(*moves),
            "moves_a_day": [len(some) for some in moves],
            "lenses": {lens.name: _packed(lens.look(city)) for lens in lasting},
            **lives,
        }


def _moves(moves: NDArray[np.void]) -> NDArray[np.void]:
    found = np.empty(len(moves), MOVE)
    found["citizen"], found["after"] = moves["citizen"], moves["after"]
    return found


def _packed(*arrays: NDArray[Any]) -> str:
    """Return arrays one after the other, deflated, as text."""
    return base64.b64encode(zlib.compress(b"".join(one.tobytes() for one in arrays), 9)).decode()


def _lives(city: WatchedCity, progress: Progress) -> dict[str, Any]:
    """Return some lives of every kind, and some of them without the filing that cost most."""
    finds: dict[str, list[int]] = {}
    citizens: dict[str, Any] = {}
    such: dict[str, Any] = {}
    without: dict[str, Any] = {}

    def tell(what: str, done: int, of: int, so_far: Sequence[float] = ()) -> None:
        progress(what, done, of)

    for kind in finds_of(city):
        if len(finds) == KINDS_OF_LIVES:
            break
        some = find_in(city, kind)["citizens"][:LIVES_OF_A_KIND]
        if not some:
            continue
        finds[kind] = some
        for place, citizen in enumerate(one for one in some if str(one) not in citizens):
            told = citizen_of(city, citizen)
            citizens[str(citizen)], such[str(citizen)] = told, such_of(city, citizen)
            costly = [one for one in told["events"] if one["filing"] and (one["points"] or 0) < 0]
            chosen = min(costly, key=lambda one: one["points"])["filing"] if costly else ""
            if chosen and place < WHAT_IFS_OF_A_KIND:
                words = f"filing:{chosen}"
                without[f"{citizen} {words}"] = what_if(city, citizen, words, tell)
            for event in told["events"]:
                # Only what was worked out can be asked for.
                if place >= WHAT_IFS_OF_A_KIND or event["filing"] != chosen:
                    event["filing"] = ""
        progress("lives", len(finds), KINDS_OF_LIVES)
    return {"finds": finds, "citizens": citizens, "such": such, "what_if": without}

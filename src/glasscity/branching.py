"""A run that is another one from some morning on: a branch of it.

Rule: the changes are dated interventions, and hold from the morning of their day. Scenario and seeds are
otherwise the parent's, so every day before is the same one; that it is, is checked by the digest's links.
A branch is a run like any other: it can be verified, resumed, explained and branched again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from glasscity.days import Progress
from glasscity.errors import BadInput, CheckFailed
from glasscity.folder import first_free
from glasscity.intervention import stages
from glasscity.results import Run
from glasscity.scenario import Scenario, parse, path_and_value
from glasscity.simulation import run
from glasscity.verify import own_rules


def branch(
    parent: str | Path,
    *,
    day: int,
    settings: Iterable[str],
    out: str | Path | None = None,
    replace: bool = False,
    behaviour: str | Path | None = None,
    checkpoint_every: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Run:
    """Run a city again that is another one from the morning of `day` on, and return its `Run`.

    Parameters
    ----------
    parent : the folder of a run.
    settings : changes of the form `path=value`.
    out : the branch's folder; `NAME-from-dayN` beside the parent where none is given.

    The other parameters are those of `glasscity.run`. Raises `BadInput` (no such run, day or place),
    `CheckFailed` where the days before are not the parent's: it was changed, or made by another version.
    """
    subject = Run(parent)
    own_rules(subject, behaviour, quick=False)
    changed = _from_day_on(subject, day, list(settings))
    beside = subject.path.with_name(f"{subject.path.name}-from-day{day}")
    found = run(
        changed,
        seed=int(subject.manifest["seed"]),
        life=int(subject.manifest["life"]),
        out=out if out is not None else first_free(beside),
        replace=replace,
        baseline=subject.has_baseline,
        behaviour=behaviour,
        checkpoint_every=checkpoint_every,
        threads=threads,
        progress=progress,
    )
    _check_days_before(subject, found, day)
    return found


def _from_day_on(subject: Run, day: int, settings: list[str]) -> Scenario:
    """Return the parent's scenario with changes from a day on."""
    if not settings:
        raise BadInput("branch: nothing is changed; say what, with --set path=value")
    if not 0 <= day < subject.days_number:
        last = subject.days_number - 1
        raise BadInput(f"branch: {subject.path} has no day {day}; it has days 0 to {last}")
    tables = subject.scenario.to_dict()
    because = f"branched from {subject.digest[:12]} on day {day}"
    later = [
        {"day": day, "path": path, "to": value, "assumed": because}
        for path, value in (path_and_value(change, subject.scenario.name) for change in settings)
    ]
    there = tables.get("interventions", [])
    changed = parse({**tables, "interventions": [*there, *later]}, subject.scenario.name)
    stages(changed)
    return changed


def _check_days_before(subject: Run, found: Run, day: int) -> None:
    """Raise `CheckFailed` where a day before the branch is not the parent's."""
    before, now = (run.table("links").head(day).collect() for run in (subject, found))
    if not before.equals(now):
        first = int((before["link"] != now["link"]).arg_max() or 0)
        raise CheckFailed(
            f"{subject.path}: day {first} does not come about again: this run was changed, or made by "
            f"another version; the branch in {found.path} is not one of it"
        )

"""The command study: questions that are ready to ask, each answered with an interval."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from glasscity.cli.ensembles import Processes, Seed, lived
from glasscity.cli.other_studies import OTHERS, Asked
from glasscity.cli.scenarios import Citizens, Days, Json
from glasscity.cli.terminal import show, show_json
from glasscity.errors import CheckFailed


def add_to(app: App) -> None:
    """Add this command to `app`."""
    app.command(study)


def study(
    name: Annotated[
        str | None,
        Parameter(help="The question, such as friends, trap or cities; lists them all if left out."),
    ] = None,
    *,
    lives: Annotated[int | None, Parameter(help="How many lives, instead of the study's number.")] = None,
    citizens: Citizens = None,
    days: Days = None,
    seed: Seed = 1,
    out: Annotated[
        Path | None,
        Parameter(help="Folder of the tables and the page; the same command goes on with what is there."),
    ] = None,
    processes: Processes = None,
    json: Json = False,
) -> None:
    """Answer a ready question: live a city and its variants, and say what differs, with intervals.

    Example: glasscity study friends
    """
    from glasscity.ensemble.ready import STUDIES
    from glasscity.ensemble.ready import study as chosen_by
    from glasscity.ensemble.studies import answer_of, plan_of

    if name in OTHERS:
        OTHERS[name][1](Asked(lives, citizens, days, seed, out, processes, json))
        return
    if name is None:
        questions = {one.name: one.question for one in STUDIES.values()}
        questions |= {one: question for one, (question, _) in OTHERS.items()}
        if json:
            show_json({"studies": questions})
            return
        for one, question in questions.items():
            print(f"{one:<16}{question}")
        return
    from glasscity.show.study_page import write_study

    chosen = chosen_by(name, tuple(OTHERS))
    plan = plan_of(chosen, seed=seed, lives=lives, citizens=citizens, days=days)
    folder = out if out is not None else Path("studies") / f"{name}-{plan.sha256[:8]}"
    store, findings = lived(plan, folder, processes)
    answer = answer_of(chosen, findings, plan)
    page = write_study(answer, folder / "study.html")
    if json:
        show_json({"page": str(page), **answer.to_dict()})
    else:
        from glasscity.show.study_text import study_text

        show(study_text(answer))
        print(f"page    {page}")
    if findings.failures:
        raise CheckFailed(f"{len(findings.failures):,} of {store.plan.tasks:,} runs failed: {folder}")

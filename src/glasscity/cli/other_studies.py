"""What `study` does where a question is not answered by a city and its variants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from glasscity.cli.terminal import progress_bar, show, show_json
from glasscity.errors import BadInput
from glasscity.twin.error_question import QUESTION

PAGE = "study.html"


@dataclass(frozen=True)
class Asked:
    """What was asked for; None where the study's own number holds."""

    lives: int | None
    citizens: int | None
    days: int | None
    seed: int
    out: Path | None
    processes: int | None
    json: bool

    def folder(self, name: str) -> Path:
        """Return where the page goes."""
        return self.out if self.out is not None else Path("studies") / name


def _error(asked: Asked) -> None:
    """Take wrong filings out one by one."""
    from glasscity.show.error_page import write_error
    from glasscity.twin.error_findings import answer_of, plan_of
    from glasscity.twin.error_lives import live_plan, sha256_of

    plan = plan_of(seed=asked.seed, lives=asked.lives, citizens=asked.citizens, days=asked.days)
    folder = asked.folder(f"error-{sha256_of(plan)[:8]}")
    with progress_bar() as progress:
        found = live_plan(plan, folder, processes=asked.processes, progress=progress)
    answer = answer_of(plan, found)
    page = write_error(answer, folder / PAGE)
    if asked.json:
        show_json({"page": str(page), **answer.to_dict()})
        return
    from glasscity.show.error_text import error_text

    show(error_text(answer))
    print(f"page    {page}")


def _responsibility(asked: Asked) -> None:
    """Share out the harm of the essay's city."""
    from glasscity.cli.responsibility import responsibility

    citizens = 1500 if asked.citizens is None else asked.citizens
    days = 365 if asked.days is None else asked.days
    lives = 8 if asked.lives is None else asked.lives
    name = f"responsibility-{citizens}-{days}-{lives}-{asked.seed}"
    responsibility(
        "essay",
        lives=lives,
        seed=asked.seed,
        citizens=citizens,
        days=days,
        out=asked.folder(name) / PAGE,
        processes=asked.processes,
        json=asked.json,
    )


def _criteria(asked: Asked) -> None:
    """Let volunteers of the essay's city hand over their papers, and look for the rules."""
    from glasscity.cli.criteria import criteria
    from glasscity.simulation import run

    if asked.lives is not None or asked.processes is not None:
        raise BadInput(
            "study criteria: it is about one life, in one process; leave out --lives and --processes"
        )
    citizens = 10_000 if asked.citizens is None else asked.citizens
    days = 365 if asked.days is None else asked.days
    folder = asked.folder(f"criteria-{citizens}-{days}-{asked.seed}")
    if not (folder / "run").exists():
        with progress_bar() as progress:
            run(
                "essay",
                citizens=citizens,
                days=days,
                seed=asked.seed,
                out=folder / "run",
                baseline=False,
                progress=progress,
            )
    criteria(folder / "run", volunteers=min(500, citizens // 4), out=folder / PAGE, json=asked.json)


OTHERS: dict[str, tuple[str, Callable[[Asked], None]]] = {
    "error": (QUESTION, _error),
    "responsibility": ("Whose doing is the harm, and who could have prevented it?", _responsibility),
    "criteria": ("What can outsiders find out of secret rules?", _criteria),
}
"""Studies of a kind of their own by name: the question, and what answers it."""

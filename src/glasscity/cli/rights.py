"""The command `rights`: a scheme held against rights, by arithmetic and by a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from glasscity.cli.damaged import refuse_damaged
from glasscity.cli.scenarios import Json, Settings
from glasscity.cli.terminal import show, show_json
from glasscity.errors import BadInput

if TYPE_CHECKING:
    from glasscity.results import Run
    from glasscity.scenario import Scenario


def add_to(app: App) -> None:
    """Add the command to `app`."""
    app.command(refuse_damaged(rights))


def rights(
    *subjects: Annotated[
        str,
        Parameter(
            help="A city that ships, the path of a TOML file, or the folder of a run; as many as you like."
        ),
    ],
    set: Settings = None,
    out: Annotated[
        Path | None,
        Parameter(
            help="Write the two assessments (AI Act Art. 27, GDPR Art. 35): rights.html or rights.docx."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Hold a scheme against rights: which detriments cross contexts, how long recovery takes, who answers.

    For a scenario by arithmetic alone; for a run also what the run shows. It gives no verdict of law.

    Example: glasscity rights rongcheng-2016
    """
    if not subjects:
        raise BadInput("rights: name a city that ships, a TOML file, or the folder of a run")
    if out is not None:
        from glasscity.show.rights_file import check_place

        check_place(out)
        if len(subjects) > 1:
            raise BadInput(f"{out}: --out writes one scheme; give one scheme, or leave --out away")
    from glasscity.rights import assess

    assessments = [assess(_subject(one, set)) for one in subjects]
    written = None
    if out is not None:
        from glasscity.show.rights_file import write_file

        written = write_file(assessments[0], out)
    if json:
        data = {"assessments": [one.to_dict() for one in assessments]}
        show_json(data if written is None else data | {"page": str(written)})
    elif written is not None:
        print(written)
    else:
        from glasscity.show.rights_text import rights_text

        show(rights_text(assessments))


def _subject(name: str, settings: list[str] | None) -> Scenario | Run:
    """Return the run in a folder, or else the scenario of a name or a file."""
    from glasscity.scenario import load, shipped

    if name not in shipped() and Path(name).is_dir():
        from glasscity.results import Run

        if settings:
            raise BadInput(
                f"{name}: --set changes a scenario, and this is a run; leave it out, or run it anew"
            )
        return Run(name)
    return load(name, settings=settings or ())

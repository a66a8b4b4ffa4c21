"""The whole form: asked from beginning to end, shown in short, checked, and written whole or not at all."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from glasscity.asking.conversation import AtTerminal, Form, FromLines, Question, Talk, hold
from glasscity.asking.draft import Draft
from glasscity.asking.form_deeds import the_deeds
from glasscity.asking.form_doors import the_answers, the_doors
from glasscity.asking.form_scheme import the_categories, the_points, the_scheme, where_published
from glasscity.asking.reading import Reading, Unclear, yes_or_no
from glasscity.asking.writing_down import scenario_text
from glasscity.errors import BadInput
from glasscity.folder import machine_errors, write_whole
from glasscity.scenario.model import Scenario
from glasscity.scenario.reading import parse
from glasscity.scenario.starting import place_of

IN_SHORT = "In short"


def ask_scheme(name: str, out: Path | None = None) -> Path:
    """Ask for a scheme, write it as a scenario, and return where; an existing file is left alone.

    A person at a terminal is asked again where an answer cannot be taken; answers that come from a file or
    a pipe, one a line, are refused as a whole.
    """
    name, path = place_of(name, out)
    talk: Talk = AtTerminal() if sys.stdin is not None and sys.stdin.isatty() else FromLines()
    text = hold(lambda: _whole_form(name, path), talk)
    if text is None:
        raise KeyboardInterrupt
    with machine_errors(str(path)):
        write_whole(path, text.encode())
    return path


def _whole_form(name: str, path: Path) -> Form[str | None]:
    """Ask everything, and return the file; None where it is not wanted after all."""
    draft = Draft()
    for part in (the_scheme, where_published, the_points, the_categories, the_deeds, the_doors, the_answers):
        yield from part(draft)
    text = scenario_text(draft, name)
    wanted = yield Question(
        IN_SHORT,
        f"Write {path}?",
        "Points are shown as the file has them: less is worse.",
        _if_valid(text, path),
        "yes",
        shown=tuple(in_short(draft, text)),
    )
    return text if wanted else None


def _if_valid(text: str, path: Path) -> Reading:
    """Return a reading of yes and no that takes a yes only if the file is a valid scenario."""

    def read(answer: str) -> bool:
        wanted: bool = yes_or_no().read(answer)
        if wanted:
            try:
                scenario_of(text, str(path))
            except BadInput as fault:
                raise Unclear(f"{fault}; go back and change it, or quit") from None
        return wanted

    return Reading(yes_or_no().hint, read)


def scenario_of(text: str, file: str) -> Scenario:
    """Return the text of a file as a checked scenario."""
    return parse(tomllib.loads(text, parse_float=Decimal), file)


def in_short(draft: Draft, text: str) -> Iterator[str]:
    """Yield what was said, line by line."""
    yield f"   {draft.title}; {draft.source.title if draft.source is not None else 'published nowhere'}"
    names = draft.category_names
    bounds = [
        f"{name} from {draft.signed(bound):,}" if bound is not None else f"{name} below"
        for name, bound in draft.bands
    ]
    yield f"   start {draft.signed(draft.begins_with):,}; {', '.join(bounds)}"
    for deed in draft.deeds:
        low, high = sorted(draft.signed(points) for points in deed.points)
        points = f"{low:+,}" if low == high else f"{low:+,} to {high:+,}"
        yield f"   {points:>9}  {deed.label} ({deed.field_of_life}; from {deed.context}; by {deed.office})"
    for door in draft.doors:
        changes = [("closed to", door.closed), ("dearer for", door.dearer), ("first for", door.first)]
        said = "; ".join(f"{word} {', '.join(to)}" for word, to in changes if to)
        yield f"   {said}: {door.label} (in {door.context})"
    assumed = text.count("\nassumed = ")
    yield f"   {len(draft.deeds)} rules, {len(names)} categories; {assumed} tables say what they assume"

"""The report of a run: one HTML file that opens anywhere, offline, and can be printed.

It loads nothing and runs no script: the pictures are SVG inside the page, and the page forbids everything
else by its Content-Security-Policy. Every text that comes from a scenario is escaped. The same run gives the
same bytes.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import NamedTuple

from glasscity.errors import BadInput
from glasscity.folder import machine_errors, write_whole
from glasscity.results import Run
from glasscity.seal import sealed
from glasscity.show import (
    answerable_figure,
    appeal_figures,
    circumstance_figures,
    consent_figure,
    copy_figure,
    denunciation_figures,
    figures,
    flow_figure,
    group_figure,
    harm_figure,
    inspection_figures,
    lending_figures,
    lot_figures,
    map_figure,
    mishap_figures,
    points_figures,
    repair_figures,
    response_figures,
    score_figure,
    service_figures,
    tie_figures,
    town_figure,
    voice_figure,
    worth_figures,
    wrong_figures,
)
from glasscity.show.balance import balance_html
from glasscity.show.english import number_word
from glasscity.show.equal_conduct import equal_conduct_html, failures_html
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure
from glasscity.show.front import contents_html, front_html
from glasscity.show.method import assumptions_html, repeat_html
from glasscity.show.recovery_text import recovery_html
from glasscity.show.sheet import sheet_html
from glasscity.show.stories import life_html, lives

NAME = "report.html"
POINTS = "What costs and what gives points"


class Section(NamedTuple):
    """A numbered section: its address, its title, and what stands in it as HTML."""

    key: str
    title: str
    inside: str


def write_report(run: Run, out: Path | None = None) -> Path:
    """Write the report of `run` as one HTML file and return its path.

    Parameters
    ----------
    out : the file to write; `report.html` in the run's folder if not given.
    """
    path = Path(out) if out is not None else run.path / NAME
    if path.is_dir():
        raise BadInput(f"{path}: this is a folder; give the file to write, such as {path / NAME}")
    data = sealed(report_html(run).encode())
    with machine_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    return path


def report_html(run: Run) -> str:
    """Return the report of `run` as HTML."""
    facts = Facts(run)
    sections = _sections(facts)
    return sheet_html(
        facts.scenario.title,
        front_html(facts),
        contents_html([(section.key, section.title) for section in sections]),
        "\n".join(_section_html(number, section) for number, section in enumerate(sections, 1)),
        len(facts.names),
    )


def _section_html(number: int, section: Section) -> str:
    return (
        f'<section id="{escape(section.key)}"><h2><span '
        f'class="number">{number}</span>{escape(section.title)}</h2>'
        f"{section.inside}</section>"
    )


class _Counter:
    """Numbers the figures as they are put into the page."""

    def __init__(self) -> None:
        self.number = 0

    def html(self, figures: list[Figure]) -> str:
        """Return figures as HTML, numbered on."""
        return (
            "".join(figure.html(self.next()) for figure in figures) or "<p>Nothing happened in this run.</p>"
        )

    def next(self) -> int:
        """Return the number of the next figure."""
        self.number += 1
        return self.number


def _about_errors(facts: Facts) -> str:
    """Say what the true record is, where the file can be wrong."""
    if facts.summary.errors is None:
        return ""
    return (
        "<p>The authority never sees what people do, only what it is told. Beside its file this simulation "
        "keeps the <i>true record</i>: the same rules, given only what really happened and was seen, without "
        "a wrong name, a second copy, an invention or a lie. What differs between the two is the work of "
        "error alone. That the true record is right about what was done does not make it anybody's "
        "business.</p>"
    )


def _drawn(counter: _Counter, *parts: tuple[str, str, list[Figure]]) -> list[Section]:
    """Return a section for each part (key, title, figures) that has something to show."""
    return [Section(key, title, counter.html(figures)) for key, title, figures in parts if figures]


def _sections(facts: Facts) -> list[Section]:
    """Return the sections in order; where nobody is scored, those that make sense."""
    counter = _Counter()
    sections = []
    if facts.scored and not facts.complete:
        sections += [
            Section("categories", "Where the score leads", counter.html(figures.figures_of(facts))),
            Section("points", POINTS, counter.html(points_figures.figures_of(facts))),
        ]
    elif facts.scored:
        sections += [
            Section(
                "categories",
                "Where the score leads",
                counter.html(figures.figures_of(facts) + score_figure.figures_of(facts)),
            ),
            Section(
                "who",
                "Who is where",
                "<p>The same rules hold for everybody: equal rules, not equal conduct. What people do "
                "differs with "
                "income, age and habits, and so does what the file makes of them.</p>"
                + counter.html(map_figure.figures_of(facts) + group_figure.figures_of(facts))
                + equal_conduct_html(facts),
            ),
            Section("moves", "Who moved", counter.html(flow_figure.figures_of(facts)) + recovery_html(facts)),
            Section("points", POINTS, counter.html(points_figures.figures_of(facts))),
        ]
    else:
        sections.append(
            Section("filed", "What is done and filed", counter.html(points_figures.figures_of(facts)))
        )
    if facts.summary.services:
        doors = service_figures.figures_of(facts) + consent_figure.figures_of(facts)
        title = "What the categories close and open" if facts.scored else "What people ask for"
        sections.append(Section("services", title, counter.html(doors)))
    if facts.summary.towns:
        sections.append(Section("towns", "Town by town", counter.html(town_figure.figures_of(facts))))
    sections += _drawn(
        counter,
        ("inspections", "Where inspectors go", inspection_figures.figures_of(facts)),
        ("lending", "Who is lent to", lending_figures.figures_of(facts)),
        ("circumstances", "What becomes of people’s lives", circumstance_figures.figures_of(facts)),
        ("by-lot", "What a category does by itself", lot_figures.figures_of(facts)),
    )
    wrong = wrong_figures.figures_of(facts) + answerable_figure.figures_of(facts)
    wrong += mishap_figures.figures_of(facts)
    wrong += denunciation_figures.figures_of(facts) + appeal_figures.figures_of(facts)
    wrong += repair_figures.figures_of(facts)
    wrong += harm_figure.figures_of(facts) + copy_figure.figures_of(facts)
    if wrong:
        sections.append(
            Section(
                "wrong",
                "When the file is wrong",
                _about_errors(facts) + counter.html(wrong) + failures_html(facts),
            )
        )
    sections += _drawn(
        counter,
        ("answers", "How people answer", response_figures.figures_of(facts)),
        ("voices", "Who speaks", voice_figure.figures_of(facts)),
        ("ties", "Whom people know", tie_figures.figures_of(facts)),
    )
    worth = worth_figures.figures_of(facts) if facts.scored else []
    if worth:
        inside = counter.html(worth) + worth_figures.inequality_html(facts)
        sections.append(Section("worth", "What a score is worth", inside))
    sections.append(
        Section(
            "balance", "Gains beside harm" if facts.scored else "Violations and fines", balance_html(facts)
        )
    )
    told = lives(facts) if facts.scored and facts.complete else []
    if told:
        wrongly = ", whom the file wrongs most" if any(life.is_wronged for life in told) else ""
        said = (
            "<p>Each is picked by a stated rule, not by hand: who fell lowest, whom contacts pulled down, "
            f"who rose{wrongly}; of several who fell or rose, the one nearest to the middle of them. None of "
            "them exists.</p>"
        )
        inside = said + "".join(life_html(life, counter.next()) for life in told)
        title = f"{number_word(len(told)).capitalize()} lives" if len(told) > 2 else "Lives"
        sections.append(Section("lives", title, inside))
    sections.append(Section("assumptions", "What is assumed", assumptions_html(facts)))
    sections.append(Section("repeat", "How to run it again", repeat_html(facts)))
    return sections

"""What a scheme is, as far as a scenario says so: the description that every assessment begins with.

Reads: the scenario. Units: counts, points, days.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.intervention import stages
from glasscity.scenario import Scenario
from glasscity.study.gaps import ATTRIBUTES
from glasscity.study.words import attribute_label, counted, level_text

MOST_CHANGES = 5
"""How many later changes are told one by one."""


@dataclass(frozen=True)
class Scheme:
    """A scheme in figures.

    Attributes
    ----------
    summary, is_not, notes : in the scenario's own words.
    organisations : how many of each kind file; parameters : through how many parameters.
    categories : name and lower bound, best first; None for the worst. start : points of everybody.
    recalculated : `daily` or `monthly`; expiries : shortest and longest time that an entry against somebody
        counts, None where none expires.
    groups : attributes with their levels, by which groups are compared.
    heard, told, believed : shares of entries told of, of wrong ones corrected once heard, and of hearings
        that follow the file; None without appeals. repairs : whether entries can be struck out in time.
    changes : what the scenario changes later, a sentence each; the rules assessed are those of the first day.
    """

    name: str
    title: str
    summary: str
    is_not: str
    notes: tuple[str, ...]
    citizens: int
    organisations: dict[str, int]
    parameters: int
    start: float
    categories: tuple[tuple[str, float | None], ...]
    recalculated: str
    published: bool
    expiries: tuple[int, int] | None
    groups: dict[str, tuple[str, ...]]
    contexts: dict[str, str]
    heard: float | None
    told: float | None
    believed: float | None
    repairs: bool
    changes: tuple[str, ...]

    @property
    def changes_in_words(self) -> str:
        """That the rules are those of the first day, and what changes later; nothing where nothing does."""
        if not self.changes:
            return ""
        told = " ".join(self.changes[:MOST_CHANGES])
        left = len(self.changes) - MOST_CHANGES
        more = f" And {counted(left, 'more change')}." if left > 0 else ""
        return f"The rules assessed are those of the first day. Later changes: {told}{more}"


def scheme_of(scenario: Scenario) -> Scheme:
    """Return what a scenario says of its scheme."""
    book, people = scenario.rulebook, scenario.population
    appeals = scenario.appeals if scenario.hears_appeals else None
    kinds: dict[str, int] = {}
    for organisation in scenario.organisations.values():
        kinds[organisation.kind] = kinds.get(organisation.kind, 0) + organisation.count
    days = [
        rule.expires_after_days
        for rule in book.rules.values()
        if rule.expires_after_days is not None and (rule.mean_points < 0 or rule.override is not None)
    ]
    bands = book.categories.bands
    return Scheme(
        name=scenario.name,
        title=scenario.title,
        summary=scenario.summary,
        is_not=scenario.is_not,
        notes=tuple(scenario.notes),
        citizens=people.everybody,
        organisations=kinds,
        parameters=scenario.parameters_number,
        start=float(book.start),
        categories=tuple((b.name, None if b.at_least is None else float(b.at_least)) for b in bands),
        recalculated=book.recalculated,
        published=book.criteria_published,
        expiries=(min(days), max(days)) if days else None,
        groups={
            attribute_label(scenario, name): tuple(level_text(level) for level in people.levels[name])
            for name in ATTRIBUTES
        },
        contexts={name: context.label for name, context in scenario.contexts.items()},
        heard=float(appeals.corrected_if_wrong) if appeals is not None else None,
        told=float(appeals.notified) if appeals is not None else None,
        believed=float(appeals.machine_believed) if appeals is not None else None,
        repairs=scenario.repairs,
        changes=tuple(sentence for stage in stages(scenario) for sentence in stage.sentences),
    )

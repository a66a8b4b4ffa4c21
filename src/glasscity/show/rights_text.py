"""A scheme held against rights, for a terminal: one in full, or several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasscity.rights.answering import ASKED, MISSING
from glasscity.rights.assessment import Assessment
from glasscity.rights.brief import Figure, elements_beside, key_figures
from glasscity.rights.element import AI_ACT, DEPENDS, GDPR, MET, NOT_MET, Element
from glasscity.rights.findings import Findings
from glasscity.show.rights_differing import differing_parts
from glasscity.show.rights_tables import (
    away_back,
    crossing_table,
    deeds_table,
    doors_table,
    gravity_table,
    protected_table,
    twice_table,
)
from glasscity.show.rights_tested_text import tested_parts
from glasscity.show.safe import safe
from glasscity.study.words import counted, listed, share

LAWS = {
    AI_ACT: "elements of a prohibition; of (i) and (ii) one is enough, of the others all are needed",
    GDPR: "requirements; whoever processes has to meet each",
}
CAUTION = "As the scenario has it, and by its rules: no line is a finding of law."


def rights_text(assessments: list[Assessment]) -> RenderableType:
    """Return one assessment in full, or several side by side, as something that rich prints."""
    return Group(*(_full(assessments[0]) if len(assessments) == 1 else _beside(assessments)))


def _beside(assessments: Sequence[Assessment]) -> Iterator[RenderableType]:
    yield Text("SYNTHETIC", "bold reverse").append(
        "  Schemes held against rights, side by side", "not reverse"
    )
    yield Padding(safe(assessments[0].no_verdict, "italic"), (1, 0, 0, 0))
    yield from _section("Key figures", _figures(key_figures(assessments), assessments))
    for law, words in LAWS.items():
        yield from _section(f"{law}: {words}", _figures(elements_beside(assessments, law), assessments))
    yield Padding(safe(CAUTION, "dim"), (1, 0, 0, 0))
    yield Text("One scheme in full: glasscity rights NAME", "dim")


def _figures(figures: Sequence[Figure], assessments: Sequence[Assessment]) -> Table:
    table = _table("")
    for one in assessments:
        run = "" if one.tested is None else f"\nrun, seed {one.tested.seed}"
        table.add_column(safe(one.scenario).append(run), justify="right", max_width=18)
    for figure in figures:
        table.add_row(safe(figure.name), *(_status(value) for value in figure.values))
    return table


def _full(one: Assessment) -> Iterator[RenderableType]:
    found = one.findings
    yield (
        Text("SYNTHETIC", "bold reverse")
        .append("  Rights: ", "not reverse bold")
        .append_text(safe(one.title, "not reverse bold"))
    )
    yield Padding(safe(one.no_verdict, "italic"), (1, 0, 0, 0))
    if not found.scored:
        yield Padding(Text("Nobody is scored here: courts and fines only."), (1, 0, 0, 0))
        return
    if one.scheme.changes:
        yield Padding(safe(one.scheme.changes_in_words), (1, 0, 0, 0))
    figures = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1))
    for figure in key_figures([one]):
        figures.add_row(safe(figure.name), safe(figure.values[0]))
    yield from _section("In short", figures)
    yield from _section("(a) Where data arise, and where they hurt", *_crossing(found))
    yield from _section("(b) Points against gravity", *_gravity(found))
    yield from _section("(c) The way back", *_way_back(found))
    yield from _section("(d) One deed, several consequences", *_twice(found))
    yield from _section("(e) Protected conduct", *_protected(found))
    yield from _section("(f) Who answers", *_answering(found))
    yield from _section("(g) Who does not consent", Text(refusing_words(found)))
    if found.excepted or one.versions:
        yield from _section("Single parameters, towns, later days", *differing_parts(one))
    if one.tested is not None:
        yield from _section("What this run shows", *tested_parts(one.tested))
    yield from _section("(h) Elements of the law, in three columns", *_elements(one.elements))
    yield Padding(safe(CAUTION, "dim"), (1, 0, 0, 0))


def _section(title: str, *parts: RenderableType) -> Iterator[RenderableType]:
    yield Padding(Text(title, "bold underline"), (1, 0, 0, 0))
    yield from parts


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for column in columns:
        table.add_column(column)
    return table


def _crossing(found: Findings) -> Iterator[RenderableType]:
    crossing = found.crossing
    if not found.shut:
        yield Text("No category closes a door or makes it dearer, so nothing can hurt elsewhere.")
        return
    walls = "Walls stand between contexts. " if crossing.walls else ""
    points = share(crossing.points_that_can_cross, crossing.points)
    yield safe(
        f"{walls}{crossing.crossing} of {crossing.pairs} pairs of a rule and a door that it helps to "
        f"close lie in two contexts. Of the points that the rules take, {points} can cross."
        + (" Contacts' scores count besides, whatever they were lost for." if crossing.by_contacts else "")
    )
    yield Padding(doors_table(found), (1, 0, 1, 0))
    yield crossing_table(found)


def _gravity(found: Findings) -> Iterator[RenderableType]:
    weighed = found.proportion
    if not weighed.rules:
        yield Text("No rule takes points.")
        return
    fair = ""
    if weighed.yardstick is not None and weighed.median is not None:
        fair = (
            f" {weighed.above} take more than the scenario's own yardstick of {weighed.yardstick:g} a step."
        )
    harmless = "No rule takes points for conduct that harms nobody else (gravity 0)."
    if weighed.harmless:
        harmless = (
            f"{weighed.harmless} of {counted(len(weighed.rules), 'rule')} take points for conduct that harms "
            "nobody else (gravity 0): there is nothing to be in proportion to."
        )
    yield safe(f"{harmless}{fair} The most disproportionate:")
    yield gravity_table(weighed)


def _way_back(found: Findings) -> Iterator[RenderableType]:
    yield safe(away_back(found))
    if found.way_back.deeds:
        yield deeds_table(found.way_back)


def _twice(found: Findings) -> Iterator[RenderableType]:
    repeated = found.repetition
    if not repeated.deeds:
        yield Text("No deed has more than one consequence.")
        return
    contacts = " Contacts lose with the one who did it." if repeated.contacts_pay else ""
    yield safe(
        f"{len(repeated.deeds)} of {counted(repeated.rules, 'rule')} can hit one deed more than once: "
        f"{repeated.fined_and_scored} with a fine and points, {repeated.filed_by_several} through several "
        f"organisations, each of which may file it.{contacts}"
    )
    yield twice_table(repeated)


def _protected(found: Findings) -> Iterator[RenderableType]:
    protection = found.protection
    if not protection.domains:
        yield Text("The scenario marks no field of life as protected.")
        return
    lawful = len(protection.lawful_punished)
    yield safe(
        f"Marked as protected: {listed(list(protection.domains))}. Rules that take points for it: "
        f"{protection.taking}, {share(protection.share_of_points, 1)} of all points that rules take. "
        f"Rules that give points for it: {protection.giving}. Rules against lawful conduct of any kind: "
        f"{lawful}."
    )
    if protection.rules:
        yield protected_table(protection)


def _answering(found: Findings) -> Iterator[RenderableType]:
    accounts = found.accounts
    table = _table("")
    for name in ("detriments", "author", "legal basis", "human reviewer"):
        table.add_column(name, justify="right")
    for kind, words in (("rule", "rules against people"), ("door", "doors that close")):
        whole = len(accounts.of(kind))
        cells = [f"{accounts.named(what, kind)} named" if whole else "" for what in ASKED]
        table.add_row(words, str(whole), *cells)
    yield table
    bases = dict.fromkeys(one.legal_basis for one in accounts.detriments if one.legal_basis)
    for basis in bases:
        yield safe(f"legal basis: {basis}", "dim")
    missing = [one.label for one in accounts.of("door") if one.human_review is None]
    if missing:
        yield safe(f"Human reviewer {MISSING} for: {'; '.join(missing)}.")


def refusing_words(found: Findings) -> str:
    """Return in words what becomes of those who do not consent."""
    refusing = found.refusing
    guard = ""
    if refusing.basic_guarded and refusing.basic:
        guard = f" A low score alone never touches {listed(list(refusing.basic))}."
    if not refusing.asked:
        return f"Nobody is asked: every adult is scored, and there is nothing to refuse.{guard}"
    return (
        f"Scoring needs consent; {share(refusing.share or 0, 1)} give it before what it depends on (as "
        "the scenario has it). Of those who refuse, deeds are recorded all the same, with points that do "
        f"not count; none of the {counted(refusing.closed_to_low, 'door')} that close to low scorers "
        f"closes to them; they do without {counted(refusing.advantages_forgone, 'advantage')}.{guard}"
    )


def _elements(elements: Sequence[Element]) -> Iterator[RenderableType]:
    for law, words in LAWS.items():
        yield Padding(safe(f"{law}: {words}", "italic"), (1, 0, 0, 0))
        for element in elements:
            if element.law == law:
                yield Padding(_element(element), (1, 0, 0, 0))


def _element(element: Element) -> Table:
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(width=21)
    title = Text.assemble(safe(element.paragraph), "  ", safe(element.title, "bold"))
    rows.add_row(_status(element.status), title)
    for name, text in (
        ("rule text says", element.rule_text),
        ("simulation shows", element.simulation),
        ("evidence still needed", element.evidence),
    ):
        rows.add_row(Text(name, "dim"), safe(text))
    return rows


def _status(text: str) -> Text:
    style = {MET: "bold reverse", NOT_MET: "bold", DEPENDS: "italic"}.get(text, "")
    return safe(text, style)

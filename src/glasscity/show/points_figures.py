"""What cost and what gave points: by field of life, by conduct, by organisation; and what was seen at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from glasscity import tables
from glasscity.scenario.organisations import Organisation
from glasscity.show import palette
from glasscity.show.bars import Bar, Part, draw_bars, draw_columns
from glasscity.show.english import decimal, in_short, number_word, percent, sentence, span, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table, pictures
from glasscity.show.safe import clean
from glasscity.show.svg import Drawing
from glasscity.study.truth import ABOUT_DEEDS
from glasscity.study.words import counted

MOST_CONDUCTS = 12
MOST_ORGANISATIONS = 15
PEOPLE = 100
"""Points are given for this many citizens."""

_LOST, _GAINED = palette.LOSS.light, palette.GAIN.light
_KEYS = ((_LOST, "points lost"), (_GAINED, "points gained"))


def figures_of(facts: Facts) -> list[Figure]:
    """Return the figures of this file, in order."""
    if facts.conduct.is_empty():
        return []
    if facts.filed.is_empty():
        return [done_and_filed(facts)]
    if not facts.scored:
        return [done_and_filed(facts), by_organisation(facts)]
    moved = any(row[2] or row[3] for row in _by(facts, "conduct"))
    first = [by_domain(facts), by_conduct(facts)] if moved else []
    return [*first, by_organisation(facts), done_and_filed(facts)]


def _filed(facts: Facts) -> pl.DataFrame:
    """Return `organisation`, `conduct` (name), `domain`, `entries`, `gained`, `lost`: entries about acts."""
    names = {conduct.code: name for name, conduct in facts.scenario.conduct.items()}
    domains = {name: conduct.domain for name, conduct in facts.scenario.conduct.items()}
    named = pl.col("conduct").replace_strict(names, return_dtype=pl.String)
    return (
        facts.filed.filter(pl.col("kind").is_in(ABOUT_DEEDS))
        .with_columns(conduct=named)
        .with_columns(domain=pl.col("conduct").replace_strict(domains, return_dtype=pl.String))
    )


def _by(facts: Facts, key: str) -> list[tuple[str, int, float, float]]:
    """Return (key, entries, lost, gained), points per 100 citizens, the largest movers of points first."""
    per = PEOPLE / facts.citizens
    sums = _filed(facts).group_by(key).agg(pl.col("entries", "lost", "gained").sum())
    rows = [(name, int(n), -lost * per, gained * per) for name, n, lost, gained in sums.rows()]
    return sorted(rows, key=lambda row: (-row[2] - row[3], -row[1], str(row[0])))


def _two_sided(label: str, small: str, lost: float, gained: float) -> Bar:
    return Bar(
        label,
        small,
        [Part(lost, _LOST, f"{label}: {decimal(lost)} points lost")],
        [Part(gained, _GAINED, f"{label}: {decimal(gained)} points gained")],
        f"−{decimal(lost)}" if lost else "",
        f"+{decimal(gained)}" if gained else "",
    )


def _figure(
    facts: Facts, key: str, title: str, unit: str, draw: Callable[[int], Drawing], note: str, table: Table
) -> Figure:
    return Figure(key, title, unit, *pictures(facts, draw, title), note, table)


def by_domain(facts: Facts) -> Figure:
    """Return the figure of points by field of life."""
    domains = facts.scenario.domains
    rows = sorted(_by(facts, "domain"), key=lambda row: (-row[2], -row[3], row[0]))
    bars = [
        _two_sided(
            clean(domains[name].label), "protected by rights" if domains[name].protected else "", lost, gained
        )
        for name, _, lost, gained in rows
    ]
    causes = facts.summary.causes
    whole_lost = -causes.points_lost or 1
    lawful, protected = -causes.lost_for_lawful / whole_lost, -causes.lost_in_protected / whole_lost
    title = (
        f"{percent(lawful) if lawful else 'None'} of the points lost were for lawful acts, "
        f"{percent(protected) if protected else 'none'} in fields that rights protect"
    )
    kinds = facts.filed.group_by("kind").agg(pl.col("gained").sum() + pl.col("lost").sum())
    later = dict(kinds.rows())
    per = PEOPLE / facts.citizens
    note = "Points as the rules give them, before caps and expiry"
    if later.get(tables.CAP):
        note += f"; caps then changed the sum by {decimal(later[tables.CAP] * per)} per {PEOPLE} citizens"
    if later.get(tables.EXPIRY):
        note += f"; entries whose time was up, by {decimal(later[tables.EXPIRY] * per)}"
    if later.get(tables.CORRECTION):
        note += f"; entries taken back after an appeal, by {decimal(later[tables.CORRECTION] * per)}"
    return _figure(
        facts,
        "domains",
        title,
        f"Points per {PEOPLE} citizens over {span(facts.days)}, by field of life",
        lambda width: draw_bars(bars, width, _KEYS),
        f"{note}. Which fields are protected is a reading in the scenario, not part of the rulebook.",
        _points_table("Field of life", [(_domain_label(facts, row[0]), *row[1:]) for row in rows]),
    )


def _domain_label(facts: Facts, name: str) -> str:
    domain = facts.scenario.domains[name]
    return clean(domain.label) + (" (protected by rights)" if domain.protected else "")


def _points_table(name: str, rows: Sequence[tuple[str, int, float, float]]) -> Table:
    columns = [name, "Entries", f"Points lost per {PEOPLE} citizens", f"Points gained per {PEOPLE} citizens"]
    return Table(
        columns, [[label, whole(n), decimal(lost), decimal(gained)] for label, n, lost, gained in rows]
    )


def by_conduct(facts: Facts) -> Figure:
    """Return the figure of the kinds of conduct that cost and gave the most."""
    rows = _by(facts, "conduct")
    conducts, domains = facts.scenario.conduct, facts.scenario.domains
    lost = sorted((row for row in rows if row[2] > 0), key=lambda row: -row[2])[:MOST_CONDUCTS]
    gained = sorted((row for row in rows if row[3] > 0), key=lambda row: -row[3])[:MOST_CONDUCTS]

    def bar(name: str, value: float, colour: str, sign: str) -> Bar:
        conduct = conducts[name]
        marks = [] if conduct.lawful else ["unlawful"]
        marks += ["protected"] if domains[conduct.domain].protected else []
        label = clean(conduct.label)
        tip = f"{label}: {sign}{decimal(value)}"
        says = f"{sign}{decimal(value)}" + (f"  {', '.join(marks)}" if marks else "")
        return Bar(label, right=[Part(value, colour, tip)], right_text=says)

    columns = [
        ("What cost points", [bar(row[0], row[2], _LOST, "−") for row in lost]),
        ("What gave points", [bar(row[0], row[3], _GAINED, "+") for row in gained]),
    ]
    columns = [column for column in columns if column[1]]
    if lost and gained:
        most = [sentence(clean(conducts[rows[0][0]].label)) for rows in (lost, gained)]
        title = f"“{most[0]}” cost most, “{most[1]}” gave most"
    else:
        only = sentence(clean(conducts[(lost or gained)[0][0]].label))
        title = f"“{only}” {'cost' if lost else 'gave'} most; nothing {'gave' if lost else 'cost'} points"
    return _figure(
        facts,
        "conduct",
        title,
        f"Points per {PEOPLE} citizens over {span(facts.days)}: the conduct that cost and gave most",
        lambda width: draw_columns(columns, width),
        f"Both lists on one scale. “Protected”: in a field of life that rights protect. "
        f"The scenario knows {counted(len(conducts), 'kind')} of conduct; the table has all that came on "
        f"file.",
        _points_table("Conduct", [(clean(conducts[row[0]].label), *row[1:]) for row in rows]),
    )


def by_organisation(facts: Facts) -> Figure:
    """Return the figure of the organisations that moved the most points, or filed the most."""
    rows = [(int(code), n, lost, gained) for code, n, lost, gained in _by(facts, "organisation")]
    if not facts.scored:
        rows.sort(key=lambda row: -row[1])
    labels = {code: clean(label) for code, label in facts.run.organisation_labels.items()}
    kinds = _organisations(facts)

    def bar(code: int, n: int, lost: float, gained: float) -> Bar:
        kind = "company" if kinds[code].company else kinds[code].kind
        if facts.scored:
            return _two_sided(labels[code], f"{kind}, {counted(n, 'entry', 'entries')}", lost, gained)
        return Bar(labels[code], kind, right=[Part(n, _GAINED)], right_text=whole(n))

    bars = [bar(*row) for row in rows[:MOST_ORGANISATIONS]]
    said = [(f"{labels[code]} ({kinds[code].kind})", n, lost, gained) for code, n, lost, gained in rows]
    table = Table(["Organisation", "Entries"], [[label, whole(n)] for label, n, _, _ in said])
    measure = f"Points per {PEOPLE} citizens" if facts.scored else "Entries"
    number = facts.scenario.organisations_number
    filed = "all" if len(rows) == number else whole(len(rows))
    return _figure(
        facts,
        "organisations",
        _organisations_title(facts, rows),
        f"{measure} over {span(facts.days)}, by the organisation that filed: the top {len(bars)}",
        lambda width: draw_bars(bars, width, _KEYS if facts.scored else ()),
        f"{counted(number, 'organisation')} watch this city through "
        f"{counted(facts.scenario.parameters_number, 'parameter')}; {filed} of them filed something.",
        _points_table("Organisation", said) if facts.scored else table,
    )


def _organisations_title(facts: Facts, rows: Sequence[tuple[int, int, float, float]]) -> str:
    """Return who filed how much of everything, as a sentence."""
    entries = sum(row[1] for row in rows)
    if not entries:
        return "No organisation filed anything"
    kinds = _organisations(facts)
    companies = sum(row[1] for row in rows if kinds[row[0]].company)
    if companies:
        number = sum(o.count for o in facts.scenario.organisations.values() if o.company)
        who = f"The {number_word(number)} large companies" if number > 1 else "One large company"
        return f"{who} filed {percent(companies / entries)} of everything on file"
    largest = sorted((row[1] for row in rows), reverse=True)[:MOST_ORGANISATIONS]
    number = facts.scenario.organisations_number
    of = f" of {counted(number, 'organisation')}" if number > len(largest) else ""
    share = percent(sum(largest) / entries)
    return f"{sentence(number_word(len(largest)))}{of} filed {share} of everything on file"


def _organisations(facts: Facts) -> dict[int, Organisation]:
    return {
        code: organisation
        for organisation in facts.scenario.organisations.values()
        for code in range(organisation.code, organisation.code + organisation.count)
    }


def _about_errors(facts: Facts) -> str:
    errors = facts.summary.errors
    if errors is None or not errors.wrong:
        return ""
    told = " Denunciations are among the entries." if facts.summary.denunciations is not None else ""
    return f"{told} {percent(errors.wrong / errors.entries)} of the entries are wrong."


def done_and_filed(facts: Facts) -> Figure:
    """Return the figure of acts, the truth, beside what came on file."""
    domains = facts.scenario.domains
    domain_of = {name: conduct.domain for name, conduct in facts.scenario.conduct.items()}
    sums: dict[str, list[int]] = {}
    filed = dict(_filed(facts).group_by("conduct").agg(pl.col("entries").sum()).rows())
    for name, acts in facts.conduct.select("conduct", "acts").rows():
        both = sums.setdefault(domain_of[name], [0, 0])
        both[0] += acts
        both[1] += filed.get(name, 0)
    rows = sorted(sums.items(), key=lambda item: (-item[1][0], item[0]))
    per = PEOPLE / facts.citizens
    bars = [
        Bar(
            clean(domains[name].label),
            f"{percent(entries / acts)} filed" if acts else "",
            [Part(acts * per, palette.ORDINARY.light, f"{whole(acts)} acts")],
            [Part(entries * per, palette.OVERRIDDEN.light, f"{whole(entries)} entries")],
            decimal(acts * per),
            decimal(entries * per),
        )
        for name, (acts, entries) in rows
    ]
    acts, entries = (sum(both[side] for _, both in rows) for side in (0, 1))
    title = f"For {in_short(acts)} acts there are {in_short(entries)} entries: the file is not the life"
    keys = ((palette.ORDINARY.light, "acts, the truth"), (palette.OVERRIDDEN.light, "entries on file"))
    return _figure(
        facts,
        "done-and-filed",
        title if acts else "Nobody did anything that the scenario knows",
        f"Acts, and entries about them, per {PEOPLE} citizens over {span(facts.days)}, by field of life",
        lambda width: draw_bars(bars, width, keys),
        "The authority never sees an act, only what organisations file, a day or more later. An act that two "
        f"of them see is filed twice.{_about_errors(facts)}",
        Table(
            ["Field of life", "Acts", "Entries", "Entries per act"],
            [
                [
                    clean(domains[name].label),
                    whole(both[0]),
                    whole(both[1]),
                    decimal(both[1] / both[0], 2) if both[0] else "",
                ]
                for name, both in rows
            ],
        ),
    )

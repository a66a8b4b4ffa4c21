"""Every rule of a city for a terminal: what it gives or takes, how long, where it comes from, how sure."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from glasscity.scenario import Scenario
from glasscity.scenario.quantities import Sourced
from glasscity.scenario.rulebook import Rule
from glasscity.show.fitted import Fitted
from glasscity.show.safe import clean, safe
from glasscity.study.words import cap_text, counted, points_text

NARROW = 80
"""Below this width, the source stands under the conduct."""

MOST_EXCEPTIONS = 30
"""Parameters with points of their own are listed up to this number."""

SURENESS = "Sureness: H official, peer-reviewed or first-hand; M press or secondary; L weak or conflicting."


def rules_text(scenario: Scenario) -> RenderableType:
    """Return every rule of a scenario, grouped by domain, as something that rich prints."""
    return Group(*_parts(scenario))


def _parts(scenario: Scenario) -> Iterator[RenderableType]:
    rules = scenario.rulebook.rules
    head = f"Rules of “{scenario.title}”: {len(rules)}"
    yield Text("SYNTHETIC", "bold reverse").append("  ").append_text(safe(head, "not reverse bold"))
    if not scenario.scoring.enabled:
        yield Text("Nobody is scored here: none of these rules holds, only the fines of the courts.")
    for key, domain in scenario.domains.items():
        found = {name: rule for name, rule in rules.items() if scenario.conduct[name].domain == key}
        if not found:
            continue
        title = safe(domain.label[:1].upper() + domain.label[1:], "bold underline")
        if domain.protected:
            title.append("  protected by rights", "not bold not underline italic")
        yield Padding(title, (1, 0, 0, 0))
        yield Fitted(NARROW, _table(scenario, found, narrow=False), _table(scenario, found, narrow=True))
    yield Padding(Group(*_closing(scenario)), (1, 0, 0, 0))


def _table(scenario: Scenario, rules: dict[str, Rule], *, narrow: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column("conduct", ratio=5)
    table.add_column("points", justify="right", no_wrap=True, min_width=9)
    for name in () if narrow else ("limits", "source"):
        table.add_column(name, ratio=3)
    for name, rule in rules.items():
        bounds = safe("; ".join(limits(scenario, rule)))
        source = safe(source_text(scenario, rule), "dim")
        conduct = _conduct(scenario, name, rule)
        if narrow:
            parts = (conduct, bounds, source if rule.source else Text())
            conduct = Text("\n").join(part for part in parts if part)
        table.add_row(conduct, _points(rule), *(() if narrow else (bounds, source)))
    return table


def _conduct(scenario: Scenario, name: str, rule: Rule) -> Text:
    """Return a conduct's label, with the words of the rule and what was assumed under it."""
    conduct = safe(scenario.conduct[name].label)
    if not scenario.conduct[name].lawful:
        conduct.append(" (unlawful)", "dim")
    for text, words in ((rule.text, "“{}”"), (rule.assumed or "", "assumed: {}")):
        if text:
            conduct.append("\n").append_text(safe(words.format(clean(text)), "dim"))
    return conduct


def _points(rule: Rule) -> Text:
    if rule.points is not None:
        return Text(points_text(rule.points), "red" if rule.points < 0 else "green")
    assert rule.points_from is not None
    assert rule.points_to is not None
    style = "red" if rule.points_to <= 0 else "green" if rule.points_from >= 0 else ""
    return Text(f"{points_text(rule.points_from)} … {points_text(rule.points_to)}", style)


def limits(scenario: Scenario, rule: Rule) -> list[str]:
    """Return in words how long a rule's points last and what else it does."""
    said = []
    if rule.override is not None:
        days = counted(rule.override.days, "day")
        said.append(f"to category {rule.override.category} at once, for {days}")
    if rule.expires_after_days is not None:
        said.append(f"deleted after {counted(rule.expires_after_days, 'day')}")
    if rule.cap is not None:
        said.append(cap_text(rule.cap, scenario.rulebook.caps[rule.cap]))
    return said


def source_text(scenario: Scenario, table: Sourced) -> str:
    """Return where the numbers of a table come from, and how sure they are."""
    if table.source is None:
        return "assumed"
    source = scenario.sources[table.source]
    return f"{source.title} ({table.sureness or source.sureness})"


def _closing(scenario: Scenario) -> Iterator[RenderableType]:
    yield safe(SURENESS, "dim")
    if scenario.catalogue.exceptions:
        yield Padding(Text("Parameters with points of their own", "bold underline"), (1, 0, 0, 0))
        yield _exceptions(scenario)
    if scenario.unfired:
        yield Padding(
            Text("Published rules that nothing in a run ever sets off", "bold underline"), (1, 0, 0, 0)
        )
        yield from (safe(f"{key.replace('_', ' ')}: {why}") for key, why in scenario.unfired.items())


def _exceptions(scenario: Scenario) -> Table:
    rows = Table.grid(padding=(0, 2))
    rows.add_column(justify="right")
    exceptions = scenario.catalogue.exceptions
    for exception in exceptions[:MOST_EXCEPTIONS]:
        source = scenario.sources.get(exception.source or "")
        sure = f"({exception.sureness or source.sureness})" if source is not None else "assumed"
        points = Text(points_text(exception.points))
        rows.add_row(points, str(exception.parameter), safe(exception.label), Text(sure, "dim"))
    if len(exceptions) > MOST_EXCEPTIONS:
        rows.add_row("", "", f"and {len(exceptions) - MOST_EXCEPTIONS:,} more")
    return rows

"""What a report rests on: assumptions, sources, limits, and how to run the same city again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from glasscity.show.english import number_word, sentence, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Table
from glasscity.show.safe import clean
from glasscity.step import SCHEDULE
from glasscity.study.words import counted
from glasscity.study.wrongs import Appeals

SURENESS = {
    "H": "high: official, peer-reviewed or first-hand",
    "M": "middle: press or secondary",
    "L": "low: weak or conflicting",
}

STYLISED = (
    "The city is stylised. Its people have a few traits and habits and no plans; its organisations see with "
    "fixed probabilities."
)
NO_ANSWER = (
    "People do not answer to being scored in this city: no fear, no compliance. What such a score does to "
    "behaviour is therefore not in these numbers."
)
ANSWERS = (
    "How people answer to being watched is a rule with assumed numbers, and how much they give up hangs on "
    "them."
)
NO_VOICE = "Nobody holds an opinion here, so nobody falls silent."
VOICE = (
    "Who speaks follows a rule with assumed numbers. Another rule, which ships as well, gives another "
    "silence; nobody organises, and nobody leads."
)
LIVES = (
    "What a refusal does to a life, and a life to conduct, is a rule with assumed numbers. Nobody is a "
    "little in "
    "debt, and nobody takes anybody's job or flat."
)
NEVER_WRONG = (
    "Filings are never wrong here: nothing lands on the wrong person, nothing is invented, and nobody lies. "
    "Harm by error is not in these numbers."
)
WRONG = (
    "Organisations err with fixed probabilities, the same about everybody; only who has namesakes and "
    "neighbours makes a difference. Errors that pile up on some groups are not in these numbers."
)
TOLD = (
    "Denouncers follow fixed rates: nobody retaliates, nobody is punished for a lie, nobody drops a friend "
    "who might have told."
)
NO_APPEAL = "Nobody can contest an entry here, so whatever is on file stays until its time is up."
FREE = "Contesting an entry costs nothing here, neither time nor money."
COSTS = (
    "What contesting an entry costs is counted, and keeps nobody from it here, however little time or money "
    "they have."
)
NEVER_GIVES_UP = "Nobody gives up contesting because it failed once."
GIVES_UP = (
    "How fast people give up contesting is assumed. They learn from answers to their own appeals alone, and "
    "never get over them."
)
HELPERS = "Who has help with an appeal has it from the start, for nothing, and as much as is wanted."
COPIES = (
    "Those who go by a copy of the file mix nobody up, and sell it to nobody. Nobody can contest a copy, and "
    "how often a correction reaches it is assumed."
)
ONE_DRAW = (
    "One run is one draw. The same city with another seed gives other numbers, and nothing here says how "
    "different: there are no intervals over seeds yet. Differences of a few people mean nothing."
)
UNIDENTIFIED = (
    "What counts alone cannot identify stays open: often done and seldom seen looks, on file, like seldom "
    "done and often seen."
)


def limits(facts: Facts) -> list[str]:
    """Return what this run cannot say, by the mechanisms that its scenario has."""
    summary = facts.summary
    said = [STYLISED, ANSWERS if facts.answers else NO_ANSWER]
    said.append(NO_VOICE if summary.voices is None else VOICE)
    said += [LIVES] if facts.lives_change else []
    if summary.errors is None and not facts.has("shadow_moves"):
        said.append(NEVER_WRONG)
    elif facts.scenario.misfiles:
        said.append(WRONG)
    if facts.has("denunciations"):
        said.append(TOLD)
    if facts.scored and not facts.has("appeals"):
        said.append(NO_APPEAL)
    if facts.scored and summary.appeals is not None:
        said += _of_appeals(summary.appeals)
    said += [COPIES] if summary.copies is not None else []
    return [*said, ONE_DRAW, UNIDENTIFIED]


def _of_appeals(appeals: Appeals) -> list[str]:
    said = [FREE if appeals.cost is None else COSTS]
    said.append(NEVER_GIVES_UP if appeals.refused is None else GIVES_UP)
    return said + ([HELPERS] if appeals.helped is not None else [])


def _said(text: str) -> str:
    return escape(clean(text))


def _marked(text: str) -> str:
    """Return text as HTML, with what stands between backticks as code."""
    return re.sub(r"`([^`]{1,80})`", r"<code>\1</code>", _said(text))


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def assumptions_html(facts: Facts) -> str:
    """Return the section on assumptions, sources and limits."""
    scenario = facts.scenario
    parts = ["<h3>Limits</h3>", _list(map(_said, limits(facts)))]
    if scenario.notes:
        parts += ["<h3>Assumptions and readings</h3>", _list(map(_marked, scenario.notes))]
    assumed = scenario.assumptions()
    items = _list(f"<code>{_said(place)}</code> {_marked(text)}" for place, text in assumed)
    if assumed:
        places = counted(len(assumed), "place")
        parts.append(
            f"<details><summary>Every number that is assumed: {escape(places)}</summary>{items}</details>"
        )
    if scenario.fit is not None and scenario.fit.statement:
        parts += ["<h3>What the published counts leave open</h3>", f"<p>{_said(scenario.fit.statement)}</p>"]
    if scenario.sources:
        parts += ["<h3>Sources</h3>", _sources(facts)]
    if scenario.unfired:
        rules = (
            f"<b>{_said(sentence(name.replace('_', ' ')))}.</b> {_marked(why)}"
            for name, why in scenario.unfired.items()
        )
        parts += ["<h3>Known rules that nothing in a run ever sets off</h3>", _list(rules)]
    return "".join(parts)


def _sources(facts: Facts) -> str:
    """Return the table of sources, with a link where there is an address for the web."""
    scenario = facts.scenario
    tables = [table for _, table in scenario.tables()]
    used = Counter(
        str(table[key]) for table in tables for key in ("source", "terms_source") if table.get(key)
    )
    rows = "".join(
        f"<tr><td>{_link(source.title, source.address)}</td><td>{escape(SURENESS[source.sureness])}</td>"
        f'<td class="number">{whole(used[name])}</td></tr>'
        for name, source in scenario.sources.items()
    )
    return (
        '<div class="scroll" role="region" tabindex="0" aria-label="Sources"><table><caption>Where numbers '
        "and rules "
        "come from. Everything else is assumed.</caption>"
        '<thead><tr><th scope="col">Source</th><th scope="col">How sure</th>'
        f'<th scope="col" class="number">Tables that rest on '
        f"it</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _link(title: str, address: str) -> str:
    """Return a title, linked where the address is one of the web; any other address is only shown."""
    address = clean(address)
    if not address:
        return _said(title)
    try:
        parts = urlsplit(address)
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.netloc)
    except ValueError:
        is_web = False
    if not is_web:
        return f'{_said(title)} <span class="long">({escape(address)})</span>'
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{_said(title)}</a>'


def repeat_html(facts: Facts) -> str:
    """Return the section on running the same city again."""
    manifest = facts.run.manifest
    seeds = f"--seed {manifest['seed']} --life {manifest['life']}"
    command = f"glasscity run scenario.toml {seeds} --report"
    python = (
        "import glasscity\n"
        f'run = glasscity.run("scenario.toml", seed={manifest["seed"]}, life={manifest["life"]})\n'
        f'assert run.digest == "{facts.run.digest}"'
    )
    phases = [f"<b>{escape(sentence(phase.name))}.</b> {escape(clean(phase.sentence))}" for phase in SCHEDULE]
    order = "".join(f"<li>{phase}</li>" for phase in phases)
    rows = [
        ["Scenario", str(manifest["scenario"])],
        ["Seed: who lives there", str(manifest["seed"])],
        ["Life: what happens", str(manifest["life"])],
        ["Digest: what came out", facts.run.digest],
        *([f"Format of {what}", str(number)] for what, number in sorted(manifest["format"].items())),
        *([sentence(name), str(number)] for name, number in sorted(manifest["environment"].items())),
    ]
    return (
        "<p>Everything in this report is a function of a scenario and two seeds. The same three give the "
        "same digest, "
        "on any machine, with any number of threads. The scenario as it was run lies in the run's folder as "
        "<code>scenario.toml</code>.</p>"
        f"<pre>{escape(command)}</pre><p>or, in Python:</p><pre>{escape(python)}</pre>"
        "<p><code>glasscity verify FOLDER</code> checks a run that somebody else made, by making it "
        "again.</p>"
        f"{Table(['', ''], rows, words=2).html('The run. SYNTHETIC.')}"
        f"<h3>The order of a day</h3><p>A day has {number_word(len(phases))} phases. Whatever one "
        f"citizen's day does to "
        f"another takes effect the next day at the earliest.</p><ol>{order}</ol>"
        f"<footer>SYNTHETIC. Written by glasscity {escape(str(manifest['environment']['glasscity']))}. "
        "Everybody in this report is made up; no real person's data went into it.</footer>"
    )

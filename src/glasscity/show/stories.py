"""Three lives out of the run: picked by a stated rule, drawn, and told in a short dated list."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from glasscity.errors import CheckFailed
from glasscity.show.english import decimal, sentence, signed, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table
from glasscity.show.life_figure import life_figure
from glasscity.show.safe import clean, date_text
from glasscity.study.explain import Event, Story, find, story
from glasscity.study.words import counted, money_text

MOST_ENTRIES = 5
MOST_ANSWERS = 3
_ANSWERS = {"refused": "refused", "dearer": "dearer", "cheaper": "cheaper", "first": "served first"}


@dataclass(frozen=True)
class Life:
    """A story, why it was picked, and its figure."""

    story: Story
    what: str
    figure: Figure


def lives(facts: Facts) -> list[Life]:
    """Return up to three lives: one who fell lowest, one whom contacts tipped (or the like), one who rose."""
    found: dict[int, Life] = {}
    for kinds in _wanted(facts):
        for what in kinds:
            citizen = _first_new(facts, what, found)
            if citizen is not None:
                told = story(facts.run, citizen)
                title = f"Citizen {whole(citizen)} {_title(told, what)}"
                found[citizen] = Life(told, what, life_figure(facts, told, title))
                break
    return list(found.values())


def _wanted(facts: Facts) -> list[list[str]]:
    """Return what is looked for in each of three lives, the best choice first."""
    start = facts.names.index(facts.start_category)
    falls = [f"fell to {name}" for name in reversed(facts.names[start + 1 :])]
    rises = [f"rose to {name}" for name in facts.names[:start]]
    return [falls, ["tipped by contacts", "refused", "typical"], rises]


def _first_new(facts: Facts, what: str, found: dict[int, Life]) -> int | None:
    """Return the first citizen with a story that is not told yet; None where nobody has one."""
    try:
        citizens = find(facts.run, what, number=len(found) + 1)
    except CheckFailed:
        return None
    return next((citizen for citizen in citizens if citizen not in found), None)


def _title(told: Story, what: str) -> str:
    titles = {
        "tipped by contacts": f"is in {told.end_category} through the scores of others",
        "refused": "was refused most often because of the score",
        "typical": "stands near the middle in everything",
    }
    return titles.get(what, what)


def life_html(life: Life, number: int) -> str:
    """Return a life as HTML: its figure, who it is, what happened."""
    told = life.story
    who = "; ".join(f"{clean(label)}: {clean(level)}" for label, level in told.who.items())
    alike = counted(told.like_them, "other citizen is", "other citizens are")
    contacts = counted(told.contacts, "contact")
    return (
        f'<article class="life">{life.figure.html(number)}'
        f"<p>{escape(sentence(clean(told.sentence)))}</p>"
        f'<p class="who"><b>{escape(alike)} like that:</b> {escape(clean(told.like_them_rule))}.</p>'
        f'<p class="who"><b>Who.</b> {escape(sentence(who))}; {escape(contacts)}, '
        f"{escape(whole(told.known_contacts))} of them on file.</p>"
        f'<p class="who"><b>Picked as</b> “{escape(clean(life.what))}”: <code>glasscity explain FOLDER '
        f"--find "
        f"&quot;{escape(clean(life.what))}&quot;</code></p>"
        f"{_list_html(told)}</article>"
    )


def _list_html(told: Story) -> str:
    """Return the events that weighed most, in order, as HTML."""
    rows = [
        [
            date_text(event.date),
            _words(told, event),
            signed(event.points, 1).removesuffix(".0") if event.points else "",
            "" if event.total is None else decimal(event.total, 1).removesuffix(".0"),
            event.category,
        ]
        for event in _weighty(told)
    ]
    table = Table(["Day", "What happened", "Points", "Score", "Category"], rows, 2, "chronicle")
    return table.html(f"Citizen {whole(told.citizen)}: what weighed most. SYNTHETIC.") if rows else ""


def _weighty(told: Story) -> list[Event]:
    """Return the entries with most points, the first arrival in each category, and the score's answers."""
    entries = [event for event in told.events if event.kind in ("entry", "override") and event.points]
    chosen = sorted(entries, key=lambda event: (-abs(event.points or 0), event.day))[:MOST_ENTRIES]
    seen = {told.start_category}
    for event in told.events:
        if event.kind == "category" and event.category not in seen:
            seen.add(event.category)
            chosen.append(event)
    chosen += [event for event in told.events if event.kind == "override"][:1]
    answers = [e for e in told.events if e.kind in _ANSWERS and e.reason != "ordinary refusal"]
    answers.sort(key=lambda event: (event.kind != "refused", event.day))
    chosen += answers[:MOST_ANSWERS]
    ids = {id(event) for event in chosen}
    return [event for event in told.events if id(event) in ids]


def _words(told: Story, event: Event) -> str:
    """Say in words what happened."""
    what = clean(event.what)
    if event.kind == "entry":
        return f"{sentence(what)}: filed by {clean(event.filed_by)}"
    if event.kind in _ANSWERS:
        extra = ""
        if event.money:
            amount = money_text(abs(event.money), clean(told.currency))
            extra = f", {amount} {'more' if event.money > 0 else 'less'}"
        return f"{sentence(_ANSWERS[event.kind])}: {what}{extra} ({clean(event.cause)})"
    return f"{sentence(what)}{f' ({clean(event.cause)})' if event.cause else ''}"

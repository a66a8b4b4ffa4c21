"""A few lives out of the run: picked by a stated rule, drawn, and told in a short dated list."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from glasscity.errors import CheckFailed
from glasscity.show.english import decimal, sentence, signed, whole
from glasscity.show.facts import Facts
from glasscity.show.figure import Figure, Table
from glasscity.show.life_figure import life_figure
from glasscity.show.safe import clean, date_text
from glasscity.study.event import ENTRIES
from glasscity.study.explain import Event, Story, find, story
from glasscity.study.find import WRONGLY
from glasscity.study.tie_events import DROPPED
from glasscity.study.words import counted, money_text

MOST_ENTRIES = 5
MOST_WRONG = 3
MOST_ANSWERS = 3
_ANSWERS = {"refused": "refused", "dearer": "dearer", "cheaper": "cheaper", "first": "served first"}


@dataclass(frozen=True)
class Life:
    """A story, why it was picked, its figure; and how many others stand where they do, and truly better."""

    story: Story
    what: str
    figure: Figure
    others: int = 0

    @property
    def is_wronged(self) -> bool:
        """Whether it was picked because the true record says better."""
        return self.what.startswith(WRONGLY)


def lives(facts: Facts) -> list[Life]:
    """Return up to four lives: who fell lowest, whom contacts tipped (or alike), who rose, who is wronged."""
    found: dict[int, Life] = {}
    for kinds in _wanted(facts):
        for what in kinds:
            citizen = _first_new(facts, what, found)
            if citizen is not None:
                told = story(facts.run, citizen)
                title = f"Citizen {whole(citizen)} {_title(told, what)}"
                figure = life_figure(facts, told, title)
                found[citizen] = Life(told, what, figure, _wrongly_there(facts, told.end_category) - 1)
                break
    return list(found.values())


def _wrongly_there(facts: Facts, category: str) -> int:
    """Return how many are in a category at the end, and in a better one on the true record."""
    errors = facts.summary.errors
    if errors is None or category not in facts.names:
        return 0
    place = facts.names.index(category)
    return sum(errors.matrix[place][:place])


def _wanted(facts: Facts) -> list[list[str]]:
    """Return what is looked for in each of the lives, the best choice first."""
    start = facts.names.index(facts.start_category)
    falls = [f"fell to {name}" for name in reversed(facts.names[start + 1 :])]
    rises = [f"rose to {name}" for name in facts.names[:start]]
    wronged = [f"{WRONGLY} {name}" for name in reversed(facts.names[1:])]
    wanted = [falls, ["tipped by contacts", "refused", "typical"], rises]
    return [*wanted, wronged] if facts.summary.errors is not None else wanted


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
    if what.startswith(WRONGLY):
        return f"is {what}: on the true record it would be {told.true_categories[-1]}"
    return titles.get(what, what)


def life_html(life: Life, number: int) -> str:
    """Return a life as HTML: its figure, who it is, what happened."""
    told = life.story
    who = "; ".join(f"{clean(label)}: {clean(level)}" for label, level in told.who.items())
    alike = counted(told.like_them, "other citizen is", "other citizens are") + " like that:"
    rule = told.like_them_rule
    if life.is_wronged:
        alike = counted(life.others, "other citizen is", "other citizens are") + " wronged like that:"
        rule = f"in {told.end_category} at the end, and in a better category on the true record"
    contacts = counted(told.contacts, "contact")
    return (
        f'<article class="life">{life.figure.html(number)}'
        f"<p>{escape(sentence(clean(told.sentence)))}</p>"
        f'<p class="who"><b>{escape(alike)}</b> {escape(clean(rule))}.</p>'
        f'<p class="who"><b>Who.</b> {escape(sentence(who))}; {escape(contacts)}, '
        f"{escape(whole(told.known_contacts))} on file.</p>"
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
    """Return the entries with most points, wrong ones, first arrivals in categories, the score's answers."""
    entries = [event for event in told.events if event.kind in (*ENTRIES, "override") and event.points]
    entries.sort(key=lambda event: (-abs(event.points or 0), event.day))
    wrong = [event for event in entries if event.wrong is not None]
    chosen = [*entries[:MOST_ENTRIES], *wrong[:MOST_WRONG]]
    corrected = [event for event in told.events if event.kind == "answered" and event.corrected]
    chosen += [*corrected, *(event for event in told.events if event.kind == "contested" and event.wrong)][:2]
    seen = {told.start_category}
    for event in told.events:
        if event.kind == "category" and event.category not in seen:
            seen.add(event.category)
            chosen.append(event)
    chosen += [event for event in told.events if event.kind == "override"][:1]
    chosen += [e for e in told.events if e.kind == "circumstance" and e.worse and e.reason][:2]
    answers = [e for e in told.events if e.kind in _ANSWERS and e.reason != "ordinary refusal"]
    answers.sort(key=lambda event: (event.kind != "refused", event.day))
    chosen += answers[:MOST_ANSWERS]
    dropped = [event for event in told.events if event.kind == DROPPED]
    chosen += sorted(dropped, key=lambda event: (-(event.number or 0), event.day))[:1]
    ids = {id(event) for event in chosen}
    return [event for event in told.events if id(event) in ids]


def _words(told: Story, event: Event) -> str:
    """Say in words what happened."""
    what = clean(event.what)
    if event.kind in ENTRIES:
        truth = clean(event.truth)
        truth = f". Wrong: {truth}" if event.wrong else f" ({truth})" if truth else ""
        return f"{sentence(what)}: filed by {clean(event.filed_by)}{truth}"
    if event.kind == "answered":
        return f"An appeal is granted: {what}"
    if event.kind == "contested":
        return f"Contests a wrong entry: {what}{f' ({clean(event.cause)})' if event.cause else ''}"
    if event.kind in _ANSWERS:
        extra = ""
        if event.money:
            amount = money_text(abs(event.money), clean(told.currency))
            extra = f", {amount} {'more' if event.money > 0 else 'less'}"
        return f"{sentence(_ANSWERS[event.kind])}: {what}{extra} ({clean(event.cause)})"
    return f"{sentence(what)}{f' ({clean(event.cause)})' if event.cause else ''}"

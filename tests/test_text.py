"""What a terminal shows: SYNTHETIC everywhere, nothing too wide, and text from a scenario is only text."""

import io
import re

import pytest
from rich.console import Console

import glasscity
from cities import changed
from glasscity.scenario import Scenario, load, shipped
from glasscity.show.safe import clean
from glasscity.show.text import (
    brief_text,
    cities_text,
    rules_text,
    scenario_text,
    sections_of,
    story_text,
    summary_text,
)
from glasscity.study.explain import find, story
from glasscity.study.summary import summarise
from glasscity.study.words import counted, level_text, listed, money_text, points_text, times
from test_explain import WRONGED, unharmed_city, wronged_city

MARKUP = "[red]dues[/red] [link=file:///etc]x[/link] :smile: [/]"
ESCAPES = "\x1b[31mred\x1b[0m\a\r\u202etxet\u2066"


def printed(renderable: object, width: int = 100, *, colour: bool = False) -> str:
    """Return what a console of some width shows."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        highlight=False,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
    )
    console.print(renderable)
    return stream.getvalue()


def words_of(text: str) -> str:
    """Return a text on one line, so that a line's end in it does no harm."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> glasscity.Run:
    """Return a run of a city whose labels are full of markup and control characters."""
    tables = load("essay").to_dict()
    nasty = f"{MARKUP} {ESCAPES}"

    def spoil(value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in ("label", "title", "summary", "is_not", "text", "assumed", "address", "currency"):
                    value[key] = nasty
                else:
                    spoil(inner)
        elif isinstance(value, list):
            for inner in value:
                spoil(inner)

    spoil(tables)
    tables["notes"] = [nasty]
    tables["unfired"] = {nasty: nasty}
    for band, name in zip(tables["rulebook"]["categories"]["bands"], "UVWXYZ", strict=True):
        old, band["name"] = band["name"], f"[b]{name}\x1b"
        for service in tables["services"].values():
            if old in service.get("terms", {}):
                service["terms"][band["name"]] = service["terms"].pop(old)
        for rule in tables["rulebook"]["rules"].values():
            if rule.get("override", {}).get("category") == old:
                rule["override"]["category"] = band["name"]
    folder = tmp_path_factory.mktemp("text") / "hostile"
    return glasscity.run(Scenario.model_validate(tables), citizens=3000, days=200, out=folder)


@pytest.fixture(scope="module")
def wronged(tmp_path_factory) -> glasscity.Run:
    """Return a run in which much goes wrong."""
    folder = tmp_path_factory.mktemp("text") / "wronged"
    return glasscity.run(wronged_city(2000, 150), out=folder)


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("what", WRONGED)
def test_the_story_of_a_wrong_fits_and_tells_the_truth(wronged, what, width):
    told = story(wronged, find(wronged, what)[0])
    text = printed(story_text(told), width)
    assert max(map(len, text.splitlines())) <= width
    assert "SYNTHETIC" in text
    assert told.sentence in words_of(text)
    assert "…" not in text
    wide = words_of(printed(story_text(told), 400))
    for event in told.events:
        if event.truth:
            assert event.truth in wide
        if event.kind == "contested":
            assert f"contests an entry: {event.what}" in wide
        if event.kind == "answered":
            assert f"gets an answer about an entry: {event.what}" in wide
        if event.kind == "correction":
            assert f"taken back: {event.what}" in wide
        if event.kind == "told":
            assert f"tells of citizen {event.other}: {event.what}" in wide
        if event.seen == "filed about somebody else":
            assert f"it stands in the file of citizen {event.other}" in wide
    untold = sum(event.wrong is not None and event.notified is False for event in told.events)
    assert wide.count("nobody told this citizen of the entry") == untold
    assert ("In brackets: the category on the true record" in wide) == (told.days_apart > 0)
    assert ("note: Denunciations are secret here" in wide) == any(
        event.kind == "denunciation" for event in told.events
    )


def test_a_story_in_which_nothing_can_go_wrong_says_nothing_of_it(tmp_path):
    run = glasscity.run(unharmed_city(), out=tmp_path / "run")
    text = printed(story_text(story(run, find(run, "typical")[0])))
    text += printed(summary_text(summarise(run)))
    for word in (
        "wrong",
        "true record",
        "In brackets",
        "secret here",
        "taken back",
        "denunciations",
        "appeal",
    ):
        assert word not in text, word
    assert "restriction-days" not in text


@pytest.mark.parametrize("width", [60, 100])
def test_a_summary_says_what_goes_wrong(wronged, width):
    summary = summarise(wronged)
    text = printed(summary_text(summary), width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    numbers = [summary.errors.wrong, summary.errors.against, summary.errors.worse, summary.errors.better]
    numbers += [kind.entries for kind in summary.errors.kinds]
    numbers += [summary.denunciations.number, summary.appeals.waiting, summary.harm.days["all"]]
    numbers += [summary.appeals.wrong.corrected, summary.appeals.right.corrected]
    for number in numbers:
        assert re.search(rf"(?<![\d,]){number:,}(?![\d,])", text), number
    assert f"{summary.harm.days['erroneous'] / summary.harm.days['all']:.1%}" in text


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("what", ["fell to D", "rose to AAA", "override", "refused", "never seen", "typical"])
def test_a_story_fits_and_says_what_it_is(essay_year, what, width):
    told = story(essay_year, find(essay_year, what)[0])
    text = printed(story_text(told), width)
    assert max(map(len, text.splitlines())) <= width
    assert "SYNTHETIC" in text
    assert told.sentence in words_of(text)
    assert "…" not in text


def test_the_rows_of_a_story_add_up(essay_year):
    """Points and contacts of every row, added to the score of the row before, are its score."""
    told = story(essay_year, find(essay_year, "fell to D")[0])
    score, rows = 1000.0, 0
    for line in printed(story_text(told), 140).splitlines():
        cells = re.search(
            r"  +(?P<changes>(?:[+-]?[\d.,]+ +)*)(?P<score>[\d,]+(?:\.\d)?) +(?:AAA|AA|A|B|C|D)"
            r"(?: \((?:AAA|AA|A|B|C|D)\))? *$",
            line,
        )
        if cells is None or not re.match(r"\d+ [A-Z][a-z]{2} \d{4} ", line) or "starts" in line:
            continue
        changes = [float(number.replace(",", "")) for number in cells["changes"].split() if number[0] in "+-"]
        now = float(cells["score"].replace(",", ""))
        assert now == pytest.approx(score + sum(changes), abs=0.21), line
        score, rows = now, rows + 1
    assert rows > 30
    assert score == pytest.approx(told.lifeline[-1].total, abs=0.05)


def test_every_entry_and_every_answer_has_a_row(essay_year):
    told = story(essay_year, find(essay_year, "refused")[0])
    text = words_of(printed(story_text(told), 200))
    for event in told.events:
        if event.kind == "entry":
            assert f"{event.filed_by}, {event.parameter}" in text
        if event.kind == "refused":
            assert f"refused: {event.what}" in text
    assert text.count("not seen") == sum(event.seen == "not seen" for event in told.events)
    assert f"{told.like_them:,} other citizens have such a story" in text


def test_a_story_can_be_read_without_colours(essay_year):
    told = story_text(story(essay_year, find(essay_year, "fell to D")[0]))
    coloured = printed(told, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == printed(told)
    assert "category falls: " in printed(told)


def test_a_story_without_influence_on_record_shows_the_base(tmp_path):
    city = changed(load("essay"), "recording.influence=false", "recording.acts=false")
    run = glasscity.run(city, citizens=500, days=60, baseline=False, out=tmp_path / "run")
    text = printed(story_text(story(run, 1)))
    assert "base" in text
    assert "note: This run did not record" in text


@pytest.mark.parametrize("width", [60, 100])
def test_a_summary_fits_and_says_what_it_is(essay_year, width):
    summary = summarise(essay_year)
    text = printed(summary_text(summary), width)
    assert max(map(len, text.splitlines())) <= width
    assert "SYNTHETIC" in text
    assert "…" not in text
    assert summary.headlines[0] in words_of(text).replace("· ", "")
    for service in summary.services:
        assert f"{service.requests.here:,}" in text


@pytest.mark.parametrize("name", ["essay", "rongcheng-2016", "no-score"])
def test_what_a_run_prints_is_short(tmp_path, name):
    run = glasscity.run(name, citizens=2000, days=60, out=tmp_path / "run")
    summary = summarise(run)
    text = printed(brief_text(summary))
    assert "SYNTHETIC" in text
    assert len(text.splitlines()) <= 25
    assert max(map(len, printed(brief_text(summary), 60).splitlines())) <= 60


def test_every_section_can_be_shown_alone(wronged):
    summary = summarise(wronged)
    everything = words_of(printed(summary_text(summary)))
    for name, parts in sections_of(summary).items():
        alone = printed(summary_text(summary, name))
        assert "SYNTHETIC" in alone
        assert re.search(rf"^{name} ─", alone, re.MULTILINE)
        assert alone.count("─ ") + alone.count("─\n") == 1
        assert len(parts) > 0
        assert words_of(alone).split("─ ", 1)[1] in everything


def test_what_a_run_prints_says_who_answers_and_for_how_much_harm(wronged):
    summary = summarise(wronged)
    text = words_of(printed(brief_text(summary)))
    for row in summary.categories:
        assert re.search(rf"\b{row.category} +{row.at_start:,} +{row.at_end:,}", text)
    assert f"Who answers for these {summary.errors.worse:,}:" in text
    assert f"closed or dearer on {summary.harm.days['all']:,} days" in text
    assert f"{summary.unlawful_acts.here:,.0f} {summary.unlawful_acts.without_score:,.0f}" in text


@pytest.mark.parametrize("width", [60, 100])
@pytest.mark.parametrize("name", shipped())
def test_a_city_fits_and_says_what_it_is(name, width):
    scenario = load(name)
    for text in (printed(scenario_text(scenario), width), printed(rules_text(scenario), width)):
        assert max(map(len, text.splitlines())) <= width
        assert "SYNTHETIC" in text
        assert "…" not in text.replace(" … ", "")


def test_the_overview_names_everything(essay_year):
    scenario = essay_year.scenario
    text = words_of(printed(scenario_text(scenario), 300))
    assert words_of(scenario.summary) in text
    assert words_of(scenario.is_not) in text
    for band in scenario.rulebook.categories.bands:
        assert band.name in text
    for thing in [*scenario.services.values(), *scenario.organisations.values(), *scenario.sources.values()]:
        assert clean(getattr(thing, "label", None) or thing.title) in text
    for note in scenario.notes:
        assert words_of(note) in text


def test_every_rule_is_listed_with_its_points_and_its_source():
    scenario = load("essay")
    text = words_of(printed(rules_text(scenario), 400))
    for name, rule in scenario.rulebook.rules.items():
        assert scenario.conduct[name].label in text
        assert rule.text in text
        assert (rule.assumed or "") in text
        if rule.points is not None:
            assert re.search(
                rf"{re.escape(scenario.conduct[name].label)}.*?{re.escape(points_text(rule.points))}", text
            )
    for source in {rule.source for rule in scenario.rulebook.rules.values()} - {None}:
        assert scenario.sources[source].title in text
    for domain in scenario.domains.values():
        assert domain.label in text.lower()
    assert "to category C at once, for 365 days" in text
    assert "at most +10 and at most -20 at any time from what one buys and plays" in text
    assert "deleted after 1,825 days" in text


def test_all_cities_are_listed():
    text = printed(cities_text([load(name) for name in shipped()]))
    assert "SYNTHETIC" in text
    for name in shipped():
        assert name in text
        assert load(name).title in text


@pytest.mark.parametrize("width", [60, 100])
def test_markup_and_control_characters_in_a_scenario_are_only_text(hostile, width):
    scenario = hostile.scenario
    told = [story(hostile, citizen) for citizen in (1, *find(hostile, "typical"))]
    told += [story(hostile, find(hostile, "refused")[0])]
    shown = [*map(story_text, told), summary_text(summarise(hostile)), brief_text(summarise(hostile))]
    shown += [scenario_text(scenario), rules_text(scenario), cities_text([scenario])]
    for renderable in shown:
        text = printed(renderable, width)
        assert not set(text) & set("\x1b\a\r\u202e\u2066")
        assert "[red]dues[/red]" in text.replace("\n", "")
        assert ":smile:" in words_of(text)
        assert "SYNTHETIC" in text
        coloured = printed(renderable, width, colour=True)
        assert "\x1b]8" not in coloured
        assert "file:///etc]x" in words_of(coloured)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        (" two\n lines\t", "two lines"),
        ("\x1b[31mred", "[31mred"),
        ("\u202eabc\u2069", "abc"),
        ("城市 é 👩‍👩‍👧", "城市 é 👩‍👩‍👧"),
        ("a\x00b\x7fc\x9bd", "abcd"),
        ("line\u2028end", "line end"),
    ],
)
def test_clean_text(text, shown):
    assert clean(text) == shown


def test_numbers_in_words():
    assert [points_text(points) for points in (5, -12.34, 0, 0.04, -0.04, 1234.5)] == [
        "+5",
        "-12.3",
        "0",
        "0",
        "0",
        "+1,234.5",
    ]
    assert points_text(1003, sign=False) == "1,003"
    assert (money_text(1500, "yuan"), money_text(0.5, "yuan")) == ("1,500 yuan", "0.50 yuan")
    assert [counted(n, "entry", "entries") for n in (0, 1, 2)] == ["0 entries", "1 entry", "2 entries"]
    assert [times(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert [level_text(level) for level in ("18-29", "over-74", "lower-middle")] == [
        "18-29",
        "over 74",
        "lower middle",
    ]
    assert [listed(list(text)) for text in ("a", "ab", "abc")] == ["a", "a and b", "a, b and c"]

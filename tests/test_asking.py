"""`glasscity new --ask`: a scheme told in answers is the scheme that somebody would have written down."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

import glasscity
from glasscity.rights import assess
from glasscity.rights.brief import key_figures
from glasscity.scenario import load

ANSWERS = (Path(__file__).parent.parent / "docs" / "gladsaxe-answers.txt").read_text(encoding="utf-8")

RICH = """\
A "quoted" town \\ score [red]
none
unknown
unknown
euros
nowhere
better
unknown
unknown
unknown
A
1010
B, the rest
""".replace("B, the rest\n", "")
"""The beginning of a score in which more is better and nothing is published."""

TOWN = (
    RICH
    + """\
Ä b
900
C"1
rest
Bounds read off a poster.
不按时还钱
-50 to -5
none
no
unknown
speech
unknown
the internet
A "bank"
comm
unknown
unknown
unknown
helping others
5
none
yes
0
good deeds
no
streets
unknown
2
50
nothing more
a loan
the internet
none
C"1, Ä b
unknown
unknown
A
no
unknown
the council
the Act
nobody
a doctor
health
C"1
none
none
yes
1
nobody
none
the ward
nothing more
the city council
the Scores Act
the scores desk
90
no
yes
unknown
unknown
unknown
yes
40
yes
unknown
yes
"""
)


class Person(io.StringIO):
    """Somebody at a terminal, who writes these lines; after the last one the terminal is closed."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def tell(program, desk, monkeypatch) -> Callable[..., object]:
    """Call `glasscity new --ask town` with answers from a file, or from a person."""

    def call(answers: str, *arguments: str, person: bool = False):
        monkeypatch.setattr("sys.stdin", Person(answers) if person else io.StringIO(answers))
        return program("new", "town", "--ask", *arguments)

    return call


def nothing_written(answer, desk, code: int = 2) -> None:
    assert (answer.code, answer.out) == (code, "")
    assert list(desk.iterdir()) == []


def lines() -> list[str]:
    """Return the answers of the page, without what is for readers."""
    return [line for line in ANSWERS.splitlines() if not line.startswith("#")]


# ── Gladsaxe ──────────────────────────────────────────────────────────────────────────────────────────


def test_gladsaxe_told_in_answers_is_gladsaxe(tell, program, desk):
    answer = tell(ANSWERS, "--out", "told.toml")
    assert (answer.code, answer.out) == (0, "told.toml\n"), answer.err
    assert "a valid scenario" in program("check", "told.toml").out
    here, there = load("told.toml"), load("gladsaxe")
    by_label = {there.conduct[name].label: name for name in there.conduct}
    assert {kind.label for kind in here.conduct.values()} == set(by_label)
    for name, kind in here.conduct.items():
        other = by_label[kind.label]
        meant = there.conduct[other]
        assert (kind.lawful, kind.gravity, kind.per_year) == (meant.lawful, meant.gravity, meant.per_year)
        assert here.domains[kind.domain] == there.domains[meant.domain]
        assert here.contexts[kind.context] == there.contexts[meant.context]
        rule, their_rule = here.rulebook.rules[name], there.rulebook.rules[other]
        assert (rule.points, rule.text, rule.assumed) == (their_rule.points, their_rule.text, None)
    assert here.rulebook.categories.bands == there.rulebook.categories.bands
    ends = ("start", "lowest_total", "highest_total", "criteria_published")
    assert [getattr(here.rulebook, end) for end in ends] == [getattr(there.rulebook, end) for end in ends]
    (door,), (their_door,) = here.services.values(), there.services.values()
    assert (door.label, door.terms) == (their_door.label, their_door.terms)
    assert here.sources["published"] == there.sources["facts"]


def test_gladsaxe_told_in_answers_has_the_same_assessment(tell):
    assert tell(ANSWERS).code == 0
    here, there = assess(load("town.toml")), assess(load("gladsaxe"))
    assert key_figures([here]) == key_figures([there])
    assert here.elements == there.elements
    names = re.compile(r"'(?:conduct|context|source|consequence|service|name|domain)': '[^']*'")
    mine, theirs = (
        [
            names.sub("", str(asdict(part)))
            for part in (one.findings.proportion, one.findings.way_back, one.findings.repetition)
        ]
        for one in (here, there)
    )
    assert mine == theirs
    labels = [
        [(a.label, a.rules, a.crossing) for a in one.findings.crossing.sources] for one in (here, there)
    ]
    assert labels[0] == labels[1]


def test_what_is_told_can_be_run(tell, tmp_path):
    assert tell(ANSWERS).code == 0
    run = glasscity.run("town.toml", citizens=400, days=20, out=tmp_path / "run", baseline=False)
    assert run.scenario.population.citizens == 400


def test_a_file_written_once_is_the_same_again(tell, desk):
    assert tell(ANSWERS).code == 0
    assert tell(ANSWERS, "--out", "again.toml").code == 0
    assert (desk / "town.toml").read_bytes() == (desk / "again.toml").read_bytes()


# ── What else can be said ─────────────────────────────────────────────────────────────────────────────


def test_a_score_with_odd_words_and_much_unknown(tell, desk):
    answer = tell(TOWN)
    assert answer.code == 0, answer.err
    city = load("town.toml")
    assert city.title == 'A "quoted" town \\ score [red]'
    assert city.category_names == ["A", "Ä b", 'C"1']
    assert (city.rulebook.start, city.rulebook.lowest_total, city.rulebook.highest_total) == (1000, 0, 101000)
    late, helping = city.conduct.values()
    assert list(city.conduct) == ["conduct_1", "helping_others"]
    assert (late.lawful, late.gravity, helping.lawful) == (False, 5, True)
    rules = list(city.rulebook.rules.values())
    assert (rules[0].points_from, rules[0].points_to, rules[1].points) == (-50, -5, 5)
    assert {rule.expires_after_days for rule in rules} == {90}
    loan, doctor = city.services.values()
    assert {name: term.price for name, term in loan.terms.items() if not term.first} == {
        'C"1': 200,
        "Ä b": 200,
    }
    assert loan.terms["A"].first
    assert (loan.price, doctor.price, doctor.basic) == (100, None, True)
    assert (loan.author, loan.legal_basis, loan.human_review) == ("the council", "the Act", None)
    assert doctor.human_review == "the ward"
    assert city.rulebook.author == "the city council"
    assert city.appeals is not None
    assert (city.appeals.notified, city.appeals.answer_days) == (0.5, (30, 30))
    assert city.scoring.consent is not None
    assert (float(city.scoring.consent.share), city.scoring.basic_protected) == (0.4, True)
    bank, nobody_knows = city.organisations.values()
    assert (bank.kind, nobody_knows.label) == ("commercial", "an office that is unknown")
    assert float(bank.sees["conduct_1"]) == 0.9
    assert float(nobody_knows.sees["helping_others"]) == 0.5
    assert city.harm is None
    assert assess(city).findings.accounts.named("author") == 1 + 1


def test_what_is_unknown_says_what_stands_in_for_it(tell):
    assert tell(TOWN).code == 0
    said = dict(load("town.toml").assumptions())
    assert "unknown, 20,000 stand in" in said["population"]
    assert "unknown, 2020 stands in" in said["time"]
    assert "unknown, 5 of 10" in said["conduct.conduct_1"]
    assert "unknown, once in ten years" in said["conduct.conduct_1"]
    assert "unknown" not in said["conduct.helping_others"]
    assert "nine in ten" in said["organisations.bank"]
    assert said["organisations.office_that_is_unknown"].startswith("Which it is: unknown.")
    assert "Whether there are others: unknown" in said["courts"]
    assert "how many are told, half" in said["appeals"]
    assert said["rulebook.categories"] == "Bounds read off a poster."
    for what in ("with how many points everybody begins", "the fewest points", "the most points"):
        assert what in said["rulebook"]
    assert "Whether rights protect speech is unknown" in " ".join(load("town.toml").notes)


def test_the_file_is_for_readers(tell, desk):
    assert tell(TOWN).code == 0
    text = (desk / "town.toml").read_text(encoding="utf-8")
    assert text.startswith('# SYNTHETIC: nobody in this city exists.\n#\n# A "quoted" town')
    assert max(len(line) for line in text.splitlines() if line.startswith("#")) <= 110
    for part in ("What is looked at", "What it leads to", "Who files it", "The points"):
        assert re.search(rf"^# ── {part} ─+\n# ", text, re.MULTILINE)


# ── Answers that cannot be taken ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("instead_of", "answer", "said"),
    [
        (0, "", "this needs an answer"),
        (0, "x" * 401, "at most 400 letters"),
        (0, "a\x1b[31m", "cannot be printed"),
        (2, "many", "a number such as 5, 1000 or 0.5, and this is 'many'"),
        (2, "12", "from 200 to 5,000,000, and this is 12"),
        (2, "1000.5", "a whole number, and this is 1000.5"),
        (2, "1e999999999", "a number such as"),
        (2, "1,000", "a number such as"),
        (7, "very", "one of official, press, weak, unknown"),
        (9, "1.2345", "at most three decimals"),
        (10, "5", "at most 0, with which everybody begins"),
        (11, "-5", "at least 0, with which everybody begins"),
        (12, "none", "cannot be the name of a category"),
        (12, "thirteen long", "at most 12 letters"),
        (14, "Unflagged", "is a category already"),
        (15, "700", "a worse category has more points than 799"),
        (19, "0", "0 points are no rule"),
        (19, "-5 to 5", "a rule takes points or gives them"),
        (19, "1.5 to 5", "are whole"),
        (20, "maybe", "yes or no, and this is 'maybe'"),
        (23, "11", "from 0 to 10"),
        (17, "ab", "at least 3 letters"),
        (26, "unknown", "this needs a name, since much follows from it"),
        (82, "me", "at least 3 letters"),
        (28, "private", "one of municipal, judicial, commercial, other"),
        (29, "400", "from 0 to 360"),
        (30, "101", "from 0 to 100"),
        (31, "A parent's mental illness", "is in the list already"),
        (37, "7", "there is no number 7; write its name"),
        (72, "flagged, red", "there is no category 'red'; there are unflagged, flagged"),
        (73, "flagged", "was named before"),
        (85, "0", "from 1 to 36,500"),
    ],
)
def test_a_wrong_answer_in_a_file_stops_it_and_names_the_line(tell, desk, instead_of, answer, said):
    told = lines()
    told[instead_of] = answer
    found = tell("# a class\n" + "\n".join(told) + "\n")
    nothing_written(found, desk)
    last = found.err.strip().splitlines()[-1]
    assert f"line {instead_of + 2} of the answers, question {instead_of + 1} (" in last
    assert said in last
    assert "Nothing was written" in last


def test_a_door_that_nothing_closes_is_refused(tell, desk):
    told = lines()
    told[72] = "none"
    nothing_written(found := tell("\n".join(told)), desk)
    assert "then no category changes anything about it" in found.err


def test_a_scheme_that_no_file_can_hold_is_refused_at_the_end(tell, desk):
    told = lines()
    told[19], told[29] = "900000", "300"
    nothing_written(found := tell("\n".join(told)), desk)
    assert "somebody's points may reach" in found.err


def test_answers_that_end_or_go_on_write_nothing(tell, desk):
    told = lines()
    nothing_written(found := tell("\n".join(told[:40])), desk)
    assert "the answers end after line 40, at question 41 (" in found.err
    nothing_written(found := tell("\n".join([*told, "", "# the end", "one more"])), desk)
    assert "('one more') comes after the last question" in found.err
    nothing_written(tell(""), desk)
    nothing_written(tell("\n".join([*told[:-1], "no"])), desk, code=130)


def test_a_file_of_windows_with_a_mark_at_its_head_is_read(tell):
    assert tell("\ufeff" + ANSWERS.replace("\n", "\r\n")).code == 0


def test_what_is_there_is_left_alone_before_anything_is_asked(tell, desk):
    (desk / "town.toml").write_text("mine")
    answer = tell(ANSWERS)
    assert answer.code == 2
    assert "there is something already" in answer.err
    assert "What is the scheme called?" not in answer.err
    assert (desk / "town.toml").read_text() == "mine"


def test_the_name_may_be_that_of_the_file(program, desk, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(ANSWERS))
    assert program("new", "--ask", "my-score.toml").out == "my-score.toml\n"
    assert load("my-score.toml").name == "my-score"


# ── A person at a terminal ────────────────────────────────────────────────────────────────────────────


def test_a_person_is_asked_again_and_helped(tell, desk):
    told = lines()
    told[2:3] = ["?", "a few", "12", "20000"]
    answer = tell("\n".join(told) + "\n", person=True)
    assert answer.code == 0, answer.err
    assert "Not so: a number such as 5, 1000 or 0.5, and this is 'a few'." in answer.err
    assert "Not so: from 200 to 5,000,000, and this is 12." in answer.err
    assert "What is unknown is assumed, and the file says so." in answer.err
    assert answer.out == "town.toml\n"


def test_back_leaves_no_trace_of_an_answer(tell, desk):
    told = lines()
    # A field of life that nobody means after all, and the question about its protection that came with it.
    told[24:25] = ["astrology", "back", "back", "0", "health"]
    answer = tell("\n".join(["back", *told]) + "\n", person=True)
    assert answer.code == 0, answer.err
    assert "This is the first question." in answer.err
    with_back = (desk / "town.toml").read_text()
    (desk / "town.toml").unlink()
    assert tell(ANSWERS).code == 0
    assert (desk / "town.toml").read_text() == with_back
    assert "astrology" not in with_back


def test_back_from_the_last_question(tell):
    told = lines()
    told[-1:] = ["back", "250", "yes"]
    assert tell("\n".join(told) + "\n", person=True).code == 0
    assert load("town.toml").harm.points_per_gravity == 250


@pytest.mark.parametrize("last", range(0, 91, 15))
def test_leaving_at_any_question_writes_nothing(tell, desk, last):
    told = [*lines()[:last], "quit"]
    answer = tell("\n".join(told), person=True)
    nothing_written(answer, desk, code=130)
    assert answer.err.endswith("glasscity: stopped; nothing half-written is left\n")
    answer = tell("\n".join(told[:-1]) + "\n", person=True)
    nothing_written(answer, desk)
    assert (
        answer.err.strip()
        .splitlines()[-1]
        .startswith(f"glasscity: new --ask: the answers end at question {last + 1} (")
    )


def test_an_interrupt_writes_nothing(tell, desk, monkeypatch):
    def interrupt(self, *_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Person, "readline", interrupt)
    nothing_written(tell("", person=True), desk, code=130)


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_walk_through_quotes_a_real_session_and_what_it_wrote(tell, desk):
    page = (Path(__file__).parent.parent / "docs" / "assess-a-scheme.md").read_text(encoding="utf-8")
    answer = tell(ANSWERS, "--out", "gladsaxe-asked.toml")
    assert answer.code == 0
    pieces = re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(pieces) >= 6
    written = (desk / "gladsaxe-asked.toml").read_text(encoding="utf-8")
    for piece in pieces:
        assert piece in written
    sessions = re.findall(r"^```text\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(sessions) >= 6
    for session in sessions:
        assert session in answer.err

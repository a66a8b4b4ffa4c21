"""`verification/three_years.py`: its cities load, its words follow from its numbers."""

from pathlib import Path

import pytest

from glasscity.days import simulate
from glasscity.parallel import Workers
from glasscity.scenario import load
from glasscity.world import found_city

FOLDER = Path(__file__).parent.parent / "verification"


@pytest.fixture
def years(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import three_years

    return three_years


@pytest.fixture
def findings(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import three_years_findings

    return three_years_findings


@pytest.fixture
def page(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import three_years_page

    return three_years_page


def test_every_variant_loads_and_differs(years):
    keys = {years.key_of(years.scenario_of(one, 1000), 1) for one in (years.ESSAY, *years.TIES, *years.FLIPS)}
    assert len(keys) == 1 + len(years.TIES) + len(years.FLIPS)


def test_whoever_is_spared_lives_in_the_city_of_the_essay(years):
    with Workers(1) as workers:
        digests = {
            simulate(city, found_city(city, 1, workers), 1, 1, workers).digest
            for city in (
                load("essay", citizens=300, days=70),
                load(years.LOTS, citizens=300, days=70, settings=[years.SPARED]),
            )
        }
    assert len(digests) == 1


def lives(unlawful):
    """Lives in which nothing differs with the score but unlawful acts."""
    measures = dict.fromkeys(
        [
            *("critics who say so, third year", "critics who feign approval, third year"),
            *("mean opinion, third year", "grave unlawful acts", "loans in default", "good deeds"),
            "sorted by score",
        ],
        1.0,
    )
    return [
        {
            "scored": {**measures, "unlawful acts": 100.0 + number + unlawful},
            "without": {**measures, "unlawful acts": 100.0},
            "trap": {},
        }
        for number in (-1, 0, 1)
    ]


def test_a_sign_that_turns_round_is_named(findings, page):
    found = {
        page.ESSAY: lives(-20),
        "fewer": lives(-30),
        "more": lives(20),
        "same": lives(0),
    }
    said = findings.turned(found, ["fewer", "more", "same"]).splitlines()
    (line,) = [one for one in said if one.startswith("- *unlawful acts*")]
    assert line == (
        "- *unlawful acts* (−): turns round where: more; no longer told apart from 0 where: same."
    )
    row = next(one for one in page.flips_table(found, ["more", "same"]).splitlines() if "| unlawful" in one)
    assert row == "| unlawful acts | −20 ± 2 | **+20 ± 2** | *+0 ± 2* |"


def test_the_interval_is_that_of_student(findings):
    found = findings.over_lives([1.0, 2.0, 3.0])
    assert found.mean == 2
    assert found.reach == pytest.approx(4.302653 / 3**0.5)
    assert findings.over_lives([1.0, 1.0]).sign == 1
    assert found.sign == 0


def test_what_the_page_says_follows_from_the_figures(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import three_years_words as words

    def life(number, say, feign, opinion, first, third):
        sides = {}
        for side, some in (("scored", (say, feign, opinion)), ("without", (50, 10, 100))):
            sides[side] = dict(
                zip(
                    (
                        *("critics who say so, third year", "critics who feign approval, third year"),
                        "mean opinion, third year",
                    ),
                    [value + number / 10 for value in some],
                    strict=True,
                )
            ) | {"in D in the first year": first, "in D": third}
        return sides

    falls = [life(number, 20, 60, 90, 10, 100) for number in range(3)]
    rises = [life(number, 60, 5, 110, 10, 9) for number in range(3)]
    assert words.voice_falls(falls).startswith("Yes, and of those who disapprove more feign approval")
    assert words.voice_falls(rises) == "No: it rises."
    assert words.approval(falls).startswith("Approval is lost")
    assert words.approval(rises).startswith("Approval is gained")
    assert words.how_many(falls) == "Few in the first year, many in the third"
    assert words.how_many(rises) == "Fewer in the third year than in the first"
    assert words.by_sign(words.Mean(1, 2), "more", "fewer", "neither") == "neither"

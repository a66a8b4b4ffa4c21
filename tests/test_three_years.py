"""`verification/three_years.py`: its cities load, its words follow from its numbers."""

from pathlib import Path

import pytest

from glasscity.parallel import Workers
from glasscity.scenario import load
from glasscity.simulation import simulate
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
    off = ["repair.enabled=false", "data_centre.enabled=false", "appeals.helpers.share=0"]
    off += [f"appeals.learning.{after}=1" for after in ("after_refusal", "after_success")]
    with Workers(1) as workers:
        digests = {
            simulate(city, found_city(city, 1, workers), 1, 1, workers).digest
            for city in (
                load("essay", citizens=300, days=70, settings=off),
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

"""`glasscity rights` beyond the rulebook of the first day: single parameters, towns, later days.

By hand, on the starter city: a red light -5 and gravity 4, a critical post -9 in the mean and gravity 0; a
post that names the mayor, parameter 1001, has -20 of its own. The other sums are in `test_rights.py`.
"""

from __future__ import annotations

import pytest
from rich.console import Console

from cities import starter
from glasscity.rights import assess
from glasscity.rights.versions import in_town
from glasscity.scenario import load
from glasscity.scenario.towns import town_scales
from glasscity.show.rights_lists import lists_of
from glasscity.show.rights_text import rights_text

LOST = 5 * 3 * 0.3 + 20 * 0.4 * 0.9 + 9 * 1 * 0.5


def towns(second: str) -> str:
    return (
        "towns={here={code=1, label='Here', share=0.5, assumed='a test'}, "
        f"there={{code=2, label='There', share=0.5, {second}, assumed='a test'}}}}"
    )


def versions(*settings: str):
    return assess(starter(*settings)).versions


def figures(version) -> dict[str, tuple[str, str]]:
    return {other.name: (other.first, other.here) for other in version.figures}


def printed(one) -> str:
    console = Console(width=120, highlight=False)
    with console.capture() as shown:
        console.print(rights_text([one]))
    return " ".join(shown.get().split())


# ── Single parameters ─────────────────────────────────────────────────────────────────────────────────


def test_a_parameter_with_points_of_its_own_is_weighed_by_itself():
    (one,) = assess(starter()).findings.excepted
    assert (one.parameter, one.label, one.conduct) == (1001, "a post that names the mayor", "critical_post")
    assert (one.points, one.rule_points, one.per_gravity, one.against) == (-20, -9, None, True)
    (graver,) = assess(starter("conduct.critical_post.gravity=2")).findings.excepted
    assert graver.per_gravity == 10
    (kinder,) = assess(starter("catalogue.exceptions.0.points=20")).findings.excepted
    assert (kinder.against, kinder.per_gravity) == (False, None)
    assert assess(starter("catalogue.dropped=[1001]")).findings.excepted == ()
    assert assess(starter("scoring.enabled=false")).findings.excepted == ()


def test_single_parameters_are_told_and_listed():
    one = assess(starter())
    assert "1 parameter has points of their own instead of their rule's; 1 of them against people" in printed(
        one
    )
    table = dict(lists_of(one))["Parameters with points of their own"]
    assert list(table.rows[0])[-3:] == ["-9", "-20", "no harm"]
    assert "Single parameters" not in printed(assess(load("gladsaxe")))


# ── Towns ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("second", ["scale=0.5", "scale=3, start=0", "start=100", "scored=false"])
def test_another_scale_alone_is_no_other_scheme(second):
    found = versions(towns(second))
    assert [version.label for version in found] == ["Here", "There"]
    assert not any(version.differs for version in found)
    assert [version.scored for version in found] == [True, "scored" not in second]


def test_points_of_a_town_count_on_the_scale_of_the_rulebook():
    # Half a point there is one point of the rulebook: -25 there are -50 here, ten times those of the rule.
    here, there = versions(towns("scale=0.5, rules={red_light=-25}"))
    assert not here.differs
    lost = LOST + 45 * 3 * 0.3
    assert figures(there)["points lost, won in an ordinary year"] == (
        f"-{LOST:.1f}, +17.2",
        f"-{lost:.1f}, +17.2",
    )
    assert figures(there)["points for each step of gravity"] == ("1.2 to 10", "10 to 12.5")
    assert not there.elements


def test_bounds_of_a_town_are_held_against_its_own_start():
    city = starter(towns("scale=2, start=100, at_least={C=60}"))
    # 40 below the start on a scale of two: 20 below the start of the rulebook.
    bands = in_town(city, town_scales(city)[1]).rulebook.categories.bands
    assert [band.at_least for band in bands] == [1010, 990, 980, None]


def test_a_town_in_which_no_total_closes_a_door_has_other_elements():
    _, there = versions(towns("lowest_total=1000"))
    assert figures(there)["doors closed or dearer to some category"] == ("2", "0")
    found = {other.name: (other.first, other.here) for other in there.elements}
    assert found["AI Act, Art. 5(1)(c): a score that leads to detrimental treatment"] == ("met", "not met")


def test_thirty_cities_differ_in_nine():
    one = assess(load("thirty-cities"))
    assert len([version for version in one.versions if version.day is None]) == 30
    assert "Of 30 towns, 9 have another figure or element, on the scale of the rulebook." in printed(one)


# ── Later days ────────────────────────────────────────────────────────────────────────────────────────

FALLING = (
    "interventions=[{day=10, path='rulebook.walls', to=false, label='the walls fall', assumed='a test'}]"
)


def test_what_walls_that_fall_later_change():
    one = assess(starter("rulebook.walls=true", FALLING))
    (later,) = one.versions
    assert (later.day, later.label, later.scored) == (10, "from day 10 on", True)
    assert later.changes == one.scheme.changes
    assert figures(later)["rule and door in two contexts, of all pairs"] == ("0 of 1", "5 of 6")
    found = {other.name: (other.first, other.here) for other in later.elements}
    key = "AI Act, Art. 5(1)(c)(i): in social contexts unrelated to the data's origin"
    assert found[key] == ("not met", "met")
    assert one.findings.crossing.crossing == 0
    assert "Of 1 day with interventions, 1 has another figure or element." in printed(one)
    table = dict(lists_of(one))["What is another in a town, or from a later day on"]
    assert ["from day 10 on", "rule and door in two contexts, of all pairs", "0 of 1", "5 of 6"] in table.rows
    assert one.to_dict()["versions"][0]["day"] == 10


def test_a_score_that_ends_takes_nothing_any_more():
    (later,) = versions("interventions=[{day=5, path='scoring.enabled', to=false, assumed='a test'}]")
    assert not later.scored
    assert figures(later)["rules against people, of all rules"] == ("3 of 5", "0 of 5")


def test_a_scheme_that_never_changes_has_no_versions():
    assert versions() == ()
    assert assess(load("no-score")).versions == ()

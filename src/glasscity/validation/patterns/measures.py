"""Patterns of what is on file, of grades, of who takes part, and of closed doors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from glasscity import tables
from glasscity.study.fit import Sign, sign_of
from glasscity.validation.patterns.seen import Seen

NOT_A_NUMBER = float("nan")
BY_STATE = ("flight", "fast_train")
"""Services of the national list about which something is published."""


def ratio(above: float, below: float) -> float:
    """Return a quotient, not a number where it has none."""
    return above / below if below else NOT_A_NUMBER


def records(sign: Sign) -> Callable[[Seen], float]:
    """Return what reads records of one sign for each person."""

    def read(seen: Seen) -> float:
        scenario = seen.scenario
        names = [name for name, rule in scenario.rulebook.rules.items() if sign_of(rule) == sign]
        entries = seen.all("entries")
        of_it = np.isin(entries["conduct"], [scenario.conduct[name].code for name in names])
        return float((of_it & (entries["kind"] == tables.CONDUCT)).sum() / seen.citizens)

    return read


def blame_to_praise(seen: Seen) -> float:
    """Return negative records for each positive one."""
    return ratio(records("negative")(seen), records("positive")(seen))


def in_lowest_grades(seen: Seen) -> float:
    """Return the share of people in C or D."""
    return seen.share_in(["C", "D"])


def in_lowest_grades_of(town: str) -> Callable[[Seen], float]:
    """Return what reads the share of one town's people in C or D."""
    return lambda seen: seen.share_in(["C", "D"], town)


def most_lost_by_instalments(seen: Seen) -> float:
    """Return the most points that anybody loses for missed instalments."""
    entries = seen.all("entries")
    code = seen.scenario.conduct["instalment_missed"].code
    of_it = (entries["conduct"] == code) & (entries["kind"] == tables.CONDUCT) & (entries["counts"] > 0)
    lost = np.bincount(
        entries["citizen"][of_it], weights=-entries["points"][of_it].astype(float), minlength=1
    )
    return seen.in_points(float(lost.max()))


def best_grade(seen: Seen) -> float:
    """Return the share of people in the best grade at the end."""
    return best_grade_of("")(seen)


def best_grade_of(town: str) -> Callable[[Seen], float]:
    """Return what reads the share of one town's people in the best grade."""
    return lambda seen: seen.share_in([seen.scenario.category_names[0]], town)


def worse_off_by_score(seen: Seen) -> float:
    """Return how many requests were refused, or dearer, because of the score."""
    return worse_off_by_score_in("")(seen)


def worse_off_by_score_in(town: str) -> Callable[[Seen], float]:
    """Return what reads how many requests of one town's people were, by their score or grade anywhere."""

    def read(seen: Seen) -> float:
        decisions = seen.all("decisions")
        worse = np.isin(decisions["outcome"], (tables.REFUSED, tables.DEARER))
        worse &= decisions["reason"] != tables.ORDINARY
        return float((worse & seen.lives_in(town)[decisions["citizen"]]).sum())

    return read


def take_part(seen: Seen) -> float:
    """Return the share of people who are scored."""
    return seen.share_scored()


def take_part_in(*towns: str) -> Callable[[Seen], float]:
    """Return what reads the share of people scored in towns, their mean."""
    return lambda seen: float(np.mean([seen.share_scored(town) for town in towns]))


def flights_to_trains(seen: Seen) -> float:
    """Return flights refused by the national list for each train."""
    return ratio(_stopped(seen, BY_STATE[0]), _stopped(seen, BY_STATE[1]))


def stops_for_each_listed(seen: Seen) -> float:
    """Return flights and trains refused by the national list for each person who was on it."""
    scenario, moves = seen.scenario, seen.all("moves")
    assert scenario.joint is not None
    listed = [scenario.category_names.index(name) for name in scenario.joint.categories]
    people = seen.people(moves["citizen"][np.isin(moves["after"], listed)])
    return ratio(sum(_stopped(seen, service) for service in BY_STATE), people)


def _stopped(seen: Seen, service: str) -> int:
    decisions = seen.all("decisions")
    of_it = decisions["service"] == seen.scenario.services[service].code
    return int((of_it & (decisions["reason"] == tables.NATIONAL_LIST)).sum())

"""How much memory a run will need: what lasts from day to day for each citizen, and what waits for the disk.

The bytes are those of the arrays that the mechanisms of a scenario hold: tests compare them with a city's.
"""

from __future__ import annotations

from glasscity import tables
from glasscity.intervention import has_shadow, stages
from glasscity.rows import WAITING_AT_MOST
from glasscity.scenario import Scenario

PROGRAM = 300_000_000
"""Bytes of the program itself, its libraries and its kernels."""
WAITING = 4
"""How many times a row that waits for the disk is there: as it came, in one piece, and in columns."""
PEOPLE = 3 + 4 + 8 + 1
"""District, sex and the like beside the attributes; household, home, town."""
WHERE_ROWS_BEGIN = 16
FILE = 3 * 4 + 3
"""Base, influence, total; category, override, town."""
PER_TIE = 4 + 1 + 2
PER_KNOWN_TIE = 4
PER_CHANGING_TIE = 4 + 1 + 2 + 2
OF_REWIRING = 24
LAST_FILES_PER_TIE = 24
"""Of a tie, seen from either end, while the table of ties is made and compressed at the end of a run."""
DAYS_ON_THE_WAY = 4
"""How many times a day's acts, filings and entries are there at once."""


def memory_bytes(scenario: Scenario, ties: float, acts_a_day: float, entries_a_day: float) -> int:
    """Return the bytes that a run holds at its peak, roughly.

    Parameters
    ----------
    ties, acts_a_day, entries_a_day : of each citizen, on an average.
    """
    people = scenario.population
    citizens = people.everybody
    course = [stage.scenario for stage in stages(scenario)]
    files = 2 if has_shadow(course) else 1
    each = _of_the_city(scenario, course, ties) + files * _of_a_file(scenario, course)
    # What a lender had on record before day 0 is filed at once.
    each += tables.FILING.itemsize * (scenario.lending is not None)
    each += _of_society(scenario, course) + _of_contexts(scenario, course, files)
    if scenario.recording.ledger == "all":
        each += LAST_FILES_PER_TIE * ties
    each += entries_a_day * DAYS_ON_THE_WAY * (tables.FILING.itemsize + tables.ENTRY.itemsize) * files
    return int(PROGRAM + citizens * each + _waiting(scenario, citizens, acts_a_day, entries_a_day))


def _of_the_city(scenario: Scenario, course: list[Scenario], ties: float) -> float:
    each = len(scenario.population.attributes) + PEOPLE + WHERE_ROWS_BEGIN
    per_tie = PER_TIE
    seen = [organisation.sees_ties for organisation in scenario.organisations.values()]
    all_on_file = any(shares and min(shares.values()) == 1 for shares in seen)
    if any(seen) and (scenario.rewiring is not None or not all_on_file):
        per_tie += PER_KNOWN_TIE
    if any(one.rewiring is not None for one in course):
        per_tie += PER_CHANGING_TIE
        each += OF_REWIRING
    return each + per_tie * ties


def _of_a_file(scenario: Scenario, course: list[Scenario]) -> float:
    each = float(FILE + 8 * len(scenario.rulebook.caps))
    if any(rule.override is not None for one in course for rule in one.rulebook.rules.values()):
        each += 2 * len(scenario.category_names)
    each += 4 * any(one.repairs for one in course)
    return each + 3 * sum(len(holder.services) for holder in scenario.holders.values()) / 2


def _of_contexts(scenario: Scenario, course: list[Scenario], files: int) -> float:
    """Return the bytes of books that keep contexts apart: for harm, and for services behind walls."""
    books = (scenario.harm is not None) + files * any(one.rulebook.walls for one in course)
    sets = {
        (scenario.conduct[name].context, rule.override.category)
        for one in course
        for name, rule in one.rulebook.rules.items()
        if rule.override is not None
    }
    return books * (4 * len(scenario.contexts) + 2 * len(sets)) + 4 * (scenario.harm is not None)


def _of_society(scenario: Scenario, course: list[Scenario]) -> float:
    each = 0.0
    if any(one.response is not None for one in course):
        each += len(scenario.conduct) + 7 * len(scenario.domains) + 4
    if any(one.speaks for one in course):
        each += 14
    if any(one.mistakes_persons or one.centre_errs for one in course):
        each += 8
    each += 8 * len(scenario.holders) + 4 * (scenario.joint is not None) + 4 * bool(scenario.owners)
    return each + 4 * any(one.asks_consent for one in course) + 2 * any(one.changes_lives for one in course)


def _waiting(scenario: Scenario, citizens: int, acts_a_day: float, entries_a_day: float) -> float:
    """Return the bytes of rows that wait until there are enough of them for a file, while it is written."""
    days, influence = scenario.time.days, scenario.rulebook.influence
    kept = float(scenario.recording.share_kept) * citizens
    bytes_each = days * (entries_a_day * tables.ENTRY.itemsize + acts_a_day * tables.ACT.itemsize)
    if influence.kind != "off" and influence.weight:
        bytes_each += days / influence.every_days * tables.INFLUENCE.itemsize
    return WAITING * min(float(WAITING_AT_MOST), kept * bytes_each)

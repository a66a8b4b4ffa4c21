"""Everything at once: the ledger adds up for everybody on every day, and threads change nothing."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from cities import live
from glasscity import parallel, step, tables
from glasscity.days import simulate
from glasscity.parallel import Workers
from glasscity.scenario import load
from glasscity.world import found_city

CITIZENS, DAYS = 6000, 300
TOWNS = (
    "{east={code=1, label='East', share=0.5, assumed='a test'}, "
    "west={code=2, label='West', share=0.5, start=500, scale=0.5, assumed='a test'}}"
)
MOVES = "{per_year=0.5, bound_per_year=0.5, rule='origin', appeals_heard_by='origin', assumed='a test'}"
JOINT = "{categories=['D'], services=['loan'], stays_days=30, assumed='a test'}"
OPEN_COURTS = ("appeals.notified=1", "appeals.if_wrong=0.9", "appeals.hearings_per_day=200")


@pytest.fixture(scope="module")
def scenario():
    """The essay's city with everything that it has, in two towns of different scale, and open courts."""
    towns = (f"towns={TOWNS}", f"relocation={MOVES}", f"joint={JOINT}")
    declared = "share=0.9, joining_per_year=0.5, withdrawing_per_year=0.2, assumed='a test'"
    consent = f"scoring={{consent={{{declared}}}}}"
    return load("essay", citizens=CITIZENS, days=DAYS, settings=[*towns, *OPEN_COURTS, consent])


@pytest.fixture(scope="module")
def lived(scenario):
    return live(scenario, keep_bases=True, threads=2)


def test_every_kind_of_entry_is_met(lived):
    kinds = set(np.unique(lived.entries["kind"]).tolist())
    assert kinds >= {
        *(tables.CONDUCT, tables.DENUNCIATION, tables.CORRECTION, tables.EXPIRY),
        *(tables.CAP, tables.OVERRIDE, tables.TRANSFER),
    }
    several = [set(kinds) for kinds in _kinds_of_citizens(lived)]
    wanted = {tables.CAP, tables.CORRECTION, tables.EXPIRY, tables.TRANSFER}
    assert any(wanted <= kinds for kinds in several)
    assert any({tables.OVERRIDE, tables.TRANSFER} <= kinds for kinds in several)


def _kinds_of_citizens(lived):
    order = np.argsort(lived.entries["citizen"], kind="stable")
    some = lived.entries[order]
    cuts = np.flatnonzero(np.diff(some["citizen"])) + 1
    return (part["kind"].tolist() for part in np.split(some, cuts))


def test_start_and_entries_give_the_base_of_everybody_on_every_day(lived):
    base = np.where(lived.city.town == 0, 1_000_000, 500_000).astype(np.int64)
    for day, on_file in enumerate(lived.bases):
        today = lived.days[day].entries
        counting = today[today["counts"] > 0]
        np.add.at(base, counting["citizen"], counting["points"])
        assert np.array_equal(base, on_file), day


def test_entries_have_ids_of_their_own_and_are_undone_once(lived):
    entries = lived.entries
    ids = np.unique(entries[["entry_hi", "entry_lo"]])
    assert len(ids) == len(entries)
    undoing = entries[np.isin(entries["kind"], tables.UNDOING)]
    undone = np.unique(undoing[["cause_hi", "cause_lo"]])
    assert len(undone) == len(undoing)


@pytest.mark.parametrize(("threads", "in_one_piece"), [(1, 10**6), (3, 7)])
def test_the_number_of_threads_changes_nothing(scenario, lived, monkeypatch, threads, in_one_piece):
    monkeypatch.setattr(parallel, "RANGE", in_one_piece)
    assert live(scenario, threads=threads).digest == lived.digest


@pytest.mark.parametrize("beside", ["alone", "observe", "appeal"])
def test_phases_side_by_side_change_nothing(scenario, lived, monkeypatch, beside):
    """Whichever of them is held up."""
    monkeypatch.setattr(step, "RANGE", 0)
    threads = set()

    def held_up(phase):
        def run(world, today):
            threads.add(threading.get_ident())
            if phase.name == beside and today.day % 10 == 0:
                time.sleep(0.02)
            phase.run(world, today)

        return phase._replace(run=run)

    course = [tuple(tuple(map(held_up, phases)) for phases in stretch) for stretch in step.COURSE]
    monkeypatch.setattr(step, "COURSE", tuple(course))
    with Workers(1 if beside == "alone" else 2) as workers:
        city = found_city(scenario, 1, workers)
        assert simulate(scenario, city, 1, 2, workers).digest == lived.digest
    assert len(threads) == (1 if beside == "alone" else 2)

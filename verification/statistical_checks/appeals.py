"""Who is told, contests, is heard and put right; who has help; who applies to have an entry struck out."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from statistical_checks.check import check
from statistical_checks.held import Held, binomial, evenly, exactly
from statistical_checks.laboratory import Laboratory, Life, rates

CITIZENS, DAYS = 65_536, 50
NOTIFIED, BELIEVED, HELPED = 0.5, 0.3, 0.25
CONTESTS = {"wrong": 0.6, "right": 0.2}
CORRECTED = {"wrong": 0.7, "right": 0.2}
HELP = {"alone": (1.0, 1.0), "with help": (1.5, 1.4)}
"""Factors of help: on contesting, on being granted."""


def lived(laboratory: Laboratory) -> Life:
    """Return a city where a third of what the water works file is on the wrong person, and all are heard."""
    helpers = f"{{share={HELPED}, contests=1.5, corrected=1.4, assumed='a check'}}"
    settings = [
        *rates(red_light=(18.25, 18.25), unpaid_bill=(36.5, 36.5)),
        "organisations.water_works.delay_days=[1, 5]",
        "organisations.water_works.sees={unpaid_bill=1}",
        "organisations.water_works.errors={wrong_person=0.35, assumed='a check'}",
        "population.names={number=100, assumed='a check'}",
        f"appeals={{notified={NOTIFIED}, if_wrong=0.6, if_right=0.2, after_days=[1, 6], "
        "hearings_per_day=1000000, answer_days=[2, 8], corrected_if_wrong=0.7, corrected_if_right=0.2, "
        f"machine_believed={BELIEVED}, helpers={helpers}, assumed='a check'}}",
    ]
    rows = ("appeals", "hearings")
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=rows)


def repairing(laboratory: Laboratory) -> Life:
    """Return a city where entries are applied to be struck out after 10 to 18 days."""
    settings = [
        *rates(unpaid_bill=(18.25, 18.25)),
        "organisations.water_works.delay_days=[1, 5]",
        "organisations.water_works.sees={unpaid_bill=1}",
        "repair={waiting=[{gravity=0, days=10}], applies=0.6, within_days=8, conditions_met=0.8, "
        "clean_days=0, decided_after_days=[1, 4], assumed='a check'}",
    ]
    return laboratory.live(*settings, citizens=CITIZENS, days=DAYS, rows=("repairs", "entries"))


def _some(life: Life, rows: NDArray[np.void], truth: str, help_: str) -> NDArray[np.void]:
    helped = life.world.appellants.helped[rows["citizen"]] == (help_ == "with help")
    return rows[(rows["wrong"] == (truth == "wrong")) & helped]


@check("who is told of an entry against them")
def notified(laboratory: Laboratory) -> Held:
    """Entries told of ~ Binomial(entries against somebody, notified)."""
    rows = laboratory.get(lived).appeals
    return binomial(int(rows["notified"].sum()), len(rows), NOTIFIED)


@check("who has help")
def helped(laboratory: Laboratory) -> Held:
    """Citizens with help ~ Binomial(citizens, share)."""
    found = laboratory.get(lived).world.appellants.helped
    return binomial(int(found.sum()), len(found), HELPED)


@check("who contests an entry: {}", each=product(CONTESTS, HELP))
def contests(laboratory: Laboratory, who: tuple[str, str]) -> Held:
    """Contested ~ Binomial(entries told of, if_wrong or if_right × the factor of help)."""
    life, (truth, help_) = laboratory.get(lived), who
    rows = _some(life, life.appeals[life.appeals["notified"] > 0], truth, help_)
    return binomial(int(rows["contested"].sum()), len(rows), CONTESTS[truth] * HELP[help_][0])


@check("who is put right: {}", each=product(CORRECTED, HELP))
def corrected(laboratory: Laboratory, who: tuple[str, str]) -> Held:
    """Granted ~ Binomial(heard, (1 - machine_believed) × corrected × the factor of help)."""
    life, (truth, help_) = laboratory.get(lived), who
    rows = _some(life, life.hearings, truth, help_)
    chance = (1 - BELIEVED) * CORRECTED[truth] * HELP[help_][1]
    return binomial(int(rows["corrected"].sum()), len(rows), chance)


@check("how long one takes to contest")
def after(laboratory: Laboratory) -> Held:
    """Days from being told to the appeal are even from 1 to 6."""
    rows = laboratory.get(lived).appeals
    some = rows[rows["contested"] > 0]
    return evenly(some["made"] - some["day"], 1, 6)


@check("how long an answer takes")
def answered(laboratory: Laboratory) -> Held:
    """Days from the hearing to the answer are even from 2 to 8."""
    rows = laboratory.get(lived).hearings
    return evenly(rows["answered"] - rows["heard"], 2, 7)


@check("with room for all, everybody is heard on the day they appeal")
def at_once(laboratory: Laboratory) -> Held:
    """The day of the hearing is that of the appeal: nothing is left to chance."""
    rows = laboratory.get(lived).hearings
    return exactly(rows["heard"], rows["made"])


@check("who applies to have an entry struck out")
def applies(laboratory: Laboratory) -> Held:
    """Applications ~ Binomial(entries against somebody whose applications are all decided, applies)."""
    life = laboratory.get(repairing)
    entries = life.entries
    last = DAYS - 1 - (10 + 8 + 4)
    against = (entries["kind"] == 1) & (entries["points"] < 0) & (entries["day"] <= last)
    some = entries[against]
    return binomial(int(np.isin(_ids(some), _ids(life.repairs)).sum()), len(some), 0.6)


def _ids(rows: NDArray[np.void]) -> NDArray[np.void]:
    found = np.empty(len(rows), [("hi", "<u8"), ("lo", "<u8")])
    found["hi"], found["lo"] = rows["entry_hi"], rows["entry_lo"]
    return found


def _decided(laboratory: Laboratory) -> NDArray[np.void]:
    """Return the decisions on entries whose applications are all decided within the run."""
    life = laboratory.get(repairing)
    entries = life.entries[life.entries["day"] <= DAYS - 1 - (10 + 8 + 4)]
    return life.repairs[np.isin(_ids(life.repairs), _ids(entries))]


@check("who has done what repair asks")
def conditions_met(laboratory: Laboratory) -> Held:
    """Conditions met ~ Binomial(applications, conditions_met)."""
    rows = _decided(laboratory)
    return binomial(int(rows["met"].sum()), len(rows), 0.8)


@check("when one applies for repair")
def when_applied(laboratory: Laboratory) -> Held:
    """Days from an entry to the application are even from 10 to 18."""
    rows, entries = _decided(laboratory), laboratory.get(repairing).entries
    ids = _ids(entries)
    order = np.argsort(ids)
    day = entries["day"][order[np.searchsorted(ids[order], _ids(rows))]]
    return evenly(rows["made"] - day, 10, 9)


@check("when repair is decided")
def when_decided(laboratory: Laboratory) -> Held:
    """Days from the application to the decision are even from 1 to 4."""
    rows = _decided(laboratory)
    return evenly(rows["day"] - rows["made"], 1, 4)

"""What befalls the data centre: how often, whose files it is about, what is moved back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasscity import tables
from glasscity.world import Today, World
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, cells
from statistical_checks.laboratory import Laboratory, Life, actor_of, copy_of, rates

KINDS = tuple(name.replace(" ", "_") for name in tables.MISHAPS.values())
LONG, OFTEN = 3650, 73.0
FEW = ("population.marginals_of=100000", "network.community=256")
CITIZENS, SHARE, UNDONE = 131_072, 0.2, 0.6
ORGANISATIONS, OF_ORGANISATIONS, COMMUNITY = 500, 0.3, 16


def ten_years(laboratory: Laboratory) -> NDArray[np.bool_]:
    """Return bool [kinds, days], what began when, in ten years of a small town; the last row is a failure."""
    begun = np.zeros((len(KINDS) + 1, LONG), np.bool_)

    def watch(world: World, today: Today) -> None:
        for mishap in today.mishaps:
            begun[mishap["kind"] - 1, today.day] = True
        begun[-1, today.day] = bool(today.failed)

    parts = {
        "wrong_version": "days=1, points={red_light=-9}",
        "merged_files": "days=1, share=0.2, undone=0.6",
        "imported_twice": "days=1, share=0.4",
        "expiry_missed": "days=1, found_after_days=11",
        "correction_lost": "days_back=5",
    }
    mishaps = ", ".join(f"{kind}={{per_year={OFTEN}, {parts[kind]}, assumed='a check'}}" for kind in KINDS)
    settings = [
        *FEW,
        f"data_centre={{{mishaps}}}",
        "population.names={number=5, assumed='a check'}",
        "appeals={notified=1, if_wrong=1, if_right=1, after_days=[1, 2], hearings_per_day=100000, "
        "answer_days=[1, 2], corrected_if_wrong=1, corrected_if_right=1, machine_believed=0, "
        "assumed='a check'}",
        "organisations.network_company.owner='big'",
        f"owners={{big={{code=1, label='An owner', failure={{per_year={OFTEN}, days=1, lost=0.1, "
        "assumed='a check'}, assumed='a check'}}",
    ]
    Laboratory(laboratory.seed).live(*settings, citizens=256, days=LONG, watch=watch)
    return begun


def merged(laboratory: Laboratory) -> Life:
    """Return a city where everybody is filed every day, and every day some files are merged for a day."""
    return _every_day(
        laboratory,
        f"merged_files={{per_year=365, days=1, share={SHARE}, undone={UNDONE}, assumed='a check'}}",
    )


def imported(laboratory: Laboratory) -> Life:
    """Return a city of many divisions of police, some of whose filings come in twice every day."""
    return _every_day(
        laboratory,
        f"imported_twice={{per_year=365, days=1, share={OF_ORGANISATIONS}, assumed='a check'}}",
        f"network.community={COMMUNITY}",
        f"organisations.traffic_police.count={ORGANISATIONS}",
        "catalogue.blocks.traffic_police={red_light={first=11001, count=1}}",
        "organisations.water_works.code=5001",
        "organisations.volunteers.code=5002",
        "catalogue.blocks.volunteers={volunteering={first=31001, count=1}}",
    )


def _every_day(laboratory: Laboratory, mishap: str, *settings: str) -> Life:
    everything = [
        *rates(volunteering=(364, 364), red_light=(36.5, 36.5)),
        "rulebook.rules.volunteering={points=4, assumed='a check'}",
        "rulebook.rules.red_light={points=-5, assumed='a check'}",
        "organisations.volunteers.sees={volunteering=1}",
        "organisations.volunteers.delay_days=[1, 1]",
        "organisations.traffic_police.sees={red_light=1}",
        "organisations.traffic_police.delay_days=[1, 1]",
        "population.names={number=50, assumed='a check'}",
        f"data_centre={{{mishap}}}",
        *settings,
    ]
    return laboratory.live(*everything, citizens=CITIZENS, days=20, rows=("entries",))


@check("on how many days of ten years it befalls the data centre: {}", each=(*KINDS, "an_owner_fails"))
def how_often(laboratory: Laboratory, kind: str) -> Held:
    """Days on which it begins ~ Binomial(3650, per_year / 365)."""
    begun = laboratory.get(ten_years)
    place = KINDS.index(kind) if kind in KINDS else len(KINDS)
    return binomial(int(begun[place].sum()), LONG, OFTEN / 365)


@check("mishaps of one day are independent of each other")
def of_one_day(laboratory: Laboratory) -> Held:
    """How many of the six begin on a day ~ Binomial(6, per_year / 365), over ten years."""
    from scipy import stats

    begun = laboratory.get(ten_years)
    law = stats.binom.pmf(np.arange(7), 6, OFTEN / 365) * LONG
    return cells(np.bincount(begun.sum(axis=0), minlength=7), law)


def wrong_files(laboratory: Laboratory) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return bool [days, citizens]: whose volunteering was filed, and whose went to a namesake's file."""
    life = laboratory.get(merged)
    rows = life.entries
    rows = rows[(rows["conduct"] == 4) & (rows["kind"] == 1) & (copy_of(rows) == 0)]
    filed, wrong = (np.zeros((life.days, life.citizens), np.bool_) for _ in range(2))
    has_one = life.world.confusions.namesake != np.arange(life.citizens)
    filed[rows["day"], actor_of(rows)] = has_one[actor_of(rows)]
    wrong[rows["day"], actor_of(rows)] = actor_of(rows) != rows["citizen"]
    return filed, wrong


@check("whose files are merged")
def whose(laboratory: Laboratory) -> Held:
    """Filings on a namesake's file ~ Binomial(filings about those who have a namesake, share)."""
    filed, wrong = laboratory.get(wrong_files)
    return binomial(int(wrong.sum()), int(filed.sum()), SHARE)


@check("whose files are merged on one day and the next are independent")
def next_day(laboratory: Laboratory) -> Held:
    """Given those merged on a day, and filed the day after, merged then ~ Binomial(those, share)."""
    filed, wrong = laboratory.get(wrong_files)
    of = wrong[:-1] & filed[1:]
    return binomial(int((wrong[1:] & of).sum()), int(of.sum()), SHARE)


@check("what is moved back when it is found")
def moved_back(laboratory: Laboratory) -> Held:
    """Entries moved back ~ Binomial(entries on namesakes' files, undone)."""
    rows, wrong = laboratory.get(merged).entries, laboratory.get(wrong_files)[1]
    back = (rows["conduct"] == 4) & (rows["kind"] == 1) & (copy_of(rows) & tables.MOVED_BACK > 0)
    return binomial(int(back.sum()), int(wrong[:-1].sum()), UNDONE)


@check("whose filings are imported twice")
def twice(laboratory: Laboratory) -> Held:
    """Divisions whose filings come again ~ Binomial(those with filings the day before, share)."""
    rows = laboratory.get(imported).entries
    rows = rows[(rows["conduct"] == 1) & (rows["kind"] == 1)]
    again = copy_of(rows) & tables.SECOND_IMPORT > 0
    key = rows["organisation"].astype(np.int64) * 100 + rows["day"]
    filed = np.unique(key[~again & (rows["day"] < 19)]) + 1
    return binomial(int(np.isin(filed, key[again]).sum()), len(filed), OF_ORGANISATIONS)

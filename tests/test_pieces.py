"""However the work is cut, also in the middle of what is filed about a citizen, the day is the same."""

from __future__ import annotations

import pytest

from cities import erring
from glasscity.digest import Digest
from glasscity.parallel import Workers
from glasscity.step import SCHEDULE
from glasscity.world import Today, found_city, open_world
from pieces import InPieces
from reference.busy import busy
from reference.everything import everything

CITIES = {
    "everything": lambda: everything(citizens=90, days=40),
    "busy": lambda: busy(citizens=90, days=40),
    "erring": lambda: erring(citizens=90, days=40),
}


def digest_of(scenario, workers):
    with workers:
        world = open_world(scenario, found_city(scenario, 1, workers), 1, 2, workers)
        digest = Digest()
        for day in range(scenario.time.days):
            today = Today(day)
            for phase in SCHEDULE:
                phase.run(world, today)
            digest.entries(today.entries)
        return digest.close(world.file, world.city)


@pytest.mark.parametrize("name", CITIES)
def test_a_day_does_not_depend_on_how_the_work_is_cut(name):
    scenario = CITIES[name]()
    whole = digest_of(scenario, Workers(1))
    assert [digest_of(scenario, InPieces(size)) for size in (1, 7)] == [whole, whole]

"""What a run will need: contacts as they come about, and amounts that say something."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cities import starter
from glasscity.errors import MachineFailed
from glasscity.estimate import amount, estimate
from glasscity.measure.daily import Measures
from glasscity.parallel import Workers
from glasscity.scenario import Scenario, load
from glasscity.simulation import refuse_what_does_not_fit
from glasscity.world import found_city, open_world

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.mark.parametrize("name", ["essay", "rongcheng-2016", "starter"])
def test_contacts_are_about_as_many_as_there_are(name):
    city = starter(citizens=20_000) if name == "starter" else load(name, citizens=20_000)
    with Workers(2) as workers:
        ties = found_city(city, 1, workers).ties
    assert estimate(city).ties_per_citizen == pytest.approx(ties.degree().mean(), rel=0.03)


def test_amounts_are_never_nothing():
    assert amount(0) == "less than 1 MiB"
    assert amount(1023 * 1024) == "less than 1 MiB"
    assert amount(17 * 2**20) == "17 MiB"
    assert amount(1023 * 2**20) == "1,023 MiB"
    assert amount(5 * 2**29) == "2.5 GiB"


def test_a_disk_with_a_little_room_is_refused_in_words(tmp_path, monkeypatch):
    free = 3 * 2**20
    monkeypatch.setattr("glasscity.simulation.disk_usage", lambda _: type("Usage", (), {"free": free})())
    with pytest.raises(MachineFailed, match=r"MiB of disk needed and 3 MiB there; use fewer"):
        refuse_what_does_not_fit(load("essay"), tmp_path)


def _bytes_held(held, seen, depth=0):
    """Return the bytes of all arrays that hang on something, each counted once."""
    if isinstance(held, np.ndarray):
        while isinstance(held.base, np.ndarray):
            held = held.base
        found = 0 if id(held) in seen else held.nbytes
        seen[id(held)] = held
        return found
    if id(held) in seen or depth > 8 or isinstance(held, Scenario):
        return 0
    seen[id(held)] = held
    if isinstance(held, dict):
        inner = held.values()
    elif isinstance(held, list | tuple):
        inner = held
    else:
        inner = vars(held).values() if type(held).__module__.startswith("glasscity") else ()
    return sum(_bytes_held(one, seen, depth + 1) for one in inner)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("essay", ()),
        ("essay", ("response.enabled=false", "voice.enabled=false")),
        ("rongcheng-2016", ()),
        ("thirty-cities", ()),
        (str(BENCHMARKS / "rongcheng-all.toml"), ()),
        (str(BENCHMARKS / "score-city.toml"), ()),
    ],
    ids=["essay", "silent", "rongcheng", "thirty", "all", "score-city"],
)
def test_memory_is_about_what_a_city_holds(name, settings):
    """What hangs on a world on its first morning, in two sizes: the difference is the citizens'."""
    sizes, held, said = (5_000, 25_000), [], []
    for citizens in sizes:
        thin = "recording.ledger=aggregates"
        scenario = load(name, citizens=citizens, settings=[thin, *settings])
        with Workers(1) as workers:
            city = found_city(scenario, 1, workers)
            world = open_world(scenario, city, 1, 1, workers)
            held.append(_bytes_held([world, Measures(scenario, world)], {}))
        said.append(estimate(scenario).memory_bytes)
    assert 0.8 < (said[1] - said[0]) / (held[1] - held[0]) < 1.6


def test_a_hundred_million_fit_into_sixteen_gibibytes_and_two_hundred_do_not():
    path = str(BENCHMARKS / "score-city.toml")
    needs = [
        estimate(load(path, citizens=citizens, settings=["recording.ledger=aggregates"])).memory_bytes
        for citizens in (100_000_000, 200_000_000)
    ]
    assert needs[0] < 16 * 2**30
    assert needs[1] > 30 * 2**30

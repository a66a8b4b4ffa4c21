"""What a run will need: contacts as they come about, and amounts that say something."""

from __future__ import annotations

import pytest

from cities import starter
from glasscity.errors import MachineFailed
from glasscity.estimate import amount, estimate
from glasscity.parallel import Workers
from glasscity.scenario import load
from glasscity.simulation import found_city, refuse_what_does_not_fit


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

"""What the data centre forgets, as nobody can ask about it any more, changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cities import live
from glasscity.authority import at_hand
from glasscity.authority.at_hand import AtHand
from glasscity.scenario import load

EVERYTHING = str(Path(__file__).parents[1] / "benchmarks" / "rongcheng-all.toml")


@pytest.mark.parametrize("name", ["essay", EVERYTHING], ids=["essay", "everything"])
def test_what_is_forgotten_nobody_would_have_asked_about(name, monkeypatch):
    """The same ledger as where nothing is forgotten; and much is."""
    scenario, kept, tidy = load(name, citizens=1500, days=250), [], AtHand.tidy

    def counted(self, askers):
        tidy(self, askers)
        kept.append(self._number)

    monkeypatch.setattr(AtHand, "tidy", counted)
    digests, most = [], []
    for fewest in (1, 10**9):
        kept.clear()
        monkeypatch.setattr(at_hand, "FEWEST_TIDIED", fewest)
        digests.append(live(scenario).digest)
        most.append(max(kept))
    assert digests[0] == digests[1]
    assert most[0] < 0.8 * most[1]

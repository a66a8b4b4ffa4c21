"""What people think and say: at the start, by thresholds that others' speech reaches, by news of entries."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from glasscity.society.voice.rules import CRITICAL
from glasscity.world import Today, World
from statistical_checks.check import check
from statistical_checks.held import Held, binomial, cells, exactly
from statistical_checks.laboratory import CODES, Laboratory, Life, rates

CITIZENS, AT_START, TOLD = 262_144, 0.3, 0.5
RELUCTANCE = (5, 15, 25, 55, 95)
"""Thresholds in per cent, a fifth of people each: 30 % speak, so 60 % do, so 80 % do, and no more."""
SPEECH = "speech={in_silence=1, against_conviction=0, feigned=1, assumed='a check'}"


def _voice(**parts: str) -> str:
    given = {
        "critical": "['critical_post']",
        "speaking_at_start": str(AT_START),
        "opinion": "{levels=['0'], shares=[1], assumed='a check'}",
        "reluctance": f"{{levels={[str(level) for level in RELUCTANCE]}, shares=[0.2, 0.2, 0.2, 0.2, 0.2], "
        "assumed='a check'}",
        "speaking": "{rule='thresholds', parameters={fear_raises=0, feigning=2, habit=0}, assumed='a check'}",
        "fear": "{told=0, own_entry=0, contacts_entry=0, fading=0, certainty=0, assumed='a check'}",
        "change_of_mind": "{drift=0, punished=0, told_of_repression=0, wronged=0, assumed='a check'}",
        "media": "{weight=1, critics_shown=1, assumed='a check'}",
    } | parts
    parts_given = ", ".join(f"{key}={value}" for key, value in given.items())
    return f"voice={{{parts_given}, {SPEECH}, assumed='a check'}}"


def thresholds(laboratory: Laboratory) -> tuple[Life, dict[int, NDArray[np.uint8]]]:
    """Return a city of critics who hear everybody, and what they said on some evenings."""
    said = {}

    def watch(world: World, today: Today) -> None:
        if today.day in (0, 7, 14):
            said[today.day] = world.voice.state.expressed.copy()

    settings = [*rates(critical_post=(0, 1)), _voice()]
    return laboratory.live(*settings, citizens=CITIZENS, days=15, watch=watch), said


def minds(laboratory: Laboratory) -> Life:
    """Return a city where opinions differ, and people learn of entries about what they posted."""
    settings = [
        *rates(critical_post=(73, 146)),
        "organisations.network_company.delay_days=[1, 1]",
        _voice(
            opinion="{levels=['0', '60', '130', '255'], shares=[0.1, 0.2, 0.3, 0.4], assumed='a check'}",
            fear=f"{{told={TOLD}, own_entry=0, contacts_entry=0, fading=0, certainty=0, assumed='a check'}}",
        ),
    ]
    return laboratory.live(*settings, citizens=CITIZENS, days=6, rows=("entries",))


@check("who speaks on the first day")
def at_start(laboratory: Laboratory) -> Held:
    """Speaking ~ Binomial(citizens, speaking_at_start)."""
    said = laboratory.get(thresholds)[1][0]
    return binomial(int((said == CRITICAL).sum()), len(said), AT_START)


@check("who speaks after a week, and after two: {}", each=(("60 per cent", 7, 0.6), ("80 per cent", 14, 0.8)))
def cascade(laboratory: Laboratory, week: tuple[str, int, float]) -> Held:
    """Speaking ~ Binomial(citizens, F(r)), r the share that spoke before, F the distribution of thresholds.

    (Granovetter 1978.) r is far from any threshold, so F(r) is a sum of fifths whatever the lots of before.
    """
    said = laboratory.get(thresholds)[1][week[1]]
    return binomial(int((said == CRITICAL).sum()), len(said), week[2])


@check("whose threshold is not reached says nothing, and all others speak")
def just_those(laboratory: Laboratory) -> Held:
    """Speaking after two weeks = threshold at most 80 per cent: nothing is left to chance."""
    life, said = laboratory.get(thresholds)
    reached = life.world.voice.state.reluctance <= int(0.8 * 65535)
    return exactly(said[14] == CRITICAL, reached)


@check("how hard it is to speak")
def reluctance(laboratory: Laboratory) -> Held:
    """Thresholds ~ Multinomial(citizens; a fifth each)."""
    found = laboratory.get(thresholds)[0].world.voice.state.reluctance
    place = np.searchsorted([level * 65535 // 100 for level in RELUCTANCE], found)
    return cells(np.bincount(place, minlength=5), np.full(5, len(found) / 5))


@check("what people think on the first day")
def opinions(laboratory: Laboratory) -> Held:
    """Opinions ~ Multinomial(citizens; shares)."""
    found = laboratory.get(minds).world.voice.state.private
    place = np.searchsorted([level * 257 for level in (0, 60, 130, 255)], found)
    return cells(np.bincount(place, minlength=4), np.array([0.1, 0.2, 0.3, 0.4]) * len(found))


@check("who learns of an entry about what they posted")
def told(laboratory: Laboratory) -> Held:
    """News of the week ~ Binomial(entries about critical posts until the day before last, told)."""
    life = laboratory.get(minds)
    entries = life.entries
    some = (entries["conduct"] == CODES["critical_post"]) & (entries["kind"] == 1)
    some &= entries["day"] <= life.days - 2
    return binomial(int(life.world.voice.state.own.sum(dtype=np.int64)), int(some.sum()), TOLD)

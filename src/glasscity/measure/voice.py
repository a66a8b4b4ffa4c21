"""Who speaks, measured every day: what people think, what they say, and what they take others to think.

Rule: citizens are counted by what they think and what they say; acts of speech by who did, feigned, or held
them back. What is perceived is the mean of what citizens perceive. It changes nothing in the city.
Units: opinions from 0 (critical) to 255 (approving); perceived shares and fear from 0 to 1.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from glasscity.scenario.voice import HIGHEST_OPINION
from glasscity.society.response.minds import WEEK
from glasscity.society.voice.opinions import Voice
from glasscity.society.voice.rules import APPROVING, CRITICAL, FULL, MIDDLE
from glasscity.world import Today, World

Row = dict[str, int | float]


class VoiceDays:
    """Collects the rows of the table `voice_days`."""

    def __init__(self) -> None:
        self._days: list[Row] = []
        self._standing: Row = {}

    def measure(self, world: World, today: Today) -> None:
        """Take in one day."""
        voice = world.voice
        assert voice is not None
        if today.day % WEEK == 0:
            self._standing = _standing(voice)
        self._days.append({"day": today.day, **self._standing, **_speech(voice, today)})

    def frame(self) -> pl.DataFrame:
        """Return one row per day."""
        return pl.DataFrame(self._days, schema_overrides={"day": pl.Int32})


def _standing(voice: Voice) -> Row:
    """Return how people stand: it changes once a week."""
    state = voice.state
    disapproves = state.private < MIDDLE
    says_critical, says_approving = state.expressed == CRITICAL, state.expressed == APPROVING
    return {
        "critics": int(disapproves.sum()),
        "critical": int(says_critical.sum()),
        "approving": int(says_approving.sum()),
        "critics_silent": int((disapproves & ~says_critical & ~says_approving).sum()),
        "critics_feigning": int((disapproves & says_approving).sum()),
        "approvers_feigning": int((~disapproves & says_critical).sum()),
        "mean_opinion": float(state.private.mean(dtype=np.float64)) * HIGHEST_OPINION / FULL,
        "perceived": float(state.critics.mean(dtype=np.float64)) / FULL,
        "fear": float(state.fear.mean(dtype=np.float64)) / FULL,
    }


def _speech(voice: Voice, today: Today) -> Row:
    """Return how much was said today, feigned, and held back."""
    disapproves = voice.state.private < MIDDLE
    acts, forgone = today.acts, today.forgone
    critical, approving = (np.isin(acts["conduct"], codes) for codes in (voice.critical, voice.approving))
    by_critics = disapproves[acts["citizen"]]
    return {
        "critical_acts": int(critical.sum()),
        "approving_acts": int(approving.sum()),
        "feigned_acts": int((approving & by_critics | critical & ~by_critics).sum()),
        "critical_forgone": int(np.isin(forgone["conduct"], voice.critical).sum()),
    }

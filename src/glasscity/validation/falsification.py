"""Preference falsification (Kuran 1991): a sequence of thresholds, and one person who needs less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from glasscity.scenario import load
from glasscity.scenario.voice import HIGHEST_OPINION
from glasscity.society.voice.rules import CRITICAL, SILENT
from glasscity.validation.lived import live_through, nobody_moves
from glasscity.validation.result import Effort, Row

SCENARIO = "falsification"


class Sequenced(NamedTuple):
    """A published sequence: thresholds in per cent of ten people, and how many oppose in the end."""

    name: str
    thresholds: tuple[int, ...]
    published: int


SEQUENCES = (
    Sequenced("A", (0, 20, 20, 30, 40, 50, 60, 70, 80, 100), 10),
    Sequenced("A′, the second person needs 10", (0, 10, 20, 30, 40, 50, 60, 70, 80, 100), 90),
    Sequenced("B", (0, 20, 30, 30, 40, 50, 60, 70, 80, 100), 10),
    Sequenced("B′, the second person needs 10", (0, 10, 30, 30, 40, 50, 60, 70, 80, 100), 20),
)

LEVELS = tuple(sorted({threshold for one in SEQUENCES for threshold in one.thresholds}))
COSTS = (
    "voice.speaking={rule='private_cost', parameters={expressive=1, reputation=1, punishment=0, "
    "protection=0, habit=0}, assumed='standing alone costs as much as being untrue to oneself may'}"
)
NOT_RELUCTANT = "voice.reluctance={levels=['0'], shares=[1], assumed='opinions alone set people apart'}"
CENSORED_DAYS, COSTS_DAYS = 140, 280
CENSORED = (
    "voice.media.critics_shown=0",
    f"interventions=[{{day={CENSORED_DAYS}, path='voice.media.critics_shown', to=1, assumed='its end'}}]",
)
"""Nobody sees a critic until this day, and everybody sees all of them from then on."""
SILENCE = (
    "silence is a choice under our rule of costs, and not in the paper: where all are silent it costs "
    "nothing to be the first, so all who disapprove begin, and others follow"
)
STEPS = len(SEQUENCES) + 2


def by_district(thresholds: Sequence[int], names: Sequence[int]) -> str:
    """Return a marginal in which each district has the level of its person's threshold."""
    rows = ", ".join(
        f"person_{person}=[{', '.join(str(int(level == threshold)) for level in LEVELS)}]"
        for person, threshold in enumerate(thresholds, 1)
    )
    levels = ", ".join(f"'{name}'" for name in names)
    return f"{{levels=[{levels}], given='district', by={{{rows}}}, assumed='the published sequence'}}"


def reluctant(thresholds: Sequence[int]) -> list[str]:
    """Return the settings that give people the thresholds themselves."""
    return [f"voice.reluctance={by_district(thresholds, LEVELS)}"]


def weighing_costs(thresholds: Sequence[int]) -> list[str]:
    """Return the settings under which people have the thresholds because of what they think.

    Opposing is worth k + S - (1 - S), where k goes from 1 for opinion 0 to -1 for the highest, so that the
    threshold of S is the opinion as a share of the highest. It is rounded down, as a threshold is reached.
    """
    opinions = [HIGHEST_OPINION * level // 100 for level in LEVELS]
    return [COSTS, NOT_RELUCTANT, f"voice.opinion={by_district(thresholds, opinions)}"]


def opposing(effort: Effort, settings: Sequence[str], days: int | None = None) -> float:
    """Return the per cent of people who oppose in public in the end; none may be silent then."""
    scenario = load(SCENARIO, settings=list(settings), days=days)
    censored = CENSORED_DAYS if scenario.interventions else 0
    lived = live_through(
        scenario,
        effort.seed,
        1,
        effort.workers,
        until=lambda today: today.day > censored and nobody_moves(today),
    )
    assert lived.world.voice is not None
    expressed = lived.world.voice.state.expressed
    return 100 * float((expressed == CRITICAL).mean()) if not (expressed == SILENT).any() else float("nan")


def rows(effort: Effort) -> list[Row]:
    """Live through every sequence, with thresholds as they are given and with what makes them."""
    found: list[Row] = []
    for done, one in enumerate(SEQUENCES):
        effort.progress("falsification", done, STEPS)
        ours = opposing(effort, reluctant(one.thresholds))
        what = f"sequence {one.name}: who opposes"
        found.append(Row(what, f"{one.published} %", f"{ours:.2f} %", "", "exact", ours == one.published))
    effort.progress("falsification", len(SEQUENCES), STEPS)
    found.append(_by_costs(effort, "after a past in which no critic was shown", CENSORED))
    effort.progress("falsification", len(SEQUENCES) + 1, STEPS)
    found.append(_by_costs(effort, "from silence", (), SILENCE))
    return found


def _by_costs(effort: Effort, past: str, settings: Sequence[str], missed: str = "") -> Row:
    """Return the row of all sequences under the rule of costs; `missed` says why it is missed, if it is."""
    ours = [opposing(effort, [*weighing_costs(one.thresholds), *settings], COSTS_DAYS) for one in SEQUENCES]
    published = [one.published for one in SEQUENCES]
    return Row(
        f"all four, by what it costs, {past}",
        ", ".join(f"{number}" for number in published) + " %",
        ", ".join(f"{number:.2f}" for number in ours) + " %",
        "",
        "exact",
        ours == published,
        missed,
        explained=bool(missed),
    )

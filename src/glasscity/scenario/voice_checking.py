"""What has to fit between `[voice]` and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from glasscity.errors import Problem
from glasscity.scenario.faults import unknown
from glasscity.scenario.model import Scenario


def voice_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield the speech that is no conduct of the scenario."""
    rules = scenario.voice
    if rules is None:
        return
    for key, names in (("critical", rules.critical), ("approving", rules.approving)):
        for conduct in names:
            if conduct not in scenario.conduct:
                yield unknown(f"voice.{key}", "conduct", conduct, scenario.conduct)

"""The rules of behaviour that a city has chosen, with their code: it is what decides, to the last digit."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from glasscity.odd.markdown import paragraphs, plain
from glasscity.scenario import Scenario
from glasscity.society.response.learning import LEARNING
from glasscity.society.response.rules import Rules
from glasscity.society.voice.rules import VOICES


class Chosen(NamedTuple):
    """A rule that a scenario names.

    kind : what it decides; sentence : what it says; parameters : the scenario's values; code : as written.
    """

    kind: str
    name: str
    sentence: str
    parameters: dict[str, str]
    code: str

    @property
    def text(self) -> str:
        """The rule as Markdown."""
        numbers = ", ".join(f"{name} = {value}" for name, value in self.parameters.items())
        code = f"```python\n{self.code}\n```" if self.code else ""
        return paragraphs(f"{plain(self.sentence)}", f"Parameters, in this order: {numbers}.", code)


def rules_of(scenario: Scenario) -> list[Chosen]:
    """Return the rules of behaviour that are at work in a city."""
    found = []
    if scenario.response is not None:
        learning = scenario.response.learning
        found.append(_chosen(LEARNING, learning.rule, learning.parameters))
    if scenario.voice is not None and scenario.speaks:
        speaking = scenario.voice.speaking
        found.append(_chosen(VOICES, speaking.rule, speaking.parameters))
    return found


def _chosen(rules: Rules, name: str, given: Mapping[str, Decimal]) -> Chosen:
    rule = rules.all[name]
    numbers = {key: str(given.get(key, usual)) for key, usual in rule.parameters.items()}
    return Chosen(rules.kind, name, rule.sentence, numbers, _code(rule.function))


def _code(function: object) -> str:
    """Return the code of a rule, or nothing where Python does not know it."""
    plain_function = getattr(function, "py_func", function)
    try:
        code = textwrap.dedent(inspect.getsource(plain_function))  # type: ignore[arg-type]
    except (OSError, TypeError):
        return ""
    lines = [line for line in code.strip().splitlines() if not line.startswith("@")]
    return "\n".join(lines)

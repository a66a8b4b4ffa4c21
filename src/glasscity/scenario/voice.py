"""Who says aloud what they think of the system: the `[voice]` table."""

from __future__ import annotations

import re
from decimal import Decimal

from pydantic import Field, model_validator

from glasscity.scenario.people import Marginal
from glasscity.scenario.quantities import Factor, Probability, Sourced

HIGHEST_OPINION = 255
"""Opinions go from 0, critical, to this, approving."""
HIGHEST_RELUCTANCE = 100
RELUCTANCE = re.compile(r"\d+(\.\d{1,2})?", re.ASCII)


class Speaking(Sourced):
    """By which rule people decide what they say aloud."""

    rule: str = Field(
        description="'thresholds', 'private_cost', or a rule of one's own, registered in Python"
    )
    parameters: dict[str, Factor] = Field(default_factory=dict, description="numbers that the rule names")


class Speech(Sourced):
    """How often people speak, given what they think and what they say. A factor of 1: as `per_year` says."""

    in_silence: Probability = Field(
        description="share of their own kind of speech that those do who do not say what they think"
    )
    against_conviction: Probability = Field(
        description="share of the other kind of speech that those do who do not feign it"
    )
    feigned: Factor = Field(
        lt=2, description="factor on the other kind of speech of those who feign it, below 2"
    )


class Fear(Sourced):
    """What makes people afraid of speaking critically."""

    told: Probability = Field(description="probability that one learns of an entry against oneself")
    own_entry: Probability = Field(
        description="share of what is left to full fear that one such entry about critical speech adds"
    )
    contacts_entry: Probability = Field(description="the same for such an entry of a contact")
    fading: Probability = Field(description="share of this fear that is lost in a week")
    certainty: Probability = Field(
        description="fear of somebody who is certain that critical speech comes on file; needs [response]"
    )


class ChangeOfMind(Sourced):
    """How private opinion changes in the end. Shares are of the approval that is left."""

    drift: Probability = Field(description="share of the way to what one hears others say, in a week")
    punished: Probability = Field(description="approval lost with each entry about one's own critical speech")
    told_of_repression: Probability = Field(
        description="approval lost once, with the first entry about critical speech that one hears of"
    )
    wronged: Probability = Field(
        description="approval lost with each entry that takes points for what one did not do"
    )


class Media(Sourced):
    """What everybody hears of the whole city, beside their contacts."""

    weight: Probability = Field(description="weight of the whole city in what one perceives")
    critics_shown: Probability = Field(
        description="share of the city's critics whom the media show; 1 if they are free"
    )


class Voice(Sourced):
    """What people think, what they say, and what they believe others think. Nobody has a voice without it."""

    enabled: bool = True
    critical: list[str] = Field(min_length=1, description="conduct that says aloud that one disapproves")
    approving: list[str] = Field(
        default_factory=list, description="conduct that says aloud that one approves"
    )
    speaking_at_start: Probability = Field(
        description="share of citizens who say what they think on the first day"
    )
    opinion: Marginal = Field(
        description="private opinion on the first day; level names are whole numbers from 0 (critical) to "
        "255 (approving), and below 128 one disapproves"
    )
    reluctance: Marginal = Field(
        description="how hard it is for one to speak; level names are numbers, 0 to 100, with up to two "
        "decimals: for the rule 'thresholds' the per cent of people around one who have to speak first"
    )
    speaking: Speaking
    speech: Speech
    fear: Fear
    change_of_mind: ChangeOfMind
    media: Media | None = None

    @property
    def marginals(self) -> dict[str, Marginal]:
        """What is drawn for everybody, by its place in the scenario."""
        return {"voice.opinion": self.opinion, "voice.reluctance": self.reluctance}

    @model_validator(mode="after")
    def _numbers(self) -> Voice:
        for level in self.opinion.levels:
            if not level.isdecimal() or int(level) > HIGHEST_OPINION:
                raise ValueError(
                    f"opinion.levels: {level!r} is not a whole number from 0 to {HIGHEST_OPINION}"
                )
        for level in self.reluctance.levels:
            if not RELUCTANCE.fullmatch(level) or Decimal(level) > HIGHEST_RELUCTANCE:
                raise ValueError(
                    f"reluctance.levels: {level!r} is not a number from 0 to {HIGHEST_RELUCTANCE} with up to "
                    "two decimals"
                )
        if both := sorted({*self.critical} & {*self.approving}):
            raise ValueError(f"{both[0]!r} is both critical and approving speech")
        return self

"""How people answer to being watched: the `[response]` table."""

from __future__ import annotations

from pydantic import Field

from glasscity.scenario.quantities import Factor, Probability, Sourced


class Awareness(Sourced):
    """Who knows that there is a system at all. Whoever does not know it does not answer to it."""

    at_start: Probability = Field(description="share of citizens who know of it on the first day")
    by_own_entry: Probability = Field(description="probability that an entry one is told of makes one know")
    by_contacts: Probability = Field(
        description="probability that an entry a contact is told of makes one know"
    )


class Learning(Sourced):
    """How the perceived certainty of being seen follows from what happens to oneself and to contacts."""

    rule: str = Field(description="'bayes', 'habit', or a rule of one's own, registered in Python")
    at_start: Probability = Field(description="perceived certainty on the first day")
    parameters: dict[str, Factor] = Field(default_factory=dict, description="numbers that the rule names")


class Leaning(Sourced):
    """How much less of what is punished, and more of what is rewarded, people do."""

    certainty: Probability = Field(description="share of punished conduct given up at full certainty")
    severity: Probability = Field(description="further share given up at full certainty and severity")
    half_severity: Factor = Field(description="points at which severity has half its effect")
    points_per_money: Factor = Field(description="points that a fine of 1 counts for")
    reward: Probability = Field(description="share by which rewarded conduct grows at full certainty")
    nothing_to_lose: Probability = Field(description="share of all that is lost in the worst category")
    licence: Probability = Field(description="share of all that is lost in the best category")


class Response(Sourced):
    """What people learn, and what they do of it. Without this table nobody answers to anything."""

    enabled: bool = True
    told: Probability = Field(
        description="transparency: probability that one learns of an entry, and for which conduct it is"
    )
    awareness: Awareness
    learning: Learning
    leaning: Leaning

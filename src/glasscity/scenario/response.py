"""How people answer to being watched: the `[response]` table."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from glasscity.scenario.quantities import Factor, Points, Probability, Record, Sourced


class Awareness(Sourced):
    """Who knows that there is a system at all. Whoever does not know it does not answer to it."""

    at_start: Probability = Field(description="share of citizens who know of it on the first day")
    by_own_entry: Probability = Field(description="probability that an entry one is told of makes one know")
    by_contacts: Probability = Field(
        description="probability that an entry a contact is told of makes one know"
    )


class Learning(Sourced):
    """How the perceived certainty of being seen follows from what happens to oneself and to contacts."""

    rule: str = Field(description="'bayes', 'habit', or a rule of one's own from --behaviour FILE.py")
    at_start: Probability = Field(description="perceived certainty on the first day")
    parameters: dict[str, Factor] = Field(default_factory=dict, description="numbers that the rule names")


class Supposed(Record):
    """Points that people suppose at stake before they learn of any entry."""

    punished: Annotated[Points, Field(ge=0, le=600)] = Field(description="for conduct that is punished")
    rewarded: Annotated[Points, Field(ge=0, le=600)] = Field(description="for conduct that is rewarded")
    uncounted: Annotated[Points, Field(ge=0, le=600)] = Field(
        description="for conduct that does not count at all: people fear that it does"
    )


class Criteria(Sourced):
    """What people believe to count where the criteria are not published."""

    transparency: Probability = Field(
        description="how far one sees through: weight of the true points in what people believe, from 0 "
        "(secret) to 1; it is 1 where rulebook.criteria_published says so"
    )
    supposed: Supposed
    own: Probability = Field(description="weight of the points of an entry one is told of")
    contacts: Probability = Field(description="weight of the points of an entry that a contact is told of")
    spillover: Probability = Field(
        description="share of that weight with which an entry for punished conduct bears on conduct of the "
        "same domain that does not count"
    )


class Leaning(Sourced):
    """How much less of what is punished, and more of what is rewarded, people do."""

    certainty: Probability = Field(description="share of punished conduct given up at full certainty")
    severity: Probability = Field(description="further share given up at full certainty and severity")
    half_severity: Factor = Field(description="points at which severity has half its effect")
    noticeable: Annotated[Points, Field(ge=0)] = Field(
        Decimal(0),
        description="points from which on certainty has all its effect; below, its effect is in proportion",
    )
    points_per_money: Factor = Field(description="points that a fine of 1 counts for")
    reward: Probability = Field(description="share by which rewarded conduct grows at full certainty")
    nothing_to_lose: Probability = Field(description="share of all that is lost in the worst category")
    licence: Probability = Field(description="share of all that is lost in the best category")


class Defiance(Sourced):
    """Who feels the system to be illegitimate, and what a punishment does to them."""

    illegitimate: Probability = Field(description="share of citizens who feel it to be illegitimate")
    depends: dict[str, dict[str, Factor]] = Field(
        default_factory=dict, max_length=3, description="factor on that share for levels of an attribute"
    )
    against: Probability = Field(
        description="how far they lean the other way once they are told that they were punished: 1 is as "
        "far as they would lean otherwise"
    )
    weeks: Annotated[int, Field(strict=True, ge=1, le=255)] = Field(
        description="for how many weeks after a punishment"
    )


class CrowdingOut(Sourced):
    """Good deeds that are done for their own sake, and lose that sake when they are paid for."""

    share: Probability = Field(description="share of them given up at full certainty that they are paid for")
    domains: list[str] = Field(min_length=1, description="domains whose rewarded conduct is of this kind")


class NearBounds(Sourced):
    """Who is about to fall or to rise leans more, if they know their score and the bounds."""

    margin: Annotated[Points, Field(ge=0)] = Field(description="points from a bound of one's category")
    about_to_fall: Annotated[Factor, Field(le=10)] = Field(
        description="factor on leaning within the margin above the lower bound"
    )
    about_to_rise: Annotated[Factor, Field(le=10)] = Field(
        description="factor on leaning within the margin below the upper bound"
    )


class Response(Sourced):
    """What people learn, and what they do of it. Without this table nobody answers to anything."""

    enabled: bool = True
    told: Probability = Field(
        description="notices: probability that one learns of an entry, its conduct and its points"
    )
    awareness: Awareness
    learning: Learning
    criteria: Criteria | None = Field(
        None, description="what people believe to count; needed where the criteria are not published"
    )
    leaning: Leaning
    defiance: Defiance | None = None
    crowding_out: CrowdingOut | None = None
    near_bounds: NearBounds | None = None
    tokens: list[str] = Field(
        default_factory=list,
        description="rewarded conduct that costs little and is easily done for the points alone; what is "
        "done beyond what would have been done anyway is counted as token deeds",
    )

    @property
    def supposed(self) -> Supposed:
        """What people suppose at stake before they learn of any entry."""
        nothing = Supposed(punished=Decimal(0), rewarded=Decimal(0), uncounted=Decimal(0))
        return self.criteria.supposed if self.criteria is not None else nothing

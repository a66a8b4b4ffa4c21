"""A scheme as somebody told it: what the answers say, and None where something is unknown.

Points are as the scheme counts them. `Draft.signed` turns them into those of a scenario, where less is worse.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from glasscity.asking.reading import MOST_POINTS

FAR = Decimal(100_000)
"""So far from the start lies an end that is unknown."""

UNKNOWN_OFFICE = "an office that is unknown"


@dataclass
class Published:
    """Where the scheme is published, and how sure that is (H, M or L; None where unknown)."""

    title: str
    address: str
    sureness: str | None


@dataclass
class Answerers:
    """Who wrote something, on what it rests, and who looks; '' where nobody is named."""

    author: str = ""
    legal_basis: str = ""
    human_review: str = ""


@dataclass
class Deed:
    """A kind of conduct, or a fact, with its points.

    `points` : lowest and highest for one deed, the same where there is no range. `in_hundred` : how many of a
    hundred come on file. `fine` : 0 for none.
    """

    label: str
    points: tuple[Decimal, Decimal]
    published: bool
    text: str
    lawful: bool | None
    gravity: int | None
    field_of_life: str
    context: str
    office: str
    per_year: Decimal | None
    in_hundred: Decimal | None
    fine: Decimal | None


@dataclass
class Door:
    """Something that a category closes, makes dearer, or opens first."""

    label: str
    context: str
    closed: list[str]
    dearer: list[str]
    first: list[str]
    price: Decimal | None
    dear_price: Decimal | None
    published: bool
    basic: bool
    per_year: Decimal | None
    answerers: Answerers


@dataclass
class Appeal:
    """How entries are contested: shares of a hundred, and days until an answer."""

    told: Decimal | None
    days: int | None
    corrected: Decimal | None


@dataclass
class Draft:
    """The whole scheme.

    Attributes
    ----------
    more_is_worse : whether points are of concern, so that more of them are worse.
    bands : categories, best first, each with the last points that are still in it; None for the rest.
    fields : fields of life, and whether rights protect them; offices : who files, and of which kind.
    expiry : days after which points stop counting; 0 for never.
    consent : how many of a hundred agree to be scored; 0 where nobody is asked.
    """

    title: str = ""
    summary: str = ""
    citizens: int | None = None
    year: int | None = None
    currency: str = ""
    source: Published | None = None
    more_is_worse: bool = False
    start: Decimal | None = None
    fewest: Decimal | None = None
    most: Decimal | None = None
    bands: list[tuple[str, Decimal | None]] = field(default_factory=list)
    bands_published: bool = False
    bands_read: str = ""
    contexts: list[str] = field(default_factory=list)
    fields: dict[str, bool | None] = field(default_factory=dict)
    offices: dict[str, str] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)
    answerers: Answerers = field(default_factory=Answerers)
    expiry: int | None = None
    criteria_published: bool | None = None
    appeal: Appeal | None = None
    appeal_known: bool = True
    consent_asked: bool | None = None
    consent: Decimal | None = None
    basic_guarded: bool | None = None
    in_proportion: Decimal | None = None

    @property
    def begins_with(self) -> Decimal:
        """The points of everybody at first; where unknown, 0 points of concern, or 1000 of a score."""
        return self.start if self.start is not None else Decimal(0 if self.more_is_worse else 1000)

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest total of the scenario.

        An unknown end lies where it hardly ever binds; but nothing lies below 0 where all points named are
        above it, and nothing better than having no points of concern.
        """
        start = self.signed(self.begins_with)
        reached = [start, *(self.signed(bound) for _, bound in self.bands if bound is not None)]
        low = Decimal(0) if min(reached) > 0 else max(min(start - FAR, 2 * min(reached)), -MOST_POINTS)
        high = min(max(start + FAR, 2 * max(reached)), MOST_POINTS)
        if self.more_is_worse:
            high = max(reached)
        fewest, most = (None if end is None else self.signed(end) for end in (self.fewest, self.most))
        below, above = (most, fewest) if self.more_is_worse else (fewest, most)
        return low if below is None else below, high if above is None else above

    def signed(self, points: Decimal) -> Decimal:
        """Return points as a scenario has them, where less is worse."""
        return -points if self.more_is_worse and points else points

    @property
    def category_names(self) -> list[str]:
        """The categories, best first."""
        return [name for name, _ in self.bands]

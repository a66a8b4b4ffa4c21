"""Who lives in the city, and who knows whom: the `[population]` and `[network]` tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from glasscity.scenario.quantities import Code16, Factor, Probability, Record, Sourced

FIXED_ATTRIBUTES = ("age", "sex", "disability", "born_here", "income", "children")
SHARES_TOLERANCE = Decimal("0.000001")
SMALLEST_CELL = 10
"""No cell of a marginal may stand for fewer people than this: populations enter as marginals only."""


class Marginal(Sourced):
    """Shares of the levels of one attribute, perhaps different for each level of another attribute."""

    label: str = Field("", description="what a reader sees")
    levels: list[str] = Field(min_length=1, max_length=250, description="names of the levels, in order")
    shares: list[Probability] | None = Field(None, description="share of each level; they sum to 1")
    given: str | None = Field(None, description="attribute that the shares depend on")
    by: dict[str, list[Probability]] = Field(
        default_factory=dict, description="shares for each level of the `given` attribute"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Marginal:
        if len(set(self.levels)) != len(self.levels):
            raise ValueError("two levels have the same name")
        if self.shares is None and not self.by:
            raise ValueError("give `shares`, or `given` with `by`")
        if (self.given is None) != (not self.by):
            raise ValueError("`given` and `by` belong together")
        rows = {"shares": self.shares} if self.shares is not None else {}
        rows |= {f"by.{level}": shares for level, shares in self.by.items()}
        for name, shares in rows.items():
            if len(shares) != len(self.levels):
                raise ValueError(f"{name} has {len(shares)} numbers for {len(self.levels)} levels")
            if abs(sum(shares) - 1) > SHARES_TOLERANCE:
                raise ValueError(f"{name} sums to {sum(shares)}, and shares sum to 1")
        return self

    def shares_for(self, level: str | None) -> list[Decimal]:
        """Return the shares that hold for one level of the `given` attribute."""
        if level is not None and level in self.by:
            return self.by[level]
        assert self.shares is not None
        return self.shares


class Trait(Marginal):
    """A disposition that conduct may depend on; its code addresses its draws."""

    code: Code16


class District(Record):
    """A part of the invented city."""

    code: Code16
    label: str
    share: Probability = Field(description="share of the citizens who live here")


class Households(Sourced):
    """How many adults share a household: they are each other's closest ties."""

    adults: list[Probability] = Field(
        min_length=1, max_length=8, description="share of households with 1, 2, 3, … adults"
    )

    @model_validator(mode="after")
    def _sums(self) -> Households:
        if abs(sum(self.adults) - 1) > SHARES_TOLERANCE:
            raise ValueError(f"adults sums to {sum(self.adults)}, and shares sum to 1")
        return self


class Names(Sourced):
    """How many full names there are; the r-th most frequent has a share proportional to 1 / r."""

    number: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class Population(Sourced):
    """The people: how many, and what they are like. Nobody enters one by one."""

    citizens: Annotated[int, Field(strict=True, ge=2, le=200_000_000)] = Field(
        description="adults who are scored"
    )
    marginals_of: Annotated[int, Field(strict=True, ge=2)] | None = Field(
        None, description="how many people the shares describe; as many as `citizens` says if not given"
    )
    isolated: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = Field(
        0, description="further citizens without any tie, after all others"
    )
    districts: dict[str, District] = Field(min_length=1, max_length=60)
    age: Marginal
    sex: Marginal
    disability: Marginal
    born_here: Marginal
    income: Marginal
    children: Marginal = Field(description="children in the household; the level names are whole numbers")
    households: Households
    names: Names | None = Field(None, description="needed where organisations mistake namesakes")
    traits: dict[str, Trait] = Field(default_factory=dict, max_length=40)

    @property
    def everybody(self) -> int:
        """How many citizens there are, the isolated among them."""
        return self.citizens + self.isolated

    @property
    def attributes(self) -> dict[str, Marginal]:
        """The marginals by name, in the order in which they are drawn (a `given` comes first)."""
        fixed: dict[str, Marginal] = {name: getattr(self, name) for name in FIXED_ATTRIBUTES}
        return fixed | dict(self.traits)

    @property
    def levels(self) -> dict[str, list[str]]:
        """The level names of every attribute, `district` included."""
        by_code = sorted(self.districts, key=lambda name: self.districts[name].code)
        return {"district": by_code} | {name: m.levels for name, m in self.attributes.items()}


class Neighbours(Sourced):
    """Ties between households that live side by side."""

    households: Annotated[int, Field(strict=True, ge=0, le=20)] = Field(
        description="how many households on each side one may know"
    )
    tie: Probability = Field(description="probability that two citizens of such households know each other")


class Layer(Sourced):
    """Ties that come from meeting in circles of fixed size (a class, a club, a workplace, a chat group).

    Everybody belongs to `circles` circles of `circle_size` people drawn from their own block of `within`
    citizens (or the whole city). Any two of a circle have a tie with probability `tie`, multiplied by the
    homophily factor of every attribute in which both have the same level.
    """

    code: Annotated[int, Field(strict=True, ge=2, le=7)] = Field(
        description="which bit stands for this kind of tie in the table of ties, 2 to 7"
    )
    label: str
    circles: Annotated[int, Field(strict=True, ge=1, le=16)]
    circle_size: Annotated[int, Field(strict=True, ge=2, le=256)]
    within: Annotated[int, Field(strict=True, ge=2, le=1 << 24)] | str = Field(
        description="size of the block that a circle is drawn from (a power of two), or 'city'"
    )
    tie: Probability
    homophily: dict[str, Factor] = Field(default_factory=dict)
    only: dict[str, list[str]] = Field(
        default_factory=dict, description="attribute levels of those who take part"
    )

    @model_validator(mode="after")
    def _sizes(self) -> Layer:
        if isinstance(self.within, str):
            if self.within != "city":
                raise ValueError(f"within is {self.within!r}; it is 'city' or a power of two")
        elif self.within & (self.within - 1):
            raise ValueError(f"within is {self.within}; it is 'city' or a power of two")
        elif self.circle_size > self.within:
            raise ValueError(f"circle_size {self.circle_size} exceeds the block of {self.within}")
        highest = self.tie
        for factor in self.homophily.values():
            highest *= max(factor, Decimal(1))
        if highest > 1:
            raise ValueError(f"tie times the homophily factors reaches {highest}, above 1")
        return self


class Ring(Sourced):
    """A small world: everybody stands in a ring, knows those next to them, and a few further off.

    Source: Watts and Strogatz (1998), Collective dynamics of "small-world" networks.
    """

    code: Annotated[int, Field(strict=True, ge=2, le=7)] = Field(
        description="which bit stands for these ties in the table of ties, 2 to 7"
    )
    label: str
    contacts: Annotated[int, Field(strict=True, ge=2, le=64)] = Field(
        description="contacts of each, half of them on either side; an even number"
    )
    rewired: Probability = Field(description="probability that the far end of a tie is anybody at all")

    @model_validator(mode="after")
    def _even(self) -> Ring:
        if self.contacts % 2:
            raise ValueError(f"contacts is {self.contacts}; half of them are on either side, so it is even")
        return self


class Network(Sourced):
    """Who knows whom: household, neighbours, the declared layers, and perhaps a ring."""

    community: Annotated[int, Field(strict=True, ge=16, le=1 << 16)] = Field(
        1024, description="citizens per community, a power of two; neighbours in it are near in memory"
    )
    neighbours: Neighbours
    layers: dict[str, Layer] = Field(default_factory=dict, max_length=6)
    ring: Ring | None = None

    @model_validator(mode="after")
    def _power_of_two(self) -> Network:
        if self.community & (self.community - 1):
            raise ValueError(f"community is {self.community}; it is a power of two")
        if "ring" in self.layers:
            raise ValueError("a layer may not be called 'ring': so are the ties of [network.ring]")
        return self

    @property
    def kinds(self) -> dict[str, Layer | Ring]:
        """Every kind of tie that has a code, by name: the declared layers, and the ring."""
        return dict(self.layers) | ({"ring": self.ring} if self.ring is not None else {})


__all__ = [
    "FIXED_ATTRIBUTES",
    "SMALLEST_CELL",
    "District",
    "Households",
    "Layer",
    "Marginal",
    "Neighbours",
    "Network",
    "Population",
    "Ring",
    "Trait",
]

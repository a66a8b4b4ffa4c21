"""The cities that docs/mechanisms.md compares in: who lives there, for how long, and how often."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

HOME = Path(__file__).parent


@dataclass(frozen=True)
class City:
    """A city that ships, or a file beside this one, and why some mechanisms are compared there."""

    name: str
    base: str
    heading: str
    why: str
    citizens: int = 2000
    days: int = 250
    lives: int = 20

    def smaller(self, citizens: int | None, days: int | None, lives: int | None) -> City:
        """Return the city with other numbers where they are given, for a quick look."""
        return replace(
            self,
            citizens=citizens or self.citizens,
            days=days or self.days,
            lives=lives or self.lives,
        )


ESSAY = City(
    "essay",
    "essay",
    "In the city of the essay",
    "The city has all of these mechanisms but walls and consent, which are added to it; the consent that is "
    "added is in `verification/additions.toml`. Two rows put one rule in the place of another, and say what "
    "the rule named first makes of it. Without secret criteria means that all criteria are seen.",
)
LONG = City(
    "essay",
    "essay",
    "In the city of the essay, for longer",
    "Each of the two owners fails once in two years: in 250 days some lives have no failure at all. The data "
    "centre itself errs rarely. Where wardens look decides whose litter is filed, hardly how much. All rates "
    "stay as they ship; the city lives longer, and more often.",
    days=730,
    lives=40,
)
OPEN = City(
    "open-appeals",
    str(HOME / "open-appeals.toml"),
    "In the city of the essay with open offices",
    "In the city of the essay fewer than one in a hundred contest anything, so few have anything to learn "
    "from, and few helpers are asked. In `verification/open-appeals.toml` everybody is told of every entry, "
    "and fifty appeals are heard a day.",
    citizens=6000,
    days=365,
)
INSPECTION = City(
    "inspection",
    "inspection",
    "In the city of the inspectors",
    "The city has two districts, and inspectors who go where records are: nothing else that could hide what "
    "following does. It has no services, no speech and no errors, so that some headlines cannot move.",
    citizens=4096,
    days=600,
)
TOWNS = City(
    "thirty-cities",
    "thirty-cities",
    "In the thirty towns",
    "Three in a hundred move in a year, and few are in the grades that a list closes doors to: it takes a "
    "larger country to see what either does. The towns have scales of their own, so the mean score also says "
    "who is counted on which.",
    citizens=60_000,
    days=365,
)
LENDING = City(
    "lending",
    "lending",
    "In the city of the lender",
    "No other city has a lender who goes by the score. Here are twenty branches of one, and nothing else: no "
    "speech, no errors and nothing unlawful, so that some headlines cannot move. A loan that is not repaid "
    "counts as lawful.",
    citizens=4000,
    days=1000,
)
CITIES = (ESSAY, LONG, OPEN, INSPECTION, TOWNS, LENDING)

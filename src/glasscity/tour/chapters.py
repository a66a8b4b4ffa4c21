"""The five chapters: what each asks, on which scale one guesses, and what one can then play with.

What a reader reads beyond the question stands in the page's own file of words, in one place for translation.
"""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.errors import BadInput, did_you_mean
from glasscity.tour.variations import WEIGHTS
from glasscity.tour.whose import PLAYERS

AS_IT_IS = "as-it-is"


@dataclass(frozen=True)
class Choice:
    """One setting that a reader can choose once they have guessed; `label` stands on its button."""

    name: str
    label: str


@dataclass(frozen=True)
class Chapter:
    """One chapter.

    Attributes
    ----------
    question : what the reader guesses, in one sentence.
    unit : what is guessed; lowest, highest : between which numbers.
    choices : what can be played with, the first one answers the guess.
    """

    name: str
    title: str
    question: str
    unit: str
    lowest: int
    highest: int
    choices: tuple[Choice, ...]

    def choice(self, name: str) -> Choice:
        """Return a choice by its name, or raise `BadInput`."""
        for one in self.choices:
            if one.name == name:
                return one
        near = did_you_mean(name, [one.name for one in self.choices])
        raise BadInput(f"tour: chapter {self.name} has no choice {name!r}{near}")


CHAPTERS = (
    Chapter(
        "points",
        "A thousand points",
        "Everybody starts in AA. A year later, how many of 100 people stand lower than that?",
        "people of 100",
        0,
        100,
        (
            Choice(AS_IT_IS, "The rules as they are"),
            Choice("only-unlawful", "Only unlawful acts cost points"),
            Choice("expires", "Points are forgotten after half a year"),
        ),
    ),
    Chapter(
        "friends",
        "Your friends are your score",
        "The more friends count, how many of 100 people stand lower only because of their friends?",
        "people of 100",
        0,
        100,
        tuple(Choice(weight, f"Friends count {weight}") for weight in WEIGHTS),
    ),
    Chapter(
        "mistake",
        "A mistake in the file",
        "One wrong record on somebody who did nothing: after how many days is it put right, and how many "
        "other people's scores does it change?",
        "days",
        0,
        365,
        (
            Choice(AS_IT_IS, "Appeals as they are"),
            Choice("no-appeals", "Nobody can appeal"),
            Choice("open-appeals", "Everybody is told and heard"),
        ),
    ),
    Chapter(
        "quiet",
        "The quiet city",
        "Of 100 people who disapprove, about 70 say so on the first day. How many still do a year later?",
        "people of 100",
        0,
        100,
        (
            Choice(AS_IT_IS, "The city as it is"),
            Choice("no-denunciation", "Nobody informs on anybody"),
            Choice("no-score", "Nobody is scored"),
        ),
    ),
    Chapter(
        "blame",
        "Who is responsible?",
        "Doors close in this city. Hand out 100 per cent of the blame.",
        "per cent",
        0,
        100,
        (
            Choice(AS_IT_IS, "Nobody does otherwise"),
            *(Choice(one.name, f"Only {one.label} do otherwise") for one in PLAYERS),
        ),
    ),
)


def chapter_of(name: str) -> Chapter:
    """Return a chapter by its name, or raise `BadInput`."""
    for one in CHAPTERS:
        if one.name == name:
            return one
    raise BadInput(f"tour: there is no chapter {name!r}{did_you_mean(name, [one.name for one in CHAPTERS])}")

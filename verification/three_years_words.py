"""The sentences of docs/three-years.md that say yes or no: each follows from the figures beside it."""

from __future__ import annotations

from three_years_findings import ESSAY, Found, Life, Mean, burden, gain, level, tie_effects, trap

HARDLY = 5.0
"""Up to so many more of 100 in D a year after, D hardly traps."""
MUCH = 0.3
"""A correlation from which ties sort more than a little."""


def by_sign(mean: Mean, more: str, less: str, neither: str) -> str:
    """Return one of three texts: by the sign of what is told apart from 0, or not told apart."""
    return {1: more, -1: less, 0: neither}[mean.sign]


def d_traps(lives: list[Life]) -> str:
    """Return whether D harms, and whether it traps: whether those drawn are in D on more days afterwards."""
    a_year_after, days_in_d = trap(lives, "in D, 365", 100), trap(lives, "days in D")
    harms = by_sign(
        burden(lives, 30), "It harms", "It spares hardship", "No hardship can be told from chance"
    )
    traps = by_sign(
        days_in_d,
        "it hardly traps" if a_year_after.mean < HARDLY else "it traps",
        "those drawn are in D on fewer days afterwards",
        "no trap can be told from chance",
    )
    return f"{harms}, and {traps}."


def voice_falls(lives: list[Life]) -> str:
    """Return whether voice falls with the score, and whether what is said is what is thought."""
    falls = by_sign(
        gain(lives, "critics who say so, third year"), "No: it rises", "Yes", "It cannot be told from chance"
    )
    say, feign = (level(lives, f"critics who {does}, third year") for does in ("say so", "feign approval"))
    if feign.mean <= say.mean:
        return f"{falls}."
    return f"{falls}, and of those who disapprove more feign approval than say what they think."


def voice_without(lives: list[Life]) -> str:
    """Return whether voice falls without a score too, and who speaks of how many."""
    first, third = (
        level(lives, f"critics who say so, {when}", "without") for when in ("first month", "third year")
    )
    apart = abs(first.mean - third.mean) > first.reach + third.reach
    falls = "It falls without a score too, by assumption: the media show few critics."
    said = falls if apart and third.mean < first.mean else "Without a score it does not fall."
    disapprove = by_sign(
        gain(lives, "people who disapprove, third year"),
        "More people disapprove",
        "Fewer people disapprove",
        "As many people disapprove",
    )
    speak = by_sign(
        gain(lives, "critics who say so, third year"),
        "more of them say so",
        "fewer of them say so",
        "as many of them say so",
    )
    return f"{said} {disapprove}, and {speak}."


def ties_sort(found: Found) -> str:
    """Return whether ties sort by score, and mostly by what."""
    sorted_ = level(found[ESSAY], "sorted by score")
    if sorted_.sign <= 0:
        return "No."
    effects = tie_effects(found, "sorted by score")
    choosing = effects["choosing (change less frozen, friends count)"]
    scored = effects["being scored by friends (ties change)"]
    mostly = "choosing" if choosing.mean > scored.mean else "being scored by one's friends"
    return f"{'Much' if sorted_.mean >= MUCH else 'A little'}, and mostly by {mostly}."


def good_deeds(lives: list[Life]) -> str:
    """Return what to think of the change in good deeds."""
    return by_sign(
        gain(lives, "good deeds"),
        "they are done for the reward",
        "where nobody knows what counts, rewards move little, and what is\n  paid for is done less for its "
        "own sake",
        "where nobody knows what counts, rewards move nothing that can be told apart from chance",
    )


def approval(lives: list[Life]) -> str:
    """Return what becomes of approval, in the list of what is gained."""
    opinion, feign = (
        gain(lives, f"{name}, third year") for name in ("mean opinion", "critics who feign approval")
    )
    becomes = by_sign(opinion, "Approval is gained", "Approval is lost", "Approval stays as it is")
    feigned = by_sign(feign, "feigned more often", "feigned less often", "feigned as often")
    return (
        f"{becomes} ({opinion.text()} on a scale of 255), and {feigned}\n"
        f"  ({feign.text()} of 100 who disapprove)."
    )


def approval_heard(lives: list[Life]) -> str:
    """Return why approval changes, and whether more of it is heard."""
    opinion, feign = (
        gain(lives, f"{name}, third year") for name in ("mean opinion", "critics who feign approval")
    )
    if opinion.sign >= 0:
        return "The score does not cost approval in this city."
    why = "That the score costs approval is what punished speech and wrong entries were assumed to do."
    if feign.sign <= 0:
        return why
    return f"{why} So approval is lost in this\ncity, while more of those who disapprove feign it."


def how_many(lives: list[Life]) -> str:
    """Return whether the first year and the third differ."""
    first, third = (level(lives, name).mean for name in ("in D in the first year", "in D"))
    if third > 2 * first:
        return "Few in the first year, many in the third"
    return "Fewer in the third year than in the first" if third < first else "Hardly more in the third year"


def d_fills(lives: list[Life]) -> str:
    """Return where the number in D comes from."""
    first, third = (level(lives, name).mean for name in ("in D in the first year", "in D"))
    begins = "That D fills up here follows" if third > 2 * first else "How many are in D here follows"
    return f"{begins} from rates that were assumed, and from points\nthat stay on file for years."


def sentences(found: Found) -> dict[str, str]:
    """Return every sentence by its name on the page."""
    lives = found[ESSAY]
    return {
        "d_traps": d_traps(lives),
        "voice_falls": voice_falls(lives),
        "voice_without": voice_without(lives),
        "ties_sort": ties_sort(found),
        "good_why": good_deeds(lives),
        "approval": approval(lives),
        "approval_heard": approval_heard(lives),
        "how_many": how_many(lives),
        "d_fills": d_fills(lives),
    }

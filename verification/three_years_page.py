"""The page of `three_years.py`: tables, sentences and pictures from what the lives came to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from three_years_findings import (
    ESSAY,
    HEADLINES,
    Found,
    Life,
    gain,
    level,
    measured,
    percent,
    tie_effects,
    trap,
    turned,
    turned_short,
)
from three_years_pictures import after_d, speaking
from three_years_words import sentences

DOCS = Path(__file__).parent.parent / "docs"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def trap_table(lives: list[Life], after: Sequence[int]) -> str:
    """Return what D by lot does, some days after it has ended."""
    outcomes = {"in D, per 100": "in D", "in C or D, per 100": "in C or D"}
    labels = {
        "without work": "without_work",
        "in debt": "in_debt",
        "without a flat": "without_a_flat",
        "without the care one needs": "without_care",
        "a child in a school far away": "school_far_away",
        "unable to travel": "stuck",
        "no longer asks for a loan": "no_hope_of_a_loan",
    }
    outcomes |= {f"{label}, per 100": name for label, name in labels.items()}
    rows = [
        [label, *(trap(lives, f"{name}, {days}", 100).text() for days in after)]
        for label, name in outcomes.items()
    ]
    rows.append(["points on one's own file", *(trap(lives, f"own points, {days}").text() for days in after)])
    return table(["difference", *(f"{days} day{'s' if days > 1 else ''} after" for days in after)], rows)


def beside_table(lives: list[Life], measures: dict[str, tuple[str, int]], scale: float) -> str:
    """Return measures with the score, without it, and the difference."""
    rows = [
        [
            label,
            level(lives, name, "scored", scale).text(digits, signed=False),
            level(lives, name, "without", scale).text(digits, signed=False),
            gain(lives, name, scale).text(digits),
        ]
        for label, (name, digits) in measures.items()
    ]
    return table(["", "with the score", "without it", "difference"], rows)


def ties_table(found: Found) -> str:
    """Return the two by two: ties that change or are frozen, friends that count or do not."""
    cells = (
        ("ties change, friends count", ESSAY),
        ("ties change, friends do not count", "no influence of friends"),
        ("ties frozen, friends count", "frozen ties"),
        ("ties frozen, friends do not count", "neither"),
    )
    names = ("sorted by score", "sorted by own points", "sorted by category")
    rows = [
        [label, *(level(found[key], name).text(3, signed=False) for name in names)] for label, key in cells
    ]
    return table(["", "by score", "by points on one's own file", "by category"], rows)


def flips_table(found: Found, flips: Sequence[str]) -> str:
    """Return every headline under every changed assumption: bold where its sign turned round."""
    rows = []
    for headline in HEADLINES:
        usual = headline.of(found[ESSAY])
        row = [headline.label, usual.text(headline.digits)]
        for name in flips:
            if not measured(headline, found[name]):
                row.append("")
                continue
            here = headline.of(found[name])
            text = here.text(headline.digits)
            if here.sign * usual.sign < 0:
                text = f"**{text}**"
            elif usual.sign and not here.sign:
                text = f"*{text}*"
            row.append(text)
        rows.append(row)
    return table(["", "nothing changed", *flips], rows)


def people_table(lives: list[Life], citizens: int) -> str:
    """Return how many people it concerns, of 1,000 and in the city."""
    names = {
        "in D on a day of the first year": "in D in the first year",
        "in D on a day of the third year": "in D",
        "in C on a day of the third year": "in C",
        "ever in D in three years": "ever in D",
        "ever in C or D in three years": "ever in C or D",
        "refusals for the score, a year": "refusals for the score",
    }
    rows = [
        [
            label,
            level(lives, name, scale=1000 / citizens).text(1, signed=False),
            level(lives, name).text(0, signed=False),
        ]
        for label, name in names.items()
    ]
    return table(["", "of 1,000 people", f"of the {citizens:,}"], rows)


def write(
    found: Found, citizens: int, after: Sequence[int], flips: Sequence[str], folder: Path = DOCS
) -> None:
    """Write the page and its pictures into a folder."""
    lives = found[ESSAY]
    per_100, plain = 1.0, 1000 / citizens
    voice = {
        f"{label}, {when}": (f"{name}, {when}", 1)
        for label, name in {
            "critics who say so, of 100": "critics who say so",
            "critics who feign approval, of 100": "critics who feign approval",
            "mean opinion, 0 to 255": "mean opinion",
            "fear of speaking critically, 0 to 100": "fear",
        }.items()
        for when in ("first month", "third year")
    }
    acts = {
        "critical acts a year, per 1,000 people": ("critical_acts, third year", 0),
        "critical acts held back a year, per 1,000": ("critical_forgone, third year", 0),
        "people who disapprove, per 1,000": ("people who disapprove, third year", 1),
    }
    gains = {
        name: (name, 0)
        for name in (
            *("unlawful acts", "traffic offences", "grave unlawful acts"),
            *("loans in default", "unpaid bills", "good deeds"),
        )
    }
    choosing = [
        [label, *(tie_effects(found, f"sorted by {by}")[label].text(3) for by in ("score", "own points"))]
        for label in tie_effects(found, "sorted by score")
    ]
    lots = sum(life["lots"] for life in lives)
    acts_of_lots = {
        "while it lasts, in half a year": "unlawful while it lasts",
        "in all the time afterwards": "unlawful afterwards",
    }
    first, second = "choosing (change less frozen, friends count)", "being scored by friends (ties change)"
    effects = tie_effects(found, "sorted by score")
    figures = {
        "stuck_month": trap(lives, "stuck, 30", 100).text(),
        "work_month": trap(lives, "without_work, 30", 100).text(),
        "care_month": trap(lives, "without_care, 30", 100).text(),
        "d_year": trap(lives, "in D, 365", 100).text(),
        "low_year": trap(lives, "in C or D, 365", 100).text(),
        "d_two_years": trap(lives, "in D, 730", 100).text(),
        "low_two_years": trap(lives, "in C or D, 730", 100).text(),
        "points_two_years": trap(lives, "own points, 730").text(),
        "say_with": level(lives, "critics who say so, third year").text(signed=False),
        "say_without": level(lives, "critics who say so, third year", "without").text(signed=False),
        "say_gain": gain(lives, "critics who say so, third year").text(),
        "turned_short": turned_short(found, flips),
        "sorted_score": level(lives, "sorted by score").text(3, signed=False),
        "choosing": effects[first].text(3),
        "influence": effects[second].text(3),
        "unlawful_percent": percent(lives, "unlawful acts").text(),
        "grave_percent": percent(lives, "grave unlawful acts").text(),
        "default_percent": percent(lives, "loans in default").text(),
        "good_percent": percent(lives, "good deeds").text(2),
        "d_first": level(lives, "in D in the first year", scale=plain).text(0, signed=False),
        "d_third": level(lives, "in D", scale=plain).text(0, signed=False),
    }
    tables = {
        "lives": str(len(lives)),
        "tie_lives": str(
            min(len(found[name]) for name in ("no influence of friends", "frozen ties", "neither"))
        ),
        "flip_lives": str(min(len(found[name]) for name in flips) if flips else 0),
        "citizens": f"{citizens:,}",
        "lots": f"{lots:,}",
        "trap": trap_table(lives, after),
        "trap_acts": "; ".join(
            f"{trap(lives, name).text(2)} {label}" for label, name in acts_of_lots.items()
        ),
        "trap_days": trap(lives, "days in D").text(1),
        "voice": beside_table(lives, voice, per_100),
        "voice_acts": beside_table(lives, acts, plain),
        "ties": ties_table(found),
        "dropped": level(lives, "ties dropped for a category", scale=plain).text(1, signed=False),
        "choosing_table": table(
            ["adds to the correlation", "by score", "by points on one's own file"], choosing
        ),
        "gains": beside_table(lives, gains, 1.0),
        "people": people_table(lives, citizens),
        "flips": flips_table(found, flips),
        "turned": turned(found, flips),
    }
    page = (Path(__file__).parent / "three-years.md").read_text(encoding="utf-8")
    for name, text in (figures | tables | sentences(found)).items():
        page = page.replace(f"{{{name}}}", text)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "three-years.md").write_text(page, encoding="utf-8")
    stamp = f"SYNTHETIC: {citizens:,} invented people, {len(lives)} lives; nearly every number is assumed."
    series = {
        "unable to travel": "stuck",
        "without work": "without_work",
        "in debt": "in_debt",
        "in D": "in D",
    }
    lines = {
        label: [tuple(trap(lives, f"{name}, {days}", 100)) for days in after]
        for label, name in series.items()
    }
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    after_d(images / "after-d.svg", lines, after, stamp)
    said = ("critics who say so", "critics who feign approval")
    shares = {
        (side, when): [level(lives, f"{name}, {when}", side).mean for name in said]
        for side in ("scored", "without")
        for when in ("first month", "third year")
    }
    speaking(images / "who-speaks.svg", shares, stamp)

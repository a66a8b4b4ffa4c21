"""What is said about responsibility: the finding, what the parts mean, and what they do not."""

from __future__ import annotations

from glasscity.ensemble.intervals import Interval
from glasscity.measure.harm import KINDS
from glasscity.responsibility.findings import ALL, OTHERWISE, GroupPart, Part, Responsibility
from glasscity.show.english import percent, signed
from glasscity.study.words import counted, listed

ERRONEOUS = KINDS[1]
NOT_YET = (
    "A causal share is not yet responsibility. It says what would be otherwise without somebody, not "
    "what they "
    "knew, what they owed, or whom they obeyed. Who could have prevented it, and at what cost, stands beside "
    "it; who should have is for people to say. And it is the answer of a stylised model of an invented city."
)
HOW_FILED = (
    "Parts of those who filed: for each citizen, in how many of the restrictions the door would be "
    "closed too "
    "if only some had filed, averaged over every order in which they might file (Shapley values), "
    "exactly and "
    "with everybody's conduct as it was. Less than 0: what they filed kept doors open."
)
HOW_ERRED = (
    "Parts of those who erred: likewise, where those left out file the truth instead. Only the days in "
    "error are "
    "shown here; what is closed by contacts or by an outdated copy is so because of errors about others, "
    "or of "
    "old ones."
)
HOW_GROUPS = (
    "Parts of groups: cities lived for coalitions of them, from the same seeds, with everything that "
    "follows: "
    "fear, friends dropped, lives that become others. Those who close doors by category have a large part in "
    "any city, since without them nothing else closes one."
)


def finding(found: Responsibility) -> str:
    """Return what was found, in a sentence or two."""
    days = found.restricted[ALL]
    if not days:
        return "No door was closed or dearer to anybody because of a category: there is nothing to share out."
    organisations = [part for part in found.filed if part.filings and part.days[ALL] > 0]
    largest = [f"{_named(part)} {part_of(part, found)}" for part in organisations[:3]]
    said = (
        f"Doors were closed or dearer to {counted(found.citizens_restricted[ALL], 'citizen')} on {days:,} "
        f"restriction-days. Of these come of what was filed by {listed(largest)}"
    )
    through = [part for part in found.filed if part.name == "contacts"]
    said += f"; of contacts' scores {part_of(through[0], found)}." if through else "."
    return said + _alone(found)


def _alone(found: Responsibility) -> str:
    able = [group for group in found.groups if group.prevented.excludes_zero and group.prevented.mean > 0]
    able.sort(key=lambda group: -group.prevented.mean)
    if not able:
        return ""
    most = [f"{group.label} ({percent(group.prevented.mean)})" for group in able[:3]]
    return f" Most of it could have been prevented, each alone, by {listed(most)}."


def part_of(part: Part, found: Responsibility, kind: str = ALL) -> str:
    """Return a part as a share of all days of a kind."""
    days = found.restricted[kind]
    return percent(part.days[kind] / days) if days else ""


def _named(part: Part) -> str:
    return f"“{part.label}”" if part.name not in OTHERWISE else part.label


def erred(found: Responsibility) -> tuple[Part, ...]:
    """Return the parts of those who erred in the days in error, the largest first."""
    parts = [part for part in found.erred if round(part.days[ERRONEOUS], 1)]
    return tuple(sorted(parts, key=lambda part: -part.days[ERRONEOUS]))


def filings_share(part: Part, found: Responsibility) -> float | None:
    """Return the share of all filings that somebody made."""
    everything = sum(one.filings or 0 for one in found.filed)
    return part.filings / everything if part.filings is not None and everything else None


def in_per_cent(one: Interval) -> str:
    """Return a share with its interval, in per cent; nothing where no life has one."""
    if not one.lives:
        return ""
    reach = "" if one.half_width is None else f" ± {100 * one.half_width:.0f}"
    return f"{100 * one.mean:.0f}{reach}%".replace("-0", "0")


def costs(group: GroupPart) -> str:
    """Return what else changes if a group alone does otherwise."""
    said = []
    if group.unlawful.excludes_zero:
        said.append(f"{signed(group.unlawful.mean, 1)} unlawful acts per 1,000 people")
    if group.entries.excludes_zero and abs(group.entries.mean) >= 0.005:
        said.append(f"{signed(-group.entries.mean, 2)} entries each")
    return "; ".join(said) or "nothing that these lives show"


def size(found: Responsibility) -> str:
    """Return which city it was."""
    said = (
        f"{found.title}: {found.citizens:,} synthetic citizens, {counted(found.days, 'day')}, seed "
        f"{found.seed}, "
        f"at most {found.most} players of each citizen"
    )
    return said + (f"; groups over {counted(found.lives, 'life', 'lives')}" if found.lives else "")

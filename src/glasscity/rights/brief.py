"""The key figures of an assessment, in words: for one scheme, or for several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from glasscity.rights.answering import ASKED
from glasscity.rights.element import AI_ACT, DEPENDS, GDPR, MET, NOT_MET
from glasscity.rights.findings import Findings
from glasscity.rights.tested import Tested
from glasscity.rights.way_back import NEVER, After
from glasscity.study.words import points_text, share

if TYPE_CHECKING:
    from glasscity.rights.assessment import Assessment

NOTHING = "–"


class Figure(NamedTuple):
    """One key figure: its name, and what it is in words for each scheme."""

    name: str
    values: tuple[str, ...]


def key_figures(assessments: Sequence[Assessment]) -> list[Figure]:
    """Return the key figures of schemes, those of runs last and only where some scheme was run."""
    columns = [by_rules(one.findings) | _by_elements(one) for one in assessments]
    figures = [Figure(name, tuple(column[name] for column in columns)) for name in columns[0]]
    if any(one.tested is not None for one in assessments):
        shown = [_by_run(one.tested) for one in assessments]
        figures += [Figure(name, tuple(column[name] for column in shown)) for name in shown[0]]
    return figures


def elements_beside(assessments: Sequence[Assessment], law: str) -> list[Figure]:
    """Return the status of each element of one law, scheme by scheme."""
    keys = dict.fromkeys((e.paragraph, e.title) for one in assessments for e in one.elements if e.law == law)
    status = [{(e.paragraph, e.title): e.status for e in one.elements} for one in assessments]
    return [
        Figure(f"{paragraph} {title}", tuple(found.get((paragraph, title), NOTHING) for found in status))
        for paragraph, title in keys
    ]


def _by_elements(one: Assessment) -> dict[str, str]:
    """Return how many elements of each law are met, depend, and are not met."""
    found = {}
    for law, name in ((AI_ACT, "AI Act, elements of the prohibition"), (GDPR, "GDPR, requirements")):
        elements = [element.status for element in one.elements if element.law == law]
        numbers = [f"{elements.count(status)}" for status in (MET, DEPENDS, NOT_MET)]
        found[f"{name}: met/depend/not"] = "/".join(numbers) if elements else NOTHING
    return found


def by_rules(found: Findings) -> dict[str, str]:
    """Return the key figures that follow from the rules alone, in words, by name."""
    crossing, weighed, back = found.crossing, found.proportion, found.way_back
    repeated, protection, refusing = found.repetition, found.protection, found.refusing
    named = "/".join(str(found.accounts.named(what)) for what in ASKED)
    ratios, in_part = NOTHING, found.published - found.published_in_full
    if weighed.least is not None and weighed.most is not None:
        ratios = f"{points_text(weighed.least, sign=False)} to {points_text(weighed.most, sign=False)}"
    consent = f"yes, {share(refusing.share or 0, 1)}" if refusing.asked else "not asked"
    return {
        "consent to being scored": consent if found.scored else "not scored",
        "rules against people, of all rules": f"{len(found.takings)} of {found.rules}",
        "of these, published in full + in part": f"{found.published_in_full} + {in_part}",
        "doors closed or dearer to some category": str(len(found.shut)),
        "rule and door in two contexts, of all pairs": _of(crossing.crossing, crossing.pairs),
        "points that can cross contexts": share(crossing.points_that_can_cross, crossing.points),
        "contacts' scores count": "yes" if crossing.by_contacts else "no",
        "rules on what harms nobody else": f"{weighed.harmless} of {len(weighed.rules)}",
        "points for each step of gravity": ratios,
        "parameters with own points, against people": _of(
            sum(one.against for one in found.excepted), len(found.excepted)
        ),
        "protected conduct: rules taking + giving": f"{protection.taking} + {protection.giving}",
        "rules against lawful conduct": str(len(protection.lawful_punished)),
        "deeds both fined and scored": str(repeated.fined_and_scored),
        "deeds filed by several organisations": str(repeated.filed_by_several),
        "points lost, won in an ordinary year": _pair(back.lost_per_year, back.gained_per_year),
        "deeds whose points never come back": f"{len(back.never)} of {len(back.deeds)}",
        "longest way back from one deed": longest(back.deeds),
        "out of the worst, from the lowest total": _leaving(found),
        "rules against people that never expire": f"{found.never_expire} of {len(found.takings)}",
        "author/basis/reviewer named, of all": f"{named} of {len(found.accounts.detriments)}",
    }


def _by_run(tested: Tested | None) -> dict[str, str]:
    names = {
        "unrelated": "run: restriction-days through another context",
        "disproportionate": "run: restriction-days out of proportion",
        "erroneous": "run: restriction-days by error",
        "by association": "run: restriction-days through contacts",
    }
    found = dict.fromkeys(names.values(), NOTHING)
    rest = [
        *("run: in the worst category, by error alone", "run: groups unequal with conduct equal"),
        *("run: wrong entries corrected on appeal", "run: other category, bounds up by a tenth"),
        "run: of the worst, there under all rulebooks",
    ]
    found |= dict.fromkeys(rest, NOTHING)
    if tested is None:
        return found
    for kind, name in names.items():
        if tested.harm is not None:
            found[name] = share(tested.harm.days[kind], tested.harm.days["all"])
    if tested.errors is not None and tested.errors.wrongly_in_worst is not None and tested.in_worst:
        found[rest[0]] = f"{tested.errors.wrongly_in_worst} of {tested.in_worst}"
    if tested.gaps:
        found[rest[1]] = f"{len(tested.unequal)} of {len(tested.gaps)}"
    if tested.appeals is not None:
        found[rest[2]] = f"{tested.appeals.wrong.corrected:,} of {tested.appeals.wrong.entries:,}"
    if tested.bounds:
        found[rest[3]] = share(tested.bounds[-1].changed, tested.bounds[-1].of)
    if tested.rulebooks is not None:
        found[rest[4]] = f"{tested.rulebooks.always} of {tested.rulebooks.in_worst}"
    return found


def months_text(months: float | None) -> str:
    """Return months in words: "never", "7 months", "12 years"."""
    if months is None:
        return NEVER
    if months >= 36:
        return f"{months / 12:,.0f} years"
    number = f"{months:.1f}".removesuffix(".0") if months < 3 else f"{months:.0f}"
    return f"{number} month{'' if number == '1' else 's'}"


def longest(deeds: Sequence[After]) -> str:
    """Return the longest way back from one deed."""
    if not deeds:
        return NOTHING
    if any(deed.months is None for deed in deeds):
        return NEVER
    return months_text(max(deed.months or 0 for deed in deeds))


def _leaving(found: Findings) -> str:
    return NOTHING if found.way_back.worst is None else months_text(found.way_back.months_to_leave)


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else NOTHING


def _pair(lost: float, gained: float) -> str:
    return f"{points_text(-lost)}, {points_text(gained)}"

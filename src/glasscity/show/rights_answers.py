"""What the two impact assessments ask, paragraph by paragraph, and what a scenario and a run can answer."""

from __future__ import annotations

from dataclasses import dataclass

from glasscity.rights.answering import ASKED
from glasscity.rights.assessment import Assessment
from glasscity.rights.brief import months_text
from glasscity.rights.simulated import NO_RUN, Shown
from glasscity.show.rights_text import refusing_words
from glasscity.study.words import counted, listed, points_text, share


@dataclass(frozen=True)
class Answer:
    """One paragraph: what the law asks, what is known here, and what only those who run it can say."""

    paragraph: str
    asks: str
    said: tuple[str, ...]
    missing: str


def fundamental_rights(one: Assessment) -> list[Answer]:
    """Return the answers to Article 27(1) of the AI Act."""
    return [
        Answer(
            "Article 27(1)(a)",
            "The processes in which the system is used, in line with its intended purpose",
            (_process(one), _doors(one)),
            "The purpose, the process as it is run, and whether the score is an AI system at all.",
        ),
        Answer(
            "Article 27(1)(b)",
            "For how long and how often it is used",
            (_time(one),),
            "From when until when, and how often each office looks at a category.",
        ),
        Answer(
            "Article 27(1)(c)",
            "Persons and groups likely to be affected",
            (_groups(one), f"With conduct equal: {Shown(one.tested).equality()}."),
            "The real groups, their sizes, and who among them is vulnerable.",
        ),
        Answer(
            "Article 27(1)(d)",
            "Specific risks of harm to them",
            _risks(one),
            "Whether these have happened, to how many, and what they themselves say.",
        ),
        Answer(
            "Article 27(1)(e)",
            "Human oversight",
            (_oversight(one),),
            "Who looks, with which authority, for how long, and how often they decide otherwise.",
        ),
        Answer(
            "Article 27(1)(f)",
            "Measures where risks come about: governance and complaints",
            (_complaints(one), f"In the run: {Shown(one.tested).funnel()}."),
            "Where to complain, who decides, and what is made good.",
        ),
    ]


def data_protection(one: Assessment) -> list[Answer]:
    """Return the answers to Article 35(7) of the GDPR."""
    found = one.findings
    crossing, weighed = found.crossing, found.proportion
    return [
        Answer(
            "Article 35(7)(a)",
            "A systematic description of the processing and its purposes",
            (_process(one), _doors(one), _time(one)),
            "The purposes, the controller, the processors, the recipients.",
        ),
        Answer(
            "Article 35(7)(b)",
            "Necessity and proportionality in relation to the purposes",
            (
                f"{crossing.crossing} of {crossing.pairs} pairs of a rule and a door lie in two contexts; "
                f"{share(crossing.points_that_can_cross, crossing.points)} of the points can cross.",
                f"{weighed.harmless} of {counted(len(weighed.rules), 'rule')} that take points are about "
                f"what harms nobody else, and {len(found.protection.lawful_punished)} about what is "
                "lawful.",
                refusing_words(found),
            ),
            "A reason for each parameter and each rule, and why nothing milder would do.",
        ),
        Answer(
            "Article 35(7)(c)",
            "Risks to the rights and freedoms of those concerned",
            _risks(one),
            "How likely each is in fact, and how grave to those concerned.",
        ),
        Answer(
            "Article 35(7)(d)",
            "Measures, safeguards and mechanisms",
            (_safeguards(one), _oversight(one), _complaints(one)),
            "Which are in force, since when, and what they have changed.",
        ),
        Answer(
            "Article 35(9)",
            "The views of those concerned",
            ("None: nobody in this city exists, and nobody was asked.",),
            "What those concerned, or who speaks for them, say.",
        ),
    ]


def _process(one: Assessment) -> str:
    scheme, found = one.scheme, one.findings
    kinds = listed([f"{number:,} {kind}" for kind, number in scheme.organisations.items()])
    bounds = "; ".join(
        f"{name} from {points_text(bound, sign=False)}" if bound is not None else f"{name} below"
        for name, bound in scheme.categories
    )
    known = "are published" if scheme.published else "are not published"
    return (
        f"Organisations ({kinds}) file conduct through {counted(scheme.parameters, 'parameter')}. "
        f"Everybody starts with {points_text(scheme.start, sign=False)} points; "
        f"{counted(found.rules, 'rule')} add or take points, and {len(found.takings)} of them are against "
        f"people. Categories: {bounds}. The criteria {known}."
    )


def _doors(one: Assessment) -> str:
    shut = one.findings.shut
    if not shut:
        return "No category closes a door or makes it dearer."
    doors = "; ".join(f"{door.label} (for {', '.join(door.shuts)})" for door in shut)
    return f"Closed or dearer to low categories: {doors}."


def _time(one: Assessment) -> str:
    scheme, found = one.scheme, one.findings
    kept = "no entry against anybody expires"
    if scheme.expiries is not None:
        shortest, longest = scheme.expiries
        kept = (
            f"{found.never_expire} of {counted(len(found.takings), 'rule')} against people never expire, "
            f"the others after {shortest:,} to {longest:,} days"
        )
    return f"Totals are worked out {scheme.recalculated}; {kept}."


def _groups(one: Assessment) -> str:
    names = listed(list(one.scheme.groups))
    return (
        f"{counted(one.scheme.citizens, 'synthetic adult')}, who differ by {names}. The rules are the "
        "same for all; conduct and what comes on file of it are not. Children are counted and not "
        "scored, and what closes to their parents closes to them."
    )


def _risks(one: Assessment) -> tuple[str, ...]:
    found, shown = one.findings, Shown(one.tested)
    back, repeated, protection = found.way_back, found.repetition, found.protection
    unrelated = shown.kind("unrelated", "would be open if only its own context counted")
    fair = shown.kind("disproportionate", "would be open if points kept to gravity")
    return (
        f"Detriment in unrelated contexts: {found.crossing.crossing} of {found.crossing.pairs} pairs of a "
        f"rule and a door. In the run: {unrelated}.",
        f"Out of proportion: {found.proportion.harmless} rules on what harms nobody else. In the run: "
        f"{fair}.",
        f"No way back: of {counted(len(back.deeds), 'kind')} of deed, the points of {len(back.never)} "
        "never come back; from the lowest total out of the worst category: "
        f"{months_text(back.months_to_leave) if back.worst is not None else 'nobody falls there'}.",
        f"Several consequences of one deed: {len(repeated.deeds)} kinds, {repeated.fined_and_scored} "
        "fined and scored.",
        f"Protected conduct: {protection.taking} rules take and {protection.giving} give points for it.",
        f"Error: {shown.accuracy()}.",
        f"Bounds and points: {shown.bounds() or NO_RUN}.",
    )


def _oversight(one: Assessment) -> str:
    accounts = one.findings.accounts
    whole = len(accounts.detriments)
    author, basis, review = (accounts.named(what) for what in ASKED)
    return (
        f"Of {counted(whole, 'detriment')} (rules against people, and doors that close), an author is "
        f"named for {author}, a legal basis for {basis}, a human reviewer for {review}."
    )


def _complaints(one: Assessment) -> str:
    scheme = one.scheme
    if scheme.told is None or scheme.heard is None or scheme.believed is None:
        return "Nobody can contest an entry."
    return (
        f"Entries can be contested: {share(scheme.told, 1)} of entries are told to those they are about; "
        f"{share(scheme.believed, 1)} of hearings follow the file whatever is said; of the others "
        f"{share(scheme.heard, 1)} correct a wrong entry. These are numbers of the scenario."
    )


def _safeguards(one: Assessment) -> str:
    found, scheme = one.findings, one.scheme
    parts = ["walls between contexts"] if found.crossing.walls else []
    parts += ["consent"] if found.refusing.asked else []
    parts += ["basic services that a low score alone does not touch"] if found.refusing.basic_guarded else []
    parts += ["expiry of some entries"] if scheme.expiries is not None else []
    parts += ["repair of old entries"] if scheme.repairs else []
    parts += ["appeals"] if scheme.told is not None else []
    parts += ["published criteria"] if scheme.published else []
    return f"Safeguards in the rules: {listed(parts) if parts else 'none'}."

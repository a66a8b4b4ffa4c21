"""What the GDPR asks of a scheme, requirement by requirement: Articles 5, 16, 19 and 22.

A requirement is met, not met, or depends on what a scenario cannot say; then the last column says on what.
Source: Regulation (EU) 2016/679.
"""

from __future__ import annotations

from collections.abc import Iterator

from glasscity.rights.element import DEPENDS, GDPR, MET, NOT_MET, REQUIREMENT, Element
from glasscity.rights.findings import Findings
from glasscity.rights.simulated import Shown
from glasscity.scenario import Scenario
from glasscity.study.words import counted, listed, share


def requirements_of(scenario: Scenario, found: Findings, shown: Shown) -> Iterator[Element]:
    """Yield every requirement in the order of the law."""
    if found.scored:
        yield from _principles(scenario, found, shown)
        yield from _rectification(scenario, shown)
        yield from _automated(scenario, found, shown)


def _element(paragraph: str, title: str, status: str, *columns: str) -> Element:
    return Element(GDPR, paragraph, REQUIREMENT, title, status, *columns)


def _principles(scenario: Scenario, found: Findings, shown: Shown) -> Iterator[Element]:
    accounts, crossing = found.accounts, found.crossing
    all_of_them, published = len(accounts.detriments), scenario.rulebook.criteria_published
    bases = accounts.named("legal_basis")
    yield _element(
        "Art. 5(1)(a)",
        "lawfulness: a basis for each processing",
        DEPENDS,
        f"a legal basis is named for {bases} of {counted(all_of_them, 'detriment')}",
        "nothing: law is not simulated",
        "the text of each basis, and whether it carries this" if bases else "whether there is a basis",
    )
    yield _element(
        "Art. 5(1)(a)",
        "fairness: like cases alike",
        DEPENDS,
        "the same rules for everybody" + ("; contacts' scores count too" if crossing.by_contacts else ""),
        "; ".join(filter(None, (shown.equality(), shown.bounds()))),
        "real grades by group, beside what those people did",
    )
    yield _element(
        "Art. 5(1)(a)",
        "transparency",
        DEPENDS if published else NOT_MET,
        "rules and one's own score can be known" if published else "the criteria are not published",
        "nothing: it takes this as given",
        "whether people know them in fact" if published else "the criteria",
    )
    crosses = f"{crossing.crossing} of {crossing.pairs} pairs of a rule and a door lie in two contexts"
    yield _element(
        "Art. 5(1)(b)",
        "purpose limitation",
        NOT_MET if crossing.crossing else MET,
        crosses + ("; contacts' files count as well" if crossing.by_contacts else ""),
        shown.kind("unrelated", "would be open if only its own context counted"),
        "the purposes stated when each organisation collected its data",
    )
    guarded = found.protection
    yield _element(
        "Art. 5(1)(c)",
        "data minimisation",
        DEPENDS,
        f"{counted(scenario.parameters_number, 'parameter')} from {scenario.organisations_number:,} "
        f"organisations; {counted(found.proportion.harmless, 'rule')} take points for what harms nobody else",
        "nothing: what is necessary is a question of purpose",
        "what each parameter is needed for",
    )
    yield _accuracy(scenario, shown)
    never = found.never_expire
    yield _element(
        "Art. 5(1)(e)",
        "storage limitation",
        NOT_MET if never else DEPENDS,
        f"{never} of {counted(len(found.takings), 'rule')} against people never expire",
        "nothing beyond it",
        "when records are in fact deleted, copies included",
    )
    yield _element(
        "Art. 5(2)",
        "accountability",
        DEPENDS,
        f"named for {all_of_them} detriments: author {accounts.named('author')}, legal basis {bases}, human "
        f"reviewer {accounts.named('human_review')}",
        "nothing: who answers is not simulated",
        "who wrote each rule and each term, and who looks, where nobody is named",
    )
    if guarded.domains:
        yield _element(
            "Art. 9, 22(4)",
            "no special categories as the basis",
            DEPENDS if guarded.rules else MET,
            f"{guarded.taking} rules take and {guarded.giving} give points for protected conduct "
            f"({listed(sorted({rule.domain_label for rule in guarded.rules})) or 'none'})",
            "nothing beyond it",
            "which of these data are special categories, and on which ground they are processed",
        )


def _accuracy(scenario: Scenario, shown: Shown) -> Element:
    errs = scenario.misfiles or scenario.centre_errs or scenario.denounces
    said = "no rule checks what is filed; errors and lies are assumed" if errs else "no errors are assumed"
    return _element(
        "Art. 5(1)(d)",
        "accuracy",
        DEPENDS,
        said,
        shown.accuracy(),
        "an audit of a sample of real files against what happened",
    )


def _rectification(scenario: Scenario, shown: Shown) -> Iterator[Element]:
    appeals = scenario.appeals if scenario.hears_appeals else None
    said = "nobody can contest an entry"
    if appeals is not None:
        said = (
            f"{share(float(appeals.notified), 1)} of entries are told to whom they are about; a wrong one is "
            f"corrected in {share(float(appeals.corrected_if_wrong), 1)} of hearings that listen"
        )
    yield _element(
        "Art. 16",
        "rectification without undue delay",
        DEPENDS if appeals is not None and appeals.notified else NOT_MET,
        said,
        shown.funnel(),
        "how many asked, were answered, and when",
    )
    holders = list(scenario.holders.values())
    passing = [holder.passes_on for holder in holders]
    status = DEPENDS if not holders else MET if min(passing) == 1 else NOT_MET
    told = [f"{holder.label}: {share(float(holder.passes_on), 1)}" for holder in holders]
    yield _element(
        "Art. 19",
        "recipients told of a rectification",
        status,
        "share of corrections passed on: " + "; ".join(told) if told else "no holder of a copy is named",
        "nothing beyond it",
        "who received the data, and what they were told",
    )


def _automated(scenario: Scenario, found: Findings, shown: Shown) -> Iterator[Element]:
    doors, accounts = found.shut, found.accounts
    reviewed = accounts.named("human_review", "door")
    refused = sum(bool(door.refused_in) for door in doors)
    yield _element(
        "Art. 22(1)",
        "no decision by machine alone",
        MET if not doors else DEPENDS,
        f"{counted(len(doors), 'door')} by category, {refused} by refusal; a human reviewer is named for "
        f"{reviewed}",
        "nothing: in the city every door answers to the category alone",
        "whether somebody with authority looks before each door closes, and ever decides otherwise",
    )
    consent, based = found.refusing, accounts.named("legal_basis", "door")
    yield _element(
        "Art. 22(2)",
        "else: contract, law or explicit consent",
        DEPENDS,
        (f"consent is asked ({share(consent.share or 0, 1)} give it)" if consent.asked else "nobody is asked")
        + f"; a legal basis is named for {based} of {counted(len(doors), 'door')}",
        "nothing: it takes consent as given",
        "that consent is free: what refusing it costs" if consent.asked else "which of the three it is",
    )
    appeals = scenario.appeals if scenario.hears_appeals else None
    said = "no appeal"
    if appeals is not None:
        believed = share(float(appeals.machine_believed), 1)
        said = f"appeals; {believed} of hearings follow the file whatever is said"
    yield _element(
        "Art. 22(3)",
        "human intervention, and a right to contest",
        DEPENDS if appeals is not None else NOT_MET,
        said,
        shown.funnel(),
        "hearings observed; share of decisions changed by a person",
    )

"""A scheme held against rights: one frozen result, ready for JSON, for a terminal and for a page.

Three columns are kept apart throughout: what the rule text says (arithmetic over the scenario), what the
simulation shows to be possible (a run, where one is given), and what evidence is still needed. Nothing here
is a finding about a person, and nothing a verdict of law.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from glasscity.errors import BadInput
from glasscity.results import Run
from glasscity.rights.answering import ASKED
from glasscity.rights.element import Element
from glasscity.rights.elements import elements_of
from glasscity.rights.findings import Findings, findings_of
from glasscity.rights.scheme import Scheme, scheme_of
from glasscity.rights.tested import Tested, tested_of
from glasscity.rights.versions import Version, versions_of
from glasscity.scenario import Scenario
from glasscity.study.words import SYNTHETIC

NO_VERDICT = (
    "A stylised model of a scheme, not a verdict of law: contexts, gravity, rates and terms are what the "
    "scenario declares. Whether a plain table of rules is an AI system is itself a question."
)


@dataclass(frozen=True)
class Assessment:
    """What a scheme's rules say of rights, and what a run of it shows.

    Attributes
    ----------
    scheme : what is assessed, as far as the scenario says so.
    findings : (a) crossing, (b) proportion, (c) the way back, (d) repetition, (e) protected conduct, (f) who
        answers, (g) who refuses; by arithmetic.
    tested : what a run shows; None for a scenario alone.
    elements : (h) each element of the law, with three columns.
    versions : the same in each town, and from later days on: what is another there.
    """

    synthetic: str
    no_verdict: str
    scenario: str
    title: str
    currency: str
    scheme: Scheme
    findings: Findings
    tested: Tested | None
    elements: tuple[Element, ...]
    versions: tuple[Version, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the assessment as nested plain tables, ready for JSON."""
        tables: dict[str, Any] = _listed(asdict(self))
        accounts = self.findings.accounts
        tables["findings"]["accounts"]["named"] = {
            kind: {what: accounts.named(what, kind) for what in ASKED} | {"all": len(accounts.of(kind))}
            for kind in ("rule", "door")
        }
        if self.tested is not None:
            kinds = self.tested.harm.days if self.tested.harm is not None else {}
            tables["tested"]["shares_of_harm"] = {kind: self.tested.share_of_harm(kind) for kind in kinds}
        return tables


def assess(subject: Scenario | Run) -> Assessment:
    """Return what the rules of a scenario say of rights; of a run, also what the run shows."""
    scenario = subject.scenario if isinstance(subject, Run) else subject
    if isinstance(subject, Run) and not scenario.scoring.enabled:
        raise BadInput(f"{subject.path}: nobody is scored in this run; give one with scoring.enabled = true")
    tested = tested_of(subject) if isinstance(subject, Run) else None
    findings = findings_of(scenario)
    elements = elements_of(scenario, findings, tested)
    return Assessment(
        synthetic=SYNTHETIC,
        no_verdict=NO_VERDICT,
        scenario=scenario.name,
        title=scenario.title,
        currency=scenario.currency,
        scheme=scheme_of(scenario),
        findings=findings,
        tested=tested,
        elements=elements,
        versions=versions_of(scenario, findings, elements),
    )


def _listed(value: Any) -> Any:
    """Return `value` with every tuple as a list."""
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, tuple | list) else value

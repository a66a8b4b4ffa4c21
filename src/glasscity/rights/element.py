"""One element of the law with its status and its three columns."""

from __future__ import annotations

from dataclasses import dataclass

MET, NOT_MET, DEPENDS = "met", "not met", "depends"
PROHIBITION, REQUIREMENT = "element of a prohibition", "requirement"
AI_ACT, GDPR = "AI Act", "GDPR"


@dataclass(frozen=True)
class Element:
    """One element of the law.

    Attributes
    ----------
    law, paragraph, nature, title : which it is; nature is one of `PROHIBITION`, `REQUIREMENT`.
    status : `met`, `not met`, or `depends`, and then evidence says on what.
    rule_text, simulation, evidence : the three columns.
    """

    law: str
    paragraph: str
    nature: str
    title: str
    status: str
    rule_text: str
    simulation: str
    evidence: str

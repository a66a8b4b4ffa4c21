"""The question that a run answers: one frozen, validated `Scenario`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from glasscity.scenario.appeals import Appeals
from glasscity.scenario.circumstances import Circumstances
from glasscity.scenario.conduct import Conduct, Service
from glasscity.scenario.copies import Holder
from glasscity.scenario.data_centre import DataCentreErrors
from glasscity.scenario.dated import Intervention
from glasscity.scenario.denunciation import Denunciation
from glasscity.scenario.experiment import Experiment
from glasscity.scenario.lending import Lending
from glasscity.scenario.organisations import Catalogue, Organisation
from glasscity.scenario.owners import Owner, Proxy
from glasscity.scenario.people import Network, Population
from glasscity.scenario.propensity import Propensity
from glasscity.scenario.quantities import PerYear, Probability, Record, Sourced
from glasscity.scenario.repair import Repair
from glasscity.scenario.response import Response
from glasscity.scenario.rewiring import Rewiring
from glasscity.scenario.rulebook import Courts, Harm, Recording, Rulebook, Scoring
from glasscity.scenario.towns import MOST_TOWNS, Joint, Relocation, Town
from glasscity.scenario.voice import Voice

FORMAT: Literal[1] = 1
"""Version of the scenario format."""


class Source(Record):
    """Something published that numbers of the scenario come from."""

    title: str
    address: str = Field("", description="where to read it")
    sureness: Literal["H", "M", "L"] = Field(
        description="H official, peer-reviewed or first-hand; M press or secondary; L weak or conflicting"
    )


class Domain(Record):
    """A field of life that conduct belongs to."""

    label: str
    protected: bool = Field(False, description="protected by rights: speech, association, family life, …")


class Context(Record):
    """A setting in which data arise or a service is asked for."""

    label: str


class Time(Sourced):
    """When the run starts and how long it lasts."""

    start: date
    days: Annotated[int, Field(strict=True, ge=1, le=36500)]

    def date_of(self, day: int) -> date:
        """Return the calendar date of `day`, counted from 0."""
        return self.start + timedelta(days=day)

    def new_years(self) -> frozenset[int]:
        """Return the days of the run, after the first, on which a year begins."""
        dates = ((day, self.date_of(day)) for day in range(1, self.days))
        return frozenset(day for day, date in dates if (date.month, date.day) == (1, 1))


class Target(Sourced):
    """A published count per subject that rates were set to."""

    records_per_subject: PerYear
    sign: Literal["negative", "positive"]


class Fit(Sourced):
    """What rates were fitted to, and what counts alone cannot tell."""

    window_days: Annotated[int, Field(strict=True, ge=1, le=36500)] = Field(
        description="the time in which the published records came about"
    )
    targets: dict[str, Target]
    detection_from: Probability = Field(description="lowest plausible share of acts that are filed")
    detection_to: Probability = Field(description="highest plausible share of acts that are filed")
    statement: str = Field("", description="what the published counts leave open, in words")


class Scenario(Record):
    """A city, its people, who watches them, and the rulebook: everything but the seeds."""

    format: Literal[1] = FORMAT
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    title: str
    summary: str = Field("", description="what this city is, in a few plain sentences")
    is_not: str = Field("", description="what it is not")
    currency: str = "yuan"
    notes: list[str] = Field(default_factory=list, description="assumptions and readings, in words")
    unfired: dict[str, str] = Field(
        default_factory=dict,
        description="published rules that nothing in a run ever sets off, each with the reason why",
    )
    time: Time
    sources: dict[str, Source] = Field(default_factory=dict)
    domains: dict[str, Domain]
    contexts: dict[str, Context]
    population: Population
    network: Network
    conduct: dict[str, Conduct] = Field(min_length=1, max_length=2000)
    services: dict[str, Service] = Field(default_factory=dict, max_length=200)
    organisations: dict[str, Organisation] = Field(min_length=1)
    owners: dict[str, Owner] = Field(default_factory=dict, max_length=1000)
    catalogue: Catalogue
    rulebook: Rulebook
    courts: Courts
    towns: dict[str, Town] = Field(
        default_factory=dict, max_length=MOST_TOWNS, description="several towns; one city if not given"
    )
    relocation: Relocation | None = None
    joint: Joint | None = None
    propensity: Propensity | None = None
    response: Response | None = None
    rewiring: Rewiring | None = None
    voice: Voice | None = None
    denunciation: Denunciation | None = None
    appeals: Appeals | None = None
    circumstances: Circumstances | None = None
    experiment: Experiment | None = None
    data_centre: DataCentreErrors | None = None
    repair: Repair | None = None
    lending: Lending | None = None
    copies: dict[str, Holder] = Field(
        default_factory=dict,
        max_length=100,
        description="who goes by a copy of the file, if anybody",
    )
    harm: Harm | None = Field(None, description="measure the four kinds of harm; not at all if not given")
    scoring: Scoring = Scoring()
    proxies: dict[str, Proxy] = Field(default_factory=dict, max_length=100)
    fit: Fit | None = None
    interventions: list[Intervention] = Field(default_factory=list, max_length=1000)
    recording: Recording = Recording()

    @property
    def category_names(self) -> list[str]:
        """The categories, best first."""
        return [band.name for band in self.rulebook.categories.bands]

    @property
    def organisations_number(self) -> int:
        """How many organisations file: the members of every series counted."""
        return sum(organisation.count for organisation in self.organisations.values())

    @property
    def parameters_number(self) -> int:
        """How many parameters the catalogue holds, dropped ones left out."""
        return sum(last - first + 1 for _, _, first, last in self.blocks()) - len(set(self.catalogue.dropped))

    def blocks(self) -> Iterator[tuple[str, str, int, int]]:
        """Yield organisation, conduct, first and last parameter code of every block of the catalogue."""
        for organisation, by_conduct in self.catalogue.blocks.items():
            members = self.organisations[organisation].count if organisation in self.organisations else 1
            for conduct, block in by_conduct.items():
                yield organisation, conduct, block.first, block.first + block.count * members - 1

    def organisation_label(self, code: int) -> str:
        """Return what a reader sees for an organisation's code."""
        for organisation in self.organisations.values():
            if organisation.code <= code < organisation.code + organisation.count:
                number = f" {code - organisation.code + 1}" if organisation.count > 1 else ""
                return organisation.label + number
        return f"organisation {code}"

    @property
    def denounces(self) -> bool:
        """Whether citizens file about each other."""
        return self.denunciation is not None and self.denunciation.enabled and self.scoring.enabled

    @property
    def rewires(self) -> bool:
        """Whether ties end and form."""
        return self.rewiring is not None and self.rewiring.enabled

    @property
    def speaks(self) -> bool:
        """Whether people decide what they say aloud."""
        return self.voice is not None and self.voice.enabled

    @property
    def misfiles(self) -> bool:
        """Whether what organisations file may differ from what was done."""
        erring = any(organisation.errors is not None for organisation in self.organisations.values())
        return erring or any(owner.failure is not None for owner in self.owners.values())

    @property
    def inspects(self) -> bool:
        """Whether any organisation chooses where to look."""
        tables = [one.inspection for one in self.organisations.values()]
        return any(inspection is not None and inspection.enabled for inspection in tables)

    @property
    def mistakes_persons(self) -> bool:
        """Whether a filing may name the wrong person."""
        by_errors = any(o.errors is not None and o.errors.wrong_person for o in self.organisations.values())
        failures = (owner.failure for owner in self.owners.values())
        return by_errors or any(failure is not None and failure.wrong_person for failure in failures)

    @property
    def hears_appeals(self) -> bool:
        """Whether entries can be contested."""
        return self.appeals is not None and self.appeals.enabled and self.scoring.enabled

    @property
    def helps_appellants(self) -> bool:
        """Whether some citizens have help with appeals."""
        return self.hears_appeals and self.appeals is not None and self.appeals.helpers is not None

    @property
    def changes_lives(self) -> bool:
        """Whether circumstances begin and end."""
        return self.circumstances is not None and self.circumstances.enabled

    @property
    def experiments(self) -> bool:
        """Whether a category is given by lot to some."""
        return self.experiment is not None and self.experiment.enabled and self.scoring.enabled

    @property
    def centre_errs(self) -> bool:
        """Whether anything can befall the data centre."""
        return self.data_centre is not None and self.data_centre.happens and self.scoring.enabled

    @property
    def asks_consent(self) -> bool:
        """Whether only those are scored who consent."""
        consent = self.scoring.consent
        return self.scoring.enabled and consent is not None and consent.enabled

    @property
    def repairs(self) -> bool:
        """Whether one can apply to have an entry struck out."""
        return self.repair is not None and self.repair.enabled and self.scoring.enabled

    @property
    def lends(self) -> bool:
        """Whether somebody lends by the file."""
        return self.lending is not None and self.lending.enabled and self.scoring.enabled

    @property
    def holders(self) -> dict[str, Holder]:
        """Whoever goes by a copy of the file, by name."""
        return {name: holder for name, holder in self.copies.items() if holder.enabled}

    def rewards(self, conduct: str) -> bool | None:
        """Return whether a conduct is rewarded (True), punished (False) or neither (None)."""
        rule = self.rulebook.rules.get(conduct)
        if rule is not None and rule.mean_points > 0:
            return True
        punished = rule is not None and (rule.mean_points < 0 or rule.override is not None)
        return False if punished or conduct in self.courts.fines else None

    @property
    def transparency(self) -> Decimal:
        """How far people see what counts: 1 where the criteria are published, else what `response` says."""
        criteria = self.response.criteria if self.response is not None else None
        if self.rulebook.criteria_published or criteria is None:
            return Decimal(int(self.rulebook.criteria_published))
        return Decimal(criteria.transparency)

    def without_score(self) -> Scenario:
        """Return the baseline: the same people under courts and fines only, all the time."""
        others = [change for change in self.interventions if change.path.split(".")[0] != "scoring"]
        return self.model_copy(update={"scoring": Scoring(enabled=False), "interventions": others})

    def works_out_totals(self, day: int) -> bool:
        """Return whether totals are worked out at the end of a day."""
        return self.rulebook.recalculated == "daily" or self.time.date_of(day).day == 1

    def to_dict(self) -> dict[str, Any]:
        """Return the scenario as nested plain tables, with every default spelled out."""
        tables: dict[str, Any] = self.model_dump(exclude_none=True)
        return tables

    def to_toml(self) -> str:
        """Return the scenario as TOML: read back, it is equal to this one."""
        from glasscity.scenario.writing import toml_text

        return toml_text(self.to_dict())

    def assumptions(self) -> list[tuple[str, str]]:
        """Return every place that says `assumed`, with what it says."""
        return [(place, table["assumed"]) for place, table in self.tables() if table.get("assumed")]

    def tables(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every table of the scenario with its place, outer ones first."""
        pending: list[tuple[str, Any]] = [("", self.to_dict())]
        while pending:
            place, value = pending.pop(0)
            if isinstance(value, dict):
                yield place, value
                pending += [(f"{place}.{key}".strip("."), inner) for key, inner in value.items()]
            elif isinstance(value, list):
                pending += [(f"{place}[{index}]", inner) for index, inner in enumerate(value)]


def yearly_to_daily(per_year: Decimal) -> Decimal:
    """Return the daily probability of something that happens `per_year` times in 365 days."""
    return per_year / 365

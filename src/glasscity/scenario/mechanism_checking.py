"""What has to fit between the tables of the mechanisms and the rest of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from glasscity.errors import Problem
from glasscity.scenario.appeals import Helpers
from glasscity.scenario.circumstance_checking import circumstance_problems, experiment_problems
from glasscity.scenario.consent import Consent
from glasscity.scenario.copies_checking import copies_problems
from glasscity.scenario.faults import combination_problems, level_problems, unknown, within_bound
from glasscity.scenario.lending_checking import lending_problems
from glasscity.scenario.model import Scenario
from glasscity.scenario.response_checking import largest_answer, response_problems
from glasscity.scenario.rewiring_checking import rewiring_problems
from glasscity.scenario.voice_checking import voice_problems


def mechanism_problems(scenario: Scenario) -> Iterator[Problem]:
    """Yield the faults of mechanisms, and of bounds too narrow for what bears on conduct."""
    yield from _denunciation(scenario)
    yield from _appeals(scenario)
    yield from circumstance_problems(scenario)
    yield from experiment_problems(scenario)
    yield from _data_centre(scenario)
    yield from _consent(scenario)
    yield from _months(scenario)
    yield from _propensity(scenario)
    yield from _true_record(scenario)
    yield from _sample(scenario)
    yield from rewiring_problems(scenario)
    yield from response_problems(scenario)
    yield from voice_problems(scenario)
    yield from _amnesty(scenario)
    yield from copies_problems(scenario)
    yield from lending_problems(scenario)
    yield from _growth(scenario)


def _denunciation(scenario: Scenario) -> Iterator[Problem]:
    rules = scenario.denunciation
    if rules is None:
        return
    if rules.to not in scenario.organisations:
        yield unknown("denunciation.to", "organisation", rules.to, scenario.organisations)
        return
    blocks = scenario.catalogue.blocks.get(rules.to, {})
    named = [("denunciation.about", conduct) for conduct in rules.about]
    named += [("denunciation.reward", rules.reward)] if rules.reward is not None else []
    for place, conduct in named:
        if conduct not in scenario.conduct:
            yield unknown(place, "conduct", conduct, scenario.conduct)
        elif conduct not in blocks:
            yield Problem(place, f"{conduct!r} needs parameters: add catalogue.blocks.{rules.to}.{conduct}")
    layers = ["household", "neighbours", *scenario.network.kinds]
    for layer in rules.layers:
        if layer not in layers:
            yield unknown("denunciation.layers", "layer of ties", layer, layers)
    for name, motive in rules.motives.items():
        place = f"denunciation.motives.{name}"
        yield from level_problems(scenario, f"{place}.depends", motive.depends.items())
        yield from combination_problems(scenario, f"{place}.depends", motive.depends)
        if motive.tells == "a lie":
            yield from within_bound(place, motive, scenario.population.levels)


def _appeals(scenario: Scenario) -> Iterator[Problem]:
    appeals = scenario.appeals
    if appeals is None:
        return
    yield from level_problems(scenario, "appeals.depends", appeals.depends.items())
    yield from combination_problems(scenario, "appeals.depends", appeals.depends)
    if appeals.helpers is not None:
        yield from _share(scenario, "appeals.helpers", appeals.helpers)


def _data_centre(scenario: Scenario) -> Iterator[Problem]:
    errors = scenario.data_centre
    if errors is None:
        return
    for name in errors.wrong_version.points if errors.wrong_version is not None else ():
        place = f"data_centre.wrong_version.points.{name}"
        if name not in scenario.conduct:
            yield unknown(place, "conduct", name, scenario.conduct)
        elif name not in scenario.rulebook.rules:
            yield Problem(place, f"no rule gives points for {name!r}: add rulebook.rules.{name}")
    if errors.merged_files is not None and scenario.population.names is None:
        yield Problem(
            "data_centre.merged_files", "files are merged with namesakes': add a table [population.names]"
        )
    if errors.correction_lost is not None and scenario.appeals is None:
        yield Problem(
            "data_centre.correction_lost", "only what was corrected can come back: add a table [appeals]"
        )


def _months(scenario: Scenario) -> Iterator[Problem]:
    if scenario.towns and scenario.rulebook.recalculated == "monthly":
        yield Problem("rulebook.recalculated", "'monthly' is for one town: leave [towns] out, or say 'daily'")


def _true_record(scenario: Scenario) -> Iterator[Problem]:
    if scenario.harm is not None and not scenario.recording.true_record:
        yield Problem(
            "recording.true_record",
            "[harm] says what is erroneous, which only the true record shows: say true, or leave [harm] out",
        )


def _sample(scenario: Scenario) -> Iterator[Problem]:
    people, share = scenario.population, scenario.recording.share_kept
    number = people.everybody
    if scenario.recording.ledger == "sample" and number * share < 1:
        yield Problem(
            "recording.sample",
            f"{share:f} of {number:,} citizens is less than one: give a larger share, or ledger = 'all'",
        )


def _propensity(scenario: Scenario) -> Iterator[Problem]:
    rules = scenario.propensity
    if rules is None:
        return
    for key, names in (("raises", rules.raises), ("lowers", rules.lowers)):
        for name in names:
            if name not in scenario.conduct:
                yield unknown(f"propensity.{key}", "conduct", name, scenario.conduct)
    for name in rules.daily:
        if name not in scenario.category_names:
            yield unknown("propensity.daily", "category", name, scenario.category_names)


def _consent(scenario: Scenario) -> Iterator[Problem]:
    consent = scenario.scoring.consent
    if consent is None:
        return
    place = "scoring.consent"
    yield from _share(scenario, place, consent)
    for name in ("joining_per_year", "withdrawing_per_year"):
        if (rate := getattr(consent, name)) >= 365:
            yield Problem(f"{place}.{name}", f"{rate} a year is once a day or more; it is below 365")


def _share(scenario: Scenario, place: str, table: Consent | Helpers) -> Iterator[Problem]:
    """A share of citizens that depends on who they are is at most 1 for everybody."""
    yield from level_problems(scenario, f"{place}.depends", table.depends.items())
    yield from combination_problems(scenario, f"{place}.depends", table.depends)
    highest = table.share
    for factors in table.depends.values():
        highest *= max(Decimal(1), *factors.values())
    if highest > 1:
        yield Problem(
            f"{place}.share",
            f"the share reaches {highest.normalize():f} for some citizens, above 1; lower it or its factors",
        )


def _amnesty(scenario: Scenario) -> Iterator[Problem]:
    amnesty = scenario.rulebook.amnesty
    for name in amnesty.conduct if amnesty is not None else ():
        if name not in scenario.conduct:
            yield unknown("rulebook.amnesty.conduct", "conduct", name, scenario.conduct)


def _growth(scenario: Scenario) -> Iterator[Problem]:
    """What may grow by what bears on it needs a bound that leaves room for it."""
    for name, most in largest_factors(scenario).items():
        if most > 1 and name in scenario.conduct:
            yield from within_bound(
                f"conduct.{name}", scenario.conduct[name], scenario.population.levels, most
            )

    for name, most in largest_factors_on_requests(scenario).items():
        if most > 1 and name in scenario.services:
            yield from within_bound(
                f"services.{name}", scenario.services[name], scenario.population.levels, most
            )


def largest_factors_on_requests(scenario: Scenario) -> dict[str, Decimal]:
    """Return the largest factor that all that bears on asking for a service can reach, by its name."""
    most = dict.fromkeys(scenario.services, Decimal(1))
    if scenario.changes_lives and scenario.circumstances is not None:
        for kind in scenario.circumstances.kinds.values():
            for name in scenario.services:
                most[name] *= max(kind.services.get(name, Decimal(1)), Decimal(1))
    return most


def largest_factors(scenario: Scenario) -> dict[str, Decimal]:
    """Return the largest factor that all that bears on a conduct can reach together, by its name."""
    most = dict.fromkeys(scenario.conduct, Decimal(1))
    if scenario.changes_lives and scenario.circumstances is not None:
        for kind in scenario.circumstances.kinds.values():
            for name, conduct in scenario.conduct.items():
                factor = kind.conduct.get(name, kind.domains.get(conduct.domain, Decimal(1)))
                most[name] *= max(factor, Decimal(1))
    for name in scenario.conduct:
        most[name] *= largest_answer(scenario, name)
    propensity = scenario.propensity
    if propensity is not None and propensity.enabled:
        for name in set(propensity.raises) & most.keys():
            most[name] *= max(Decimal(1), 2 * propensity.highest)
        for name in set(propensity.lowers) & most.keys():
            most[name] *= max(Decimal(1), 2 * (1 - propensity.lowest))
    rewiring = scenario.rewiring
    if rewiring is not None and rewiring.enabled and rewiring.support is not None:
        for name, factor in rewiring.support.conduct.items():
            most[name] = most.get(name, Decimal(1)) * max(factor, Decimal(1))
    voice = scenario.voice
    if voice is not None and voice.enabled:
        for name in {*voice.critical, *voice.approving} & most.keys():
            most[name] *= max(Decimal(1), voice.speech.feigned)
    return most

"""A category given by lot: the experiment that measures what being in it does."""

from __future__ import annotations

from collections.abc import Sequence

from glasscity.draws import ASSIGNMENT
from glasscity.intervention import Stage
from glasscity.scenario import Scenario
from glasscity.scenario.quantities import threshold32
from glasscity.tables import CONDUCT
from reference.draws import draw
from reference.filing import new_filing
from reference.rows import Row


def experiment_of(course: Sequence[Stage]) -> Scenario | None:
    """Return the scenario that holds on the day of the experiment, if there is one."""
    rules = course[0].scenario.experiment
    if rules is None:
        return None
    in_force = [stage.scenario for stage in course if stage.day <= rules.day][-1]
    return in_force if in_force.experiments else None


def draw_lots(scenario: Scenario, category: Sequence[int], key: int, day: int) -> list[Row]:
    """Rule: of those in a better category than the one that is assigned, a share is assigned it by lot, and
    as large a share is the control."""
    rules = scenario.experiment
    assert rules is not None
    override = scenario.rulebook.rules[rules.conduct].override
    assert override is not None
    assigned, share = scenario.category_names.index(override.category), threshold32(rules.share)
    lots = []
    for citizen, before in enumerate(category):
        word = draw(key, citizen, day, ASSIGNMENT, 0, 0)[0]
        if before < assigned and word < 2 * share:
            lots.append(Row(day=day, citizen=citizen, treated=int(word < share), category=before))
    return lots


def filings_of(scenario: Scenario, lots: Sequence[Row], day: int) -> list[Row]:
    """Rule: whoever is assigned the category is filed about, due at once, for what nobody did."""
    rules = scenario.experiment
    assert rules is not None
    by, conduct = scenario.organisations[rules.by].code, scenario.conduct[rules.conduct].code
    parameter = scenario.catalogue.blocks[rules.by][rules.conduct].first
    return [new_filing(day, day, lot.citizen, by, conduct, parameter, CONDUCT) for lot in lots if lot.treated]

"""The mechanisms that docs/mechanisms.md compares: how each is switched, where it is described and tested."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from changes import Changes, in_words, off
from mechanism_cities import ESSAY, INSPECTION, LENDING, LONG, OPEN, TOWNS, City

ADDITIONS = tomllib.loads((Path(__file__).parent / "additions.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Row:
    """One mechanism: the city with it is `city` changed by `added`, the city without it by `without`.

    `test` is a test that fails without it. There it is taken away by `taken_away`, or as `without` says.
    """

    name: str
    without: Changes = ()
    added: Changes = ()
    page: str = ""
    test: str = ""
    own: str = ""
    why_none: str = ""
    city: City = ESSAY
    taken_away: Changes = ()

    @property
    def switch(self) -> str:
        """What is set to switch it, in words."""
        return in_words(self.added or self.without)

    @property
    def gone(self) -> Changes:
        """What takes it away in its test."""
        return self.taken_away or self.without


ROWS = (
    Row(
        "friend influence",
        (("rulebook.influence.kind", "off"),),
        page="friends.md",
        test="test_influence.py::test_switched_on_scores_depend_on_contacts",
    ),
    Row(
        "caps",
        (("rulebook.caps.*.most_gained", 100000), ("rulebook.caps.*.most_lost", 100000)),
        page="ledger.md",
        test="test_ledger.py::test_case[yearly-cap]",
    ),
    Row(
        "overrides",
        (("rulebook.rules.*.override.days", 1),),
        page="ledger.md",
        test="test_ledger.py::test_case[override]",
    ),
    Row(
        "expiry",
        (("rulebook.rules.*.expires_after_days", None),),
        page="ledger.md",
        test="test_ledger.py::test_case[standing-cap-and-expiry]",
    ),
    Row(
        "errors of organisations",
        (("organisations.*.errors", None),),
        page="errors.md",
        test="test_error.py::test_every_kind_reaches_the_ledger",
    ),
    Row(
        "failures of owners",
        (("owners.*.failure", None),),
        page="companies.md",
        test="test_companies.py::test_all_services_of_an_owner_fail_on_the_same_days_and_no_others",
        own="entries on a wrong person's file, per 1,000",
        city=LONG,
    ),
    Row(
        "accounts",
        (("organisations.*.accounts", None),),
        page="companies.md",
        test="test_companies.py::test_a_service_sees_only_those_with_an_account",
        own="entries, per citizen",
    ),
    Row(
        "linked accounts",
        (("owners.*.linked", False),),
        page="companies.md",
        test="test_companies.py::test_linked_services_know_whoever_one_of_them_knows",
        own="entries, per citizen",
    ),
    Row(
        "inspection that follows records",
        (("organisations.inspectors.inspection.follows", 0),),
        page="inspection.md",
        test="test_inspection.py::test_with_discovery_alone_it_runs_away",
        own="busiest district's share of what is inspected and filed, per cent",
        city=INSPECTION,
    ),
    Row(
        "inspection that follows records, in the essay",
        (
            ("organisations.street_wardens.inspection.follows", 0),
            ("organisations.police_stations.inspection.each_entry", 0),
        ),
        page="inspection.md",
        test="test_inspection.py::test_with_discovery_alone_it_runs_away",
        own="busiest district's share of what is inspected and filed, per cent",
        city=LONG,
        taken_away=(("organisations.*.inspection.follows", 0),),
    ),
    Row(
        "data-centre errors",
        off("data_centre"),
        page="data-centre-errors.md",
        test="test_data_centre_errors.py::test_each_kind_changes_what_is_on_file_and_nothing_that_is_true",
        own="in a category not theirs, per 1,000",
        city=LONG,
    ),
    Row(
        "denunciation",
        off("denunciation"),
        page="denunciation.md",
        test="test_denunciation.py::test_what_was_told_is_filed_and_recorded_the_next_day",
    ),
    Row(
        "appeals",
        off("appeals"),
        page="appeals.md",
        test="test_appeal.py::test_what_wrong_entries_took_comes_back",
        own="in a category not theirs, per 1,000",
    ),
    Row(
        "what appeals teach, and helpers",
        (("appeals.learning", None), ("appeals.helpers", None)),
        page="appeals.md",
        test="test_appellants.py::test_with_it_appeals_differ",
        own="entries contested, per 1,000",
        city=OPEN,
    ),
    Row(
        "repair",
        off("repair"),
        page="repair.md",
        test="test_repair.py::test_repair_undoes_what_is_granted_and_nothing_else",
    ),
    Row(
        "copies downstream",
        (("copies", None),),
        page="copies.md",
        test="test_copies.py::test_copies_change_answers_and_nothing_that_is_recorded",
        own="restriction-days by an outdated copy, per 1,000",
    ),
    Row(
        "response, all of it",
        off("response"),
        page="response.md",
        test="test_response.py::test_people_do_less_of_what_is_punished_and_more_of_what_is_rewarded",
        own="acts forgone, per citizen",
    ),
    Row(
        "secret criteria",
        (("response.criteria.transparency", 1),),
        page="response.md",
        test="test_belief.py::test_the_more_transparent_the_nearer_to_the_rules",
        own="acts forgone, per citizen",
    ),
    Row(
        "defiance",
        (("response.defiance", None),),
        page="response.md",
        test="test_belief.py::test_defiance_ends_after_its_weeks_and_follows_its_attribute",
        own="good deeds, per citizen",
    ),
    Row(
        "crowding out",
        (("response.crowding_out", None),),
        page="response.md",
        test="test_belief.py::test_good_deeds_are_crowded_out_where_they_are_paid_too_little",
        own="good deeds, per citizen",
    ),
    Row(
        "near-bounds",
        (("response.near_bounds", None),),
        page="response.md",
        test="test_belief.py::test_who_is_near_a_bound_and_knows_it_leans_more",
        own="acts forgone, per citizen",
    ),
    Row(
        "learning by habit in place of Bayes",
        (),
        (("response.learning.parameters", None), ("response.learning.rule", "habit")),
        page="response.md",
        test="test_response.py::test_rivals_disagree",
        own="acts forgone, per citizen",
        taken_away=(("response.learning.parameters", None), ("response.learning.rule", "bayes")),
    ),
    Row(
        "voice, all of it",
        off("voice"),
        page="voice.md",
        test="test_voice.py::test_switched_off_nothing_changes_and_on_it_does",
    ),
    Row(
        "speaking by thresholds in place of private cost",
        (),
        (("voice.speaking.parameters", None), ("voice.speaking.rule", "thresholds")),
        page="voice.md",
        test="test_voice.py::test_the_same_in_plain_python[thresholds]",
        taken_away=(("voice.speaking.parameters", None), ("voice.speaking.rule", "private_cost")),
    ),
    Row(
        "rewiring",
        off("rewiring"),
        page="rewiring.md",
        test="test_rewiring.py::test_who_is_dropped_for_a_category_is_below",
    ),
    Row(
        "circumstances",
        off("circumstances"),
        page="circumstances.md",
        test="test_circumstance.py::test_it_is_not_without_effect",
    ),
    Row(
        "walls between contexts",
        (("rulebook.walls", False),),
        (("rulebook.walls", True),),
        page="services.md",
        test="test_walls.py::test_walls_change_decisions_and_nothing_that_is_recorded",
    ),
    Row(
        "consent",
        (("scoring.consent", None),),
        (("scoring.consent", ADDITIONS["consent"]),),
        page="consent.md",
        test="test_consent.py::test_without_consent_there_is_no_advantage_and_no_harm_and_fines_as_ever",
    ),
    Row(
        "moving between towns",
        off("relocation"),
        page="towns.md",
        test="test_towns.py::test_moving_takes_effect_the_day_after_it_is_drawn",
        own="moved with points on file, per 1,000",
        city=TOWNS,
    ),
    Row(
        "joint punishment",
        off("joint"),
        page="towns.md",
        test="test_towns.py::test_the_list_is_one_day_late_and_holds_in_every_town",
        city=TOWNS,
    ),
    Row(
        "lending by the file",
        off("lending"),
        page="lending.md",
        test="test_lending.py::test_one_applies_a_day_at_every_branch_and_repays_the_day_after",
        own="entries, per citizen",
        city=LENDING,
    ),
    Row(
        "lending by equal opportunity in place of max utility",
        (("lending.policy", "max utility"),),
        (("lending.policy", "equal opportunity"),),
        page="lending.md",
        test="test_lending.py::test_the_rule_changes_who_is_lent_to",
        own="entries, per citizen",
        city=LENDING,
    ),
)

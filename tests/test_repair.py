"""Repair and amnesty: who applies, what is granted, and that nothing is undone twice."""

from __future__ import annotations

import numpy as np
import pytest

import glasscity
from cities import allow_appeals, changed, erring, live
from glasscity import tables
from glasscity.intervention import stages
from glasscity.show.report import report_html
from glasscity.study.explain import story
from glasscity.study.summary import summarise
from glasscity.verify import verify

START = 1_000_000
PARTS = {
    "waiting": "[{gravity=0, days=8}, {gravity=3, days=20}]",
    "applies": "0.6",
    "within_days": "10",
    "conditions_met": "0.8",
    "clean_days": "2",
    "decided_after_days": "[1, 4]",
    "assumed": "'a test'",
}
TWICE = "data_centre={imported_twice={per_year=20, days=6, share=0.3, assumed='a test'}}"
MERGED = "data_centre.merged_files={per_year=20, days=9, share=0.2, undone=0.5, assumed='a test'}"
MISSED = "data_centre.expiry_missed={per_year=20, days=3, found_after_days=5, assumed='a test'}"
LOST = "data_centre.correction_lost={per_year=20, days_back=15, assumed='a test'}"
AMNESTY = "{day=70, path='rulebook.amnesty', to={conduct=['red_light', 'critical_post'], assumed='a test'}"


def repairing(scenario, **parts):
    given = ", ".join(f"{key}={value}" for key, value in (PARTS | parts).items())
    return changed(scenario, f"repair={{{given}}}")


def pardoning(scenario):
    return changed(scenario, f"interventions=[{AMNESTY}, label='an amnesty', assumed='a test'}}]")


@pytest.fixture(scope="module")
def scenario():
    return allow_appeals(erring())


@pytest.fixture(scope="module")
def without(scenario):
    return live(scenario)


@pytest.fixture(scope="module")
def lived(scenario):
    return live(repairing(scenario), keep_bases=True)


@pytest.fixture(scope="module")
def everything(scenario):
    return pardoning(repairing(changed(scenario, TWICE, MERGED, MISSED, LOST)))


@pytest.fixture(scope="module")
def all_at_once(everything):
    return live(everything, keep_bases=True)


def _keys(rows, hi="entry_hi", lo="entry_lo"):
    return list(zip(rows[hi].tolist(), rows[lo].tolist(), strict=True))


def _adds_up(lived):
    base = np.full(len(lived.bases[0]), START, np.int64)
    for day, today in enumerate(lived.days):
        counted = today.entries[today.entries["counts"] > 0]
        np.add.at(base, counted["citizen"], counted["points"])
        assert np.array_equal(base, lived.bases[day]), day


def _undone_once(lived):
    entries = dict(zip(_keys(lived.entries), lived.entries, strict=True))
    assert len(entries) == len(lived.entries)
    undoing = lived.entries[np.isin(lived.entries["kind"], tables.UNDOING)]
    causes = _keys(undoing, "cause_hi", "cause_lo")
    assert len(set(causes)) == len(causes)
    for cause, entry in zip(causes, undoing, strict=True):
        assert entries[cause]["points"] == -entry["points"]
        assert entries[cause]["citizen"] == entry["citizen"]
        assert entries[cause]["day"] < entry["day"]


def _repaired(lived):
    rows = lived.entries[lived.entries["kind"] == tables.REPAIR]
    return rows[np.isin(rows["entry_lo"] & np.uint64(0xFF), (tables.CONDUCT, tables.DENUNCIATION))]


# ── Repair ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "parts",
    [{"enabled": "false"}, {"applies": "0"}, {"conditions_met": "0"}, {"waiting": "[{gravity=0, days=99}]"}],
)
def test_without_it_nothing_changes(scenario, without, parts):
    assert live(repairing(scenario, **parts)).digest == without.digest


def test_repair_undoes_what_is_granted_and_nothing_else(lived):
    decided = lived.all("repairs")
    granted = decided[decided["granted"] > 0]
    assert len(granted) > 200
    repaired = _repaired(lived)
    assert sorted(zip(_keys(granted), granted["day"].tolist(), strict=True)) == sorted(
        zip(_keys(repaired, "cause_hi", "cause_lo"), repaired["day"].tolist(), strict=True)
    )
    assert (granted["met"] & granted["clean"] & granted["stood"]).all()
    refused = decided[decided["granted"] == 0]
    assert not (refused["met"] & refused["clean"] & refused["stood"]).any()
    assert {0, 1} == set(decided["clean"]) == set(decided["stood"]) == set(decided["met"])
    _undone_once(lived)
    _adds_up(lived)


def test_an_entry_stands_for_its_time_by_gravity(scenario, lived):
    gravity = {one.code: one.gravity for one in scenario.conduct.values()}
    entries = dict(zip(_keys(lived.entries), lived.entries, strict=True))
    stood = {3: [], 0: []}
    for row in lived.all("repairs"):
        entry = entries[int(row["entry_hi"]), int(row["entry_lo"])]
        waiting = 20 if gravity[int(entry["conduct"])] >= 3 else 8
        assert waiting <= row["made"] - entry["day"] <= waiting + 10
        assert 1 <= row["day"] - row["made"] <= 4
        stood[3 if waiting == 20 else 0].append(1)
    assert stood[3]
    assert stood[0]


def test_clean_is_whoever_has_no_new_entry_against_them(lived):
    against = {}
    for entry in lived.entries:
        original = entry["kind"] in (tables.CONDUCT, tables.DENUNCIATION, tables.OVERRIDE)
        if original and (entry["points"] < 0 or entry["kind"] == tables.OVERRIDE):
            against.setdefault(int(entry["citizen"]), set()).add(int(entry["day"]))
    for row in lived.all("repairs"):
        days = range(int(row["day"]) - 2, int(row["day"]))
        assert row["clean"] == (not against.get(int(row["citizen"]), set()) & set(days))


def test_the_true_record_is_repaired_as_well(scenario, without, lived):
    truly = [some.world.shadow.file.base.mean() for some in (without, lived)]
    assert truly[1] > truly[0]
    shadow = lived.all("shadow_entries")
    assert (shadow["kind"] == tables.REPAIR).any()


# ── Amnesty ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_amnesty_undoes_all_that_stands_of_its_kinds_once_with_caps_and_overrides(scenario, without):
    lived = live(pardoning(scenario), keep_bases=True)
    named = {scenario.conduct[name].code for name in ("red_light", "critical_post")}
    before = without.entries[without.entries["day"] < 70]
    gone = set(_keys(before[np.isin(before["kind"], tables.UNDOING)], "cause_hi", "cause_lo"))
    today = without.entries[without.entries["day"] == 70]
    gone |= set(_keys(today[np.isin(today["kind"], tables.UNDOING)], "cause_hi", "cause_lo"))
    standing = {
        key
        for key, entry in zip(_keys(before), before, strict=True)
        if entry["conduct"] in named and entry["kind"] not in tables.UNDOING and key not in gone
    }
    pardoned = lived.entries[lived.entries["kind"] == tables.REPAIR]
    assert set(pardoned["day"].tolist()) == {70}
    assert set(_keys(pardoned, "cause_hi", "cause_lo")) == standing
    undone = set((pardoned["entry_lo"] & np.uint64(0xFF)).tolist())
    assert {tables.CONDUCT, tables.CAP, tables.OVERRIDE} <= undone
    _undone_once(lived)
    _adds_up(lived)


def test_an_amnesty_says_its_effect_in_english(scenario):
    said = [sentence for stage in stages(pardoning(scenario)) for sentence in stage.sentences]
    assert said == [
        "an amnesty: on day 70, an amnesty undoes every entry for red_light, critical_post that still stands."
    ]


def test_an_amnesty_from_the_start_undoes_nothing(scenario, without):
    assert (
        live(changed(scenario, "rulebook.amnesty={conduct=['red_light'], assumed='a test'}")).digest
        == without.digest
    )


# ── All at once ───────────────────────────────────────────────────────────────────────────────────────


def test_cap_correction_expiry_override_and_repair_in_one_city_and_the_ledger_adds_up(all_at_once):
    kinds = {tables.CONDUCT, tables.CORRECTION, tables.EXPIRY, tables.REPAIR, tables.CAP, tables.OVERRIDE}
    assert kinds <= set(all_at_once.entries["kind"].tolist())
    of_citizen = {}
    for citizen, kind in zip(
        all_at_once.entries["citizen"].tolist(), all_at_once.entries["kind"].tolist(), strict=True
    ):
        of_citizen.setdefault(citizen, set()).add(kind)
    assert any(kinds <= found for found in of_citizen.values())
    _undone_once(all_at_once)
    _adds_up(all_at_once)


def test_nothing_depends_on_threads(everything, all_at_once):
    assert live(everything, threads=2).digest == all_at_once.digest


# ── What is seen of it ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def run(everything, tmp_path_factory):
    return glasscity.run(everything, out=tmp_path_factory.mktemp("runs") / "repaired", baseline=False)


def test_a_run_with_repairs_comes_about_again(run):
    found = verify(run.path)
    assert found.passed, [check for check in found.checks if not check.passed]
    assert {check.name: check.looked_at for check in found.checks}["repairs again"] > 100


def test_the_summary_counts_what_was_struck_out(run):
    repairs = summarise(run).repairs
    decided = run.table("repairs").collect()
    assert repairs.decided == decided.height
    assert repairs.granted == decided["granted"].sum()
    assert repairs.decided == repairs.granted + repairs.gone + repairs.not_clean + repairs.unmet
    deeds = run.table("ledger").collect().filter(kind=tables.REPAIR)
    deeds = deeds.filter(deeds["entry_lo"] % 256 <= tables.DENUNCIATION)
    assert repairs.granted + repairs.pardoned == deeds.height
    assert repairs.pardoned > 100
    assert repairs.days >= 8


def test_stories_say_how_it_was_struck_out(run):
    decided = run.table("repairs").collect()
    citizens = decided["citizen"].unique().sort().head(60).to_list()
    causes = {event.cause for citizen in citizens for event in story(run, citizen).events}
    assert any(cause.startswith("struck out after") and cause.endswith("on application") for cause in causes)
    assert any(cause.endswith("by an amnesty") for cause in causes)
    assert {"there is a new entry against them", "the conditions are not met"} <= causes


def test_the_report_shows_it(run):
    page = report_html(run)
    assert "to have an entry struck out" in page
    assert "By an amnesty" in page

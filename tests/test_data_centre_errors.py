"""What befalls the data centre: whom it reaches, what it leaves on file; and the ledger still adds up."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import allow_appeals, changed, erring, live
from glasscity import tables
from glasscity.show.report import report_html
from glasscity.study.explain import story
from glasscity.study.summary import summarise
from glasscity.study.truth import BY_DATA_CENTRE, MERGED
from glasscity.verify import verify

START = 1_000_000
DEEDS = (tables.CONDUCT, tables.DENUNCIATION)
KINDS = {
    "wrong_version": "{per_year=20, days=9, points={red_light=-9, volunteering=0.5}, assumed='a test'}",
    "merged_files": "{per_year=20, days=12, share=0.2, undone=0.6, assumed='a test'}",
    "imported_twice": "{per_year=20, days=6, share=0.4, assumed='a test'}",
    "expiry_missed": "{per_year=20, days=5, found_after_days=11, assumed='a test'}",
    "correction_lost": "{per_year=30, days_back=15, assumed='a test'}",
}
CODE = {name.replace(" ", "_"): code for code, name in tables.MISHAPS.items()}


def befallen(scenario, *kinds, **changes):
    given = [f"{kind}={changes.get(kind, KINDS[kind])}" for kind in kinds or KINDS]
    return changed(scenario, f"data_centre={{{', '.join(given)}}}")


@pytest.fixture(scope="module")
def scenario():
    return allow_appeals(erring())


@pytest.fixture(scope="module")
def without(scenario):
    return live(scenario)


@pytest.fixture(scope="module")
def lived(scenario):
    return live(befallen(scenario), keep_bases=True)


def _only(scenario, kind, **changes):
    return live(befallen(scenario, kind, **changes), keep_bases=True)


def _keys(rows, hi="entry_hi", lo="entry_lo"):
    return list(zip(rows[hi].tolist(), rows[lo].tolist(), strict=True))


def _copy(rows):
    return rows["entry_lo"] >> np.uint64(16) & np.uint64(0xFFF)


def _adds_up(lived):
    base = np.full(len(lived.bases[0]), START, np.int64)
    for day, today in enumerate(lived.days):
        counted = today.entries[today.entries["counts"] > 0]
        np.add.at(base, counted["citizen"], counted["points"])
        assert np.array_equal(base, lived.bases[day]), day


# ── Off: nothing ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "table",
    [
        "{}",
        "{enabled=false, imported_twice={per_year=300, days=5, share=1, assumed='a test'}}",
        "{imported_twice={per_year=0, days=5, share=1, assumed='a test'}}",
        "{merged_files={per_year=300, days=5, share=0, undone=1, assumed='a test'}}",
        "{correction_lost={per_year=0, days_back=5, assumed='a test'}}",
    ],
)
def test_without_it_nothing_changes(scenario, without, table):
    assert live(changed(scenario, f"data_centre={table}")).digest == without.digest


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_changes_what_is_on_file_and_nothing_that_is_true(scenario, without, kind):
    lived = _only(scenario, kind)
    assert lived.digest != without.digest
    assert np.array_equal(lived.acts, without.acts)
    assert np.array_equal(lived.all("shadow_entries"), without.all("shadow_entries"))
    assert set(lived.all("mishaps")["kind"]) == {CODE[kind]} == set(lived.all("mishandled")["kind"])
    _adds_up(lived)


# ── All at once ───────────────────────────────────────────────────────────────────────────────────────


def test_the_ledger_adds_up_and_nothing_is_there_or_undone_twice(lived):
    _adds_up(lived)
    keys = _keys(lived.entries)
    assert len(set(keys)) == len(keys)
    entries = dict(zip(keys, lived.entries, strict=True))
    undoing = lived.entries[np.isin(lived.entries["kind"], tables.UNDOING)]
    causes = _keys(undoing, "cause_hi", "cause_lo")
    assert len(causes) > 1000
    assert len(set(causes)) == len(causes)
    for cause, entry in zip(causes, undoing, strict=True):
        assert entries[cause]["points"] == -entry["points"]
        assert entries[cause]["citizen"] == entry["citizen"]
    standing = np.isin(lived.entries["kind"], (*tables.UNDOING, tables.CAP), invert=True)
    assert {tables.CAP, tables.OVERRIDE, tables.EXPIRY, tables.CORRECTION} <= set(lived.entries["kind"])
    assert standing.any()


def test_it_does_not_depend_on_threads(scenario, lived):
    assert live(befallen(scenario), threads=2).digest == lived.digest


def test_mishaps_begin_at_their_rate_and_last_their_days(lived):
    mishaps = lived.all("mishaps")
    for kind, code in CODE.items():
        some = mishaps[mishaps["kind"] == code]
        rate = 30 if kind == "correction_lost" else 20
        assert 0 < len(some) < 3 * rate * len(lived.days) / 365 + 3
    lasting = {CODE["wrong_version"]: 9, CODE["merged_files"]: 12, CODE["expiry_missed"]: 5}
    for mishap in mishaps:
        assert mishap["last_day"] == mishap["day"] + lasting.get(int(mishap["kind"]), 1) - 1


def test_whatever_was_mishandled_is_in_the_ledger(lived):
    known = set(_keys(lived.entries))
    assert set(_keys(lived.all("mishandled"))) <= known


# ── Each kind ─────────────────────────────────────────────────────────────────────────────────────────


def _days_of(lived):
    """Return the days on which a mishap is under way."""
    spans = [range(one["day"], one["last_day"] + 1) for one in lived.all("mishaps")]
    return {day for span in spans for day in span}


def test_wrong_version_gives_other_points_for_some_days_and_they_are_undone_as_given(scenario):
    lived = _only(scenario, "wrong_version")
    days, red = _days_of(lived), scenario.conduct["red_light"].code
    assert 0 < len(days) < len(lived.days)
    filed = lived.entries[(lived.entries["kind"] == tables.CONDUCT) & (lived.entries["conduct"] == red)]
    right = int(scenario.rulebook.rules["red_light"].points * 1000)
    for day in range(len(lived.days)):
        points = set(filed["points"][filed["day"] == day].tolist())
        assert points <= ({-9000} if day in days else {right})
    undone = lived.entries[(lived.entries["kind"] == tables.EXPIRY) & (lived.entries["conduct"] == red)]
    undone = undone[undone["entry_lo"] & np.uint64(0xFF) == tables.CONDUCT]
    assert set(undone["points"].tolist()) == {9000, -right}
    _adds_up(lived)


def test_merged_files_put_deeds_on_a_namesakes_file_and_move_a_share_back(scenario, without):
    lived = _only(scenario, "merged_files")
    moved, namesake = lived.all("mishandled"), lived.world.confusions.namesake
    before = dict(zip(_keys(without.entries), without.entries, strict=True))
    now = dict(zip(_keys(lived.entries), lived.entries, strict=True))
    assert len(moved) > 300
    whose = {}
    for row in moved:
        key = int(row["entry_hi"]), int(row["entry_lo"])
        whose[key] = before[key]["citizen"]
        assert now[key]["citizen"] == row["citizen"] == namesake[whose[key]] != whose[key]
    back = lived.entries[
        (lived.entries["kind"] == tables.CONDUCT) & (_copy(lived.entries) & tables.MOVED_BACK > 0)
    ]
    causes = set(_keys(lived.entries, "cause_hi", "cause_lo"))
    for entry in back:
        key = int(entry["entry_hi"]), int(entry["entry_lo"]) & ~(tables.MOVED_BACK << 16)
        assert entry["citizen"] == whose[key]
        assert key in causes
    found = {mishap["day"] for mishap in lived.all("mishaps") if mishap["last_day"] + 1 < len(lived.days)}
    out = {key for key, row in zip(_keys(moved), moved, strict=True) if row["began"] in found}
    gone_before = sum(
        now[key]["kind"] == tables.CONDUCT and key in causes and key not in _origins(back) for key in out
    )
    assert abs(len(back) - 0.6 * (len(out) - gone_before)) < 4 * np.sqrt(len(out)) + gone_before


def _origins(back):
    return {(hi, lo & ~(tables.MOVED_BACK << 16)) for hi, lo in _keys(back)}


def test_merged_files_reach_the_declared_share_of_citizens_together(scenario):
    lived = _only(scenario, "merged_files")
    for mishap in lived.all("mishaps"):
        rows = lived.all("mishandled")
        touched = np.unique(rows["citizen"][rows["began"] == mishap["day"]])
        assert len(touched) < 0.3 * len(lived.bases[0])


def test_imported_twice_is_what_some_organisations_filed_in_the_days_before(scenario):
    lived = _only(scenario, "imported_twice")
    filed = lived.entries[np.isin(lived.entries["kind"], DEEDS)]
    again = _copy(filed) & tables.SECOND_IMPORT > 0
    first = dict(zip(_keys(filed[~again]), filed[~again], strict=True))
    assert again.sum() > 500
    days = set(lived.all("mishaps")["day"].tolist())
    for row in filed[again]:
        key = int(row["entry_hi"]), int(row["entry_lo"]) & ~(tables.SECOND_IMPORT << 16)
        assert row["day"] in days
        assert 1 <= row["day"] - first[key]["day"] <= 6
        assert first[key]["citizen"] == row["citizen"]
    for day in days:
        organisations = set(filed["organisation"][again & (filed["day"] == day)].tolist())
        span = ~again & (filed["day"] >= day - 6) & (filed["day"] < day)
        for organisation in organisations:
            wanted = _keys(filed[span & (filed["organisation"] == organisation)])
            found = {
                (hi, lo & ~(tables.SECOND_IMPORT << 16))
                for hi, lo in _keys(filed[again & (filed["day"] <= day)])
            }
            assert set(wanted) <= found


@pytest.mark.parametrize(("found", "late"), [("found_after_days=11, ", 11), ("", None)])
def test_what_was_to_expire_on_some_days_expires_late_or_never(scenario, without, found, late):
    table = f"{{per_year=20, days=2, {found}assumed='a test'}}"
    lived = _only(scenario, "expiry_missed", expiry_missed=table)
    days = _days_of(lived)
    expired = lived.entries[lived.entries["kind"] == tables.EXPIRY]
    assert not days & set(expired["day"].tolist())
    when = dict(zip(_keys(expired, "cause_hi", "cause_lo"), expired["day"].tolist(), strict=True))
    missed = {
        key: row["day"]
        for key, row in zip(_keys(lived.all("mishandled")), lived.all("mishandled"), strict=True)
    }
    assert len(missed) > 100
    last = len(lived.days) - 1
    for key, day in missed.items():
        if late is None or day + late > last:
            assert key not in when or late is not None
        else:
            assert key not in when or when[key] >= day + late
    if late is not None:
        assert any(when.get(key) == day + late for key, day in missed.items())


def test_a_lost_correction_brings_the_entry_back_as_a_new_one(scenario):
    lived = _only(scenario, "correction_lost")
    filed = lived.entries[np.isin(lived.entries["kind"], DEEDS)]
    copy = _copy(filed)
    come = filed[copy >= tables.COME_BACK]
    assert len(come) > 30
    corrections = lived.entries[lived.entries["kind"] == tables.CORRECTION]
    taken = dict(zip(_keys(corrections, "cause_hi", "cause_lo"), corrections["day"].tolist(), strict=True))
    for row in come:
        key = int(row["entry_hi"]), int(row["entry_lo"]) - (tables.COME_BACK << 16)
        assert 0 < row["day"] - taken[key] <= 15
    appealed = lived.all("appeals")
    keys = set(_keys(appealed[appealed["contested"] > 0]))
    assert any(key in keys for key in _keys(come))


def test_a_dated_intervention_ends_it(scenario):
    table = "{day=40, path='data_centre.enabled', to=false, assumed='a test'}"
    lived = live(changed(befallen(scenario), f"interventions=[{table}]"), keep_bases=True)
    assert (lived.all("mishaps")["day"] < 40).all()
    assert (lived.all("mishandled")["day"] < 40).all()
    assert len(lived.all("mishaps"))
    _adds_up(lived)


# ── What is seen of it ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def run(scenario, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "befallen"
    return glasscity.run(befallen(scenario), out=out, baseline=False)


def test_a_run_with_mishaps_comes_about_again(run):
    found = verify(run.path)
    assert found.passed, [check for check in found.checks if not check.passed]
    again = {check.name: check.looked_at for check in found.checks}
    assert again["mishaps again"] > 5
    assert again["mishandled again"] > 1000


def test_the_summary_counts_wrong_entries_of_the_data_centre_apart(run):
    errors = summarise(run).errors
    assert {one.kind for one in errors.mishaps} == set(tables.MISHAPS.values())
    mishandled = run.table("mishandled").collect()
    assert sum(one.entries for one in errors.mishaps) == mishandled.height
    kinds = {kind.kind: kind.entries for kind in errors.kinds}
    assert all(kinds[kind] > 0 for kind in BY_DATA_CENTRE)
    merged = mishandled.filter(kind=tables.MERGED_FILES)
    assert kinds[MERGED] == merged.height
    largest = max(one.largest for one in errors.mishaps)
    assert largest == mishandled.group_by("kind", "began").len()["len"].max()


def test_a_story_says_which_batch_an_entry_belongs_to(run):
    mishandled = run.table("mishandled").collect()
    for kind, words in {
        tables.IMPORTED_TWICE: "was imported a second time on day",
        tables.MERGED_FILES: "took files of namesakes for one",
        tables.CORRECTION_LOST: "brought it back, one of",
        tables.EXPIRY_MISSED: "when nothing was deleted",
        tables.WRONG_VERSION: "went by another version of the rules",
    }.items():
        citizens = mishandled.filter(kind=kind)["citizen"].unique().sort().head(5).to_list()
        truths = [event.truth for citizen in citizens for event in story(run, citizen).events]
        assert any(words in truth for truth in truths), words
    twice = mishandled.filter(kind=tables.IMPORTED_TWICE)
    batch = twice.filter(began=twice["began"][0]).height
    told = story(run, twice["citizen"][0])
    assert any(f"a batch of {batch:,} filings" in event.truth for event in told.events)


def test_every_story_of_a_merged_file_adds_up(run):
    moved = run.table("mishandled").filter(pl.col("kind") == tables.MERGED_FILES).collect()
    for citizen in moved["citizen"].unique().sort().head(25).to_list():
        told = story(run, citizen)
        if any("whose it is" in event.cause for event in told.events):
            return
    pytest.fail("nothing was moved back")


def test_the_report_shows_it(run):
    page = report_html(run)
    assert "The data centre itself goes wrong" in page
    assert "A batch imported twice" in page

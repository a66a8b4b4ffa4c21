"""Thinned runs: the sample, the sums of what is left out, the digest over everything, what can be told."""

from __future__ import annotations

import hashlib
import json
import shutil

import numpy as np
import polars as pl
import pytest

import glasscity
from cities import allow_appeals, changed, erring
from glasscity import draws, tables
from glasscity.errors import BadInput
from glasscity.estimate import estimate
from glasscity.folder import manifest_hash
from glasscity.scenario import load
from glasscity.study.explain import find, story
from glasscity.study.likeness import like_them
from glasscity.study.summary import summarise
from glasscity.thinning import FEWEST_KEYS, DaySums, sample_of
from glasscity.verify import AGGREGATES, verify

SEED, SHARE = 4, 0.1
KEYS = ["day", "organisation", "conduct", "kind", "counts", "sign"]
SAMPLE = ('recording.ledger="sample"', f"recording.sample={SHARE}")
NONE = ('recording.ledger="aggregates"',)
MISHAPS = (
    "data_centre={merged_files={per_year=20, days=12, share=0.2, undone=0.6, assumed='a test'}, "
    "imported_twice={per_year=20, days=6, share=0.4, assumed='a test'}}"
)


def run_of(folder, name, *settings, threads=None):
    city = load("essay", citizens=3000, days=60)
    return glasscity.run(
        changed(city, *settings), seed=SEED, out=folder / name, baseline=False, threads=threads
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("thinned")


@pytest.fixture(scope="module")
def whole(folder):
    return run_of(folder, "whole", "recording.acts=true")


@pytest.fixture(scope="module")
def sampled(folder):
    return run_of(folder, "sampled", *SAMPLE)


@pytest.fixture(scope="module")
def summed(folder):
    return run_of(folder, "summed", *NONE)


@pytest.fixture(scope="module")
def erred(folder):
    """A city with errors of all kinds, appeals, caps, overrides and a data centre that errs, sampled."""
    city = changed(allow_appeals(erring()), MISHAPS, *SAMPLE)
    return glasscity.run(city, seed=1, life=2, out=folder / "erred", baseline=False)


def sums_of(rows):
    """Add up ledger rows by what they are, in plain Polars."""
    points = pl.col("points").cast(pl.Int64)
    signed = rows.with_columns(sign=points.sign().cast(pl.Int8))
    return signed.group_by(KEYS).agg(entries=pl.len().cast(pl.Int64), points=points.sum()).sort(KEYS)


def drawn(run, seed=SEED, share=SHARE):
    words = (
        draws.words(np.uint64(seed), one, 0, draws.CITY_SAMPLE, 0, 0)[0] for one in range(run.citizens_number)
    )
    return np.flatnonzero([int(word) < share * 2**32 for word in words]).tolist()


def rehash(path, name, change):
    """Change a table, and write the manifest again as if nothing had happened."""
    change(pl.read_parquet(path / name)).write_parquet(path / name)
    manifest = json.loads((path / "manifest.json").read_text())
    data = (path / name).read_bytes()
    manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    manifest["manifest_sha256"] = manifest_hash(manifest)
    (path / "manifest.json").write_text(json.dumps(manifest))


def test_the_digest_covers_everything_whatever_is_kept(whole, sampled, summed):
    assert sampled.digest == summed.digest == whole.digest
    assert (whole.kept, sampled.kept, summed.kept) == ("all", "sample", "aggregates")


@pytest.mark.parametrize("settings", [SAMPLE, NONE])
def test_threads_change_nothing(folder, whole, settings):
    one, two = (run_of(folder, f"threads{n}-{settings[0][-5:-1]}", *settings, threads=n) for n in (1, 2))
    assert one.digest == two.digest == whole.digest
    assert one.manifest["files"] == two.manifest["files"]


def test_a_sample_has_all_rows_of_its_citizens_and_no_others(whole, sampled):
    people = drawn(whole)
    assert sampled.table("citizens").collect()["citizen"].to_list() == people
    assert 0.07 < len(people) / whole.citizens_number < 0.13
    of_two = {"denunciations": ("informer", "target"), "tie_changes": ("citizen", "contact")}
    of_two["ties"] = ("citizen", "contact")
    for name in tables.OF_CITIZENS:
        assert bool(whole.folder.names(name)) == bool(sampled.folder.names(name)), name
        if whole.folder.names(name):
            mine = pl.any_horizontal(
                pl.col(column).is_in(people) for column in of_two.get(name, ("citizen",))
            )
            expected = whole.table(name).filter(mine).collect()
            assert sampled.table(name).collect().equals(expected), name
            assert expected.height < whole.table(name).select(pl.len()).collect().item() / 2 or name in (
                "hearings",
                "repairs",
                "mishandled",
            )


def test_aggregates_keep_no_table_of_single_citizens(whole, summed):
    assert not any(summed.folder.names(name) for name in tables.OF_CITIZENS)
    for name in (*AGGREGATES, "mishaps"):
        if whole.folder.names(name):
            assert summed.table(name).collect().equals(whole.table(name).collect()), name
    with pytest.raises(
        BadInput, match=r"no table 'ledger': recording.ledger = \"aggregates\" keeps only sums"
    ):
        summed.ledger.collect()
    with pytest.raises(BadInput, match=r"this run has no table 'legder'$"):
        summed.table("legder")


def test_who_is_in_the_sample_depends_on_nobody_else():
    tenth, fifth = 2**32 // 10, 2**32 // 5
    many = sample_of(9, 50_000, tenth)
    assert many.mean() == pytest.approx(0.1, abs=0.006)
    assert np.array_equal(sample_of(9, 700, tenth), many[:700])
    assert (many <= sample_of(9, 50_000, fifth)).all()
    assert not np.array_equal(sample_of(10, 50_000, tenth), many)
    assert not sample_of(9, 50_000, 0).any()


def test_what_is_left_out_is_added_up(whole, sampled, summed):
    everything = sums_of(whole.table("ledger").collect())
    for run in (sampled, summed):
        sums = run.table("ledger_days").collect()
        assert sums.select(*KEYS, "entries", "points").equals(everything)
        assert sums.sort(KEYS).equals(sums)
    kept = sampled.table("ledger_days").filter(pl.col("kept") > 0)
    kept = kept.select(*KEYS, entries="kept", points="kept_points").collect()
    assert kept.equals(sums_of(sampled.table("ledger").collect()))
    assert summed.table("ledger_days").select(pl.col("kept", "kept_points").abs().sum()).collect().row(0) == (
        0,
        0,
    )


def test_sums_hold_however_many_kinds_there_are():
    random = np.random.default_rng(1)
    rows = np.zeros(60_000, tables.ENTRY)
    rows["day"], rows["citizen"] = 7, random.integers(0, 100, len(rows))
    rows["organisation"], rows["conduct"] = (random.integers(0, 65_536, len(rows)) for _ in range(2))
    rows["kind"], rows["counts"] = random.integers(1, 9, len(rows)), random.integers(0, 2, len(rows))
    rows["points"] = random.integers(-(2**31), 2**31, len(rows))
    kept = np.arange(100) < 30
    found = DaySums().of(rows, kept)
    assert len(found) > FEWEST_KEYS
    frame = pl.DataFrame(
        {name: np.ascontiguousarray(rows[name]) for name in ("citizen", *KEYS[:-1], "points")}
    )
    everything = pl.DataFrame({name: np.ascontiguousarray(found[name]) for name in found.dtype.names})
    assert everything.select(*KEYS, "entries", "points").equals(sums_of(frame))
    some = everything.filter(pl.col("kept") > 0).select(*KEYS, entries="kept", points="kept_points")
    assert some.equals(sums_of(frame.filter(pl.col("citizen") < 30)))
    assert len(DaySums().of(rows[:0], kept)) == 0


def test_the_sums_of_categories_are_those_of_everybody(whole, summed):
    sums = summed.table("category_sums").collect().rows_by_key("category", named=True, unique=True)
    people, moves = whole.table("citizens").collect(), whole.table("moves").collect()
    for place, name in enumerate(whole.scenario.category_names):
        mine = people.filter(pl.col("category").cast(pl.String) == name)
        row = sums[name]
        assert row["at_end"] == mine.height
        assert row["start_mp"] == mine.height * int(whole.scenario.rulebook.start * 1000)
        for column in ("base", "influence", "total"):
            assert row[f"{column}_mp"] == mine[column].cast(pl.Int64).sum()
        assert row["moved_in"] == (moves["after"] == place).sum()
        assert row["moved_out"] == (moves["before"] == place).sum()
        assert row["at_start"] == row["at_end"] - row["moved_in"] + row["moved_out"]
    assert sum(row["moved_in"] for row in sums.values()) == moves.height > 0


def test_thinned_runs_are_verified(sampled, summed, erred):
    for run in (sampled, summed, erred):
        found = verify(run.path)
        assert found.passed, [check for check in found.checks if not check.passed]
    checks = {check.name: check.looked_at for check in verify(sampled.path, quick=True).checks}
    ledger = sampled.table("ledger").collect().height
    assert checks["kept rows"] == checks["sums"] == ledger
    assert checks["points of all"] == sampled.citizens_number
    assert "digest" not in checks


@pytest.mark.parametrize(
    ("table", "change", "check"),
    [
        ("ledger/part-00000", lambda rows: rows.slice(1), "kept rows"),
        ("ledger/part-00000", lambda rows: rows.with_columns(pl.col("points") + 1), "kept rows"),
        ("ledger_days/part-00000", lambda rows: rows.with_columns(pl.col("entries") + 1), "entries"),
        ("ledger_days/part-00000", lambda rows: rows.with_columns(pl.col("points") + 1), "points of all"),
        ("ledger_days/part-00000", lambda rows: rows.with_columns(kept=pl.lit(0, pl.Int64)), "kept rows"),
        ("category_sums", lambda rows: rows.with_columns(pl.col("base_mp") + 1), "points of all"),
        ("category_sums", lambda rows: rows.drop("base_mp"), "points of everybody"),
        ("category_sums", lambda rows: rows.with_columns(pl.col("moved_in") + 1), "category_sums again"),
        ("citizens", lambda rows: rows.head(10), "citizens again"),
    ],
)
def test_a_changed_thinned_run_is_found_out(sampled, tmp_path, table, change, check):
    path = tmp_path / "copy"
    shutil.copytree(sampled.path, path)
    rehash(path, f"{table}.parquet", change)
    quick = not check.endswith("again")
    assert check in {one.name for one in verify(path, quick=quick).checks if not one.passed}


def test_the_life_of_somebody_in_the_sample_is_the_same(whole, sampled):
    (citizen,) = find(sampled, "typical")
    assert citizen in drawn(whole)
    ours, theirs = story(sampled, citizen), story(whole, citizen)
    for name in ("events", "lifeline", "true_categories", "sentence", "who", "contacts"):
        assert getattr(ours, name) == getattr(theirs, name), name
    rules = {one: like_them(sampled, one) for one in drawn(whole)}
    assert len({alike.rule for alike in rules.values()}) > 3
    for one, alike in rules.items():
        assert alike.rule == like_them(whole, one).rule
        assert alike.number + 1 == sum(other.rule == alike.rule for other in rules.values())
    assert ours.like_them == rules[citizen].number < theirs.like_them
    assert any("a sample of citizens" in note for note in ours.notes)
    assert not any("a sample of citizens" in note for note in theirs.notes)


def test_everybody_found_is_in_the_sample(whole, sampled, erred):
    assert set(find(sampled, "an informer", number=5000)) <= set(drawn(whole))
    assert not set(find(whole, "an informer", number=5000)) <= set(drawn(whole))
    for citizen in find(erred, "wrongly accused", number=20):
        told = story(erred, citizen)
        assert not any("who lives next door" in event.what for event in told.events)
    with pytest.raises(BadInput, match="never seen takes everybody's rows"):
        find(sampled, "never seen")


def test_who_is_not_kept_has_no_story(program, whole, sampled, summed):
    stranger = next(one for one in range(whole.citizens_number) if one not in drawn(whole))
    answer = program("explain", sampled.path, stranger)
    assert (answer.code, answer.out) == (2, "")
    assert f"citizen {stranger} is not in the sample whose rows this run kept" in answer.err
    assert '"all" keeps everybody' in answer.err
    for arguments in ((str(stranger),), ("--find", "typical")):
        answer = program("explain", summed.path, *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.count("\n") == 1
        assert 'kept the rows of no single citizen (recording.ledger = "aggregates")' in answer.err
        assert 'run it with "all", or with "sample"' in answer.err


def test_a_summary_has_what_the_sums_of_days_tell(whole, sampled, summed):
    full = summarise(whole)
    assert full.left_out == ""
    for run in (sampled, summed):
        thin = summarise(run)
        for name in (
            "categories",
            "causes",
            "entries",
            "records",
            "acts",
            "fines",
            "services",
            "harm",
            "gains",
        ):
            assert getattr(thin, name) == getattr(full, name), name
        assert full.ways is not None
        assert full.errors is not None
        assert (thin.ways, thin.errors, thin.appeals, thin.inequality) == (None, None, None, None)
        assert f'recording.ledger = "{run.kept}"' in thin.left_out
        assert thin.left_out in thin.headlines
        worst = full.categories[-1]
        assert f"{worst.at_end:,} of 3,000 citizens" in thin.headlines[1 if thin.consent else 0]
        assert not any("Nobody is scored" in line for line in thin.headlines)


def test_consent_is_counted_without_rows(tmp_path):
    city = load("rongcheng-2021", citizens=2000, days=60)
    both = [
        glasscity.run(changed(city, *settings), out=tmp_path / name, baseline=False)
        for name, settings in (("whole", ()), ("summed", NONE))
    ]
    full, thin = map(summarise, both)
    assert full.consent is not None
    assert full.consent.begun + full.consent.ended > 0
    assert full.consent.uncounted > 0
    assert thin.consent == full.consent
    assert thin.categories == full.categories


@pytest.mark.parametrize("kind", ["sampled", "summed"])
def test_reports_of_thinned_runs_say_what_is_left_out(program, request, kind, tmp_path):
    run = request.getfixturevalue(kind)
    sentence = summarise(run).left_out
    answer = program("report", run.path, "--text", "all")
    assert answer.code == 0
    assert " ".join(sentence.split()) in " ".join(answer.out.split())
    assert program("report", run.path, "--out", tmp_path / "report.html").code == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert sentence.split("(")[0] in page
    assert 'id="points"' in page
    assert 'id="lives"' not in page
    assert "Filings are never wrong here" not in page
    assert "Nobody can contest an entry here" not in page


def test_the_estimate_knows_of_thinning(whole, sampled, summed):
    needs = {run.kept: estimate(run.scenario).disk_bytes for run in (whole, sampled, summed)}
    assert needs["aggregates"] < needs["sample"] < needs["all"] / 3
    large = [
        estimate(changed(load("essay", citizens=10_000_000, days=365), *settings)).disk_bytes
        for settings in ((), SAMPLE, NONE)
    ]
    assert 0.1 < large[1] / large[0] < 0.13
    assert large[2] < large[0] / 100
    for run in (sampled, summed):
        there = sum(file["bytes"] for file in run.manifest["files"].values())
        assert needs[run.kept] / 3 < there < needs[run.kept] * 3

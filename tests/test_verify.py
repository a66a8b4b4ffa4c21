"""`verify` finds a flipped bit, a changed row with recomputed hashes, and an invented run."""

from __future__ import annotations

import hashlib
import json
import shutil

import polars as pl
import pytest

import glasscity
from cities import starter
from glasscity.errors import BadInput, GlasscityError
from glasscity.folder import manifest_hash
from glasscity.verify import verify


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    path = tmp_path_factory.mktemp("verify") / "run"
    glasscity.run(starter(citizens=3000, days=40), seed=3, out=path)
    return path


@pytest.fixture
def copy(original, tmp_path):
    path = tmp_path / "copy"
    shutil.copytree(original, path)
    return path


def _rehash(path, **changes):
    """Write the manifest again, with the hash of every file as it is now."""
    manifest = json.loads((path / "manifest.json").read_text())
    for name in manifest["files"]:
        data = (path / name).read_bytes()
        manifest["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    manifest |= changes
    manifest["manifest_sha256"] = manifest_hash(manifest)
    (path / "manifest.json").write_text(json.dumps(manifest))


def _failed(path, **options):
    return {check.name for check in verify(path, **options).checks if not check.passed}


def test_a_sound_run_passes(original):
    found = verify(original)
    assert found.passed
    names = {check.name for check in found.checks}
    assert {"hashes", "sums", "totals", "causes", "digest", "made again", "ledger again"} <= names
    rows = glasscity.Run(original).table("ledger").select(pl.len()).collect().item()
    assert next(check for check in found.checks if check.name == "ledger again").looked_at == rows > 1000


def test_a_run_with_the_digest_of_another_version_is_read_but_not_made_again(copy):
    formats = json.loads((copy / "manifest.json").read_text())["format"]
    _rehash(copy, format=formats | {"digest": 1}, environment={"glasscity": "0.0.9"})
    with pytest.raises(BadInput, match=r"digest of format 1 \(2 here\).*with glasscity 0\.0\.9.*--quick"):
        verify(copy)
    found = verify(copy, quick=True)
    assert found.passed
    assert found.left_out == ["digest of format 1: not compared; this version has 2"]
    assert "digest" not in {check.name for check in found.checks}
    assert len(glasscity.Run(copy).table("days").collect()) == 40


def test_a_run_with_tables_of_another_version_is_refused(copy):
    formats = json.loads((copy / "manifest.json").read_text())["format"]
    _rehash(copy, format=formats | {"tables": 9})
    with pytest.raises(BadInput, match="tables of format 9; this version of glasscity reads format 1"):
        glasscity.Run(copy)
    _rehash(copy, format={"folder": 1})
    with pytest.raises(GlasscityError, match="does not say of which format its tables are"):
        glasscity.Run(copy)


def test_quick_makes_nothing_again(original):
    assert {check.name for check in verify(original, quick=True).checks} == {
        "hashes",
        "sums",
        "totals",
        "causes",
        "digest",
    }


def test_every_flipped_bit_is_found(original, tmp_path):
    names = sorted(json.loads((original / "manifest.json").read_text())["files"])
    for number, name in enumerate([*names, "manifest.json"]):
        path = tmp_path / str(number)
        shutil.copytree(original, path)
        data = bytearray((path / name).read_bytes())
        data[len(data) * (number + 1) // (len(names) + 2)] ^= 1 << (number % 8)
        (path / name).write_bytes(data)
        assert _is_noticed(path), name


def _is_noticed(path):
    try:
        return "hashes" in _failed(path, quick=True)
    except GlasscityError as error:
        return "manifest.json" in str(error)


def test_a_missing_file_is_found(copy):
    (copy / "ties.parquet").unlink()
    assert _failed(copy, quick=True) == {"hashes"}


def _change_points(path, citizen_row=10, by=1000):
    name = path / "ledger" / "part-00000.parquet"
    frame = pl.read_parquet(name)
    points = frame["points"].to_list()
    points[citizen_row] += by
    frame.with_columns(points=pl.Series(points, dtype=pl.Int32)).write_parquet(name)
    return int(frame["citizen"][citizen_row])


def test_a_changed_row_with_recomputed_hashes_is_found_by_its_sum(copy):
    _change_points(copy)
    _rehash(copy)
    assert {"sums", "digest"} <= _failed(copy, quick=True)


def test_a_changed_row_whose_sum_was_changed_too_is_found_when_made_again(copy):
    citizen = _change_points(copy)
    people = pl.read_parquet(copy / "citizens.parquet")
    mine = pl.col("citizen") == citizen
    people = people.with_columns(
        base=pl.when(mine).then(pl.col("base") + 1000).otherwise(pl.col("base")),
        total=pl.when(mine).then(pl.col("total") + 1000).otherwise(pl.col("total")),
    )
    people.write_parquet(copy / "citizens.parquet")
    _rehash(copy)
    failed = _failed(copy)
    assert {"digest", "ledger again", "citizens again"} <= failed
    assert "sums" not in failed


def test_an_invented_run_is_found(copy, original):
    """Everything fits together, digest included, but it is another life's."""
    manifest = json.loads((original / "manifest.json").read_text())
    _rehash(copy, life=manifest["life"] + 1)
    assert _failed(copy, quick=True) == set()
    assert {"made again", "ledger again"} <= _failed(copy)


def test_another_scenario_under_the_same_ledger_is_found(copy):
    text = (copy / "scenario.toml").read_text()
    assert "per_year" in text
    (copy / "scenario.toml").write_text(text.replace("points = -20", "points = -21"))
    _rehash(copy)
    assert "made again" in _failed(copy)


def test_rows_removed_or_added_are_counted(copy):
    name = copy / "acts" / "part-00000.parquet"
    frame = pl.read_parquet(name)
    frame.head(len(frame) - 3).write_parquet(name)
    _rehash(copy)
    check = next(check for check in verify(copy).checks if check.name == "acts again")
    assert check.differences == 3


def test_a_column_of_another_type_is_found_although_its_values_are_equal(copy):
    name = copy / "acts" / "part-00000.parquet"
    pl.read_parquet(name).with_columns(pl.col("day").cast(pl.Date)).write_parquet(name)
    _rehash(copy)
    assert "acts again" in _failed(copy)


def test_a_folder_that_is_no_run(tmp_path):
    with pytest.raises(BadInput, match="there is no such run"):
        verify(tmp_path / "nothing")
    with pytest.raises(BadInput, match="not a run"):
        verify(tmp_path)

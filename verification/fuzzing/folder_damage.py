"""What may have become of a run's folder: damage as plain lists, done to files and to what names them.

["says", ["files", "ledger.parquet", "sha256"], 5]      the manifest or journal says something else
["says not", ["seed"]]                                  … or nothing
["wholly", "[1, 2"]                                     … or is this text
["table", FILE, "cast", "points", "String"]             a table is otherwise
["bytes", FILE, 100, "ff00"] ["cut", FILE, 100]         a file is otherwise
["gone", FILE] ["folder", FILE] ["link", FILE, "x"] ["pipe", FILE] ["extra", NAME] ["swap", FILE, FILE]
["toml", ["time", "days"], 5]                           the scenario is otherwise
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from fuzzing.trees import drop, put, toml
from glasscity.folder import MANIFEST, manifest_hash
from glasscity.unfinished import JOURNAL

Damage = list[Any]
KINDS: dict[str, Any] = {
    **{"String": pl.String, "Int8": pl.Int8, "Int64": pl.Int64, "UInt64": pl.UInt64, "Float64": pl.Float64},
    **{
        "Boolean": pl.Boolean,
        "Null": pl.Null,
        "List": pl.List(pl.Int64),
        "Date": pl.Date,
        "Binary": pl.Binary,
    },
}
UNFIT = (
    *(KeyError, TypeError, IndexError, ValueError, OSError, AttributeError, ArithmeticError),
    *(pl.exceptions.PolarsError, pl.exceptions.PanicException),
)
"""What happens where damage does not fit what is there: then it is left out."""


def damage(folder: Path, done: list[Damage], *, hashed_anew: bool) -> None:
    """Damage a run's folder; `hashed_anew` lets the manifest or journal fit the damage afterwards."""
    place = folder / (MANIFEST if (folder / MANIFEST).exists() else JOURNAL)
    said = json.loads(place.read_bytes())
    # Files first, so that hashes can be made to fit them, then what is said of them.
    for one in done:
        with contextlib.suppress(*UNFIT):
            _to_files(folder, one)
    if hashed_anew:
        for name, stated in said["files"].items():
            path = folder / name
            if _may_be_hashed(name, place.name) and path.is_file() and os.path.getsize(path) < 10_000_000:
                data = path.read_bytes()
                stated |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    changed = hashed_anew
    for one in done:
        with contextlib.suppress(*UNFIT):
            changed |= _to_what_is_said(said, one)
    if changed:
        with contextlib.suppress(*UNFIT):
            if hashed_anew and isinstance(said, dict):
                said["manifest_sha256"] = manifest_hash(said)
        _write(place, json.dumps(said, indent=2).encode())
    for one in done:
        if one[0] == "wholly":
            _write(place, str(one[1]).encode(errors="surrogatepass"))


def _may_be_hashed(name: str, said_in: str) -> bool:
    """Return whether a hash may be made to fit: what an unfinished run goes on from is believed by it."""
    return said_in == MANIFEST or not (name.startswith("checkpoints/") or name == "scenario.toml")


def _to_what_is_said(said: Any, one: Damage) -> bool:
    match one:
        case ["says", [*place], value]:
            put(said, tuple(place), value)
        case ["says not", [*place]]:
            drop(said, tuple(place))
        case ["called", str(old), str(new)]:
            said["files"][new] = said["files"].pop(old)
        case _:
            return False
    return True


def _to_files(folder: Path, one: Damage) -> None:
    match one:
        case ["table", str(name), str(what), *more]:
            frame = changed_frame(pl.read_parquet(_content(folder, name)), what, more)
            buffer = io.BytesIO()
            frame.write_parquet(buffer)
            _write(folder / name, buffer.getvalue())
        case ["bytes", str(name), int(begin), str(text)]:
            data = bytearray(_content(folder, name))
            begin %= len(data)
            data[begin : begin + len(text) // 2] = bytes.fromhex(text)
            _write(folder / name, bytes(data))
        case ["cut", str(name), int(length)]:
            _write(folder / name, _content(folder, name)[:length])
        case ["gone", str(name)]:
            _inside(folder, name).unlink()
        case ["folder", str(name)]:
            _inside(folder, name).unlink()
            (folder / name).mkdir()
        case ["link", str(name), str(target)]:
            _inside(folder, name).unlink(missing_ok=True)
            (folder / name).symlink_to(target)
        case ["pipe", str(name)]:
            _inside(folder, name).unlink()
            os.mkfifo(folder / name)
        case ["extra", str(name)]:
            _write(_inside(folder, name), b"extra")
        case ["swap", str(name), str(other)]:
            here, there = _content(folder, name), _content(folder, other)
            _write(folder / name, there)
            _write(folder / other, here)
        case ["toml", [*place], value]:
            text = _content(folder, "scenario.toml").decode()
            tables = tomllib.loads(text, parse_float=Decimal)
            put(tables, tuple(place), Decimal(str(value)) if isinstance(value, float) else value)
            _write(folder / "scenario.toml", toml(tables).encode())


def _inside(folder: Path, name: str) -> Path:
    if ".." in Path(name).parts or Path(name).is_absolute() or not name:
        raise ValueError(name)
    return folder / name


def _content(folder: Path, name: str) -> bytes:
    """Return what is in a file, and in no device or pipe that earlier damage has put there."""
    path = _inside(folder, name)
    if not path.is_file():
        raise ValueError(name)
    return path.read_bytes()


def _write(path: Path, data: bytes) -> None:
    """Write a file of its own: the one that is there may be linked elsewhere too."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def changed_frame(frame: pl.DataFrame, what: str, more: list[Any]) -> pl.DataFrame:
    """Return a table that is otherwise."""
    match what, more:
        case "drop", [str(column)]:
            return frame.drop(column)
        case "rename", [str(column), str(name)]:
            return frame.rename({column: name})
        case "cast", [str(column), str(kind)]:
            return frame.with_columns(pl.col(column).cast(KINDS[kind], strict=False))
        case "set", [str(column), int(row), value]:
            values = frame[column].to_list()
            values[row % len(values)] = value
            return frame.with_columns(pl.Series(column, values, strict=False).cast(frame.schema[column]))
        case "fill", [str(column), value]:
            return frame.with_columns(pl.lit(value).cast(frame.schema[column], strict=False).alias(column))
        case "add", [str(column)]:
            return frame.with_columns(pl.lit(1).alias(column))
        case "head", [int(rows)]:
            return frame.head(rows)
        case "again", []:
            return pl.concat([frame, frame])
        case "turned", []:
            return frame.reverse()
        case "order", []:
            return frame.select(reversed(frame.columns))
        case "none", []:
            return pl.DataFrame()
        case "nulls", [str(column)]:
            return frame.with_columns(pl.lit(None).cast(frame.schema[column]).alias(column))
    raise ValueError(what)

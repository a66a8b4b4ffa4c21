"""A run's folder as a reader meets it: nothing in it is believed before its hash has been checked.

Whoever sends a run may have put anything into its folder: pipes and devices without end, links, names that
lead outside, a manifest that is none. Each gets one message, and none is waited for.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from glasscity.errors import BadInput, CheckFailed
from glasscity.folder import (
    FORMAT,
    MANIFEST,
    leads_outside,
    manifest_hash,
    refuse_what_is_no_text,
    unfinished_folder,
)

LARGEST_MANIFEST = 1 << 28
"""Bytes: a city of a hundred million for three years has some thousand files, of 200 bytes each."""


def _is_text(said: Any) -> bool:
    return isinstance(said, str)


def _is_number(said: Any) -> bool:
    """Return whether this is a seed, or how many there are of something."""
    return type(said) is int and 0 <= said < 1 << 64


NEEDED: dict[str, Callable[[Any], bool]] = {
    "scenario": _is_text,
    **dict.fromkeys(("seed", "life", "citizens", "days"), _is_number),
    "digest": _is_text,
    "environment": lambda said: isinstance(said, dict) and _is_text(said.get("glasscity")),
    "seconds": lambda said: isinstance(said, dict),
}
"""What every manifest says, and how to tell that it does."""


def content_of(path: Path, most: int) -> bytes:
    """Return the content of a file: of a longer one the beginning, and one byte more than it should have.

    Raises `OSError` for whatever is no file: nobody may ever write into a pipe, and a device has no end.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no file")
    with path.open("rb") as stream:
        return stream.read(min(most, found.st_size) + 1)


class FolderReader:
    """Reads a run; every file is checked against the manifest before it is believed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        refuse_what_is_no_text(path)
        if not path.is_dir():
            if unfinished_folder(path).is_dir():
                raise BadInput(f"{path}: this run is not finished; go on with it: glasscity resume {path}")
            raise BadInput(f"{path}: there is no such run folder")
        try:
            data = content_of(path / MANIFEST, LARGEST_MANIFEST)
        except FileNotFoundError:
            raise BadInput(f"{path}: not a run: it has no {MANIFEST}") from None
        except OSError as error:
            raise BadInput(f"{path / MANIFEST}: cannot be read as a manifest: {error.strerror}") from None
        try:
            self.manifest: dict[str, Any] = json.loads(data)
            stated = self.manifest["manifest_sha256"]
            version = self.manifest["format"]["folder"]
            self._files: dict[str, dict[str, Any]] = dict(self.manifest["files"])
            whole = all(are_of_files(self._files.values())) and is_of_rules(self.manifest.get("behaviour"))
            fits = manifest_hash(self.manifest) == stated
        except (ValueError, KeyError, TypeError, RecursionError):
            raise CheckFailed(f"{path / MANIFEST}: damaged: not the manifest of a run") from None
        if not whole:
            raise CheckFailed(f"{path / MANIFEST}: damaged: it does not say what its files are")
        if not fits:
            raise CheckFailed(f"{path / MANIFEST}: damaged: its own hash does not fit")
        if version != FORMAT:
            raise BadInput(
                f"{path / MANIFEST}: format {version}; this version of glasscity reads format {FORMAT}"
            )
        for key, is_said in NEEDED.items():
            if not is_said(self.manifest.get(key)):
                raise CheckFailed(f"{path / MANIFEST}: damaged: it does not say {key!r}")
        self._trusted: set[str] = set()

    def names(self, table: str) -> list[str]:
        """Return the files of a table, in order."""
        return [n for n in self._files if n == f"{table}.parquet" or n.startswith(f"{table}/")]

    def all_names(self) -> list[str]:
        """Return all files that the manifest names."""
        return list(self._files)

    def content(self, name: str) -> bytes:
        """Return a file's content, once its hash fits."""
        if name not in self._files:
            raise BadInput(f"{self.path}: this run has no {name}")
        data = self._read(name)
        self._trusted.add(name)
        return data

    def table(self, name: str) -> pl.LazyFrame:
        """Return a table, once the hashes of its files fit."""
        names = self.names(name)
        if not names:
            raise BadInput(f"{self.path}: this run has no table {name!r}")
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            list(pool.map(self._trust, [file for file in names if file not in self._trusted]))
        return pl.concat([pl.scan_parquet(self.path / file, glob=False) for file in names])

    def _trust(self, name: str) -> None:
        """Check a file's hash and let go of its content."""
        self.content(name)

    def _read(self, name: str) -> bytes:
        path = self.path / name
        if leads_outside(name):
            raise CheckFailed(f"{self.path / MANIFEST}: damaged: it names a file outside the run")
        try:
            data = content_of(path, self._files[name]["bytes"])
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CheckFailed(f"{path}: named by the manifest, but cannot be read: {reason}") from None
        if hashlib.sha256(data).hexdigest() != self._files[name]["sha256"]:
            raise CheckFailed(f"{path}: damaged or changed: its SHA-256 is not the manifest's")
        return data


def are_of_files(said: Iterable[Any]) -> Iterator[bool]:
    """Yield whether each is what a manifest or a journal says of a file."""
    for one in said:
        yield isinstance(one, dict) and _is_text(one.get("sha256")) and _is_number(one.get("bytes"))


def is_of_rules(said: Any) -> bool:
    """Return whether this is what a manifest or a journal says of rules of behaviour, or nothing."""
    return said is None or (isinstance(said, dict) and isinstance(said.get("sha256"), str))

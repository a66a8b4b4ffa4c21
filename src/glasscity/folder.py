"""A run as a folder: files that are whole or absent, and a manifest that names each with its hash.

A run is written into a hidden folder beside its place and takes its name only when everything, the manifest
last, is on disk: whoever sees the folder sees a whole run. A reader checks a file's SHA-256 before it
believes the file.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import glob
import hashlib
import io
import json
import os
import shutil
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from glasscity.errors import BadInput, MachineFailed

FORMAT = 1
"""Version of the run folder."""
MANIFEST = "manifest.json"
SUFFIX = ".unfinished"
NO_SUCH_NAME = (errno.ENAMETOOLONG, errno.ELOOP)
"""What says that a path is none, rather than that the machine gave out."""
COMPRESSION_LEVEL = 3
ROWS_PER_GROUP = 1 << 14
"""Rows that a file keeps together. Rows lie in order of day and citizen, so in a large city a group holds a
small part of the citizens: whoever looks for one skips most groups by their smallest and largest number."""
AT_FDCWD, RENAME_EXCHANGE = -100, 2
"""As Linux knows them."""
LABEL = {"glasscity": "SYNTHETIC: no row is about a real person"}
"""Every table bears it among its key-value metadata."""


@contextmanager
def machine_errors(what: str) -> Iterator[None]:
    """Turn a failing disk into one clear message."""
    try:
        yield
    except (NotADirectoryError, FileExistsError):
        raise BadInput(f"{what}: part of this path is a file, and a folder is needed there") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise MachineFailed(f"{what}: the disk is full; nothing half-written is left") from None
        if error.errno in NO_SUCH_NAME:
            raise BadInput(f"{what}: {error.strerror}") from None
        raise MachineFailed(f"{what}: {error.strerror or error}") from None


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder, so that nobody else works there; the hold ends with the process, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadInput(f"{folder}: another command is at work there; wait for it") from None
        yield
    finally:
        os.close(handle)


def unfinished_folder(path: Path) -> Path:
    """Return where a run with checkpoints is written until it is finished."""
    refuse_what_is_no_name(path)
    return path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)


def leads_outside(name: str) -> bool:
    """Return whether a name that was read leads out of the folder in which it stands."""
    return ".." in Path(name).parts or Path(name).is_absolute()


def refuse_what_is_no_text(path: Path) -> None:
    """Raise `BadInput` for a folder whose name is no text: polars takes only names that are."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise BadInput(f"{path}: this name is not UTF-8 text; give the folder another one") from None


def refuse_what_is_no_name(path: Path) -> None:
    """Raise `BadInput` for a folder that cannot have another one beside it: `.` and `/`."""
    if not path.name:
        raise BadInput(f"{path}: name the run's folder, such as runs/mine")


def first_free(path: Path) -> Path:
    """Return a path if nothing is there, or else the same with the first number that is free."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return path if not path.exists() else next(one for one in numbered if not one.exists())


def write_whole(path: Path, *parts: bytes | memoryview) -> None:
    """Write one file that is whole or absent: temporary name, fsync, rename.

    Raises `BadInput` where something stands there that is no file, such as a folder or a device.
    """
    if path.exists() and not path.is_file():
        raise BadInput(f"{path}: what is there is no file, and is not replaced by one; choose another name")
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as stream:
        for part in parts:
            stream.write(part)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.rename(path)


def parquet(frame: pl.DataFrame) -> bytes:
    """Return a small table as a Parquet file, labelled as synthetic."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=COMPRESSION_LEVEL, metadata=LABEL)
    return buffer.getvalue()


def write_table(path: Path, frame: pl.DataFrame) -> None:
    """Write a small table of its own that is whole or absent."""
    with machine_errors(str(path)):
        write_whole(path, parquet(frame))


def read_table(path: Path, sha256: str) -> pl.DataFrame | None:
    """Return a small table of ours, or None where it is not there or not what was written."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return pl.read_parquet(data) if hashlib.sha256(data).hexdigest() == sha256 else None


class FolderWriter:
    """Writes a run; use it as a context manager.

    Parameters
    ----------
    path : the run's folder, which appears when everything is on disk.
    replace : put it in the place of a run that is there.
    place : where to write meanwhile, and what stays there when this ends before `finish`; without it, a
        hidden folder of which nothing stays behind.
    files, notes : what lies in `place` already and counts, and notes there; the rest is removed.
    """

    def __init__(
        self,
        path: Path,
        *,
        replace: bool = False,
        place: Path | None = None,
        files: dict[str, dict[str, Any]] | None = None,
        notes: Collection[str] = (),
    ) -> None:
        self.path = path
        refuse_what_is_no_text(path)
        refuse_what_is_no_name(path)
        with machine_errors(str(path)):
            _put_back(path)
        if path.exists() and not replace:
            raise BadInput(
                f"{path}: there is something already; choose another --out, or replace it with --force"
            )
        if path.exists() and not (path / MANIFEST).is_file() and not _is_empty(path):
            raise BadInput(f"{path}: this is not a run folder, so --force does not replace it")
        self._stays = place is not None
        self.place = place or _hidden(path)
        self._files: dict[str, dict[str, Any]] = dict(files or {})
        self._spared = {*self._files, *notes}
        self._held = ExitStack()
        self._writer = ThreadPoolExecutor(1)
        self._pending: list[Future[None]] = []

    def __enter__(self) -> FolderWriter:
        with machine_errors(str(self.path)):
            _remove_left_over(self.path)
            self.place.mkdir(parents=True, exist_ok=True)
            self._held.enter_context(held(self.place))
            _remove_all_but(self.place, self._spared)
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.shutdown(cancel_futures=True)
        self._held.close()
        if not self._stays:
            shutil.rmtree(self.place, ignore_errors=True)

    def table(self, name: str, frame: pl.DataFrame) -> None:
        """Write a Parquet file in the background; it is on disk when `finish` returns."""
        self._pending.append(self._writer.submit(self._write_table, f"{name}.parquet", frame))

    def _write_table(self, name: str, frame: pl.DataFrame) -> None:
        buffer = io.BytesIO()
        frame.write_parquet(
            buffer,
            compression="zstd",
            compression_level=COMPRESSION_LEVEL,
            row_group_size=ROWS_PER_GROUP,
            metadata=LABEL,
        )
        self.file(name, buffer.getbuffer())

    def file(self, name: str, *parts: bytes | memoryview) -> None:
        """Write one file, and keep its hash for the manifest."""
        self.note(name, *parts)
        found = hashlib.sha256()
        for part in parts:
            found.update(part)
        self._files[name] = {"sha256": found.hexdigest(), "bytes": sum(map(len, parts))}

    def note(self, name: str, *parts: bytes | memoryview) -> None:
        """Write one file that the manifest does not name; it goes when the run is finished."""
        target = self.place / name
        with machine_errors(f"{self.path / name}"):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, *parts)
            if self._stays:
                _fsync_folder(target.parent)

    def whole_files(self) -> dict[str, dict[str, Any]]:
        """Wait until all that was handed in is on disk, and return the files with their hashes."""
        for pending in self._pending:
            pending.result()
        self._pending = []
        return dict(self._files)

    def forget(self, name: str) -> None:
        """Let the manifest not name a file."""
        del self._files[name]

    def remove(self, name: str) -> None:
        """Remove a file that nothing names any more."""
        with machine_errors(f"{self.path / name}"):
            (self.place / name).unlink(missing_ok=True)

    def finish(self, manifest: dict[str, Any]) -> Path:
        """Write the manifest, give the folder its name, and return it."""
        self.whole_files()
        formats = {"folder": FORMAT} | manifest.get("format", {})
        manifest = {**manifest, "format": formats, "files": dict(sorted(self._files.items()))}
        manifest["manifest_sha256"] = manifest_hash(manifest)
        self.file(MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False).encode())
        return take_name(self.path, self.place, self._files)


def take_name(path: Path, place: Path, files: Collection[str]) -> Path:
    """Give a run that is whole on disk its name, and return it.

    What nobody needs any more goes before that: under its name a run never has a file too many, however
    soon it is killed; `place`, which has its manifest, is whole without it. Where a run is there already, the
    two change names in one step, so that there is never none. Only a run that `resume` would find in `place`
    does not: there it would find the old one.

    Parameters
    ----------
    place : the folder in which the run was written.
    files : what stays of it, the manifest among them.
    """
    with machine_errors(str(path)):
        for folder in {place, *(one.parent for one in place.rglob("*"))}:
            _fsync_folder(folder)
        _remove_all_but(place, files)
        old = place
        if not path.exists() or place.name.endswith(SUFFIX) or not _exchanged(place, path):
            old = _replaced(path)
            shutil.rmtree(old, ignore_errors=True)
            if path.exists():
                path.rename(old)
            place.rename(path)
            if old.exists():
                # What is being removed is nothing to put back.
                old = old.rename(_hidden(path))
        _fsync_folder(path.parent)
        shutil.rmtree(old, ignore_errors=True)
    return path


def manifest_hash(manifest: dict[str, Any]) -> str:
    """Return the SHA-256 of a manifest without its own hash."""
    rest = {key: value for key, value in manifest.items() if key != "manifest_sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _hidden(path: Path) -> Path:
    """Return where this process writes a run, or removes one: what it leaves there counts for nothing."""
    return path.with_name(f".{path.name}.{os.getpid()}.partial")


def _replaced(path: Path) -> Path:
    """Return where a run lies that another one is about to replace."""
    return path.with_name(f".{path.name}.replaced")


def _put_back(path: Path) -> None:
    """Give a run its name back if the one that was to replace it never took it."""
    if not path.exists() and _replaced(path).is_dir():
        _replaced(path).rename(path)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change names in one step, and return whether this system and its disk can do that."""
    system = ctypes.CDLL(None)
    if not hasattr(system, "renameat2"):
        return False
    paths = AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other)
    return bool(system.renameat2(*paths, RENAME_EXCHANGE) == 0)


def _remove_left_over(path: Path) -> None:
    """Remove what a killed process began to write for `path`; what a living one writes stays."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.partial"):
        process = left.name.split(".")[-2]
        if process.isdecimal() and not Path(f"/proc/{process}").exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)


def _remove_all_but(folder: Path, files: Collection[str]) -> None:
    """Remove from a folder what is not named, and folders in which nothing is left."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if _is_empty(path):
            path.rmdir()
        elif not path.is_dir() and path.relative_to(folder).as_posix() not in files:
            path.unlink()


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _fsync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

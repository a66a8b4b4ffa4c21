"""What lies about where commands are called: cities, runs, pages, and things that are none of these."""

from __future__ import annotations

import os
import shutil
from importlib import resources
from pathlib import Path

CITIZENS, DAYS = 40, 8
BAD = {
    "empty.toml": b"",
    "binary.toml": b"\x00\xff\x01",
    "cut.toml": b"name = 'cut'\n[population",
    "unknown.toml": b'extends = "tiny.toml"\n[population]\ncitizns = 3\n',
    "monster.toml": b'extends = "tiny.toml"\n[population]\ncitizens = 1_000_000_000_000\n',
    "loop.toml": b'extends = "loop.toml"\n',
    "small.toml": b'extends = "tiny.toml"\nname = "small"\n[time]\ndays = 2\n',
    "odd name é.toml": b'extends = "tiny.toml"\n',
    "broken.py": b"raise RuntimeError('broken')\n",
    "nothing.py": b"x = 1\n",
    "page.html": b"<p>mine</p>",
    "notes.txt": b"mine",
    "targets.toml": b'title = "x"\n[targets.mean_total]\nvalue = 100\n',
}


class Interrupted(KeyboardInterrupt):
    """A run was stopped half way."""


def lay_out(folder: Path) -> Path:
    """Put everything into an empty folder, and return it."""
    from glasscity import load, run

    text = (resources.files("glasscity") / "scenario" / "starter.toml").read_text(encoding="utf-8")
    starter = folder / "starter.toml"
    starter.write_text(text, encoding="utf-8")
    tiny = load(starter, citizens=CITIZENS, days=DAYS)
    (folder / "tiny.toml").write_text(tiny.to_toml(), encoding="utf-8")
    starter.unlink()
    for name, data in BAD.items():
        (folder / name).write_bytes(data)
    (folder / "folder.toml").mkdir()
    (folder / "nobody").mkdir()
    (folder / "link.toml").symlink_to("tiny.toml")
    (folder / "dangling.toml").symlink_to("nowhere.toml")
    run(tiny, seed=3, out=folder / "run", threads=1)
    stopped_run(tiny, folder / "half")
    shutil.copytree(folder / "run", folder / "damaged")
    ledger = next((folder / "damaged").glob("ledger/*"), folder / "damaged" / "ledger.parquet")
    ledger.write_bytes(b"damaged")
    return folder


def stopped_run(scenario: object, path: Path, **more: object) -> Path:
    """Begin a run that keeps evenings, stop it half way, and return the folder in which it lies."""
    from glasscity import run
    from glasscity.folder import unfinished_folder

    def stop(what: str, done: int, total: int) -> None:
        if what == "days" and done > total // 2:
            raise Interrupted

    try:
        run(scenario, seed=3, out=path, threads=1, checkpoint_every=2, progress=stop, **more)  # type: ignore[arg-type]
    except Interrupted:
        return unfinished_folder(path)
    raise AssertionError("the run was not stopped")


def copied(template: Path, folder: Path) -> Path:
    """Lay out the same once more, quickly: files are linked, and nobody writes into a file that is there."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder, symlinks=True, copy_function=os.link)
    return folder

"""A run that is not finished: what is on disk of it, and the evening from which it goes on.

A run with checkpoints is written into the folder `NAME.unfinished` beside its place, and takes its name when
everything is on disk. Meanwhile a journal names every file that counts, with its hash, and the last evening
that was kept. Whatever else lies in the folder was being written when the run stopped, and is done again.
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from glasscity import checkpoint
from glasscity.days import PHASES, Evening
from glasscity.digest import Digest
from glasscity.errors import BadInput, CheckFailed
from glasscity.folder import MANIFEST, FolderWriter, held, leads_outside, manifest_hash, take_name
from glasscity.folder_reader import LARGEST_MANIFEST, FolderReader, are_of_files, content_of, is_of_rules
from glasscity.intervention import stages
from glasscity.parallel import Workers
from glasscity.recorder import Recorder
from glasscity.results import SCENARIO
from glasscity.scenario import Scenario
from glasscity.world import City, Today, World

JOURNAL = "unfinished.json"
FIRST_MORNING = -1
WHAT = "days", "days without a score"
"""Which days are lived, in their order."""
NEEDED = {
    **{"scenario": str, "seed": int, "life": int, "baseline": bool, "every": int, "what": str, "day": int},
    **{"seconds": dict, "lived": dict, "files": dict, "format": dict, "environment": dict},
    **{"synthetic": str, "began": str},
}
"""What every journal says, and of which kind it is."""


class Journal:
    """What a run that is not finished says of itself.

    Parameters
    ----------
    said : what holds from the beginning to the end: scenario, seeds, versions, how often evenings are kept.

    Attributes
    ----------
    what : which days are being lived; day : the last evening of these that was kept, -1 for none.
    checkpoint : the file that holds it.
    seconds : what each phase of these days took until then; lived : what is known of the days before them.
    """

    def __init__(self, said: dict[str, Any], what: str) -> None:
        self.said = said
        self.what, self.day = what, FIRST_MORNING
        self.checkpoint: str | None = None
        self.seconds: dict[str, float] = {}
        self.lived: dict[str, Any] = {}

    @property
    def every(self) -> int:
        """Days between two evenings that are kept; 0 where none is."""
        return int(self.said["every"])

    def begin(self, what: str, folder: FolderWriter) -> None:
        """Begin to live other days: those before them are on disk."""
        self.what = what
        self.move_on(folder, FIRST_MORNING, None, {})

    def move_on(self, folder: FolderWriter, day: int, name: str | None, seconds: dict[str, float]) -> None:
        """Name another evening to go on from, and let go of the one before it."""
        if not self.every:
            return
        before = self.checkpoint
        if before is not None:
            folder.forget(before)
        self.day, self.checkpoint, self.seconds = day, name, dict(seconds)
        self.write(folder)
        if before is not None:
            folder.remove(before)

    def write(self, folder: FolderWriter) -> None:
        """Put it on disk, with the hashes of all that is there."""
        files = folder.whole_files()
        now = {"what": self.what, "day": self.day, "checkpoint": self.checkpoint}
        now |= {"seconds": self.seconds, "lived": self.lived, "files": files, "written": time.time()}
        journal = {**self.said, **now}
        journal["manifest_sha256"] = manifest_hash(journal)
        folder.note(JOURNAL, json.dumps(journal, indent=2, ensure_ascii=False).encode())


def read_journal(folder: Path) -> tuple[Journal, dict[str, dict[str, Any]]]:
    """Return the journal of an unfinished run, and the files that it names, every one of them checked.

    Raises `BadInput` where there is none, `CheckFailed` where it or one of its files is damaged.
    """
    place = folder / JOURNAL
    try:
        data = content_of(place, LARGEST_MANIFEST)
    except (FileNotFoundError, NotADirectoryError):
        raise BadInput(f"{folder}: there is no unfinished run here: it has no {JOURNAL}") from None
    except OSError as error:
        raise BadInput(f"{place}: cannot be read as a journal: {error.strerror}") from None
    try:
        told = json.loads(data)
        fits = manifest_hash(told) == told["manifest_sha256"]
        whole = _is_whole(told)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        fits = whole = False
    if not fits or not whole:
        raise CheckFailed(f"{place}: damaged: start this run anew")
    for name, stated in told["files"].items():
        _check(folder, name, stated)
    now = ("what", "day", "checkpoint", "seconds", "lived", "files", "written", "manifest_sha256")
    journal = Journal({key: value for key, value in told.items() if key not in now}, told["what"])
    journal.day, journal.checkpoint = told["day"], told["checkpoint"]
    journal.seconds, journal.lived = told["seconds"], told["lived"]
    return journal, told["files"]


def names_what_is_whole(folder: Path, path: Path) -> bool:
    """Give a run its name if everything of it is on disk, and return whether that is so.

    Its manifest is written last; from then on no journal is needed, and it may be gone.
    """
    try:
        reader = FolderReader(folder)
        for name in reader.all_names():
            reader.content(name)
    except (BadInput, CheckFailed):
        return False
    with held(folder):
        take_name(path, folder, [*reader.all_names(), MANIFEST])
    return True


def _is_whole(told: dict[str, Any]) -> bool:
    """Return whether a journal says what journals say, as they say it."""
    lived, files = told["lived"], told["files"]
    seconds = [*told["seconds"].values(), *lived.get("seconds", {}).values()]
    begun = told["what"] == WHAT[0] or (told["what"] == WHAT[1] and isinstance(lived["digest"], str))
    return (
        all(isinstance(told.get(key), kind) for key, kind in NEEDED.items())
        and begun
        and all(type(told[name]) is int and 0 <= told[name] < 1 << 64 for name in ("seed", "life"))
        and all(type(taken) in (int, float) for taken in seconds)
        and (isinstance(lived.get("seconds"), dict) or told["checkpoint"] is None)
        and not any(map(leads_outside, files))
        and all(are_of_files(files.values()))
        and is_of_rules(told.get("behaviour"))
        and SCENARIO in files
        and told["checkpoint"] in (None, *files)
    )


def _check(folder: Path, name: str, stated: dict[str, Any]) -> None:
    try:
        found = hashlib.sha256(content_of(folder / name, stated["bytes"])).hexdigest()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CheckFailed(
            f"{folder / name}: named by {JOURNAL}, but cannot be read: {reason}; start this run anew"
        ) from None
    if found != stated["sha256"]:
        raise CheckFailed(f"{folder / name}: damaged or changed: start this run anew")


class Keeper:
    """Keeps the evenings of a run in its folder: the last one, with all that is to be written still.

    Parameters
    ----------
    recorder : what puts the tables on disk, if these days have any; it goes on with the evening.
    """

    def __init__(
        self,
        folder: FolderWriter,
        journal: Journal,
        scenario: Scenario,
        city: City,
        workers: Workers,
        recorder: Recorder | None = None,
    ) -> None:
        self._folder, self._journal = folder, journal
        self._lasting = (scenario, city, *(stage.scenario for stage in stages(scenario)[1:]), folder)
        self._shared = (workers, city.population, *self._lasting)
        self.recorder = recorder

    def record(self, today: Today) -> None:
        """Take in one day."""
        if self.recorder is not None:
            self.recorder.record(today)

    def close(self, scenario: Scenario, world: World) -> None:
        """Put what is left on disk, the people and their ties."""
        if self.recorder is not None:
            self.recorder.close(scenario, world)

    def last(self, what: str) -> Evening | None:
        """Return the evening to go on from; none at the beginning."""
        journal = self._journal
        if journal.what != what or journal.checkpoint is None:
            return None
        place = self._folder.place / journal.checkpoint
        try:
            kept = checkpoint.from_bytes(place.read_bytes(), self._shared)
            world, measures, links, self.recorder = checkpoint.restore(kept)
        except (OSError, MemoryError):
            raise
        except Exception as error:
            # Whatever is in a file that is no checkpoint, pickle raises anything for it.
            raise CheckFailed(f"{place}: damaged: no checkpoint of this run: start it anew") from error
        seconds = dict.fromkeys(PHASES, 0.0) | journal.seconds
        return Evening(kept.day, world, measures, Digest(links), seconds)

    def is_due(self, day: int) -> bool:
        """Return whether the evening of a day is to be kept."""
        return self._journal.every > 0 and (day + 1) % self._journal.every == 0

    def keep(self, what: str, evening: Evening) -> None:
        """Keep an evening, and let go of the one before it."""
        followers = evening.measures, evening.digest.links, self.recorder
        kept = checkpoint.take(evening.day, evening.world, *followers, lasting=self._lasting)
        name = f"checkpoints/{what.replace(' ', '-')}-{evening.day:05d}"
        self._folder.file(name, *checkpoint.to_bytes(kept))
        self._journal.move_on(self._folder, evening.day, name, evening.seconds)


def refuse_another_version(folder: Path, journal: Journal, ours: dict[str, Any]) -> None:
    """Raise `BadInput` for a run that was begun by a program that may go on otherwise than this one.

    Parameters
    ----------
    ours : the formats and the version of this program, as a journal says them.
    """
    for what in ("format", "glasscity"):
        begun = journal.said["format"] if what == "format" else journal.said["environment"].get(what)
        if begun != ours[what]:
            raise BadInput(
                f"{folder}: begun by another version of glasscity ({what} {begun}; this one: {ours[what]}): "
                "start this run anew"
            )

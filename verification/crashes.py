"""A city that is killed, starved of disk and damaged: nothing lost, nothing altered, nothing in silence.

Example: python verification/crashes.py --kills 1000 --flips 10000

kills: `kill -9` at random moments, while running and while resuming, again and again until it is finished;
every other run replaces one that is there, which has to stay whole until then.
ends: the same without checkpoints, at the moment at which a run takes the name of another.
writes: every single write, flush, rename, … of a run fails once, with a full disk and with a failing one;
and a real small disk is full at every size.
flips: random bits in every kind of file, of a finished run and of one that is not.
After each, what is believed is whole, and what the run ends in is what it ends in undisturbed, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import failing

import glasscity
from glasscity import recorder
from glasscity.errors import BadInput, CheckFailed, MachineFailed
from glasscity.folder import MANIFEST, unfinished_folder
from glasscity.seal import broken_pages
from glasscity.show.report import write_report
from glasscity.unfinished import JOURNAL, read_journal

SCENARIO = str(Path(__file__).parents[1] / "benchmarks/rongcheng-all.toml")
CITY: dict[str, Any] = {"citizens": 200, "days": 40, "seed": 3}
SIZES = [f"--{name}={value}" for name, value in CITY.items()]
EVERY = 2
OTHER = 4
"""Seed of the runs that are replaced."""
LONGEST_END = 0.08
"""Seconds after its manifest is written after which a run that ends is killed at the latest."""
LONGEST = 30.0
"""Seconds after which a run is killed at the latest."""
PROGRAM = [sys.executable, "-c", failing.PROGRAM]
ERRORS = {28: "a full disk", 5: "a failing disk"}


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a run but the manifest, which says how long it took."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def undisturbed(folder: Path) -> Path:
    """Make the run that all others have to end in."""
    return glasscity.run(SCENARIO, **CITY, out=folder / "undisturbed", threads=1).path


def other_run(folder: Path) -> Path:
    """Make the run that others replace."""
    return glasscity.run(SCENARIO, **CITY | {"seed": OTHER}, out=folder / "other", threads=1).path


def finished_as(out: Path, seed: int) -> bool:
    """Return whether a run of this seed has its name."""
    return out.exists() and bool(json.loads((out / MANIFEST).read_bytes())["seed"] == seed)


def kills(number: int, expected: dict[str, bytes], other: Path, folder: Path, seed: int) -> Counter[str]:
    """Kill runs at random moments until there were `number` kills; each goes on until it is finished."""
    chance, found = random.Random(seed), Counter[str]()
    there = files(other)
    out = folder / f"killed-{seed}"
    begin = ["run", SCENARIO, *SIZES, "--checkpoint-every", str(EVERY), "--threads", "1", "--out", str(out)]
    longest = 1.5
    while found["kills"] < number:
        command, during = begin, "running"
        replaces = found["runs"] % 2 == 1
        if replaces:
            shutil.copytree(other, out)
            command = [*begin, "--force"]
            found["runs that replace another"] += 1
        while True:
            began = time.monotonic()
            process = subprocess.Popen(
                [*PROGRAM, *command],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            try:
                _, said = process.communicate(timeout=chance.uniform(0.3, longest))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                found["kills"] += 1
                found[f"kills while {during}"] += 1
            else:
                # A run is to be killed several times before it is finished.
                longest = 0.7 * longest + 0.3 * 0.6 * (time.monotonic() - began)
                if process.returncode:
                    found["refused"] += 1
                    print(said.decode(), flush=True)
                break
            if finished_as(out, CITY["seed"]):
                break
            if replaces and not (out.exists() and files(out) == there):
                # Between the two names it waits whole under its own, and `resume` gives it the other.
                found["between two names" if (unfinished_folder(out) / MANIFEST).exists() else "lost"] += 1
            if any((unfinished_folder(out) / one).exists() for one in (JOURNAL, MANIFEST)):
                command, during = ["resume", str(out), "--threads", str(chance.choice((1, 2)))], "resuming"
            else:
                # Killed before anything was kept: nothing to go on with; the next one gets longer.
                command, during = [*begin, "--force"], "running"
                longest = min(1.1 * longest, LONGEST)
                found["kills before anything was kept"] += 1
        found["runs"] += 1
        if not out.exists() or files(out) != expected:
            found["altered"] += 1
        shutil.rmtree(out, ignore_errors=True)
        for left in folder.glob(f".{out.name}.*"):
            # Killed while it removed the one that it replaced; the next command would.
            found["left something over"] += 1
            shutil.rmtree(left)
        if found["runs"] % 20 == 0:
            print(f"  {dict(found)}", flush=True)
    return found


def ends(number: int, expected: dict[str, bytes], other: Path, folder: Path, seed: int) -> Counter[str]:
    """Kill runs while they take the name of another: either is there, whole, and nothing else is left."""
    chance, found = random.Random(seed), Counter[str]()
    there, out = files(other), folder / "ending" / "run"
    command = [*PROGRAM, "run", SCENARIO, *SIZES, "--force", "--threads", "1", "--out", str(out)]
    shutil.copytree(other, out)
    for _ in range(number):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        written = out.with_name(f".{out.name}.{process.pid}.partial")
        while process.poll() is None and not (written / MANIFEST).exists():
            time.sleep(0.0002)
        time.sleep(chance.uniform(0, LONGEST_END))
        process.kill()
        found["kills"] += process.wait() == -signal.SIGKILL
        now = files(out) if out.exists() else {}
        found["the old one" if now == there else "the new one" if now == expected else "lost"] += 1
        if now == expected:
            shutil.rmtree(out)
            shutil.copytree(other, out)
    last = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found["refused"] += last.returncode != 0
    found["altered"] += files(out) != expected
    found["wrong"] += len(list(out.parent.iterdir())) != 1
    shutil.rmtree(out.parent)
    return found


def one_write_fails(place: int, error: int, expected: dict[str, bytes], folder: Path) -> str:
    """Let one write of a run fail, go on, and say what was wrong: nothing, if all is well."""
    out = folder / "failing"
    wrong = ""
    with failing.at(place, error) as told:
        try:
            glasscity.run(SCENARIO, **CITY, out=out, threads=1, checkpoint_every=20)
        except MachineFailed as said:
            if "failing" not in str(said):
                wrong = f"a message that names no place: {said}"
        except OSError as said:
            wrong = f"no message of ours: {said!r}"
    if not told.failed:
        wrong = wrong or "nothing failed"
    try:
        if out.exists():
            if files(glasscity.Run(out).path) != expected:
                wrong = wrong or "a run that is not whole was believed"
        else:
            try:
                glasscity.resume(out, threads=1)
            except BadInput:
                glasscity.run(SCENARIO, **CITY, out=out, threads=1, replace=True)
            if files(out) != expected:
                wrong = wrong or "it went on to something else"
    except CheckFailed as said:
        wrong = wrong or f"it could not go on: {said}"
    shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(unfinished_folder(out), ignore_errors=True)
    return wrong and f"{told.last} ({ERRORS[error]}, {place}): {wrong}"


def writes(expected: dict[str, bytes], folder: Path, step: int) -> Counter[str]:
    """Let every write of a run fail once."""
    with failing.at(0, 28) as told:
        glasscity.run(SCENARIO, **CITY, out=folder / "counted", threads=1, checkpoint_every=20)
    found = Counter({"calls": told.calls})
    for place in range(1, told.calls + 1, step):
        for error in ERRORS:
            found["failures"] += 1
            if wrong := one_write_fails(place, error, expected, folder):
                found["wrong"] += 1
                print(f"  {wrong}", flush=True)
    return found


def small_disks(expected: dict[str, bytes], folder: Path) -> Counter[str]:
    """Run on a disk of every size that is too small, make it larger, and go on."""
    found, disk = Counter[str](), folder / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mounted, capture_output=True).returncode:
        print("  no small disk: mounting one is not allowed here")
        return found
    try:
        for kibibytes in range(32, 4096, 96):
            resized = ["mount", "-o", f"remount,size={kibibytes}k", str(disk)]
            subprocess.run(resized, check=True)
            command = [sys.executable, "-c", failing.WITHOUT_ESTIMATE, "run", SCENARIO, *SIZES]
            command += ["--checkpoint-every", "5", "--threads", "1", "--out", str(disk / "run")]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode == 0:
                break
            found["full"] += 1
            if done.returncode != 3 or "the disk is full" not in done.stderr:
                found["wrong"] += 1
                print(f"  {kibibytes} KiB: {done.returncode} {done.stderr}", flush=True)
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            try:
                glasscity.resume(disk / "run", threads=1)
            except BadInput:
                glasscity.run(SCENARIO, **CITY, out=disk / "run", threads=1, replace=True)
            if files(disk / "run") != expected:
                found["wrong"] += 1
            shutil.rmtree(disk / "run")
            shutil.rmtree(unfinished_folder(disk / "run"), ignore_errors=True)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    return found


class _Enough(Exception):
    """The run is far enough."""


def flips(number: int, finished: Path, folder: Path, seed: int) -> Counter[str]:
    """Flip bits in files, one at a time; say how many were read as if nothing were."""

    def stop(what: str, done: int, _: int) -> None:
        if what == "days without a score" and done == 30:
            raise _Enough

    out = folder / "flipped"
    try:
        glasscity.run(SCENARIO, **CITY, out=out, checkpoint_every=7, threads=1, progress=stop)
    except _Enough:
        out = unfinished_folder(out)
    write_report(glasscity.Run(finished))
    places = [*((finished, one) for one in finished.rglob("*")), *((out, one) for one in out.rglob("*"))]
    kinds: dict[str, list[tuple[Path, Path]]] = {}
    for place, path in places:
        if path.is_file():
            kind = f"{place.name}/{path.relative_to(place).parts[0]}"
            kinds.setdefault(kind, []).append((place, path))
    chance, found = random.Random(seed), Counter[str]()
    for _ in range(number):
        place, path = chance.choice(kinds[chance.choice(sorted(kinds))])
        data = path.read_bytes()
        if not data:
            continue
        bit = chance.randrange(8 * len(data))
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        found["flips"] += 1
        try:
            _read_everything(place, path)
        except (CheckFailed, BadInput):
            pass
        else:
            found["silent"] += 1
            print(f"  {path.relative_to(folder)}: bit {bit} in silence", flush=True)
        path.write_bytes(data)
    found["kinds of file"] = len(kinds)
    _read_everything(finished, finished / MANIFEST)
    read_journal(out)
    return found


def _read_everything(place: Path, path: Path) -> None:
    """Read a run as far as a file goes, as every reader does."""
    if place.name.endswith(".unfinished"):
        read_journal(place)
        return
    run = glasscity.Run(place)
    if path.suffix == ".html":
        if broken_pages(place):
            raise CheckFailed(path.name)
    elif path.name != MANIFEST:
        run.folder.content(path.relative_to(place).as_posix())


def main() -> None:
    """Disturb runs in every way, and say what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--ends", type=int, default=20)
    parser.add_argument("--writes", type=int, default=7, metavar="STEP", help="every so many writes; 1: all")
    parser.add_argument("--flips", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    recorder.WAITING_AT_MOST = failing.LITTLE_WAITS
    with tempfile.TemporaryDirectory(prefix="glasscity-crashes-") as name:
        folder = Path(name)
        finished, other = undisturbed(folder), other_run(folder)
        expected = files(finished)
        found: dict[str, Counter[str]] = {}
        if asked.flips:
            found["flips"] = flips(asked.flips, finished, folder, asked.seed)
        if asked.writes:
            found["writes"] = writes(expected, folder, asked.writes)
            found["small disks"] = small_disks(expected, folder)
        if asked.ends:
            found["ends"] = ends(asked.ends, expected, other, folder, asked.seed)
        if asked.kills:
            with ThreadPoolExecutor(2) as pool:
                half = [
                    pool.submit(kills, asked.kills // 2, expected, other, folder, asked.seed + place)
                    for place in (0, 1)
                ]
                found["kills"] = sum((one.result() for one in half), Counter[str]())
    print(json.dumps(found, indent=2))
    wrong = sum(
        one[what] for one in found.values() for what in ("altered", "refused", "wrong", "silent", "lost")
    )
    print(f"wrong: {wrong}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

"""Folders of runs, finished and not, damaged in their structure, and every command that reads them."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from fuzzing import desk, program
from fuzzing.folder_damage import KINDS, Damage, damage
from fuzzing.odd_values import NUMBERS, TEXTS
from fuzzing.target import ROOT, Broken
from fuzzing.trees import places
from glasscity.folder import MANIFEST, manifest_hash
from glasscity.unfinished import JOURNAL

sys.path.insert(0, str(ROOT / "tests"))
CITIZENS, DAYS = 60, 12
FINISHED, UNFINISHED = "run", "half.unfinished"
CHANGE = ("--set", "rulebook.influence.weight=0")
LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    FINISHED: (
        *[("verify", "run", "--quick")] * 4,
        *[("verify", "run")] * 2,
        *(
            ("report", "run", "--text", "all"),
            ("report", "run", "--out", "new.html"),
            ("report", "run", "--json"),
        ),
        *(
            ("explain", "run", "3"),
            ("explain", "run", "7", "--json"),
            ("explain", "run", "--find", "typical"),
        ),
        *(("explain", "run", "--find", "an informer"), ("explain", "run", "--find", "wrongly in D")),
        ("explain", "run", "3", "--what-if", "influence", "--lives", "1", "--processes", "1"),
        *(("twin", "run", "--without", "influence"), ("twin", "run", "--filings-about", "3")),
        *(("branch", "run", "--day", "4", *CHANGE, "--out", "new"), ("rights", "run"), ("watch", "run")),
        *(("criteria", "run", "--volunteers", "20"), ("report", "run", "--interactive", "--out", "new.html")),
        ("responsibility", "run", "--lives", "0", "--players", "2", "--processes", "1"),
    ),
    UNFINISHED: (
        *[("resume", "half.unfinished")] * 3,
        *(("resume", "half"), ("verify", "half"), ("report", "half.unfinished"), ("explain", "half", "1")),
        ("run", "tiny.toml", "--out", "half", "--checkpoint-every", "2"),
    ),
}
SEEDS = 60
MATTER = ("digest", "seed", "life", "citizens", "days")
"""What a manifest says that is checked when a run is made again."""
ODD_JSON = (
    *("", "{}", "[]", "null", "7", '"x"', "{", '{"manifest_sha256": 1}', "NaN", "[" * 100_000, "1" * 5000),
    *('{"files": [], "format": {}, "manifest_sha256": ""}', '{"\\ud800": 1}', "\ud800"),
    '{"files": {}, "format": {"folder": 1}, "manifest_sha256": "\\ud800"}',
)


class FolderTarget:
    """Damaged folders, as JSON: which one, what was done to it, and what is called."""

    name, suffix, seconds, as_bytes = "folder", ".json", 90, False
    words: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        self._template, self._place = folder / "template", folder / "place"
        self._said: dict[str, Any] = {}
        self._files: dict[str, list[str]] = {}
        self._columns: dict[str, list[str]] = {}

    def _lay_out(self) -> None:
        """Make one run, with every mechanism, and another that was stopped half way."""
        if self._files:
            return
        from glasscity import load, run
        from reference.everything import everything

        self._template.mkdir()
        city = load(everything(citizens=100), citizens=CITIZENS, days=DAYS)
        (self._template / "tiny.toml").write_text(city.to_toml(), encoding="utf-8")
        run(city, seed=3, out=self._template / FINISHED, threads=1)
        desk.stopped_run(city, self._template / "half")
        for base, name in ((FINISHED, MANIFEST), (UNFINISHED, JOURNAL)):
            self._said[base] = json.loads((self._template / base / name).read_bytes())
            self._files[base] = sorted(self._said[base]["files"])
            for file in self._files[base]:
                if file.endswith(".parquet"):
                    self._columns[file] = list(pl.read_parquet_schema(self._template / base / file))

    def seeds(self, chance: Random) -> Iterable[bytes]:
        """Return some damage to either folder, and none."""
        self._lay_out()
        none = [
            {"base": base, "damage": [], "hashed": False, "line": lines[0]} for base, lines in LINES.items()
        ]
        return [packed(one) for one in none] + [self.changed(packed(none[0]), chance) for _ in range(SEEDS)]

    def warm_up(self) -> None:
        """Call every command once on the undamaged folders."""
        for base, lines in LINES.items():
            for line in dict.fromkeys(lines):
                self.attempt(packed({"base": base, "damage": [], "hashed": False, "line": line}))

    def changed(self, data: bytes, chance: Random) -> bytes:
        """Return other damage."""
        self._lay_out()
        one = unpacked(data) or {}
        base = one.get("base", FINISHED) if chance.random() < 0.8 else chance.choice(tuple(LINES))
        done = list(one.get("damage", [])) if one.get("base") == base and chance.random() < 0.6 else []
        match chance.randrange(4):
            case 0 if done:
                del done[chance.randrange(len(done))]
            case 1 if done:
                done[chance.randrange(len(done))] = self._drawn(base, chance)
            case _:
                done += [self._drawn(base, chance) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
        kept = one.get("base") == base and chance.random() < 0.4
        line = one["line"] if kept else chance.choice(LINES[base])
        return packed({"base": base, "damage": done[:6], "hashed": chance.random() < 0.7, "line": line})

    def _drawn(self, base: str, chance: Random) -> Damage:
        """Return one piece of damage."""
        file = chance.choice(self._files[base])
        kind = chance.random()
        if kind < 0.5 and file in self._columns:
            return ["table", file, *self._of_a_table(file, chance)]
        if kind < 0.75:
            said = places(self._said[base])
            of_the_run = [one for one in said if one[0] != "files"]
            place = list(chance.choice(of_the_run if chance.random() < 0.7 else said))
            if chance.random() < 0.2:
                return ["says not", place]
            return ["says", place, chance.choice(self._odd())]
        other = chance.choice(self._files[base])
        names = (
            "../tiny.toml",
            "/etc/hostname",
            "a\x00b",
            "\ud800",
            "",
            ".",
            "x" * 300,
            "new",
            "ledger/x",
            "a/../b",
        )
        settled = ["population", "citizens"], ["time", "days"], ["recording", "ledger"]
        return chance.choice(
            (
                ["bytes", file, chance.randrange(1 << 16), chance.randbytes(chance.choice((1, 4, 16))).hex()],
                *(["cut", file, chance.choice((0, 1, 4, 8, 100, 1000))], ["gone", file], ["folder", file]),
                *(["link", file, "/dev/zero"], ["link", file, other], ["link", file, file], ["pipe", file]),
                *(["link", MANIFEST, "/dev/zero"], ["folder", MANIFEST], ["pipe", MANIFEST]),
                *(
                    ["extra", "x.html"],
                    ["extra", "report.html"],
                    ["extra", "ledger/zz.parquet"],
                    ["extra", "x/y"],
                ),
                *(["swap", file, other], ["called", file, chance.choice(names)], ["gone", JOURNAL]),
                ["wholly", chance.choice(ODD_JSON)],
                [
                    "toml",
                    chance.choice(settled),
                    chance.choice((0, 1, 30, "sample", "aggregates", 10**12, 0.5)),
                ],
            )
        )

    def _of_a_table(self, file: str, chance: Random) -> list[Any]:
        column = chance.choice(self._columns[file])
        row = chance.randrange(10_000)
        return chance.choice(
            (
                *(["drop", column], ["rename", column, "other"], ["rename", column, chance.choice(TEXTS)]),
                *(
                    ["cast", column, chance.choice(tuple(KINDS))],
                    ["cast", column, chance.choice(tuple(KINDS))],
                ),
                *(
                    ["set", column, row, chance.choice(self._odd())],
                    ["fill", column, chance.choice(self._odd())],
                ),
                *(["set", column, row, chance.choice((0, 1, 255, 70000, -1))], ["fill", column, row]),
                *(
                    ["add", "other"],
                    ["head", chance.choice((0, 1, 5))],
                    ["again"],
                    ["turned"],
                    ["order"],
                    ["none"],
                ),
                ["nulls", column],
            )
        )

    @staticmethod
    def _odd() -> list[Any]:
        plain = [float(one) if not isinstance(one, int) else one for one in NUMBERS]
        return [*plain, *TEXTS, None, True, [], {}, [1], {"a": 1}, "\ud800"]

    def smaller(self, data: bytes) -> Iterator[bytes]:
        """Yield less damage."""
        one = unpacked(data)
        for index in range(len(one["damage"]) if one else 0):
            yield packed({**one, "damage": one["damage"][:index] + one["damage"][index + 1 :]})  # type: ignore[dict-item]
        if one and one["hashed"]:
            yield packed({**one, "hashed": False})

    def attempt(self, data: bytes) -> str:
        """Damage a copy, call the command, and insist that it says so."""
        one = unpacked(data)
        if one is None:
            return "no damage"
        self._lay_out()
        base, line = one["base"], list(one["line"])
        place = desk.copied(self._template, self._place)
        try:
            damage(place / base, one["damage"], hashed_anew=one["hashed"])
            answer = program.call(line, place)
            if answer.code == 0 and line[0] == "verify" and base == FINISHED:
                self._check_belief(place / base, hashed=one["hashed"], fully="--quick" not in line)
            if answer.code == 0 and line[0] == "resume" and not one["hashed"]:
                said = json.loads((place / "half" / MANIFEST).read_bytes())
                if said["digest"] != self._said[FINISHED]["digest"]:
                    raise Broken("resumed, and it ended in something else")
            if answer.code and (left := program.half_written(place)):
                raise Broken(f"exit code {answer.code}, and left behind: {left}")
        finally:
            shutil.rmtree(place, ignore_errors=True)
        said = answer.err.rpartition("glasscity: ")[2].split("\n")[0] if answer.code else ""
        words = " ".join(word for word in said.split() if "/" not in word and not any(map(str.isdigit, word)))
        return f"{line[0]} {answer.code}: {words[:70]}"

    def _check_belief(self, folder: Path, *, hashed: bool, fully: bool) -> None:
        """Raise `Broken` where `verify` believed what is not what was written."""
        template = self._template / FINISHED
        said = json.loads((folder / MANIFEST).read_bytes())
        if manifest_hash(said) != said["manifest_sha256"]:
            raise Broken("verified, and the manifest's own hash does not fit")
        for key in MATTER:
            if fully and said[key] != self._said[FINISHED][key]:
                raise Broken(f"verified, and the manifest's {key} is another one")
        for name in self._files[FINISHED]:
            whole = (template / name).read_bytes()
            now = b""
            with contextlib.suppress(OSError):
                now = (folder / name).read_bytes()
            if now == whole:
                continue
            if not hashed:
                raise Broken(f"verified, and {name} is not what was written")
            if fully and name.endswith(".parquet") and name in said["files"]:
                with contextlib.suppress(pl.exceptions.PolarsError):
                    theirs, ours = pl.read_parquet(whole), pl.read_parquet(now)
                    if theirs.schema == ours.schema and theirs.equals(ours):
                        continue
                raise Broken(f"verified, and {name} has other rows")


def packed(one: dict[str, Any]) -> bytes:
    """Return damage as a file."""
    return json.dumps(one).encode()


def unpacked(data: bytes) -> dict[str, Any] | None:
    """Return the damage in a file, or nothing where there is none."""
    try:
        one = json.loads(data)
        fits = one["base"] in LINES and tuple(one["line"]) in LINES[one["base"]]
        fits = fits and isinstance(one["damage"], list) and isinstance(one["hashed"], bool)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return one if fits else None


def made(folder: Path) -> FolderTarget:
    """Return the target."""
    return FolderTarget(folder)

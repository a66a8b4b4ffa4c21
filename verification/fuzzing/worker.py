"""The process that tries inputs: libFuzzer (through atheris) draws them, guided by what code they reach.

It is started by `campaign.py`, which outlives whatever becomes of it: a hang, a crash of native code, memory
without bound. What it has found so far lies in its folder at every moment.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

PACKAGE = Path(__file__).parents[2] / "src" / "glasscity"
KERNELS = ("numba", "njit", "kernel")
"""What the source of a module names whose code is compiled, so that it cannot be instrumented."""
MOST_MEMORY = 4096
"""Megabytes that the process may hold; and so much address space beyond what it has when it begins."""
LARGEST_INPUT = 1 << 16
SECONDS_BETWEEN_NEWS = 2.0


def compiled_modules() -> list[str]:
    """Return the modules that have to stay as they are."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        if any(word in path.read_text(encoding="utf-8") for word in KERNELS):
            parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
            found.append(".".join(parts).removesuffix(".__init__"))
    return found


# Instrumented for as long as it lives: commands import what they need only when they run.
atheris.instrument_imports(include=["glasscity"], exclude=compiled_modules()).__enter__()

from fuzzing.faults import SECONDS_TO_SHRINK, limited, shrunk, told, write_failure  # noqa: E402
from fuzzing.signatures import signature  # noqa: E402
from fuzzing.targets import target_named  # noqa: E402


class Worker:
    """Tries inputs, counts, and keeps what was found in its folder."""

    def __init__(self, name: str, folder: Path, seconds: float, seed: int, desk: Path) -> None:
        self.target = target_named(name, desk)
        self.folder, self.seconds, self.seed = folder, seconds, seed
        self.inputs = 0
        self.answers: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.failures: list[str] = []
        self._told_at, self._begun = 0.0, 0.0
        self._current = (folder / "current").open("wb", buffering=0)

    def fuzz(self) -> None:
        """Try inputs until the time is up; never returns."""
        corpus = self.folder / "corpus"
        corpus.mkdir(exist_ok=True)
        chance = Random(self.seed)
        for number, data in enumerate(self.target.seeds(chance)):
            (corpus / f"seed-{number:04}").write_bytes(data)
        self.target.warm_up()
        self._bound_memory()
        self._begun = time.process_time()
        words = self.folder / "words"
        words.write_text("".join(f'"{word}"\n' for word in self.target.words), encoding="ascii")
        # Ends a process that not even our own alarm reaches.
        backstop = self.target.seconds + SECONDS_TO_SHRINK + 60
        options = [
            *(f"-seed={self.seed}", f"-timeout={backstop}"),
            f"-rss_limit_mb={MOST_MEMORY}",
            *(f"-max_len={LARGEST_INPUT}", "-len_control=0", "-reload=0", "-print_funcs=0"),
            *(
                f"-artifact_prefix={self.folder}/artifact-",
                *([f"-dict={words}"] if self.target.words else []),
            ),
        ]
        atheris.Setup([sys.argv[0], *options, str(corpus)], self.attempt, custom_mutator=self._changed)
        atheris.Fuzz()

    def _bound_memory(self) -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + 2 * MOST_MEMORY * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def _changed(self, data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)
        if self.target.as_bytes and chance.random() < 0.35:
            return bytes(atheris.Mutate(data, most))
        return self.target.changed(data, chance)[:most]

    def attempt(self, data: bytes) -> None:
        """Try one input; a fault is kept and does not end it."""
        self._current.seek(0)
        self._current.truncate()
        self._current.write(data)
        self.inputs += 1
        try:
            self.answers[limited(self.target, data)] += 1
        except BaseException as error:
            self._keep(data, error)
        if time.monotonic() - self._told_at > SECONDS_BETWEEN_NEWS:
            self.tell()
        if time.process_time() - self._begun > self.seconds:
            self.tell()
            sys.stderr.flush()
            os._exit(0)

    def _keep(self, data: bytes, error: BaseException) -> None:
        kind = signature(error)
        self.kinds[kind] += 1
        if self.kinds[kind] == 1:
            smallest = shrunk(self.target, data, kind)
            path = write_failure(self.target.name, self.target.suffix, kind, smallest, told(error))
            self.failures.append(f"{kind}: {path}")
            self.tell()

    def tell(self) -> None:
        """Write down how far it is."""
        self._told_at = time.monotonic()
        news = {
            **{"inputs": self.inputs, "cpu": time.process_time() - self._begun, "failures": self.failures},
            **{"kinds": self.kinds, "answers": dict(self.answers.most_common(400))},
        }
        fresh = self.folder / "news.tmp"
        fresh.write_text(json.dumps(news), encoding="ascii")
        fresh.rename(self.folder / "news.json")


def main() -> None:
    """Work as the campaign says."""
    name, folder, seconds, seed = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="desk-", dir=folder) as desk:
        Worker(name, Path(folder), float(seconds), int(seed), Path(desk)).fuzz()


if __name__ == "__main__":
    main()

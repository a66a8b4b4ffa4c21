"""Builds of the engine with one deliberate small fault each, for the checks to find.

Each replaces a text that stands exactly once in one file. `groups` names the checks that are run on it.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Build(NamedTuple):
    """A fault in words, the file of the package, the text that is replaced and by what, and whom to ask."""

    fault: str
    file: str
    text: str
    by: str
    groups: tuple[str, ...]

    def applied_to(self, source: str) -> str:
        """Return the source with the fault; `ValueError` where the text does not stand there exactly once."""
        if source.count(self.text) != 1:
            raise ValueError(f"{self.file}: {self.text!r} stands there {source.count(self.text)} times")
        return source.replace(self.text, self.by)

    def fits(self, package: Path) -> bool:
        """Return whether the text stands in the package exactly once."""
        return (package / self.file).read_text(encoding="utf-8").count(self.text) == 1


BUILDS = (
    Build(
        "Philox with 3 rounds in the place of 10",
        "draws.py",
        "for _ in range(10):",
        "for _ in range(3):",
        ("draws",),
    ),
    Build(
        "one of so many: rounded to the nearest number, not down",
        "draws.py",
        "np.int64((np.uint64(word) * np.uint64(count)) >> _SHIFT)",
        "np.int64((np.uint64(word) * np.uint64(count) + np.uint64(0x7FFFFFFF)) >> _SHIFT)",
        ("observation",),
    ),
    Build("one stream for age and sex", "draws.py", "CITY_SEX = 2", "CITY_SEX = 1", ("population",)),
    Build(
        "all bounds between levels of attributes 0.4 % of people too high",
        "society/population.py",
        "word >= thresholds[row, level]:",
        "word >= thresholds[row, level] + np.uint64(1 << 24):",
        ("population",),
    ),
    Build(
        "thresholds of rates 2 % too high",
        "society/occasions.py",
        "numerator / Fraction(row.denominator) * (1 << 32)",
        "numerator / Fraction(row.denominator) * Fraction(102, 100) * (1 << 32)",
        ("conduct",),
    ),
    Build(
        "a second thing on one day is drawn with the number of the first",
        "society/occasions.py",
        "day, chances.candidate_stream, step, 0)",
        "day, chances.candidate_stream, 0, 0)",
        ("conduct",),
    ),
    Build(
        "whether a candidate is kept does not depend on the day",
        "society/occasions.py",
        "draws.draw(key, block.citizen[i], day, chances.kept_stream, 0, block.code[i])[0]",
        "draws.draw(key, block.citizen[i], 0, chances.kept_stream, 0, block.code[i])[0]",
        ("conduct",),
    ),
    Build(
        "factors of propensities two 128ths too large",
        "society/propensity.py",
        "(2 * UNCHANGED * 2 * thousandths + THOUSANDTHS)",
        "(2 * UNCHANGED * 2 * thousandths + 5 * THOUSANDTHS)",
        ("factors",),
    ),
    Build(
        "one filing in fifty a day late",
        "society/organisation.py",
        "+ watchers.shortest[watcher] + draws.high_product(w[2], watchers.span[watcher])",
        "+ watchers.shortest[watcher] + draws.high_product(w[2], watchers.span[watcher])"
        " + np.int64(w[3] < np.uint32(85899346))",
        ("observation",),
    ),
    Build(
        "a parameter chosen by the citizen's number modulo their number",
        "society/organisation.py",
        "member * parameters + draws.high_product(w[1], parameters)",
        "member * parameters + np.int64(citizen) % parameters",
        ("observation",),
    ),
    Build(
        "a parameter chosen by the lowest byte of a word modulo their number",
        "society/organisation.py",
        "member * parameters + draws.high_product(w[1], parameters)",
        "member * parameters + np.int64(w[1] & np.uint32(255)) % parameters",
        ("observation",),
    ),
    Build(
        "duplicates 4 % too often",
        "society/error.py",
        "np.uint64(one[3]) < errors.duplicated[organisation]:",
        "np.uint64(one[3]) * np.uint64(25) < errors.duplicated[organisation] * np.uint64(26):",
        ("errors",),
    ),
    Build(
        "late and filed twice decided by one word",
        "society/error.py",
        "np.uint64(one[1]) < errors.late[organisation]",
        "np.uint64(one[3]) < errors.late[organisation]",
        ("errors",),
    ),
    Build(
        "the namesake always the next higher number",
        "society/confusion.py",
        "np.lexsort((everybody[:connected], order, name))",
        "np.lexsort((everybody[:connected], name))",
        ("confusion",),
    ),
    Build(
        "likeness in 64,000ths of its factor in the place of 65,536ths",
        "society/network.py",
        "int(factor * 65536)",
        "int(factor * 64000)",
        ("network",),
    ),
    Build(
        "ties of the ring rewired 4 % too rarely",
        "society/network.py",
        "np.uint64(w[0]) < rewired:",
        "np.uint64(w[0]) < rewired - rewired // np.uint64(25):",
        ("network",),
    ),
    Build(
        "circles shuffled in two rounds in the place of all",
        "society/network.py",
        "for k in (k0, k1, k2, k3):",
        "for k in (k0, k1):",
        ("meeting",),
    ),
    Build(
        "lies told of friends of lower numbers a little more often",
        "society/denunciation.py",
        "target, smallest = np.int64(contact[row]), np.uint64(w[0])",
        "target, smallest = np.int64(contact[row]), np.uint64(w[0]) - (np.uint64(w[0]) >> np.uint64(4))",
        ("denunciation",),
    ),
    Build(
        "whether a hearing listens and whether it grants decided by one word",
        "authority/hearing.py",
        "listens = np.uint64(words[0]) >= believed",
        "listens = np.uint64(words[1]) >= believed",
        ("appeals",),
    ),
    Build(
        "circumstances begin 2 % too often",
        "society/circumstance.py",
        "Row(kind.begins_per_year * every, YEAR,",
        'Row(kind.begins_per_year * every * Decimal("1.02"), YEAR,',
        ("circumstances",),
    ),
    Build(
        "whoever changes their mind about consent does so every day",
        "society/consent.py",
        "draws.draw(key, citizen, day, draws.CONSENT_CHANGE, 0, 0)",
        "draws.draw(key, citizen, 0, draws.CONSENT_CHANGE, 0, 0)",
        ("consent",),
    ),
    Build(
        "the longest delay of a tie's end never occurs",
        "society/rewiring.py",
        "draws.high_product(words[0], longest - shortest + 1)",
        "draws.high_product(words[0], longest - shortest)",
        ("ties",),
    ),
    Build(
        "contacts who hear of an entry all decide alike",
        "society/response/minds.py",
        "draws.draw(key, other, day, draws.AWARENESS, 0, words[2])",
        "draws.draw(key, citizen, day, draws.AWARENESS, 0, words[2])",
        ("awareness",),
    ),
    Build(
        "news of entries 5 % too rare",
        "society/voice/kernels.py",
        "if np.uint64(word) >= told:",
        "if np.uint64(word) >= told - told // np.uint64(20):",
        ("voice",),
    ),
    Build(
        "visits that follow records decided by the word that says where",
        "society/inspection.py",
        "records if np.uint64(w[1]) < follows else people",
        "records if np.uint64(w[0]) < follows else people",
        ("inspection",),
    ),
    Build(
        "mishaps always befall the same files",
        "authority/batch.py",
        "draws.draw(key, who[i], began, draws.MISHAP_BATCH, what, 0)",
        "draws.draw(key, who[i], 0, draws.MISHAP_BATCH, what, 0)",
        ("data_centre",),
    ),
    Build(
        "a town's attraction a fifth too weak",
        "society/relocation.py",
        "int(town.share * town.attraction * WEIGHT_ONE)",
        "int(town.share * (4 * town.attraction + 1) / 5 * WEIGHT_ONE)",
        ("towns",),
    ),
    Build(
        "a sample of citizens a twentieth too large",
        "thinning.py",
        "threshold32(recording.share_kept)",
        "threshold32(recording.share_kept) * 21 // 20",
        ("recording",),
    ),
)

"""The ledger: filings become entries, and whatever undoes an entry is an entry too. Nothing is removed.

Always: start + the points of all entries that count = base, for everybody at the end of every day.
"""

from __future__ import annotations

from collections import defaultdict

from glasscity.tables import CAP, OVERRIDE, UNDOING
from reference.file import EntryId, File
from reference.rows import Row
from reference.rulebook import Rulebook

OF_ENTRY = 0xFFFF
"""The bits of an entry's id that its filing's has not."""


def entry_id(entry: Row) -> EntryId:
    """Return the id of an entry, or of the entry that an appeal or an application is about."""
    return entry.entry_hi, entry.entry_lo


def filing_id(entry: Row) -> EntryId:
    """Return the id of the filing that an entry comes from, however many entries it has brought."""
    return entry.entry_hi, entry.entry_lo & ~OF_ENTRY


def lower_half(filing_lo: int, kind: int, ordinal: int = 0) -> int:
    """Return the lower half of an entry's id: its filing's, with the kind of the entry and an ordinal."""
    return filing_lo & ~OF_ENTRY | kind << 8 | ordinal


def in_order(entries: list[Row]) -> list[Row]:
    """Return entries in the order in which the ledger keeps those of a day: by citizen, then by id."""
    return sorted(entries, key=lambda entry: (entry.citizen, entry.entry_hi, entry.entry_lo))


class Ledger:
    """All entries of one data centre, and what they do to its file.

    Attributes
    ----------
    entries : as they were recorded.
    undone : ids of those that have been undone: each is so once.
    """

    def __init__(self, file: File) -> None:
        self.file = file
        self.entries: list[Row] = []
        self.undone: set[EntryId] = set()
        self._of_filing: dict[EntryId, list[Row]] = defaultdict(list)
        self._of_citizen: dict[int, list[Row]] = defaultdict(list)
        self._takes_room: dict[EntryId, str] = {}

    def add(self, entry: Row) -> Row:
        """Write an entry down."""
        self.entries.append(entry)
        self._of_citizen[entry.citizen].append(entry)
        if entry.kind not in UNDOING:
            self._of_filing[filing_id(entry)].append(entry)
        return entry

    def brought_by(self, filing: EntryId) -> list[Row]:
        """Return what a filing has brought: an entry of a deed, and those of a cap and an override."""
        return self._of_filing[filing]

    def of_citizen(self, citizen: int) -> list[Row]:
        """Return what is on file about a citizen, the oldest first."""
        return self._of_citizen[citizen]

    def stands(self, entry: Row) -> bool:
        """Return whether an entry has not been undone."""
        return entry_id(entry) not in self.undone

    def standing(self, entries: list[Row]) -> list[Row]:
        """Return those of some entries that have not been undone."""
        return [entry for entry in entries if self.stands(entry)]

    def new_year(self, rulebook: Rulebook) -> None:
        """Rule: at New Year a yearly cap has its whole room again."""
        for name, cap in rulebook.scenario.rulebook.caps.items():
            if cap.window == "year":
                self.file.gained[name] = [0] * len(self.file.base)
                self.file.lost[name] = [0] * len(self.file.base)

    def undo(self, old: Row, points: int, kind: int, day: int) -> Row:
        """Rule: an entry is undone by one with the opposite points, and its override holds no more.

        A standing cap gets its room back, a yearly one does not. `points` are those of the old entry, read
        on the scale of the town where its citizen lives today.
        """
        self.undone.add(entry_id(old))
        if old.counts:
            self.file.base[old.citizen] -= points
            if old.kind == OVERRIDE:
                self.file.lift_category(old.citizen, entry_id(old))
            if entry_id(old) in self._takes_room:
                self.file.gained[self._takes_room[entry_id(old)]][old.citizen] -= points
        undoing = old.but(
            day=day,
            entry_lo=lower_half(old.entry_lo, kind, old.kind),
            cause_hi=old.entry_hi,
            cause_lo=old.entry_lo,
            points=-points,
            kind=kind,
        )
        return self.add(undoing)

    def record(self, filing: Row, rulebook: Rulebook, day: int) -> list[Row]:
        """Rule: a filing gives an entry with the points of its parameter, if there is a rule for its conduct.

        It does not count where its citizen may not be scored. What a cap does not let through is taken back
        by a second entry, and a category that a rule sets is a third.
        """
        file, citizen = self.file, filing.citizen
        town = file.town[citizen]
        entry = Row(
            day=day,
            citizen=citizen,
            entry_hi=filing.filing_hi,
            entry_lo=lower_half(filing.filing_lo, filing.kind),
            cause_hi=filing.filing_hi,
            cause_lo=filing.filing_lo,
            conduct_day=filing.day,
            organisation=filing.organisation,
            conduct=filing.conduct,
            parameter=filing.parameter,
            points=0,
            kind=filing.kind,
            counts=0,
        )
        self.add(entry)
        rule = rulebook.rule(filing.conduct)
        if rule is None or not rulebook.towns[town].scored:
            return [entry]
        entry.points = rulebook.points(town, filing.conduct, filing.parameter)
        if not file.consenting(citizen):
            return [entry]
        entry.counts = 1
        file.base[citizen] += entry.points
        brought = [entry]
        if rule.cap is not None:
            brought += self._cap(entry, rule.cap, rulebook)
        category = rulebook.override(filing.conduct)
        if category is not None:
            brought.append(self._follow(entry, OVERRIDE, 0))
            file.set_category(citizen, entry_id(brought[-1]), category, filing.conduct)
        return brought

    def _cap(self, entry: Row, name: str, rulebook: Rulebook) -> list[Row]:
        """Rule: what is gained or lost under a cap stays within its bounds; the rest is taken back."""
        file, citizen = self.file, entry.citizen
        standing = rulebook.scenario.rulebook.caps[name].window == "standing"
        most_gained, most_lost = rulebook.cap_bounds(name, file.town[citizen])
        gained = file.gained[name][citizen]
        lost = -gained if standing else file.lost[name][citizen]
        fits = entry.points
        if entry.points > 0 and most_gained is not None:
            fits = max(0, min(entry.points, most_gained - gained))
        if entry.points < 0 and most_lost is not None:
            fits = -max(0, min(-entry.points, most_lost - lost))
        if standing or fits > 0:
            file.gained[name][citizen] += fits
        else:
            file.lost[name][citizen] -= fits
        if standing:
            self._takes_room[entry_id(entry)] = name
        if fits == entry.points:
            return []
        file.base[citizen] += fits - entry.points
        cap = self._follow(entry, CAP, fits - entry.points)
        if standing:
            self._takes_room[entry_id(cap)] = name
        return [cap]

    def _follow(self, cause: Row, kind: int, points: int) -> Row:
        """Write down an entry that another one brings with it."""
        following = cause.but(
            entry_lo=lower_half(cause.entry_lo, kind),
            cause_hi=cause.entry_hi,
            cause_lo=cause.entry_lo,
            points=points,
            kind=kind,
            counts=1,
        )
        return self.add(following)


def day_of_expiry(entry: Row, rulebook: Rulebook) -> int | None:
    """Rule: an entry expires so many days after it is recorded, by the rule of that day; an
    override has days of its own. Nothing expires that no rule gives points for.
    """
    rule = rulebook.rule(entry.conduct)
    if rule is None or entry.kind in UNDOING:
        return None
    if entry.kind == OVERRIDE:
        return entry.day + rule.override.days if rule.override is not None else None
    return entry.day + rule.expires_after_days if rule.expires_after_days is not None else None

"""What befalls the data centre itself, many files at once.

Rule: each kind of mishap begins on a day with the probability `per_year` / 365. Whose files it is about is
one batch, decided by a hash of the citizen or the organisation and the day on which it began. `wrong
version`: filings get the points of another version of the rules. `merged files`: what is filed about a
citizen goes to a namesake's file; when that is found, some of it is moved back. `imported twice`: some
organisations' last filings are recorded again. `expiry missed`: what is to expire stays, for a time or for
ever. `correction lost`: what was corrected lately comes back.
Reads: filings due, expiring and corrected entries, namesakes. Writes: the filings that are recorded, entries
that are not undone, what was mishandled. Draws: MISHAP, MISHAP_BATCH, MOVED_BACK. Units: probabilities, days.
The shadow has no mishaps. Whether one begins is a declared global path: it is the same for everybody.

Exactly:
- A kind k (wrong version 1, merged files 2, imported twice 3, expiry missed 4, correction lost 5) begins if
  w0 of MISHAP(k, day, 0, 0) is below t(per_year / 365). It lasts `days` days, kinds 3 and 5 that day only; if
  it begins again meanwhile, it lasts until the later end and counts as begun at first; but for kind 2 each
  beginning is a batch of its own, with its own last day.
- Wrong version: `points` hold for all parameters of the conduct it names, exceptions included. Expiry missed:
  what would expire today waits for day + found_after_days, for ever without it.
- Imported twice: filings recorded in the `days` days before, of the organisations in the batch, are recorded
  again today, with 256 added to the copy, about whom they named before files were merged; each once, and not
  what was itself imported again, moved back or came back.
- Correction lost: entries of deeds corrected (appeals only) in the `days_back` days before come back as
  filings due today, with 1024 added to the copy; each correction once, so that what is back comes back again
  only if it is corrected again; three times at most.
- Merged files: of citizens in the batch who have a namesake, what is due (not what is imported again, moved
  back or comes back) goes to the namesake's file; whoever is in two batches is in the older. On the day after
  the last one, the filings that are moved back have their standing entries undone by corrections, and what
  tells of a deed is filed about the right citizen, with 512 added to the copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscity import draws, tables
from glasscity.authority import batch, rulebook
from glasscity.authority.at_hand import AtHand, entry_key
from glasscity.authority.same_filing import same_filing
from glasscity.draws import Life
from glasscity.mailbox import Mailbox
from glasscity.rows import copied, in_one, of_kind
from glasscity.scenario import Scenario
from glasscity.scenario.data_centre import DataCentreErrors, MergedFiles
from glasscity.scenario.model import yearly_to_daily
from glasscity.scenario.quantities import threshold32

NAMES = {
    tables.WRONG_VERSION: "wrong_version",
    tables.MERGED_FILES: "merged_files",
    tables.IMPORTED_TWICE: "imported_twice",
    tables.EXPIRY_MISSED: "expiry_missed",
    tables.CORRECTION_LOST: "correction_lost",
}


class Moved(NamedTuple):
    """Entries that went to a namesake's file, and whose file they belong to (uint32, entry by entry)."""

    entries: NDArray[np.void]
    whose: NDArray[np.uint32]


class Merged(NamedTuple):
    """Files that are merged from `began` to `last`; which ones, `key` has decided on the first day."""

    began: int
    last: int
    key: np.uint64


class Undone(NamedTuple):
    """What is found out today: entries to be taken back, and the filings that take their place."""

    entries: NDArray[np.void]
    filings: NDArray[np.void]


NOTHING = Undone(np.empty(0, tables.ENTRY), np.empty(0, tables.FILING))


class Mishaps:
    """What goes wrong in one data centre, from day to day."""

    def __init__(self, course: Sequence[Scenario], namesake: NDArray[np.uint32], life: Life) -> None:
        tables_of = [one.data_centre for one in course if one.data_centre is not None]
        twice = [one.imported_twice.days for one in tables_of if one.imported_twice is not None]
        lost = [one.correction_lost.days_back for one in tables_of if one.correction_lost is not None]
        self._keep_days = max(twice, default=0), max(lost, default=0)
        self._namesake, self._life = namesake, life
        self._since = dict.fromkeys(NAMES, -1)
        self._last = dict.fromkeys(NAMES, -1)
        self._merged: list[Merged] = []
        self._moving: dict[int, list[Moved]] = {}
        self._imported: dict[int, NDArray[np.void]] = {}
        self._corrected: dict[int, NDArray[np.void]] = {}
        self._moved_today: list[tuple[int, NDArray[np.void], NDArray[np.uint32]]] = []
        self.begun = np.empty(0, tables.MISHAP)
        self._mishandled: list[NDArray[np.void]] = []
        self.change(course[0])

    def change(self, scenario: Scenario) -> None:
        """Go by the `[data_centre]` of `scenario` from now on; a table that is gone ends what it began.

        Files that were merged stay as they are then: nothing is moved back.
        """
        errors = scenario.data_centre
        self._errors = (
            errors if errors is not None and scenario.centre_errs else DataCentreErrors(enabled=False)
        )
        self._other = batch.other_version(scenario)
        for kind, name in NAMES.items():
            if getattr(self._errors, name) is None:
                self._last[kind] = -1
        if self._errors.merged_files is None:
            self._merged, self._moving = [], {}

    @property
    def mishandled(self) -> NDArray[np.void]:
        """The entries that a mishap made, changed or kept today."""
        return np.concatenate([np.empty(0, tables.MISHANDLED), *self._mishandled])

    def begin(self, day: int) -> None:
        """Decide what begins today."""
        self._mishandled, self._moved_today = [], []
        begun = []
        for kind, name in NAMES.items():
            mishap = getattr(self._errors, name) if self._errors.enabled else None
            if mishap is None:
                continue
            word = int(draws.words(self._life.key, kind, day, draws.MISHAP, 0, 0)[0])
            if word < threshold32(yearly_to_daily(mishap.per_year)):
                lasts = mishap.days if kind not in (tables.IMPORTED_TWICE, tables.CORRECTION_LOST) else 1
                if self._last[kind] < day:
                    self._since[kind] = day
                last = day + lasts - 1
                self._last[kind] = max(self._last[kind], last)
                begun.append((day, kind, last))
                if kind == tables.MERGED_FILES:
                    self._merged.append(Merged(day, last, self._life.key))
        self.begun = np.array(begun, tables.MISHAP)

    def rules(self, rules: rulebook.Rules, day: int) -> rulebook.Rules:
        """Return the rules that filings of today are given points by."""
        if self._last[tables.WRONG_VERSION] < day or self._other is None:
            return rules
        return rules._replace(**self._other)

    def miss(self, expiring: NDArray[np.void], waiting: Mailbox, day: int) -> NDArray[np.void]:
        """Return what expires today; what is missed may expire later."""
        missed = self._errors.expiry_missed
        if self._last[tables.EXPIRY_MISSED] < day or missed is None or not len(expiring):
            return expiring
        self._note(
            tables.EXPIRY_MISSED, self._since[tables.EXPIRY_MISSED], entry_key(expiring), expiring, day
        )
        if missed.found_after_days is not None:
            waiting.send(expiring, np.full(len(expiring), day + missed.found_after_days, np.int32))
        return expiring[:0]

    def befall(self, due: NDArray[np.void], corrected: NDArray[np.void], day: int) -> NDArray[np.void]:
        """Return the filings that are recorded today instead of those that are due."""
        again = self._import_again(due, day)
        lost = self._lose_corrections(corrected, day)
        due = self._merge(copied(due), day)
        return in_one([due, again, lost])

    def _import_again(self, due: NDArray[np.void], day: int) -> NDArray[np.void]:
        chosen = np.empty(0, tables.FILING)
        twice = self._errors.imported_twice
        if self._last[tables.IMPORTED_TWICE] == day and twice is not None:
            for before in [one for one in self._imported if one >= day - twice.days]:
                filings = self._imported[before]
                members = batch.in_batch(
                    filings["organisation"], day, batch.ORGANISATION, twice.share, self._life.key
                )
                # A filing is imported twice at most, so that the ids of copies stay apart.
                self._imported[before] = filings.compress(~members)
                chosen = in_one([chosen, filings.compress(members)])
            chosen["filing_lo"] |= np.uint64(tables.SECOND_IMPORT << 16)
            chosen["due"] = day
            self._note_filings(tables.IMPORTED_TWICE, day, chosen, day)
        if self._keep_days[0]:
            self._imported[day] = copied(due)
            self._imported.pop(day - self._keep_days[0], None)
        return chosen

    def _lose_corrections(self, corrected: NDArray[np.void], day: int) -> NDArray[np.void]:
        filings = np.empty(0, tables.FILING)
        lost = self._errors.correction_lost
        if self._last[tables.CORRECTION_LOST] == day and lost is not None:
            days = [one for one in self._corrected if one >= day - lost.days_back]
            rows = [self._corrected.pop(one) for one in days]
            filings = batch.as_filings(np.concatenate([np.empty(0, tables.ENTRY), *rows]), day)
            back = filings["filing_lo"] // np.uint64(tables.COME_BACK << 16) % np.uint64(4)
            filings = filings[back < tables.MOST_COME_BACK]
            filings["filing_lo"] += np.uint64(tables.COME_BACK << 16)
            self._note_filings(tables.CORRECTION_LOST, day, filings, day)
        if self._keep_days[1]:
            deeds = of_kind(corrected, tables.DEEDS)
            self._corrected[day] = corrected.compress(deeds)
            self._corrected.pop(day - self._keep_days[1], None)
        return filings

    def _merge(self, due: NDArray[np.void], day: int) -> NDArray[np.void]:
        merged = self._errors.merged_files
        self._merged = [one for one in self._merged if day <= one.last + 1]
        untouched = np.ones(len(due), np.bool_)
        for began, last, key in self._merged:
            if last < day or merged is None:
                continue
            whose = due["citizen"].copy()
            members = batch.in_batch(whose, began, batch.CITIZEN, merged.share, key)
            members &= untouched & (self._namesake[whose] != whose)
            due["citizen"][members] = self._namesake[whose[members]]
            untouched &= ~members
            self._moved_today.append((began, due[members], whose[members]))
            self._note_filings(tables.MERGED_FILES, began, due[members], day)
        return due

    def recorded(
        self, entries: NDArray[np.void], rules: rulebook.Rules, town: NDArray[np.uint8], day: int
    ) -> NDArray[np.bool_]:
        """Take note of what today's mishaps did; return which of today's entries to keep at hand.

        `town` : uint8 [citizens].
        """
        deeds = of_kind(entries, tables.DEEDS)
        if self._last[tables.WRONG_VERSION] >= day and self._other is not None:
            some = entries.compress(deeds & (entries["counts"] > 0))
            wrong = some[batch.right_points(rules, some, town[some["citizen"]]) != some["points"]]
            self._note(tables.WRONG_VERSION, self._since[tables.WRONG_VERSION], entry_key(wrong), wrong, day)
        keep = np.zeros(len(entries), np.bool_)
        brought = ~of_kind(entries, tables.UNDOING)
        for began, filings, whose in self._moved_today:
            place = same_filing(entries, batch.named_as_entries(filings))
            here = brought & (place >= 0)
            keep |= here
            self._moving.setdefault(began, []).append(Moved(entries[here], whose[place[here]]))
        return keep

    def still_asked(self) -> list[NDArray[np.void]]:
        """Return the entries on namesakes' files that may be moved back."""
        return [moved.entries for some in self._moving.values() for moved in some]

    def find_out(self, day: int, at_hand: AtHand) -> Undone:
        """Return what was put on namesakes' files and is moved back today."""
        found, merged = [NOTHING], self._errors.merged_files
        for began, last, _ in self._merged:
            moved = self._moving.pop(began, []) if last + 1 == day else []
            if merged is not None:
                found += [self._move_back(one, merged, day, at_hand) for one in moved]
        return Undone(*(np.concatenate(rows) for rows in zip(*found, strict=True)))

    def _move_back(self, moved: Moved, merged: MergedFiles, day: int, at_hand: AtHand) -> Undone:
        """Return entries on a namesake's file to be taken back, and what is filed about the right citizen."""
        share = np.uint64(threshold32(merged.undone))
        back = batch.are_moved_back(moved.entries, share, self._life.key)
        entries, whose = moved.entries[back], moved.whose[back]
        stand = np.isin(entry_key(entries), entry_key(at_hand.standing(entries)))
        deeds = stand & of_kind(entries, tables.DEEDS)
        filings = batch.as_filings(entries[deeds], day)
        filings["citizen"] = whose[deeds]
        filings["filing_lo"] |= np.uint64(tables.MOVED_BACK << 16)
        return Undone(entries[stand], filings)

    def _note_filings(self, kind: int, began: int, filings: NDArray[np.void], day: int) -> None:
        rows = batch.named_as_entries(filings)
        self._note(kind, began, entry_key(rows), filings, day)

    def _note(self, kind: int, began: int, ids: NDArray[np.void], whose: NDArray[np.void], day: int) -> None:
        rows = np.empty(len(ids), tables.MISHANDLED)
        rows["day"], rows["kind"], rows["began"], rows["citizen"] = day, kind, began, whose["citizen"]
        rows["entry_hi"], rows["entry_lo"] = ids["hi"], ids["lo"]
        order = np.lexsort((rows["entry_lo"], rows["entry_hi"], rows["citizen"]))
        self._mishandled.append(rows[order])

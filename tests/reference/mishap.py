"""What befalls the data centre itself, many files at once; the shadow has no mishaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from glasscity.draws import MISHAP, MISHAP_BATCH, MOVED_BACK
from glasscity.scenario import Scenario
from glasscity.scenario.data_centre import DataCentreErrors
from glasscity.scenario.model import yearly_to_daily
from glasscity.scenario.quantities import threshold32
from glasscity.tables import (
    COME_BACK,
    CORRECTION_LOST,
    DEEDS,
    EXPIRY_MISSED,
    IMPORTED_TWICE,
    MERGED_FILES,
    MISHAPS,
    MOST_COME_BACK,
    SECOND_IMPORT,
    WRONG_VERSION,
)
from glasscity.tables import MOVED_BACK as COPY_MOVED_BACK
from reference.draws import draw
from reference.filing import copy_of
from reference.ledger import Ledger, entry_id, filing_id, lower_half
from reference.rows import Row
from reference.rulebook import Rulebook, other_version
from reference.waiting import Waiting

CITIZEN, ORGANISATION = 0, 1
COPY = 1 << 16
"""One more in the copy of an id."""


@dataclass
class Merged:
    """A batch of files that are merged with namesakes' from one day to another, drawn by one key.

    `moved` holds the filings that went to a namesake's file, by their ids, and whose they are.
    """

    began: int
    last: int
    key: int
    moved: dict[tuple[int, int], int] = field(default_factory=dict)


def filing_of(entry: Row, day: int) -> Row:
    """Return the filing behind an entry, as if it arrived today."""
    return Row(
        due=day,
        citizen=entry.citizen,
        filing_hi=entry.entry_hi,
        filing_lo=filing_id(entry)[1],
        day=entry.conduct_day,
        organisation=entry.organisation,
        conduct=entry.conduct,
        parameter=entry.parameter,
        kind=entry.kind,
    )


class Mishaps:
    """What goes wrong in one data centre, from day to day.

    Attributes
    ----------
    begun : what began today.
    mishandled : the entries that a mishap made, changed or kept today.
    """

    def __init__(self, scenario: Scenario, namesake: Sequence[int], life: Any) -> None:
        """Nothing is under way: `namesake` says whom everybody is taken for, oneself if there is nobody."""
        self._namesake, self._life = namesake, life
        self._began = dict.fromkeys(MISHAPS, -1)
        self._last = dict.fromkeys(MISHAPS, -1)
        self._merged: list[Merged] = []
        self._may_be_imported: list[tuple[int, Row]] = []
        self._corrected: list[tuple[int, Row]] = []
        self.begun: list[Row] = []
        self.mishandled: list[Row] = []
        self.change(scenario)

    def change(self, scenario: Scenario) -> None:
        """Rule: where a mishap is no longer possible, what is under way ends that morning.

        Files that are merged then stay as they are: nothing is moved back.
        """
        errors = scenario.data_centre
        erring = errors is not None and scenario.centre_errs
        self._errors = errors if erring else DataCentreErrors(enabled=False)
        self._other = other_version(scenario)
        for kind in MISHAPS:
            if self._table(kind) is None:
                self._last[kind] = -1
        if self._errors.merged_files is None:
            self._merged = []

    def _table(self, kind: int) -> Any:
        """Return what the scenario says of one kind of mishap, or nothing."""
        return getattr(self._errors, MISHAPS[kind].replace(" ", "_"))

    def under_way(self, kind: int, day: int) -> bool:
        """Return whether a mishap of a kind is under way."""
        return self._last[kind] >= day

    def begin(self, day: int) -> None:
        """Rule: each kind begins on a day with probability rate ÷ 365, for the data centre as a whole.

        If it begins again while it is under way, it lasts longer.
        """
        self.begun, self.mishandled = [], []
        for kind in MISHAPS:
            table = self._table(kind)
            if table is None:
                continue
            word = draw(self._life.key, kind, day, MISHAP, 0, 0)[0]
            if word >= threshold32(yearly_to_daily(table.per_year)):
                continue
            lasts = 1 if kind in (IMPORTED_TWICE, CORRECTION_LOST) else table.days
            if not self.under_way(kind, day):
                self._began[kind] = day
            last = day + lasts - 1
            self._last[kind] = max(self._last[kind], last)
            self.begun.append(Row(day=day, kind=kind, last_day=last))
            if kind == MERGED_FILES:
                self._merged.append(Merged(day, last, self._life.key))

    def version(self, rulebook: Rulebook, day: int) -> Rulebook:
        """Rule: for some days filings get the points of another version of the rules."""
        if not self.under_way(WRONG_VERSION, day) or self._other is None:
            return rulebook
        return self._other

    def miss(self, expiring: list[Row], waiting: Waiting, day: int) -> list[Row]:
        """Rule: for some days nothing expires; it does so many days late, or never. Returns what expires."""
        if not self.under_way(EXPIRY_MISSED, day):
            return expiring
        late = self._errors.expiry_missed.found_after_days
        for entry in expiring:
            if late is not None:
                waiting.send(entry, day + late)
        self._note(EXPIRY_MISSED, self._began[EXPIRY_MISSED], expiring, day)
        return []

    def befall(self, due: list[Row], corrected: list[Row], day: int) -> list[Row]:
        """Return the filings that are recorded today instead of those that are due."""
        again = self._import_again(due, day)
        lost = self._lose_corrections(corrected, day)
        return self._merge(due, day) + again + lost

    def _import_again(self, due: list[Row], day: int) -> list[Row]:
        """Rule: what some organisations filed in the days before is recorded again, each filing once.

        Which organisations these are is one draw for each, on the day of the mishap.
        """
        again, rest = [], []
        if self.under_way(IMPORTED_TWICE, day):
            table = self._errors.imported_twice
            for before, filing in self._may_be_imported:
                belongs = self._in_batch(filing.organisation, day, ORGANISATION, table.share, self._life.key)
                if belongs and before >= day - table.days:
                    again.append(filing.but(due=day, filing_lo=filing.filing_lo | SECOND_IMPORT * COPY))
                else:
                    rest.append((before, filing))
            self._may_be_imported = rest
            self._note_filings(IMPORTED_TWICE, day, again, day)
        self._may_be_imported += [(day, filing) for filing in due]
        return again

    def _lose_corrections(self, corrected: list[Row], day: int) -> list[Row]:
        """Rule: what was corrected in the last days is on file again, as a new entry; three times at most."""
        back = []
        if self.under_way(CORRECTION_LOST, day):
            first = day - self._errors.correction_lost.days_back
            for corrected_on, entry in self._corrected:
                filing = filing_of(entry, day)
                times = copy_of(filing.filing_lo) // COME_BACK
                if corrected_on >= first and times < MOST_COME_BACK:
                    back.append(filing.but(filing_lo=filing.filing_lo + COME_BACK * COPY))
            self._corrected = [(when, entry) for when, entry in self._corrected if when < first]
            self._note_filings(CORRECTION_LOST, day, back, day)
        self._corrected += [(day, entry) for entry in corrected if entry.kind in DEEDS]
        return back

    def _merge(self, due: list[Row], day: int) -> list[Row]:
        """Rule: for some days what is filed about some citizens goes to a namesake's file.

        Whoever is in two batches is in the older one; whoever has no namesake is in none.
        """
        filings = []
        under_way = [merged for merged in self._merged if merged.last >= day]
        moved: dict[int, list[Row]] = {merged.began: [] for merged in under_way}
        for filing in due:
            whose = filing.citizen
            for merged in under_way:
                share = self._errors.merged_files.share
                if self._namesake[whose] != whose and self._in_batch(
                    whose, merged.began, CITIZEN, share, merged.key
                ):
                    filing = filing.but(citizen=int(self._namesake[whose]))
                    merged.moved[filing.filing_hi, filing.filing_lo] = whose
                    moved[merged.began].append(filing)
                    break
            filings.append(filing)
        for began, some in moved.items():
            self._note_filings(MERGED_FILES, began, some, day)
        return filings

    def find_out(self, day: int, ledger: Ledger) -> tuple[list[Row], list[Row]]:
        """Rule: the day after a merger ends a share of its entries is moved back, those that still stand.

        Returns the entries to be taken back, and what is filed about the right citizens instead.
        """
        taken_back, filings = [], []
        for merged in [one for one in self._merged if one.last + 1 == day]:
            for filing, whose in merged.moved.items():
                brought = ledger.brought_by(filing)
                if not brought or not self._is_moved_back(brought[0]):
                    continue
                standing = ledger.standing(brought)
                taken_back += standing
                for entry in [entry for entry in standing if entry.kind in DEEDS]:
                    right = filing_of(entry, day)
                    copy = right.filing_lo | COPY_MOVED_BACK * COPY
                    filings.append(right.but(citizen=whose, filing_lo=copy))
        self._merged = [one for one in self._merged if one.last >= day]
        return taken_back, filings

    def _is_moved_back(self, entry: Row) -> bool:
        """Rule: one draw for each filing, by the deed that it tells of."""
        actor, conduct = entry.entry_hi >> 32, entry.entry_hi & 0xFFFF
        copy = entry.entry_lo >> 16 & 0xFFFF
        second = entry.parameter ^ conduct
        word = draw(self._life.key, actor, entry.conduct_day, MOVED_BACK, copy, second)[0]
        return word < threshold32(self._errors.merged_files.undone)

    def _in_batch(self, who: int, began: int, what: int, share: Any, key: int) -> bool:
        """Rule: one draw for each citizen or organisation, on the day on which the mishap began."""
        return draw(key, who, began, MISHAP_BATCH, what, 0)[0] < threshold32(share)

    def note_wrong_points(
        self, entries: list[Row], rulebook: Rulebook, towns: Sequence[int], day: int
    ) -> None:
        """Note the entries of today whose points are others than by the right version."""
        if not self.under_way(WRONG_VERSION, day):
            return
        wrong = [
            entry
            for entry in entries
            if entry.kind in DEEDS
            and entry.counts
            and entry.points != rulebook.points(towns[entry.citizen], entry.conduct, entry.parameter)
        ]
        self._note(WRONG_VERSION, self._began[WRONG_VERSION], wrong, day)

    def _note_filings(self, kind: int, began: int, filings: list[Row], day: int) -> None:
        """Note the entries that filings give."""
        entries = [
            Row(citizen=f.citizen, entry_hi=f.filing_hi, entry_lo=lower_half(f.filing_lo, f.kind))
            for f in filings
        ]
        self._note(kind, began, entries, day)

    def _note(self, kind: int, began: int, entries: list[Row], day: int) -> None:
        """Note entries that a mishap made, changed or kept, in order of citizens and ids."""
        for entry in sorted(entries, key=lambda e: (e.citizen, *entry_id(e))):
            high, low = entry_id(entry)
            row = Row(day=day, citizen=entry.citizen, entry_hi=high, entry_lo=low, kind=kind, began=began)
            self.mishandled.append(row)
